//! Every test that needs the whole program or a platform, in one binary.

// Tests read files and the environment as they need.
#![allow(clippy::disallowed_methods)]

#[path = "../simulator/mod.rs"]
mod simulator;

mod binary;
mod conformance;
mod conversations;
mod decks;
mod discord;
mod discord_checks;
mod discord_simulator;
mod doctor;
mod evening;
mod house_rules;
mod killed;
mod large_library;
mod learning;
mod own_documents;
mod program;
mod program_check;
mod program_console;
mod program_export;
mod readme;
mod slack;
mod slack_program;
mod stage;
mod together;
mod transcripts;
