//! The desk at work on one message: begun in order, waited for in time, given up when nobody waits.
//!
//! Of two right answers to a card the first one scores, so that a platform lets the desk hear
//! everything in the order in which it came. Only the desk's first step is waited for.

use std::future::poll_fn;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::timeout;
use tracing::error;

use crate::domain::inbound::Inbound;
use crate::domain::reply::{Reply, Response, Tone};
use crate::port::Desk;

/// What a platform itself has to tell a member. All other sentences are the desk's.
pub(super) const LATE: &str = "The desk took too long over this. Please try again in a moment.";
pub(super) const FAULT: &str =
    "Something went wrong at the desk. Please try again; if it stays, tell whoever runs it.";
pub(super) const FORM_LATE: &str = "The form came too late to open. Please press the button again.";
pub(super) const BUSY: &str = "The desk has its hands full right now. Please try again in a moment.";

/// A desk that blocks in its first step holds the others up no longer than this.
const FIRST_STEP: Duration = Duration::from_millis(50);

/// The desk at work. Given up, it is stopped: nobody waits for it any more.
pub(super) struct Hearing(JoinHandle<Response>);

impl Hearing {
    /// Comes back when the desk has taken its first step, in which it takes its place in a queue.
    pub(super) async fn begin(desk: &Desk, inbound: Inbound) -> Self {
        let (desk, (under_way, begun)) = (desk.clone(), oneshot::channel::<()>());
        let mut under_way = Some(under_way);
        let task = tokio::spawn(async move {
            let mut answering = desk.hear(inbound);
            poll_fn(move |context| {
                let step = answering.as_mut().poll(context);
                drop(under_way.take());
                step
            })
            .await
        });
        // Nobody sends: the sender is dropped after the first step, also by a panic in it.
        let _ = timeout(FIRST_STEP, begun).await;
        Self(task)
    }

    /// What the desk gives back; a fault of the program becomes an apology.
    pub(super) async fn response(&mut self) -> Response {
        settled((&mut self.0).await)
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn settled(heard: Result<Response, JoinError>) -> Response {
    heard.unwrap_or_else(|_| {
        error!("the desk failed over a message; this is a fault in the program");
        Response::Say(sorry(FAULT))
    })
}

/// A plain word of regret.
pub(super) fn sorry(sentence: &str) -> Reply {
    Reply::sentence(Tone::Sorry, sentence)
}
