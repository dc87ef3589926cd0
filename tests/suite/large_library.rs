//! The program with a library that takes a while to read.

#[cfg(unix)]
use std::time::Duration;

use crate::binary::Home;

/// A table of so many rows.
fn rows(count: usize) -> String {
    let row = |n| {
        format!(
            "{{\"term\":\"Buoy {n}\",\"definition\":\"Marks channel {} near harbour {}.\"}}\n",
            n % 977,
            n / 977
        )
    };
    (0..count).map(row).collect()
}

#[cfg(unix)]
#[test]
fn a_long_reading_is_told_without_control_codes_and_can_be_stopped() {
    let home = Home::new(&[("buoys.jsonl", &rows(100_000))]);
    let mut console = home.console(&[]);
    console.hears("reading the documents: ");
    console.terminate();
    let ran = console.end(Duration::from_secs(5));
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    assert!(!ran.stderr.contains(['\r', '\u{1b}']), "{}", ran.stderr);
    assert!(!home.path().join("deskbell.index").exists(), "half a library is not saved");
}

#[test]
fn a_small_library_leaves_nothing_behind_and_says_nothing() {
    let home = Home::new(&[("buoys.jsonl", &rows(100))]);
    let ran = home.run(&["ask", "buoy 7"], "");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.contains("Marks channel 7 "), "{}", ran.stdout);
    assert!(!home.path().join("deskbell.index").exists());
}

#[test]
fn a_large_library_is_saved_where_the_setting_says_and_answers_alike_from_there() {
    let home = Home::new(&[("buoys.jsonl", &rows(5_000))]);
    let index = home.path().join("elsewhere");
    let home = home.set("INDEX_DIR", &index);
    let questions = "buoy 7\nwhat marks channel 97\nbouy 4999\nwho won the cup\n";
    let built = home.run(&["ask", "--json"], questions);
    let saved = std::fs::read_dir(&index).expect("a folder").count();
    assert_eq!((built.json().len(), saved), (4, 1));
    let taken_up = home.run(&["ask", "--json"], questions);
    assert_eq!(taken_up.stdout, built.stdout);
    let checked = home.run(&["check"], "");
    assert!(checked.stdout.contains("5000 entries"), "{}", checked.stdout);
}
