//! The same conversation on every platform: the real desk behind the real adapter, in front of a
//! console, a Discord and a Slack, all of which must say the same to the same people.

mod console;
mod discord;
mod slack;

use std::path::PathBuf;

use deskbell::domain::command::split_line;

/// What a member does.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// Types a command, without its slash.
    Command(&'static str),
    /// Presses the newest button with this label.
    Press(&'static str),
    /// Presses it, and reads what the desk says to that.
    Ask(&'static str),
    /// Presses it, and fills in the form that it opens.
    FillIn(&'static str, &'static str),
}

/// Who is there: a member and a moderator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Ana,
    Maya,
}

/// What the desk gives back to the one who did it.
#[derive(Debug)]
struct Said {
    text: String,
    private: bool,
}

/// One line of the conversation.
struct Row {
    who: Who,
    act: Act,
    /// Whether nobody else sees the reply.
    private: bool,
    /// What the reply says.
    says: &'static [&'static str],
    /// What the room sees because of it.
    room: &'static [&'static str],
}

const fn row(
    who: Who,
    act: Act,
    private: bool,
    says: &'static [&'static str],
    room: &'static [&'static str],
) -> Row {
    Row { who, act, private, says, room }
}

const CONVERSATION: &[Row] = &[
    row(
        Who::Ana,
        Act::Command("ask what is a keel?"),
        false,
        &["The spine of a hull", "terms.txt, line 3"],
        &[],
    ),
    row(Who::Ana, Act::Command("ask and a rudder?"), false, &["steers it", "terms.txt, line 4"], &[]),
    row(Who::Ana, Act::Command("ask who won the cup final?"), false, &["I don't know"], &[]),
    row(
        Who::Ana,
        Act::Command("ask what is <!channel> & *more*?"),
        false,
        &["I don't know", "<!channel> & *more*"],
        &[],
    ),
    row(
        Who::Ana,
        Act::Command("ask how does a halyard differ from a sheet?"),
        false,
        &["hoists a sail", "terms.txt, line 7", "the angle of a sail", "terms.txt, line 8"],
        &[],
    ),
    row(Who::Ana, Act::Command("define rudder private:yes"), true, &["steers it", "terms.txt, line 4"], &[]),
    row(Who::Ana, Act::Command("teach term:gennaker definition:cloth"), true, &["moderator"], &[]),
    row(
        Who::Maya,
        Act::Command("teach term:gennaker definition:\"A light sail for broad reaches.\""),
        true,
        &["gennaker"],
        &[],
    ),
    row(
        Who::Ana,
        Act::Command("ask what is a gennaker?"),
        false,
        &["A light sail for broad reaches.", "taught by"],
        &[],
    ),
    row(Who::Maya, Act::Command("taught"), true, &["gennaker"], &[]),
    row(Who::Ana, Act::Command("progress"), true, &["You have not studied any card yet"], &[]),
    row(
        Who::Ana,
        Act::Command("study deck:knots"),
        true,
        &["Do you know it?", "a loop that does not slip"],
        &[],
    ),
    row(Who::Ana, Act::Command("scores mine:yes"), true, &["no points"], &[]),
    row(Who::Maya, Act::Command("deck list"), true, &["No deck has been handed in"], &[]),
    row(Who::Ana, Act::Command("help"), true, &["What I can do", "ask QUESTION"], &[]),
    row(Who::Ana, Act::Command("quiz start cards:2"), true, &["moderator"], &[]),
    row(
        Who::Maya,
        Act::Command("quiz start deck:knots cards:2 seconds:300 seed:5"),
        true,
        &["2 cards"],
        &["Card 1 of 2"],
    ),
    row(Who::Maya, Act::Command("quiz start deck:knots cards:2"), true, &["already"], &[]),
    row(Who::Ana, Act::FillIn("Answer", "nonsense"), true, &[], &[]),
    row(Who::Maya, Act::Press("Skip"), true, &[], &["Nobody had it. The answer is"]),
    row(Who::Maya, Act::Command("quiz stop"), true, &[], &["Nobody knew: "]),
    row(Who::Ana, Act::Ask("Study what I missed"), true, &["Do you know it?"], &[]),
    row(Who::Ana, Act::Command("answer too late"), true, &["No quiz"], &[]),
];

/// A platform with people in front of it.
trait Members {
    /// Somebody does something; what the desk gives back to them, if it does.
    async fn act(&mut self, who: Who, act: Act) -> Option<Said>;
    /// Waits until the room has seen a message with these words.
    async fn room(&mut self, words: &str);
    /// Goes home; the platform has kept every rule.
    async fn end(self);
}

async fn play(mut members: impl Members) {
    for Row { who, act, private, says, room } in CONVERSATION {
        let said = members.act(*who, *act).await;
        for words in *says {
            let said = said.as_ref().unwrap_or_else(|| panic!("{act:?}: nothing was said"));
            assert!(said.text.contains(words), "{act:?}: no “{words}” in: {}", said.text);
            assert_eq!(said.private, *private, "{act:?}: {}", said.text);
        }
        for words in *room {
            members.room(words).await;
        }
    }
    members.end().await;
}

/// The class's documents.
fn documents() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents/sailing")
}

/// A command as a platform with options of its own hands it over.
fn parts(line: &str) -> (String, Vec<(String, String)>) {
    let (name, options) = split_line(line);
    let plain = |(name, value): (String, String)| {
        let value = if value == "yes" { "true".to_owned() } else { value };
        (name, value)
    };
    (name, options.into_iter().map(plain).collect())
}

/// Words on one line, whatever the platform broke them into.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_holds_the_conversation() {
    play(console::Room::open()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discord_holds_the_conversation() {
    play(discord::Server::open().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slack_holds_the_conversation() {
    play(slack::Workspace::open().await).await;
}

#[test]
fn the_readme_has_the_table_of_what_each_platform_shows() {
    let readme = include_str!("../../../README.md");
    let table = deskbell::platform::table();
    assert!(readme.contains(&table), "put this table into README.md:\n{table}");
}
