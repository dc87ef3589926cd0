//! Whether an edit has broken a document, so that what it said before is worth more than what it says now.
//!
//! A file is often seen while it is half saved. What can be told from that is a table that lost its rows
//! or breaks off inside a record; prose that breaks off is prose.

use std::collections::BTreeSet;

use crate::domain::knowledge::Document;

/// The layouts that are made of records.
const TABLES: [&str; 4] = ["jsonl", "csv", "tsv", "anki-text"];
/// Warnings about a record that was kept as plain text.
const UNREAD: [&str; 5] = ["broken-json", "open-quote", "ragged-row", "incomplete-row", "unknown-columns"];

/// Whether an edit has broken a document: it said something and says nothing; or it was a table and not
/// one of its records can be read as one any more, or it breaks off in the middle of one.
pub(super) fn is_broken(good: &Document, edited: &Document) -> bool {
    if good.entries.is_empty() {
        return false;
    }
    let was_table = TABLES.contains(&good.layout);
    let lost_its_rows = edited.layout == "passages" || (!says_records(edited) && says_records(good));
    // What was so before the edit is how this document is.
    let breaks_off = breaks_off(edited) && !breaks_off(good);
    edited.entries.is_empty() || (was_table && (lost_its_rows || breaks_off))
}

/// Whether anything in a document could be read as more than plain text.
fn says_records(document: &Document) -> bool {
    // Headers that are not known are warned about once, and make every row under them plain text.
    if document.layout != "jsonl" && lines(document, &["unknown-columns"]).next().is_some() {
        return false;
    }
    let unread: BTreeSet<u32> = lines(document, &UNREAD).collect();
    document.entries.iter().any(|entry| !unread.contains(&entry.source.first_line))
}

/// Whether a document ends inside a record: a quotation mark is open, or the last line is half a record.
fn breaks_off(document: &Document) -> bool {
    let last = document.entries.len().checked_sub(1).and_then(|last| document.entries.get(last));
    let last = last.map_or(0, |entry| entry.source.last_line);
    lines(document, &["open-quote"]).next().is_some()
        || lines(document, &["broken-json"]).any(|line| line >= last)
}

/// The lines with a warning of these codes.
fn lines<'d>(document: &'d Document, codes: &'d [&str]) -> impl Iterator<Item = u32> + 'd {
    document.warnings.iter().filter(|warning| codes.contains(&warning.code)).map(|warning| warning.line)
}
