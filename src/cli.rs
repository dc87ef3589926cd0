//! The commands of the program itself. Stable: other programs call them and read their JSON.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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
    /// Open the console, whatever tokens are set.
    Console(Console),
    /// Answer a question, or one a line from standard input.
    Ask(Ask),
    /// Judge answers: rows on standard input, one verdict a line out.
    Judge {
        /// Read and write JSON; the only form there is.
        #[arg(long, required = true)]
        json: bool,
    },
    /// Write what the desk has learned as a document.
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
}

/// What can be written as a document.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// What moderators have taught, as JSON lines that `knowledge/` reads.
    Taught {
        /// Only what this server was taught, as `discord:ID`; every server unless told.
        #[arg(long, value_name = "ID")]
        space: Option<String>,
    },
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
}

impl Default for Console {
    fn default() -> Self {
        Self { name: "you".to_owned(), moderator: false }
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
