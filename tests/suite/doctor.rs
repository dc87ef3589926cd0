//! `deskbell doctor` in front of both simulators, and by itself.

use std::time::Duration;

use deskbell::platform::discord::{self, Endpoint};
use tokio::time::timeout;

use crate::binary::Home;
use crate::simulator::discord::world as discord_world;
use crate::simulator::slack::world::{GENERAL, STUDY};
use crate::simulator::slack::{Options, Simulator, Trouble};
use crate::simulator::{discord as discord_simulator, slack as slack_simulator};
use crate::slack_program::program;

/// The exit code and the lines of a doctor who looks at the simulated Slack.
async fn ask(options: Options, arguments: &[&str], settings: &[(&str, &str)]) -> (Option<i32>, String) {
    looked(Simulator::start_with(options).await, arguments, settings).await
}

async fn looked(
    simulator: Simulator,
    arguments: &[&str],
    settings: &[(&str, &str)],
) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let program = program(&simulator, folder.path(), arguments, settings);
    let ended =
        timeout(Duration::from_secs(20), program.wait_with_output()).await.expect("it ends").expect("it ran");
    assert!(!folder.path().join("deskbell.db").exists(), "a doctor leaves nothing behind");
    simulator.finish().await;
    let said = String::from_utf8(ended.stdout).expect("text");
    for secret in [slack_simulator::world::APP_TOKEN, slack_simulator::world::BOT_TOKEN] {
        assert!(!said.contains(secret), "{said}");
    }
    (ended.status.code(), said)
}

#[tokio::test]
async fn a_slack_that_is_ready_gets_a_line_for_everything() {
    let (code, said) = ask(Options::default(), &["doctor", GENERAL, STUDY], &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("WRONG"), "{said}");
    for looked_at in [
        "documents",
        "store",
        "bot's token",
        "app-level token",
        "greets",
        "scope",
        "moderators",
        GENERAL,
        STUDY,
    ] {
        assert!(said.contains(looked_at), "{looked_at}: {said}");
    }
}

#[tokio::test]
async fn each_thing_that_is_wrong_says_what_to_do() {
    let usual = Options::default;
    type Row = (Options, Vec<&'static str>, Vec<(&'static str, &'static str)>, &'static str);
    let rows: Vec<Row> = vec![
        (usual(), vec![], vec![("SLACK_BOT_TOKEN", "xoxb-stale")], "OAuth & Permissions"),
        (usual(), vec![], vec![("SLACK_APP_TOKEN", "xapp-stale")], "connections:write"),
        (
            usual(),
            vec![],
            vec![("SLACK_TYPED_ANSWERS", "yes")],
            "lacks the scopes channels:history, users:read",
        ),
        (usual(), vec![], vec![("SLACK_MODERATORS", "")], "SLACK_ADMINS_MODERATE"),
        (Options { sockets: false, ..usual() }, vec![], vec![], "wss"),
        (Options { joined: false, ..usual() }, vec![GENERAL], vec![], "not_in_channel"),
        (usual(), vec!["C0ELSEWHERE"], vec![], "channel_not_found"),
        (usual(), vec!["42"], vec![], "discord is not set"),
        (usual(), vec![], vec![("KNOWLEDGE_DIR", "no/such/folder")], "no folder"),
        (usual(), vec![], vec![("DATABASE_PATH", "no/such/desk.db")], "DATABASE_PATH"),
    ];
    for (options, channels, settings, word) in rows {
        let arguments: Vec<&str> = ["doctor"].into_iter().chain(channels).collect();
        let (code, said) = ask(options, &arguments, &settings).await;
        assert_eq!((code, said.matches("WRONG").count()), (Some(1), 1), "{word}: {said}");
        assert!(said.contains(word) && said.contains('→'), "{word}: {said}");
    }
}

#[tokio::test]
async fn each_channel_that_takes_nothing_has_its_own_remedy() {
    let (plan, take_back) = ("chat.scheduleMessage", "chat.deleteScheduledMessage");
    let rows = [
        (plan, "is_archived", "archive"),
        (plan, "missing_scope", "slack-manifest"),
        (plan, "token_revoked", "OAuth & Permissions"),
        (plan, "restricted_action", "admin"),
        (plan, "restricted_too_many", "later"),
        (plan, "something_new", "chat.scheduleMessage"),
        (take_back, "something_new", "could not be taken back"),
    ];
    for (method, code, word) in rows {
        let simulator = Simulator::start().await;
        simulator.trouble(method, Trouble::Error(code));
        let (ended, said) = looked(simulator, &["doctor", GENERAL], &[]).await;
        assert_eq!((ended, said.matches("WRONG").count()), (Some(1), 1), "{code}: {said}");
        assert!(said.contains(word) && !said.contains("/invite"), "{code}: {said}");
    }
}

#[test]
fn without_a_platform_documents_and_store_are_looked_at() {
    let ran = Home::new(&[("boats.txt", "Keel: The spine of a hull.\n")]).run(&["doctor"], "");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("1 documents") && ran.stdout.contains("console"), "{}", ran.stdout);
    let empty = Home::new(&[]).run(&["doctor"], "");
    assert_eq!(empty.code, Some(1), "{empty:?}");
}

#[tokio::test]
async fn discord_is_looked_at_as_closely() {
    let simulator = discord_simulator::Simulator::start().await;
    let endpoint = || Some(Endpoint { http: simulator.http_url(), gateway: None });
    let mut settings =
        discord::Settings { endpoint: endpoint(), ..discord::Settings::new(discord_world::TOKEN) };
    settings.typed_answers = true;
    let checkup = discord::checkup(&settings, &[discord_world::GENERAL]).await;
    let wrong: Vec<&str> =
        checkup.findings.iter().filter(|f| f.remedy.is_some()).map(|f| f.what.as_str()).collect();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(
        wrong[0].contains("Message Content") && wrong[1].contains("not registered everywhere: ask"),
        "{wrong:?}"
    );
    assert!(checkup.time.is_some() && checkup.findings.len() == 4, "{checkup:?}");
    let stale = discord::Settings { endpoint: endpoint(), ..discord::Settings::new("stale") };
    let checkup = discord::checkup(&stale, &[]).await;
    let [finding] = checkup.findings.as_slice() else { panic!("one finding: {checkup:?}") };
    assert!(finding.remedy.as_deref().is_some_and(|remedy| remedy.contains("DISCORD_TOKEN")), "{finding:?}");
    simulator.finish();
}
