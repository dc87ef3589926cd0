//! Posts to channels: in order within a channel, and no channel waits for another.
//!
//! One task owns the queues. The latest edit of a message wins over one that still waits,
//! and no more than a fixed number of posts wait in all.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use serenity::model::id::{ChannelId as DiscordChannel, MessageId};
use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tracing::{error, warn};

use super::render;
use super::upload::Upload;
use super::wire::{Fault, Wire};
use crate::domain::ids::ChannelId;
use crate::domain::reply::{Post, Slot};
use crate::port::POSTS_WAITING;

/// How many messages are known for later edits. An edit of an older one becomes a new message.
const MESSAGES_KNOWN: usize = 4096;

/// Sends posts until their channel is closed or `stopping` says so, and then what still waits.
pub(crate) async fn send_all(
    wire: Arc<Wire>,
    mut posts: mpsc::Receiver<Post>,
    stopping: impl Future<Output = ()>,
) {
    let mut outbox = Outbox::new(wire);
    tokio::pin!(stopping);
    loop {
        tokio::select! {
            () = &mut stopping => break,
            Some(done) = outbox.sending.join_next_with_id() => outbox.sent(done),
            post = posts.recv(), if outbox.waiting.count < POSTS_WAITING => match post {
                Some(post) => outbox.take(post),
                None => break,
            },
        }
    }
    while let Ok(post) = posts.try_recv() {
        outbox.take(post);
    }
    while let Some(done) = outbox.sending.join_next_with_id().await {
        outbox.sent(done);
    }
}

/// A post that went out: its message, where there is one to edit.
type Sent = Option<(Slot, MessageId)>;

struct Outbox {
    wire: Arc<Wire>,
    waiting: Waiting,
    known: Known,
    sending: JoinSet<Sent>,
    places: HashMap<Id, ChannelId>,
}

impl Outbox {
    fn new(wire: Arc<Wire>) -> Self {
        let (waiting, known) = (Waiting::default(), Known::default());
        Self { wire, waiting, known, sending: JoinSet::new(), places: HashMap::new() }
    }

    fn take(&mut self, post: Post) {
        let place = post.channel.clone();
        if self.waiting.push(post) {
            self.send_next(place);
        }
    }

    /// Books a finished post, and sends the next one of its channel.
    fn sent(&mut self, done: Result<(Id, Sent), JoinError>) {
        let id = match &done {
            Ok((id, _)) => *id,
            Err(failed) => failed.id(),
        };
        let Some(place) = self.places.remove(&id) else { return };
        match done {
            Ok((_, Some((slot, message)))) => self.known.insert(place.clone(), slot, message),
            Ok((_, None)) => {}
            Err(_) => error!("a post failed to render; this is a fault in the program"),
        }
        self.send_next(place);
    }

    fn send_next(&mut self, place: ChannelId) {
        let Some(post) = self.waiting.next(&place) else { return };
        let known = self.known.get(&place, &post.slot);
        let task = self.sending.spawn(send(Arc::clone(&self.wire), post, known));
        self.places.insert(task.id(), place);
    }
}

async fn send(wire: Arc<Wire>, post: Post, known: Option<MessageId>) -> Sent {
    let channel = match place(&wire, &post.channel).await {
        Ok(Some(channel)) => channel,
        Ok(None) => {
            error!("a post was for a place that is no Discord channel");
            return None;
        }
        Err(fault) => {
            error!("a direct message to a member was lost: {fault}");
            return None;
        }
    };
    match post_or_edit(&wire, &post, channel, known).await {
        Ok(Some(message)) if post.slot != Slot::Fresh => Some((post.slot, message)),
        Ok(_) => None,
        Err(fault) => {
            error!("a post to the channel {channel} was lost: {fault}");
            None
        }
    }
}

/// Where a post goes: a channel by its id, or the conversation with a member, which Discord opens or
/// finds again.
async fn place(wire: &Wire, channel: &ChannelId) -> Result<Option<DiscordChannel>, Fault> {
    let id = |text: &str| text.parse::<u64>().ok().filter(|id| *id > 0);
    match channel.direct_member() {
        Some(member) => match id(member) {
            Some(user) => wire.direct(user).await,
            None => Ok(None),
        },
        None => Ok(id(channel.local()).map(DiscordChannel::new)),
    }
}

async fn post_or_edit(
    wire: &Wire,
    post: &Post,
    channel: DiscordChannel,
    known: Option<MessageId>,
) -> Result<Option<MessageId>, Fault> {
    let mut body = render::message(&post.reply);
    let upload = Upload::of(&post.reply).await;
    if let Some(upload) = &upload {
        upload.attach(&mut body);
    }
    if let Some(message) = known {
        match wire.edit(channel, message, body.clone(), upload.as_ref()).await {
            Err(fault) if fault.is_gone() => warn!("a message of the desk was deleted; it is posted anew"),
            outcome => return outcome.map(|()| Some(message)),
        }
    }
    wire.post(channel, body, upload.as_ref()).await
}

/// Posts that wait, by channel. A channel is in it as long as it has a post under way.
#[derive(Default)]
struct Waiting {
    lanes: BTreeMap<ChannelId, VecDeque<Post>>,
    count: usize,
}

impl Waiting {
    /// Queues a post, and says whether its channel was idle.
    fn push(&mut self, post: Post) -> bool {
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

    /// The next post of a channel; without one the channel is idle.
    fn next(&mut self, place: &ChannelId) -> Option<Post> {
        let next = self.lanes.get_mut(place).and_then(VecDeque::pop_front);
        match next {
            Some(_) => self.count -= 1,
            None => drop(self.lanes.remove(place)),
        }
        next
    }
}

/// The messages that stand for slots, the oldest forgotten first.
#[derive(Default)]
struct Known {
    messages: BTreeMap<(ChannelId, Slot), MessageId>,
    order: VecDeque<(ChannelId, Slot)>,
}

impl Known {
    fn get(&self, place: &ChannelId, slot: &Slot) -> Option<MessageId> {
        self.messages.get(&(place.clone(), slot.clone())).copied()
    }

    fn insert(&mut self, place: ChannelId, slot: Slot, message: MessageId) {
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
        let mut known = Known::default();
        let place = ChannelId("discord:1".into());
        for round in 1..=MESSAGES_KNOWN as u32 + 1 {
            known.insert(place.clone(), card(round), MessageId::new(u64::from(round)));
            known.insert(place.clone(), card(round), MessageId::new(u64::from(round)));
        }
        assert_eq!(known.get(&place, &card(1)), None);
        assert_eq!(known.get(&place, &card(2)), Some(MessageId::new(2)));
        assert_eq!(known.messages.len(), MESSAGES_KNOWN);
        assert_eq!(known.order.len(), MESSAGES_KNOWN);
    }
}
