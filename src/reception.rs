//! The shell's side of the front desk: carries out what [`crate::domain::bot`] decides.
//!
//! Questions run where blocking is allowed, on a snapshot of the library, and wait for no
//! quiz; quiz events go to the engine; scores come from the store.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use tokio::sync::watch;

use crate::class_decks::ClassDecks;
use crate::domain::bot::{self, Decision, Found, Look, Secrets, Snapshot};
use crate::domain::inbound::{Inbound, Place};
use crate::domain::reply::{Audience, Response};
use crate::domain::voice;
use crate::engine::Engine;
use crate::learning::Learning;
use crate::port::Desk;
use crate::readers::Readers;
use crate::store::Store;
use crate::talk::{Asked, Talk};

/// Everything that an inbound message may need.
#[derive(Clone)]
pub struct Reception {
    /// The library as it is now.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// Those who look things up in it.
    pub readers: Readers,
    /// The live quizzes.
    pub engine: Engine,
    /// The decks that servers have handed in.
    pub decks: ClassDecks,
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
        let reception = Arc::new(self);
        Desk::new(move |inbound| {
            let reception = Arc::clone(&reception);
            async move { reception.hear(inbound).await }
        })
    }

    /// The first poll decides and hands a quiz its event, so that events reach a quiz in the order in
    /// which they were heard.
    async fn hear(&self, mut inbound: Inbound) -> Response {
        self.talk.recall(&mut inbound);
        let channel = &inbound.place.channel;
        match bot::decide(&inbound, self.engine.runs_in(channel)) {
            Decision::Respond(Response::Silent) => self.overhear(inbound).await,
            Decision::Respond(response) => response,
            // Boxed, for each question would else carry the room that all of these take.
            Decision::Listen(on) => Box::pin(self.talk.listen(on, &inbound.place)).await,
            Decision::Quiz { quiz, event } => self.engine.take(channel, quiz, event).await,
            Decision::Deck(order) => Box::pin(self.decks.take(order, &inbound)).await,
            Decision::Scores(options) => Box::pin(self.scores(&options, &inbound)).await,
            Decision::Study(order) => Box::pin(self.study(order, &inbound)).await,
            Decision::Forget => Box::pin(self.forget(&inbound.member.id)).await,
            Decision::Learn(learn) => {
                Box::pin(self.learning.take(learn, &inbound.place, &inbound.member)).await
            }
            Decision::Look(look) => {
                let look = match self.with_misses(look, &inbound).await {
                    Ok(look) => look,
                    Err(error) => {
                        tracing::error!("what was missed could not be read: {error:#}");
                        return Response::Say(voice::fault());
                    }
                };
                let listener = self.talk.listener(&inbound);
                let read_along = !inbound.place.direct && inbound.audience() == Audience::Public;
                let (asked, response) = self.look(look, inbound.place, read_along).await;
                if let (Some(listener), Some(asked), Response::Say(reply)) = (listener, asked, &response) {
                    self.talk.remember(listener, asked, reply);
                }
                response
            }
        }
    }

    /// Answers what was said to everyone, in a channel where the desk listens, if it is clearly a question and
    /// clearly covered. Everywhere else this costs a look into a short list.
    async fn overhear(&self, inbound: Inbound) -> Response {
        let Some((question, listener)) = self.talk.put_to_all(&inbound) else { return Response::Silent };
        let channel = inbound.place.channel.clone();
        let (asked, response) = self.look(Look::Overhear(question), inbound.place, true).await;
        match (asked, &response) {
            // Meanwhile a quiz may have begun here, or the member may have been answered elsewhere.
            (Some(asked), Response::Say(reply))
                if !self.engine.runs_in(&channel) && self.talk.take_turn(&listener) =>
            {
                self.talk.remember(listener, asked, reply);
                response
            }
            _ => Response::Silent,
        }
    }

    /// What was asked in full, where something was, and what came of it.
    async fn look(&self, look: Look, place: Place, read_along: bool) -> (Option<Asked>, Response) {
        if let Look::Complete { command, typed, .. } = &look
            && command == "deck remove"
        {
            return (None, Box::pin(self.decks.complete(&place.space, typed)).await);
        }
        let own = self.decks.view(&place.space).await;
        let snapshot = self.snapshot.borrow().clone();
        let open = self.engine.open_cards(&place);
        let taught = self.learning.taught_in(&place.space);
        let space = place.space.clone();
        let read = move || {
            let taught = taught.as_deref();
            let typed = look.question().map(str::to_owned);
            let leant_on = bot::chosen(&look, &snapshot, own.as_deref());
            let look = bot::settle(look, leant_on, taught);
            let snapshot = bot::chosen(&look, &snapshot, own.as_deref());
            let word_for_word = |question: &str| typed.as_deref() == Some(question);
            let asked = look
                .question()
                .map(|question| Asked { question: question.to_owned(), own: word_for_word(question) });
            (asked, bot::look(look, &place, snapshot, taught, Secrets { open: &open, read_along }, chance()))
        };
        let (asked, found) = self.readers.read(read).await.unzip();
        let response = match found {
            Some(Found::Response(response)) => response,
            Some(Found::Gap { question, reply }) => {
                self.learning.unanswered(&space, &question);
                Response::Say(reply)
            }
            Some(Found::Plan(plan)) => Box::pin(self.engine.start(*plan)).await,
            None => {
                tracing::error!("a message could not be answered: looking it up failed badly");
                Response::Say(voice::fault())
            }
        };
        (asked.flatten(), response)
    }
}

/// A number that nobody chose: the standard library seeds each hasher state afresh.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}
