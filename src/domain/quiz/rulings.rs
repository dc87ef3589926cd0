//! What moderators rule on the last card behind the judge's back, and members' protests.
//!
//! A ruling is about a wording: everyone who gave it gains or loses. Nobody else loses by it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::play::{Step, changed, known, post, unchanged};
use super::{Asks, Closed, Earned, Effect, Given, Quiz, Standing, Taught};
use crate::domain::fold::fold;
use crate::domain::ids::MemberId;
use crate::domain::inbound::Member;
use crate::domain::reply::{Response, Slot};
use crate::domain::voice::quiz as voice;

/// Something about the answers to a card that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// A moderator wants to see them.
    Show,
    /// A member wants the moderators to look again.
    Protest,
    /// A moderator takes the answer at this place as right.
    Right(usize),
    /// A moderator takes the answer at this place as wrong.
    Wrong(usize),
}

impl Review {
    /// As one word, for a button's token.
    pub fn to_word(self) -> String {
        match self {
            Self::Show => "show".to_owned(),
            Self::Protest => "protest".to_owned(),
            Self::Right(answer) => format!("right-{answer}"),
            Self::Wrong(answer) => format!("wrong-{answer}"),
        }
    }

    /// Reads a word back; none for anything that [`Review::to_word`] did not write.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.split_once('-') {
            None if word == "show" => Some(Self::Show),
            None if word == "protest" => Some(Self::Protest),
            Some(("right", answer)) => Some(Self::Right(answer.parse().ok()?)),
            Some(("wrong", answer)) => Some(Self::Wrong(answer.parse().ok()?)),
            _ => None,
        }
    }
}

/// Takes a press under a card that is over.
pub(super) fn reviewed(quiz: Quiz, member: &Member, round: Option<u32>, review: Review) -> Step {
    let Some(last) = quiz.progress.last.as_ref() else {
        return unchanged(quiz, Response::Say(voice::nothing_to_rule()));
    };
    if round.is_some_and(|round| round != last.round) {
        return unchanged(quiz, Response::Say(voice::old_ruling()));
    }
    if review == Review::Protest {
        return protest(quiz, member);
    }
    if !member.moderator {
        return unchanged(quiz, Response::Say(voice::moderators_only()));
    }
    let (place, right) = match review {
        Review::Right(place) => (place, true),
        Review::Wrong(place) => (place, false),
        _ => {
            let reply = voice::answers_of(&quiz, last);
            return unchanged(quiz, Response::Say(reply));
        }
    };
    let Some(given) = last.answers.get(place).cloned() else {
        return unchanged(quiz, Response::Say(voice::old_ruling()));
    };
    if given.right == right && given.ruled {
        return unchanged(quiz, Response::Say(voice::ruled_already()));
    }
    rule(quiz, member, &given.text, right)
}

/// A moderator accepts a wording for the last card; without one, the only wrong one that was given.
pub(super) fn accepted(quiz: Quiz, member: &Member, wording: Option<&str>) -> Step {
    if !member.moderator {
        return unchanged(quiz, Response::Say(voice::moderators_only()));
    }
    let Some(last) = quiz.progress.last.as_ref() else {
        return unchanged(quiz, Response::Say(voice::nothing_to_rule()));
    };
    if let Some(wording) = wording.map(str::trim).filter(|wording| !fold(wording).is_empty()) {
        let known = |text: &String| fold(text) == fold(wording);
        if quiz.plan.cards[last.round as usize - 1].answers.iter().any(known) {
            return unchanged(quiz, Response::Say(voice::ruled_already()));
        }
        let wording: String = wording.chars().take(usize::from(voice::ANSWER_CHARACTERS)).collect();
        return rule(quiz, member, &wording, true);
    }
    let wrong = last.answers.iter().filter(|given| !given.right);
    let wordings: BTreeMap<String, String> =
        wrong.map(|given| (fold(&given.text), given.text.clone())).collect();
    match wordings.first_key_value() {
        None => unchanged(quiz, Response::Say(voice::nothing_to_rule())),
        Some((_, wording)) if wordings.len() == 1 => rule(quiz, member, &wording.clone(), true),
        Some(_) => {
            let reply = voice::answers_of(&quiz, last);
            unchanged(quiz, Response::Say(reply))
        }
    }
}

