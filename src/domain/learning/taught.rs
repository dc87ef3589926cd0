//! The taught entries of one server: an index of their own beside the documents', and how the two answer
//! together.

use std::sync::Arc;

use crate::domain::fold::{fold, singular};
use crate::domain::ids::{TaughtId, Timestamp};
use crate::domain::knowledge::{Document, Entry, Library, Source};
use crate::domain::search::{Answer, Answers, Index, sides};
use crate::domain::voice;

/// How many entries a server may teach; more of them are a document.
pub const MOST_TAUGHT: usize = 1_000;

/// How sure a taught entry must be that is not asked for by name, and how much better than the documents:
/// its library is small, so it has seen less of what else could be meant.
const SURE_FROM: f64 = 0.55;
const AHEAD: f64 = 0.05;
/// The most suggestions of both together.
const SUGGESTIONS: usize = 5;

/// Something that a moderator has taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taught {
    /// Its id.
    pub id: TaughtId,
    /// The term.
    pub term: String,
    /// What it is.
    pub definition: String,
    /// Other names of the term.
    pub aliases: Vec<String>,
    /// The teacher's name as it was shown then. Data, not markup.
    pub teacher: String,
    /// When it was taught, or corrected last.
    pub taught_at: Timestamp,
}

impl Taught {
    /// Who taught it and when, where a document would be named.
    pub fn source(&self) -> Source {
        Source::said(voice::learning::credit(&self.teacher, self.taught_at))
    }

    /// Whether it goes by this name.
    pub fn goes_by(&self, name: &str) -> bool {
        let name = fold(name);
        std::iter::once(&self.term).chain(&self.aliases).any(|own| fold(own) == name)
    }
}

/// All that one server has taught. Shared, never changed.
pub struct TaughtLibrary {
    /// The entries, by their ids: the oldest first.
    entries: Vec<Taught>,
    index: Index,
}

impl TaughtLibrary {
    /// The entries with an index made for them.
    ///
    /// # Errors
    /// When tantivy cannot write its index in memory.
    pub fn of(mut entries: Vec<Taught>) -> Result<Self, tantivy::TantivyError> {
        entries.sort_by_key(|taught| taught.id);
        let said = entries.iter().map(|taught| Entry {
            term: Some(taught.term.clone()),
            aliases: taught.aliases.clone(),
            title: None,
            text: taught.definition.clone(),
            source: taught.source(),
        });
        let document = Document {
            path: "taught".into(),
            layout: "taught",
            entries: said.collect(),
            cards: Vec::new().into(),
            warnings: Vec::new(),
        };
        let index = Index::build(&Library::new(vec![Arc::new(document)]))?;
        Ok(Self { entries, index })
    }

    /// The entries, the oldest first.
    pub fn entries(&self) -> &[Taught] {
        &self.entries
    }

    /// The entry of this id.
    pub fn get(&self, id: TaughtId) -> Option<&Taught> {
        self.entries.iter().find(|taught| taught.id == id)
    }

    /// The entry that goes by this name.
    pub fn named(&self, name: &str) -> Option<&Taught> {
        self.entries.iter().find(|taught| taught.goes_by(name))
    }

    /// The terms in which a word begins like what was typed, at most `limit`.
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<String> {
        let typed = fold(typed);
        let begins = |term: &str| {
            let term = fold(term);
            term.starts_with(&typed) || term.contains(&format!(" {typed}"))
        };
        let terms = self.entries.iter().map(|taught| &taught.term);
        terms.filter(|term| begins(term)).take(limit).cloned().collect()
    }

    /// Answers a question from what is taught and from the documents. What is asked for by its name comes
    /// first; anything else where it answers better.
    pub fn ask_beside(&self, question: &str, documents: &Index, limit: usize) -> Answers {
        if let Some(compared) = self.compare_with(question, documents) {
            return compared;
        }
        let documents = documents.ask(question, limit);
        let named = self.whole(question, self.index.define(question, limit));
        if named.confident && (!documents.confident || self.is_written_in(question)) {
            return in_front(named, documents, limit);
        }
        let taught = self.whole(question, self.index.ask(question, limit));
        let score = |answers: &Answers| answers.answers.first().map_or(0.0, |first| first.score);
        // A name that is not written in the question was mistyped here, but perhaps not for the documents.
        let ahead = !documents.confident || !named.confident && score(&taught) > score(&documents) + AHEAD;
        if taught.confident && score(&taught) >= SURE_FROM && ahead {
            return in_front(taught, documents, limit);
        }
        let suggestions = match documents.confident {
            true => Vec::new(),
            false => in_turn(&taught.suggestions, &documents.suggestions),
        };
        Answers { suggestions, ..behind(documents, taught.answers, limit) }
    }

