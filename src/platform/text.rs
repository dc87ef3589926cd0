//! A reply as lines of text, for a terminal, a pipe, and `deskbell ask`.
//!
//! Members' and documents' text is data: control characters, and with them every escape
//! sequence, are taken out before anything is written.

#[cfg(any(feature = "discord", feature = "slack"))]
use std::borrow::Cow;

use crate::domain::knowledge::Source;
use crate::domain::reply::{Block, Button, Column, Reply, ScoreLine, Span};
use crate::platform::wrap::{self, Line};

/// How wide prose is wrapped at most, in characters.
const WIDTH: usize = 88;
/// How wide it is wrapped at least: on a terminal that is narrower, lines of a word or two would be no better.
const NARROWEST: usize = 40;

/// How wide a terminal must be for two columns, in characters.
pub const WIDE: usize = 80;
/// How wide each of two columns is, its indent included.
const COLUMN: usize = WIDE / 2 - 1;

/// How words are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Plain text, for pipes and transcripts.
    Plain,
    /// Bold and dim by ANSI escapes, within a terminal's width.
    Terminal {
        /// How many columns it has, where that is known.
        columns: Option<usize>,
    },
}

impl Style {
    pub(super) fn strong(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Terminal { .. } => format!("\x1b[1m{text}\x1b[0m"),
        }
    }

    fn dim(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Terminal { .. } => format!("\x1b[2m{text}\x1b[0m"),
        }
    }

    /// How wide prose is.
    fn width(self) -> usize {
        match self {
            Self::Terminal { columns: Some(columns) } => columns.clamp(NARROWEST, WIDTH),
            _ => WIDTH,
        }
    }

    /// How wide everything else is. Whoever reads a pipe looks for whole lines.
    fn whole(self) -> usize {
        match self {
            Self::Plain => usize::MAX,
            Self::Terminal { .. } => self.width(),
        }
    }

    /// Whether two passages may stand side by side.
    fn is_wide(self) -> bool {
        matches!(self, Self::Terminal { columns: Some(columns) } if columns >= WIDE)
    }
}

/// The reply's lines. `number` gives each button the number by which it is pressed.
pub fn render(reply: &Reply, style: Style, number: impl FnMut(&Button) -> usize) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(title) = &reply.title {
        lines.extend(title_lines(title, None, style));
    }
    for block in &reply.body {
        lines.extend(block_lines(block, style));
    }
    lines.extend(score_lines(&reply.scores));
    if let Some(note) = &reply.note {
        let note = [Span::Text(format!("({note})"))];
        let plain = wrap::wrapped("", &note, Style::Plain, style.whole()).into_iter();
        lines.extend(plain.map(|line| line.dressed("", |text| style.dim(text)).text));
    }
    if !reply.buttons.is_empty() {
        lines.extend(wrap::packed(button_names(&reply.buttons, number), style.whole()));
    }
    lines
}

/// The reply's lines behind a mark, which on a terminal is wrapped with the words that it stands in front of.
pub fn render_marked(
    reply: &Reply,
    set_in_front: &str,
    style: Style,
    number: impl FnMut(&Button) -> usize,
) -> Vec<String> {
    let mut marked = reply.clone();
    if style != Style::Plain
        && marked.title.is_none()
        && let Some(Block::Paragraph(spans)) = marked.body.first_mut()
    {
        spans.insert(0, Span::Text(format!("{set_in_front} ")));
        return render(&marked, style, number);
    }
    if let Some(title) = marked.title.take_if(|_| style != Style::Plain) {
        let mut lines = title_lines(&title, Some(set_in_front), style);
        lines.extend(render(&marked, style, number));
        return lines;
    }
    let mut lines = render(reply, style, number);
    mark(&mut lines, set_in_front);
    lines
}

fn title_lines(title: &str, mark: Option<&str>, style: Style) -> Vec<String> {
    let mark = mark.map(|mark| Span::Text(format!("{mark} ")));
    let spans: Vec<Span> = mark.into_iter().chain([Span::Strong(format!("— {title} —"))]).collect();
    wrap::wrapped("", &spans, style, style.whole()).into_iter().map(|line| line.text).collect()
}

fn block_lines(block: &Block, style: Style) -> Vec<String> {
    match block {
        Block::Paragraph(spans) => wrapped("", spans, style).collect(),
        Block::List(items) => items.iter().flat_map(|item| wrapped("  ", item, style)).collect(),
        Block::Quote { term, spans, sources } => {
            let quote = quote(term.as_deref(), spans, sources, style, style.width());
            quote.into_iter().map(|line| line.text).collect()
        }
        Block::Columns(columns) => side_by_side(columns, style),
    }
}

fn button_names(buttons: &[Button], mut number: impl FnMut(&Button) -> usize) -> Vec<String> {
    buttons.iter().map(|button| format!("[{}] {}", number(button), clean(&button.label))).collect()
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
        [left, right] if style.is_wide() => wrap::beside(quote(left, COLUMN), quote(right, COLUMN), COLUMN),
        _ => columns.iter().flat_map(|column| quote(column, style.width())).collect(),
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
    wrap::wrapped(indent, spans, style, style.width()).into_iter().map(|line| line.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reply::{Press, Tone};

    fn lines(text: &str) -> Vec<String> {
        render(&Reply::sentence(Tone::Plain, text), Style::Plain, |_| 0)
    }

    fn terminal(columns: usize) -> Style {
        Style::Terminal { columns: Some(columns) }
    }

    /// What a terminal shows of these lines.
    fn shown(lines: &[String]) -> Vec<String> {
        let escapes = ["\x1b[1m", "\x1b[2m", "\x1b[0m"];
        lines
            .iter()
            .map(|line| escapes.iter().fold(line.clone(), |line, escape| line.replace(escape, "")))
            .collect()
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
    fn everything_keeps_within_a_narrow_terminal() {
        let words = "a place and an age ".repeat(12);
        let words = words.trim();
        let text = || vec![Span::Text(words.to_owned())];
        let source =
            Source { document: "week 1/a long name.txt".into(), first_line: 3, last_line: 3, record: None };
        let button = Button { label: "A word or two".to_owned(), press: Press::ForgetMe, primary: false };
        let quote = Block::Quote { term: Some(words.to_owned()), spans: text(), sources: vec![source; 4] };
        let reply = Reply {
            title: Some(words.to_owned()),
            body: vec![Block::Paragraph(text()), Block::List(vec![text()]), quote],
            note: Some(words.to_owned()),
            buttons: vec![button; 9],
            ..Reply::default()
        };
        let untitled = Reply { title: None, ..reply.clone() };
        for (columns, width) in [(1, NARROWEST), (61, 61), (80, 80), (500, WIDTH)] {
            for reply in [&reply, &untitled] {
                let lines = shown(&render_marked(reply, "(only for ben)", terminal(columns), |_| 7));
                let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
                assert!((width - 12..=width).contains(&longest), "{columns}: {longest}: {lines:#?}");
                assert!(lines[0].starts_with("(only for ben) "), "{lines:#?}");
            }
        }
        let plain = render(&reply, Style::Plain, |_| 7);
        assert_eq!(plain[0], format!("— {words} —"), "a pipe's lines are whole");
        assert_eq!(plain.last().map(|buttons| buttons.matches("[7]").count()), Some(9));
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
        let wide = shown(&render(&reply, terminal(WIDE), |_| 0));
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
