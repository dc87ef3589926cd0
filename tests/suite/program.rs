//! The program's own commands as other programs and people use them: what goes in, what comes
//! out, on which stream, and with which exit code.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::binary::{Home, Ran};

const BOATS: &str = "Keel: The spine of a hull, which keeps a boat upright.\n\
                     Rudder: The blade behind a boat that steers it.\n\
                     Bow: The front end of a boat.\n\
                     Stern: The back end of a boat.\n";

fn boats() -> Home {
    Home::new(&[("boats.txt", BOATS)])
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// The code for wrong usage and wrong settings: nothing on standard output, a sentence on the other.
fn refused(ran: &Ran) -> &str {
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(ran.stdout, "", "what is wrong is said on standard error");
    &ran.stderr
}

#[test]
fn ask_answers_one_question_with_its_source() {
    let ran = boats().run(&["ask", "what", "is", "a", "keel?"], "");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        ran.stdout,
        "  Keel\n  The spine of a hull, which keeps a boat upright.\n  [boats.txt, line 1]\n"
    );
    let unknown = boats().run(&["ask", "who invented the cash register?"], "");
    assert_eq!(unknown.code, Some(0), "not to know is no error");
    assert!(unknown.stdout.starts_with("I don't know"), "{}", unknown.stdout);
}

#[test]
fn ask_json_has_the_documented_keys() {
    let answered = &boats().run(&["ask", "--json", "what is a rudder"], "").json()[0];
    assert_eq!(keys(answered), BTreeSet::from(["question", "confident", "answers", "suggestions"]));
    assert_eq!(answered["question"], "what is a rudder");
    assert_eq!(answered["confident"], true);
    let best = &answered["answers"][0];
    let optional = BTreeSet::from(["excerpt"]);
    let always: BTreeSet<&str> = keys(best).difference(&optional).copied().collect();
    assert_eq!(always, BTreeSet::from(["term", "text", "source", "score"]));
    assert_eq!(best["term"], "Rudder");
    assert_eq!(best["text"], "The blade behind a boat that steers it.");
    assert_eq!(best["source"], json!({"document": "boats.txt", "first_line": 2, "last_line": 2}));
    assert!((0.0..=1.0).contains(&best["score"].as_f64().expect("a number")));
}

#[test]
fn ask_names_the_record_of_a_table_that_has_ids() {
    let records = "id,title,text\n\
                   tides-1,Tides,Spring tides come when sun and moon pull in one line.\n\
                   tides-2,Tides,Neap tides come when they pull at a right angle.\n";
    let home = Home::new(&[("sea/tides.csv", records)]);
    let answered = &home.run(&["ask", "--json", "when do neap tides come"], "").json()[0];
    let source = json!({"document": "sea/tides.csv", "first_line": 3, "last_line": 3, "record": "tides-2"});
    assert_eq!(answered["answers"][0]["source"], source);
    assert_eq!(answered["answers"][0]["term"], Value::Null);
}

#[test]
fn ask_reads_questions_line_by_line_and_keeps_their_order() {
    let questions = "what is the stern?\r\n\nwhat is photosynthesis\n🙂 @everyone\nbow";
    let answered = boats().run(&["ask", "--json"], questions).json();
    let asked: Vec<&str> = answered.iter().map(|line| line["question"].as_str().expect("text")).collect();
    assert_eq!(asked, ["what is the stern?", "", "what is photosynthesis", "🙂 @everyone", "bow"]);
    let confident: Vec<bool> = answered.iter().map(|line| line["confident"] == true).collect();
    assert_eq!(confident, [true, false, false, false, true]);
}

#[test]
fn ask_gives_each_question_one_line_of_words() {
    let answered = boats().run(&["ask"], "what is the stern?\n\nwhat is photosynthesis\n").stdout;
    assert_eq!(answered.lines().count(), 3, "{answered}");
    assert!(answered.lines().next().is_some_and(|line| line.contains("line")), "{answered}");
}

#[test]
fn ask_takes_bytes_that_are_no_text() {
    let input = [b"\0\x7f\xff\xfe\n", "keel ".repeat(4_000).as_bytes(), b"\nkeel\n"].concat();
    let answered = boats().run(&["ask", "--json"], input).json();
    let confident: Vec<bool> = answered.iter().map(|line| line["confident"] == true).collect();
    assert_eq!(confident, [false, false, true], "chat answers no pasted page");
}

