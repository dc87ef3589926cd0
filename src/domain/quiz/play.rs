//! The rules of play: an event and the moment in, the next quiz and its effects out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::{
    AWAY_MILLIS, Earned, Effect, Event, Phase, Plan, Prepared, Progress, Quiz, REST_MILLIS, RIGHT_POINTS,
    Standing, Way,
};
use crate::domain::ids::{QuizId, Timestamp};
use crate::domain::inbound::Member;
use crate::domain::judge::Verdict;
use crate::domain::reply::{Control, Post, Reply, Response, Slot};
use crate::domain::study::missed;
use crate::domain::voice::quiz as voice;

/// What an event has led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The quiz from now on; none when it is over.
    pub quiz: Option<Quiz>,
    /// Whether anything changed that must be stored.
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
        mistaken: BTreeSet::new(),
    };
    let mut quiz = Quiz { id, plan: Arc::new(plan), progress, prepared: Prepared::default() };
    let mut effects = vec![post(&quiz, Slot::Fresh, voice::started(&quiz))];
    effects.push(open_card(&mut quiz, now));
    (quiz, effects)
}

/// Takes one event.
pub fn step(quiz: Quiz, event: Event, now: Timestamp) -> Step {
    match event {
        Event::Answered { member, text, way, round } => answered(quiz, &member, &text, way, round, now),
        Event::AnswerPressed { round } => {
            let response = match check_round(&quiz, Some(round)) {
                Ok(()) => Response::Form(voice::answer_form(&quiz)),
                Err(reply) => Response::Say(*reply),
            };
            unchanged(quiz, response)
        }
        Event::Ordered { member, control, round } => ordered(quiz, &member, control, round, now),
        Event::Tick => match quiz.progress.phase {
            Phase::Asking { until } if now >= until => close_card(quiz, None, now),
            Phase::Resting { until } if now >= until => next_card(quiz, now),
            _ => Step { quiz: Some(quiz), changed: false, effects: Vec::new() },
        },
        Event::Returned => returned(quiz, now),
    }
}

fn answered(
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
    // The deadline decides, not the order in which a tick and an answer happen to arrive.
    if matches!(quiz.progress.phase, Phase::Asking { until } if now >= until) {
        let mut late = close_card(quiz, None, now);
        late.effects.push(Effect::Respond(quiet(voice::too_late())));
        return late;
    }
    if let Err(reply) = check_round(&quiz, round) {
        return unchanged(quiz, quiet(*reply));
    }
    let ruling = quiz.judge().rule(text);
    match ruling.verdict {
        Verdict::Correct => {
            let mut closed = close_card(quiz, Some(member), now);
            closed.effects.push(Effect::Respond(quiet(voice::right(&ruling))));
            closed
        }
        Verdict::Close if way == Way::Overheard => {
            let news = quiz.progress.nudged.insert(member.id.clone());
            let response =
                if news { Response::Say(voice::close(&member.name, &ruling)) } else { Response::Silent };
            Step { quiz: Some(quiz), changed: news, effects: vec![Effect::Respond(response)] }
        }
        Verdict::Close => unchanged(quiz, Response::Say(voice::close(&member.name, &ruling))),
        Verdict::Wrong => {
            let news = quiz.progress.mistaken.insert(member.id.clone());
            let effects = vec![Effect::Respond(quiet(voice::wrong(&ruling)))];
            Step { quiz: Some(quiz), changed: news, effects }
        }
    }
}

/// Whether the round is the current one and open; if not, the sentence that says so.
fn check_round(quiz: &Quiz, round: Option<u32>) -> Result<(), Box<Reply>> {
    if round.is_some_and(|round| round != quiz.progress.round) {
        return Err(Box::new(voice::too_late()));
    }
    match quiz.progress.phase {
        Phase::Asking { .. } => Ok(()),
        Phase::Resting { .. } => Err(Box::new(voice::too_late())),
        Phase::Paused { .. } => Err(Box::new(voice::is_paused())),
    }
}

