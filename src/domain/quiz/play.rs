//! The rules of play: an event and the moment in, the next quiz and its effects out.
//!
//! Here cards open and close; answers and orders have files of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::{
    AWAY_MILLIS, Closed, Effect, Event, LATE_MILLIS, Phase, Plan, Prepared, Progress, Quiz, REST_MILLIS,
    SILENT_CARDS, Tally, answers, orders, rulings,
};
use crate::domain::ids::{MemberId, QuizId, Timestamp};
use crate::domain::knowledge::Card;
use crate::domain::reply::{Post, Reply, Response, Slot};
use crate::domain::study::{Missed, missed};
use crate::domain::voice::quiz as voice;

/// What an event has led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The quiz from now on; [`Quiz::is_over`] tells whether it has ended.
    pub quiz: Quiz,
    /// Whether anything changed that must be stored before it is shown.
    pub changed: bool,
    /// Orders to the outside, in order.
    pub effects: Vec<Effect>,
}

/// Starts a quiz and shows its first card. The plan has at least one card.
pub fn begin(id: QuizId, plan: Plan, now: Timestamp) -> (Quiz, Vec<Effect>) {
    let progress = Progress {
        round: 1,
        phase: Phase::Asking { until: now },
        standings: BTreeMap::new(),
        nudged: BTreeSet::new(),
        answers: Vec::new(),
        hints: 0,
        skip_votes: BTreeSet::new(),
        active: BTreeMap::new(),
        attended: false,
        silent: 0,
        streaks: BTreeMap::new(),
        last: None,
        tally: Some(Tally::default()),
    };
    let mut quiz = Quiz { id, plan: Arc::new(plan), progress, prepared: Prepared::default() };
    let mut effects = vec![post(&quiz, Slot::Fresh, voice::started(&quiz))];
    effects.push(open_card(&mut quiz, now));
    (quiz, effects)
}

/// Takes one event.
pub fn step(quiz: Quiz, event: Event, now: Timestamp) -> Step {
    match event {
        Event::Reviewed { member, round, review } => rulings::reviewed(quiz, &member, round, review),
        Event::Accepted { member, wording } => rulings::accepted(quiz, &member, wording.as_deref()),
        event if quiz.is_over() => orders::behind_the_end(quiz, event),
        Event::Answered { member, text, way, round } => {
            answers::answered(quiz, &member, &text, way, round, now)
        }
        Event::AnswerPressed { member, round } => answers::asked_for_the_form(quiz, &member, round),
        Event::Chosen { member, round, option } => answers::chosen(quiz, &member, round, option, now),
        Event::Ordered { member, control, round } => orders::ordered(quiz, &member, control, round, now),
        Event::Tick => match quiz.progress.phase {
            Phase::Asking { until } if now >= until => close_card(quiz, now),
            Phase::Resting { until } if now >= until => next_card(quiz, now),
            _ => Step { quiz, changed: false, effects: Vec::new() },
        },
        Event::Returned => returned(quiz, now),
        Event::Awaited => orders::awaited(quiz),
        Event::Failed => orders::failed(quiz),
    }
}

/// Whether the round is the current one and open; if not, the sentence that says so.
pub(super) fn check_round(quiz: &Quiz, round: Option<u32>) -> Result<(), Box<Reply>> {
    if round.is_some_and(|round| round != quiz.progress.round) {
        return Err(Box::new(voice::too_late()));
    }
    match quiz.progress.phase {
        Phase::Asking { .. } => Ok(()),
        Phase::Resting { .. } | Phase::Over => Err(Box::new(voice::too_late())),
        Phase::Paused { .. } => Err(Box::new(voice::is_paused())),
    }
}

/// Ends the current card: the answer and its source are shown, with those who had it.
pub(super) fn close_card(mut quiz: Quiz, now: Timestamp) -> Step {
    quiz.book_last();
    let progress = &mut quiz.progress;
    let said = !progress.answers.is_empty() || !progress.skip_votes.is_empty();
    let silence = !(said || progress.hints > 0 || progress.attended);
    progress.silent = if silence { progress.silent.saturating_add(1) } else { 0 };
    count_streaks(&mut quiz);
    quiz.progress.phase = Phase::Resting { until: now.plus_millis(REST_MILLIS) };
    let mut effects = misses(&quiz);
    effects.push(card_post(&quiz, voice::closed_card(&quiz)));
    effects.push(post(&quiz, Slot::Fresh, voice::reveal(&quiz)));
    let answers = quiz.progress.answers.clone();
    quiz.progress.last = Some(Closed { round: quiz.progress.round, answers, protested: BTreeSet::new() });
    Step { quiz, changed: true, effects }
}

