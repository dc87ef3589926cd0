//! What the buttons of a study say, and how they travel.

use super::Grade;
use crate::domain::ids::{CardId, QuizId};

/// A press on a button of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StudyPress {
    /// Shows the next card.
    Next,
    /// Offers the decks to choose from.
    Choose,
    /// From now on studies this deck; all of them when it has no name.
    Deck(String),
    /// From now on studies what was missed in quizzes alone.
    Missed,
    /// From now on studies what was missed in this quiz alone.
    Quiz(QuizId),
    /// Shows a card's answer.
    Show(CardId),
    /// Opens the form that takes an answer.
    Type(CardId),
    /// Grades a card.
    Grade {
        /// The card.
        card: CardId,
        /// How often it had been graded when the button was shown: a second press changes nothing.
        reviews: u32,
        /// The grade.
        grade: Grade,
    },
    /// Switches the daily reminder on or off.
    Remind(bool),
}

const GRADES: [(Grade, &str); 4] =
    [(Grade::Again, "again"), (Grade::Hard, "hard"), (Grade::Good, "good"), (Grade::Easy, "easy")];

impl StudyPress {
    /// The press as text, without the word in front that says that it belongs to a study.
    pub fn to_token(&self) -> String {
        match self {
            Self::Next => "next".to_owned(),
            Self::Choose => "decks".to_owned(),
            Self::Deck(deck) => format!("deck:{deck}"),
            Self::Missed => "missed".to_owned(),
            Self::Quiz(quiz) => format!("quiz:{}", quiz.0),
            Self::Show(card) => format!("show:{card}"),
            Self::Type(card) => format!("type:{card}"),
            Self::Grade { card, reviews, grade } => {
                let word = GRADES.iter().find(|(g, _)| g == grade).map_or("", |(_, word)| *word);
                format!("{word}:{reviews}:{card}")
            }
            Self::Remind(on) => format!("remind:{}", if *on { "yes" } else { "no" }),
        }
    }

    /// Reads a press back; none for anything that [`StudyPress::to_token`] did not write.
    pub fn from_token(token: &str) -> Option<Self> {
        let card = |id: &str| (!id.is_empty()).then(|| CardId(id.to_owned()));
        match token.split_once(':') {
            None if token == "next" => Some(Self::Next),
            None if token == "decks" => Some(Self::Choose),
            None if token == "missed" => Some(Self::Missed),
            Some(("deck", deck)) => Some(Self::Deck(deck.to_owned())),
            Some(("quiz", id)) => Some(Self::Quiz(QuizId(id.parse().ok()?))),
            Some(("show", id)) => Some(Self::Show(card(id)?)),
            Some(("type", id)) => Some(Self::Type(card(id)?)),
            Some(("remind", "yes")) => Some(Self::Remind(true)),
            Some(("remind", "no")) => Some(Self::Remind(false)),
            Some((word, rest)) => {
                let grade = GRADES.iter().find(|(_, known)| *known == word)?.0;
                let (reviews, id) = rest.split_once(':')?;
                Some(Self::Grade { card: card(id)?, reviews: reviews.parse().ok()?, grade })
            }
            None => None,
        }
    }
}
