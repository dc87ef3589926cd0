//! What people do in the simulated workspace.

use std::time::Instant;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::Simulator;
use super::state::{Delivery, Trouble};
use super::world::{BOT_USER, Person, TEAM};

/// Something that a person did: what the bot is expected to answer.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// The envelope that brought it.
    pub(crate) envelope: String,
    /// The number of its answering address, where it has one.
    pub(crate) number: u64,
    /// What may open a form.
    pub(crate) trigger: String,
}

impl Simulator {
    /// Types a command.
    pub(crate) fn slash(&self, person: Person, channel: &str, text: &str) -> Sent {
        self.interaction("slash_commands", |url, trigger| {
            json!({
                "token": "old", "team_id": TEAM, "team_domain": "class", "channel_id": channel, "channel_name": "general",
                "user_id": person.id, "user_name": person.name, "command": "/desk", "text": text, "api_app_id": "A0DESK",
                "is_enterprise_install": "false", "response_url": url, "trigger_id": trigger,
            })
        })
    }

    /// Presses a button of a message that stands in this channel, in a thread or not.
    pub(crate) fn press(&self, person: Person, channel: &str, thread: Option<&str>, action: Value) -> Sent {
        self.interaction("interactive", |url, trigger| {
            let mut container = json!({ "type": "message", "message_ts": "1700000000.1", "channel_id": channel, "is_ephemeral": false });
            if let Some(thread) = thread {
                container["thread_ts"] = json!(thread);
            }
            json!({
                "type": "block_actions", "user": user(person), "team": { "id": TEAM, "domain": "class" }, "api_app_id": "A0DESK",
                "container": container, "channel": { "id": channel, "name": "general" }, "response_url": url,
                "trigger_id": trigger, "actions": [action], "message": { "type": "message", "ts": "1700000000.1" },
            })
        })
    }

    /// Sends a form off that was opened with this view.
    pub(crate) fn submit(&self, person: Person, view: &Value, fields: &[(&str, &str)]) -> Sent {
        let mut values = json!({});
        for (block, text) in fields {
            values[*block] = json!({ "text": { "type": "plain_text_input", "value": text } });
        }
        self.submit_state(person, view, values)
    }

    pub(super) fn submit_state(&self, person: Person, view: &Value, values: Value) -> Sent {
        let mut view = view.clone();
        view["state"] = json!({ "values": values });
        self.interaction("interactive", |_, trigger| {
            json!({
                "type": "view_submission", "team": { "id": TEAM, "domain": "class" }, "user": user(person),
                "api_app_id": "A0DESK", "trigger_id": trigger, "view": view, "response_urls": [],
            })
        })
    }

    /// Uses the shortcut in the menu of a message.
    pub(crate) fn shortcut(&self, person: Person, channel: &str, callback: &str, text: &str) -> Sent {
        self.interaction("interactive", |url, trigger| {
            json!({
                "type": "message_action", "callback_id": callback, "user": user(person), "team": { "id": TEAM, "domain": "class" },
                "channel": { "id": channel, "name": "general" }, "response_url": url, "trigger_id": trigger,
                "message_ts": "1.1", "message": { "type": "message", "ts": "1.1", "user": "U0OTHER", "text": text },
            })
        })
    }

    /// Types into a list that completes itself.
    pub(crate) fn suggest(
        &self,
        person: Person,
        channel: &str,
        select: &Value,
        block: &str,
        typed: &str,
    ) -> Sent {
        self.interaction("interactive", |_, _| {
            json!({
                "type": "block_suggestion", "user": user(person), "team": { "id": TEAM, "domain": "class" }, "value": typed,
                "action_id": select["action_id"], "block_id": block, "channel": { "id": channel, "name": "general" },
                "container": { "type": "message", "message_ts": "1.2", "channel_id": channel, "is_ephemeral": true },
            })
        })
    }

    /// Writes a message that names the bot, perhaps in a thread; the message's time stamp, too.
    pub(crate) fn mention(
        &self,
        person: Person,
        channel: &str,
        thread: Option<&str>,
        text: &str,
    ) -> (Sent, String) {
        self.message(person, channel, thread, "app_mention", &format!("<@{BOT_USER}> {text}"))
    }

    /// Edits a message that stands there since `ts`, so that it names the bot: Slack brings it as a mention.
    pub(crate) fn edit_mention(&self, person: Person, channel: &str, ts: &str, text: &str, at: &str) {
        let more = json!({ "ts": ts, "edited": { "user": person.id, "ts": at } });
        self.message_with(person, channel, None, "app_mention", &format!("<@{BOT_USER}> {text}"), more);
    }

    /// Writes a plain message.
    pub(crate) fn write(&self, person: Person, channel: &str, text: &str) -> (Sent, String) {
        self.message(person, channel, None, "message", text)
    }

    /// Writes a plain message in a thread.
    pub(crate) fn write_in(&self, person: Person, channel: &str, thread: &str, text: &str) -> (Sent, String) {
        self.message(person, channel, Some(thread), "message", text)
    }

    fn message(
        &self,
        person: Person,
        channel: &str,
        thread: Option<&str>,
        kind: &str,
        text: &str,
    ) -> (Sent, String) {
        self.message_with(person, channel, thread, kind, text, json!({}))
    }

