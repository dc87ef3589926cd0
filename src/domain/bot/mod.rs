//! The front desk: what an inbound message asks for.
//!
//! [`decide`] is quick and keeps the order of what came; [`look()`] answers from a snapshot of
//! the library. What belongs to a quiz or to the store is handed on for the shell to carry out.

mod decks;
mod follow;
mod learn;
mod look;
mod more;
mod small_talk;

pub use self::decks::{DeckOrder, chosen};
pub use self::follow::settle;
pub use self::learn::Learn;
pub use self::look::{Found, Look, QUESTION_CHARACTERS, Secrets, Snapshot, answers, ask, look};

use std::collections::BTreeMap;

use super::command::{self, Order, StartOptions};
use super::fold::fold;
use super::follow_up::{self, Meaning};
use super::ids::QuizId;
use super::inbound::{Inbound, What};
use super::quiz::{Event, Review, Way};
use super::reply::{Control, Press, Reply, Response, filled_in};
use super::scores::ScoreOptions;
use super::study::{StudyOrder, StudyPress};
use super::voice;

/// What is to be done about an inbound message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Give this back.
    Respond(Response),
    /// Look into the library, where blocking is allowed: [`look()`] does it.
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
    /// Learn, or show what was learned.
    Learn(Learn),
    /// Answer unasked in this channel, or no longer; without a word for it, tell which.
    Listen(Option<bool>),
    /// Do something with this server's own decks.
    Deck(DeckOrder),
}

impl From<Reply> for Decision {
    fn from(reply: Reply) -> Self {
        Self::Respond(Response::Say(reply))
    }
}

/// Decides about an inbound message, at once and without looking into the library: answers to a quiz
/// must keep the order in which they came. `quiz_runs` says whether a quiz runs in its channel.
pub fn decide(inbound: &Inbound, quiz_runs: bool) -> Decision {
    match &inbound.what {
        What::Command { name, options } => obey(name, options, inbound, quiz_runs),
        What::Handed { name, options, file } => decks::handed(name, options, file, inbound),
        // In a conversation of one with the desk, words are an answer while a quiz runs.
        What::Addressed(text) if inbound.place.direct && quiz_runs && !text.trim_start().starts_with('/') => {
            answered(inbound, text, Way::Given)
        }
        What::Addressed(text) => addressed(text, inbound, quiz_runs),
        What::Overheard(text) if quiz_runs => answered(inbound, text, Way::Overheard),
        What::Overheard(text) if follows_up(text, inbound) => addressed(text, inbound, quiz_runs),
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
        What::Submitted { press: Press::Learning(press), fields } => learn::submitted(press, fields, inbound),
        What::Submitted { press: Press::Study(StudyPress::Type(card)), fields } => {
            let text = filled_in(fields, voice::study::ANSWER_FIELD).to_owned();
            Decision::Study(StudyOrder::Typed { card: card.clone(), text, accepted: Vec::new() })
        }
        What::Submitted { .. } | What::UnknownPress => voice::unknown_press().into(),
        What::Completing { command, option, typed } => {
            let (command, option, typed) = (command.clone(), option.clone(), typed.clone());
            Decision::Look(Look::Complete { command, option, typed })
        }
        What::Waiting => Decision::Quiz { quiz: None, event: Event::Awaited },
    }
}

fn obey(name: &str, options: &[(String, String)], inbound: &Inbound, quiz_runs: bool) -> Decision {
    if command::find(name).is_some_and(|spec| spec.moderator) && !inbound.member.moderator {
        return voice::quiz::moderators_only().into();
    }
    match command::read(name, options) {
        Ok(Order::Ask(question)) => asked(question, inbound),
        Ok(Order::Define(term)) => Decision::Look(Look::Define(term)),
        Ok(Order::Answer(text)) => answered(inbound, &text, Way::Given),
        Ok(Order::Scores(options)) => Decision::Scores(options),
        Ok(Order::Study(order)) => Decision::Study(order),
        Ok(Order::ForgetMe) => voice::scores::forget_question().into(),
        Ok(Order::Help) => voice::help::help(inbound.member.moderator).into(),
        Ok(Order::StartForm) if quiz_runs => voice::quiz::already_running().into(),
        Ok(Order::StartForm) => start(Look::Decks, inbound),
        Ok(Order::Start(options)) => start(deal(options), inbound),
        Ok(Order::Accept(wording)) => {
            let member = inbound.member.clone();
            Decision::Quiz { quiz: None, event: Event::Accepted { member, wording } }
        }
        Ok(Order::Protest) => {
            let (member, review) = (inbound.member.clone(), Review::Protest);
            Decision::Quiz { quiz: None, event: Event::Reviewed { member, round: None, review } }
        }
        Ok(Order::Control(control)) => ordered(inbound, control, None, None),
        Ok(Order::Teach(draft)) => learn::taught_by_command(draft, inbound),
        Ok(Order::Taught(name)) => learn::moderators(Learn::Taught(name), inbound),
        Ok(Order::Gaps) => learn::moderators(Learn::Gaps, inbound),
        Ok(Order::Deck(order)) => decks::ordered(order, inbound),
        Ok(Order::Listen(on)) => listen(on, inbound),
        Err(mistake) => voice::mistake(&mistake).into(),
    }
}

