//! A reply as the blocks of a Slack message, a form as a modal.
//!
//! Clips first and escapes after, within every limit that Slack documents ("Block Kit"), and says
//! what it left out. What is said goes into rich text, where no character is markup.

use serde_json::{Value, json};

use super::body::{self, Element, Image, Message, Text, wire};
use super::rich;
use super::text::{CUT, clip, head, label, units};
use crate::domain::reply::{Button, FORM_FIELDS, Field, Form, Reply, ScoreLine};
use crate::platform::text::{flat, tame};

/// A message takes 50 blocks; what is not the body needs at most 9 of them.
const BODY_BLOCKS: usize = 41;
/// All blocks of a message as they stand on the wire. Slack refuses a message near 13,200
/// (`msg_blocks_too_long`).
const MESSAGE_UNITS: usize = 11_000;
const TITLE_UNITS: usize = 150;
const NOTE_UNITS: usize = 1_000;
const SCORES_UNITS: usize = 2_000;
const NAME_UNITS: usize = 40;
const HEADING_UNITS: usize = 200;
/// What stands in a notification and what a screen reader says.
const FALLBACK_UNITS: usize = 1_000;
pub(super) const BUTTONS: usize = 25;
const BUTTONS_UNITS: usize = 4_000;
const LABEL_UNITS: usize = 75;
const FORM_TITLE_UNITS: usize = 24;
const FORM_LABEL_UNITS: usize = 2_000;
const FORM_CHARACTERS: u16 = 3_000;
const CHOICES: usize = 100;
const CHOICE_UNITS: usize = 75;
const CHOICE_VALUE_UNITS: usize = 150;

/// How the blocks of a form are called: the text of each stands under this action.
pub(super) const FIELD: &str = "text";
/// The callback of every form.
pub(super) const FORM: &str = "form";

/// What a reply looks like in a message, beside what it says itself.
#[derive(Clone, Copy, Default)]
pub(super) struct Around<'a> {
    /// What was asked, where the others would not see it otherwise.
    pub(super) heading: Option<&'a str>,
    /// The seconds that a card has left, where its countdown has gone on since.
    pub(super) left: Option<u32>,
}

/// The message that says this reply.
pub(super) fn message(reply: &Reply, around: Around<'_>) -> Message {
    let (before, after) = frame(reply, around);
    let used: usize = before.iter().chain(&after).map(wire).sum();
    let (body, cut) = rich::blocks(&reply.body, BODY_BLOCKS, MESSAGE_UNITS.saturating_sub(used));
    let mut blocks = before;
    blocks.extend(body);
    if cut {
        blocks.push(body::Block::small(CUT.trim()));
    }
    blocks.extend(after);
    if blocks.is_empty() {
        // Slack refuses a message that says nothing.
        blocks.push(body::Block::small("…"));
    }
    Message { text: fallback(reply), blocks }
}

/// Puts a picture under what a message says.
pub(super) fn with_picture(mut message: Message, picture: Image) -> Message {
    message.blocks.push(body::Block::Image(picture));
    message
}

/// The message that is a picture, and says in its notification what it shows.
pub(super) fn picture_alone(picture: Image) -> Message {
    let text = label(&picture.alt_text, FALLBACK_UNITS);
    Message { text, blocks: vec![body::Block::Image(picture)] }
}

/// What stands before the body and behind it; none of it may be cut away.
fn frame(reply: &Reply, around: Around<'_>) -> (Vec<body::Block>, Vec<body::Block>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    if let Some(heading) = around.heading {
        before.push(body::Block::small(label(heading, HEADING_UNITS)));
    }
    if let Some(title) =
        reply.title.as_deref().map(|title| label(title, TITLE_UNITS)).filter(|t| !t.is_empty())
    {
        before.push(body::Block::Header { text: Text(title) });
    }
    if let Some(countdown) = reply.countdown {
        after.push(body::Block::small(format!("⏳ {} s", around.left.unwrap_or(countdown.seconds))));
    }
    if !reply.scores.is_empty() {
        after.push(rich::preformatted(&scores(&reply.scores)));
    }
    if let Some(note) =
        reply.note.as_deref().map(|note| clip(note.trim(), NOTE_UNITS)).filter(|n| !n.is_empty())
    {
        after.push(body::Block::small(note));
    }
    let (buttons, some_left) = buttons(&reply.buttons);
    if some_left {
        after.push(body::Block::small(CUT.trim()));
    }
    if !buttons.is_empty() {
        after.push(body::Block::Actions { block_id: None, elements: buttons });
    }
    (before, after)
}