    pub(super) fn message_with(
        &self,
        person: Person,
        channel: &str,
        thread: Option<&str>,
        kind: &str,
        text: &str,
        more: Value,
    ) -> (Sent, String) {
        let number = self.shared.lock().next();
        let ts = format!("1700000100.{number:06}");
        let mut event = json!({ "type": kind, "user": person.id, "text": text, "ts": ts, "channel": channel, "event_ts": ts });
        if let Some(thread) = thread {
            event["thread_ts"] = json!(thread);
        }
        if let (Some(event), Some(more)) = (event.as_object_mut(), more.as_object()) {
            event.extend(more.clone());
        }
        if kind == "message" {
            event["channel_type"] = json!(if channel.starts_with('D') { "im" } else { "channel" });
        }
        let payload = json!({
            "token": "old", "team_id": TEAM, "api_app_id": "A0DESK", "type": "event_callback", "event": event,
            "event_id": format!("Ev{number}"), "event_time": 1_700_000_100, "authorizations": [{ "team_id": TEAM, "user_id": BOT_USER, "is_bot": true }],
        });
        let envelope = self.deliver("events_api", payload, json!({ "retry_attempt": 0, "retry_reason": "" }));
        (Sent { envelope, number, trigger: String::new() }, ts)
    }

    fn interaction(&self, kind: &'static str, payload: impl FnOnce(&str, &str) -> Value) -> Sent {
        let (number, trigger) = {
            let mut state = self.shared.lock();
            let number = state.next();
            let trigger = format!("{number}.{number}.secret");
            state.addresses.insert(number, 0);
            state.triggers.insert(trigger.clone(), Instant::now());
            if !self.shared.options.checks {
                state.forget_the_oldest();
            }
            (number, trigger)
        };
        let url = format!("http://127.0.0.1:{}/answers/{number}", self.shared.http_port);
        let envelope = self.deliver(kind, payload(&url, &trigger), json!({}));
        Sent { envelope, number, trigger }
    }

    /// Brings something to the newest connection.
    fn deliver(&self, kind: &'static str, payload: Value, more: Value) -> String {
        let mut state = self.shared.lock();
        let envelope = format!("envelope-{}", state.next());
        let mut frame = json!({ "envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api" });
        if let (Some(frame), Some(more)) = (frame.as_object_mut(), more.as_object()) {
            frame.extend(more.clone());
        }
        let (_, socket) = state.sockets.iter().next_back().expect("the bot is connected");
        let forgiven = socket.send(Message::Text(frame.to_string().into())).is_err();
        // Only a test brings a thing twice.
        let frame = if self.shared.options.checks { frame } else { Value::Null };
        let delivery = Delivery { kind, frame, sent: Instant::now(), acked: None, forgiven };
        state.deliveries.insert(envelope.clone(), delivery);
        envelope
    }

    /// Brings the same thing once more, in an envelope of its own, as Slack does when it doubts.
    pub(crate) fn redeliver(&self, sent: &Sent) -> String {
        let (kind, payload) = {
            let state = self.shared.lock();
            let delivery = &state.deliveries[&sent.envelope];
            (delivery.kind, delivery.frame["payload"].clone())
        };
        self.deliver(kind, payload, json!({ "retry_attempt": 1, "retry_reason": "timeout" }))
    }

    /// Says something to every connection.
    pub(crate) fn frame(&self, frame: &Value) {
        for socket in self.shared.lock().sockets.values() {
            let _ = socket.send(Message::Text(frame.to_string().into()));
        }
    }

    /// Asks every connection to make room for a new one.
    pub(crate) fn refresh(&self) {
        self.shared.lock().refreshing = true;
        self.frame(&json!({ "type": "disconnect", "reason": "refresh_requested", "debug_info": { "host": "applink-1" } }));
    }

    /// Cuts every connection off without a word.
    pub(crate) fn cut(&self) {
        let mut state = self.shared.lock();
        state.sockets.clear();
    }

    /// Lets the next request of this method go wrong; each call adds one.
    pub(crate) fn trouble(&self, method: &str, trouble: Trouble) {
        self.shared.lock().troubles.push((method.to_owned(), trouble));
    }

    /// From now on no token is taken.
    pub(crate) fn revoke(&self) {
        self.shared.lock().revoked = true;
    }

    /// This one may be acknowledged late, or never.
    pub(crate) fn forgive(&self, sent: &Sent) {
        if let Some(delivery) = self.shared.lock().deliveries.get_mut(&sent.envelope) {
            delivery.forgiven = true;
        }
    }

    /// Uses an answering address up.
    pub(crate) fn wear_out(&self, sent: &Sent) {
        self.shared.lock().addresses.remove(&sent.number);
    }

    /// Deletes a message of the bot's.
    pub(crate) fn delete(&self, channel: &str, ts: &str) {
        self.shared.lock().messages.remove(&(channel.to_owned(), ts.to_owned()));
    }
}

fn user(person: Person) -> Value {
    json!({ "id": person.id, "username": person.name, "name": person.name, "team_id": TEAM })
}
