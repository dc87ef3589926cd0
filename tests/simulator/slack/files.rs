//! Files of the simulated workspace: kept, handed in by people, and given out to whoever may read them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State as Shares};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::state::{Shared, State};
use super::world::{BOT_TOKEN, BOT_USER, Person};
use super::{Sent, Simulator};

/// A file that is kept.
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
    /// How often it was given out.
    pub(super) read: usize,
    /// Whether it is whole; a file of the bot's is so once it says so.
    pub(super) complete: bool,
    /// How many times it is still refused in an image block: Slack looks into files later.
    pub(super) unseen: usize,
}

/// A place for a file of the bot's.
pub(super) fn place(shared: &Shared, state: &mut State, body: &Value) -> Value {
    let length = body["length"].as_str().and_then(|length| length.parse::<usize>().ok());
    let (Some(length), Some(name)) = (length, body["filename"].as_str()) else {
        return json!({ "ok": false, "error": "invalid_arguments" });
    };
    let id = format!("F{}", state.next());
    let (content, unseen) = (vec![0; length], shared.options.unseen);
    let kept = Kept { name: name.to_owned(), content, read: 0, complete: false, unseen };
    state.files.insert(id.clone(), kept);
    let url = format!("http://127.0.0.1:{}/files/{id}", shared.http_port);
    json!({ "ok": true, "upload_url": url, "file_id": id })
}

/// The bot says that its files are whole.
pub(super) fn completed(state: &mut State, body: &Value) -> Value {
    for file in body["files"].as_array().cloned().unwrap_or_default() {
        match file["id"].as_str().and_then(|id| state.files.get_mut(id)) {
            Some(kept) if kept.read == 1 => kept.complete = true,
            _ => return json!({ "ok": false, "error": "file_not_found" }),
        }
    }
    json!({ "ok": true, "files": body["files"] })
}

/// Takes the bytes of a file, as many as were announced.
pub(super) async fn taken_in(
    Shares(shared): Shares<Arc<Shared>>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Response {
    match shared.lock().files.get_mut(&id) {
        Some(kept) if kept.content.len() == bytes.len() && !kept.complete => {
            (kept.content, kept.read) = (bytes.to_vec(), 1);
            "OK".into_response()
        }
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Whether Slack refuses a message because of the files that it shows.
pub(super) fn are_unseen(state: &mut State, body: &Value) -> bool {
    let blocks = body["blocks"].as_array().cloned().unwrap_or_default();
    blocks.iter().filter_map(|block| block["slack_file"]["id"].as_str()).any(|id| {
        match state.files.get_mut(id) {
            Some(kept) if kept.complete && kept.unseen == 0 => false,
            Some(kept) => {
                kept.unseen = kept.unseen.saturating_sub(1);
                true
            }
            None => true,
        }
    })
}

impl Simulator {
    /// Keeps a file as people upload one; as Slack describes it.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> Value {
        let mut state = self.shared.lock();
        let id = format!("F{}", state.next());
        let content = content.to_vec();
        let size = content.len();
        let kept = Kept { name: name.to_owned(), content, read: 0, complete: true, unseen: 0 };
        state.files.insert(id.clone(), kept);
        describe(&self.shared, &id, name, size)
    }

    /// How often a file was given out.
    pub(crate) fn file_read(&self, file: &Value) -> usize {
        self.shared.lock().files[file["id"].as_str().expect("an id")].read
    }

    /// What is in a file.
    pub(crate) fn file_content(&self, id: &str) -> Vec<u8> {
        self.shared.lock().files[id].content.clone()
    }

    /// Sends a form off that has places for files.
    pub(crate) fn hand_in(&self, person: Person, view: &Value, fields: &[(&str, Value)]) -> Sent {
        let mut values = json!({});
        for (block, filled) in fields {
            values[*block] = json!({ "text": filled });
        }
        self.submit_state(person, view, values)
    }

    /// Writes a message that names the bot, with files beside it.
    pub(crate) fn mention_with_files(
        &self,
        person: Person,
        channel: &str,
        text: &str,
        files: &[Value],
    ) -> (Sent, String) {
        let more = json!({ "files": files, "upload": false });
        self.message_with(person, channel, None, "app_mention", &format!("<@{BOT_USER}> {text}"), more)
    }
}

/// A file as `files.info` and everything else describes it.
pub(super) fn describe(shared: &Shared, id: &str, name: &str, size: usize) -> Value {
    let url = format!("http://127.0.0.1:{}/files/{id}", shared.http_port);
    json!({
        "id": id, "name": name, "title": name, "mimetype": "text/csv", "filetype": "csv", "size": size, "mode": "hosted",
        "is_external": false, "url_private": url, "url_private_download": url,
    })
}

/// Gives a file out; whoever may not read it is led to where people sign in.
pub(super) async fn given_out(
    Shares(shared): Shares<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let may_read = token == format!("Bearer {BOT_TOKEN}") && shared.options.scopes.contains(&"files:read");
    if !may_read {
        return (StatusCode::FOUND, [("location", "/signin")], "").into_response();
    }
    match shared.lock().files.get_mut(&id) {
        Some(kept) => {
            kept.read += 1;
            kept.content.clone().into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
