//! The Web API, as far as a desk uses it, and the addresses that answer what was said.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shares};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};

use super::state::{Call, Shared, State, Trouble, keep};
use super::world::{APP_TOKEN, BOT_NAME, BOT_TOKEN, BOT_USER, GENERAL, PEOPLE, STUDY, TEAM};
use super::{checks, files};

/// How often an answering address may be used, and for how long a form may be opened.
const USES: u32 = 5;
const TRIGGER_KEEPS: Duration = Duration::from_secs(3);

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/api/{method}", any(method))
        .route("/answers/{number}", post(answered))
        .route("/files/{id}", get(files::given_out).post(files::taken_in))
        .with_state(shared)
}

/// The parameters of a request: JSON, a filled-in form, or what stands in the address.
fn parameters(headers: &HeaderMap, query: &str, bytes: &Bytes) -> Value {
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") {
        return serde_json::from_slice(bytes).unwrap_or(Value::Null);
    }
    let Ok(form) = std::str::from_utf8(bytes) else { return Value::Null };
    let mut all = json!({});
    for (name, value) in query.split('&').chain(form.split('&')).filter_map(|pair| pair.split_once('=')) {
        let value = decode(value);
        all[name] = serde_json::from_str(&value)
            .ok()
            .filter(|v: &Value| v.is_array() || v.is_object())
            .unwrap_or(json!(value));
    }
    all
}

/// Text of a form: `+` is a space and `%41` a byte.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                std::str::from_utf8(&digits).ok().and_then(|d| u8::from_str_radix(d, 16).ok()).unwrap_or(b'?')
            }
            byte => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn method(
    Shares(shared): Shares<Arc<Shared>>,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let body = parameters(&headers, &query.unwrap_or_default(), &bytes);
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = token.strip_prefix("Bearer ").unwrap_or_default().to_owned();
    let trouble = shared.lock().trouble(&method);
    match &trouble {
        Some(Trouble::Silence) => std::future::pending::<()>().await,
        Some(Trouble::Together(barrier)) => {
            barrier.wait().await;
        }
        _ => {}
    }
    let mut state = shared.lock();
    let (status, retry, answer) = match trouble {
        Some(Trouble::RateLimited(seconds)) => {
            (429, Some(seconds), json!({ "ok": false, "error": "ratelimited" }))
        }
        Some(Trouble::Status(status)) => (status, None, Value::Null),
        Some(Trouble::Error(code)) => (200, None, json!({ "ok": false, "error": code })),
        Some(Trouble::Silence | Trouble::Together(_)) | None => {
            (200, None, answer(&shared, &mut state, &method, &token, &body))
        }
    };
    let error = match answer["ok"] == json!(true) {
        true => None,
        false => Some(answer["error"].as_str().unwrap_or("status").to_owned()),
    };
    let ts = answer["ts"].as_str().map(str::to_owned);
    state.book(Call { method, body, error, answers: None, ts, at: Instant::now() });
    drop(state);
    shared.changed.notify_waiters();
    let mut headers = vec![("x-oauth-scopes", shared.options.scopes.join(","))];
    headers.extend(retry.map(|seconds| ("retry-after", seconds.to_string())));
    let headers: HeaderMap = headers
        .into_iter()
        .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
        .collect();
    let status = StatusCode::from_u16(status).expect("a status");
    (status, headers, axum::Json(answer)).into_response()
}

fn refuse(code: &str) -> Value {
    json!({ "ok": false, "error": code })
}

/// The scope that a method needs.
fn needed(method: &str) -> Option<&'static str> {
    match method {
        "chat.postMessage" | "chat.postEphemeral" | "chat.update" | "chat.scheduleMessage" => {
            Some("chat:write")
        }
        "users.info" => Some("users:read"),
        "files.info" => Some("files:read"),
        "files.getUploadURLExternal" | "files.completeUploadExternal" => Some("files:write"),
        _ => None,
    }
}

fn answer(shared: &Shared, state: &mut State, method: &str, token: &str, body: &Value) -> Value {
    if state.revoked {
        return refuse("token_revoked");
    }
    let right = if method == "apps.connections.open" { APP_TOKEN } else { BOT_TOKEN };
    if token != right {
        let other = token == APP_TOKEN || token == BOT_TOKEN;
        return refuse(if other { "not_allowed_token_type" } else { "invalid_auth" });
    }
    if let Some(scope) = needed(method).filter(|scope| !shared.options.scopes.contains(scope)) {
        return json!({ "ok": false, "error": "missing_scope", "needed": scope });
    }
    match method {
        "auth.test" => json!({
            "ok": true, "url": "https://class.slack.com/", "team": "The class", "user": BOT_NAME, "team_id": TEAM,
            "user_id": BOT_USER, "bot_id": "B0DESK", "is_enterprise_install": false,
        }),
        "apps.connections.open" => {
            let ticket = state.next();
            json!({ "ok": true, "url": format!("ws://127.0.0.1:{}/link/?ticket={ticket}", shared.ws_port) })
        }
        "chat.postMessage" | "chat.postEphemeral" => posted(shared, state, method, body),
        "chat.scheduleMessage" => match posted(shared, state, method, body) {
            put_off if put_off["ok"] == true => {
                json!({ "ok": true, "scheduled_message_id": format!("Q{}", state.next()) })
            }
            refused => refused,
        },
        "chat.deleteScheduledMessage" if body["scheduled_message_id"].is_string() => json!({ "ok": true }),
        "chat.update" => edited(shared, state, body),
        "views.open" => opened(shared, state, body),
        "users.info" => match PEOPLE.iter().find(|person| body["user"] == person.id) {
            Some(person) => {
                let profile = json!({ "display_name": format!("{} of the class", person.name), "real_name": "A. Person" });
                let user = json!({ "id": person.id, "name": person.name, "profile": profile, "is_admin": person.admin });
                json!({ "ok": true, "user": user })
            }
            None => refuse("user_not_found"),
        },
        "files.getUploadURLExternal" => files::place(shared, state, body),
        "files.completeUploadExternal" => files::completed(state, body),
        "files.info" => match body["file"].as_str().and_then(|id| Some((id, state.files.get(id)?))) {
            Some((id, kept)) => {
                json!({ "ok": true, "file": files::describe(shared, id, &kept.name, kept.content.len()) })
            }
            None => refuse("file_not_found"),
        },
        _ => refuse("unknown_method"),
    }
}

