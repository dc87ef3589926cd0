//! Discord's HTTP API, as far as a bot of this kind needs it.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::call::Call;
use super::checks;
use super::faults::Trouble;
use super::passed_on;
use super::responses;
use super::state::{Request, Shared, State, What};
use super::upload;
use super::world;

/// An answer before it is bytes: its status, its body and the message it made or changed.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) message: Option<u64>,
    /// The event by which Discord tells of that message.
    pub(crate) event: Option<&'static str>,
}

impl Answer {
    pub(crate) fn ok(body: Value) -> Self {
        Self { status: 200, body, message: None, event: None }
    }

    pub(crate) fn empty() -> Self {
        Self { status: 204, body: Value::Null, message: None, event: None }
    }

    pub(crate) fn error(status: u16, code: u32, message: &str) -> Self {
        let body = json!({ "code": code, "message": message });
        Self { status, body, message: None, event: None }
    }
}

/// The routes: every request comes through one door, so that none goes unrecorded.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(
    Extract(shared): Extract<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let at = Instant::now();
    let call = Call::read(method.as_str(), uri.path());
    if let Some((says, message)) = passed_on::first_response(&shared, &call, &bytes) {
        let answer = Answer { message: Some(message), ..Answer::empty() };
        let (status, message) = (answer.status, answer.message);
        return finish(&shared, Request { call, body: Value::Null, says, status, message, at }, answer);
    }
    let (mut body, files) = upload::read(&headers, &bytes);
    let mut violations = Vec::new();
    if shared.checks {
        violations = checks::request(&call, &body);
        if !bytes.is_empty() && body.is_null() {
            violations.push(format!("{call:?}: the body is not JSON"));
        }
        let faults = upload::faults(message_of(&call, &mut body), &files);
        violations.extend(faults.into_iter().map(|fault| format!("{call:?}: {fault}")));
    }
    if !files.is_empty() {
        let message = message_of(&call, &mut body);
        message["attachments"] = upload::as_sent(message, &files);
    }
    let says = says_something(message_of(&call, &mut body));
    let trouble = {
        let mut state = shared.lock();
        state.violations.extend(violations);
        state.faults.iter().position(|fault| (fault.fits)(&call)).map(|at| state.faults.remove(at).trouble)
    };
    if let Some(Trouble::Held(gate)) = &trouble {
        shared.record(What::Held(call.clone()));
        gate.notified().await;
    }
    let authorised =
        headers.get(header::AUTHORIZATION).is_some_and(|v| v == format!("Bot {}", world::TOKEN).as_str());
    let answer = match trouble {
        Some(Trouble::Status(status)) => Answer::error(status, 0, "a fault on purpose"),
        Some(Trouble::RateLimited(seconds)) => rate_limited(seconds),
        _ if call.needs_token() && !authorised => Answer::error(401, 0, "401: Unauthorized"),
        _ => perform(&shared, &call, &body),
    };
    let answer = match trouble {
        Some(Trouble::DoneButStatus(status)) => {
            keep_in_the_dark(&shared, &call);
            Answer { status, body: json!({ "code": 0, "message": "a fault on purpose" }), ..answer }
        }
        _ => answer,
    };
    finish(&shared, Request { call, body, says, status: answer.status, message: answer.message, at }, answer)
}

fn says_something(message: &Value) -> bool {
    let text = message["content"].as_str().is_some_and(|text| !text.is_empty());
    text || message["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty())
}

/// The message in a request's body: all of it, or what an interaction's response carries.
fn message_of<'a>(call: &Call, body: &'a mut Value) -> &'a mut Value {
    match call {
        Call::Callback { .. } if body.get("data").is_some() => &mut body["data"],
        _ => body,
    }
}

/// The bot may send its response again: it cannot know that it arrived.
fn keep_in_the_dark(shared: &Shared, call: &Call) {
    if let Call::Callback { interaction, .. } = call
        && let Some(interaction) = shared.lock().interactions.get_mut(interaction)
    {
        interaction.unsure = true;
    }
}

fn rate_limited(seconds: f64) -> Answer {
    Answer {
        body: json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": false }),
        ..Answer::error(429, 0, "")
    }
}

/// Records the request and makes the answer's bytes.
fn finish(shared: &Shared, request: Request, answer: Answer) -> Response {
    if shared.checks && answer.status == 200 {
        let violations = checks::response(&request.call, &answer.body);
        shared.lock().violations.extend(violations);
    }
    let status = StatusCode::from_u16(answer.status).expect("a status");
    let request = Arc::new(request);
    {
        let mut state = shared.lock();
        if let Some(listener) = &state.listener {
            // The benchmark may have stopped listening; the record still has it.
            let _ = listener.send(Arc::clone(&request));
        } else {
            state.push(What::Http(request));
        }
    }
    shared.rung.notify_waiters();
    let mut response = if answer.body.is_null() {
        status.into_response()
    } else {
        (status, [(header::CONTENT_TYPE, "application/json")], answer.body.to_string()).into_response()
    };
    if let Some(seconds) = answer.body.get("retry_after").and_then(Value::as_f64) {
        let headers = response.headers_mut();
        // Whole seconds, rounded up, as the header has them; the body is exact.
        if let Ok(value) = HeaderValue::from_str(&format!("{:.0}", seconds.ceil())) {
            headers.insert(header::RETRY_AFTER, value);
        }
        headers.insert("x-ratelimit-scope", HeaderValue::from_static("user"));
        headers.insert("via", HeaderValue::from_static("1.1 simulator"));
    }
    response
}

