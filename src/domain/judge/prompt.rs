//! What a prompt already says, and what it asks for.

use super::table::{Table, listed};
use super::words::{Gap, Kind, Words};

/// How many words behind "what" or "which" name the thing that is asked for.
const ASKED_WORDS: usize = 6;

/// Words that make a prompt ask for a person.
static PEOPLE: Table<()> = listed![
    "actor",
    "actress",
    "artist",
    "author",
    "biologist",
    "chemist",
    "composer",
    "discoverer",
    "economist",
    "explorer",
    "founder",
    "inventor",
    "leader",
    "mathematician",
    "novelist",
    "painter",
    "person",
    "philosopher",
    "physicist",
    "playwright",
    "poet",
    "president",
    "psychologist",
    "scientist",
    "singer",
    "sociologist",
    "who",
    "whom",
    "whose",
    "writer",
];

/// A prompt made ready for judging.
#[derive(Clone, Debug, Default)]
pub(super) struct Prompt {
    /// Sorted stems, each with whether it is asked for.
    stems: Vec<(String, bool)>,
    pub(super) asks_who: bool,
    pub(super) asks_where: bool,
    pub(super) asks_city: bool,
    pub(super) asks_when: bool,
    pub(super) asks_how_many: bool,
}

impl Prompt {
    pub(super) fn read(text: &str) -> Self {
        let words = Words::read_all(text);
        let mut stems = Vec::with_capacity(words.len());
        let mut left = 0;
        let mut prompt = Self::default();
        for index in 0..words.len() {
            let plain = words.plain(index);
            if words.word(index).gap == Gap::Comma {
                left = 0;
            }
            match plain {
                "what" | "which" | "whats" => left = ASKED_WORDS,
                "name" | "this" | "these" if index == 0 => left = 3,
                "type" | "kind" | "genre" => left = left.max(3),
                _ if PEOPLE.has(plain) => prompt.asks_who = true,
                "city" | "town" | "capital" => prompt.asks_city = true,
                "where" | "located" | "place" => prompt.asks_where = true,
                "many" => prompt.asks_how_many = true,
                "when" | "year" => prompt.asks_when = true,
                _ => {}
            }
            if words.word(index).kind == Kind::Content {
                stems.push((words.stem(index).to_owned(), left > 0));
            }
            left = usize::saturating_sub(left, 1);
        }
        // A stem that is said twice is asked for if it is once; sorted last, found first.
        stems.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        stems.dedup_by(|a, b| a.0 == b.0);
        Self { stems, ..prompt }
    }

    pub(super) fn mentions(&self, stem: &str) -> bool {
        self.find(stem).is_some()
    }

    pub(super) fn asks_for(&self, stem: &str) -> bool {
        self.find(stem) == Some(true)
    }

    fn find(&self, stem: &str) -> Option<bool> {
        let at = self.stems.binary_search_by(|(known, _)| known.as_str().cmp(stem)).ok()?;
        Some(self.stems[at].1)
    }
}
