//! Documents become entries and cards.
//!
//! [`read_document`] takes a file's bytes and never fails: what cannot be read surely
//! becomes a searchable passage and a [`Warning`], never a wrong card.

pub mod anki;
mod answers;
mod brackets;
mod card;
mod cloze;
pub mod export;
mod html;
mod kept;
mod layout;
mod library;
mod repair;
mod report;
mod sheet;
mod text;
// One word a line would hide the lists' shape.
#[rustfmt::skip]
mod word_lists;
mod words;

#[cfg(test)]
mod deck_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod turn_tests;

pub use library::{CardAt, Deck, DeckPlaces};
pub use report::{DocumentReport, Report, proofread, report};
pub use text::MAX_LINE_BYTES;
pub(crate) use words::is_assignment;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::{CardId, PassageId};
use super::progress::Progress;
use super::tables::Records;

/// Where something stands. Lines count from 1; a source without lines is no document but whoever said it,
/// and its name is all there is to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The document's path relative to the knowledge folder, with `/` on every system.
    pub document: Arc<str>,
    /// The first line.
    pub first_line: u32,
    /// The last line, itself included.
    pub last_line: u32,
    /// The record's id, where the document gives its records ids.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record: Option<String>,
}

impl Source {
    /// What was said by somebody and stands in no document: `credit` says by whom and when.
    pub fn said(credit: impl Into<Arc<str>>) -> Self {
        Self { document: credit.into(), first_line: 0, last_line: 0, record: None }
    }

    /// Whether it stands on lines of a document.
    pub fn has_lines(&self) -> bool {
        self.first_line > 0
    }
}

/// One thing that a document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The term that it defines; none for a passage.
    pub term: Option<String>,
    /// Other names of the term: what stood in brackets, behind "or", an acronym.
    pub aliases: Vec<String>,
    /// The heading that it stands under, or its record's title.
    pub title: Option<String>,
    /// Everything that it says, in the document's words.
    pub text: String,
    /// Where it stands.
    pub source: Source,
}

impl PassageId {
    /// The name of what a document says.
    pub fn of(document: &str, text: &str) -> Self {
        let mut hash = card::Fnv::default();
        hash.text(document);
        hash.text(text);
        Self(hash.0)
    }
}

/// A question with accepted answers, made from an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Named by content: survives a restart and a change elsewhere in the document.
    pub id: CardId,
    /// The term, where the entry has one.
    pub term: Option<String>,
    /// What the document says of it.
    pub definition: String,
    /// What is shown.
    pub prompt: String,
    /// What is accepted, the best first. Never empty.
    pub answers: Vec<String>,
    /// Where it stands.
    pub source: Source,
}

/// Something about a document that its author may want to mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The line, from 1.
    pub line: u32,
    /// A word for programs: kebab-case, stable.
    pub code: &'static str,
    /// A sentence for people: what was seen, what became of it, what to do.
    pub message: String,
}

/// A document that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The path relative to the knowledge folder, with `/` on every system.
    pub path: Arc<str>,
    /// The layout's name, as `layout: NAME` would give it.
    pub layout: &'static str,
    /// What it says, in the order of its lines.
    pub entries: Records<Entry>,
    /// Its deck, in the order of its lines.
    pub cards: Records<Card>,
    /// What its author may want to mend, in the order of its lines.
    pub warnings: Vec<Warning>,
}

/// All documents, ordered by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    /// The documents.
    pub documents: Vec<Arc<Document>>,
    /// What they have in common.
    shared: Vec<library::Shared>,
}

/// Reads a file's bytes. Any bytes will do: what is wrong with them is in the warnings.
///
/// The layout is told from the content; a first line `layout: NAME` overrules.
pub fn read_document(path: &str, bytes: &[u8]) -> Document {
    read_document_telling(path, bytes, Progress::new(&mut |_| ()))
}

/// Reads a file's bytes as [`read_document`] does, and tells how far it has come.
pub fn read_document_telling(path: &str, bytes: &[u8], progress: Progress<'_>) -> Document {
    let mut text = text::decode(bytes);
    let lines = text::line_number(text.body.bytes().filter(|byte| *byte == b'\n').count());
    let mut sheet = sheet::Sheet::new(path, lines, progress);
    sheet.warn_all(std::mem::take(&mut text.warnings));
    let ordered = text.ordered.clone().and_then(|(line, name)| {
        let layout = layout::named(&name);
        if layout.is_none() {
            sheet.warn(line, "unknown-layout", unknown_layout(&name));
        }
        layout
    });
    let layout = ordered.unwrap_or_else(|| layout::detected(&text.lines()));
    (layout.parse)(&text, &mut sheet);
    sheet.finish(layout.name)
}

fn unknown_layout(name: &str) -> String {
    let names = layout::LAYOUTS.iter().map(|layout| layout.name).collect::<Vec<_>>().join(", ");
    format!(
        "“{name}” is no layout, so the layout was told from the content. Use one of {names}, or delete this line."
    )
}
