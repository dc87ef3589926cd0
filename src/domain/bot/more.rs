//! The whole of a passage, behind the button under an answer that shows a part of it.
//!
//! The button carries the passage's name and nothing else is remembered, so that it works after a restart
//! and finds nothing once the documents say something else.

use std::borrow::Cow;
use std::sync::Arc;

use crate::domain::fold::fold;
use crate::domain::ids::PassageId;
use crate::domain::knowledge::{Card, Entry, Library};
use crate::domain::quiz::OpenCard;
use crate::domain::reply::Reply;
use crate::domain::voice;

/// The passage of this name, which stood at this line, as long as it solves none of the `open` cards.
pub(super) fn more(passage: PassageId, line: u32, library: &Library, open: &[Arc<OpenCard>]) -> Reply {
    match find(passage, line, library) {
        None => voice::more::passage_gone(),
        Some(entry) if open.iter().any(|open| solves(&entry, &open.card)) => voice::quiz::kept_quiet(),
        Some(entry) => voice::more::passage(&entry),
    }
}

fn find(passage: PassageId, line: u32, library: &Library) -> Option<Cow<'_, Entry>> {
    let entries = || library.documents.iter().flat_map(|document| &document.entries);
    let named = |entry: &Cow<'_, Entry>| PassageId::of(&entry.source.document, &entry.text) == passage;
    // Lines are quick to compare; every word is read only when something above has moved the passage.
    let in_place = entries().filter(|entry| entry.source.first_line == line).find(named);
    in_place.or_else(|| entries().find(named))
}

/// Whether an entry gives the answer to an open card away.
fn solves(entry: &Entry, card: &Card) -> bool {
    let shown = entry.term.as_deref().or(entry.title.as_deref()).map(fold);
    entry.source == card.source || card.answers.iter().any(|answer| Some(fold(answer)) == shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CardId;
    use crate::domain::knowledge::read_document;

    const TERMS: &str = "Knots on board\n\nBowline: A knot that makes a loop which does not slip.\n\
        Reef knot: A knot that ties two ropes of one thickness.\n";

    fn library(text: &str) -> Library {
        Library::new(vec![Arc::new(read_document("knots.txt", text.as_bytes()))])
    }

    fn bowline(library: &Library) -> Cow<'_, Entry> {
        let mut entries = library.documents.iter().flat_map(|document| &document.entries);
        entries.find(|entry| entry.term.as_deref() == Some("Bowline")).expect("it is a glossary")
    }

    fn button(entry: &Entry) -> (PassageId, u32) {
        (PassageId::of(&entry.source.document, &entry.text), entry.source.first_line)
    }

    #[test]
    fn a_passage_is_found_where_it_stood_and_where_it_was_moved_to() {
        let before = library(TERMS);
        let (passage, line) = button(&bowline(&before));
        let moved = library(&TERMS.replace("\n\nB", "\n\nHitch: A knot on a post.\nB"));
        for library in [&before, &moved] {
            assert_eq!(more(passage, line, library, &[]), voice::more::passage(&bowline(library)));
        }
        let changed = library(&TERMS.replace("does not slip", "never slips"));
        assert_eq!(more(passage, line, &changed, &[]), voice::more::passage_gone());
    }

    #[test]
    fn an_open_card_is_not_given_away() {
        let library = library(TERMS);
        let entry = bowline(&library);
        let (passage, line) = button(&entry);
        let source = entry.source.clone();
        let card = |answer: &str, first_line| {
            let card = Card {
                id: CardId("card".to_owned()),
                term: None,
                definition: String::new(),
                prompt: "Which knot?".to_owned(),
                answers: vec![answer.to_owned()],
                source: crate::domain::knowledge::Source { first_line, ..source.clone() },
            };
            Arc::new(OpenCard { card, named: false })
        };
        assert_eq!(more(passage, line, &library, &[card("BOWLINE", 90)]), voice::quiz::kept_quiet());
        assert_eq!(more(passage, line, &library, &[card("a loop", line)]), voice::quiz::kept_quiet());
        assert_eq!(more(passage, line, &library, &[card("hitch", 90)]), voice::more::passage(&entry));
    }
}
