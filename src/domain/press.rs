//! What a press on a button means, and how it travels through a platform and back.
//!
//! A token carries all that is needed, so that a button works after a restart; it is believed only as far
//! as the member who presses may go.

use super::ids::{PassageId, QuizId};
use super::learning::LearningPress;
use super::quiz::Review;
use super::study::StudyPress;

/// What a press on a button means. Travels through the platform as [`Press::to_token`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// Opens the form that takes an answer to this card.
    Answer {
        /// The quiz of the card.
        quiz: QuizId,
        /// The card's number in its quiz, from 1.
        round: u32,
    },
    /// Chooses one of the options of a card.
    Choose {
        /// The quiz of the card.
        quiz: QuizId,
        /// The card's number in its quiz, from 1.
        round: u32,
        /// Which option, from 0.
        option: usize,
    },
    /// Something about the answers to a card that is over.
    Review {
        /// The quiz of the card.
        quiz: QuizId,
        /// The card's number in its quiz, from 1.
        round: u32,
        /// What.
        review: Review,
    },
    /// An order about a running quiz.
    Control {
        /// The quiz it was shown for.
        quiz: QuizId,
        /// The round it was shown in: a press on an older card changes nothing.
        round: u32,
        /// The order.
        control: Control,
    },
    /// Asks for this term, as if typed.
    Ask(String),
    /// Starts a quiz of this deck with the default options; of all decks where it is empty.
    Deck(String),
    /// Shows the whole of a passage.
    More {
        /// The passage.
        passage: PassageId,
        /// The line where it stood when the button was made: it is looked for there first.
        line: u32,
    },
    /// A word on an answer, or something about what is taught.
    Learning(LearningPress),
    /// Deletes everything about the member who presses.
    ForgetMe,
    /// Belongs to the studies of the member who presses.
    Study(StudyPress),
}

/// An order about a running quiz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Ends the quiz and shows its scores.
    Stop,
    /// Stops the clock.
    Pause,
    /// Lets the clock go on.
    Resume,
    /// Shows the answer and goes to the next card; from a member, a vote to do so.
    Skip,
    /// Shows a hint to everyone.
    Hint,
}

/// Platforms carry at most 100 characters in a button (Discord, "Component Object": `custom_id`).
pub const TOKEN_CHARACTERS: usize = 100;

impl Control {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Stop, "stop"),
        (Self::Pause, "pause"),
        (Self::Resume, "resume"),
        (Self::Skip, "skip"),
        (Self::Hint, "hint"),
    ];

    /// Whether members may give it too.
    pub fn for_members(self) -> bool {
        matches!(self, Self::Skip | Self::Hint)
    }
}

impl Press {
    /// The press as at most [`TOKEN_CHARACTERS`] characters, or none when its text is too long to carry.
    pub fn to_token(&self) -> Option<String> {
        let token = match self {
            Self::Answer { quiz, round } => format!("answer:{}:{round}", quiz.0),
            Self::Choose { quiz, round, option } => format!("choose:{}:{round}:{option}", quiz.0),
            Self::Review { quiz, round, review } => format!("review:{}:{round}:{}", quiz.0, review.to_word()),
            Self::Control { quiz, round, control } => {
                let word = Control::ALL.iter().find(|(c, _)| c == control)?.1;
                format!("{word}:{}:{round}", quiz.0)
            }
            Self::Ask(term) => format!("ask:{term}"),
            Self::Deck(deck) => format!("deck:{deck}"),
            Self::More { passage, line } => format!("more:{:016x}:{line}", passage.0),
            Self::Learning(press) => press.to_token(),
            Self::ForgetMe => "forget:me".to_owned(),
            Self::Study(press) => format!("study:{}", press.to_token()),
        };
        (token.chars().count() <= TOKEN_CHARACTERS).then_some(token)
    }

