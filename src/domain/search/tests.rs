//! Questions to documents of our own, as a table that anyone can extend, and what must hold for any question.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::*;
use crate::domain::knowledge::{Document, Entry, read_document};
use crate::domain::tables::Records;

const QUESTIONS: &str = include_str!("../../../tests/data/ask/questions.tsv");
const DOCUMENTS: [(&str, &str); 3] = [
    ("bees.md", include_str!("../../../tests/data/ask/documents/bees.md")),
    ("library-desk.jsonl", include_str!("../../../tests/data/ask/documents/library-desk.jsonl")),
    ("sailing.txt", include_str!("../../../tests/data/ask/documents/sailing.txt")),
];

fn library() -> Library {
    let read = |(path, text): (&str, &str)| Arc::new(read_document(path, text.as_bytes()));
    Library::new(DOCUMENTS.map(read).to_vec())
}

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::build(&library()).expect("an index in memory"));

/// A library of terms with their definitions, each document a list of its own.
fn of_terms(documents: &[&[(&str, &str)]]) -> Index {
    let documents = documents.iter().enumerate().map(|(number, entries)| {
        let path: Arc<str> = format!("{number}.txt").into();
        let entry = |(line, (term, text)): (usize, &(&str, &str))| {
            let line = line as u32 + 1;
            let source = Source { document: path.clone(), first_line: line, last_line: line, record: None };
            let term = Some((*term).to_owned());
            Entry { term, aliases: Vec::new(), title: None, text: (*text).to_owned(), source }
        };
        let entries = entries.iter().enumerate().map(entry).collect();
        let document = Document {
            path: path.clone(),
            layout: "test",
            entries,
            cards: Records::default(),
            warnings: Vec::new(),
        };
        Arc::new(document)
    });
    Index::build(&Library::new(documents.collect())).expect("an index in memory")
}

#[test]
fn questions_find_their_passages_or_silence() {
    let mut misses = Vec::new();
    for line in QUESTIONS.lines().filter(|line| !line.starts_with('#')) {
        let (question, expected) = line.split_once('\t').expect("two columns");
        let found = INDEX.ask(question, 3);
        let first = found.answers.first().map_or("", |answer| answer.text.as_str());
        let good =
            if expected == "-" { !found.confident } else { found.confident && first.contains(expected) };
        if !good {
            misses.push(format!("{question}: confident {}, {first:?}", found.confident));
        }
    }
    assert!(misses.is_empty(), "\n{}", misses.join("\n"));
}

#[test]
fn every_document_that_defines_a_term_is_offered() {
    let index = of_terms(&[
        &[("Tide", "The rise and fall of the sea."), ("Reef", "A ridge of rock under water.")],
        &[("Tides", "What the moon's pull does to the oceans twice a day.")],
        &[("tide", "The rise and fall of the sea.")],
    ]);
    for found in [index.ask("what is a tide?", 5), index.define("the TIDE", 5)] {
        assert!(found.confident);
        assert_eq!(found.answers.len(), 2, "{found:?}");
        let said_twice = found.answers.iter().find(|answer| answer.text.starts_with("The rise"));
        let documents: Vec<&str> =
            said_twice.expect("offered").sources.iter().map(|source| &*source.document).collect();
        assert_eq!(documents, ["0.txt", "2.txt"]);
    }
}

#[test]
fn definitions_that_cannot_both_be_right_are_told() {
    let index = of_terms(&[
        &[
            ("Yawl", "A boat with two masts, the shorter one behind the rudder post."),
            ("Reef", "A ridge of rock."),
        ],
        &[("Yawl", "A boat with three masts, the shorter one behind the rudder post.")],
        &[("Reef", "Rock that rises nearly to the top of the sea.")],
    ]);
    let told = |question: &str| {
        index.ask(question, 5).answers.iter().map(|answer| answer.contradicts).collect::<Vec<_>>()
    };
    assert_eq!(told("what is a yawl")[..2], [false, true]);
    assert_eq!(told("what is a reef")[..2], [false, false]);
}

