//! Rich text as meaning: what the desk says, before any platform's markup.
//!
//! Everything in a [`Span`] is data. A platform renders a reply within its limits: it
//! clips first and escapes after, and drops nothing silently.

use super::ids::{CardId, ChannelId, QuizId, Timestamp};
use super::knowledge::Source;
use super::picture::Picture;
use super::study::StudyPress;

/// Who may see a reply. Fixed by the intent before the first acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone in the channel.
    Public,
    /// Only the member who asked.
    Asker,
}

/// The mood of a reply; a platform may show it as a colour or a sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad news.
    #[default]
    Plain,
    /// An answer found, a right verdict.
    Good,
    /// Something is not known, not possible or not right.
    Sorry,
    /// A card or a result of a quiz.
    Quiz,
}

/// A run of text with one meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Ordinary text.
    Text(String),
    /// Text that matters: a term, an accepted answer, a matched word.
    Strong(String),
    /// Something to type as it stands, such as a command.
    Code(String),
}

/// A paragraph, a quotation of a document, or one item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The desk's own words.
    Paragraph(Vec<Span>),
    /// A document's words. The source that stands beside it is shown with it.
    Quote {
        /// The term that the passage defines, if it defines one.
        term: Option<String>,
        /// The passage.
        spans: Vec<Span>,
        /// Where it stands; near-duplicates name further places.
        sources: Vec<Source>,
    },
    /// A list, in order.
    List(Vec<Vec<Span>>),
}

/// The end of a card, for a live countdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// When the time is over.
    pub ends_at: Timestamp,
    /// Seconds from the moment of posting, for platforms without a live countdown.
    pub seconds: u32,
}

/// One line of a score table. Members with equal points share a rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreLine {
    /// 1 for the best; ties share it and the next rank is skipped.
    pub rank: u32,
    /// The member's name as last seen. Data, not markup.
    pub name: String,
    /// Points.
    pub points: i64,
}

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
    /// A moderator's order about a running quiz.
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
    /// Starts a quiz of this deck with the default options.
    Deck(String),
    /// Deletes everything about the member who presses.
    ForgetMe,
    /// Belongs to the studies of the member who presses.
    Study(StudyPress),
}

/// A moderator's order about a running quiz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Ends the quiz and shows its scores.
    Stop,
    /// Stops the clock.
    Pause,
    /// Lets the clock go on.
    Resume,
    /// Shows the answer and goes to the next card.
    Skip,
}

/// Platforms carry at most 100 characters in a button (Discord, "Component Object": `custom_id`).
pub const TOKEN_CHARACTERS: usize = 100;

impl Control {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Stop, "stop"), (Self::Pause, "pause"), (Self::Resume, "resume"), (Self::Skip, "skip")];
}

impl Press {
    /// The press as at most [`TOKEN_CHARACTERS`] characters, or none when its text is too long to carry.
    pub fn to_token(&self) -> Option<String> {
        let token = match self {
            Self::Answer { quiz, round } => format!("answer:{}:{round}", quiz.0),
            Self::Control { quiz, round, control } => {
                let word = Control::ALL.iter().find(|(c, _)| c == control)?.1;
                format!("{word}:{}:{round}", quiz.0)
            }
            Self::Ask(term) => format!("ask:{term}"),
            Self::Deck(deck) => format!("deck:{deck}"),
            Self::ForgetMe => "forget:me".to_owned(),
            Self::Study(press) => format!("study:{}", press.to_token()),
        };
        (token.chars().count() <= TOKEN_CHARACTERS).then_some(token)
    }

