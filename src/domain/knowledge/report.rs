//! What `deskbell check` says of the documents, as data and as a friendly proofreader.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Card, Library, Warning};

/// Everything that `check --json` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Each document, ordered by path.
    pub documents: Vec<DocumentReport>,
    /// Every card of every document.
    pub cards: Vec<Card>,
    /// What the threshold for silence was and what it lets through; search fills it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<serde_json::Value>,
}

/// What became of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentReport {
    /// The path relative to the knowledge folder.
    pub path: String,
    /// The layout's name.
    pub layout: &'static str,
    /// How many entries it has.
    pub entries: usize,
    /// How many cards it has.
    pub cards: usize,
    /// What its author may want to mend, in the order of its lines.
    pub warnings: Vec<Warning>,
}

/// Looks a library over.
pub fn report(library: &Library) -> Report {
    let documents = library.documents.iter().map(|document| DocumentReport {
        path: document.path.to_string(),
        layout: document.layout,
        entries: document.entries.len(),
        cards: document.cards.len(),
        warnings: document.warnings.clone(),
    });
    let cards = library.documents.iter().flat_map(|document| document.cards.iter().map(Cow::into_owned));
    Report { documents: documents.collect(), cards: cards.collect(), calibration: None }
}

/// The report as a person would write it under the class's papers. Warnings are not errors.
pub fn proofread(report: &Report) -> String {
    let mut text = String::new();
    for document in &report.documents {
        let entries = counted(document.entries, "entry", "entries");
        let cards = counted(document.cards, "card", "cards");
        // A file's name may hold a line end, and would then look like two documents.
        let path = document.path.replace(['\n', '\r'], " ");
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{path}\n  read as {}: {entries}, {cards}", document.layout);
        for warning in &document.warnings {
            let _ = writeln!(text, "  line {}: {} [{}]", warning.line, warning.message, warning.code);
        }
        text.push('\n');
    }
    if report.documents.is_empty() {
        text.push_str("There is no document here yet. Put a text file into the knowledge folder.\n");
        return text;
    }
    text.push_str(&sums(report));
    text
}

fn sums(report: &Report) -> String {
    let sum = |count: fn(&DocumentReport) -> usize| report.documents.iter().map(count).sum::<usize>();
    let warnings = sum(|document| document.warnings.len());
    let remark = match warnings {
        0 => "nothing to mend",
        1 => "one thing to look at when you have a minute",
        _ => "all of it works; these are things to look at when you have a minute",
    };
    format!(
        "In all: {}, {}, {}, {} ({remark}).\n",
        counted(report.documents.len(), "document", "documents"),
        counted(sum(|document| document.entries), "entry", "entries"),
        counted(sum(|document| document.cards), "card", "cards"),
        counted(warnings, "warning", "warnings"),
    )
}

fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}
