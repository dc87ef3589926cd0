//! What the desk says around a quiz.

mod cards;
mod run;
mod start;
mod verdicts;

use super::paragraph;
use crate::domain::reply::{Reply, Span, Tone};

pub use cards::{card, closed_card, paused_card, reveal};
pub use run::*;
pub use start::*;
pub use verdicts::*;

/// The most characters of an answer.
pub const ANSWER_CHARACTERS: u16 = 300;

fn said(tone: Tone, spans: Vec<Span>) -> Reply {
    Reply { tone, body: vec![paragraph(spans)], ..Reply::default() }
}
