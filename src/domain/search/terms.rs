//! Terms by name: exact look-up, completion while typing, and the nearest ones to an unknown name.

use super::letters::{Bag, letters, letters_apart};
use super::lexicon::{Lexicon, WordId};
use super::shelf::{EntryId, Shelf, sentence_ends};
use super::short_forms::spelled_out;
use super::words::{is_article, words};
use crate::domain::fold::fold;
use crate::domain::knowledge::Entry;
use crate::domain::progress::Progress;
use crate::domain::tables::{Kept, List, Numbers, Parts, Plain, Texts, hash};

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

impl By {
    fn of(number: u32) -> Self {
        [Self::Term, Self::Alias].get(number as usize).copied().unwrap_or(Self::Title)
    }
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

/// The names of everything that the library defines.
#[derive(Default)]
pub(super) struct Terms {
    /// The keys' words, one key behind the other, and where each ends.
    keys: List<WordId>,
    key_ends: List<u32>,
    /// The number of a key by its hash.
    numbers: Numbers,
    /// The kinds of names and the entries of each key, and where each key's end.
    filed: List<[u32; 2]>,
    filed_ends: List<u32>,
    longest: usize,
    /// Terms as they are shown, and folded; by these they are sorted.
    shown: Texts,
    folded: Texts,
    /// For each of them one bit for each letter, and the count of characters: most need no closer look.
    looks: List<[u32; 2]>,
    /// Every word's start in every name, sorted by what follows: (name, byte offset).
    starts: List<[u32; 2]>,
}

/// What the names of the entries' terms are gathered in.
#[derive(Default)]
struct Filing {
    keys: Vec<WordId>,
    /// Where its key stands, the entry, and the kind of name.
    filed: Vec<(u32, u32, EntryId, By)>,
}

impl Filing {
    fn file(&mut self, key: &[WordId], by: By, entry: EntryId) {
        if key.is_empty() || key.len() > NAME_WORDS {
            return;
        }
        let begin = self.keys.len() as u32;
        self.keys.extend_from_slice(key);
        self.filed.push((begin, self.keys.len() as u32, entry, by));
    }
}

impl Terms {
    pub(super) fn gather(shelf: &Shelf, lexicon: &mut Lexicon, mut progress: Progress<'_>) -> Self {
        let mut terms = Self::default();
        let mut filing = Filing::default();
        let mut shown: Vec<(String, EntryId)> = Vec::new();
        for id in 0..shelf.len() as EntryId {
            progress.step(id as usize, shelf.len());
            let entry = shelf.entry(id);
            for (by, name) in names_of(&entry) {
                filing.file(&key(&name, lexicon), by, id);
            }
            for name in said_to_be(&entry.text) {
                filing.file(&key(&name, lexicon), By::Title, id);
            }
            if let Some(term) = entry.term.as_deref() {
                shown.push((fold(term), id));
            }
        }
        terms.file(filing);
        // Of terms that fold alike the first entry's is shown.
        shown.sort_unstable();
        shown.dedup_by(|later, first| later.0 == first.0);
        terms.name(shown, shelf);
        terms
    }