    /// Reads a token back; none for anything that [`Press::to_token`] did not write.
    pub fn from_token(token: &str) -> Option<Self> {
        if let Some(press) = LearningPress::from_token(token) {
            return Some(Self::Learning(press));
        }
        let (word, rest) = token.split_once(':')?;
        match word {
            "ask" => Some(Self::Ask(rest.to_owned())),
            "deck" => Some(Self::Deck(rest.to_owned())),
            "study" => StudyPress::from_token(rest).map(Self::Study),
            "forget" => (rest == "me").then_some(Self::ForgetMe),
            "more" => {
                let (passage, line) = rest.split_once(':')?;
                let passage = PassageId(u64::from_str_radix(passage, 16).ok()?);
                Some(Self::More { passage, line: line.parse().ok()? })
            }
            "choose" | "review" => {
                let (quiz, rest) = rest.split_once(':')?;
                let (round, what) = rest.split_once(':')?;
                let (quiz, round) = (QuizId(quiz.parse().ok()?), round.parse().ok()?);
                Some(match word {
                    "choose" => Self::Choose { quiz, round, option: what.parse().ok()? },
                    _ => Self::Review { quiz, round, review: Review::from_word(what)? },
                })
            }
            _ => {
                let (quiz, round) = rest.split_once(':')?;
                let quiz = QuizId(quiz.parse().ok()?);
                let round = round.parse().ok()?;
                if word == "answer" {
                    return Some(Self::Answer { quiz, round });
                }
                let control = Control::ALL.iter().find(|(_, w)| *w == word)?.0;
                Some(Self::Control { quiz, round, control })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CardId;
    use crate::domain::study::Grade;

    #[test]
    fn every_press_survives_its_token() {
        let quiz = QuizId(7);
        let mut presses = vec![
            Press::Answer { quiz, round: 3 },
            Press::Choose { quiz, round: 3, option: 2 },
            Press::Review { quiz, round: 3, review: Review::Show },
            Press::Review { quiz, round: 3, review: Review::Protest },
            Press::Review { quiz, round: 3, review: Review::Right(0) },
            Press::Review { quiz, round: 3, review: Review::Wrong(399) },
            Press::Ask("need: a want? no".to_owned()),
            Press::Deck("week 1/terms.txt".to_owned()),
            Press::More { passage: PassageId(u64::MAX), line: u32::MAX },
            Press::ForgetMe,
            Press::Study(StudyPress::Next),
            Press::Study(StudyPress::Choose),
            Press::Study(StudyPress::Deck(String::new())),
            Press::Study(StudyPress::Deck("week 1/terms: all.txt".to_owned())),
            Press::Study(StudyPress::Missed),
            Press::Study(StudyPress::Quiz(quiz)),
            Press::Study(StudyPress::Show(CardId("0a".to_owned()))),
            Press::Study(StudyPress::Type(CardId("0a".to_owned()))),
            Press::Study(StudyPress::Remind(true)),
            Press::Study(StudyPress::Remind(false)),
        ];
        presses.extend(Grade::ALL.map(|grade| {
            Press::Study(StudyPress::Grade { card: CardId("0a".to_owned()), reviews: 3, grade })
        }));
        presses.extend(Control::ALL.map(|(control, _)| Press::Control { quiz, round: 1, control }));
        for press in presses {
            let token = press.to_token().expect("short enough");
            assert_eq!(Press::from_token(&token), Some(press), "{token}");
        }
    }

    #[test]
    fn a_foreign_or_oversized_token_is_refused() {
        let foreign = "|stop|stop:x:1|stop:1|jump:1:2|answer:1:-2|more:zz:1|more:1|choose:1:2|choose:1:2:3:4|\
            review:1:2:left-1|review:1:2|study:|study:good:x:0a|study:show:|study:quiz:|study:quiz:x|forget:you";
        for token in foreign.split('|') {
            assert_eq!(Press::from_token(token), None, "{token}");
        }
        assert_eq!(Press::Ask("é".repeat(97)).to_token(), None);
        assert!(Press::Ask("é".repeat(96)).to_token().is_some());
    }
}
