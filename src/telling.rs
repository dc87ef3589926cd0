//! Shows how far the reading of the documents has come to whoever started the program: one line that
//! changes on a terminal, otherwise a line every few seconds, in the log where there is one.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// What is done sooner is not spoken of.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line on a terminal changes.
const ON_A_TERMINAL: Duration = Duration::from_millis(100);
/// How often a line of its own is written.
const IN_LINES: Duration = Duration::from_secs(3);

/// One who tells.
pub struct Telling {
    terminal: bool,
    begun: Instant,
    last: Option<Instant>,
}

impl Telling {
    /// One who tells on standard error, from now on.
    pub fn begin() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), begun: Instant::now(), last: None }
    }

    /// So much is done, from 0 to 1.
    pub fn tell(&mut self, share: f32) {
        let every = if self.terminal { ON_A_TERMINAL } else { IN_LINES };
        let due = self.last.map_or_else(|| self.begun.elapsed() >= PATIENCE, |last| last.elapsed() >= every);
        if !due {
            return;
        }
        self.last = Some(Instant::now());
        let percent = (share.clamp(0.0, 1.0) * 100.0) as u8;
        let said = format!("reading the documents: {percent} %");
        let mut out = std::io::stderr().lock();
        if self.terminal {
            // The line is written over, and what is left of a longer one is wiped out.
            let _ = write!(out, "\r{said}\x1b[K");
            let _ = out.flush();
        } else if tracing::enabled!(tracing::Level::INFO) {
            drop(out);
            tracing::info!("{said}");
        } else {
            let _ = writeln!(out, "{said}");
        }
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        if self.terminal && self.last.is_some() {
            let mut out = std::io::stderr().lock();
            let _ = write!(out, "\r\x1b[K");
            let _ = out.flush();
        }
    }
}
