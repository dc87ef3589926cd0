//! Terms by name: exact look-up, completion while typing, and the nearest ones to an unknown name.

use std::collections::HashMap;

use super::lexicon::{Lexicon, WordId, letters};
use super::shelf::{EntryId, Shelf, sentence_ends};
use super::short_forms::spelled_out;
use super::words::{is_article, words};
use crate::domain::fold::fold;
use crate::domain::knowledge::Entry;

/// By which of its names an entry was found, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// The term itself.
    Term,
    /// Another name of the term.
    Alias,
    /// The heading that it stands under.
    Title,
}

/// The most words of a name that is looked up.
const NAME_WORDS: usize = 10;
/// The most words of a subject that counts as a name.
const SUBJECT_WORDS: usize = 4;
/// Up to how many names are compared letter by letter. A library of more is compared from the first
/// two letters on: they are seldom mistyped.
const NAMES_COMPARED: usize = 1_000;
/// The share of a name's characters that may differ from what was typed.
const MAY_DIFFER: f32 = 0.3;
/// A text of more characters than this is no name of a term.
const NAME_CHARACTERS: usize = 60;

/// A term as it is shown.
struct Name {
    shown: Box<str>,
    folded: Box<str>,
    /// One bit for each letter, and the count of characters: most names need no closer look.
    letters: u32,
    length: u32,
}

/// The names of everything that the library defines.
#[derive(Default)]
pub(super) struct Terms {
    by_key: HashMap<Box<[WordId]>, Vec<(By, EntryId)>>,
    longest: usize,
    names: Vec<Name>,
    /// Every word's start in every name, sorted by what follows: (name, byte offset).
    starts: Vec<(u32, u32)>,
}

impl Terms {
    pub(super) fn gather(shelf: &Shelf, lexicon: &mut Lexicon) -> Self {
        let mut terms = Self::default();
        let mut shown: HashMap<String, &str> = HashMap::new();
        for id in 0..shelf.len() as EntryId {
            let entry = shelf.entry(id);
            for (by, name) in names_of(entry) {
                terms.file(&key(&name, lexicon), by, id);
            }
            for name in said_to_be(&entry.text) {
                terms.file(&key(&name, lexicon), By::Title, id);
            }
            if let Some(term) = entry.term.as_deref() {
                shown.entry(fold(term)).or_insert(term);
            }
        }
        terms.names = shown
            .into_iter()
            .map(|(folded, shown)| Name {
                shown: shown.into(),
                letters: letters(&folded),
                length: folded.chars().count() as u32,
                folded: folded.into(),
            })
            .collect();
        terms.names.sort_unstable_by(|a, b| a.folded.cmp(&b.folded));
        for (number, name) in terms.names.iter().enumerate() {
            let starts = name.folded.match_indices(' ').map(|(at, _)| at + 1);
            terms.starts.extend(std::iter::once(0).chain(starts).map(|at| (number as u32, at as u32)));
        }
        let names = &terms.names;
        let follows = |start: &(u32, u32)| &names[start.0 as usize].folded[start.1 as usize..];
        terms.starts.sort_by(|a, b| follows(a).cmp(follows(b)));
        terms
    }

    fn file(&mut self, key: &[WordId], by: By, entry: EntryId) {
        if key.is_empty() || key.len() > NAME_WORDS {
            return;
        }
        self.longest = self.longest.max(key.len());
        let filed = self.by_key.entry(key.into()).or_default();
        match filed.iter_mut().find(|(_, other)| *other == entry) {
            Some(known) => known.0 = known.0.min(by),
            None => filed.push((by, entry)),
        }
    }

