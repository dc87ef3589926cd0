//! Follow-ups: a word in the thread of an answer leans on that answer, whoever says it.

use deskbell::domain::follow_up::About;
use deskbell::domain::inbound::{Inbound, What};
use deskbell::domain::knowledge::Source;
use deskbell::domain::reply::{Block, Reply, Response, Span, Tone};
use deskbell::port::Answering;

use super::{Class, Setup, at_once};
use crate::simulator::slack::world::{ANA, BEN, GENERAL, STUDY};

/// A desk that answers every question by a quotation of what was asked.
fn quoting(inbound: &Inbound) -> Answering {
    let asked = match &inbound.what {
        What::Addressed(text) => text.clone(),
        What::Command { options, .. } => options.first().map(|(_, text)| text.clone()).unwrap_or_default(),
        _ => return at_once(Response::Silent),
    };
    let source = Source { document: "boats.txt".into(), first_line: 1, last_line: 1, record: None };
    let quote = Block::Quote {
        term: Some(asked),
        spans: vec![Span::Text("words".to_owned())],
        sources: vec![source],
    };
    at_once(Response::Say(Reply { tone: Tone::Good, body: vec![quote], ..Reply::default() }))
}

async fn open() -> Class {
    Class::open_with(Setup::default(), quoting).await
}

fn about(class: &Class) -> Option<About> {
    class.last_heard().about
}

#[tokio::test]
async fn what_is_said_in_the_thread_of_an_answer_leans_on_it() {
    let class = open().await;
    let (_, thread) = class.simulator.mention(ANA, GENERAL, None, "keel");
    class.simulator.expect_post(GENERAL).await;
    assert_eq!(about(&class), None, "a question of its own");
    for person in [ANA, BEN] {
        class.simulator.mention(person, GENERAL, Some(&thread), "why?");
        class.simulator.expect_post(GENERAL).await;
        let about = about(&class).expect("the answer in the thread");
        assert_eq!(
            about.subjects.first().map(String::as_str),
            Some(if person == ANA { "keel" } else { "why?" })
        );
    }
    // The desk itself knows best what it has answered the same member in the same thread.
    class.simulator.mention(BEN, GENERAL, Some(&thread), "and a rudder?");
    class.simulator.expect_post(GENERAL).await;
    assert_eq!(about(&class), None);
    class.simulator.mention(ANA, STUDY, Some(&thread), "why?");
    class.simulator.expect_post(STUDY).await;
    assert_eq!(about(&class), None, "another channel");
    class.close().await;
}

#[tokio::test]
async fn the_question_and_what_came_before_go_along() {
    let class = open().await;
    let (_, thread) = class.simulator.mention(ANA, GENERAL, None, "keel");
    class.simulator.expect_post(GENERAL).await;
    class.simulator.mention(BEN, GENERAL, Some(&thread), "what does a rudder do?");
    class.simulator.expect_post(GENERAL).await;
    assert_eq!(about(&class).expect("the first answer").question.as_deref(), Some("keel"));
    class.simulator.mention(ANA, GENERAL, Some(&thread), "why?");
    class.simulator.expect_post(GENERAL).await;
    let about = about(&class).expect("the second answer");
    assert_eq!(about.question.as_deref(), Some("what does a rudder do?"));
    assert_eq!(about.earlier.as_deref(), Some("keel"));
    class.close().await;
}

#[tokio::test]
async fn the_answer_to_a_command_is_known_by_its_moment() {
    let class = open().await;
    let sent = class.simulator.slash(ANA, GENERAL, "ask keel");
    class.simulator.expect_answer(&sent).await;
    let private = class.simulator.slash(BEN, STUDY, "ask private:yes rudder");
    class.simulator.expect_answer(&private).await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let thread = format!("{}.000200", now.as_secs());
    class.simulator.mention(BEN, GENERAL, Some(&thread), "why?");
    class.simulator.expect_post(GENERAL).await;
    assert_eq!(about(&class).map(|about| about.subjects), Some(vec!["keel".to_owned()]));
    class.simulator.mention(BEN, GENERAL, Some("1600000000.000200"), "why?");
    class.simulator.expect_post(GENERAL).await;
    assert_eq!(about(&class), None, "an answer of another moment");
    class.simulator.mention(ANA, STUDY, Some(&thread), "why?");
    class.simulator.expect_post(STUDY).await;
    assert_eq!(about(&class), None, "what one member was told stays theirs");
    class.close().await;
}

#[tokio::test]
async fn a_thread_with_the_desk_alone_leans_on_its_answer() {
    let class = open().await;
    class.simulator.write(ANA, ANA.direct, "keel");
    let answer = class.simulator.expect_post(ANA.direct).await;
    class.simulator.write(ANA, ANA.direct, "rudder");
    class.simulator.expect_post(ANA.direct).await;
    class.simulator.write_in(ANA, ANA.direct, answer.ts.as_deref().expect("a time stamp"), "why?");
    class.simulator.expect_post(ANA.direct).await;
    assert_eq!(about(&class).map(|about| about.subjects), Some(vec!["keel".to_owned()]));
    class.close().await;
}

#[tokio::test]
async fn what_members_say_to_each_other_under_an_answer_is_theirs() {
    let setup = Setup::with(|options, settings| {
        settings.features.typed_answers = true;
        options.scopes.extend(["channels:history", "users:read"]);
    });
    let class = Class::open_with(setup, quoting).await;
    let (_, thread) = class.simulator.mention(ANA, GENERAL, None, "keel");
    class.simulator.expect_post(GENERAL).await;
    for (person, leans) in [(ANA, true), (BEN, false)] {
        class.simulator.write_in(person, GENERAL, &thread, "why?");
        // What is heard in vain is followed by something that is answered.
        let sent = class.simulator.slash(person, STUDY, "ask bow");
        class.simulator.expect_answer(&sent).await;
        let heard = class.heard.lock().expect("no test panics in it").clone();
        let word = heard.iter().rfind(|inbound| inbound.what == What::Overheard("why?".to_owned()));
        assert_eq!(word.expect("it is heard").about.is_some(), leans, "{}", person.name);
    }
    class.close().await;
}

#[tokio::test]
async fn a_message_to_explain_leans_on_nothing() {
    let class = open().await;
    let sent = class.simulator.shortcut(ANA, GENERAL, "explain", "why?");
    class.simulator.expect_answer(&sent).await;
    assert_eq!(about(&class), Some(About::default()));
    class.close().await;
}
