//! The pure core: documents, answers, verdicts and quizzes as values.
//!
//! Text, time and chance come in as arguments and results go out as values. Nothing in
//! here waits, reads a file, sends, or asks the clock or the environment; clippy and
//! the house rules in the tests refuse it.

pub mod bot;
pub mod calendar;
pub mod command;
pub mod fold;
pub mod follow_up;
pub mod ids;
pub mod inbound;
pub mod judge;
pub mod knowledge;
pub mod learning;
pub mod listening;
pub mod picture;
mod press;
pub mod progress;
pub mod quiz;
pub mod reply;
pub mod scores;
pub mod search;
mod snapshot;
pub mod study;
pub mod tables;
pub mod voice;
