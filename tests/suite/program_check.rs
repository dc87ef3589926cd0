//! `deskbell check` over whatever may lie in a folder: each kind of broken document is told with
//! its file and line, and costs the others nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::binary::Home;

const BOATS: &str = "Keel: The spine of a hull, which keeps a boat upright.\n\
                     Rudder: The blade behind a boat that steers it.\n\
                     Bow: The front end of a boat.\n";
const KNOTS: &str = "term,definition\n\
                     Bowline,A knot that makes a loop that does not slip.\n\
                     Reef knot,\"A knot that ties two ropes, both of one thickness.\"\n";
/// Well over what counts as a line of study notes, in bytes.
const LONG_LINE: usize = 3_000_000;
/// More folders than the desk goes down.
const DEEP: usize = 40;

fn report(home: &Home) -> Value {
    home.run(&["check", "--json"], "").json().remove(0)
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Each document's warnings as line and code, by path.
fn warnings(report: &Value) -> BTreeMap<&str, Vec<(u64, &str)>> {
    let documents = report["documents"].as_array().expect("a list").iter();
    let told = |document: &'_ Value| -> Vec<(u64, String)> {
        let warnings = document["warnings"].as_array().expect("a list").iter();
        warnings
            .map(|warning| {
                assert_eq!(keys(warning), BTreeSet::from(["line", "code", "message"]));
                assert!(warning["message"].as_str().is_some_and(|message| message.ends_with('.')));
                (warning["line"].as_u64().expect("a line"), warning["code"].to_string())
            })
            .collect()
    };
    documents
        .map(|document| {
            let codes = document["warnings"].as_array().expect("a list").iter();
            let codes = codes.map(|warning| warning["code"].as_str().expect("a code"));
            let lines = told(document).into_iter().map(|(line, _)| line);
            (document["path"].as_str().expect("a path"), lines.zip(codes).collect())
        })
        .collect()
}

#[test]
fn check_json_has_the_documented_keys() {
    let report = report(&Home::new(&[("boats.txt", BOATS), ("knots.csv", KNOTS)]));
    assert_eq!(keys(&report), BTreeSet::from(["documents", "cards", "calibration"]));
    let documents = report["documents"].as_array().expect("a list");
    assert_eq!(keys(&documents[0]), BTreeSet::from(["path", "layout", "entries", "cards", "warnings"]));
    let layouts: Vec<(&str, &str, u64, u64)> = documents
        .iter()
        .map(|d| {
            let text = |key: &str| d[key].as_str().expect("text");
            let count = |key: &str| d[key].as_u64().expect("a count");
            (text("path"), text("layout"), count("entries"), count("cards"))
        })
        .collect();
    assert_eq!(layouts, [("boats.txt", "glossary", 3, 3), ("knots.csv", "csv", 2, 2)]);
    let cards = report["cards"].as_array().expect("a list");
    assert_eq!(cards.len(), 5);
    for card in cards {
        assert_eq!(keys(card), BTreeSet::from(["id", "term", "definition", "prompt", "answers", "source"]));
    }
    assert_eq!(cards[0]["answers"], serde_json::json!(["Keel"]));
    assert!(report["calibration"]["threshold"].is_number(), "{}", report["calibration"]);
}

#[test]
fn check_reads_like_a_proofreader() {
    let ragged = "term,definition\nMast,The pole that holds a sail.\nBoom,A pole,at its foot\n";
    let home = Home::new(&[("boats.txt", BOATS), ("rig/poles.csv", ragged)]);
    let ran = home.run(&["check"], "");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "a warning is no error");
    for said in [
        "boats.txt\n  read as glossary: 3 entries, 3 cards\n",
        "rig/poles.csv\n  read as csv: ",
        "  line 3: This row has 3 cells",
        "In all: 2 documents, ",
    ] {
        assert!(ran.stdout.contains(said), "“{said}” is not in:\n{}", ran.stdout);
    }
}

#[test]
fn an_empty_folder_is_told_kindly() {
    let ran = Home::new(&[]).run(&["check"], "");
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.contains("no document here yet"), "{}", ran.stdout);
}

