//! Plays every `tests/transcripts/*.chat` and compares what the desk says, word for word.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test transcripts` writes the desk's words into the files
//! instead; read them aloud before they are kept. `tests/transcripts/README.md` has the form.

use std::path::{Path, PathBuf};

use deskbell::domain::command::split_line;
use deskbell::domain::inbound::{Handed, NotTaken, What};
use deskbell::domain::reply::{Form, Reply};

use crate::stage::Stage;

const DOCUMENTS: &str = "tests/data/documents";

#[test]
fn every_transcript_is_what_the_desk_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = transcripts(root);
    assert!(!files.is_empty(), "there are transcripts");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut different = Vec::new();
    for file in files {
        let written = std::fs::read_to_string(&file).expect("a transcript");
        let played = runtime.block_on(play(root, &written));
        if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
            std::fs::write(&file, &played).expect("written");
        } else if played != written {
            different.push(format!("{}\n{}", file.display(), first_difference(&written, &played)));
        }
    }
    assert!(different.is_empty(), "the desk says something else in:\n{}", different.join("\n"));
}

fn transcripts(root: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root.join("tests/transcripts"))
        .expect("transcripts")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "chat"))
        .collect();
    files.sort();
    files
}

/// Everything that the desk says in the transcripts, and every form that it opens.
pub(crate) async fn everything_said() -> (Vec<Reply>, Vec<Form>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut said, mut forms) = (Vec::new(), Vec::new());
    for file in transcripts(root) {
        let written = std::fs::read_to_string(&file).expect("a transcript");
        let (_, stage) = play_on(root, &written).await;
        said.extend(stage.said);
        forms.extend(stage.forms);
    }
    (said, forms)
}

fn first_difference(written: &str, played: &str) -> String {
    let mut pairs = written.lines().zip(played.lines()).enumerate();
    match pairs.find(|(_, (written, played))| written != played) {
        Some((line, (written, played))) => {
            format!("  line {}\n    written: {written}\n    said:    {played}", line + 1)
        }
        None => "  one is longer than the other".to_owned(),
    }
}

/// Plays the lines of a transcript; gives it back with the desk's words as they are now.
pub(crate) async fn play(root: &Path, written: &str) -> String {
    play_on(root, written).await.0
}

async fn play_on(root: &Path, written: &str) -> (String, Stage) {
    let script: Vec<&str> = written.lines().filter(|line| !line.starts_with("  ")).collect();
    let documents = script
        .iter()
        .find_map(|line| line.strip_prefix("documents: "))
        .map_or_else(|| root.join("knowledge"), |name| root.join(DOCUMENTS).join(name));
    let mut stage = Stage::open(&documents).await;
    let mut played = String::new();
    for line in script {
        played.push_str(line);
        played.push('\n');
        for said in act(&mut stage, line).await {
            played.push_str(format!("  {said}").trim_end());
            played.push('\n');
        }
    }
    (played, stage)
}

async fn act(stage: &mut Stage, line: &str) -> Vec<String> {
    if line.is_empty() || line.starts_with('#') || line.starts_with("documents: ") {
        return Vec::new();
    }
    if let Some(channel) = line.strip_prefix("in ").and_then(|rest| rest.strip_suffix(':')) {
        let alone = channel == "alone";
        stage.place.direct = alone || channel == "private";
        // Where a direct conversation belongs to no server, its space is the conversation itself.
        stage.place.space.0 = if alone { "test:alone" } else { "test:class" }.to_owned();
        stage.place.channel.0 = format!("test:{channel}");
        return Vec::new();
    }
    let away = line.strip_prefix("(the desk is killed and comes back after ");
    if let Some(seconds) = away.and_then(|rest| rest.strip_suffix(" seconds)")) {
        return stage.restart(seconds.parse().expect("a number of seconds")).await;
    }
    if let Some(seconds) = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(" seconds pass)")) {
        return stage.pass(seconds.parse().expect("a number of seconds")).await;
    }
    for (mark, hear) in
        [(" replies: ", What::Addressed as fn(String) -> What), (" replies quietly: ", What::Overheard)]
    {
        if let Some((who, text)) = line.split_once(mark) {
            let (name, moderator) = who.strip_suffix('*').map_or((who, false), |name| (name, true));
            return stage.hear_reply(name, moderator, hear(text.to_owned())).await;
        }
    }
    let (who, what) = spoken(stage, line).unwrap_or_else(|| panic!("not a line of a transcript: {line}"));
    let (name, moderator) = who.strip_suffix('*').map_or((who, false), |name| (name, true));
    stage.hear(name, moderator, what).await
}

/// What is handed in lies among the samples.
fn with_file(name: String, options: Vec<(String, String)>) -> What {
    let Some((_, file)) = options.iter().find(|(option, _)| option == "file") else {
        return What::Command { name, options };
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/decks").join(file);
    let content = std::fs::read(path).map(Into::into).map_err(|_| NotTaken::Unreachable);
    let file = Handed { name: file.clone(), content };
    What::Handed { name, options, file }
}

fn spoken<'a>(stage: &Stage, line: &'a str) -> Option<(&'a str, What)> {
    if let Some((who, label)) = line.split_once(" presses old ") {
        return Some((who, What::Press(stage.button(label, true))));
    }
    if let Some((who, label)) = line.split_once(" presses ") {
        let unknown = label == "something unknown";
        return Some((
            who,
            if unknown { What::UnknownPress } else { What::Press(stage.button(label, false)) },
        ));
    }
    let (who, text) = line.split_once(": ").or_else(|| Some((line.strip_suffix(':')?, "")))?;
    // A line of a transcript is one line; what has several stands with \n, what is long with *N.
    let text = text.replace("\\n", "\n");
    let text = match text.rsplit_once(" *").and_then(|(part, times)| Some((part, times.parse().ok()?))) {
        Some((part, times)) => part.repeat(times),
        None => text,
    };
    if let Some(who) = who.strip_suffix(" fills in") {
        return Some((who, stage.fill_in(&text)));
    }
    if let Some(who) = who.strip_suffix(" to the desk") {
        return Some((who, What::Addressed(text)));
    }
    if let Some((who, option)) = who.split_once(" types ") {
        let (command, option) = option.rsplit_once(' ')?;
        let (command, option) = (command.to_owned(), option.to_owned());
        return Some((who, What::Completing { command, option, typed: text }));
    }
    match text.strip_prefix('/') {
        Some(command) => {
            let (name, options) = split_line(command);
            Some((who, with_file(name, options)))
        }
        None if stage.place.direct => Some((who, What::Addressed(text))),
        None => Some((who, What::Overheard(text))),
    }
}
