//! Rich text as lines of a width, and columns of such lines beside each other.
//!
//! Widths are counted in characters of what is shown; escape sequences take up no room.

use super::text::{Style, clean};
use crate::domain::reply::Span;

/// One line, with the number of characters that it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    shown: usize,
}

impl Line {
    /// A line that shows all of `text`.
    pub(super) fn of(text: &str) -> Self {
        Self { text: text.to_owned(), shown: text.chars().count() }
    }

    /// The line behind an indent, in another dress that shows the same characters.
    pub(super) fn dressed(self, indent: &str, dress: impl Fn(&str) -> String) -> Self {
        Self { text: format!("{indent}{}", dress(&self.text)), shown: indent.chars().count() + self.shown }
    }

    fn push(&mut self, text: &str, strong: bool, style: Style) {
        self.shown += text.chars().count();
        self.text.push_str(&if strong { style.strong(text) } else { text.to_owned() });
    }
}

/// A word, in parts that are bold or not.
type Word = Vec<(String, bool)>;

/// Breaks text at its spaces into lines that show at most `width` characters, each behind `indent`. A
/// word that is longer than that stays whole.
pub(super) fn wrapped(indent: &str, spans: &[Span], style: Style, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::of(indent);
    let mut begun = false;
    for word in words(spans) {
        let length: usize = word.iter().map(|(part, _)| part.chars().count()).sum();
        if begun && line.shown + 1 + length > width {
            lines.push(std::mem::replace(&mut line, Line::of(indent)));
        } else if begun {
            line.push(" ", false, style);
        }
        begun |= length > 0;
        for (part, strong) in &word {
            line.push(part, *strong, style);
        }
    }
    lines.push(line);
    lines
}

/// Parts that stay whole, as many in a line of `width` characters as fit.
pub(super) fn packed(parts: Vec<String>, width: usize) -> Vec<String> {
    const BETWEEN: &str = "  ";
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let length = BETWEEN.len() + part.chars().count();
        match lines.last_mut().filter(|line| line.chars().count() + length <= width) {
            Some(line) => *line = format!("{line}{BETWEEN}{part}"),
            None => lines.push(part),
        }
    }
    lines
}

/// The words of all spans; one that begins in a span and ends in the next is one word.
fn words(spans: &[Span]) -> Vec<Word> {
    let mut words = vec![Word::new()];
    for span in spans {
        let (text, strong) = match span {
            Span::Text(text) => (text, false),
            Span::Strong(text) | Span::Code(text) => (text, true),
        };
        for (place, part) in clean(text).split(' ').enumerate() {
            if place > 0 {
                words.push(Word::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                word.push((part.to_owned(), strong));
            }
        }
    }
    words
}

/// Two columns as one, the second beginning `at` characters from the left.
pub(super) fn beside(left: Vec<Line>, right: Vec<Line>, at: usize) -> Vec<Line> {
    let height = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    let rows = (0..height).map(|_| {
        let (mut row, beside) = (left.next().unwrap_or_default(), right.next().unwrap_or_default());
        if beside.shown > 0 {
            // A word that is wider than its column pushes the other one aside and loses nothing.
            let gap = at.saturating_sub(row.shown).max(1);
            row.text.push_str(&" ".repeat(gap));
            row.text.push_str(&beside.text);
            row.shown += gap + beside.shown;
        }
        row
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Span {
        Span::Text(words.to_owned())
    }

    fn strong(words: &str) -> Span {
        Span::Strong(words.to_owned())
    }

    fn lines(spans: &[Span], style: Style, width: usize) -> Vec<String> {
        wrapped("", spans, style, width).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn bold_words_count_as_what_they_show_and_break_like_others() {
        let spans = [text("the "), strong("spine"), text(" of a "), strong("hull"), text("'s frame")];
        assert_eq!(lines(&spans, Style::Plain, 12), ["the spine of", "a hull's", "frame"]);
        let bold = |word: &str| format!("\x1b[1m{word}\x1b[0m");
        let expected =
            [format!("the {} of", bold("spine")), format!("a {}'s", bold("hull")), "frame".to_owned()];
        assert_eq!(lines(&spans, Style::Terminal { columns: None }, 12), expected);
    }

    #[test]
    fn parts_stay_whole() {
        let parts = ["[1] Yes", "[2] No", "[3] Perhaps"].map(str::to_owned).to_vec();
        assert_eq!(packed(parts.clone(), 15), ["[1] Yes  [2] No", "[3] Perhaps"]);
        assert_eq!(packed(parts, usize::MAX), ["[1] Yes  [2] No  [3] Perhaps"]);
    }

    #[test]
    fn columns_stand_beside_each_other() {
        let column = |words| wrapped("", &[text(words)], Style::Plain, 8);
        let rows = |left, right| -> Vec<String> {
            beside(column(left), column(right), 10).into_iter().map(|line| line.text).collect()
        };
        assert_eq!(rows("a rope that hoists", "a sail"), ["a rope    a sail", "that", "hoists"]);
        assert_eq!(rows("a", "one long word"), ["a         one long", "          word"]);
        assert_eq!(rows("unbreakable!", "b"), ["unbreakable! b"]);
    }
}