/// Who has missed the card that closes: whoever tried and never was right. What nobody had right, all who
/// play have missed.
fn misses(quiz: &Quiz) -> Vec<Effect> {
    let tried = quiz.progress.answers.iter().map(|given| (&given.member, given.right));
    let nobody = quiz.right().next().is_none();
    let played = quiz.playing().filter(|_| nobody).map(|member| (member, false));
    let missed = missed(&quiz.card().id, quiz.id, tried.chain(played));
    let knew = quiz.right().map(|given| Effect::Knew(known(quiz, quiz.card(), &given.member)));
    missed.into_iter().map(Effect::Missed).chain(knew).collect()
}

/// That a member has had a card right.
pub(super) fn known(quiz: &Quiz, card: &Card, member: &MemberId) -> Missed {
    Missed { member: member.clone(), card: card.id.clone(), quiz: quiz.id }
}

fn count_streaks(quiz: &mut Quiz) {
    let right: BTreeSet<MemberId> = quiz.right().map(|given| given.member.clone()).collect();
    quiz.progress.streaks.retain(|member, _| right.contains(member));
    for member in right {
        let streak = quiz.progress.streaks.entry(member).or_default();
        *streak = streak.saturating_add(1);
    }
}

/// Opens the next card, or ends the quiz behind the last one and behind too many silent ones.
pub(super) fn next_card(mut quiz: Quiz, now: Timestamp) -> Step {
    let silent = quiz.progress.silent >= SILENT_CARDS;
    if silent || quiz.progress.round >= quiz.rounds() {
        let why = if silent && quiz.progress.round < quiz.rounds() {
            voice::End::Silence
        } else {
            voice::End::Played
        };
        quiz.book_all();
        let effects = vec![post(&quiz, Slot::Fresh, voice::ended(&quiz, why))];
        end(&mut quiz);
        return Step { quiz, changed: true, effects };
    }
    quiz.progress.round += 1;
    quiz.progress.nudged.clear();
    quiz.progress.answers.clear();
    quiz.progress.skip_votes.clear();
    quiz.progress.hints = 0;
    quiz.progress.attended = false;
    quiz.prepared.judge = OnceLock::new();
    let card = open_card(&mut quiz, now);
    Step { quiz, changed: true, effects: vec![card] }
}

/// Ends the quiz. It is kept for rulings on its last card; what the judge alone needs is let go, which
/// with a large library is most of it.
pub(super) fn end(quiz: &mut Quiz) {
    quiz.progress.phase = Phase::Over;
    quiz.prepared = Prepared::default();
    let plan = &quiz.plan;
    quiz.plan = Arc::new(Plan {
        space: plan.space.clone(),
        channel: plan.channel.clone(),
        deck: plan.deck.clone(),
        cards: plan.cards.clone(),
        others: Vec::new(),
        choices: plan.choices.clone(),
        ..**plan
    });
}

/// After a restart an open card gets its whole time again: nobody could answer while the desk was away.
fn returned(mut quiz: Quiz, now: Timestamp) -> Step {
    let Some(deadline) = quiz.deadline() else {
        return Step { quiz, changed: false, effects: Vec::new() };
    };
    let asking = matches!(quiz.progress.phase, Phase::Asking { .. });
    if now.millis_since(deadline) > AWAY_MILLIS {
        let left_millis = if asking { whole_time(&quiz) } else { 0 };
        quiz.progress.phase = Phase::Paused { left_millis, asking };
        let effects = vec![post(&quiz, Slot::Fresh, voice::back_paused(&quiz))];
        return Step { quiz, changed: true, effects };
    }
    let mut effects = vec![post(&quiz, Slot::Fresh, voice::back(&quiz))];
    if asking {
        effects.push(open_card(&mut quiz, now));
    }
    Step { quiz, changed: true, effects }
}

/// How long a card is open, in milliseconds: less where a race is decided already.
fn whole_time(quiz: &Quiz) -> i64 {
    let whole = i64::from(quiz.plan.seconds) * 1000;
    if quiz.rules().race && quiz.right().next().is_some() { whole.min(LATE_MILLIS) } else { whole }
}

fn open_card(quiz: &mut Quiz, now: Timestamp) -> Effect {
    let until = now.plus_millis(whole_time(quiz));
    quiz.progress.phase = Phase::Asking { until };
    card_post(quiz, voice::card(quiz, until, now))
}

pub(super) fn card_post(quiz: &Quiz, reply: Reply) -> Effect {
    post(quiz, Slot::Card { quiz: quiz.id, round: quiz.progress.round, card: quiz.card().id.clone() }, reply)
}

pub(super) fn post(quiz: &Quiz, slot: Slot, reply: Reply) -> Effect {
    Effect::Post(Post { channel: quiz.plan.channel.clone(), slot, reply })
}

pub(super) fn unchanged(quiz: Quiz, response: Response) -> Step {
    Step { quiz, changed: false, effects: vec![Effect::Respond(response)] }
}

pub(super) fn changed(quiz: Quiz, mut effects: Vec<Effect>, reply: Reply) -> Step {
    effects.push(Effect::Respond(Response::Say(reply)));
    Step { quiz, changed: true, effects }
}
