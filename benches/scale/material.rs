//! Entries of any number whose words are as unevenly frequent as those of a language, and questions about
//! them: the same every time.

use std::sync::Arc;

use deskbell::domain::knowledge::{Document, Entry, Library, Source};
use deskbell::domain::tables::Records;

/// How many questions are asked, half about terms and half in words of the text.
pub const QUESTIONS: usize = 2_000;
/// Every so many questions one word is misspelt.
const MISSPELT: usize = 10;
/// How many entries a document has.
const DOCUMENT: usize = 1_000;
/// How many words a term and a text have.
const TERM_WORDS: usize = 2;
const TEXT_WORDS: usize = 20;
/// What words are built of.
const SYLLABLES: [&str; 32] = [
    "ba", "cor", "dan", "el", "fi", "gor", "ha", "lin", "mo", "nar", "os", "pra", "ri", "sul", "te", "vun",
    "ker", "dil", "po", "stra", "mi", "len", "ja", "qui", "tor", "bel", "ras", "un", "che", "fal", "ig",
    "wen",
];

/// Entries whose words are as unevenly frequent as those of a language, and questions about them.
pub fn material(entries: usize) -> (Library, Vec<String>) {
    let mut chance = Chance(1);
    // A language has more words the more of it one reads: about thirty times the root of all words.
    let words = (30.0 * ((entries * (TERM_WORDS + TEXT_WORDS)) as f64).sqrt()) as usize;
    let words: Vec<String> = (0..words).map(spelled).collect();
    let (mut documents, mut questions) = (Vec::new(), Vec::new());
    let every = (entries / (QUESTIONS / 2)).max(1);
    for first in (0..entries).step_by(DOCUMENT) {
        let path: Arc<str> = format!("part-{:05}.jsonl", first / DOCUMENT).into();
        let last = entries.min(first + DOCUMENT);
        let entries = (first..last).map(|number| {
            let mut draw =
                |count| (0..count).map(|_| words[chance.rank(words.len())].as_str()).collect::<Vec<_>>();
            let (term, text) = (draw(TERM_WORDS), draw(TEXT_WORDS));
            if number % every == 0 {
                questions.push(format!("what is {}?", term.join(" ")));
                let mut some: Vec<String> = text.iter().step_by(5).map(|word| (*word).to_owned()).collect();
                if questions.len() % MISSPELT == 0 {
                    some.iter_mut().for_each(|word| word.insert(word.len() / 2, 'x'));
                }
                questions.push(format!("which one is about {}", some.join(" ")));
            }
            let line = (number - first + 1) as u32;
            let source = Source { document: path.clone(), first_line: line, last_line: line, record: None };
            let text = format!("A {}.", text.join(" "));
            Entry { term: Some(term.join(" ")), aliases: Vec::new(), title: None, text, source }
        });
        let entries = entries.collect();
        let document = Document {
            path: path.clone(),
            layout: "table",
            entries,
            cards: Records::default(),
            warnings: Vec::new(),
        };
        documents.push(Arc::new(document));
    }
    (Library::new(documents), questions)
}

/// A word for a number: each number has its own.
fn spelled(mut number: usize) -> String {
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
        if number == 0 && word.len() > 3 {
            return word;
        }
    }
}

/// Numbers that look like chance and are the same each time: a linear congruential generator with the
/// constants of Knuth's MMIX.
struct Chance(u64);

impl Chance {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A rank below `ranks`, each as likely as Zipf's law says: half as likely at twice the rank.
    fn rank(&mut self, ranks: usize) -> usize {
        ((ranks as f64 + 1.0).powf(self.share()) as usize).clamp(1, ranks) - 1
    }
}
