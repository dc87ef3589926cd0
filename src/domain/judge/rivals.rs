//! The accepted answers of a deck, against which every card of it is judged.

use std::collections::HashMap;
use std::sync::Arc;

use super::accepted::{Form, forms, letter_bit};
use super::compare::compare;
use super::finding::Finding;
use super::prompt::Prompt;
use super::words::Words;

/// A deck's accepted answers, made ready once for all its cards; a clone costs nothing.
///
/// The card at hand may be among them: what it accepts itself is no rival of it.
#[derive(Clone, Debug, Default)]
pub struct Rivals(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    forms: Vec<Form>,
    /// Each form's first letters, side by side, so that most are passed over unseen.
    letters: Vec<u32>,
    /// Folded words and stems, each with its form.
    keys: HashMap<String, usize>,
}

impl Rivals {
    /// Makes a deck's answers ready: one list for each card.
    pub fn new(deck: &[Vec<String>]) -> Self {
        let prompt = Prompt::default();
        let forms: Vec<Form> = deck.iter().flat_map(|answers| forms(answers, &prompt)).collect();
        let mut keys = HashMap::with_capacity(forms.len() * 2);
        for (index, form) in forms.iter().enumerate() {
            keys.entry(form.words.key().to_owned()).or_insert(index);
            keys.entry(form.words.squashed().to_owned()).or_insert(index);
        }
        let letters = forms.iter().map(|form| form.letters).collect();
        Self(Arc::new(Inner { forms, letters, keys }))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.forms.is_empty()
    }

    /// Whether `given` is another card's answer, word for word or in another form.
    pub(super) fn have(&self, given: &Words, own: &[Form]) -> bool {
        [given.key(), given.squashed()]
            .iter()
            .filter_map(|key| self.0.keys.get(*key))
            .any(|index| is_rival(&self.0.forms[*index], own))
    }

    /// What `given` is worth to the card of the deck, other than this one, that it is nearest to.
    pub(super) fn nearest(&self, given: &Words, own: &[Form], prompt: &Prompt) -> Option<Finding> {
        let letters = (0..given.len()).fold(0, |bits, index| bits | letter_bit(given.plain(index)));
        let near = self.0.letters.iter().enumerate().filter(|(_, needed)| *needed & !letters == 0);
        near.map(|(index, _)| &self.0.forms[index])
            .filter_map(|form| compare(given, form, prompt).map(|finding| (finding, form)))
            .filter(|(_, form)| is_rival(form, own))
            .map(|(finding, _)| finding)
            .min_by_key(|finding| finding.rank())
    }
}

/// An answer that this card accepts too is no rival.
fn is_rival(form: &Form, own: &[Form]) -> bool {
    own.iter().all(|own| own.words.squashed() != form.words.squashed())
}
