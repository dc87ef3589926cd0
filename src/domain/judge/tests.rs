//! The table of rulings, and what must hold for any text.

use proptest::prelude::*;

use super::words::Words;
use super::{Judge, Ruling, Verdict, judge};

const CASES: &str = include_str!("../../../tests/data/judge/cases.tsv");

fn parts(cell: &str) -> Vec<String> {
    cell.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_row_of_the_table_is_ruled_as_it_says() {
    let rows = CASES.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut failures = Vec::new();
    let mut count = 0;
    for line in rows {
        let cells: Vec<&str> = line.split('\t').collect();
        let [verdict, given, accepted, prompt, shows, deck] = cells[..] else {
            panic!("six columns are needed, in {line:?}");
        };
        let deck: Vec<Vec<String>> = parts(deck).into_iter().map(|answer| vec![answer]).collect();
        let ruling = judge(prompt, &parts(accepted), given, &deck);
        let said = format!("{:?}", ruling.verdict).to_lowercase();
        if said != verdict {
            failures.push(format!(
                "{given:?} for {accepted:?} is {said} ({}), not {verdict}: {shows}",
                ruling.reason
            ));
        }
        count += 1;
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count > 200, "the table has lost rows: {count}");
}

fn rule(accepted: &str, given: &str) -> Ruling {
    judge("What is meant?", &parts(accepted), given, &[])
}

#[test]
fn reasons_are_plain_words() {
    let cases = [
        ("service gap", "serivce gap", "a typo of \"service gap\""),
        ("service gap", "Service Gap", "the accepted answer"),
        ("service gap", "service gaps", "another form of \"service gap\""),
        ("service gap", "servicegap", "\"service gap\", spaced differently"),
        ("service gap", "service", "only part of it: be more specific"),
        ("service gap", "no service gap", "it says the opposite"),
        ("gap;rift", "gap or canyon", "more than one answer named: choose one"),
        ("gap", "🙂", "there is no word in it"),
        ("gap", "canyon", "not an accepted answer"),
    ];
    for (accepted, given, reason) in cases {
        assert_eq!(rule(accepted, given).reason, reason, "{given:?} for {accepted:?}");
    }
    let deck = [vec!["quality gap".to_owned()]];
    assert_eq!(
        judge("", &parts("service gap"), "Quality gap", &deck).reason,
        "that is another card's answer"
    );
}

#[test]
fn only_a_right_answer_is_told_the_accepted_one() {
    for given in ["fotosythesis", "photo", "photosinthesys", "respiration", "not photosynthesis"] {
        let ruling = rule("photosynthesis", given);
        let told = ruling.reason.contains("photosynthesis");
        assert_eq!(told, ruling.verdict == Verdict::Correct, "{given:?}: {ruling:?}");
    }
}

#[test]
fn a_ruling_is_written_as_the_command_promises() {
    let written = serde_json::to_string(&rule("delta", "a delta")).unwrap();
    assert_eq!(written, r#"{"verdict":"correct","matched":"delta","reason":"the accepted answer"}"#);
    let written = serde_json::to_string(&rule("delta", "canyon")).unwrap();
    assert_eq!(written, r#"{"verdict":"wrong","matched":null,"reason":"not an accepted answer"}"#);
}

#[test]
fn a_page_of_text_is_wrong_at_once() {
    let page = "delta ".repeat(700);
    let ruling = rule("delta", &page);
    assert_eq!(
        (ruling.verdict, ruling.reason.as_str()),
        (Verdict::Wrong, "far longer than any accepted answer")
    );
}

#[test]
fn a_long_definition_is_right_in_its_own_words_only() {
    let definition = "The difference between the total value that buyers place on a good and the price that they pay \
                      for it in the market, summed over every buyer of the good";
    assert_eq!(rule(definition, definition).verdict, Verdict::Correct);
    let shuffled =
        "the price that buyers pay for a good in the market and the total value they place on it, summed";
    assert_ne!(rule(definition, shuffled).verdict, Verdict::Correct);
}

#[test]
fn a_card_without_answers_accepts_nothing() {
    assert_eq!(judge("?", &[], "anything", &[]).verdict, Verdict::Wrong);
    assert_eq!(judge("?", &[String::new()], "", &[]).verdict, Verdict::Wrong);
}

/// Answers as classes write them: a few words, letters and digits.
fn answers() -> impl Strategy<Value = String> {
    "[A-Za-zäéñ]{2,12}( [a-z0-9]{1,9}){0,3}"
}

proptest! {
    #[test]
    fn an_accepted_answer_is_right_however_it_is_dressed(answer in answers(), prompt in ".{0,40}") {
        let accepted = [answer.clone()];
        let judge = Judge::new(&prompt, &accepted, &[]);
        for given in [
            answer.clone(),
            answer.to_uppercase(),
            answer.to_lowercase(),
            format!("  {answer}!? "),
            format!("What is {answer}?"),
            format!("||{answer}||"),
            format!("**{answer}**."),
            answer.replace('ä', "a").replace('é', "e").replace('ñ', "n"),
        ] {
            prop_assert_eq!(judge.rule(&given).verdict, Verdict::Correct, "{:?} for {:?}", given, answer);
        }
    }

    #[test]
    fn any_text_that_is_accepted_is_right_as_it_stands(answer in "\\PC{1,60}") {
        prop_assume!(!answer.trim().is_empty());
        prop_assert_eq!(judge("", std::slice::from_ref(&answer), &answer, &[]).verdict, Verdict::Correct);
    }

    #[test]
    fn no_text_breaks_it_and_the_same_text_is_ruled_the_same(
        prompt in any::<String>(),
        accepted in prop::collection::vec(any::<String>(), 0..4),
        given in any::<String>(),
        deck in prop::collection::vec(prop::collection::vec(any::<String>(), 0..3), 0..4),
    ) {
        let first = judge(&prompt, &accepted, &given, &deck);
        prop_assert_eq!(&first, &judge(&prompt, &accepted, &given, &deck));
        prop_assert!(!first.reason.is_empty());
        prop_assert!(first.matched.as_ref().is_none_or(|matched| accepted.contains(matched)));
    }

    #[test]
    fn words_of_the_quiz_in_any_mix_never_break_it(given in "([abioruv/,;()+#. -]|not|and|five|ii|1998|the){0,30}") {
        let accepted = ["a or b (c) / d".to_owned(), "five, six and v".to_owned(), given.clone()];
        let ruling = judge("Which one is not it?", &accepted, &given, &[]);
        prop_assert!(given.trim().is_empty() || ruling.verdict == Verdict::Correct || !given.contains(char::is_alphanumeric));
    }

    #[test]
    fn another_cards_answer_is_never_right(ours in answers(), at in 0..40usize, typed in "[a-z]{0,2}", extra in "( [a-z]{3,8})?") {
        let mut letters: Vec<char> = ours.chars().collect();
        let at = at % letters.len();
        letters.splice(at..=at, typed.chars());
        let theirs: String = letters.into_iter().collect::<String>() + &extra;
        let (mine, other) = (Words::read(&ours), Words::read(&theirs));
        // Answers that differ in spacing, number or spelling only are one answer.
        prop_assume!(!other.is_empty() && mine.squashed() != other.squashed() && mine.key() != other.key());
        let accepted = super::variants::variants(&ours);
        prop_assume!(accepted.len() == 1);
        let deck = [vec![theirs.clone()]];
        prop_assert_ne!(judge("", &[ours], &theirs, &deck).verdict, Verdict::Correct);
    }
}
