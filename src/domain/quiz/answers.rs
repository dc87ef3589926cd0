//! What members answer: judged, counted once, and slowed down where they flood.
//!
//! A verdict is for the member alone and shows no answer that the others still look for.

use std::sync::Arc;

use super::play::{Step, card_post, check_round, close_card, unchanged};
use super::points::{Worth, worth};
use super::{
    ANSWERS_KEPT, Earned, Effect, FLOOD_ANSWERS, FLOOD_MILLIS, Given, LATE_MILLIS, Phase, Quiz, Standing, Way,
};
use crate::domain::ids::{MemberId, Timestamp};
use crate::domain::inbound::Member;
use crate::domain::judge::Verdict;
use crate::domain::reply::{Reply, Response};
use crate::domain::voice::quiz as voice;

/// A member answered in words.
pub(super) fn answered(
    mut quiz: Quiz,
    member: &Member,
    text: &str,
    way: Way,
    round: Option<u32>,
    now: Timestamp,
) -> Step {
    let quiet = |reply: Reply| match way {
        Way::Overheard => Response::Silent,
        Way::Given => Response::Say(reply),
    };
    quiz = match check_answerer(quiz, member, round, now) {
        Ok(quiz) => quiz,
        Err(told) => return told.map_reply(quiet),
    };
    let text = without_spoiler(text);
    if let Some(choices) = quiz.choices() {
        return match choices.read(text) {
            Some(option) => choose(quiz, member, option, now).map_reply(quiet),
            None => unchanged(quiz, quiet(voice::choose_one())),
        };
    }
    let ruling = quiz.judge().rule(text);
    if text.is_empty() {
        return unchanged(quiz, quiet(voice::wrong(&ruling, false)));
    }
    match ruling.verdict {
        Verdict::Correct => {
            let first = quiz.rules().race && quiz.right().next().is_none();
            let given = given(&quiz, member, text, true, now);
            let told = count_right(quiz, given, now, |points| voice::right(points, &ruling));
            match way {
                // The card may have scrolled away; here the news stands where everybody looks.
                Way::Overheard if first => told.map_reply(|_| Response::Say(voice::first(&member.name))),
                _ => told.map_reply(quiet),
            }
        }
        Verdict::Close if quiz.progress.nudged.insert(member.id.clone()) => {
            let given = Given { tried: false, ..given(&quiz, member, text, false, now) };
            keep(&mut quiz, given, now);
            let reply = voice::close(&member.name, &ruling);
            // What others still play for is not talked about in the channel.
            let response = match way {
                Way::Overheard => {
                    let instead = Box::new(voice::cannot_whisper(&member.name));
                    Response::Whisper { reply: Box::new(reply), instead }
                }
                Way::Given => Response::Say(reply),
            };
            Step { quiz, changed: true, effects: vec![Effect::Respond(response)] }
        }
        Verdict::Close | Verdict::Wrong => {
            let given = given(&quiz, member, text, false, now);
            keep(&mut quiz, given, now);
            let one_try = quiz.rules().one_try;
            let response = quiet(voice::wrong(&ruling, one_try));
            // The only try is stored at once: it must not come back with a restart.
            Step { quiz, changed: one_try, effects: vec![Effect::Respond(response)] }
        }
    }
}

fn given(quiz: &Quiz, member: &Member, text: &str, right: bool, now: Timestamp) -> Given {
    Given {
        member: member.id.clone(),
        name: member.name.clone(),
        text: text.chars().take(usize::from(voice::ANSWER_CHARACTERS)).collect(),
        at: now,
        millis: millis_gone(quiz, now),
        right,
        tried: true,
        full: 0,
        late: 0,
        points: 0,
        ruled: false,
    }
}

/// How long the card has been open, in milliseconds without pauses. Behind the first right answer of a race
/// the deadline tells only how long the others have had since.
fn millis_gone(quiz: &Quiz, now: Timestamp) -> i64 {
    let whole = i64::from(quiz.plan.seconds) * 1000;
    let left = quiz.deadline().map_or(0, |until| until.millis_since(now));
    let (before, open) = match quiz.right().next().filter(|_| quiz.rules().race) {
        Some(first) => (first.millis, LATE_MILLIS.min((whole - first.millis).max(0))),
        None => (0, whole),
    };
    before + (open - left).clamp(0, open)
}

/// A member pressed the button of an option.
pub(super) fn chosen(quiz: Quiz, member: &Member, round: u32, option: usize, now: Timestamp) -> Step {
    match check_answerer(quiz, member, Some(round), now) {
        Ok(quiz) if quiz.choices().is_some_and(|choices| option < choices.options.len()) => {
            choose(quiz, member, option, now).map_reply(Response::Say)
        }
        Ok(quiz) => unchanged(quiz, Response::Say(voice::old_button())),
        Err(told) => told.map_reply(Response::Say),
    }
}

/// A member wants the form for an answer.
pub(super) fn asked_for_the_form(mut quiz: Quiz, member: &Member, round: u32) -> Step {
    if let Err(reply) = check_round(&quiz, Some(round)) {
        return unchanged(quiz, Response::Say(*reply));
    }
    if let Some(reply) = had_it(&quiz, &member.id) {
        return unchanged(quiz, Response::Say(reply));
    }
    quiz.progress.active.insert(member.id.clone(), round);
    let form = voice::answer_form(&quiz);
    unchanged(quiz, Response::Form(form))
}

/// A step with a reply that has yet to be made fit for the way in which the answer came.
struct Told {
    step: Step,
    reply: Box<Reply>,
}

