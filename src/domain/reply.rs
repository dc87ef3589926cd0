//! Rich text as meaning: what the desk says, before any platform's markup.
//!
//! Everything in a [`Span`] is data. A platform renders a reply within its limits: it
//! clips first and escapes after, and drops nothing silently.

use super::ids::{CardId, ChannelId, QuizId, Timestamp};
use super::knowledge::Source;
use super::picture::Picture;

pub use super::press::{Control, Press, TOKEN_CHARACTERS};

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
    /// Passages that are compared, side by side where there is room.
    Columns(Vec<Column>),
}

/// A passage that is compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The term that it defines, if it defines one.
    pub term: Option<String>,
    /// The passage.
    pub spans: Vec<Span>,
    /// Where it stands.
    pub sources: Vec<Source>,
}

impl Column {
    /// The passage by itself, for where there is no room beside it.
    pub fn into_quote(self) -> Block {
        Block::Quote { term: self.term, spans: self.spans, sources: self.sources }
    }
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
    /// A reply for the one who spoke alone, though what was said is for everyone to read.
    Whisper {
        /// What is said.
        reply: Box<Reply>,
        /// What is said in the channel instead, where the member cannot be reached; it gives nothing away.
        instead: Box<Reply>,
    },
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
