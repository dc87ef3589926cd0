//! The words of a passage that a question matched, for chat to mark.
//!
//! Every match counts that counts for the order: the word itself, another form of it, what a misspelt one
//! may mean, and what says nearly the same.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::lexicon::Lexicon;
use super::question::Question;
use super::words::Class;
use crate::domain::fold::{fold, is_invisible};

/// The bytes of `text` that match words of content, in order and apart. Matched words that stand side by
/// side are one range. Words that every text has are marked only where nothing else is.
pub(super) fn marks(question: &Question, lexicon: &Lexicon, text: &str) -> Vec<Range<usize>> {
    let mut content: Vec<Range<usize>> = Vec::new();
    let mut common: Vec<Range<usize>> = Vec::new();
    let begins = beginnings(question, lexicon);
    for word in words_in(text) {
        // A stem begins as its word does; most words of a text need no closer look.
        let first = text.as_bytes()[word.start];
        if first.is_ascii() && !begins[usize::from(first.to_ascii_lowercase())] {
            continue;
        }
        let marked = match class_of(question, lexicon, &text[word.clone()]) {
            Some(Class::Content) => &mut content,
            Some(Class::Common) => &mut common,
            _ => continue,
        };
        match marked.last_mut() {
            Some(last) if text[last.end..word.start].chars().all(|c| c == ' ') => last.end = word.end,
            _ => marked.push(word),
        }
    }
    if content.is_empty() { common } else { content }
}

/// The first bytes of the words that a question may be met by.
fn beginnings(question: &Question, lexicon: &Lexicon) -> [bool; 128] {
    let mut begins = [false; 128];
    for variant in &question.variants {
        let first = lexicon.text(variant.word).bytes().next();
        if let Some(begins) = first.and_then(|first| begins.get_mut(usize::from(first))) {
            *begins = true;
        }
    }
    begins
}

/// The class of the question's word that this one fills.
fn class_of(question: &Question, lexicon: &Lexicon, word: &str) -> Option<Class> {
    let id = lexicon.find(&fold(word));
    let at = question.variants.binary_search_by_key(&id, |variant| variant.word).ok()?;
    Some(question.slots[question.variants[at].slot as usize].class)
}

/// Where the words of a text stand, in bytes. An apostrophe inside a word does not part it, nor does
/// what nobody sees.
fn words_in(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end + text[end..].find(char::is_alphanumeric)?;
        let mut characters = text[start..].char_indices().peekable();
        end = text.len();
        while let Some((at, c)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let inside = matches!(c, '\'' | '’') && next.is_some_and(char::is_alphabetic);
            let shown = c.is_ascii() || !(is_combining_mark(c) || is_invisible(c));
            if !c.is_alphanumeric() && !inside && shown {
                end = start + at;
                break;
            }
        }
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_where_they_stand() {
        let text = "The sailor’s “café” has 2 keels, don't it?";
        let words: Vec<&str> = words_in(text).map(|word| &text[word]).collect();
        assert_eq!(words, ["The", "sailor’s", "café", "has", "2", "keels", "don't", "it"]);
        assert_eq!(words_in(" ¿? ").count(), 0);
        let copied = "A \u{feff}Cast\u{200b}l\u{ad}ing: it";
        let words: Vec<&str> = words_in(copied).map(|word| &copied[word]).collect();
        assert_eq!(words, ["A", "Cast\u{200b}l\u{ad}ing", "it"]);
    }
}
