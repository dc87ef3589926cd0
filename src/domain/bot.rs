//! The front desk: what an inbound message asks for.
//!
//! [`decide`] is quick and keeps the order of what came; [`look`] answers from a snapshot of
//! the library. What belongs to a quiz or to the store is handed on for the shell to carry out.

use super::command::{self, Order, StartOptions};
use super::fold::fold;
use super::ids::QuizId;
use super::inbound::{Inbound, Place, What};
use super::knowledge::{Card, Deck, Library};
use super::quiz::{Event, Plan, Way, deal};
use super::reply::{Control, Press, Reply, Response, filled_in};
use super::scores::ScoreOptions;
use super::search::{Answers, Index};
use super::study::{StudyOrder, StudyPress};
use super::voice;
use super::voice::answers::QUOTES;

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

/// What is to be done about an inbound message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Give this back.
    Respond(Response),
    /// Look into the library, where blocking is allowed: [`look`] does it.
    Look(Look),
    /// Tell the quiz of this channel; for a press only if it is still the same quiz.
    Quiz {
        /// The quiz that the press belongs to, where it is known.
        quiz: Option<QuizId>,
        /// What happened.
        event: Event,
    },
    /// Show scores.
    Scores(ScoreOptions),
    /// Delete everything about the member who spoke.
    Forget,
    /// Do something about the member's studies.
    Study(StudyOrder),
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
    /// Start this quiz, unless one runs in its channel.
    Plan(Box<Plan>),
}

impl From<Reply> for Decision {
    fn from(reply: Reply) -> Self {
        Self::Respond(Response::Say(reply))
    }
}

impl From<Reply> for Found {
    fn from(reply: Reply) -> Self {
        Self::Response(Response::Say(reply))
    }
}

/// Decides about an inbound message, at once and without looking into the library: answers to a quiz
/// must keep the order in which they came. `quiz_runs` says whether a quiz runs in its channel.
pub fn decide(inbound: &Inbound, quiz_runs: bool) -> Decision {
    match &inbound.what {
        What::Command { name, options } => obey(name, options, inbound),
        // In a conversation of one with the desk, words are an answer while a quiz runs.
        What::Addressed(text) if inbound.place.direct && quiz_runs && !text.trim_start().starts_with('/') => {
            answered(inbound, text, Way::Given)
        }
        What::Addressed(text) => addressed(text, inbound),
        What::Overheard(text) if quiz_runs => answered(inbound, text, Way::Overheard),
        What::Overheard(_) => Decision::Respond(Response::Silent),
        What::Press(press) => pressed(press, inbound),
        What::Submitted { press: Press::Answer { quiz, round }, fields } => Decision::Quiz {
            quiz: Some(*quiz),
            event: Event::Answered {
                member: inbound.member.clone(),
                text: filled_in(fields, voice::quiz::ANSWER_FIELD).to_owned(),
                way: Way::Given,
                round: Some(*round),
            },
        },
        What::Submitted { press: Press::Study(StudyPress::Type(card)), fields } => {
            let text = filled_in(fields, voice::study::ANSWER_FIELD).to_owned();
            Decision::Study(StudyOrder::Typed { card: card.clone(), text })
        }
        What::Submitted { .. } | What::UnknownPress => voice::unknown_press().into(),
        What::Completing { command, option, typed } => {
            let (command, option, typed) = (command.clone(), option.clone(), typed.clone());
            Decision::Look(Look::Complete { command, option, typed })
        }
    }
}

fn obey(name: &str, options: &[(String, String)], inbound: &Inbound) -> Decision {
    match command::read(name, options) {
        Ok(Order::Ask(question)) => Decision::Look(Look::Ask(question)),
        Ok(Order::Define(term)) => Decision::Look(Look::Define(term)),
        Ok(Order::Answer(text)) => answered(inbound, &text, Way::Given),
        Ok(Order::Scores(options)) => Decision::Scores(options),
        Ok(Order::Study(order)) => Decision::Study(order),
        Ok(Order::ForgetMe) => voice::scores::forget_question().into(),
        Ok(Order::Help) => voice::help::help(inbound.member.moderator).into(),
        Ok(Order::Start(options)) => start(options, inbound),
        Ok(Order::Control(control)) => ordered(inbound, control, None, None),
        Err(mistake) => voice::mistake(&mistake).into(),
    }
}

