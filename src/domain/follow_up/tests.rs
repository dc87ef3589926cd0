//! What members say after an answer, as a table that anyone can extend, and the memory behind it.

use proptest::prelude::*;

use super::*;
use crate::domain::ids::{ChannelId, MemberId, Timestamp};
use crate::domain::knowledge::Source;
use crate::domain::reply::{Block, Column, Reply, Span, Tone};

fn about(question: &str, subject: &str) -> About {
    About { question: Some(question.to_owned()), subjects: vec![subject.to_owned()], earlier: None }
}

/// The questions that are meant, lists apart by bars and questions by slashes.
fn meant(said: &str, about: &About) -> String {
    match read(said, about) {
        Meaning::Own => "own".to_owned(),
        Meaning::Rest => "rest".to_owned(),
        Meaning::Either { questions, bare } => {
            let lists: Vec<String> = questions.iter().map(|list| list.join(" / ")).collect();
            format!("{}{}", lists.join(" | "), if bare { " (bare)" } else { "" })
        }
    }
}

#[test]
fn what_leans_on_an_answer_is_made_whole() {
    let about = about("what is an ebb tide?", "Ebb tide");
    for (said, expected) in [
        ("and flood ones?", "flood tide / flood"),
        ("what about spring tides?", "spring tides"),
        ("What about the neap?", "neap tide / neap"),
        ("and the other ones", "other tide / other"),
        ("ok and what about a reef then", "reef tide / reef"),
        ("why?", "why Ebb tide (bare)"),
        ("but how come?", "how come Ebb tide (bare)"),
        ("can you tell me when?", "when Ebb tide (bare)"),
        ("what does that mean?", "what does Ebb tide mean (bare)"),
        ("who measured it first?", "who measured Ebb tide first"),
        ("how do you measure it?", "how do you measure Ebb tide"),
        ("why is it dangerous", "why is Ebb tide dangerous"),
        ("how long do they last?", "how long do Ebb tide last (bare)"),
        ("what is its cause?", "cause of Ebb tide / what is its cause Ebb tide (bare)"),
        ("any examples?", "examples of Ebb tide / any examples Ebb tide (bare)"),
        ("what types are there?", "types of Ebb tide / what types are there Ebb tide (bare)"),
        ("vs a flood tide?", "Ebb tide vs a flood tide"),
        ("and compared to slack water?", "Ebb tide vs slack water"),
        ("how does it differ from a current?", "how does Ebb tide differ from a current"),
    ] {
        assert_eq!(meant(said, &about), expected, "{said}");
    }
}

#[test]
fn more_is_the_rest_of_what_was_said() {
    let about = about("what is a keel", "Keel");
    for said in [
        "more",
        "tell me more please",
        "go on",
        "And?",
        "what else?",
        "can you explain more",
        "what about it",
        "more details pls",
    ] {
        assert_eq!(meant(said, &about), "rest", "{said}");
    }
}

#[test]
fn a_question_of_its_own_is_left_alone() {
    let about = about("what is a keel?", "Keel");
    for said in [
        "what is a rudder?",
        "and what is a rudder?",
        "so is a boat without a rudder lost?",
        "rudder",
        "what is a rope that hoists a sail?",
        "which knot makes a loop that does not slip",
        "what is a bowline and how is it tied?",
        "what does the crew do with its sails?",
        "what is that rope for?",
        "what is a function?",
        "who are you?",
        "is this on my exam?",
        "what is time?",
        "what is @everyone?",
        "what is a person",
        "ok",
        "lol",
        "",
    ] {
        assert_eq!(meant(said, &about), "own", "{said}");
    }
}

#[test]
fn the_same_is_asked_of_another_thing() {
    let how = about("How long does a bowline take to tie?", "Bowline");
    assert_eq!(meant("and a reef knot?", &how), "how long does a reef knot take to tie | reef knot");
    let comparing =
        About { subjects: vec!["Internal Customer".into(), "External Customer".into()], ..About::default() };
    assert_eq!(meant("and B2B ones?", &comparing), "b2b customer / b2b");
    let between = "difference between Internal Customer and External Customer";
    assert_eq!(meant("so what is the difference between them?", &comparing), between);
    let one_by_one = About { earlier: Some("Internal Customer".into()), ..about("?", "External Customer") };
    assert_eq!(meant("how do they differ?", &one_by_one), between);
    assert_eq!(meant("how do the two differ?", &about("?", "External Customer")), "own");
    let plural = about("why do internal customers matter?", "internal customer");
    let expected = "why do external customer matter / why do external matter | external customer / external";
    assert_eq!(meant("what about external ones", &plural), expected);
}

