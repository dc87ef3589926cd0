//! What must hold in every quiz, whatever happens in whatever order.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn any_event() -> impl Strategy<Value = Event> {
    let words = prop::sample::select(vec!["anchor", "rudder", "keel", "no idea", "", "b", "||keel||", "rud"]);
    let names = any_name;
    let ways = prop::sample::select(vec![Way::Given, Way::Overheard]);
    let controls = prop::sample::select(vec![
        Control::Stop,
        Control::Pause,
        Control::Resume,
        Control::Skip,
        Control::Skip,
        Control::Hint,
        Control::Hint,
    ]);
    let round = || prop::option::of(0..4u32);
    prop_oneof![
        8 => (words, names(), ways, round()).prop_map(|(text, name, way, round)| {
            Event::Answered { member: member(name, false), text: text.to_owned(), way, round }
        }),
        4 => (names(), 0..4u32, 0..6usize).prop_map(|(name, round, option)| {
            Event::Chosen { member: member(name, false), round, option }
        }),
        4 => Just(Event::Tick),
        1 => Just(Event::Returned),
        1 => Just(Event::Awaited),
        3 => (any::<bool>(), names(), 0..4usize, 0..4u32, round()).prop_map(|(moderator, name, place, what, round)| {
            let review = [Review::Show, Review::Protest, Review::Right(place), Review::Wrong(place)][what as usize];
            Event::Reviewed { member: member(name, moderator), round, review }
        }),
        1 => (any::<bool>(), prop::option::of(prop::sample::select(vec!["mast", "anchor", "no idea"]))).prop_map(
            |(moderator, wording)| Event::Accepted {
                member: member("mo", moderator),
                wording: wording.map(str::to_owned),
            }
        ),
        1 => (names(), 0..4u32).prop_map(|(name, round)| Event::AnswerPressed { member: member(name, false), round }),
        2 => (controls, any::<bool>(), round()).prop_map(|(control, moderator, round)| {
            Event::Ordered { member: member("mo", moderator), control, round }
        }),
    ]
}

fn any_name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["ana", "ben", "cleo"])
}

