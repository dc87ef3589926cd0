//! All documents together: clues that two of them share, and decks found by a loosely typed name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::fold::fold;
use super::super::tables::hash;
use super::answers::Names;
use super::{Card, Document, Library, Warning};

/// Where a card stands in a library: the numbers of its document and of the card in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardAt {
    document: u32,
    card: u32,
}

/// A deck whose cards are not read yet: of a large library only those that are dealt will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeckPlaces {
    /// The deck's name, as [`Deck::name`].
    pub name: String,
    /// Where its cards stand, in their order; a card that stands twice is in it once.
    pub cards: Vec<CardAt>,
}

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
        let shared = shared_clues(&documents);
        Self::sharing(documents, shared)
    }

    /// The documents, ordered by path, with what they share put into their cards.
    pub(super) fn sharing(mut documents: Vec<Arc<Document>>, shared: Vec<Shared>) -> Self {
        for found in &shared {
            let Some(document) = documents.get_mut(found.document).map(Arc::make_mut) else { continue };
            if let Some(card) = document.cards.get(found.card).map(Cow::into_owned) {
                document.cards.put(found.card, Card { answers: found.answers.clone(), ..card });
            }
            document.warnings.extend(found.warning.clone());
            let place = |warning: &Warning| (warning.line, warning.code);
            document.warnings.sort_by(|a, b| place(a).cmp(&place(b)));
        }
        Self { documents, shared }
    }

    /// One deck for each document that has cards, in order.
    pub fn decks(&self) -> Vec<Deck> {
        self.deck_places().iter().map(|places| self.read_deck(places)).collect()
    }

    /// As [`Library::decks`], with no card read.
    pub fn deck_places(&self) -> Vec<DeckPlaces> {
        let documents = self.documents.iter().enumerate();
        let with_cards = documents.filter(|(_, document)| !document.cards.is_empty());
        with_cards.map(|(number, document)| self.places(document.path.to_string(), [number])).collect()
    }

    /// The names of the decks of documents, in order.
    pub fn deck_names(&self) -> impl Iterator<Item = &str> {
        let with_cards = self.documents.iter().filter(|document| !document.cards.is_empty());
        with_cards.map(|document| &*document.path)
    }

    /// The deck of everything.
    pub fn all_cards(&self) -> Deck {
        self.read_deck(&self.all_places())
    }

    /// As [`Library::all_cards`], with no card read.
    pub fn all_places(&self) -> DeckPlaces {
        self.places(String::new(), 0..self.documents.len())
    }

    /// The card that stands there, if one does.
    pub fn card_at(&self, at: CardAt) -> Option<Cow<'_, Card>> {
        self.documents.get(at.document as usize)?.cards.get(at.card as usize)
    }

    /// What the card there accepts, with the rest of it left unread.
    pub fn answers_at(&self, at: CardAt) -> Vec<String> {
        let document = self.documents.get(at.document as usize);
        document.map_or_else(Vec::new, |document| document.cards.answers(at.card as usize))
    }

    /// The id of the card there; empty where none stands.
    pub fn id_at(&self, at: CardAt) -> &str {
        let document = self.documents.get(at.document as usize);
        document.map_or("", |document| document.cards.id(at.card as usize))
    }

    fn read_deck(&self, places: &DeckPlaces) -> Deck {
        let cards = places.cards.iter().filter_map(|at| self.card_at(*at)).map(Cow::into_owned);
        Deck { name: places.name.clone(), cards: cards.collect() }
    }

    fn places(&self, name: String, documents: impl IntoIterator<Item = usize>) -> DeckPlaces {
        let mut seen = BTreeSet::new();
        let mut cards = Vec::new();
        for document in documents {
            let records = &self.documents[document].cards;
            let first = (0..records.len()).filter(|card| seen.insert(records.id(*card)));
            cards.extend(first.map(|card| CardAt { document: document as u32, card: card as u32 }));
        }
        DeckPlaces { name, cards }
    }

    /// The deck that a loosely typed name means.
    ///
    /// Tried in turn: a document's path, its name without folder or extension, a folder, the only
    /// name that begins like it, the only name that holds it. Case, accents and punctuation do not matter.
    pub fn deck(&self, typed: &str) -> Option<Deck> {
        self.find_places(typed).map(|places| self.read_deck(&places))
    }

    /// As [`Library::deck`], with no card read.
    pub fn find_places(&self, typed: &str) -> Option<DeckPlaces> {
        let wanted = fold(typed);
        if wanted.is_empty() {
            return None;
        }
        let documents = self.documents.iter().enumerate();
        let decks: Vec<(usize, &Arc<Document>)> =
            documents.filter(|(_, document)| !document.cards.is_empty()).collect();
        let only = |fits: &dyn Fn(&str) -> bool| {
            let mut found = decks.iter().filter(|(_, document)| fits(&document.path));
            let (number, first) = found.next()?;
            found.next().is_none().then(|| self.places(first.path.to_string(), [*number]))
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
    fn folder(&self, wanted: &str) -> Option<DeckPlaces> {
        let folders: BTreeSet<&str> =
            self.documents.iter().flat_map(|document| folders_of(&document.path)).collect();
        let named = folders.iter().find(|folder| fold(folder) == wanted);
        let named = named.or_else(|| folders.iter().find(|folder| fold(file_name(folder)) == wanted))?;
        let name = format!("{named}/");
        let within = |number: &usize| self.documents[*number].path.starts_with(&name);
        let found = self.places(name.clone(), (0..self.documents.len()).filter(within));
        (!found.cards.is_empty()).then_some(found)
    }
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

/// A card whose clue stands in another document, too, with another answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    /// The number of its document.
    pub(super) document: usize,
    /// Its number in the document.
    pub(super) card: usize,
    /// What all of them answer.
    pub(super) answers: Vec<String>,
    /// What to tell the document's author.
    pub(super) warning: Option<Warning>,
}

/// The document and the number of a card.
type Place = (usize, usize);

/// Finds equal prompts in different documents, with what each of them answers.
fn shared_clues(documents: &[Arc<Document>]) -> Vec<Shared> {
    let places = asked_alike(documents);
    let shared = places.iter().flat_map(|places| {
        let cards: Vec<Card> = places.iter().filter_map(|place| card(documents, *place)).collect();
        share(places, &cards)
    });
    shared.collect()
}

/// Cards that ask the same, in the order of what they ask.
fn asked_alike(documents: &[Arc<Document>]) -> Vec<Vec<Place>> {
    let prompts = documents.iter().enumerate().flat_map(|(at, document)| {
        let cards = document.cards.iter().enumerate();
        cards.map(move |(card, asks)| (hash(fold(&asks.prompt).bytes()), (at, card)))
    });
    // A million prompts are too many to be held at once; those of one hash are few.
    let mut hashed: Vec<(u64, Place)> = prompts.collect();
    hashed.sort_unstable();
    let mut asked: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for alike in hashed.chunk_by(|one, other| one.0 == other.0).filter(|alike| alike.len() > 1) {
        for (_, place) in alike {
            if let Some(card) = card(documents, *place) {
                asked.entry(fold(&card.prompt)).or_default().push(*place);
            }
        }
    }
    asked.into_values().filter(|places| places.len() > 1).collect()
}

fn card(documents: &[Arc<Document>], (document, card): Place) -> Option<Card> {
    documents.get(document)?.cards.get(card).map(Cow::into_owned)
}

/// Lets cards that ask the same accept each other's answers.
fn share(places: &[Place], cards: &[Card]) -> Vec<Shared> {
    let mut shared = Vec::new();
    for (&(document, card), own) in places.iter().zip(cards) {
        let mut accepted = Names(own.answers.clone());
        cards.iter().flat_map(|other| &other.answers).for_each(|answer| accepted.add(answer));
        if accepted.0.len() == own.answers.len() {
            continue;
        }
        let other = cards.iter().find(|other| other.source.document != own.source.document);
        let warning = other.map(|other| Warning {
            line: own.source.first_line,
            code: "clue-in-two-documents",
            message: format!(
                "{} asks the same on line {} and answers “{}”. Both documents' answers are accepted; make the clues differ if only one is meant.",
                other.source.document, other.source.first_line, other.answers.first().map_or("", String::as_str)
            ),
        });
        shared.push(Shared { document, card, answers: accepted.0, warning });
    }
    shared
}