    /// Sorts what was gathered by key, each entry once under each with the surest kind of name.
    fn file(&mut self, mut filing: Filing) {
        let key = |begin: u32, end: u32| &filing.keys[begin as usize..end as usize];
        filing
            .filed
            .sort_unstable_by(|a, b| key(a.0, a.1).cmp(key(b.0, b.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
        for filed in filing.filed.chunk_by(|a, b| key(a.0, a.1) == key(b.0, b.1)) {
            let Some(&(begin, end, ..)) = filed.first() else { continue };
            let key = key(begin, end);
            self.longest = self.longest.max(key.len());
            let number = self.key_ends.len() as u32;
            self.keys.own().extend_from_slice(key);
            self.key_ends.push(self.keys.len() as u32);
            let (keys, ends) = (&self.keys, &self.key_ends);
            self.numbers.add(number, key_hash(key), |other| key_hash(part(keys, ends, other)));
            let mut last = None;
            for &(.., entry, by) in filed {
                if last != Some(entry) {
                    self.filed.push([by as u32, entry]);
                    last = Some(entry);
                }
            }
            self.filed_ends.push(self.filed.len() as u32);
        }
        self.keys.settle();
        self.filed.settle();
    }

    /// Takes in the terms, folded and sorted, each with the entry that shows it.
    fn name(&mut self, terms: Vec<(String, EntryId)>, shelf: &Shelf) {
        for (number, (folded, entry)) in terms.into_iter().enumerate() {
            self.shown.push(shelf.term(entry).unwrap_or_default());
            self.looks.push([letters(&folded), folded.chars().count() as u32]);
            let starts = folded.match_indices(' ').map(|(at, _)| at + 1);
            let starts = std::iter::once(0).chain(starts).map(|at| [number as u32, at as u32]);
            self.starts.own().extend(starts);
            self.folded.push(&folded);
        }
        let folded = &self.folded;
        self.starts.own().sort_by(|a, b| follows(folded, a).cmp(follows(folded, b)));
        self.shown.settle();
        self.folded.settle();
        self.looks.settle();
        self.starts.settle();
    }

    /// Adds its parts.
    pub(super) fn keep<'a>(&'a self, parts: &mut Parts<'a>) {
        parts.add("terms.keys", self.keys.bytes());
        parts.add("terms.key-ends", self.key_ends.bytes());
        self.numbers.keep("terms.numbers", parts);
        parts.add("terms.filed", self.filed.bytes());
        parts.add("terms.filed-ends", self.filed_ends.bytes());
        self.shown.keep("terms.shown", parts);
        self.folded.keep("terms.folded", parts);
        parts.add("terms.looks", self.looks.bytes());
        parts.add("terms.starts", self.starts.bytes());
    }

    /// The terms that were kept.
    pub(super) fn lent(kept: &Kept) -> Option<Self> {
        let key_ends: List<u32> = kept.list("terms.key-ends")?;
        let begins = std::iter::once(&0).chain(key_ends.iter());
        let longest = begins.zip(key_ends.iter()).map(|(begin, end)| (end - begin) as usize).max();
        Some(Self {
            keys: kept.list("terms.keys")?,
            longest: longest.unwrap_or(0),
            key_ends,
            numbers: Numbers::lent("terms.numbers", kept)?,
            filed: kept.list("terms.filed")?,
            filed_ends: kept.list("terms.filed-ends")?,
            shown: Texts::lent("terms.shown", kept)?,
            folded: Texts::lent("terms.folded", kept)?,
            looks: kept.list("terms.looks")?,
            starts: kept.list("terms.starts")?,
        })
    }

    /// The entries that go by this name, each with the kind of name; in order of entries.
    pub(super) fn look_up(&self, key: &[WordId]) -> Vec<(By, EntryId)> {
        let is_it = |number| part(&self.keys, &self.key_ends, number) == key;
        let Some(number) = self.numbers.find(key_hash(key), is_it) else { return Vec::new() };
        let filed = part(&self.filed, &self.filed_ends, number).iter();
        filed.map(|&[by, entry]| (By::of(by), entry)).collect()
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
        let follows = |start: &[u32; 2]| follows(&self.folded, start);
        let from = self.starts.partition_point(|start| follows(start) < typed.as_str());
        let found = self.starts[from..].iter().take_while(|start| follows(start).starts_with(&typed));
        // A single letter begins thousands of words in a large library; the first are enough.
        let mut found: Vec<(bool, u32)> = found.take(4096).map(|&[name, at]| (at > 0, name)).collect();
        found.sort_unstable();
        let mut names = Vec::new();
        for (_, name) in found {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let mut shown: Vec<String> =
            names.into_iter().take(limit).map(|name| self.shown.get(name as usize).to_owned()).collect();
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
        let (mine, bag) = (letters(&name), Bag::of(&name));
        let mut found: Vec<(f32, usize)> = Vec::new();
        for number in self.names_like(&name) {
            let [look, other_length] = self.looks[number];
            let longer = length.max(other_length as usize);
            let reach = (longer as f32 * MAY_DIFFER) as usize;
            if length.abs_diff(other_length as usize) > reach || letters_apart(mine, look) > reach {
                continue;
            }
            let other = self.folded.get(number);
            if bag.apart(other) > reach {
                continue;
            }
            let distance = strsim::osa_distance(&name, other);
            if distance <= reach {
                found.push((distance as f32 / longer as f32, number));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(limit).map(|(_, number)| self.shown.get(number).to_owned()).collect()
    }
}

impl Terms {
    /// The names that are worth a comparison with this one.
    fn names_like(&self, name: &str) -> std::ops::Range<usize> {
        let names = self.folded.len();
        if names <= NAMES_COMPARED {
            return 0..names;
        }
        let start = name.char_indices().nth(2).map_or(name, |(at, _)| &name[..at]);
        let begin = first(names, |number| self.folded.get(number) >= start);
        let alike = |number: &usize| self.folded.get(*number).starts_with(start);
        begin..begin + (begin..names).take_while(alike).take(NAMES_COMPARED).count()
    }
}

/// The part of a list that belongs to a number; `ends` says where each ends.
fn part<'l, T: Plain>(list: &'l List<T>, ends: &List<u32>, number: u32) -> &'l [T] {
    let number = number as usize;
    let begin = number.checked_sub(1).map_or(0, |before| ends.get(before).copied().unwrap_or(0));
    let end = ends.get(number).copied().unwrap_or(0);
    list.get(begin as usize..end as usize).unwrap_or_default()
}

fn key_hash(key: &[WordId]) -> u64 {
    hash(key.iter().flat_map(|word| word.to_le_bytes()))
}

/// What follows a word's start in a folded name.
fn follows<'n>(folded: &'n Texts, start: &[u32; 2]) -> &'n str {
    folded.get(start[0] as usize).get(start[1] as usize..).unwrap_or_default()
}

/// The first of `count` numbers that is `beyond`, where all behind it are, too.
fn first(count: usize, beyond: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if beyond(middle) { high = middle } else { low = middle + 1 }
    }
    low
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
