//! The checks of the simulated Discord do find what Discord would refuse: a rule that
//! cannot fail would check nothing.

use serde_json::{Value, json};

use crate::simulator::discord::Call;
use crate::simulator::discord::checks;

fn faults_of_message(change: Value) -> Vec<String> {
    let mut body = json!({ "content": "hello", "allowed_mentions": { "parse": [] } });
    if let (Some(body), Value::Object(change)) = (body.as_object_mut(), change) {
        body.extend(change);
    }
    checks::request(&Call::CreateMessage { channel: 301 }, &body)
}

fn button(custom_id: &str, label: &str) -> Value {
    json!({ "type": 2, "style": 1, "custom_id": custom_id, "label": label })
}

fn row(buttons: &[Value]) -> Value {
    json!({ "type": 1, "components": buttons })
}

#[test]
fn a_good_message_is_good() {
    let embed =
        json!({ "title": "A term", "description": "what it is", "fields": [{ "name": "a", "value": "b" }] });
    let rows = [row(&[button("ask:a", "a"), button("ask:b", "b")])];
    let faults = faults_of_message(json!({ "embeds": [embed], "components": rows }));
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn every_limit_of_a_message_is_kept() {
    let long = |n: usize| "x".repeat(n);
    let embed = |part: Value| json!({ "embeds": [part] });
    let six: Vec<Value> = (0..6).map(|n| button(&format!("b{n}"), "b")).collect();
    let rows: Vec<Value> = (0..6).map(|n| row(&[button(&format!("r{n}"), "r")])).collect();
    let fields: Vec<Value> = (0..26).map(|_| json!({ "name": "n", "value": "v" })).collect();
    let cases = [
        ("content", json!({ "content": long(2001) })),
        ("empty", json!({ "content": "" })),
        ("mentions missing", json!({ "allowed_mentions": null })),
        ("mentions of everyone", json!({ "allowed_mentions": { "parse": ["everyone"] } })),
        ("mentions by default", json!({ "allowed_mentions": {} })),
        ("mentions of a user", json!({ "allowed_mentions": { "parse": [], "users": ["401"] } })),
        ("mentions in a reply", json!({ "allowed_mentions": { "parse": [], "replied_user": true } })),
        ("embed title", embed(json!({ "title": long(257) }))),
        ("embed description", embed(json!({ "description": long(4097) }))),
        ("embed fields", embed(json!({ "fields": fields }))),
        ("field name", embed(json!({ "fields": [{ "name": long(257), "value": "v" }] }))),
        ("field value", embed(json!({ "fields": [{ "name": "n", "value": long(1025) }] }))),
        ("footer", embed(json!({ "footer": { "text": long(2049) } }))),
        (
            "embeds together",
            json!({ "embeds": [{ "description": long(3500) }, { "description": long(2501) }] }),
        ),
        ("six buttons", json!({ "components": [row(&six)] })),
        ("six rows", json!({ "components": rows })),
        ("label", json!({ "components": [row(&[button("b", &long(81))])] })),
        ("no label", json!({ "components": [row(&[button("b", "")])] })),
        ("custom_id", json!({ "components": [row(&[button(&long(101), "b")])] })),
        ("custom_id twice", json!({ "components": [row(&[button("b", "a"), button("b", "c")])] })),
        ("flags", json!({ "flags": 1 << 7 })),
    ];
    for (what, change) in cases {
        assert!(!faults_of_message(change).is_empty(), "{what} was let through");
    }
}

fn faults_of_callback(body: Value) -> Vec<String> {
    checks::request(&Call::Callback { interaction: 1, token: "t".to_owned() }, &body)
}

fn form(title: &str, custom_id: &str, label: &str) -> Value {
    let input = json!({ "type": 4, "style": 1, "custom_id": "text", "label": label, "required": true });
    json!({ "type": 9, "data": { "title": title, "custom_id": custom_id, "components": [row(&[input])] } })
}

#[test]
fn every_limit_of_a_response_is_kept() {
    let long = |n: usize| "x".repeat(n);
    assert_eq!(faults_of_callback(form("Your answer", "answer:1:1", "Answer")), Vec::<String>::new());
    assert_eq!(faults_of_callback(json!({ "type": 5, "data": { "flags": 64 } })), Vec::<String>::new());
    let choice = |name: &str| json!({ "name": name, "value": name });
    let choices = |choices: Vec<Value>| json!({ "type": 8, "data": { "choices": choices } });
    assert_eq!(faults_of_callback(choices(vec![choice("a")])), Vec::<String>::new());
    let cases = [
        ("form title", form(&long(46), "f", "a")),
        ("form id", form("t", &long(101), "a")),
        ("no form id", form("t", "", "a")),
        ("line label", form("t", "f", &long(46))),
        (
            "a form without lines",
            json!({ "type": 9, "data": { "title": "t", "custom_id": "f", "components": [] } }),
        ),
        ("26 choices", choices((0..26).map(|n| choice(&n.to_string())).collect())),
        ("a long choice", choices(vec![choice(&long(101))])),
        ("an empty message", json!({ "type": 4, "data": { "allowed_mentions": { "parse": [] } } })),
        ("a message that pings", json!({ "type": 4, "data": { "content": "@everyone" } })),
        ("an unknown type", json!({ "type": 77 })),
    ];
    for (what, body) in cases {
        assert!(!faults_of_callback(body).is_empty(), "{what} was let through");
    }
}

#[test]
fn every_limit_of_a_command_is_kept() {
    let faults = |body: Value| checks::request(&Call::SetCommands { guild: None }, &body);
    let command = |name: &str, description: &str, options: Value| {
        json!([{ "type": 1, "name": name, "description": description, "options": options,
                 "default_member_permissions": "8192" }])
    };
    let option = |name: &str, required: bool| json!({ "type": 3, "name": name, "description": "d", "required": required });
    assert_eq!(faults(command("ask", "Ask", json!([option("question", true)]))), Vec::<String>::new());
    assert_eq!(faults(json!([{ "type": 3, "name": "Explain this" }])), Vec::<String>::new());
    let cases = [
        ("capitals", command("Ask", "Ask", json!([]))),
        ("a space", command("ask me", "Ask", json!([]))),
        ("a long name", command(&"a".repeat(33), "Ask", json!([]))),
        ("a long description", command("ask", &"a".repeat(101), json!([]))),
        ("no description", command("ask", "", json!([]))),
        ("required last", command("ask", "Ask", json!([option("a", false), option("b", true)]))),
        ("an option's name", command("ask", "Ask", json!([option("A b", true)]))),
        ("a menu's description", json!([{ "type": 3, "name": "Explain this", "description": "d" }])),
    ];
    for (what, body) in cases {
        assert!(!faults(body).is_empty(), "{what} was let through");
    }
    let twice = json!([{ "type": 1, "name": "a", "description": "d" }, { "type": 1, "name": "a", "description": "d" }]);
    assert!(!faults(twice).is_empty(), "two commands of one name were let through");
}
