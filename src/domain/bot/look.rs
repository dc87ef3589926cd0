//! The back room of the front desk: what is looked up in the library, where blocking is allowed.
//!
//! Answers come from a [`Snapshot`] alone; what is open in a quiz is handed in and not given away.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::small_talk::small_talk;
use super::{follow, more};
use crate::domain::command::StartOptions;
use crate::domain::fold::fold;
use crate::domain::follow_up::About;
use crate::domain::ids::{CardId, PassageId};
use crate::domain::inbound::Place;
use crate::domain::knowledge::{Library, Source};
use crate::domain::learning::TaughtLibrary;
use crate::domain::listening::SURE_FROM;
use crate::domain::quiz::{OpenCard, Plan, plan};
use crate::domain::reply::{Reply, Response};
use crate::domain::search::{Answer, Answers, Index};
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
    /// The decks that a quiz can be started with.
    Decks,
    /// The cards of a quiz that is to start.
    Deal {
        /// How it is to be played.
        options: StartOptions,
        /// For a review: what was missed, with how many members did. The shell fills it in.
        missed: BTreeMap<CardId, u32>,
    },
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
            Self::Complete { .. } | Self::Decks | Self::Deal { .. } | Self::More { .. } => None,
        }
    }
}

/// What must not be given away.
#[derive(Clone, Copy, Debug)]
pub struct Secrets<'a> {
    /// The cards that are open in a quiz.
    pub open: &'a [Arc<OpenCard>],
    /// Whether others read the reply along, who have not named what a card asks for.
    pub read_along: bool,
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

/// Looks into the library, and into what is `taught` there, for somebody in `place`. Cards that are open
/// in a quiz there are `secrets`; `chance` is the seed of a quiz that is started without one.
pub fn look(
    look: Look,
    place: &Place,
    snapshot: &Snapshot,
    taught: Option<&TaughtLibrary>,
    secrets: Secrets<'_>,
    chance: u64,
) -> Found {
    let Secrets { open, read_along } = secrets;
    let sight = Sight { snapshot, taught, open, read_along };
    match look {
        Look::Ask(question) | Look::Follow { question, .. } => {
            told(sight.ask(&question, QUOTES), question, place)
        }
        Look::Overhear(question) => Found::Response(sight.overhear(&question)),
        Look::Rest(subject) => follow::rest(&subject, &sight).into(),
        Look::Define(term) => told(sight.define(&term), term, place),
        Look::Complete { command, option, typed } => {
            Found::Response(Response::Choices(sight.complete(&command, &option, &typed)))
        }
        Look::More { passage, line } => more::more(passage, line, &snapshot.library, open).into(),
        Look::Decks => {
            let library = &snapshot.library;
            voice::quiz::choose_deck(&library.deck_places(), library.all_places().cards.len()).into()
        }
        Look::Deal { options, missed } => match plan(&options, place, &snapshot.library, &missed, chance) {
            Ok(plan) => Found::Plan(Box::new(plan)),
            Err(reply) => (*reply).into(),
        },
    }
}

/// What a question led to.
pub(super) enum Said {
    /// An outright answer.
    Answer(Reply),
    /// The documents do not answer.
    Unknown(Reply),
    /// It was no question to them.
    Other(Reply),
}

impl Said {
    pub(super) fn words(self) -> Reply {
        match self {
            Self::Answer(reply) | Self::Unknown(reply) | Self::Other(reply) => reply,
        }
    }
}

/// Only what belongs to a class is asked about and noted: a conversation of one is that member's own.
fn told(said: Said, question: String, place: &Place) -> Found {
    let own = place.is_one_members();
    match said {
        Said::Answer(reply) if !own => voice::learning::was_this_right(reply, &question).into(),
        Said::Unknown(reply) if !own => Found::Gap { question, reply },
        said => said.words().into(),
    }
}

/// Answers a question in chat, with at most `limit` passages and never more than a reply quotes. The
/// cards that are `open` in a quiz are not given away.
pub fn ask(question: &str, snapshot: &Snapshot, open: &[Arc<OpenCard>], limit: usize) -> Reply {
    Sight { snapshot, taught: None, open, read_along: false }.ask(question, limit).words()
}

/// What may be said, and what may not.
pub(super) struct Sight<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) taught: Option<&'a TaughtLibrary>,
    pub(super) open: &'a [Arc<OpenCard>],
    pub(super) read_along: bool,
}

