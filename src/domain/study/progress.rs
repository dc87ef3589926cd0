//! How far a member has come: what is due, what is known, and how much was remembered week by week.

use super::{Grade, Review, StudyRecord};
use crate::domain::calendar::{DAY_MILLIS, week_began};
use crate::domain::ids::Timestamp;
use crate::domain::knowledge::Card;

/// How many weeks the history shows, the present one included.
pub const WEEKS: usize = 8;
/// How many days ahead are counted, today included.
const DAYS: usize = 7;
/// A card that is remembered for so many days is known; Anki calls it mature.
const KNOWN_DAYS: f32 = 21.0;

/// What was graded in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub began: Timestamp,
    /// How many cards came again after a day or more.
    pub reviews: usize,
    /// How many of them were remembered.
    pub remembered: usize,
}

/// How far a member has come with the cards that were chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// All cards.
    pub cards: usize,
    /// Those that are being learnt: graded, and not yet known.
    pub learning: usize,
    /// Those that are known: remembered for three weeks.
    pub known: usize,
    /// Those that are due now.
    pub due: usize,
    /// How many come on each of the next days, today's first, with those that are due now.
    pub coming: Vec<usize>,
    /// The share of the graded cards that the member would recall now, from 0 to 1; none without any.
    pub recall: Option<f32>,
    /// The last weeks, the oldest first.
    pub weeks: Vec<Week>,
}

/// Sums a record up for these cards, each of which stands in `cards` once.
pub fn progress(cards: &[&Card], record: &StudyRecord, now: Timestamp) -> Progress {
    let memories: Vec<_> = cards.iter().filter_map(|card| record.memories.get(&card.id)).collect();
    let known = memories.iter().filter(|memory| memory.stability >= KNOWN_DAYS).count();
    let mut coming = vec![0; DAYS];
    for memory in &memories {
        let days = memory.due.millis_since(now).max(0) / DAY_MILLIS;
        if let Some(count) = usize::try_from(days).ok().and_then(|days| coming.get_mut(days)) {
            *count += 1;
        }
    }
    let recall: f32 = memories.iter().map(|memory| memory.recall(now)).sum();
    Progress {
        cards: cards.len(),
        learning: memories.len() - known,
        known,
        due: memories.iter().filter(|memory| memory.due <= now).count(),
        coming,
        recall: (!memories.is_empty()).then(|| recall / memories.len() as f32),
        weeks: weeks(&record.reviews, now),
    }
}

/// Counts the reviews week by week. A card that is new, or comes again on the same day, says nothing
/// about what is remembered.
fn weeks(reviews: &[Review], now: Timestamp) -> Vec<Week> {
    let this = week_began(now);
    let week = |back: usize| {
        let began = this.plus_millis(-(back as i64) * 7 * DAY_MILLIS);
        let ended = began.plus_millis(7 * DAY_MILLIS);
        let counted = |review: &&Review| {
            review.at >= began && review.at < ended && review.waited.is_some_and(|days| days > 0)
        };
        let counted: Vec<&Review> = reviews.iter().filter(counted).collect();
        let remembered = counted.iter().filter(|review| review.grade != Grade::Again).count();
        Week { began, reviews: counted.len(), remembered }
    };
    (0..WEEKS).rev().map(week).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    #[test]
    fn weeks_count_what_was_remembered() {
        let review = |days_ago: i64, grade, waited| Review {
            at: NOW.plus_millis(-days_ago * DAY_MILLIS),
            grade,
            waited,
        };
        let reviews = [
            review(400, Grade::Good, Some(9)),
            review(8, Grade::Good, Some(2)),
            review(8, Grade::Again, Some(2)),
            review(0, Grade::Hard, Some(1)),
            review(0, Grade::Again, Some(0)),
            review(0, Grade::Again, None),
        ];
        let weeks = weeks(&reviews, NOW);
        assert_eq!(weeks.len(), WEEKS);
        let counts: Vec<_> = weeks[WEEKS - 2..].iter().map(|week| (week.reviews, week.remembered)).collect();
        assert_eq!(counts, [(2, 1), (1, 1)]);
        assert!(weeks[..WEEKS - 2].iter().all(|week| week.reviews == 0));
        assert!(weeks[WEEKS - 1].began <= NOW);
    }
}
