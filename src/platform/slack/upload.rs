//! Decks that moderators hand in: the form that takes a file, a file beside a typed command, and where a file
//! may be fetched from.
//!
//! Slack's slash commands take no files, so that a command that needs one opens a form with a place for it
//! ("File input element"; it needs `files:read`).

use std::sync::Arc;

use reqwest::Url;
use serde_json::{Value, json};

use super::body::{Block, Text};
use super::manifest::COMMAND;
use super::render::FIELD;
use super::settings::API_URL;
use super::text::{head, label, unescape};
use super::transport::is_slacks;
use super::wire::Wire;
use crate::domain::command::{self, CommandSpec, OptionSpec, Takes};
use crate::domain::inbound::{HANDED_BYTES, Handed, Inbound, NotTaken, What};
use crate::domain::reply::Response;
use crate::platform::fetch;
use crate::port::Desk;

/// The callback of every form that takes a file.
pub(super) const UPLOAD: &str = "upload";
const LABEL_UNITS: usize = 2_000;
const TITLE_UNITS: usize = 24;
const TEXT_CHARACTERS: usize = 100;

/// A file that waits at Slack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attached {
    id: String,
    name: String,
    /// Nothing where Slack wants to be asked for it ("File object", file_access).
    url: Option<String>,
    /// Its size in bytes, as Slack says.
    size: u64,
}

