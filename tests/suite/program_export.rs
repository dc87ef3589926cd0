//! `deskbell export`: what it writes is what the desk itself, and others, read back.

use std::collections::BTreeSet;
use std::path::Path;

use crate::binary::Home;

/// The ids of all cards that `check --json` lists.
fn cards(home: &Home) -> BTreeSet<String> {
    let report = home.run(&["check", "--json"], "");
    let report = &report.json()[0];
    let ids = report["cards"].as_array().into_iter().flatten().map(|card| card["id"].to_string());
    ids.collect()
}

fn class() -> Home {
    let home = Home::new(&[(
        "knots.txt",
        "This knot makes a loop that does not slip.\nWhat is a bowline?\nThis knot ties two ropes together.\nWhat is a reef knot (or square knot)?\n",
    )]);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/decks/newest.apkg");
    home.write("harbour.apkg", std::fs::read(sample).expect("a sample"));
    home
}

#[test]
fn cards_go_out_and_come_back_the_same() {
    let home = class();
    let before = cards(&home);
    assert_eq!(before.len(), 8);
    for (format, name) in [("csv", "cards.csv"), ("anki", "cards.txt")] {
        let ran = home.run(&["export", "cards", "--format", format], "");
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        assert_eq!(cards(&Home::new(&[(name, &ran.stdout)])), before, "{format}");
    }
}

#[test]
fn one_deck_goes_out_by_its_name() {
    let ran = class().run(&["export", "cards", "--deck", "knots"], "");
    assert_eq!(
        ran.stdout,
        "question,answer,also accepted,source,deck\n\
         This knot makes a loop that does not slip.,bowline,,\"knots.txt, line 1\",knots.txt\n\
         This knot ties two ropes together.,reef knot,square knot,\"knots.txt, line 3\",knots.txt\n"
    );
    let ran = class().run(&["export", "cards", "--deck", "sails"], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("--deck: read “sails”"), "{}", ran.stderr);
}
