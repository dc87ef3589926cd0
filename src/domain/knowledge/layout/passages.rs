//! Plain text: every paragraph is a passage, and nothing becomes a card.

use super::super::sheet::Sheet;
use super::super::text::{Line, Text};
use super::super::words::{count, ends_sentence};

/// A paragraph grows to about this many words; a longer one is cut between lines.
const PASSAGE_WORDS: usize = 120;

/// A line of at most this many words without a full stop may be a heading.
const HEADING_WORDS: usize = 8;

/// How sure this layout is of any text: surer than a layout that found next to nothing.
const FALLBACK: f64 = 0.3;

pub(super) fn detect(_lines: &[Line<'_>]) -> f64 {
    FALLBACK
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let lines = text.lines();
    let mut title: Option<&str> = None;
    let mut at = 0;
    while at < lines.len() {
        let end = paragraph_end(&lines, at);
        let paragraph = &lines[at..end];
        if is_heading(&lines, at, end) {
            title = Some(paragraph[0].text);
        } else {
            let said = paragraph.iter().map(|line| line.text).collect::<Vec<_>>().join(" ");
            sheet.passage(title, &said, (paragraph[0].number, paragraph[paragraph.len() - 1].number));
        }
        at = end;
    }
}

fn paragraph_end(lines: &[Line<'_>], from: usize) -> usize {
    let mut words = 0;
    for (at, line) in lines.iter().enumerate().skip(from) {
        let full = words >= PASSAGE_WORDS && lines[at.saturating_sub(1)].text.ends_with(['.', '!', '?']);
        if at > from && (line.after_blank || full) {
            return at;
        }
        words += count(line.text);
    }
    lines.len()
}

/// One short line alone, with something under it.
fn is_heading(lines: &[Line<'_>], from: usize, end: usize) -> bool {
    let line = lines[from];
    end - from == 1 && end < lines.len() && count(line.text) <= HEADING_WORDS && !ends_sentence(line.text)
}