fn ordered(mut quiz: Quiz, member: &Member, control: Control, round: Option<u32>, now: Timestamp) -> Step {
    if !member.moderator {
        return unchanged(quiz, Response::Say(voice::moderators_only()));
    }
    if round.is_some_and(|round| round != quiz.progress.round) {
        return unchanged(quiz, Response::Say(voice::old_button()));
    }
    // A second press on the same Skip must not skip the rest as well.
    if round.is_some() && control != Control::Stop && matches!(quiz.progress.phase, Phase::Resting { .. }) {
        return unchanged(quiz, Response::Say(voice::too_late()));
    }
    match (control, quiz.progress.phase.clone()) {
        (Control::Stop, phase) => {
            let mut effects = Vec::new();
            if !matches!(phase, Phase::Resting { .. } | Phase::Paused { asking: false, .. }) {
                effects.push(card_post(&quiz, voice::closed_card(&quiz)));
            }
            effects.push(post(&quiz, Slot::Fresh, voice::ended(&quiz, Some(&member.name))));
            effects.push(Effect::Respond(Response::Say(voice::stopped())));
            Step { quiz: None, changed: true, effects }
        }
        (Control::Pause, Phase::Paused { .. }) => unchanged(quiz, Response::Say(voice::is_paused())),
        (Control::Pause, phase) => {
            let asking = matches!(phase, Phase::Asking { .. });
            let left_millis = quiz.deadline().map_or(0, |until| until.millis_since(now).max(0));
            quiz.progress.phase = Phase::Paused { left_millis, asking };
            let mut effects = Vec::new();
            if asking {
                effects.push(card_post(&quiz, voice::paused_card(&quiz)));
            }
            effects.push(post(&quiz, Slot::Fresh, voice::paused(&member.name)));
            changed(quiz, effects, voice::done_paused())
        }
        (Control::Resume, Phase::Paused { left_millis, asking }) => {
            let until = now.plus_millis(left_millis.max(0));
            quiz.progress.phase = if asking { Phase::Asking { until } } else { Phase::Resting { until } };
            let mut effects = vec![post(&quiz, Slot::Fresh, voice::resumed(&member.name))];
            if asking {
                effects.push(card_post(&quiz, voice::card(&quiz, until, now)));
            }
            changed(quiz, effects, voice::done_resumed())
        }
        (Control::Resume, _) => unchanged(quiz, Response::Say(voice::not_paused())),
        (Control::Skip, Phase::Resting { .. } | Phase::Paused { asking: false, .. }) => {
            let mut next = next_card(quiz, now);
            next.effects.push(Effect::Respond(Response::Say(voice::done_skipped())));
            next
        }
        (Control::Skip, _) => {
            let mut skipped = close_card(quiz, None, now);
            skipped.effects.push(Effect::Respond(Response::Say(voice::done_skipped())));
            skipped
        }
    }
}

/// Ends the current card: the winner, if any, earns; the answer and its source are shown.
fn close_card(mut quiz: Quiz, winner: Option<&Member>, now: Timestamp) -> Step {
    let mut effects = Vec::new();
    if let Some(member) = winner {
        let standing = quiz
            .progress
            .standings
            .entry(member.id.clone())
            .or_insert_with(|| Standing { name: member.name.clone(), points: 0 });
        standing.points += RIGHT_POINTS;
        standing.name.clone_from(&member.name);
        effects.push(Effect::Earn(Earned {
            member: member.id.clone(),
            name: member.name.clone(),
            round: quiz.progress.round,
            card: quiz.card().id.clone(),
            points: RIGHT_POINTS,
        }));
    }
    let wrong = quiz.progress.mistaken.iter().map(|member| (member, false));
    let right = winner.map(|winner| (&winner.id, true));
    effects.extend(missed(&quiz.card().id, wrong.chain(right)).into_iter().map(Effect::Missed));
    quiz.progress.phase = Phase::Resting { until: now.plus_millis(REST_MILLIS) };
    effects.push(card_post(&quiz, voice::closed_card(&quiz)));
    effects.push(post(&quiz, Slot::Fresh, voice::reveal(&quiz, winner.map(|member| member.name.as_str()))));
    Step { quiz: Some(quiz), changed: true, effects }
}

/// Opens the next card, or ends the quiz behind the last one.
fn next_card(mut quiz: Quiz, now: Timestamp) -> Step {
    if quiz.progress.round >= quiz.rounds() {
        let effects = vec![post(&quiz, Slot::Fresh, voice::ended(&quiz, None))];
        return Step { quiz: None, changed: true, effects };
    }
    quiz.progress.round += 1;
    quiz.progress.nudged.clear();
    quiz.progress.mistaken.clear();
    quiz.prepared.judge = OnceLock::new();
    let card = open_card(&mut quiz, now);
    Step { quiz: Some(quiz), changed: true, effects: vec![card] }
}

