//! Presses that have to do with learning, as they travel through a platform.

use crate::domain::ids::{GapId, TaughtId};
use crate::domain::reply::TOKEN_CHARACTERS;

/// What a filled-in form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Something new.
    New,
    /// Something new that closes this gap.
    Gap(GapId),
    /// Better words for what is taught already.
    Correction(TaughtId),
}

/// A press on one of learning's buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LearningPress {
    /// A member's word on an answer.
    Opinion {
        /// Whether it was right.
        right: bool,
        /// What was asked; its beginning where it is long. [`LearningPress::opinion`] sees to that.
        question: String,
    },
    /// Opens the form, and comes back with it.
    Form(Aim),
    /// This gap is nothing for the class.
    Dismiss(GapId),
    /// Shows one taught entry.
    Show(TaughtId),
    /// Takes a taught entry out of the answers.
    Retire(TaughtId),
}

const RIGHT: &str = "right";
const WRONG: &str = "wrong";

impl LearningPress {
    /// A member's word on the answer to this question, short enough to travel.
    pub fn opinion(right: bool, question: &str) -> Self {
        let room = TOKEN_CHARACTERS - RIGHT.len().max(WRONG.len()) - 1;
        Self::Opinion { right, question: question.trim().chars().take(room).collect() }
    }

    /// The press as text.
    pub fn to_token(&self) -> String {
        match self {
            Self::Opinion { right: true, question } => format!("{RIGHT}:{question}"),
            Self::Opinion { right: false, question } => format!("{WRONG}:{question}"),
            Self::Form(Aim::New) => "teach:new".to_owned(),
            Self::Form(Aim::Gap(gap)) => format!("teach:gap:{}", gap.0),
            Self::Form(Aim::Correction(taught)) => format!("teach:taught:{}", taught.0),
            Self::Dismiss(gap) => format!("gap:dismiss:{}", gap.0),
            Self::Show(taught) => format!("taught:show:{}", taught.0),
            Self::Retire(taught) => format!("taught:retire:{}", taught.0),
        }
    }

    /// Reads a token back; none for anything that [`LearningPress::to_token`] did not write.
    pub fn from_token(token: &str) -> Option<Self> {
        let (word, rest) = token.split_once(':')?;
        match (word, rest) {
            (RIGHT | WRONG, question) => {
                Some(Self::Opinion { right: word == RIGHT, question: question.to_owned() })
            }
            ("teach", "new") => Some(Self::Form(Aim::New)),
            _ => {
                let (what, id) = rest.split_once(':')?;
                let id = id.parse().ok()?;
                match (word, what) {
                    ("teach", "gap") => Some(Self::Form(Aim::Gap(GapId(id)))),
                    ("teach", "taught") => Some(Self::Form(Aim::Correction(TaughtId(id)))),
                    ("gap", "dismiss") => Some(Self::Dismiss(GapId(id))),
                    ("taught", "show") => Some(Self::Show(TaughtId(id))),
                    ("taught", "retire") => Some(Self::Retire(TaughtId(id))),
                    _ => None,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reply::Press;

    #[test]
    fn every_press_survives_its_token() {
        for press in [
            LearningPress::opinion(true, "what is: a need?"),
            LearningPress::opinion(false, ""),
            LearningPress::Form(Aim::New),
            LearningPress::Form(Aim::Gap(GapId(7))),
            LearningPress::Form(Aim::Correction(TaughtId(i64::MAX))),
            LearningPress::Dismiss(GapId(1)),
            LearningPress::Show(TaughtId(2)),
            LearningPress::Retire(TaughtId(3)),
        ] {
            let press = Press::Learning(press);
            let token = press.to_token().expect("short enough");
            assert_eq!(Press::from_token(&token), Some(press), "{token}");
        }
        for token in ["teach:old", "teach:gap:x", "gap:7", "taught:show:", "gap:show:1"] {
            assert_eq!(LearningPress::from_token(token), None, "{token}");
        }
    }

    #[test]
    fn a_long_question_travels_as_its_beginning() {
        let press = Press::Learning(LearningPress::opinion(false, &"é".repeat(900)));
        assert_eq!(press.to_token().expect("it fits").chars().count(), TOKEN_CHARACTERS);
    }
}
