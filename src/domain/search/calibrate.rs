//! How sure is sure enough, measured on the library itself when its index is built.
//!
//! No threshold carries from one library to another. So the desk asks itself questions that
//! this library answers, made of its own words, and questions that it does not: a built-in
//! list, its own terms in questions that nobody writes answers to, and its own terms with
//! every entry that knows them taken away.

use serde::{Deserialize, Serialize};

use super::choose::{Chooser, sureness};
use super::lexicon::WordId;
use super::question::{Reader, Variant};
use super::shelf::EntryId;
use super::words::Class;

/// Questions that no class document answers.
const UNCOVERED: &str = include_str!("uncovered.txt");
/// What nobody writes down about a term.
const ODD: [&str; 6] = [
    "who painted the first _ in iceland",
    "how tall was the inventor of _",
    "what did my grandmother say about _ on tuesday",
    "which song has _ in its lyrics",
    "what is the latin name for _",
    "on what date does _ celebrate its birthday",
];
/// How many entries are asked about, at most.
const SAMPLE: usize = 120;
/// The share that may pass: of the list, of the odd questions, of the terms that were taken away.
const LET_THROUGH: [f32; 3] = [0.03, 0.10, 0.06];
/// The threshold stays between these, whatever was measured.
const LOWEST: f32 = 0.3;
const HIGHEST: f32 = 0.9;

/// What was measured, and the threshold that came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The least sureness that the desk answers outright with.
    pub threshold: f32,
    /// How many questions were made of the library's own words.
    pub own_questions: usize,
    /// The share of them that it answers outright, and rightly.
    pub own_answered: f32,
    /// How many questions were asked that it does not cover.
    pub uncovered_questions: usize,
    /// The share of them that it would answer nevertheless.
    pub uncovered_let_through: f32,
}

/// Measures a library.
pub(super) fn calibrate(reader: Reader<'_>, chooser: Chooser<'_>) -> Calibration {
    let probe = Probe { reader, chooser };
    let listed = UNCOVERED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut uncovered = [listed.map(|line| probe.sure_of(line)).collect(), Vec::new(), Vec::new()];
    let mut own = Vec::new();
    let step = chooser.shelf.len().div_ceil(SAMPLE).max(1);
    for (number, id) in (0..chooser.shelf.len() as EntryId).step_by(step).enumerate() {
        own.extend(probe.own_words(id));
        let rarest = probe.rarest(chooser.shelf.heading(id), 2);
        if !rarest.is_empty() {
            uncovered[1].push(probe.sure_of(&ODD[number % ODD.len()].replace('_', &rarest)));
        }
        if let Some(term) = chooser.shelf.term(id) {
            uncovered[2].push(probe.without_its_entries(term));
        }
    }
    measure(uncovered, &own)
}

fn measure(mut uncovered: [Vec<f32>; 3], own: &[f32]) -> Calibration {
    let mut threshold = LOWEST;
    for (sure, let_through) in uncovered.iter_mut().zip(LET_THROUGH) {
        sure.sort_by(|a, b| b.total_cmp(a));
        threshold = threshold.max(refused(sure, let_through) + 0.001);
    }
    let threshold = threshold.min(HIGHEST);
    let share = |sure: &[f32]| {
        sure.iter().filter(|sure| **sure >= threshold).count() as f32 / sure.len().max(1) as f32
    };
    let uncovered = uncovered.concat();
    Calibration {
        threshold,
        own_questions: own.len(),
        own_answered: share(own),
        uncovered_questions: uncovered.len(),
        uncovered_let_through: share(&uncovered),
    }
}

/// The sureness, of a list from the surest on, that is refused where this share may pass. Between two of
/// them it is told by proportion: a small library asks itself few questions.
fn refused(sure: &[f32], let_through: f32) -> f32 {
    let place = sure.len() as f32 * let_through;
    let at = |place: usize| sure.get(place).copied().unwrap_or(0.0);
    let first = at(place as usize);
    first + (at(place as usize + 1) - first) * place.fract()
}

/// Asks the library about itself.
struct Probe<'i> {
    reader: Reader<'i>,
    chooser: Chooser<'i>,
}

impl Probe<'_> {
    /// The first entry for a question and how sure the desk is of it.
    fn best(&self, asked: &str, hidden: impl Fn(EntryId) -> bool) -> Option<(EntryId, f32)> {
        let question = self.reader.read(asked);
        let first = self.chooser.choose(&question, hidden).into_iter().next()?;
        Some((first.entry, sureness(self.chooser, &question, &first)))
    }

    fn sure_of(&self, asked: &str) -> f32 {
        self.best(asked, |_| false).map_or(0.0, |(_, sure)| sure)
    }

    /// The rarest of these words.
    fn rarest(&self, words: &[WordId], most: usize) -> String {
        let lexicon = self.reader.lexicon;
        let mut words = words.to_vec();
        words.sort_by(|a, b| lexicon.rarity(*b).total_cmp(&lexicon.rarity(*a)).then(a.cmp(b)));
        words.dedup();
        words.iter().take(most).map(|word| lexicon.text(*word)).collect::<Vec<_>>().join(" ")
    }

    /// How sure the desk is of an entry that it is asked for by the rarest words of its text; 0 when it
    /// finds another. None where the text has too few words to tell.
    fn own_words(&self, id: EntryId) -> Option<f32> {
        let body = self.chooser.shelf.body(id);
        if body.len() < 5 {
            return None;
        }
        let (found, sure) = self.best(&self.rarest(body, 4), |_| false)?;
        Some(if found == id { sure } else { 0.0 })
    }

    /// How sure the desk is of a term once every entry that has all its words is hidden.
    fn without_its_entries(&self, term: &str) -> f32 {
        let asked = format!("what is {term}");
        let question = self.reader.read(&asked);
        let meant = |number: usize| {
            let variant = |v: &&Variant| v.slot as usize == number && v.strength >= 1.0;
            question.variants.iter().find(variant).map(|variant| variant.word)
        };
        let content = question.slots.iter().enumerate().filter(|(_, slot)| slot.class >= Class::Common);
        let words: Vec<WordId> = content.filter_map(|(number, _)| meant(number)).collect();
        let shelf = self.chooser.shelf;
        let knows =
            |id: EntryId| words.iter().all(|w| shelf.heading(id).contains(w) || shelf.body(id).contains(w));
        self.best(&asked, knows).map_or(0.0, |(_, sure)| sure)
    }
}
