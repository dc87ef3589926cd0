//! Where typed lines come from: a line editor on a thread of its own, or a pipe.

use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc as thread_channel;

use anyhow::{Context as _, Result};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, ExternalPrinter, Helper};
use tokio::io::{AsyncBufReadExt, BufReader, Split, Stdin};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::room;
use crate::domain::command::COMMANDS;
use crate::domain::inbound::{Inbound, Member, What};
use crate::domain::reply::Response;
use crate::platform::terminal::stty;
use crate::port::Desk;

/// The console's own commands, for completion.
const OWN_COMMANDS: [&str; 4] = ["as", "press", "quit", "wait"];
/// How many lines are remembered.
const HISTORY_LINES: usize = 1_000;

/// Ends what the editor asked of the terminal: that it marks pasted text (xterm, "Bracketed Paste Mode").
/// A line that was half typed goes, or the shell's prompt would be written over it.
const END_BRACKETED_PASTE: &str = "\x1b[?2004l\r\x1b[K";

/// What was typed.
pub(super) enum Input {
    Line(String),
    End,
}

/// The source of typed lines.
pub(super) enum Keyboard {
    /// A person at a terminal.
    Terminal {
        lines: mpsc::Receiver<String>,
        /// Who types the next line; the editor waits for it, so that replies stand above its prompt.
        next: thread_channel::Sender<Member>,
        printer: Option<Box<dyn ExternalPrinter + Send>>,
        /// How the terminal was set before the editor took it, in the words of `stty`.
        found: Option<String>,
    },
    /// A pipe or a file.
    Piped(Split<BufReader<Stdin>>),
}

/// Writes above the prompt without disturbing what is being typed.
pub(super) enum Printer {
    Terminal(Box<dyn ExternalPrinter + Send>),
    Piped,
}

impl Printer {
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Self::Terminal(_))
    }

    pub(super) fn print(&mut self, text: String) {
        match self {
            Self::Terminal(printer) => {
                if let Err(error) = printer.print(text) {
                    tracing::debug!("the terminal took no text: {error}");
                }
            }
            Self::Piped => write_out(&text),
        }
    }
}

impl Keyboard {
    pub(super) fn piped() -> Self {
        Self::Piped(BufReader::new(tokio::io::stdin()).split(b'\n'))
    }

    /// Starts the line editor on a thread of its own: it blocks while it waits for keys.
    pub(super) fn terminal(desk: Desk, first: Member, history: Option<PathBuf>) -> Result<Self> {
        let found = stty("-g");
        let config = Config::builder()
            .max_history_size(HISTORY_LINES)
            .and_then(|config| config.history_ignore_dups(true))
            .context("setting up the line editor")?
            .completion_type(rustyline::CompletionType::List)
            .build();
        let mut editor: Editor<Completions, FileHistory> =
            Editor::with_config(config).context("setting up the line editor")?;
        editor.set_helper(Some(Completions { desk, member: first, runtime: Handle::current() }));
        if let Some(path) = &history {
            // No history yet is nothing to speak of.
            let _ = editor.load_history(path);
        }
        let printer: Box<dyn ExternalPrinter + Send> =
            Box::new(editor.create_external_printer().context("setting up the terminal")?);
        let (line_in, lines) = mpsc::channel(1);
        let (next, turns) = thread_channel::channel();
        std::thread::Builder::new()
            .name("console".to_owned())
            .spawn(move || edit(editor, &turns, &line_in, history))
            .context("starting the line editor")?;
        Ok(Self::Terminal { lines, next, printer: Some(printer), found })
    }

    /// The way to write beside this keyboard. A terminal's is given out once.
    pub(super) fn printer(&mut self) -> Printer {
        match self {
            Self::Terminal { printer, .. } => printer.take().map_or(Printer::Piped, Printer::Terminal),
            Self::Piped(_) => Printer::Piped,
        }
    }

    /// Lets the editor show its prompt again.
    pub(super) fn next(&mut self, member: &Member) {
        if let Self::Terminal { next, .. } = self {
            let _ = next.send(member.clone());
        }
    }

    /// Leaves the terminal as it was found. An editor that still waits for a key would leave it raw.
    pub(super) fn give_back(&self) {
        if let Self::Terminal { found: Some(found), .. } = self {
            stty(found);
            write_out(END_BRACKETED_PASTE);
        }
    }

