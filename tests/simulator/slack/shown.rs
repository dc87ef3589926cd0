//! A message of the bot's as people see it.

use serde_json::Value;

use super::state::Call;

/// What somebody sees.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// All its words, as they look.
    pub(crate) text: String,
    /// Whether one person alone sees it.
    pub(crate) private: bool,
    /// Where it stands, where the request said so.
    pub(crate) channel: Option<String>,
    pub(crate) thread: Option<String>,
    /// Its time stamp, where it has one.
    pub(crate) ts: Option<String>,
    /// The buttons: what stands on each, and its action as a press brings it back.
    pub(crate) buttons: Vec<(String, Value)>,
    /// The lists that complete themselves, each with its block's id.
    pub(crate) lists: Vec<(Value, String)>,
}

impl Shown {
    pub(super) fn of(call: &Call) -> Self {
        let body = &call.body;
        let owned = |name: &str| body[name].as_str().map(str::to_owned);
        let blocks = body["blocks"].as_array().cloned().unwrap_or_default();
        let elements = |block: &Value| block["elements"].as_array().cloned().unwrap_or_default();
        let mut text = Vec::new();
        blocks.iter().for_each(|block| words(block, &mut text));
        let actions = blocks.iter().filter(|block| block["type"] == "actions");
        let button = |element: &Value| {
            let label = unescape(element["text"]["text"].as_str().unwrap_or_default());
            // Slack hands a button back with its text escaped and its value as it was.
            (label, element.clone())
        };
        let lists = actions.clone().flat_map(|block| {
            let id = block["block_id"].as_str().unwrap_or_default().to_owned();
            elements(block)
                .into_iter()
                .filter(|e| e["type"] == "external_select")
                .map(move |e| (e, id.clone()))
        });
        Self {
            text: text.join(" "),
            private: call.method == "chat.postEphemeral" || body["response_type"] == "ephemeral",
            channel: owned("channel"),
            thread: owned("thread_ts"),
            ts: call.ts.clone().or_else(|| owned("ts")),
            lists: lists.collect(),
            buttons: actions
                .flat_map(elements)
                .filter(|e| e["type"] == "button")
                .map(|e| button(&e))
                .collect(),
        }
    }

    /// The action of the button with this label.
    pub(crate) fn button(&self, label: &str) -> Value {
        let found = self.buttons.iter().find(|(known, _)| known == label);
        found.unwrap_or_else(|| panic!("no button “{label}” in {self:?}")).1.clone()
    }
}

fn words(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| words(value, found)),
        Value::Object(values) => {
            let plain = values.get("type").is_some_and(|kind| kind == "plain_text");
            for (name, value) in values {
                match value {
                    Value::String(text) if name == "text" => {
                        found.push(if plain { unescape(text) } else { text.replace('\u{200b}', "") });
                    }
                    value if name != "accessory" => words(value, found),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