#[test]
fn broken_documents_are_named_with_their_line_and_cost_the_others_nothing() {
    let home = Home::new(&[("boats.txt", BOATS), ("knots.csv", KNOTS)]);
    let before = report(&home);
    assert!(warnings(&before).values().all(Vec::is_empty), "{before}");

    home.write("photo.txt", [0x89, b'P', b'N', b'G', 0, 0, 0, 0x0d, 1, 2, 3, 0xff, 0, 0, 7, 8]);
    home.write(
        "accents.txt",
        b"Sloop: A boat with one mast.\nP\xe9niche: A barge, as in \xabpeniche\xbb.\nDinghy: A small boat.\n",
    );
    home.write(
        "runaway.txt",
        format!("Sail: Cloth that catches wind.\n{}\nAnchor: A hook.\n", "ab ".repeat(LONG_LINE / 3)),
    );
    home.write("empty.txt", "");
    home.write("blank.txt", "\n \u{feff}\t\n\n");
    home.write(
        "ragged.csv",
        "term,definition\nMast,The pole that holds a sail.\nBoom,A pole,at the foot,of a sail\nGaff\n",
    );
    let deep = vec!["deep"; DEEP].join("/");
    home.write(&format!("{deep}/unread.txt"), BOATS);
    #[cfg(unix)]
    {
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(home.knowledge().join(to), home.knowledge().join(name))
                .expect("a link");
        };
        link("", "loop");
        link("gone.txt", "nowhere");
    }

    let after = report(&home);
    let told = warnings(&after);
    for (path, line, code) in [
        ("photo.txt", 1, "binary"),
        ("accents.txt", 2, "not-utf8"),
        ("runaway.txt", 2, "line-too-long"),
        ("empty.txt", 1, "empty"),
        ("blank.txt", 1, "empty"),
        ("ragged.csv", 3, "ragged-row"),
        ("ragged.csv", 4, "incomplete-row"),
    ] {
        assert!(told[path].contains(&(line, code)), "{path}: {:?}", told[path]);
    }
    let too_deep = told.iter().find(|(path, _)| path.starts_with("deep/deep/"));
    assert_eq!(too_deep.expect("the deep folder is told").1, &[(1, "folder-too-deep")]);
    #[cfg(unix)]
    {
        assert_eq!(told["loop"], [(1, "link-loop")]);
        assert_eq!(told["nowhere"], [(1, "unreadable")]);
    }

    let of = |report: &Value, path: &str| -> Vec<Value> {
        let cards = report["cards"].as_array().expect("a list").iter();
        cards.filter(|card| card["source"]["document"] == path).cloned().collect()
    };
    for path in ["boats.txt", "knots.csv"] {
        assert!(!of(&before, path).is_empty());
        assert_eq!(of(&before, path), of(&after, path), "{path} has lost nothing");
        assert!(told[path].is_empty(), "{path}: {:?}", told[path]);
    }
    let terms = |path: &str| -> Vec<String> {
        of(&after, path).iter().map(|card| card["term"].as_str().expect("a term").to_owned()).collect()
    };
    assert_eq!(terms("accents.txt"), ["Sloop", "Péniche", "Dinghy"]);
    assert_eq!(terms("runaway.txt"), ["Sail", "Anchor"], "only the runaway line is lost");
    assert_eq!(terms("ragged.csv"), ["Mast"]);
    let answered = home.run(&["ask", "--json", "what is a keel"], "").json().remove(0);
    assert_eq!(answered["confident"], true);
    assert_eq!(answered["answers"][0]["source"]["document"], "boats.txt");
}

#[test]
fn what_check_prints_cannot_steer_a_terminal() {
    let order = format!("layout: \u{1b}[32mgreen {}\n{BOATS}", "and so on ".repeat(12));
    let home = Home::new(&[("a\u{1b}[31m\u{7}\u{202e}.txt", &order)]);
    let ran = home.run(&["check"], "");
    assert!(ran.stdout.contains("[31m.txt") && ran.stdout.contains("[32mgreen"), "{}", ran.stdout);
    let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!ran.stdout.contains(steers), "{:?}", ran.stdout);
}