fn protest(mut quiz: Quiz, member: &Member) -> Step {
    let Some(last) = quiz.progress.last.as_mut() else {
        return unchanged(quiz, Response::Say(voice::nothing_to_rule()));
    };
    let own = |given: &Arc<Given>| given.member == member.id && !given.right;
    let Some(place) = last.answers.iter().rposition(own) else {
        return unchanged(quiz, Response::Say(voice::nothing_to_protest()));
    };
    if last.answers[place].ruled || !last.protested.insert(member.id.clone()) {
        return unchanged(quiz, Response::Say(voice::protested_already()));
    }
    let (round, text) = (last.round, last.answers[place].text.clone());
    let effects = vec![post(&quiz, Slot::Fresh, voice::protest(&quiz, round, &member.name, place, &text))];
    changed(quiz, effects, voice::done_protested())
}

/// Takes a wording as right or wrong from now on, and puts the scores of the card right.
fn rule(mut quiz: Quiz, by: &Member, wording: &str, right: bool) -> Step {
    let race = quiz.rules().race;
    let Some(last) = quiz.progress.last.as_mut() else {
        return unchanged(quiz, Response::Say(voice::nothing_to_rule()));
    };
    let round = last.round;
    let before = earned(last);
    let mut concerned = BTreeSet::new();
    for given in last.answers.iter_mut().filter(|given| fold(&given.text) == fold(wording)) {
        concerned.insert(given.member.clone());
        let given = Arc::make_mut(given);
        (given.right, given.ruled) = (right, true);
    }
    let due = due(last, race);
    let mut news = Vec::new();
    for (member, name) in names(last) {
        let had = before.get(&member).copied().unwrap_or(0);
        let due = due.get(&member).copied().unwrap_or(0);
        let loses = !right && concerned.contains(&member);
        let points = if loses { due } else { due.max(had) };
        book(last, &member, points);
        if points != had {
            news.push((member, name, points, points - had));
        }
    }
    let card = quiz.plan.cards[round as usize - 1].id.clone();
    let mut effects = Vec::new();
    for (member, name, points, more) in &news {
        let standing = quiz.progress.standings.entry(member.clone());
        let standing = standing.or_insert_with(|| Standing { name: name.clone(), points: 0 });
        standing.points += more;
        effects.push(Effect::Earn(Earned {
            member: member.clone(),
            name: name.clone(),
            round,
            card: card.clone(),
            points: *points,
        }));
    }
    let ruled = &quiz.plan.cards[round as usize - 1];
    let learnt = concerned.iter().map(|member| known(&quiz, ruled, member));
    effects.extend(learnt.map(if right { Effect::Knew } else { Effect::Missed }));
    // A definition that was chosen is no answer that could be typed.
    if quiz.rules().asks != Asks::Definition {
        effects.push(Effect::Teach(Taught { card, wording: wording.to_owned(), right }));
    }
    let news: Vec<(String, i64)> = news.into_iter().map(|(_, name, points, _)| (name, points)).collect();
    effects.push(post(&quiz, Slot::Fresh, voice::ruled(&quiz, &by.name, wording, right, &news)));
    changed(quiz, effects, voice::done_ruled())
}

fn names(last: &Closed) -> BTreeMap<MemberId, String> {
    last.answers.iter().map(|given| (given.member.clone(), given.name.clone())).collect()
}

/// What each member has earned with the card.
fn earned(last: &Closed) -> BTreeMap<MemberId, i64> {
    let mut earned = BTreeMap::new();
    for given in &last.answers {
        *earned.entry(given.member.clone()).or_default() += given.points;
    }
    earned
}

/// What each member would have earned, had the right answers been taken as right at once.
fn due(last: &Closed, race: bool) -> BTreeMap<MemberId, i64> {
    let mut due: BTreeMap<MemberId, i64> = BTreeMap::new();
    let mut decided = false;
    for given in last.answers.iter().filter(|given| given.right) {
        let worth = if race && decided { given.late } else { given.full };
        decided = true;
        let best = due.entry(given.member.clone()).or_default();
        *best = (*best).max(worth);
    }
    due
}

/// Writes what a member has earned with the card to the first of the answers that are right.
fn book(last: &mut Closed, member: &MemberId, mut points: i64) {
    for given in last.answers.iter_mut().filter(|given| given.member == *member) {
        let here = if given.right { std::mem::take(&mut points) } else { 0 };
        if given.points != here {
            Arc::make_mut(given).points = here;
        }
    }
}