/// Words to the desk are a question, unless they are a command typed out.
fn addressed(text: &str, inbound: &Inbound) -> Decision {
    let text = text.trim();
    if let Some(line) = text.strip_prefix('/') {
        let (name, options) = command::split_line(line);
        return obey(&name, &options, inbound);
    }
    if fold(text) == "help" {
        return voice::help::help(inbound.member.moderator).into();
    }
    Decision::Look(Look::Ask(text.to_owned()))
}

fn pressed(press: &Press, inbound: &Inbound) -> Decision {
    match press {
        Press::Ask(term) => Decision::Look(Look::Ask(term.clone())),
        Press::Deck(deck) => {
            start(StartOptions { deck: Some(deck.clone()), ..StartOptions::default() }, inbound)
        }
        Press::ForgetMe => Decision::Forget,
        Press::Study(press) => Decision::Study(StudyOrder::Pressed(press.clone())),
        Press::Answer { quiz, round } => {
            Decision::Quiz { quiz: Some(*quiz), event: Event::AnswerPressed { round: *round } }
        }
        Press::Control { quiz, round, control } => ordered(inbound, *control, Some(*quiz), Some(*round)),
    }
}

fn start(options: StartOptions, inbound: &Inbound) -> Decision {
    match inbound.member.moderator {
        true => Decision::Look(Look::Deal(options)),
        false => voice::quiz::moderators_only().into(),
    }
}

fn ordered(inbound: &Inbound, control: Control, quiz: Option<QuizId>, round: Option<u32>) -> Decision {
    // Checked again by the quiz itself; here a member learns it even where no quiz runs.
    if !inbound.member.moderator {
        return voice::quiz::moderators_only().into();
    }
    Decision::Quiz { quiz, event: Event::Ordered { member: inbound.member.clone(), control, round } }
}

fn answered(inbound: &Inbound, text: &str, way: Way) -> Decision {
    let member = inbound.member.clone();
    Decision::Quiz { quiz: None, event: Event::Answered { member, text: text.to_owned(), way, round: None } }
}

/// Looks into the library for somebody in `place`. Cards that are `open` in a quiz there are not given
/// away; `chance` is the seed of a quiz that is started without one.
pub fn look(look: Look, place: &Place, snapshot: &Snapshot, open: &[Card], chance: u64) -> Found {
    match look {
        Look::Ask(question) => ask(&question, snapshot, open, QUOTES).into(),
        Look::Define(term) => define(&term, snapshot, open).into(),
        Look::Complete { command, option, typed } => {
            Found::Response(Response::Choices(complete(&command, &option, &typed, snapshot)))
        }
        Look::Deal(options) => deal_cards(&options, place, snapshot, chance),
    }
}

/// Answers a question in chat, with at most `limit` passages and never more than a reply quotes. The
/// cards that are `open` in a quiz are not given away.
pub fn ask(question: &str, snapshot: &Snapshot, open: &[Card], limit: usize) -> Reply {
    let asked = check_question(question, snapshot).or_else(|| small_talk(question));
    asked.unwrap_or_else(|| {
        let answers = snapshot.index.ask(question, limit.min(QUOTES));
        reply(question, answers, open)
    })
}

fn reply(question: &str, mut answers: Answers, open: &[Card]) -> Reply {
    let was_sure = answers.confident && !answers.answers.is_empty();
    let best = answers.answers.first().map(|best| best.sources.clone());
    for card in open {
        keep_secret(question, &mut answers, card);
    }
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
        !answer.sources.contains(&card.source) && !answer.term.as_deref().is_some_and(solves)
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
        ("quiz start" | "scores" | "study", "deck") => {
            let typed = typed.to_lowercase();
            let names = deck_names(&snapshot.library).into_iter();
            names.filter(|name| name.to_lowercase().contains(&typed)).take(COMPLETIONS).collect()
        }
        _ => Vec::new(),
    }
}
