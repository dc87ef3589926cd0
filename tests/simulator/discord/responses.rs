//! The life of an interaction: its first response, and what may follow.
//!
//! After "Discord Developer Docs: Receiving and Responding": the first response comes
//! within three seconds, there is only one, and it fixes who sees the reply.

use std::time::Duration;

use serde_json::{Value, json};

use super::http::Answer;
use super::state::{Interaction, State};

/// The time for the first response.
pub(super) const FIRST_RESPONSE: Duration = Duration::from_secs(3);
/// Flags of a message: "EPHEMERAL" and "LOADING".
const EPHEMERAL: u64 = 1 << 6;
const LOADING: u64 = 1 << 7;

/// Kinds of interactions.
const BUTTON: u8 = 3;
const AUTOCOMPLETE: u8 = 4;
const FORM: u8 = 5;

fn flags(body: &Value) -> u64 {
    body["flags"].as_u64().unwrap_or_default()
}

/// `POST /interactions/{id}/{token}/callback`.
pub(crate) fn callback(state: &mut State, id: u64, token: &str, body: &Value) -> Answer {
    let Some(interaction) = state.interactions.get(&id).filter(|i| i.token == token).cloned() else {
        state.violation(format!("a response to interaction {id}, which was never sent"));
        return Answer::error(404, 10062, "Unknown interaction");
    };
    if interaction.first.is_some() {
        if !interaction.unsure {
            state.violation(format!("a second first response to interaction {id}"));
        }
        return Answer::error(400, 40060, "Interaction has already been acknowledged.");
    }
    if interaction.created.elapsed() > FIRST_RESPONSE {
        state.violation(format!("interaction {id} was answered after {:?}", interaction.created.elapsed()));
        return Answer::error(404, 10062, "Unknown interaction");
    }
    let kind = body["type"].as_u64().unwrap_or_default();
    if !allowed(interaction.kind, kind) {
        state.violation(format!("response type {kind} to an interaction of type {}", interaction.kind));
        return Answer::error(400, 50035, "Invalid Form Body");
    }
    let ephemeral = flags(&body["data"]) & EPHEMERAL != 0;
    let message = first_message(state, &interaction, kind, ephemeral, &body["data"]);
    let entry = state.interactions.get_mut(&id).expect("it was just read");
    entry.first = Some((kind, ephemeral));
    entry.pending = kind == 5;
    entry.original = message;
    let event = (kind == 4 && !ephemeral).then_some("MESSAGE_CREATE");
    Answer { message, event, ..Answer::empty() }
}

/// Which first responses an interaction may have ("Interaction Callback Type").
fn allowed(interaction: u8, response: u64) -> bool {
    match response {
        4 | 5 => interaction != AUTOCOMPLETE,
        6 | 7 => interaction == BUTTON || interaction == FORM,
        8 => interaction == AUTOCOMPLETE,
        9 => interaction != AUTOCOMPLETE && interaction != FORM,
        _ => false,
    }
}

fn first_message(
    state: &mut State,
    interaction: &Interaction,
    kind: u64,
    ephemeral: bool,
    data: &Value,
) -> Option<u64> {
    let flags = if ephemeral { EPHEMERAL } else { 0 };
    match kind {
        4 => Some(state.create_message(interaction.place, data, flags)),
        5 => Some(state.create_message(interaction.place, &Value::Null, flags | LOADING)),
        6 => interaction.under.filter(|id| state.messages.contains_key(id)),
        7 => interaction.under.filter(|id| state.change_message(*id, data).is_some()),
        _ => None,
    }
}

/// The simulator's tokens carry the interaction's id behind the last hyphen.
fn by_token(state: &State, token: &str) -> Option<(u64, Interaction)> {
    let id = token.rsplit('-').next()?.parse().ok()?;
    let interaction = state.interactions.get(&id).filter(|i| i.token == token)?;
    Some((id, interaction.clone()))
}

/// `GET .../messages/@original`.
pub(crate) fn get_original(state: &mut State, token: &str) -> Answer {
    let original = by_token(state, token).and_then(|(_, i)| i.original);
    match original.and_then(|id| state.messages.get(&id)) {
        Some(message) => Answer::ok(message.clone()),
        None => unknown(state, "read"),
    }
}

/// `PATCH .../messages/@original`.
pub(crate) fn edit_original(state: &mut State, token: &str, body: &Value) -> Answer {
    let Some((id, interaction)) = by_token(state, token) else { return unknown(state, "edited") };
    let Some((original, ephemeral)) = interaction.original.zip(interaction.first.map(|(_, e)| e)) else {
        return unknown(state, "edited");
    };
    if flags(body) & EPHEMERAL != 0 && !ephemeral {
        state.violation("an edit cannot make a public response private");
    }
    let Some(message) = state.messages.get_mut(&original) else { return unknown(state, "edited") };
    message["flags"] = json!(flags(message) & !LOADING);
    let Some(message) = state.change_message(original, body) else { return unknown(state, "edited") };
    if let Some(entry) = state.interactions.get_mut(&id) {
        entry.pending = false;
    }
    let event = (!ephemeral).then_some("MESSAGE_UPDATE");
    Answer { message: Some(original), event, ..Answer::ok(message) }
}

/// `DELETE .../messages/@original`.
pub(crate) fn delete_original(state: &mut State, token: &str) -> Answer {
    let Some((id, interaction)) = by_token(state, token) else { return unknown(state, "deleted") };
    let Some(original) = interaction.original else { return unknown(state, "deleted") };
    state.messages.remove(&original);
    if let Some(entry) = state.interactions.get_mut(&id) {
        entry.pending = false;
    }
    Answer::empty()
}

/// `POST /webhooks/{application}/{token}`.
pub(crate) fn followup(state: &mut State, token: &str, body: &Value) -> Answer {
    let Some((id, interaction)) = by_token(state, token) else { return unknown(state, "followed up") };
    if interaction.first.is_none() {
        return unknown(state, "followed up");
    }
    let ephemeral = flags(body) & EPHEMERAL;
    let made = state.create_message(interaction.place, body, ephemeral);
    if let Some(entry) = state.interactions.get_mut(&id) {
        // "The first follow-up to a deferral takes its place."
        entry.pending = false;
    }
    let event = (ephemeral == 0).then_some("MESSAGE_CREATE");
    Answer { message: Some(made), event, ..Answer::ok(state.messages[&made].clone()) }
}

fn unknown(state: &mut State, what: &str) -> Answer {
    state.violation(format!("a response that does not exist was {what}"));
    Answer::error(404, 10015, "Unknown Webhook")
}
