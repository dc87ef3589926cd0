//! The connection: replaced when Slack asks, made anew when it is lost, and given up where nothing helps.

use std::time::Duration;

use serde_json::json;

use super::{Class, Setup, echo};
use crate::simulator::slack::world::{ANA, GENERAL};
use crate::simulator::slack::{Options, Simulator, Trouble};

#[tokio::test]
async fn a_refresh_changes_connections_and_loses_nothing() {
    let class = Class::open().await;
    for connection in 2..=4 {
        class.simulator.refresh();
        // Before the old one is gone, it still takes what comes.
        let sent = class.simulator.slash(ANA, GENERAL, "scores");
        class.simulator.expect_answer(&sent).await;
        class.simulator.expect_connection(connection).await;
        class.simulator.expect_alone().await;
        let sent = class.simulator.slash(ANA, GENERAL, "help");
        class.simulator.expect_answer(&sent).await;
    }
    class.close().await;
}

#[tokio::test]
async fn a_lost_connection_is_made_anew() {
    let class = Class::open().await;
    class.simulator.cut();
    class.simulator.expect_connection(2).await;
    let sent = class.simulator.slash(ANA, GENERAL, "help");
    class.simulator.expect_answer(&sent).await;
    class.close().await;
}

#[tokio::test]
async fn a_connection_that_slack_has_too_many_of_is_left_and_made_anew_with_patience() {
    let setup = Setup::limits(|limits| limits.first_pause = Duration::from_millis(50));
    let class = Class::open_with(setup, echo).await;
    let begun = std::time::Instant::now();
    for connection in 2..=4 {
        class.simulator.frame(&json!({ "type": "disconnect", "reason": "too_many_websockets" }));
        class.simulator.expect_connection(connection).await;
        class.simulator.expect_alone().await;
    }
    // 50, 100 and 200 ms: each is waited for longer.
    assert!(begun.elapsed() >= Duration::from_millis(350), "{:?}", begun.elapsed());
    let sent = class.simulator.slash(ANA, GENERAL, "help");
    class.simulator.expect_answer(&sent).await;
    class.close().await;
}

#[tokio::test]
async fn a_connection_that_hears_nothing_is_made_anew() {
    let setup = Setup::limits(|limits| {
        limits.ping_every = Duration::from_secs(1);
        limits.deaf_after = Duration::ZERO;
    });
    let class = Class::open_with(setup, echo).await;
    class.simulator.expect_connection(2).await;
    class.close().await;
}

#[tokio::test]
async fn a_connection_that_does_not_come_back_says_why_and_stops() {
    let class = Class::open().await;
    for _ in 0..2 {
        class.simulator.trouble("apps.connections.open", Trouble::Error("token_revoked"));
    }
    class.simulator.cut();
    let sentence = class.refusal().await;
    assert!(sentence.starts_with("SLACK_APP_TOKEN") && sentence.contains("token_revoked"), "{sentence}");
}

#[tokio::test]
async fn a_start_waits_for_slack_to_be_there() {
    let simulator = Simulator::start().await;
    simulator.trouble("auth.test", Trouble::Status(500));
    simulator.trouble("apps.connections.open", Trouble::Status(503));
    simulator.trouble("apps.connections.open", Trouble::RateLimited(0));
    let class = Class::start_on(simulator, Setup::default().settings, echo);
    class.simulator.expect_connection(1).await;
    class.close().await;
}

#[tokio::test]
async fn socket_mode_switched_off_says_so_and_stops() {
    let class = Class::open().await;
    class.simulator.frame(&json!({ "type": "disconnect", "reason": "link_disabled" }));
    let sentence = class.refusal().await;
    assert!(sentence.contains("Socket Mode"), "{sentence}");
}

#[tokio::test]
async fn wrong_tokens_stop_the_start_with_the_settings_name() {
    type Change = fn(&mut deskbell::platform::slack::Settings);
    let rows: [(Change, &str); 2] = [
        (|settings| settings.bot_token = "xoxb-wrong".to_owned(), "SLACK_BOT_TOKEN"),
        (|settings| settings.app_token = "xapp-wrong".to_owned(), "SLACK_APP_TOKEN"),
    ];
    for (change, name) in rows {
        let setup = Setup::with(|_, settings| change(settings));
        let simulator = Simulator::start_with(Options::default()).await;
        let sentence = Class::start_on(simulator, setup.settings, echo).refusal().await;
        assert!(sentence.starts_with(name) && !sentence.contains("wrong"), "{sentence}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_does_no_harm() {
    let class = Class::open().await;
    for frame in [
        json!(null),
        json!({}),
        json!({ "type": "new_sort" }),
        json!({ "type": "interactive", "payload": 7 }),
    ] {
        class.simulator.frame(&frame);
    }
    let sent = class.simulator.slash(ANA, GENERAL, "help");
    class.simulator.expect_answer(&sent).await;
    class.close().await;
}