fn any_mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(MODES.iter().map(|rules| rules.mode).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    /// Points equal the sum of what was earned, each member's last word for a round counting; right
    /// answers of open rounds alone earn; rounds never go back; what is stored can be played on; and a
    /// quiz that is over says nothing more in the channel.
    #[test]
    fn scores_are_the_sum_of_their_events(
        mode in any_mode(),
        events in prop::collection::vec((any_event(), 0..20_000i64, prop::option::weighted(0.05, any_name())), 0..60),
    ) {
        let mut now = Timestamp(0);
        let mut quiz = begun(&["anchor", "rudder", "keel"], mode);
        let mut total: BTreeMap<(u32, MemberId), i64> = BTreeMap::new();
        let mut stored_at = quiz.progress.clone();
        for (event, wait, forgotten) in events {
            now = now.plus_millis(wait);
            if let Some(name) = forgotten {
                let id = member(name, false).id;
                total.retain(|(_, who), _| *who != id);
                quiz = quiz.forgetting(&id).unwrap_or(quiz);
                prop_assert!(!serde_json::to_string(&quiz.progress).expect("json").contains(&id.0));
                stored_at = quiz.progress.clone();
            }
            let before = quiz;
            let ruling = matches!(event, Event::Reviewed { .. } | Event::Accepted { .. });
            let after = step(before.clone(), event.clone(), now);
            for effect in &after.effects {
                match effect {
                    Effect::Earn(points) => {
                        let once = total.insert((points.round, points.member.clone()), points.points);
                        prop_assert!(points.points >= 0);
                        if !ruling {
                            prop_assert!(before.is_open(), "only an open card earns");
                            prop_assert_eq!(points.round, before.progress.round);
                            prop_assert_eq!(once, None, "a member earns once a round");
                        }
                    }
                    Effect::Post(_) => prop_assert!(ruling || !before.is_over(), "{:?} behind the end", event),
                    Effect::Teach(_) => prop_assert!(ruling),
                    Effect::Missed(_) | Effect::Knew(_) => {
                        prop_assert!(ruling || before.is_open(), "only a card that closes was missed or known");
                    }
                    Effect::Respond(_) => {}
                }
            }
            if !after.changed {
                prop_assert_eq!(&after.quiz.progress.phase, &before.progress.phase, "what changed is stored");
                prop_assert_eq!(&after.quiz.progress.standings, &before.progress.standings);
            }
            quiz = after.quiz;
            prop_assert!(quiz.progress.round >= before.progress.round);
            // What the store keeps is the last whole state and the changes since: they come to the same.
            if let Some(change) = stored_at.change_to(&quiz.progress) {
                let written = serde_json::to_string(&change).expect("json");
                let change = serde_json::from_str(&written).expect("what is written is read");
                prop_assert_eq!(&stored_at.clone().after(change), &quiz.progress);
            } else {
                prop_assert!(event != Event::Tick || after.changed, "nothing happens unseen");
            }
            if after.changed {
                stored_at = quiz.progress.clone();
            }
            let progress: Progress = serde_json::from_str(&serde_json::to_string(&quiz.progress).expect("json"))
                .expect("what is written is read");
            let stored = Quiz::restore(quiz.id, quiz.plan.clone(), progress);
            prop_assert_eq!(stored.as_ref(), Some(&quiz), "what is stored can be played on");
            if event == Event::Returned {
                quiz = stored.expect("it was compared");
            }
            let standings: i64 = quiz.progress.standings.values().map(|s| s.points).sum();
            prop_assert_eq!(standings, total.values().sum::<i64>());
        }
    }

    /// A card is booked once, as known or as unknown; what its players had right adds up; and nobody was
    /// quicker than at once or slower than the card's time.
    #[test]
    fn the_table_of_the_end_adds_up(
        mode in any_mode(),
        events in prop::collection::vec((any_event(), 0..12_000i64), 0..60),
    ) {
        let mut now = Timestamp(0);
        let mut quiz = begun(&["anchor", "rudder", "keel"], mode);
        for (event, wait) in events {
            now = now.plus_millis(wait);
            quiz = step(quiz, event, now).quiz;
        }
        let tally = quiz.progress.tally.clone().expect("it is kept");
        let mut rounds: Vec<u32> = tally.quickest.iter().map(|quickest| quickest.round).collect();
        rounds.extend(&tally.unknown);
        rounds.sort_unstable();
        prop_assert!(rounds.is_sorted_by(|a, b| a < b), "{:?}", rounds);
        prop_assert!(rounds.iter().all(|round| *round <= tally.booked && tally.booked <= quiz.progress.round));
        let right: u32 = tally.members.values().map(|times| times.right).sum();
        prop_assert_eq!(right, tally.quickest.iter().map(|quickest| quickest.right).sum::<u32>());
        for times in tally.members.values() {
            prop_assert!((0..=i64::from(times.right) * 30_000).contains(&times.millis), "{:?}", times);
        }
        if let Some(summary) = quiz.summary() {
            prop_assert!(summary.players.is_sorted_by(|a, b| a.points >= b.points));
        }
    }

    /// While others still play, nobody but the one who had it right is told the answer.
    #[test]
    fn a_verdict_shows_no_answer(events in prop::collection::vec(any_event(), 0..30)) {
        for mode in [Mode::Everyone, Mode::OneTry] {
            let mut quiz = begun(&["halyard"], mode);
            for event in &events {
                let after = step(quiz, event.clone(), Timestamp(1));
                if !after.quiz.is_open() {
                    break;
                }
                if matches!(event, Event::Accepted { .. } | Event::Reviewed { .. }) {
                    prop_assert!(!after.changed, "no card is over yet");
                }
                let said = format!("{:?}", after.effects).to_lowercase().replace("the prompt of halyard", "");
                let card = "cardid(\"halyard\")";
                prop_assert!(!said.replace(card, "").contains("halyard"), "{}", said);
                quiz = after.quiz;
            }
        }
    }

    /// Ticks alone end every quiz, from any state that is not paused.
    #[test]
    fn a_quiz_always_ends(mode in any_mode(), events in prop::collection::vec(any_event(), 0..20)) {
        let mut quiz = begun(&["anchor", "rudder", "keel"], mode);
        for event in events {
            quiz = step(quiz, event, Timestamp(1)).quiz;
        }
        quiz = step(quiz, order("mo", true, Control::Resume), Timestamp(1)).quiz;
        for _ in 0..8 {
            let Some(due) = quiz.deadline() else { break };
            quiz = step(quiz, Event::Tick, due).quiz;
        }
        prop_assert!(quiz.is_over());
    }
}
