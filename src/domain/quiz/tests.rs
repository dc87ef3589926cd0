//! The rules of play by example; what must hold in every quiz is in `properties`.

mod properties;
mod rulings;

use super::*;
use crate::domain::ids::{ChannelId, SpaceId};
use crate::domain::knowledge::Source;
use crate::domain::reply::Slot;

pub(super) fn card(answer: &str) -> Card {
    Card {
        id: CardId(answer.to_owned()),
        term: Some(answer.to_owned()),
        definition: format!("what {answer} means"),
        prompt: format!("the prompt of {answer}"),
        answers: vec![answer.to_owned()],
        source: Source { document: "d.txt".into(), first_line: 1, last_line: 2, record: None },
    }
}

const CARDS: [&str; 5] = ["anchor", "rudder", "keel", "halyard", "bow"];

fn plan_of(cards: &[&str], mode: Mode) -> Plan {
    let cards: Vec<Card> = cards.iter().map(|answer| card(answer)).collect();
    let deck: Vec<Card> = CARDS.iter().map(|answer| card(answer)).collect();
    let choices = match mode.rules().asks {
        Asks::Words => Vec::new(),
        asks => choices::choices(&cards, &deck, asks, 1).into_iter().flatten().collect(),
    };
    Plan {
        space: SpaceId("test:s".into()),
        channel: ChannelId("test:c".into()),
        deck: "d.txt".into(),
        cards,
        others: Vec::new(),
        seconds: 30,
        seed: 1,
        mode,
        hints: true,
        streaks: true,
        choices,
    }
}

pub(super) fn begun(cards: &[&str], mode: Mode) -> Quiz {
    begin(QuizId(1), plan_of(cards, mode), Timestamp(0)).0
}

fn member(name: &str, moderator: bool) -> Member {
    Member { id: MemberId(format!("test:{name}")), name: name.to_owned(), moderator }
}

fn answer(name: &str, text: &str) -> Event {
    Event::Answered { member: member(name, false), text: text.to_owned(), way: Way::Given, round: None }
}

fn order(name: &str, moderator: bool, control: Control) -> Event {
    Event::Ordered { member: member(name, moderator), control, round: None }
}

fn earned(step: &Step) -> Vec<(&str, i64)> {
    let earned = step.effects.iter().filter_map(|effect| match effect {
        Effect::Earn(earned) => Some((earned.name.as_str(), earned.points)),
        _ => None,
    });
    earned.collect()
}

#[test]
fn an_early_tick_does_nothing() {
    let quiz = begun(&["anchor"], Mode::Race);
    let after = step(quiz.clone(), Event::Tick, Timestamp(29_999));
    assert_eq!(after, Step { quiz, changed: false, effects: vec![] });
}

#[test]
fn an_answer_at_the_deadline_is_late_whoever_comes_first() {
    for mode in [Mode::Race, Mode::Everyone] {
        let after = step(begun(&["anchor", "rudder"], mode), answer("ana", "anchor"), Timestamp(30_000));
        assert_eq!(earned(&after), []);
        assert!(matches!(after.quiz.progress.phase, Phase::Resting { .. }));
    }
}

#[test]
fn a_quiz_that_was_away_for_a_night_comes_back_paused() {
    let quiz = begun(&["anchor"], Mode::Race);
    let soon = step(quiz.clone(), Event::Returned, Timestamp(60_000)).quiz;
    assert_eq!(soon.progress.phase, Phase::Asking { until: Timestamp(90_000) });
    let late = step(quiz, Event::Returned, Timestamp(30_001 + AWAY_MILLIS)).quiz;
    assert_eq!(late.progress.phase, Phase::Paused { left_millis: 30_000, asking: true });
}

#[test]
fn behind_the_first_of_a_race_others_score_less_for_a_moment() {
    let first = step(begun(&["anchor"], Mode::Race), answer("ana", "anchor"), Timestamp(1_000));
    assert_eq!(earned(&first), [("ana", RIGHT_POINTS + SPEED_POINTS)]);
    assert_eq!(first.quiz.deadline(), Some(Timestamp(1_000 + LATE_MILLIS)));
    let second = step(first.quiz, answer("ben", "anchor"), Timestamp(LATE_MILLIS));
    assert_eq!(earned(&second), [("ben", LATE_POINTS)]);
    let again = step(second.quiz, answer("ana", "anchor"), Timestamp(LATE_MILLIS));
    assert_eq!(earned(&again), []);
    let late = step(again.quiz, answer("cleo", "anchor"), Timestamp(1_000 + LATE_MILLIS));
    assert_eq!(earned(&late), []);
}

