//! Has the linker pack the addresses that the loader fills in at the start: unpacked they are a tenth of
//! what an idle desk holds.

// Cargo tells a build script everything by the environment.
#![allow(clippy::disallowed_methods)]

use std::process::Command;

/// The first version of the GNU C library whose loader unpacks them.
const UNPACKS: [u32; 2] = [2, 36];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|known| known == value);
    // What is built for another machine may meet an older loader there.
    let at_home = std::env::var("HOST").ok() == std::env::var("TARGET").ok();
    let gnu = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if gnu && at_home && is("PROFILE", "release") && c_library().is_some_and(|version| version >= UNPACKS) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this machine's GNU C library, which ends its line "glibc 2.36".
fn c_library() -> Option<[u32; 2]> {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    let mut numbers = told.trim().rsplit(' ').next()?.split('.').map_while(|number| number.parse().ok());
    Some([numbers.next()?, numbers.next()?])
}
