//! A headed outline: headings with bulleted sentences under them, and at its head
//! perhaps a term with its part of speech and its definition.

use super::super::super::fold::{fold, singular};
use super::super::sheet::{Definition, Lines, Sheet};
use super::super::text::{Line, Text};
use super::super::word_lists::ABSTRACT;
use super::super::words::{
    bare, count, ends_sentence, first_word, is_auxiliary, is_capitalised, is_function, is_gerund, is_kind,
    is_pronoun, opens_definition,
};
use super::glossary::{is_kind_of_line, take_apart};
use super::share;

/// A heading with more words is a sentence.
const MAX_HEADING_WORDS: usize = 12;

/// A term with more words is half a sentence.
const MAX_TERM_WORDS: usize = 6;

/// So many bullets that stand alone on a line were left by an outline that was copied.
const FEWEST_MARKS: usize = 2;

/// A defining sentence with fewer words behind its verb asks nothing.
const MIN_DEFINITION_WORDS: usize = 6;

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    let bullets = lines.iter().filter(|line| bullet(line.text).is_some_and(|text| !text.is_empty())).count();
    let headings = lines
        .windows(2)
        .filter(|pair| {
            bullet(pair[0].text).is_none() && bullet(pair[1].text).is_some_and(|text| !text.is_empty())
        })
        .filter(|pair| count(pair[0].text) <= MAX_HEADING_WORDS)
        .count();
    let marks = lines.iter().filter(|line| bullet(line.text) == Some("")).count();
    // Bullets that hold a term each are a glossary's, unless a part of speech or lone bullets mark an outline.
    let labels =
        lines.iter().filter_map(|line| bullet(line.text)).filter(|text| take_apart(text, ":").is_some());
    let spoken = lines.first().is_some_and(|line| without_part_of_speech(line.text).0)
        || lines.get(1).is_some_and(|line| is_part_of_speech(line.text));
    let outlined = spoken || marks >= FEWEST_MARKS;
    if bullets < 2 || headings == 0 || !outlined && labels.count() * 3 > bullets * 2 {
        return 0.0;
    }
    let sure: f64 = share(bullets + headings + marks, lines.len()) * 0.9;
    // Lines that all begin with a bullet and hold a term each are a glossary, which is surer of them.
    sure.min(0.9)
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let lines = text.lines();
    let mut reader = Reader { sheet, title: None, item: None, used: true };
    let mut at = 0;
    while at < lines.len() {
        at += reader.take(&lines, at);
    }
    reader.close();
}

/// The text behind a bullet; empty for a bullet that stands alone.
fn bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['-', '•', '*', '–', '·', '—', '+', 'o'])?;
    let gap = rest.is_empty() || rest.starts_with(char::is_whitespace) || text.starts_with('•');
    // A lone `o` is Word's second bullet; with nothing behind it, it is only a letter.
    (gap && !(rest.is_empty() && text == "o")).then(|| rest.trim())
}

struct Reader<'s, 'p, 'a> {
    sheet: &'s mut Sheet<'p>,
    title: Option<&'a str>,
    item: Option<(String, Lines)>,
    /// Whether something was said under the title.
    used: bool,
}