    /// The entries that go by this name, each with the kind of name; in order of entries.
    pub(super) fn look_up(&self, key: &[WordId]) -> &[(By, EntryId)] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// The most words that a name has.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The names that `typed` begins, or begins a word of; those that it begins come first.
    pub(super) fn complete(&self, typed: &str, limit: usize) -> Vec<String> {
        let blank = typed.trim().is_empty();
        let typed = fold(typed);
        if typed.is_empty() && !blank {
            return Vec::new();
        }
        let follows = |start: &(u32, u32)| &self.names[start.0 as usize].folded[start.1 as usize..];
        let from = self.starts.partition_point(|start| follows(start) < typed.as_str());
        let found = self.starts[from..].iter().take_while(|start| follows(start).starts_with(&typed));
        // A single letter begins thousands of words in a large library; the first are enough.
        let mut found: Vec<(bool, u32)> = found.take(4096).map(|&(name, at)| (at > 0, name)).collect();
        found.sort_unstable();
        let mut names = Vec::new();
        for (_, name) in found {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let mut shown: Vec<String> =
            names.into_iter().take(limit).map(|name| self.names[name as usize].shown.to_string()).collect();
        if shown.is_empty() && !typed.is_empty() {
            shown = self.near(&typed, limit);
        }
        shown
    }

    /// The names that look most like this one, at most `limit`.
    pub(super) fn near(&self, name: &str, limit: usize) -> Vec<String> {
        let name = fold(name);
        let length = name.chars().count();
        if name.is_empty() || length > NAME_CHARACTERS {
            return Vec::new();
        }
        let mine = letters(&name);
        let mut found: Vec<(f32, usize)> = Vec::new();
        for number in self.names_like(&name) {
            let other = &self.names[number];
            let longer = length.max(other.length as usize);
            let reach = (longer as f32 * MAY_DIFFER) as usize;
            let apart = (mine ^ other.letters).count_ones() as usize;
            if length.abs_diff(other.length as usize) > reach || apart > 2 * reach {
                continue;
            }
            let distance = strsim::osa_distance(&name, &other.folded);
            if distance <= reach {
                found.push((distance as f32 / longer as f32, number));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(limit).map(|(_, number)| self.names[number].shown.to_string()).collect()
    }
}

impl Terms {
    /// The names that are worth a comparison with this one.
    fn names_like(&self, name: &str) -> std::ops::Range<usize> {
        if self.names.len() <= NAMES_COMPARED {
            return 0..self.names.len();
        }
        let start = name.char_indices().nth(2).map_or(name, |(at, _)| &name[..at]);
        let begin = self.names.partition_point(|other| *other.folded < *start);
        let alike = self.names[begin..].iter().take_while(|other| other.folded.starts_with(start));
        begin..begin + alike.take(NAMES_COMPARED).count()
    }
}

/// A name's key: its stems without articles.
pub(super) fn key(name: &str, lexicon: &mut Lexicon) -> Vec<WordId> {
    let mut key = Vec::new();
    for word in words(&fold(name)).filter(|word| !is_article(word)) {
        key.push(lexicon.learn(word));
    }
    key
}

/// All names that an entry goes by, including those that its names' brackets hold.
fn names_of(entry: &Entry) -> Vec<(By, String)> {
    let given = entry.term.iter().map(|term| (By::Term, term.as_str()));
    let aliases = entry.aliases.iter().map(|alias| (By::Alias, alias.as_str()));
    let title = entry.title.iter().map(|title| (By::Title, title.as_str()));
    let mut names = Vec::new();
    for (by, name) in given.chain(aliases).chain(title) {
        let name = without_asking(name);
        names.push((by, name.to_owned()));
        if let Some((before, inside, after)) = brackets(name) {
            let other = by.max(By::Alias);
            names.push((by, format!("{before} {after}")));
            names.push((other, inside.trim_start_matches("or ").to_owned()));
        }
    }
    names
}

/// A heading such as "What is a want?" names what it asks for.
fn without_asking(name: &str) -> &str {
    let asks = ["what is ", "what are ", "definition of ", "define ", "who is ", "who are "];
    let found =
        asks.iter().find(|ask| name.get(..ask.len()).is_some_and(|start| start.eq_ignore_ascii_case(ask)));
    found.map_or(name, |ask| &name[ask.len()..])
}

/// What a text says the meaning of, in passing: "A reef is a ridge …", "a global positioning system (GPS)".
fn said_to_be(text: &str) -> Vec<String> {
    let mut names: Vec<String> =
        spelled_out(text).into_iter().flat_map(|(short, long)| [short, long]).collect();
    let mut begin = 0;
    for end in sentence_ends(text) {
        names.extend(subject(&fold(&text[begin..end])));
        begin = end;
    }
    names
}

/// The subject of a folded sentence that says what something is.
fn subject(sentence: &str) -> Option<String> {
    const ARTICLES: [&str; 3] = ["a", "an", "the"];
    const NO_NAMES: [&str; 14] = [
        "it", "this", "that", "these", "those", "there", "here", "they", "he", "she", "we", "one", "which",
        "what",
    ];
    let words: Vec<&str> =
        sentence.trim_start_matches("in general ").split(' ').take(SUBJECT_WORDS + 3).collect();
    let from = usize::from(words.first().is_some_and(|word| ARTICLES.contains(word)));
    let verb = words.iter().position(|word| matches!(*word, "is" | "are" | "means" | "refers"))?;
    let says_what = match words[verb] {
        "is" => ["a", "an", "the", "any", "when", "how"].contains(words.get(verb + 1)?),
        _ => words.len() > verb + 1,
    };
    let subject = words.get(from..verb)?;
    let is_name = !subject.is_empty() && subject.len() <= SUBJECT_WORDS && !NO_NAMES.contains(&subject[0]);
    (says_what && is_name).then(|| subject.join(" "))
}

/// What stands before, inside and behind the first brackets.
fn brackets(name: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = name.split_once('(')?;
    let (inside, after) = rest.split_once(')')?;
    Some((before, inside, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_says_what_something_is_names_it() {
        for (sentence, expected) in [
            ("a reef is a ridge of rock", Some("reef")),
            ("spring tides are the highest of the month", Some("spring tides")),
            ("it is a ridge", None),
            ("the water is cold", None),
            ("is a ridge", None),
            ("", None),
        ] {
            assert_eq!(subject(sentence).as_deref(), expected, "{sentence}");
        }
    }

    #[test]
    fn brackets_and_asking_words_come_off() {
        assert_eq!(brackets("Cell (or unit) wall"), Some(("Cell ", "or unit", " wall")));
        assert_eq!(brackets("Cell (open"), None);
        assert_eq!(without_asking("What is a cell?"), "a cell?");
        assert_eq!(without_asking("Whatever"), "Whatever");
    }
}
