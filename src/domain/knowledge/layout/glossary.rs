//! `Term: definition` lines, with titles, quotes and notes among them.

use std::collections::BTreeMap;

use super::super::super::fold::fold;
use super::super::sheet::{Definition, Lines, Sheet};
use super::super::text::{Line, Text};
use super::super::word_lists::{COUNTED, KINDS_OF_LINE};
use super::super::words::{
    bare, count, ends_sentence, is_auxiliary, is_capitalised, is_course_mark, is_defining_verb, is_function,
    is_particle, is_pronoun, is_title_joint, last_word, leaves_open,
};
use super::share;

/// A label with more words is half a sentence.
const MAX_TERM_WORDS: usize = 10;

/// A label that stands this often says what kind of line it is and is no term.
const LABEL_REPEATS: usize = 3;

/// What may stand between a term and its definition; the first kind that fits most lines is the document's.
const SEPARATORS: &[&str] = &[":", " – ", " — ", " - ", " = "];

/// A line taken apart.
#[derive(Clone, Copy)]
pub(super) struct Labelled<'a> {
    pub(super) label: &'a str,
    pub(super) rest: &'a str,
}

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    let separator = usual_separator(lines);
    let mut labels = 0;
    let mut kinds = 0;
    for line in lines {
        if let Some(labelled) = take_apart(line.text, separator).filter(|l| !l.rest.is_empty()) {
            let kind = is_kind_of_line(labelled.label) || is_course_mark(labelled.label);
            kinds += usize::from(kind);
            labels += usize::from(!kind);
        }
    }
    if labels < 2 { 0.0 } else { share(labels + kinds, lines.len()) * 0.95 }
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let lines = text.lines();
    let separator = usual_separator(&lines);
    let uses = label_uses(&lines, separator);
    let mut reader = Reader { sheet, separator, title: None, open: None };
    for (at, line) in lines.iter().enumerate() {
        let apart = (at == 0 || line.after_blank) && lines.get(at + 1).is_none_or(|next| next.after_blank);
        let labelled = take_apart(line.text, separator).or_else(|| other_separator(line.text, separator));
        match labelled {
            Some(labelled)
                if is_course_mark(labelled.label) || (apart || at == 0) && is_title_case(labelled.rest) =>
            {
                reader.heading(line)
            }
            Some(labelled) if uses.get(&fold(labelled.label)).copied().unwrap_or(0) >= LABEL_REPEATS => {
                reader.saying(line, labelled)
            }
            Some(labelled) if is_kind_of_line(labelled.label) || is_quotation(labelled.rest) => {
                reader.saying(line, labelled)
            }
            Some(labelled) => reader.begin(line, labelled),
            None => reader.go_on(line),
        }
    }
    reader.close();
}

