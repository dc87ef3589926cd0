//! How well an entry answers a question: what of the question it has, where, and how close together.

use super::lexicon::{Lexicon, WordId};
use super::question::{Question, Variant};
use super::shelf::{EntryId, Shelf};
use super::words::Class;

/// How quickly repeating a word stops to matter (BM25's k1; its b is 1).
const SATURATION: f32 = 3.0;
/// From which strength a variant is the word itself or its misspelling.
const SURE_VARIANT: f32 = 0.7;
/// How many other words may stand among words that are close together.
const GAP: usize = 3;
/// How far behind the word that it follows a word may stand: with one between.
const FOLLOWS: usize = 2;
/// No more slots than this are kept by a question.
const SLOTS: usize = 32;

/// What an entry has of a question, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Match {
    /// The question's weight that the entry has anywhere.
    pub(super) covered: f32,
    /// The question's weight that its heading has.
    pub(super) heading: f32,
    /// The heading's weight that the question has.
    pub(super) heading_exact: f32,
    /// The question's weight that its body has, repeats and length allowed for.
    pub(super) body: f32,
    /// The question's weight that its best sentence has, with the heading's help at half.
    pub(super) sentence: f32,
    /// How nearly one sentence is the question itself: the share of the two's weight that they share.
    pub(super) echo: f32,
    /// The question's weight that stands, in its heading or a sentence, behind the word that it stands
    /// behind in the question.
    pub(super) runs: f32,
    /// Whether its heading is a title alone and not the term that it defines.
    pub(super) titled: bool,
    /// The best sentence.
    pub(super) best_sentence: u32,
}

/// Which of a question's weights count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weighing {
    /// For the order: how a thing is asked helps to find the answer to it.
    Ranking,
    /// For sureness: only what is asked about counts.
    Content,
}

/// Compares entries with one question.
pub(super) struct Ranker<'i> {
    pub(super) shelf: &'i Shelf,
    pub(super) lexicon: &'i Lexicon,
    question: &'i Question,
    weights: [f32; SLOTS],
    total: f32,
    /// Bit `word % 64` of element `word / 64 % 4`, to pass over most words quickly.
    sieve: [u64; 4],
}

impl<'i> Ranker<'i> {
    pub(super) fn new(shelf: &'i Shelf, lexicon: &'i Lexicon, question: &'i Question, by: Weighing) -> Self {
        let mut weights = [0.0; SLOTS];
        for (slot, weight) in question.slots.iter().zip(&mut weights) {
            *weight = match by {
                Weighing::Ranking => slot.weight,
                Weighing::Content => slot.content,
            };
        }
        let total = weights.iter().sum();
        let mut sieve = [0u64; 4];
        for variant in &question.variants {
            sieve[(variant.word / 64 % 4) as usize] |= 1 << (variant.word % 64);
        }
        Self { shelf, lexicon, question, weights, total, sieve }
    }

    /// The slot that a word fills.
    fn fills(&self, word: WordId) -> Option<&Variant> {
        if self.sieve[(word / 64 % 4) as usize] & (1 << (word % 64)) == 0 {
            return None;
        }
        let variants = &self.question.variants;
        variants.binary_search_by_key(&word, |variant| variant.word).ok().map(|at| &variants[at])
    }

    fn weight(&self, strengths: &[f32; SLOTS]) -> f32 {
        self.weights.iter().zip(strengths).map(|(weight, strength)| weight * strength).sum()
    }

    /// Compares one entry.
    pub(super) fn compare(&self, entry: EntryId) -> Match {
        let total = self.total;
        if total <= 0.0 {
            return Match::default();
        }
        let mut found = Match { titled: self.shelf.entry(entry).term.is_none(), ..Match::default() };
        let mut heading = [0.0f32; SLOTS];
        let (mut heading_weight, mut heading_met) = (0.0, 0.0);
        let mut runs = Runs::default();
        for (at, &word) in self.shelf.heading(entry).iter().enumerate() {
            let rarity = self.lexicon.weight(word);
            heading_weight += rarity;
            if let Some(variant) = self.fills(word) {
                heading_met += rarity * variant.strength;
                runs.meet(at, variant);
                let strength = &mut heading[variant.slot as usize];
                *strength = strength.max(variant.strength);
            }
        }
        found.heading = self.weight(&heading) / total;
        found.heading_exact = if heading_weight > 0.0 { heading_met / heading_weight } else { 0.0 };
        self.compare_body(entry, &heading, &mut runs, &mut found);
        found.runs = self.weight(&runs.follows) / total;
        found
    }

