//! What a card offers to choose from: the right answer among others of the deck that look like
//! it and are never right as well.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::deal::below;
use super::mode::Asks;
use crate::domain::fold::{fold, singular};
use crate::domain::judge::{Judge, Verdict};
use crate::domain::knowledge::Card;

/// How many are offered, where the deck has as many.
pub(super) const OPTIONS: usize = 4;
/// Out of so many of the likeliest wrong ones the seed picks: the same ones each time would be learned.
const LIKELIEST: usize = 6;

/// What stands on the buttons, from the first to the last.
pub const LETTERS: [char; OPTIONS] = ['A', 'B', 'C', 'D'];

/// What a card offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Two to four texts.
    pub options: Vec<String>,
    /// Which of them is right, from 0.
    pub right: usize,
}

impl Choices {
    /// Which option a typed answer means: its letter, or its words.
    pub fn read(&self, typed: &str) -> Option<usize> {
        let typed = fold(typed);
        if typed.is_empty() {
            return None;
        }
        let letter =
            LETTERS.iter().take(self.options.len()).position(|letter| fold(&letter.to_string()) == typed);
        letter.or_else(|| self.options.iter().position(|option| fold(option) == typed))
    }

    /// Takes out the options that have become right as well; the right one stays.
    pub(super) fn without(&mut self, accepted: &[String]) {
        let accepted: BTreeSet<String> = accepted.iter().map(|text| fold(text)).collect();
        let right = self.options[self.right].clone();
        // With nothing beside it, even a doubtful option is better than none.
        let doubtful = |option: &String| *option != right && accepted.contains(&fold(option));
        if self.options.iter().filter(|option| !doubtful(option)).count() > 1 {
            self.options.retain(|option| !doubtful(option));
        }
        self.right = self.options.iter().position(|option| *option == right).unwrap_or(0);
    }
}

/// The choices for each of the `dealt` cards, out of the `deck`; none for a card that the deck has no
/// wrong answer to.
pub(super) fn choices(dealt: &[Card], deck: &[Card], asks: Asks, seed: u64) -> Vec<Option<Choices>> {
    let looks: Vec<Looks> = deck.iter().map(|card| Looks::of(text(card, asks))).collect();
    dealt.iter().map(|card| for_card(card, deck, &looks, asks, seed)).collect()
}

fn text(card: &Card, asks: Asks) -> &str {
    // A prompt has its own term blanked out, where the definition would give it away.
    if asks == Asks::Definition { &card.prompt } else { &card.answers[0] }
}

fn for_card(card: &Card, deck: &[Card], looks: &[Looks], asks: Asks, seed: u64) -> Option<Choices> {
    let own = Looks::of(text(card, asks));
    let asked = Looks::of(&card.prompt).words;
    let mut ranked: Vec<(u32, usize)> = deck
        .iter()
        .zip(looks)
        .enumerate()
        .filter(|(_, (other, _))| other.id != card.id)
        .map(|(at, (other, looks))| {
            let elsewhere = u32::from(other.source.document != card.source.document);
            // What the question itself says is no temptation.
            let said = u32::from(asks == Asks::Answer && looks.words.is_subset(&asked));
            (own.unlike(looks) + 40 * elsewhere + 30 * said, at)
        })
        .collect();
    ranked.sort_unstable();
    let judge = Judge::new(&card.prompt, &card.answers, &[]);
    let mut seen = BTreeSet::from([fold(text(card, asks))]);
    let mut wrong: Vec<&str> = ranked
        .into_iter()
        .map(|(_, at)| &deck[at])
        .filter(|other| is_wrong(card, &judge, other))
        .map(|other| text(other, asks))
        .filter(|text| seen.insert(fold(text)))
        .take(LIKELIEST)
        .collect();
    if wrong.is_empty() {
        return None;
    }
    let mut state = card.id.0.bytes().fold(seed, |state, byte| state.rotate_left(5) ^ u64::from(byte));
    let mut options = Vec::with_capacity(OPTIONS);
    while options.len() < OPTIONS - 1 && !wrong.is_empty() {
        let pick = below(&mut state, wrong.len() as u64) as usize;
        options.push(wrong.remove(pick).to_owned());
    }
    let right = below(&mut state, options.len() as u64 + 1) as usize;
    options.insert(right, text(card, asks).to_owned());
    Some(Choices { options, right })
}

/// Whether what answers the one card is plainly no answer to the other, either way round.
fn is_wrong(card: &Card, judge: &Judge, other: &Card) -> bool {
    let wrong = |judge: &Judge, answers: &[String]| {
        answers.iter().all(|answer| judge.rule(answer).verdict == Verdict::Wrong)
    };
    !say_the_same(&card.prompt, &other.prompt)
        && wrong(judge, &other.answers)
        && wrong(&Judge::new(&other.prompt, &other.answers, &[]), &card.answers)
}

/// Whether two prompts have most of their longer words in common: then an answer to the one may well
/// answer the other, though no comparison of the answers shows it.
fn say_the_same(one: &str, other: &str) -> bool {
    const LONG: usize = 4;
    let (one, other) = (fold(one), fold(other));
    let long = |text: &str| -> BTreeSet<String> {
        text.split(' ').filter(|word| word.chars().count() >= LONG).map(singular).collect()
    };
    let (these, those) = (long(&one), long(&other));
    let common = these.intersection(&those).count();
    one == other || (common > 1 && common * 2 > these.len().min(those.len()))
}

