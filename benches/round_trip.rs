//! From the gateway's event to the reply's HTTP request: Deskbell, which searches the class's
//! documents, beside a bare serenity bot that answers a constant, taking turns in one run. `cargo bench --bench round_trip`.

// A benchmark reads the clock and prints.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

#[path = "../tests/simulator/mod.rs"]
mod simulator;
#[path = "../tests/suite/stage.rs"]
#[allow(dead_code, reason = "transcripts use more of it")]
mod stage;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use deskbell::clock::Clock;
use deskbell::platform::discord::{Endpoint, PLATFORM, Settings, run};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;

use simulator::discord::bare::Bare;
use simulator::discord::world::{ANA, GENERAL, TOKEN};
use simulator::discord::{Call, Options, Request, Simulator};
use stage::{read, wire};

/// What is asked, again and again.
const QUESTION: &str = "what is a need?";
/// Questions one at a time, for each of the two, and those before them that do not count.
const ONE_AT_A_TIME: usize = 2000;
const WARM_UP: usize = 200;
/// Questions under way under load, the turns that each of the two has, and a turn's length.
const IN_FLIGHT: usize = 64;
const TURNS: usize = 25;
const TURN: Duration = Duration::from_millis(400);

/// A bot in front of a Discord of its own.
struct Bench {
    name: &'static str,
    simulator: Simulator,
    requests: UnboundedReceiver<Arc<Request>>,
    latencies: Vec<Duration>,
    /// Replies in each turn under load.
    replies: Vec<usize>,
}

impl Bench {
    async fn new(name: &'static str, simulator: Simulator) -> Self {
        simulator.expect_commands().await;
        let requests = simulator.listen();
        Self { name, simulator, requests, latencies: Vec::new(), replies: Vec::new() }
    }

    fn ask(&self) -> (u64, Instant) {
        let asked = Instant::now();
        (self.simulator.slash(ANA, GENERAL, "ask", &[("question", QUESTION)]).id, asked)
    }

    /// The next reply: which interaction it answers, and when its request arrived.
    async fn reply(&mut self) -> (u64, Instant) {
        loop {
            let request = self.requests.recv().await.expect("the simulator outlives the run");
            assert!(request.status < 300, "a reply was refused: {request:?}");
            if request.says {
                return (interaction_of(&request.call), request.at);
            }
        }
    }

    /// One question and its answer.
    async fn round_trip(&mut self) -> Duration {
        let (id, asked) = self.ask();
        let (answered, at) = self.reply().await;
        assert_eq!(answered, id);
        at - asked
    }

    /// Keeps so many questions under way for a turn and counts the replies.
    async fn turn(&mut self, length: Duration) {
        let mut under_way = HashMap::new();
        let end = Instant::now() + length;
        for _ in 0..IN_FLIGHT {
            under_way.extend([self.ask()]);
        }
        let mut replies = 0;
        while !under_way.is_empty() {
            let (id, at) = self.reply().await;
            assert!(under_way.remove(&id).is_some(), "a reply to nothing");
            if at < end {
                replies += 1;
                under_way.extend([self.ask()]);
            }
        }
        self.replies.push(replies);
    }

    /// The latency below which this share of the round trips stayed.
    fn latency(&self, share: f64) -> Duration {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let at = (sorted.len() as f64 * share).ceil() as usize;
        sorted[at.clamp(1, sorted.len()) - 1]
    }

    /// Replies a second in the median turn.
    fn per_second(&self, turn: Duration) -> f64 {
        let mut sorted = self.replies.clone();
        sorted.sort_unstable();
        sorted[sorted.len() / 2] as f64 / turn.as_secs_f64()
    }
}

/// The simulator's tokens carry the interaction's id behind the last hyphen.
fn interaction_of(call: &Call) -> u64 {
    match call {
        Call::Callback { interaction, .. } => *interaction,
        Call::EditOriginal { token } | Call::Followup { token } => {
            token.rsplit('-').next().and_then(|id| id.parse().ok()).expect("a token of the simulator")
        }
        other => panic!("not a reply: {other:?}"),
    }
}

