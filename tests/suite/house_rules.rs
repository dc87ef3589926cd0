//! The laws of the house, held by reading the source: each failure says why.

use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.clone(), std::fs::read_to_string(path).expect("a source")));
            }
        }
    }
    found.sort();
    found
}

/// Which parts of the crate a part may name, and why nothing else.
const DOORS: &[(&str, &[&str], &str)] = &[
    ("src/domain", &["domain"], "the domain uses nobody: text, time and chance come in as values"),
    (
        "src/platform",
        &["domain", "platform", "port"],
        "a platform is a translator: it knows the domain's words and the port",
    ),
    ("src/store", &["domain", "store"], "the store remembers the domain's values and decides nothing"),
    ("src/files.rs", &["domain", "decks"], "files hand text inwards and know nobody else"),
    ("src/files", &["domain"], "files hand text inwards and know nobody else"),
    ("src/decks", &["domain", "decks"], "packages are unpacked into the domain's values"),
    ("src/saved.rs", &["domain", "files"], "a saved library is the files' and the domain's values as bytes"),
    (
        "src/reading.rs",
        &["domain", "files", "saved"],
        "reading ends in a snapshot; who looks into it is no matter",
    ),
    ("src/config.rs", &[], "settings are read once and handed on as values"),
    (
        "src/engine",
        &["domain", "store", "clock"],
        "the engine reaches platforms only through bounded channels",
    ),
    (
        "src/learning",
        &["domain", "store", "clock", "readers", "class_decks"],
        "learning stores and publishes what the domain decides, beside what a server's decks say, and knows no platform",
    ),
    ("src/port.rs", &["domain"], "the port knows neither side"),
    ("src/clock.rs", &["domain"], "the clock knows nobody"),
];

#[test]
fn the_doors_open_the_right_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, source) in sources("src") {
        let path = path.strip_prefix(root).expect("inside").to_owned();
        let Some((_, allowed, why)) = DOORS.iter().find(|(part, ..)| path.starts_with(part)) else {
            continue;
        };
        for (number, line) in source.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for (at, _) in code.match_indices("crate::") {
                let named: String =
                    code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(
                    named.is_empty() || allowed.contains(&named.as_str()),
                    "{}:{}: names crate::{named}, but {why}",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn no_platform_names_another() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, source) in sources("src/platform") {
        let path = path.strip_prefix(root).expect("inside").to_owned();
        for platform in ["console", "discord", "slack"] {
            let own = path.starts_with(Path::new("src/platform").join(platform));
            assert!(
                own || !source.contains(&format!("platform::{platform}")),
                "{} names the platform {platform}: platforms do not know each other",
                path.display()
            );
        }
    }
}

#[test]
fn the_domain_waits_for_nothing() {
    for (path, source) in sources("src/domain") {
        for word in
            ["async ", ".await", "tokio::", "std::fs", "std::env", "std::net", "SystemTime", "Instant"]
        {
            let found = source.lines().any(|line| line.split("//").next().unwrap_or_default().contains(word));
            assert!(!found, "{} has “{word}”: the domain is pure; hand the value in", path.display());
        }
    }
}

#[test]
fn main_stays_small_and_files_stay_readable() {
    /// A file that is longer holds two ideas.
    const LINES: usize = 400;
    for (path, source) in sources("src").into_iter().chain(sources("tests")).chain(sources("benches")) {
        let limit = if path.ends_with("src/main.rs") { 40 } else { LINES };
        let lines = source.lines().count();
        assert!(lines <= limit, "{} has {lines} lines, more than {limit}: split it by idea", path.display());
    }
}

#[test]
fn every_source_says_what_it_is_for() {
    for (path, source) in sources("src").into_iter().chain(sources("tests")) {
        assert!(source.starts_with("//!"), "{} does not begin with what it is for (//!)", path.display());
    }
}