/// What the eye sees of a text before it is read.
struct Looks {
    characters: u32,
    words: BTreeSet<String>,
    number: bool,
    capital: bool,
    plural: bool,
}

impl Looks {
    fn of(text: &str) -> Self {
        Self {
            characters: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
            words: fold(text).split(' ').map(str::to_owned).collect(),
            number: text.chars().any(|c| c.is_ascii_digit()),
            capital: text.chars().next().is_some_and(char::is_uppercase),
            plural: text.ends_with('s'),
        }
    }

    /// How far apart two texts look; smaller is more alike.
    fn unlike(&self, other: &Self) -> u32 {
        let longer = self.characters.max(other.characters).max(1);
        let length = self.characters.abs_diff(other.characters).saturating_mul(20) / longer;
        let words = (self.words.len().abs_diff(other.words.len()) as u32).min(8) * 5;
        let kind = u32::from(self.number != other.number) * 15
            + u32::from(self.capital != other.capital) * 4
            + u32::from(self.plural != other.plural) * 4;
        let shared = self.words.intersection(&other.words).count().min(3) as u32;
        (length + words + kind + 24).saturating_sub(shared * 8)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::ids::CardId;
    use crate::domain::knowledge::Source;

    fn card(answers: &[&str], prompt: &str, document: &str) -> Card {
        Card {
            id: CardId(format!("{}{prompt}", answers[0])),
            term: Some(answers[0].to_owned()),
            definition: prompt.to_owned(),
            prompt: prompt.to_owned(),
            answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
            source: Source { document: document.into(), first_line: 1, last_line: 1, record: None },
        }
    }

    fn deck() -> Vec<Card> {
        vec![
            card(&["internal customer"], "somebody inside the company whom you serve", "a"),
            card(&["external customer", "outside customer"], "somebody outside who buys", "a"),
            card(&["customers from outside"], "those who come in by the door", "a"),
            card(&["1845"], "the year of the flood", "a"),
            card(&["price"], "what is paid for it", "a"),
            card(&["supplier"], "somebody who sells to the company", "b"),
            card(&["internal customers"], "colleagues who need your work", "b"),
            card(&["house client"], "everybody inside the same company whom you serve daily", "b"),
        ]
    }

    #[test]
    fn what_looks_alike_is_offered_and_what_is_right_as_well_is_not() {
        let deck = deck();
        for seed in 0..20 {
            let offered = choices(&deck, &deck, Asks::Answer, seed);
            let first = offered[0].as_ref().expect("there are others");
            assert_eq!(first.options.len(), OPTIONS);
            assert_eq!(first.options[first.right], "internal customer");
            assert!(!first.options.iter().any(|option| option == "internal customers"), "right as well");
            assert!(!first.options.iter().any(|option| option == "house client"), "the same in other words");
            let reverse = choices(&deck, &deck, Asks::Definition, seed);
            let first = reverse[0].as_ref().expect("there are others");
            assert_eq!(first.options[first.right], deck[0].prompt);
            assert!(!first.options.contains(&deck[6].prompt), "another definition of the same term");
        }
    }

    #[test]
    fn a_seed_offers_the_same_and_another_seed_something_else() {
        let deck = deck();
        let offered = |seed| choices(&deck, &deck, Asks::Answer, seed);
        assert_eq!(offered(3), offered(3));
        assert!((0..10).any(|seed| offered(seed) != offered(3)));
        let alone = choices(&deck[..1], &deck[..1], Asks::Answer, 1);
        assert_eq!(alone, [None], "nothing to choose from");
    }

    #[test]
    fn letters_and_words_choose() {
        let mut choices = Choices { options: vec!["Keel".into(), "a mast".into(), "Bow".into()], right: 1 };
        for (typed, expected) in
            [("b", Some(1)), (" C. ", Some(2)), ("KEEL", Some(0)), ("d", None), ("", None)]
        {
            assert_eq!(choices.read(typed), expected, "{typed}");
        }

        choices.without(&["keel".to_owned(), "a mast".to_owned()]);
        assert_eq!(choices, Choices { options: vec!["a mast".into(), "Bow".into()], right: 0 });
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

        /// Of what is offered, the judge takes one and only one.
        #[test]
        fn one_option_is_right(
            words in prop::collection::vec("(net |gross |the |inner |outer )?(cost|costs|price|sale|want|need|8|9)", 2..12),
            seed in any::<u64>(),
        ) {
            let deck: Vec<Card> =
                words.iter().enumerate().map(|(n, word)| card(&[word], &format!("clue {n}"), "a")).collect();
            for (card, offered) in deck.iter().zip(choices(&deck, &deck, Asks::Answer, seed)) {
                let Some(offered) = offered else { continue };
                prop_assert!((2..=OPTIONS).contains(&offered.options.len()));
                let judge = Judge::new(&card.prompt, &card.answers, &[]);
                for (at, option) in offered.options.iter().enumerate() {
                    prop_assert_eq!(judge.rule(option).verdict == Verdict::Correct, at == offered.right, "{}", option);
                }
            }
        }
    }
}
