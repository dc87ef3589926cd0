//! What a reply says, as rich text blocks: meaning in, meaning out, and no markup between them.
//!
//! See "Rich text block" in Slack's documentation.

use super::body::{self, Rich, Run, Style, Text, wire};
use super::manifest::COMMAND;
use super::text::{CUT, clip, label, literal, units};
use crate::domain::knowledge::Source;
use crate::domain::reply::{Block, Column, Span};
use crate::platform::text::{flat, places};

/// One run of text. Slack names this limit for a section's text and none for rich text.
const RUN_UNITS: usize = 3_000;
const SOURCES_UNITS: usize = 500;
/// A section takes ten fields of 2,000.
pub(super) const FIELDS: usize = 10;
const FIELD_UNITS: usize = 2_000;
/// A block with less room than this says nothing worth reading.
const LEAST_UNITS: usize = 300;

/// The blocks of a body, at most `most` and within `room` on the wire, and whether blocks are missing;
/// one that is shortened says so itself. When they do not fit, each gets an equal share of what the
/// ones before it left, so that a long first passage never hides the source of the second.
pub(super) fn blocks(body: &[Block], most: usize, room: usize) -> (Vec<body::Block>, bool) {
    let whole: Vec<body::Block> = body.iter().flat_map(|one| block(one, usize::MAX)).collect();
    let needed: usize = whole.iter().map(wire).sum();
    if whole.len() <= most && needed <= room {
        return (whole, false);
    }
    let fits = needed <= room;
    let mut shown = Vec::new();
    let mut left = room;
    for (at, one) in body.iter().enumerate() {
        let equal = left / (body.len() - at).min(left / LEAST_UNITS).max(1);
        let values = block(one, if fits { left } else { equal });
        let needed: usize = values.iter().map(wire).sum();
        if shown.len() + values.len() > most || needed > left {
            return (shown, true);
        }
        left -= needed;
        shown.extend(values);
    }
    (shown, false)
}

/// A block of fixed columns.
pub(super) fn preformatted(text: &str) -> body::Block {
    rich(Rich::Preformatted { elements: [Run { text: literal(text).into_owned(), style: None }] })
}

fn rich(element: Rich) -> body::Block {
    body::Block::RichText { elements: [element] }
}

/// The blocks of one block of the reply, with so much room on the wire.
fn block(block: &Block, room: usize) -> Vec<body::Block> {
    match block {
        Block::Paragraph(spans) => {
            let mut runs = Runs::new(room);
            runs.spans(spans);
            runs.section().map(rich).into_iter().collect()
        }
        Block::List(items) => list(items, room),
        Block::Quote { term, spans, sources } => quote(term.as_deref(), spans, sources, room),
        Block::Columns(columns) => match columns.len() {
            2..=FIELDS => vec![fields(columns, room)],
            _ => columns
                .iter()
                .flat_map(|column| quote(column.term.as_deref(), &column.spans, &column.sources, room))
                .collect(),
        },
    }
}

/// Compared passages as the fields of a section, which stand two in a row.
fn fields(columns: &[Column], room: usize) -> body::Block {
    const AROUND: usize = 60;
    let each = (room / columns.len()).saturating_sub(AROUND).min(FIELD_UNITS);
    let field = |column: &Column| {
        let places = clip(&format!("[{}]", places(&column.sources)), SOURCES_UNITS.min(each));
        let term = column.term.as_deref().map(flat).map(|term| format!("{term}\n")).unwrap_or_default();
        let said = format!("{term}{}", plain(&column.spans));
        let said = clip(&said, each.saturating_sub(units(&places) + 2));
        Text(format!("{said}\n{places}"))
    };
    body::Block::Section { fields: columns.iter().map(field).collect() }
}

fn list(items: &[Vec<Span>], room: usize) -> Vec<body::Block> {
    let mut left = room;
    let mut shown = Vec::new();
    for item in items {
        let mut runs = Runs::new(left);
        runs.spans(item);
        let cut = runs.cut;
        let Some(section) = runs.section() else { continue };
        left = left.saturating_sub(wire(&section));
        shown.push(section);
        if cut {
            break;
        }
    }
    if shown.is_empty() { vec![] } else { vec![rich(Rich::List { style: "bullet", elements: shown })] }
}