#[test]
fn the_same_words_under_two_terms_stay_two_answers() {
    let index = of_terms(&[&[("Ketch", "A boat with two masts."), ("Yawl", "A boat with two masts.")]]);
    assert_eq!(index.ask("boat with two masts", 5).answers.len(), 2);
}

#[test]
fn an_unknown_term_gets_the_nearest_ones() {
    let found = INDEX.define("starbrd side", 3);
    assert!(!found.confident && found.answers.is_empty());
    assert!(found.suggestions.iter().any(|term| term == "Starboard"), "{found:?}");
    assert!(INDEX.define("", 3).answers.is_empty());
}

#[test]
fn only_terms_near_in_spelling_or_words_are_suggested() {
    for (question, expected) in [
        ("who painted the ceiling", &[] as &[&str]),
        ("what is a SWOT analysis", &[]),
        ("kel", &["Keel"]),
        ("capsice drill", &["Capsize"]),
        ("how strong is a flood tide in april", &["Flood tide", "Ebb tide"]),
    ] {
        let found = INDEX.ask(question, 3);
        assert!(!found.confident, "{question}: {found:?}");
        assert_eq!(found.suggestions, expected, "{question}");
    }
}

#[test]
fn a_task_for_the_class_answers_nothing() {
    let text = "Sails\n- Discuss how sailors use a storm anchor to ride out a gale\n- A storm anchor is let out over the bow, so that the boat rides out the gale with her head to the waves.\n- Explain why crews reef early\nTides\n- The tide turns twice a day.\n";
    let document = read_document("a.txt", text.as_bytes());
    let index = Index::build(&Library::new(vec![Arc::new(document)])).expect("an index in memory");
    for question in ["how do sailors use a storm anchor to ride out a gale", "why do crews reef early"] {
        let found = index.ask(question, 3);
        let task = |text: &str| text.starts_with("Discuss") || text.starts_with("Explain");
        assert!(!found.confident || !task(&found.answers[0].text), "{question}: {found:?}");
        assert!(found.answers.iter().any(|answer| task(&answer.text)), "{question}: it may still be offered");
    }
}

#[test]
fn a_term_without_its_definition_is_no_answer() {
    let text = "layout: alternating\nKeel\nThe fin below a boat\nEquity\nMast\nA pole that holds a sail\nReef\nA ridge of rock\n";
    let document = read_document("a.txt", text.as_bytes());
    let index = Index::build(&Library::new(vec![Arc::new(document)])).expect("an index in memory");
    for question in ["Equity", "what is equity?"] {
        let found = index.ask(question, 3);
        assert!(!found.confident, "{question}: {found:?}");
    }
    assert!(index.ask("what is a keel?", 3).confident);
}

#[test]
fn the_kinds_of_a_thing_answer_together() {
    let found = INDEX.ask("what types of tide are there?", 3);
    let terms: Vec<_> = found.answers.iter().take(2).map(|answer| answer.term.as_deref()).collect();
    assert!(found.confident, "{found:?}");
    assert_eq!(terms, [Some("Ebb tide"), Some("Flood tide")]);
    assert_eq!(found.answers[0].score, found.answers[1].score);
}

#[test]
fn a_short_form_is_answered_by_what_spells_it_out() {
    let index = of_terms(&[&[
        ("Chart plotter", "A screen that shows where a global positioning system (GPS) sees the boat."),
        ("Compass", "A needle that points to the north."),
        ("Logbook", "What the navigation keeps: distance made good values (DMGVs) hour by hour."),
    ]]);
    let found = index.ask("DMGV meaning", 3);
    assert!(found.confident && found.answers[0].term.as_deref() == Some("Logbook"), "{found:?}");
    for question in ["what does GPS stand for?", "GPS short for", "what is the full form of GPS"] {
        let found = index.ask(question, 3);
        assert!(found.confident && found.answers[0].text.contains("global positioning"), "{found:?}");
    }
}

