//! Payloads written after Discord's documentation, and what they mean.

use serde_json::{Value, json};

use super::*;

const OWN: u64 = 900;

fn user(id: u64, name: &str) -> Value {
    json!({ "id": id.to_string(), "username": name, "discriminator": "0", "global_name": null, "avatar": null })
}

fn guild_member(permissions: &str) -> Value {
    json!({
        "user": user(7, "ada"), "nick": "Ada @everyone", "roles": [], "joined_at": "2026-01-01T00:00:00Z",
        "deaf": false, "mute": false, "flags": 0, "permissions": permissions,
    })
}

fn payload(kind: u8, data: Value) -> Value {
    json!({
        "id": "5", "application_id": "6", "type": kind, "token": "tok", "version": 1, "locale": "en-GB",
        "channel_id": "42", "entitlements": [], "attachment_size_limit": 1000, "data": data,
        "authorizing_integration_owners": {}, "app_permissions": "0",
    })
}

fn in_guild(mut payload: Value, permissions: &str) -> Call {
    payload["guild_id"] = json!("41");
    payload["member"] = guild_member(permissions);
    read(payload)
}

fn read(payload: Value) -> Call {
    interaction(serde_json::from_value(payload).expect("an interaction")).expect("a call")
}

fn direct(mut payload: Value) -> Call {
    payload["user"] = user(7, "ada");
    read(payload)
}

fn slash(name: &str, options: Value) -> Value {
    payload(2, json!({ "id": "1", "name": name, "type": 1, "options": options }))
}

fn plain_message(content: &str) -> Value {
    json!({
        "id": "77", "channel_id": "42", "author": user(7, "ada"), "content": content, "type": 0,
        "timestamp": "2026-01-01T00:00:00Z", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": false,
    })
}

fn in_channel(content: &str) -> Value {
    let mut message = plain_message(content);
    message["guild_id"] = json!("41");
    message["member"] = json!({ "nick": null, "roles": [], "deaf": false, "mute": false });
    message
}

fn heard(payload: Value, typed_answers: bool) -> Option<Inbound> {
    let parsed: Message = serde_json::from_value(payload).expect("a message");
    message(&parsed, UserId::new(OWN), typed_answers)
}

