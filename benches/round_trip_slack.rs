//! From Socket Mode's envelope to the answer's HTTP request: Deskbell, which searches the class's
//! documents, beside a bot on bare slack-morphism that answers a constant, taking turns in one run.
//! `cargo bench --bench round_trip_slack`.

// A benchmark reads the clock and prints.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

#[path = "../tests/simulator/mod.rs"]
mod simulator;
#[path = "../tests/suite/stage.rs"]
#[allow(dead_code, reason = "transcripts use more of it")]
mod stage;

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use deskbell::clock::Clock;
use deskbell::platform::slack::{PLATFORM, Settings, run};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;

use simulator::slack::bare::Bare;
use simulator::slack::world::{ANA, APP_TOKEN, BOT_TOKEN, GENERAL};
use simulator::slack::{Call, Options, Simulator};
use stage::{read, wire};

/// What is asked, again and again.
const QUESTION: &str = "ask what is a need?";
/// Questions one at a time, for each of the two, and those before them that do not count.
const ONE_AT_A_TIME: usize = 2000;
const WARM_UP: usize = 200;
/// Questions under way under load, the turns that each of the two has, and a turn's length.
const IN_FLIGHT: usize = 64;
const TURNS: usize = 25;
const TURN: Duration = Duration::from_millis(400);

/// A bot in front of a Slack of its own.
struct Bench {
    name: &'static str,
    simulator: Simulator,
    calls: UnboundedReceiver<Call>,
    latencies: Vec<Duration>,
    /// Answers in each turn under load.
    answers: Vec<usize>,
}

impl Bench {
    async fn new(name: &'static str, simulator: Simulator) -> Self {
        simulator.expect_connection(1).await;
        let calls = simulator.listen();
        Self { name, simulator, calls, latencies: Vec::new(), answers: Vec::new() }
    }

    fn ask(&self) -> (u64, Instant) {
        let asked = Instant::now();
        (self.simulator.slash(ANA, GENERAL, QUESTION).number, asked)
    }

    /// The next answer: what it answers, and when its request arrived.
    async fn answer(&mut self) -> (u64, Instant) {
        loop {
            let call = self.calls.recv().await.expect("the simulator outlives the run");
            assert!(call.error.is_none(), "an answer was refused: {call:?}");
            if let Some(number) = call.answers {
                return (number, call.at);
            }
        }
    }

    /// One question and its answer.
    async fn round_trip(&mut self) -> Duration {
        let (number, asked) = self.ask();
        let (answered, at) = self.answer().await;
        assert_eq!(answered, number);
        at - asked
    }

    /// Keeps so many questions under way for a turn and counts the answers.
    async fn turn(&mut self, length: Duration) {
        let mut under_way = HashMap::new();
        let end = Instant::now() + length;
        for _ in 0..IN_FLIGHT {
            under_way.extend([self.ask()]);
        }
        let mut answers = 0;
        while !under_way.is_empty() {
            let (number, at) = self.answer().await;
            assert!(under_way.remove(&number).is_some(), "an answer to nothing");
            if at < end {
                answers += 1;
                under_way.extend([self.ask()]);
            }
        }
        self.answers.push(answers);
    }

    /// The latency in milliseconds below which this share of the round trips stayed.
    fn latency(&self, share: f64) -> f64 {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let at = (sorted.len() as f64 * share).ceil() as usize;
        sorted[at.clamp(1, sorted.len()) - 1].as_secs_f64() * 1000.0
    }

    /// Answers a second in the median turn.
    fn per_second(&self, turn: Duration) -> f64 {
        let mut sorted = self.answers.clone();
        sorted.sort_unstable();
        sorted[sorted.len() / 2] as f64 / turn.as_secs_f64()
    }
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick" || argument == "--test");
    let (rounds, turns, turn) =
        if quick { (50, 1, Duration::from_millis(200)) } else { (ONE_AT_A_TIME, TURNS, TURN) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(rounds, turns, turn));
}

async fn measure(rounds: usize, turns: usize, turn: Duration) {
    let unchecked = || Options { checks: false, ..Options::default() };
    let first = Simulator::start_with(unchecked()).await;
    let bot = Bare::start(&first).await;
    let bare = Bench::new("slack-morphism", first).await;

    let second = Simulator::start_with(unchecked()).await;
    let mut settings = Settings::new(APP_TOKEN, BOT_TOKEN);
    settings.api_url = second.api_url();
    // The real desk: search over the class's own documents, an engine, a store on disk.
    let folder = tempfile::tempdir().expect("a folder");
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
    let (_, desk, waiting) = wire(PLATFORM, folder.path(), &Clock::system(), &read(&documents)).await;
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(run(settings, desk.desk(), waiting, stopped));
    let mut both = [bare, Bench::new("deskbell", second).await];

    // Who is first changes every time.
    for round in 0..WARM_UP + rounds {
        for place in 0..both.len() {
            let bench = &mut both[(round + place) % 2];
            let latency = bench.round_trip().await;
            if round >= WARM_UP {
                bench.latencies.push(latency);
            }
        }
    }
    for round in 0..turns {
        for place in 0..both.len() {
            both[(round + place) % 2].turn(turn).await;
        }
    }
    report(&both, turn);

    bot.stop().await;
    stop.send(true).expect("the adapter still runs");
    running.await.expect("no panic").expect("a stop is no error");
    for bench in both {
        bench.simulator.finish().await;
    }
}

fn report(both: &[Bench; 2], turn: Duration) {
    println!("{:<14} {:>12} {:>12} {:>18}", "", "median (ms)", "p99 (ms)", "answers/s, 64 up");
    for bench in both {
        let (median, worst) = (bench.latency(0.5), bench.latency(0.99));
        println!("{:<14} {median:>12.3} {worst:>12.3} {:>18.0}", bench.name, bench.per_second(turn));
    }
    let [bare, deskbell] = both;
    println!(
        "deskbell takes {:+.3} ms at the 99th percentile (at most +1), and gives",
        deskbell.latency(0.99) - bare.latency(0.99)
    );
    println!("{:.0} % of bare slack-morphism's answers a second (at least 80)", share(both) * 100.0);
}

/// How much of the other's answers the desk gives, in the median pair of turns. Turns are short and stand side by
/// side: whatever else the machine does slows both of a pair.
fn share([bare, deskbell]: &[Bench; 2]) -> f64 {
    let pairs = bare.answers.iter().zip(&deskbell.answers);
    let mut shares: Vec<f64> = pairs.map(|(bare, deskbell)| *deskbell as f64 / *bare as f64).collect();
    shares.sort_by(f64::total_cmp);
    shares[shares.len() / 2]
}
