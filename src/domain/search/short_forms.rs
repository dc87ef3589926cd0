//! Short forms that the documents spell out themselves: "Lifetime Value (LTV)", "LTV (Lifetime Value)".

use super::lexicon::{Lexicon, UNKNOWN, WordId};
use super::shelf::{EntryId, Shelf, headings};
use super::thesaurus::Thesaurus;
use super::words::words;
use crate::domain::fold::fold;
use crate::domain::progress::Progress;

/// Finds the short forms in all entries and teaches them to the thesaurus.
pub(super) fn gather(
    shelf: &Shelf,
    lexicon: &Lexicon,
    thesaurus: &mut Thesaurus,
    mut progress: Progress<'_>,
) {
    for id in 0..shelf.len() as EntryId {
        progress.step(id as usize, shelf.len());
        let entry = shelf.entry(id);
        for text in headings(&entry).chain(std::iter::once(entry.text.as_str())) {
            for (short, long) in spelled_out(text) {
                let id = |word: &str| lexicon.find(word);
                let short = id(&fold(&short));
                let folded = fold(&long);
                let long: Vec<WordId> = words(&folded).map(id).filter(|id| *id != UNKNOWN).collect();
                if short != UNKNOWN {
                    thesaurus.add_short_form(short, &long, lexicon);
                }
            }
        }
    }
}

/// The short forms of a text, each with the words that begin with its letters.
pub(super) fn spelled_out(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('(') {
        let Some((inside, behind)) = after.split_once(')') else { break };
        let words_before: Vec<&str> = before.split_whitespace().collect();
        if let Some(letters) = capitals(inside.trim()) {
            let from = words_before.len().saturating_sub(letters.len());
            if begins(&words_before[from..], &letters) {
                found.push((letters, words_before[from..].join(" ")));
            }
        } else if let Some(letters) = words_before.last().and_then(|word| capitals(word)) {
            let words_inside: Vec<&str> = inside.split_whitespace().collect();
            if begins(&words_inside, &letters) {
                found.push((letters, words_inside.join(" ")));
            }
        }
        rest = behind;
    }
    found
}

/// The letters of "LTV" or "KPIs"; none for any other word.
fn capitals(word: &str) -> Option<String> {
    let letters = word.strip_suffix('s').unwrap_or(word);
    let short = (2..=6).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    short.then(|| letters.to_ascii_lowercase())
}

/// Whether there is a word for each letter, in order.
fn begins(words: &[&str], letters: &str) -> bool {
    let begins =
        |(word, letter): (&&str, char)| word.chars().next().is_some_and(|c| c.eq_ignore_ascii_case(&letter));
    words.len() == letters.len() && words.iter().zip(letters.chars()).all(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_found_on_both_sides_of_brackets() {
        let text =
            "A central processing unit (CPU) and RAM (random access memory) share a (wide) bus. Open (LAN";
        let expected = [("cpu", "central processing unit"), ("ram", "random access memory")];
        let expected: Vec<_> = expected.iter().map(|(s, l)| ((*s).to_owned(), (*l).to_owned())).collect();
        assert_eq!(spelled_out(text), expected);
        assert_eq!(spelled_out("the boat (USA)"), []);
    }
}
