//! The program's commands that open no platform: ask, judge, export and check.

use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::cli::{Ask, Format, WRONG_USAGE};
use crate::config::Settings;
use crate::domain::bot::{self, Snapshot};
use crate::domain::ids::SpaceId;
use crate::domain::judge::{Ruling, judge as rule};
use crate::domain::knowledge::{export as written, proofread, report};
use crate::domain::learning::exported;
use crate::domain::search::AnswersView;
use crate::platform::terminal;
use crate::platform::text::{Style, clean, render};
use crate::reading::{Reading, SAVED_FROM};
use crate::store::Store;
use crate::telling::Telling;

/// Answers one question, or one a line from standard input.
///
/// # Errors
/// When the documents cannot be indexed or the input cannot be read.
pub fn ask(settings: &Settings, ask: &Ask) -> Result<ExitCode> {
    let snapshot = read(settings, Some(SAVED_FROM))?;
    if !ask.question.is_empty() {
        print(&answer(&snapshot, &ask.question.join(" "), ask).join("\n"));
        return Ok(ExitCode::SUCCESS);
    }
    // One reply a line, so that the replies can be told apart by whoever reads them.
    for_each_line(|line| {
        let lines = answer(&snapshot, line, ask);
        print(&lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "))
    })
}

/// The lines of a reply.
fn answer(snapshot: &Snapshot, question: &str, ask: &Ask) -> Vec<String> {
    if ask.json {
        let answers = bot::answers(question, snapshot, ask.limit);
        return vec![serde_json::to_string(&AnswersView::new(question, &answers)).unwrap_or_default()];
    }
    let reply = bot::ask(question, snapshot, &[], ask.limit);
    // Buttons need someone to press them.
    let reply = crate::domain::reply::Reply { buttons: Vec::new(), ..reply };
    let style = if std::io::stdout().is_terminal() { terminal::style() } else { Style::Plain };
    render(&reply, style, |_| 0)
}

/// A row to judge.
#[derive(Deserialize)]
struct Row {
    prompt: Option<String>,
    answers: Vec<String>,
    given: String,
    deck: Option<Vec<Other>>,
}

/// What another card accepts: one answer, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Other {
    One(String),
    Several(Vec<String>),
}

impl Row {
    fn rule(self) -> Ruling {
        let others = self.deck.unwrap_or_default().into_iter().map(|other| match other {
            Other::One(answer) => vec![answer],
            Other::Several(answers) => answers,
        });
        let others: Vec<Vec<String>> = others.collect();
        rule(&self.prompt.unwrap_or_default(), &self.answers, &self.given, &others)
    }
}

/// Judges rows of JSON from standard input. A row that cannot be read gets no verdict: its line is named,
/// the others are judged, and the exit code says that one is missing.
///
/// # Errors
/// When the input cannot be read.
pub fn judge() -> Result<ExitCode> {
    let (mut number, mut broken) = (0, false);
    let done = for_each_line(|line| {
        number += 1;
        if line.trim().is_empty() {
            return true;
        }
        match serde_json::from_str::<Row>(line) {
            Ok(row) => print(&serde_json::to_string(&row.rule()).unwrap_or_default()),
            Err(error) => {
                broken = true;
                // The parser counts each row as a text of its own, and its line is always the first.
                let why = error.to_string().replace(" at line 1 column ", " at character ");
                write_error(&format!(
                    "deskbell: line {number}: expected an object with prompt, answers (a list) and given, and perhaps deck (a list of answers or of lists): {why}"
                ));
                true
            }
        }
    })?;
    Ok(if broken { ExitCode::FAILURE } else { done })
}

/// Writes what was taught as a document, a record a line: everything, or what one server was taught.
///
/// # Errors
/// When there is no database, it cannot be read, or that server has taught nothing; names those that have.
pub fn export_taught(settings: &Settings, space: Option<&str>) -> Result<ExitCode> {
    // Opening would make one; whoever asks for what was taught has mistaken the place.
    let database = &settings.database;
    anyhow::ensure!(database.is_file(), "DATABASE_PATH: there is no database “{}”", database.display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let all = runtime.block_on(async {
        let store = Store::open(database).await?;
        let all = store.all_taught().await;
        store.close().await;
        all
    })?;
    // The number alone will do: it is what platforms show.
    let meant =
        |known: &SpaceId| space.is_none_or(|id| known.0 == id || known.0.ends_with(&format!(":{id}")));
    let wanted: Vec<_> = all.iter().filter(|(known, _)| meant(known)).collect();
    if let Some(space) = space.filter(|_| wanted.is_empty()) {
        let mut known: Vec<&str> = all.iter().map(|(space, _)| space.0.as_str()).collect();
        known.dedup();
        anyhow::bail!("“{space}” has taught nothing; these have: {}", known.join(", "));
    }
    for (_, taught) in wanted {
        if !print(&exported(taught)) {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Proofreads the documents. The settings have been read by now.
///
/// # Errors
/// When the documents cannot be indexed.
pub fn check(settings: &Settings, json: bool) -> Result<ExitCode> {
    // A proofreader leaves nothing behind.
    let snapshot = read(settings, None)?;
    let mut report = report(&snapshot.library);
    report.calibration = serde_json::to_value(snapshot.index.calibration()).ok();
    if json {
        print(&serde_json::to_string(&report)?);
    } else {
        // A file's name may hold anything, and a warning quotes what it found.
        for line in proofread(&report).trim_end().lines() {
            print(&clean(line));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the cards for other programs, of one deck or of all. An unknown deck is wrong usage.
///
/// # Errors
/// When the documents cannot be read.
pub fn export_cards(settings: &Settings, format: Format, deck: Option<&str>) -> Result<ExitCode> {
    let library = read(settings, None)?.library;
    let decks = match deck {
        None => library.decks(),
        Some(name) => match library.deck(name) {
            Some(deck) => vec![deck],
            None => {
                write_error(&format!(
                    "deskbell: --deck: read “{name}”, expected the name of a document or folder with cards"
                ));
                return Ok(ExitCode::from(WRONG_USAGE));
            }
        },
    };
    let text = match format {
        Format::Csv => written::csv(&decks),
        Format::Anki => written::anki_text(&decks),
    };
    print(text.trim_end());
    Ok(ExitCode::SUCCESS)
}

/// Prints the manifest of the Slack app.
///
/// # Errors
/// When it cannot be written as JSON.
#[cfg(feature = "slack")]
pub fn slack_manifest(features: crate::platform::slack::manifest::Features) -> Result<ExitCode> {
    print(&serde_json::to_string_pretty(&crate::platform::slack::manifest::manifest(features))?);
    Ok(ExitCode::SUCCESS)
}

fn read(settings: &Settings, saved_from: Option<usize>) -> Result<Snapshot> {
    let mut telling = Telling::begin();
    let mut reading = Reading::new(&settings.knowledge, &settings.index(), saved_from);
    reading.first(&mut |share| telling.tell(share)).context("indexing the documents")
}

/// Calls `take` with each line of standard input until it returns false.
fn for_each_line(mut take: impl FnMut(&str) -> bool) -> Result<ExitCode> {
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line).context("reading standard input")? == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        // A byte that is not UTF-8 costs one character, not the lines behind it.
        let text = String::from_utf8_lossy(&line);
        if !take(text.trim_end_matches(['\n', '\r'])) {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

/// Writes a line to standard output; false when nobody reads it any more.
pub(crate) fn print(line: &str) -> bool {
    writeln!(std::io::stdout().lock(), "{line}").is_ok()
}

/// Writes a line to standard error, where everything goes that is not an answer.
pub(crate) fn write_error(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", clean(line));
}
