//! What stands on the terminal: messages, and under them one countdown that counts.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::line::Printer;
use crate::domain::reply::{Countdown, Slot};
use crate::platform::terminal;
use crate::platform::text::Style;

/// Up one line and clear it: takes the countdown away so that something else can stand there.
const TAKE_BACK: &str = "\x1b[1A\x1b[2K\r";

/// The terminal, or the pipe in its place.
pub(super) struct Screen {
    printer: Printer,
    shown: BTreeSet<Slot>,
    /// When the open card's time is over.
    ends: Option<Instant>,
    /// Whether the line just above the prompt is the countdown.
    counting: bool,
}

impl Screen {
    pub(super) fn new(printer: Printer) -> Self {
        Self { printer, shown: BTreeSet::new(), ends: None, counting: false }
    }

    /// How a reply is written.
    pub(super) fn style(&self) -> Style {
        if self.printer.is_terminal() { terminal::style() } else { Style::Plain }
    }

    pub(super) fn has_shown(&self, slot: &Slot) -> bool {
        self.shown.contains(slot)
    }

    /// Shows a message of the room; one with a countdown starts it.
    pub(super) fn post(&mut self, slot: Slot, lines: &[String], countdown: Option<Countdown>) {
        if slot != Slot::Fresh {
            self.shown.insert(slot);
        }
        let mut lines = lines.to_vec();
        if let Some(countdown) = countdown {
            self.ends = Some(Instant::now() + Duration::from_secs(countdown.seconds.into()));
            if !self.printer.is_terminal() {
                lines.push(format!("({} seconds)", countdown.seconds));
            }
        }
        self.print(&lines);
    }

    pub(super) fn print(&mut self, lines: &[String]) {
        let mut text = lines.join("\n");
        text.push('\n');
        self.write(&text);
        self.show_countdown();
    }

    /// The person has pressed Enter: the countdown's line is no longer just above the cursor.
    pub(super) fn line_was_entered(&mut self) {
        self.counting = false;
    }

    /// The card is over. The line itself goes when the next message takes its place.
    pub(super) fn end_countdown(&mut self) {
        self.ends = None;
    }

    /// A second may have passed.
    pub(super) fn tick(&mut self) {
        if self.counting {
            self.show_countdown();
        }
    }

    /// Writes the countdown under everything else, in place of itself where it stands there already.
    pub(super) fn show_countdown(&mut self) {
        let Some(ends) = self.ends.filter(|_| self.printer.is_terminal()) else { return };
        let left = ends.saturating_duration_since(Instant::now());
        if left.is_zero() {
            self.ends = None;
            return;
        }
        let seconds = left.as_millis().div_ceil(1000);
        self.write(&format!("\x1b[2m… {seconds} s\x1b[0m\n"));
        self.counting = true;
    }

    /// Writes whole lines over the countdown, if it stands above the prompt. The two go out as one
    /// text, for the line editor ends each text that it prints with a line break.
    fn write(&mut self, text: &str) {
        let take_back = if self.counting { TAKE_BACK } else { "" };
        self.counting = false;
        self.printer.print(format!("{take_back}{text}"));
    }
}
