//! Which answers of the cards that were not dealt the judge gets to know.
//!
//! It knows them so that a near miss that is nearer to another card is wrong. Of a large library most
//! answers are near to nothing that is asked, and all of them together would be most of what is stored.

use std::collections::HashSet;

use crate::domain::fold::{fold, singular};

/// How many cards' answers the judge gets to know beside those of the dealt cards.
const RIVALS: usize = 5_000;
/// Shorter words are in too many answers to make two of them alike, in characters.
const SHORTEST_WORD: usize = 3;

/// The answers of `others` that the judge of the `dealt` cards gets to know; each is a card's list.
///
/// Up to 5,000 cards all are kept, so that a usual deck is judged in full knowledge. Of more, those
/// come first that look like an answer of a dealt card: with a word in common, or with the same first and
/// last letter at nearly the same length, as two words have that differ by a slip. The rest is filled up
/// in the order in which they come, which is that of the shuffled deck.
pub fn rivals<'a>(
    dealt: impl IntoIterator<Item = &'a [String]>,
    others: impl IntoIterator<Item = Vec<String>>,
) -> Vec<Vec<String>> {
    let mut others = others.into_iter();
    let mut first: Vec<Vec<String>> = others.by_ref().take(RIVALS).collect();
    let Some(next) = others.next() else { return first };
    let wanted: HashSet<Trait> = dealt.into_iter().flatten().flat_map(|answer| traits(answer, 1)).collect();
    let alike = |answers: &Vec<String>| {
        answers.iter().any(|answer| traits(answer, 0).iter().any(|found| wanted.contains(found)))
    };
    let (mut kept, mut rest): (Vec<_>, Vec<_>) = first.drain(..).partition(alike);
    // Those that look like nothing are let go as they come: there may be a million.
    kept.extend([next].into_iter().chain(others).filter(alike).take(RIVALS - kept.len()));
    rest.truncate(RIVALS - kept.len());
    kept.append(&mut rest);
    kept
}

/// By what two answers look alike.
#[derive(PartialEq, Eq, Hash)]
enum Trait {
    Word(String),
    Outline(char, char, usize),
}

/// What stands out in an answer; its length counts as any within `slack` characters of it.
fn traits(answer: &str, slack: usize) -> Vec<Trait> {
    let folded = fold(answer);
    let long = |word: &&str| word.chars().count() >= SHORTEST_WORD;
    let mut traits: Vec<Trait> =
        folded.split(' ').filter(long).map(|word| Trait::Word(singular(word))).collect();
    let letters: Vec<char> = folded.chars().filter(|c| *c != ' ').collect();
    if let (Some(first), Some(last)) = (letters.first(), letters.last()) {
        let lengths = letters.len().saturating_sub(slack)..=letters.len() + slack;
        traits.extend(lengths.map(|length| Trait::Outline(*first, *last, length)));
    }
    traits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(answer: &str) -> Vec<String> {
        vec![answer.to_owned()]
    }

    #[test]
    fn a_usual_deck_is_known_whole_and_in_order() {
        let others: Vec<_> = (0..RIVALS).map(|n| card(&format!("term {n}"))).collect();
        assert_eq!(rivals([&card("mitosis")[..]], others.clone()), others);
    }

    #[test]
    fn of_a_huge_deck_those_are_known_that_look_alike() {
        let near = ["Meiosis", "cell walls", "mitoses"];
        let filler = |from: usize| (from..from + RIVALS).map(|n| card(&format!("entry{n}x")));
        let others = filler(0).chain(near.map(card)).chain(filler(RIVALS));
        let dealt = [card("mitosis"), card("the wall of a cell")];
        let known = rivals(dealt.iter().map(Vec::as_slice), others);
        assert_eq!(known.len(), RIVALS);
        for answer in near {
            assert!(known.contains(&card(answer)), "{answer}");
        }
        assert_eq!(known[near.len()], card("entry0x"), "the rest comes as it came");
    }
}