#[test]
fn ask_and_check_read_over_signs_that_nobody_sees() {
    let copied =
        "Cast\u{200b}ling\u{ad}: The king and a rook move in one turn.\nPin: A piece that may not move.\n";
    let typed = "Castling: The king and a rook move in one turn.\nFork: One piece attacks two.\n";
    let home = Home::new(&[("copied.txt", copied), ("typed.txt", typed)]);
    for question in ["what is a pin?", "what is castling?", "what is cast\u{ad}ling?", "\u{feff}castling"] {
        let answered = &home.run(&["ask", "--json", question], "").json()[0];
        assert_eq!(answered["confident"], true, "{question}: {answered}");
    }
    let report = home.run(&["check", "--json"], "").json().remove(0);
    for document in report["documents"].as_array().expect("a list") {
        assert_eq!(document["warnings"], json!([]));
    }
    let alone = Home::new(&[("copied.txt", copied)]).run(&["ask", "what is castling?"], "").stdout;
    assert!(alone.contains("The king and a rook move in one turn."), "{alone}");
}

#[test]
fn ask_gives_at_most_as_many_answers_as_it_may() {
    let many: Vec<(String, String)> = (1..=5)
        .map(|n| {
            (format!("week-{n}.txt"), format!("{BOATS}Halyard: A rope of week {n} that hoists a sail.\n"))
        })
        .collect();
    let documents: Vec<(&str, &str)> =
        many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let home = Home::new(&documents);
    let answers = |limit: &[&str]| {
        let arguments: Vec<&str> = ["ask", "--json", "halyard"].iter().chain(limit).copied().collect();
        home.run(&arguments, "").json()[0]["answers"].as_array().expect("a list").len()
    };
    assert_eq!(answers(&["--limit", "1"]), 1);
    assert_eq!(answers(&["--limit", "5"]), 5);
    assert_eq!(answers(&[]), 3, "three unless told");
    let told = home.run(&["ask", "--limit", "1", "halyard"], "");
    assert_eq!(told.stdout.matches("Halyard").count(), 1, "{}", told.stdout);
}

#[test]
fn judge_writes_a_verdict_for_each_row() {
    let rows = concat!(
        r#"{"prompt": "The spine of a hull.", "answers": ["Keel"], "given": "the KEEL!"}"#,
        "\n\n",
        r#"{"answers": ["Keel"], "given": "Rudder", "deck": [["Rudder"], ["Bow"]]}"#,
        "\n",
        r#"{"prompt": "", "answers": ["Keel"], "given": ""}"#,
        "\n",
        r#"{"prompt": null, "answers": ["Keel"], "given": "Rudder", "deck": ["Rudder", ["Bow"]]}"#,
    );
    let verdicts = boats().run(&["judge", "--json"], rows).json();
    assert_eq!(verdicts.len(), 4, "an empty line is no row");
    for verdict in &verdicts {
        assert_eq!(keys(verdict), BTreeSet::from(["verdict", "matched", "reason"]));
        assert_ne!(verdict["reason"], "");
    }
    let short: Vec<(&Value, &Value)> = verdicts.iter().map(|v| (&v["verdict"], &v["matched"])).collect();
    let (correct, wrong) = (json!("correct"), json!("wrong"));
    assert_eq!(short[0], (&correct, &json!("Keel")));
    assert!(short[1..].iter().all(|verdict| *verdict == (&wrong, &Value::Null)), "{short:?}");
    assert_eq!(verdicts[1], verdicts[3], "another card's answer is one whether it stands alone or in a list");
}