    /// Reads a token back; none for anything that [`Press::to_token`] did not write.
    pub fn from_token(token: &str) -> Option<Self> {
        let (word, rest) = token.split_once(':')?;
        match word {
            "ask" => Some(Self::Ask(rest.to_owned())),
            "deck" => Some(Self::Deck(rest.to_owned())),
            "study" => StudyPress::from_token(rest).map(Self::Study),
            "forget" => (rest == "me").then_some(Self::ForgetMe),
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

/// A button under a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What stands on it.
    pub label: String,
    /// What a press means.
    pub press: Press,
    /// Whether it is the button that most members want.
    pub primary: bool,
}

/// Everything that one message of the desk says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The mood.
    pub tone: Tone,
    /// A short headline.
    pub title: Option<String>,
    /// What is said, in order.
    pub body: Vec<Block>,
    /// The live end of a card.
    pub countdown: Option<Countdown>,
    /// A score table, best first.
    pub scores: Vec<ScoreLine>,
    /// A picture that shows what the words say.
    pub picture: Option<Box<Picture>>,
    /// Buttons, in order.
    pub buttons: Vec<Button>,
    /// A small print under everything.
    pub note: Option<String>,
}

impl Reply {
    /// A reply of one plain sentence.
    pub fn sentence(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, body: vec![Block::Paragraph(vec![Span::Text(text.into())])], ..Self::default() }
    }
}

/// A form to fill in, shown in answer to a press or a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The headline.
    pub title: String,
    /// What is to be filled in, in order: one to [`FORM_FIELDS`].
    pub fields: Vec<Field>,
    /// What comes back with the filled-in form.
    pub press: Press,
}

/// A modal takes at most five lines (Discord, "Modal": one to five components).
pub const FORM_FIELDS: usize = 5;

/// One thing to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name in what comes back.
    pub name: String,
    /// What stands over it.
    pub label: String,
    /// What stands in it before anything is typed.
    pub filled: String,
    /// Whether it takes several lines.
    pub long: bool,
    /// Whether it must not stay empty.
    pub required: bool,
    /// The most characters that it takes.
    pub max_characters: u16,
}

/// What was filled into the field of this name; nothing where it is not there.
pub fn filled_in<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
}

/// What the desk gives back for one inbound message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// Rightly nothing.
    Silent,
    /// A reply to the one who spoke, for [`crate::domain::inbound::Inbound::audience`].
    Say(Reply),
    /// A form to fill in; it is always the asker's alone.
    Form(Form),
    /// What a half-typed option may become, best first.
    Choices(Vec<String>),
}

/// Which message of a channel a post is. A second post to the same slot replaces the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// A message of its own, never changed.
    Fresh,
    /// The message that shows a card.
    Card {
        /// The quiz.
        quiz: QuizId,
        /// The card's number in it, from 1.
        round: u32,
        /// The card, so that a changed deck can never write over another card's message.
        card: CardId,
    },
}

/// A message for a channel that answers nobody in particular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub channel: ChannelId,
    /// New, or in place of an older one.
    pub slot: Slot,
    /// What is said.
    pub reply: Reply,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::study::Grade;

    #[test]
    fn every_press_survives_its_token() {
        let quiz = QuizId(7);
        let mut presses = vec![
            Press::Answer { quiz, round: 3 },
            Press::Ask("need: a want? no".to_owned()),
            Press::Deck("week 1/terms.txt".to_owned()),
            Press::ForgetMe,
            Press::Study(StudyPress::Next),
            Press::Study(StudyPress::Choose),
            Press::Study(StudyPress::Deck(String::new())),
            Press::Study(StudyPress::Deck("week 1/terms: all.txt".to_owned())),
            Press::Study(StudyPress::Missed),
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
        for token in [
            "",
            "stop",
            "stop:x:1",
            "stop:1",
            "jump:1:2",
            "answer:1:-2",
            "study:",
            "study:good:x:0a",
            "study:show:",
            "forget:you",
        ] {
            assert_eq!(Press::from_token(token), None, "{token}");
        }
        assert_eq!(Press::Ask("é".repeat(97)).to_token(), None);
        assert!(Press::Ask("é".repeat(96)).to_token().is_some());
    }
}
