//! Every sentence that the desk says in chat.
//!
//! Kind, short, and with what to do next. Members' and documents' text goes in as spans
//! of its own and is never glued to markup.

pub mod answers;
pub mod decks;
pub mod gaps;
pub mod help;
pub mod learning;
pub mod listening;
pub mod more;
pub mod picture;
pub mod quiz;
pub mod scores;
pub mod study;

use super::command::Mistake;
use super::knowledge::Card;
use super::reply::{Block, Reply, Span, Tone};

/// The most characters of a member's own words that a reply repeats.
const ECHO_CHARACTERS: usize = 80;

pub(crate) fn text(words: impl Into<String>) -> Span {
    Span::Text(words.into())
}

/// What the document says of a card, with its source.
fn card_quote(card: &Card) -> Block {
    let (term, spans) = (card.term.clone(), vec![text(card.definition.clone())]);
    Block::Quote { term, spans, sources: vec![card.source.clone()] }
}

pub(crate) fn strong(words: impl Into<String>) -> Span {
    Span::Strong(words.into())
}

pub(crate) fn code(words: impl Into<String>) -> Span {
    Span::Code(words.into())
}

pub(crate) fn paragraph(spans: Vec<Span>) -> Block {
    Block::Paragraph(spans)
}

pub(crate) fn said(tone: Tone, spans: Vec<Span>) -> Reply {
    Reply { tone, body: vec![paragraph(spans)], ..Reply::default() }
}

pub(crate) fn sorry(spans: Vec<Span>) -> Reply {
    Reply { tone: Tone::Sorry, body: vec![paragraph(spans)], ..Reply::default() }
}

/// A member's words as the desk may repeat them: one line, not too long.
pub fn echo(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(ECHO_CHARACTERS) {
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
        None => line,
    }
}

/// "1 card", "2 cards".
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What was wrong with a command, and what to type instead.
pub fn mistake(mistake: &Mistake) -> Reply {
    sorry(match mistake {
        Mistake::UnknownCommand { typed, nearest: Some(nearest) } => vec![
            text("I don't know the command "),
            code(format!("/{}", echo(typed))),
            text(". Did you mean "),
            code(format!("/{nearest}")),
            text("?"),
        ],
        Mistake::UnknownCommand { typed, nearest: None } => vec![
            text("I don't know the command "),
            code(format!("/{}", echo(typed))),
            text(". "),
            code("/help"),
            text(" lists everything I can do."),
        ],
        Mistake::Unfinished { command, choices } => vec![
            code(format!("/{command}")),
            text(" needs one more word: "),
            text(choices.join(", ")),
            text("."),
        ],
        Mistake::Missing { command, option } => vec![
            text("Something is missing. Type "),
            code(format!("/{command}")),
            text(" and then the "),
            text(*option),
            text("."),
        ],
        Mistake::UnknownOption { command, typed } => vec![
            code(format!("/{command}")),
            text(" has no option "),
            code(echo(typed)),
            text(". "),
            code("/help"),
            text(" shows those it has."),
        ],
        Mistake::BadNumber { option, given, min, max } => vec![
            text(format!("I read “{}” for ", echo(given))),
            code(*option),
            text(format!(", but it takes a whole number from {min} to {max}.")),
        ],
        Mistake::BadWord { option, given, words } => vec![
            text(format!("I read “{}” for ", echo(given))),
            code(*option),
            text(format!(", but it takes one of these: {}.", words.join(", "))),
        ],
        Mistake::BadFlag { option, given } => vec![
            text(format!("I read “{}” for ", echo(given))),
            code(*option),
            text(", but it takes yes or no."),
        ],
    })
}

/// A press on a button that no version of the desk made.
pub fn unknown_press() -> Reply {
    sorry(vec![text("That button is no longer in use. "), code("/help"), text(" lists everything I can do.")])
}

/// An outside fault: the member did nothing wrong.
pub fn fault() -> Reply {
    Reply::sentence(Tone::Sorry, "Something went wrong on my side. Please try again in a moment.")
}

/// The desk is about to stop.
pub fn closing() -> Reply {
    Reply::sentence(Tone::Sorry, "I am just being restarted. Please try again in a minute.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echo_is_one_short_line() {
        assert_eq!(echo("  two\n words "), "two words");
        assert_eq!(echo(&"a".repeat(4_000)).chars().count(), ECHO_CHARACTERS + 1);
    }
}