fn options(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn a_command_carries_its_options_as_text() {
    let given = json!([
        { "name": "question", "type": 3, "value": "What is a <@1> need?" },
        { "name": "private", "type": 5, "value": true },
    ]);
    let call = in_guild(slash("ask", given), "2048");
    let expected = options(&[("question", "What is a <@1> need?"), ("private", "true")]);
    assert_eq!(call.inbound.what, What::Command { name: "ask".into(), options: expected });
    assert_eq!(call.kind, Kind::Command);
    assert_eq!(call.inbound.place.space, SpaceId("discord:41".into()));
    assert_eq!(call.inbound.place.channel, ChannelId("discord:42".into()));
    assert_eq!(call.inbound.member.id, MemberId("discord:7".into()));
    assert_eq!(call.inbound.member.name, "Ada @everyone");
    assert!(!call.inbound.place.direct && !call.inbound.member.moderator);
}

#[test]
fn a_subcommand_is_one_name() {
    let given = json!([{ "name": "start", "type": 1, "options": [
        { "name": "deck", "type": 3, "value": "week 1" },
        { "name": "cards", "type": 4, "value": 5 },
        { "name": "seed", "type": 4, "value": 9_007_199_254_740_991_u64 },
    ] }]);
    let call = in_guild(slash("quiz", given), "8192");
    let expected = options(&[("deck", "week 1"), ("cards", "5"), ("seed", "9007199254740991")]);
    assert_eq!(call.inbound.what, What::Command { name: "quiz start".into(), options: expected });
    let call = in_guild(slash("quiz", json!([{ "name": "stop", "type": 1, "options": [] }])), "8192");
    assert_eq!(call.inbound.what, What::Command { name: "quiz stop".into(), options: vec![] });
}

#[test]
fn the_payload_says_who_moderates() {
    for (permissions, moderator) in
        [("0", false), ("2048", false), ("8192", true), ("8", true), ("10240", true)]
    {
        let call = in_guild(slash("help", json!([])), permissions);
        assert_eq!(call.inbound.member.moderator, moderator, "{permissions}");
    }
    let call = direct(slash("help", json!([])));
    assert!(call.inbound.member.moderator && call.inbound.place.direct);
    assert_eq!(call.inbound.place.space, SpaceId("discord:dm:42".into()));
    assert_eq!(call.inbound.member.name, "ada");
}

#[test]
fn explain_this_is_a_private_question() {
    let mut message = plain_message(&"why? ".repeat(300));
    message["author"]["global_name"] = json!("Ada L.");
    let data = json!({
        "id": "1", "name": EXPLAIN, "type": 3, "target_id": "77", "resolved": { "messages": { "77": message } },
    });
    let call = in_guild(payload(2, data), "0");
    let What::Command { name, options } = &call.inbound.what else { panic!("a command") };
    assert_eq!((name.as_str(), options[1].1.as_str()), ("ask", "true"));
    assert_eq!(options[0].1.chars().count(), EXPLAIN_CHARACTERS);
    assert_eq!(call.inbound.audience(), crate::domain::reply::Audience::Asker);
}

#[test]
fn a_half_typed_option_is_named() {
    let half = json!([{ "name": "term", "type": 3, "value": "nee", "focused": true }]);
    let data = json!({ "id": "1", "name": "define", "type": 1, "options": half });
    let call = in_guild(payload(4, data), "0");
    assert_eq!(call.kind, Kind::Completion);
    let expected = What::Completing { command: "define".into(), option: "term".into(), typed: "nee".into() };
    assert_eq!(call.inbound.what, expected);
    let half = json!([{ "name": "start", "type": 1, "options": [
        { "name": "deck", "type": 3, "value": "we", "focused": true }] }]);
    let call = in_guild(payload(4, json!({ "id": "1", "name": "quiz", "type": 1, "options": half })), "0");
    let expected =
        What::Completing { command: "quiz start".into(), option: "deck".into(), typed: "we".into() };
    assert_eq!(call.inbound.what, expected);
}

#[test]
fn a_press_is_its_token_or_unknown() {
    for (token, what) in [
        ("skip:3:2", Press::from_token("skip:3:2").map_or(What::UnknownPress, What::Press)),
        ("ask:need", What::Press(Press::Ask("need".into()))),
        ("somebody-else's", What::UnknownPress),
    ] {
        let mut payload = payload(3, json!({ "custom_id": token, "component_type": 2 }));
        payload["message"] = plain_message("card");
        let call = in_guild(payload, "0");
        assert_eq!((call.inbound.what, call.kind), (what, Kind::Button), "{token}");
    }
}

#[test]
fn a_form_brings_its_text_and_its_press() {
    let form = |token: &str| {
        let line = json!({ "type": 4, "custom_id": "answer", "value": "a want" });
        payload(5, json!({ "custom_id": token, "components": [{ "type": 1, "components": [line] }] }))
    };
    let call = in_guild(form("answer:3:2"), "0");
    let press = Press::from_token("answer:3:2").expect("a token");
    assert_eq!(
        call.inbound.what,
        What::Submitted { press, fields: vec![("answer".into(), "a want".into())] }
    );
    assert_eq!(call.kind, Kind::Form { on_message: false });
    assert_eq!(in_guild(form("nonsense"), "0").inbound.what, What::UnknownPress);
}

#[test]
fn words_to_the_bot_are_addressed_and_others_overheard() {
    let mut mention = in_channel("<@900> what is <@7>?");
    mention["mentions"] = json!([user(OWN, "deskbell")]);
    let inbound = heard(mention, false).expect("addressed");
    assert_eq!(inbound.what, What::Addressed("what is <@7>?".into()));
    assert!(!inbound.member.moderator);
    let inbound = heard(plain_message("what is a need?"), false).expect("direct");
    assert_eq!(inbound.what, What::Addressed("what is a need?".into()));
    assert!(inbound.place.direct && inbound.member.moderator);
    assert_eq!(heard(in_channel("a need"), false), None);
    let inbound = heard(in_channel("a need"), true).expect("overheard");
    assert_eq!(inbound.what, What::Overheard("a need".into()));
    assert_eq!(heard(in_channel(""), true), None);
}

#[test]
fn bots_webhooks_notices_and_itself_are_not_heard() {
    let edits: [fn(&mut Value); 4] = [
        |m| m["author"]["bot"] = json!(true),
        |m| m["webhook_id"] = json!("3"),
        |m| m["type"] = json!(7),
        |m| m["author"]["id"] = json!(OWN.to_string()),
    ];
    for edit in edits {
        let mut message = plain_message("<@900> hello");
        edit(&mut message);
        assert_eq!(heard(message.clone(), true), None, "{message}");
    }
}

#[test]
fn only_a_reply_to_the_desk_is_about_what_it_answered() {
    let answer = |author: u64| {
        let mut answer = plain_message("");
        answer["author"] = user(author, "desk");
        answer["embeds"] =
            json!([{ "type": "rich", "description": "> **Keel**\n> The spine.\n-# a.txt, line 3" }]);
        answer
    };
    let reply_to = |author| {
        let mut reply = in_channel(&format!("<@{OWN}> and the bow?"));
        reply["type"] = json!(19);
        reply["referenced_message"] = answer(author);
        heard(reply, false).expect("words for the desk").about
    };
    assert_eq!(reply_to(OWN).map(|about| about.subjects), Some(vec!["Keel".to_owned()]));
    assert_eq!(reply_to(7), None);
    assert_eq!(heard(in_channel(&format!("<@{OWN}> what?")), false).expect("words").about, None);
}

#[test]
fn where_nothing_can_be_posted_no_quiz_begins() {
    const VIEW: u64 = 1 << 10;
    const SEND: u64 = 1 << 11;
    const EMBED: u64 = 1 << 14;
    const IN_THREADS: u64 = 1 << 38;
    let rows = [
        (0, VIEW | SEND | EMBED, false),
        (0, SEND | EMBED, true),
        (0, VIEW | SEND, true),
        (0, VIEW | EMBED | IN_THREADS, true),
        (11, VIEW | EMBED | IN_THREADS, false),
        (11, VIEW | EMBED | SEND, true),
        (0, 1 << 3, false),
    ];
    for (kind, may, barred) in rows {
        let mut given = slash("quiz", json!([{ "name": "start", "type": 1, "options": [] }]));
        given["app_permissions"] = json!(may.to_string());
        given["channel"] = json!({ "id": "42", "type": kind, "name": "c", "permissions": "0" });
        let call = in_guild(given, "8192");
        assert_eq!(call.barred, barred, "{kind} {may}");
        assert!(call.inbound.goes_on_in_channel());
    }
    assert!(!direct(slash("quiz", json!([]))).barred, "a conversation has no permissions");
}

#[test]
fn nobody_moderates_a_conversation_of_several() {
    let mut given = slash("help", json!([]));
    given["context"] = json!(2);
    assert!(!direct(given).inbound.member.moderator);
}
