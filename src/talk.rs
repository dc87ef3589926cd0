//! Talk in channels: what was answered just now, for those who follow it up, and where the desk listens.
//!
//! What was said stays in memory for minutes, and is stored and logged nowhere; the channels in which the
//! desk listens are stored.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use anyhow::Result;

use crate::clock::Clock;
use crate::domain::follow_up::{About, Conversations};
use crate::domain::ids::{ChannelId, MemberId};
use crate::domain::inbound::{Inbound, Place, What};
use crate::domain::listening::{self, Turns};
use crate::domain::reply::{Audience, Reply, Response, Tone};
use crate::domain::voice;
use crate::store::Store;

/// The memory. Cheap to clone.
#[derive(Clone)]
pub struct Talk {
    clock: Clock,
    store: Store,
    /// The platforms that do not tell the desk what members say to each other.
    deaf: Arc<[&'static str]>,
    conversations: Arc<Mutex<Conversations>>,
    channels: Arc<RwLock<BTreeSet<ChannelId>>>,
    turns: Arc<Mutex<Turns>>,
}

/// Somebody in a channel who may follow an answer up.
pub(crate) struct Listener {
    channel: ChannelId,
    member: MemberId,
}

/// A question as it was looked up.
pub(crate) struct Asked {
    pub(crate) question: String,
    /// Whether it stood by itself as it was typed.
    pub(crate) own: bool,
}

impl Listener {
    fn of(inbound: &Inbound) -> Self {
        Self { channel: inbound.place.channel.clone(), member: inbound.member.id.clone() }
    }
}

impl Talk {
    /// Nothing was said yet; the channels come from the store. On the `deaf` platforms the desk is not told
    /// what members say to each other.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(store: Store, clock: Clock, deaf: Vec<&'static str>) -> Result<Self> {
        let channels = store.listening().await?.into_iter().collect();
        Ok(Self {
            clock,
            store,
            deaf: deaf.into(),
            conversations: Arc::default(),
            channels: Arc::new(RwLock::new(channels)),
            turns: Arc::default(),
        })
    }

    /// Adds to a question what its member was answered last in that channel, unless it replies to an answer.
    pub(crate) fn recall(&self, inbound: &mut Inbound) {
        let asks = match &inbound.what {
            What::Addressed(_) => true,
            What::Command { name, .. } => name == "ask",
            _ => false,
        };
        if asks && inbound.about.is_none() {
            let (channel, member) = (&inbound.place.channel, &inbound.member.id);
            inbound.about = held(&self.conversations).recall(channel, member, self.clock.now());
        }
    }

    /// Who may follow this up. What was asked for the asker alone in front of others is not taken up again,
    /// for the next question may be for everyone.
    pub(crate) fn listener(&self, inbound: &Inbound) -> Option<Listener> {
        let open = inbound.place.direct || inbound.audience() == Audience::Public;
        open.then(|| Listener::of(inbound))
    }

    /// Notes what somebody was answered. A question of its own that was not answered changes the subject all
    /// the same; a follow-up that was not may be tried in other words.
    pub(crate) fn remember(&self, listener: Listener, asked: Asked, reply: &Reply) {
        let Listener { channel, member } = listener;
        match About::of(&asked.question, reply) {
            Some(about) => held(&self.conversations).remember(&channel, &member, about, self.clock.now()),
            None if asked.own && reply.tone == Tone::Sorry => {
                held(&self.conversations).forget(&channel, &member);
            }
            None => {}
        }
    }

    /// Forgets what a member was answered, wherever it was.
    pub(crate) fn forget(&self, member: &MemberId) {
        held(&self.conversations).forget_member(member);
    }

    /// The question that these words put to everyone, where the desk listens and may answer the member.
    pub(crate) fn put_to_all(&self, inbound: &Inbound) -> Option<(String, Listener)> {
        let What::Overheard(text) = &inbound.what else { return None };
        if !self.listens_in(&inbound.place.channel) {
            return None;
        }
        let question = listening::question(text)?;
        let free = held(&self.turns).is_free(&inbound.member.id, self.clock.now());
        free.then(|| (question, Listener::of(inbound)))
    }

    /// Takes a member's turn to be answered unasked; false where it is not theirs.
    pub(crate) fn take_turn(&self, listener: &Listener) -> bool {
        held(&self.turns).take(&listener.member, self.clock.now())
    }

    /// Switches listening on or off in a channel; without a word for it, tells which it is.
    pub(crate) async fn listen(&self, on: Option<bool>, place: &Place) -> Response {
        let listens = self.listens_in(&place.channel);
        let platform = place.channel.platform();
        if on.unwrap_or(!listens) && self.deaf.contains(&platform) {
            return Response::Say(voice::listening::deaf(platform));
        }
        let Some(on) = on else { return Response::Say(voice::listening::state(listens)) };
        if let Err(error) = self.store.set_listening(place, on, self.clock.now()).await {
            tracing::error!("where the desk listens could not be stored: {error:#}");
            return Response::Say(voice::fault());
        }
        let mut channels = self.channels.write().unwrap_or_else(PoisonError::into_inner);
        Response::Say(if on {
            channels.insert(place.channel.clone());
            voice::listening::begun()
        } else {
            channels.remove(&place.channel);
            voice::listening::ended()
        })
    }

    fn listens_in(&self, channel: &ChannelId) -> bool {
        self.channels.read().unwrap_or_else(PoisonError::into_inner).contains(channel)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{SpaceId, Timestamp};

    fn place(channel: &str) -> Place {
        Place { space: SpaceId("class".to_owned()), channel: ChannelId(channel.to_owned()), direct: false }
    }

    #[tokio::test]
    async fn a_platform_that_keeps_words_from_the_desk_is_said_to_do_so() {
        let store = Store::in_memory().await.expect("a store");
        store.set_listening(&place("discord:2"), true, Timestamp(0)).await.expect("written");
        let talk = Talk::open(store.clone(), Clock::by_hand(Timestamp(0)), vec!["discord"]).await;
        let talk = talk.expect("a readable store");
        for (on, channel, expected) in [
            (Some(true), "discord:1", voice::listening::deaf("discord")),
            (None, "discord:1", voice::listening::deaf("discord")),
            (None, "discord:2", voice::listening::state(true)),
            (Some(false), "discord:2", voice::listening::ended()),
            (Some(true), "slack:1", voice::listening::begun()),
            (None, "slack:1", voice::listening::state(true)),
        ] {
            assert_eq!(talk.listen(on, &place(channel)).await, Response::Say(expected), "{on:?} {channel}");
        }
        assert_eq!(store.listening().await.expect("read"), [ChannelId("slack:1".to_owned())]);
    }
}
