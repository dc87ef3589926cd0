//! The shell's side of the front desk: carries out what [`crate::domain::bot`] decides.
//!
//! Questions run where blocking is allowed, on a snapshot of the library, and wait for no
//! quiz; quiz events go to the engine; scores come from the store.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use tokio::sync::watch;

use crate::domain::bot::{self, Decision, Found, Look, Snapshot};
use crate::domain::ids::ChannelId;
use crate::domain::inbound::{Inbound, Place};
use crate::domain::quiz::rank;
use crate::domain::reply::Response;
use crate::domain::voice;
use crate::engine::Engine;
use crate::learning::Learning;
use crate::port::Desk;
use crate::readers::Readers;
use crate::store::Store;
use crate::talk::Talk;

/// How many lines of a score table chat shows.
const SCORE_LINES: usize = 20;

/// Everything that an inbound message may need.
#[derive(Clone)]
pub struct Reception {
    /// The library as it is now.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// Those who look things up in it.
    pub readers: Readers,
    /// The live quizzes.
    pub engine: Engine,
    /// What is learned from use.
    pub learning: Learning,
    /// What was said just now.
    pub talk: Talk,
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
    async fn hear(&self, mut inbound: Inbound) -> Response {
        self.talk.recall(&mut inbound);
        let channel = &inbound.place.channel;
        match bot::decide(&inbound, self.engine.runs_in(channel)) {
            Decision::Respond(response) => response,
            Decision::Quiz { quiz, event } => self.engine.take(channel, quiz, event).await,
            Decision::Scores => self.scores(channel).await,
            Decision::Learn(learn) => self.learning.take(learn, &inbound.place, &inbound.member).await,
            Decision::Look(look) => {
                let listener = self.talk.listener(&inbound);
                let (asked, response) = self.look(look, inbound.place).await;
                if let (Some(listener), Some(asked), Response::Say(reply)) = (listener, asked, &response) {
                    self.talk.remember(listener, &asked, reply);
                }
                response
            }
        }
    }

    /// What was asked in full, where something was, and what came of it.
    async fn look(&self, look: Look, place: Place) -> (Option<String>, Response) {
        let snapshot = self.snapshot.borrow().clone();
        let open = self.engine.open_cards(&place.space);
        let taught = self.learning.taught_in(&place.space);
        let space = place.space.clone();
        let read = move || {
            let taught = taught.as_deref();
            let look = bot::settle(look, &snapshot, taught);
            let asked = look.question().map(str::to_owned);
            (asked, bot::look(look, &place, &snapshot, taught, &open, chance()))
        };
        let (asked, found) = self.readers.read(read).await.unzip();
        let response = match found {
            Some(Found::Response(response)) => response,
            Some(Found::Gap { question, reply }) => {
                self.learning.unanswered(&space, &question);
                Response::Say(reply)
            }
            Some(Found::Plan(plan)) => self.engine.start(*plan).await,
            None => {
                tracing::error!("a message could not be answered: looking it up failed badly");
                Response::Say(voice::fault())
            }
        };
        (asked.flatten(), response)
    }

    async fn scores(&self, channel: &ChannelId) -> Response {
        match self.store.points_of(channel).await {
            Ok(points) => {
                let mut lines = rank(points);
                let more = lines.len().saturating_sub(SCORE_LINES);
                lines.truncate(SCORE_LINES);
                Response::Say(voice::quiz::scores(lines, more))
            }
            Err(error) => {
                tracing::error!("scores could not be read: {error:#}");
                Response::Say(voice::fault())
            }
        }
    }
}

/// A number that nobody chose: the standard library seeds each hasher state afresh.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}
