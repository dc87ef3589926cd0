//! The commands of the program itself. Stable: other programs call them and read their JSON.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The exit code for wrong usage and wrong settings.
pub(crate) const WRONG_USAGE: u8 = 2;
/// How many passages `ask` prints unless told.
const LIMIT: usize = 3;

/// The bell on a class's front desk.
///
/// Answers questions from a folder of study documents, always with the source or an honest "I don't
/// know", and runs flashcard quizzes made of the same documents. Without a command it opens every
/// platform whose token is set, or the console when none is.
#[derive(Debug, Parser)]
#[command(name = "deskbell", version, about)]
pub struct Cli {
    /// What to do; without it, the desk opens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The folder of documents (KNOWLEDGE_DIR; knowledge/ unless told).
    #[arg(long, global = true, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
}

/// A command of the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the console, and nothing else unless told.
    Console(Console),
    /// Answer a question, or one a line from standard input.
    Ask(Ask),
    /// Judge answers: rows on standard input, one verdict a line out.
    Judge {
        /// Read and write JSON; the only form there is.
        #[arg(long, required = true)]
        json: bool,
    },
    /// Write what the documents hold, or what the desk has learned, for other programs.
    Export {
        /// What to write.
        #[command(subcommand)]
        what: Export,
    },
    /// Proofread the settings and the documents.
    Check {
        /// Write one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Look at everything that a class relies on, and say what to do where something is wrong.
    Doctor {
        /// Channels where the desk should be able to write, by their ids.
        #[arg(value_name = "CHANNEL")]
        channels: Vec<String>,
    },
    /// Print the manifest of the Slack app, for what the settings switch on.
    #[cfg(feature = "slack")]
    SlackManifest,
}

impl Command {
    /// Whether it is wrong where one of two tokens is missing.
    pub fn needs_tokens(&self) -> bool {
        match self {
            // It is asked for on the way to the second one.
            #[cfg(feature = "slack")]
            Self::SlackManifest => false,
            _ => true,
        }
    }

    /// Whether it is lost without the folder of documents.
    pub fn reads_documents(&self) -> bool {
        match self {
            // A doctor says what is wrong with the folder, too.
            Self::Judge { .. } | Self::Doctor { .. } | Self::Export { what: Export::Taught { .. } } => false,
            #[cfg(feature = "slack")]
            Self::SlackManifest => false,
            _ => true,
        }
    }
}

/// What is written for other programs.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// The cards, one a line, on standard output.
    Cards {
        /// How they are written.
        #[arg(long, value_enum, default_value_t = Format::Csv)]
        format: Format,
        /// One deck instead of all: a document's or a folder's name.
        #[arg(long, value_name = "NAME")]
        deck: Option<String>,
    },
    /// What moderators have taught, as JSON lines that `knowledge/` reads.
    Taught {
        /// Only what this server was taught, as `discord:ID`; every server unless told.
        #[arg(long, value_name = "ID")]
        space: Option<String>,
    },
}

/// How cards are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for spreadsheets and other quiz programs.
    Csv,
    /// Text that Anki imports (File, Import).
    Anki,
}

/// Who sits at the console.
#[derive(Debug, Clone, Args)]
pub struct Console {
    /// The name to play first.
    #[arg(long = "as", value_name = "NAME", default_value = "you")]
    pub name: String,
    /// Play a moderator.
    #[arg(long)]
    pub moderator: bool,
    /// Open every platform whose token is set beside it, in one process.
    #[arg(long)]
    pub beside: bool,
}

impl Default for Console {
    fn default() -> Self {
        Self { name: "you".to_owned(), moderator: false, beside: false }
    }
}

/// A question from the command line.
#[derive(Debug, Args)]
pub struct Ask {
    /// The question; without it, one a line is read from standard input.
    pub question: Vec<String>,
    /// Write one JSON object a line.
    #[arg(long)]
    pub json: bool,
    /// The most passages for one question.
    #[arg(long, value_name = "N", default_value_t = LIMIT, value_parser = limit)]
    pub limit: usize,
}

fn limit(text: &str) -> Result<usize, String> {
    let number = text.parse::<usize>().ok().filter(|number| (1..=100).contains(number));
    number.ok_or_else(|| "expected a whole number from 1 to 100".to_owned())
}
