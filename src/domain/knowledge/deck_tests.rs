//! Decks as other programs write them: each known by its content, each refused whole when it breaks.

use std::borrow::Cow;

use proptest::prelude::*;

use super::anki::{Kind, Note, read_notes, shown_fields};
use super::*;

fn read(text: &str) -> Document {
    read_document("deck", text.as_bytes())
}

/// Cards as `line: prompt = answers`.
fn cards(document: &Document) -> Vec<String> {
    let card = |card: Cow<'_, Card>| {
        format!("{}: {} = {}", card.source.first_line, card.prompt, card.answers.join(" | "))
    };
    document.cards.iter().map(card).collect()
}

fn codes(document: &Document) -> Vec<(u32, &'static str)> {
    document.warnings.iter().map(|warning| (warning.line, warning.code)).collect()
}

#[track_caller]
fn is_deck(text: &str, layout: &str, expected: &[&str]) {
    let document = read(text);
    assert_eq!(document.layout, layout, "{text}");
    assert_eq!(cards(&document), expected, "{text}");
    assert_eq!(codes(&document), [], "{text}");
}

#[test]
fn yaml_trivia_lists() {
    is_deck(
        "AUTHOR: The rowing club\nDESCRIPTION: Boats\nWhich rope lifts a sail?:\n- halyard\n- the halyard line\n\"Is a \\\"sheet\\\" a sail?\":\n  - NO\n'How many knots make 18.52 km/h?': [10, ten]\n",
        "yaml",
        &[
            "3: Which rope lifts a sail? = halyard | halyard line",
            "6: Is a \"sheet\" a sail? = NO",
            "8: How many knots make 18.52 km/h? = 10 | ten",
        ],
    );
    is_deck(
        "---\ncards:\n  - question: What stands upright and holds a sail?\n    answer: a mast\n  - question: Is 3.14 less than pi?\n    answer: yes\n",
        "yaml",
        &["3: What stands upright and holds a sail? = mast", "5: Is 3.14 less than pi? = yes"],
    );
    is_deck(
        "- term: Keel\n  definition: >\n    the fin below a boat\n    that keeps it upright\n- term: Boom\n  definition: the pole at the foot of a sail\n",
        "yaml",
        &["1: the fin below a boat that keeps it upright = Keel", "5: the pole at the foot of a sail = Boom"],
    );
}

#[test]
fn a_list_under_a_title_is_no_trivia() {
    for text in [
        "Parts of a boat:\n- keel\n- mast\nKinds of knots:\n- bowline\n- reef knot\n",
        "Agenda\n- welcome: ten minutes\n- tour: an hour\n",
    ] {
        assert_ne!(read(text).layout, "yaml", "{text}");
    }
}

#[test]
fn questions_of_the_open_trivia_database() {
    let one_line = "{\"response_code\":0,\"results\":[{\"type\":\"multiple\",\"difficulty\":\"easy\",\"category\":\"Science &amp; Nature\",\"question\":\"Which of these birds can&#039;t fly?\",\"correct_answer\":\"Kiwi\",\"incorrect_answers\":[\"Swift\",\"Caf&eacute; gull\",\"Tern\"]},{\"type\":\"boolean\",\"category\":\"Sea\",\"question\":\"Salt water is heavier than fresh water.\",\"correct_answer\":\"True\",\"incorrect_answers\":[\"False\"]}]}";
    let expected = [
        "1: Which of these birds can't fly? (Café gull / Kiwi / Swift / Tern) = Kiwi",
        "1: True or false: Salt water is heavier than fresh water. = True",
    ];
    is_deck(one_line, "json", &expected);
    let spread = one_line.replace("\"results\":[", "\"results\":[\n").replace("},{", "},\n{");
    let lines = cards(&read(&spread));
    assert_eq!(lines[0], expected[0].replacen('1', "2", 1));
    assert_eq!(lines[1], expected[1].replacen('1', "3", 1));
}