impl<'a> Reader<'_, '_, 'a> {
    /// Takes what begins at line `at`; returns how many lines that was.
    fn take(&mut self, lines: &[Line<'a>], at: usize) -> usize {
        let line = lines[at];
        if let Some(text) = bullet(line.text) {
            self.close();
            if !text.is_empty() {
                self.item = Some((text.to_owned(), (line.number, line.number)));
            }
            return 1;
        }
        if let Some(taken) = self.head_definition(lines, at) {
            return taken;
        }
        if let Some((open, span)) = &mut self.item {
            let goes_on =
                line.text.starts_with(char::is_lowercase) || line.indent > 1 && !ends_sentence(open);
            if goes_on && !line.after_blank {
                open.push(' ');
                open.push_str(line.text);
                span.1 = line.number;
                return 1;
            }
        }
        self.close();
        if count(line.text) <= MAX_HEADING_WORDS && !ends_sentence(line.text) {
            self.heading(line);
        } else {
            self.say(line.text, (line.number, line.number));
        }
        1
    }

    fn heading(&mut self, line: Line<'a>) {
        self.title = Some(line.text.trim_end_matches(':'));
        self.used = false;
    }

    /// `term`, `(noun)`, `The definition.` on lines of their own, or the term alone at the very front.
    fn head_definition(&mut self, lines: &[Line<'a>], at: usize) -> Option<usize> {
        let term = lines[at].text;
        if count(term) > MAX_TERM_WORDS || ends_sentence(term) || term.ends_with(':') {
            return None;
        }
        let (inline, term_text) = without_part_of_speech(term);
        let own_line = lines.get(at + 1).is_some_and(|next| is_part_of_speech(next.text));
        let from = at + 1 + usize::from(own_line);
        let first = lines.get(from)?;
        let marked = inline || own_line;
        if bullet(first.text).is_some()
            || count(first.text) < 4
            || first.text.ends_with(':')
            || is_function(&first_word(term_text))
        {
            return None;
        }
        let sure = marked || at == 0 && !own_line && opens_definition(first.text) && !introduces(first.text);
        if !sure {
            return None;
        }
        self.close();
        let mut definition = without_label(first.text).to_owned();
        let mut end = from + 1;
        while let Some(next) = lines.get(end).filter(|next| {
            !next.after_blank
                && next.text.starts_with(char::is_lowercase)
                && bullet(next.text).is_none()
                && !ends_sentence(&definition)
        }) {
            definition.push(' ');
            definition.push_str(next.text);
            end += 1;
        }
        let span = (lines[at].number, lines[end - 1].number);
        self.sheet.define(&Definition {
            term: term_text,
            text: &definition,
            title: self.title,
            lines: span,
            record: None,
        });
        self.title = Some(term_text);
        self.used = true;
        Some(end - at)
    }

    fn close(&mut self) {
        if let Some((text, lines)) = self.item.take() {
            self.say(&text, lines);
        }
    }

    /// A bullet: a definition where it defines, else a passage.
    fn say(&mut self, text: &str, lines: Lines) {
        self.used = true;
        match defining(text) {
            Some((term, definition)) => {
                self.sheet.define(&Definition {
                    term,
                    text: definition,
                    title: self.title,
                    lines,
                    record: None,
                });
            }
            None => self.sheet.passage(self.title, text, lines),
        }
    }
}

/// `This chapter covers …` speaks of the document, not of a thing.
fn introduces(text: &str) -> bool {
    const ABOUT: &[&str] =
        &["chapter", "topic", "unit", "section", "document", "lesson", "page", "outline", "module", "notes"];
    fold(text).split(' ').take(4).any(|word| ABOUT.contains(&word))
}

fn is_part_of_speech(text: &str) -> bool {
    const PARTS: &[&str] = &[
        "noun",
        "verb",
        "adjective",
        "adverb",
        "n",
        "v",
        "adj",
        "adv",
        "noun phrase",
        "proper noun",
        "phrase",
        "plural noun",
        "pronoun",
        "transitive verb",
        "intransitive verb",
        "count noun",
    ];
    let bare = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']') || c.is_whitespace());
    PARTS.contains(&fold(bare).as_str())
}

/// `keel (noun)` is a term with its part of speech.
fn without_part_of_speech(text: &str) -> (bool, &str) {
    match text.rsplit_once(['(', '[']) {
        Some((term, part)) if is_part_of_speech(part) && !term.trim().is_empty() => (true, term.trim()),
        _ => (false, text),
    }
}

fn without_label(text: &str) -> &str {
    match text.split_once(':') {
        Some((label, rest)) if fold(label) == "definition" => rest.trim(),
        _ => text,
    }
}

/// What a sentence may say of its subject without telling what it is.
const SAYS_LITTLE: &[&str] = &[
    "a part of",
    "part of",
    "an example of",
    "one of",
    "a challenge",
    "a way to",
    "the best",
    "the most",
    "the first",
    "the key",
    "a key",
    "a form of",
    "the same",
    "the only",
    "a good",
    "a great",
    "the reason",
    "a must",
    "an important",
    "a common",
    "how ",
    "when ",
    "where ",
    "what ",
];

/// A subject with such a word in front points at the text around it.
const POINTS_BACK: &[&str] = &[
    "this", "that", "these", "those", "each", "every", "all", "some", "one", "another", "most", "many",
    "its", "their", "our", "your",
];

/// Whether a subject names nothing by itself. No question stands above an answer in an outline: there it may
/// be a term, as the subject and the answer of a fugue are.
fn is_abstract(term: &str) -> bool {
    let mut words = term.split_whitespace().map(str::to_lowercase);
    let (first, second, third) = (words.next(), words.next(), words.next());
    let pointed = |word: &str| ABSTRACT.contains(&word) || ABSTRACT.contains(&singular(word).as_str());
    first.as_deref() == Some("the")
        && second.as_deref().is_some_and(pointed)
        && third.is_none_or(|word| word == "of")
        || is_kind_of_line(term) && !matches!(fold(term).as_str(), "subject" | "answer")
}