    /// What was taught is short, and is shown whole.
    fn whole(&self, question: &str, mut answers: Answers) -> Answers {
        for answer in &mut answers.answers {
            if answer.excerpt.take().is_some() {
                answer.matches = self.index.matched(question, &answer.text);
            }
        }
        answers
    }

    /// Whether a name of something taught is written out in the question, in the singular or the plural.
    fn is_written_in(&self, question: &str) -> bool {
        let padded = |text: &str| format!(" {} ", singular(&fold(text)));
        let question = padded(question);
        let names =
            self.entries.iter().flat_map(|taught| std::iter::once(&taught.term).chain(&taught.aliases));
        names.into_iter().any(|name| question.contains(&padded(name)))
    }

    /// What a comparison is about, where one side is taught and the other stands in the documents.
    fn compare_with(&self, question: &str, documents: &Index) -> Option<Answers> {
        let first = |answers: Answers| answers.answers.into_iter().next().filter(|_| answers.confident);
        let sides = sides(question)?;
        let taught = sides.map(|side| {
            self.is_written_in(side)
                .then(|| first(self.whole(question, self.index.define(side, 1))))
                .flatten()
        });
        let [one, mut other] = match taught {
            [Some(one), None] => [one, first(documents.define(sides[1], 1))?],
            [None, Some(other)] => [first(documents.define(sides[0], 1))?, other],
            _ => return None,
        };
        other.score = one.score;
        Some(Answers { confident: true, answers: vec![one, other], compared: true, ..Answers::default() })
    }

    /// Looks a term up in what is taught and in the documents.
    pub fn define_beside(&self, term: &str, documents: &Index, limit: usize) -> Answers {
        let documents = documents.define(term, limit);
        let taught = self.whole(term, self.index.define(term, limit));
        match (taught.confident, documents.confident) {
            (true, false) => in_front(taught, documents, limit),
            (true, true) if self.is_written_in(term) => in_front(taught, documents, limit),
            (_, true) => documents,
            _ => Answers { suggestions: in_turn(&taught.suggestions, &documents.suggestions), ..documents },
        }
    }
}

/// What is taught before what the documents answer. The order is decided, so the scores follow it.
fn in_front(mut taught: Answers, documents: Answers, limit: usize) -> Answers {
    let ceiling = taught.answers.last().map_or(1.0, |last| last.score);
    taught.answers.extend(documents.answers.into_iter().map(|mut answer| {
        answer.score = answer.score.min(ceiling);
        answer
    }));
    taught.answers.truncate(limit);
    Answers { confident: true, ..taught }
}

/// What is taught among what the documents answer, but never before their best.
fn behind(mut documents: Answers, taught: Vec<Answer>, limit: usize) -> Answers {
    // The two sides of a comparison stay beside each other.
    if documents.compared {
        return documents;
    }
    let ceiling = documents.answers.first().map_or(1.0, |first| first.score);
    documents.answers.extend(taught.into_iter().map(|mut answer| {
        answer.score = answer.score.min(ceiling);
        answer
    }));
    // The sort is stable: of equals the documents' stay in front.
    documents.answers.sort_by(|a, b| b.score.total_cmp(&a.score));
    documents.answers.truncate(limit);
    documents
}

