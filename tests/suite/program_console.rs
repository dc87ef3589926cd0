//! The console as it is used through a pipe: a conversation, a quiz that outlives a kill, documents
//! that change while it runs, and an orderly end.

use std::path::Path;
use std::time::Duration;

use crate::binary::{Console, Home, Ran, eventually};

/// The deck, and what its cards accept.
const DECK: &[(&str, &str)] = &[
    ("The spine of a hull.", "keel"),
    ("The blade behind a boat that steers it.", "rudder"),
    ("The front end of a boat.", "bow"),
    ("A rope that hoists a sail.", "halyard"),
];
const START: &str = "/quiz start cards:3 seconds:300 seed:7";
/// How long after an edit the answers may still be old ones.
const NEWS_WITHIN: Duration = Duration::from_secs(2);
/// How long an orderly end may take.
const STOP_WITHIN: Duration = Duration::from_secs(5);

fn boats() -> Home {
    Home::new(&[("boats.txt", &document(DECK))])
}

fn document(deck: &[(&str, &str)]) -> String {
    deck.iter().map(|(definition, term)| format!("{term}: {definition}\n")).collect()
}

/// What the card among these lines accepts.
fn right_answer(said: &[String]) -> &'static str {
    let card = DECK.iter().find(|(prompt, _)| said.iter().any(|line| line == prompt));
    card.unwrap_or_else(|| panic!("no card is shown:\n{}", said.join("\n"))).1
}

fn says(said: &[String], wanted: &str) -> bool {
    said.iter().any(|line| line.contains(wanted))
}

fn quiet_end(ran: &Ran) {
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
}

#[test]
fn a_conversation_through_a_pipe() {
    let script = "/help\nwhat is a keel?\n/define HALYARDS\nwho was Newton?\n/quizz start\n/as\n/as ana\n\
                  /quiz start\n/as mo moderator\n/help\n/quit\nthis is not read\n";
    let ran = boats().run(&["console", "--as", "ben"], script);
    quiet_end(&ran);
    for said in [
        "(only for ben) — What I can do —\n",
        "  /ask QUESTION [private:yes] – Ask the class documents a question\n",
        "Moderators have more commands: ",
        "  /as NAME [moderator] – Play another member; a moderator has more commands\n",
        "  keel\n  The spine of a hull.\n  [boats.txt, line 1]\n",
        "  halyard\n  A rope that hoists a sail.\n  [boats.txt, line 4]\n",
        "I don't know: the class documents don't answer “who was Newton?”.\n",
        "(only for ben) I don't know the command /quizz",
        "You are now ana.\n(only for ana) ",
        "You are now mo, a moderator.\n(only for mo) — What I can do —\n",
    ] {
        assert!(ran.stdout.contains(said), "“{said}” is not in:\n{}", ran.stdout);
    }
    let (before, after) = ran.stdout.split_once("You are now mo").expect("mo sits down");
    assert!(!before.contains("/quiz stop") && after.contains("/quiz stop"), "help fits the member");
    assert!(!ran.stdout.contains("not read"));
}

#[test]
fn without_a_command_and_a_token_the_console_opens() {
    let ran = boats().run(&[], "what is a keel?\n");
    quiet_end(&ran);
    let answer = "  keel\n  The spine of a hull.\n  [boats.txt, line 1]\n";
    assert_eq!(ran.stdout, format!("{answer}(Was this right?)\n[1] Yes  [2] No\n"));
}

