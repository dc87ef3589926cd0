//! `/wait`: the keyboard rests until something comes of itself, or for a time.

use std::time::Duration;

use tokio::sync::mpsc;

use super::{Console, room};
use crate::domain::inbound::{Inbound, What};
use crate::domain::reply::{Post, Reply, Response};
use crate::domain::{command, voice};

/// The longest that is waited for a card, and the most that is taken as a number, in seconds.
const WAIT_SECONDS: u64 = 600;

impl Console {
    /// Waits a number of seconds, or without one until the next card opens or the quiz is over. Where
    /// nothing comes of itself, that is said at once.
    pub(super) async fn wait(&mut self, seconds: &str, posts: &mut mpsc::Receiver<Post>) {
        let number = seconds.parse::<u64>().ok().filter(|seconds| *seconds <= WAIT_SECONDS);
        if number.is_none() && !seconds.is_empty() {
            return self.say(&voice::mistake(&command::Mistake::BadNumber {
                option: "wait",
                given: seconds.to_owned(),
                min: 0,
                max: WAIT_SECONDS,
            }));
        }
        if number.is_none()
            && let Some(why) = self.in_vain().await
        {
            while let Ok(post) = posts.try_recv() {
                self.show(post);
            }
            return self.say(&why);
        }
        let end = tokio::time::sleep(Duration::from_secs(number.unwrap_or(WAIT_SECONDS)));
        tokio::pin!(end);
        loop {
            tokio::select! {
                () = &mut end => return,
                Some(post) = posts.recv() => {
                    let opens = post.reply.countdown.is_some();
                    self.show(post);
                    // What was waited for may have ended with this, and then its post has said so.
                    if number.is_none() && (opens || self.in_vain().await.is_some()) {
                        return;
                    }
                }
            }
        }
    }

    /// Why nothing comes here of itself; none where something does.
    async fn in_vain(&mut self) -> Option<Reply> {
        let inbound = Inbound { place: room(), member: self.now.clone(), what: What::Waiting, about: None };
        match self.desk.hear(inbound).await {
            Response::Say(why) => Some(why),
            _ => None,
        }
    }
}
