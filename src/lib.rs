//! Deskbell: the bell on a class's front desk.
//!
//! Members ask in chat and get the course's own words with their source; moderators
//! start quiz rounds made of the same documents. The modules stand in reading order;
//! `ARCHITECTURE.md` has the map and the laws.

pub mod domain;

#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "wires the parts that may wait and ask")]
pub mod app;
#[cfg(feature = "shell")]
pub mod class_decks;
#[cfg(feature = "shell")]
pub mod cli;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "the one place that asks the system for the moment")]
pub mod clock;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "the only reader of the environment")]
pub mod config;
#[cfg(feature = "shell")]
pub mod decks;
#[cfg(feature = "shell")]
pub mod doctor;
#[cfg(feature = "shell")]
pub mod engine;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "the only reader of documents")]
pub mod files;
#[cfg(feature = "shell")]
pub mod learning;
#[cfg(feature = "shell")]
mod places;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "a wire has timeouts and a terminal has a clock")]
pub mod platform;
#[cfg(feature = "shell")]
pub mod port;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "starts the threads that search")]
pub mod readers;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "notes when the documents were looked at")]
pub mod reading;
#[cfg(feature = "shell")]
pub mod reception;
#[cfg(feature = "shell")]
mod records;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "the only reader and writer of saved libraries")]
pub mod saved;
#[cfg(feature = "shell")]
pub mod store;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "reminders come by the minute")]
mod studies;
#[cfg(feature = "shell")]
pub mod talk;
#[cfg(feature = "shell")]
#[allow(clippy::disallowed_methods, reason = "tells every few seconds, and needs a clock to know when")]
pub mod telling;
#[cfg(feature = "shell")]
pub mod tools;
#[cfg(feature = "shell")]
pub mod wiring;