/// The reply in one plain text.
fn fallback(reply: &Reply) -> String {
    let lines = reply.title.iter().cloned().chain(reply.body.iter().map(rich::words));
    let said = lines.filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" — ");
    let said = label(&said, FALLBACK_UNITS);
    if said.is_empty() { "…".to_owned() } else { said }
}

/// The scores as a table, where columns stand under each other.
fn scores(lines: &[ScoreLine]) -> String {
    // The last line may have to say how many more there are.
    const ROOM_FOR_REST: usize = 30;
    let rank_width = lines.iter().map(|line| line.rank.to_string().len()).max().unwrap_or(1);
    let points_width = lines.iter().map(|line| line.points.to_string().len()).max().unwrap_or(1);
    let mut table = String::new();
    for (at, line) in lines.iter().enumerate() {
        // Isolated, a name written from right to left leaves the line around it in order.
        let name = tame(&line.name);
        let name: String = flat(&name).chars().take(NAME_UNITS).collect();
        let row =
            format!("{:>rank_width$}  {:>points_width$}  \u{2068}{name}\u{2069}\n", line.rank, line.points);
        if units(&table) + units(&row) + ROOM_FOR_REST > SCORES_UNITS {
            table.push_str(&format!("+ {}{CUT}\n", lines.len() - at));
            break;
        }
        table.push_str(&row);
    }
    table.trim_end().to_owned()
}

/// The buttons, and whether some found no place. An action's id must be its own in a message, so
/// that each has its number, and its press stands in its value.
fn buttons(buttons: &[Button]) -> (Vec<Element>, bool) {
    let mut seen = Vec::new();
    let mut shown = Vec::new();
    let mut room = BUTTONS_UNITS;
    for button in buttons {
        let Some(token) = button.press.to_token().filter(|token| !seen.contains(token)) else { continue };
        let element = Element::Button {
            action_id: format!("press-{}", shown.len()),
            text: Text(words(&button.label, LABEL_UNITS)),
            value: token.clone(),
            style: button.primary.then_some("primary"),
        };
        let Some(left) = room.checked_sub(wire(&element)).filter(|_| shown.len() < BUTTONS) else {
            return (shown, true);
        };
        room = left;
        shown.push(element);
        seen.push(token);
    }
    (shown, false)
}

/// What stands on something to press or to fill in: never nothing.
fn words(text: &str, limit: usize) -> String {
    Some(label(text, limit)).filter(|words| !words.is_empty()).unwrap_or_else(|| "…".to_owned())
}

/// A form as a modal that carries `metadata`.
pub(super) fn modal(form: &Form, metadata: &str) -> Value {
    let input = |field: &Field| {
        let most = field.max_characters.clamp(1, FORM_CHARACTERS);
        let mut element = json!({
            "type": "plain_text_input",
            "action_id": FIELD,
            "multiline": field.long,
            "max_length": most,
        });
        if !field.filled.is_empty() {
            element["initial_value"] = json!(head(&tame(&field.filled), usize::from(most)));
        }
        json!({
            "type": "input",
            "block_id": field.name,
            "label": Text(words(&field.label, FORM_LABEL_UNITS)),
            "element": element,
            "optional": !field.required,
        })
    };
    let mut blocks: Vec<Value> = Vec::new();
    // A title that has no room above says itself in full below.
    if units(&label(&form.title, TITLE_UNITS)) > FORM_TITLE_UNITS {
        blocks.push(json!({ "type": "header", "text": Text(label(&form.title, TITLE_UNITS)) }));
    }
    blocks.extend(form.fields.iter().take(FORM_FIELDS).map(input));
    json!({
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": metadata,
        "title": Text(words(&form.title, FORM_TITLE_UNITS)),
        "submit": Text("Send".to_owned()),
        "close": Text("Cancel".to_owned()),
        "blocks": blocks,
    })
}

/// What a half-typed option may become. One that is too long for Slack is given by its beginning,
/// without a mark that would be searched for.
pub(super) fn choices(choices: &[String]) -> Value {
    let mut seen = Vec::new();
    for choice in choices {
        let mut room = CHOICE_VALUE_UNITS;
        let fits = |c: &char| room.checked_sub(c.len_utf16()).map(|left| room = left).is_some();
        let choice = tame(choice);
        let value: String = flat(&choice).chars().take_while(fits).collect();
        if !value.is_empty() && !seen.contains(&value) {
            seen.push(value);
        }
    }
    let option = |value: &String| json!({ "text": Text(label(value, CHOICE_UNITS)), "value": value });
    json!({ "options": seen.iter().take(CHOICES).map(option).collect::<Vec<_>>() })
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