fn usual_separator(lines: &[Line<'_>]) -> &'static str {
    let fits =
        |separator: &str| lines.iter().filter(|line| take_apart(line.text, separator).is_some()).count();
    let mut best = (SEPARATORS[0], 0);
    for separator in SEPARATORS {
        let lines = fits(separator);
        if lines > best.1 {
            best = (separator, lines);
        }
    }
    best.0
}

/// `The Words You Need` behind a colon is the second half of a title.
pub(super) fn is_title_case(text: &str) -> bool {
    let words = text.split_whitespace();
    count(text) > 1
        && !ends_sentence(text)
        && words.clone().all(|word| is_capitalised(word) || is_title_joint(word))
}

/// How often each label stands in front of different words.
fn label_uses(lines: &[Line<'_>], separator: &str) -> BTreeMap<String, usize> {
    let mut uses = BTreeMap::new();
    for line in lines {
        if let Some(labelled) = take_apart(line.text, separator) {
            *uses.entry(fold(labelled.label)).or_default() += 1;
        }
    }
    uses
}

/// A line as a label and what follows, or none where the front is no label.
pub(super) fn take_apart<'a>(text: &'a str, separator: &str) -> Option<Labelled<'a>> {
    let text = without_bullet(text);
    let mut from = 0;
    loop {
        let at = from + text[from..].find(separator)?;
        let (label, rest) = (&text[..at], &text[at + separator.len()..]);
        from = at + separator.len();
        // `10:30`, `https://` and `ratio 3:1` are no separators.
        let inside = separator == ":"
            && (rest.starts_with(|c: char| c.is_ascii_digit() || c == '/')
                && label.ends_with(|c: char| c.is_ascii_digit() || c.is_lowercase()));
        let open_bracket = label.matches('(').count() > label.matches(')').count();
        if inside || open_bracket {
            continue;
        }
        let label = label.trim();
        return is_label(label).then_some(Labelled { label, rest: rest.trim() });
    }
}

/// A sentence ends inside; the stops of `vs.` and `St.` end none.
fn holds_a_stop(label: &str) -> bool {
    let words: Vec<&str> = label.split_whitespace().collect();
    words
        .split_last()
        .is_some_and(|(_, inner)| inner.iter().any(|word| word.ends_with('.') && word.len() > 4))
}

fn is_label(label: &str) -> bool {
    let words = count(label);
    let sentence = holds_a_stop(label)
        || label.contains("? ")
        || label.contains(" > ")
        || ends_sentence(label) && words > 2;
    (1..=MAX_TERM_WORDS).contains(&words)
        && !sentence
        && !label.starts_with(['"', '“', '\'', '('])
        && ends_as_term(label)
        && !introduces(label)
        && !label.contains(", and ")
}

/// `This topic covers many things, including`: a sentence that leads to a list is no term.
fn introduces(label: &str) -> bool {
    /// From here on, a label with a verb in it is a sentence.
    const SENTENCE_WORDS: usize = 6;
    let words: Vec<String> = label.split_whitespace().map(bare).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let leads =
        words.len() > 1 && matches!(last.as_str(), "including" | "include" | "includes" | "following");
    let points = matches!(first.as_str(), "this" | "these" | "here" | "there" | "we" | "you" | "it" | "they");
    let verb = |word: &String| is_auxiliary(word) || points && is_defining_verb(word);
    let titled = label.split_whitespace().all(|word| is_capitalised(word) || is_title_joint(word));
    leads || words.len() >= SENTENCE_WORDS && !titled && words.iter().any(verb)
}

/// A label that ends with a word of grammar is half a sentence, unless that word is a name or a part of one:
/// `Vitamin A`, `Type one`, `WHO`, `Follow up`.
fn ends_as_term(label: &str) -> bool {
    /// A phrasal verb used as a noun is this short; anything longer is a clause: `The house he lives in`.
    const PHRASE_WORDS: usize = 3;
    let words: Vec<&str> = label.split_whitespace().collect();
    let Some((last, others)) = words.split_last() else { return false };
    let ending = bare(last);
    if !is_function(&ending) {
        return true;
    }
    let clause = |word: &&str| is_pronoun(&bare(word)) || is_auxiliary(&bare(word));
    if others.iter().any(clause) {
        return false;
    }
    let named = others.iter().all(|word| is_capitalised(word) || is_title_joint(word));
    let shouted = !last.contains(char::is_lowercase);
    let phrase = words.len() <= PHRASE_WORDS
        && !others.is_empty()
        && others.iter().all(|word| !is_function(&bare(word)));
    is_capitalised(last) && (named || shouted) || phrase && (is_particle(&ending) || ending == "one")
}

/// Whether a line has a short label that was refused for its last word alone.
fn has_open_label(text: &str, separator: &str) -> bool {
    const FEW_WORDS: usize = 3;
    let text = without_bullet(text);
    text.split_once(separator).is_some_and(|(label, rest)| {
        (1..=FEW_WORDS).contains(&count(label))
            && count(rest) >= FEW_WORDS
            && is_capitalised(label)
            && !ends_as_term(label)
    })
}

/// One line may use a dash where all others use a colon.
fn other_separator<'a>(text: &'a str, usual: &str) -> Option<Labelled<'a>> {
    /// Without the document's own separator only a short label is sure enough.
    const SURE_WORDS: usize = 4;
    SEPARATORS
        .iter()
        .filter(|separator| **separator != usual)
        .filter_map(|separator| take_apart(text, separator))
        .find(|labelled| {
            count(labelled.label) <= SURE_WORDS
                && count(labelled.rest) >= SURE_WORDS
                && labelled.label.starts_with(char::is_uppercase)
        })
}

