//! What the desk says around a quiz.

mod cards;
mod rulings;
mod run;
mod start;
mod verdicts;

use super::paragraph;
use crate::domain::reply::{Reply, Span, Tone};

pub use cards::{card, closed_card, first, paused_card, reveal};
pub use rulings::{
    answers_of, done_protested, done_ruled, nothing_to_protest, nothing_to_rule, old_ruling, protest,
    protested_already, ruled, ruled_already,
};
pub use run::*;
pub use start::*;
pub use verdicts::*;

/// The most characters of an answer.
pub const ANSWER_CHARACTERS: u16 = 300;

fn said(tone: Tone, spans: Vec<Span>) -> Reply {
    Reply { tone, body: vec![paragraph(spans)], ..Reply::default() }
}
