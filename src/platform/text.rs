//! A reply as lines of text, for a terminal, a pipe, and `deskbell ask`.
//!
//! Members' and documents' text is data: control characters, and with them every escape
//! sequence, are taken out before anything is written.

#[cfg(any(feature = "discord", feature = "slack"))]
use std::borrow::Cow;

use crate::domain::knowledge::Source;
use crate::domain::reply::{Block, Button, Column, Reply, ScoreLine, Span};
use crate::platform::wrap::{self, Line};

/// How wide prose is wrapped, in characters.
const WIDTH: usize = 88;

/// How wide a terminal must be for two columns, in characters.
pub const WIDE: usize = 80;
/// How wide each of two columns is, its indent included.
const COLUMN: usize = WIDE / 2 - 1;

/// How words are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Plain text, for pipes and transcripts.
    Plain,
    /// Bold and dim by ANSI escapes.
    Ansi,
    /// The same on a terminal of at least [`WIDE`] columns, where passages stand side by side.
    Wide,
}

impl Style {
    pub(super) fn strong(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi | Self::Wide => format!("\x1b[1m{text}\x1b[0m"),
        }
    }

    fn dim(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi | Self::Wide => format!("\x1b[2m{text}\x1b[0m"),
        }
    }
}

/// The reply's lines. `number` gives each button the number by which it is pressed.
pub fn render(reply: &Reply, style: Style, mut number: impl FnMut(&Button) -> usize) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(title) = &reply.title {
        lines.push(style.strong(&format!("— {} —", clean(title))));
    }
    for block in &reply.body {
        match block {
            Block::Paragraph(spans) => lines.extend(wrapped("", spans, style)),
            Block::List(items) => {
                lines.extend(items.iter().flat_map(|item| wrapped("  ", item, style)));
            }
            Block::Quote { term, spans, sources } => {
                let quote = quote(term.as_deref(), spans, sources, style, WIDTH);
                lines.extend(quote.into_iter().map(|line| line.text));
            }
            Block::Columns(columns) => lines.extend(side_by_side(columns, style)),
        }
    }
    lines.extend(score_lines(&reply.scores));
    if let Some(note) = &reply.note {
        lines.push(style.dim(&format!("({})", clean(note))));
    }
    if !reply.buttons.is_empty() {
        let buttons =
            reply.buttons.iter().map(|button| format!("[{}] {}", number(button), clean(&button.label)));
        lines.push(buttons.collect::<Vec<_>>().join("  "));
    }
    lines
}

/// Puts a mark in front of the first line, or above it where that line is indented.
pub fn mark(lines: &mut Vec<String>, mark: &str) {
    match lines.first_mut() {
        Some(first) if !first.starts_with(' ') => *first = format!("{mark} {first}"),
        Some(_) => lines.insert(0, mark.to_owned()),
        None => {}
    }
}

/// `document, line 4` or `document, lines 4–6`, each place once.
pub fn places(sources: &[Source]) -> String {
    let place = |source: &Source| {
        let document = clean(&source.document);
        if !source.has_lines() {
            document
        } else if source.first_line == source.last_line {
            format!("{document}, line {}", source.first_line)
        } else {
            format!("{document}, lines {}–{}", source.first_line, source.last_line)
        }
    };
    sources.iter().map(place).collect::<Vec<_>>().join("; ")
}

/// A passage under its term, with its places under it.
fn quote(term: Option<&str>, spans: &[Span], sources: &[Source], style: Style, width: usize) -> Vec<Line> {
    const INDENT: &str = "  ";
    let mut lines = Vec::new();
    if let Some(term) = term {
        lines.extend(wrap::wrapped(INDENT, &[Span::Strong(term.to_owned())], style, width));
    }
    lines.extend(wrap::wrapped(INDENT, spans, style, width));
    let places = [Span::Text(format!("[{}]", places(sources)))];
    let plain = wrap::wrapped("", &places, Style::Plain, width - INDENT.len());
    lines.extend(plain.into_iter().map(|line| line.dressed(INDENT, |text| style.dim(text))));
    lines
}

/// Two passages beside each other where there is room, else one under the other.
fn side_by_side(columns: &[Column], style: Style) -> Vec<String> {
    let quote =
        |column: &Column, width| quote(column.term.as_deref(), &column.spans, &column.sources, style, width);
    let lines: Vec<Line> = match columns {
        [left, right] if style == Style::Wide => {
            wrap::beside(quote(left, COLUMN), quote(right, COLUMN), COLUMN)
        }
        _ => columns.iter().flat_map(|column| quote(column, WIDTH)).collect(),
    };
    lines.into_iter().map(|line| line.text).collect()
}