impl Sight<'_> {
    fn ask(&self, question: &str, limit: usize) -> Said {
        if let Some(reply) = self.check(question).or_else(|| small_talk(question, &self.snapshot.index)) {
            return Said::Other(reply);
        }
        self.reply(question, self.find(question, limit.min(QUOTES)))
    }

    /// Answers what was asked of everyone, where the answer is beyond doubt. An open card is not given away
    /// even to somebody who names it: others read along.
    fn overhear(&self, question: &str) -> Response {
        let answers = self.find(question, QUOTES);
        let sure = answers.confident && answers.answers.first().is_some_and(|best| best.score >= SURE_FROM);
        let mut unspoken = answers.clone();
        self.open.iter().for_each(|card| self.keep_secret("", &mut unspoken, card));
        if !sure || unspoken.answers != answers.answers {
            return Response::Silent;
        }
        Response::Say(self.reply(question, answers).words())
    }

    /// What the documents and what is taught answer.
    pub(super) fn find(&self, question: &str, limit: usize) -> Answers {
        let documents = &self.snapshot.index;
        match self.taught {
            Some(taught) => taught.ask_beside(question, documents, limit),
            None => documents.ask_outright(question, limit),
        }
    }

    /// What they define under this term.
    pub(super) fn look_up(&self, term: &str) -> Answers {
        let documents = &self.snapshot.index;
        match self.taught {
            Some(taught) => taught.define_beside(term, documents, QUOTES),
            None => documents.define(term, QUOTES),
        }
    }

    fn define(&self, term: &str) -> Said {
        if let Some(reply) = self.check(term) {
            return Said::Other(reply);
        }
        self.reply(term, self.look_up(term))
    }

    fn check(&self, question: &str) -> Option<Reply> {
        check_question(question).or_else(|| {
            let empty = self.taught.is_none() && is_empty(self.snapshot);
            empty.then(voice::answers::empty_library)
        })
    }

    pub(super) fn reply(&self, question: &str, mut answers: Answers) -> Said {
        let was_sure = answers.confident && !answers.answers.is_empty();
        let best = answers.answers.first().map(|best| best.sources.clone());
        let second = answers.answers.get(1).map(|second| second.sources.clone());
        for card in self.open {
            self.keep_secret(question, &mut answers, card);
        }
        answers.compared &= answers.answers.get(1).map(|now| &now.sources) == second.as_ref();
        if was_sure && answers.answers.first().map(|first| &first.sources) != best.as_ref() {
            return Said::Other(voice::quiz::kept_quiet());
        }
        let reply = voice::answers::answer(question, &answers);
        if was_sure { Said::Answer(reply) } else { Said::Unknown(reply) }
    }

    /// Takes everything out of the answers that would solve an open card. A member who names the term has
    /// solved it and learns nothing new; whoever reads along would.
    fn keep_secret(&self, question: &str, answers: &mut Answers, open: &OpenCard) {
        let card = &open.card;
        let question = padded(question);
        let accepted: Vec<String> = card.answers.iter().map(|answer| padded(answer)).collect();
        if !open.named && !self.read_along && accepted.iter().any(|answer| question.contains(answer.as_str()))
        {
            return;
        }
        let solves = |term: &str| accepted.contains(&padded(term));
        answers.answers.retain(|answer| {
            let shown = answer.term.as_deref().or(answer.title.as_deref());
            !answer.sources.contains(&card.source)
                && !shown.is_some_and(solves)
                && !self.is_taught_hint(answer, &accepted)
        });
        answers.suggestions.retain(|term| !solves(term));
    }

    /// Whether something that was taught names what the card asks for, anywhere: nobody made the card of it,
    /// so only its words can tell.
    fn is_taught_hint(&self, answer: &Answer, accepted: &[String]) -> bool {
        if answer.sources.iter().all(Source::has_lines) {
            return false;
        }
        let term = answer.term.as_deref().unwrap_or_default();
        let taught = self.taught.and_then(|taught| taught.named(term));
        let names = taught.map_or(String::new(), |taught| padded(&taught.aliases.join(" / ")));
        let texts = [padded(term), padded(&answer.text), names];
        accepted.iter().any(|answer| texts.iter().any(|text| text.contains(answer.as_str())))
    }

    fn complete(&self, command: &str, option: &str, typed: &str) -> Vec<String> {
        let taught = |limit| self.taught.map_or_else(Vec::new, |taught| taught.complete(typed, limit));
        match (command, option) {
            ("define", "term") => {
                let mut terms = taught(COMPLETIONS);
                for term in self.snapshot.index.complete(typed, COMPLETIONS) {
                    if terms.len() < COMPLETIONS && terms.iter().all(|known| fold(known) != fold(&term)) {
                        terms.push(term);
                    }
                }
                terms
            }
            ("taught", "term") => taught(COMPLETIONS),
            ("quiz start" | "scores" | "study", "deck") => {
                complete_decks(typed, deck_names(&self.snapshot.library))
            }
            _ => Vec::new(),
        }
    }
}

/// Folded, so that a word in it can be found by the spaces around it.
fn padded(text: &str) -> String {
    format!(" {} ", fold(text))
}

/// What other programs get to read of [`ask`]: every passage found, confident only where chat answers
/// outright.
pub fn answers(question: &str, snapshot: &Snapshot, limit: usize) -> Answers {
    let mut answers = snapshot.index.ask(question, limit);
    let small = || small_talk(question, &snapshot.index);
    answers.confident &= check_question(question).or_else(small).is_none();
    answers
}

fn check_question(question: &str) -> Option<Reply> {
    if question.chars().all(|c| !c.is_alphanumeric()) {
        return Some(voice::answers::nothing_asked());
    }
    (question.chars().count() > QUESTION_CHARACTERS).then(|| voice::answers::too_long(QUESTION_CHARACTERS))
}

fn is_empty(snapshot: &Snapshot) -> bool {
    snapshot.library.documents.iter().all(|document| document.entries.is_empty())
}

fn deck_names(library: &Library) -> Vec<String> {
    library.deck_names().map(str::to_owned).collect()
}

/// Of several decks the last one is still being typed.
fn complete_decks(typed: &str, names: Vec<String>) -> Vec<String> {
    let (before, last) =
        typed.rsplit_once(',').map_or(("", typed), |(before, last)| (before, last.trim_start()));
    let before = if before.is_empty() { String::new() } else { format!("{before}, ") };
    let last = last.to_lowercase();
    let fitting = names.into_iter().filter(|name| name.to_lowercase().contains(&last)).take(COMPLETIONS);
    fitting.map(|name| format!("{before}{name}")).collect()
}
