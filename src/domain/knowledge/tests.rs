//! Documents read whole: every layout by its content, every damage at its price, no input a panic.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;

/// A document of the test data, its layout, and the cards and warnings that a careful reader expects.
macro_rules! sample {
    ($name:literal, $layout:literal) => {
        (
            concat!($name, ".txt"),
            $layout,
            include_str!(concat!("../../../tests/data/layouts/", $name, ".txt")),
            include_str!(concat!("../../../tests/data/layouts/", $name, ".cards")),
        )
    };
}

const SAMPLES: &[(&str, &str, &str, &str)] = &[
    sample!("cell-clues", "clues"),
    sample!("contract-clues", "clues"),
    sample!("map-clues", "clues"),
    sample!("sailing-pairs", "alternating"),
    sample!("court-pairs", "alternating"),
    sample!("memory-pairs", "alternating"),
    sample!("music-terms", "glossary"),
    sample!("first-aid-terms", "glossary"),
    sample!("health-terms", "glossary"),
    sample!("weather-notes", "notes"),
    sample!("chemistry-notes", "notes"),
    sample!("living-notes", "notes"),
    sample!("crime-notes", "notes"),
    sample!("market-notes", "notes"),
    sample!("society-notes", "notes"),
    sample!("baking-notes", "notes"),
    sample!("renaissance-clues", "clues"),
    sample!("trade-clues", "clues"),
    sample!("garden-pairs", "alternating"),
    sample!("plates-pairs", "alternating"),
    sample!("photo-terms", "glossary"),
    sample!("supply-outline", "outline"),
    sample!("planets-outline", "outline"),
    sample!("erosion-outline", "outline"),
];

/// Cards as `line: answers | … = definition`, then warnings as `line ! code`.
fn summary(document: &Document) -> String {
    let mut text = String::new();
    for card in &document.cards {
        let _ =
            writeln!(text, "{}: {} = {}", card.source.first_line, card.answers.join(" | "), card.definition);
    }
    for warning in &document.warnings {
        let _ = writeln!(text, "{} ! {}", warning.line, warning.code);
    }
    text
}

fn read(text: &str) -> Document {
    read_document("notes/a.txt", text.as_bytes())
}

fn codes(document: &Document) -> Vec<(u32, &'static str)> {
    document.warnings.iter().map(|warning| (warning.line, warning.code)).collect()
}

#[test]
fn a_careful_reader_finds_these_cards() {
    for (path, layout, text, expected) in SAMPLES {
        let document = read_document(path, text.as_bytes());
        assert_eq!(document.layout, *layout, "{path}");
        let found = summary(&document);
        let missing: Vec<&str> = expected.lines().filter(|line| !found.lines().any(|l| l == *line)).collect();
        let extra: Vec<&str> = found.lines().filter(|line| !expected.lines().any(|l| l == *line)).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{path}: missing {missing:#?}, not expected {extra:#?}"
        );
    }
}

#[test]
fn line_ends_marks_and_blank_space_change_nothing() {
    for (path, _, text, _) in SAMPLES {
        let plain = read_document(path, text.as_bytes());
        let marked = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(read_document(path, marked.as_bytes()), plain, "{path}");
        let trailing = text.replace('\n', "  \n");
        assert_eq!(read_document(path, trailing.as_bytes()), plain, "{path}");
    }
}

#[test]
fn an_order_overrules_what_the_content_looks_like() {
    let text = SAMPLES[0].2;
    let ordered = read(&format!("layout: passages\n{text}"));
    assert_eq!((ordered.layout, ordered.cards.len()), ("passages", 0));
    assert!(ordered.entries.iter().all(|entry| !entry.text.contains("layout:")));
    let unknown = read(&format!("Layout: poem\n{text}"));
    assert_eq!((unknown.layout, codes(&unknown)[0]), ("clues", (1, "unknown-layout")));
    assert_eq!(
        unknown.cards.get(0).expect("one").source.first_line,
        read(text).cards.get(0).expect("one").source.first_line + 1
    );
}

