//! Text into words: folded, split, brought to their stems, and told apart by what they weigh.
//!
//! Documents and questions pass through the same function, so that they can meet. It
//! knows English endings and nothing about any document.

use std::collections::HashMap;
use std::sync::LazyLock;

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer};

/// What a word is there for. A question's meaning sits in its content words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Carries no meaning of its own: articles, pronouns, auxiliaries.
    Stop,
    /// The chat around a question: greetings, pleas, "tell me".
    Frame,
    /// Asks: who, when, how.
    Asking,
    /// Meaning that every text has: make, good, people.
    Common,
    /// Everything else.
    Content,
}

impl Class {
    /// How much of its rarity a word of this class weighs in finding: how a thing is asked helps, too.
    pub(super) fn factor(self) -> f32 {
        match self {
            Self::Stop => 0.0,
            Self::Frame => 0.7,
            Self::Asking => 0.1,
            Self::Common => 0.7,
            Self::Content => 1.0,
        }
    }

    /// How much of its rarity it weighs where only what is asked about counts.
    pub(super) fn content(self) -> f32 {
        match self {
            Self::Stop | Self::Frame => 0.0,
            Self::Asking => 0.05,
            Self::Common => 0.35,
            Self::Content => 1.0,
        }
    }
}

/// The words that are not content, each list behind its class.
static CLASSES: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut class = Class::Stop;
    let mut classes = HashMap::new();
    for line in include_str!("classes.txt").lines().filter(|line| !line.starts_with('#')) {
        match line.trim() {
            "[stop]" => class = Class::Stop,
            "[frame]" => class = Class::Frame,
            "[asking]" => class = Class::Asking,
            "[common]" => class = Class::Common,
            words => classes.extend(words.split_whitespace().map(|word| (word, class))),
        }
    }
    classes
});

/// The class of a folded word.
pub(super) fn class(word: &str) -> Class {
    let single_letter = word.len() == 1 && !word.bytes().all(|byte| byte.is_ascii_digit());
    CLASSES.get(word).copied().unwrap_or(if single_letter { Class::Stop } else { Class::Content })
}

/// Words that open a question so often that they are told from fewer letters.
const OPENERS: [&str; 4] = ["define", "explain", "describe", "meaning"];

/// The class of the word that a misspelt one is, where that carries no content: "waht", "defintion".
///
/// Only two letters changed about, or one left out of or put into a long word, are taken for
/// that: a real word may be one letter from another.
pub(super) fn class_of_misspelt(word: &str) -> Option<Class> {
    if !word.is_ascii() || word.len() < 4 {
        return None;
    }
    let mut letters = word.as_bytes().to_vec();
    let changed_about = (0..word.len() - 1).find_map(|at| {
        letters.swap(at, at + 1);
        let class = CLASSES.get(std::str::from_utf8(&letters).ok()?).copied();
        letters.swap(at, at + 1);
        class
    });
    let one_letter = |known: &&&str| {
        let least = if OPENERS.contains(known) { 5 } else { 7 };
        known.len().abs_diff(word.len()) == 1
            && known.len().min(word.len()) >= least
            && known.as_bytes()[0] == word.as_bytes()[0]
            && strsim::osa_distance(known, word) == 1
    };
    changed_about.or_else(|| CLASSES.keys().filter(one_letter).min().map(|known| CLASSES[known]))
}

/// Whether this is an article: terms are looked up without them.
pub(super) fn is_article(word: &str) -> bool {
    matches!(word, "a" | "an" | "the")
}

/// The words of a text, folded.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty())
}

/// Brings words to their stems, so that plural and singular, noun and verb meet.
#[derive(Clone)]
pub(super) struct Stems(TextAnalyzer);

impl Stems {
    pub(super) fn new() -> Self {
        let stemmer = Stemmer::new(Language::English);
        Self(TextAnalyzer::builder(RawTokenizer::default()).filter(stemmer).build())
    }

    /// The stem of a folded word.
    pub(super) fn stem(&mut self, word: &str) -> String {
        let spelt = american(word);
        // The stemmer leaves "organizational" apart from "organization".
        let noun = match spelt.strip_suffix("al") {
            Some(noun) if spelt.len() >= 9 && noun.ends_with("ion") => noun,
            _ => &spelt,
        };
        let mut stream = self.0.token_stream(noun);
        if stream.advance() { stream.token().text.clone() } else { noun.to_owned() }
    }
}

/// Brings British endings that the stemmer would keep apart to the American ones.
fn american(word: &str) -> String {
    for (british, american) in [
        ("isation", "ization"),
        ("isations", "izations"),
        ("alise", "alize"),
        ("alised", "alized"),
        ("alising", "alizing"),
        ("anise", "anize"),
        ("anised", "anized"),
        ("anising", "anizing"),
        ("our", "or"),
        ("ours", "ors"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("ysing", "yzing"),
        ("ogue", "og"),
        ("ogues", "ogs"),
    ] {
        if let Some(head) = word.strip_suffix(british)
            && head.len() >= 4
        {
            return format!("{head}{american}");
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_words_without_content_keep_their_class() {
        for (word, expected) in [
            ("waht", Some(Class::Asking)),
            ("defintion", Some(Class::Frame)),
            ("defne", Some(Class::Frame)),
            ("diffrence", Some(Class::Common)),
            ("plane", None),
            ("keel", None),
            ("été", None),
        ] {
            assert_eq!(class_of_misspelt(word), expected, "{word}");
        }
    }

    #[test]
    fn words_of_one_family_share_a_stem() {
        let mut stems = Stems::new();
        for (one, other) in [
            ("battery", "batteries"),
            ("organization", "organizational"),
            ("organisation", "organization"),
            ("planned", "planning"),
            ("behaviour", "behavior"),
            ("analyse", "analyzing"),
        ] {
            assert_eq!(stems.stem(one), stems.stem(other), "{one} {other}");
        }
        assert_ne!(stems.stem("mitosis"), stems.stem("meiosis"));
    }
}
