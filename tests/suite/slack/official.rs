//! Slack's own framework, unchanged, in front of the simulator: what it takes for Slack speaks as Slack does.

use std::io::Write;
use std::process::Stdio;

use serde_json::json;
use tokio::process::Command;

use crate::simulator::slack::world::{ANA, APP_TOKEN, BOT_TOKEN, GENERAL};
use crate::simulator::slack::{Call, Simulator};

#[tokio::test]
async fn bolt_takes_the_simulator_for_slack() {
    let Some(python) = std::env::var_os("SLACK_PYTHON").filter(|path| !path.is_empty()) else {
        // Written past the test harness, which would swallow it.
        let why = "LEFT OUT: Slack's own framework; SLACK_PYTHON names no Python that has slack_bolt";
        return writeln!(std::io::stderr(), "{why}").expect("somebody reads what tests say");
    };
    let simulator = Simulator::start().await;
    let _bolt = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/official/bolt_app.py"))
        .env("SLACK_API_URL", simulator.api_url())
        .env("SLACK_APP_TOKEN", APP_TOKEN)
        .env("SLACK_BOT_TOKEN", BOT_TOKEN)
        .env("CHANNEL", GENERAL)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("Python can be started");
    simulator.expect_connection(1).await;

    let says = |call: &Call, text: &str| call.body["text"] == text && call.error.is_none();
    let sent = simulator.slash(ANA, GENERAL, "ask what?");
    simulator
        .expect_call("an answer to the command", |call| {
            call.answers == Some(sent.number) && says(call, "command: ask what?")
        })
        .await;
    let (_, ts) = simulator.mention(ANA, GENERAL, None, "hello");
    let call = simulator.expect_call("an answer to the mention", |call| says(call, "mention: hello")).await;
    assert_eq!(call.body["thread_ts"], json!(ts));
    simulator.write(ANA, ANA.direct, "alone");
    simulator.expect_call("an answer to the direct message", |call| says(call, "direct: alone")).await;
    simulator.shortcut(ANA, GENERAL, "explain", "this");
    simulator.expect_call("an answer to the shortcut", |call| says(call, "explain: this")).await;
    let action = json!({ "type": "button", "action_id": "press-0", "block_id": "b", "value": "v", "action_ts": "1.1" });
    let pressed = simulator.press(ANA, GENERAL, None, action);
    let view = simulator.expect_form(&pressed).await;
    simulator.submit(ANA, &view, &[("answer", "a need")]);
    simulator.expect_call("an answer to the form", |call| says(call, "form: a need")).await;
    let asked = simulator.suggest(ANA, GENERAL, &json!({ "action_id": "pick" }), "b", "nee");
    assert_eq!(simulator.expect_ack(&asked.envelope).await["options"][0]["value"], "nee");

    simulator.refresh();
    simulator.expect_connection(2).await;
    simulator.expect_alone().await;
    let sent = simulator.slash(ANA, GENERAL, "again");
    // While it changes connections, the framework holds its acknowledgements back for some seconds.
    simulator.forgive(&sent);
    simulator
        .expect_call("an answer over the new connection", |call| call.answers == Some(sent.number))
        .await;
    simulator.finish().await;
}