#[test]
fn tables_are_read_by_their_headers() {
    let rows = [
        (
            "Term,Definition\nKeel,\"The fin below a boat, of lead\"\n",
            "csv",
            vec!["2: Keel = The fin below a boat, of lead"],
        ),
        ("word;meaning\nKeel;The fin below a boat\n", "csv", vec!["2: Keel = The fin below a boat"]),
        (
            "id\tquestion\tanswer\n7\tWho steers?\tThe helmsman (or helm)\n",
            "tsv",
            vec!["2: helmsman | helm = The helmsman (or helm)"],
        ),
        (
            "Keel\tThe fin below a boat\nMast\tThe pole that holds a sail\n",
            "tsv",
            vec!["1: Keel = The fin below a boat", "2: Mast = The pole that holds a sail"],
        ),
        (
            "{\"FRONT\":\"Who steers?\",\"back\":\"The helmsman\"}\n",
            "jsonl",
            vec!["1: helmsman = The helmsman"],
        ),
        (
            "{\"id\":\"k1\",\"title\":\"What is a keel?\",\"text\":\"The fin below a boat\"}\n",
            "jsonl",
            vec![],
        ),
    ];
    for (text, layout, cards) in rows {
        let document = read(text);
        assert_eq!(document.layout, layout, "{text}");
        assert_eq!(summary(&document).lines().collect::<Vec<_>>(), cards, "{text}");
    }
}

#[test]
fn records_keep_their_ids_and_titles() {
    let document = read(
        "{\"id\":7,\"title\":\"Keels\",\"text\":\"They keep boats upright.\"}\n{\"id\":\"8\",\"text\":\"They keep boats upright.\"}\n",
    );
    let entries: Vec<_> = document.entries.iter().collect();
    let records: Vec<_> = entries
        .iter()
        .map(|e| (e.source.record.as_deref(), e.title.as_deref(), e.source.first_line))
        .collect();
    assert_eq!(records, [(Some("7"), Some("Keels"), 1), (Some("8"), None, 2)]);
}

#[test]
fn a_long_answer_is_searchable_but_not_asked() {
    let document = read(
        "question,answer\nWhy reef early?,\"Because a small sail in a strong wind is easier to hold than a big one\"\n",
    );
    assert_eq!((document.cards.len(), document.entries.len()), (0, 1));
    assert_eq!(document.entries.get(0).expect("one").title.as_deref(), Some("Why reef early?"));
    assert_eq!(codes(&document), [(2, "long-response")]);
    let sides =
        read("front,back\nReef,\"A strip of a sail that is rolled up when the wind grows too strong\"\n");
    assert_eq!((sides.cards.len(), codes(&sides)), (0, vec![(2, "long-response")]));
}

#[test]
fn broken_rows_cost_themselves_only() {
    let csv = read(
        "term,definition\nKeel,A fin,too many\nMast\n\"Boom,A pole\nSheet,A rope that lets a sail in and out\n",
    );
    assert_eq!(codes(&csv), [(2, "ragged-row"), (3, "incomplete-row"), (4, "open-quote")]);
    assert_eq!(csv.cards.iter().map(|card| card.source.first_line).collect::<Vec<_>>(), [5]);
    assert_eq!(csv.entries.len(), 4);
    let jsonl = read(
        "{\"term\":\"Keel\",\"definition\":\"A fin below the boat\"}\n{\"term\":\n{\"term\":\"Mast\",\"definition\":\"A pole for the sail\"}\n",
    );
    assert_eq!((jsonl.cards.len(), codes(&jsonl)), (2, vec![(2, "broken-json")]));
    let mostly = read(
        "{\"term\":\"Keel\",\"definition\":\"A fin below the boat\"\n{\"term\":\"Mast\",\"definition\":\"A pole\"\n",
    );
    assert_eq!((mostly.layout, mostly.cards.len()), ("jsonl", 0), "half a record is no term with a colon");
    assert_eq!(codes(&mostly), [(1, "broken-json"), (2, "broken-json")]);
}

