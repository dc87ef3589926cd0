//! The commands that a member or a moderator can give, in one table.
//!
//! The parser, `/help`, Discord's slash commands and the README are all made from
//! [`COMMANDS`]; a test compares them. What a command does is not decided here.

mod line;
mod read;

use super::quiz::MODE_WORDS;
use super::reply::Audience;

pub use line::split_line;
pub use read::{DEFAULT_CARDS, DEFAULT_SECONDS, DeckCommand, Mistake, Order, StartOptions, read};

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any text; typed without its name it is the rest of the line.
    Text,
    /// A whole number within these limits, both included.
    Number {
        /// The smallest that is taken.
        min: u64,
        /// The largest that is taken.
        max: u64,
    },
    /// Yes or no.
    Flag,
    /// A file, handed over with the command.
    File,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// One option of a command.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// Its name, as typed before a colon.
    pub name: &'static str,
    /// What it is for, in at most 100 characters.
    pub summary: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether the command makes no sense without it.
    pub required: bool,
    /// Whether the desk completes it while it is typed.
    pub completes: bool,
}

impl OptionSpec {
    /// Whether the command is for switching this on and off: `/desk listen off`.
    fn is_switch(&self) -> bool {
        self.takes == Takes::Flag && self.name != PRIVATE.name
    }
}

/// One command.
#[derive(Clone, Copy, Debug)]
pub struct CommandSpec {
    /// Its name; a subcommand stands behind one space.
    pub name: &'static str,
    /// What it does, in at most 100 characters.
    pub summary: &'static str,
    /// Whether only moderators may give it.
    pub moderator: bool,
    /// Who sees the reply, unless the option `private` says otherwise.
    pub audience: Audience,
    /// Its options; a bare text belongs to the first that takes text.
    pub options: &'static [OptionSpec],
}

/// The fewest and most seconds for a card.
pub const SECONDS: (u64, u64) = (5, 300);
/// The fewest and most cards of a quiz.
pub const CARDS: (u64, u64) = (1, 200);
/// The largest seed: what JavaScript, and so Discord's number option, carries exactly (2^53 - 1).
pub const SEED_MAX: u64 = 9_007_199_254_740_991;

const PRIVATE: OptionSpec = OptionSpec {
    name: "private",
    summary: "yes: only you see the reply",
    takes: Takes::Flag,
    required: false,
    completes: false,
};

/// What is one member's own, no one else sees.
const MINE: &str = "mine";

const fn text(name: &'static str, summary: &'static str, required: bool, completes: bool) -> OptionSpec {
    OptionSpec { name, summary, takes: Takes::Text, required, completes }
}

const fn number(name: &'static str, summary: &'static str, (min, max): (u64, u64)) -> OptionSpec {
    OptionSpec { name, summary, takes: Takes::Number { min, max }, required: false, completes: false }
}

const fn flag_option(name: &'static str, summary: &'static str) -> OptionSpec {
    OptionSpec { name, summary, takes: Takes::Flag, required: false, completes: false }
}

const fn control(name: &'static str, summary: &'static str) -> CommandSpec {
    CommandSpec { name, summary, moderator: true, audience: Audience::Asker, options: &[] }
}

