//! Everyday words that say nearly the same, and short forms that the documents spell out.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::family::Families;
use super::lexicon::{Lexicon, UNKNOWN, WordId};
use super::words::{Stems, words};
use crate::domain::fold::fold;

/// How surely a word of the same set is meant.
const SAME_SET: f32 = 0.65;
/// How surely a word of the same family is meant.
const SAME_FAMILY: f32 = 0.5;
/// How surely another form of an irregular word is meant.
const FORM: f32 = 0.85;
/// How surely a short form means what the documents say it does.
pub(super) const SHORT_FORM: f32 = 0.5;

/// A set of `thesaurus.txt`.
struct Set {
    /// Stemmed, a line each; the words of a phrase are parted by a space.
    lines: Box<str>,
    /// How surely one of them is meant by another.
    strength: f32,
}

impl Set {
    fn words(&self) -> impl Iterator<Item = &str> {
        self.lines.lines()
    }
}

/// The sets of `thesaurus.txt`.
static SETS: LazyLock<Vec<Set>> = LazyLock::new(|| {
    let mut stems = Stems::new();
    let mut stem = |word: &str| word.split('_').map(|word| stems.stem(word)).collect::<Vec<_>>().join(" ");
    let lines =
        include_str!("thesaurus.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut set = |line: &'static str| {
        let (line, strength) = match line.strip_prefix('=') {
            Some(forms) => (forms, FORM),
            None => (line, SAME_SET),
        };
        let words: Vec<String> = line.split_whitespace().map(&mut stem).collect();
        Set { lines: words.join("\n").into(), strength }
    };
    lines.map(&mut set).collect()
});

/// English that no document needs to have: words that are not misspelt.
static ENGLISH: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let mut english = HashSet::new();
    for written in ENGLISH_TEXTS.iter().flat_map(|text| text.split_whitespace()) {
        for word in words(&fold(written)).filter(|word| !english.contains(word)).collect::<Vec<_>>() {
            // Nearly all are as they are written, and need no place of their own.
            let at = written.find(word).map(|at| &written[at..at + word.len()]);
            english.insert(at.unwrap_or_else(|| word.to_owned().leak()));
        }
    }
    english.shrink_to_fit();
    english
});

const ENGLISH_TEXTS: [&str; 2] = [include_str!("thesaurus.txt"), include_str!("uncovered.txt")];

/// What else a word of a question may stand for in this library.
#[derive(Serialize, Deserialize)]
pub(super) struct Thesaurus {
    by_stem: HashMap<String, Meant>,
    /// By the first and the second word of a phrase.
    phrases: HashMap<String, HashMap<String, Meant>>,
    families: Families,
}

/// Words of the library, each with how surely it is meant.
pub(super) type Meant = Vec<(WordId, f32)>;

impl Thesaurus {
    /// Keeps of the sets what the library has.
    pub(super) fn for_library(lexicon: &Lexicon) -> Self {
        let mut by_stem: HashMap<String, Meant> = HashMap::new();
        let mut phrases: HashMap<String, HashMap<String, Meant>> = HashMap::new();
        for set in SETS.iter() {
            let known: Vec<WordId> = set.words().map(|stem| lexicon.find_stem(stem)).collect();
            for stem in set.words() {
                let others = match stem.split_once(' ') {
                    None => by_stem.entry(stem.to_owned()).or_default(),
                    Some((first, second)) => {
                        let phrases = phrases.entry(first.to_owned()).or_default();
                        phrases.entry(second.to_owned()).or_default()
                    }
                };
                for (other, id) in set.words().zip(&known) {
                    if *id != UNKNOWN && other != stem && others.iter().all(|(seen, _)| seen != id) {
                        others.push((*id, set.strength));
                    }
                }
            }
        }
        by_stem.retain(|_, others| !others.is_empty());
        phrases.values_mut().for_each(|second| second.retain(|_, others| !others.is_empty()));
        phrases.retain(|_, second| !second.is_empty());
        by_stem.shrink_to_fit();
        phrases.shrink_to_fit();
        Self { by_stem, phrases, families: Families::gather(lexicon) }
    }

    /// Adds that `short` stands for `long`, both ways.
    pub(super) fn add_short_form(&mut self, short: WordId, long: &[WordId], lexicon: &Lexicon) {
        let rarest = long.iter().copied().max_by(|a, b| lexicon.rarity(*a).total_cmp(&lexicon.rarity(*b)));
        let Some(rarest) = rarest.filter(|rarest| *rarest != short) else { return };
        for (from, to) in [(short, rarest), (rarest, short)] {
            let others = self.by_stem.entry(lexicon.text(from).to_owned()).or_default();
            if others.iter().all(|(seen, _)| *seen != to) {
                others.push((to, SHORT_FORM));
            }
        }
    }

    /// The words of the library that may be meant by a stem.
    pub(super) fn others(&self, stem: &str, lexicon: &Lexicon) -> impl Iterator<Item = (WordId, f32)> {
        let family = self.families.others(stem, lexicon).map(|word| (word, SAME_FAMILY));
        let same = self.by_stem.get(stem).map_or(&[] as &[_], Vec::as_slice);
        same.iter().copied().chain(family)
    }

    /// What is meant by this word together with the one behind it: "come from", "how much".
    pub(super) fn phrases(&self, first: &str) -> Option<&HashMap<String, Meant>> {
        self.phrases.get(first)
    }
}

/// Whether two words say nearly the same.
pub(super) fn say_alike(one: &str, other: &str) -> bool {
    let mut stems = Stems::new();
    let (one, other) = (stems.stem(one), stems.stem(other));
    let has = |set: &Set, word: &str| set.words().any(|known| known == word);
    SETS.iter().any(|set| has(set, &one) && has(set, &other))
}

/// Whether this is a word of everyday English, rightly spelt.
pub(super) fn is_english(word: &str) -> bool {
    ENGLISH.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_english_is_every_word_of_its_texts() {
        for text in ENGLISH_TEXTS {
            for word in words(&fold(text)) {
                assert!(is_english(word), "{word}");
            }
        }
        let all: HashSet<String> = ENGLISH_TEXTS
            .iter()
            .flat_map(|text| words(&fold(text)).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        assert_eq!(ENGLISH.len(), all.len());
    }
}
