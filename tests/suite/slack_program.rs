//! The real program in front of the simulated Slack, with the class's own documents.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::simulator::slack::world::{ANA, APP_TOKEN, BOT_TOKEN, GENERAL, MAYA};
use crate::simulator::slack::{Options, Simulator};

const STOP: Duration = Duration::from_secs(5);

/// The program as its users start it: nothing in it knows that it is tested.
pub(crate) fn program(
    simulator: &Simulator,
    folder: &Path,
    arguments: &[&str],
    settings: &[(&str, &str)],
) -> Child {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskbell"));
    command.args(arguments).current_dir(folder).env_clear().env("HOME", folder);
    command.env("KNOWLEDGE_DIR", root.join("tests/data/documents/sailing"));
    command.env("DATABASE_PATH", folder.join("deskbell.db"));
    command
        .env("SLACK_APP_TOKEN", APP_TOKEN)
        .env("SLACK_BOT_TOKEN", BOT_TOKEN)
        .env("SLACK_API_URL", simulator.api_url());
    command.env("SLACK_MODERATORS", MAYA.id).envs(settings.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.spawn().expect("the program starts")
}

#[tokio::test]
async fn a_class_asks_and_plays_and_the_log_keeps_its_secrets() {
    let simulator = Simulator::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    // However much it is to say.
    let program = program(&simulator, folder.path(), &[], &[("LOG_LEVEL", "trace,slack_morphism=trace")]);
    simulator.expect_connection(1).await;

    let sent = simulator.slash(ANA, GENERAL, "ask what is a keel?");
    let shown = simulator.expect_answer(&sent).await;
    assert!(!shown.private && shown.text.contains("line"), "{}", shown.text);
    let sent = simulator.slash(ANA, GENERAL, "quiz start");
    assert!(simulator.expect_answer(&sent).await.text.contains("moderator"));
    let sent = simulator.slash(MAYA, GENERAL, "quiz start cards:2 seed:5");
    simulator.expect_post(GENERAL).await;
    let card = simulator.expect_post(GENERAL).await;
    assert!(card.text.contains("Card 1 of 2") && card.text.contains('⏳'), "{}", card.text);
    assert!(simulator.expect_answer(&sent).await.private);
    let pressed = simulator.press(ANA, GENERAL, None, card.button("Answer"));
    let view = simulator.expect_form(&pressed).await;
    let field = view["blocks"][0]["block_id"].as_str().expect("a field").to_owned();
    simulator.submit(ANA, &view, &[(field.as_str(), "nonsense")]);
    assert!(simulator.expect_answer(&pressed).await.private);
    let sent = simulator.slash(MAYA, GENERAL, "quiz skip");
    let closed = simulator.expect_edit(GENERAL, card.ts.as_deref().expect("a time stamp")).await;
    assert!(closed.buttons.is_empty(), "{closed:?}");
    simulator.expect_answer(&sent).await;
    let sent = simulator.slash(MAYA, GENERAL, "quiz stop");
    simulator.expect_answer(&sent).await;

    let id = program.id().expect("it runs").to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.expect("a signal").success());
    let ended = timeout(STOP, program.wait_with_output()).await.expect("a stop in time").expect("it ran");
    let log = String::from_utf8(ended.stderr).expect("a log is text");
    assert!(ended.status.success(), "{log}");
    for secret in [APP_TOKEN, BOT_TOKEN, "keel", "nonsense", "/answers/", "ticket"] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
    simulator.finish().await;
}

#[tokio::test]
async fn tokens_that_slack_refuses_stop_the_start_with_exit_code_2() {
    for (name, value) in [("SLACK_BOT_TOKEN", "xoxb-stale"), ("SLACK_APP_TOKEN", "xapp-stale")] {
        let simulator = Simulator::start_with(Options::default()).await;
        let folder = tempfile::tempdir().expect("a folder");
        let program = program(&simulator, folder.path(), &[], &[(name, value)]);
        let ended = timeout(Duration::from_secs(20), program.wait_with_output())
            .await
            .expect("it ends")
            .expect("it ran");
        let said = String::from_utf8(ended.stderr).expect("text");
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.contains(name) && said.contains("api.slack.com") && !said.contains("stale"), "{said}");
        simulator.finish().await;
    }
}

#[tokio::test]
async fn the_manifest_asks_for_what_the_settings_switch_on() {
    let simulator = Simulator::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    // The second token is made with the manifest.
    let most = [("SLACK_TYPED_ANSWERS", "yes"), ("SLACK_DIRECT_MESSAGES", "no"), ("SLACK_BOT_TOKEN", "")];
    for (settings, there, not_there) in
        [(&most[..], "channels:history", "im:history"), (&[], "im:history", "channels:history")]
    {
        let ended = program(&simulator, folder.path(), &["slack-manifest"], settings)
            .wait_with_output()
            .await
            .expect("it ran");
        let manifest: serde_json::Value = serde_json::from_slice(&ended.stdout).expect("JSON alone");
        let scopes = manifest["oauth_config"]["scopes"]["bot"].to_string();
        assert!(scopes.contains(there) && !scopes.contains(not_there), "{scopes}");
    }
    simulator.finish().await;
}
