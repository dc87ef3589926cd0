//! Block Kit's rules, as its reference has them, and what Slack was seen to refuse beyond them.

use std::collections::BTreeSet;

use serde_json::Value;

/// The whole of a message's blocks. Slack gives no figure; it was seen to refuse near 13,200.
const MESSAGE_CHARACTERS: usize = 12_000;
const BLOCKS: usize = 50;

fn length(text: &str) -> usize {
    text.chars().count()
}

/// What is wrong with a message.
pub(crate) fn message(body: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    let text = body["text"].as_str().unwrap_or_default();
    if text.is_empty() && body["blocks"].as_array().is_none_or(Vec::is_empty) {
        broken.push("no_text".to_owned());
    }
    if length(text) > 4_000 {
        broken.push("msg_too_long".to_owned());
    }
    // What is typed as `<@U1>` would ring; what a bot says about members must not.
    for mention in ["<!", "<@", "<#"] {
        if text.contains(mention) {
            broken.push(format!("the text mentions: {text}"));
        }
    }
    if body.get("blocks").is_some() {
        broken.extend(blocks(&body["blocks"], BLOCKS));
    }
    broken
}

/// What is wrong with a form.
pub(crate) fn view(view: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    if view["type"] != "modal" {
        broken.push("a form is a modal".to_owned());
    }
    for (name, limit) in [("title", 24), ("submit", 24), ("close", 24)] {
        text_object(&view[name], limit, true, name, &mut broken);
    }
    if length(view["private_metadata"].as_str().unwrap_or_default()) > 3_000 {
        broken.push("private_metadata is too long".to_owned());
    }
    broken.extend(blocks(&view["blocks"], 100));
    broken
}

fn blocks(blocks: &Value, most: usize) -> Vec<String> {
    let mut broken = Vec::new();
    let Some(list) = blocks.as_array() else { return vec!["blocks are a list".to_owned()] };
    if list.is_empty() || list.len() > most {
        broken.push(format!("{} blocks", list.len()));
    }
    let all = length(&blocks.to_string());
    if all > MESSAGE_CHARACTERS {
        broken.push(format!("msg_blocks_too_long: {all}"));
    }
    let mut ids = BTreeSet::new();
    let mut actions = BTreeSet::new();
    for block in list {
        if let Some(id) = block["block_id"].as_str()
            && (length(id) > 255 || id.is_empty() || !ids.insert(id.to_owned()))
        {
            broken.push(format!("a block_id that is too long or not its own: {id}"));
        }
        one(block, &mut actions, &mut broken);
    }
    broken
}

fn one(block: &Value, actions: &mut BTreeSet<String>, broken: &mut Vec<String>) {
    let elements = block["elements"].as_array().cloned().unwrap_or_default();
    let mut count = |most: usize| {
        if elements.is_empty() || elements.len() > most {
            broken.push(format!("{} with {} elements", block["type"], elements.len()));
        }
    };
    match block["type"].as_str().unwrap_or_default() {
        "header" => text_object(&block["text"], 150, true, "header", broken),
        "context" => {
            count(10);
            elements.iter().for_each(|element| text_object(element, 3_000, false, "context", broken));
        }
        "actions" => {
            count(25);
            elements.iter().for_each(|element| interactive(element, actions, broken));
        }
        "section" => section(block, broken),
        "rich_text" => rich(block, broken),
        "image" => {
            let alt = length(block["alt_text"].as_str().unwrap_or_default());
            if !(1..=2_000).contains(&alt) || !block["slack_file"]["id"].is_string() {
                broken.push(format!("an image: {block}"));
            }
        }
        "input" => input(block, broken),
        other => broken.push(format!("an unknown block: {other}")),
    }
}