#[test]
fn the_same_is_said_in_other_words() {
    let index = of_terms(&[&[
        ("Estuary", "The origin of tidal water where a river meets the sea."),
        ("Chandler", "A merchant who sells ropes to the owners of boats."),
        ("Perception", "What the crew sees of the weather."),
        ("Ballast", "Heavy stones that keep a hull upright."),
        ("Fare", "The price of a passage across the strait."),
    ]]);
    for (question, expected) in [
        ("where does tidal water come from", "Estuary"),
        ("seller who sold a rope to a boat's owner", "Chandler"),
        ("how does a crew perceive the climate", "Perception"),
        ("whats the prize across", "Fare"),
    ] {
        let found = index.ask(question, 1);
        let term = found.answers.first().and_then(|answer| answer.term.as_deref());
        assert_eq!(term, Some(expected), "{question}");
    }
}

#[test]
fn terms_complete_while_they_are_typed() {
    assert_eq!(INDEX.complete("ti", 5), ["Ebb tide", "Flood tide"]);
    assert_eq!(INDEX.complete("flood t", 5), ["Flood tide"]);
    assert_eq!(INDEX.complete("LEE", 5), ["Leeward"]);
    assert_eq!(INDEX.complete("halliard", 1), ["Halyard"]);
    assert_eq!(INDEX.complete("", 2).len(), 2);
    assert_eq!(INDEX.complete("🦀", 2), Vec::<String>::new());
}

#[test]
fn a_long_passage_is_shown_by_the_sentence_that_answers() {
    let found = INDEX.ask("what does the angle of the dance show", 3);
    let first = &found.answers[0];
    let excerpt = first.excerpt.as_deref().expect("a long passage");
    assert!(excerpt.contains("The angle of the dance"), "{excerpt}");
    assert!(first.text.contains(excerpt) && excerpt.len() < first.text.len());
    assert_eq!(INDEX.ask("halyard", 1).answers[0].excerpt, None);
}

#[test]
fn the_words_that_matched_are_told() {
    for (question, expected) in [
        ("what does the angle of the dance show", &["angle", "dance"] as &[&str]),
        ("which rope hoistts a sails", &["rope", "hoists", "sail"]),
        ("how does a gust make a boat CAPSISE lol", &["gust"]),
        ("🦀", &[]),
    ] {
        for answer in INDEX.ask(question, 1).answers {
            let shown = answer.excerpt.as_ref().unwrap_or(&answer.text);
            let marked: Vec<&str> = answer.matches.iter().map(|bytes| &shown[bytes.clone()]).collect();
            assert_eq!(marked, expected, "{question}: {shown}");
            assert_eq!(answer.matches, INDEX.matched(question, shown));
        }
    }
}

#[test]
fn a_comparison_gives_both_sides_first() {
    let found = INDEX.ask("What's the difference between an ebb tide and a flood tide?", 3);
    let terms: Vec<_> = found.answers.iter().take(2).map(|answer| answer.term.as_deref()).collect();
    assert_eq!(terms, [Some("Ebb tide"), Some("Flood tide")]);
    assert!(found.compared);
    for other in ["ebb tide vs starboard drift of 1850", "what types of tide are there?", "keel"] {
        assert!(!INDEX.ask(other, 3).compared, "{other}");
    }
    assert!(!INDEX.ask("ebb tide vs flood tide", 1).compared);
}

#[test]
fn strange_questions_are_questions_too() {
    let long = "keel halyard unknownword ".repeat(160);
    for question in [
        "",
        "   ",
        "?",
        "🦀🦀",
        "מה זה מפרש",
        "AND OR NOT",
        "\"keel",
        "keel*",
        "title:keel^3 +(",
        "\0\n\t",
        &long,
    ] {
        let found = INDEX.ask(question, 3);
        assert!(found.answers.iter().all(|answer| !answer.sources.is_empty()), "{question}");
        INDEX.define(question, 3);
        INDEX.complete(question, 3);
    }
    assert!(!INDEX.ask("", 3).confident);
    assert_eq!(INDEX.ask("keel", 0).answers, []);
}

