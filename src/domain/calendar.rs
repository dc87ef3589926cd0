//! Days and weeks of a moment, all in UTC: the desk does not know where its members live.

use super::ids::Timestamp;

/// Milliseconds of a day.
pub const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// Day 0, the first of January 1970, was a Thursday: so many days after a Monday.
const DAYS_FROM_MONDAY: i64 = 3;

/// The number of the day that a moment lies in, counted from the first of January 1970.
pub fn day(moment: Timestamp) -> i64 {
    moment.0.div_euclid(DAY_MILLIS)
}

/// When the day of a moment began.
pub fn day_began(moment: Timestamp) -> Timestamp {
    Timestamp(day(moment) * DAY_MILLIS)
}

/// When the week of a moment began: the last Monday at midnight, the first day of a week by ISO 8601.
pub fn week_began(moment: Timestamp) -> Timestamp {
    let day = day(moment);
    Timestamp((day - (day + DAYS_FROM_MONDAY).rem_euclid(7)) * DAY_MILLIS)
}

/// The day of a moment as `2026-11-22`, for the years that people live in.
pub fn date(moment: Timestamp) -> String {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": a year that begins in March has
    // its leap day at its end.
    let days = day(moment) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day_of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        let rows = [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_400_000, "2000-02-29"),
            (1_700_000_000_000, "2023-11-14"),
            (1_709_164_799_999, "2024-02-28"),
            (1_709_164_800_000, "2024-02-29"),
            (4_102_444_800_000, "2100-01-01"),
        ];
        for (millis, expected) in rows {
            assert_eq!(date(Timestamp(millis)), expected, "{millis}");
        }
    }

    #[test]
    fn a_week_begins_on_monday() {
        for (moment, monday) in
            [("2023-11-14", "2023-11-13"), ("2023-11-13", "2023-11-13"), ("2023-11-19", "2023-11-13")]
        {
            let day = (0..40_000).map(|day| Timestamp(day * DAY_MILLIS)).find(|day| date(*day) == moment);
            let evening = day.expect("a day").plus_millis(DAY_MILLIS - 1);
            assert_eq!(date(week_began(evening)), monday, "{moment}");
            assert_eq!(date(day_began(evening)), moment);
        }
    }
}
