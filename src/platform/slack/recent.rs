//! What was heard in the last hour: Slack may deliver a thing again, and it counts once.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::time::Instant;

/// A redelivery was seen up to an hour later.
pub(super) const REMEMBERED: Duration = Duration::from_secs(3600);
/// No more than this is remembered, whatever the hour brings: 55 things a second, in some ten megabytes.
const MOST: usize = 200_000;

/// What was heard, the oldest first. Of a name its hash is kept: two of an hour's names share one in a
/// hundred million such hours.
#[derive(Default)]
pub(super) struct Recent {
    hash: RandomState,
    known: HashSet<u64>,
    order: VecDeque<(Instant, u64)>,
}

impl Recent {
    /// Whether this is new; from now on it is not.
    pub(super) fn is_new(&mut self, id: &str, now: Instant) -> bool {
        let old = |at: Instant| now.duration_since(at) > REMEMBERED;
        while self.order.len() >= MOST || self.order.front().is_some_and(|(at, _)| old(*at)) {
            let Some((_, id)) = self.order.pop_front() else { break };
            self.known.remove(&id);
        }
        let id = self.hash.hash_one(id);
        let new = self.known.insert(id);
        if new {
            self.order.push_back((now, id));
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_counts_once_an_hour() {
        let mut recent = Recent::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(recent.is_new("a", at(0)) && recent.is_new("b", at(10)));
        assert!(!recent.is_new("a", at(3599)));
        assert!(recent.is_new("a", at(3601)), "the hour is counted from when it was new");
        assert!(!recent.is_new("b", at(3602)));
    }

    #[test]
    fn memory_has_an_end() {
        let mut recent = Recent::default();
        let now = Instant::now();
        for id in 0..=MOST {
            assert!(recent.is_new(&id.to_string(), now));
        }
        assert_eq!((recent.known.len(), recent.order.len()), (MOST, MOST));
        assert!(recent.is_new("0", now), "the oldest went first");
    }
}
