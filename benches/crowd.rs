//! A thousand channels play at once and ten answers a second come into each: how long it takes from the
//! moment at which an answer is due to its verdict, which is stored by then, and how much memory it takes.
//! The whole desk is at work, over its store on disk; beside it, what bare SQLite stores on the same disk.
//! `cargo bench --bench crowd [-- --quick]`

// A benchmark reads the clock and prints.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs, unreachable_pub)]

#[path = "crowd/bare.rs"]
mod bare;
#[path = "crowd/class.rs"]
mod class;
#[path = "crowd/measure.rs"]
mod measure;
#[path = "../tests/suite/stage.rs"]
#[allow(dead_code, reason = "transcripts use more of it")]
mod stage;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use deskbell::clock::Clock;
use deskbell::domain::knowledge::Library;
use deskbell::engine::Engine;
use deskbell::port::Desk;
use deskbell::reception::Reception;
use tokio::time::{sleep, sleep_until};

use class::{Class, MODES, PLATFORM};
use measure::{Tally, cpu_seconds, memory};

/// Answers a second into each channel.
const RATE: u32 = 10;
/// What a verdict may take at the 99th percentile.
const LIMIT: Duration = Duration::from_millis(50);
/// How long bare SQLite is measured, before and behind the crowd.
const BARE: Duration = Duration::from_secs(2);

/// How many play, and for how long: less when only its working is tried.
#[derive(Clone, Copy)]
struct Plan {
    channels: u32,
    warm_up: Duration,
    measured: Duration,
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick" || argument == "--test");
    let plan = if quick {
        Plan { channels: 50, warm_up: Duration::from_secs(1), measured: Duration::from_secs(3) }
    } else {
        Plan { channels: 1_000, warm_up: Duration::from_secs(10), measured: Duration::from_secs(45) }
    };
    let folder = tempfile::tempdir().expect("a folder");
    let before = bare::transactions_per_second(folder.path(), BARE);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let played = runtime.block_on(play(plan, folder.path()));
    drop(runtime);
    let behind = bare::transactions_per_second(folder.path(), BARE);
    report(plan, &played, (before + behind) / 2.0);
}

/// What a run has shown.
struct Played {
    tally: Arc<Tally>,
    seconds: f64,
    cpu: f64,
    /// Resident bytes: of the idle desk, with every quiz begun, at most under load, and when all is over.
    memory: [u64; 4],
    /// How many points are stored, and how much the database holds.
    points: u64,
    database: u64,
}

async fn play(plan: Plan, folder: &Path) -> Played {
    let documents = folder.join("knowledge");
    class::write_deck(&documents);
    let snapshot = stage::read(&documents);
    let library: &Library = &snapshot.borrow().library.clone();
    let (engine, reception, posts) = stage::wire(PLATFORM, folder, &Clock::system(), &snapshot).await;
    let class = Arc::new(Class::new(plan.channels, library));
    tokio::spawn(class.clone().watch(posts));
    let desk = reception.clone().desk();
    let idle = memory("VmRSS:");
    begin_all(&desk, &engine, &class).await;
    let begun = memory("VmRSS:");

    let tally = Arc::new(Tally::default());
    let over = Arc::new(AtomicBool::new(false));
    let start = Instant::now() + Duration::from_millis(200);
    for channel in 0..plan.channels {
        let driver = Driver {
            desk: desk.clone(),
            engine: engine.clone(),
            class: class.clone(),
            tally: tally.clone(),
            over: over.clone(),
        };
        // Spread over the tenth of a second, so that the answers of all channels come evenly.
        let first = start + Duration::from_secs(1) / RATE * channel / plan.channels;
        tokio::spawn(driver.answer_on(channel, first));
    }
    sleep_until((start + plan.warm_up).into()).await;
    tally.begin();
    let (cpu, from) = (cpu_seconds(), Instant::now());
    let mut most = 0;
    while from.elapsed() < plan.measured {
        sleep(Duration::from_millis(250)).await;
        most = memory("VmRSS:").max(most);
    }
    tally.end();
    let (cpu, seconds) = (cpu_seconds() - cpu, from.elapsed().as_secs_f64());
    over.store(true, Ordering::SeqCst);
    stop_all(&desk, &class, &reception).await;
    let (points, database) = bare::points_stored(folder);
    Played { tally, seconds, cpu, memory: [idle, begun, most, memory("VmRSS:")], points, database }
}

/// Begins the quizzes over the time that a card takes: channels that do not know of each other do not turn
/// their cards at one moment.
async fn begin_all(desk: &Desk, engine: &Engine, class: &Class) {
    let start = Instant::now();
    for channel in 0..class.channels() {
        sleep_until((start + class::CARD_TAKES * channel / class.channels()).into()).await;
        let response = desk.hear(class.start(channel)).await;
        assert!(engine.runs_in(&class.place(channel).channel), "no quiz begins: {response:?}");
    }
    while !class.all_play() {
        sleep(Duration::from_millis(5)).await;
    }
}

async fn stop_all(desk: &Desk, class: &Class, reception: &Reception) {
    // What is still under way is heard out first.
    sleep(Duration::from_secs(1)).await;
    for channel in 0..class.channels() {
        desk.hear(class.stop(channel)).await;
    }
    reception.store.close().await;
}

/// Sends a channel its answers at their moments, whatever became of those before.
struct Driver {
    desk: Desk,
    engine: Engine,
    class: Arc<Class>,
    tally: Arc<Tally>,
    over: Arc<AtomicBool>,
}

impl Driver {
    async fn answer_on(self, channel: u32, first: Instant) {
        let place = self.class.place(channel).channel;
        for number in 0.. {
            let due = first + Duration::from_secs(1) / RATE * number;
            sleep_until(due.into()).await;
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            if !self.engine.runs_in(&place) {
                tokio::spawn(self.desk.hear(self.class.start(channel)));
            }
            let inbound = self.class.answer(channel, number);
            let (hearing, tally) = (self.desk.hear(inbound), self.tally.clone());
            tokio::spawn(async move { tally.heard(due, &hearing.await) });
        }
    }
}

fn report(plan: Plan, played: &Played, bare: f64) {
    let Played { tally, seconds, cpu, memory, points, database } = played;
    let answers = tally.answers();
    let per_second = answers as f64 / seconds;
    let megabytes = |bytes: &u64| bytes >> 20;
    let modes = MODES.join(", ");
    println!("{} channels ({modes}), {} members each, {seconds:.0} s", plan.channels, class::MEMBERS);
    println!("{answers} answers, {per_second:.0} a second; {cpu:.1} s of CPU ({:.2} cores)", cpu / seconds);
    println!(
        "of them right {}, not right or late {}, unanswered because typed in the channel {}",
        tally.right(),
        tally.told(),
        tally.silent()
    );
    println!("points stored all in all: {points}; database {} MB", megabytes(database));
    for (name, share) in [("median", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)] {
        println!("{name:<8} {:>9.2} ms", tally.latency(share).as_secs_f64() * 1000.0);
    }
    println!("slowest  {:>9.2} ms", tally.slowest().as_secs_f64() * 1000.0);
    let [idle, begun, most, after] = memory.each_ref().map(megabytes);
    println!(
        "resident: {idle} MB idle, {begun} MB with every quiz begun, at most {most} MB, {after} MB behind"
    );
    println!("bare SQLite, one row a transaction on the same disk: {bare:.0} a second");
    println!("answers a second for each of its transactions: {:.2}", per_second / bare);
    let kept = tally.latency(0.99) <= LIMIT;
    println!("p99 at most {} ms: {}", LIMIT.as_millis(), if kept { "yes" } else { "no" });
}
