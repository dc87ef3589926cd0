//! Files beside a message: a request in several parts, and what Discord takes of them.
//!
//! After "Uploading Files": the part `payload_json` is the message, a part `files[n]` is the
//! file that `attachments` names by the number n.

use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

/// "Default Maximum Upload Size", in bytes.
const FILE_BYTES: usize = 10 * 1024 * 1024;
/// "Attachment Structure": the description.
const DESCRIPTION: usize = 1024;

/// A file of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// The name of its part.
    pub(crate) part: String,
    /// Its own name.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
}

/// The JSON body of a request and the files beside it; null where there is no readable body.
pub(crate) fn read(headers: &HeaderMap, bytes: &[u8]) -> (Value, Vec<File>) {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let Some(boundary) = kind.strip_prefix("multipart/form-data; boundary=") else {
        return (serde_json::from_slice(bytes).unwrap_or(Value::Null), Vec::new());
    };
    let boundary = format!("--{boundary}");
    let (mut body, mut files) = (Value::Null, Vec::new());
    for part in parts(bytes, boundary.as_bytes()) {
        let Some(split) = find(part, b"\r\n\r\n") else { continue };
        let (head, content) = (String::from_utf8_lossy(&part[..split]).into_owned(), &part[split + 4..]);
        let content = content.strip_suffix(b"\r\n").unwrap_or(content);
        let named = |field: &str| {
            let from = head.find(&format!(" {field}=\""))? + field.len() + 3;
            Some(head[from..].split('"').next().unwrap_or_default().to_owned())
        };
        match (named("name").unwrap_or_default(), named("filename")) {
            (name, None) if name == "payload_json" => {
                body = serde_json::from_slice(content).unwrap_or(Value::Null);
            }
            (part, name) => {
                files.push(File { part, name: name.unwrap_or_default(), bytes: content.to_vec() });
            }
        }
    }
    (body, files)
}

fn parts<'a>(bytes: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, boundary) {
        parts.push(&rest[..at]);
        rest = &rest[at + boundary.len()..];
    }
    parts
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// What is wrong with the files of a message.
pub(crate) fn faults(message: &Value, files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    let named = message["attachments"].as_array().map_or(&[][..], Vec::as_slice);
    if named.len() != files.len() {
        found.push(format!("{} attachments and {} files", named.len(), files.len()));
    }
    for attachment in named {
        let part = format!("files[{}]", attachment["id"].as_str().unwrap_or_default());
        match files.iter().find(|file| file.part == part) {
            None => found.push(format!("no file {part} for {attachment}")),
            Some(file) if attachment["filename"] != json!(file.name) => {
                found.push(format!("{part} is called {} and {attachment}", file.name));
            }
            Some(file) if file.bytes.len() > FILE_BYTES => found.push(format!("{part} is too large")),
            Some(file) if !file.bytes.starts_with(b"\x89PNG") => found.push(format!("{part} is no PNG")),
            Some(_) => {}
        }
        let description = attachment["description"].as_str().unwrap_or_default().chars().count();
        if !(1..=DESCRIPTION).contains(&description) {
            found.push(format!("a picture with a description of {description} characters"));
        }
    }
    for embed in message["embeds"].as_array().into_iter().flatten() {
        let Some(shown) = embed["image"]["url"].as_str() else { continue };
        let local = shown.strip_prefix("attachment://");
        if !local.is_some_and(|name| files.iter().any(|file| file.name == name)) {
            found.push(format!("an embed shows {shown}, which was not sent"));
        }
    }
    found
}

/// The files as a message of Discord names them.
pub(crate) fn as_sent(message: &Value, files: &[File]) -> Value {
    let named = message["attachments"].as_array().into_iter().flatten().zip(files);
    let sent = named.enumerate().map(|(at, (attachment, file))| {
        let url = format!("https://cdn.discordapp.com/attachments/1/{}/{}", at + 1, file.name);
        json!({
            "id": (at + 1).to_string(), "filename": file.name, "size": file.bytes.len(), "url": url,
            "proxy_url": url, "description": attachment["description"], "content_type": "image/png",
        })
    });
    sent.collect()
}
