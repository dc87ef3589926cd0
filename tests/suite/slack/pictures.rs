//! Pictures: the words first, the picture as soon as Slack takes it, and never instead of the words.

use deskbell::domain::ids::{CardId, ChannelId, QuizId};
use deskbell::domain::inbound::Inbound;
use deskbell::domain::picture::{Bar, Panel, Picture};
use deskbell::domain::reply::{Post, Reply, Response, Slot, Tone};
use deskbell::port::Answering;
use serde_json::Value;

use super::{Class, Setup, at_once};
use crate::simulator::slack::world::{ANA, GENERAL};
use crate::simulator::slack::{Call, Trouble};

/// How a PNG file begins.
const PNG: &[u8] = b"\x89PNG";

fn reply() -> Reply {
    let bar = Bar { label: "ana".to_owned(), value: 3, shown: "3".to_owned(), best: true };
    let picture = Picture {
        name: "quiz",
        alt: "ana & ben have three points <!here>".to_owned(),
        title: "The quiz is over".to_owned(),
        panels: vec![Panel::Bars { heading: "Points".to_owned(), bars: vec![bar] }],
    };
    Reply { picture: Some(Box::new(picture)), ..Reply::sentence(Tone::Quiz, "ana: 3") }
}

fn with_picture(_: &Inbound) -> Answering {
    at_once(Response::Say(reply()))
}

async fn open(unseen: usize) -> Class {
    let setup = Setup::with(|options, settings| {
        settings.features.pictures = true;
        options.scopes.push("files:write");
        options.unseen = unseen;
    });
    Class::open_with(setup, with_picture).await
}

fn image(call: &Call) -> Option<Value> {
    call.body["blocks"].as_array()?.iter().find(|block| block["type"] == "image").cloned()
}

/// The picture that was shown by a call of this method.
async fn shown(class: &Class, method: &str) -> Value {
    let fits = |call: &Call| call.method == method && call.error.is_none() && image(call).is_some();
    let block = image(&class.simulator.expect_call("a picture", fits).await).expect("it has one");
    assert_eq!(block["alt_text"], "ana & ben have three points <\u{200b}!here>");
    let file = block["slack_file"]["id"].as_str().expect("an id");
    assert!(class.simulator.file_content(file).starts_with(PNG));
    block
}

#[tokio::test]
async fn a_post_gets_its_picture_by_an_edit() {
    let class = open(2).await;
    let slot = Slot::Card { quiz: QuizId(1), round: 1, card: CardId("c".into()) };
    for slot in [Slot::Fresh, slot] {
        let channel = ChannelId(format!("slack:{GENERAL}"));
        class.post(Post { channel, slot, reply: reply() }).await;
        let words = class.simulator.expect_post(GENERAL).await;
        assert_eq!(words.text, "ana: 3", "the words do not wait");
        shown(&class, "chat.update").await;
    }
    class.close().await;
}

#[tokio::test]
async fn an_answer_is_followed_by_its_picture_for_the_same_people() {
    let class = open(1).await;
    for (text, kind) in [("ask what?", "in_channel"), ("progress", "ephemeral")] {
        let sent = class.simulator.slash(ANA, GENERAL, text);
        let words = class.simulator.expect_answer(&sent).await;
        assert_eq!(words.private, kind == "ephemeral");
        let fits = |call: &Call| call.error.is_none() && image(call).is_some();
        let call = class.simulator.expect_call("a picture", fits).await;
        assert_eq!((call.answers, &call.body["response_type"]), (Some(sent.number), &kind.into()));
    }
    class.simulator.write(ANA, ANA.direct, "progress?");
    assert!(class.simulator.expect_post(ANA.direct).await.text.contains("ana: 3"));
    shown(&class, "chat.postMessage").await;
    class.close().await;
}

#[tokio::test]
async fn without_its_picture_an_answer_is_whole() {
    let class = open(99).await;
    let refused = |call: &Call| call.error.is_some();
    let sent = class.simulator.slash(ANA, GENERAL, "ask what?");
    assert!(class.simulator.expect_answer(&sent).await.text.contains("ana: 3"));
    for _ in 0..4 {
        class.simulator.expect_call("a refused picture", refused).await;
    }
    for method in ["files.getUploadURLExternal", "files.completeUploadExternal"] {
        class.simulator.trouble(method, Trouble::Error("file_uploads_disabled"));
        let sent = class.simulator.slash(ANA, GENERAL, "ask what?");
        assert!(class.simulator.expect_answer(&sent).await.text.contains("ana: 3"));
        class.simulator.expect_call("the refusal", refused).await;
    }
    let last = class.simulator.slash(ANA, GENERAL, "ask what?");
    class.simulator.expect_answer(&last).await;
    assert!(!class.simulator.calls().iter().any(|call| call.error.is_none() && image(call).is_some()));
    class.close().await;
}

#[tokio::test]
async fn nothing_is_handed_over_unless_it_is_switched_on() {
    let class = Class::open_with(Setup::default(), with_picture).await;
    let sent = class.simulator.slash(ANA, GENERAL, "ask what?");
    class.simulator.expect_answer(&sent).await;
    let again = class.simulator.slash(ANA, GENERAL, "ask what?");
    class.simulator.expect_answer(&again).await;
    assert!(!class.simulator.calls().iter().any(|call| call.method.starts_with("files.")));
    class.close().await;
}
