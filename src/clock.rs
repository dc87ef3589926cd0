//! The moment, for those who may ask: the system's clock, or one that a test moves by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::domain::ids::Timestamp;

/// A source of moments. Cheap to clone; clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    by_hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until [`Clock::set`] moves it. Nobody is woken by it: whoever moves
    /// it sends the ticks that are due.
    pub fn by_hand(start: Timestamp) -> Self {
        Self { by_hand: Some(Arc::new(AtomicI64::new(start.0))) }
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        if let Some(millis) = &self.by_hand {
            return Timestamp(millis.load(Ordering::SeqCst));
        }
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }

    /// Moves a clock that is moved by hand; the system's clock stays.
    pub fn set(&self, now: Timestamp) {
        if let Some(millis) = &self.by_hand {
            millis.store(now.0, Ordering::SeqCst);
        }
    }

    /// Waits until `then`; for ever where there is nothing to wait for or the clock is moved by hand.
    pub async fn wait_until(&self, then: Option<Timestamp>) {
        match then {
            Some(then) if self.by_hand.is_none() => {
                let millis = u64::try_from(then.millis_since(self.now())).unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(millis)).await;
            }
            _ => std::future::pending().await,
        }
    }
}