#[test]
fn a_race_that_was_decided_before_a_crash_gives_no_second_race() {
    let first = step(begun(&["anchor"], Mode::Race), answer("ana", "anchor"), Timestamp(1_000)).quiz;
    let back = step(first, Event::Returned, Timestamp(2_000)).quiz;
    assert_eq!(back.deadline(), Some(Timestamp(2_000 + LATE_MILLIS)));
    assert_eq!(earned(&step(back, answer("ben", "anchor"), Timestamp(2_500))), [("ben", LATE_POINTS)]);
}

#[test]
fn one_try_is_one_try_whatever_the_way() {
    let ways = [Way::Overheard, Way::Given];
    for (first, then) in [(ways[0], ways[1]), (ways[1], ways[0]), (ways[1], ways[1])] {
        let said = |text: &str, way| Event::Answered {
            member: member("ana", false),
            text: text.to_owned(),
            way,
            round: None,
        };
        let quiz = step(begun(&["anchor"], Mode::OneTry), said("rudder", first), Timestamp(1)).quiz;
        assert_eq!(earned(&step(quiz, said("anchor", then), Timestamp(2))), []);
    }
    let quiz = begun(&["anchor"], Mode::Choice);
    let right = quiz.choices().expect("it offers some").right;
    let press = |option| Event::Chosen { member: member("ana", false), round: 1, option };
    let wrong = step(quiz.clone(), press((right + 1) % 4), Timestamp(1)).quiz;
    assert_eq!(earned(&step(wrong.clone(), press(right), Timestamp(2))), []);
    assert_eq!(earned(&step(wrong, answer("ana", "anchor"), Timestamp(2))), []);
    assert_eq!(earned(&step(quiz, press(right), Timestamp(2))), [("ana", RIGHT_POINTS + SPEED_POINTS)]);
}

#[test]
fn close_costs_no_try_once() {
    let close = |name| answer(name, "the front sail");
    let mut plan = plan_of(&["anchor"], Mode::OneTry);
    plan.cards[0].answers = vec!["front sail halyard".to_owned()];
    let quiz = begin(QuizId(1), plan, Timestamp(0)).0;
    let once = step(quiz, close("ana"), Timestamp(1)).quiz;
    assert!(once.progress.nudged.len() == 1 && !once.progress.answers[0].tried);
    assert_eq!(earned(&step(once.clone(), answer("ana", "front sail halyard"), Timestamp(2))).len(), 1);
    let twice = step(once, close("ana"), Timestamp(2)).quiz;
    assert_eq!(earned(&step(twice, answer("ana", "front sail halyard"), Timestamp(3))), []);
}

#[test]
fn a_flood_of_guesses_is_slowed_and_nobody_elses() {
    let mut quiz = begun(&["anchor"], Mode::Race);
    for guess in 0..FLOOD_ANSWERS {
        quiz = step(quiz, answer("ana", &format!("guess {guess}")), Timestamp(guess as i64)).quiz;
    }
    assert_eq!(earned(&step(quiz.clone(), answer("ana", "anchor"), Timestamp(10))), []);
    assert_eq!(earned(&step(quiz.clone(), answer("ben", "anchor"), Timestamp(10))).len(), 1);
    assert_eq!(earned(&step(quiz, answer("ana", "||anchor||"), Timestamp(FLOOD_MILLIS))).len(), 1);
}

#[test]
fn more_than_half_of_the_players_skip_a_card() {
    let mut quiz = begun(&["anchor", "rudder"], Mode::Race);
    for name in ["ana", "ben", "cleo", "dora"] {
        quiz = step(quiz, answer(name, "no idea"), Timestamp(1)).quiz;
    }
    for name in ["ana", "ana", "ben"] {
        quiz = step(quiz, order(name, false, Control::Skip), Timestamp(2)).quiz;
        assert!(quiz.is_open(), "two of four are not more than half");
    }
    assert!(!step(quiz.clone(), order("cleo", false, Control::Skip), Timestamp(3)).quiz.is_open());
    assert!(!step(quiz, order("mo", true, Control::Skip), Timestamp(3)).quiz.is_open());
}