fn listen(on: Option<bool>, inbound: &Inbound) -> Decision {
    match (inbound.member.moderator, inbound.place.direct) {
        (false, _) => voice::quiz::moderators_only().into(),
        (true, true) => voice::listening::direct().into(),
        (true, false) => Decision::Listen(on),
    }
}

/// Words to the desk are a question, unless they are a command typed out.
fn addressed(text: &str, inbound: &Inbound, quiz_runs: bool) -> Decision {
    let text = text.trim();
    if let Some(line) = text.strip_prefix('/') {
        let (name, options) = command::split_line(line);
        return obey(&name, &options, inbound, quiz_runs);
    }
    if fold(text) == "help" {
        return voice::help::help(inbound.member.moderator).into();
    }
    asked(text.to_owned(), inbound)
}

/// Whether words for everyone lean on an answer of the desk that they reply to. What else is said under one
/// is said to the class.
fn follows_up(text: &str, inbound: &Inbound) -> bool {
    inbound.about.as_ref().is_some_and(|about| follow_up::read(text, about) != Meaning::Own)
}

fn asked(question: String, inbound: &Inbound) -> Decision {
    Decision::Look(match &inbound.about {
        Some(about) => Look::Follow { question, about: about.clone() },
        None => Look::Ask(question),
    })
}

fn pressed(press: &Press, inbound: &Inbound) -> Decision {
    match press {
        Press::Ask(term) => Decision::Look(Look::Ask(term.clone())),
        Press::Deck(deck) => {
            let options = StartOptions { deck: Some(deck.clone()), ..StartOptions::default() };
            start(deal(options), inbound)
        }
        Press::ForgetMe => Decision::Forget,
        Press::Study(press) => Decision::Study(StudyOrder::Pressed(press.clone())),
        Press::Answer { quiz, round } => {
            let event = Event::AnswerPressed { member: inbound.member.clone(), round: *round };
            Decision::Quiz { quiz: Some(*quiz), event }
        }
        Press::More { passage, line } => Decision::Look(Look::More { passage: *passage, line: *line }),
        Press::Choose { quiz, round, option } => {
            let event = Event::Chosen { member: inbound.member.clone(), round: *round, option: *option };
            Decision::Quiz { quiz: Some(*quiz), event }
        }
        Press::Learning(press) => learn::pressed(press, inbound),
        Press::Review { quiz, round, review } => {
            let (member, round) = (inbound.member.clone(), Some(*round));
            Decision::Quiz { quiz: Some(*quiz), event: Event::Reviewed { member, round, review: *review } }
        }
        Press::Control { quiz, round, control } => ordered(inbound, *control, Some(*quiz), Some(*round)),
    }
}

fn deal(options: StartOptions) -> Look {
    Look::Deal { options, missed: BTreeMap::new() }
}

fn start(look: Look, inbound: &Inbound) -> Decision {
    match inbound.member.moderator {
        true => Decision::Look(look),
        false => voice::quiz::moderators_only().into(),
    }
}

fn ordered(inbound: &Inbound, control: Control, quiz: Option<QuizId>, round: Option<u32>) -> Decision {
    // Checked again by the quiz itself; here a member learns it even where no quiz runs.
    if !inbound.member.moderator && !control.for_members() {
        return voice::quiz::moderators_only().into();
    }
    Decision::Quiz { quiz, event: Event::Ordered { member: inbound.member.clone(), control, round } }
}

fn answered(inbound: &Inbound, text: &str, way: Way) -> Decision {
    let member = inbound.member.clone();
    Decision::Quiz { quiz: None, event: Event::Answered { member, text: text.to_owned(), way, round: None } }
}
