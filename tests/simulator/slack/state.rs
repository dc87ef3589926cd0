//! What the simulated Slack remembers.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Barrier, Notify};
use tokio_tungstenite::tungstenite::Message;

use super::Options;
use super::files::Kept;

/// A request of the bot's.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The method, or `response_url`.
    pub(crate) method: String,
    /// What it carried.
    pub(crate) body: Value,
    /// Slack's error code, or nothing when it did as it was asked.
    pub(crate) error: Option<String>,
    /// The delivery whose address was used.
    pub(crate) answers: Option<u64>,
    /// The time stamp of what it posted.
    pub(crate) ts: Option<String>,
    pub(crate) at: Instant,
}

/// What goes wrong with the next request of a method.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// An error code of Slack's.
    Error(&'static str),
    /// Too fast, with the seconds to wait.
    RateLimited(u64),
    /// A broken gateway.
    Status(u16),
    /// No answer at all.
    Silence,
    /// An answer once so many wait for theirs.
    Together(Arc<Barrier>),
}

/// Something that was brought to the bot.
pub(crate) struct Delivery {
    pub(crate) kind: &'static str,
    pub(crate) frame: Value,
    pub(crate) sent: Instant,
    pub(crate) acked: Option<(Duration, Value)>,
    /// Sent to a connection that was cut off on purpose.
    pub(crate) forgiven: bool,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) calls: Vec<Call>,
    pub(super) deliveries: BTreeMap<String, Delivery>,
    pub(super) sockets: BTreeMap<u64, UnboundedSender<Message>>,
    /// Those that nothing is brought to any more, and that end once what was brought is acknowledged.
    pub(super) retiring: Vec<UnboundedSender<Message>>,
    pub(super) connections: u64,
    /// The next connection takes the others' place.
    pub(super) refreshing: bool,
    pub(super) troubles: Vec<(String, Trouble)>,
    /// How often each answering address was used.
    pub(super) addresses: BTreeMap<u64, u32>,
    pub(super) triggers: BTreeMap<String, Instant>,
    /// Messages that stand, by channel and time stamp.
    pub(super) messages: BTreeMap<(String, String), Value>,
    pub(super) files: BTreeMap<String, Kept>,
    pub(super) violations: Vec<String>,
    pub(super) number: u64,
    /// Takes every request from now on.
    pub(super) listener: Option<UnboundedSender<Call>>,
    /// Every token is refused from now on.
    pub(super) revoked: bool,
}

/// How much is kept in a run without checks: what is measured is the bot, not the memory of a Slack that is
/// not there.
const KEPT_UNCHECKED: usize = 1_000;

impl State {
    /// Forgets what is no longer answered.
    pub(super) fn forget_the_oldest(&mut self) {
        if self.addresses.len() > KEPT_UNCHECKED {
            self.addresses.pop_first();
        }
        if self.triggers.len() > KEPT_UNCHECKED {
            self.triggers.pop_first();
        }
    }

    /// Books a request, or hands it to whoever listens.
    pub(super) fn book(&mut self, call: Call) {
        match &self.listener {
            Some(listener) => drop(listener.send(call)),
            None => self.calls.push(call),
        }
    }

    /// What was brought, must be acknowledged, and has not been.
    pub(super) fn unacknowledged(&self) -> impl Iterator<Item = String> {
        let open = self.deliveries.iter().filter(|(_, one)| one.acked.is_none() && !one.forgiven);
        open.map(|(envelope, one)| format!("{envelope} ({}) was never acknowledged", one.kind))
    }

    /// Ends what waits for its end, where nothing is owed.
    pub(super) fn retire(&mut self) {
        if self.unacknowledged().next().is_none() {
            self.retiring.clear();
        }
    }

    /// A number that has not been used.
    pub(super) fn next(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// Takes the trouble that awaits a method.
    pub(super) fn trouble(&mut self, method: &str) -> Option<Trouble> {
        let at = self.troubles.iter().position(|(name, _)| name == method)?;
        Some(self.troubles.remove(at).1)
    }
}

/// Keeps a body that Slack took for those who look at it with Slack's own tools, in the file that
/// `SLACK_BODIES` names.
pub(super) fn keep(body: &Value) {
    let Some(path) = std::env::var_os("SLACK_BODIES") else { return };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
    // One write a line, so that lines of tests at the same time do not mix.
    file.and_then(|mut file| file.write_all(format!("{body}\n").as_bytes()))
        .expect("the file can be written");
}

pub(super) struct Shared {
    pub(super) options: Options,
    pub(super) http_port: u16,
    pub(super) ws_port: u16,
    state: Mutex<State>,
    pub(super) changed: Notify,
}

impl Shared {
    pub(super) fn new(options: Options, http_port: u16, ws_port: u16) -> Self {
        Self { options, http_port, ws_port, state: Mutex::default(), changed: Notify::new() }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
