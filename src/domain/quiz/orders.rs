//! Orders about a running quiz: a moderator's, and what members may ask for together.
//!
//! Whether the member may give an order is checked here each time, whatever a button says.

use super::play::{Step, card_post, changed, check_round, close_card, end, next_card, post, unchanged};
use super::{Effect, Event, Phase, Quiz, Way};
use crate::domain::ids::Timestamp;
use crate::domain::inbound::Member;
use crate::domain::reply::{Control, Reply, Response, Slot};
use crate::domain::voice::fault;
use crate::domain::voice::quiz as voice;

/// Takes an order.
pub(super) fn ordered(
    quiz: Quiz,
    member: &Member,
    control: Control,
    round: Option<u32>,
    now: Timestamp,
) -> Step {
    if !member.moderator && !control.for_members() {
        return unchanged(quiz, Response::Say(voice::moderators_only()));
    }
    if round.is_some_and(|round| round != quiz.progress.round) {
        return unchanged(quiz, Response::Say(voice::old_button()));
    }
    // A second press on the same Skip must not skip the rest as well.
    if round.is_some() && control != Control::Stop && matches!(quiz.progress.phase, Phase::Resting { .. }) {
        return unchanged(quiz, Response::Say(voice::too_late()));
    }
    match control {
        Control::Stop => stop(quiz, voice::End::Stopped(&member.name), voice::stopped()),
        Control::Pause => pause(quiz, member, now),
        Control::Resume => resume(quiz, member, now),
        Control::Skip if member.moderator => skip(quiz, now),
        Control::Skip => vote(quiz, member, now),
        Control::Hint => hint(quiz, member, now),
    }
}

/// What a quiz that has ended says to a quiz's event.
pub(super) fn behind_the_end(quiz: Quiz, event: Event) -> Step {
    let response = match event {
        Event::Answered { way: Way::Overheard, .. } | Event::Tick | Event::Returned | Event::Failed => {
            return Step { quiz, changed: false, effects: Vec::new() };
        }
        Event::Answered { round: Some(_), .. } => voice::too_late(),
        Event::AnswerPressed { .. } | Event::Chosen { .. } | Event::Ordered { round: Some(_), .. } => {
            voice::old_button()
        }
        Event::Reviewed { .. } | Event::Accepted { .. } => voice::nothing_to_rule(),
        Event::Answered { .. } | Event::Ordered { .. } => voice::none_running(),
        Event::Awaited => voice::nothing_to_wait_for(),
    };
    unchanged(quiz, Response::Say(response))
}

/// Somebody would wait for what comes next: while the clock stands still, nothing does.
pub(super) fn awaited(quiz: Quiz) -> Step {
    let response = match quiz.deadline() {
        Some(_) => Response::Silent,
        None => Response::Say(voice::is_paused()),
    };
    unchanged(quiz, response)
}

/// What has been earned stays.
pub(super) fn failed(quiz: Quiz) -> Step {
    stop(quiz, voice::End::Failed, fault())
}

fn stop(mut quiz: Quiz, why: voice::End<'_>, said: Reply) -> Step {
    let mut effects = Vec::new();
    if quiz.is_open() {
        effects.push(card_post(&quiz, voice::closed_card(&quiz)));
    }
    quiz.book_all();
    effects.push(post(&quiz, Slot::Fresh, voice::ended(&quiz, why)));
    end(&mut quiz);
    changed(quiz, effects, said)
}

fn pause(mut quiz: Quiz, member: &Member, now: Timestamp) -> Step {
    if matches!(quiz.progress.phase, Phase::Paused { .. }) {
        return unchanged(quiz, Response::Say(voice::is_paused()));
    }
    let asking = quiz.is_open();
    let left_millis = quiz.deadline().map_or(0, |until| until.millis_since(now).max(0));
    quiz.progress.phase = Phase::Paused { left_millis, asking };
    let mut effects = Vec::new();
    if asking {
        effects.push(card_post(&quiz, voice::paused_card(&quiz)));
    }
    effects.push(post(&quiz, Slot::Fresh, voice::paused(&member.name)));
    changed(quiz, effects, voice::done_paused())
}

fn resume(mut quiz: Quiz, member: &Member, now: Timestamp) -> Step {
    let Phase::Paused { left_millis, asking } = quiz.progress.phase else {
        return unchanged(quiz, Response::Say(voice::not_paused()));
    };
    quiz.progress.attended = true;
    let until = now.plus_millis(left_millis.max(0));
    quiz.progress.phase = if asking { Phase::Asking { until } } else { Phase::Resting { until } };
    let mut effects = vec![post(&quiz, Slot::Fresh, voice::resumed(&member.name))];
    if asking {
        effects.push(card_post(&quiz, voice::card(&quiz, until, now)));
    }
    changed(quiz, effects, voice::done_resumed())
}

fn skip(mut quiz: Quiz, now: Timestamp) -> Step {
    // Who skips is there: that is no silence.
    quiz.progress.attended = true;
    quiz.progress.silent = 0;
    let mut step = if quiz.is_open() { close_card(quiz, now) } else { next_card(quiz, now) };
    step.effects.push(Effect::Respond(Response::Say(voice::done_skipped())));
    step
}

/// A member wants to skip; more than half of those who play decide.
fn vote(mut quiz: Quiz, member: &Member, now: Timestamp) -> Step {
    if let Err(reply) = check_round(&quiz, None) {
        return unchanged(quiz, Response::Say(*reply));
    }
    quiz.progress.active.insert(member.id.clone(), quiz.progress.round);
    let news = quiz.progress.skip_votes.insert(member.id.clone());
    let votes = quiz.progress.skip_votes.len();
    if votes >= quiz.votes_needed() {
        let mut step = close_card(quiz, now);
        step.effects.push(Effect::Respond(Response::Say(voice::skipped_together(votes))));
        return step;
    }
    let reply = voice::skip_wanted(votes, quiz.votes_needed());
    match quiz.deadline() {
        Some(until) if news => {
            let card = card_post(&quiz, voice::card(&quiz, until, now));
            changed(quiz, vec![card], reply)
        }
        _ => unchanged(quiz, Response::Say(reply)),
    }
}

/// Shows more of the answer to everyone, for fewer points.
fn hint(mut quiz: Quiz, member: &Member, now: Timestamp) -> Step {
    if let Err(reply) = check_round(&quiz, None) {
        return unchanged(quiz, Response::Say(*reply));
    }
    let Some(until) = quiz.deadline().filter(|_| quiz.has_hint()) else {
        let reply = if quiz.plan.hints && quiz.progress.hints > 0 {
            voice::no_more_hints()
        } else {
            voice::no_hints()
        };
        return unchanged(quiz, Response::Say(reply));
    };
    quiz.progress.active.insert(member.id.clone(), quiz.progress.round);
    quiz.progress.hints += 1;
    let effects = vec![card_post(&quiz, voice::card(&quiz, until, now))];
    changed(quiz, effects, voice::done_hint())
}
