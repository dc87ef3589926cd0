//! The program: arguments, settings, and an exit code.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    deskbell::app::main(deskbell::cli::Cli::parse())
}