fn quote(term: Option<&str>, spans: &[Span], sources: &[Source], room: usize) -> Vec<body::Block> {
    let places = label(&places(sources), SOURCES_UNITS);
    let places = (!places.is_empty()).then(|| body::Block::small(places));
    let mut runs = Runs::new(room.saturating_sub(places.as_ref().map_or(0, wire)));
    if let Some(term) = term.map(flat).filter(|term| !term.is_empty()) {
        runs.push(&term, Some(Style::Bold));
        if !spans.is_empty() {
            runs.push("\n", None);
        }
    }
    runs.spans(spans);
    let quoted = runs.elements();
    let quoted = quoted.map(|elements| rich(Rich::Quote { elements }));
    quoted.into_iter().chain(places).collect()
}

/// Runs of text, cut where the room ends.
struct Runs {
    runs: Vec<Run>,
    room: usize,
    cut: bool,
}

impl Runs {
    /// What stands around the runs of a block.
    const AROUND: usize = 90;
    /// What stands around a run.
    const EACH: usize = 50;

    fn new(room: usize) -> Self {
        Self { runs: Vec::new(), room: room.saturating_sub(Self::AROUND + units(CUT)), cut: false }
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            match span {
                Span::Text(text) => self.push(text, None),
                Span::Strong(text) => self.push(text, Some(Style::Bold)),
                Span::Code(text) => self.push(&typed(text), Some(Style::Code)),
            }
        }
    }

    fn push(&mut self, text: &str, style: Option<Style>) {
        let whole = literal(text);
        // Slack takes no run without a character, and refuses the whole message for one.
        if self.cut || whole.is_empty() {
            return;
        }
        let before = self.room.saturating_sub(Self::EACH);
        let mut room = before.min(RUN_UNITS);
        // A quotation mark, a backslash and a line's end take two places on the wire.
        let width = |c: char| if matches!(c, '"' | '\\' | '\n') { 2 } else { c.len_utf16() };
        let mut fits = |c| room.checked_sub(width(c)).map(|left| room = left).is_some();
        let shown = match whole.find(|c| !fits(c)) {
            None => whole.into_owned(),
            Some(end) => {
                self.cut = true;
                format!("{}{CUT}", whole[..end].trim_end())
            }
        };
        self.room = before - (before.min(RUN_UNITS) - room);
        self.runs.push(Run { text: shown, style });
    }

    fn elements(self) -> Option<Vec<Run>> {
        (!self.runs.is_empty()).then_some(self.runs)
    }

    fn section(self) -> Option<Rich> {
        self.elements().map(|elements| Rich::Section { elements })
    }
}

/// What is typed elsewhere as `/ask` is typed behind the one command that Slack knows.
fn typed(code: &str) -> String {
    match code.strip_prefix('/') {
        Some(_) if code.split(' ').next() == Some(COMMAND) => code.to_owned(),
        Some(command) if command.starts_with(char::is_alphabetic) => format!("{COMMAND} {command}"),
        _ => code.to_owned(),
    }
}

/// The bare words of a block.
pub(super) fn words(block: &Block) -> String {
    let passage = |term: &Option<String>, spans: &[Span], sources: &[Source]| {
        let term = term.as_ref().map(|term| format!("{term}: ")).unwrap_or_default();
        format!("{term}{} [{}]", plain(spans), places(sources))
    };
    match block {
        Block::Paragraph(spans) => plain(spans),
        Block::List(items) => items.iter().map(|item| plain(item)).collect::<Vec<_>>().join("; "),
        Block::Quote { term, spans, sources } => passage(term, spans, sources),
        Block::Columns(columns) => {
            let passages = columns.iter().map(|column| passage(&column.term, &column.spans, &column.sources));
            passages.collect::<Vec<_>>().join("; ")
        }
    }
}

fn plain(spans: &[Span]) -> String {
    let word = |span: &Span| match span {
        Span::Text(text) | Span::Strong(text) => text.clone(),
        Span::Code(text) => typed(text),
    };
    spans.iter().map(word).collect()
}
