//! Learning: one member, alone with the cards, at the right moments.
//!
//! What is known of a member comes in as a [`StudyRecord`], and what changes goes out as
//! [`Change`]s. There is no streak to lose: a day without study costs nothing.

mod desk;
mod pick;
mod press;
mod progress;
mod schedule;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{CardId, MemberId, QuizId, Timestamp};

pub use desk::{Outcome, due_cards, study};
pub use pick::{Choice, Counts, NEW_CARDS_A_DAY, pick};
pub use press::StudyPress;
pub use progress::{Progress, WEEKS, Week, progress};
pub use schedule::{Grade, Memory, days_until, grade};

/// Which cards a member wants to study.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// Nothing was chosen yet.
    #[default]
    Open,
    /// All cards.
    All,
    /// The cards of these decks, and what was missed in quizzes.
    Decks(Vec<String>),
    /// What was missed in quizzes.
    Missed,
    /// What was missed in this quiz, and not again in a later one.
    Quiz(QuizId),
}

/// A card that the member missed, with the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss {
    /// When.
    pub at: Timestamp,
    /// In which quiz, where that is known.
    pub quiz: Option<QuizId>,
}

/// A card that was graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// When.
    pub at: Timestamp,
    /// How.
    pub grade: Grade,
    /// Days since the card was graded before; 0 on the same day, none for a new card.
    pub waited: Option<u32>,
}

/// All that is known of one member's studies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StudyRecord {
    /// Which cards the member wants to study.
    pub wish: Wish,
    /// When the next reminder is due; none when the member wants none.
    pub remind_at: Option<Timestamp>,
    /// What the member remembers.
    pub memories: BTreeMap<CardId, Memory>,
    /// What the member missed in quizzes, each with the last time.
    pub misses: BTreeMap<CardId, Miss>,
    /// What was graded lately, the oldest first. Read for [`StudyOrder::Progress`] alone.
    pub reviews: Vec<Review>,
}

/// What a member wants of their studies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StudyOrder {
    /// Goes on, with these decks from now on where some are named.
    Study {
        /// The decks' names as given, apart by commas.
        decks: Option<String>,
        /// Switches the reminder on or off.
        remind: Option<bool>,
    },
    /// A press on a button.
    Pressed(StudyPress),
    /// An answer to a card, typed into the form.
    Typed {
        /// The card.
        card: CardId,
        /// What was typed.
        text: String,
        /// What moderators have accepted for the card. The shell fills it in.
        accepted: Vec<String>,
    },
    /// Shows what is known and what is due.
    Progress,
}

/// Something to store about a member's studies, before chat shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Other cards are wanted.
    Wish(Wish),
    /// The next reminder; none switches it off.
    Remind(Option<Timestamp>),
    /// A card was graded.
    Graded {
        /// The card.
        card: CardId,
        /// What the member remembers from now on.
        memory: Memory,
        /// The grade, for the history.
        review: Review,
    },
}

/// A card that a member got wrong in a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// Who.
    pub member: MemberId,
    /// The card.
    pub card: CardId,
    /// The quiz.
    pub quiz: QuizId,
}

/// Who has missed a card, of those who tried it, each try with whether it was right: whoever tried and
/// never was. In order of the members.
pub fn missed<'a>(
    card: &CardId,
    quiz: QuizId,
    tries: impl IntoIterator<Item = (&'a MemberId, bool)>,
) -> Vec<Missed> {
    let mut tried: BTreeMap<&MemberId, bool> = BTreeMap::new();
    for (member, right) in tries {
        *tried.entry(member).or_default() |= right;
    }
    let missed = tried.into_iter().filter(|(_, right)| !right);
    missed.map(|(member, _)| Missed { member: member.clone(), card: card.clone(), quiz }).collect()
}
