//! The class of the test `killed`, for as long as one likes and with other dice: the program is killed at any
//! point of its work, and whatever was shown must be there afterwards, once, with no card left out.
//! `cargo bench --bench kills [-- KILLS [SEED]]`; 2,000 kills unless told. Ends with 1 when anything went wrong.

// A benchmark prints.
#![allow(clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

#[path = "../tests/suite/binary.rs"]
#[allow(dead_code, reason = "the suite uses more of it")]
mod binary;
#[path = "../tests/suite/killed.rs"]
#[allow(dead_code, reason = "the test has constants of its own")]
mod killed;

use std::process::ExitCode;
use std::time::Instant;

use killed::play;

/// Kills of one seed; the next ones play with the next.
const OF_A_SEED: u32 = 500;

fn main() -> ExitCode {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u32>().ok());
    let (kills, seed) = (numbers.next().unwrap_or(2_000), u64::from(numbers.next().unwrap_or(1)));
    println!("| seed | kills | cards | scores compared | lost | doubled | skipped | seconds |");
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut wrong = Vec::new();
    for round in 0..kills.div_ceil(OF_A_SEED) {
        let (seed, kills) = (seed + u64::from(round), OF_A_SEED.min(kills - round * OF_A_SEED));
        let begun = Instant::now();
        let seen = play(seed, kills);
        println!(
            "| {seed} | {kills} | {} | {} | {} | {} | {} | {:.0} |",
            seen.cards_seen,
            seen.tables_read,
            seen.lost.len(),
            seen.doubled.len(),
            seen.skipped.len(),
            begun.elapsed().as_secs_f64()
        );
        wrong.extend([seen.lost, seen.doubled, seen.skipped].into_iter().flatten());
    }
    wrong.iter().for_each(|what| println!("{what}"));
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
