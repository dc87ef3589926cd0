//! What a question led to, and what of it is learned from: an answer may be judged, a gap is noted.

use super::look::{Found, padded};
use crate::domain::inbound::Place;
use crate::domain::knowledge::Source;
use crate::domain::learning::TaughtLibrary;
use crate::domain::reply::Reply;
use crate::domain::search::Answer;
use crate::domain::voice;

/// What a question led to.
pub(super) enum Said {
    /// An outright answer.
    Answer(Reply),
    /// Nothing answers it.
    Unknown(Reply),
    /// It was no question to the class, or one that is not answered now.
    Other(Reply),
}

impl Said {
    /// What is said.
    pub(super) fn reply(self) -> Reply {
        match self {
            Self::Answer(reply) | Self::Unknown(reply) | Self::Other(reply) => reply,
        }
    }

    /// What is said to a question, with what is to be learned from it. Only what belongs to a class is: a
    /// conversation of one is that member's own.
    pub(super) fn to(self, question: String, place: &Place) -> Found {
        match self {
            Self::Answer(reply) if !place.is_one_members() => {
                voice::learning::was_this_right(reply, &question).into()
            }
            Self::Unknown(reply) if !place.is_one_members() => Found::Gap { question, reply },
            said => said.reply().into(),
        }
    }
}

/// Whether an answer was taught and names what an open card accepts, anywhere: nobody made the card of it,
/// so only its words can tell. `accepted` is [`padded`].
pub(super) fn is_taught_hint(answer: &Answer, taught: Option<&TaughtLibrary>, accepted: &[String]) -> bool {
    if answer.sources.iter().all(Source::has_lines) {
        return false;
    }
    let term = answer.term.as_deref().unwrap_or_default();
    let taught = taught.and_then(|taught| taught.named(term));
    let names = taught.map_or_else(String::new, |taught| padded(&taught.aliases.join(" / ")));
    let texts = [padded(term), padded(&answer.text), names];
    accepted.iter().any(|answer| texts.iter().any(|text| text.contains(answer.as_str())))
}
