//! What Discord would refuse, and what the desk must never send.
//!
//! Three opinions: another team's types and limits (twilight), Discord's own description
//! where it is at hand, and the documented rules that neither of them has.

use std::collections::BTreeSet;

use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::{Value, json};
use twilight_model::application::command::{Command, CommandOptionChoice};
use twilight_model::channel::message::component::{ActionRow, Component};
use twilight_model::channel::message::{AllowedMentions, Embed};
use twilight_model::gateway::event::GatewayEventDeserializer;
use twilight_model::http::interaction::InteractionResponse;

use super::call::Call;
use super::openapi;

/// "Message content", in characters.
const CONTENT: usize = 2000;
/// "The combined sum of characters in all title, description, field.name, field.value,
/// footer.text, and author.name fields across all embeds."
const EMBEDS: usize = 6000;
/// "custom_id": 1 to 100 characters.
const CUSTOM_ID: usize = 100;
/// A form's title.
const FORM_TITLE: usize = 45;
/// Choices of an autocomplete.
const CHOICES: usize = 25;
/// Flags that a bot may set here: "SUPPRESS_EMBEDS", "EPHEMERAL" and "SUPPRESS_NOTIFICATIONS".
const FLAGS: u64 = (1 << 2) | (1 << 6) | (1 << 12);

/// What is wrong with a request.
pub(crate) fn request(call: &Call, body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match call {
        Call::SetCommands { .. } => commands(body, &mut found),
        Call::Callback { .. } => callback(body, &mut found),
        call if call.is_message() => {
            message(body, &mut found);
            if matches!(call, Call::CreateMessage { .. } | Call::Followup { .. }) {
                not_empty(body, &mut found);
            }
        }
        _ => {}
    }
    found.extend(openapi::request(call, body));
    found.into_iter().map(|fault| format!("{call:?}: {fault}")).collect()
}

/// What is wrong with an answer of the simulator itself.
pub(crate) fn response(call: &Call, body: &Value) -> Vec<String> {
    openapi::response(call, body).into_iter().map(|fault| format!("answer to {call:?}: {fault}")).collect()
}

/// What is wrong with an event of the simulator itself.
pub(crate) fn event(name: &str, data: &Value) -> Vec<String> {
    let frame = json!({ "t": name, "s": 1, "op": 0, "d": data }).to_string();
    let Some(reader) = GatewayEventDeserializer::from_json(&frame) else {
        return vec![format!("{name} is not an event")];
    };
    match reader.deserialize(&mut serde_json::Deserializer::from_str(&frame)) {
        Ok(_) => Vec::new(),
        Err(error) => vec![format!("{name} is not what Discord sends: {error}")],
    }
}

/// Reads a part as another team's type.
fn read<T: DeserializeOwned>(part: &Value, found: &mut Vec<String>) -> Option<T> {
    serde_json::from_value(part.clone()).map_err(|error| found.push(format!("{error}: {part}"))).ok()
}

/// Takes down a limit that is not kept.
fn keep<T, E: std::fmt::Display>(result: Result<T, E>, found: &mut Vec<String>) {
    if let Err(error) = result {
        found.push(error.to_string());
    }
}

fn length(text: &Value) -> usize {
    text.as_str().unwrap_or_default().chars().count()
}

fn list<'a>(body: &'a Value, name: &str) -> &'a [Value] {
    body.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn message(body: &Value, found: &mut Vec<String>) {
    if length(&body["content"]) > CONTENT {
        found.push(format!("content of {} characters", length(&body["content"])));
    }
    if body["flags"].as_u64().unwrap_or_default() & !FLAGS != 0 {
        found.push(format!("flags {} are not a bot's to set", body["flags"]));
    }
    mentions(body, found);
    embeds(list(body, "embeds"), found);
    components(list(body, "components"), found);
}

/// Echoed text can ping people unless every message forbids it.
fn mentions(body: &Value, found: &mut Vec<String>) {
    let Some(allowed) = body.get("allowed_mentions").filter(|allowed| !allowed.is_null()) else {
        found.push("a message without allowed_mentions can ping people".to_owned());
        return;
    };
    if allowed.get("parse") != Some(&json!([])) {
        found.push(format!("allowed_mentions without an empty parse: {allowed}"));
    }
    let mut full = allowed.clone();
    if let Some(fields) = full.as_object_mut() {
        for name in ["users", "roles"] {
            fields.entry(name).or_insert(json!([]));
        }
    }
    if let Some(allowed) = read::<AllowedMentions>(&full, found)
        && (!allowed.users.is_empty() || !allowed.roles.is_empty() || allowed.replied_user)
    {
        found.push(format!("somebody may be pinged: {full}"));
    }
}

