//! How long the program takes to answer from a cold start, beside the smallest program there is, and
//! how much memory the idle console holds. `cargo bench --bench startup`.

// A benchmark reads the clock and prints.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each program is started, in turns, so that both meet the same machine.
const STARTS: usize = 41;
const QUESTION: &str = "what is customer service?";

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ask = program(folder.path());
    ask.args(["ask", QUESTION]);
    let mut nothing = Command::new("/bin/true");
    let (mut asking, mut starting) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        asking.push(timed(&mut ask));
        starting.push(timed(&mut nothing));
    }
    println!("from start to exit, median of {STARTS} (fastest to slowest)");
    println!("  deskbell ask “{QUESTION}”: {}", spread(asking));
    println!("  /bin/true: {}", spread(starting));
    match idle(folder.path()) {
        Some(kib) => println!("console, idle behind a pipe: {:.1} MB resident", kib as f64 * 1024.0 / 1e6),
        None => println!("console, idle behind a pipe: this system does not tell how much is resident"),
    }
}

/// The program with the project's own documents and nothing of this machine's settings.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskbell"));
    command.env_clear().current_dir(folder);
    command.env("KNOWLEDGE_DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"));
    command
}

fn timed(command: &mut Command) -> Duration {
    let start = Instant::now();
    let output = command.output().expect("it starts");
    let took = start.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    took
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort();
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    let (fastest, slowest) = (millis(times[0]), millis(times[times.len() - 1]));
    format!("{:.1} ms ({fastest:.1} to {slowest:.1})", millis(times[times.len() / 2]))
}

/// The resident size of a console that has answered once and waits, in KiB, where the system tells it.
fn idle(folder: &Path) -> Option<u64> {
    let mut command = program(folder);
    command.arg("console").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    writeln!(stdin, "{QUESTION}").expect("it reads");
    let mut answer = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut answer).expect("it answers");
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    drop(stdin);
    child.wait().expect("it ends");
    let line = status.ok()?.lines().find_map(|line| line.strip_prefix("VmRSS:").map(str::to_owned))?;
    line.split_whitespace().next()?.parse().ok()
}
