//! Damage that copying leaves in notes, mended only where the text itself makes it sure.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::fold::{fold, singular, without_article};

/// A word must share this many letters with a restored term, and half of it, to vouch for it.
const VOUCHING_LETTERS: usize = 5;

/// A shorter term is too likely a word of its own: `rain` beside `train`.
const SHORTEST_DOUBTED: usize = 6;

/// From here on, a short term is left open where another term has one letter more: nobody can tell
/// `upil` from `rain`.
const SHORTEST_COMPARED: usize = 4;

/// Sentences and brackets that lost the space behind them get it back: `(Lee, 2001).They`.
pub(crate) fn unglued(text: &str) -> String {
    let mut mended = String::with_capacity(text.len() + 8);
    for (index, token) in text.split_whitespace().enumerate() {
        if index > 0 {
            mended.push(' ');
        }
        let address = token.contains("://") || token.contains('@') || token.starts_with("www.");
        let mut last = 0;
        if !address {
            for gap in gaps(token) {
                mended.push_str(&token[last..gap]);
                mended.push(' ');
                last = gap;
            }
        }
        mended.push_str(&token[last..]);
    }
    mended
}

/// Where a space is missing inside a token.
fn gaps(token: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = token.char_indices().collect();
    let letter = |at: usize| chars.get(at).map_or('\0', |(_, c)| *c);
    let mut gaps = Vec::new();
    for at in 1..chars.len().saturating_sub(1) {
        let (before, here, next, after) = (letter(at - 1), letter(at), letter(at + 1), letter(at + 2));
        let word_follows = next.is_uppercase() && (after.is_lowercase() || after == '\0');
        let missing = match here {
            // `e.g.The` and `St.Ives` are shorter words before the stop; they stay.
            '.' | '!' | '?' => word_follows && (before == ')' || letters_before(&chars, at) > 2),
            ')' => word_follows || next.is_lowercase() && after.is_lowercase() && !token.contains('('),
            _ => false,
        };
        if missing {
            gaps.push(chars[at + 1].0);
        }
    }
    gaps
}

fn letters_before(chars: &[(usize, char)], at: usize) -> usize {
    chars[..at].iter().rev().take_while(|(_, c)| c.is_lowercase() || *c == '’' || *c == '\'').count()
}

/// The words of a document, for asking whether it knows a word.
pub(crate) struct Vocabulary {
    words: BTreeSet<String>,
    /// Terms that nobody doubts, whole.
    terms: BTreeSet<String>,
}

impl Vocabulary {
    pub(crate) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut words = BTreeSet::new();
        for text in texts {
            words.extend(fold(text).split(' ').map(singular));
        }
        Self { words, terms: BTreeSet::new() }
    }

    /// The same, with these terms.
    pub(crate) fn with_terms<'a>(self, terms: impl Iterator<Item = &'a str>) -> Self {
        Self { terms: terms.map(fold).collect(), ..self }
    }

    /// Whether one letter in front of this makes another term.
    fn lacks_a_letter(&self, term: &str) -> bool {
        let folded = fold(term);
        folded.chars().count() >= SHORTEST_COMPARED
            && ('a'..='z').any(|c| self.terms.contains(&format!("{c}{folded}")))
    }

    /// Whether some word begins with these letters.
    fn begins(&self, letters: &str) -> bool {
        self.words.range(letters.to_owned()..).next().is_some_and(|word| word.starts_with(letters))
    }
}

