//! The back room of the front desk: what is looked up in the library, where blocking is allowed.
//!
//! Answers come from a [`Snapshot`] alone; what is open in a quiz is handed in and not given away.

use super::more;
use crate::domain::command::StartOptions;
use crate::domain::fold::fold;
use crate::domain::ids::PassageId;
use crate::domain::inbound::Place;
use crate::domain::knowledge::Library;
use crate::domain::quiz::{OpenCard, Plan, plan};
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
    /// The decks that a quiz can be started with.
    Decks,
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
pub fn look(look: Look, place: &Place, snapshot: &Snapshot, open: &[OpenCard], chance: u64) -> Found {
    match look {
        Look::Ask(question) => ask(&question, snapshot, open, QUOTES).into(),
        Look::Define(term) => define(&term, snapshot, open).into(),
        Look::Complete { command, option, typed } => {
            Found::Response(Response::Choices(complete(&command, &option, &typed, snapshot)))
        }
        Look::More { passage, line } => more::more(passage, line, &snapshot.library, open).into(),
        Look::Decks => {
            voice::quiz::choose_deck(&snapshot.library.decks(), snapshot.library.all_cards().cards.len())
                .into()
        }
        Look::Deal(options) => match plan(&options, place, &snapshot.library, chance) {
            Ok(plan) => Found::Plan(Box::new(plan)),
            Err(reply) => (*reply).into(),
        },
    }
}

/// Answers a question in chat, with at most `limit` passages and never more than a reply quotes. The
/// cards that are `open` in a quiz are not given away.
pub fn ask(question: &str, snapshot: &Snapshot, open: &[OpenCard], limit: usize) -> Reply {
    let asked = check_question(question, snapshot).or_else(|| small_talk(question));
    asked.unwrap_or_else(|| {
        let answers = snapshot.index.ask(question, limit.min(QUOTES));
        reply(question, answers, open)
    })
}

fn reply(question: &str, mut answers: Answers, open: &[OpenCard]) -> Reply {
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
fn keep_secret(question: &str, answers: &mut Answers, open: &OpenCard) {
    let card = &open.card;
    let padded = |text: &str| format!(" {} ", fold(text));
    let question = padded(question);
    let accepted: Vec<String> = card.answers.iter().map(|answer| padded(answer)).collect();
    if !open.named && accepted.iter().any(|answer| question.contains(answer.as_str())) {
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
    answers.confident &= check_question(question, snapshot).or_else(|| small_talk(question)).is_none();
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

fn define(term: &str, snapshot: &Snapshot, open: &[OpenCard]) -> Reply {
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

fn deck_names(library: &Library) -> Vec<String> {
    library.decks().into_iter().map(|deck| deck.name).collect()
}

fn complete(command: &str, option: &str, typed: &str, snapshot: &Snapshot) -> Vec<String> {
    match (command, option) {
        ("define", "term") => snapshot.index.complete(typed, COMPLETIONS),
        ("quiz start", "deck") => {
            // Of several decks the last one is still being typed.
            let (before, last) =
                typed.rsplit_once(',').map_or(("", typed), |(before, last)| (before, last.trim_start()));
            let before = if before.is_empty() { String::new() } else { format!("{before}, ") };
            let last = last.to_lowercase();
            let names = deck_names(&snapshot.library).into_iter();
            let fitting = names.filter(|name| name.to_lowercase().contains(&last)).take(COMPLETIONS);
            fitting.map(|name| format!("{before}{name}")).collect()
        }
        _ => Vec::new(),
    }
}
