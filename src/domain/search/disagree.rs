//! Whether two definitions of one term cannot both be right.
//!
//! Only what is clear counts: two texts that say nearly the same, but for a number, a "not", a word and its
//! opposite, or the very thing that the term is said to be. Other words alone are no disagreement.

use std::collections::BTreeSet;

use super::thesaurus::say_alike;
use super::words::{Class, class, words};
use crate::domain::fold::{fold, singular};

/// The share of words in common from which two texts are about the same, but for what they disagree on.
const NEARLY_THE_SAME: f32 = 0.6;

const NUMBERS: [&str; 16] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "twenty", "hundred", "thousand", "million",
];

const NEGATIONS: [&str; 14] = [
    "not", "no", "never", "without", "cannot", "cant", "doesnt", "isnt", "arent", "dont", "wont", "none",
    "neither", "nor",
];

/// Words and their opposites.
const OPPOSITES: [(&str, &str); 56] = [
    ("left", "right"),
    ("up", "down"),
    ("upper", "lower"),
    ("inside", "outside"),
    ("internal", "external"),
    ("inner", "outer"),
    ("before", "after"),
    ("increase", "decrease"),
    ("rise", "fall"),
    ("more", "less"),
    ("more", "fewer"),
    ("most", "least"),
    ("high", "low"),
    ("higher", "lower"),
    ("first", "last"),
    ("always", "never"),
    ("all", "none"),
    ("hot", "cold"),
    ("open", "closed"),
    ("positive", "negative"),
    ("male", "female"),
    ("import", "export"),
    ("buy", "sell"),
    ("asset", "liability"),
    ("credit", "debit"),
    ("north", "south"),
    ("east", "west"),
    ("early", "late"),
    ("long", "short"),
    ("fast", "slow"),
    ("large", "small"),
    ("big", "small"),
    ("strong", "weak"),
    ("true", "false"),
    ("odd", "even"),
    ("minimum", "maximum"),
    ("gain", "loss"),
    ("supply", "demand"),
    ("accept", "reject"),
    ("above", "below"),
    ("over", "under"),
    ("hard", "soft"),
    ("full", "empty"),
    ("wet", "dry"),
    ("light", "dark"),
    ("towards", "away"),
    ("toward", "away"),
    ("front", "back"),
    ("acid", "base"),
    ("lend", "borrow"),
    ("attract", "repel"),
    ("public", "private"),
    ("same", "different"),
    ("start", "end"),
    ("enter", "leave"),
    ("good", "bad"),
];

/// Whether two texts that define the same term clearly disagree.
pub(super) fn disagree(one: &str, other: &str) -> bool {
    let (one, other) = (Said::read(one), Said::read(other));
    let most = one.words.len().max(other.words.len());
    let shared = one.words.intersection(&other.words).count();
    if most == 0 || (shared as f32) < NEARLY_THE_SAME * most as f32 {
        return false;
    }
    let only = |a: &Said, b: &Said| -> Vec<String> { a.words.difference(&b.words).cloned().collect() };
    let (here, there) = (only(&one, &other), only(&other, &one));
    let opposite = |(a, b): &(&str, &str)| {
        let says = |words: &[String], word: &str| words.iter().any(|said| said == word);
        says(&here, a) && says(&there, b) || says(&here, b) && says(&there, a)
    };
    let number =
        |word: &String| NUMBERS.contains(&word.as_str()) || word.starts_with(|c: char| c.is_ascii_digit());
    one.negated != other.negated
        || here.iter().any(number) && there.iter().any(number)
        || OPPOSITES.iter().any(opposite)
        || one.is_other_thing(&other)
}

/// What a text says, as far as a disagreement goes.
struct Said {
    /// All but the words that every sentence needs.
    words: BTreeSet<String>,
    negated: bool,
    /// What the thing is said to be: the "rope" of "A rope that hoists a sail".
    kind: Option<String>,
}

impl Said {
    fn read(text: &str) -> Self {
        let folded = fold(text);
        let said =
            |word: &&str| class(word) != Class::Stop || OPPOSITES.iter().any(|(a, b)| a == word || b == word);
        Self {
            words: words(&folded).filter(said).map(singular).collect(),
            negated: words(&folded).any(|word| NEGATIONS.contains(&word)),
            kind: kind(&folded),
        }
    }

    fn is_other_thing(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Some(one), Some(two)) => {
                one != two && !other.words.contains(one) && !self.words.contains(two) && !say_alike(one, two)
            }
            _ => false,
        }
    }
}

/// The word before the first that leads on to what sets the thing apart, where an article opens the text.
fn kind(folded: &str) -> Option<String> {
    const LEADS_ON: [&str; 12] =
        ["that", "which", "who", "whose", "of", "in", "on", "for", "to", "with", "by", "where"];
    let words: Vec<&str> = words(folded).collect();
    let opens = words.first().is_some_and(|word| matches!(*word, "a" | "an" | "the"));
    let at = words.iter().position(|word| LEADS_ON.contains(word))?;
    let kind = words.get(at.checked_sub(1)?)?;
    (opens && class(kind) == Class::Content).then(|| singular(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clear_disagreements_count() {
        for (one, other, expected) in [
            ("A boat with two masts.", "A boat with three masts.", true),
            ("A knot that slips under load.", "A knot that does not slip under load.", true),
            (
                "The left side of a vessel, facing forward.",
                "The right side of a vessel when facing forward.",
                true,
            ),
            ("A rope that hoists a sail up the mast.", "A chain that hoists a sail up the mast.", true),
            ("A vessel that carries goods.", "A ship that carries goods.", false),
            ("A boat with two masts.", "A boat that has two masts.", false),
            ("The rise and fall of the sea.", "What the moon does to the oceans twice a day.", false),
            ("A boat with two masts.", "A kind of biscuit.", false),
            ("One of the two ropes that turn a boat.", "Two ropes that turn a boat.", false),
            ("", "", false),
        ] {
            assert_eq!(disagree(one, other), expected, "{one} / {other}");
            assert_eq!(disagree(other, one), expected, "{other} / {one}");
        }
    }
}
