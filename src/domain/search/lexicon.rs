//! Every word of the library: its number, its rarity, and the known words near a misspelt one.

use std::collections::HashMap;

use super::words::{Class, Stems, class};

/// The number of a stem.
pub(super) type WordId = u32;

/// A word that no document has.
pub(super) const UNKNOWN: WordId = WordId::MAX;

/// A stem.
#[derive(Debug)]
struct Stem {
    text: Box<str>,
    /// How many entries have it.
    entries: u32,
    last_entry: u32,
    /// How many headings and sentences have it.
    said: u32,
    last_said: u32,
    /// How much of its rarity a word of its class weighs.
    factor: f32,
    rarity: f32,
}

/// A word as it is written, for finding what a misspelt one may have meant.
#[derive(Debug)]
struct Spelling {
    /// One bit for each letter, to pass over most words without comparing them.
    letters: u32,
    length: u8,
    text: Box<str>,
    stem: WordId,
}

/// The words of a library.
pub(super) struct Lexicon {
    by_spelling: HashMap<Box<str>, WordId>,
    by_stem: HashMap<Box<str>, WordId>,
    stems: Vec<Stem>,
    /// Once settled, shorter ones first.
    spellings: Vec<Spelling>,
    /// Where the spellings of each length begin, once settled.
    lengths: Vec<usize>,
    stemmer: Stems,
    unknown_rarity: f32,
}

impl Lexicon {
    pub(super) fn new() -> Self {
        Self {
            by_spelling: HashMap::new(),
            by_stem: HashMap::new(),
            stems: Vec::new(),
            spellings: Vec::new(),
            lengths: Vec::new(),
            stemmer: Stems::new(),
            unknown_rarity: 1.0,
        }
    }

    /// The number of a folded word, which is new from now on no more.
    pub(super) fn learn(&mut self, word: &str) -> WordId {
        if let Some(id) = self.by_spelling.get(word) {
            return *id;
        }
        let stem: Box<str> = self.stemmer.stem(word).into();
        let id = *self.by_stem.entry(stem.clone()).or_insert_with(|| {
            self.stems.push(Stem {
                text: stem,
                entries: 0,
                last_entry: u32::MAX,
                said: 0,
                last_said: u32::MAX,
                factor: class(word).factor(),
                // A word that is learnt after the weighing stands in no entry: names are made of such, too.
                rarity: self.unknown_rarity,
            });
            WordId::try_from(self.stems.len() - 1).unwrap_or(UNKNOWN - 1)
        });
        self.by_spelling.insert(word.into(), id);
        if class(word) != Class::Stop {
            let length = u8::try_from(word.chars().count()).unwrap_or(u8::MAX);
            self.spellings.push(Spelling { letters: letters(word), length, text: word.into(), stem: id });
        }
        id
    }

    /// Notes that an entry has this word, in one of the library's headings and sentences.
    pub(super) fn count(&mut self, id: WordId, entry: u32, said: u32) {
        let stem = &mut self.stems[id as usize];
        if stem.last_said != said {
            stem.last_said = said;
            stem.said += 1;
        }
        if stem.last_entry != entry {
            stem.last_entry = entry;
            stem.entries += 1;
        }
    }

    /// Weighs the words, once all have been counted: rare is what few entries have, and what few
    /// sentences have. An entry of many short lines tells little by the first alone.
    pub(super) fn weigh(&mut self, entries: usize, said: usize) {
        let share = |total: f32, with: f32| (1.0 + (total - with + 0.5) / (with + 0.5)).ln();
        let rarity = |with: u32, lines: u32| {
            f32::midpoint(share(entries as f32, with as f32), share(said as f32, lines as f32))
        };
        for stem in &mut self.stems {
            stem.rarity = rarity(stem.entries, stem.said);
        }
        self.unknown_rarity = rarity(0, 0);
    }

    /// Orders the spellings by length, once the last word has been learnt: a misspelt word is compared
    /// with those of nearly its own only.
    pub(super) fn settle(&mut self) {
        self.spellings.sort_by_key(|spelling| spelling.length);
        let begins = |length: u8| self.spellings.partition_point(|spelling| spelling.length < length);
        self.lengths = (0..=u8::MAX).map(begins).collect();
    }

    /// The spellings of these lengths.
    fn spellings(&self, from: u8, to: u8) -> &[Spelling] {
        let begins = |length: u8| self.lengths.get(usize::from(length)).copied();
        let (begin, end) = (begins(from).unwrap_or(0), begins(to.saturating_add(1)));
        &self.spellings[begin..end.unwrap_or(self.spellings.len())]
    }

    /// The stem's number, or [`UNKNOWN`]. A word in a form of its own still meets its stem.
    pub(super) fn find(&self, word: &str) -> WordId {
        if let Some(id) = self.by_spelling.get(word) {
            return *id;
        }
        if word.len() > 40 {
            return UNKNOWN;
        }
        let stem = self.stemmer.clone().stem(word);
        self.by_stem.get(stem.as_str()).copied().unwrap_or(UNKNOWN)
    }

    /// A stem's number, or [`UNKNOWN`].
    pub(super) fn find_stem(&self, stem: &str) -> WordId {
        self.by_stem.get(stem).copied().unwrap_or(UNKNOWN)
    }

    /// How rare a word is: its inverse document frequency. An unknown one is the rarest.
    pub(super) fn rarity(&self, id: WordId) -> f32 {
        self.stems.get(id as usize).map_or(self.unknown_rarity, |stem| stem.rarity)
    }

    /// What a word of a document weighs: its rarity, less where it is not content.
    pub(super) fn weight(&self, id: WordId) -> f32 {
        self.stems.get(id as usize).map_or(self.unknown_rarity, |stem| stem.rarity * stem.factor)
    }

    /// The number of a word that is written just so.
    pub(super) fn find_spelling(&self, word: &str) -> WordId {
        self.by_spelling.get(word).copied().unwrap_or(UNKNOWN)
    }

    /// How many stems there are; their numbers count from 0.
    pub(super) fn len(&self) -> usize {
        self.stems.len()
    }

    /// How many entries have this word.
    pub(super) fn entries(&self, id: WordId) -> u32 {
        self.stems.get(id as usize).map_or(0, |stem| stem.entries)
    }

    /// The stem itself.
    pub(super) fn text(&self, id: WordId) -> &str {
        self.stems.get(id as usize).map_or("", |stem| &stem.text)
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
        for spelling in self.spellings((length - reach).max(4), length + reach) {
            if (spelling.letters ^ mine).count_ones() > 2 * u32::from(reach) {
                continue;
            }
            let same_start = spelling.text.as_bytes()[0] == first;
            let most = if same_start { reach } else { u8::from(length >= 5) };
            let Some(distance) = distance_within(word, &spelling.text, usize::from(most)) else { continue };
            let rank = 2 * distance + usize::from(!same_start);
            found.push((rank, std::cmp::Reverse(self.entries(spelling.stem)), spelling.stem));
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

/// How many letters two words differ by, where that is at most `most` (0 to 2).
///
/// What both begin and end with is set aside first. A single slip leaves two letters at most,
/// so that hardly any pair needs the full comparison.
fn distance_within(one: &str, other: &str, most: usize) -> Option<usize> {
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