/// Does what was asked and sends what follows from it.
fn perform(shared: &Shared, call: &Call, body: &Value) -> Answer {
    let mut state = shared.lock();
    let answer = done(shared, &mut state, call, body);
    if let (Some(event), Some(message)) = (answer.event, answer.message) {
        shared.tell_of(&mut state, event, message);
    }
    answer
}

fn done(shared: &Shared, state: &mut State, call: &Call, body: &Value) -> Answer {
    let gateway = format!("ws://127.0.0.1:{}", shared.ws_port);
    match call {
        Call::GetGateway => Answer::ok(json!({ "url": gateway })),
        Call::GetGatewayBot => Answer::ok(json!({
            "url": gateway, "shards": 1,
            "session_start_limit":
                { "total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1 },
        })),
        Call::GetMe => Answer::ok(world::current_user()),
        Call::GetApplication => Answer::ok(world::current_application(shared.content_granted)),
        Call::GetCommands { guild } => Answer::ok(json!(state.commands.entry(*guild).or_default())),
        Call::SetCommands { guild } => set_commands(state, *guild, body),
        Call::GetChannel { channel } | Call::Typing { channel } | Call::CreateMessage { channel }
            if !world::is_channel(*channel) =>
        {
            state.violation(format!("{call:?}: there is no such channel"));
            Answer::error(404, 10003, "Unknown Channel")
        }
        Call::GetChannel { channel } => Answer::ok(world::channel(*channel)),
        Call::Typing { .. } => Answer::empty(),
        Call::CreateMessage { channel } => create_message(state, *channel, body),
        Call::EditMessage { channel, message } => edit_message(state, *channel, *message, body),
        Call::CreateDirect => create_direct(body),
        Call::Callback { interaction, token } => responses::callback(state, *interaction, token, body),
        Call::GetOriginal { token } => responses::get_original(state, token),
        Call::EditOriginal { token } => responses::edit_original(state, token, body),
        Call::DeleteOriginal { token } => responses::delete_original(state, token),
        Call::Followup { token } => responses::followup(state, token, body),
        Call::Unknown { line } => {
            state.violation(format!("the simulator does not know {line}"));
            Answer::error(404, 0, "404: Not Found")
        }
    }
}

fn set_commands(state: &mut State, guild: Option<u64>, body: &Value) -> Answer {
    let Some(commands) = body.as_array() else { return Answer::error(400, 50035, "Invalid Form Body") };
    let stored: Vec<Value> =
        commands.iter().map(|command| stored_command(command, state.fresh_id(), guild)).collect();
    let answer = Answer::ok(json!(stored));
    state.commands.insert(guild, stored);
    answer
}

/// A command as Discord keeps it: with ids and defaults, and without what was left empty.
fn stored_command(command: &Value, id: u64, guild: Option<u64>) -> Value {
    let mut command = without_empty(command);
    let defaults = [
        ("id", json!(id.to_string())),
        ("application_id", json!(world::BOT.to_string())),
        ("version", json!(id.to_string())),
        ("type", json!(1)),
        ("description", json!("")),
        ("nsfw", json!(false)),
        ("dm_permission", json!(true)),
        ("default_member_permissions", Value::Null),
    ];
    for (name, value) in defaults {
        if command.get(name).is_none() {
            command[name] = value;
        }
    }
    if command["default_member_permissions"].is_u64() {
        command["default_member_permissions"] = json!(command["default_member_permissions"].to_string());
    }
    if let Some(guild) = guild {
        command["guild_id"] = json!(guild.to_string());
    }
    command
}

fn without_empty(value: &Value) -> Value {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    match value {
        Value::Array(list) => list.iter().map(without_empty).collect(),
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !empty(value));
            Value::Object(kept.map(|(name, value)| (name.clone(), without_empty(value))).collect())
        }
        other => other.clone(),
    }
}

fn create_message(state: &mut State, channel: u64, body: &Value) -> Answer {
    let nonce = body.get("nonce").map(Value::to_string).filter(|_| body["enforce_nonce"] == json!(true));
    let earlier = nonce.as_ref().and_then(|nonce| state.nonces.get(nonce).copied());
    if let Some((id, message)) = earlier.and_then(|id| Some((id, state.messages.get(&id)?.clone()))) {
        return Answer { message: Some(id), ..Answer::ok(message) };
    }
    let id = state.create_message(channel, body, 0);
    if let Some(nonce) = nonce {
        state.nonces.insert(nonce, id);
    }
    Answer { message: Some(id), event: Some("MESSAGE_CREATE"), ..Answer::ok(state.messages[&id].clone()) }
}

fn edit_message(state: &mut State, channel: u64, id: u64, body: &Value) -> Answer {
    /// "EPHEMERAL": such a message is reached only through its interaction.
    const EPHEMERAL: u64 = 1 << 6;
    let reachable = state.messages.get(&id).is_some_and(|message| {
        message["channel_id"] == json!(channel.to_string())
            && message["flags"].as_u64().unwrap_or_default() & EPHEMERAL == 0
    });
    match state.change_message(id, body) {
        Some(message) if reachable => Answer { message: Some(id), ..Answer::ok(message) },
        _ => {
            state.violation(format!("edit of message {id}, which is not in channel {channel}"));
            Answer::error(404, 10008, "Unknown Message")
        }
    }
}

fn create_direct(body: &Value) -> Answer {
    let wanted = body["recipient_id"].as_str().map(str::to_owned).unwrap_or(body["recipient_id"].to_string());
    match world::PEOPLE.iter().find(|person| person.id.to_string() == wanted) {
        Some(person) => Answer::ok(world::channel(person.direct_channel())),
        None => Answer::error(404, 10013, "Unknown User"),
    }
}
