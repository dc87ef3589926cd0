//! The layouts: one file each, one table of them all.
//!
//! A layout says how sure it is that a document is its own, from 0 to 1, by the content
//! alone; the surest reads the document.

mod alternating;
mod anki_text;
mod clues;
mod flashcards;
mod glossary;
mod jsonl;
mod markdown;
mod notes;
mod outline;
mod passages;
mod records;
mod sequence;
mod table;
mod term_boundary;
mod term_points;
mod tree;

use super::super::fold::fold;
use super::sheet::Sheet;
use super::text::{Line, Text};

pub(crate) use table::{MAX_ANSWER_WORDS, Side, accepted, asked, side_of};

/// One way to write a document.
pub(crate) struct Layout {
    /// As `layout: NAME` gives it and `check` shows it.
    pub(crate) name: &'static str,
    /// How sure the layout is, from 0 to 1, that these lines are its own.
    detect: fn(&[Line<'_>]) -> f64,
    /// Reads a document onto the sheet.
    pub(crate) parse: fn(&Text, &mut Sheet),
}

/// Every layout. Among equally sure ones the first reads the document; the last takes all.
pub(crate) const LAYOUTS: &[Layout] = &[
    Layout { name: "json", detect: records::detect_json, parse: records::parse_json },
    Layout { name: "anki-text", detect: anki_text::detect, parse: anki_text::parse },
    Layout { name: "jsonl", detect: jsonl::detect, parse: jsonl::parse },
    Layout { name: "tsv", detect: table::detect_tsv, parse: table::parse_tsv },
    Layout { name: "csv", detect: table::detect_csv, parse: table::parse_csv },
    Layout { name: "flashcards", detect: flashcards::detect, parse: flashcards::parse },
    Layout { name: "yaml", detect: records::detect_yaml, parse: records::parse_yaml },
    Layout { name: "markdown", detect: markdown::detect, parse: markdown::parse },
    Layout { name: "outline", detect: outline::detect, parse: outline::parse },
    Layout { name: "glossary", detect: glossary::detect, parse: glossary::parse },
    Layout { name: "clues", detect: clues::detect, parse: clues::parse },
    Layout { name: "alternating", detect: alternating::detect, parse: alternating::parse },
    Layout { name: "notes", detect: notes::detect, parse: notes::parse },
    Layout { name: "passages", detect: passages::detect, parse: passages::parse },
];

/// How many lines are looked at to tell the layout.
const LINES_LOOKED_AT: usize = 400;

/// The layout of a name, typed loosely.
pub(crate) fn named(name: &str) -> Option<&'static Layout> {
    let wanted = fold(name);
    LAYOUTS.iter().find(|layout| fold(layout.name) == wanted)
}

/// Layouts that see the same lines one line apart, so that where a document ends tells one from the other.
const BY_TURNS: &[&str] = &["clues", "alternating"];

/// The layout that is surest of these lines.
pub(crate) fn detected(lines: &[Line<'_>]) -> &'static Layout {
    let looked_at = &lines[..lines.len().min(LINES_LOOKED_AT)];
    let found = surest(LAYOUTS.iter(), looked_at);
    if looked_at.len() < lines.len() && BY_TURNS.contains(&found.name) {
        return surest(LAYOUTS.iter().filter(|layout| BY_TURNS.contains(&layout.name)), lines);
    }
    found
}

fn surest(layouts: impl Iterator<Item = &'static Layout>, lines: &[Line<'_>]) -> &'static Layout {
    let mut best = (&LAYOUTS[LAYOUTS.len() - 1], f64::MIN);
    for layout in layouts {
        let sure = (layout.detect)(lines);
        if sure > best.1 {
            best = (layout, sure);
        }
    }
    best.0
}

/// `part` of `whole`, from 0 to 1.
fn share(part: usize, whole: usize) -> f64 {
    /// Lines looked at are few, so nothing is lost on the way to a float.
    fn float(count: usize) -> f64 {
        f64::from(u32::try_from(count).unwrap_or(u32::MAX))
    }
    if whole == 0 { 0.0 } else { float(part) / float(whole) }
}
