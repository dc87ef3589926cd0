//! Anki's notes become entries and cards.
//!
//! Whoever unpacks a collection hands its rows in as text; which side asks and which answers
//! is told by the fields' names, then by the templates, then by their order.

use super::super::fold::{fold, has_question_frame};
use super::super::progress::Progress;
use super::answers::response_names;
use super::cloze::{anki_gaps, has_anki_gap};
use super::html::{Plain, plain};
use super::layout::{MAX_ANSWER_WORDS, Side, asked, side_of};
use super::sheet::{Definition, Sheet};
use super::words::count;
use super::{Document, Warning};

/// The layout's name of a package.
pub const LAYOUT: &str = "anki";

/// Between a deck and the decks in it: `::` for people, `\u{1f}` in newer collections.
const DECK_MARKS: [&str; 2] = ["::", "\u{1f}"];

/// The name of the deck that every collection has; it says nothing.
const DEFAULT_DECK: &str = "Default";

/// A longer front asks; a shorter one is a term.
const MAX_TERM_WORDS: usize = 5;

/// A definition has at least so many words.
const FEWEST_DEFINITION_WORDS: usize = 4;

/// A line below the answer with fewer words is part of a list.
const FEWEST_REMARK_WORDS: usize = 4;

/// A kind of notes: Anki's note type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// The fields' names, in order.
    pub fields: Vec<String>,
    /// Which fields the first template shows as the question, where it is known.
    pub question: Vec<usize>,
    /// Which fields its answer adds to that.
    pub answer: Vec<usize>,
    /// Whether its notes have gaps.
    pub cloze: bool,
}

/// One note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Where it stands: lines, or its number in a package.
    pub lines: (u32, u32),
    /// Its id, where it has one.
    pub record: Option<String>,
    /// The deck that it lies in.
    pub deck: Option<String>,
    /// Its kind: which of the list handed in beside it.
    pub kind: usize,
    /// The fields, as HTML.
    pub fields: Vec<String>,
}

/// Which fields of a kind its template shows: those of the question, and those that the answer adds.
///
/// A field is written `{{Name}}`, with filters in front (`{{type:Name}}`); `{{#Name}}` is a condition.
pub fn shown_fields(names: &[String], question: &str, answer: &str) -> (Vec<usize>, Vec<usize>) {
    let asked = template_fields(names, question);
    let mut told = template_fields(names, answer);
    told.retain(|field| !asked.contains(field));
    (asked, told)
}

fn template_fields(names: &[String], template: &str) -> Vec<usize> {
    let mut fields = Vec::new();
    let mut rest = template;
    while let Some((_, behind)) = rest.split_once("{{") {
        let Some((inside, after)) = behind.split_once("}}") else { break };
        rest = after;
        let name = inside.rsplit(':').next().unwrap_or_default().trim();
        let field = names.iter().position(|known| known == name);
        if let Some(field) =
            field.filter(|field| !fields.contains(field) && !inside.starts_with(['#', '^', '/']))
        {
            fields.push(field);
        }
    }
    fields
}

/// Makes a document of a package's notes. `media` files lay in the package and are left out; what was
/// seen while unpacking is in `warnings`.
pub fn read_notes(
    path: &str,
    kinds: &[Kind],
    notes: &[Note],
    media: usize,
    warnings: Vec<Warning>,
) -> Document {
    let lines = u32::try_from(notes.len()).unwrap_or(u32::MAX);
    let mut untold = |_| ();
    let mut sheet = Sheet::new(path, lines, Progress::new(&mut untold));
    sheet.warn_all(warnings);
    if media > 0 {
        let (files, were) = if media == 1 { ("file", "was") } else { ("files", "were") };
        sheet.warn(1, "media-left-out", format!("{media} {files} of pictures and sounds {were} left out; only text is read. Cards that need them are of no use here."));
    }
    take_notes(kinds, notes, true, &mut sheet);
    sheet.finish(LAYOUT)
}

/// Puts notes onto a sheet. Without `html` their fields are plain text.
pub(crate) fn take_notes(kinds: &[Kind], notes: &[Note], html: bool, sheet: &mut Sheet) {
    let unknown = Kind::default();
    let (mut without_text, mut first) = (0, 1);
    for note in notes {
        let kind = kinds.get(note.kind).unwrap_or(&unknown);
        if !take_note(kind, note, html, sheet) {
            first = if without_text == 0 { note.lines.0 } else { first };
            without_text += 1;
        }
    }
    if without_text > 0 {
        let notes = if without_text == 1 { "note has" } else { "notes have" };
        sheet.warn(first, "note-without-text", format!("{without_text} {notes} too little text to ask anything (a picture or a sound on one side), and this is the first. Write it in words if it should be asked."));
    }
}

