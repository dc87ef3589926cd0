//! What can be told of English words by their form and a few short lists.
//!
//! The lists hold only words of grammar and words that open definitions in any subject.

use super::word_lists::{
    ADJECTIVES, ADVERBS, AUXILIARIES, CLOSING, CONJUNCTIONS, DEFINING_VERBS, DETERMINERS, ENDINGS,
    EXPLANATIONS, KINDS, MARKS, NO_GERUNDS, NOUNS, ORDERS, PARTICLES, PREPOSITIONS, PRONOUNS, TASKS,
};

/// A word without the punctuation around it, in lower case.
pub(crate) fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

pub(crate) fn is_determiner(word: &str) -> bool {
    DETERMINERS.contains(&word)
}

pub(crate) fn is_preposition(word: &str) -> bool {
    PREPOSITIONS.contains(&word)
}

pub(crate) fn is_auxiliary(word: &str) -> bool {
    AUXILIARIES.contains(&word)
}

pub(crate) fn is_defining_verb(word: &str) -> bool {
    DEFINING_VERBS.contains(&word)
}

pub(crate) fn is_kind(word: &str) -> bool {
    KINDS.contains(&word)
}

pub(crate) fn is_pronoun(word: &str) -> bool {
    PRONOUNS.contains(&word)
}

pub(crate) fn is_joint(word: &str) -> bool {
    PREPOSITIONS.contains(&word) || CONJUNCTIONS.contains(&word)
}

/// Words of grammar: no term ends with one, and few have one at all.
pub(crate) fn is_function(word: &str) -> bool {
    is_determiner(word) || is_joint(word) || is_pronoun(word) || is_auxiliary(word)
}

/// Words that may also close a sentence: `hold it up`, `nothing more`, `what it will do`.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word) || closes(word)
}

/// Words of grammar that close a sentence as readily as they open the rest of one.
fn closes(word: &str) -> bool {
    CLOSING.contains(&word) || is_adverb(word)
}

/// Adverbs of place and time: they end phrases and begin no term.
pub(crate) fn is_adverb(word: &str) -> bool {
    ADVERBS.contains(&word)
}

/// Whether a line that ends with this word must go on.
pub(crate) fn leaves_open(word: &str) -> bool {
    is_function(word) && !closes(word) && !matches!(word, "this" | "these" | "those" | "another")
}

/// Small words that stay small inside a title: `Duty of Care`.
pub(crate) fn is_title_joint(word: &str) -> bool {
    matches!(
        word,
        "of" | "and"
            | "in"
            | "the"
            | "for"
            | "to"
            | "a"
            | "an"
            | "by"
            | "on"
            | "with"
            | "or"
            | "&"
            | "de"
            | "la"
            | "vs"
            | "vs."
    )
}

pub(crate) fn is_gerund(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ing") && !NO_GERUNDS.contains(&word)
}

/// Endings by which a word is more likely an adjective than a noun.
pub(crate) fn is_adjective(word: &str) -> bool {
    ADJECTIVES.contains(&word)
        || word.len() > 3 && !NOUNS.contains(&word) && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

pub(crate) fn is_plural(word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "ous"].iter().any(|ending| word.ends_with(ending))
}

pub(crate) fn is_capitalised(word: &str) -> bool {
    word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase)
}

pub(crate) fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// Whether a sentence ends here.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '\'', ')', ']', ' ']);
    text.ends_with(['.', '!', '。', '…'])
}

/// The word of a text at its front, bare.
pub(crate) fn first_word(text: &str) -> String {
    bare(text.split_whitespace().next().unwrap_or_default())
}

/// The word of a text at its end, bare.
pub(crate) fn last_word(text: &str) -> String {
    bare(text.split_whitespace().next_back().unwrap_or_default())
}

/// Whether a text begins as definitions do: `the …`, `is …`, `something …`, `moving …`.
pub(crate) fn opens_definition(text: &str) -> bool {
    let first = first_word(text);
    is_determiner(&first)
        || is_auxiliary(&first)
        || is_defining_verb(&first)
        || is_kind(&first)
        || is_gerund(&first)
        || first == "to"
}

/// Whether a sentence with this word in front tells the class to do something.
pub(crate) fn is_order(word: &str) -> bool {
    ORDERS.contains(&word)
}

/// Whether a passage only sets a task, `Discuss how …`, and so answers nothing. A course's handbook says
/// `Explain the delay` and means just that, so of such verbs only those before a question set a task.
pub(crate) fn is_assignment(text: &str) -> bool {
    let mut words = text.split_whitespace().map(bare);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let asks = matches!(second.as_str(), "how" | "why" | "what" | "when" | "where" | "which" | "who");
    let set = TASKS.contains(&first.as_str()) || asks && EXPLANATIONS.contains(&first.as_str());
    set && !text.contains(". ")
}

/// `Chapter 3`, `Unit 2: …`, `Week 1`: a place in a course, no term.
pub(crate) fn is_course_mark(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let mark = bare(words.next().unwrap_or_default());
    let number = bare(words.next().unwrap_or_default());
    let roman = !number.is_empty() && number.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    MARKS.contains(&mark.as_str()) && (roman || number.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_for_the_class_is_told_from_advice() {
        let rows = [
            ("Discuss how organizations keep their customers", true),
            ("Describe the parts of a cell.", true),
            ("Explain why crews reef early", true),
            ("Explain the delay and offer a refund.", false),
            ("Compare the two names on the card.", false),
            ("Check whether the oil is low.", false),
            ("Describe the fault. The workshop needs it in writing.", false),
        ];
        for (text, expected) in rows {
            assert_eq!(is_assignment(text), expected, "{text}");
        }
    }
}