/// Every command, in the order in which help shows them.
pub const COMMANDS: &[CommandSpec] = &[
    CommandSpec {
        name: "ask",
        summary: "Ask the class documents a question",
        moderator: false,
        audience: Audience::Public,
        options: &[text("question", "What you want to know", true, false), PRIVATE],
    },
    CommandSpec {
        name: "define",
        summary: "Look a term up; terms complete as you type",
        moderator: false,
        audience: Audience::Public,
        options: &[text("term", "The term", true, true), PRIVATE],
    },
    CommandSpec {
        name: "answer",
        summary: "Answer the card that is being shown",
        moderator: false,
        audience: Audience::Asker,
        options: &[text("answer", "Your answer", true, false)],
    },
    CommandSpec {
        name: "hint",
        summary: "Show some letters of the answer to everyone, for fewer points",
        moderator: false,
        audience: Audience::Asker,
        options: &[],
    },
    CommandSpec {
        name: "skip",
        summary: "Vote to skip this card; more than half of the players decide",
        moderator: false,
        audience: Audience::Asker,
        options: &[],
    },
    CommandSpec {
        name: "protest",
        summary: "Ask the moderators to look again at your answer to the last card",
        moderator: false,
        audience: Audience::Asker,
        options: &[],
    },
    CommandSpec {
        name: "scores",
        summary: "Show the scores of this channel or server, of all time or this week, or your own",
        moderator: false,
        audience: Audience::Public,
        options: &[
            text("deck", "Only points earned with this deck", false, true),
            flag_option("server", "yes: the whole server's scores"),
            flag_option("week", "yes: this week's scores"),
            flag_option(MINE, "yes: your own points, deck by deck, for you alone"),
            PRIVATE,
        ],
    },
    CommandSpec {
        name: "study",
        summary: "Learn cards for good, each at the right moment; for you alone",
        moderator: false,
        audience: Audience::Asker,
        options: &[
            text("deck", "Which deck, or several apart by commas; all, or missed", false, true),
            flag_option("remind", "yes: a reminder a day when cards are due; no: none"),
        ],
    },
    CommandSpec {
        name: "progress",
        summary: "Show what is due and what you know; for you alone",
        moderator: false,
        audience: Audience::Asker,
        options: &[],
    },
    CommandSpec {
        name: "forget me",
        summary: "Delete everything that the desk keeps about you; it asks once more",
        moderator: false,
        audience: Audience::Asker,
        options: &[],
    },
    CommandSpec {
        name: "help",
        summary: "List everything the desk can do",
        moderator: false,
        audience: Audience::Asker,
        options: &[],
    },
    CommandSpec {
        name: "quiz start",
        summary: "Start a quiz in this channel; without options, choose a deck first",
        moderator: true,
        audience: Audience::Asker,
        options: &[
            text("deck", "Which decks, with commas between them; all of them unless told", false, true),
            number("cards", "How many cards (10 unless told)", CARDS),
            number("seconds", "Seconds for each card (30 unless told)", SECONDS),
            OptionSpec {
                name: "mode",
                summary: "How it is played (race unless told)",
                takes: Takes::OneOf(MODE_WORDS),
                required: false,
                completes: false,
            },
            flag_option("hints", "no: no hints (yes unless told)"),
            flag_option("streaks", "yes: right answers in a row earn more (no unless told)"),
            flag_option(MINE, "yes: a review of what you missed yourself, not of what this channel did"),
            number("seed", "The same seed deals the same cards", (0, SEED_MAX)),
        ],
    },
    control("quiz stop", "End the quiz and show its scores"),
    control("quiz pause", "Stop the clock"),
    control("quiz resume", "Let the clock go on"),
    control("quiz skip", "Show the answer and go to the next card"),
    CommandSpec {
        name: "quiz accept",
        summary: "Take a refused answer to the last card as right, for good",
        moderator: true,
        audience: Audience::Asker,
        options: &[text("answer", "Its words; without them, what was refused", false, false)],
    },
    CommandSpec {
        name: "gaps",
        summary: "List what members asked in vain, most wanted first",
        moderator: true,
        audience: Audience::Asker,
        options: &[],
    },
    CommandSpec {
        name: "teach",
        summary: "Teach the desk a term; without a definition a form opens",
        moderator: true,
        audience: Audience::Asker,
        options: &[
            text("term", "The term", false, false),
            text("definition", "What it is, in your own words", false, false),
            text("aliases", "Other names, apart by commas", false, false),
        ],
    },
    CommandSpec {
        name: "taught",
        summary: "Show what the desk was taught, to correct or retire it",
        moderator: true,
        audience: Audience::Asker,
        options: &[text("term", "Which term; all of them unless told", false, true)],
    },
    CommandSpec {
        name: "desk listen",
        summary: "Answer clear questions in this channel unasked: on or off",
        moderator: true,
        audience: Audience::Asker,
        options: &[OptionSpec {
            name: "on",
            summary: "yes: answer them from now on; no: only when asked",
            takes: Takes::Flag,
            required: false,
            completes: false,
        }],
    },
    CommandSpec {
        name: "deck add",
        summary: "Hand in a deck for this server: an Anki package, a table, YAML, JSON, Markdown",
        moderator: true,
        audience: Audience::Asker,
        options: &[
            OptionSpec {
                name: "file",
                summary: "The deck",
                takes: Takes::File,
                required: true,
                completes: false,
            },
            text("name", "What to call it; the file's name unless told", false, false),
        ],
    },
    CommandSpec {
        name: "deck remove",
        summary: "Take away a deck that was handed in",
        moderator: true,
        audience: Audience::Asker,
        options: &[text("name", "The deck", true, true)],
    },
    control("deck list", "Show the decks that were handed in here"),
];

/// Finds a command by its exact name.
pub fn find(name: &str) -> Option<&'static CommandSpec> {
    COMMANDS.iter().find(|spec| spec.name == name)
}

/// Who sees the reply to this command.
pub fn audience(name: &str, options: &[(String, String)]) -> Audience {
    let usual = find(name).map_or(Audience::Asker, |spec| spec.audience);
    let alone = [PRIVATE.name, MINE];
    let private = options.iter().any(|(n, v)| alone.contains(&n.as_str()) && flag(v) == Some(true));
    if private { Audience::Asker } else { usual }
}

fn flag(value: &str) -> Option<bool> {
    match value.trim().to_lowercase().as_str() {
        "yes" | "true" | "y" | "1" | "on" => Some(true),
        "no" | "false" | "n" | "0" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_flag_makes_a_public_reply_private() {
        let yes = [("private".to_owned(), "true".to_owned())];
        assert_eq!(audience("ask", &[]), Audience::Public);
        assert_eq!(audience("ask", &yes), Audience::Asker);
        assert_eq!(audience("quiz start", &[]), Audience::Asker);
        assert_eq!(audience("no such", &[]), Audience::Asker);
    }

    #[test]
    fn the_table_keeps_to_discords_limits() {
        for spec in COMMANDS {
            assert!(spec.summary.chars().count() <= 100, "{}", spec.name);
            assert!(spec.options.iter().all(|option| option.summary.chars().count() <= 100));
            let first_optional = spec.options.iter().position(|o| !o.required).unwrap_or(spec.options.len());
            assert!(spec.options[first_optional..].iter().all(|o| !o.required), "{}", spec.name);
        }
    }
}