fn posted(shared: &Shared, state: &mut State, method: &str, body: &Value) -> Value {
    let channel = body["channel"].as_str().unwrap_or_default();
    let direct = PEOPLE.iter().find(|person| person.direct == channel || person.id == channel);
    if direct.is_none() && ![GENERAL, STUDY].contains(&channel) {
        return refuse("channel_not_found");
    }
    if direct.is_none() && !shared.options.joined {
        return refuse("not_in_channel");
    }
    if let Some(code) = check(shared, state, method, body) {
        return refuse(code);
    }
    let ts = format!("1700000000.{:06}", state.next());
    let channel = direct.map_or(channel, |person| person.direct).to_owned();
    if method == "chat.postEphemeral" {
        return json!({ "ok": true, "message_ts": ts });
    }
    state.messages.insert((channel.clone(), ts.clone()), body.clone());
    json!({ "ok": true, "channel": channel, "ts": ts, "message": { "ts": ts, "user": BOT_USER } })
}

fn edited(shared: &Shared, state: &mut State, body: &Value) -> Value {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let key = (text("channel"), text("ts"));
    if !state.messages.contains_key(&key) {
        return refuse("message_not_found");
    }
    if let Some(code) = check(shared, state, "chat.update", body) {
        return refuse(code);
    }
    let answer = json!({ "ok": true, "channel": key.0, "ts": key.1, "text": body["text"] });
    state.messages.insert(key, body.clone());
    answer
}

fn opened(shared: &Shared, state: &mut State, body: &Value) -> Value {
    let trigger = body["trigger_id"].as_str().unwrap_or_default();
    match state.triggers.remove(trigger) {
        None => return refuse("exchanged_trigger_id"),
        Some(given) if given.elapsed() > TRIGGER_KEEPS => return refuse("expired_trigger_id"),
        Some(_) => {}
    }
    if shared.options.checks {
        keep(body);
        let broken = checks::view(&body["view"]);
        if !broken.is_empty() {
            state.violations.extend(broken);
            return refuse("invalid_arguments");
        }
    }
    json!({ "ok": true, "view": { "id": format!("V{}", state.next()) } })
}

/// Slack's code for what is wrong with a message; it counts as a violation, too.
fn check(shared: &Shared, state: &mut State, method: &str, body: &Value) -> Option<&'static str> {
    if !shared.options.checks {
        return None;
    }
    if files::are_unseen(state, body) {
        return Some("invalid_blocks");
    }
    keep(body);
    let broken = checks::message(body);
    let code = (!broken.is_empty()).then_some("invalid_blocks");
    state.violations.extend(broken.into_iter().map(|rule| format!("{method}: {rule}")));
    code
}

async fn answered(Shares(shared): Shares<Arc<Shared>>, Path(number): Path<u64>, bytes: Bytes) -> Response {
    // Without checks nobody looks into it.
    let read = || serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let body = if shared.options.checks { read() } else { Value::Null };
    let mut state = shared.lock();
    let trouble = state.trouble("response_url");
    let uses = state.addresses.get(&number).copied();
    let (status, retry, error) = match (trouble, uses) {
        (Some(Trouble::RateLimited(seconds)), _) => (429, Some(seconds), Some("ratelimited".to_owned())),
        (Some(Trouble::Status(status)), _) => (status, None, Some("status".to_owned())),
        (Some(Trouble::Error(code)), _) => (400, None, Some(code.to_owned())),
        (Some(Trouble::Silence | Trouble::Together(_)) | None, None) => {
            (404, None, Some("expired_url".to_owned()))
        }
        (Some(Trouble::Silence | Trouble::Together(_)) | None, Some(USES..)) => {
            (404, None, Some("used_url".to_owned()))
        }
        (Some(Trouble::Silence | Trouble::Together(_)) | None, Some(uses)) => {
            state.addresses.insert(number, uses + 1);
            match check(&shared, &mut state, "response_url", &body) {
                Some(code) => (400, None, Some(code.to_owned())),
                None => (200, None, None),
            }
        }
    };
    let call = Call {
        method: "response_url".to_owned(),
        body,
        error: error.clone(),
        answers: Some(number),
        ts: None,
        at: Instant::now(),
    };
    state.book(call);
    drop(state);
    shared.changed.notify_waiters();
    let status = StatusCode::from_u16(status).expect("a status");
    let answer = match error {
        None => "ok".to_owned(),
        Some(code) => json!({ "ok": false, "error": code }).to_string(),
    };
    match retry {
        Some(seconds) => (status, [("retry-after", seconds.to_string())], answer).into_response(),
        None => (status, answer).into_response(),
    }
}
