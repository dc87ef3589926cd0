//! Translators: a platform's payload into meaning, and meaning into its wire form.

#[cfg(feature = "console")]
pub mod console;
#[cfg(feature = "discord")]
pub mod discord;
#[cfg(any(feature = "discord", feature = "slack"))]
mod fetch;
#[cfg(any(feature = "discord", feature = "slack"))]
mod hearing;
#[cfg(any(feature = "discord", feature = "slack"))]
mod json;
#[cfg(any(feature = "discord", feature = "slack"))]
mod lanes;
#[cfg(feature = "pictures")]
pub mod picture;
mod shows;
#[cfg(feature = "slack")]
pub mod slack;
pub mod terminal;
pub mod text;
mod wrap;

pub use shows::{Shows, table};
