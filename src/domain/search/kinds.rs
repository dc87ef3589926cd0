//! Questions that want the kinds of something: "types of resources", "what kinds of support are there".

use std::sync::LazyLock;

use regex::Regex;

use super::choose::{Choice, Chooser};
use super::lexicon::{Lexicon, UNKNOWN, WordId};
use super::question::Reader;
use super::words::{is_article, words};
use crate::domain::fold::fold;

/// How sure the desk is of entries whose terms are kinds of what was asked for.
const KINDS: f32 = 0.97;

/// The shape of such a question; its group is what the kinds are of.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    let shape = r"(?i)\b(?:types|kinds|sorts|forms|categories)\s+of\s+(.+?)(?:\s+(?:are|do)\s+(?:there|you|we)\b.*)?\W*$";
    Regex::new(shape).expect("a shape that is written here and tested is a pattern")
});

/// What a question wants the kinds of.
pub(super) fn whole(question: &str) -> Option<&str> {
    Some(SHAPE.captures(question)?.get(1)?.as_str())
}

/// The entries about the whole and its kinds, where there are at least two of them: "resources", "human
/// resources", "financial resources". They answer together.
pub(super) fn of(reader: Reader<'_>, chooser: Chooser<'_>, whole: &str) -> Vec<Choice> {
    let key = key(whole, reader.lexicon);
    if key.is_empty() || key.contains(&UNKNOWN) {
        return Vec::new();
    }
    let mut kinds: Vec<Choice> = chooser.choose(&reader.read(whole), |_| false);
    let term = |choice: &Choice| chooser.shelf.term(choice.entry);
    kinds.retain(|choice| term(choice).is_some_and(|term| self::key(term, reader.lexicon).ends_with(&key)));
    kinds.sort_by_key(|choice| term(choice).map(|term| self::key(term, reader.lexicon).len() > key.len()));
    let mut names = kinds.iter().filter_map(term).map(fold);
    let first = names.next();
    if !names.any(|name| Some(name) != first) {
        return Vec::new();
    }
    kinds.iter_mut().for_each(|choice| choice.sure = Some(KINDS));
    kinds
}

/// The stems of a name without articles.
fn key(name: &str, lexicon: &Lexicon) -> Vec<WordId> {
    words(&fold(name)).filter(|word| !is_article(word)).map(|word| lexicon.find(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kinds_are_of_is_read() {
        for (question, expected) in [
            ("types of tide", Some("tide")),
            ("What kinds of sails are there?", Some("sails")),
            ("name the three types of rock!", Some("rock")),
            ("it is kind of cold", None),
            ("types of", None),
        ] {
            assert_eq!(whole(question), expected, "{question}");
        }
    }
}
