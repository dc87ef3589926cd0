//! Posts to channels: in order within a channel, and no channel waits for another.
//!
//! One task owns the queues. The latest edit of a message wins over one that still waits,
//! and no more than a fixed number of posts wait in all.

use std::collections::HashMap;
use std::sync::Arc;

use serenity::model::id::{ChannelId as DiscordChannel, MessageId};
use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tracing::{error, warn};

use super::body::Message;
use super::render;
use super::upload::Upload;
use super::wire::{Fault, Wire};
use crate::domain::ids::ChannelId;
use crate::domain::reply::{Post, Reply, Slot};
use crate::platform::lanes::{Known, Waiting};
use crate::port::POSTS_WAITING;

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
            post = posts.recv(), if outbox.waiting.count() < POSTS_WAITING => match post {
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
    known: Known<MessageId>,
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
    let body = render::message(&post.reply);
    match post_or_edit(&wire, body, &post.reply, channel, known).await {
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

/// Posts what a reply says, or puts it in the place of a `known` message; with its picture, where it has one
/// and the desk may attach files there.
pub(super) async fn post_or_edit(
    wire: &Wire,
    body: Message,
    reply: &Reply,
    channel: DiscordChannel,
    known: Option<MessageId>,
) -> Result<Option<MessageId>, Fault> {
    let Some(upload) = Upload::of(reply).await else {
        return post_or_edit_as(wire, &body, None, channel, known).await;
    };
    let mut with_picture = body.clone();
    upload.attach(&mut with_picture);
    match post_or_edit_as(wire, &with_picture, Some(&upload), channel, known).await {
        Err(fault) if fault.is_forbidden() => {
            warn!(
                "Discord takes no picture of the desk's there; its words went without. Let the bot's role attach files"
            );
            post_or_edit_as(wire, &body, None, channel, known).await
        }
        outcome => outcome,
    }
}

async fn post_or_edit_as(
    wire: &Wire,
    body: &Message,
    upload: Option<&Upload>,
    channel: DiscordChannel,
    known: Option<MessageId>,
) -> Result<Option<MessageId>, Fault> {
    if let Some(message) = known {
        match wire.edit(channel, message, body, upload).await {
            Err(fault) if fault.is_gone() => warn!("a message of the desk was deleted; it is posted anew"),
            outcome => return outcome.map(|()| Some(message)),
        }
    }
    wire.post(channel, body.clone(), upload).await
}
