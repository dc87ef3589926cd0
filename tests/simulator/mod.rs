//! Simulators of the platforms, in-process and on loopback. The tests drive the real
//! adapters against them, and the benchmarks measure with them.

pub(crate) mod discord;
