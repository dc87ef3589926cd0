//! The gateway misbehaves: the desk comes back, misses nothing where it can, and says why where it cannot.

use std::time::Duration;

use deskbell::platform::discord::{Limits, Settings};
use serde_json::json;
use tokio::time::Instant;

use super::{Class, Setup, at_once, echo, say};
use crate::simulator::discord::world::{ANA, GENERAL, TOKEN};
use crate::simulator::discord::{Call, Door, Options, Simulator, Trouble, What};

async fn answers(class: &Class) {
    let sent = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "still there?")]);
    class.simulator.expect_reply(&sent).await;
}

fn registrations(class: &Class) -> usize {
    class
        .simulator
        .count(|what| matches!(what, What::Http(r) if matches!(r.call, Call::SetCommands { guild: None })))
}

#[tokio::test]
async fn nothing_is_missed_over_a_break_that_can_be_resumed() {
    for interrupt in [
        Simulator::ask_to_reconnect as fn(&Simulator),
        Simulator::cut,
        |simulator| simulator.close(Some(4000)),
        |simulator| simulator.invalidate_session(true),
    ] {
        let class = Class::open().await;
        interrupt(&class.simulator);
        let missed = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "missed?")]);
        class.simulator.expect_resume().await;
        class.simulator.expect_reply(&missed).await;
        assert_eq!((class.identified(), registrations(&class)), (1, 1));
        class.close().await;
    }
}

#[tokio::test]
async fn a_lost_session_is_begun_anew_and_commands_are_registered_once() {
    let class = Class::open().await;
    class.simulator.invalidate_session(false);
    class.simulator.expect_identify().await;
    answers(&class).await;
    answers(&class).await;
    assert_eq!((class.identified(), registrations(&class)), (2, 1));
    class.close().await;
}

/// serenity itself would read the closed socket in circles until its next heartbeat is due.
#[tokio::test]
async fn a_close_without_a_code_is_noticed_before_the_next_heartbeat() {
    const HEARTBEAT: Duration = Duration::from_secs(6);
    let options = Options { heartbeat_millis: 6000, ..Options::default() };
    let limits = Limits { stuck_after: Duration::from_secs(1), ..Limits::default() };
    let class = Class::open_with(Setup { options, ..Setup::limits(limits) }, echo).await;
    let closed = Instant::now();
    class.simulator.close(None);
    class.simulator.expect_identify().await;
    assert!(closed.elapsed() < HEARTBEAT, "it took {:?}", closed.elapsed());
    answers(&class).await;
    assert_eq!((class.identified(), registrations(&class)), (2, 1));
    class.close().await;
}

#[tokio::test]
async fn a_missed_heartbeat_answer_makes_a_new_connection() {
    let options = Options { heartbeat_millis: 100, ..Options::default() };
    let class = Class::open_with(Setup { options, ..Setup::default() }, echo).await;
    class.simulator.set_deaf(true);
    class.simulator.expect_gone().await;
    class.simulator.set_deaf(false);
    class.simulator.expect_identify().await;
    answers(&class).await;
    assert_eq!(registrations(&class), 1);
    class.close().await;
}

/// serenity waits for ever for an upgrade that is never answered; the watchdog does not.
#[tokio::test]
async fn the_watchdog_ends_an_upgrade_that_is_never_answered() {
    let limits = Limits { deaf_after: Duration::from_millis(700), ..Limits::default() };
    let simulator = Simulator::start().await;
    simulator.set_door(Door::Silent);
    let settings = Settings { limits, ..Settings::new(TOKEN) };
    let class = Class::start_on(simulator, settings, echo);
    class.simulator.expect_knock().await;
    class.simulator.expect_gone().await;
    class.simulator.set_door(Door::Open);
    class.simulator.expect_identify().await;
    class.simulator.expect_commands().await;
    class.close().await;
}

