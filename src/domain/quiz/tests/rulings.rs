//! Rulings and protests by example.

use super::*;

/// A card on which ana and ben were refused and cleo, behind them, was first.
fn closed_card(mode: Mode) -> Quiz {
    let mut quiz = begun(&["anchor", "rudder"], mode);
    for (name, text, at) in
        [("ana", "killick", 1), ("ben", "mudhook", 2), ("cleo", "anchor", 3), ("dora", "Killick!", 4)]
    {
        quiz = step(quiz, answer(name, text), Timestamp(at)).quiz;
    }
    let due = quiz.deadline().expect("it runs");
    step(quiz, Event::Tick, due).quiz
}

fn review(name: &str, moderator: bool, review: Review) -> Event {
    Event::Reviewed { member: member(name, moderator), round: Some(1), review }
}

#[test]
fn a_ruling_puts_the_scores_right_and_stays_with_the_card() {
    let full = RIGHT_POINTS + SPEED_POINTS;
    for (mode, behind) in [(Mode::Race, LATE_POINTS), (Mode::Everyone, full)] {
        let ruled = step(closed_card(mode), review("mo", true, Review::Right(0)), Timestamp(40_000));
        // Ana was first after all; dora said the same behind her; cleo loses nothing by it.
        assert_eq!(earned(&ruled), [("ana", full), ("dora", behind)], "{mode:?}");
        let points = |quiz: &Quiz, name: &str| {
            quiz.progress
                .standings
                .get(&MemberId(format!("test:{name}")))
                .map_or(0, |standing| standing.points)
        };
        assert_eq!((points(&ruled.quiz, "ana"), points(&ruled.quiz, "cleo")), (full, full));
        let taught = Taught { card: CardId("anchor".into()), wording: "killick".into(), right: true };
        assert!(ruled.effects.contains(&Effect::Teach(taught)));
        // And back again.
        let back = step(ruled.quiz, review("mo", true, Review::Wrong(3)), Timestamp(40_001));
        assert_eq!(earned(&back), [("ana", 0), ("dora", 0)]);
        assert_eq!((points(&back.quiz, "ana"), points(&back.quiz, "cleo")), (0, full));
    }
}

#[test]
fn who_was_behind_a_wrong_answer_was_first() {
    let mut quiz = begun(&["anchor", "rudder"], Mode::Race);
    for (name, at) in [("ana", 1), ("ben", 2)] {
        quiz = step(quiz, answer(name, if name == "ana" { "anchors" } else { "anchor" }), Timestamp(at)).quiz;
    }
    quiz = step(quiz, Event::Tick, Timestamp(10_000)).quiz;
    let ruled = step(quiz, review("mo", true, Review::Wrong(0)), Timestamp(10_001));
    let earned = earned(&ruled);
    assert_eq!(earned[0], ("ana", 0));
    assert!(earned[1].0 == "ben" && earned[1].1 > LATE_POINTS, "{earned:?}");
}

#[test]
fn only_moderators_rule_and_only_on_the_last_card() {
    let quiz = closed_card(Mode::Race);
    let refused = [
        review("ana", false, Review::Right(0)),
        review("ana", false, Review::Show),
        review("mo", true, Review::Right(99)),
        review("ana", false, Review::Right(99)),
        Event::Accepted { member: member("ana", false), wording: Some("killick".into()) },
        Event::Reviewed { member: member("mo", true), round: Some(2), review: Review::Right(0) },
    ];
    for event in refused {
        assert!(!step(quiz.clone(), event, Timestamp(1)).changed);
    }
    // The next card is open, and behind the end: the last card is still the last one.
    let next = step(quiz, Event::Tick, Timestamp(60_000)).quiz;
    assert!(next.is_open());
    assert_eq!(earned(&step(next.clone(), review("mo", true, Review::Right(1)), Timestamp(60_001))).len(), 1);
    let over = step(next, order("mo", true, Control::Stop), Timestamp(60_002)).quiz;
    assert_eq!(earned(&step(over, review("mo", true, Review::Right(1)), Timestamp(60_003))).len(), 1);
}

#[test]
fn accepting_takes_the_only_refused_wording_or_the_one_that_is_named() {
    let accept = |wording: Option<&str>| Event::Accepted {
        member: member("mo", true),
        wording: wording.map(str::to_owned),
    };
    let quiz = closed_card(Mode::Everyone);
    assert!(!step(quiz.clone(), accept(None), Timestamp(1)).changed, "two wordings were refused");
    assert!(!step(quiz.clone(), accept(Some("Anchor")), Timestamp(1)).changed, "it is accepted already");
    let named = step(quiz.clone(), accept(Some("mudhook")), Timestamp(1));
    assert_eq!(earned(&named).len(), 1);
    assert_eq!(earned(&step(named.quiz, accept(None), Timestamp(1))).len(), 2, "one wording is left");
    let new = step(quiz, accept(Some("grapnel")), Timestamp(1));
    assert!(new.changed && earned(&new).is_empty(), "nobody gave it, but it counts from now on");
}

#[test]
fn a_protest_asks_once_a_card() {
    let quiz = closed_card(Mode::Race);
    assert!(
        !step(quiz.clone(), review("cleo", false, Review::Protest), Timestamp(1)).changed,
        "she was right"
    );
    let asked = step(quiz, review("dora", false, Review::Protest), Timestamp(1));
    assert!(asked.changed && format!("{:?}", asked.effects).contains("Killick!"));
    assert!(!step(asked.quiz, review("dora", false, Review::Protest), Timestamp(2)).changed);
}
