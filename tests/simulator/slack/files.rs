//! Files of the simulated workspace: kept, handed in by people, and given out to whoever may read them.

use std::sync::Arc;

use axum::extract::{Path, State as Shares};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::state::Shared;
use super::world::{BOT_TOKEN, BOT_USER, Person};
use super::{Sent, Simulator};

/// A file that is kept.
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
    /// How often it was given out.
    pub(super) read: usize,
}

impl Simulator {
    /// Keeps a file as people upload one; as Slack describes it.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> Value {
        let mut state = self.shared.lock();
        let id = format!("F{}", state.next());
        let kept = Kept { name: name.to_owned(), content: content.to_vec(), read: 0 };
        state.files.insert(id.clone(), kept);
        describe(&self.shared, &id, name, content.len())
    }

    /// How often a file was given out.
    pub(crate) fn file_read(&self, file: &Value) -> usize {
        self.shared.lock().files[file["id"].as_str().expect("an id")].read
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