/// Whether the note says anything.
fn take_note(kind: &Kind, note: &Note, html: bool, sheet: &mut Sheet) -> bool {
    let fields: Vec<Plain> = note.fields.iter().map(|field| read_field(field, html)).collect();
    let title = note.deck.as_deref().and_then(title_of);
    let title = title.as_deref();
    let gap = fields.iter().position(|field| has_anki_gap(&field.joined()));
    if let Some(at) = gap.filter(|at| kind.cloze || *at == 0) {
        return take_gaps(&fields, at, note, title, sheet);
    }
    let (question, answer) = sides(kind, &fields);
    let (Some(question), Some(answer)) = (question, answer) else {
        let all: Vec<String> = fields.iter().map(Plain::joined).filter(|text| !text.is_empty()).collect();
        sheet.passage(title, &all.join(" "), note.lines);
        return false;
    };
    let others = accepted(kind, &fields);
    take_card(&question, answer, others.as_deref(), title, note, sheet);
    true
}

fn read_field(field: &str, html: bool) -> Plain {
    if html { plain(field) } else { Plain { lines: vec![field.trim().to_owned()], media: 0 } }
}

/// The last part of a deck's name, with what it lies in.
fn title_of(deck: &str) -> Option<String> {
    let deck = DECK_MARKS.iter().fold(deck.to_owned(), |deck, mark| deck.replace(mark, " › "));
    Some(deck).filter(|deck| deck != DEFAULT_DECK && !deck.trim().is_empty())
}

fn take_gaps(fields: &[Plain], at: usize, note: &Note, title: Option<&str>, sheet: &mut Sheet) -> bool {
    let gaps = anki_gaps(&fields[at].joined());
    let said = !fold(&gaps.text).is_empty();
    sheet.gaps(&gaps.text, gaps.cards, title, note.lines, note.record.clone());
    said
}

/// The text of the side that asks, and the lines of the side that answers.
fn sides<'f>(kind: &Kind, fields: &'f [Plain]) -> (Option<String>, Option<&'f Plain>) {
    let says = |at: &usize| fields.get(*at).is_some_and(|field| !fold(&field.joined()).is_empty());
    let named = |side| (0..kind.fields.len()).find(|at| side_of(&kind.fields[*at]) == Some(side) && says(at));
    if let (Some(question), Some(answer)) = (named(Side::Asks), named(Side::Answers)) {
        return (fields.get(question).map(Plain::joined), fields.get(answer));
    }
    let asking: Vec<String> =
        kind.question.iter().filter(|at| says(at)).map(|at| fields[*at].joined()).collect();
    if let (false, Some(answer)) = (asking.is_empty(), kind.answer.iter().find(|at| says(at))) {
        return (Some(asking.join(" – ")), fields.get(*answer));
    }
    if !kind.question.is_empty() && !kind.answer.is_empty() {
        // The template is known, and one of its sides is a picture or empty.
        return (None, None);
    }
    let mut telling = (0..fields.len()).filter(|at| says(at));
    match (telling.next(), telling.next()) {
        (Some(0), Some(answer)) => (Some(fields[0].joined()), fields.get(answer)),
        _ => (None, None),
    }
}

/// What a field of that name lists beside the answer; none where the kind has no such field.
fn accepted(kind: &Kind, fields: &[Plain]) -> Option<String> {
    let at = kind.fields.iter().position(|name| side_of(name) == Some(Side::Accepts))?;
    Some(fields.get(at).map(Plain::joined).unwrap_or_default())
}

fn take_card(
    question: &str,
    answer: &Plain,
    others: Option<&str>,
    title: Option<&str>,
    note: &Note,
    sheet: &mut Sheet,
) {
    let (lines, record) = (note.lines, note.record.clone());
    let all = answer.joined();
    if let Some(others) = others {
        return super::layout::accepted(question, &all, Some(others), lines, record, sheet);
    }
    let asks = question.ends_with('?') || has_question_frame(question) || question.contains("__");
    if !asks
        && count(question) <= MAX_TERM_WORDS
        && count(&all) >= FEWEST_DEFINITION_WORDS.max(count(question) + 1)
    {
        return sheet.define(&Definition { term: question, text: &all, title, lines, record });
    }
    let (first, below) =
        answer.lines.split_first().map_or(("", [].as_slice()), |(first, below)| (first, below));
    if below.iter().all(|line| count(line) >= FEWEST_REMARK_WORDS) && count(first) <= MAX_ANSWER_WORDS {
        let names = response_names(first);
        if below.is_empty() || names.0.is_empty() {
            return asked(question, first, lines, record, sheet);
        }
        return sheet.question(question, &all, names, lines, record);
    }
    // A list is no single answer, and a long one cannot be typed.
    sheet.record(Some(question), &answer.lines.join("; "), lines, record);
}
