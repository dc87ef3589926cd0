//! Which scores are wanted: of what place, since when, of which deck, or the member's own.
//!
//! Nothing is added up here; the store does that, and [`crate::domain::quiz::rank`] orders it.

use super::calendar::week_began;
use super::fold::fold;
use super::ids::{ChannelId, SpaceId, Timestamp};
use super::inbound::Place;

/// Which scores a member asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreOptions {
    /// Those of the whole server instead of the channel.
    pub server: bool,
    /// Those of this week alone.
    pub week: bool,
    /// Those of this deck alone, its name as given.
    pub deck: Option<String>,
    /// The member's own history instead of a table.
    pub mine: bool,
}

/// Where points were earned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In one channel.
    Channel(ChannelId),
    /// Anywhere in a server, workspace or room.
    Space(SpaceId),
}

/// What a member has earned with one deck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeckHistory {
    /// The deck's name, as it was shown.
    pub deck: String,
    /// In how many quizzes.
    pub quizzes: u32,
    /// With how many cards.
    pub cards: u32,
    /// How many points.
    pub points: i64,
    /// When the last of them was earned.
    pub last: Timestamp,
}

impl ScoreOptions {
    /// Where the points are added up.
    pub fn scope(&self, place: &Place) -> Scope {
        if self.server { Scope::Space(place.space.clone()) } else { Scope::Channel(place.channel.clone()) }
    }

    /// The moment from which on points count.
    pub fn since(&self, now: Timestamp) -> Timestamp {
        if self.week { week_began(now) } else { Timestamp(i64::MIN) }
    }
}

/// The deck that a loosely typed name means, among those that were played: the same name, else the only
/// one that holds it. Case, accents and punctuation do not matter.
pub fn deck_meant<'a>(typed: &str, played: &'a [String]) -> Option<&'a str> {
    let wanted = fold(typed);
    if wanted.is_empty() {
        return None;
    }
    let same = played.iter().find(|deck| fold(deck) == wanted);
    let only = || {
        let mut holding = played.iter().filter(|deck| fold(deck).contains(&wanted));
        holding.next().filter(|_| holding.next().is_none())
    };
    same.or_else(only).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deck_is_meant_by_its_name_or_an_only_part_of_it() {
        let played: Vec<String> = ["knots.txt", "boats/sails.txt", "boats/"].map(str::to_owned).to_vec();
        let rows = [
            ("Knots", Some("knots.txt")),
            ("boats", Some("boats/")),
            ("sails", Some("boats/sails.txt")),
            ("txt", None),
            ("...", None),
            ("anchor", None),
        ];
        for (typed, expected) in rows {
            assert_eq!(deck_meant(typed, &played), expected, "{typed}");
        }
    }
}
