//! What was said just now, for those who follow it up: kept in memory for minutes, stored and logged nowhere.

use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Clock;
use crate::domain::follow_up::{About, Conversations};
use crate::domain::ids::{ChannelId, MemberId};
use crate::domain::inbound::{Inbound, What};
use crate::domain::reply::{Audience, Reply};

/// The memory. Cheap to clone.
#[derive(Clone)]
pub struct Talk {
    clock: Clock,
    conversations: Arc<Mutex<Conversations>>,
}

/// Somebody in a channel who may follow an answer up.
pub(crate) struct Listener {
    channel: ChannelId,
    member: MemberId,
}

impl Talk {
    /// Nothing was said yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, conversations: Arc::default() }
    }

    /// Adds to a question what its member was answered last in that channel, unless it replies to an answer.
    pub(crate) fn recall(&self, inbound: &mut Inbound) {
        let asks = match &inbound.what {
            What::Addressed(_) => true,
            What::Command { name, .. } => name == "ask",
            _ => false,
        };
        if asks && inbound.about.is_none() {
            let conversations = self.conversations.lock().unwrap_or_else(PoisonError::into_inner);
            inbound.about =
                conversations.recall(&inbound.place.channel, &inbound.member.id, self.clock.now());
        }
    }

    /// Who may follow this up. What was asked for the asker alone in front of others is not taken up again,
    /// for the next question may be for everyone.
    pub(crate) fn listener(&self, inbound: &Inbound) -> Option<Listener> {
        let open = inbound.place.direct || inbound.audience() == Audience::Public;
        open.then(|| Listener { channel: inbound.place.channel.clone(), member: inbound.member.id.clone() })
    }

    /// Notes what somebody was answered.
    pub(crate) fn remember(&self, listener: Listener, asked: &str, reply: &Reply) {
        if let Some(about) = About::of(asked, reply) {
            let mut conversations = self.conversations.lock().unwrap_or_else(PoisonError::into_inner);
            conversations.remember(&listener.channel, &listener.member, about, self.clock.now());
        }
    }
}
