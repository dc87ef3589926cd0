//! The entries as the index holds them: numbered words in flat lists, sentence by sentence.
//!
//! One long list for the whole library keeps a million entries small and quick to read.

use std::borrow::Cow;
use std::sync::Arc;

use super::lexicon::{Lexicon, WordId};
use super::words::{Class, class, words};
use crate::domain::fold::fold;
use crate::domain::knowledge::{Document, Entry, Library};
use crate::domain::progress::Progress;
use crate::domain::tables::{Kept, List, Parts};

/// The number of an entry, in the order of documents and lines.
pub(super) type EntryId = u32;

/// Where an entry stands: its document's number, its number there, and where its heading, its body and
/// its sentences end in the flat lists.
type Place = [u32; 5];
const DOCUMENT: usize = 0;
const ENTRY: usize = 1;
const HEADING: usize = 2;
const BODY: usize = 3;
const SENTENCES: usize = 4;

/// One sentence, or one line, of an entry's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    /// Where its words end in the body.
    pub(super) words_end: u32,
    /// Where it ends in the text, in bytes.
    pub(super) text_end: u32,
    /// What its words weigh.
    pub(super) weight: f32,
}

impl Sentence {
    fn of([words_end, text_end, weight]: [u32; 3]) -> Self {
        Self { words_end, text_end, weight: f32::from_bits(weight) }
    }
}

/// All entries.
pub(super) struct Shelf {
    documents: Vec<Arc<Document>>,
    places: List<Place>,
    headings: List<WordId>,
    bodies: List<WordId>,
    /// The fields of a [`Sentence`], in their order, the weight by its bits.
    sentences: List<[u32; 3]>,
    /// How many headings and sentences there are.
    said: u32,
    /// How many words a body has, on average.
    pub(super) mean_body: f32,
}

impl Shelf {
    /// Shelves a library and teaches the lexicon its words.
    pub(super) fn fill(library: &Library, lexicon: &mut Lexicon, mut progress: Progress<'_>) -> Self {
        let mut shelf = Self {
            documents: library.documents.clone(),
            places: List::default(),
            headings: List::default(),
            bodies: List::default(),
            sentences: List::default(),
            said: 0,
            mean_body: 1.0,
        };
        let entries: usize = library.documents.iter().map(|document| document.entries.len()).sum();
        for (d, document) in library.documents.iter().enumerate() {
            for (e, entry) in document.entries.iter().enumerate() {
                shelf.put(d as u32, e as u32, &entry, lexicon);
                progress.step(shelf.places.len(), entries);
            }
        }
        lexicon.weigh(shelf.places.len(), shelf.said as usize);
        let mut begin = 0;
        for sentence in shelf.sentences.own() {
            let end = Sentence::of(*sentence).words_end as usize;
            let weight: f32 = shelf.bodies[begin..end].iter().map(|word| lexicon.weight(*word)).sum();
            sentence[2] = weight.to_bits();
            begin = end;
        }
        shelf.places.settle();
        shelf.headings.settle();
        shelf.bodies.settle();
        shelf.sentences.settle();
        shelf.measure();
        shelf
    }

    fn put(&mut self, document: u32, e: u32, entry: &Entry, lexicon: &mut Lexicon) {
        let id = self.places.len() as EntryId;
        let start = self.headings.len();
        for heading in headings(entry) {
            for word in words(&fold(heading)) {
                let word_id = lexicon.learn(word);
                if class(word) != Class::Stop && !self.headings[start..].contains(&word_id) {
                    lexicon.count(word_id, id, self.said);
                    self.headings.push(word_id);
                }
            }
        }
        let mut begin = 0;
        self.said += u32::from(self.headings.len() > start);
        for end in sentence_ends(&entry.text) {
            for word in words(&fold(&entry.text[begin..end])) {
                let word_id = lexicon.learn(word);
                if class(word) != Class::Stop {
                    lexicon.count(word_id, id, self.said);
                    self.bodies.push(word_id);
                }
            }
            begin = end;
            self.said += 1;
            self.sentences.push([self.bodies.len() as u32, end as u32, 0]);
        }
        let ends = [self.headings.len(), self.bodies.len(), self.sentences.len()].map(|end| end as u32);
        self.places.push([document, e, ends[0], ends[1], ends[2]]);
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    #[cfg(test)]
    pub(super) fn documents(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().map(|document| &**document)
    }

    /// Adds its parts; the documents are kept by themselves.
    pub(super) fn keep<'a>(&'a self, parts: &mut Parts<'a>) {
        parts.add("shelf.places", self.places.bytes());
        parts.add("shelf.headings", self.headings.bytes());
        parts.add("shelf.bodies", self.bodies.bytes());
        parts.add("shelf.sentences", self.sentences.bytes());
    }

