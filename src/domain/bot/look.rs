//! The back room of the front desk: what is looked up in the library, where blocking is allowed.
//!
//! Answers come from a [`Snapshot`] alone; what is open in a quiz is handed in and not given away.

use super::said::{Said, is_taught_hint};
use crate::domain::command::{self, StartOptions};
use crate::domain::fold::fold;
use crate::domain::inbound::Place;
use crate::domain::knowledge::{Card, Deck, Library};
use crate::domain::learning::TaughtLibrary;
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
}

/// What the library gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Give this back.
    Response(Response),
    /// Give this back, and note that the question went without an answer.
    Gap {
        /// What was asked.
        question: String,
        /// What is said to it.
        reply: Reply,
    },
    /// Start this quiz, unless one runs in its channel.
    Plan(Box<Plan>),
}

impl From<Reply> for Found {
    fn from(reply: Reply) -> Self {
        Self::Response(Response::Say(reply))
    }
}

/// Looks into the library, and into what is `taught` there, for somebody in `place`. Cards that are `open`
/// in a quiz there are not given away; `chance` is the seed of a quiz that is started without one.
pub fn look(
    look: Look,
    place: &Place,
    snapshot: &Snapshot,
    taught: Option<&TaughtLibrary>,
    open: &[Card],
    chance: u64,
) -> Found {
    match look {
        Look::Ask(question) => ask_both(&question, snapshot, taught, open, QUOTES).to(question, place),
        Look::Define(term) => define(&term, snapshot, taught, open).to(term, place),
        Look::Complete { command, option, typed } => {
            Found::Response(Response::Choices(complete(&command, &option, &typed, snapshot, taught)))
        }
        Look::Deal(options) => deal_cards(&options, place, snapshot, chance),
    }
}

/// Answers a question from the documents, with at most `limit` passages and never more than a reply
/// quotes. The cards that are `open` in a quiz are not given away.
pub fn ask(question: &str, snapshot: &Snapshot, open: &[Card], limit: usize) -> Reply {
    ask_both(question, snapshot, None, open, limit).reply()
}

fn ask_both(
    question: &str,
    snapshot: &Snapshot,
    taught: Option<&TaughtLibrary>,
    open: &[Card],
    limit: usize,
) -> Said {
    if let Some(reply) = check_question(question, snapshot, taught).or_else(|| small_talk(question)) {
        return Said::Other(reply);
    }
    let limit = limit.min(QUOTES);
    let answers = match taught {
        Some(taught) => taught.ask_beside(question, &snapshot.index, limit),
        None => snapshot.index.ask(question, limit),
    };
    reply(question, answers, taught, open)
}

fn reply(question: &str, mut answers: Answers, taught: Option<&TaughtLibrary>, open: &[Card]) -> Said {
    let was_sure = answers.confident && !answers.answers.is_empty();
    let best = answers.answers.first().map(|best| best.sources.clone());
    for card in open {
        keep_secret(question, &mut answers, taught, card);
    }
    if was_sure && answers.answers.first().map(|first| &first.sources) != best.as_ref() {
        return Said::Other(voice::quiz::kept_quiet());
    }
    let reply = voice::answers::answer(question, &answers);
    if was_sure { Said::Answer(reply) } else { Said::Unknown(reply) }
}

/// Takes everything out of the answers that would solve an open card. A member who names the term has
/// solved it and learns nothing new.
fn keep_secret(question: &str, answers: &mut Answers, taught: Option<&TaughtLibrary>, card: &Card) {
    let question = padded(question);
    let accepted: Vec<String> = card.answers.iter().map(|answer| padded(answer)).collect();
    if accepted.iter().any(|answer| question.contains(answer.as_str())) {
        return;
    }
    let solves = |term: &str| accepted.contains(&padded(term));
    answers.answers.retain(|answer| {
        !answer.sources.contains(&card.source)
            && !answer.term.as_deref().is_some_and(solves)
            && !is_taught_hint(answer, taught, &accepted)
    });
    answers.suggestions.retain(|term| !solves(term));
}

/// Folded, so that words in it can be found by the spaces around them.
pub(super) fn padded(text: &str) -> String {
    format!(" {} ", fold(text))
}

/// What other programs get to read of [`ask`]: every passage found, confident only where chat answers
/// outright.
pub fn answers(question: &str, snapshot: &Snapshot, limit: usize) -> Answers {
    let mut answers = snapshot.index.ask(question, limit);
    answers.confident &= check_question(question, snapshot, None).or_else(|| small_talk(question)).is_none();
    answers
}

/// A greeting or thanks wants no document; anything with more in it is a question.
fn small_talk(question: &str) -> Option<Reply> {
    const GREETINGS: [&str; 8] =
        ["hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning", "good evening"];
    const THANKS: [&str; 8] =
        ["thanks", "thank you", "thx", "ty", "thanks a lot", "many thanks", "thank you very much", "cheers"];
    let words = fold(question);
    if GREETINGS.contains(&words.as_str()) {
        return Some(voice::answers::greeting());
    }
    THANKS.contains(&words.as_str()).then(voice::answers::welcome)
}

fn define(term: &str, snapshot: &Snapshot, taught: Option<&TaughtLibrary>, open: &[Card]) -> Said {
    if let Some(reply) = check_question(term, snapshot, taught) {
        return Said::Other(reply);
    }
    let answers = match taught {
        Some(taught) => taught.define_beside(term, &snapshot.index, QUOTES),
        None => snapshot.index.define(term, QUOTES),
    };
    reply(term, answers, taught, open)
}

fn check_question(question: &str, snapshot: &Snapshot, taught: Option<&TaughtLibrary>) -> Option<Reply> {
    if question.chars().all(|c| !c.is_alphanumeric()) {
        return Some(voice::answers::nothing_asked());
    }
    if question.chars().count() > QUESTION_CHARACTERS {
        return Some(voice::answers::too_long(QUESTION_CHARACTERS));
    }
    let empty = snapshot.library.documents.iter().all(|document| document.entries.is_empty());
    (empty && taught.is_none()).then(voice::answers::empty_library)
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

fn complete(
    command: &str,
    option: &str,
    typed: &str,
    snapshot: &Snapshot,
    taught: Option<&TaughtLibrary>,
) -> Vec<String> {
    let own = || taught.map_or_else(Vec::new, |taught| taught.complete(typed, COMPLETIONS));
    match (command, option) {
        ("define", "term") => {
            let mut terms = own();
            let new = |term: &String| terms.iter().all(|known| fold(known) != fold(term));
            let more =
                snapshot.index.complete(typed, COMPLETIONS).into_iter().filter(new).collect::<Vec<_>>();
            terms.extend(more);
            terms.truncate(COMPLETIONS);
            terms
        }
        ("taught", "term") => own(),
        ("quiz start", "deck") => {
            let typed = typed.to_lowercase();
            let names = deck_names(&snapshot.library).into_iter();
            names.filter(|name| name.to_lowercase().contains(&typed)).take(COMPLETIONS).collect()
        }
        _ => Vec::new(),
    }
}
