//! Every word of the library: its number, its rarity, and the known words near a misspelt one.

use super::letters::{distance_within, letters, letters_apart};
use super::words::{Class, Stems, class};
use crate::domain::tables::{Kept, List, Parts, Words};

/// The number of a stem.
pub(super) type WordId = u32;

/// A word that no document has.
pub(super) const UNKNOWN: WordId = WordId::MAX;

/// What is counted of a stem while the library is read.
#[derive(Clone, Copy, Debug)]
struct Count {
    last_entry: u32,
    /// How many headings and sentences have it.
    said: u32,
    last_said: u32,
    /// How much of its rarity a word of its class weighs.
    factor: f32,
}

/// What is known of a stem: how many entries have it, then by their bits its rarity and what it weighs.
type Known = [u32; 3];
const ENTRIES: usize = 0;
const RARITY: usize = 1;
const WEIGHT: usize = 2;

/// The words of a library.
pub(super) struct Lexicon {
    /// Words as they are written.
    spellings: Words,
    /// The stem of each.
    stem_of: List<WordId>,
    stems: Words,
    known: List<Known>,
    /// Empty again once settled.
    counts: Vec<Count>,
    /// For finding what a misspelt word may have meant: one bit for each letter, to pass over most
    /// spellings without comparing them, and the spelling. Once settled, shorter ones first.
    by_letters: List<[u32; 2]>,
    /// Where the spellings of each length begin, once settled.
    lengths: List<u32>,
    stemmer: Stems,
    unknown_rarity: f32,
}

impl Lexicon {
    pub(super) fn new() -> Self {
        Self {
            spellings: Words::default(),
            stem_of: List::default(),
            stems: Words::default(),
            known: List::default(),
            counts: Vec::new(),
            by_letters: List::default(),
            lengths: List::default(),
            stemmer: Stems::new(),
            unknown_rarity: 1.0,
        }
    }

    /// The number of a folded word, which is new from now on no more.
    pub(super) fn learn(&mut self, word: &str) -> WordId {
        if let Some(spelling) = self.spellings.find(word) {
            return self.stem_of[spelling as usize];
        }
        let id = self.stems.learn(&self.stemmer.stem(word));
        if id as usize == self.known.len() {
            let factor = class(word).factor();
            // A word that is learnt after the weighing stands in no entry: names are made of such, too.
            let rarity = self.unknown_rarity;
            self.known.push([0, rarity.to_bits(), (rarity * factor).to_bits()]);
            self.counts.push(Count { last_entry: u32::MAX, said: 0, last_said: u32::MAX, factor });
        }
        let spelling = self.spellings.learn(word);
        self.stem_of.push(id);
        if class(word) != Class::Stop {
            self.by_letters.push([letters(word), spelling]);
        }
        id
    }

    /// Notes that an entry has this word, in one of the library's headings and sentences.
    pub(super) fn count(&mut self, id: WordId, entry: u32, said: u32) {
        let count = &mut self.counts[id as usize];
        if count.last_said != said {
            count.last_said = said;
            count.said += 1;
        }
        if count.last_entry != entry {
            count.last_entry = entry;
            self.known.own()[id as usize][ENTRIES] += 1;
        }
    }

    /// Weighs the words, once all have been counted: rare is what few entries have, and what few
    /// sentences have. An entry of many short lines tells little by the first alone.
    pub(super) fn weigh(&mut self, entries: usize, said: usize) {
        let share = |total: f32, with: f32| (1.0 + (total - with + 0.5) / (with + 0.5)).ln();
        let rarity = |with: u32, lines: u32| {
            f32::midpoint(share(entries as f32, with as f32), share(said as f32, lines as f32))
        };
        for (known, count) in self.known.own().iter_mut().zip(&self.counts) {
            let rarity = rarity(known[ENTRIES], count.said);
            known[RARITY] = rarity.to_bits();
            known[WEIGHT] = (rarity * count.factor).to_bits();
        }
        self.unknown_rarity = rarity(0, 0);
    }

    /// Orders the spellings by length, once the last word has been learnt: a misspelt word is compared
    /// with those of nearly its own only.
    pub(super) fn settle(&mut self) {
        let spellings = &self.spellings;
        let length = |row: &[u32; 2]| spellings.text(row[1]).chars().count().min(usize::from(u8::MAX));
        self.by_letters.own().sort_by_key(length);
        let begins = |begin: usize| self.by_letters.partition_point(|row| length(row) < begin) as u32;
        self.lengths = (0..=usize::from(u8::MAX)).map(begins).collect::<Vec<u32>>().into();
        self.spellings.settle();
        self.stems.settle();
        self.stem_of.settle();
        self.known.settle();
        self.by_letters.settle();
        self.counts = Vec::new();
    }