impl Attached {
    fn of(file: &Value) -> Option<Self> {
        let owned = |name: &str| file[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        Some(Self {
            id: owned("id")?,
            name: owned("name").or_else(|| owned("title")).unwrap_or_else(|| "deck".to_owned()),
            url: owned("url_private_download").or_else(|| owned("url_private")),
            size: file["size"].as_u64().unwrap_or_default(),
        })
    }
}

/// The command that was given, where it takes a file.
pub(super) fn wanted(what: &What) -> Option<(&'static CommandSpec, &[(String, String)])> {
    let What::Command { name, options } = what else { return None };
    let spec = command::find(name)?;
    spec.options.iter().any(takes_file).then_some((spec, options))
}

fn takes_file(option: &OptionSpec) -> bool {
    option.takes == Takes::File
}

/// The form that takes the file of a command, and its other options with what was typed of them. Bare words
/// stand where the file's name would: here they are what the deck is to be called.
pub(super) fn form(spec: &CommandSpec, options: &[(String, String)], metadata: &str) -> Value {
    let given =
        |name: &str| options.iter().find(|(option, _)| option == name).map(|(_, value)| value.as_str());
    let bare = spec.options.iter().find(|option| takes_file(option)).and_then(|option| given(option.name));
    let input = |option: &OptionSpec| {
        let element = if takes_file(option) {
            json!({ "type": "file_input", "action_id": FIELD, "max_files": 1 })
        } else {
            let mut element =
                json!({ "type": "plain_text_input", "action_id": FIELD, "max_length": TEXT_CHARACTERS });
            if let Some(typed) = given(option.name).or(bare).filter(|typed| !typed.trim().is_empty()) {
                element["initial_value"] = json!(head(typed, TEXT_CHARACTERS));
            }
            element
        };
        json!({
            "type": "input",
            "block_id": option.name,
            "label": Text(label(option.summary, LABEL_UNITS)),
            "element": element,
            "optional": !option.required,
        })
    };
    let mut blocks = vec![json!(Block::small(label(spec.summary, LABEL_UNITS)))];
    blocks.extend(spec.options.iter().map(input));
    json!({
        "type": "modal",
        "callback_id": UPLOAD,
        "private_metadata": metadata,
        "title": Text(label(&format!("{COMMAND} {}", spec.name), TITLE_UNITS)),
        "submit": Text("Send".to_owned()),
        "close": Text("Cancel".to_owned()),
        "blocks": blocks,
    })
}

/// What a filled-in form of this command says, with its file.
pub(super) fn filled_in(command: &str, payload: &Value) -> Option<(What, Option<Attached>)> {
    let spec = command::find(command)?;
    let values = payload.pointer("/view/state/values")?;
    let mut attached = None;
    let mut options = Vec::new();
    for option in spec.options {
        let filled = &values[option.name][FIELD];
        let value = if takes_file(option) {
            attached = filled.pointer("/files/0").and_then(Attached::of);
            attached.as_ref().map(|file| file.name.clone())
        } else {
            filled["value"].as_str().map(unescape).filter(|value| !value.trim().is_empty())
        };
        options.extend(value.map(|value| (option.name.to_owned(), value)));
    }
    Some((What::Command { name: spec.name.to_owned(), options }, attached))
}

/// A command that takes a file, typed in a message, with the file beside it; nothing for any other message.
/// Without a file only what is marked as a command is one.
pub(super) fn beside(said: &str, files: &Value) -> Option<(What, Option<Attached>)> {
    let attached = files.get(0).and_then(Attached::of);
    if attached.is_none() && !said.starts_with('/') {
        return None;
    }
    let (name, mut options) = command::split_line(said.trim_start_matches('/'));
    let spec = command::find(&name)?;
    let file = spec.options.iter().find(|option| takes_file(option))?;
    let free = spec.options.iter().find(|option| option.takes == Takes::Text);
    let bare = options.iter().position(|(option, _)| option == file.name).map(|at| options.remove(at).1);
    if let (Some(bare), Some(free)) = (bare, free)
        && !options.iter().any(|(option, _)| option == free.name)
    {
        options.push((free.name.to_owned(), bare));
    }
    options.extend(attached.as_ref().map(|attached| (file.name.to_owned(), attached.name.clone())));
    Some((What::Command { name, options }, attached))
}

/// Fetches the file and hands it to the desk with its command. For one who may not moderate nothing is
/// fetched: no command of a member takes a file, and the desk says so itself.
pub(super) async fn hear(desk: Desk, wire: Arc<Wire>, mut inbound: Inbound, attached: Attached) -> Response {
    if inbound.member.moderator
        && let What::Command { name, options } = inbound.what
    {
        let content = take(&wire, &attached).await;
        inbound.what = What::Handed { name, options, file: Handed { name: attached.name, content } };
    }
    desk.hear(inbound).await
}

async fn take(wire: &Wire, attached: &Attached) -> Result<Arc<[u8]>, NotTaken> {
    let mut found = attached.clone();
    if found.url.is_none() {
        let file = wire.file(&found.id).await.map_err(|fault| fetch::unreachable(&fault.to_string()))?;
        found = Attached::of(&file).unwrap_or(found);
    }
    if found.size > HANDED_BYTES {
        return Err(NotTaken::TooLarge);
    }
    let url = found.url.as_deref().and_then(|url| Url::parse(url).ok());
    let Some(url) = url.filter(|url| is_slacks(url, wire.api_url())) else {
        return Err(fetch::unreachable("it is not at Slack"));
    };
    let client = fetch::client(wire.api_url() != API_URL).map_err(fetch::kind)?;
    fetch::fetch(wire.authorized(client.get(url))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_beside_a_command_is_its_file_and_bare_words_are_its_name() {
        let files = json!([{ "id": "F1", "name": "bees.csv", "url_private": "https://files.slack.com/f", "size": 3 }]);
        let options = |said: &str| match beside(said, &files) {
            Some((What::Command { name, options }, _)) => Some((name, options)),
            _ => None,
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let file = || pair("file", "bees.csv");
        let rows = [
            ("/deck add", vec![file()]),
            ("deck add Our bees", vec![pair("name", "Our bees"), file()]),
            ("/deck add name:Bees", vec![pair("name", "Bees"), file()]),
        ];
        for (said, expected) in rows {
            assert_eq!(options(said), Some(("deck add".to_owned(), expected)), "{said}");
        }
        assert_eq!(options("what is this?"), None);
        assert_eq!(beside("deck add", &json!([])), None);
        assert!(beside("/deck add", &Value::Null).is_some_and(|(_, attached)| attached.is_none()));
    }
}
