//! What a right answer is worth, in whole points.

/// A right answer.
pub const RIGHT_POINTS: i64 = 10;
/// A right answer behind the first one, where being first matters.
pub const LATE_POINTS: i64 = 5;
/// The most for speed: this much in the first third of a card's time, one less in each third after it.
pub const SPEED_POINTS: i64 = 2;
/// What each hint takes from every answer that comes after it.
pub const HINT_POINTS: i64 = 2;
/// The most for a streak: one point for each card in a row before this one, where streaks are on.
pub const STREAK_POINTS: i64 = 3;
/// A right answer is worth this at least.
pub const LEAST_POINTS: i64 = 1;

/// What an answer would earn, seen from the moment it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Worth {
    /// As the first right one, or where all who are right score.
    pub(super) full: i64,
    /// Behind the first right one.
    pub(super) late: i64,
}

/// What an answer is worth with `left` of `total` milliseconds to go, after so many hints and so many
/// cards in a row.
pub(super) fn worth(left: i64, total: i64, hints: u8, streak: u32) -> Worth {
    let gone = (total - left).clamp(0, total.max(1));
    let speed = (SPEED_POINTS - gone * (SPEED_POINTS + 1) / total.max(1)).max(0);
    let hints = i64::from(hints) * HINT_POINTS;
    let full = RIGHT_POINTS + speed + i64::from(streak).min(STREAK_POINTS) - hints;
    Worth { full: full.max(LEAST_POINTS), late: (LATE_POINTS - hints).max(LEAST_POINTS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_hints_and_streaks_count_in_whole_points() {
        let rows = [
            ((30_000, 30_000, 0, 0), (12, 5)),
            ((20_001, 30_000, 0, 0), (12, 5)),
            ((20_000, 30_000, 0, 0), (11, 5)),
            ((10_000, 30_000, 0, 0), (10, 5)),
            ((1, 30_000, 0, 0), (10, 5)),
            ((1, 30_000, 1, 0), (8, 3)),
            ((1, 30_000, 3, 0), (4, 1)),
            ((1, 30_000, 0, 2), (12, 5)),
            ((1, 30_000, 0, 9), (13, 5)),
            ((0, 0, 0, 0), (12, 5)),
            ((-5, 30_000, 200, 0), (1, 1)),
        ];
        for ((left, total, hints, streak), (full, late)) in rows {
            assert_eq!(worth(left, total, hints, streak), Worth { full, late }, "{left} of {total}");
        }
    }
}