#[test]
fn judge_names_each_row_that_it_cannot_read_and_judges_the_others() {
    let good = r#"{"answers": ["Keel"], "given": "keel"}"#;
    for broken in ["{", "keel", r#"{"answers": "Keel", "given": "keel"}"#, r#"{"answers": ["Keel"]}"#] {
        let ran = boats().run(&["judge", "--json"], format!("{good}\n{broken}\n{good}\n{broken}\n"));
        assert_eq!(ran.code, Some(1), "{broken}");
        let right = |line: &str| line.starts_with(r#"{"verdict":"correct""#);
        assert!(ran.stdout.lines().count() == 2 && ran.stdout.lines().all(right), "{broken}: {}", ran.stdout);
        let named: Vec<&str> = ran.stderr.lines().collect();
        assert_eq!(named.len(), 2, "{}", ran.stderr);
        for (said, line) in named.iter().zip(["line 2: ", "line 4: "]) {
            assert!(said.contains(line) && said.contains("given"), "{said}");
            assert!(!said.contains("line 1"), "the row has one number: {said}");
        }
    }
}

#[test]
fn judge_needs_no_documents() {
    let home = boats().set("KNOWLEDGE_DIR", "no/such/folder");
    let row = r#"{"answers": ["Keel"], "given": "keel"}"#;
    assert_eq!(home.run(&["judge", "--json"], row).json()[0]["verdict"], "correct");
}

#[test]
fn wrong_usage_is_told_on_standard_error() {
    let home = boats();
    let wrong: [(&[&str], &str); 8] = [
        (&["frobnicate"], "frobnicate"),
        (&["ask", "--limit", "0", "keel"], "from 1 to 100"),
        (&["ask", "--limit", "many", "keel"], "from 1 to 100"),
        (&["ask", "--jsn", "keel"], "--json"),
        (&["judge"], "--json"),
        (&["check", "--moderator"], "--moderator"),
        (&["console", "--as"], "--as"),
        (&["--knowledge"], "--knowledge"),
    ];
    for (arguments, named) in wrong {
        let ran = home.run(arguments, "");
        let said = refused(&ran);
        assert!(said.contains(named), "{arguments:?}: {said}");
    }
}

#[test]
fn help_lists_the_commands() {
    let home = boats().set("KNOWLEDGE_DIR", "no/such/folder");
    let ran = home.run(&["--help"], "");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    for command in ["console", "ask", "judge", "check", "doctor", "slack-manifest", "--knowledge"] {
        let listed = ran.stdout.lines().any(|line| line.trim_start().starts_with(command));
        assert!(listed, "{command} is not in:\n{}", ran.stdout);
    }
    for command in ["console", "ask", "judge", "check"] {
        assert!(home.run(&[command, "--help"], "").stdout.contains("--knowledge"), "{command}");
    }
}

#[test]
fn a_folder_on_the_command_line_comes_before_the_setting() {
    let home = boats().set("KNOWLEDGE_DIR", "no/such/folder");
    for arguments in [
        ["--knowledge", "knowledge", "ask", "--json", "keel"],
        ["ask", "--json", "keel", "--knowledge", "knowledge"],
    ] {
        assert_eq!(home.run(&arguments, "").json()[0]["confident"], true);
    }
}

#[test]
fn a_wrong_setting_stops_the_start() {
    let wrong = [
        ("KNOWLEDGE_DIR", "no/such/folder", "“no/such/folder”", "a folder with documents"),
        ("KNOWLEDGE_DIR", "knowledge/boats.txt", "“knowledge/boats.txt”", "a folder with documents"),
        ("DATABASE_PATH", "knowledge", "“knowledge”", "a database file"),
        ("DATABASE_PATH", "no/such/desk.db", "“no/such/desk.db”", "a database file"),
        ("INDEX_DIR", "knowledge/boats.txt", "“knowledge/boats.txt”", "a folder that may be written"),
        ("INDEX_DIR", "knowledge/boats.txt/x", "“knowledge/boats.txt/x”", "or a new name for one"),
        #[cfg(target_os = "linux")]
        ("INDEX_DIR", "/proc", "“/proc”", "a folder that may be written"),
        ("LOG_LEVEL", "inof", "“inof”", "info, debug, trace"),
        ("DISCORD_TOKEN", "abc. def", "a secret", "the bot's token"),
        ("DISCORD_GUILD", "our class", "“our class”", "a number"),
        ("DISCORD_GUILD", "0", "“0”", "a number"),
        ("DISCORD_TYPED_ANSWERS", "perhaps", "“perhaps”", "yes or no"),
        ("SLACK_APP_TOKEN", "xoxb-1", "a secret", "xapp-"),
        ("SLACK_BOT_TOKEN", "xapp-1", "a secret", "xoxb-"),
        ("SLACK_MODERATORS", "@mo", "“@mo”", "member ids"),
        ("SLACK_ADMINS_MODERATE", "perhaps", "“perhaps”", "yes or no"),
        ("SLACK_DIRECT_MESSAGES", "perhaps", "“perhaps”", "yes or no"),
        ("SLACK_TYPED_ANSWERS", "perhaps", "“perhaps”", "yes or no"),
        ("SLACK_DECK_FILES", "perhaps", "“perhaps”", "yes or no"),
        ("SLACK_PICTURES", "perhaps", "“perhaps”", "yes or no"),
        ("SLACK_API_URL", "http://example.org", "“http://example.org”", "https://"),
    ];
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.env.example"));
    let example = example.expect("the example file");
    let settings =
        example.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    for (name, _) in settings {
        assert!(wrong.iter().any(|(known, ..)| *known == name), "no wrong value of {name} is tried");
    }
    for (name, value, read, expected) in wrong {
        let home = boats().set(name, value);
        for arguments in [&["console"][..], &["check"], &["check", "--json"]] {
            let ran = home.run(arguments, "");
            let said = refused(&ran);
            assert!(said.contains(&format!("{name}: read {read}, expected ")), "{arguments:?}: {said}");
            assert!(said.contains(expected), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let notes = "These are notes of the class and no database.\n".repeat(100);
    let home =
        Home::new(&[("boats.txt", BOATS), ("notes.txt", &notes)]).set("DATABASE_PATH", "knowledge/notes.txt");
    for command in ["console", "check"] {
        let ran = home.run(&[command], "");
        assert!(refused(&ran).contains("DATABASE_PATH: read “knowledge/notes.txt”"), "{}", ran.stderr);
        assert_eq!(ran.stderr.matches("is not a database").count(), 1, "said once: {}", ran.stderr);
    }
    let after = std::fs::read_to_string(home.knowledge().join("notes.txt")).expect("still there");
    assert_eq!(after, notes);
}

#[test]
fn check_leaves_the_database_as_it_is_and_makes_none() {
    let home = boats();
    let files = || {
        let found = std::fs::read_dir(home.path()).expect("a folder");
        found.map(|entry| entry.expect("an entry").file_name()).collect::<BTreeSet<_>>()
    };
    assert_eq!(home.run(&["check"], "").code, Some(0));
    assert_eq!(files(), BTreeSet::from(["knowledge".into()]));
    assert_eq!(home.run(&["console"], "").code, Some(0));
    let before = (files(), std::fs::read(home.path().join("deskbell.db")).expect("made"));
    assert_eq!(home.run(&["check"], "").code, Some(0));
    assert_eq!((files(), std::fs::read(home.path().join("deskbell.db")).expect("there")), before);
    let mut open = home.console(&[]);
    open.say("/scores");
    assert_eq!(home.run(&["check"], "").code, Some(0), "also while a desk has it open");
}

#[cfg(unix)]
#[test]
fn a_database_that_may_only_be_read_stops_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let home = boats();
    assert_eq!(home.run(&["console"], "").code, Some(0));
    let file = home.path().join("deskbell.db");
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o444)).expect("set");
    let may_write_all_the_same = std::fs::OpenOptions::new().write(true).open(&file).is_ok();
    let ran = home.run(&["console"], "");
    if may_write_all_the_same {
        return assert_eq!(ran.code, Some(0), "nothing keeps an administrator from writing: {ran:?}");
    }
    assert!(refused(&ran).contains("DATABASE_PATH: read "), "{}", ran.stderr);
}

#[test]
fn a_token_is_never_printed() {
    const TOKEN: &str = "QmVsbA.YXQ.dGhlZGVzaw";
    for (value, ends_in) in [(TOKEN.to_owned(), 0), (format!("{TOKEN} {TOKEN}"), 2)] {
        let home = boats().set("DISCORD_TOKEN", &value).set("LOG_LEVEL", "trace");
        for arguments in [&["console"][..], &["check"], &["ask", "keel"]] {
            let ran = home.run(arguments, "keel\n/help\n");
            assert_eq!(ran.code, Some(ends_in), "{ran:?}");
            let parts = TOKEN.split('.').all(|part| !ran.stdout.contains(part) && !ran.stderr.contains(part));
            assert!(parts, "{ran:?}");
        }
    }
    let home = boats();
    std::fs::write(home.path().join(".env"), format!("LOG_LEVEL=info\nDISCORD_TOKEN={TOKEN} and 'more\n"))
        .expect("written");
    let ran = home.run(&["check"], "");
    assert!(refused(&ran).contains(".env: line 2, DISCORD_TOKEN, cannot be read"), "{ran:?}");
    assert!(!ran.stderr.contains("QmVsbA"), "{ran:?}");
}

#[test]
fn settings_in_the_working_folder_are_read_and_the_environment_comes_first() {
    let home = boats();
    std::fs::write(home.path().join(".env"), "LOG_LEVEL=loudly\n").expect("written");
    assert!(refused(&home.run(&["check"], "")).contains("LOG_LEVEL: read “loudly”"));
    assert_eq!(home.set("LOG_LEVEL", "warn").run(&["check"], "").code, Some(0));
}
