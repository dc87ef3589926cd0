//! Payloads as Slack sends them, and what they mean.

use serde_json::{Value, json};

use super::*;

const OWN: &str = "UDESK";

fn said_with(kind: &str, payload: Value, features: Features) -> Option<Said> {
    let moderators = ["UMAYA".to_owned()];
    said(kind, &payload, Known { own: OWN, team: "T1", moderators: &moderators, features })
}

fn heard(kind: &str, payload: Value) -> Said {
    said_with(kind, payload, Features { typed_answers: true, ..Features::default() })
        .expect("it is meant for the desk")
}

fn slash_of(text: &str, user: &str, channel: &str) -> Said {
    heard(
        "slash_commands",
        json!({
            "command": "/desk", "text": text, "team_id": "TGUEST", "channel_id": channel, "user_id": user,
            "user_name": "ana", "response_url": "https://hooks.example/1", "trigger_id": "1.2",
        }),
    )
}

fn command(name: &str, options: &[(&str, &str)]) -> What {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    What::Command { name: name.to_owned(), options: options.iter().map(owned).collect() }
}

fn message_of(event: Value) -> Option<Said> {
    let payload = json!({ "team_id": "T1", "event_id": "Ev1", "event": event });
    said_with("events_api", payload, Features { typed_answers: true, ..Features::default() })
}

#[test]
fn commands_are_typed_behind_one() {
    let rows: &[(&str, What)] = &[
        ("ask what is a &lt;need&gt;?", command("ask", &[("question", "what is a <need>?")])),
        ("/quiz stop", command("quiz stop", &[])),
        ("quiz start week 1 cards:3", command("quiz start", &[("cards", "3"), ("deck", "week 1")])),
        ("", command("help", &[])),
        ("  ", command("help", &[])),
        ("dance", command("dance", &[])),
        ("listen off", command("desk listen", &[("on", "off")])),
        ("desk listen off", command("desk listen", &[("on", "off")])),
    ];
    for (text, expected) in rows {
        let said = slash_of(text, "U1", "C1");
        assert_eq!(&said.inbound.what, expected, "{text}");
        assert_eq!(said.pick, None, "{text}");
    }
    let said = slash_of("ask x", "U1", "C1");
    assert_eq!(
        said.inbound.place,
        Place { space: SpaceId("slack:T1".into()), channel: ChannelId("slack:C1".into()), direct: false }
    );
    assert_eq!((said.inbound.member.id.0.as_str(), said.inbound.member.name.as_str()), ("slack:U1", "ana"));
    assert_eq!(said.back.heading.as_deref(), Some("ana: /desk ask x"));
}

#[test]
fn moderators_are_those_of_the_settings_and_everyone_with_the_desk_alone() {
    for (user, channel, moderator) in [("U1", "C1", false), ("UMAYA", "C1", true), ("U1", "D1", true)] {
        let said = slash_of("help", user, channel);
        assert_eq!((said.inbound.member.moderator, said.inbound.place.direct), (moderator, channel == "D1"));
    }
    assert_eq!(slash_of("help", "U1", "D1").inbound.place.space.0, "slack:dm:D1");
}

#[test]
fn what_completes_elsewhere_is_picked_from_a_list() {
    let pick = slash_of("define", "U1", "C1").pick.expect("a term is missing");
    assert_eq!((pick.action().as_str(), pick.rest.as_str()), ("pick|define|term", ""));
    let pick = slash_of("quiz start deck: cards:5", "U1", "C1").pick.expect("a deck was asked for");
    assert_eq!((pick.action().as_str(), pick.rest.as_str()), ("pick|quiz start|deck", "cards:5"));
    let typed = json!({
        "type": "block_suggestion", "action_id": "pick|quiz start|deck", "block_id": "pick|cards:5", "value": "we",
        "team": {"id": "T1"}, "user": {"id": "U1", "name": "ana"}, "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1"},
    });
    assert!(is_suggestion(&typed));
    let said = heard("interactive", typed);
    let (command_, option, typed) = ("quiz start".to_owned(), "deck".to_owned(), "we".to_owned());
    assert_eq!(said.inbound.what, What::Completing { command: command_, option, typed });
    let action = json!({
        "type": "external_select", "action_id": "pick|quiz start|deck", "block_id": "pick|cards:5",
        "selected_option": {"value": "week &amp; 1"},
    });
    assert_eq!(
        press(action, json!({})).inbound.what,
        command("quiz start", &[("cards", "5"), ("deck", "week & 1")])
    );
}

fn press(action: Value, container: Value) -> Said {
    let mut whole = json!({
        "type": "block_actions", "actions": [action], "team": {"id": "T1"}, "trigger_id": "3.4",
        "user": {"id": "U1", "username": "ana", "name": "ana"}, "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1"},
        "response_url": "https://hooks.example/2",
    });
    if let (Some(known), Some(more)) = (whole["container"].as_object_mut(), container.as_object()) {
        known.extend(more.clone());
    }
    heard("interactive", whole)
}

#[test]
fn a_press_means_what_its_button_said_where_it_stands() {
    let said = press(json!({ "action_id": "press-0", "value": "ask:R&amp;D" }), json!({}));
    assert_eq!(said.inbound.what, What::Press(Press::Ask("R&D".to_owned())));
    assert_eq!(said.back.trigger.as_deref(), Some("3.4"));
    let said = press(json!({ "action_id": "press-0", "value": "nonsense" }), json!({}));
    assert_eq!(said.inbound.what, What::UnknownPress);
    let action = || json!({ "action_id": "press-0", "value": "answer:1:2" });
    let rows = [(json!({ "thread_ts": "0.9" }), "slack:C1:0.9"), (json!({ "thread_ts": "1.1" }), "slack:C1")];
    for (container, place) in rows {
        assert_eq!(press(action(), container).inbound.place.channel.0, place);
    }
}

