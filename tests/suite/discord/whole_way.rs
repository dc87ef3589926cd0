//! The program itself with everything that it has on the real Discord: TLS, the rate limiter, and
//! no setting that knows of a test. A relay stands between it and the simulated Discord, and what
//! it logs is read.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::STOP;
use crate::simulator::discord::relay::{CERTIFICATE, Relay};
use crate::simulator::discord::world::{ANA, GENERAL, STUDY, TOKEN};
use crate::simulator::discord::{Call, Simulator, Trouble};

/// Starts the program as its users do: nothing in it knows that it is tested.
fn start(relay: &Relay, folder: &Path) -> Child {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_deskbell"))
        .current_dir(folder)
        .env("DISCORD_TOKEN", TOKEN)
        .env("KNOWLEDGE_DIR", root.join("tests/data/documents/sailing"))
        .env("DATABASE_PATH", folder.join("deskbell.db"))
        .env("HTTPS_PROXY", relay.url())
        .env("SSL_CERT_FILE", CERTIFICATE)
        .env_remove("DISCORD_GUILD")
        .env_remove("DISCORD_TYPED_ANSWERS")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program can be started")
}

#[tokio::test]
async fn over_tls_with_the_rate_limiter_on() {
    let simulator = Simulator::start().await;
    let relay = Relay::start(&simulator);
    let folder = tempfile::tempdir().expect("a folder");
    let program = start(&relay, folder.path());
    simulator.expect_identify().await;
    simulator.expect_commands().await;

    let sent = simulator.slash(ANA, GENERAL, "ask", &[("question", "over TLS?")]);
    assert!(simulator.expect_reply(&sent).await.text.contains("over TLS?"));

    let to_general = |call: &Call| *call == Call::CreateMessage { channel: GENERAL };
    simulator.trouble(Trouble::RateLimited(2.0), to_general);
    simulator.mention(ANA, GENERAL, "in a hurry");
    let refused = simulator.expect_request("the refused reply", to_general).await;
    assert_eq!(refused.status, 429);
    simulator.mention(ANA, STUDY, "elsewhere");
    simulator.expect_message(STUDY).await;
    let through = simulator.expect_request("the reply again", to_general).await;
    assert_eq!(through.status, 200);
    assert!(through.at - refused.at >= Duration::from_secs(2), "Retry-After was not kept");

    for _ in 0..2 {
        simulator.dispatch_raw("INTERACTION_CREATE", json!({ "id": "1", "token": "half-an-interaction" }));
    }
    simulator.trouble(Trouble::Status(403), to_general);
    simulator.mention(ANA, GENERAL, "refused for good");
    assert_eq!(simulator.expect_request("the refused reply", to_general).await.status, 403);

    let id = program.id().expect("it runs").to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.expect("a signal").success());
    let ended = timeout(STOP, program.wait_with_output()).await.expect("a stop in time").expect("it ran");
    let log = String::from_utf8(ended.stderr).expect("a log is text");
    assert!(ended.status.success(), "{log}");
    assert!(log.contains("could not be read: INTERACTION_CREATE"), "{log}");
    assert!(log.contains("status 403"), "{log}");
    for secret in [TOKEN, "over TLS?", "refused for good", "interaction-token", "half-an-interaction"] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
    assert_eq!(relay.strangers(), Vec::<String>::new(), "it asked for another place");
    simulator.finish();
}
