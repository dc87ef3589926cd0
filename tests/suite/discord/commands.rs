//! Every command of the table as it is used in Discord's client.

use deskbell::domain::command::{COMMANDS, CommandSpec, OptionSpec, Takes};
use deskbell::domain::inbound::What;
use deskbell::domain::reply::{Audience, Response};
use serde_json::json;

use super::{Class, Setup, at_once, say};
use crate::simulator::discord::Call;
use crate::simulator::discord::world::{ANA, BEN, GENERAL, GUILD, MAYA};

/// A value for each option of the table.
fn value_of(option: &OptionSpec) -> &'static str {
    match option.takes {
        Takes::Flag => "false",
        Takes::Number { .. } => "7",
        Takes::OneOf(words) => words[0],
        Takes::Text => "some words",
        Takes::File => "bees.yaml",
    }
}

#[tokio::test]
async fn every_command_arrives_with_its_options_and_is_answered() {
    let class = Class::open().await;
    // A file comes in another way; it has a test of its own.
    let with_file = |spec: &&CommandSpec| spec.options.iter().any(|option| option.takes == Takes::File);
    for spec in COMMANDS.iter().filter(|spec| !with_file(spec)) {
        let options: Vec<(&str, &str)> =
            spec.options.iter().map(|option| (option.name, value_of(option))).collect();
        let sent = class.simulator.slash(MAYA, GENERAL, spec.name, &options);
        let reply = class.simulator.expect_reply(&sent).await;
        assert_eq!(reply.private, spec.audience == Audience::Asker, "{}", spec.name);
        let heard = class.last_heard();
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let expected =
            What::Command { name: spec.name.to_owned(), options: options.iter().map(owned).collect() };
        assert_eq!(heard.what, expected);
        assert_eq!(heard.place.channel.0, format!("discord:{GENERAL}"));
        assert_eq!(heard.place.space.0, format!("discord:{GUILD}"));
        assert!(heard.member.moderator && !heard.place.direct);
    }
    class.close().await;
}

#[tokio::test]
async fn a_command_without_options_and_one_in_direct_messages_work() {
    let class = Class::open().await;
    let sent = class.simulator.slash(MAYA, GENERAL, "quiz start", &[]);
    assert!(class.simulator.expect_reply(&sent).await.private);
    let sent = class.simulator.slash(ANA, ANA.direct_channel(), "ask", &[("question", "alone?")]);
    class.simulator.expect_reply(&sent).await;
    let heard = class.last_heard();
    assert!(heard.place.direct);
    assert_eq!(heard.member.id.0, format!("discord:{}", ANA.id));
    class.close().await;
}

#[tokio::test]
async fn private_is_the_askers_choice() {
    let class = Class::open().await;
    for (private, expected) in [("true", true), ("false", false)] {
        let options = [("question", "what?"), ("private", private)];
        let sent = class.simulator.slash(ANA, GENERAL, "ask", &options);
        assert_eq!(class.simulator.expect_reply(&sent).await.private, expected);
    }
    class.close().await;
}

#[tokio::test]
async fn a_moderator_is_known_by_each_payload() {
    let class = Class::open().await;
    for (person, moderator) in [(ANA, false), (MAYA, true), (BEN, false)] {
        let sent = class.simulator.slash(person, GENERAL, "quiz stop", &[]);
        class.simulator.expect_reply(&sent).await;
        let member = class.last_heard().member;
        assert_eq!((member.moderator, member.name.as_str()), (moderator, person.name));
    }
    class.close().await;
}

#[tokio::test]
async fn half_typed_options_are_completed() {
    let class = Class::open().await;
    for (command, option) in [("define", "term"), ("quiz start", "deck")] {
        let sent = class.simulator.complete(MAYA, GENERAL, command, option, "nee");
        let choices = class.simulator.expect_choices(&sent).await;
        let expected = ["nee!", "another"].map(|word| (word.to_owned(), word.to_owned()));
        assert_eq!(choices, expected);
        let what = What::Completing {
            command: command.to_owned(),
            option: option.to_owned(),
            typed: "nee".to_owned(),
        };
        assert_eq!(class.last_heard().what, what);
    }
    class.close().await;
}

