//! Cards shuffled from a seed: the same deck and the same seed deal the same cards on every machine.

/// Shuffles `cards` with `seed` and keeps the first `most`.
///
/// The shuffle is Fisher and Yates' (Knuth, "The Art of Computer Programming" 2, algorithm P) over a
/// SplitMix64 stream (Steele, Lea and Flood 2014). It is written out here because the order of a
/// seed must not change with a library's version: moderators share seeds.
pub fn deal<C>(mut cards: Vec<C>, seed: u64, most: usize) -> (Vec<C>, Vec<C>) {
    let mut state = seed;
    for last in (1..cards.len()).rev() {
        let other = below(&mut state, last as u64 + 1);
        cards.swap(last, other as usize);
    }
    let rest = cards.split_off(most.min(cards.len()));
    (cards, rest)
}

/// A number below `bound`, by multiplication (Lemire 2019); the bias at deck sizes is below 2^-50.
pub(super) fn below(state: &mut u64, bound: u64) -> u64 {
    ((u128::from(split_mix(state)) * u128::from(bound)) >> 64) as u64
}

pub(super) fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::super::tests::card;
    use super::*;
    use crate::domain::knowledge::Card;

    fn order(seed: u64, most: usize) -> Vec<String> {
        let cards = (0..6).map(|n| card(&format!("c{n}"))).collect();
        deal(cards, seed, most).0.into_iter().map(|card| card.answers[0].clone()).collect()
    }

    #[test]
    fn a_seed_deals_the_same_cards_for_ever() {
        assert_eq!(order(7, 6), order(7, 6));
        assert_ne!(order(7, 6), order(8, 6));
        assert_eq!(order(7, 3), order(7, 6)[..3]);
        // Written down once: a change here changes every seed that a moderator has noted.
        assert_eq!(order(7, 6).join(" "), "c5 c4 c1 c3 c0 c2");
    }

    #[test]
    fn what_is_not_dealt_is_the_rest() {
        let cards: Vec<Card> = (0..6).map(|n| card(&format!("c{n}"))).collect();
        let (dealt, rest) = deal(cards.clone(), 1, 4);
        assert_eq!((dealt.len(), rest.len()), (4, 2));
        let mut all: Vec<_> = dealt.into_iter().chain(rest).map(|card| card.id).collect();
        all.sort();
        assert_eq!(all, cards.into_iter().map(|card| card.id).collect::<Vec<_>>());
    }
}
