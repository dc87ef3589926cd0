//! Choosing among the entries: the order of what is found, and how sure the desk may be of it.

use super::find::Passages;
use super::lexicon::{Lexicon, UNKNOWN, WordId};
use super::question::Question;
use super::rank::{Match, Ranker, Weighing};
use super::shelf::{EntryId, Shelf};
use super::terms::{By, Terms};
use super::words::{Class, words};
use crate::domain::fold::fold;
use crate::domain::knowledge::is_assignment;

/// How many entries tantivy offers for a closer look.
const LOOKED_AT: usize = 64;

/// What [`sureness`] adds up to where everything speaks for an entry.
const MOST_EVIDENCE: f32 = 3.9;

/// What is left of it where the question has no word of content.
const ONLY_COMMON: f32 = 0.6;
/// What is left of it where the words of what is to be defined stand scattered: "total quality
/// management" is not what an entry about management, quality and totals defines.
const SCATTERED: f32 = 0.6;

/// What is left of it where the question wants a number, or a name, and the entry has none.
const NO_NUMBER: f32 = 0.8;
const NO_NAME: f32 = 0.8;

/// How much is taken off it where another entry answers just as well, and the lead from which on nothing is.
const CONTENDED: f32 = 0.2;
const CLEAR_LEAD: f32 = 0.1;
/// How many others are looked at for one that contends.
const CONTENDERS: usize = 8;

/// What is left of the rank of a passage that only sets a task, and how sure the desk may be at most of one or
/// of a bare term: `Discuss how …` has the words of the question and answers none.
const ONLY_A_TASK: f32 = 0.25;
const SURE_OF_A_TASK: f32 = 0.2;

/// An entry that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) entry: EntryId,
    pub(super) matched: Match,
    /// Set where the question names the entry.
    pub(super) by: Option<By>,
    pub(super) rank: f32,
    /// How far it leads before the next that says something else, as a share of its rank.
    pub(super) lead: f32,
    /// Set where sureness was told by another question: a side of a comparison.
    pub(super) sure: Option<f32>,
}

/// How far to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breadth {
    /// Everything that shares words with the question.
    All,
    /// Only the definitions, where the question asks for one by its name: nothing else is as sure.
    Outright,
}

/// What choosing needs to read.
#[derive(Clone, Copy)]
pub(super) struct Chooser<'i> {
    pub(super) shelf: &'i Shelf,
    pub(super) lexicon: &'i Lexicon,
    pub(super) terms: &'i Terms,
    pub(super) passages: &'i Passages,
}

impl Chooser<'_> {
    /// The entries for a question, best first, without those that `hidden` hides.
    pub(super) fn choose(self, question: &Question, hidden: impl Fn(EntryId) -> bool) -> Vec<Choice> {
        self.choose_as_far(question, hidden, Breadth::All)
    }

    /// The same, as far as it is wanted.
    pub(super) fn choose_as_far(
        self,
        question: &Question,
        hidden: impl Fn(EntryId) -> bool,
        breadth: Breadth,
    ) -> Vec<Choice> {
        let ranker = Ranker::new(self.shelf, self.lexicon, question, Weighing::Ranking);
        let named = self.terms.look_up(&question.named);
        let found = match breadth {
            Breadth::Outright if named_outright(question, &named) => Vec::new(),
            _ => self.passages.candidates(question, self.lexicon, LOOKED_AT),
        };
        let mut choices: Vec<Choice> = Vec::with_capacity(found.len() + named.len());
        let by_name = named.iter().map(|(by, entry)| (*entry, Some(*by)));
        let by_words = found.into_iter().filter(|entry| named.iter().all(|(_, other)| other != entry));
        for (entry, by) in by_name.chain(by_words.map(|entry| (entry, None))) {
            if hidden(entry) {
                continue;
            }
            let matched = ranker.compare(entry);
            let rank = matched.rank() + by.map_or(0.0, |by| naming(by, question.exact));
            let rank = if self.sets_a_task(entry) { rank * ONLY_A_TASK } else { rank };
            choices.push(Choice { entry, matched, by, rank, lead: 1.0, sure: None });
        }
        choices.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.entry.cmp(&b.entry)));
        self.measure_lead(&mut choices);
        choices
    }

    /// Tells the first choice how far it leads. Entries of one term do not contend: it may be defined in
    /// several documents.
    fn measure_lead(self, choices: &mut [Choice]) {
        let Some((first, rest)) = choices.split_first_mut() else { return };
        let name = self.name(first.entry);
        let says_else = |other: &&Choice| name.is_empty() || self.name(other.entry) != name;
        if let Some(next) = rest.iter().take(CONTENDERS).find(says_else)
            && first.rank > 0.0
        {
            first.lead = (first.rank - next.rank) / first.rank;
        }
    }

    fn sets_a_task(self, entry: EntryId) -> bool {
        self.shelf.term(entry).is_none() && is_assignment(self.shelf.text(entry))
    }

    /// Whether a passage and the question are about the same words and the passage has no other: a term that lost
    /// its definition.
    fn only_repeats(self, entry: EntryId, question: &Question) -> bool {
        const LONGEST: usize = 48;
        let text = self.shelf.text(entry);
        if text.len() > LONGEST || self.shelf.term(entry).is_some() {
            return false;
        }
        let said: Vec<WordId> = words(&fold(text)).map(|word| self.lexicon.find(word)).collect();
        let asked = |word: &WordId| question.variants.iter().any(|v| v.word == *word && v.strength >= 1.0);
        let content = question.slots.iter().filter(|slot| slot.class >= Class::Content).count();
        content <= said.len() && said.iter().all(asked)
    }

    /// The stems of an entry's term; none where it has no term.
    fn name(self, entry: EntryId) -> Vec<WordId> {
        let term = self.shelf.term(entry).unwrap_or_default();
        words(&fold(term)).map(|word| self.lexicon.find(word)).collect()
    }
}

