//! How answering holds up as the library grows: build time, memory, questions a second and the slowest
//! one in a hundred, each beside plain tantivy in the same run.
//! `cargo bench --bench scale -- [ENTRIES…] [--million]`; 3,500 and 100,000 entries unless told.

// A benchmark reads the clock, and what the system says of its memory.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs, unreachable_pub)]

#[path = "desk/plain.rs"]
mod plain;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use deskbell::domain::knowledge::{Document, Entry, Library, Source};
use deskbell::domain::search::Index;
use deskbell::domain::tables::Records;

use plain::PlainIndex;

/// How many answers are asked for.
const LIMIT: usize = 3;
/// How many questions are asked, half about terms and half in words of the text.
const QUESTIONS: usize = 2_000;
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

fn main() {
    let mut sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![3_500, 100_000];
    }
    if std::env::args().any(|argument| argument == "--million") {
        sizes.push(1_000_000);
    }
    println!("| entries | | build | memory | questions/s | median | p99 | of plain |");
    println!("|---:|---|---:|---:|---:|---:|---:|---:|");
    sizes.into_iter().for_each(measure);
}

fn measure(entries: usize) {
    let (library, questions) = material(entries);
    let own = run(
        &questions,
        || Index::build(&library).expect("an index"),
        |index, question| {
            black_box(index.ask(question, LIMIT));
        },
    );
    let plain = run(
        &questions,
        || PlainIndex::build(&library),
        |index, question| {
            black_box(index.ask(question, LIMIT));
        },
    );
    for (name, run) in [("deskbell", &own), ("plain tantivy", &plain)] {
        let of_plain = plain.asking.as_secs_f64() / run.asking.as_secs_f64();
        println!(
            "| {entries} | {name} | {:.2} s | {} | {:.0} | {:.2} ms | {:.2} ms | {of_plain:.2} |",
            run.building.as_secs_f64(),
            run.memory.map_or("-".to_owned(), |bytes| format!("{} MB", bytes >> 20)),
            questions.len() as f64 / run.asking.as_secs_f64(),
            run.median.as_secs_f64() * 1e3,
            run.slowest.as_secs_f64() * 1e3,
        );
    }
}

/// What was measured of one index.
struct Run {
    building: Duration,
    memory: Option<u64>,
    asking: Duration,
    median: Duration,
    slowest: Duration,
}

fn run<I>(questions: &[String], build: impl Fn() -> I, ask: impl Fn(&I, &str)) -> Run {
    let before = resident();
    let begun = Instant::now();
    let index = build();
    let building = begun.elapsed();
    let memory = before.zip(resident()).map(|(before, after)| after.saturating_sub(before));
    questions.iter().take(QUESTIONS / 10).for_each(|question| ask(&index, question));
    let mut times: Vec<Duration> = Vec::with_capacity(questions.len());
    for question in questions {
        let begun = Instant::now();
        ask(&index, question);
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let at = |share: f64| times[(times.len() as f64 * share) as usize];
    Run { building, memory, asking: times.iter().sum(), median: at(0.5), slowest: at(0.99) }
}

/// The memory that this process holds now, in bytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes << 10)
}

/// Entries whose words are as unevenly frequent as those of a language, and questions about them.
fn material(entries: usize) -> (Library, Vec<String>) {
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