/// After a restart an open card gets its whole time again: nobody could answer while the desk was away.
fn returned(mut quiz: Quiz, now: Timestamp) -> Step {
    let Some(deadline) = quiz.deadline() else {
        return Step { quiz: Some(quiz), changed: false, effects: Vec::new() };
    };
    let asking = matches!(quiz.progress.phase, Phase::Asking { .. });
    if now.millis_since(deadline) > AWAY_MILLIS {
        let left_millis = if asking { i64::from(quiz.plan.seconds) * 1000 } else { 0 };
        quiz.progress.phase = Phase::Paused { left_millis, asking };
        let effects = vec![post(&quiz, Slot::Fresh, voice::back_paused(&quiz))];
        return Step { quiz: Some(quiz), changed: true, effects };
    }
    let mut effects = vec![post(&quiz, Slot::Fresh, voice::back(&quiz))];
    if asking {
        effects.push(open_card(&mut quiz, now));
    }
    Step { quiz: Some(quiz), changed: true, effects }
}

fn open_card(quiz: &mut Quiz, now: Timestamp) -> Effect {
    let until = now.plus_millis(i64::from(quiz.plan.seconds) * 1000);
    quiz.progress.phase = Phase::Asking { until };
    card_post(quiz, voice::card(quiz, until, now))
}

fn card_post(quiz: &Quiz, reply: Reply) -> Effect {
    post(quiz, Slot::Card { quiz: quiz.id, round: quiz.progress.round, card: quiz.card().id.clone() }, reply)
}

fn post(quiz: &Quiz, slot: Slot, reply: Reply) -> Effect {
    Effect::Post(Post { channel: quiz.plan.channel.clone(), slot, reply })
}

fn unchanged(quiz: Quiz, response: Response) -> Step {
    Step { quiz: Some(quiz), changed: false, effects: vec![Effect::Respond(response)] }
}

