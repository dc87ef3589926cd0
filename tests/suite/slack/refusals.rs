//! What Slack refuses is told to whoever can do something about it.

use std::time::Duration;

use deskbell::domain::ids::ChannelId;
use deskbell::domain::inbound::What;
use deskbell::domain::reply::{Post, Reply, Response, Slot, Tone};

use super::{Class, Setup, at_once, echo, say};
use crate::simulator::slack::world::{ANA, BEN, GENERAL, MAYA};
use crate::simulator::slack::{Call, Trouble};

fn card(text: &str) -> Post {
    Post {
        channel: ChannelId(format!("slack:{GENERAL}")),
        slot: Slot::Fresh,
        reply: Reply::sentence(Tone::Plain, text),
    }
}

#[tokio::test]
async fn a_channel_without_the_bot_is_said_to_the_moderator_with_what_to_type() {
    let setup = Setup::with(|options, _| options.joined = false);
    let class = Class::open_with(setup, echo).await;
    let sent = class.simulator.slash(MAYA, GENERAL, "quiz start");
    class.simulator.expect_answer(&sent).await;
    class.post(card("the first card")).await;
    class.post(card("the second card")).await;
    let told = class.simulator.expect_answer(&sent).await;
    assert!(told.private && told.text.contains("/invite @deskbell"), "{}", told.text);
    // Both posts have failed by the time that the next one would; it is said once.
    let fits = |call: &Call| call.error.as_deref() == Some("not_in_channel");
    class.simulator.expect_call("the first refusal", fits).await;
    class.simulator.expect_call("the second refusal", fits).await;
    class.close().await;
}

#[tokio::test]
async fn each_refusal_has_its_sentence() {
    let rows = [
        ("channel_not_found", "/invite"),
        ("is_archived", "archived"),
        ("restricted_action", "admins"),
        ("missing_scope", "permission"),
        ("msg_too_long", "form"),
        ("something_new", "something_new"),
    ];
    for (code, word) in rows {
        let class = Class::open().await;
        let sent = class.simulator.slash(MAYA, GENERAL, "quiz start");
        class.simulator.expect_answer(&sent).await;
        class.simulator.trouble("chat.postMessage", Trouble::Error(code));
        class.post(card("the card")).await;
        let told = class.simulator.expect_answer(&sent).await;
        assert!(told.private && told.text.contains(word), "{code}: {}", told.text);
        class.close().await;
    }
}

#[tokio::test]
async fn a_revoked_token_is_told_to_the_member_and_to_whoever_runs_the_desk() {
    let class = Class::open().await;
    let sent = class.simulator.slash(MAYA, GENERAL, "quiz start");
    class.simulator.expect_answer(&sent).await;
    class.simulator.revoke();
    class.post(card("the card")).await;
    let told = class.simulator.expect_answer(&sent).await;
    assert!(told.text.contains("token"), "{}", told.text);
    let sentence = class.refusal().await;
    assert!(sentence.starts_with("SLACK_BOT_TOKEN") && sentence.contains("token_revoked"), "{sentence}");
}

#[tokio::test]
async fn an_answer_that_slack_refuses_is_followed_by_a_plain_word() {
    let class = Class::open().await;
    class.simulator.trouble("response_url", Trouble::Error("invalid_blocks"));
    let sent = class.simulator.slash(ANA, GENERAL, "ask what?");
    let told = class.simulator.expect_answer(&sent).await;
    assert!(told.private && told.text.contains("ask for less at once"), "{}", told.text);
    class.close().await;
}

#[tokio::test]
async fn an_address_that_is_used_up_is_answered_by_a_message() {
    let class = Class::open_with(Setup::default(), |_| at_once(say("late"))).await;
    for (text, method) in [("ask what?", "chat.postMessage"), ("help", "chat.postEphemeral")] {
        class.simulator.trouble("response_url", Trouble::Error("used_url"));
        class.simulator.slash(ANA, GENERAL, text);
        let call = class.simulator.expect_call("the message", |call| call.method == method).await;
        assert!(call.error.is_none() && call.body["channel"] == GENERAL, "{call:?}");
    }
    class.close().await;
}

#[tokio::test]
async fn a_lost_answer_is_told_to_the_one_who_waits_for_it_each_time() {
    let class = Class::open().await;
    for _ in 0..2 {
        class.simulator.trouble("chat.postMessage", Trouble::RateLimited(1));
        class.simulator.mention(ANA, GENERAL, None, "what is a need?");
        let limited = |call: &Call| call.error.as_deref() == Some("ratelimited");
        class.simulator.expect_call("the first attempt", limited).await;
        // While hers waits, somebody else uses the desk in the same channel.
        class.simulator.trouble("chat.postMessage", Trouble::Error("restricted_action"));
        let other = class.simulator.slash(BEN, GENERAL, "help");
        class.simulator.expect_answer(&other).await;
        let told = class.simulator.expect_post(ANA.id).await;
        assert!(told.text.contains("admins"), "{}", told.text);
    }
    class.close().await;
}

#[tokio::test]
async fn an_address_that_takes_nothing_is_told_in_the_conversation_with_the_member() {
    let class = Class::open().await;
    for _ in 0..2 {
        class.simulator.trouble("response_url", Trouble::Status(500));
    }
    class.simulator.slash(ANA, GENERAL, "ask what?");
    let told = class.simulator.expect_post(ANA.id).await;
    assert!(told.text.contains("did not take"), "{}", told.text);
    class.close().await;
}

#[tokio::test]
async fn in_a_conversation_of_others_nobody_is_sent_to_invite() {
    let class = Class::open().await;
    let sent = class.simulator.slash(MAYA, "D0OTHER", "quiz start");
    class.simulator.expect_answer(&sent).await;
    class.simulator.trouble("chat.postMessage", Trouble::Error("channel_not_found"));
    class.post(Post { channel: ChannelId("slack:D0OTHER".to_owned()), ..card("the card") }).await;
    let told = class.simulator.expect_answer(&sent).await;
    assert!(told.text.contains("Apps") && !told.text.contains("/invite"), "{}", told.text);
    class.close().await;
}

#[tokio::test]
async fn a_desk_that_takes_too_long_is_given_up() {
    let setup = Setup::limits(|limits| limits.give_up = Duration::from_millis(50));
    let class = Class::open_with(setup, |_| Box::pin(std::future::pending())).await;
    let sent = class.simulator.slash(ANA, GENERAL, "ask what?");
    let told = class.simulator.expect_answer(&sent).await;
    assert!(told.private && told.text.contains("too long"), "{}", told.text);
    class.close().await;
}

#[tokio::test]
async fn a_desk_that_panics_is_an_apology() {
    let class = Class::open_with(Setup::default(), |inbound| match &inbound.what {
        What::Command { name, .. } if name == "scores" => Box::pin(async { panic!("a fault of the desk's") }),
        _ => at_once(Response::Silent),
    })
    .await;
    let sent = class.simulator.slash(ANA, GENERAL, "scores");
    let told = class.simulator.expect_answer(&sent).await;
    assert!(told.text.contains("went wrong"), "{}", told.text);
    class.close().await;
}
