//! The README says what is so: its transcript and its command table are made by the program.

use std::path::Path;

use deskbell::domain::command::COMMANDS;
use deskbell::domain::voice::help::usage;

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a readable file")
}

#[test]
fn the_transcript_is_the_one_that_is_played() {
    let played = text("tests/transcripts/readme.chat");
    assert!(
        text("README.md").contains(&format!("```text\n{}\n```", played.trim_end())),
        "README.md does not show tests/transcripts/readme.chat as it is"
    );
}

#[test]
fn the_command_table_is_the_one_in_the_code() {
    let mut table = "| command | what it does | who |\n|---|---|---|\n".to_owned();
    for spec in COMMANDS {
        let who = if spec.moderator { "moderators" } else { "members" };
        table += &format!("| `{}` | {} | {who} |\n", usage(spec), spec.summary);
    }
    assert!(text("README.md").contains(&table), "the command table in README.md should be:\n{table}");
}
