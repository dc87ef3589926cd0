//! Run-together notes: a term and its definition share a line, in either order, wrapped,
//! numbered, or glued by bullets.
//!
//! A line whose cut is not sure becomes a passage with a warning.

use super::super::repair::{FirstLetter, Vocabulary, first_letter, split_glued};
use super::super::sheet::{Definition, Lines, Sheet};
use super::super::text::{Line, Text};
use super::super::words::{
    bare, count, ends_sentence, first_word, is_capitalised, is_course_mark, is_defining_verb, is_determiner,
    is_function, is_joint, is_kind, is_pronoun, last_word, leaves_open,
};
use super::glossary::without_bullet;
use super::sequence::{blanks_are_few, is_marked_heading};
use super::share;
use super::term_boundary::{begins_as_definition, cut};

/// What stands in front of a bullet or a number is a term if it has at most this many words.
const MAX_TERM_WORDS: usize = 6;

/// A cut with this many points would be sure in any document.
const PLAIN_AS_DAY: f64 = 3.0;

/// A definition may go on over this many lines.
const MAX_WRAPPED_LINES: usize = 4;

/// Lines that belong together, as one text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Unit {
    text: String,
    lines: Lines,
    /// Whether a blank line sets it apart, in a document where that says something.
    set_apart: bool,
}

/// A unit taken apart.
#[derive(Clone, Debug, PartialEq)]
struct Note {
    term: String,
    definition: String,
    points: f64,
}

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    let units = units(lines);
    let notes: Vec<Note> = units.iter().filter_map(|unit| note(&unit.text)).collect();
    let plain = notes.iter().filter(|note| note.points >= PLAIN_AS_DAY).count();
    // Prose has sentences by the handful on a line; notes seldom have two.
    let prose = units.iter().filter(|unit| sentences(&unit.text) > 2).count();
    if notes.len() < 2 {
        return 0.0;
    }
    let sure = share(plain, units.len()) * 0.6 + share(notes.len(), units.len()) * 0.4;
    sure * 0.85 - share(prose, units.len())
}

fn sentences(text: &str) -> usize {
    text.split(". ").filter(|sentence| count(sentence) > 2).count()
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let lines = text.lines();
    let units = units(&lines);
    let notes: Vec<Option<Note>> = units.iter().map(|unit| note(&unit.text)).collect();
    let vocabulary = vocabulary(&units, &notes);
    let mut title: Option<String> = None;
    let top = notes.iter().position(Option::is_some).unwrap_or(0);
    let last = notes.iter().rposition(Option::is_some).unwrap_or(0);
    for (at, (unit, note)) in units.iter().zip(notes).enumerate() {
        // A term that lost its definition looks like a title, too, and must not name what is not its own.
        let placed = at < top || unit.set_apart && at < last;
        match note {
            Some(note) => keep(sheet, unit, &note, title.as_deref(), &vocabulary),
            None if is_marked_heading(&unit.text) || placed && is_title(&unit.text) => {
                title = Some(without_bullet(&unit.text).to_owned());
            }
            None => {
                sheet.passage(title.as_deref(), &unit.text, unit.lines);
                sheet.warn(unit.lines.0, "unclear-term", "It is not clear which words here are the term, so the line is searchable but asks nothing. Write it as “Term: definition”, or end it with a colon if it is a heading.");
            }
        }
    }
}

fn keep(sheet: &mut Sheet, unit: &Unit, note: &Note, title: Option<&str>, vocabulary: &Vocabulary) {
    let definition = split_glued(&note.definition, vocabulary);
    if definition != note.definition {
        sheet.warn(unit.lines.0, "glued-words", "Two words were glued together here and were taken apart, since the document knows them. Put a space between them.");
    }
    let term = match first_letter(&note.term, &note.definition, vocabulary) {
        FirstLetter::Kept(term) => term.to_owned(),
        FirstLetter::Restored(term) => {
            sheet.warn(unit.lines.0, "first-letter", format!("“{}” seems to have lost its first letter; it was read as “{term}”, a word that the document knows. Correct it if that is wrong.", note.term));
            term
        }
        FirstLetter::Lost(term) => {
            sheet.passage(title, &unit.text, unit.lines);
            sheet.warn(unit.lines.0, "first-letter", format!("“{term}” seems to have lost its first letter, so the line is searchable but asks nothing. Put the letter back."));
            return;
        }
    };
    sheet.define(&Definition { term: &term, text: &definition, title, lines: unit.lines, record: None });
}

