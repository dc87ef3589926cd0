//! What a quiz is made of and how far it has come: the part of it that is stored.
//!
//! A field that a stored quiz of an older version lacks has a default.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::choices::Choices;
use super::mode::Mode;
use super::tally::Tally;
use crate::domain::ids::{ChannelId, MemberId, SpaceId, Timestamp};
use crate::domain::knowledge::Card;

/// Where a quiz is played, of which cards, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The server, workspace or room that scores belong to.
    pub space: SpaceId,
    /// The channel.
    pub channel: ChannelId,
    /// The deck's name, as shown.
    pub deck: String,
    /// The cards in playing order, at least one.
    pub cards: Vec<Card>,
    /// The accepted answers of the deck's cards that were not dealt: the judge wants to know them.
    pub others: Vec<Vec<String>>,
    /// Seconds for each card.
    pub seconds: u32,
    /// What the cards were shuffled with.
    pub seed: u64,
    /// How it is played.
    #[serde(default)]
    pub mode: Mode,
    /// Whether hints are given.
    #[serde(default = "yes")]
    pub hints: bool,
    /// Whether a streak of right answers earns more.
    #[serde(default)]
    pub streaks: bool,
    /// What each card offers to choose from; empty where cards are answered in words.
    #[serde(default)]
    pub choices: Vec<Choices>,
}

/// Quizzes of before there were hints get them too.
fn yes() -> bool {
    true
}

/// What the quiz is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// A card is open.
    Asking {
        /// When its time is over.
        until: Timestamp,
    },
    /// The answer is shown.
    Resting {
        /// When the next card comes.
        until: Timestamp,
    },
    /// The clock stands still.
    Paused {
        /// What was left of the phase that was interrupted, in milliseconds.
        left_millis: i64,
        /// Whether a card was open.
        asking: bool,
    },
    /// The end. What is left to do is to rule on answers to the last card.
    Over,
}

/// What a member has earned in this quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The name as last seen.
    pub name: String,
    /// Points.
    pub points: i64,
}

/// How far a quiz has come: all of it that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The current card, from 1.
    pub round: u32,
    /// What it is doing.
    pub phase: Phase,
    /// What members have earned.
    pub standings: BTreeMap<MemberId, Standing>,
    /// Who was told, in this round, that an answer was close.
    pub nudged: BTreeSet<MemberId>,
    /// What was answered in this round, in order. Wrong answers are stored with the next right one:
    /// after a crash they may be missing, a point may not.
    #[serde(default)]
    pub answers: Vec<Arc<Given>>,
    /// How many hints were given in this round.
    #[serde(default)]
    pub hints: u8,
    /// Who wants to skip this card.
    #[serde(default)]
    pub skip_votes: BTreeSet<MemberId>,
    /// The last round in which each member did something.
    #[serde(default)]
    pub active: BTreeMap<MemberId, u32>,
    /// Whether a moderator has done something about this card.
    #[serde(default)]
    pub attended: bool,
    /// How many cards in a row nobody has said anything to.
    #[serde(default)]
    pub silent: u32,
    /// How many cards in a row each member has had right.
    #[serde(default)]
    pub streaks: BTreeMap<MemberId, u32>,
    /// The last card whose answer was shown.
    #[serde(default)]
    pub last: Option<Closed>,
    /// Who knew what; none in a quiz that was begun by a version that did not keep it.
    #[serde(default)]
    pub tally: Option<Tally>,
}

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// By whom.
    pub member: MemberId,
    /// The name as seen.
    pub name: String,
    /// The words, or the option that was chosen.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// How long after the card was shown, in milliseconds; pauses do not count.
    #[serde(default)]
    pub millis: i64,
    /// Whether it counts as right.
    pub right: bool,
    /// Whether it was a try: one that was told to be more specific was none.
    pub tried: bool,
    /// What it would be worth as the first right answer.
    pub full: i64,
    /// What it would be worth behind another right one.
    pub late: i64,
    /// What it has earned.
    pub points: i64,
    /// Whether a moderator has ruled on it.
    #[serde(default)]
    pub ruled: bool,
}

/// A card whose answer was shown, with what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Its round.
    pub round: u32,
    /// The answers, in order.
    pub answers: Vec<Arc<Given>>,
    /// Who has asked the moderators to look again.
    pub protested: BTreeSet<MemberId>,
}
