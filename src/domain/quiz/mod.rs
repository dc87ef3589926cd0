//! One run of a quiz in one channel, as a value that changes only through [`step`].
//!
//! There is no timer in here: the owner asks [`Quiz::deadline`] and sends
//! [`Event::Tick`]; an early tick does nothing, so timers survive a restart for free.

mod deal;
mod forget;
mod play;
pub mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::ids::{CardId, ChannelId, MemberId, QuizId, SpaceId, Timestamp};
use super::inbound::Member;
use super::judge::{Judge, Rivals};
use super::knowledge::Card;
use super::reply::{Control, Post, Response, ScoreLine};
use super::study::Missed;

pub use deal::deal;
pub use forget::without_member;
pub use play::{Step, begin, step};

/// How long the answer stands before the next card, in milliseconds.
pub const REST_MILLIS: i64 = 5_000;
/// A quiz that was away for longer than this comes back paused, in milliseconds:
/// nobody wants a card from last night to go off in the morning.
pub const AWAY_MILLIS: i64 = 15 * 60_000;
/// What the first right answer earns.
pub const RIGHT_POINTS: i64 = 1;

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
}

/// What a member has earned in this quiz.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The name as last seen.
    pub name: String,
    /// Points.
    pub points: i64,
}

/// One run of a quiz. Cheap to clone: the plan, which never changes, is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiz {
    /// Its id in the store.
    pub id: QuizId,
    /// Where, of what and how it is played.
    pub plan: Arc<Plan>,
    /// How far it has come.
    pub progress: Progress,
    prepared: Prepared,
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
    /// Who was told in public, in this round, that an answer was close.
    pub nudged: BTreeSet<MemberId>,
    /// Who has answered wrongly in this round.
    #[serde(default)]
    pub mistaken: BTreeSet<MemberId>,
}

/// How an answer reached the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Typed into the channel for all to see; only news is answered.
    Overheard,
    /// Given to the desk by a command or a form; it always gets a reply, for the member alone.
    Given,
}

/// Something that happened to a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A member answered.
    Answered {
        /// Who.
        member: Member,
        /// What.
        text: String,
        /// How.
        way: Way,
        /// The round that it was meant for, where that is known.
        round: Option<u32>,
    },
    /// A member pressed the Answer button of a round.
    AnswerPressed {
        /// The round.
        round: u32,
    },
    /// An order. Whether the member may give it is checked here, each time.
    Ordered {
        /// Who.
        member: Member,
        /// The order.
        control: Control,
        /// The round that the button belonged to, for a press.
        round: Option<u32>,
    },
    /// Time may have passed.
    Tick,
    /// The program has come back after a stop or a crash.
    Returned,
}

/// Points that a member has earned; at most once for a member in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earned {
    /// Who.
    pub member: MemberId,
    /// The name as seen.
    pub name: String,
    /// The round, from 1.
    pub round: u32,
    /// The card.
    pub card: CardId,
    /// How many.
    pub points: i64,
}

/// An order to the outside. What is earned is stored before anything is posted or replied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Store this.
    Earn(Earned),
    /// Remember this for the member's studies; lost in a crash, it harms nobody.
    Missed(Missed),
    /// Show this in the channel.
    Post(Post),
    /// Tell this to the one whose event it was.
    Respond(Response),
}

/// The deck and the current card made ready for judging when the first answer comes. It follows from
/// the rest of the quiz, so that two quizzes that differ in it alone are equal.
#[derive(Clone, Debug, Default)]
struct Prepared {
    rivals: OnceLock<Rivals>,
    judge: OnceLock<Arc<Judge>>,
}

impl PartialEq for Prepared {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Prepared {}

impl Quiz {
    /// A quiz that has come so far, or none when the progress does not fit the plan: what comes back
    /// from a store is not believed.
    pub fn restore(id: QuizId, plan: Arc<Plan>, progress: Progress) -> Option<Self> {
        let quiz = Self { id, plan, progress, prepared: Prepared::default() };
        let playable = quiz.plan.cards.iter().all(|card| !card.answers.is_empty());
        (playable && (1..=quiz.rounds()).contains(&quiz.progress.round)).then_some(quiz)
    }

    /// The card of the current round. The round is within the plan as long as the quiz lives.
    pub fn card(&self) -> &Card {
        &self.plan.cards[self.progress.round as usize - 1]
    }

    /// The card whose answer nobody may be told yet, if one is open.
    pub fn open_card(&self) -> Option<&Card> {
        let open = matches!(self.progress.phase, Phase::Asking { .. } | Phase::Paused { asking: true, .. });
        open.then(|| self.card())
    }

    /// How many cards are played.
    pub fn rounds(&self) -> u32 {
        u32::try_from(self.plan.cards.len()).unwrap_or(u32::MAX)
    }

    /// When the next tick is due; none while the clock stands still.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.progress.phase {
            Phase::Asking { until } | Phase::Resting { until } => Some(until),
            Phase::Paused { .. } => None,
        }
    }

    /// The score table, best first; equal points share a rank.
    pub fn table(&self) -> Vec<ScoreLine> {
        rank(self.progress.standings.values().map(|s| (s.name.clone(), s.points)).collect())
    }

    fn judge(&self) -> &Judge {
        self.prepared.judge.get_or_init(|| {
            let rivals = self.prepared.rivals.get_or_init(|| {
                let dealt = self.plan.cards.iter().map(|card| card.answers.clone());
                Rivals::new(&dealt.chain(self.plan.others.iter().cloned()).collect::<Vec<_>>())
            });
            let card = self.card();
            Arc::new(Judge::among(&card.prompt, &card.answers, rivals))
        })
    }
}

/// Orders names by points and gives each its rank; ties share a rank and stand in the order of their names.
pub fn rank(mut points: Vec<(String, i64)>) -> Vec<ScoreLine> {
    points.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut lines: Vec<ScoreLine> = Vec::with_capacity(points.len());
    for (place, (name, points)) in points.into_iter().enumerate() {
        let tied = lines.last().filter(|above| above.points == points).map(|above| above.rank);
        let rank = tied.unwrap_or_else(|| u32::try_from(place + 1).unwrap_or(u32::MAX));
        lines.push(ScoreLine { rank, name, points });
    }
    lines
}