#[test]
fn no_line_costs_those_behind_it() {
    let pasted = format!("/ask {}\n", "keel ".repeat(50_000));
    let lines = [
        &b"/press x\n/press\n\xff\xfe\x00 keel \xc3\n\r\n   \n"[..],
        pasted.as_bytes(),
        b"/press 99\n/as aaaaaaaaaabbbbbbbbbbccccccccccddd\n/wait x\nwhat is a bow",
    ];
    let ran = boats().run(&["console"], lines.concat());
    quiet_end(&ran);
    assert!(ran.stdout.contains("at most 1000 characters"), "{}", ran.stdout);
    let press = "I read “x” for press, but it takes a whole number from 1 to 1.\n\
                 Something is missing. Type /press and then the number.\n";
    assert!(ran.stdout.starts_with(press), "{}", ran.stdout);
    assert!(ran.stdout.contains("That name is too long; please keep it to 32 characters."), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("  bow\n  The front end of a boat.\n  [boats.txt, line 3]\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_quiz_through_a_pipe() {
    let home = boats();
    let mut console = home.console(&["--as", "mo", "--moderator"]);
    let started = console.say(START);
    assert!(says(&started, "— Card 1 of 3 —") && says(&started, "(300 seconds)"), "{started:?}");
    assert!(!says(&started, "I am back."), "a new quiz was never away: {started:?}");
    let answer = right_answer(&started);
    console.say("/as ana");
    assert!(says(&console.say("/quiz skip"), "moderator"), "a member may not");
    assert!(!says(&console.say("no idea at all"), "has it"));
    let won = console.say(answer);
    assert!(says(&won, "ana has it!") && !says(&won, "[boats.txt, line "), "{won:?}");
    console.say("/as mo");
    let shown = console.say("/quiz skip");
    assert!(says(&shown, "ana (12 points) has it: ") && says(&shown, "[boats.txt, line "), "{shown:?}");
    let second = console.say("/quiz skip");
    assert!(says(&second, "— Card 2 of 3 —"), "{second:?}");
    let pressed = console.say("/press 4");
    assert!(
        says(&pressed, "That button belongs to a card that is over"),
        "an old card's button ends nothing: {pressed:?}"
    );
    let stopped = console.say("/quiz stop");
    assert!(says(&stopped, "— The quiz is over —") && says(&stopped, "1. ana  12"), "{stopped:?}");
    assert!(says(&console.say("/scores"), "1. ana  12"));
    quiet_end(&console.leave(STOP_WITHIN));
}

#[test]
fn nothing_is_waited_for_that_does_not_come() {
    let home = boats();
    let mut console = home.console(&["--as", "mo", "--moderator"]);
    let idle = console.say("/wait");
    assert!(idle.len() == 1 && says(&idle, "Nothing runs here to wait for"), "{idle:?}");
    console.say("/quiz start cards:1 seconds:300 seed:7");
    console.say("/quiz pause");
    let paused = console.say("/wait");
    assert!(paused.len() == 1 && says(&paused, "The quiz is paused."), "{paused:?}");
    console.say("/quiz resume");
    console.say("/quiz skip");
    let over = console.say("/wait");
    assert!(says(&over, "Nobody scored this time."), "an end without scores is an end: {over:?}");
    assert!(says(&console.say("what is a keel"), "The spine of a hull."));
    quiet_end(&console.leave(STOP_WITHIN));
}

#[test]
fn nothing_that_is_written_anywhere_steers_the_terminal() {
    let filler = "and so on and so forth for the rest of this line ".repeat(2);
    let steering = "\u{1b}[31m\u{1b}]0;title\u{7}\u{9b}2J\u{202e}";
    let text = format!("keel: The {steering}spine of a hull {filler}.\nbow: The front end {filler}.\n");
    let home = Home::new(&[(&format!("{steering}.txt").replace('/', ""), &text)]);
    let script = format!(
        "what is a keel\n{steering}?\n/{steering}\n/as {steering}ana moderator\n/define {steering}\n\
         /quiz start deck:{steering} cards:1\n/quiz start cards:1\n{steering}\nkeel\nbow\n/scores\n/quiz stop\n"
    );
    let ran = home.run(&["console", "--as", steering], &script);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("spine of a hull") && ran.stdout.contains("has it"), "{}", ran.stdout);
    for written in [&ran.stdout, &ran.stderr] {
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!written.contains(steers), "{written:?}");
    }
}

/// Answers the open card and lets the next one open; what is said then.
fn win_and_go_on(console: &mut Console, card: &[String]) -> Vec<String> {
    let won = console.say(right_answer(card));
    assert!(says(&won, "mo has it!"), "{won:?}");
    let shown = console.say("/quiz skip");
    assert!(says(&shown, "mo (12 points) has it: "), "{shown:?}");
    console.say("/quiz skip")
}

