//! Posts that wait, in order within a channel, and the messages that later posts may change.
//!
//! The latest edit of a message wins over one that still waits.

use std::collections::{BTreeMap, VecDeque};

use crate::domain::ids::ChannelId;
use crate::domain::reply::{Post, Slot};

/// How many messages are known for later edits. An edit of an older one becomes a new message.
const MESSAGES_KNOWN: usize = 4096;

/// Posts that wait, by channel. A channel is in it as long as it has a post under way.
#[derive(Default)]
pub(super) struct Waiting {
    lanes: BTreeMap<ChannelId, VecDeque<Post>>,
    count: usize,
}

impl Waiting {
    /// How many wait in all.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Queues a post, and says whether its channel was idle.
    pub(super) fn push(&mut self, post: Post) -> bool {
        let idle = !self.lanes.contains_key(&post.channel);
        let lane = self.lanes.entry(post.channel.clone()).or_default();
        let same = lane.iter_mut().find(|waiting| waiting.slot == post.slot && post.slot != Slot::Fresh);
        match same {
            Some(waiting) => waiting.reply = post.reply,
            None => {
                lane.push_back(post);
                self.count += 1;
            }
        }
        idle
    }

    /// Keeps an idle channel from sending, for something that is no post; [`Waiting::next`] lets it go on.
    #[cfg(feature = "slack")]
    pub(super) fn hold(&mut self, place: ChannelId) {
        self.lanes.entry(place).or_default();
    }

    /// The next post of a channel; without one the channel is idle.
    pub(super) fn next(&mut self, place: &ChannelId) -> Option<Post> {
        let next = self.lanes.get_mut(place).and_then(VecDeque::pop_front);
        match next {
            Some(_) => self.count -= 1,
            None => drop(self.lanes.remove(place)),
        }
        next
    }
}

/// The messages that stand for slots, the oldest forgotten first.
pub(super) struct Known<M> {
    messages: BTreeMap<(ChannelId, Slot), M>,
    order: VecDeque<(ChannelId, Slot)>,
}

impl<M> Default for Known<M> {
    fn default() -> Self {
        Self { messages: BTreeMap::new(), order: VecDeque::new() }
    }
}

impl<M: Clone> Known<M> {
    /// The message that stands for a slot.
    pub(super) fn get(&self, place: &ChannelId, slot: &Slot) -> Option<M> {
        self.messages.get(&(place.clone(), slot.clone())).cloned()
    }

    /// From now on this message stands for this slot.
    pub(super) fn insert(&mut self, place: ChannelId, slot: Slot, message: M) {
        let key = (place, slot);
        if self.messages.insert(key.clone(), message).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > MESSAGES_KNOWN
            && let Some(oldest) = self.order.pop_front()
        {
            self.messages.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CardId, QuizId};
    use crate::domain::reply::{Reply, Tone};

    fn card(round: u32) -> Slot {
        Slot::Card { quiz: QuizId(1), round, card: CardId(format!("card-{round}")) }
    }

    fn post(channel: &str, slot: Slot, text: &str) -> Post {
        Post {
            channel: ChannelId(format!("discord:{channel}")),
            slot,
            reply: Reply::sentence(Tone::Plain, text),
        }
    }

    #[test]
    fn the_latest_edit_wins_and_the_order_stays() {
        let mut waiting = Waiting::default();
        assert!(waiting.push(post("1", card(1), "first")));
        assert!(!waiting.push(post("1", Slot::Fresh, "between")));
        assert!(!waiting.push(post("1", Slot::Fresh, "between")));
        assert!(!waiting.push(post("1", card(1), "second")));
        assert!(waiting.push(post("2", card(1), "elsewhere")));
        assert_eq!(waiting.count, 4);
        let place = ChannelId("discord:1".into());
        let order: Vec<Post> = std::iter::from_fn(|| waiting.next(&place)).collect();
        let expected = [
            post("1", card(1), "second"),
            post("1", Slot::Fresh, "between"),
            post("1", Slot::Fresh, "between"),
        ];
        assert_eq!(order, expected);
        assert_eq!(waiting.count, 1);
        assert!(waiting.push(post("1", card(2), "idle again")));
    }

    #[test]
    fn messages_are_known_up_to_a_limit() {
        let mut known = Known::<u32>::default();
        let place = ChannelId("discord:1".into());
        for round in 1..=MESSAGES_KNOWN as u32 + 1 {
            known.insert(place.clone(), card(round), round);
            known.insert(place.clone(), card(round), round);
        }
        assert_eq!(known.get(&place, &card(1)), None);
        assert_eq!(known.get(&place, &card(2)), Some(2));
        assert_eq!(known.messages.len(), MESSAGES_KNOWN);
        assert_eq!(known.order.len(), MESSAGES_KNOWN);
    }
}
