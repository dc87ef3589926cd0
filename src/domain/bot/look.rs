//! The back room of the front desk: what is looked up in the library, where blocking is allowed.
//!
//! Answers come from a [`Snapshot`] alone; what is open in a quiz is handed in and not given away.

use super::small_talk::small_talk;
use super::{follow, more};
use crate::domain::command::{self, StartOptions};
use crate::domain::fold::fold;
use crate::domain::follow_up::About;
use crate::domain::ids::PassageId;
use crate::domain::inbound::Place;
use crate::domain::knowledge::{Card, Deck, Library};
use crate::domain::listening::SURE_FROM;
use crate::domain::quiz::{Plan, deal};
use crate::domain::reply::{Reply, Response};
use crate::domain::search::{Answers, Index};
use crate::domain::voice;
use crate::domain::voice::answers::QUOTES;

/// The most characters of a question. A longer one is a pasted page, not a question.
pub const QUESTION_CHARACTERS: usize = 1_000;
/// How many completions a half-typed option gets (Discord, "Autocomplete": at most 25 choices).
const COMPLETIONS: usize = 25;

/// A library with its index, as it was at one moment. Shared, never changed.
pub struct Snapshot {
    /// The documents.
    pub library: Library,
    /// Their index.
    pub index: Index,
}

impl Snapshot {
    /// A library with the index made for it.
    ///
    /// # Errors
    /// When tantivy cannot write its index in memory.
    pub fn of(library: Library) -> Result<Self, tantivy::TantivyError> {
        let index = Index::build(&library)?;
        Ok(Self { library, index })
    }
}

/// What is wanted of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// An answer to a question.
    Ask(String),
    /// An answer to what may lean on an earlier answer: [`super::settle`] makes another look of it.
    Follow {
        /// What is asked.
        question: String,
        /// What the earlier answer was about.
        about: About,
    },
    /// An answer to a question that nobody put to the desk, or silence.
    Overhear(String),
    /// What the documents say of this beside what chat shows first.
    Rest(String),
    /// The definitions of a term.
    Define(String),
    /// What a half-typed option may become.
    Complete {
        /// The command's name.
        command: String,
        /// The option's name.
        option: String,
        /// What is typed so far.
        typed: String,
    },
    /// The cards of a quiz that is to start.
    Deal(StartOptions),
    /// The whole of a passage that an answer showed in part.
    More {
        /// The passage.
        passage: PassageId,
        /// Where it stood, to look there first.
        line: u32,
    },
}

impl Look {
    /// What is asked, where it is a question.
    pub fn question(&self) -> Option<&str> {
        match self {
            Self::Ask(question) | Self::Overhear(question) | Self::Follow { question, .. } => Some(question),
            Self::Define(subject) | Self::Rest(subject) => Some(subject),
            Self::Complete { .. } | Self::Deal(_) | Self::More { .. } => None,
        }
    }
}

/// What the library gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Give this back.
    Response(Response),
    /// Start this quiz, unless one runs in its channel.
    Plan(Box<Plan>),
}

impl From<Reply> for Found {
    fn from(reply: Reply) -> Self {
        Self::Response(Response::Say(reply))
    }
}

/// Looks into the library for somebody in `place`. Cards that are `open` in a quiz there are not given
/// away; `chance` is the seed of a quiz that is started without one.
pub fn look(look: Look, place: &Place, snapshot: &Snapshot, open: &[Card], chance: u64) -> Found {
    match look {
        Look::Ask(question) | Look::Follow { question, .. } => ask(&question, snapshot, open, QUOTES).into(),
        Look::Overhear(question) => Found::Response(overhear(&question, snapshot, open)),
        Look::Rest(subject) => follow::rest(&subject, snapshot, open).into(),
        Look::Define(term) => define(&term, snapshot, open).into(),
        Look::Complete { command, option, typed } => {
            Found::Response(Response::Choices(complete(&command, &option, &typed, snapshot)))
        }
        Look::Deal(options) => deal_cards(&options, place, snapshot, chance),
        Look::More { passage, line } => more::more(passage, line, &snapshot.library, open).into(),
    }
}

/// Answers a question in chat, with at most `limit` passages and never more than a reply quotes. The
/// cards that are `open` in a quiz are not given away.
pub fn ask(question: &str, snapshot: &Snapshot, open: &[Card], limit: usize) -> Reply {
    let asked = check_question(question, snapshot).or_else(|| small_talk(question, &snapshot.index));
    asked.unwrap_or_else(|| {
        let answers = snapshot.index.ask(question, limit.min(QUOTES));
        reply(question, answers, open)
    })
}

