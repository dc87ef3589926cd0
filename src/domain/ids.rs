//! Names for things, each a type of its own, and the moment as a value.
//!
//! An id from a platform carries the platform's name in front (`discord:42`), so ids of
//! two platforms never meet in the store.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A server, a workspace, or the console's one room: what scores and taught entries belong to.
    SpaceId
);
text_id!(
    /// One channel, thread or direct conversation. At most one quiz runs in it.
    ChannelId
);
text_id!(
    /// One person on one platform.
    MemberId
);
text_id!(
    /// A card, named by its content: the same card has the same id on every machine.
    CardId
);

impl ChannelId {
    /// The conversation of the desk with one member alone (`discord:@42`), wherever the platform has it.
    pub fn direct_with(member: &MemberId) -> Self {
        match member.0.split_once(':') {
            Some((platform, local)) => Self(format!("{platform}:@{local}")),
            None => Self(format!(":@{member}")),
        }
    }

    /// The member whose conversation with the desk this is, by the platform's own id; only for what
    /// [`ChannelId::direct_with`] has made.
    pub fn direct_member(&self) -> Option<&str> {
        self.local().strip_prefix('@')
    }

    /// The platform's name in front of the colon (`discord` of `discord:42`).
    pub fn platform(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// The platform's own id, behind the first colon.
    pub fn local(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, local)| local)
    }
}

/// One run of a quiz, unique among all that the store has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuizId(pub i64);

/// One passage of a document, named by the document's path and the passage's words: found again after a
/// restart and on every machine, for as long as neither changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageId(pub u64);
/// One thing that a moderator has taught, unique among all that the store has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaughtId(pub i64);

/// One question that went without an answer, unique among all that the store has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GapId(pub i64);

/// A moment: milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment and `millis` milliseconds more; negative goes back.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    pub fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds since the Unix epoch, rounded up: a countdown shown by it never ends early.
    pub fn unix_seconds_up(self) -> i64 {
        self.0.div_euclid(1000) + i64::from(self.0.rem_euclid(1000) > 0)
    }

    /// The day in UTC: year, month from 1 to 12, day from 1 to 31.
    ///
    /// Days become dates by counting whole years of 400, 100, 4 and 1 from a 1 March, so that a leap day is
    /// the last of its year (proleptic Gregorian calendar).
    pub fn date(self) -> (i64, u32, u32) {
        const DAY: i64 = 86_400_000;
        const DAYS_OF_400_YEARS: i64 = 146_097;
        // Days from 1 March of the year 0 to the epoch.
        const TO_EPOCH: i64 = 719_468;
        let days = self.0.div_euclid(DAY) + TO_EPOCH;
        let (era, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let from_march = (5 * day + 2) / 153;
        let day = day - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = era * 400 + year + i64::from(month <= 2);
        (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_the_dates_that_calendars_give_them() {
        for (seconds, date) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (951_782_399, (2000, 2, 28)),
            (951_782_400, (2000, 2, 29)),
            (951_868_800, (2000, 3, 1)),
            (1_700_000_000, (2023, 11, 14)),
            (4_107_542_400, (2100, 3, 1)),
        ] {
            assert_eq!(Timestamp(seconds * 1000).date(), date, "{seconds}");
        }
    }
}
