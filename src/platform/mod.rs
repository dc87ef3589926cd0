//! Translators: a platform's payload into meaning, and meaning into its wire form.

#[cfg(feature = "console")]
pub mod console;
#[cfg(feature = "discord")]
pub mod discord;
#[cfg(feature = "pictures")]
pub mod picture;
pub mod text;
mod wrap;