    /// Adds its parts.
    pub(super) fn keep<'a>(&'a self, parts: &mut Parts<'a>) {
        self.spellings.keep("lexicon.spellings", parts);
        self.stems.keep("lexicon.stems", parts);
        parts.add("lexicon.stem-of", self.stem_of.bytes());
        parts.add("lexicon.known", self.known.bytes());
        parts.add("lexicon.by-letters", self.by_letters.bytes());
        parts.add("lexicon.lengths", self.lengths.bytes());
        parts.add("lexicon.unknown", self.unknown_rarity.to_bits().to_ne_bytes().to_vec());
    }

    /// The lexicon that was kept.
    pub(super) fn lent(kept: &Kept) -> Option<Self> {
        Some(Self {
            spellings: Words::lent("lexicon.spellings", kept)?,
            stem_of: kept.list("lexicon.stem-of")?,
            stems: Words::lent("lexicon.stems", kept)?,
            known: kept.list("lexicon.known")?,
            counts: Vec::new(),
            by_letters: kept.list("lexicon.by-letters")?,
            lengths: kept.list("lexicon.lengths")?,
            stemmer: Stems::new(),
            unknown_rarity: f32::from_bits(*kept.list("lexicon.unknown")?.first()?),
        })
    }

    /// The spellings of these lengths.
    fn spellings(&self, from: u8, to: u8) -> &[[u32; 2]] {
        let begins = |length: u8| self.lengths.get(usize::from(length)).map(|begin| *begin as usize);
        let (begin, end) = (begins(from).unwrap_or(0), begins(to.saturating_add(1)));
        &self.by_letters[begin..end.unwrap_or(self.by_letters.len())]
    }

    /// The stem's number, or [`UNKNOWN`]. A word in a form of its own still meets its stem.
    pub(super) fn find(&self, word: &str) -> WordId {
        let id = self.find_spelling(word);
        if id != UNKNOWN || word.len() > 40 {
            return id;
        }
        self.find_stem(&self.stemmer.clone().stem(word))
    }

    /// A stem's number, or [`UNKNOWN`].
    pub(super) fn find_stem(&self, stem: &str) -> WordId {
        self.stems.find(stem).unwrap_or(UNKNOWN)
    }

    /// How rare a word is: its inverse document frequency. An unknown one is the rarest.
    pub(super) fn rarity(&self, id: WordId) -> f32 {
        self.known.get(id as usize).map_or(self.unknown_rarity, |known| f32::from_bits(known[RARITY]))
    }

    /// What a word of a document weighs: its rarity, less where it is not content.
    pub(super) fn weight(&self, id: WordId) -> f32 {
        self.known.get(id as usize).map_or(self.unknown_rarity, |known| f32::from_bits(known[WEIGHT]))
    }

    /// The number of a word that is written just so.
    pub(super) fn find_spelling(&self, word: &str) -> WordId {
        self.spellings.find(word).and_then(|at| self.stem_of.get(at as usize).copied()).unwrap_or(UNKNOWN)
    }

    /// How many stems there are; their numbers count from 0.
    pub(super) fn len(&self) -> usize {
        self.stems.len()
    }

    /// How many entries have this word.
    pub(super) fn entries(&self, id: WordId) -> u32 {
        self.known.get(id as usize).map_or(0, |known| known[ENTRIES])
    }

    /// The stem itself.
    pub(super) fn text(&self, id: WordId) -> &str {
        self.stems.text(id)
    }

    /// The words of content that are written as one, or as one with other English: "sailmaker" where the
    /// library has "sail" and "maker", "36size". The most even split counts.
    pub(super) fn run_together(&self, word: &str, is_english: impl Fn(&str) -> bool) -> Vec<(WordId, f32)> {
        let content = |part: &str| {
            Some(self.find_spelling(part)).filter(|id| *id != UNKNOWN && class(part) == Class::Content)
        };
        let split = |at: usize| {
            let (first, second) = word.split_at_checked(at)?;
            let (shorter, longer) = (first.len().min(second.len()), first.len().max(second.len()));
            let long_enough = shorter >= RUN_TOGETHER_LETTERS.0 && longer >= RUN_TOGETHER_LETTERS.1;
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            let known = |part: &str| {
                is_english(part) || class(part) > Class::Stop && class(part) < Class::Content || digits(part)
            };
            let parts = match (content(first), content(second)) {
                (Some(first), Some(second)) => vec![first, second],
                (Some(first), None) if known(second) => vec![first],
                (None, Some(second)) if known(first) => vec![second],
                _ => return None,
            };
            (long_enough || digits(first) || digits(second)).then_some((shorter, parts))
        };
        let best = (1..word.len()).filter_map(split).max();
        best.map_or_else(Vec::new, |(_, parts)| parts.into_iter().map(|part| (part, RUN_TOGETHER)).collect())
    }

    /// The stems that a misspelt word may have meant, each with how sure that is, best first.
    ///
    /// The first letter is trusted when two letters differ; words under four letters are
    /// too near to each other to be mended.
    pub(super) fn near(&self, word: &str) -> Vec<(WordId, f32)> {
        let length = word.chars().count();
        let reach: u8 = match length {
            0..=3 => return Vec::new(),
            4..=7 => 1,
            8..=24 => 2,
            _ => return Vec::new(),
        };
        let mine = letters(word);
        let length = u8::try_from(length).unwrap_or(u8::MAX);
        let first = word.as_bytes()[0];
        let mut found: Vec<(usize, std::cmp::Reverse<u32>, WordId)> = Vec::new();
        for &[letters, spelling] in self.spellings((length - reach).max(4), length + reach) {
            if letters_apart(letters, mine) > usize::from(reach) {
                continue;
            }
            let (text, stem) = (self.spellings.text(spelling), self.stem_of[spelling as usize]);
            let same_start = text.as_bytes().first() == Some(&first);
            let most = if same_start { reach } else { u8::from(length >= 5) };
            let Some(distance) = distance_within(word, text, usize::from(most)) else { continue };
            let rank = 2 * distance + usize::from(!same_start);
            found.push((rank, std::cmp::Reverse(self.entries(stem)), stem));
        }
        found.sort_unstable();
        let best = found.first().map_or(0, |(rank, _, _)| *rank);
        let mut near: Vec<(WordId, f32)> = Vec::new();
        for (rank, _, stem) in found {
            if rank == best && near.len() < 3 && near.iter().all(|(id, _)| *id != stem) {
                near.push((stem, if rank <= 2 { ONE_SLIP } else { TWO_SLIPS }));
            }
        }
        near
    }
}