/// The same in the middle of a run: the connection drops, and the next one leads nowhere.
#[tokio::test]
async fn the_watchdog_ends_a_reconnection_that_leads_nowhere() {
    let limits = Limits { deaf_after: Duration::from_millis(1500), ..Limits::default() };
    let options = Options { heartbeat_millis: 100, ..Options::default() };
    let class = Class::open_with(Setup { options, ..Setup::limits(limits) }, echo).await;
    class.simulator.set_door(Door::Silent);
    class.simulator.cut();
    class.simulator.expect_gone().await;
    class.simulator.expect_gone().await;
    class.simulator.set_door(Door::Open);
    class.simulator.expect_identify().await;
    answers(&class).await;
    assert_eq!(registrations(&class), 1);
    class.close().await;
}

#[tokio::test]
async fn a_quiet_connection_with_heartbeats_is_left_alone() {
    let limits = Limits { deaf_after: Duration::from_millis(1500), ..Limits::default() };
    let options = Options { heartbeat_millis: 100, ..Options::default() };
    let class = Class::open_with(Setup { options, ..Setup::limits(limits) }, echo).await;
    // serenity looks every half second, so this is well over the limit.
    for _ in 0..6 {
        class.simulator.expect_heartbeat().await;
    }
    assert_eq!(class.identified(), 1);
    class.close().await;
}

#[tokio::test]
async fn a_gateway_that_is_down_is_tried_again() {
    let simulator = Simulator::start().await;
    simulator.set_door(Door::Unavailable);
    let class = Class::start_on(simulator, Settings::new(TOKEN), echo);
    class.simulator.expect_knock().await;
    class.simulator.set_door(Door::Open);
    class.simulator.expect_identify().await;
    class.simulator.expect_commands().await;
    class.close().await;
}

/// serenity would turn to the real gateway when it cannot ask for the address.
#[tokio::test]
async fn no_other_gateway_is_tried_when_its_address_cannot_be_had() {
    let simulator = Simulator::start().await;
    for status in [500, 502, 503, 429] {
        simulator.trouble(Trouble::Status(status), |call| *call == Call::GetGateway);
    }
    let class = Class::start_on(simulator, Settings::new(TOKEN), |_| at_once(say("x")));
    let fits = |call: &Call| *call == Call::GetGateway;
    assert_eq!(class.simulator.expect_request("the question for the gateway", fits).await.status, 500);
    assert_eq!(class.identified(), 0);
    class.close().await;
}

#[tokio::test]
async fn events_that_cannot_be_read_are_counted_and_the_rest_goes_on() {
    let class = Class::open().await;
    assert_eq!(class.unreadable(), 0);
    class.simulator.dispatch_raw("INTERACTION_CREATE", json!({ "id": "1", "type": 2, "token": "t" }));
    class.simulator.dispatch_raw("GUILD_CREATE", json!({ "id": "2", "name": "no roles at all" }));
    class.simulator.dispatch_raw("SOMETHING_NEW", json!({ "id": "3" }));
    answers(&class).await;
    assert_eq!(class.unreadable(), 3);
    class.stop().await.finish();
}

#[tokio::test]
async fn a_bad_token_is_explained() {
    let simulator = Simulator::start().await;
    let class = Class::start_on(simulator, Settings::new("not.the.token"), echo);
    let (sentence, simulator) = class.refusal().await;
    assert!(sentence.contains("token") && sentence.contains("https://discord.com/developers"), "{sentence}");
    assert!(!sentence.contains("not.the.token"));
    simulator.finish();
}

#[tokio::test]
async fn an_intent_that_was_not_granted_is_explained() {
    let settings = Settings { typed_answers: true, ..Settings::new(TOKEN) };
    let class = Class::start_on(Simulator::start().await, settings, echo);
    let (sentence, simulator) = class.refusal().await;
    assert!(sentence.contains("Message Content"), "{sentence}");
    simulator.finish();
}