/// What is to be said of a term's first letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FirstLetter<'a> {
    /// Nothing looks lost.
    Kept(&'a str),
    /// One letter in front makes it a word that the document knows.
    Restored(String),
    /// No English word begins like this, and the document does not say how it should.
    Lost(&'a str),
}

/// Looks whether a term lost its first letter. `vocabulary` must not contain the term itself.
pub(crate) fn first_letter<'a>(term: &'a str, definition: &str, vocabulary: &Vocabulary) -> FirstLetter<'a> {
    let first = term.split_whitespace().next().unwrap_or_default();
    let folded = singular(&fold(first));
    // A term that lost its capital shows it by a small letter in front.
    if !first.starts_with(char::is_lowercase) || folded.contains(' ') {
        return FirstLetter::Kept(term);
    }
    let impossible = impossible_beginning(&folded);
    let length = folded.chars().count();
    if vocabulary.words.contains(&folded) {
        return FirstLetter::Kept(term);
    }
    if length < SHORTEST_DOUBTED
        && let Some(letter) = letter_of_subject(&folded, definition)
    {
        return FirstLetter::Restored(format!("{}{term}", letter.to_uppercase()));
    }
    if length < SHORTEST_DOUBTED && !impossible {
        return if vocabulary.lacks_a_letter(term) {
            FirstLetter::Lost(term)
        } else {
            FirstLetter::Kept(term)
        };
    }
    let whole: Vec<char> =
        ('a'..='z').filter(|c| vocabulary.words.contains(&format!("{c}{folded}"))).collect();
    let shared = VOUCHING_LETTERS.max(length.div_ceil(2));
    if whole.is_empty() && vocabulary.begins(&folded.chars().take(shared).collect::<String>()) {
        return FirstLetter::Kept(term);
    }
    let stem = |c: char| std::iter::once(c).chain(folded.chars()).take(shared).collect::<String>();
    let kin = || ('a'..='z').filter(|c| vocabulary.begins(&stem(*c))).collect();
    let candidates = if whole.is_empty() { kin() } else { whole };
    match candidates[..] {
        [letter] => FirstLetter::Restored(format!("{}{term}", letter.to_uppercase())),
        _ if impossible => FirstLetter::Lost(term),
        _ => FirstLetter::Kept(term),
    }
}

/// The letter that makes a short term the subject of a sentence of its own definition: `undra` above
/// `The tundra is wide.` A word inside a sentence vouches for nothing: rain may run down a drain.
fn letter_of_subject(folded: &str, definition: &str) -> Option<char> {
    const FEWEST_LETTERS: usize = 3;
    let subjects = definition.split(['.', ';', '!', '?']).filter_map(|sentence| {
        let subject = fold(without_article(sentence.trim())).split(' ').next().map(singular)?;
        let letter = subject.chars().next().filter(char::is_ascii_lowercase)?;
        (subject[1..] == *folded && folded.chars().count() >= FEWEST_LETTERS).then_some(letter)
    });
    let letters: BTreeSet<char> = subjects.collect();
    letters.first().copied().filter(|_| letters.len() == 1)
}

/// Whether no English word begins with these two consonants.
fn impossible_beginning(folded: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "bl", "br", "ch", "cl", "cr", "cy", "cz", "dr", "dw", "fl", "fr", "gh", "gl", "gn", "gr", "kh", "kl",
        "kn", "kr", "ll", "mn", "ph", "pl", "pn", "pr", "ps", "pt", "qu", "rh", "sc", "sch", "sh", "sk",
        "sl", "sm", "sn", "sp", "sq", "st", "sv", "sw", "th", "tr", "ts", "tw", "tz", "vl", "wh", "wr", "zh",
        "dh", "dj", "fj", "bh", "kw", "gw",
    ];
    let consonant = |c: char| c.is_ascii_lowercase() && !"aeiouy".contains(c);
    let start: String = folded.chars().take(2).collect();
    start.chars().count() == 2 && start.chars().all(consonant) && !BEGINNINGS.contains(&start.as_str())
}

