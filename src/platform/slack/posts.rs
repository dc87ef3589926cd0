//! Posts to channels: in order within a channel, at a pace that Slack takes, and no channel waits for another.
//!
//! One task owns the queues. The latest edit of a message wins over one that still waits. A countdown
//! does not run by itself on Slack: it is edited in steps, as long as the rate has room for that.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{error, warn};

use super::fault::Fault;
use super::pace::Pace;
use super::pictures::Pictures;
use super::render::{self, Around};
use super::settings::Limits;
use super::trouble::Trouble;
use super::wire::{Standing, Wire};
use crate::domain::ids::ChannelId;
use crate::domain::reply::{Post, Reply, Slot};
use crate::platform::lanes::{Known, Waiting};
use crate::port::POSTS_WAITING;

/// How many messages a channel takes at once before it is paced.
const BURST: u32 = 4;
/// Slack takes about 50 edits a minute (`chat.update`, tier 3); the cards themselves come first.
const STEPS_EVERY: Duration = Duration::from_millis(1_800);
const STEPS_AT_ONCE: u32 = 5;
/// How many channels are paced before the idle ones are forgotten.
const CHANNELS_PACED: usize = 1024;

/// What was sent for a slot.
struct Sent {
    slot: Slot,
    /// Its message, where it has one now.
    message: Option<Standing>,
    /// How long Slack takes no more edits, where it said so.
    hold: Option<Duration>,
}

/// A countdown that goes on.
struct Counting {
    reply: Reply,
    ends: Instant,
    step: Instant,
}

/// What waits for Slack.
pub(super) struct Outbox {
    wire: Arc<Wire>,
    trouble: Arc<Trouble>,
    pictures: Arc<Pictures>,
    limits: Limits,
    waiting: Waiting,
    known: Known<Standing>,
    sending: JoinSet<Sent>,
    places: HashMap<Id, ChannelId>,
    counting: BTreeMap<(ChannelId, Slot), Counting>,
    paces: BTreeMap<ChannelId, Pace>,
    steps: Pace,
    /// No countdown is edited before this.
    steps_from: Instant,
}

impl Outbox {
    /// Nothing waits yet.
    pub(super) fn new(
        wire: Arc<Wire>,
        trouble: Arc<Trouble>,
        pictures: Arc<Pictures>,
        limits: Limits,
    ) -> Self {
        Self {
            wire,
            trouble,
            pictures,
            limits,
            waiting: Waiting::default(),
            known: Known::default(),
            sending: JoinSet::new(),
            places: HashMap::new(),
            counting: BTreeMap::new(),
            paces: BTreeMap::new(),
            steps: Pace::new(STEPS_EVERY, STEPS_AT_ONCE, Instant::now()),
            steps_from: Instant::now(),
        }
    }

    /// Sends posts until their channel is closed or `stopping` says so, and then what still waits.
    pub(super) async fn send_all(
        mut self,
        mut posts: mpsc::Receiver<Post>,
        stopping: impl Future<Output = ()>,
    ) {
        tokio::pin!(stopping);
        loop {
            let step = self.counting.values().map(|counting| counting.step).min();
            tokio::select! {
                () = &mut stopping => break,
                Some(done) = self.sending.join_next_with_id() => self.sent(done),
                post = posts.recv(), if self.waiting.count() < POSTS_WAITING => match post {
                    Some(post) => self.take(post),
                    None => break,
                },
                () = until(step) => self.count_down(Instant::now()),
            }
        }
        self.counting.clear();
        while let Ok(post) = posts.try_recv() {
            self.take(post);
        }
        while let Some(done) = self.sending.join_next_with_id().await {
            self.sent(done);
        }
    }

