//! What each member was answered last in a channel, for a little while and for so many members.

use std::collections::BTreeMap;

use super::About;
use crate::domain::ids::{ChannelId, MemberId, Timestamp};

/// How long an answer may be followed up without replying to it: five minutes.
pub const FOLLOWS_WITHIN_MILLIS: i64 = 5 * 60 * 1_000;
/// How many conversations are kept. With more of them the oldest is forgotten early.
pub const CONVERSATIONS: usize = 512;

/// The last answers. Never stored, never logged.
#[derive(Debug, Default)]
pub struct Conversations {
    last: BTreeMap<(ChannelId, MemberId), (Timestamp, About)>,
}

impl Conversations {
    /// Notes what a member was answered.
    pub fn remember(&mut self, channel: &ChannelId, member: &MemberId, mut about: About, now: Timestamp) {
        if let Some(before) = self.recall(channel, member, now) {
            // The same subject again leaves what came before it.
            let same = before.subject() == about.subject();
            about.earlier = if same { before.earlier } else { before.subject().map(str::to_owned) };
        }
        let key = (channel.clone(), member.clone());
        if self.last.len() >= CONVERSATIONS && !self.last.contains_key(&key) {
            let oldest = self.last.iter().min_by_key(|(_, (at, _))| *at).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| self.last.remove(&oldest));
        }
        self.last.insert(key, (now, about));
    }

    /// Forgets what a member was answered.
    pub fn forget(&mut self, channel: &ChannelId, member: &MemberId) {
        self.last.remove(&(channel.clone(), member.clone()));
    }

    /// Forgets what a member was answered, in every channel.
    pub fn forget_member(&mut self, member: &MemberId) {
        self.last.retain(|(_, by), _| by != member);
    }

    /// What a member was answered last, if that was just now.
    pub fn recall(&self, channel: &ChannelId, member: &MemberId, now: Timestamp) -> Option<About> {
        let (at, about) = self.last.get(&(channel.clone(), member.clone()))?;
        (now.millis_since(*at) <= FOLLOWS_WITHIN_MILLIS).then(|| about.clone())
    }
}