    pub(super) async fn read(&mut self) -> Input {
        match self {
            Self::Terminal { lines, .. } => lines.recv().await.map_or(Input::End, Input::Line),
            Self::Piped(lines) => match lines.next_segment().await {
                // A byte that is not UTF-8 costs one character, not the lines behind it.
                Ok(Some(line)) => Input::Line(String::from_utf8_lossy(&line).into_owned()),
                Ok(None) => Input::End,
                Err(error) => {
                    tracing::warn!("the input cannot be read any further: {error}");
                    Input::End
                }
            },
        }
    }
}

fn edit(
    mut editor: Editor<Completions, FileHistory>,
    turns: &thread_channel::Receiver<Member>,
    lines: &mpsc::Sender<String>,
    history: Option<PathBuf>,
) {
    while let Ok(member) = turns.recv() {
        let prompt = format!("{}> ", crate::platform::text::clean(&member.name));
        if let Some(helper) = editor.helper_mut() {
            helper.member = member;
        }
        let line = loop {
            match editor.readline(&prompt) {
                Ok(line) => break Some(line),
                // Ctrl-C gives up the line, as in a shell; Ctrl-D leaves.
                Err(ReadlineError::Interrupted) => write_out("(leave with /quit or Ctrl-D)\n"),
                Err(_) => break None,
            }
        };
        let Some(line) = line else { break };
        if !line.trim().is_empty() {
            let _ = editor.add_history_entry(&line);
        }
        if lines.blocking_send(line).is_err() {
            break;
        }
    }
    if let Some(path) = history {
        let _ = editor.save_history(&path);
    }
}

/// Writes to standard output; a closed pipe is the reader's business and ends nothing here.
fn write_out(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Completes commands, and terms and decks by asking the desk.
struct Completions {
    desk: Desk,
    member: Member,
    runtime: Handle,
}

impl Helper for Completions {}
impl Highlighter for Completions {}
impl Validator for Completions {}

impl Hinter for Completions {
    type Hint = String;
}

impl Completer for Completions {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let Some(typed) = line[..at].strip_prefix('/') else { return Ok((0, Vec::new())) };
        match wanted(typed) {
            Wanted::Command => {
                let names = COMMANDS.iter().map(|spec| spec.name).chain(OWN_COMMANDS);
                let fitting = names.filter(|name| name.starts_with(typed));
                Ok((1, fitting.map(|name| pair(name, &format!("{name} "))).collect()))
            }
            Wanted::Value { command, option, from } => {
                let what = What::Completing {
                    command: command.to_owned(),
                    option: option.to_owned(),
                    typed: typed[from..].to_owned(),
                };
                let inbound = Inbound { place: room(), member: self.member.clone(), what, about: None };
                let response = self.runtime.block_on(self.desk.hear(inbound));
                let Response::Choices(choices) = response else { return Ok((0, Vec::new())) };
                Ok((from + 1, choices.iter().map(|choice| pair(choice, choice)).collect()))
            }
            Wanted::Nothing => Ok((0, Vec::new())),
        }
    }
}

fn pair(display: &str, replacement: &str) -> Pair {
    Pair {
        display: crate::platform::text::clean(display),
        replacement: crate::platform::text::clean(replacement),
    }
}

/// What a half-typed line (without its slash) is about to become.
#[derive(Debug, PartialEq, Eq)]
enum Wanted<'a> {
    Command,
    Value { command: &'a str, option: &'static str, from: usize },
    Nothing,
}

fn wanted(typed: &str) -> Wanted<'_> {
    let spec =
        COMMANDS.iter().find(|spec| typed.strip_prefix(spec.name).is_some_and(|rest| rest.starts_with(' ')));
    let Some(spec) = spec else {
        let known = OWN_COMMANDS.iter().any(|own| typed.starts_with(&format!("{own} ")));
        return if known { Wanted::Nothing } else { Wanted::Command };
    };
    let Some(option) = spec.options.iter().find(|option| option.completes) else { return Wanted::Nothing };
    let after = spec.name.len() + 1;
    let label = format!("{}:", option.name);
    let from = if typed[after..].starts_with(&label) { after + label.len() } else { after };
    Wanted::Value { command: &typed[..spec.name.len()], option: option.name, from }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_typed_line_says_what_it_wants() {
        assert_eq!(wanted("qui"), Wanted::Command);
        assert_eq!(wanted("define "), Wanted::Value { command: "define", option: "term", from: 7 });
        assert_eq!(
            wanted("quiz start deck:we"),
            Wanted::Value { command: "quiz start", option: "deck", from: 16 }
        );
        assert_eq!(
            wanted("quiz start we"),
            Wanted::Value { command: "quiz start", option: "deck", from: 11 }
        );
        assert_eq!(wanted("ask what"), Wanted::Nothing);
        assert_eq!(wanted("as ana"), Wanted::Nothing);
    }
}
