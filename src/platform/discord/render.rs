//! A reply as the body of a Discord message.
//!
//! Clips first and escapes after, within every limit that Discord documents ("Message
//! Resource", "Embed Limits", "Component Reference"), and says what it left out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::body::{self, Embed, Footer, Message, Row};
use super::fields;
use super::text::{CUT, Sheet, clip, defuse, flat, tame, units};
use crate::domain::knowledge::Source;
use crate::domain::reply::{Block, Button, Column, FORM_FIELDS, Field, Form, Reply, ScoreLine, Span, Tone};

const CONTENT_UNITS: usize = 2000;
const TITLE_UNITS: usize = 256;
const DESCRIPTION_UNITS: usize = 4096;
/// Discord takes 2,048, but 6,000 for the whole embed: title, description and this stay below.
const NOTE_UNITS: usize = 1500;
const SCORES_UNITS: usize = 1500;
const SOURCES_UNITS: usize = 500;
const NAME_UNITS: usize = 40;
/// A block with less room than this says nothing worth reading.
const BLOCK_UNITS: usize = 120;
pub(super) const BUTTONS: usize = 25;
const BUTTONS_IN_ROW: usize = 5;
const LABEL_UNITS: usize = 80;
const FORM_TITLE_UNITS: usize = 45;
const FORM_CHARACTERS: u16 = 4000;
const CHOICES: usize = 25;
const CHOICE_UNITS: usize = 100;

/// Component and style numbers of "Component Reference".
const ACTION_ROW: u8 = 1;
const TEXT_INPUT: u8 = 4;
const PRIMARY: u8 = 1;
const SECONDARY: u8 = 2;
const ONE_LINE: u8 = 1;
const PARAGRAPH: u8 = 2;

/// The message that says this reply.
pub(crate) fn message(reply: &Reply) -> Message {
    let (components, some_left) = rows(&reply.buttons);
    let content = content(reply).filter(|_| !some_left);
    let embeds = if content.is_some() { vec![] } else { vec![embed(reply, some_left)] };
    Message::new(content.unwrap_or_default(), embeds, components)
}

/// A reply of bare paragraphs needs no frame around it.
fn content(reply: &Reply) -> Option<String> {
    let bare = reply.title.is_none()
        && reply.note.is_none()
        && reply.countdown.is_none()
        && reply.scores.is_empty()
        && reply.tone != Tone::Quiz
        && reply.body.iter().all(|block| matches!(block, Block::Paragraph(_)));
    let (text, cut) = if bare { blocks(&reply.body, CONTENT_UNITS) } else { return None };
    (!cut && !text.trim().is_empty()).then_some(text)
}

fn embed(reply: &Reply, some_left: bool) -> Embed {
    let title = reply.title.as_deref().map(flat).filter(|title| !title.is_empty()).map(|title| {
        let mut sheet = Sheet::new(TITLE_UNITS, "");
        sheet.plain(&title);
        sheet.finish().0
    });
    let (body, fields) = fields::split(&reply.body);
    let taken: usize = fields.iter().map(fields::size).sum();
    let mut description = description(body, reply, some_left, DESCRIPTION_UNITS - taken);
    if description.trim().is_empty() && title.is_none() && fields.is_empty() {
        // Discord refuses a message that says nothing.
        description = "…".to_owned();
    }
    let note = reply.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    Embed {
        title,
        fields,
        description: Some(description).filter(|description| !description.trim().is_empty()),
        footer: note.map(|note| Footer { text: clip(note, NOTE_UNITS) }),
        color: colour(reply.tone),
        image: None,
    }
}

fn colour(tone: Tone) -> Option<u32> {
    match tone {
        Tone::Plain => None,
        Tone::Good => Some(0x2E_A0_43),
        Tone::Sorry => Some(0xD9_82_2B),
        Tone::Quiz => Some(0x5B_6E_E1),
    }
}

/// The body, cut where need be, then what must never be cut away: countdown and scores.
fn description(body: &[Block], reply: &Reply, some_left: bool, limit: usize) -> String {
    let mut tail = Vec::new();
    if let Some(countdown) = reply.countdown {
        tail.push(format!("⏳ <t:{}:R>", countdown.ends_at.unix_seconds_up()));
    }
    if !reply.scores.is_empty() {
        tail.push(scores(&reply.scores));
    }
    if some_left {
        tail.push(format!("-#{CUT}"));
    }
    let tail = tail.join("\n");
    let (mut text, _) = blocks(body, limit.saturating_sub(units(&tail) + 2));
    if !text.is_empty() && !tail.is_empty() {
        text.push_str("\n\n");
    }
    text + &tail
}