    /// The shelf that was kept of this library.
    pub(super) fn lent(library: &Library, kept: &Kept) -> Option<Self> {
        let mut shelf = Self {
            documents: library.documents.clone(),
            places: kept.list("shelf.places")?,
            headings: kept.list("shelf.headings")?,
            bodies: kept.list("shelf.bodies")?,
            sentences: kept.list("shelf.sentences")?,
            said: 0,
            mean_body: 1.0,
        };
        shelf.measure();
        let entries: usize = library.documents.iter().map(|document| document.entries.len()).sum();
        (shelf.places.len() == entries).then_some(shelf)
    }

    fn measure(&mut self) {
        self.mean_body = (self.bodies.len() as f32 / self.places.len().max(1) as f32).max(1.0);
    }

    /// The entry itself.
    pub(super) fn entry(&self, id: EntryId) -> Cow<'_, Entry> {
        let (document, entry) = self.stands(id);
        document.entries.get(entry).unwrap_or_default()
    }

    /// The term that an entry defines.
    pub(super) fn term(&self, id: EntryId) -> Option<&str> {
        let (document, entry) = self.stands(id);
        document.entries.term(entry)
    }

    /// What an entry says.
    pub(super) fn text(&self, id: EntryId) -> &str {
        let (document, entry) = self.stands(id);
        document.entries.text(entry)
    }

    fn stands(&self, id: EntryId) -> (&Document, usize) {
        let place = &self.places[id as usize];
        (&self.documents[place[DOCUMENT] as usize], place[ENTRY] as usize)
    }

    /// The words of its term and title.
    pub(super) fn heading(&self, id: EntryId) -> &[WordId] {
        let start = self.before(id).map_or(0, |place| place[HEADING]);
        &self.headings[start as usize..self.places[id as usize][HEADING] as usize]
    }

    /// The words of its text.
    pub(super) fn body(&self, id: EntryId) -> &[WordId] {
        &self.bodies[self.body_start(id) as usize..self.places[id as usize][BODY] as usize]
    }

    /// Its sentences, and where the first one's words begin.
    pub(super) fn sentences(&self, id: EntryId) -> (impl ExactSizeIterator<Item = Sentence>, u32) {
        let start = self.before(id).map_or(0, |place| place[SENTENCES]);
        let end = self.places[id as usize][SENTENCES];
        let sentences = self.sentences[start as usize..end as usize].iter();
        (sentences.map(|sentence| Sentence::of(*sentence)), self.body_start(id))
    }

    /// Whether its text has a digit or a number in words.
    pub(super) fn has_number(&self, id: EntryId) -> bool {
        const NUMBERS: [&str; 11] =
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"];
        let text = self.text(id);
        text.bytes().any(|byte| byte.is_ascii_digit())
            || text.split(|c: char| !c.is_alphabetic()).any(|word| NUMBERS.contains(&word))
    }

    fn body_start(&self, id: EntryId) -> u32 {
        self.before(id).map_or(0, |place| place[BODY])
    }

    fn before(&self, id: EntryId) -> Option<&Place> {
        self.places.get((id as usize).checked_sub(1)?)
    }
}

/// What an entry is headed with: its term, that term's other names, and its title.
pub(super) fn headings(entry: &Entry) -> impl Iterator<Item = &str> {
    let aliases = entry.aliases.iter().map(String::as_str);
    entry.term.as_deref().into_iter().chain(aliases).chain(entry.title.as_deref())
}

/// Where the sentences of a text end, in bytes: after `.`, `!` or `?` before a space and a
/// capital or a digit, and at each line's end.
pub(super) fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut characters = text.char_indices().peekable();
    let mut previous_word = 0;
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let stops = match c {
            '\n' => true,
            '.' | '!' | '?' => {
                // "e.g." and initials end no sentence.
                let abbreviation = c == '.' && at - previous_word < 2;
                let mut ahead = text[at + 1..].chars();
                let after_space = ahead.next().filter(|c| c.is_whitespace()).and_then(|_| ahead.next());
                let begins = |c: char| c.is_uppercase() || c.is_numeric() || "\"'“‘(•-".contains(c);
                !abbreviation && after_space.is_some_and(begins)
            }
            '•' => at > 0,
            _ => false,
        };
        if !c.is_alphanumeric() {
            previous_word = at + c.len_utf8();
        }
        if stops && next.is_some() {
            // White space between two ends belongs to the first sentence.
            ends.pop_if(|end| text[*end..at].trim().is_empty());
            ends.push(at + c.len_utf8());
        }
    }
    if !text.is_empty() {
        ends.push(text.len());
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_into_sentences_and_lines() {
        let text = "Roots drink, e.g. at night. Leaves breathe! See p. 3 for more.\nStems carry • both ways";
        let mut begin = 0;
        let cut: Vec<&str> = sentence_ends(text)
            .into_iter()
            .map(|end| {
                let sentence = text[begin..end].trim();
                begin = end;
                sentence
            })
            .collect();
        assert_eq!(
            cut,
            [
                "Roots drink, e.g. at night.",
                "Leaves breathe!",
                "See p. 3 for more.",
                "Stems carry •",
                "both ways"
            ]
        );
        assert_eq!(sentence_ends(""), Vec::<usize>::new());
    }
}