#[tokio::test]
async fn too_many_too_long_and_no_choices_are_taken_by_discord() {
    let lists = [
        (0..60).map(|n| format!("term {n}")).collect::<Vec<_>>(),
        vec!["é".repeat(150), String::new(), "short".to_owned()],
        vec![],
    ];
    for list in lists {
        let choices = list.clone();
        let class =
            Class::open_with(Setup::default(), move |_| at_once(Response::Choices(choices.clone()))).await;
        let sent = class.simulator.complete(ANA, GENERAL, "define", "term", "");
        let shown = class.simulator.expect_choices(&sent).await;
        assert!(shown.len() <= 25 && shown.is_empty() == list.is_empty());
        class.close().await;
    }
}

#[tokio::test]
async fn a_message_is_explained_to_the_asker_alone() {
    let class = Class::open().await;
    let sent = class.simulator.message_command(ANA, GENERAL, "Explain this", "what is a need?");
    assert!(class.simulator.expect_reply(&sent).await.private);
    let What::Command { name, options } = class.last_heard().what else { panic!("a command") };
    assert_eq!(name, "ask");
    assert!(options.contains(&("question".to_owned(), "what is a need?".to_owned())));
    class.close().await;
}

#[tokio::test]
async fn moderators_commands_are_shown_to_moderators_and_each_kind_is_registered_once() {
    let class = Class::start(Setup::default(), |_| at_once(say("x"))).await;
    let commands = class.simulator.expect_commands().await;
    for command in &commands {
        let name = command["name"].as_str().expect("a name");
        let of_it = |spec: &&CommandSpec| spec.name.split(' ').next() == Some(name);
        let moderators = COMMANDS.iter().find(of_it).is_some_and(|spec| spec.moderator);
        let permissions = command["default_member_permissions"].to_string();
        assert_eq!(permissions.trim_matches('"') == "8192", moderators, "{command}");
    }
    assert!(commands.iter().any(|command| command["type"] == json!(3)));
    class.close().await;
}

#[tokio::test]
async fn one_server_alone_can_have_the_commands() {
    let mut setup = Setup::default();
    setup.settings.guild = Some(GUILD);
    let class = Class::start(setup, |_| at_once(say("x"))).await;
    let fits = |call: &Call| matches!(call, Call::SetCommands { .. });
    let request = class.simulator.expect_request("the registration", fits).await;
    assert_eq!(request.call, Call::SetCommands { guild: Some(GUILD) });
    class.close().await;
}

#[tokio::test]
async fn commands_of_an_earlier_setting_do_not_stay_beside_those_of_this_one() {
    for (set, other) in [(None, Some(GUILD)), (Some(GUILD), None)] {
        let mut setup = Setup::default();
        setup.settings.guild = set;
        let class = Class::open_with(setup, |_| at_once(say("x"))).await;
        let fits = |call: &Call| *call == Call::SetCommands { guild: other };
        let request = class.simulator.expect_request("the commands of the other kind", fits).await;
        assert_eq!(request.body, json!([]));
        class.close().await;
    }
}

#[tokio::test]
async fn no_quiz_begins_where_its_cards_could_not_be_posted() {
    const VIEW_AND_EMBED: u64 = (1 << 10) | (1 << 14);
    let class = Class::open().await;
    class.simulator.allow(VIEW_AND_EMBED);
    let sent = class.simulator.slash(MAYA, GENERAL, "quiz start", &[]);
    let reply = class.simulator.expect_reply(&sent).await;
    assert!(reply.private && reply.text.contains("send messages"), "{}", reply.text);
    assert_eq!(class.heard_count(), 0);
    let sent = class.simulator.slash(MAYA, GENERAL, "quiz stop", &[]);
    class.simulator.expect_reply(&sent).await;
    assert_eq!(class.heard_count(), 1, "what needs no post is heard");
    class.close().await;
}