/// A line without the bullet or the number in front of it.
pub(super) fn without_bullet(text: &str) -> &str {
    let text = text.trim();
    for bullet in ['•', '-', '*', '–', '·', '+'] {
        if let Some(rest) = text.strip_prefix(bullet) {
            let gap = rest.starts_with(char::is_whitespace) || bullet == '•';
            return if gap { rest.trim_start() } else { text };
        }
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match text[digits..].strip_prefix(['.', ')']) {
        Some(rest) if (1..=3).contains(&digits) && rest.starts_with(' ') => rest.trim_start(),
        _ => text,
    }
}

/// Whether a label says what kind of line it is, as `Note` and `Quote` do.
pub(super) fn is_kind_of_line(label: &str) -> bool {
    let folded = fold(label);
    // `Figure 2` and `Step 3` count; `Type 2` may be a term.
    let counted = folded
        .split_once(' ')
        .is_some_and(|(kind, number)| COUNTED.contains(&kind) && number.chars().all(|c| c.is_ascii_digit()));
    counted || KINDS_OF_LINE.contains(&folded.as_str())
}

/// A whole sentence between quotation marks was said by someone and defines nothing.
fn is_quotation(rest: &str) -> bool {
    let opens = rest.starts_with(['"', '“', '«']);
    let closes =
        rest.trim_end_matches('.').ends_with(['"', '”', '»']) || rest.contains("\" ") || rest.contains("” ");
    opens && closes && count(rest) > 5
}

/// Reads on line by line, with at most one definition open for wrapped lines.
struct Reader<'s, 'p, 'a> {
    sheet: &'s mut Sheet<'p>,
    separator: &'static str,
    title: Option<&'a str>,
    open: Option<Open<'a>>,
}

struct Open<'a> {
    label: &'a str,
    text: String,
    lines: Lines,
}

impl<'a> Reader<'_, '_, 'a> {
    fn begin(&mut self, line: &Line<'a>, labelled: Labelled<'a>) {
        self.close();
        self.open = Some(Open {
            label: labelled.label,
            text: labelled.rest.to_owned(),
            lines: (line.number, line.number),
        });
    }

    fn heading(&mut self, line: &Line<'a>) {
        self.close();
        self.title = Some(line.text);
    }

    /// A quote, a note: searchable, no card.
    fn saying(&mut self, line: &Line<'a>, labelled: Labelled<'a>) {
        self.close();
        let text = if labelled.rest.is_empty() { labelled.label } else { labelled.rest };
        self.sheet.passage(Some(labelled.label), text, (line.number, line.number));
    }

    /// A line without a label goes on with the definition above, or stands for itself.
    fn go_on(&mut self, line: &Line<'a>) {
        if let Some(open) = &mut self.open {
            let begins_low =
                line.text.starts_with(|c: char| c.is_lowercase() || matches!(c, '(' | ',' | ';'));
            let unfinished = open.text.is_empty()
                || !ends_sentence(&open.text)
                    && (begins_low || ends_sentence(line.text) || leaves_open(&last_word(&open.text)));
            if unfinished && (!line.after_blank || open.text.is_empty()) {
                if !open.text.is_empty() {
                    open.text.push(' ');
                }
                open.text.push_str(without_bullet(line.text));
                open.lines.1 = line.number;
                return;
            }
        }
        self.close();
        /// A longer line says something itself.
        const HEADING_WORDS: usize = 8;
        let quoted = line.text.starts_with(['"', '“', '«']);
        if count(line.text) <= HEADING_WORDS && !ends_sentence(line.text) && !quoted {
            self.title = Some(line.text);
        } else if has_open_label(line.text, self.separator) {
            self.sheet.unsure(*line, self.title, "unclear-term", "The words in front here end like half a sentence, so the line is searchable but asks nothing. If they are a term, write it with capital initials.");
        } else {
            self.sheet.passage(self.title, without_bullet(line.text), (line.number, line.number));
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        if open.text.is_empty() {
            self.title = Some(open.label);
            return;
        }
        self.sheet.define(&Definition {
            term: open.label,
            text: &open.text,
            title: self.title,
            lines: open.lines,
            record: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_term_a_kind_of_line_or_neither() {
        let rows = [
            ("Step one: clean the wound", Some(("Step one", false))),
            ("Step 1: clean the wound", Some(("Step 1", true))),
            ("Figure 2: the parts of a cell", Some(("Figure 2", true))),
            ("Type 2: the form that begins late", Some(("Type 2", false))),
            ("Questions: what does it do?", Some(("Questions", true))),
            ("For example: a router", Some(("For example", true))),
            ("Member states of the union: all that signed", Some(("Member states of the union", false))),
            ("This topic covers the basics, including: wires", None),
            ("The parts of a sail that wear out first are often: the leech", None),
            ("These measures help to keep a boat dry: pumps", None),
        ];
        for (text, expected) in rows {
            let found = take_apart(text, ":").map(|l| (l.label, is_kind_of_line(l.label)));
            assert_eq!(found, expected, "{text}");
        }
    }
}
