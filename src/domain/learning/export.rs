//! What was taught as a document: one JSON record a line, which `knowledge/` reads like any other.
//!
//! JSON, since it alone carries every term, definition and name whatever is in them; the further fields
//! tell people who taught it, and are overlooked by the reader.

use serde::Serialize;

use super::{Lesson, Taught};

#[derive(Serialize)]
struct Record<'a> {
    term: &'a str,
    definition: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    taught_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taught_on: Option<String>,
}

/// A taught entry as a line of a document in the layout `jsonl`, without a line end.
pub fn exported(taught: &Taught) -> String {
    let (year, month, day) = taught.taught_at.date();
    line(&Record {
        term: &taught.term,
        definition: &taught.definition,
        aliases: &taught.aliases,
        taught_by: Some(&taught.teacher),
        taught_on: Some(format!("{year:04}-{month:02}-{day:02}")),
    })
}

/// A lesson as such a line, before anybody has taught it.
pub(super) fn lesson_line(lesson: &Lesson) -> String {
    let Lesson { term, definition, aliases } = lesson;
    line(&Record { term, definition, aliases, taught_by: None, taught_on: None })
}

fn line(record: &Record<'_>) -> String {
    // Strings and lists of strings always have a JSON form.
    serde_json::to_string(record).unwrap_or_default()
}
