//! How long the program takes to be ready with a large library: when it must read everything, when nothing
//! has changed since, and when one small document has; how much memory it holds then, and how large the
//! saved library is.
//! `cargo bench --bench large -- [ENTRIES…] [--million]`; 100,000 entries unless told.
//! `DESKBELL=FILE` measures that program: the shipped one, kept as `startup.rs` says.

// A benchmark reads the clock and prints.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs, unreachable_pub)]

#[path = "scale/material.rs"]
mod material;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use material::material;

/// How often an unchanged library is taken up; the median is shown.
const STARTS: usize = 9;

fn main() {
    let mut sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if std::env::args().any(|argument| argument == "--million") {
        sizes.push(1_000_000);
    }
    if sizes.is_empty() {
        sizes.push(100_000);
    }
    println!("| entries | start | until the first answer | resident | at most |");
    println!("|---:|---|---:|---:|---:|");
    sizes.into_iter().for_each(measure);
}

fn measure(entries: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let question = write(entries, &folder.path().join("knowledge"));
    let row = |name: &str, start: &Start| {
        let megabytes = |bytes: Option<u64>| bytes.map_or("-".to_owned(), |b| format!("{} MB", b >> 20));
        let took = start.took.as_secs_f64();
        let (resident, most) = (megabytes(start.resident), megabytes(start.most));
        println!("| {entries} | {name} | {took:.2} s | {resident} | {most} |");
    };
    row("everything is read", &start(folder.path(), &question));
    let mut starts: Vec<Start> = (0..STARTS).map(|_| start(folder.path(), &question)).collect();
    starts.sort_by_key(|start| start.took);
    row("nothing has changed", &starts[STARTS / 2]);
    row("nothing has changed, the slowest", &starts[STARTS - 1]);
    std::fs::write(folder.path().join("knowledge/small.txt"), "Keel: the spine of a hull.\n")
        .expect("written");
    row("a small document is new", &start(folder.path(), &question));
    let saved = std::fs::read_dir(folder.path().join("deskbell.index")).expect("a folder");
    let saved: u64 = saved.flatten().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum();
    println!("{entries} entries: saved library {} MB", saved >> 20);
}

/// Writes one document of so many lines, and a question about one of them.
fn write(entries: usize, knowledge: &Path) -> String {
    let (library, questions) = material(entries);
    let mut text = String::new();
    for entry in library.documents.iter().flat_map(|document| &document.entries) {
        let (term, definition) = (entry.term.as_deref().unwrap_or_default(), entry.text.as_str());
        let _ = writeln!(text, "{}", serde_json::json!({ "term": term, "definition": definition }));
    }
    std::fs::create_dir(knowledge).expect("a folder");
    std::fs::write(knowledge.join("large.jsonl"), text).expect("written");
    questions.into_iter().next().expect("a question")
}

/// What was measured of one start.
struct Start {
    took: Duration,
    resident: Option<u64>,
    most: Option<u64>,
}

/// Starts the console, asks, and waits for the first line of the answer.
fn start(folder: &Path, question: &str) -> Start {
    let built = || Path::new(env!("CARGO_BIN_EXE_deskbell")).as_os_str().to_owned();
    let shipped = std::env::var_os("DESKBELL").and_then(|path| std::fs::canonicalize(path).ok());
    let mut command = Command::new(shipped.map_or_else(built, Into::into));
    command.env_clear().current_dir(folder).arg("console");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    writeln!(stdin, "{question}").expect("it reads");
    let mut answer = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut answer).expect("it answers");
    let took = begun.elapsed();
    assert!(!answer.trim().is_empty(), "it said nothing");
    let (resident, most) = (memory(child.id(), "VmRSS:"), memory(child.id(), "VmHWM:"));
    drop(stdin);
    child.wait().expect("it ends");
    Start { took, resident, most }
}

/// What the system says of a process's memory, in bytes, where it tells.
fn memory(process: u32, row: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(row))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes << 10)
}