#[test]
fn hints_cost_everyone_and_end() {
    let mut quiz = begun(&["anchor"], Mode::Everyone);
    for hint in ["a_____", "an____", "anc___"] {
        quiz = step(quiz, order("ana", false, Control::Hint), Timestamp(1)).quiz;
        assert_eq!(quiz.hint().as_deref(), Some(hint));
    }
    assert!(!step(quiz.clone(), order("ana", false, Control::Hint), Timestamp(1)).changed);
    let after = step(quiz, answer("ben", "anchor"), Timestamp(2));
    assert_eq!(earned(&after), [("ben", RIGHT_POINTS + SPEED_POINTS - 3 * HINT_POINTS)]);
}

#[test]
fn silence_ends_a_quiz_and_a_word_does_not() {
    let tick = |quiz: Quiz| {
        let due = quiz.deadline().expect("it runs");
        step(quiz, Event::Tick, due).quiz
    };
    let mut quiz = begun(&CARDS, Mode::Race);
    for _ in 0..SILENT_CARDS * 2 {
        quiz = tick(quiz);
    }
    assert!(quiz.is_over() && quiz.progress.round == SILENT_CARDS);
    let mut quiz = begun(&CARDS, Mode::Race);
    for round in 0..SILENT_CARDS * 2 {
        if round == 2 {
            quiz = step(quiz, answer("ana", "no idea"), Timestamp(40_000)).quiz;
        }
        quiz = tick(quiz);
    }
    assert!(!quiz.is_over());
}

#[test]
fn a_stored_quiz_of_before_there_were_modes_is_read() {
    let plan = r#"{"space":"test:s","channel":"test:c","deck":"d.txt","cards":[{"id":"c","term":null,
        "definition":"d","prompt":"p","answers":["a"],"source":{"document":"d.txt","first_line":1,"last_line":1,
        "record":null}}],"others":[],"seconds":30,"seed":1}"#;
    let progress = r#"{"round":1,"phase":{"Asking":{"until":5}},
        "standings":{"test:ana":{"name":"ana","points":1}},"nudged":["test:ben"]}"#;
    let plan: Plan = serde_json::from_str(plan).expect("a plan");
    let progress: Progress = serde_json::from_str(progress).expect("a progress");
    let quiz = Quiz::restore(QuizId(1), Arc::new(plan), progress).expect("it can be played on");
    assert_eq!((quiz.plan.mode, quiz.plan.hints, quiz.plan.streaks), (Mode::Race, true, false));
    assert_eq!(quiz.table()[0].points, 1);
}

#[test]
fn what_comes_back_from_a_store_is_not_believed() {
    let quiz = begun(&["anchor", "rudder"], Mode::Choice);
    let with = |change: &dyn Fn(&mut Plan, &mut Progress)| {
        let (mut plan, mut progress) = ((*quiz.plan).clone(), quiz.progress.clone());
        change(&mut plan, &mut progress);
        Quiz::restore(QuizId(1), Arc::new(plan), progress)
    };
    assert!(with(&|_, _| {}).is_some());
    let last = |round| Closed { round, answers: vec![], protested: Default::default() };
    assert!(with(&|_, progress| progress.last = Some(last(2))).is_some());
    assert!(with(&|_, progress| progress.last = Some(last(3))).is_none());
    assert!(with(&|_, progress| progress.round = 0).is_none());
    assert!(with(&|plan, _| plan.choices[1].right = 4).is_none());
    assert!(with(&|plan, _| drop(plan.choices.pop())).is_none());
    assert!(with(&|plan, _| plan.cards[0].answers.clear()).is_none());
    let hinted = with(&|plan, progress| (plan.mode, progress.hints) = (Mode::Race, u8::MAX)).expect("a quiz");
    assert!(!hinted.has_hint() && hinted.hint().is_none());
}

#[test]
fn a_quiz_that_cannot_go_on_keeps_what_was_earned_and_closes_its_card() {
    let quiz = step(begun(&["keel", "bow"], Mode::Everyone), answer("ana", "keel"), Timestamp(1_000)).quiz;
    let after = step(quiz, Event::Failed, Timestamp(2_000));
    assert!(after.changed && after.quiz.is_over());
    assert_eq!(after.quiz.table().first().map(|line| line.name.as_str()), Some("ana"));
    let posts = after.effects.iter().filter_map(|effect| match effect {
        Effect::Post(post) => Some(&post.slot),
        _ => None,
    });
    assert!(matches!(posts.collect::<Vec<_>>()[..], [Slot::Card { round: 1, .. }, Slot::Fresh]));
    assert!(!step(after.quiz, Event::Failed, Timestamp(3_000)).changed);
}
