//! A reply as lines of text, for a terminal, a pipe, and `deskbell ask`.
//!
//! Members' and documents' text is data: control characters, and with them every escape
//! sequence, are taken out before anything is written.

use crate::domain::knowledge::Source;
use crate::domain::reply::{Block, Button, Reply, ScoreLine, Span};

/// How wide prose is wrapped, in characters.
const WIDTH: usize = 88;

/// How words are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Plain text, for pipes and transcripts.
    Plain,
    /// Bold and dim by ANSI escapes.
    Ansi,
}

impl Style {
    fn strong(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\x1b[1m{text}\x1b[0m"),
        }
    }

    fn dim(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\x1b[2m{text}\x1b[0m"),
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
                if let Some(term) = term {
                    lines.push(format!("  {}", style.strong(&clean(term))));
                }
                lines.extend(wrapped("  ", spans, style));
                lines.push(format!("  {}", style.dim(&format!("[{}]", places(sources)))));
            }
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
        if source.first_line == source.last_line {
            format!("{document}, line {}", source.first_line)
        } else {
            format!("{document}, lines {}–{}", source.first_line, source.last_line)
        }
    };
    sources.iter().map(place).collect::<Vec<_>>().join("; ")
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
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !turns(*c))
        .collect()
}

/// Text without what could steer the text around it: control characters become spaces, and
/// the marks that turn the direction of writing go. Line breaks stay.
#[cfg(any(feature = "discord", feature = "slack"))]
pub(crate) fn tame(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = text.chars().filter(|&c| c != '\r' && !turns(c));
    kept.map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

/// Text on one line.
#[cfg(any(feature = "discord", feature = "slack"))]
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn wrapped(indent: &str, spans: &[Span], style: Style) -> Vec<String> {
    let mut lines = vec![indent.to_owned()];
    let mut used = indent.chars().count();
    let mut at_start = true;
    for span in spans {
        let (text, strong) = match span {
            Span::Text(text) => (clean(text), false),
            Span::Strong(text) | Span::Code(text) => (clean(text), true),
        };
        for (place, word) in text.split(' ').enumerate() {
            let space = place > 0 && !at_start;
            let length = word.chars().count();
            if space && used + 1 + length > WIDTH {
                lines.push(indent.to_owned());
                used = indent.chars().count();
            } else if space {
                push(&mut lines, " ");
                used += 1;
            }
            if !word.is_empty() {
                at_start = false;
                push(&mut lines, &if strong { style.strong(word) } else { word.to_owned() });
                used += length;
            }
        }
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
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
        assert_eq!(super::wrapped("  ", &[Span::Text("x".repeat(200))], Style::Plain).len(), 1);
    }

    #[test]
    fn places_are_named_by_line() {
        let source =
            |first_line, last_line| Source { document: "a.txt".into(), first_line, last_line, record: None };
        assert_eq!(places(&[source(3, 3), source(5, 7)]), "a.txt, line 3; a.txt, lines 5–7");
    }
}
