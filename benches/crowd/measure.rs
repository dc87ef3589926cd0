//! Latencies as they come, in a fixed room, so that counting them takes no memory that grows; and what the
//! system says of this process.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use deskbell::domain::reply::{Response, Tone};

/// How fine latencies are told apart, and up to what.
const GRAIN: Duration = Duration::from_micros(50);
const GRAINS: usize = 400_000;

/// What became of the answers that were measured.
pub struct Tally {
    counts: Vec<AtomicU64>,
    slowest: AtomicU64,
    counting: AtomicBool,
    right: AtomicU64,
    told: AtomicU64,
    silent: AtomicU64,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            counts: (0..GRAINS).map(|_| AtomicU64::new(0)).collect(),
            slowest: AtomicU64::new(0),
            counting: AtomicBool::new(false),
            right: AtomicU64::new(0),
            told: AtomicU64::new(0),
            silent: AtomicU64::new(0),
        }
    }
}

impl Tally {
    pub fn begin(&self) {
        self.counting.store(true, Ordering::SeqCst);
    }

    pub fn end(&self) {
        self.counting.store(false, Ordering::SeqCst);
    }

    /// Counts an answer that was due then and has its verdict now.
    pub fn heard(&self, due: Instant, response: &Response) {
        if !self.counting.load(Ordering::Relaxed) {
            return;
        }
        let took = due.elapsed();
        let grain = (took.as_nanos() / GRAIN.as_nanos()) as usize;
        self.counts[grain.min(GRAINS - 1)].fetch_add(1, Ordering::Relaxed);
        self.slowest.fetch_max(took.as_micros() as u64, Ordering::Relaxed);
        let kind = match response {
            Response::Say(reply) if reply.tone == Tone::Good => &self.right,
            Response::Silent => &self.silent,
            _ => &self.told,
        };
        kind.fetch_add(1, Ordering::Relaxed);
    }

    pub fn answers(&self) -> u64 {
        self.counts.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    /// Those that were told to be right.
    pub fn right(&self) -> u64 {
        self.right.load(Ordering::Relaxed)
    }

    /// Those that were told anything else.
    pub fn told(&self) -> u64 {
        self.told.load(Ordering::Relaxed)
    }

    /// Those that chat says nothing to.
    pub fn silent(&self) -> u64 {
        self.silent.load(Ordering::Relaxed)
    }

    /// The latency below which this share of the answers stayed, to the grain above.
    pub fn latency(&self, share: f64) -> Duration {
        let wanted = (self.answers() as f64 * share).ceil() as u64;
        let mut seen = 0;
        for (grain, count) in self.counts.iter().enumerate() {
            seen += count.load(Ordering::Relaxed);
            if seen >= wanted {
                return GRAIN * (grain as u32 + 1);
            }
        }
        self.slowest()
    }

    pub fn slowest(&self) -> Duration {
        Duration::from_micros(self.slowest.load(Ordering::Relaxed))
    }
}

/// What the system says of this process's memory, in bytes; nothing where it does not tell.
pub fn memory(row: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(row)).unwrap_or_default();
    let kilobytes = line.split_whitespace().next().and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}

/// The CPU time of this process, in seconds (proc(5): fields 14 and 15, in hundredths).
pub fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_the_name = stat.rsplit(')').next().unwrap_or_default();
    let fields = behind_the_name.split_whitespace().skip(11).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
