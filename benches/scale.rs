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
/// How long one index is asked at most: the slow one would need many minutes at a million entries.
const PATIENCE: Duration = Duration::from_secs(30);

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
    let plain = run(
        &questions,
        || PlainIndex::build(&library),
        |index, question| {
            black_box(index.ask(question, LIMIT));
        },
    );
    // Each row as soon as it is known: the last one takes longest.
    print_row(entries, "plain tantivy", &plain, &plain);
    let own = run(
        &questions,
        || Index::build(&library).expect("an index"),
        |index, question| {
            black_box(index.ask(question, LIMIT));
        },
    );
    print_row(entries, "deskbell", &own, &plain);
    let fts5 = run(
        &questions,
        || Fts5::build(&library),
        |index, question| {
            black_box(index.ask(question, LIMIT));
        },
    );
    print_row(entries, "SQLite FTS5", &fts5, &plain);
}

fn print_row(entries: usize, name: &str, run: &Run, plain: &Run) {
    println!(
        "| {entries} | {name} | {:.2} s | {} | {:.0} | {:.2} ms | {:.2} ms | {:.2} |",
        run.building.as_secs_f64(),
        run.memory.map_or("-".to_owned(), |bytes| format!("{} MB", bytes >> 20)),
        run.per_second,
        run.median.as_secs_f64() * 1e3,
        run.slowest.as_secs_f64() * 1e3,
        run.per_second / plain.per_second,
    );
}

/// What was measured of one index.
struct Run {
    building: Duration,
    memory: Option<u64>,
    per_second: f64,
    median: Duration,
    slowest: Duration,
}

fn run<I>(questions: &[String], build: impl Fn() -> I, ask: impl Fn(&I, &str)) -> Run {
    let before = resident();
    let begun = Instant::now();
    let index = build();
    let building = begun.elapsed();
    let memory = before.zip(resident()).map(|(before, after)| after.saturating_sub(before));
    let mut asking = Duration::ZERO;
    let warm_up = questions.iter().take(QUESTIONS / 10);
    warm_up
        .take_while(|question| timed(&mut asking, || ask(&index, question)) < PATIENCE / 10)
        .for_each(drop);
    let mut times: Vec<Duration> = Vec::with_capacity(questions.len());
    asking = Duration::ZERO;
    for question in questions {
        let before = asking;
        let so_far = timed(&mut asking, || ask(&index, question));
        times.push(so_far - before);
        if so_far > PATIENCE {
            break;
        }
    }
    let per_second = times.len() as f64 / asking.as_secs_f64();
    times.sort_unstable();
    let at = |share: f64| times[(times.len() as f64 * share) as usize];
    Run { building, memory, per_second, median: at(0.5), slowest: at(0.99) }
}

/// Adds the time that something takes; what it has come to.
fn timed(sum: &mut Duration, work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    *sum += begun.elapsed();
    *sum
}

/// The memory that this process holds now, in bytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes << 10)
}
