//! One run of a quiz in one channel, as a value that changes only through [`step`].
//!
//! There is no timer in here: the owner asks [`Quiz::deadline`] and sends
//! [`Event::Tick`]; an early tick does nothing, so timers survive a restart for free.

mod answers;
mod change;
mod choices;
mod deal;
mod forget;
mod hints;
mod mode;
mod orders;
mod plan;
mod play;
mod points;
mod rivals;
mod rulings;
mod state;
pub mod summary;
mod tally;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use super::ids::{CardId, MemberId, QuizId, Timestamp};
use super::inbound::Member;
use super::judge::{Judge, Rivals};
use super::knowledge::Card;
use super::reply::{Control, Post, Response, ScoreLine};
use super::study::Missed;

pub use change::Change;
pub use choices::{Choices, LETTERS};
pub use deal::deal;
pub use forget::without_member;
pub use hints::HINTS;
pub use mode::{Asks, MODE_WORDS, MODES, Mode, Rules};
pub use plan::plan;
pub use play::{Step, begin, step};
pub use points::{HINT_POINTS, LATE_POINTS, LEAST_POINTS, RIGHT_POINTS, SPEED_POINTS, STREAK_POINTS};
pub use rivals::rivals;
pub use rulings::Review;
pub use state::{Closed, Given, Phase, Plan, Progress, Standing};
pub use tally::{Quickest, Tally, Times};

/// How long the answer stands before the next card, in milliseconds.
pub const REST_MILLIS: i64 = 5_000;
/// A quiz that was away for longer than this comes back paused, in milliseconds:
/// nobody wants a card from last night to go off in the morning.
pub const AWAY_MILLIS: i64 = 15 * 60_000;
/// How long others may still answer behind the first right answer, where being first matters, in milliseconds.
pub const LATE_MILLIS: i64 = 4_000;
/// A quiz ends by itself behind so many cards in a row to which nobody said anything.
pub const SILENT_CARDS: u32 = 3;
/// A member plays who did something on this card or on so many before it.
pub const ACTIVE_ROUNDS: u32 = 3;
/// A member who has answered a card this often within [`FLOOD_MILLIS`] is asked to slow down.
pub const FLOOD_ANSWERS: usize = 5;
/// See [`FLOOD_ANSWERS`]; in milliseconds.
pub const FLOOD_MILLIS: i64 = 10_000;
/// The most answers of a card that are kept for the moderators, a member's newest first.
const ANSWERS_KEPT: usize = 400;

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

/// A card that is open in a quiz, for those who must not give it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCard {
    /// The card.
    pub card: Card,
    /// Whether a member who names its term has not solved it: the term stands on it, or there is one try, and
    /// whoever may ask first whether a guess is right has more.
    pub named: bool,
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
        /// Who.
        member: Member,
        /// The round.
        round: u32,
    },
    /// A member pressed the button of an option.
    Chosen {
        /// Who.
        member: Member,
        /// The round.
        round: u32,
        /// Which option, from 0.
        option: usize,
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
    /// Something about the answers to the last card. Who may do it is checked here, each time.
    Reviewed {
        /// Who.
        member: Member,
        /// The round that the button belonged to, for a press.
        round: Option<u32>,
        /// What.
        review: Review,
    },
    /// A moderator accepts a wording for the last card.
    Accepted {
        /// Who.
        member: Member,
        /// The wording; without one, what was refused.
        wording: Option<String>,
    },
    /// Time may have passed.
    Tick,
    /// The program has come back after a stop or a crash.
    Returned,
    /// Somebody asks whether anything comes here of itself.
    Awaited,
    /// The program has a fault and cannot go on with this quiz.
    Failed,
}

/// What a member has earned in a round, all in all: a later one for the same round takes its place.
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

/// What a moderator has ruled about a wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taught {
    /// The card.
    pub card: CardId,
    /// The wording.
    pub wording: String,
    /// Whether the card accepts it from now on.
    pub right: bool,
}

