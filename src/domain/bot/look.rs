//! The back room of the front desk: what is looked up in the library, where blocking is allowed.
//!
//! Answers come from a [`Snapshot`] alone; what is open in a quiz is handed in and not given away.

use crate::domain::command::{self, StartOptions};
use crate::domain::fold::fold;
use crate::domain::inbound::Place;
use crate::domain::knowledge::{Card, Deck, Library, Source};
use crate::domain::learning::TaughtLibrary;
use crate::domain::quiz::{Plan, deal};
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
    let sight = Sight { snapshot, taught, open };
    match look {
        Look::Ask(question) => told(sight.ask(&question, QUOTES), question, place),
        Look::Define(term) => told(sight.define(&term), term, place),
        Look::Complete { command, option, typed } => {
            Found::Response(Response::Choices(sight.complete(&command, &option, &typed)))
        }
        Look::Deal(options) => deal_cards(&options, place, snapshot, chance),
    }
}

/// What a question led to.
enum Said {
    /// An outright answer.
    Answer(Reply),
    /// The documents do not answer.
    Unknown(Reply),
    /// It was no question to them.
    Other(Reply),
}

/// Only what belongs to a class is asked about and noted: a conversation of one is that member's own.
fn told(said: Said, question: String, place: &Place) -> Found {
    let own = place.is_one_members();
    match said {
        Said::Answer(reply) if !own => voice::learning::was_this_right(reply, &question).into(),
        Said::Unknown(reply) if !own => Found::Gap { question, reply },
        Said::Answer(reply) | Said::Unknown(reply) | Said::Other(reply) => reply.into(),
    }
}

/// Answers a question in chat, with at most `limit` passages and never more than a reply quotes. The
/// cards that are `open` in a quiz are not given away.
pub fn ask(question: &str, snapshot: &Snapshot, open: &[Card], limit: usize) -> Reply {
    match (Sight { snapshot, taught: None, open }).ask(question, limit) {
        Said::Answer(reply) | Said::Unknown(reply) | Said::Other(reply) => reply,
    }
}

/// What may be said, and what may not.
struct Sight<'a> {
    snapshot: &'a Snapshot,
    taught: Option<&'a TaughtLibrary>,
    open: &'a [Card],
}

impl Sight<'_> {
    fn ask(&self, question: &str, limit: usize) -> Said {
        if let Some(reply) = self.check(question).or_else(|| small_talk(question)) {
            return Said::Other(reply);
        }
        let limit = limit.min(QUOTES);
        let documents = &self.snapshot.index;
        let answers = self
            .taught
            .map_or_else(|| documents.ask(question, limit), |t| t.ask_beside(question, documents, limit));
        self.reply(question, answers)
    }

    fn define(&self, term: &str) -> Said {
        if let Some(reply) = self.check(term) {
            return Said::Other(reply);
        }
        let documents = &self.snapshot.index;
        let answers = self
            .taught
            .map_or_else(|| documents.define(term, QUOTES), |t| t.define_beside(term, documents, QUOTES));
        self.reply(term, answers)
    }

    fn check(&self, question: &str) -> Option<Reply> {
        check_question(question).or_else(|| {
            let empty = self.taught.is_none() && is_empty(self.snapshot);
            empty.then(voice::answers::empty_library)
        })
    }

    fn reply(&self, question: &str, mut answers: Answers) -> Said {
        let was_sure = answers.confident && !answers.answers.is_empty();
        let best = answers.answers.first().map(|best| best.sources.clone());
        for card in self.open {
            self.keep_secret(question, &mut answers, card);
        }
        if was_sure && answers.answers.first().map(|first| &first.sources) != best.as_ref() {
            return Said::Other(voice::quiz::kept_quiet());
        }
        let reply = voice::answers::answer(question, &answers);
        if was_sure { Said::Answer(reply) } else { Said::Unknown(reply) }
    }

    /// Takes everything out of the answers that would solve an open card. A member who names the term has
    /// solved it and learns nothing new.
    fn keep_secret(&self, question: &str, answers: &mut Answers, card: &Card) {
        let question = padded(question);
        let accepted: Vec<String> = card.answers.iter().map(|answer| padded(answer)).collect();
        if accepted.iter().any(|answer| question.contains(answer.as_str())) {
            return;
        }
        let solves = |term: &str| accepted.contains(&padded(term));
        answers.answers.retain(|answer| {
            !answer.sources.contains(&card.source)
                && !answer.term.as_deref().is_some_and(solves)
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
            ("quiz start", "deck") => {
                let typed = typed.to_lowercase();
                let names = deck_names(&self.snapshot.library).into_iter();
                names.filter(|name| name.to_lowercase().contains(&typed)).take(COMPLETIONS).collect()
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
    answers.confident &= check_question(question).or_else(|| small_talk(question)).is_none();
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

fn check_question(question: &str) -> Option<Reply> {
    if question.chars().all(|c| !c.is_alphanumeric()) {
        return Some(voice::answers::nothing_asked());
    }
    (question.chars().count() > QUESTION_CHARACTERS).then(|| voice::answers::too_long(QUESTION_CHARACTERS))
}

fn is_empty(snapshot: &Snapshot) -> bool {
    snapshot.library.documents.iter().all(|document| document.entries.is_empty())
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
