//! What Slack brings, taken in.
//!
//! Everything is acknowledged as it arrives, before anybody looks at it; only choices, which travel
//! with the acknowledgement, wait for the desk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Instant;
use tracing::{debug, error};

use super::manifest::Features;
use super::recent::Recent;
use super::translate::{self, Said};
use super::wire::Own;

/// What a member said, with leave to take it on; without, the desk has its hands full.
pub(super) struct Heard {
    pub(super) said: Said,
    pub(super) permit: Option<OwnedSemaphorePermit>,
}

/// A half-typed option, and where its choices go.
pub(super) struct HalfTyped {
    pub(super) heard: Heard,
    pub(super) choices: oneshot::Sender<Value>,
}

/// Takes in what Slack brings.
pub(super) struct Ear {
    pub(super) own: Own,
    pub(super) moderators: Vec<String>,
    pub(super) features: Features,
    pub(super) said: UnboundedSender<Heard>,
    /// They wait for nobody: Slack waits 3 s for their choices.
    pub(super) typed: UnboundedSender<HalfTyped>,
    pub(super) permits: Arc<Semaphore>,
    pub(super) recent: Mutex<Recent>,
}

impl Ear {
    /// Takes one delivery in, which is to be acknowledged at once: alone, or with choices where some are to come.
    pub(super) fn take(
        &self,
        kind: &str,
        envelope: &str,
        payload: &Value,
    ) -> Option<oneshot::Receiver<Value>> {
        let suggestion = translate::is_suggestion(payload);
        // Slack would bring what cannot be taken again and again.
        let said = catch_unwind(AssertUnwindSafe(|| translate::said(kind, payload, self.known())));
        let said = said.unwrap_or_else(|_| {
            error!("a message could not be read; this is a fault in the program");
            None
        })?;
        let permit = || Arc::clone(&self.permits).try_acquire_owned().ok();
        if suggestion {
            let (choices, offered) = oneshot::channel();
            let heard = Heard { said, permit: permit() };
            noted(self.typed.send(HalfTyped { heard, choices }).is_ok());
            return Some(offered);
        }
        let identity = translate::identity(payload).unwrap_or_else(|| envelope.to_owned());
        let new =
            self.recent.lock().unwrap_or_else(PoisonError::into_inner).is_new(&identity, Instant::now());
        match new {
            // The queue has no limit of its own: the permits are one.
            true => noted(self.said.send(Heard { said, permit: permit() }).is_ok()),
            false => debug!("Slack delivered something a second time"),
        }
        None
    }

    fn known(&self) -> translate::Known<'_> {
        translate::Known {
            own: &self.own.user,
            team: &self.own.team_id,
            moderators: &self.moderators,
            features: self.features,
        }
    }
}

fn noted(taken: bool) {
    if !taken {
        debug!("a message came after the desk was closed");
    }
}
