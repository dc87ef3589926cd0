//! Simulators of the platforms, in-process and on loopback. The tests drive the real
//! adapters against them, and the benchmarks measure with them.

#[cfg(feature = "discord")]
pub(crate) mod discord;
#[cfg(feature = "slack")]
pub(crate) mod slack;