/// An order to the outside. What is earned is stored before anything is posted or replied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Store this.
    Earn(Earned),
    /// Remember this for the member's studies.
    Missed(Missed),
    /// Forget that this was missed before: now it was right. Lost in a crash, it harms nobody.
    Knew(Missed),
    /// Store this for good, for every quiz of the space.
    Teach(Taught),
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
        let offered = match quiz.plan.mode.rules().asks {
            Asks::Words => true,
            _ => {
                let sound = |choices: &Choices| choices.right < choices.options.len();
                quiz.plan.choices.len() == quiz.plan.cards.len() && quiz.plan.choices.iter().all(sound)
            }
        };
        let playable = offered && quiz.plan.cards.iter().all(|card| !card.answers.is_empty());
        let rounds = 1..=quiz.rounds();
        let last = quiz.progress.last.as_ref().is_none_or(|last| rounds.contains(&last.round));
        (playable && last && rounds.contains(&quiz.progress.round)).then_some(quiz)
    }

    /// The card of the current round. The round is within the plan as long as the quiz lives.
    pub fn card(&self) -> &Card {
        &self.plan.cards[self.progress.round as usize - 1]
    }

    /// What the current card offers to choose from, where it offers something.
    pub fn choices(&self) -> Option<&Choices> {
        let offers = self.rules().asks != Asks::Words;
        offers.then(|| self.plan.choices.get(self.progress.round as usize - 1)).flatten()
    }

    /// What makes its mode.
    pub fn rules(&self) -> &'static Rules {
        self.plan.mode.rules()
    }

    /// The card whose answer nobody may be told yet, if one is open.
    pub fn open_card(&self) -> Option<OpenCard> {
        let named = self.rules().asks != Asks::Words || self.rules().one_try;
        self.is_open().then(|| OpenCard { card: self.card().clone(), named })
    }

    /// Whether a card is open, be it that the clock stands still.
    pub fn is_open(&self) -> bool {
        matches!(self.progress.phase, Phase::Asking { .. } | Phase::Paused { asking: true, .. })
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.progress.phase == Phase::Over
    }

    /// The hint that is shown, where one is.
    pub fn hint(&self) -> Option<String> {
        hints::hint(&self.card().answers[0], self.progress.hints)
    }

    /// Whether there is another hint to be had.
    pub fn has_hint(&self) -> bool {
        // A race that is decided has only seconds left.
        let decided = self.rules().race && self.right().next().is_some();
        self.plan.hints
            && !decided
            && self.rules().asks == Asks::Words
            && hints::hint(&self.card().answers[0], self.progress.hints.saturating_add(1)).is_some()
    }

    /// Those who were right in this round and what they have earned, in the order of their answers.
    pub fn right(&self) -> impl Iterator<Item = &Given> {
        self.progress.answers.iter().map(Arc::as_ref).filter(|given| given.right)
    }

    /// How many members play: those who did something lately. On the first card nobody knows yet, so
    /// that there are two at least.
    pub fn players(&self) -> usize {
        let active = self.playing().count();
        if self.progress.round == 1 { active.max(2) } else { active }
    }

    /// The members who did something lately.
    fn playing(&self) -> impl Iterator<Item = &MemberId> {
        let since = self.progress.round.saturating_sub(ACTIVE_ROUNDS);
        self.progress.active.iter().filter(move |(_, round)| **round >= since).map(|(member, _)| member)
    }

    /// How many must vote to skip a card: more than half of those who play.
    pub fn votes_needed(&self) -> usize {
        self.players() / 2 + 1
    }

    /// How many cards are played.
    pub fn rounds(&self) -> u32 {
        u32::try_from(self.plan.cards.len()).unwrap_or(u32::MAX)
    }

    /// When the next tick is due; none while the clock stands still.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.progress.phase {
            Phase::Asking { until } | Phase::Resting { until } => Some(until),
            Phase::Paused { .. } | Phase::Over => None,
        }
    }

    /// The score table, best first; equal points share a rank.
    pub fn table(&self) -> Vec<ScoreLine> {
        let standings = self.progress.standings.values().filter(|standing| standing.points > 0);
        rank(standings.map(|s| (s.name.clone(), s.points)).collect())
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

/// A plan of one card, as it is stored.
#[cfg(test)]
pub(crate) const PLAN: &str = r#"{"space":"test:s","channel":"test:c","deck":"d.txt","cards":[{"id":"c","term":null,
    "definition":"d","prompt":"p","answers":["keel"],"source":{"document":"d.txt","first_line":1,"last_line":1,
    "record":null}}],"others":[],"seconds":30,"seed":1,"mode":"one_try"}"#;