    fn take(&mut self, post: Post) {
        let (place, now) = (post.channel.clone(), Instant::now());
        let key = (place.clone(), post.slot.clone());
        self.counting.remove(&key);
        if let Some(countdown) = post.reply.countdown.filter(|_| post.slot != Slot::Fresh) {
            let ends = now + Duration::from_secs(countdown.seconds.into());
            let step = next_step(ends, now, self.limits.count_down_every);
            self.counting.insert(key, Counting { reply: post.reply.clone(), ends, step });
        }
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
            Ok((_, Sent { slot, message, hold })) => {
                self.steps_from = self.steps_from.max(Instant::now() + hold.unwrap_or_default());
                match (slot, message) {
                    (Slot::Fresh, _) => {}
                    (slot, Some(message)) => self.known.insert(place.clone(), slot, message),
                    // What nobody sees counts no seconds.
                    (slot, None) => drop(self.counting.remove(&(place.clone(), slot))),
                }
            }
            Err(_) => error!("a post failed to render; this is a fault in the program"),
        }
        self.send_next(place);
    }

    fn send_next(&mut self, place: ChannelId) {
        let Some(post) = self.waiting.next(&place) else { return };
        let now = Instant::now();
        let known = self.known.get(&place, &post.slot);
        let wait = if known.is_some() { Duration::ZERO } else { self.pace(&place, now) };
        let ends = self.counting.get(&(place.clone(), post.slot.clone())).map(|counting| counting.ends);
        let (wire, trouble) = (Arc::clone(&self.wire), Arc::clone(&self.trouble));
        let sending = Sending { wire, trouble, pictures: Arc::clone(&self.pictures), post, known, ends };
        let task = self.sending.spawn(async move {
            sleep(wait).await;
            sending.send().await
        });
        self.places.insert(task.id(), place);
    }

    fn pace(&mut self, place: &ChannelId, now: Instant) -> Duration {
        if self.paces.len() > CHANNELS_PACED {
            self.paces.retain(|_, pace| !pace.is_idle(now));
        }
        let every = self.limits.post_every;
        self.paces.entry(place.clone()).or_insert_with(|| Pace::new(every, BURST, now)).take(now)
    }

    /// Edits the countdowns whose step is due, where nothing else is on its way and the rate has room.
    fn count_down(&mut self, now: Instant) {
        let due: Vec<_> = self
            .counting
            .iter()
            .filter(|(_, counting)| counting.step <= now)
            .map(|(key, _)| key.clone())
            .collect();
        for key in due {
            let Some(counting) = self.counting.get_mut(&key) else { continue };
            counting.step = next_step(counting.ends, now, self.limits.count_down_every);
            let (reply, left) = (counting.reply.clone(), seconds(counting.ends, now));
            if left == 0 {
                // The card's own end is the quiz's to tell.
                self.counting.remove(&key);
                continue;
            }
            let busy = self.places.values().any(|place| *place == key.0);
            let Some((channel, ts)) = self.known.get(&key.0, &key.1).filter(|_| !busy) else { continue };
            if now < self.steps_from || !self.steps.try_take(now) {
                continue;
            }
            let (wire, slot) = (Arc::clone(&self.wire), key.1);
            let task = self.sending.spawn(async move {
                let body = render::message(&reply, Around { heading: None, left: Some(left) });
                let failed = wire.edit(&channel, &ts, &body, false).await.err();
                if let Some(fault) = &failed {
                    warn!("a countdown was left as it stands: {fault}");
                }
                let hold = failed.and_then(|fault| fault.retry_after);
                Sent { slot, message: Some((channel, ts)), hold }
            });
            self.places.insert(task.id(), key.0.clone());
            self.waiting.hold(key.0);
        }
    }
}

async fn until(step: Option<Instant>) {
    match step {
        Some(step) => sleep_until(step).await,
        None => std::future::pending().await,
    }
}

/// The whole seconds left, rounded up as a clock on the wall shows them.
fn seconds(ends: Instant, now: Instant) -> u32 {
    let left = ends.saturating_duration_since(now).as_millis();
    u32::try_from(left.div_ceil(1000)).unwrap_or(u32::MAX)
}

/// When a countdown changes next: in usual steps, and in one half as long before the end.
fn next_step(ends: Instant, now: Instant, every: Duration) -> Instant {
    let left = ends.saturating_duration_since(now);
    let step = if left > every { every } else { every / 2 };
    // The last one is the end itself.
    let steps = left.as_millis().saturating_sub(1) / step.as_millis().max(1);
    let behind = step * u32::try_from(steps).unwrap_or(u32::MAX);
    (ends - behind.min(left)).max(now + Duration::from_millis(1))
}

/// One post on its way.
struct Sending {
    wire: Arc<Wire>,
    trouble: Arc<Trouble>,
    pictures: Arc<Pictures>,
    post: Post,
    known: Option<Standing>,
    ends: Option<Instant>,
}

impl Sending {
    async fn send(self) -> Sent {
        let local = self.post.channel.local();
        let (channel, thread) = match (self.post.channel.direct_member(), local.split_once(':')) {
            (Some(member), _) => (member, None),
            (None, Some((channel, thread))) => (channel, Some(thread)),
            (None, None) => (local, None),
        };
        let (channel, thread) = (channel.to_owned(), thread.map(str::to_owned));
        let message = match self.post_or_edit(&channel, thread.as_deref()).await {
            Ok(message) => message,
            Err(fault) => {
                self.trouble.report(&channel, "a post to a channel", &fault).await;
                return Sent { slot: self.post.slot, message: self.known, hold: None };
            }
        };
        if let Some((channel, ts)) = &message
            && let Some(mut offer) = self.pictures.of(&self.post.reply).await
        {
            let words = render::message(&self.post.reply, Around::default());
            let shown = render::with_picture(words, offer.image());
            while !offer.ends(self.wire.edit(channel, ts, &shown, true).await).await {}
        }
        Sent { slot: self.post.slot, message, hold: None }
    }

    async fn post_or_edit(&self, channel: &str, thread: Option<&str>) -> Result<Option<Standing>, Fault> {
        let left = self.ends.map(|ends| seconds(ends, Instant::now()));
        let body = render::message(&self.post.reply, Around { heading: None, left });
        if let Some((channel, ts)) = &self.known {
            match self.wire.edit(channel, ts, &body, true).await {
                Err(fault) if fault.is_gone() => {
                    warn!("a message of the desk was deleted; it is posted anew")
                }
                outcome => return outcome.map(|()| self.known.clone()),
            }
        }
        self.wire.post(channel, thread, &body).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countdown_goes_in_steps_and_ends_when_the_card_does() {
        let start = Instant::now();
        let every = Duration::from_secs(10);
        let shown = |total: u64| {
            let ends = start + Duration::from_secs(total);
            let (mut now, mut shown) = (start, Vec::new());
            while now < ends {
                now = next_step(ends, now, every);
                shown.push(seconds(ends, now));
            }
            shown
        };
        assert_eq!(shown(30), [20, 10, 5, 0]);
        assert_eq!(shown(27), [20, 10, 5, 0]);
        assert_eq!(shown(5), [0]);
        assert_eq!(shown(7), [5, 0]);
    }
}