fn embeds(embeds: &[Value], found: &mut Vec<String>) {
    let mut all = Vec::new();
    for embed in embeds {
        let mut embed = embed.clone();
        embed["type"] = json!("rich");
        all.extend(read::<Embed>(&embed, found));
    }
    keep(twilight_validate::message::embeds(&all), found);
    let total: usize = all.iter().map(twilight_validate::embed::chars).sum();
    if total > EMBEDS {
        found.push(format!("embeds of {total} characters together"));
    }
}

fn components(rows: &[Value], found: &mut Vec<String>) {
    let read: Vec<Component> = rows.iter().filter_map(|row| read(row, found)).collect();
    keep(twilight_validate::message::components(&read, false), found);
    let mut seen = BTreeSet::new();
    for component in rows.iter().flat_map(|row| list(row, "components")) {
        let id = component["custom_id"].as_str().unwrap_or_default();
        if id.is_empty() || id.chars().count() > CUSTOM_ID {
            found.push(format!("custom_id of {} characters", id.chars().count()));
        }
        if !seen.insert(id) {
            found.push(format!("custom_id {id} twice in one message"));
        }
        if component["type"] == json!(2) && length(&component["label"]) == 0 {
            found.push(format!("a button without a label: {component}"));
        }
    }
}

fn not_empty(body: &Value, found: &mut Vec<String>) {
    if length(&body["content"]) == 0 && list(body, "embeds").is_empty() {
        found.push("an empty message".to_owned());
    }
}

fn callback(body: &Value, found: &mut Vec<String>) {
    let data = &body["data"];
    let mut full = body.clone();
    if data.get("allowed_mentions").is_some() {
        for name in ["users", "roles"] {
            if full["data"]["allowed_mentions"].get(name).is_none() {
                full["data"]["allowed_mentions"][name] = json!([]);
            }
        }
    }
    for file in full["data"]["attachments"].as_array_mut().into_iter().flatten() {
        // Discord's description has digits as text here, and twilight the number.
        file["id"] = file["id"].as_str().and_then(|id| id.parse::<u64>().ok()).into();
    }
    for embed in full["data"]["embeds"].as_array_mut().into_iter().flatten() {
        embed["type"] = json!("rich");
    }
    read::<InteractionResponse>(&full, found);
    match body["type"].as_u64() {
        Some(4) => {
            message(data, found);
            not_empty(data, found);
        }
        Some(7) => message(data, found),
        Some(8) => choices(data, found),
        Some(9) => form(data, found),
        _ => {}
    }
}

fn choices(data: &Value, found: &mut Vec<String>) {
    let choices = list(data, "choices");
    if choices.len() > CHOICES {
        found.push(format!("{} choices", choices.len()));
    }
    for choice in
        choices.iter().filter_map(|choice| read::<CommandOptionChoice>(choice, found)).collect::<Vec<_>>()
    {
        keep(twilight_validate::command::choice(&choice), found);
    }
}

fn form(data: &Value, found: &mut Vec<String>) {
    for (name, most) in [("title", FORM_TITLE), ("custom_id", CUSTOM_ID)] {
        if !(1..=most).contains(&length(&data[name])) {
            found.push(format!("a form's {name} of {} characters", length(&data[name])));
        }
    }
    let rows: Vec<ActionRow> = list(data, "components")
        .iter()
        .filter_map(|row| match read::<Component>(row, found) {
            Some(Component::ActionRow(row)) => Some(row),
            _ => None,
        })
        .collect();
    if rows.is_empty() {
        found.push("a form without a line".to_owned());
    }
    for component in rows.iter().flat_map(|row| &row.components) {
        match component {
            Component::TextInput(input) => keep(twilight_validate::component::text_input(input, true), found),
            other => found.push(format!("a form takes text, not {other:?}")),
        }
    }
}

fn commands(body: &Value, found: &mut Vec<String>) {
    let mut names = BTreeSet::new();
    for command in body.as_array().into_iter().flatten() {
        let kind = command["type"].as_u64().unwrap_or(1);
        if !names.insert((kind, command["name"].to_string())) {
            found.push(format!("two commands are called {}", command["name"]));
        }
        let mut full = command.clone();
        let defaults = [
            ("type", json!(1)),
            ("version", json!("1")),
            ("description", json!("")),
            ("default_member_permissions", Value::Null),
        ];
        for (name, value) in defaults {
            if full.get(name).is_none() {
                full[name] = value;
            }
        }
        if full["default_member_permissions"].is_u64() {
            // Discord takes a number too, and always answers with its digits.
            full["default_member_permissions"] = json!(full["default_member_permissions"].to_string());
        }
        let Some(read) = read::<Command>(&full, found) else { continue };
        keep(twilight_validate::command::command(&read), found);
        keep(twilight_validate::command::options(&read.options), found);
        if kind == 1 {
            keep(twilight_validate::command::chat_input_name(&read.name), found);
            keep(twilight_validate::command::description(&read.description), found);
        } else if !read.description.is_empty() {
            found.push(format!("the menu command {} has a description", read.name));
        }
    }
}
