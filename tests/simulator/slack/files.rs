//! Files: an address for each, its bytes, and the channel where it is shared.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Path, State as Shares};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::http::refuse;
use super::state::{Call, Shared, State};
use super::world::{GENERAL, PEOPLE, STUDY};

/// `files.getUploadURLExternal`: name and length are required; a description has at most 1,000 characters.
pub(super) fn wanted(shared: &Shared, state: &mut State, body: &Value) -> Value {
    let length = body["length"].as_str().and_then(|length| length.parse::<u64>().ok());
    let (Some(length), Some(_)) = (length.filter(|length| *length > 0), body["filename"].as_str()) else {
        state.violations.push(format!("files.getUploadURLExternal: {body}"));
        return refuse("invalid_arguments");
    };
    if body["alt_txt"].as_str().is_some_and(|text| text.chars().count() > 1_000) {
        state.violations.push("files.getUploadURLExternal: a long description".to_owned());
    }
    let number = state.next();
    state.uploads.insert(number, (length, false));
    let url = format!("http://127.0.0.1:{}/upload/{number}", shared.http_port);
    json!({ "ok": true, "upload_url": url, "file_id": format!("F{number}") })
}

/// The bytes: as many as were announced, of a picture, and without the bot's token.
pub(super) async fn uploaded(
    Shares(shared): Shares<Arc<Shared>>,
    Path(number): Path<u64>,
    headers: HeaderMap,
    bytes: Bytes,
) -> (StatusCode, String) {
    let mut state = shared.lock();
    let announced = state.uploads.get(&number).copied();
    let whole = announced.is_some_and(|(length, _)| length == bytes.len() as u64);
    if !whole || !bytes.starts_with(b"\x89PNG") || headers.contains_key("authorization") {
        state.violations.push(format!("an upload of {} bytes: {announced:?}, {headers:?}", bytes.len()));
        return (StatusCode::BAD_REQUEST, "no".to_owned());
    }
    state.uploads.insert(number, (bytes.len() as u64, true));
    let body = json!({ "bytes": bytes.len() });
    let call =
        Call { method: "upload_url".into(), body, error: None, answers: None, ts: None, at: Instant::now() };
    state.book(call);
    (StatusCode::OK, format!("OK - {}", bytes.len()))
}

/// `files.completeUploadExternal`: only what has come can be shared, and only where there is a channel.
pub(super) fn shared(state: &mut State, body: &Value) -> Value {
    let channel = body["channel_id"].as_str().unwrap_or_default();
    if ![GENERAL, STUDY].contains(&channel) && PEOPLE.iter().all(|person| person.direct != channel) {
        return refuse("channel_not_found");
    }
    let ids = body["files"].as_array().into_iter().flatten().filter_map(|file| file["id"].as_str());
    let numbers: Vec<Option<u64>> = ids.map(|id| id.strip_prefix('F')?.parse().ok()).collect();
    let come =
        |number: &Option<u64>| number.and_then(|n| state.uploads.get(&n)).is_some_and(|(_, come)| *come);
    if numbers.is_empty() || !numbers.iter().all(come) {
        return refuse("file_not_found");
    }
    json!({ "ok": true, "files": body["files"] })
}
