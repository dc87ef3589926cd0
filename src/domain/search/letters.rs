//! How far two written words are apart, letter by letter, and what tells at a glance that they are further.

/// How many letters two words differ by, where that is at most `most` (0 to 2).
///
/// What both begin and end with is set aside first. A single slip leaves two letters at most,
/// so that hardly any pair needs the full comparison.
pub(super) fn distance_within(one: &str, other: &str, most: usize) -> Option<usize> {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let begin = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[begin..], &b[begin..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let left = (a.len() - end).max(b.len() - end);
    let ascii = one.is_ascii() && other.is_ascii();
    if ascii && most < 2 && left > 2 * most {
        return None;
    }
    let distance = strsim::osa_distance(one, other);
    (distance <= most).then_some(distance)
}

/// One bit for each letter and digit of a word; other characters share the last bits.
pub(super) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |seen, byte| {
        seen | match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'0'..=b'9' => 1 << (26 + (byte - b'0') % 3),
            _ => 1 << (29 + byte % 3),
        }
    })
}

/// The fewest characters by which two words with these letters differ: each slip takes one away from either at most.
pub(super) fn letters_apart(one: u32, other: u32) -> usize {
    // The bits of letters and digits; a character may have several of the others.
    const OWN: u32 = (1 << 29) - 1;
    let only = |a: u32, b: u32| (a & !b & OWN).count_ones() as usize;
    only(one, other).max(only(other, one))
}

/// How often a word has each letter and digit, and a space.
pub(super) struct Bag([u16; 37]);

impl Bag {
    pub(super) fn of(word: &str) -> Self {
        let mut bag = Self([0; 37]);
        for place in word.bytes().filter_map(Self::place) {
            bag.0[place] = bag.0[place].saturating_add(1);
        }
        bag
    }

    fn place(byte: u8) -> Option<usize> {
        match byte {
            b'a'..=b'z' => Some(usize::from(byte - b'a')),
            b'0'..=b'9' => Some(usize::from(byte - b'0') + 26),
            b' ' => Some(36),
            _ => None,
        }
    }

    /// The fewest characters by which another word differs from this one, in whatever order they stand.
    pub(super) fn apart(&self, other: &str) -> usize {
        let (mut left, mut beyond) = (self.0, 0);
        for place in other.bytes().filter_map(Self::place) {
            match left[place].checked_sub(1) {
                Some(fewer) => left[place] = fewer,
                None => beyond += 1,
            }
        }
        beyond.max(left.iter().map(|count| usize::from(*count)).sum())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is set aside by its letters would have been set aside letter by letter.
        #[test]
        fn letters_never_part_words_that_are_nearer(one in "[a-e0-3éß ]{0,8}", other in "[a-e0-3éß ]{0,8}") {
            let distance = strsim::osa_distance(&one, &other);
            prop_assert!(letters_apart(letters(&one), letters(&other)) <= distance);
            prop_assert!(Bag::of(&one).apart(&other) <= distance);
        }
    }
}
