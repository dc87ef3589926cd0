//! When a card comes again: FSRS-6 with its default parameters, and one short step for what is forgotten.

use std::sync::OnceLock;

use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, ItemState, MemoryState, current_retrievability};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::DAY_MILLIS;
use crate::domain::ids::Timestamp;

/// The share of cards that are to be remembered when they come again.
const WANTED_RECALL: f32 = 0.9;
/// A forgotten card comes again after so long, in milliseconds.
pub(super) const AGAIN_MILLIS: i64 = 10 * 60_000;
/// A card that is due in some days may come so much earlier, in milliseconds: nobody studies at the
/// same minute each day.
const EARLY_MILLIS: i64 = 8 * 3_600_000;
/// The longest interval, in days. A class does not last longer.
const MOST_DAYS: i64 = 365;

/// How well a member knew a card, in the member's own judgment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// Not at all.
    Again,
    /// With much trouble.
    Hard,
    /// As it should be.
    Good,
    /// Without thinking.
    Easy,
}

impl Grade {
    /// All grades, the worst first.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// The grade as a number from 1 to 4, as FSRS counts.
    pub fn number(self) -> u8 {
        match self {
            Self::Again => 1,
            Self::Hard => 2,
            Self::Good => 3,
            Self::Easy => 4,
        }
    }
}

/// What is known of a member's memory of one card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Days until the chance of recall falls to nine tenths.
    pub stability: f32,
    /// From 1, the easiest, to 10.
    pub difficulty: f32,
    /// How often it was graded.
    pub reviews: u32,
    /// How often it was graded as forgotten.
    pub lapses: u32,
    /// When it was graded first.
    pub first: Timestamp,
    /// When it was graded last.
    pub last: Timestamp,
    /// When it is to come again.
    pub due: Timestamp,
}

impl Memory {
    /// The chance that the member recalls the card now, from 0 to 1.
    pub fn recall(&self, now: Timestamp) -> f32 {
        let days = now.millis_since(self.last).max(0) as f32 / DAY_MILLIS as f32;
        let state = MemoryState { stability: self.stability, difficulty: self.difficulty };
        current_retrievability(state, days, FSRS6_DEFAULT_DECAY)
    }

    /// Whole days since the last grade, rounded: the interval of FSRS, for which a card that comes
    /// some hours early has still waited a day.
    pub fn days_waited(&self, now: Timestamp) -> u32 {
        let days = (now.millis_since(self.last).max(0) + DAY_MILLIS / 2) / DAY_MILLIS;
        u32::try_from(days).unwrap_or(u32::MAX)
    }
}

/// The memory of a card after a grade; `before` is none for a new card.
pub fn grade(before: Option<&Memory>, grade: Grade, now: Timestamp) -> Memory {
    let next = next(before, grade, now);
    Memory {
        stability: next.memory.stability,
        difficulty: next.memory.difficulty,
        reviews: before.map_or(0, |memory| memory.reviews).saturating_add(1),
        lapses: before.map_or(0, |memory| memory.lapses).saturating_add(u32::from(grade == Grade::Again)),
        first: before.map_or(now, |memory| memory.first),
        last: now,
        due: match days(&next, grade) {
            0 => now.plus_millis(AGAIN_MILLIS),
            days => now.plus_millis(days * DAY_MILLIS - EARLY_MILLIS),
        },
    }
}

/// After how many days a card would come again with this grade; 0 for within the hour.
pub fn days_until(before: Option<&Memory>, grade: Grade, now: Timestamp) -> i64 {
    days(&next(before, grade, now), grade)
}

fn days(next: &ItemState, grade: Grade) -> i64 {
    match grade {
        Grade::Again => 0,
        _ => (next.interval.round() as i64).clamp(1, MOST_DAYS),
    }
}

