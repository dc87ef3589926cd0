//! What is measured: the project's class documents with their questions, 3,500 entries made up from
//! their words, and the judge's table. The same on every machine.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use deskbell::domain::knowledge::{Library, read_document};

/// How many entries the made-up library has, in how many documents.
const ENTRIES: usize = 3_500;
const DOCUMENTS: usize = 7;
/// How many questions are asked of the made-up library, half about terms and half in other words.
const QUESTIONS: usize = 200;
/// What invented terms are built of.
const SYLLABLES: [&str; 16] =
    ["ba", "cor", "dan", "el", "fi", "gor", "ha", "lin", "mo", "nar", "os", "pra", "ri", "sul", "te", "vun"];

/// A library with what is asked of it.
pub struct Material {
    pub files: Vec<(String, String)>,
    pub library: Library,
    pub entries: usize,
    pub questions: Vec<String>,
    pub terms: Vec<String>,
}

impl Material {
    fn new(files: Vec<(String, String)>, questions: Vec<String>) -> Self {
        let documents = files.iter().map(|(name, text)| Arc::new(read_document(name, text.as_bytes())));
        let library = Library::new(documents.collect());
        let entries: Vec<_> = library.documents.iter().flat_map(|document| &document.entries).collect();
        let terms = entries.iter().filter_map(|entry| entry.term.clone()).collect();
        Self { entries: entries.len(), files, library, questions, terms }
    }
}

/// A judge's row: what was typed, what is accepted, for which prompt, in which deck.
pub struct Row {
    pub given: String,
    pub accepted: Vec<String>,
    pub prompt: String,
    pub deck: Vec<Vec<String>>,
}

/// The class documents of the project, asked the questions of its tests.
pub static CLASS: LazyLock<Material> = LazyLock::new(|| {
    let names = ["clues", "handbook", "notes", "outline", "terms-alternating"];
    let files = names.map(|name| {
        let name = format!("service-{name}.txt");
        let text = read(&format!("knowledge/{name}"));
        (name, text)
    });
    let questions = table("tests/data/ask/class_questions.tsv");
    Material::new(files.to_vec(), questions.into_iter().map(|mut cells| cells.remove(0)).collect())
});

/// 3,500 entries: invented terms, and definitions drawn from the words of the class documents as often
/// as they stand there.
pub static LARGE: LazyLock<Material> = LazyLock::new(|| {
    let all: String = CLASS.files.iter().map(|(_, text)| text.to_lowercase() + "\n").collect();
    let words: Vec<&str> =
        all.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).collect();
    let mut chance = Chance(1);
    let (mut files, mut questions) = (Vec::new(), Vec::new());
    for document in 0..DOCUMENTS {
        let mut text = String::new();
        for entry in 0..ENTRIES / DOCUMENTS {
            let term = format!("{} {}", chance.name(), chance.name());
            let definition = chance.words(&words, 14);
            if entry % (ENTRIES / QUESTIONS) == 0 {
                questions.push(format!("what is {}?", term.to_lowercase()));
                let some: Vec<&str> = definition.split(' ').skip(3).step_by(2).take(4).collect();
                questions.push(format!("which one is about {}", some.join(" ")));
            }
            text += &format!("{term}: The {definition}.\n");
        }
        files.push((format!("week-{document}.txt"), text));
    }
    let material = Material::new(files, questions);
    assert_eq!(material.entries, ENTRIES, "every line is read as one entry");
    material
});

/// The rows of the judge's test table.
pub fn judge_rows() -> Vec<Row> {
    let rows = table("tests/data/judge/cases.tsv").into_iter().skip(1);
    rows.filter(|cells| cells.len() >= 4)
        .map(|cells| {
            let parts = |cell: &str| -> Vec<String> {
                cell.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
            };
            let deck = cells.get(5).map_or("", String::as_str);
            Row {
                given: cells[1].clone(),
                accepted: parts(&cells[2]),
                prompt: cells[3].clone(),
                deck: parts(deck).into_iter().map(|answer| vec![answer]).collect(),
            }
        })
        .collect()
}

/// Hands the items out one after the other, for ever.
pub fn in_turn<'a, T: Sync>(items: &'a [T]) -> impl Fn() -> &'a T + Sync {
    let turn = AtomicUsize::new(0);
    move || &items[turn.fetch_add(1, Ordering::Relaxed) % items.len()]
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of the project")
}

/// The cells of a table whose lines with `#` are remarks.
fn table(path: &str) -> Vec<Vec<String>> {
    let text = read(path);
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|row| row.split('\t').map(str::to_owned).collect()).collect()
}

/// Numbers that look like chance and are the same each time: a linear congruential generator with the
/// constants of Knuth's MMIX.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn name(&mut self) -> String {
        let mut name: String = (0..3).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect();
        name[..1].make_ascii_uppercase();
        name
    }

    fn words(&mut self, words: &[&str], count: usize) -> String {
        (0..count).map(|_| words[self.below(words.len())]).collect::<Vec<_>>().join(" ")
    }
}
