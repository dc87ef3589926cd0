//! What the simulated Discord knows, and the record of everything that the bot sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};

use super::call::Call;
use super::checks;
use super::faults::Fault;
use super::gateway::Gateway;
use super::world::{self, Person};

/// One thing that the bot did, with the moment at which it was complete here.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// When.
    pub(crate) at: Instant,
    /// What.
    pub(crate) what: What,
    /// Whether a test has already expected it.
    pub(crate) taken: bool,
}

/// What the bot did.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// A request that was answered.
    Http(Arc<Request>),
    /// A request that is held back until the test lets it go.
    Held(Call),
    /// A frame on the gateway.
    Frame { op: u64, data: Value },
    /// A TCP connection to the gateway's door, upgraded or not.
    Knock,
    /// The end of a gateway connection, with the bot's close code if it sent one.
    Gone(Option<u16>),
}

/// A request of the bot.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The operation.
    pub(crate) call: Call,
    /// The body; null when there is none, and where a run without checks has passed it on.
    pub(crate) body: Value,
    /// Whether somebody reads something because of it.
    pub(crate) says: bool,
    /// The answer's status.
    pub(crate) status: u16,
    /// The id of the message that it made or changed, if it did.
    pub(crate) message: Option<u64>,
    /// When it arrived.
    pub(crate) at: Instant,
}

/// An interaction that the simulator sent.
#[derive(Clone, Debug)]
pub(crate) struct Interaction {
    pub(crate) token: String,
    /// 2 a command, 3 a button, 4 autocomplete, 5 a form.
    pub(crate) kind: u8,
    pub(crate) who: Person,
    pub(crate) place: u64,
    pub(crate) created: Instant,
    /// The message under the button, if it was one.
    pub(crate) under: Option<u64>,
    /// The type of the first response and whether it is for the asker's eyes only.
    pub(crate) first: Option<(u64, bool)>,
    /// The message that the first response made.
    pub(crate) original: Option<u64>,
    /// Whether the deferral still waits for its words.
    pub(crate) pending: bool,
    /// Whether a fault kept the bot from knowing that its response arrived.
    pub(crate) unsure: bool,
}

/// How much is kept in a run without checks.
const KEPT_UNCHECKED: usize = 1_000;

/// Everything behind the lock.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) log: Vec<Record>,
    pub(crate) violations: Vec<String>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) interactions: BTreeMap<u64, Interaction>,
    pub(crate) messages: BTreeMap<u64, Value>,
    /// Messages that an `enforce_nonce` has already made.
    pub(crate) nonces: BTreeMap<String, u64>,
    /// The commands of each server, and under none those that are there everywhere.
    pub(crate) commands: BTreeMap<Option<u64>, Vec<Value>>,
    pub(crate) gateway: Gateway,
    pub(crate) listener: Option<mpsc::UnboundedSender<Arc<Request>>>,
    /// What the bot may do in channels, where that is not what the invitation asks for.
    pub(crate) may: Option<u64>,
    /// Interactions that a fault was meant to leave without a response.
    pub(crate) forgiven: BTreeSet<u64>,
    /// How many messages and interactions are kept, where not all are.
    most: Option<usize>,
    last_id: u64,
}

/// The state and the bell that rings when something is recorded.
pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) rung: Notify,
    /// Whether bodies are checked; the benchmark measures without.
    pub(crate) checks: bool,
    /// Whether the application was granted the content of messages.
    pub(crate) content_granted: bool,
    pub(crate) heartbeat_millis: u64,
    pub(crate) http_port: u16,
    pub(crate) ws_port: u16,
}

impl Shared {
    pub(crate) fn new(options: &super::Options, http_port: u16, ws_port: u16) -> Self {
        let mut state = State { last_id: 1_000_000, ..State::default() };
        if !options.checks {
            // What is measured is the bot, not the memory of a server that is not there.
            state.most = Some(KEPT_UNCHECKED);
            state.gateway.forgetful = true;
        }
        Self {
            state: Mutex::new(state),
            rung: Notify::new(),
            checks: options.checks,
            content_granted: options.content_granted,
            heartbeat_millis: options.heartbeat_millis,
            http_port,
            ws_port,
        }
    }

    /// The state. A panic elsewhere must not hide its own message behind a poisoned lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Writes down what the bot did and wakes whoever expects it.
    pub(crate) fn record(&self, what: What) {
        self.lock().push(what);
        self.rung.notify_waiters();
    }

    /// Sends an event to the bot, after asking another team's types whether it is one.
    pub(crate) fn dispatch(&self, name: &str, data: &Value) {
        if self.checks {
            let faults = checks::event(name, data);
            self.lock().violations.extend(faults);
        }
        self.lock().gateway.dispatch(name, data);
    }

    /// Tells the bot of a message as it stands.
    pub(crate) fn tell_of(&self, state: &mut State, name: &str, message: u64) {
        let Some(message) = state.messages.get(&message) else { return };
        if self.checks {
            state.violations.extend(checks::event(name, message));
        }
        state.gateway.dispatch(name, message);
    }
}

impl State {
    pub(crate) fn push(&mut self, what: What) {
        self.log.push(Record { at: Instant::now(), what, taken: false });
    }

    /// A fresh id; later ones are larger, as snowflakes are.
    pub(crate) fn fresh_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn violation(&mut self, text: impl Into<String>) {
        self.violations.push(text.into());
    }

    /// Makes a message of the bot from what it sent.
    pub(crate) fn create_message(&mut self, channel: u64, body: &Value, flags: u64) -> u64 {
        let id = self.fresh_id();
        let mut message = world::message(id, channel, world::bot_user());
        message["flags"] = json!(flags);
        Self::write_over(&mut message, body);
        self.messages.insert(id, message);
        if self.most.is_some_and(|most| self.messages.len() > most) {
            self.messages.pop_first();
        }
        id
    }

    /// Keeps what is to be answered.
    pub(crate) fn expect_response(&mut self, id: u64, interaction: Interaction) {
        self.interactions.insert(id, interaction);
        if self.most.is_some_and(|most| self.interactions.len() > most) {
            self.interactions.pop_first();
        }
    }

    /// Changes a message by what the bot sent; none when there is no such message.
    pub(crate) fn change_message(&mut self, id: u64, body: &Value) -> Option<Value> {
        let mut message = self.messages.remove(&id)?;
        Self::write_over(&mut message, body);
        message["edited_timestamp"] = json!("2026-11-20T10:00:30.000000+00:00");
        let changed = message.clone();
        self.messages.insert(id, message);
        Some(changed)
    }

    /// Writes the visible parts of a request over a message, as Discord shows them.
    fn write_over(message: &mut Value, body: &Value) {
        for part in ["content", "embeds", "components", "attachments"] {
            match body.get(part) {
                Some(Value::Null) => message[part] = if part == "content" { json!("") } else { json!([]) },
                Some(value) => message[part] = value.clone(),
                None => {}
            }
        }
        number_components(message);
        if let Some(embeds) = message["embeds"].as_array_mut() {
            for embed in embeds.iter_mut().filter_map(Value::as_object_mut) {
                embed.insert("type".to_owned(), json!("rich"));
            }
        }
    }
}

/// Discord gives every component a number within its message.
fn number_components(message: &mut Value) {
    let mut number = 0;
    let mut give = |component: &mut Value| {
        number += 1;
        component["id"] = json!(number);
    };
    for row in message["components"].as_array_mut().into_iter().flatten() {
        give(row);
        row["components"].as_array_mut().into_iter().flatten().for_each(&mut give);
    }
}
