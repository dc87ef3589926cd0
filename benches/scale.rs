//! How answering holds up as the library grows: build time, memory, questions a second and the slowest
//! one in a hundred, each beside plain tantivy and SQLite's FTS5 in the same run.
//! `cargo bench --bench scale -- [ENTRIES…] [--million]`; 3,500 and 100,000 entries unless told.

// A benchmark reads the clock, and what the system says of its memory.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs, unreachable_pub)]

#[path = "scale/fts5.rs"]
mod fts5;
#[path = "scale/material.rs"]
mod material;
#[path = "desk/plain.rs"]
mod plain;

use std::hint::black_box;
use std::time::{Duration, Instant};

use deskbell::domain::search::Index;

use fts5::Fts5;
use material::{QUESTIONS, material};
use plain::PlainIndex;

/// How many answers are asked for.
const LIMIT: usize = 3;

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
    let fts5 = run(
        &questions,
        || Fts5::build(&library),
        |index, question| {
            black_box(index.ask(question, LIMIT));
        },
    );
    for (name, run) in [("deskbell", &own), ("plain tantivy", &plain), ("SQLite FTS5", &fts5)] {
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
