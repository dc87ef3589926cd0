//! Composing answers: what of an entry chat shows first, and one answer for what several documents say alike.

use super::Answer;
use super::choose::Choice;
use super::disagree::disagree;
use super::shelf::{EntryId, Sentence, Shelf};

/// Texts up to this many characters are shown whole.
const SHOWN_WHOLE: usize = 350;
/// How alike two texts of one term must be to be one answer: the share of words in common.
const ALIKE: f32 = 0.85;

/// At most `limit` answers, best first, each passage said once.
pub(super) fn compose(
    shelf: &Shelf,
    choices: &[Choice],
    limit: usize,
    score: impl Fn(&Choice) -> f64,
) -> Vec<Answer> {
    let mut kept: Vec<(EntryId, Answer)> = Vec::with_capacity(limit.min(choices.len()));
    let mut ceiling = 1.0f64;
    for choice in choices {
        let entry = shelf.entry(choice.entry);
        let same = kept.iter_mut().find(|(other, _)| alike(shelf, *other, choice.entry));
        if let Some((_, answer)) = same {
            if !answer.sources.contains(&entry.source) {
                answer.sources.push(entry.source.clone());
            }
            continue;
        }
        if kept.len() == limit {
            break;
        }
        // The order of answers is decided; their scores follow it.
        ceiling = score(choice).clamp(0.0, 1.0).min(ceiling);
        let contradicts = |(other, answer): &(EntryId, Answer)| {
            shelf.heading(*other) == shelf.heading(choice.entry) && disagree(&answer.text, &entry.text)
        };
        let answer = Answer {
            contradicts: entry.term.is_some() && kept.iter().any(contradicts),
            term: entry.term.clone(),
            title: entry.title.clone(),
            text: entry.text.clone(),
            excerpt: excerpt(shelf, choice),
            sources: vec![entry.source.clone()],
            score: ceiling,
            matches: Vec::new(),
        };
        kept.push((choice.entry, answer));
    }
    kept.into_iter().map(|(_, answer)| answer).collect()
}

/// Whether two entries say the same under the same name.
fn alike(shelf: &Shelf, one: EntryId, other: EntryId) -> bool {
    let (a, b) = (shelf.body(one), shelf.body(other));
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if (shorter.len() as f32) < ALIKE * longer.len() as f32 || shelf.heading(one) != shelf.heading(other) {
        return false;
    }
    let shared = longer.iter().filter(|word| shorter.contains(word)).count();
    shared as f32 >= ALIKE * longer.len() as f32 && !disagree(shelf.text(one), shelf.text(other))
}

/// The best sentence of a long text, with the next where both are short.
fn excerpt(shelf: &Shelf, choice: &Choice) -> Option<String> {
    let text = shelf.text(choice.entry);
    if text.len() <= SHOWN_WHOLE || text.chars().count() <= SHOWN_WHOLE {
        return None;
    }
    let sentences: Vec<Sentence> = shelf.sentences(choice.entry).0.collect();
    let best = choice.matched.best_sentence as usize;
    let ends = |at: usize| sentences[at].text_end as usize;
    let start = best.checked_sub(1).map_or(0, ends);
    let mut end = sentences.get(best).map_or(text.len(), |sentence| sentence.text_end as usize);
    for next in best + 1..sentences.len() {
        if text[start..ends(next)].chars().count() > SHOWN_WHOLE {
            break;
        }
        end = ends(next);
    }
    let shown = text[start..end].trim();
    (!shown.is_empty() && shown.len() < text.trim().len()).then(|| shown.to_owned())
}
