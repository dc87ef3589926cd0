//! The shell's side of the front desk: carries out what [`crate::domain::bot`] decides.
//!
//! Questions run where blocking is allowed, on a snapshot of the library, and wait for no
//! quiz; quiz events go to the engine; scores come from the store.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use tokio::sync::watch;

use crate::domain::bot::{self, Decision, Found, Look, Snapshot};
use crate::domain::inbound::{Inbound, Place};
use crate::domain::reply::Response;
use crate::domain::voice;
use crate::engine::Engine;
use crate::port::Desk;
use crate::readers::Readers;
use crate::store::Store;

/// Everything that an inbound message may need.
#[derive(Clone)]
pub struct Reception {
    /// The library as it is now.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// Those who look things up in it.
    pub readers: Readers,
    /// The live quizzes.
    pub engine: Engine,
    /// What is remembered.
    pub store: Store,
}

impl Reception {
    /// The desk that platforms talk to.
    pub fn desk(self) -> Desk {
        Desk::new(move |inbound| {
            let reception = self.clone();
            async move { reception.hear(inbound).await }
        })
    }

    /// The first poll decides and hands a quiz its event, so that events reach a quiz in the order in
    /// which they were heard.
    async fn hear(&self, inbound: Inbound) -> Response {
        let channel = &inbound.place.channel;
        match bot::decide(&inbound, self.engine.runs_in(channel)) {
            Decision::Respond(response) => response,
            Decision::Quiz { quiz, event } => self.engine.take(channel, quiz, event).await,
            Decision::Scores(options) => self.scores(&options, &inbound).await,
            Decision::Study(order) => self.study(order, &inbound).await,
            Decision::Forget => self.forget(&inbound.member.id).await,
            Decision::Look(look) => self.look(look, inbound.place).await,
        }
    }

    async fn look(&self, look: Look, place: Place) -> Response {
        let snapshot = self.snapshot.borrow().clone();
        let open = self.engine.open_cards(&place.space);
        let found = self.readers.read(move || bot::look(look, &place, &snapshot, &open, chance())).await;
        match found {
            Some(Found::Response(response)) => response,
            Some(Found::Plan(plan)) => self.engine.start(*plan).await,
            None => {
                tracing::error!("a message could not be answered: looking it up failed badly");
                Response::Say(voice::fault())
            }
        }
    }
}

/// A number that nobody chose: the standard library seeds each hasher state afresh.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}