#[test]
fn a_form_comes_back_with_its_place_and_its_way_back() {
    let opened =
        press(json!({ "action_id": "press-0", "value": "answer:7:2" }), json!({ "thread_ts": "0.9" }));
    let token = Press::Answer { quiz: crate::domain::ids::QuizId(7), round: 2 }.to_token().expect("short");
    let carried = metadata(&token, &opened.back, &opened.inbound.place);
    let payload = json!({
        "type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1", "name": "ana"}, "trigger_id": "9.9",
        "view": {
            "callback_id": "form", "private_metadata": carried,
            "state": {"values": {"answer": {"text": {"type": "plain_text_input", "value": "a need"}}, "note": {"text": {"value": null}}}},
        },
    });
    let said = heard("interactive", payload.clone());
    let fields = vec![("answer".to_owned(), "a need".to_owned()), ("note".to_owned(), String::new())];
    let press = Press::Answer { quiz: crate::domain::ids::QuizId(7), round: 2 };
    assert_eq!(said.inbound.what, What::Submitted { press, fields });
    assert_eq!(said.inbound.place, opened.inbound.place);
    assert_eq!(said.back.answer_url, opened.back.answer_url);
    let mut foreign = payload;
    foreign["view"]["callback_id"] = json!("another");
    assert!(said_with("interactive", foreign, Features::default()).is_none());
}

#[test]
fn a_message_is_explained_to_the_asker_alone() {
    let payload = json!({
        "type": "message_action", "callback_id": "explain", "team": {"id": "T1"}, "user": {"id": "U1", "name": "ana"},
        "channel": {"id": "C1"}, "message": {"ts": "1.1", "text": "see <https://example.org|the page> &amp; more"},
        "response_url": "https://hooks.example/3", "trigger_id": "5.6",
    });
    let said = heard("interactive", payload);
    assert_eq!(
        said.inbound.what,
        command("ask", &[("question", "see the page & more"), ("private", "true")])
    );
}

#[test]
fn a_mention_is_answered_in_its_thread() {
    let mention = |more: Value| {
        let mut event = json!({ "type": "app_mention", "user": "U1", "text": "<@UDESK> what is a need?", "ts": "5.5", "channel": "C1" });
        event.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        message_of(event)
    };
    let fresh = mention(json!({})).expect("a mention");
    assert_eq!(fresh.inbound.what, What::Addressed("what is a need?".to_owned()));
    assert_eq!(
        (fresh.inbound.place.channel.0.as_str(), fresh.back.thread.as_deref()),
        ("slack:C1", Some("5.5"))
    );
    assert!(!fresh.named);
    let inside = mention(json!({ "thread_ts": "2.2" })).expect("a mention");
    assert_eq!(
        (inside.inbound.place.channel.0.as_str(), inside.back.thread.as_deref()),
        ("slack:C1:2.2", Some("2.2"))
    );
    assert!(mention(json!({ "bot_id": "B1" })).is_none());
    assert!(mention(json!({ "user": "UDESK" })).is_none());
}

#[test]
fn messages_are_heard_where_that_is_switched_on() {
    let message = |channel: &str, text: &str| json!({ "type": "message", "user": "U1", "text": text, "ts": "5.5", "channel": channel });
    let direct = message_of(message("D1", "what is a need?")).expect("a direct message");
    assert_eq!(direct.inbound.what, What::Addressed("what is a need?".to_owned()));
    assert!(direct.inbound.place.direct && direct.back.thread.is_none());
    let typed = message_of(message("C1", "a need")).expect("a typed answer");
    assert_eq!(typed.inbound.what, What::Overheard("a need".to_owned()));
    assert!(message_of(message("C1", "<@UDESK> hi")).is_none(), "a mention comes as one");
    for subtype in ["message_changed", "message_deleted", "channel_join", "bot_message"] {
        let mut notice = message("C1", "x");
        notice["subtype"] = json!(subtype);
        assert!(message_of(notice).is_none(), "{subtype}");
    }
    let off = Features { direct_messages: false, ..Features::default() };
    for channel in ["D1", "C1"] {
        let payload = json!({ "team_id": "T1", "event": message(channel, "x") });
        assert!(said_with("events_api", payload, off).is_none(), "{channel}");
    }
}

#[test]
fn nothing_that_is_broken_is_taken_for_words() {
    let rows = ["slash_commands", "interactive", "events_api", "unheard_of"];
    let payloads = [
        json!(null),
        json!([]),
        json!({}),
        json!({ "type": "block_actions" }),
        json!({ "type": "view_submission", "user": {"id": "U1"} }),
    ];
    for kind in rows {
        for payload in &payloads {
            assert!(said_with(kind, payload.clone(), Features::default()).is_none(), "{kind} {payload}");
        }
    }
}

#[test]
fn a_list_carries_whole_options_or_none() {
    let rest = |rest: String| {
        let pick = Pick { command: "quiz start".to_owned(), option: "deck", rest };
        let carried = pick.carried();
        assert!(carried.starts_with("pick|") && carried.encode_utf16().count() <= 255, "{carried}");
        carried
    };
    assert_eq!(rest("cards:5 hints:no".to_owned()), "pick|cards:5 hints:no");
    let long = "🎓".repeat(120);
    assert_eq!(rest(format!("cards:5 name:{long}")), "pick|cards:5");
    assert_eq!(rest(format!("name:{long}{long}")), "pick|");
}