/// Takes two words apart that were glued where a bullet or a line end stood, if the
/// document knows both, or knows the first and it is a plural.
pub(crate) fn split_glued<'a>(text: &'a str, vocabulary: &Vocabulary) -> Cow<'a, str> {
    /// A glued pair is longer than nearly every word.
    const SHORTEST_PAIR: usize = 12;
    /// Shorter parts are endings, not words.
    const SHORTEST_PART: usize = 5;
    let part = |token: &str| -> Option<usize> {
        if token.len() < SHORTEST_PAIR || !token.chars().all(|c| c.is_ascii_lowercase()) {
            return None;
        }
        (SHORTEST_PART..=token.len() - SHORTEST_PART).rev().find(|at| {
            let (left, right) = token.split_at(*at);
            let plural = left.ends_with('s') && !left.ends_with("ss") && singular(left) != left;
            vocabulary.words.contains(&singular(left))
                && (plural || vocabulary.words.contains(&singular(right)))
        })
    };
    if !text.split_whitespace().any(|token| part(token).is_some()) {
        return Cow::Borrowed(text);
    }
    let tokens = text.split_whitespace().map(|token| match part(token) {
        Some(at) => format!("{} {}", &token[..at], &token[at..]),
        None => token.to_owned(),
    });
    Cow::Owned(tokens.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glued_sentences_come_apart() {
        let rows = [
            ("It floats (Lee, 2001, p. 4).They sink.", "It floats (Lee, 2001, p. 4). They sink."),
            ("the hull (Lee, 2001)Higher masts", "the hull (Lee, 2001) Higher masts"),
            ("knots (e.g., bowlines)hold fast", "knots (e.g., bowlines) hold fast"),
            ("She sails.He rows", "She sails. He rows"),
            ("e.g.The U.S.Navy and St.Ives", "e.g.The U.S.Navy and St.Ives"),
            ("see www.Boats.com or https://a.b/C.Do", "see www.Boats.com or https://a.b/C.Do"),
            ("knot(s)that", "knot(s)that"),
        ];
        for (given, expected) in rows {
            assert_eq!(unglued(given), expected);
        }
    }

    #[test]
    fn a_first_letter_comes_back_only_when_the_text_vouches() {
        let vocabulary =
            Vocabulary::of(["the hull erodes under anchors; anchorage is free", "relation"].into_iter());
        assert_eq!(first_letter("nchoring", "", &vocabulary), FirstLetter::Restored("Anchoring".into()));
        assert_eq!(first_letter("hlorophyll", "", &vocabulary), FirstLetter::Lost("hlorophyll"));
        assert_eq!(first_letter("durables", "", &vocabulary), FirstLetter::Kept("durables"));
        assert_eq!(first_letter("Nchoring", "", &vocabulary), FirstLetter::Kept("Nchoring"));
        assert_eq!(first_letter("hull", "", &vocabulary), FirstLetter::Kept("hull"));
        let said = "A cold plain. The tundra is wide; a jury decides. Rain runs down the drain, a flow.";
        let rows = [("undra", "Tundra"), ("ury", "Jury"), ("rain", "rain"), ("low", "low")];
        for (term, expected) in rows {
            let read = match first_letter(term, said, &vocabulary) {
                FirstLetter::Kept(term) | FirstLetter::Lost(term) => term.to_owned(),
                FirstLetter::Restored(term) => term,
            };
            assert_eq!(read, expected);
        }
        let vocabulary = vocabulary.with_terms(["Mooring", "Cleat", "Bow"].into_iter());
        assert_eq!(first_letter("leat", "", &vocabulary), FirstLetter::Lost("leat"));
        assert_eq!(first_letter("ow", "", &vocabulary), FirstLetter::Kept("ow"));
        assert_eq!(first_letter("keel", "", &vocabulary), FirstLetter::Kept("keel"));
    }

    #[test]
    fn glued_words_come_apart_when_the_document_knows_them() {
        let vocabulary = Vocabulary::of(["sailors", "counter balance"].into_iter());
        assert_eq!(split_glued("keeps sailorsupright now", &vocabulary), "keeps sailors upright now");
        assert_eq!(split_glued("counterbalance", &vocabulary), "counter balance");
        assert_eq!(split_glued("overwhelmingly membership", &vocabulary), "overwhelmingly membership");
    }
}