#[test]
fn nothing_is_carried_over_where_nothing_was_spoken_of() {
    for nothing in [About::default(), about("what?", " "), about("what?", &"long ".repeat(40))] {
        assert_eq!(meant("why?", &nothing), "own");
    }
}

#[test]
fn an_answer_is_about_its_headings_or_else_about_what_stands_out() {
    let sources = vec![Source { document: "a".into(), first_line: 1, last_line: 1, record: None }];
    let spans = vec![Span::Text("The ".into()), Span::Strong("angle".into()), Span::Strong("dance".into())];
    let quote = |term: Option<&str>| Block::Quote {
        term: term.map(str::to_owned),
        spans: spans.clone(),
        sources: sources.clone(),
    };
    let column =
        |term: &str| Column { term: Some(term.to_owned()), spans: spans.clone(), sources: sources.clone() };
    let subjects = |tone, body| {
        let reply = Reply { tone, body, ..Reply::default() };
        About::of("what?", &reply).map(|about| about.subjects.join(", "))
    };
    let said = |body| subjects(Tone::Good, body).expect("an answer");
    assert_eq!(said(vec![quote(Some("Bee")), quote(Some("Wasp"))]), "Bee, Wasp");
    assert_eq!(said(vec![Block::Columns(vec![column("Bee"), column("Wasp")])]), "Bee, Wasp");
    assert_eq!(said(vec![quote(None)]), "angle dance");
    assert_eq!(subjects(Tone::Sorry, vec![quote(Some("Bee"))]), None);
    assert_eq!(subjects(Tone::Good, vec![Block::Paragraph(spans.clone())]), None);
}

#[test]
fn conversations_are_forgotten_after_a_while_and_when_there_are_too_many() {
    let mut conversations = Conversations::default();
    let channel = ChannelId("test:room".to_owned());
    let member = |n: usize| MemberId(format!("test:{n}"));
    let keel = about("what is a keel?", "Keel");
    conversations.remember(&channel, &member(0), keel.clone(), Timestamp(0));
    assert_eq!(
        conversations.recall(&channel, &member(0), Timestamp(FOLLOWS_WITHIN_MILLIS)),
        Some(keel.clone())
    );
    assert_eq!(conversations.recall(&channel, &member(0), Timestamp(FOLLOWS_WITHIN_MILLIS + 1)), None);
    assert_eq!(conversations.recall(&channel, &member(1), Timestamp(0)), None);
    for n in 1..=CONVERSATIONS {
        conversations.remember(&channel, &member(n), keel.clone(), Timestamp(n as i64));
    }
    assert_eq!(conversations.recall(&channel, &member(0), Timestamp(1)), None, "the oldest made room");
    assert_eq!(conversations.recall(&channel, &member(1), Timestamp(1)), Some(keel));
    let (bow, later) = (about("what is a bow?", "Bow"), Timestamp(2));
    conversations.remember(&channel, &member(1), bow.clone(), later);
    conversations.remember(&channel, &member(1), bow, later);
    let last = conversations.recall(&channel, &member(1), later).expect("just now");
    assert_eq!((last.subjects[0].as_str(), last.earlier.as_deref()), ("Bow", Some("Keel")));
    conversations.forget(&channel, &member(1));
    assert_eq!(conversations.recall(&channel, &member(1), Timestamp(1)), None);
    conversations.remember(&channel, &member(1), about("q", "Oar"), later);
    conversations.remember(&channel, &member(2), about("q", "Oar"), later);
    conversations.forget_member(&member(1));
    assert_eq!(conversations.recall(&channel, &member(1), later), None);
    assert!(conversations.recall(&channel, &member(2), later).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_said_is_read_and_no_list_is_empty(
        said in "((what|and|about|it|ones|vs|why|examples|the|keel|more|\\PC{0,6})[ ?]){0,8}",
        question in "\\PC{0,30}",
        subject in "\\PC{0,30}",
    ) {
        if let Meaning::Either { questions, .. } = read(&said, &about(&question, &subject)) {
            prop_assert!(!questions.is_empty());
            prop_assert!(questions.iter().all(|list| !list.is_empty() && list.iter().all(|q| !q.trim().is_empty())));
        }
    }
}
