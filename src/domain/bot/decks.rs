//! A server's own decks: what moderators want done with them, and where a question is looked up.

use std::sync::Arc;

use super::super::command::{self, DeckCommand, Order};
use super::super::inbound::{Handed, Inbound};
use super::super::voice;
use super::{Decision, Look, Snapshot};
use crate::domain::knowledge::{Document, Library};
use crate::domain::search::{Answers, Index};

/// What is to be done with a server's own decks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeckOrder {
    /// Make a deck of this file.
    Add {
        /// The deck's name; the file's unless given.
        name: Option<String>,
        /// The file.
        file: Handed,
    },
    /// Take a deck away.
    Remove(String),
    /// Name them all.
    List,
}

/// A command that came with a file.
pub(super) fn handed(name: &str, options: &[(String, String)], file: &Handed, inbound: &Inbound) -> Decision {
    match command::read(name, options) {
        Ok(Order::Deck(DeckCommand::Add { name, .. })) if inbound.member.moderator => {
            Decision::Deck(DeckOrder::Add { name, file: file.clone() })
        }
        Ok(Order::Deck(_)) if !inbound.member.moderator => voice::quiz::moderators_only().into(),
        Ok(_) => voice::decks::no_file_wanted().into(),
        Err(mistake) => voice::mistake(&mistake).into(),
    }
}

/// A command about decks without a file.
pub(super) fn ordered(order: DeckCommand, inbound: &Inbound) -> Decision {
    if !inbound.member.moderator {
        return voice::quiz::moderators_only().into();
    }
    match order {
        DeckCommand::Add { .. } => voice::decks::file_missing().into(),
        DeckCommand::Remove(name) => Decision::Deck(DeckOrder::Remove(name)),
        DeckCommand::List => Decision::Deck(DeckOrder::List),
    }
}

impl Snapshot {
    /// A server's view: a library of the class's documents and its own decks, with an index of the
    /// latter alone. [`chosen`] tells when it is looked into.
    ///
    /// # Errors
    /// When tantivy cannot write its index in memory.
    pub fn with_own(base: &Library, own: &[Arc<Document>]) -> Result<Self, tantivy::TantivyError> {
        let index = Index::build(&Library::new(own.to_vec()))?;
        let documents = base.documents.iter().chain(own).cloned().collect();
        Ok(Self { library: Library::new(documents), index })
    }
}

/// Where this is looked up: in the class's documents, or in the view of a server that has decks of its
/// own. A question goes to whichever is surer; a quiz may have the cards of both.
pub fn chosen<'s>(look: &Look, base: &'s Snapshot, own: Option<&'s Snapshot>) -> &'s Snapshot {
    let Some(own) = own else { return base };
    let surer = |found: &dyn Fn(&Index) -> Answers| {
        let (here, there) = (sureness(&found(&base.index)), sureness(&found(&own.index)));
        if there > here { own } else { base }
    };
    match look {
        Look::Ask(question) | Look::Overhear(question) => surer(&|index| index.ask(question, 1)),
        Look::Define(term) | Look::Rest(term) => surer(&|index| index.define(term, 1)),
        // Where the earlier answer came from, what leans on it is read.
        Look::Follow { about, .. } => match about.subjects.first() {
            Some(subject) => surer(&|index| index.define(subject, 1)),
            None => base,
        },
        Look::Complete { command, .. } if command == "define" => base,
        _ => own,
    }
}

/// The score of an answer that would be given outright; nothing for silence, which the class's documents keep.
fn sureness(answers: &Answers) -> f64 {
    answers.answers.first().filter(|_| answers.confident).map_or(0.0, |best| best.score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::knowledge::read_document;

    fn document(path: &str, text: &str) -> Arc<Document> {
        Arc::new(read_document(path, text.as_bytes()))
    }

    #[test]
    fn a_question_goes_to_whoever_knows_and_a_quiz_has_both() {
        let base =
            document("boats.txt", "Keel: the spine of a hull.\nRudder: the blade that steers a boat.\n");
        let own = document("bees.yaml", "What do bees gather?:\n- nectar\nWho leads a hive?:\n- the queen\n");
        let base = Snapshot::of(Library::new(vec![base])).expect("an index");
        let view = Snapshot::with_own(&base.library, &[own]).expect("an index");
        let is_own = |look: Look| std::ptr::eq(chosen(&look, &base, Some(&view)), &view);
        assert!(!is_own(Look::Ask("What is a keel?".into())) && !is_own(Look::Define("rudder".into())));
        assert!(is_own(Look::Ask("What do bees gather?".into())));
        assert!(!is_own(Look::Ask("What is the capital of Peru?".into())), "silence is the class's");
        assert_eq!(view.library.decks().len(), 2);
        assert!(std::ptr::eq(chosen(&Look::Ask("bees".into()), &base, None), &base));
    }
}
