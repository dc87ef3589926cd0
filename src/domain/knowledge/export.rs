//! Cards for other programs: CSV, and the text that Anki imports.
//!
//! Both are read back as the same cards, by their ids: nothing is lost but a card's place.

use std::fmt::Write as _;

use super::{Card, Deck};

/// Between the answers of a cell that lists what is accepted besides the first.
const BETWEEN: &str = "|";

/// Cards as CSV, with the headers `question,answer,also accepted,source,deck`.
///
/// Cells are quoted as RFC 4180 says.
pub fn csv(decks: &[Deck]) -> String {
    let mut text = String::from("question,answer,also accepted,source,deck\n");
    for (deck, card) in cards(decks) {
        let cells = [card.prompt.clone(), first(card).to_owned(), others(card), place(card), deck.to_owned()];
        let _ = writeln!(text, "{}", cells.map(|cell| csv_cell(&cell)).join(","));
    }
    text
}

/// Cards as Anki imports them, with the header lines of docs.ankiweb.net/importing/text-files.html: notes
/// of the kind Basic, each in a deck named like its document.
pub fn anki_text(decks: &[Deck]) -> String {
    let mut text = String::from(
        "#separator:tab\n#html:true\n#notetype:Basic\n#deck column:5\n#columns:Front\tBack\tAlso accepted\tSource\tDeck\n",
    );
    for (deck, card) in cards(decks) {
        let deck = deck.trim_end_matches('/').replace('/', "::");
        let cells = [card.prompt.clone(), first(card).to_owned(), others(card), place(card), deck];
        let _ = writeln!(text, "{}", cells.map(|cell| anki_cell(&cell)).join("\t"));
    }
    text
}

fn cards(decks: &[Deck]) -> impl Iterator<Item = (&str, &Card)> {
    decks.iter().flat_map(|deck| deck.cards.iter().map(|card| (deck.name.as_str(), card)))
}

fn first(card: &Card) -> &str {
    card.answers.first().map_or("", String::as_str)
}

fn others(card: &Card) -> String {
    card.answers.get(1..).unwrap_or_default().join(BETWEEN)
}

fn place(card: &Card) -> String {
    format!("{}, line {}", card.source.document, card.source.first_line)
}

fn csv_cell(cell: &str) -> String {
    let plain = !cell.contains([',', '"', '\n', '\r', ';', '\t']) && cell.trim() == cell;
    if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

/// A line that begins with `#` would be a comment, so such a cell is quoted.
fn anki_cell(cell: &str) -> String {
    let cell = cell.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let cell = cell.replace(['\t', '\n', '\r'], " ");
    if cell.contains('#') { format!("\"{cell}\"") } else { cell }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::super::{Library, read_document};
    use super::*;

    fn library() -> Library {
        let odd = "question,answer\n\"What, if \"\"anything\"\", is 3 < 4 & 5 > 2?\",true\n#1 of all sails?,the main\nWhich town?,\"Lima, Peru\"\nWho?,\"a cook (or chef), baker\"\n";
        let documents = [
            ("odd.csv", odd),
            ("week 1/cells.txt", include_str!("../../../tests/data/layouts/cell-clues.txt")),
            ("week 1/music.txt", include_str!("../../../tests/data/layouts/music-terms.txt")),
            ("living.txt", include_str!("../../../tests/data/layouts/living-notes.txt")),
            ("court.txt", include_str!("../../../tests/data/layouts/court-pairs.txt")),
        ];
        let read = |(path, text): (&str, &str)| Arc::new(read_document(path, text.as_bytes()));
        Library::new(documents.into_iter().map(read).collect())
    }

    /// What is asked and accepted: what a card's id is made of.
    fn asked(decks: &[Deck]) -> BTreeSet<(String, Vec<String>, String)> {
        let cards = decks.iter().flat_map(|deck| &deck.cards);
        cards.map(|card| (card.id.0.clone(), card.answers.clone(), card.prompt.clone())).collect()
    }

    #[test]
    fn what_goes_out_comes_back_the_same() {
        let decks = library().decks();
        let before = asked(&decks);
        assert!(before.len() > 50);
        for (text, layout) in [(csv(&decks), "csv"), (anki_text(&decks), "anki-text")] {
            let document = read_document("exported", text.as_bytes());
            assert_eq!((document.layout, document.warnings.as_slice()), (layout, [].as_slice()));
            let after = asked(&Library::new(vec![Arc::new(document)]).decks());
            assert_eq!(before.difference(&after).collect::<Vec<_>>(), Vec::<&_>::new(), "{layout}");
            assert_eq!(after.len(), before.len(), "{layout}");
        }
    }

    #[test]
    fn cells_are_written_as_their_readers_expect() {
        let decks = library().decks();
        let text = csv(&decks);
        assert!(
            text.contains(
                "\"What, if \"\"anything\"\", is 3 < 4 & 5 > 2?\",true,,\"odd.csv, line 2\",odd.csv\n"
            ),
            "{text}"
        );
        let text = anki_text(&decks);
        assert!(text.contains(
            "What, if &quot;anything&quot;, is 3 &lt; 4 &amp; 5 &gt; 2?\ttrue\t\todd.csv, line 2\todd.csv\n"
        ));
        assert!(
            text.contains("\"#1 of all sails?\"\tmain\t") && text.contains("\tweek 1::cells.txt\n"),
            "{text}"
        );
    }
}