/// The words of everything but the terms in front of a doubt: those must not vouch for themselves.
fn vocabulary(units: &[Unit], notes: &[Option<Note>]) -> Vocabulary {
    let texts = units.iter().zip(notes).flat_map(|(unit, note)| match note {
        Some(note) if note.term.starts_with(char::is_lowercase) => vec![note.definition.as_str()],
        Some(note) => vec![note.term.as_str(), note.definition.as_str()],
        None => vec![unit.text.as_str()],
    });
    let terms = notes.iter().flatten().map(|note| note.term.as_str()).filter(|term| is_capitalised(term));
    Vocabulary::of(texts).with_terms(terms)
}

fn is_title(text: &str) -> bool {
    count(text) <= MAX_TERM_WORDS
        && !ends_sentence(text)
        && is_capitalised(text)
        && !begins_as_definition(text)
}

/// One unit as term and definition, or none where that is not sure.
fn note(text: &str) -> Option<Note> {
    let text = without_bullet(text);
    if is_course_mark(text) {
        return None;
    }
    numbered(text).or_else(|| labelled(text)).or_else(|| bulleted(text)).or_else(|| {
        let cut = cut(text)?;
        Some(Note { term: cut.term, definition: cut.definition, points: cut.points })
    })
}

/// `Keel 3. It is …`: the number between term and definition tells them apart.
fn numbered(text: &str) -> Option<Note> {
    let mut before = String::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        let Some(glued) = behind_number(word, &before, next).filter(|_| !before.is_empty()) else {
            if !before.is_empty() {
                before.push(' ');
            }
            before.push_str(word);
            continue;
        };
        let after = Some(glued).filter(|glued| !glued.is_empty()).into_iter().chain(words);
        let after = after.collect::<Vec<_>>().join(" ");
        let (left, right) = (count(&before), count(&after));
        let (term, definition) = if left <= MAX_TERM_WORDS && right > 1 && !is_function(&last_word(&before)) {
            (before, after)
        } else if right > 0 && right <= MAX_TERM_WORDS && left > right {
            (after, before)
        } else {
            return None;
        };
        return Some(Note { term, definition, points: PLAIN_AS_DAY });
    }
    None
}

/// What is glued behind the number of a note, often nothing; none where the word is no such number.
fn behind_number<'a>(word: &'a str, before: &str, next: &str) -> Option<&'a str> {
    let digits = word.trim_start_matches('(');
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    if !(1..=3).contains(&(digits.len() - rest.len())) {
        return None;
    }
    let behind = rest.trim_start_matches(['.', ')']);
    let marked = behind.len() < rest.len() || word.starts_with('(');
    // `Push factors 9 These are …`; the numbers of `World War 2` and `Diabetes type 2` belong to the name.
    let sentence = matches!(next, "It" | "They" | "He" | "She" | "This" | "These" | "Those");
    let bare =
        behind.is_empty() && sentence && !is_capitalised(before.rsplit(' ').next().unwrap_or_default());
    let glued =
        behind.starts_with(char::is_uppercase) && behind.chars().nth(1).is_some_and(char::is_lowercase);
    (behind.is_empty() && (marked || bare) || glued && marked).then_some(behind)
}

/// One line among notes may be written `Term: definition`.
fn labelled(text: &str) -> Option<Note> {
    let labelled = super::glossary::take_apart(text, ":")?;
    let sure = count(labelled.label) <= MAX_TERM_WORDS
        && count(labelled.rest) > 2
        && !labelled.label.contains('•')
        && !begins_as_definition(labelled.label);
    sure.then(|| Note { term: labelled.label.to_owned(), definition: labelled.rest.to_owned(), points: 1.0 })
}

/// `Keel• keeps her upright• is heavy`: bullets glued to the words before them.
fn bulleted(text: &str) -> Option<Note> {
    let (front, rest) = text.split_once('•')?;
    let points: Vec<&str> = rest.split('•').map(str::trim).filter(|point| !point.is_empty()).collect();
    let rest = points.join("; ");
    let front = front.trim().trim_end_matches([':', '-', '–']).trim_end();
    if count(front) == 0 || rest.is_empty() {
        return None;
    }
    let last = points[points.len() - 1];
    let named = count(front) <= MAX_TERM_WORDS && !begins_as_definition(front);
    // "Messaging and Chat Support" is one term: words that join others may be small in any title.
    let small =
        front.split_whitespace().skip(1).any(|word| word.starts_with(char::is_lowercase) && !is_joint(word));
    if named && (!small || count(front) <= 3) && cut(front).is_none_or(|cut| cut.points < PLAIN_AS_DAY) {
        return Some(Note { term: front.to_owned(), definition: rest, points: PLAIN_AS_DAY });
    }
    if begins_as_definition(front) && count(last) <= MAX_TERM_WORDS && is_capitalised(last) {
        let said = std::iter::once(front)
            .chain(points[..points.len() - 1].iter().copied())
            .collect::<Vec<_>>()
            .join("; ");
        return Some(Note { term: last.to_owned(), definition: said, points: PLAIN_AS_DAY });
    }
    let whole = cut(&format!("{front}; {rest}"))?;
    Some(Note { term: whole.term, definition: whole.definition, points: whole.points })
}

