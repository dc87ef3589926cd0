//! Every command of the table, typed behind the one that Slack knows.

use deskbell::domain::command::{COMMANDS, CommandSpec, Takes};
use deskbell::domain::inbound::What;
use deskbell::domain::reply::{Audience, Response};

use super::{Class, Setup, at_once};
use crate::simulator::slack::Trouble;
use crate::simulator::slack::world::{ANA, BEN, GENERAL, MAYA, TEAM};

#[tokio::test]
async fn every_command_arrives_with_its_options_and_is_answered() {
    let class = Class::open().await;
    // What takes a file opens a form first.
    let takes_file = |spec: &&CommandSpec| spec.options.iter().any(|option| option.takes == Takes::File);
    for spec in COMMANDS.iter().filter(|spec| !takes_file(spec)) {
        let options: Vec<(&str, &str)> = spec
            .options
            .iter()
            .map(|option| match option.name {
                "private" => (option.name, "no"),
                "cards" | "seconds" | "seed" => (option.name, "7"),
                name => (name, "words"),
            })
            .collect();
        let typed: Vec<String> = options.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        let sent = class.simulator.slash(MAYA, GENERAL, &format!("{} {}", spec.name, typed.join(" ")));
        let shown = class.simulator.expect_answer(&sent).await;
        assert_eq!(shown.private, spec.audience == Audience::Asker, "{}", spec.name);
        let heard = class.last_heard();
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        assert_eq!(
            heard.what,
            What::Command { name: spec.name.to_owned(), options: options.iter().map(owned).collect() }
        );
        assert_eq!(heard.place.channel.0, format!("slack:{GENERAL}"));
        assert_eq!(heard.place.space.0, format!("slack:{TEAM}"));
        assert!(heard.member.moderator && !heard.place.direct);
    }
    class.close().await;
}

#[tokio::test]
async fn the_others_see_what_was_asked_and_a_private_answer_stays_private() {
    let class = Class::open().await;
    let sent = class.simulator.slash(ANA, GENERAL, "ask what is <!channel> & more?");
    let shown = class.simulator.expect_answer(&sent).await;
    assert!(
        !shown.private && shown.text.contains("ana: /desk ask what is <!channel> & more?"),
        "{}",
        shown.text
    );
    let sent = class.simulator.slash(ANA, GENERAL, "ask private:yes what?");
    let shown = class.simulator.expect_answer(&sent).await;
    assert!(shown.private && !shown.text.contains("ana:"), "{}", shown.text);
    class.close().await;
}

#[tokio::test]
async fn admins_moderate_where_the_settings_say_so_and_the_app_may_look() {
    for (allowed, scope, expected) in [(true, true, true), (false, true, false), (true, false, false)] {
        let setup = Setup::with(|options, settings| {
            settings.features.admins_moderate = allowed;
            if scope {
                options.scopes.push("users:read");
            }
        });
        let class = Class::open_with(setup, super::echo).await;
        for (person, moderator) in [(ANA, false), (BEN, expected), (MAYA, true)] {
            let sent = class.simulator.slash(person, GENERAL, "quiz stop");
            class.simulator.expect_answer(&sent).await;
            assert_eq!(class.last_heard().member.moderator, moderator, "{} {allowed} {scope}", person.name);
        }
        class.close().await;
    }
}

#[tokio::test]
async fn an_option_that_completes_is_picked_from_a_list() {
    let class = Class::open().await;
    let rows = [
        ("define", "define", vec![], "term"),
        ("quiz start deck: cards:5", "quiz start", vec![("cards", "5")], "deck"),
    ];
    for (typed, name, mut options, option) in rows {
        let sent = class.simulator.slash(MAYA, GENERAL, typed);
        let shown = class.simulator.expect_answer(&sent).await;
        assert!(shown.private);
        let (list, block) = shown.lists.first().expect("a list").clone();
        let asked = class.simulator.suggest(MAYA, GENERAL, &list, &block, "nee");
        let payload = class.simulator.expect_ack(&asked.envelope).await;
        assert_eq!(crate::simulator::slack::checks::options(&payload), Vec::<String>::new());
        let values: Vec<&str> = payload["options"]
            .as_array()
            .expect("options")
            .iter()
            .filter_map(|o| o["value"].as_str())
            .collect();
        assert_eq!(values, ["nee!", "another & more"]);
        let mut action = list.clone();
        action["block_id"] = serde_json::json!(block);
        action["selected_option"] = payload["options"][1].clone();
        let picked = class.simulator.press(MAYA, GENERAL, None, action);
        class.simulator.expect_answer(&picked).await;
        options.push((option, "another & more"));
        let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(class.last_heard().what, What::Command { name: name.to_owned(), options });
    }
    class.close().await;
}

#[tokio::test]
async fn choices_wait_for_nobody_where_slack_is_slow() {
    let setup = Setup::admins_moderate();
    let class = Class::open_with(setup, super::echo).await;
    class.simulator.trouble("users.info", Trouble::Silence);
    for person in [ANA, BEN, ANA, BEN] {
        class.simulator.slash(person, GENERAL, "scores");
    }
    let list = serde_json::json!({ "action_id": "pick|define|term" });
    let asked = class.simulator.suggest(ANA, GENERAL, &list, "pick|", "nee");
    class.simulator.expect_ack(&asked.envelope).await;
    assert_eq!(class.heard_count(), 1, "those who are looked up are still waited for");
    let asked_for = || class.simulator.calls().iter().filter(|call| call.method == "users.info").count();
    let last = class.simulator.slash(MAYA, GENERAL, "help");
    class.simulator.expect_answer(&last).await;
    // Each is asked for once, side by side; one silence is waited for, and then nobody is asked for a while.
    assert!(asked_for() <= 2, "{}", asked_for());
    let behind = asked_for();
    let later = class.simulator.slash(BEN, GENERAL, "help");
    class.simulator.expect_answer(&later).await;
    assert_eq!(asked_for(), behind);
    class.close().await;
}

#[tokio::test]
async fn choices_that_take_too_long_are_left_out_in_time() {
    let setup = Setup::limits(|limits| limits.choices = std::time::Duration::from_millis(1000));
    let class = Class::open_with(setup, |inbound| match inbound.what {
        What::Completing { .. } => Box::pin(std::future::pending()),
        _ => at_once(Response::Silent),
    })
    .await;
    let list = serde_json::json!({ "action_id": "pick|define|term" });
    let asked = class.simulator.suggest(ANA, GENERAL, &list, "pick|", "nee");
    // What waits behind them is acknowledged within 3 s, too; whoever is late is noted.
    let behind: Vec<_> =
        (0..4).map(|_| class.simulator.suggest(BEN, GENERAL, &list, "pick|", "need")).collect();
    let sent = class.simulator.slash(ANA, GENERAL, "scores");
    for asked in [asked].iter().chain(&behind) {
        assert_eq!(class.simulator.expect_ack(&asked.envelope).await["options"], serde_json::json!([]));
    }
    class.simulator.expect_ack(&sent.envelope).await;
    class.close().await;
}

#[tokio::test]
async fn a_message_is_explained_to_the_asker_alone() {
    let class = Class::open().await;
    let sent = class.simulator.shortcut(ANA, GENERAL, "explain", "what is <https://example.org|a need>?");
    assert!(class.simulator.expect_answer(&sent).await.private);
    let What::Command { name, options } = class.last_heard().what else { panic!("a command") };
    assert_eq!(name, "ask");
    assert!(options.contains(&("question".to_owned(), "what is a need?".to_owned())));
    class.close().await;
}
