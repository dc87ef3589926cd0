//! How long the program takes to answer from a cold start, beside the smallest program there is, and
//! how much memory it holds while it is idle: on a simulated Discord and in the console.
//! `cargo bench --bench startup`; `DESKBELL=FILE` measures that program instead of the one that was built for
//! this run. A run puts its own in the place of `target/release/deskbell`, so the shipped one is kept first:
//! `cargo build --release && ln -f target/release/deskbell target/shipped`.

// A benchmark reads the clock and prints.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

#[path = "../tests/simulator/mod.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod simulator;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use simulator::discord::Simulator;
use simulator::discord::relay::{CERTIFICATE, Relay};
use simulator::discord::world::{ANA, GENERAL, TOKEN};

/// How often each program is started, in turns, so that both meet the same machine.
const STARTS: usize = 41;
/// How long the desk sits on Discord before its memory is read.
const SETTLED: Duration = Duration::from_secs(3);
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
    println!("resident while idle");
    println!("  on the simulated Discord: {}", megabytes(on_discord(folder.path())));
    println!("  in the console, behind a pipe: {}", megabytes(in_console(folder.path())));
}

fn megabytes(kib: Option<u64>) -> String {
    kib.map_or("this system does not tell".to_owned(), |kib| format!("{:.1} MB", kib as f64 * 1024.0 / 1e6))
}

/// The program with the project's own documents and nothing of this machine's settings.
fn program(folder: &Path) -> Command {
    let built = || Path::new(env!("CARGO_BIN_EXE_deskbell")).as_os_str().to_owned();
    let shipped = std::env::var_os("DESKBELL").and_then(|path| std::fs::canonicalize(path).ok());
    let mut command = Command::new(shipped.map_or_else(built, Into::into));
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

/// The resident size of a process in KiB, where the system tells it.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A desk that has come to Discord, over TLS as always, has answered once and waits.
fn on_discord(folder: &Path) -> Option<u64> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let simulator = Simulator::start().await;
        let relay = Relay::start(&simulator);
        let mut command = program(folder);
        command.env("DISCORD_TOKEN", TOKEN).env("HTTPS_PROXY", relay.url()).env("SSL_CERT_FILE", CERTIFICATE);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        simulator.expect_identify().await;
        simulator.expect_commands().await;
        let sent = simulator.slash(ANA, GENERAL, "ask", &[("question", QUESTION)]);
        simulator.expect_reply(&sent).await;
        tokio::time::sleep(SETTLED).await;
        let resident = resident(child.id());
        child.kill().expect("it runs");
        child.wait().expect("it ends");
        simulator.finish();
        resident
    })
}

/// A console that has answered once and waits.
fn in_console(folder: &Path) -> Option<u64> {
    let mut command = program(folder);
    command.arg("console").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    writeln!(stdin, "{QUESTION}").expect("it reads");
    let mut answer = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut answer).expect("it answers");
    let resident = resident(child.id());
    drop(stdin);
    child.wait().expect("it ends");
    resident
}