#[test]
fn a_large_deck_knows_its_lines_without_counting_them_anew() {
    let records: Vec<String> = (0..30_000)
        .map(|n| format!("{{\"front\": \"What is {n} and one?\", \"back\": \"{}\"}}", n + 1))
        .collect();
    let document = read(&format!("[\n{}\n]", records.join(",\n")));
    assert_eq!(document.cards.len(), 30_000);
    assert_eq!(document.cards.get(29_999).expect("one").into_owned().source.first_line, 30_001);
}

#[test]
fn json_decks() {
    is_deck(
        "[\n  {\"front\": \"Who steers?\", \"back\": \"the helmsman\"},\n  {\"front\": \"Who cooks?\",\n   \"back\": [\"the cook\", \"Lima, Peru\"]}\n]\n",
        "json",
        &["2: Who steers? = helmsman", "3: Who cooks? = cook | Lima, Peru"],
    );
    is_deck(
        "{\"title\": \"Boats\", \"cards\": [\n[\"Who steers?\", \"the helmsman\"],\n[\"Keel\", \"fin\"]]}",
        "json",
        &["2: Who steers? = helmsman", "3: Keel = fin"],
    );
    is_deck(
        "{\n\"Keel\": \"the fin below a boat\",\n\"What holds a sail up?\": [\"mast\", \"spar\"]\n}",
        "json",
        &["2: the fin below a boat = Keel", "3: What holds a sail up? = mast | spar"],
    );
}

#[test]
fn a_deck_that_breaks_is_refused_whole_with_its_line() {
    let document =
        read("[\n{\"question\": \"Who steers?\", \"answer\": \"the helm\"},\n{\"question\": }\n]\n");
    assert_eq!((document.layout, codes(&document)), ("json", vec![(3, "broken-json")]));
    assert!(document.entries.is_empty());
    let document = read("Who steers?:\n- the helm\nWhat drives?:\n- \"wind\n");
    assert_eq!((document.layout, document.warnings[0].code), ("yaml", "broken-yaml"));
    assert!(document.entries.is_empty());
    let document = read("{\n\"name\": \"package\",\n\"version\": \"1.0\"\n}");
    assert!(document.cards.is_empty() && !document.entries.is_empty());
}

#[test]
fn flashcards_in_markdown() {
    let text = "# Sailing\n\nKeel :: the fin below a boat\nWhat lifts a sail?:: a halyard\n- A ==jib== is set before the mast\n\nWho steers the boat?\n?\nthe helmsman\n\n```\nstd :: fmt is code\n```\nsee std::fmt for more\n";
    let document = read(text);
    assert_eq!(document.layout, "flashcards");
    assert_eq!(
        cards(&document),
        [
            "3: the fin below a boat = Keel",
            "4: What lifts a sail? = halyard",
            "5: A ____ is set before the mast = jib",
            "7: Who steers the boat? = helmsman",
        ]
    );
    assert!(document.entries.iter().any(|entry| entry.text == "see std::fmt for more"));
    assert_eq!(document.entries.get(0).expect("one").into_owned().title.as_deref(), Some("Sailing"));
    assert_ne!(read("use std::fmt\nif a == b and c == d\nvector::push adds to it\n").layout, "flashcards");
}

#[test]
fn tables_of_other_quiz_programs() {
    is_deck(
        "Question,Answers,Comment,Instructions,Render as\nWho steers?,\"helmsman,helm\",At the back,Type the answer!,Text\n",
        "csv",
        &["2: Who steers? = helmsman | helm | helmsman,helm"],
    );
    is_deck(
        "question,answer,also accepted\n\"Which town, in Peru, is on the sea?\",\"Lima, Peru\",Lima|Callao\n",
        "csv",
        &["2: Which town, in Peru, is on the sea? = Lima, Peru | Lima | Callao"],
    );
}

#[test]
fn ankis_own_text_export() {
    is_deck(
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\nx1\tBasic\tBoats::Sails\tWhat lifts a &quot;sail&quot;?\t<b>a halyard</b>\teasy\nx2\tCloze\tBoats\tA {{c1::jib}} is set before the mast\t\t\nx3\tBasic\tBoats\t\"Keel<br>\n(of a boat)\"\t\"the fin that keeps a boat upright\"\t\n",
        "anki-text",
        &[
            "7: What lifts a \"sail\"? = halyard",
            "8: A ____ is set before the mast = jib",
            "9: the fin that keeps a boat upright = Keel",
        ],
    );
    is_deck("#separator:;\n#html:false\nWho steers?;the <helm>\n", "anki-text", &["3: Who steers? = <helm>"]);
}

