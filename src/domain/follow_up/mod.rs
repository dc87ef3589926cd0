//! Follow-ups: a question that leans on what was answered just before ("and external ones?", "why?").
//!
//! Reads what a member most likely means as whole questions, by the shape of the words alone; which of them
//! the documents answer is for [`crate::domain::bot`] to find out. A question that stands by itself is left alone.

mod about;
mod memory;
mod shapes;

use super::fold::{fold, singular};
use super::search::is_content;

pub use self::about::About;
pub use self::memory::{CONVERSATIONS, Conversations, FOLLOWS_WITHIN_MILLIS};

use self::shapes::{Shape, shape};

/// What a member means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A question of its own: nothing is carried over.
    Own,
    /// The rest of what was said.
    Rest,
    /// One of these questions. The first list that has an answer decides; in it the surest answer, and the
    /// earlier question where two are equally sure.
    Either {
        /// The questions, list by list. No list is empty.
        questions: Vec<Vec<String>>,
        /// Whether the member has named nothing new: the same answer again would say nothing.
        bare: bool,
    },
}

/// Reads what a member says after an answer about something.
pub fn read(said: &str, about: &About) -> Meaning {
    let folded = fold(said);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let Some(subject) = about.subject() else { return Meaning::Own };
    let one = |question: String, bare| Meaning::Either { questions: vec![vec![question]], bare };
    match shape(&words) {
        Shape::Own => Meaning::Own,
        Shape::Rest => Meaning::Rest,
        Shape::Another(thing) => another(&thing, subject, about),
        Shape::Against(other) => one(format!("{subject} vs {other}"), false),
        Shape::Between => match about.pair() {
            Some([one_of, other]) => one(format!("difference between {one_of} and {other}"), false),
            None => Meaning::Own,
        },
        Shape::Part { part, asked } => Meaning::Either {
            questions: vec![vec![format!("{part} of {subject}"), format!("{asked} {subject}")]],
            bare: true,
        },
        Shape::Pronoun { before, after } => {
            let question = [before.as_str(), subject, after.as_str()].join(" ").trim().to_owned();
            let bare = !before.split(' ').chain(after.split(' ')).any(is_content);
            one(question, bare)
        }
        Shape::Bare(asked) => one(format!("{asked} {subject}"), true),
    }
}

/// The same question about another thing, or that other thing itself. It may lack the word that it shares
/// with the subject: "external" after "internal customer".
fn another(thing: &[String], subject: &str, about: &About) -> Meaning {
    let subject = fold(subject);
    let head = subject.rsplit(' ').next().unwrap_or_default();
    let named: Vec<&str> = thing.iter().map(String::as_str).filter(|word| !is_stand_in(word)).collect();
    let named = named.join(" ");
    if named.is_empty() {
        return Meaning::Rest;
    }
    let has_head = named.split(' ').any(|word| singular(word) == singular(head));
    let things: Vec<String> = if has_head || !subject.contains(' ') && !thing.iter().any(|w| is_stand_in(w)) {
        vec![named]
    } else {
        vec![format!("{named} {head}"), named]
    };
    let again: Vec<String> = things.iter().filter_map(|thing| about.asked_of(&subject, thing)).collect();
    let questions = [again, things].into_iter().filter(|list| !list.is_empty()).collect();
    Meaning::Either { questions, bare: false }
}

/// A word that stands for what was spoken of: "external ones".
fn is_stand_in(word: &str) -> bool {
    matches!(word, "one" | "ones")
}

#[cfg(test)]
mod tests;
