//! The simulated Discord itself, with a bare serenity bot in front of it: what it sends can
//! be read, and what goes wrong goes wrong as it does in reality.

use serde_json::json;
use serenity::all::{Error, GatewayIntents};
use serenity::gateway::GatewayError;

use crate::simulator::discord::bare::{Bare, CONSTANT};
use crate::simulator::discord::world::{ANA, GENERAL, TOKEN};
use crate::simulator::discord::{Call, Door, Options, Simulator, Trouble, What};

/// A simulator with a bare bot that has registered its command.
async fn connected(options: Options) -> (Simulator, Bare) {
    let simulator = Simulator::start_with(options).await;
    let bot = Bare::start(&simulator).await;
    simulator.expect_identify().await;
    simulator.expect_commands().await;
    (simulator, bot)
}

async fn answers(simulator: &Simulator) {
    let sent = simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    let reply = simulator.expect_reply(&sent).await;
    assert_eq!((reply.text.as_str(), reply.private), (CONSTANT, false));
}

fn identified(simulator: &Simulator) -> usize {
    simulator.count(|what| matches!(what, What::Frame { op: 2, .. }))
}

#[tokio::test]
async fn a_bare_bot_connects_registers_and_answers() {
    let (simulator, _bot) = connected(Options::default()).await;
    answers(&simulator).await;
    assert!(simulator.connected());
    simulator.finish();
}

#[tokio::test]
async fn heartbeats_are_asked_for_and_answered() {
    let options = Options { heartbeat_millis: 100, ..Options::default() };
    let (simulator, _bot) = connected(options).await;
    for _ in 0..3 {
        simulator.expect_heartbeat().await;
    }
    answers(&simulator).await;
    assert_eq!(identified(&simulator), 1);
    simulator.finish();
}

#[tokio::test]
async fn what_happened_during_a_break_is_told_at_the_resume() {
    for interrupt in [
        Simulator::ask_to_reconnect as fn(&Simulator),
        Simulator::cut,
        |simulator| simulator.close(Some(4000)),
        |simulator| simulator.invalidate_session(true),
    ] {
        let (simulator, _bot) = connected(Options::default()).await;
        interrupt(&simulator);
        let missed = simulator.slash(ANA, GENERAL, "ask", &[("question", "still there?")]);
        simulator.expect_resume().await;
        assert_eq!(simulator.expect_reply(&missed).await.text, CONSTANT);
        assert_eq!(identified(&simulator), 1);
        simulator.finish();
    }
}

#[tokio::test]
async fn a_missed_heartbeat_answer_loses_the_session() {
    let options = Options { heartbeat_millis: 100, ..Options::default() };
    let (simulator, _bot) = connected(options).await;
    simulator.set_deaf(true);
    simulator.expect_gone().await;
    simulator.set_deaf(false);
    simulator.expect_identify().await;
    simulator.expect_commands().await;
    answers(&simulator).await;
    simulator.finish();
}

#[tokio::test]
async fn a_bad_token_and_a_missing_intent_end_the_bot() {
    let simulator = Simulator::start().await;
    let bot = Bare::start_with(&simulator, "no.such.token", GatewayIntents::GUILDS).await;
    assert!(matches!(bot.ended().await, Err(Error::Gateway(GatewayError::InvalidAuthentication))));
    let intents = GatewayIntents::GUILDS | GatewayIntents::MESSAGE_CONTENT;
    let bot = Bare::start_with(&simulator, TOKEN, intents).await;
    assert!(matches!(bot.ended().await, Err(Error::Gateway(GatewayError::DisallowedGatewayIntents))));
    simulator.finish();
}

#[tokio::test]
async fn a_silent_door_and_a_refusing_door_keep_the_bot_out() {
    for door in [Door::Silent, Door::Unavailable] {
        let simulator = Simulator::start().await;
        simulator.set_door(door);
        let _bot = Bare::start(&simulator).await;
        simulator.expect_knock().await;
        assert!(!simulator.connected());
        assert_eq!(identified(&simulator), 0);
        simulator.finish();
    }
}

#[tokio::test]
async fn requests_fail_as_planned_and_once() {
    let (simulator, _bot) = connected(Options::default()).await;
    let is_callback = |call: &Call| matches!(call, Call::Callback { .. });
    for (trouble, status) in
        [(Trouble::Status(500), 500), (Trouble::RateLimited(0.5), 429), (Trouble::DoneButStatus(502), 502)]
    {
        simulator.trouble(trouble, is_callback);
        let sent = simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
        simulator.forgive(&sent);
        let callback = simulator.expect_callback(&sent).await;
        assert_eq!(callback.status, status);
        assert_eq!(callback.message.is_some(), status == 502, "only the last one was done");
    }
    let gate = simulator.hold(is_callback);
    let slow = simulator.slash(ANA, GENERAL, "ask", &[("question", "slow?")]);
    assert!(is_callback(&simulator.expect_held().await));
    answers(&simulator).await;
    gate.open();
    assert_eq!(simulator.expect_reply(&slow).await.text, CONSTANT);
    simulator.finish();
}

#[tokio::test]
async fn an_event_that_serenity_cannot_read_hurts_nobody() {
    let (simulator, _bot) = connected(Options::default()).await;
    simulator.dispatch_raw("INTERACTION_CREATE", json!({ "id": "1", "type": 2 }));
    answers(&simulator).await;
    simulator.finish();
}

#[tokio::test]
async fn an_unanswered_interaction_and_a_second_response_are_violations() {
    let (simulator, bot) = connected(Options::default()).await;
    let sent = simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    simulator.expect_reply(&sent).await;
    let http = serenity::http::HttpBuilder::new(TOKEN)
        .proxy(simulator.http_url())
        .ratelimiter_disabled(true)
        .build();
    let body = json!({ "type": 4, "data": { "content": "again", "allowed_mentions": { "parse": [] } } });
    let again = http.create_interaction_response(sent.id.into(), &sent.token, &body, Vec::new()).await;
    assert!(again.is_err());
    let found = simulator.take_violations();
    assert!(found.iter().any(|fault| fault.contains("second first response")), "{found:?}");

    bot.stop().await;
    simulator.expect_gone().await;
    let unanswered = simulator.slash(ANA, GENERAL, "ask", &[("question", "hello?")]);
    let finished = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| simulator.finish()));
    let message = *finished.expect_err("it was not answered").downcast::<String>().expect("a sentence");
    assert!(message.contains(&format!("interaction {} (type 2) never got", unanswered.id)), "{message}");
}