/// Blocks apart by an empty line. When they do not fit, each gets an equal share of what the
/// ones before it left, so that a long first passage never hides the source of the second.
fn blocks(blocks: &[Block], limit: usize) -> (String, bool) {
    const APART: &str = "\n\n";
    let mut text = String::new();
    let mut cut = false;
    let whole: Vec<String> =
        blocks.iter().map(|b| block(b, usize::MAX).0).filter(|b| !b.is_empty()).collect();
    let joined = whole.join(APART);
    if units(&joined) <= limit {
        return (joined, false);
    }
    for (at, one) in blocks.iter().enumerate() {
        let room = limit.saturating_sub(units(&text) + units(CUT));
        if room < BLOCK_UNITS && at > 0 {
            text.push_str(CUT);
            return (text, true);
        }
        let share = room / (blocks.len() - at).min(room / BLOCK_UNITS).max(1);
        let apart = if text.is_empty() { 0 } else { units(APART) };
        let (next, shortened) = block(one, share.saturating_sub(apart));
        if apart > 0 && !next.is_empty() {
            text.push_str(APART);
        }
        text.push_str(&next);
        cut |= shortened;
    }
    (text, cut)
}

fn block(block: &Block, limit: usize) -> (String, bool) {
    match block {
        Block::Paragraph(content) => {
            let mut sheet = Sheet::new(limit, "");
            spans(&mut sheet, content);
            sheet.finish()
        }
        Block::List(items) => {
            let mut sheet = Sheet::new(limit, "");
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    sheet.line();
                }
                sheet.mark("- ");
                spans(&mut sheet, &on_one_line(item));
            }
            sheet.finish()
        }
        Block::Quote { term, spans, sources } => quote(term.as_deref(), spans, sources, limit),
        Block::Columns(columns) => {
            let quotes: Vec<Block> = columns.iter().cloned().map(Column::into_quote).collect();
            blocks(&quotes, limit)
        }
    }
}

pub(super) fn quote(
    term: Option<&str>,
    content: &[Span],
    sources: &[Source],
    limit: usize,
) -> (String, bool) {
    let places = if sources.is_empty() { String::new() } else { places(sources) };
    let room = limit.saturating_sub(units(&places) + 1);
    let mut sheet = Sheet::new(room, "> ");
    if let Some(term) = term.map(flat).filter(|term| !term.is_empty()) {
        sheet.strong(&term);
        if !content.is_empty() {
            sheet.line();
        }
    }
    spans(&mut sheet, content);
    let (mut text, cut) = sheet.finish();
    if !places.is_empty() {
        text.push('\n');
        text.push_str(&places);
    }
    (text, cut)
}

fn spans(sheet: &mut Sheet, spans: &[Span]) {
    for span in spans {
        match span {
            Span::Text(text) => sheet.plain(text),
            Span::Strong(text) => sheet.strong(text),
            Span::Code(text) => sheet.code(text),
        }
    }
}

fn on_one_line(spans: &[Span]) -> Vec<Span> {
    let line = |text: &str| tame(text).replace('\n', " ");
    let flatten = |span: &Span| match span {
        Span::Text(text) => Span::Text(line(text)),
        Span::Strong(text) => Span::Strong(line(text)),
        Span::Code(text) => Span::Code(line(text)),
    };
    spans.iter().map(flatten).collect()
}

/// The sources in small print, each as document and line.
fn places(sources: &[Source]) -> String {
    let mut sheet = Sheet::new(SOURCES_UNITS, "");
    sheet.mark("-# ");
    let all: Vec<String> = sources.iter().map(place).collect();
    sheet.plain(&all.join("; "));
    sheet.finish().0
}

pub(super) fn place(source: &Source) -> String {
    // A path may be long enough to push its own line out of sight.
    const DOCUMENT_UNITS: usize = 160;
    let document = clip(&flat(&source.document), DOCUMENT_UNITS);
    if !source.has_lines() {
        return document;
    }
    let lines = if source.last_line > source.first_line {
        format!("lines {}–{}", source.first_line, source.last_line)
    } else {
        format!("line {}", source.first_line)
    };
    let record = source.record.as_deref().map(|id| format!(", record {}", clip(&flat(id), NAME_UNITS)));
    format!("{document}, {lines}{}", record.unwrap_or_default())
}