/// How surely a word means one that is a slip away, and one that is two.
pub(super) const ONE_SLIP: f32 = 0.9;
const TWO_SLIPS: f32 = 0.75;
/// How surely two words written as one mean either of them.
const RUN_TOGETHER: f32 = 0.6;
/// The fewest letters of two such words: the shorter one's, and the longer one's.
const RUN_TOGETHER_LETTERS: (usize, usize) = (3, 5);

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(words: &[&str]) -> Lexicon {
        let mut lexicon = Lexicon::new();
        for (entry, word) in words.iter().enumerate() {
            let id = lexicon.learn(word);
            lexicon.count(id, entry as u32, entry as u32);
        }
        lexicon.weigh(words.len(), words.len());
        lexicon.settle();
        lexicon
    }

    #[test]
    fn a_misspelt_word_meets_its_neighbour() {
        let lexicon = lexicon(&["photosynthesis", "chloroplast", "membrane", "cell"]);
        for (typed, meant) in
            [("photosyntesis", "photosynthesis"), ("chlorplast", "chloroplast"), ("memrbane", "membrane")]
        {
            let near = lexicon.near(typed);
            assert_eq!(near.first().map(|(id, _)| *id), Some(lexicon.find(meant)), "{typed}");
        }
    }

    #[test]
    fn short_and_far_words_are_left_alone() {
        let lexicon = lexicon(&["cat", "selling", "membrane"]);
        for typed in ["cut", "upselling", "remembrance", "", "🦀🦀🦀🦀"] {
            assert_eq!(lexicon.near(typed), [], "{typed}");
        }
    }

    #[test]
    fn words_written_as_one_are_read_apart() {
        let lexicon = lexicon(&["sail", "harbour", "size"]);
        let meant = |word: &str| {
            let found = lexicon.run_together(word, |part| part == "price");
            found.iter().map(|(id, _)| lexicon.text(*id)).collect::<Vec<_>>().join(" ")
        };
        for (word, expected) in [
            ("harboursail", "harbor sail"),
            ("sailprice", "sail"),
            ("36size", "size"),
            ("sailor", ""),
            ("sailsail", ""),
            ("été", ""),
        ] {
            assert_eq!(meant(word), expected, "{word}");
        }
    }

    #[test]
    fn an_unknown_word_is_rarer_than_any_known_one() {
        let lexicon = lexicon(&["cat", "cat", "dog"]);
        assert_eq!(lexicon.find("bird"), UNKNOWN);
        assert!(lexicon.rarity(UNKNOWN) > lexicon.rarity(lexicon.find("dogs")));
        assert!(lexicon.rarity(lexicon.find("dog")) > lexicon.rarity(lexicon.find("cats")));
    }
}
