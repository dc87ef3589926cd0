//! All documents together: clues that two of them share, and decks found by a loosely typed name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::fold::fold;
use super::answers::Names;
use super::{Card, Document, Library, Warning};

/// Cards of one document or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deck {
    /// The document's path, or the folder's with a `/` at its end; empty for all documents together.
    pub name: String,
    /// The cards, by document and line; a card that stands twice is in it once.
    pub cards: Vec<Card>,
}

impl Library {
    /// All documents, ordered by path. A clue that stands in several documents accepts what each of them answers.
    pub fn new(mut documents: Vec<Arc<Document>>) -> Self {
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        share_clues(&mut documents);
        Self { documents }
    }

    /// One deck for each document that has cards, in order.
    pub fn decks(&self) -> Vec<Deck> {
        let with_cards = self.documents.iter().filter(|document| !document.cards.is_empty());
        with_cards.map(|document| deck(document.path.to_string(), [document].into_iter())).collect()
    }

    /// The deck of everything.
    pub fn all_cards(&self) -> Deck {
        deck(String::new(), self.documents.iter())
    }

    /// The deck that a loosely typed name means.
    ///
    /// Tried in turn: a document's path, its name without folder or extension, a folder, the only
    /// name that begins like it, the only name that holds it. Case, accents and punctuation do not matter.
    pub fn deck(&self, typed: &str) -> Option<Deck> {
        let wanted = fold(typed);
        if wanted.is_empty() {
            return None;
        }
        let decks: Vec<&Arc<Document>> =
            self.documents.iter().filter(|document| !document.cards.is_empty()).collect();
        let only = |fits: &dyn Fn(&str) -> bool| {
            let mut found = decks.iter().filter(|document| fits(&document.path));
            let first = found.next()?;
            found.next().is_none().then(|| deck(first.path.to_string(), [*first].into_iter()))
        };
        let stem = |path: &str| fold(without_extension(file_name(path)));
        only(&|path| fold(path) == wanted)
            .or_else(|| only(&|path| fold(without_extension(path)) == wanted))
            .or_else(|| only(&|path| stem(path) == wanted || fold(file_name(path)) == wanted))
            .or_else(|| self.folder(&wanted))
            .or_else(|| only(&|path| stem(path).starts_with(&wanted) || fold(path).starts_with(&wanted)))
            .or_else(|| only(&|path| fold(path).contains(&wanted)))
    }

    /// All documents in a folder and below it.
    fn folder(&self, wanted: &str) -> Option<Deck> {
        let folders: BTreeSet<&str> =
            self.documents.iter().flat_map(|document| folders_of(&document.path)).collect();
        let named = folders.iter().find(|folder| fold(folder) == wanted);
        let named = named.or_else(|| folders.iter().find(|folder| fold(file_name(folder)) == wanted))?;
        let name = format!("{named}/");
        let found =
            deck(name.clone(), self.documents.iter().filter(|document| document.path.starts_with(&name)));
        (!found.cards.is_empty()).then_some(found)
    }
}

fn deck<'a>(name: String, documents: impl Iterator<Item = &'a Arc<Document>>) -> Deck {
    let mut seen = BTreeSet::new();
    let cards =
        documents.flat_map(|document| &document.cards).filter(|card| seen.insert(card.id.clone())).cloned();
    Deck { name, cards: cards.collect() }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.contains('/') => stem,
        _ => name,
    }
}

fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Lets equal prompts in different documents accept each other's answers, and says so in both.
fn share_clues(documents: &mut [Arc<Document>]) {
    let mut asked: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        for (card, asks) in document.cards.iter().enumerate() {
            asked.entry(fold(&asks.prompt)).or_default().push((at, card));
        }
    }
    for places in asked.values().filter(|places| places.len() > 1) {
        let cards: Vec<Card> = places.iter().map(|(at, card)| documents[*at].cards[*card].clone()).collect();
        for ((at, card), own) in places.iter().zip(&cards) {
            let mut accepted = Names(own.answers.clone());
            cards.iter().flat_map(|other| &other.answers).for_each(|answer| accepted.add(answer));
            if accepted.0.len() == own.answers.len() {
                continue;
            }
            let other = cards.iter().find(|other| other.source.document != own.source.document);
            let document = Arc::make_mut(&mut documents[*at]);
            document.cards[*card].answers = accepted.0;
            if let Some(other) = other {
                document.warnings.push(Warning {
                    line: own.source.first_line,
                    code: "clue-in-two-documents",
                    message: format!(
                        "{} asks the same on line {} and answers “{}”. Both documents' answers are accepted; make the clues differ if only one is meant.",
                        other.source.document, other.source.first_line, other.answers.first().map_or("", String::as_str)
                    ),
                });
                document.warnings.sort_by(|a, b| (a.line, a.code).cmp(&(b.line, b.code)));
            }
        }
    }
}