impl Told {
    fn map_reply(mut self, respond: impl FnOnce(Reply) -> Response) -> Step {
        self.step.effects.push(Effect::Respond(respond(*self.reply)));
        self.step
    }
}

/// Whether the member may answer the open card now; if not, what to say instead.
fn check_answerer(
    mut quiz: Quiz,
    member: &Member,
    round: Option<u32>,
    now: Timestamp,
) -> Result<Quiz, Box<Told>> {
    // The deadline decides, not the order in which a tick and an answer happen to arrive.
    if matches!(quiz.progress.phase, Phase::Asking { until } if now >= until) {
        return Err(Box::new(Told { step: close_card(quiz, now), reply: Box::new(voice::too_late()) }));
    }
    let refuse = |quiz: Quiz, reply: Box<Reply>| {
        Err(Box::new(Told { step: Step { quiz, changed: false, effects: Vec::new() }, reply }))
    };
    if let Err(reply) = check_round(&quiz, round) {
        return refuse(quiz, reply);
    }
    quiz.progress.active.insert(member.id.clone(), quiz.progress.round);
    if let Some(reply) = had_it(&quiz, &member.id) {
        return refuse(quiz, Box::new(reply));
    }
    let lately = quiz.progress.answers.iter().rev().filter(|given| given.member == member.id);
    if lately.filter(|given| now.millis_since(given.at) < FLOOD_MILLIS).count() >= FLOOD_ANSWERS {
        return refuse(quiz, Box::new(voice::slow_down()));
    }
    Ok(quiz)
}

/// Why the member has nothing more to answer on this card, if so.
fn had_it(quiz: &Quiz, member: &MemberId) -> Option<Reply> {
    let mut own = quiz.progress.answers.iter().filter(|given| given.member == *member);
    if own.clone().any(|given| given.right) {
        return Some(if quiz.rules().one_try { voice::had_your_try() } else { voice::have_it() });
    }
    (quiz.rules().one_try && own.any(|given| given.tried)).then(voice::had_your_try)
}

fn choose(quiz: Quiz, member: &Member, option: usize, now: Timestamp) -> Told {
    let Some(choices) = quiz.choices() else {
        return Told {
            step: Step { quiz, changed: false, effects: Vec::new() },
            reply: Box::new(voice::old_button()),
        };
    };
    let right = option == choices.right;
    let given = given(&quiz, member, &choices.options[option], right, now);
    if right {
        return count_right(quiz, given, now, voice::chose_right);
    }
    let mut quiz = quiz;
    keep(&mut quiz, given, now);
    let step = Step { quiz, changed: true, effects: Vec::new() };
    Told { step, reply: Box::new(voice::chose_wrong()) }
}

/// Books a right answer; the first one of a race leaves the others a few seconds.
fn count_right(mut quiz: Quiz, mut given: Given, now: Timestamp, reply: impl FnOnce(i64) -> Reply) -> Told {
    let first = quiz.right().next().is_none();
    let streak = if quiz.plan.streaks { quiz.progress.streaks.get(&given.member).copied() } else { None };
    let worth = worth_now(&quiz, now, streak.unwrap_or(0));
    (given.full, given.late) = (worth.full, worth.late);
    given.points = if first || !quiz.rules().race { given.full } else { given.late };
    let standing = quiz
        .progress
        .standings
        .entry(given.member.clone())
        .or_insert_with(|| Standing { name: given.name.clone(), points: 0 });
    standing.points += given.points;
    standing.name.clone_from(&given.name);
    let points = given.points;
    let mut effects = vec![Effect::Earn(Earned {
        member: given.member.clone(),
        name: given.name.clone(),
        round: quiz.progress.round,
        card: quiz.card().id.clone(),
        points,
    })];
    keep(&mut quiz, given, now);
    if let (true, true, Phase::Asking { until }) = (first, quiz.rules().race, quiz.progress.phase.clone()) {
        let until = until.min(now.plus_millis(LATE_MILLIS));
        quiz.progress.phase = Phase::Asking { until };
        effects.push(card_post(&quiz, voice::card(&quiz, until, now)));
    }
    Told { step: Step { quiz, changed: true, effects }, reply: Box::new(reply(points)) }
}

fn worth_now(quiz: &Quiz, now: Timestamp, streak: u32) -> Worth {
    let left = quiz.deadline().map_or(0, |until| until.millis_since(now));
    worth(left, i64::from(quiz.plan.seconds) * 1000, quiz.progress.hints, streak)
}

/// Keeps an answer for the moderators: what was right and what was somebody's only try always, of
/// the rest a member's newest.
fn keep(quiz: &mut Quiz, mut given: Given, now: Timestamp) {
    if !given.right {
        let streak = quiz.progress.streaks.get(&given.member).copied().filter(|_| quiz.plan.streaks);
        let worth = worth_now(quiz, now, streak.unwrap_or(0));
        (given.full, given.late) = (worth.full, worth.late);
    }
    let one_try = quiz.rules().one_try;
    let answers = &mut quiz.progress.answers;
    let own = answers.iter().filter(|kept| kept.member == given.member).count();
    let spare = |kept: &Arc<Given>| !kept.right && (own < FLOOD_ANSWERS || kept.member == given.member);
    if !one_try
        && (own >= FLOOD_ANSWERS || answers.len() >= ANSWERS_KEPT)
        && let Some(oldest) = answers.iter().position(spare)
    {
        answers.remove(oldest);
    }
    answers.push(Arc::new(given));
}

/// Discord hides what stands between two double bars until it is pressed; here it is the answer.
fn without_spoiler(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix("||").and_then(|rest| rest.strip_suffix("||"));
    inner.map(str::trim).filter(|inner| !inner.is_empty()).unwrap_or(text)
}
