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
}