/// An item of a list ends in `, and` for the sake of the next one.
fn without_joint(text: &str) -> &str {
    [", and", "; and", ", or", "; or"].iter().find_map(|joint| text.strip_suffix(joint)).unwrap_or(text)
}

/// `A keel is the …`, `External customers: the …`: a sentence that tells what its subject is.
fn defining(text: &str) -> Option<(&str, &str)> {
    let (at, verb) = [" is ", " are ", " refers to ", ": "]
        .into_iter()
        .filter_map(|verb| Some((text.find(verb)?, verb)))
        .min_by_key(|(at, _)| *at)?;
    let (term, definition) = (text[..at].trim(), without_joint(text[at + verb.len()..].trim()));
    let first = first_word(term);
    let opener = first_word(definition);
    let says_what = verb == " refers to "
        || matches!(opener.as_str(), "a" | "an" | "the" | "any")
        || is_kind(&opener) && opener != "used";
    let says_little = SAYS_LITTLE.iter().any(|front| definition.starts_with(front));
    let named = (1..=4).contains(&count(term))
        && !is_pronoun(&first)
        && !POINTS_BACK.contains(&first.as_str())
        && !is_abstract(term)
        && !term.split_whitespace().skip(1).any(|word| is_function(&word.to_lowercase()) && word != "of")
        && !term.contains([',', '"', '“'])
        && (!is_gerund(&first) || count(term) <= 2);
    let behind_label = verb == ": ";
    let told = says_what
        && !says_little
        && count(definition) >= MIN_DEFINITION_WORDS
        && !(behind_label && is_sentence(definition));
    (named && (told || behind_label && is_labelled(term, definition, says_what && !says_little)))
        .then_some((term, definition))
}

/// `Boulders: rocks that ice carries`: behind a short label fewer words define, where they read as a noun
/// phrase, `how …`, or an act. A comma makes them a list of what the label stands for.
fn is_labelled(label: &str, definition: &str, says_what: bool) -> bool {
    const MOST_LABEL_WORDS: usize = 3;
    const FEWEST_WORDS: usize = 3;
    let words: Vec<String> = definition.split_whitespace().map(bare).collect();
    let told_more = words.iter().skip(1).take(2).any(|word| is_relative(word));
    let opener = words.first().map_or("", String::as_str);
    count(label) <= MOST_LABEL_WORDS
        && is_capitalised(label)
        && !is_abstract(&format!("the {label}"))
        && words.len() >= FEWEST_WORDS
        && definition.starts_with(char::is_lowercase)
        && !definition.contains(',')
        && (opener == "how" || !is_sentence(definition) && (says_what || told_more || is_gerund(opener)))
}

/// `a seller must tell the truth`: a sentence behind a label is said of something, and defines nothing.
fn is_sentence(text: &str) -> bool {
    let words: Vec<String> =
        text.split_whitespace().map(bare).take_while(|word| !is_relative(word)).collect();
    // `a promise to be bound` has no verb of its own.
    words.windows(2).any(|pair| is_auxiliary(&pair[1]) && pair[0] != "to" && !is_auxiliary(&pair[0]))
}

fn is_relative(word: &str) -> bool {
    matches!(word, "that" | "which" | "who" | "whose" | "where" | "when" | "how" | "what")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sentence_that_tells_what_a_thing_is_defines_it() {
        let rows = [
            ("A keel is the fin below a boat that keeps it upright.", Some("A keel")),
            ("The keel is the fin below a boat that keeps it upright.", Some("The keel")),
            ("A key is a number that opens a secret text.", Some("A key")),
            ("External customers: the people who buy from a company", Some("External customers")),
            ("Shutter speed: how long the shutter stays open", Some("Shutter speed")),
            ("Boulders: rocks that ice carries", Some("Boulders")),
            ("Hydrolysis: splitting with water", Some("Hydrolysis")),
            ("Sieve: a bowl with holes", Some("Sieve")),
            ("Offer: a promise to be bound if the other party accepts", Some("Offer")),
            ("Transport: moving one container by ship, rail and truck", None),
            ("Advantages: the low cost", None),
            ("Colours: red, green and blue", None),
            ("Rule: a seller must tell the truth.", None),
            ("Boulders: rocks move slowly", None),
            ("The goal is a picture that keeps detail in the shade.", None),
            ("The aim of reefing is a boat that stays upright.", None),
            ("The results are a measure of how fast it went.", None),
            ("Figure 2: the parts of a cell under the lens", None),
            ("Table 1: the five kingdoms of all living things", None),
            ("Step 3: the acid is poured into the glass", None),
            ("Note: the clause must be brought to notice.", None),
        ];
        for (text, term) in rows {
            assert_eq!(defining(text).map(|(term, _)| term), term, "{text}");
        }
    }
}
