//! The terms that were perhaps meant where nothing answers: those that are written nearly like the
//! question, and those that share a word of content with it. None is an honest answer, too.

use super::choose::{Choice, Chooser};
use super::lexicon::UNKNOWN;
use super::question::Question;
use super::thesaurus::is_english;
use super::words::{Class, class, class_of_misspelt, words};
use crate::domain::fold::{fold, without_question_frame};

/// How many terms are suggested.
const SUGGESTIONS: usize = 5;
/// How many unknown words of a question are compared with names.
const STRANGE_WORDS: usize = 2;
/// The share of two names' weight that must be the same words: "customer" alone does not bring
/// everything that has to do with customers.
const SHARED_ENOUGH: f32 = 0.2;

/// The terms that a question perhaps meant, nearest first: by spelling, then by shared words.
pub(super) fn suggest(
    chooser: Chooser<'_>,
    asked: &str,
    question: &Question,
    choices: &[Choice],
) -> Vec<String> {
    let mut suggestions = chooser.terms.near(without_question_frame(asked), SUGGESTIONS);
    for word in words(&fold(asked)).filter(|word| is_strange(chooser, word)).take(STRANGE_WORDS) {
        for term in chooser.terms.near(word, SUGGESTIONS) {
            push(&mut suggestions, &term);
        }
    }
    let mut sharing: Vec<(f32, &str)> = Vec::new();
    for choice in choices {
        let Some(term) = chooser.shelf.term(choice.entry) else { continue };
        let shared = shared(chooser, question, term);
        if shared >= SHARED_ENOUGH {
            sharing.push((shared, term));
        }
    }
    // The sort is stable: equal terms stay in the order of what answers best.
    sharing.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, term) in sharing {
        push(&mut suggestions, term);
    }
    suggestions
}

fn push(suggestions: &mut Vec<String>, term: &str) {
    if suggestions.len() < SUGGESTIONS && suggestions.iter().all(|seen| fold(seen) != fold(term)) {
        suggestions.push(term.to_owned());
    }
}

/// Whether this is a word of content that no document has, as it is written.
fn is_strange(chooser: Chooser<'_>, word: &str) -> bool {
    class(word) == Class::Content
        && !is_english(word)
        && class_of_misspelt(word).is_none()
        && chooser.lexicon.find(word) == UNKNOWN
}

/// The share of a term's and a question's weight that is in content words of both, from 0 to 1.
fn shared(chooser: Chooser<'_>, question: &Question, term: &str) -> f32 {
    let asked: f32 = question.slots.iter().map(|slot| slot.content).sum();
    let (mut whole, mut both) = (0.0, 0.0);
    for word in words(&fold(term)).filter(|word| class(word) != Class::Stop) {
        let id = chooser.lexicon.find(word);
        whole += chooser.lexicon.weight(id);
        let Some(variant) = question.variants.iter().find(|variant| variant.word == id) else { continue };
        let slot = &question.slots[variant.slot as usize];
        if slot.class == Class::Content {
            // A rare word in the place of an everyday one shares no more than that one would.
            both += chooser.lexicon.weight(id).min(slot.content) * variant.strength;
        }
    }
    if whole > 0.0 { 2.0 * both / (asked + whole) } else { 0.0 }
}
