//! Pictures: a file beside the words, with a description, wherever a reply can stand.

use std::sync::Arc;
use std::time::Duration;

use deskbell::domain::ids::{ChannelId, QuizId};
use deskbell::domain::inbound::{Inbound, What};
use deskbell::domain::picture::{Bar, Panel, Picture};
use deskbell::domain::reply::{Post, Press, Reply, Response, Slot, Tone};
use deskbell::platform::discord::Limits;
use deskbell::port::Answering;
use serde_json::json;
use tokio::sync::Notify;

use super::{Class, Setup, at_once};
use crate::simulator::discord::world::{ANA, GENERAL};
use crate::simulator::discord::{Call, Shown, Trouble};

fn reply() -> Reply {
    let bar = Bar { label: "ana".to_owned(), value: 3, shown: "3".to_owned(), best: true };
    let picture = Picture {
        name: "quiz",
        alt: "ana has three points".to_owned(),
        title: "The quiz is over".to_owned(),
        panels: vec![Panel::Bars { heading: "Points".to_owned(), bars: vec![bar] }],
    };
    Reply { picture: Some(Box::new(picture)), ..Reply::sentence(Tone::Quiz, "ana: 3") }
}

fn with_picture(inbound: &Inbound) -> Answering {
    at_once(match inbound.what {
        What::Completing { .. } => Response::Choices(Vec::new()),
        _ => Response::Say(reply()),
    })
}

/// The words are there, and the picture once, in their frame.
fn check(shown: &Shown) {
    assert!(shown.text.contains("ana: 3"));
    let files = shown.payload["attachments"].as_array().expect("attachments");
    assert_eq!(files.len(), 1, "{}", shown.payload);
    assert_eq!(files[0]["filename"], "quiz.png");
    assert_eq!(files[0]["description"], "ana has three points");
    assert_eq!(shown.payload["embeds"][0]["image"]["url"], "attachment://quiz.png");
}

#[tokio::test]
async fn a_picture_comes_with_replies_messages_and_posts() {
    let class = Class::open_with(Setup::default(), with_picture).await;
    let discord = &class.simulator;
    let sent = discord.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    check(&discord.expect_reply(&sent).await);
    let press = Press::Ask("need".to_owned()).to_token().expect("short");
    let pressed = discord.press_token(ANA, GENERAL, None, &press);
    let private = discord.expect_reply(&pressed).await;
    assert!(private.private);
    check(&private);
    discord.mention(ANA, GENERAL, "what?");
    check(&discord.expect_message(GENERAL).await);

    let channel = ChannelId(format!("discord:{GENERAL}"));
    let slot = Slot::Card { quiz: QuizId(1), round: 1, card: deskbell::domain::ids::CardId("c".into()) };
    class.post(Post { channel: channel.clone(), slot: slot.clone(), reply: reply() }).await;
    let posted = discord.expect_message(GENERAL).await;
    check(&posted);
    class.post(Post { channel, slot, reply: reply() }).await;
    check(&discord.expect_edit(posted.id).await);
    class.close().await;
}

#[tokio::test]
async fn where_files_are_forbidden_the_words_come_alone() {
    let class = Class::open_with(Setup::default(), with_picture).await;
    let discord = &class.simulator;
    let alone = |shown: &Shown| {
        assert!(shown.text.contains("ana: 3"));
        assert_eq!(shown.payload["attachments"], json!([]));
        assert_eq!(shown.payload["embeds"][0].get("image"), None);
    };
    let makes = |call: &Call| matches!(call, Call::CreateMessage { .. });
    discord.trouble(Trouble::Status(403), makes);
    discord.mention(ANA, GENERAL, "what?");
    alone(&discord.expect_message(GENERAL).await);
    discord.trouble(Trouble::Status(403), makes);
    let (channel, slot) = (ChannelId(format!("discord:{GENERAL}")), Slot::Fresh);
    class.post(Post { channel, slot, reply: reply() }).await;
    alone(&discord.expect_message(GENERAL).await);
    class.close().await;
}

#[tokio::test]
async fn a_picture_behind_a_deferral_or_after_a_fault_is_whole() {
    let bell = Arc::new(Notify::new());
    let limits = Limits { first_answer: Duration::from_millis(50), ..Limits::default() };
    let class = Class::open_with(Setup::limits(limits), {
        let bell = Arc::clone(&bell);
        move |_| {
            let bell = Arc::clone(&bell);
            Box::pin(async move {
                bell.notified().await;
                Response::Say(reply())
            })
        }
    })
    .await;
    let discord = &class.simulator;
    discord.trouble(Trouble::Status(502), |call| matches!(call, Call::EditOriginal { .. }));
    let sent = discord.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    assert_eq!(discord.expect_callback(&sent).await.body["type"], 5);
    bell.notify_one();
    check(&discord.expect_edit_of(&sent).await);
    class.close().await;
}