#[test]
fn markdown_gives_titles_terms_and_tables() {
    let text = "# Boats\n\nThey float.\n\n## Parts\n\n- **Keel**: the fin below a boat\n- plain item\n\n| Term | Definition |\n|---|---|\n| Mast | the pole that holds a sail |\n\nBoom\n: the pole at the foot of a sail\n\n```\ncode stays\n```\n";
    let document = read(text);
    assert_eq!(document.layout, "markdown");
    let expected = [
        "7: Keel = the fin below a boat",
        "12: Mast = the pole that holds a sail",
        "14: Boom = the pole at the foot of a sail",
    ];
    assert_eq!(summary(&document).lines().collect::<Vec<_>>(), expected);
    let entries: Vec<_> = document.entries.iter().collect();
    let said: Vec<_> = entries
        .iter()
        .map(|e| (e.title.as_deref().unwrap_or(""), e.text.as_str(), e.source.first_line))
        .collect();
    assert!(
        said.contains(&("Boats", "They float.", 3)) && said.contains(&("Parts", "plain item", 8)),
        "{said:?}"
    );
    assert!(said.iter().any(|(_, text, _)| *text == "code stays"));
}

#[test]
fn a_markdown_row_with_too_many_cells_costs_itself_only() {
    let document = read(
        "| Term | Definition |\n|---|---|\n| Mast | a pole | for a sail |\n| Boom | the pole \\| spar at its foot |\n| Keel | the fin below a boat | |\n| Bow |\n",
    );
    assert_eq!(codes(&document), [(3, "ragged-row"), (6, "incomplete-row")]);
    assert_eq!(document.cards.iter().map(|card| card.source.first_line).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(document.entries.get(0).expect("one").text, "Mast a pole for a sail");
}

#[test]
fn questions_and_answers_by_label_are_cards() {
    let document = read(
        "Q: What is the capital of Peru?\nA: Lima\nQ: Who wrote Hamlet?\nA: Shakespeare (or the Bard)\nQ: Why do boats float?\nA: Because they push away as much water as they weigh, and no more than that\n",
    );
    assert_eq!(document.layout, "clues");
    assert_eq!(
        summary(&document).lines().collect::<Vec<_>>(),
        ["1: Lima = Lima", "3: Shakespeare | Bard = Shakespeare (or the Bard)"]
    );
    assert_eq!(document.entries.len(), 3);
}

#[test]
fn two_lines_of_terms_are_enough() {
    let document =
        read("Step one: clean the wound with water.\nStep two: cover the wound with a dressing.\n");
    assert_eq!(
        (document.layout, summary(&document).as_str()),
        (
            "glossary",
            "1: Step one = clean the wound with water.\n2: Step two = cover the wound with a dressing.\n"
        )
    );
}

#[test]
fn prose_makes_passages_and_no_cards() {
    let document = read(
        "The lighthouse was built on a rock that is covered at high tide. Its keepers\nrowed out each evening. In winter they stayed for weeks.\n\nAfter the war the lamp was made electric. The last keeper went home.\n",
    );
    assert_eq!((document.layout, document.cards.len(), document.entries.len()), ("passages", 0, 2));
    assert_eq!(
        (
            document.entries.get(0).expect("one").source.first_line,
            document.entries.get(0).expect("one").source.last_line
        ),
        (1, 2)
    );
}

#[test]
fn a_clue_in_two_documents_accepts_both_responses() {
    let a =
        read_document("a.txt", b"Q: Who steers a boat?\nA: The helmsman\nQ: What is up front?\nA: The bow\n");
    let b = read_document(
        "b/b.txt",
        b"Q: Who steers a boat?\nA: The skipper\nQ: What is behind?\nA: The stern\n",
    );
    let library = Library::new(vec![Arc::new(b), Arc::new(a)]);
    assert_eq!(library.documents[0].cards.get(0).expect("one").answers, ["helmsman", "skipper"]);
    assert_eq!(library.documents[1].cards.get(0).expect("one").answers, ["skipper", "helmsman"]);
    assert_eq!(codes(&library.documents[0]), [(1, "clue-in-two-documents")]);
    assert_eq!(library.decks().len(), 2);
}

#[test]
fn decks_are_found_by_a_loosely_typed_name() {
    let card = b"Q: Who steers?\nA: The helm\nQ: What drives?\nA: The wind\n";
    let paths = ["week 1/Knots.txt", "week 1/Sails.md", "week 2/Rules of the Road.txt", "old/knots-2.txt"];
    let library = Library::new(paths.iter().map(|path| Arc::new(read_document(path, card))).collect());
    let named = |typed: &str| library.deck(typed).map(|deck| deck.name);
    let rows = [
        ("week 1/Knots.txt", Some("week 1/Knots.txt")),
        ("KNOTS", Some("week 1/Knots.txt")),
        ("sails.md", Some("week 1/Sails.md")),
        ("rules", Some("week 2/Rules of the Road.txt")),
        ("road", Some("week 2/Rules of the Road.txt")),
        ("Week 1", Some("week 1/")),
        ("kno", None),
        ("  ", None),
        ("nothing", None),
    ];
    for (typed, expected) in rows {
        assert_eq!(named(typed).as_deref(), expected, "{typed}");
    }
}

#[test]
fn the_proofreader_counts_and_names() {
    let library = Library::new(vec![Arc::new(read(
        "Keel: The fin below a boat\nMast: The pole that holds a sail\nMast: The pole that holds a sail\n",
    ))]);
    let text = proofread(&report(&library));
    assert!(text.contains("notes/a.txt\n  read as glossary: 2 entries, 2 cards\n  line 3: "), "{text}");
    assert!(
        text.contains("[repeated]") && text.contains("In all: 1 document, 2 entries, 2 cards, 1 warning"),
        "{text}"
    );
    assert!(proofread(&report(&Library::default())).contains("no document"));
    let odd = Library::new(vec![Arc::new(read_document("two\nlines.txt", b"Keel: The fin below a boat\n"))]);
    assert!(proofread(&report(&odd)).starts_with("two lines.txt\n"), "a name is one line");
}

/// What holds for every document, whatever it was made of.
fn is_sound(bytes: &[u8]) {
    let document = read_document("x", bytes);
    assert_eq!(document, read_document("x", bytes), "the same input gives the same output");
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    let last = u32::try_from(lines).unwrap();
    let within = |source: &Source| {
        1 <= source.first_line && source.first_line <= source.last_line && source.last_line <= last
    };
    assert!(document.entries.iter().all(|entry| within(&entry.source) && !entry.text.is_empty()));
    assert!(document.cards.iter().all(|card| within(&card.source)));
    assert!(
        document
            .warnings
            .iter()
            .all(|warning| (1..=last).contains(&warning.line) && !warning.message.is_empty())
    );
    for card in &document.cards {
        assert!(
            !card.answers.is_empty()
                && card.answers.iter().all(|answer| !super::super::fold::fold(answer).is_empty()),
            "{card:?}"
        );
        assert!(!card.prompt.trim().is_empty());
    }
    let ids: BTreeSet<_> = document.cards.iter().map(|card| card.id.clone()).collect();
    assert_eq!(ids.len(), document.cards.len(), "no two cards of a document share an id");
}

proptest! {
    // Found failures become rows above, not files.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        is_sound(&bytes);
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,300}", order in 0usize..16) {
        let order = layout::LAYOUTS.get(order).map_or(String::new(), |layout| format!("layout: {}\n", layout.name));
        is_sound(format!("{order}{text}").as_bytes());
    }

    #[test]
    fn any_shuffle_of_notes_is_read(
        words in proptest::collection::vec("(the|a|of|What is|[A-Z][a-z]{2,6}|[a-z]{1,9}|\n|\n\n|: |\\? |\\. |, |- |•|\\(|\\)|/|[1-9]\\. |\"|\t|\\{|\\}|# |\\*\\*|\\|)", 0..120),
        order in 0usize..16,
    ) {
        let order = layout::LAYOUTS.get(order).map_or(String::new(), |layout| format!("layout: {}\n", layout.name));
        is_sound(format!("{order}{}", words.join(" ")).as_bytes());
    }
}
