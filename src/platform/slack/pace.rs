//! How fast Slack may be written to: so many at once, then one at a time.

use std::time::Duration;

use tokio::time::Instant;

/// A pace that is kept over time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    every: Duration,
    /// How far ahead of the pace one may be.
    ahead: Duration,
    /// When all that was let through would have been due.
    due: Instant,
}

impl Pace {
    /// One every so often, and `burst` more at once.
    pub(super) fn new(every: Duration, burst: u32, now: Instant) -> Self {
        Self { every, ahead: every * burst, due: now }
    }

    /// Takes a turn; how long to wait for it.
    pub(super) fn take(&mut self, now: Instant) -> Duration {
        self.due = self.due.max(now) + self.every;
        self.due.saturating_duration_since(now + self.ahead + self.every)
    }

    /// Takes a turn if it is there at once.
    pub(super) fn try_take(&mut self, now: Instant) -> bool {
        let free = self.due.max(now) <= now + self.ahead;
        if free {
            self.take(now);
        }
        free
    }

    /// Whether it holds nobody back any more.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        self.due <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_go_at_once_and_then_one_a_second() {
        let now = Instant::now();
        let mut pace = Pace::new(Duration::from_secs(1), 2, now);
        let waits: Vec<u64> = (0..5).map(|_| pace.take(now).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 1, 2]);
        let later = now + Duration::from_secs(60);
        assert!(pace.is_idle(later));
        assert_eq!(pace.take(later), Duration::ZERO);
    }

    #[test]
    fn a_turn_that_is_not_there_is_not_waited_for() {
        let now = Instant::now();
        let mut pace = Pace::new(Duration::from_secs(1), 1, now);
        assert!(pace.try_take(now) && pace.try_take(now));
        assert!(!pace.try_take(now) && !pace.try_take(now));
        assert!(pace.try_take(now + Duration::from_secs(1)));
    }
}