fn section(block: &Value, broken: &mut Vec<String>) {
    let fields = block["fields"].as_array().cloned().unwrap_or_default();
    if block.get("text").is_some() {
        text_object(&block["text"], 3_000, false, "section", broken);
    } else if fields.is_empty() || fields.len() > 10 {
        broken.push(format!("a section with {} fields", fields.len()));
    }
    fields.iter().for_each(|field| text_object(field, 2_000, false, "field", broken));
}

fn interactive(element: &Value, actions: &mut BTreeSet<String>, broken: &mut Vec<String>) {
    let id = element["action_id"].as_str().unwrap_or_default();
    if length(id) > 255 || id.is_empty() || !actions.insert(id.to_owned()) {
        broken.push(format!("an action_id that is too long or not its own: {id}"));
    }
    match element["type"].as_str().unwrap_or_default() {
        "button" => {
            text_object(&element["text"], 75, true, "button", broken);
            if length(element["value"].as_str().unwrap_or_default()) > 2_000 {
                broken.push("a button's value is too long".to_owned());
            }
            if !matches!(element["style"].as_str(), None | Some("primary" | "danger")) {
                broken.push(format!("a button's style: {}", element["style"]));
            }
        }
        "external_select" => text_object(&element["placeholder"], 150, true, "placeholder", broken),
        other => broken.push(format!("an unknown element: {other}")),
    }
}

fn rich(value: &Value, broken: &mut Vec<String>) {
    let Some(elements) = value["elements"].as_array().filter(|elements| !elements.is_empty()) else {
        return broken.push(format!("{} without elements", value["type"]));
    };
    let inner = |kind: &str| {
        ["rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"].contains(&kind)
    };
    for element in elements {
        let kind = element["type"].as_str().unwrap_or_default();
        match kind {
            "text" if element["text"].as_str().is_some_and(|text| !text.is_empty()) => {
                let text = element["text"].as_str().unwrap_or_default();
                if ["<!", "<@", "<#"].iter().any(|mention| text.contains(mention)) {
                    broken.push(format!("a mention in rich text: {text}"));
                }
            }
            _ if inner(kind) && value["type"] != kind => rich(element, broken),
            _ => broken.push(format!("an element of rich text: {element}")),
        }
    }
}

fn input(block: &Value, broken: &mut Vec<String>) {
    text_object(&block["label"], 2_000, true, "label", broken);
    let element = &block["element"];
    if element["type"] == "file_input" {
        if !(1..=10).contains(&element["max_files"].as_u64().unwrap_or(10)) {
            broken.push(format!("a place for files: {element}"));
        }
        return;
    }
    let most = element["max_length"].as_u64().unwrap_or(3_000);
    let filled = length(element["initial_value"].as_str().unwrap_or_default()) as u64;
    if element["type"] != "plain_text_input" || !(1..=3_000).contains(&most) || filled > most {
        broken.push(format!("an input: {element}"));
    }
}

fn text_object(object: &Value, limit: usize, plain_only: bool, place: &str, broken: &mut Vec<String>) {
    let kind = object["type"].as_str().unwrap_or_default();
    let text = object["text"].as_str().unwrap_or_default();
    if kind != "plain_text" && (plain_only || kind != "mrkdwn") {
        broken.push(format!("{place}: no text of type {kind:?}"));
    }
    if text.is_empty() || length(text) > limit {
        broken.push(format!("{place}: {} characters of at most {limit}", length(text)));
    }
    let bare = text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
    if bare.contains(['&', '<', '>']) {
        broken.push(format!("{place}: not escaped: {text}"));
    }
}

/// What is wrong with the options of a list that completes itself.
pub(crate) fn options(payload: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    let Some(options) = payload["options"].as_array() else { return vec!["no options".to_owned()] };
    if options.len() > 100 {
        broken.push(format!("{} options", options.len()));
    }
    for option in options {
        text_object(&option["text"], 75, true, "option", &mut broken);
        if length(option["value"].as_str().unwrap_or_default()) > 150 {
            broken.push("an option's value is too long".to_owned());
        }
    }
    broken
}