#[test]
fn a_quiz_goes_on_after_a_kill_with_every_point_once() {
    let home = boats();
    let moderator = ["--as", "mo", "--moderator"];
    let mut console = home.console(&moderator);
    let first = console.say(START);
    let second = win_and_go_on(&mut console, &first);
    assert!(says(&second, "— Card 2 of 3 —"), "{second:?}");
    console.say("no idea at all");
    console.kill();

    // In the middle of a card: the same card is shown again.
    let mut console = home.console(&moderator);
    let back = console.read_until("(300 seconds)");
    assert!(says(&back, "I am back.") && says(&back, "1. mo  12"), "{back:?}");
    assert!(says(&back, "— Card 2 of 3 —"), "{back:?}");
    assert_eq!(right_answer(&back), right_answer(&second));
    console.write(right_answer(&back));
    console.read_until("mo has it!");
    console.kill();

    // On the very line that shows the point: it was stored before it was shown.
    let mut console = home.console(&moderator);
    let back = console.read_until("1. mo  24");
    assert!(says(&back, "I am back."), "{back:?}");
    console.say(right_answer(&second));
    console.say("/quiz skip");
    let third = console.say("/quiz skip");
    let over = win_and_go_on(&mut console, &third);
    assert!(says(&over, "— The quiz is over —") && says(&over, "1. mo  36"), "{over:?}");
    console.kill();

    let mut console = home.console(&moderator);
    let scores = console.say("/scores");
    assert!(says(&scores, "1. mo  36") && !says(&scores, "I am back."), "{scores:?}");
    quiet_end(&console.leave(STOP_WITHIN));
}

#[test]
fn a_second_console_on_the_same_database_is_told_so() {
    let home = boats();
    let mut first = home.console(&[]);
    first.say("what is a keel?");
    let second = home.run(&["console"], "what is a keel?\n");
    assert_eq!((second.code, second.stdout.as_str()), (Some(2), ""), "{second:?}");
    assert!(second.stderr.contains("DATABASE_PATH") && second.stderr.contains("another desk"), "{second:?}");
    quiet_end(&first.leave(STOP_WITHIN));
    quiet_end(&home.run(&["console"], "what is a keel?\n"));
}

/// Writes a document as editors do, all at once.
fn replace(home: &Home, name: &str, text: &str) {
    let draft = home.path().join("draft");
    std::fs::write(&draft, text).expect("a draft");
    std::fs::rename(draft, home.knowledge().join(name)).expect("replaced");
}

#[test]
fn an_edited_an_added_and_a_removed_file_are_soon_in_the_answers() {
    let home = boats();
    let mut console = home.console(&[]);
    let mut answers = |question: &str, wanted: &str| {
        eventually(NEWS_WITHIN, || {
            let said = console.say(question);
            if says(&said, wanted) { Ok(said) } else { Err(said.join("\n")) }
        })
    };
    answers("what is a keel", "The spine of a hull.");

    home.write("week 2/masts.txt", "mast: The pole that holds a sail.\nboom: The pole at its foot.\n");
    assert!(says(&answers("what is a mast", "The pole that holds"), "[week 2/masts.txt, line 1]"));

    let edited = document(DECK).replace("The spine of a hull.", "The backbone of every ship.");
    replace(&home, "boats.txt", &edited);
    answers("what is a keel", "The backbone of every ship.");

    std::fs::remove_file(home.knowledge().join("week 2/masts.txt")).expect("removed");
    answers("what is a mast", "I don't know");

    // A broken edit keeps what the file said before. The file that comes with it shows that it was seen.
    for (broken, news) in [("", "anchor"), ("\0\u{1}\u{2}\0\0\0\u{3}", "windlass")] {
        replace(&home, "boats.txt", broken);
        let text = format!("{news}: The news of this edit.\nhawser: A thick rope.\n");
        home.write(&format!("{news}.txt"), &text);
        answers(&format!("what is a {news}"), "The news of this edit.");
        answers("what is a keel", "The backbone of every ship.");
        answers("what is a halyard", "A rope that hoists a sail.");
    }
    replace(&home, "boats.txt", "keel: What was mended at last.\nbow: The front.\n");
    answers("what is a keel", "What was mended at last.");
    answers("what is a halyard", "I don't know");
    quiet_end(&console.leave(STOP_WITHIN));
}

#[cfg(unix)]
#[test]
fn the_word_to_stop_ends_the_console_in_order_whatever_it_is_doing() {
    for doing in ["what is a keel", START, "/wait 300"] {
        let home = boats();
        let mut console = home.console(&["--as", "mo", "--moderator"]);
        console.say("/help");
        console.write(doing);
        if doing == START {
            console.read_until("(300 seconds)");
        }
        console.terminate();
        let ran = console.end(STOP_WITHIN);
        quiet_end(&ran);
        assert!(!leftover(home.path()), "the database is closed in order: {doing}");
    }
}

/// Whether SQLite's write-ahead log was left behind, as after a crash.
#[cfg(unix)]
fn leftover(home: &Path) -> bool {
    assert!(home.join("deskbell.db").is_file());
    home.join("deskbell.db-wal").exists()
}