/// Puts wrapped lines together.
fn units(lines: &[Line<'_>]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut merged = 1;
    // Where every line has a blank one above it, none of them means anything.
    let gaps = lines.iter().filter(|line| line.after_blank).count();
    let double_spaced = gaps * 5 > lines.len() * 4;
    let few_gaps = blanks_are_few(lines);
    for line in lines {
        let wrapped = |open: &&mut Unit| {
            merged < MAX_WRAPPED_LINES
                && (!line.after_blank || double_spaced)
                && goes_on(&open.text, line.text)
        };
        if let Some(open) = units.last_mut().filter(wrapped) {
            open.text.push(' ');
            open.text.push_str(line.text);
            open.lines.1 = line.number;
            merged += 1;
            continue;
        }
        let set_apart = line.after_blank && few_gaps;
        units.push(Unit { text: line.text.to_owned(), lines: (line.number, line.number), set_apart });
        merged = 1;
    }
    units
}

/// `how far north a place is` is complete, though it ends with a verb that mostly goes on.
fn asks_within(text: &str) -> bool {
    matches!(last_word(text).as_str(), "is" | "are" | "was" | "were")
        && text.split(' ').any(|word| matches!(bare(word).as_str(), "how" | "what" | "where" | "who"))
}

/// `People who move from one country` has yet to say where to.
fn waits_for_to(text: &str) -> bool {
    text.rsplit_once(" from ")
        .is_some_and(|(_, way)| !way.split(' ').any(|word| matches!(word, "to" | "into")))
}

/// Whether `below` is the rest of what `above` began.
fn goes_on(above: &str, below: &str) -> bool {
    let first = first_word(below);
    let low = below.starts_with(|c: char| c.is_lowercase() || c == '(');
    let plain = |text: &str| note(text).is_some_and(|note| note.points >= PLAIN_AS_DAY);
    if is_course_mark(above)
        || numbered(below).is_some()
        || below.starts_with('•')
        || !low && (plain(below) || labelled(below).is_some())
    {
        return false;
    }
    if leaves_open(&last_word(above)) && !ends_sentence(above) && !asks_within(above)
        || above.ends_with([',', '/', '&'])
    {
        return true;
    }
    let names_nothing = is_determiner(&first) || is_pronoun(&first) || is_kind(&first) || is_joint(&first);
    let waits = |enough: f64| begins_as_definition(above) && cut(above).is_none_or(|cut| cut.points < enough);
    if ends_sentence(above) {
        // A complete sentence whose term was pushed onto the next line.
        return count(below) <= 3
            && numbered(above).is_none()
            && waits(1.0)
            && !ends_sentence(below)
            && !names_nothing;
    }
    let opens = matches!(first.as_str(), "when" | "where" | "what" | "how" | "while" | "if" | "to")
        && cut(below).is_some()
        && !(first == "to" && waits_for_to(above));
    let joined =
        is_joint(&first) || is_function(&first) && !is_determiner(&first) || is_defining_verb(&first);
    if low && (joined && !opens || waits(f64::NEG_INFINITY) && numbered(above).is_none()) {
        return true;
    }
    if numbered(above).is_some() {
        return low && note(below).is_none();
    }
    let short = |text: &str| count(text) <= 3;
    let term_alone = short(above)
        && is_capitalised(above)
        && !begins_as_definition(above)
        && begins_as_definition(below)
        && count(below) > 3;
    let term_below = short(below) && waits(PLAIN_AS_DAY) && !names_nothing;
    term_alone || term_below || low && short(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_between_term_and_definition() {
        let rows = [
            ("Bail 1. It is money left with the court.", Some("Bail")),
            ("Push factors 9 These are reasons to leave.", Some("Push factors")),
            ("Pull factors 10.These are reasons to come.", Some("Pull factors")),
            ("Plea (2) This is an answer.", Some("Plea")),
            ("World War 2 It was fought on three continents.", None),
            ("Vitamin B12 helps the blood", None),
            ("about 3.5 metres of rope", None),
            ("a speed of 30 The limit", None),
        ];
        for (text, term) in rows {
            assert_eq!(numbered(text).map(|note| note.term).as_deref(), term, "{text}");
        }
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let rows = [
            ("People who move from one country", "to another in search of work economic migrants", true),
            ("Latitude how far north a place is", "The movement of people to the towns", false),
            ("Latitude: how far north a place lies in", "Longitude: how far east a place lies", false),
            ("the force that pulls things", "towards the ground Gravity", true),
            ("Gravity the force that pulls", "Mass the amount of matter", false),
        ];
        for (above, below, joined) in rows {
            assert_eq!(goes_on(above, below), joined, "{above} / {below}");
        }
    }
}
