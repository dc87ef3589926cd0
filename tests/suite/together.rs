//! Discord, Slack and the console in one process, over one store: each is answered, and what a class earns and
//! teaches stays with it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::simulator::discord::relay::{CERTIFICATE, Relay};
use crate::simulator::discord::{Simulator as Discord, world as discord};
use crate::simulator::slack::{Simulator as Slack, world as slack};

const STOP: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(20);

/// Starts the program as its users do: nothing in it knows that it is tested.
fn start(relay: &Relay, simulator: &Slack, folder: &Path) -> Child {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents/sailing");
    Command::new(env!("CARGO_BIN_EXE_deskbell"))
        .args(["console", "--beside", "--as", "cleo"])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("KNOWLEDGE_DIR", documents)
        .env("DATABASE_PATH", folder.join("deskbell.db"))
        .env("DISCORD_TOKEN", discord::TOKEN)
        .env("HTTPS_PROXY", relay.url())
        .env("SSL_CERT_FILE", CERTIFICATE)
        .env("SLACK_APP_TOKEN", slack::APP_TOKEN)
        .env("SLACK_BOT_TOKEN", slack::BOT_TOKEN)
        .env("SLACK_MODERATORS", slack::MAYA.id)
        .env("SLACK_API_URL", simulator.api_url())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program can be started")
}

#[tokio::test]
async fn three_platforms_share_a_process_and_keep_their_own() {
    let (on_discord, on_slack) = (Discord::start().await, Slack::start().await);
    let relay = Relay::start(&on_discord);
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = start(&relay, &on_slack, folder.path());
    on_slack.expect_connection(1).await;
    on_discord.expect_commands().await;

    // A lesson and a quiz, both of the workspace.
    let lesson = "teach term:Gennaker definition:\"A light sail for broad reaches.\"";
    let sent = on_slack.slash(slack::MAYA, slack::GENERAL, lesson);
    on_slack.expect_answer(&sent).await;
    let sent =
        on_slack.slash(slack::MAYA, slack::GENERAL, "quiz start deck:knots cards:1 seconds:300 seed:5");
    on_slack.expect_answer(&sent).await;
    let asked = [("question", "what is a gennaker?")];
    let sent = on_slack.slash(slack::ANA, slack::STUDY, "ask what is a gennaker?");
    let shown = on_slack.expect_answer(&sent).await;
    assert!(shown.text.contains("broad reaches"), "{}", shown.text);

    let sent = on_discord.slash(discord::ANA, discord::GENERAL, "ask", &asked);
    let shown = on_discord.expect_reply(&sent).await;
    assert!(!shown.text.contains("broad reaches"), "{}", shown.text);
    let sent = on_discord.slash(discord::ANA, discord::GENERAL, "answer", &[("answer", "a bowline")]);
    assert!(on_discord.expect_reply(&sent).await.text.contains("No quiz"), "the quiz runs on Slack alone");

    let mut input = program.stdin.take().expect("a pipe");
    let mut lines = BufReader::new(program.stdout.take().expect("a pipe")).lines();
    input.write_all(b"/ask what is a gennaker?\n/ask what is a keel?\n").await.expect("it is read");
    let reading = async {
        let mut said = String::new();
        while !said.contains("terms.txt, line 3") {
            said.push_str(&lines.next_line().await.expect("text").expect("the console goes on"));
        }
        said
    };
    let said = timeout(PATIENCE, reading).await.expect("the console answers");
    assert!(!said.contains("broad reaches"), "{said}");

    let id = program.id().expect("it runs").to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.expect("a signal").success());
    let ended = timeout(STOP, program.wait()).await.expect("a stop in time").expect("it ran");
    assert!(ended.success());
    on_slack.finish().await;
    on_discord.finish();
}