#[test]
fn an_empty_library_is_silent() {
    let index = Index::build(&Library::default()).expect("an index in memory");
    assert_eq!(index.ask("what is a keel?", 3), Answers::default());
    assert_eq!(index.complete("k", 3), Vec::<String>::new());
}

#[test]
fn the_library_measures_itself() {
    let measured = INDEX.calibration();
    assert!(measured.uncovered_questions > 150 && measured.own_questions > 5, "{measured:?}");
    assert!(measured.uncovered_let_through < 0.06 && measured.own_answered > 0.6, "{measured:?}");
}

/// Words of the documents, of chat and of nowhere, in any order.
fn questions() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("what is".to_owned()),
        Just("keel".to_owned()),
        Just("dance".to_owned()),
        Just("vs".to_owned()),
        Just("difference between tide and".to_owned()),
        Just("borow".to_owned()),
        "[a-z]{1,12}",
        "\\PC{0,20}",
    ];
    prop::collection::vec(word, 0..12).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_question_gets_sorted_scores_from_the_documents_own_words(question in questions(), limit in 0usize..6) {
        let found = INDEX.ask(&question, limit);
        prop_assert!(found.answers.len() <= limit);
        prop_assert!(found.answers.iter().all(|answer| (0.0..=1.0).contains(&answer.score)));
        for answer in &found.answers {
            let shown = answer.excerpt.as_ref().unwrap_or(&answer.text);
            prop_assert!(answer.matches.iter().all(|bytes| shown.get(bytes.clone()).is_some_and(|m| !m.is_empty())));
            prop_assert!(answer.matches.is_sorted_by(|a, b| a.end < b.start));
        }
        prop_assert!(found.answers.is_sorted_by(|a, b| a.score >= b.score));
        let said = |text: &str| INDEX.shelf.documents().any(|document| document.entries.iter().any(|e| e.text == text));
        prop_assert!(found.answers.iter().all(|answer| said(&answer.text)));
        prop_assert_eq!(found, INDEX.ask(&question, limit));
    }

    #[test]
    fn completions_are_terms(typed in "\\PC{0,8}") {
        let known = |term: &String| INDEX.shelf.documents().any(|d| d.entries.iter().any(|e| e.term.as_ref() == Some(term)));
        prop_assert!(INDEX.complete(&typed, 5).iter().all(known));
    }
}

#[test]
fn two_indexes_of_one_library_answer_alike() {
    let other = Index::build(&library()).expect("an index in memory");
    assert_eq!(other.calibration(), INDEX.calibration());
    for line in QUESTIONS.lines() {
        assert_eq!(other.ask(line, 5), INDEX.ask(line, 5), "{line}");
    }
}

#[test]
fn an_index_that_was_kept_answers_as_the_one_that_was_built() {
    let library = library();
    let mut parts = Parts::default();
    INDEX.keep(&mut parts);
    let kept = crate::domain::tables::kept(&parts);
    let lent = Index::lent(&library, &kept).expect("kept");
    assert_eq!(lent.calibration(), INDEX.calibration());
    let terms =
        library.documents.iter().flat_map(|document| document.entries.iter().filter_map(|e| e.term.clone()));
    let asked = QUESTIONS.lines().filter_map(|line| Some(line.split_once('\t')?.0.to_owned()));
    for text in asked.chain(terms).chain(["diffrence betwen ketch and sloop".to_owned(), String::new()]) {
        assert_eq!(lent.ask(&text, 5), INDEX.ask(&text, 5), "{text}");
        assert_eq!(lent.define(&text, 5), INDEX.define(&text, 5), "{text}");
        for end in (0..text.len().min(4)).filter(|end| text.is_char_boundary(*end)) {
            assert_eq!(lent.complete(&text[..end], 25), INDEX.complete(&text[..end], 25), "{text}");
        }
    }
    assert!(Index::lent(&Library::default(), &kept).is_none(), "it is another library's");
    assert!(Index::lent(&library, &Kept::default()).is_none());
}