fn next(before: Option<&Memory>, grade: Grade, now: Timestamp) -> ItemState {
    static SCHEDULER: OnceLock<FSRS> = OnceLock::new();
    let scheduler = SCHEDULER.get_or_init(FSRS::default);
    let state =
        before.map(|memory| MemoryState { stability: memory.stability, difficulty: memory.difficulty });
    let waited = before.map_or(0, |memory| memory.days_waited(now));
    let states = scheduler.next_states(state, WANTED_RECALL, waited);
    // What cannot be computed was stored wrongly: then the card is new again, which always can be.
    let states = states.or_else(|_| scheduler.next_states(None, WANTED_RECALL, 0));
    match (states, grade) {
        (Ok(states), Grade::Again) => states.again,
        (Ok(states), Grade::Hard) => states.hard,
        (Ok(states), Grade::Good) => states.good,
        (Ok(states), Grade::Easy) => states.easy,
        (Err(_), _) => ItemState { memory: MemoryState { stability: 1.0, difficulty: 5.0 }, interval: 1.0 },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn after(grades: &[(Grade, i64)]) -> Memory {
        let (mut memory, mut now) = (None, NOW);
        for (given, wait) in grades {
            now = now.plus_millis(*wait);
            memory = Some(grade(memory.as_ref(), *given, now));
        }
        memory.expect("at least one grade")
    }

    #[test]
    fn a_new_card_gets_the_intervals_of_fsrs_6() {
        let days = Grade::ALL.map(|grade| days_until(None, grade, NOW));
        assert_eq!(days, [0, 1, 2, 8]);
        assert_eq!(after(&[(Grade::Again, 0)]).due, NOW.plus_millis(AGAIN_MILLIS));
        assert_eq!(after(&[(Grade::Good, 0)]).due, NOW.plus_millis(2 * DAY_MILLIS - EARLY_MILLIS));
    }

    #[test]
    fn what_is_remembered_comes_later_each_time_and_what_is_forgotten_soon() {
        let mut grades = vec![(Grade::Good, 0)];
        let mut intervals = Vec::new();
        for _ in 0..4 {
            let memory = after(&grades);
            let wait = memory.due.millis_since(memory.last);
            intervals.push(wait);
            grades.push((Grade::Good, wait));
        }
        assert!(intervals.is_sorted_by(|a, b| a < b), "{intervals:?}");
        let known = after(&grades);
        grades.push((Grade::Again, known.due.millis_since(known.last)));
        let forgotten = after(&grades);
        assert!(forgotten.stability < known.stability / 2.0);
        assert_eq!((forgotten.reviews, forgotten.lapses), (6, 1));
    }

    #[test]
    fn an_early_card_has_waited_its_day_and_recall_fades() {
        let memory = after(&[(Grade::Hard, 0)]);
        assert_eq!(memory.days_waited(memory.due), 1);
        assert_eq!(memory.days_waited(NOW.plus_millis(AGAIN_MILLIS)), 0);
        assert!(memory.recall(NOW) > 0.999);
        let later = memory.recall(NOW.plus_millis(30 * DAY_MILLIS));
        assert!(later < 0.7 && later > 0.1, "{later}");
    }

    proptest! {
        /// Whatever is stored and graded whenever: the result can be graded again, and a better grade
        /// never brings a card back sooner.
        #[test]
        fn grading_is_total_and_ordered(
            stability in prop_oneof![0.001f32..40_000.0, Just(0.0), Just(f32::NAN)],
            difficulty in -1.0f32..20.0,
            wait in -DAY_MILLIS..1_000 * DAY_MILLIS,
        ) {
            let memory = Memory { stability, difficulty, reviews: 3, lapses: 0, first: NOW, last: NOW, due: NOW };
            let now = NOW.plus_millis(wait);
            let days = Grade::ALL.map(|grade| days_until(Some(&memory), grade, now));
            prop_assert!(days.is_sorted(), "{:?}", days);
            for given in Grade::ALL {
                let next = grade(Some(&memory), given, now);
                prop_assert!(next.stability.is_finite() && next.difficulty.is_finite());
                prop_assert!(next.due > now && next.due.millis_since(now) <= MOST_DAYS * DAY_MILLIS);
            }
        }
    }
}
