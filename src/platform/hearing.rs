//! The desk at work on one message: begun in order, waited for in time, given up when nobody waits.
//!
//! Of two right answers to a card the first one scores, so that a platform lets the desk hear
//! everything in the order in which it came. Only the desk's first step is waited for; it decides and
//! never blocks.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tracing::error;

use crate::domain::inbound::Inbound;
use crate::domain::reply::{Reply, Response, Tone};
use crate::port::{Answering, Desk};

/// What a platform itself has to tell a member. All other sentences are the desk's.
pub(super) const LATE: &str = "The desk took too long over this. Please try again in a moment.";
pub(super) const FAULT: &str =
    "Something went wrong at the desk. Please try again; if it stays, tell whoever runs it.";
pub(super) const FORM_LATE: &str = "The form came too late to open. Please try again.";
pub(super) const BUSY: &str = "The desk has its hands full right now. Please try again in a moment.";

/// The desk at work. Given up, it is dropped: nobody waits for it any more.
pub(super) struct Hearing {
    answering: Answering,
    heard: Option<Response>,
}

impl Hearing {
    /// Comes back when the desk has taken its first step, in which it takes its place in a queue.
    pub(super) async fn begin(desk: &Desk, inbound: Inbound) -> Self {
        let desk = desk.clone();
        // Called inside the first step, for a desk may fail before it has anything to wait for.
        Self::of(Box::pin(async move { desk.hear(inbound).await })).await
    }

    /// Begins on what ends in the desk's answer and may have to fetch something before.
    pub(super) async fn of(answering: Answering) -> Self {
        let mut hearing = Self { answering, heard: None };
        let step = poll_fn(|context| Poll::Ready(Pin::new(&mut hearing).poll(context))).await;
        if let Poll::Ready(response) = step {
            hearing.heard = Some(response);
        }
        hearing
    }
}

impl Future for Hearing {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        if let Some(heard) = self.heard.take() {
            return Poll::Ready(heard);
        }
        // A desk that fails costs one answer, not the ear for everyone else.
        let step = catch_unwind(AssertUnwindSafe(|| self.answering.as_mut().poll(context)));
        step.unwrap_or_else(|_| {
            error!("the desk failed over a message; this is a fault in the program");
            Poll::Ready(Response::Say(sorry(FAULT)))
        })
    }
}

/// A plain word of regret.
pub(super) fn sorry(sentence: &str) -> Reply {
    Reply::sentence(Tone::Sorry, sentence)
}