#[test]
fn the_sides_of_a_note_are_told_by_name_then_template_then_order() {
    let note = |fields: &[&str]| Note {
        lines: (1, 1),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        ..Note::default()
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let prompts =
        |kind: Kind, fields: &[&str]| cards(&read_notes("x.apkg", &[kind], &[note(fields)], 0, Vec::new()));
    let named = Kind { fields: names(&["Id", "Back", "Front"]), ..Kind::default() };
    assert_eq!(prompts(named, &["7", "the helm", "Who steers?"]), ["1: Who steers? = helm"]);
    let fields = names(&["Nr", "Ort", "Land", "Bild"]);
    let (question, answer) = shown_fields(
        &fields,
        "<p>{{Land}}</p>{{#Nr}}{{hint:Nr}}{{/Nr}}",
        "{{FrontSide}}{{type:Ort}}{{Bild}}",
    );
    assert_eq!((question.as_slice(), answer.as_slice()), ([2, 0].as_slice(), [1, 3].as_slice()));
    let kind = Kind { fields, question: vec![2], answer, cloze: false };
    assert_eq!(prompts(kind.clone(), &["7", "Lima", "Capital of Peru?", ""]), ["1: Capital of Peru? = Lima"]);
    assert!(prompts(kind, &["7", "Lima", "<img src=peru.png>", ""]).is_empty());
    assert_eq!(prompts(Kind::default(), &["Who steers?", "the helm"]), ["1: Who steers? = helm"]);
}

#[test]
fn lists_are_no_answers_and_what_is_left_out_is_counted() {
    let note = |line, front: &str, back: &str| Note {
        lines: (line, line),
        fields: vec![front.to_owned(), back.to_owned()],
        ..Note::default()
    };
    let notes = [
        note(1, "Name the parts of a sail, all three?", "luff<br>leech<br>foot"),
        note(2, "Who steers?", "the helm<br>It stands at the back of the boat."),
        note(3, "<img src=a.png>", "a mast"),
    ];
    let document = read_notes("x.apkg", &[Kind::default()], &notes, 2, Vec::new());
    assert_eq!(cards(&document), ["2: Who steers? = helm"]);
    assert_eq!(codes(&document), [(1, "media-left-out"), (3, "note-without-text")]);
    assert_eq!(document.entries.get(0).expect("one").into_owned().text, "luff; leech; foot");
    assert!(document.entries.get(1).expect("one").into_owned().text.contains("at the back"));
}

proptest! {
    // Found failures become rows above, not files.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_marks_of_yaml_and_json_are_read(
        marks in proptest::collection::vec("(- |: |\\? |\\[|\\]|\\{|\\}|, |&a |\\*a|\\||>|'|\"|#|%|!!str |---|\\.\\.\\.|\n|\n  |\n\t|[a-z]{1,4}|\\\\|<<|~|@|`)", 0..60),
        layout in 0usize..3,
    ) {
        let order = ["layout: yaml\n", "layout: json\n", ""][layout];
        let text = format!("{order}{}", marks.concat());
        let document = read(&text);
        prop_assert!(document.cards.iter().all(|card| !card.answers.is_empty()));
    }
}

#[test]
fn the_manuals_examples_are_decks() {
    let manual = include_str!("../../../knowledge/README.md");
    for (fence, first, layout) in [
        ("```markdown\nSunspot", "Sunspot", "flashcards"),
        ("```yaml\n", "Which planet", "yaml"),
        ("```json\n", "[", "json"),
    ] {
        let at =
            manual.find(fence).expect("the example is there") + fence.find('\n').expect("a line end") + 1;
        let example = manual[at..].split("```").next().unwrap_or_default();
        assert!(example.starts_with(first));
        let document = read(example);
        assert_eq!(
            (document.layout, document.cards.len(), codes(&document)),
            (layout, 2, Vec::new()),
            "{example}"
        );
    }
}
