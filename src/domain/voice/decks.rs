//! What the desk says of the decks that moderators hand in.

use std::sync::Arc;

use super::{code, count, echo, paragraph, sorry, strong, text};
use crate::domain::knowledge::Document;
use crate::domain::reply::{Block, Reply, Span, Tone};

/// How many warnings are shown at once.
const WARNINGS: usize = 3;

/// A deck was taken in.
pub fn added(deck: &Document) -> Reply {
    let cards = count(deck.cards.len(), "card", "cards");
    let mut body = vec![paragraph(vec![
        text("I have the deck "),
        strong(deck.path.to_string()),
        text(format!(", with {cards}. Start it with ")),
        code("/quiz start"),
        text(" and its name; what it says I can answer too, here only."),
    ])];
    if !deck.warnings.is_empty() {
        body.push(warnings(deck));
    }
    Reply { tone: Tone::Plain, body, ..Reply::default() }
}

fn warnings(deck: &Document) -> Block {
    let line = |warning: &crate::domain::knowledge::Warning| {
        vec![text(format!("Line {}: {}", warning.line, warning.message))]
    };
    let mut lines: Vec<Vec<Span>> = deck.warnings.iter().take(WARNINGS).map(line).collect();
    let more = deck.warnings.len().saturating_sub(WARNINGS);
    if more > 0 {
        lines.push(vec![text(format!("and {more} more of this kind"))]);
    }
    Block::List(lines)
}

/// Nothing in the file asks anything, or it was refused: with the reason.
pub fn no_cards(deck: &Document) -> Reply {
    let why = match deck.warnings.first() {
        Some(warning) => format!(" What I saw on line {}: {}", warning.line, warning.message),
        None => " A deck needs questions with answers: an Anki package, a table, YAML, JSON or Markdown."
            .to_owned(),
    };
    sorry(vec![
        text("I found no cards in "),
        strong(deck.path.to_string()),
        text(", so I kept nothing of it."),
        text(why),
    ])
}

/// All decks of a server.
pub fn list(decks: &[Arc<Document>]) -> Reply {
    if decks.is_empty() {
        return Reply {
            body: vec![paragraph(vec![
                text("No deck has been handed in here yet. Give me one with "),
                code("/deck add"),
                text("."),
            ])],
            ..Reply::default()
        };
    }
    let line = |deck: &Arc<Document>| {
        vec![strong(deck.path.to_string()), text(format!(", {}", count(deck.cards.len(), "card", "cards")))]
    };
    Reply {
        title: Some("Decks of this server".to_owned()),
        body: vec![Block::List(decks.iter().map(line).collect())],
        ..Reply::default()
    }
}

/// A deck was taken away.
pub fn removed(name: &str) -> Reply {
    let body = vec![paragraph(vec![
        text("The deck "),
        strong(name),
        text(" is gone. A quiz that runs with it goes on to its end."),
    ])];
    Reply { body, ..Reply::default() }
}

/// No deck has that name.
pub fn unknown(typed: &str, decks: &[Arc<Document>]) -> Reply {
    let mut spans = vec![text(format!("There is no deck “{}” here. ", echo(typed)))];
    if !decks.is_empty() {
        let names = decks.iter().take(10).map(|deck| deck.path.to_string()).collect::<Vec<_>>();
        spans.push(text(format!("Those there are: {}.", names.join(", "))));
    }
    sorry(spans)
}

/// The command came without its file.
pub fn file_missing() -> Reply {
    sorry(vec![
        text("A deck comes as a file. Choose "),
        code("/deck add"),
        text(" from the list of commands and attach the file there."),
    ])
}

/// A file came with a command that wants none.
pub fn no_file_wanted() -> Reply {
    sorry(vec![text("That command takes no file. "), code("/deck add"), text(" does.")])
}

/// The file has more than so many bytes.
pub fn too_large(bytes: u64) -> Reply {
    sorry(vec![text(format!(
        "That file is too large; I take decks of up to {} MiB. Export it without media, or put it into the knowledge folder.",
        bytes >> 20
    ))])
}

/// The file could not be had.
pub fn unreachable_file() -> Reply {
    sorry(vec![text("I could not get at that file. Please check it and hand it in again.")])
}

/// The name says nothing.
pub fn bad_name() -> Reply {
    sorry(vec![text("That name says nothing. Give the deck one with letters or numbers.")])
}

/// Another deck or document has the name.
pub fn name_taken(name: &str) -> Reply {
    sorry(vec![
        text("There is a deck or a document named "),
        strong(name),
        text(" already. Give this one another "),
        code("name"),
        text(", or take the old deck away with "),
        code("/deck remove"),
        text("."),
    ])
}

/// A server has no room for another deck.
pub fn too_many(most: usize) -> Reply {
    sorry(vec![
        text(format!("This server has {most} decks, and I keep no more. Take one away with ")),
        code("/deck remove"),
        text("."),
    ])
}

/// The deck has too many cards.
pub fn too_many_cards(cards: usize, most: usize) -> Reply {
    sorry(vec![text(format!("That deck has {cards} cards; I take up to {most}. Hand it in in parts."))])
}