/// Whether the question is the name of something that is defined, and nothing beside.
fn named_outright(question: &Question, named: &[(By, EntryId)]) -> bool {
    question.exact && named.iter().any(|(by, _)| matches!(by, By::Term | By::Alias))
}

/// What it adds to an entry's rank that the question names it.
fn naming(by: By, exact: bool) -> f32 {
    match (by, exact) {
        (By::Term, true) => 3.0,
        (By::Alias, true) => 2.5,
        (By::Title, true) => 1.0,
        (By::Term | By::Alias, false) => 0.1,
        (By::Title, false) => 0.05,
    }
}

/// How sure the desk may be of a choice, from 0 to 1, before the library's own measure is applied.
///
/// Weighed on questions to several kinds of libraries: what counts is how much of the
/// question's content the entry has, in one place and by name; how nearly it says the
/// question itself; and how much there was to go by. A term that is only part of what is
/// asked speaks against it: "plant cell" is no answer to "plant cell turgor pressure".
pub(super) fn sureness(chooser: Chooser<'_>, question: &Question, choice: &Choice) -> f32 {
    if let Some(sure) = choice.sure {
        return sure;
    }
    let sure = evidence_of(chooser, question, choice);
    let idle = chooser.sets_a_task(choice.entry) || chooser.only_repeats(choice.entry, question);
    if idle { sure.min(SURE_OF_A_TASK) } else { sure }
}

/// The same, whatever the passage is for.
fn evidence_of(chooser: Chooser<'_>, question: &Question, choice: &Choice) -> f32 {
    match choice.by {
        Some(By::Term | By::Alias) if question.exact => return 1.0,
        Some(By::Title) if question.exact => return 0.97,
        _ => {}
    }
    let ranker = Ranker::new(chooser.shelf, chooser.lexicon, question, Weighing::Content);
    let content = ranker.compare(choice.entry);
    let total: f32 = question.slots.iter().map(|slot| slot.content).sum();
    if total <= 0.0 {
        return 0.0;
    }
    let named = content.heading * content.heading_exact;
    let one_place = content.sentence.max(content.heading * (0.5 + 0.5 * content.heading_exact));
    let part_named = if matches!(choice.by, Some(By::Term | By::Alias)) { 1.0 } else { 0.0 };
    let much = (total / chooser.lexicon.rarity(UNKNOWN)).min(1.0);
    let evidence =
        0.5 * content.covered + 0.33 * one_place + 0.7 * named + 1.25 * choice.matched.echo + 1.15 * much
            - 0.3 * part_named;
    let only_common = question.slots.iter().all(|slot| slot.class < Class::Content);
    let doubt = match question.defining {
        _ if only_common => ONLY_COMMON,
        true if !ranker.has_together(choice.entry) => SCATTERED,
        _ => 1.0,
    };
    let numberless = question.counting && !chooser.shelf.has_number(choice.entry);
    let doubt = if numberless { doubt * NO_NUMBER } else { doubt };
    let nameless = question.wants_doer && !has_name(&chooser.shelf.entry(choice.entry).text);
    let doubt = if nameless { doubt * NO_NAME } else { doubt };
    let contended = 1.0 - CONTENDED * (1.0 - (choice.lead / CLEAR_LEAD).min(1.0));
    let doubt = doubt * contended;
    (doubt * evidence / MOST_EVIDENCE).clamp(0.0, 0.96)
}

/// Whether a text has a word with a capital that begins no sentence and is not all capitals.
fn has_name(text: &str) -> bool {
    let is_name = |word: &str| {
        let mut letters = word.trim_start_matches(|c: char| !c.is_alphanumeric()).chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    };
    let mut begins = true;
    text.split_whitespace().any(|word| {
        let named = !begins && is_name(word);
        begins = word.ends_with(['.', '!', '?', ':', '\u{2022}']);
        named
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_capital_inside_a_sentence() {
        for (text, expected) in [
            ("A lamp by Augustin Fresnel.", true),
            ("A lamp. It turns.", false),
            ("The GPS knows.", false),
            ("", false),
        ] {
            assert_eq!(has_name(text), expected, "{text}");
        }
    }
}
