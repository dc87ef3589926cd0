//! Packages in the knowledge folder: every format read alike, every broken one refused whole.

use std::path::Path;

use deskbell::domain::knowledge::Document;
use deskbell::files::Shelf;

fn sample(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/decks").join(name);
    std::fs::read(path).expect("a sample")
}

fn read(name: &str) -> Document {
    deskbell::decks::read(name, &sample(name)).expect("a package")
}

fn cards(document: &Document) -> Vec<String> {
    let card = |card: std::borrow::Cow<'_, deskbell::domain::knowledge::Card>| {
        format!("{}: {} = {}", card.source.first_line, card.prompt, card.answers.join(" | "))
    };
    document.cards.iter().map(card).collect()
}

#[test]
fn all_three_formats_of_a_collection_hold_the_same_cards() {
    for name in ["newest.apkg", "newest.colpkg", "legacy.apkg", "oldest.apkg"] {
        let document = read(name);
        assert_eq!(
            cards(&document),
            [
                "1: Which rope lifts a sail? = halyard",
                "2: a short post on a quay that ships are tied to = Bollard",
                "3: Café on the quay? = Gull & Anchor",
                "5: A ____ [rope] holds the front, a stern line the back. = bow line",
                "5: A bow line holds the front, a ____ the back. = stern line",
                "6: How often is high water here? = spring tide",
            ],
            "{name}"
        );
        let codes: Vec<_> = document.warnings.iter().map(|w| (w.line, w.code)).collect();
        assert_eq!(codes, [(1, "media-left-out"), (4, "note-without-text")], "{name}");
        assert_eq!(
            document.entries.iter().filter(|e| e.title.as_deref() == Some("Harbour › Ropes")).count(),
            1
        );
    }
}

#[test]
fn a_package_in_the_folder_is_a_document_and_a_broken_one_keeps_the_last_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("harbour.apkg");
    std::fs::write(&path, sample("newest.apkg")).expect("written");
    let mut shelf = Shelf::new(folder.path());
    assert!(shelf.look());
    let good = shelf.library();
    assert_eq!((good.documents[0].layout, good.documents[0].cards.len()), ("anki", 6));
    let bytes = sample("newest.apkg");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("written");
    assert!(shelf.look());
    let kept = shelf.library();
    assert_eq!(kept.documents[0].cards, good.documents[0].cards);
    let codes: Vec<_> = kept.documents[0].warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, ["broken-package", "kept-last-good"]);
}

#[test]
fn damage_anywhere_is_refused_whole_or_harmless() {
    let whole = cards(&read("newest.apkg"));
    let bytes = sample("newest.apkg");
    // Every so many bytes one is turned over; a prime step meets all parts of the file.
    for at in (0..bytes.len()).step_by(211) {
        let mut damaged = bytes.clone();
        damaged[at] = !damaged[at];
        let Some(document) = deskbell::decks::read("x.apkg", &damaged) else { continue };
        let refused = document.entries.is_empty() && document.warnings[0].code == "broken-package";
        assert!(refused || cards(&document).len() == whole.len(), "byte {at}: {:?}", document.warnings);
    }
    for length in (0..bytes.len()).step_by(997) {
        if let Some(document) = deskbell::decks::read("x.apkg", &bytes[..length]) {
            assert!(document.entries.is_empty(), "cut at {length}");
        }
    }
}

#[test]
fn other_archives_are_no_packages() {
    assert!(deskbell::decks::read("a.zip", b"PK\x03\x04 something else").is_none());
    assert!(deskbell::decks::read("a.txt", b"Keel: the spine of a hull.").is_none());
}
