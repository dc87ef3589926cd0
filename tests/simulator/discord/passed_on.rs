//! The way that most responses take through a run without checks: the bytes that the bot sent become the event
//! that tells of its message, and are looked into no further.
//!
//! What such a run measures is the bot. A Discord that reads, keeps and writes every part of a message would
//! take more of the machine the more a bot says, and charge it with that.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::body::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::call::Call;
use super::responses::FIRST_RESPONSE;
use super::state::Shared;
use super::world;

/// "Interaction Callback Type": a message at once.
const MESSAGE: u64 = 4;

#[derive(Deserialize)]
struct Response<'a> {
    r#type: u64,
    #[serde(borrow)]
    data: Option<Said<'a>>,
}

/// The parts of a message that are shown as they are.
#[derive(Deserialize)]
struct Said<'a> {
    #[serde(borrow)]
    content: Option<&'a RawValue>,
    #[serde(borrow)]
    embeds: Option<&'a RawValue>,
    #[serde(borrow)]
    components: Option<&'a RawValue>,
    flags: Option<u64>,
}

/// JSON of what is not there.
const NO_TEXT: &str = r#""""#;
const NOTHING: &str = "[]";

/// The same as JSON.
struct Shown<'a> {
    content: &'a str,
    embeds: &'a str,
    components: &'a str,
}

impl<'a> Shown<'a> {
    fn of(said: &Said<'a>) -> Self {
        Self {
            content: said.content.map_or(NO_TEXT, RawValue::get),
            embeds: said.embeds.map_or(NOTHING, RawValue::get),
            components: said.components.map_or(NOTHING, RawValue::get),
        }
    }

    /// The message as MESSAGE_CREATE brings it.
    fn event(&self, message: u64, channel: u64) -> String {
        let Self { content, embeds, components } = self;
        let mut event = BEGINNING.clone();
        write!(
            event,
            r#","id":"{message}","channel_id":"{channel}","content":{content},"embeds":{embeds},"components":{components}}}"#
        )
        .expect("a string takes everything");
        event
    }
}

/// A message of the bot's in the server, up to what it says, as MESSAGE_CREATE brings it.
static BEGINNING: LazyLock<String> = LazyLock::new(|| {
    let mut message = world::message(0, 0, world::bot_user());
    message["guild_id"] = world::GUILD.to_string().into();
    if let Some(parts) = message.as_object_mut() {
        parts.retain(|part, _| {
            !["id", "channel_id", "content", "embeds", "components"].contains(&part.as_str())
        });
    }
    let mut text = message.to_string();
    text.pop();
    text
});

/// Takes the first response to an interaction, if it is a message to everyone in a channel of the server and
/// nothing is checked; whether it says something, and the id of its message. The message is not kept: nobody
/// comes back to it.
pub(super) fn first_response(shared: &Shared, call: &Call, bytes: &Bytes) -> Option<(bool, u64)> {
    let Call::Callback { interaction: id, token } = call else { return None };
    if shared.checks {
        return None;
    }
    let response: Response<'_> = serde_json::from_slice(bytes).ok()?;
    let said = response.data.filter(|said| response.r#type == MESSAGE && said.flags.is_none())?;
    let shown = Shown::of(&said);
    let says = shown.content != NO_TEXT || shown.embeds != NOTHING;

    let mut state = shared.lock();
    let message = state.fresh_id();
    if !state.faults.is_empty() {
        return None;
    }
    let interaction = state.interactions.get_mut(id).filter(|interaction| {
        let open = interaction.first.is_none() && interaction.created.elapsed() <= FIRST_RESPONSE;
        open && interaction.token == *token && !world::is_direct(interaction.place)
    })?;
    interaction.first = Some((MESSAGE, false));
    let channel = interaction.place;
    if state.gateway.hears_of_messages() {
        state.gateway.send("MESSAGE_CREATE", &shown.event(message, channel));
    }
    Some((says, message))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_passed_on_is_the_message_that_a_checked_run_tells_of() {
        let bytes = r#"{"type":4,"data":{"content":"a \"word\"","embeds":[{"title":"T"}],"components":[]}}"#;
        let response: Response<'_> = serde_json::from_str(bytes).expect("a response");
        let event = Shown::of(&response.data.expect("a message")).event(7, world::GENERAL);
        let mut told = world::message(7, world::GENERAL, world::bot_user());
        told["guild_id"] = json!(world::GUILD.to_string());
        told["content"] = json!("a \"word\"");
        told["embeds"] = json!([{ "title": "T" }]);
        assert_eq!(serde_json::from_str::<Value>(&event).expect("JSON"), told);
    }
}
