//! Gaps: questions that members asked in vain, or whose answer they called wrong.
//!
//! Only the words and the counts are kept. Whoever asked appears nowhere.

use std::sync::Arc;

use crate::domain::bot::{QUESTION_CHARACTERS, Snapshot};
use crate::domain::fold::{fold, without_article, without_question_frame};
use crate::domain::ids::{GapId, Timestamp};

use super::{NAME_CHARACTERS, TaughtLibrary};

/// How many gaps are shown at once.
pub const GAPS_LISTED: usize = 10;
/// The most characters of a question that are kept.
const KEPT_CHARACTERS: usize = 300;

/// What happened to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// The desk did not know.
    Unanswered,
    /// A member called its answer wrong.
    Doubted,
    /// A member called its answer right.
    Confirmed,
}

/// A question that the class misses an answer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its id.
    pub id: GapId,
    /// How it was worded last. Data, not markup.
    pub question: String,
    /// How often it went without an answer.
    pub unanswered: u32,
    /// How often its answer was called wrong.
    pub doubted: u32,
    /// How often its answer was called right since it was called wrong.
    pub confirmed: u32,
    /// When it was asked last.
    pub last_at: Timestamp,
}

/// What makes two questions the same gap: the folded words without those that only ask. None where
/// nothing was asked that could be kept.
pub fn gap_key(question: &str) -> Option<String> {
    let bare = fold(without_article(without_question_frame(question)));
    let key = if bare.is_empty() { fold(question) } else { bare };
    let key: String = key.chars().take(KEPT_CHARACTERS).collect();
    (!key.is_empty() && question.chars().count() <= QUESTION_CHARACTERS).then_some(key)
}

/// The question as it is kept: on one line, and not too long.
pub fn gap_wording(question: &str) -> String {
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(KEPT_CHARACTERS).collect()
}

/// The term that a question asks for, as far as its words tell.
pub fn gap_term(question: &str) -> String {
    let bare = without_article(without_question_frame(question)).trim_matches(|c: char| !c.is_alphanumeric());
    bare.chars().take(NAME_CHARACTERS).collect()
}

/// Those that are still gaps: a question that the documents, the server's own decks or something taught
/// answer by now is none, unless the answer itself was called wrong.
pub fn still_open(gaps: Vec<Gap>, known: &[Arc<Snapshot>], taught: Option<&TaughtLibrary>) -> Vec<Gap> {
    let answered = |question: &str| {
        known.iter().any(|snapshot| match taught {
            Some(taught) => taught.ask_beside(question, &snapshot.index, 1).confident,
            None => snapshot.index.ask(question, 1).confident,
        })
    };
    gaps.into_iter().filter(|gap| gap.doubted > gap.confirmed || !answered(&gap.question)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_gap_is_asked_in_many_ways() {
        let key = |question| gap_key(question).expect("a question");
        assert_eq!(key("What is a SWOT analysis?"), key("swot  ANALYSIS"));
        assert_eq!(key("define SWOT analysis"), key("the swot-analysis!"));
        assert_ne!(key("swot analysis"), key("why swot analysis?"));
        assert_eq!(key("what is?"), "what is");
        assert_eq!(gap_key("?!"), None);
        assert_eq!(gap_key(&"word ".repeat(400)), None);
    }

    #[test]
    fn the_term_is_what_stands_behind_the_asking() {
        assert_eq!(gap_term("what's a \"SWOT analysis\"??"), "SWOT analysis");
        assert_eq!(gap_term("when does the library open?"), "when does the library open");
        assert_eq!(gap_term(&"x".repeat(500)).chars().count(), NAME_CHARACTERS);
    }
}
