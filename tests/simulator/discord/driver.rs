//! What people do in Discord's client: type commands, press buttons, fill forms in, speak.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::Notify;

use super::Simulator;
use super::call::Call;
use super::expect::Shown;
use super::faults::{Fault, Gate, Trouble};
use super::gateway::{Door, Order};
use super::state::Interaction;
use super::world::{self, Person};

/// An interaction that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The interaction's id.
    pub(crate) id: u64,
    /// Its token.
    pub(crate) token: String,
}

/// A form that the bot opened.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// The form's own id.
    pub(crate) custom_id: String,
    /// Its title.
    pub(crate) title: String,
    /// Its lines: each one's id and its label.
    pub(crate) lines: Vec<(String, String)>,
    /// The message under whose button it was opened.
    pub(crate) under: Option<u64>,
    pub(crate) place: u64,
}

impl Simulator {
    /// Types a slash command: its name with a subcommand behind one space, and its options.
    pub(crate) fn slash(&self, who: Person, place: u64, name: &str, options: &[(&str, &str)]) -> Sent {
        let data = self.command_data(name, options, None);
        self.interact(2, who, place, &data, None)
    }

    /// Types a slash command with a file in one of its options: the option, the file's address and size.
    pub(crate) fn slash_with_file(
        &self,
        who: Person,
        place: u64,
        name: &str,
        (option, url, size): (&str, &str, u64),
    ) -> Sent {
        let id = self.shared.lock().fresh_id().to_string();
        let mut data = self.command_data(name, &[(option, &id)], None);
        let file = url.rsplit('/').next().unwrap_or_default();
        let attachment = json!({ "id": id, "filename": file, "size": size, "url": url, "proxy_url": url });
        data["resolved"] = json!({ "attachments": { id: attachment } });
        self.interact(2, who, place, &data, None)
    }

    /// Half-types an option of a slash command.
    pub(crate) fn complete(&self, who: Person, place: u64, name: &str, option: &str, typed: &str) -> Sent {
        let data = self.command_data(name, &[(option, typed)], Some(option));
        self.interact(4, who, place, &data, None)
    }

    /// Uses a command of a message's menu.
    pub(crate) fn message_command(&self, who: Person, place: u64, name: &str, text: &str) -> Sent {
        let command = self.registered(name, 3);
        let id = self.shared.lock().fresh_id();
        let mut target = world::persons_message(id, place, world::BEN, text);
        if let Some(fields) = target.as_object_mut() {
            // "Resolved data": without the member and the server.
            fields.remove("member");
            fields.remove("guild_id");
        }
        let data = json!({
            "id": command["id"], "name": name, "type": 3, "target_id": id.to_string(),
            "resolved": { "messages": { id.to_string(): target } },
        });
        self.interact(2, who, place, &data, None)
    }

    /// Presses the button with this label under a message.
    pub(crate) fn press(&self, who: Person, shown: &Shown, label: &str) -> Sent {
        let custom_id = shown.button(label);
        self.press_token(who, shown.place, Some(shown.id), &custom_id)
    }

    /// Presses a button that may never have been there.
    pub(crate) fn press_token(&self, who: Person, place: u64, under: Option<u64>, custom_id: &str) -> Sent {
        let data = json!({ "custom_id": custom_id, "component_type": 2, "id": 2 });
        let under = under.unwrap_or_else(|| {
            // Somebody kept yesterday's message open.
            self.shared.lock().create_message(place, &json!({ "content": "an old card" }), 0)
        });
        self.interact(3, who, place, &data, Some(under))
    }

    /// Fills a form in and sends it.
    pub(crate) fn submit(&self, who: Person, form: &Form, texts: &[&str]) -> Sent {
        let rows = form.lines.iter().zip(texts).enumerate().map(|(at, ((id, _), text))| {
            let line = json!({ "type": 4, "id": 2 * at + 2, "custom_id": id, "value": text });
            json!({ "type": 1, "id": 2 * at + 1, "components": [line] })
        });
        let data = json!({
            "custom_id": form.custom_id,
            "components": rows.collect::<Vec<_>>(),
        });
        self.interact(5, who, form.place, &data, form.under)
    }

    /// Says something in a channel, or in the direct messages when that is the channel.
    pub(crate) fn say(&self, who: Person, place: u64, text: &str) -> u64 {
        let id = self.shared.lock().fresh_id();
        self.shared.dispatch("MESSAGE_CREATE", &world::persons_message(id, place, who, text));
        id
    }

    /// Replies to a message in its channel. People who leave the ping on mention its author by that.
    pub(crate) fn reply(&self, who: Person, to: &Shown, text: &str, ping: bool) -> u64 {
        const INLINE_REPLY: u8 = 19;
        let id = self.shared.lock().fresh_id();
        let mut payload = world::persons_message(id, to.place, who, text);
        payload["type"] = json!(INLINE_REPLY);
        payload["message_reference"] = json!({
            "type": 0, "message_id": to.id.to_string(), "channel_id": to.place.to_string(),
        });
        payload["referenced_message"] = to.payload.clone();
        if ping {
            payload["mentions"] = json!([to.payload["author"]]);
        }
        self.shared.dispatch("MESSAGE_CREATE", &payload);
        id
    }

    /// Changes what was said.
    pub(crate) fn edit(&self, who: Person, place: u64, id: u64, text: &str) {
        let mut message = world::persons_message(id, place, who, text);
        message["edited_timestamp"] = json!("2026-01-02T03:04:05.000000+00:00");
        self.shared.dispatch("MESSAGE_UPDATE", &message);
    }

    /// Says something to the bot in a channel.
    pub(crate) fn mention(&self, who: Person, place: u64, text: &str) -> u64 {
        self.say(who, place, &format!("<@{}> {text}", world::BOT))
    }