/// Suggestions of two libraries, each's nearest first.
fn in_turn(one: &[String], other: &[String]) -> Vec<String> {
    let mut both: Vec<String> = Vec::new();
    for place in 0..one.len().max(other.len()) {
        for term in [one.get(place), other.get(place)].into_iter().flatten() {
            if both.iter().all(|known| fold(known) != fold(term)) {
                both.push(term.clone());
            }
        }
    }
    both.truncate(SUGGESTIONS);
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bot::Snapshot;
    use crate::domain::knowledge::read_document;

    fn taught(id: i64, term: &str, definition: &str, aliases: &[&str]) -> Taught {
        Taught {
            id: TaughtId(id),
            term: term.to_owned(),
            definition: definition.to_owned(),
            aliases: aliases.iter().map(ToString::to_string).collect(),
            teacher: "Maya".to_owned(),
            taught_at: Timestamp(1_795_305_600_000),
        }
    }

    fn class() -> (Snapshot, TaughtLibrary) {
        let text = "Keel: The spine of a hull, which keeps a boat upright and on its course.\n\
                    Rudder: The flat blade behind a boat that steers it.\n\
                    Halyard: The rope that hoists a sail.\n";
        let document = read_document("terms.txt", text.as_bytes());
        let snapshot = Snapshot::of(Library::new(vec![document.into()])).expect("an index");
        let taught = TaughtLibrary::of(vec![
            taught(2, "Boathouse", "The green shed where boats spend the winter.", &["boat shed"]),
            taught(1, "Office hours", "Ask the coach on Tuesdays from two to four.", &["consultation"]),
            taught(3, "Regatta", "A day of races between clubs, held each May.", &[]),
            taught(4, "Keep", "The tower of the old castle by the lake.", &["Ruddel"]),
        ]);
        (snapshot, taught.expect("an index"))
    }

    fn ask(question: &str) -> Answers {
        let (snapshot, taught) = class();
        taught.ask_beside(question, &snapshot.index, 3)
    }

    #[test]
    fn what_is_taught_is_found_by_term_alias_and_text() {
        for (question, term) in [
            ("when are office hours?", "Office hours"),
            ("what is the boat shed?", "Boathouse"),
            ("which green shed do boats spend the winter in", "Boathouse"),
            ("what does regatta mean", "Regatta"),
            ("what is the keep?", "Keep"),
        ] {
            let answers = ask(question);
            let first = answers.answers.first().expect("an answer");
            assert!(answers.confident, "{question}");
            assert_eq!(first.term.as_deref(), Some(term), "{question}");
            assert!(!first.sources[0].has_lines());
            assert!(first.sources[0].document.starts_with("taught by Maya, 22 November 2026"));
        }
    }

    #[test]
    fn the_documents_still_answer_what_they_answer() {
        for (question, term) in [
            ("what is a keel?", "Keel"),
            ("what is a rudder?", "Rudder"),
            ("which rope hoists a sail?", "Halyard"),
        ] {
            let answers = ask(question);
            assert!(answers.confident, "{question}");
            assert_eq!(answers.answers[0].term.as_deref(), Some(term), "{question}");
            assert!(!answers.compared, "{question}");
            let scores: Vec<f64> = answers.answers.iter().map(|answer| answer.score).collect();
            assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
        }
        assert!(!ask("who painted the ceiling of the chapel?").confident);
    }

    #[test]
    fn a_comparison_may_be_about_one_of_each() {
        for (question, terms) in [
            ("what's the difference between a keel and the regatta?", ["Keel", "Regatta"]),
            ("boat shed vs rudder", ["Boathouse", "Rudder"]),
            ("compare the regatta with the boathouse", ["Regatta", "Boathouse"]),
            ("keel vs rudder", ["Keel", "Rudder"]),
        ] {
            let answers = ask(question);
            let found: Vec<_> = answers.answers.iter().filter_map(|answer| answer.term.as_deref()).collect();
            assert!(answers.confident && found.starts_with(&terms), "{question}: {found:?}");
            assert!(answers.compared, "{question}: side by side");
        }
    }

    #[test]
    fn the_nearest_terms_of_both_are_suggested() {
        assert!(ask("what is a regata cup winner").suggestions.contains(&"Regatta".to_owned()));
        let (snapshot, taught) = class();
        let known = taught.define_beside("rudder", &snapshot.index, 3);
        assert_eq!(known.answers[0].term.as_deref(), Some("Rudder"), "not what is only written like it");
        assert_eq!(taught.complete("HOU", 9), ["Office hours"]);
        assert_eq!(taught.complete("", 2), ["Office hours", "Boathouse"], "the oldest first");
        assert_eq!(taught.complete("ours", 9), [""; 0]);
    }
}