/// How long everything takes: shorter when only its working is tried.
struct Plan {
    rounds: usize,
    turns: usize,
    turn: Duration,
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick" || argument == "--test");
    let plan = if quick {
        Plan { rounds: 50, turns: 1, turn: Duration::from_millis(200) }
    } else {
        Plan { rounds: ONE_AT_A_TIME, turns: TURNS, turn: TURN }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(&plan));
}

async fn measure(plan: &Plan) {
    let unchecked = || Options { checks: false, ..Options::default() };
    let first = Simulator::start_with(unchecked()).await;
    let bot = Bare::start(&first).await;
    let bare = Bench::new("bare serenity", first).await;

    let second = Simulator::start_with(unchecked()).await;
    let endpoint = Endpoint { http: second.http_url(), gateway: Some(second.ws_url()) };
    let settings = Settings { endpoint: Some(endpoint), ..Settings::new(TOKEN) };
    // The real desk: search over the class's own documents, an engine, a store on disk.
    let folder = tempfile::tempdir().expect("a folder");
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
    let (_, reception, waiting) = wire(PLATFORM, folder.path(), &Clock::system(), &read(&documents)).await;
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(run(settings, reception.desk(), waiting, stopped));
    let deskbell = Bench::new("deskbell", second).await;

    let mut both = [bare, deskbell];
    one_at_a_time(&mut both, plan).await;
    under_load(&mut both, plan).await;
    report(&both, plan);

    stop.send(true).expect("the adapter still runs");
    running.await.expect("no panic").expect("a stop is no error");
    bot.stop().await;
    for bench in both {
        bench.simulator.finish();
    }
}

/// One question at a time, to each in turn; who is first changes every time.
async fn one_at_a_time(both: &mut [Bench; 2], plan: &Plan) {
    for round in 0..WARM_UP + plan.rounds {
        for turn in 0..both.len() {
            let bench = &mut both[(round + turn) % 2];
            let latency = bench.round_trip().await;
            if round >= WARM_UP {
                bench.latencies.push(latency);
            }
        }
    }
}

async fn under_load(both: &mut [Bench; 2], plan: &Plan) {
    for turn in 0..plan.turns {
        for place in 0..both.len() {
            both[(turn + place) % 2].turn(plan.turn).await;
        }
    }
}

fn report(both: &[Bench; 2], plan: &Plan) {
    let millis = |duration: Duration| duration.as_secs_f64() * 1000.0;
    println!("{:<14} {:>12} {:>12} {:>18}", "", "median (ms)", "p99 (ms)", "replies/s, 64 up");
    for bench in both {
        let (median, worst) = (millis(bench.latency(0.5)), millis(bench.latency(0.99)));
        println!("{:<14} {median:>12.3} {worst:>12.3} {:>18.0}", bench.name, bench.per_second(plan.turn));
    }
    let [bare, deskbell] = both;
    let more = millis(deskbell.latency(0.99)) - millis(bare.latency(0.99));
    let share = share(both);
    println!("deskbell takes {more:+.3} ms at the 99th percentile (at most +1), and gives");
    println!("{:.0} % of the bare bot's replies a second (at least 80)", share * 100.0);
}

/// How much of the other's replies the desk gives, in the median pair of turns. Turns are short and stand side by
/// side: whatever else the machine does slows both of a pair.
fn share([bare, deskbell]: &[Bench; 2]) -> f64 {
    let pairs = bare.replies.iter().zip(&deskbell.replies);
    let mut shares: Vec<f64> = pairs.map(|(bare, deskbell)| *deskbell as f64 / *bare as f64).collect();
    shares.sort_by(f64::total_cmp);
    shares[shares.len() / 2]
}
