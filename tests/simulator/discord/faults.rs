//! What can go wrong with a request on purpose, once each.

use std::sync::Arc;

use tokio::sync::Notify;

use super::call::Call;

/// What becomes of the next request that fits.
#[derive(Clone)]
pub(crate) enum Trouble {
    /// Refused with this status; nothing happens.
    Status(u16),
    /// Done, but answered with this status: the bot cannot know.
    DoneButStatus(u16),
    /// Refused with 429 and this many seconds to wait.
    RateLimited(f64),
    /// Answered only when the test lets it go.
    Held(Arc<Notify>),
}

/// One planned fault.
pub(crate) struct Fault {
    /// Which requests it fits.
    pub(crate) fits: Box<dyn Fn(&Call) -> bool + Send>,
    /// What becomes of the first of them.
    pub(crate) trouble: Trouble,
}

/// Lets a held request go, at the latest when it is dropped.
pub(crate) struct Gate(pub(crate) Arc<Notify>);

impl Gate {
    /// Lets it go.
    pub(crate) fn open(self) {}
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}
