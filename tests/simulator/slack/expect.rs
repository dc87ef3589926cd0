//! Waiting for what the bot does.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use super::state::{Call, State};
use super::{Sent, Shown, Simulator};

/// Far more than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

impl Simulator {
    /// Waits until the state has what is looked for; nothing, if it never has.
    pub(super) async fn until<T>(&self, mut look: impl FnMut(&mut State) -> Option<T>) -> Option<T> {
        let waiting = async {
            loop {
                let changed = self.shared.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if let Some(found) = look(&mut self.shared.lock()) {
                    return found;
                }
                changed.await;
            }
        };
        timeout(PATIENCE, waiting).await.ok()
    }

    /// Waits until the state has what is looked for.
    async fn wait<T>(&self, what: &str, look: impl FnMut(&mut State) -> Option<T>) -> T {
        let found = self.until(look).await;
        found.unwrap_or_else(|| panic!("waited in vain for {what}; the calls were {:#?}", self.calls()))
    }

    /// Waits for a connection; the so-many-th one since the start.
    pub(crate) async fn expect_connection(&self, number: u64) {
        self.wait("a connection", |state| {
            (state.connections >= number && state.sockets.contains_key(&state.connections)).then_some(())
        })
        .await;
    }

    /// Waits until only the newest connection is left.
    pub(crate) async fn expect_alone(&self) {
        self.wait("the old connection's end", |state| (state.sockets.len() == 1).then_some(())).await;
    }

    /// Waits for the acknowledgement of an envelope; what it brought along.
    pub(crate) async fn expect_ack(&self, envelope: &str) -> Value {
        self.wait("an acknowledgement", |state| {
            state.deliveries.get(envelope)?.acked.as_ref().map(|(_, payload)| payload.clone())
        })
        .await
    }

    /// Waits for a call, done or refused; each is given out once.
    pub(crate) async fn expect_call(&self, what: &str, fits: impl Fn(&Call) -> bool) -> Call {
        self.wait(what, |state| {
            let at = state.calls.iter().position(&fits)?;
            Some(state.calls.remove(at))
        })
        .await
    }

    /// Waits for the answer by the address that came with what was done.
    pub(crate) async fn expect_answer(&self, sent: &Sent) -> Shown {
        let number = sent.number;
        let call =
            self.expect_call("an answer", |call| call.answers == Some(number) && call.error.is_none()).await;
        Shown::of(&call)
    }

    /// Waits for a message in a channel.
    pub(crate) async fn expect_post(&self, channel: &str) -> Shown {
        let fits = |call: &Call| {
            call.method == "chat.postMessage" && call.body["channel"] == channel && call.error.is_none()
        };
        Shown::of(&self.expect_call("a message", fits).await)
    }

    /// Waits for an edit of a message.
    pub(crate) async fn expect_edit(&self, channel: &str, ts: &str) -> Shown {
        let fits = |call: &Call| {
            call.method == "chat.update"
                && call.body["channel"] == channel
                && call.body["ts"] == ts
                && call.error.is_none()
        };
        Shown::of(&self.expect_call("an edit", fits).await)
    }

    /// Waits for a form.
    pub(crate) async fn expect_form(&self, sent: &Sent) -> Value {
        let fits = |call: &Call| {
            call.method == "views.open"
                && call.body["trigger_id"] == sent.trigger.as_str()
                && call.error.is_none()
        };
        self.expect_call("a form", fits).await.body["view"].clone()
    }

    /// The calls that nobody has been given yet.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.shared.lock().calls.clone()
    }

    /// Hands every request over from now on, in place of keeping it.
    pub(crate) fn listen(&self) -> UnboundedReceiver<Call> {
        let (listener, calls) = unbounded_channel();
        self.shared.lock().listener = Some(listener);
        calls
    }

    /// How many connections there have been.
    pub(crate) fn connections(&self) -> u64 {
        self.shared.lock().connections
    }
}