    /// Whether the entry's heading or one of its sentences has all content words close together.
    /// Words that only mean nearly the same do not count.
    pub(super) fn has_together(&self, entry: EntryId) -> bool {
        let wanted = self.question.slots.iter().filter(|slot| slot.class == Class::Content).count();
        let (sentences, start) = self.shelf.sentences(entry);
        let body = self.shelf.body(entry);
        let mut begin = 0;
        let mut parts = vec![self.shelf.heading(entry)];
        for sentence in sentences {
            let end = (sentence.words_end - start) as usize;
            parts.push(&body[begin..end]);
            begin = end;
        }
        parts.into_iter().any(|words| self.meet(words, wanted))
    }

    /// Whether `wanted` content slots are filled within little more than as many words.
    fn meet(&self, words: &[WordId], wanted: usize) -> bool {
        let mut last_seen = [None; SLOTS];
        for (at, &word) in words.iter().enumerate() {
            let Some(variant) = self.fills(word) else { continue };
            let slot = variant.slot as usize;
            if variant.strength < SURE_VARIANT || self.question.slots[slot].class != Class::Content {
                continue;
            }
            last_seen[slot] = Some(at);
            let near = last_seen.iter().flatten().filter(|seen| at - **seen < wanted + GAP).count();
            if near == wanted {
                return true;
            }
        }
        wanted == 0
    }

    fn compare_body(&self, entry: EntryId, heading: &[f32; SLOTS], runs: &mut Runs, found: &mut Match) {
        let total = self.total;
        let body = self.shelf.body(entry);
        let (sentences, start) = self.shelf.sentences(entry);
        let mut times = [0.0f32; SLOTS];
        let mut anywhere = *heading;
        let mut at = 0;
        for (number, sentence) in sentences.enumerate() {
            let end = (sentence.words_end - start) as usize;
            let mut here = *heading;
            let mut said = [0.0f32; SLOTS];
            let mut met = false;
            runs.begin();
            for (place, &word) in body[at..end].iter().enumerate() {
                if let Some(variant) = self.fills(word) {
                    runs.meet(place, variant);
                    met = true;
                    let slot = variant.slot as usize;
                    times[slot] += variant.strength;
                    here[slot] = here[slot].max(variant.strength);
                    said[slot] = said[slot].max(variant.strength);
                    anywhere[slot] = anywhere[slot].max(variant.strength);
                }
            }
            at = end;
            if met {
                let shared = self.weight(&said);
                found.echo = found.echo.max(2.0 * shared / (total + sentence.weight.max(shared)));
                let weight = self.weight(&here) / total;
                if weight > found.sentence {
                    found.sentence = weight;
                    found.best_sentence = number as u32;
                }
            }
        }
        let norm = SATURATION * body.len() as f32 / self.shelf.mean_body;
        let saturated = times.map(|times| times / (times + norm));
        found.body = self.weight(&saturated) / total;
        found.covered = self.weight(&anywhere) / total;
    }
}

/// Which words stand behind the one that they stand behind in the question, with at most one between.
#[derive(Default)]
struct Runs {
    /// The last two words that met the question: where they stand, and for which slots.
    last: [Option<(usize, u8)>; FOLLOWS],
    follows: [f32; SLOTS],
}

impl Runs {
    /// Nothing follows upon the sentence before.
    fn begin(&mut self) {
        self.last = [None; FOLLOWS];
    }

    fn meet(&mut self, at: usize, variant: &Variant) {
        let behind = |last: &Option<(usize, u8)>| {
            last.is_some_and(|(before, slot)| slot + 1 == variant.slot && at - before <= FOLLOWS)
        };
        if self.last.iter().any(behind) {
            let follows = &mut self.follows[variant.slot as usize];
            *follows = follows.max(variant.strength);
        }
        self.last = [self.last[1], Some((at, variant.slot))];
    }
}

impl Match {
    /// The order of entries for a question.
    pub(super) fn rank(&self) -> f32 {
        // A term is often named where something else is asked about; a title says what its entry answers.
        let heading = self.heading * (if self.titled { 2.2 } else { 1.7 } + 0.1 * self.heading_exact);
        let text = 1.3 * self.body + 0.5 * self.sentence;
        heading.max(text)
            + 0.2 * heading.min(text)
            + 0.15 * self.covered
            + 0.5 * self.body
            + 0.4 * self.echo
            + 0.8 * self.runs
    }
}