    /// Says something to the bot alone.
    pub(crate) fn direct_message(&self, who: Person, text: &str) -> u64 {
        self.say(who, who.direct_channel(), text)
    }

    /// From now on the bot has these permissions in channels.
    pub(crate) fn allow(&self, may: u64) {
        self.shared.lock().may = Some(may);
    }

    fn interact(&self, kind: u8, who: Person, place: u64, data: &Value, under: Option<u64>) -> Sent {
        let mut state = self.shared.lock();
        let id = state.fresh_id();
        let token = format!("interaction-token-{id}");
        let mut payload = world::interaction(id, &token, kind, who, place, data);
        if let Some(message) = under.and_then(|under| state.messages.get(&under)) {
            payload["message"] = message.clone();
        }
        if let Some(may) = state.may {
            payload["app_permissions"] = json!(may.to_string());
        }
        let interaction = Interaction {
            token: token.clone(),
            kind,
            who,
            place,
            created: Instant::now(),
            under,
            first: None,
            original: None,
            pending: false,
            unsure: false,
        };
        state.expect_response(id, interaction);
        drop(state);
        self.shared.dispatch("INTERACTION_CREATE", &payload);
        Sent { id, token }
    }

    /// A command as the bot registered it; people can use no other.
    fn registered(&self, name: &str, kind: u64) -> Value {
        let state = self.shared.lock();
        let found =
            state.commands.values().flatten().find(|command| {
                command["name"] == json!(name) && command["type"].as_u64().unwrap_or(1) == kind
            });
        found.unwrap_or_else(|| panic!("the bot has registered no command {name}")).clone()
    }

    fn command_data(&self, name: &str, given: &[(&str, &str)], focused: Option<&str>) -> Value {
        let (first, second) = name.split_once(' ').map_or((name, None), |(a, b)| (a, Some(b)));
        let command = self.registered(first, 1);
        let known = match second {
            None => command["options"].clone(),
            Some(second) => option_named(&command["options"], second)["options"].clone(),
        };
        let options: Vec<Value> = given
            .iter()
            .map(|(name, value)| {
                let kind = option_named(&known, name)["type"].as_u64().expect("an option has a type");
                let mut option = json!({ "name": name, "type": kind, "value": typed(kind, value) });
                if focused == Some(name) {
                    // Half-typed options travel as text.
                    option["value"] = json!(value);
                    option["focused"] = json!(true);
                }
                option
            })
            .collect();
        let options = match second {
            None => json!(options),
            Some(second) => json!([{ "name": second, "type": 1, "options": options }]),
        };
        json!({ "id": command["id"], "name": first, "type": 1, "options": options })
    }
}

fn option_named(options: &Value, name: &str) -> Value {
    let found = options.as_array().into_iter().flatten().find(|option| option["name"] == json!(name));
    found.unwrap_or_else(|| panic!("no option {name} was registered")).clone()
}

/// An option's value in its type: 4 whole numbers, 5 yes or no, 10 numbers, else text.
fn typed(kind: u64, value: &str) -> Value {
    match kind {
        4 => json!(value.parse::<i64>().expect("a whole number")),
        5 => json!(value == "true"),
        10 => json!(value.parse::<f64>().expect("a number")),
        _ => json!(value),
    }
}

impl Simulator {
    /// Plans a fault for the next request that fits.
    pub(crate) fn trouble(&self, trouble: Trouble, fits: impl Fn(&Call) -> bool + Send + 'static) {
        self.shared.lock().faults.push(Fault { fits: Box::new(fits), trouble });
    }

    /// Holds the next request that fits back until the gate opens.
    pub(crate) fn hold(&self, fits: impl Fn(&Call) -> bool + Send + 'static) -> Gate {
        let gate = Arc::new(Notify::new());
        self.trouble(Trouble::Held(Arc::clone(&gate)), fits);
        Gate(gate)
    }

    /// Says that no response is expected to this interaction: its bot was cut off.
    pub(crate) fn forgive(&self, sent: &Sent) {
        self.shared.lock().forgiven.insert(sent.id);
    }

    /// Asks the bot to reconnect (opcode 7).
    pub(crate) fn ask_to_reconnect(&self) {
        self.order(Order::Frame(json!({ "op": 7, "s": null, "t": null, "d": null }).to_string()));
    }

    /// Takes the session away (opcode 9), resumable or not.
    pub(crate) fn invalidate_session(&self, resumable: bool) {
        if !resumable {
            self.shared.lock().gateway.forget_session();
        }
        self.order(Order::Frame(json!({ "op": 9, "s": null, "t": null, "d": resumable }).to_string()));
    }

    /// Closes the gateway connection with this code, or with none.
    pub(crate) fn close(&self, code: Option<u16>) {
        self.order(Order::Close(code));
    }

    /// Drops the gateway's TCP connection.
    pub(crate) fn cut(&self) {
        self.order(Order::Drop);
    }

    /// From now on, what becomes of new connections to the gateway.
    pub(crate) fn set_door(&self, door: Door) {
        self.shared.lock().gateway.door = door;
    }

    /// From now on, whether heartbeats stay without an answer.
    pub(crate) fn set_deaf(&self, deaf: bool) {
        self.shared.lock().gateway.deaf = deaf;
    }

    /// Sends an event as it is: for those that no library can read.
    pub(crate) fn dispatch_raw(&self, name: &str, data: Value) {
        self.shared.lock().gateway.dispatch(name, &data);
    }

    /// Whether the bot is connected and identified.
    pub(crate) fn connected(&self) -> bool {
        self.shared.lock().gateway.connected()
    }

    fn order(&self, order: Order) {
        assert!(self.shared.lock().gateway.order(order), "the bot is not connected");
    }
}
