//! A lesson: what a moderator typed, read into a term with its definition and other names, or refused with
//! the reason.
//!
//! It is read by the reader of documents, so that it says the same here and, once exported, in a document.

use std::borrow::Cow;
use std::sync::Arc;

use super::export::lesson_line;
use super::{Taught, TaughtLibrary};
use crate::domain::bot::Snapshot;
use crate::domain::fold::{fold, singular, without_article};
use crate::domain::ids::TaughtId;
use crate::domain::knowledge::{Entry, Source, read_document};

/// The most characters of a term or another name.
pub const NAME_CHARACTERS: usize = 80;
/// The most characters of a definition.
pub(super) const DEFINITION_CHARACTERS: usize = 1_500;
/// The most other names.
pub const OTHER_NAMES: usize = 10;
/// How often the reader of documents may change a lesson until it keeps it as it is.
const READINGS: usize = 4;
/// How many entries of the documents are looked at for one of the same name.
const NAMESAKES: usize = 8;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The term.
    Term,
    /// The definition.
    Definition,
    /// Other names, apart by commas.
    Aliases,
}

/// The most characters that each field takes.
pub const FIELD_CHARACTERS: [(Field, usize); 3] = [
    (Field::Term, NAME_CHARACTERS),
    (Field::Definition, DEFINITION_CHARACTERS),
    (Field::Aliases, OTHER_NAMES * NAME_CHARACTERS / 2),
];

impl Field {
    /// Its name in a form and as an option of the command.
    pub fn name(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Definition => "definition",
            Self::Aliases => "aliases",
        }
    }
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The term.
    pub term: String,
    /// Its definition.
    pub definition: String,
    /// Its other names, apart by commas.
    pub aliases: String,
}

impl From<&Taught> for Draft {
    fn from(taught: &Taught) -> Self {
        let (term, definition) = (taught.term.clone(), taught.definition.clone());
        Self { term, definition, aliases: taught.aliases.join(", ") }
    }
}

/// What can be taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The term.
    pub term: String,
    /// What it is.
    pub definition: String,
    /// Its other names.
    pub aliases: Vec<String>,
}

/// Why it cannot be taught as it is. [`crate::domain::voice::learning`] has the sentence for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A field without a word in it.
    Empty(Field),
    /// A field that is too long.
    TooLong {
        /// The field.
        field: Field,
        /// The most characters that it takes.
        most: usize,
    },
    /// More other names than fit.
    TooManyNames,
    /// Something that would call members.
    Mention(Field),
    /// The definition only repeats a name.
    SaysNothing,
    /// The documents define it.
    InDocuments {
        /// The name.
        name: String,
        /// Where.
        source: Source,
    },
    /// It was taught before.
    Taught(Box<Taught>),
    /// The server has taught as much as it may.
    Full,
}

impl Draft {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The first reason why it cannot be taught.
    pub fn read(&self) -> Result<Lesson, Refusal> {
        let texts = [&self.term, &self.definition, &self.aliases].map(|text| tidied(text));
        for (text, (field, most)) in texts.iter().zip(FIELD_CHARACTERS) {
            if fold(text).is_empty() && field != Field::Aliases {
                return Err(Refusal::Empty(field));
            }
            if text.chars().count() > most {
                return Err(Refusal::TooLong { field, most });
            }
            if calls_members(text) {
                return Err(Refusal::Mention(field));
            }
        }
        let [term, definition, aliases] = texts;
        let aliases = aliases.split([',', ';']).map(|name| name.trim().to_owned());
        let typed = Lesson { term, definition, aliases: aliases.filter(|name| !name.is_empty()).collect() };
        let lesson = as_a_document_says(typed)?;
        if lesson.aliases.len() > OTHER_NAMES {
            return Err(Refusal::TooManyNames);
        }
        if lesson.aliases.iter().any(|name| name.chars().count() > NAME_CHARACTERS) {
            return Err(Refusal::TooLong { field: Field::Aliases, most: NAME_CHARACTERS });
        }
        let says = fold(without_article(&lesson.definition));
        let repeats = lesson.names().any(|name| singular(&fold(name)) == singular(&says));
        if repeats { Err(Refusal::SaysNothing) } else { Ok(lesson) }
    }
}

impl Lesson {
    /// All its names, the term first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.term.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// Whether it may be taught beside what is `known` and `taught`; `corrects` is the entry whose place it takes.
    ///
    /// # Errors
    /// When one of its names is defined already.
    pub fn check(
        &self,
        known: &[Arc<Snapshot>],
        taught: Option<&TaughtLibrary>,
        corrects: Option<TaughtId>,
    ) -> Result<(), Refusal> {
        for name in self.names() {
            let other =
                taught.and_then(|taught| taught.named(name)).filter(|other| Some(other.id) != corrects);
            if let Some(other) = other {
                return Err(Refusal::Taught(Box::new(other.clone())));
            }
            if let Some(source) = known.iter().find_map(|snapshot| defined_in(snapshot, name)) {
                return Err(Refusal::InDocuments { name: name.to_owned(), source });
            }
        }
        let full = taught.is_some_and(|taught| taught.entries().len() >= super::MOST_TAUGHT);
        if full && corrects.is_none() { Err(Refusal::Full) } else { Ok(()) }
    }
}

/// Where the documents define something of this name.
fn defined_in(snapshot: &Snapshot, name: &str) -> Option<Source> {
    let wanted = singular(&fold(name));
    let goes_by = |entry: &Entry| {
        let names = entry.term.iter().chain(&entry.aliases);
        names.into_iter().any(|own| singular(&fold(own)) == wanted)
    };
    let found = snapshot.index.define(name, NAMESAKES).answers.into_iter().flat_map(|answer| answer.sources);
    found.into_iter().find(|source| {
        let documents = &snapshot.library.documents;
        let document = documents.iter().find(|document| document.path == source.document);
        let mut entries = document.into_iter().flat_map(|document| &document.entries);
        entries.any(|entry| entry.source == *source && goes_by(&entry))
    })
}

/// The lesson as the reader of documents understands it; only so much is kept of it.
fn as_a_document_says(mut lesson: Lesson) -> Result<Lesson, Refusal> {
    for _ in 0..READINGS {
        let document = read_document("taught", lesson_line(&lesson).as_bytes());
        let Some(entry) = document.entries.get(0).map(Cow::into_owned) else {
            return Err(Refusal::Empty(Field::Definition));
        };
        let Some(term) = entry.term else { return Err(Refusal::Empty(Field::Term)) };
        let read = Lesson { term, definition: entry.text, aliases: entry.aliases };
        if read == lesson {
            break;
        }
        lesson = read;
    }
    Ok(lesson)
}

/// On one line, without control characters and without marks that turn the direction of writing.
fn tidied(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
    };
    let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let shown: String = spaced.chars().filter(|c| !hidden(*c)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a platform could read a call to members in it: `@name` at the start of a word (Discord and
/// Slack), or a reference in angle brackets (Discord, "Message Formatting"; Slack, "Formatting text").
fn calls_members(text: &str) -> bool {
    let reference = ["<@", "<#", "<!", "<&"].iter().any(|mark| text.contains(mark));
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let begins = !before.is_alphanumeric();
        if c == '@' && begins && chars.peek().is_some_and(|next| next.is_alphabetic()) {
            return true;
        }
        before = c;
    }
    reference
}

#[cfg(test)]
#[path = "lesson_tests.rs"]
mod tests;