fn changed(quiz: Quiz, mut effects: Vec<Effect>, reply: Reply) -> Step {
    effects.push(Effect::Respond(Response::Say(reply)));
    Step { quiz: Some(quiz), changed: true, effects }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::ids::{CardId, ChannelId, MemberId, SpaceId};
    use crate::domain::knowledge::{Card, Source};

    pub(in crate::domain::quiz) fn card(answer: &str) -> Card {
        Card {
            id: CardId(answer.to_owned()),
            term: Some(answer.to_owned()),
            definition: format!("what {answer} means"),
            prompt: format!("the prompt of {answer}"),
            answers: vec![answer.to_owned()],
            source: Source { document: "d.txt".into(), first_line: 1, last_line: 2, record: None },
        }
    }

    fn plan(cards: &[&str]) -> Plan {
        Plan {
            space: SpaceId("test:s".into()),
            channel: ChannelId("test:c".into()),
            deck: "d.txt".into(),
            cards: cards.iter().map(|answer| card(answer)).collect(),
            others: Vec::new(),
            seconds: 30,
            seed: 1,
        }
    }

    fn member(name: &str, moderator: bool) -> Member {
        Member { id: MemberId(format!("test:{name}")), name: name.to_owned(), moderator }
    }

    fn answer(name: &str, text: &str) -> Event {
        Event::Answered { member: member(name, false), text: text.to_owned(), way: Way::Given, round: None }
    }

    #[test]
    fn an_early_tick_does_nothing() {
        let (quiz, _) = begin(QuizId(1), plan(&["anchor"]), Timestamp(0));
        let after = step(quiz.clone(), Event::Tick, Timestamp(29_999));
        assert_eq!(after, Step { quiz: Some(quiz), changed: false, effects: vec![] });
    }

    #[test]
    fn an_answer_at_the_deadline_is_late_whoever_comes_first() {
        let (quiz, _) = begin(QuizId(1), plan(&["anchor", "rudder"]), Timestamp(0));
        let after = step(quiz, answer("ana", "anchor"), Timestamp(30_000));
        assert!(after.effects.iter().all(|effect| !matches!(effect, Effect::Earn(_))));
        assert!(matches!(after.quiz.expect("goes on").progress.phase, Phase::Resting { .. }));
    }

    #[test]
    fn a_quiz_that_was_away_for_a_night_comes_back_paused() {
        let (quiz, _) = begin(QuizId(1), plan(&["anchor"]), Timestamp(0));
        let soon = step(quiz.clone(), Event::Returned, Timestamp(60_000)).quiz.expect("goes on");
        assert_eq!(soon.progress.phase, Phase::Asking { until: Timestamp(90_000) });
        let late = step(quiz, Event::Returned, Timestamp(30_001 + AWAY_MILLIS)).quiz.expect("goes on");
        assert_eq!(late.progress.phase, Phase::Paused { left_millis: 30_000, asking: true });
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let words = prop::sample::select(vec!["anchor", "rudder", "keel", "no idea", ""]);
        let names = prop::sample::select(vec!["ana", "ben", "cleo"]);
        let ways = prop::sample::select(vec![Way::Given, Way::Overheard]);
        let controls =
            prop::sample::select(vec![Control::Stop, Control::Pause, Control::Resume, Control::Skip]);
        prop_oneof![
            8 => (words, names, ways, prop::option::of(0..4u32)).prop_map(|(text, name, way, round)| {
                Event::Answered { member: member(name, false), text: text.to_owned(), way, round }
            }),
            4 => Just(Event::Tick),
            1 => Just(Event::Returned),
            1 => (0..4u32).prop_map(|round| Event::AnswerPressed { round }),
            2 => (controls, any::<bool>(), prop::option::of(0..4u32)).prop_map(|(control, moderator, round)| {
                Event::Ordered { member: member("mo", moderator), control, round }
            }),
        ]
    }

    proptest! {
        /// Whatever happens in whatever order: points equal what was earned, nobody earns twice in
        /// a round, only right answers of open rounds earn, and rounds never go back.
        #[test]
        fn scores_are_the_sum_of_their_events(events in prop::collection::vec((any_event(), 0..40_000i64), 0..60)) {
            let mut now = Timestamp(0);
            let (quiz, _) = begin(QuizId(1), plan(&["anchor", "rudder", "keel"]), now);
            let mut live = Some(quiz);
            let mut earned: Vec<Earned> = Vec::new();
            for (event, wait) in events {
                let Some(quiz) = live else { break };
                now = now.plus_millis(wait);
                let (round, before) = (quiz.progress.round, quiz.clone());
                let after = step(quiz, event, now);
                for effect in &after.effects {
                    if let Effect::Earn(points) = effect {
                        prop_assert!(earned.iter().all(|e| e.round != points.round), "one winner a round");
                        prop_assert_eq!(points.round, round);
                        earned.push(points.clone());
                    }
                }
                if !after.changed {
                    prop_assert_eq!(after.quiz.as_ref(), Some(&before), "what changed is stored");
                }
                if let Some(next) = &after.quiz {
                    prop_assert!(next.progress.round >= round);
                    let stored = Quiz::restore(next.id, next.plan.clone(), next.progress.clone());
                    prop_assert_eq!(stored.as_ref(), Some(next), "what is stored can be played on");
                    let total: i64 = next.progress.standings.values().map(|s| s.points).sum();
                    prop_assert_eq!(total, earned.iter().map(|e| e.points).sum::<i64>());
                }
                live = after.quiz;
            }
        }

        /// Ticks alone end every quiz, from any state that is not paused.
        #[test]
        fn a_quiz_always_ends(events in prop::collection::vec(any_event(), 0..20)) {
            let (quiz, _) = begin(QuizId(1), plan(&["anchor", "rudder", "keel"]), Timestamp(0));
            let mut live = Some(quiz);
            for event in events {
                live = live.and_then(|quiz| step(quiz, event, Timestamp(1)).quiz);
            }
            live = live.and_then(|quiz| {
                let order = Event::Ordered { member: member("mo", true), control: Control::Resume, round: None };
                step(quiz, order, Timestamp(1)).quiz
            });
            for _ in 0..8 {
                live = live.and_then(|quiz| {
                    let due = quiz.deadline().expect("not paused");
                    step(quiz, Event::Tick, due).quiz
                });
            }
            prop_assert_eq!(live, None);
        }
    }
}