/// The scores as a table in a block of code, where columns stand under each other.
fn scores(lines: &[ScoreLine]) -> String {
    const FENCE: &str = "```";
    let rank_width = lines.iter().map(|line| line.rank.to_string().len()).max().unwrap_or(1);
    let points_width = lines.iter().map(|line| line.points.to_string().len()).max().unwrap_or(1);
    let mut text = format!("{FENCE}\n");
    // The last line may have to say how many more there are.
    const ROOM_FOR_REST: usize = 30;
    for (at, line) in lines.iter().enumerate() {
        // Isolated, a name written from right to left leaves the line around it in order.
        let name = tame(&line.name);
        let name = clip(&flat(&defuse(&name)), NAME_UNITS).replace('`', "\u{2cb}");
        let row =
            format!("{:>rank_width$}  {:>points_width$}  \u{2068}{name}\u{2069}\n", line.rank, line.points);
        if units(&text) + units(&row) + ROOM_FOR_REST + FENCE.len() > SCORES_UNITS {
            text.push_str(&format!("+ {}{CUT}\n", lines.len() - at));
            break;
        }
        text.push_str(&row);
    }
    text + FENCE
}

/// The buttons in rows, and whether some found no place. Discord refuses a message that
/// carries the same token twice, and a token that is too long cannot be sent at all.
fn rows(buttons: &[Button]) -> (Vec<Row>, bool) {
    let mut seen = BTreeSet::new();
    let carried: Vec<body::Button> = buttons
        .iter()
        .filter_map(|button| Some((button, button.press.to_token()?)))
        .filter(|(_, token)| seen.insert(token.clone()))
        .map(|(button, custom_id)| {
            let style = if button.primary { PRIMARY } else { SECONDARY };
            body::Button { style, label: clip(&words(&button.label), LABEL_UNITS), custom_id }
        })
        .collect();
    let some_left = carried.len() > BUTTONS;
    let mut shown = carried.into_iter().take(BUTTONS).peekable();
    let mut rows = Vec::new();
    while shown.peek().is_some() {
        rows.push(Row(shown.by_ref().take(BUTTONS_IN_ROW).collect()));
    }
    (rows, some_left)
}

/// What stands on something to press or to fill in: on one line, and never nothing.
fn words(text: &str) -> String {
    let text = tame(text);
    let text = flat(&text);
    if text.is_empty() { "…".to_owned() } else { text.into_owned() }
}

/// A form as a modal, or nothing when its press cannot travel.
pub(crate) fn modal(form: &Form) -> Option<Value> {
    let row = |field: &Field| {
        let most = field.max_characters.clamp(1, FORM_CHARACTERS);
        let mut input = json!({
            "type": TEXT_INPUT,
            "custom_id": field.name,
            "style": if field.long { PARAGRAPH } else { ONE_LINE },
            "label": clip(&words(&field.label), FORM_TITLE_UNITS),
            "min_length": u8::from(field.required),
            "max_length": most,
            "required": field.required,
        });
        // An empty value is no value to Discord.
        if !field.filled.is_empty() {
            input["value"] = json!(clip(&field.filled, usize::from(most)));
        }
        json!({ "type": ACTION_ROW, "components": [input] })
    };
    Some(json!({
        "custom_id": form.press.to_token()?,
        "title": clip(&words(&form.title), FORM_TITLE_UNITS),
        "components": form.fields.iter().take(FORM_FIELDS).map(row).collect::<Vec<_>>(),
    }))
}

/// What a half-typed option may become. A choice comes back as it stands here, so one that
/// is too long for Discord is given by its beginning, without a mark that would be searched for.
pub(crate) fn choices(choices: &[String]) -> Value {
    let mut seen = BTreeSet::new();
    let short = |choice: &String| {
        let mut room = CHOICE_UNITS;
        let fits = |c: &char| room.checked_sub(c.len_utf16()).map(|left| room = left).is_some();
        flat(&tame(choice)).chars().take_while(fits).collect::<String>()
    };
    let shown = choices.iter().map(short).filter(|c| !c.is_empty() && seen.insert(c.clone()));
    let listed: Vec<Value> = shown.take(CHOICES).map(|c| json!({ "name": c, "value": c })).collect();
    json!({ "choices": listed })
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
