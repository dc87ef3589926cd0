//! Everyday words that say nearly the same, and short forms that the documents spell out.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::lexicon::{Lexicon, UNKNOWN, WordId};
use super::words::{Stems, words};
use crate::domain::fold::fold;

/// How surely a word of the same set is meant.
pub(super) const SAME_SET: f32 = 0.42;
/// How surely a short form means what the documents say it does.
pub(super) const SHORT_FORM: f32 = 0.5;

/// The sets of `thesaurus.txt`, stemmed.
static SETS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let mut stems = Stems::new();
    let lines =
        include_str!("thesaurus.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_whitespace().map(|word| stems.stem(word)).collect()).collect()
});

/// English that no document needs to have: words that are not misspelt.
static ENGLISH: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let texts = [include_str!("thesaurus.txt"), include_str!("uncovered.txt")];
    texts.iter().flat_map(|text| words(&fold(text)).map(str::to_owned).collect::<Vec<_>>()).collect()
});

/// What else a word of a question may stand for in this library.
#[derive(Serialize, Deserialize)]
pub(super) struct Thesaurus {
    by_stem: HashMap<String, Vec<(WordId, f32)>>,
}

impl Thesaurus {
    /// Keeps of the sets what the library has.
    pub(super) fn for_library(lexicon: &Lexicon) -> Self {
        let mut by_stem: HashMap<String, Vec<(WordId, f32)>> = HashMap::new();
        for set in SETS.iter() {
            let known: Vec<WordId> = set.iter().map(|stem| lexicon.find_stem(stem)).collect();
            for stem in set {
                let others = by_stem.entry(stem.clone()).or_default();
                for (other, id) in set.iter().zip(&known) {
                    if *id != UNKNOWN && other != stem && others.iter().all(|(seen, _)| seen != id) {
                        others.push((*id, SAME_SET));
                    }
                }
            }
        }
        by_stem.retain(|_, others| !others.is_empty());
        Self { by_stem }
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
    pub(super) fn others(&self, stem: &str) -> &[(WordId, f32)] {
        self.by_stem.get(stem).map_or(&[], Vec::as_slice)
    }
}

/// Whether this is a word of everyday English, rightly spelt.
pub(super) fn is_english(word: &str) -> bool {
    ENGLISH.contains(word)
}
