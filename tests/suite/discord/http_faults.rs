//! Requests that Discord refuses, loses or is slow about.

use std::time::Duration;

use serde_json::json;

use super::{Class, Setup, at_once, echo, say};
use crate::simulator::discord::world::{ANA, GENERAL, STUDY};
use crate::simulator::discord::{Call, Trouble};
use deskbell::domain::ids::ChannelId;
use deskbell::domain::reply::{Post, Reply, Slot, Tone};

fn is_callback(call: &Call) -> bool {
    matches!(call, Call::Callback { .. })
}

fn is_create(call: &Call) -> bool {
    matches!(call, Call::CreateMessage { .. })
}

fn ask(class: &Class) -> crate::simulator::discord::Sent {
    class.simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")])
}

fn post(place: u64, text: &str) -> Post {
    let reply = Reply::sentence(Tone::Plain, text);
    Post { channel: ChannelId(format!("discord:{place}")), slot: Slot::Fresh, reply }
}

#[tokio::test]
async fn a_refused_answer_is_tried_again() {
    let class = Class::open().await;
    for trouble in [Trouble::Status(500), Trouble::Status(503), Trouble::RateLimited(0.2)] {
        class.simulator.trouble(trouble, is_callback);
        let sent = ask(&class);
        assert!(class.simulator.expect_callback(&sent).await.status >= 400);
        class.simulator.expect_reply(&sent).await;
    }
    class.close().await;
}

#[tokio::test]
async fn an_answer_that_may_have_arrived_is_not_given_up_as_lost() {
    let class = Class::open().await;
    class.simulator.trouble(Trouble::DoneButStatus(502), is_callback);
    let sent = ask(&class);
    assert_eq!(class.simulator.expect_callback(&sent).await.status, 502);
    let again = class.simulator.expect_callback(&sent).await;
    assert_eq!((again.status, &again.message), (400, &None), "Discord has it already");
    class.close().await;
}

/// On the real Discord serenity's limiter waits as long as it is told. It cannot be used on
/// plain HTTP, so what is seen here is the adapter's own patience.
#[tokio::test]
async fn a_rate_limit_is_waited_for_and_slows_no_other_channel() {
    let class = Class::open().await;
    class
        .simulator
        .trouble(Trouble::RateLimited(0.2), |call| *call == Call::CreateMessage { channel: GENERAL });
    class.post(post(GENERAL, "slow")).await;
    let refused = class.simulator.expect_request("the refused post", is_create).await;
    assert_eq!(refused.status, 429);
    class.post(post(STUDY, "quick")).await;
    class.simulator.expect_message(STUDY).await;
    let through = class.simulator.expect_request("the post again", is_create).await;
    assert_eq!((through.status, &through.call), (200, &Call::CreateMessage { channel: GENERAL }));
    assert!(through.at - refused.at >= Duration::from_millis(200), "it came back too soon");
    class.close().await;
}

#[tokio::test]
async fn a_post_that_fails_for_good_is_given_up_and_the_next_one_goes_out() {
    let class = Class::open().await;
    class.simulator.trouble(Trouble::Status(403), is_create);
    class.post(post(GENERAL, "forbidden")).await;
    assert_eq!(class.simulator.expect_request("the forbidden post", is_create).await.status, 403);
    class.post(post(GENERAL, "allowed")).await;
    assert_eq!(class.simulator.expect_message(GENERAL).await.text, "allowed");
    class.close().await;
}

#[tokio::test]
async fn an_answer_that_discord_finds_wrong_becomes_a_plain_apology() {
    let class = Class::open_with(Setup::default(), |_| at_once(say("a strange answer"))).await;
    class.simulator.trouble(Trouble::Status(400), is_callback);
    let sent = ask(&class);
    assert_eq!(class.simulator.expect_callback(&sent).await.status, 400);
    let apology = class.simulator.expect_reply(&sent).await;
    assert!(apology.private && !apology.text.contains("strange") && !apology.text.is_empty());
    class.close().await;
}

#[tokio::test]
async fn a_slow_answer_for_one_member_holds_nobody_up() {
    let class = Class::open().await;
    let gate = class.simulator.hold(is_callback);
    let slow = ask(&class);
    class.simulator.expect_held().await;
    for _ in 0..5 {
        let sent = ask(&class);
        class.simulator.expect_reply(&sent).await;
    }
    gate.open();
    class.simulator.expect_reply(&slow).await;
    class.close().await;
}

#[tokio::test]
async fn commands_are_registered_in_the_end_when_discord_stumbles() {
    let setup = Setup::default();
    let simulator = crate::simulator::discord::Simulator::start_with(setup.options).await;
    simulator.trouble(Trouble::Status(500), |call| matches!(call, Call::SetCommands { .. }));
    simulator.trouble(Trouble::RateLimited(0.3), |call| matches!(call, Call::SetCommands { .. }));
    let class = Class::start_on(simulator, setup.settings, echo);
    let fits = |call: &Call| matches!(call, Call::SetCommands { .. });
    for status in [500, 429, 200] {
        assert_eq!(class.simulator.expect_request("a registration", fits).await.status, status);
    }
    let sent = ask(&class);
    assert_eq!(class.simulator.expect_callback(&sent).await.body["type"], json!(4));
    class.close().await;
}
