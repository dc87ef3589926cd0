//! What is taught and what is refused, and that an exported lesson is read back as it was taught.

use proptest::prelude::*;

use super::*;
use crate::domain::ids::Timestamp;
use crate::domain::knowledge::Library;
use crate::domain::learning::exported;

fn draft(term: &str, definition: &str, aliases: &str) -> Draft {
    Draft { term: term.to_owned(), definition: definition.to_owned(), aliases: aliases.to_owned() }
}

fn taught(id: i64, lesson: Lesson) -> Taught {
    let Lesson { term, definition, aliases } = lesson;
    let teacher = "Maya \"@everyone\"\n".to_owned();
    Taught { id: TaughtId(id), term, definition, aliases, teacher, taught_at: Timestamp(1_700_000_000_000) }
}

#[test]
fn a_lesson_is_what_was_typed_on_one_line_each() {
    let lesson =
        draft(" What is  Office hours (OH)? ", "Tuesdays,\n2 to 4.\u{202e}", "consultation; OH,help desk");
    let lesson = lesson.read().expect("it is fine");
    assert_eq!(lesson.term, "Office hours");
    assert_eq!(lesson.definition, "Tuesdays, 2 to 4.");
    assert_eq!(lesson.aliases, ["OH", "consultation", "help desk"]);
}

#[test]
fn what_cannot_be_taught_is_refused_with_the_reason() {
    let long = "x ".repeat(DEFINITION_CHARACTERS);
    let many = (0..=OTHER_NAMES).map(|n| format!("n{n}")).collect::<Vec<_>>().join(",");
    let rows: &[(Draft, Refusal)] = &[
        (draft("", "x y", ""), Refusal::Empty(Field::Term)),
        (draft("?!", "x y", ""), Refusal::Empty(Field::Term)),
        (draft("oar", " \u{200b}\n", ""), Refusal::Empty(Field::Definition)),
        (draft(&long, "x", ""), Refusal::TooLong { field: Field::Term, most: NAME_CHARACTERS }),
        (draft("oar", &long, ""), Refusal::TooLong { field: Field::Definition, most: DEFINITION_CHARACTERS }),
        (draft("oar", "a pole", &many), Refusal::TooManyNames),
        (
            draft("oar", "a pole", &"y".repeat(90)),
            Refusal::TooLong { field: Field::Aliases, most: NAME_CHARACTERS },
        ),
        (draft("oar", "ask @everyone", ""), Refusal::Mention(Field::Definition)),
        (draft("oar", "ask @\u{200b}here", ""), Refusal::Mention(Field::Definition)),
        (draft("oar", "ask <@42> or <#7>", ""), Refusal::Mention(Field::Definition)),
        (draft("@Maya", "our teacher", ""), Refusal::Mention(Field::Term)),
        (draft("oar", "a pole", "<!subteam^S1>"), Refusal::Mention(Field::Aliases)),
        (draft("oar", "Oars.", ""), Refusal::SaysNothing),
        (draft("oar", "the blade", "a blade, The Blades"), Refusal::SaysNothing),
    ];
    for (draft, refusal) in rows {
        assert_eq!(draft.read().as_ref(), Err(refusal), "{draft:?}");
    }
    for fine in ["write to desk@school.example", "3 @ 2 euros", "a < b and b > c"] {
        assert!(draft("oar", fine, "").read().is_ok(), "{fine}");
    }
}

#[test]
fn a_name_is_defined_once() {
    let document =
        read_document("boats.txt", b"term,definition,aliases\nkeel,the spine of a hull,backbone\n");
    let snapshot = [Arc::new(Snapshot::of(Library::new(vec![document.into()])).expect("an index"))];
    let lesson = |term, aliases| draft(term, "something else", aliases).read().expect("it is fine");
    let known = TaughtLibrary::of(vec![taught(7, lesson("Office hours", "OH"))]).expect("an index");
    let check = |term, aliases, corrects| lesson(term, aliases).check(&snapshot, Some(&known), corrects);
    for (term, aliases) in [("Keels", ""), ("the keel", ""), ("ballast", "backbone")] {
        let refused = check(term, aliases, None);
        assert!(
            matches!(&refused, Err(Refusal::InDocuments { source, .. }) if source.first_line == 2),
            "{term}"
        );
    }
    for (term, aliases) in [("office hours", ""), ("oh", ""), ("times", "Office-Hours")] {
        assert!(matches!(check(term, aliases, None), Err(Refusal::Taught(_))), "{term}");
        assert_eq!(check(term, aliases, Some(TaughtId(7))), Ok(()), "its own correction");
    }
    assert_eq!(check("keel laying", "", None), Ok(()));
}

#[test]
fn a_server_teaches_only_so_much() {
    let snapshot = [Arc::new(Snapshot::of(Library::default()).expect("an index"))];
    let many = (0..super::super::MOST_TAUGHT as i64).map(|id| {
        taught(id, Lesson { term: format!("t{id}"), definition: "a thing".to_owned(), aliases: vec![] })
    });
    let full = TaughtLibrary::of(many.collect()).expect("an index");
    let lesson = draft("oar", "a pole", "").read().expect("it is fine");
    assert_eq!(lesson.check(&snapshot, Some(&full), None), Err(Refusal::Full));
    assert_eq!(lesson.check(&snapshot, Some(&full), Some(TaughtId(3))), Ok(()));
}

/// The document of these lessons, read back.
fn read_back(lessons: &[Lesson]) -> Vec<Lesson> {
    let lines: Vec<String> =
        lessons.iter().zip(1..).map(|(lesson, id)| exported(&taught(id, lesson.clone()))).collect();
    let document = read_document("taught.jsonl", lines.join("\n").as_bytes());
    let read = document.entries.into_iter().map(std::borrow::Cow::into_owned).map(|entry| Lesson {
        term: entry.term.unwrap_or_default(),
        definition: entry.text,
        aliases: entry.aliases,
    });
    read.collect()
}

#[test]
fn nasty_text_survives_the_way_through_a_document() {
    let rows = [
        ("C++ (or C plus plus), the language", "A \"language\": {not}, [JSON] \\ or\ttabs", "C/C++; cpp"),
        ("what is a tort?", "layout: csv", "delict"),
        ("| a | b |", "# heading **bold** `code` ~~x~~ > quote", "- item"),
        ("need, or want", "term,definition\r\nx,y", "the need"),
        ("Ärger", "💥 émoji, “quotes”, ½ and ¢ signs", "Verdruss"),
        ("Hulls cont.", "Wait.What (Lee, 2001).They say", "hulls continued"),
        ("U.S.", "1. one 2. two • three – four", "U.S.A."),
    ];
    let lessons: Vec<Lesson> = rows
        .iter()
        .map(|(term, text, aliases)| draft(term, text, aliases).read().expect("it is fine"))
        .collect();
    assert_eq!(read_back(&lessons), lessons);
    assert_eq!(lessons[1].term, "tort");
    assert_eq!(lessons[4].definition, rows[4].1);
}

proptest! {
    #[test]
    fn whatever_is_taught_survives_the_way_through_a_document(
        term in r#"[a-zA-Zé0-9 ,.;:()\[\]/\\"'&|*_#?!-]{1,40}"#,
        definition in r#"(\PC|[\n\t"{}\\]){1,80}"#,
        aliases in r#"([a-zA-Z ()/."'?]{0,12}[,;]){0,3}"#,
    ) {
        if let Ok(lesson) = draft(&term, &definition, &aliases).read() {
            prop_assert_eq!(read_back(std::slice::from_ref(&lesson)), [lesson]);
        }
    }
}