/// Answers what was asked of everyone, where the answer is beyond doubt. An open card is not given away even
/// to somebody who names it: others read along.
fn overhear(question: &str, snapshot: &Snapshot, open: &[Card]) -> Response {
    let answers = snapshot.index.ask(question, QUOTES);
    let sure = answers.confident && answers.answers.first().is_some_and(|best| best.score >= SURE_FROM);
    let mut unspoken = answers.clone();
    open.iter().for_each(|card| keep_secret("", &mut unspoken, card));
    if !sure || unspoken.answers != answers.answers {
        return Response::Silent;
    }
    Response::Say(reply(question, answers, open))
}

pub(super) fn reply(question: &str, mut answers: Answers, open: &[Card]) -> Reply {
    let was_sure = answers.confident && !answers.answers.is_empty();
    let best = answers.answers.first().map(|best| best.sources.clone());
    let second = answers.answers.get(1).map(|second| second.sources.clone());
    for card in open {
        keep_secret(question, &mut answers, card);
    }
    answers.compared &= answers.answers.get(1).map(|now| &now.sources) == second.as_ref();
    if was_sure && answers.answers.first().map(|first| &first.sources) != best.as_ref() {
        return voice::quiz::kept_quiet();
    }
    voice::answers::answer(question, &answers)
}

/// Takes everything out of the answers that would solve an open card. A member who names the term has
/// solved it and learns nothing new.
fn keep_secret(question: &str, answers: &mut Answers, card: &Card) {
    let padded = |text: &str| format!(" {} ", fold(text));
    let question = padded(question);
    let accepted: Vec<String> = card.answers.iter().map(|answer| padded(answer)).collect();
    if accepted.iter().any(|answer| question.contains(answer.as_str())) {
        return;
    }
    let solves = |term: &str| accepted.contains(&padded(term));
    answers.answers.retain(|answer| {
        let shown = answer.term.as_deref().or(answer.title.as_deref());
        !answer.sources.contains(&card.source) && !shown.is_some_and(solves)
    });
    answers.suggestions.retain(|term| !solves(term));
}

/// What other programs get to read of [`ask`]: every passage found, confident only where chat answers
/// outright.
pub fn answers(question: &str, snapshot: &Snapshot, limit: usize) -> Answers {
    let mut answers = snapshot.index.ask(question, limit);
    answers.confident &=
        check_question(question, snapshot).or_else(|| small_talk(question, &snapshot.index)).is_none();
    answers
}

fn define(term: &str, snapshot: &Snapshot, open: &[Card]) -> Reply {
    check_question(term, snapshot).unwrap_or_else(|| reply(term, snapshot.index.define(term, QUOTES), open))
}

fn check_question(question: &str, snapshot: &Snapshot) -> Option<Reply> {
    if question.chars().all(|c| !c.is_alphanumeric()) {
        return Some(voice::answers::nothing_asked());
    }
    if question.chars().count() > QUESTION_CHARACTERS {
        return Some(voice::answers::too_long(QUESTION_CHARACTERS));
    }
    let empty = snapshot.library.documents.iter().all(|document| document.entries.is_empty());
    empty.then(voice::answers::empty_library)
}

fn deal_cards(options: &StartOptions, place: &Place, snapshot: &Snapshot, chance: u64) -> Found {
    let library = &snapshot.library;
    let Deck { name, cards } = match &options.deck {
        None => library.all_cards(),
        Some(given) => match library.deck(given) {
            Some(deck) => deck,
            None => return voice::quiz::unknown_deck(given, &deck_names(library)).into(),
        },
    };
    if cards.is_empty() {
        return voice::quiz::no_cards().into();
    }
    let seed = options.seed.unwrap_or(chance % (command::SEED_MAX + 1));
    let (cards, rest) = deal(cards, seed, options.cards as usize);
    Found::Plan(Box::new(Plan {
        space: place.space.clone(),
        channel: place.channel.clone(),
        deck: voice::quiz::deck_name(&name),
        cards,
        others: rest.into_iter().map(|card| card.answers).collect(),
        seconds: options.seconds,
        seed,
    }))
}

fn deck_names(library: &Library) -> Vec<String> {
    library.decks().into_iter().map(|deck| deck.name).collect()
}

fn complete(command: &str, option: &str, typed: &str, snapshot: &Snapshot) -> Vec<String> {
    match (command, option) {
        ("define", "term") => snapshot.index.complete(typed, COMPLETIONS),
        ("quiz start", "deck") => {
            let typed = typed.to_lowercase();
            let names = deck_names(&snapshot.library).into_iter();
            names.filter(|name| name.to_lowercase().contains(&typed)).take(COMPLETIONS).collect()
        }
        _ => Vec::new(),
    }
}