fn score_lines(scores: &[ScoreLine]) -> Vec<String> {
    let width = scores.iter().map(|line| clean(&line.name).chars().count()).max().unwrap_or(0);
    scores
        .iter()
        .map(|line| {
            let name = clean(&line.name);
            let gap = " ".repeat(width - name.chars().count());
            format!("  {:>2}. {name}{gap}  {}", line.rank, line.points)
        })
        .collect()
}

/// Text without control characters: line breaks and tabs become spaces, everything else of the kind goes.
/// Marks that turn the direction of writing around go too, for they can disguise what stands beside them.
pub fn clean(text: &str) -> String {
    if is_bare(text) {
        return text.to_owned();
    }
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !turns(*c))
        .collect()
}

/// Whether nothing in the text could have to be taken out, as in most.
fn is_bare(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..0x7f).contains(&byte))
}

/// Text without what could steer the text around it: control characters become spaces, and
/// the marks that turn the direction of writing go. Line breaks stay.
#[cfg(any(feature = "discord", feature = "slack"))]
pub(crate) fn tame(text: &str) -> Cow<'_, str> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let steers = |c: char| (c.is_control() && c != '\n') || turns(c);
    if is_bare(text) || !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|&c| c != '\r' && !turns(c));
    Cow::Owned(kept.map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect())
}

/// Text on one line.
#[cfg(any(feature = "discord", feature = "slack"))]
pub(crate) fn flat(text: &str) -> Cow<'_, str> {
    let mut before = ' ';
    // One space between words, and none around them.
    let mut fits = |c: char| (!c.is_whitespace() || (c == ' ' && before != ' '), before = c).0;
    if text.is_empty() || (text.chars().all(&mut fits) && !text.ends_with(' ')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn wrapped<'a>(indent: &'a str, spans: &[Span], style: Style) -> impl Iterator<Item = String> + use<'a> {
    wrap::wrapped(indent, spans, style, WIDTH).into_iter().map(|line| line.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reply::Tone;

    fn lines(text: &str) -> Vec<String> {
        render(&Reply::sentence(Tone::Plain, text), Style::Plain, |_| 0)
    }

    #[test]
    fn escape_sequences_in_data_come_out_as_text() {
        assert_eq!(lines("a\x1b[2Jb\u{202e}c\r\nd\0"), ["a[2Jbc  d"]);
    }

    #[test]
    fn prose_is_wrapped_at_words() {
        let text = "word ".repeat(40);
        let lines = lines(text.trim());
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(lines.join(" "), text.trim());
        assert_eq!(super::wrapped("  ", &[Span::Text("x".repeat(200))], Style::Plain).count(), 1);
    }

    #[test]
    fn compared_passages_stand_side_by_side_where_there_is_room() {
        let column = |term: &str, text: &str| Column {
            term: Some(term.to_owned()),
            spans: vec![Span::Text(text.to_owned())],
            sources: vec![Source { document: "a.txt".into(), first_line: 3, last_line: 3, record: None }],
        };
        let (left, right) = (column("Keel", &"spine ".repeat(9)), column("Bow", "The front."));
        let reply = Reply { body: vec![Block::Columns(vec![left, right])], ..Reply::default() };
        let lines = render(&reply, Style::Plain, |_| 0);
        assert_eq!(
            (lines[0].as_str(), lines[3].as_str(), lines[4].as_str()),
            ("  Keel", "  Bow", "  The front.")
        );
        let wide = render(&reply, Style::Wide, |_| 0);
        let plain = |line: &String| line.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "");
        let wide: Vec<String> = wide.iter().map(plain).collect();
        assert_eq!(wide[0], format!("  Keel{}  Bow", " ".repeat(33)));
        assert_eq!(wide[2], format!("  spine spine spine{}  [a.txt, line 3]", " ".repeat(20)));
        assert!(wide.iter().all(|line| line.chars().count() < WIDE), "{wide:#?}");
    }

    #[test]
    fn places_are_named_by_line() {
        let source =
            |first_line, last_line| Source { document: "a.txt".into(), first_line, last_line, record: None };
        assert_eq!(places(&[source(3, 3), source(5, 7)]), "a.txt, line 3; a.txt, lines 5–7");
    }
}
