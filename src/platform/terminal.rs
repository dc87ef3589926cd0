//! What the terminal is set to, asked of `stty`, which every Unix has: the line editor's library keeps what
//! it knows to itself.

use std::process::{Command, Stdio};

use super::text::Style;

/// How words are written to the terminal as wide as it is now; a window may change at any time.
pub fn style() -> Style {
    Style::Terminal { columns: columns() }
}

fn columns() -> Option<usize> {
    // "rows columns" (POSIX leaves `size` out, but every `stty` in use has it). A terminal that does not
    // know its size says 0.
    let columns = stty("size")?.split_whitespace().nth(1)?.parse().ok();
    columns.filter(|columns| *columns > 0)
}

/// Runs `stty` on the terminal.
pub(super) fn stty(setting: &str) -> Option<String> {
    let output = Command::new("stty").arg(setting).stdin(Stdio::inherit()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
