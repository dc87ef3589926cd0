//! A command with its options, read into an order, or the mistake that was made.

use super::{COMMANDS, OptionSpec, Takes, find, flag};
use crate::domain::learning::Draft;
use crate::domain::quiz::Mode;
use crate::domain::reply::Control;
use crate::domain::scores::ScoreOptions;
use crate::domain::study::StudyOrder;

/// How many cards a quiz has unless told.
pub const DEFAULT_CARDS: u32 = 10;
/// How many seconds a card is open unless told.
pub const DEFAULT_SECONDS: u32 = 30;

/// How a quiz is to be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartOptions {
    /// The decks' names as given, with commas between them; none means all decks.
    pub deck: Option<String>,
    /// The most cards.
    pub cards: u32,
    /// Seconds for each card.
    pub seconds: u32,
    /// The shuffle's seed; none lets the desk pick one.
    pub seed: Option<u64>,
    /// How it is played.
    pub mode: Mode,
    /// Whether hints are given.
    pub hints: bool,
    /// Whether right answers in a row earn more.
    pub streaks: bool,
    /// Whether a review is of what the one who starts it missed, and not of what the channel did.
    pub mine: bool,
}

impl Default for StartOptions {
    fn default() -> Self {
        Self {
            deck: None,
            cards: DEFAULT_CARDS,
            seconds: DEFAULT_SECONDS,
            seed: None,
            mode: Mode::default(),
            hints: true,
            streaks: false,
            mine: false,
        }
    }
}

/// What is wanted with a server's own decks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeckCommand {
    /// Take one in.
    Add {
        /// The file, as it was named.
        file: String,
        /// What to call the deck.
        name: Option<String>,
    },
    /// Take this one away.
    Remove(String),
    /// Name them.
    List,
}

/// A command that has been read: known, complete and within its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Answer a question.
    Ask(String),
    /// Look a term up.
    Define(String),
    /// Take this as an answer to the current card.
    Answer(String),
    /// Show scores.
    Scores(ScoreOptions),
    /// Do something about the member's studies.
    Study(StudyOrder),
    /// Delete everything about the member who says so.
    ForgetMe,
    /// List the commands.
    Help,
    /// Offer the decks that a quiz can be started with.
    StartForm,
    /// Start a quiz.
    Start(StartOptions),
    /// Accept a wording for the last card; none means what was refused.
    Accept(Option<String>),
    /// Ask the moderators to look again at the last card.
    Protest,
    /// Change a running quiz.
    Control(Control),
    /// Do something with this server's own decks.
    Deck(DeckCommand),
    /// Teach something; what is not given yet is asked for.
    Teach(Draft),
    /// Show what is taught under this name, or everything.
    Taught(Option<String>),
    /// Show what members asked in vain.
    Gaps,
    /// Answer unasked in this channel, or no longer; without a word for it, tell which.
    Listen(Option<bool>),
}

/// Why a command cannot be read. [`crate::domain::voice`] has the sentence for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// No such command; the nearest one, if one is near.
    UnknownCommand {
        /// What was typed.
        typed: String,
        /// The command that may have been meant.
        nearest: Option<&'static str>,
    },
    /// Only the first word of a command that has a second one.
    Unfinished {
        /// The first word.
        command: String,
        /// The second words that there are.
        choices: Vec<&'static str>,
    },
    /// An option that the command needs is missing or empty.
    Missing {
        /// The command.
        command: &'static str,
        /// The option.
        option: &'static str,
    },
    /// An option that the command does not have.
    UnknownOption {
        /// The command.
        command: &'static str,
        /// What was typed.
        typed: String,
    },
    /// Not a number, or one outside the limits.
    BadNumber {
        /// The option.
        option: &'static str,
        /// What was typed.
        given: String,
        /// The smallest that is taken.
        min: u64,
        /// The largest that is taken.
        max: u64,
    },
    /// None of the words that there are.
    BadWord {
        /// The option.
        option: &'static str,
        /// What was typed.
        given: String,
        /// What is taken.
        words: &'static [&'static str],
    },
    /// Neither yes nor no.
    BadFlag {
        /// The option.
        option: &'static str,
        /// What was typed.
        given: String,
    },
}

/// Reads a command with its options.
///
/// # Errors
/// The first mistake, when the command is unknown, lacks an option, or has one outside its limits.
pub fn read(name: &str, options: &[(String, String)]) -> Result<Order, Mistake> {
    let Some(spec) = find(name) else {
        let choices = second_words(name);
        if !choices.is_empty() {
            return Err(Mistake::Unfinished { command: name.to_owned(), choices });
        }
        return Err(Mistake::UnknownCommand { typed: name.to_owned(), nearest: nearest(name) });
    };
    for (typed, value) in options {
        let Some(option) = spec.options.iter().find(|option| option.name == typed) else {
            return Err(Mistake::UnknownOption { command: spec.name, typed: typed.clone() });
        };
        check(option, value)?;
    }
    let given = |name: &str| {
        let value = options.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim());
        value.filter(|value| !value.is_empty())
    };
    if let Some(missing) = spec.options.iter().find(|o| o.required && given(o.name).is_none()) {
        return Err(Mistake::Missing { command: spec.name, option: missing.name });
    }
    let text = |name: &str| given(name).unwrap_or_default().to_owned();
    let yes = |name: &str| given(name).and_then(flag) == Some(true);
    Ok(match spec.name {
        "ask" => Order::Ask(text("question")),
        "define" => Order::Define(text("term")),
        "answer" => Order::Answer(text("answer")),
        "scores" => Order::Scores(ScoreOptions {
            server: yes("server"),
            week: yes("week"),
            deck: given("deck").map(str::to_owned),
            mine: yes("mine"),
        }),
        "study" => Order::Study(StudyOrder::Study {
            decks: given("deck").map(str::to_owned),
            remind: given("remind").and_then(flag),
        }),
        "progress" => Order::Study(StudyOrder::Progress),
        "forget me" => Order::ForgetMe,
        "hint" => Order::Control(Control::Hint),
        "skip" => Order::Control(Control::Skip),
        "quiz start" if options.is_empty() => Order::StartForm,
        "quiz start" => Order::Start(start_options(&given)),
        "protest" => Order::Protest,
        "quiz accept" => Order::Accept(given("answer").map(str::to_owned)),
        "quiz stop" => Order::Control(Control::Stop),
        "quiz pause" => Order::Control(Control::Pause),
        "quiz resume" => Order::Control(Control::Resume),
        "deck add" => {
            Order::Deck(DeckCommand::Add { file: text("file"), name: given("name").map(str::to_owned) })
        }
        "deck remove" => Order::Deck(DeckCommand::Remove(text("name"))),
        "deck list" => Order::Deck(DeckCommand::List),
        "quiz skip" => Order::Control(Control::Skip),
        "teach" => Order::Teach(Draft {
            term: text("term"),
            definition: text("definition"),
            aliases: text("aliases"),
        }),
        "taught" => Order::Taught(given("term").map(str::to_owned)),
        "gaps" => Order::Gaps,
        "desk listen" => Order::Listen(given("on").and_then(flag)),
        _ => Order::Help,
    })
}

/// How a quiz is to be played, of what is `given` for each option. The table has checked the values.
fn start_options<'g>(given: &dyn Fn(&str) -> Option<&'g str>) -> StartOptions {
    let whole = |name: &str| given(name).and_then(|value| value.parse::<u64>().ok());
    let small = |name: &str, usual: u32| whole(name).and_then(|n| u32::try_from(n).ok()).unwrap_or(usual);
    let yes = |name: &str, usual: bool| given(name).and_then(flag).unwrap_or(usual);
    let mine = yes("mine", false);
    // What is one's own to review is a review, also without the word.
    let usual = if mine { Mode::Review } else { Mode::default() };
    StartOptions {
        deck: given("deck").map(str::to_owned),
        cards: small("cards", DEFAULT_CARDS),
        seconds: small("seconds", DEFAULT_SECONDS),
        seed: whole("seed"),
        mode: given("mode").and_then(|word| Mode::named(&word.to_lowercase())).unwrap_or(usual),
        hints: yes("hints", true),
        streaks: yes("streaks", false),
        mine,
    }
}

/// What may stand behind the first word of a command.
fn second_words(first: &str) -> Vec<&'static str> {
    let seconds = COMMANDS.iter().filter_map(|spec| spec.name.strip_prefix(first)?.strip_prefix(' '));
    seconds.collect()
}

fn check(option: &OptionSpec, value: &str) -> Result<(), Mistake> {
    match option.takes {
        Takes::Text | Takes::File => Ok(()),
        Takes::OneOf(words) if words.contains(&value.trim().to_lowercase().as_str()) => Ok(()),
        Takes::OneOf(words) => Err(Mistake::BadWord { option: option.name, given: value.to_owned(), words }),
        Takes::Flag => flag(value)
            .map(|_| ())
            .ok_or_else(|| Mistake::BadFlag { option: option.name, given: value.to_owned() }),
        Takes::Number { min, max } => match value.trim().parse::<u64>() {
            Ok(number) if (min..=max).contains(&number) => Ok(()),
            _ => Err(Mistake::BadNumber { option: option.name, given: value.to_owned(), min, max }),
        },
    }
}

/// The known command that looks most like what was typed, if any looks like it.
fn nearest(typed: &str) -> Option<&'static str> {
    /// Two names that share less than half have nothing to do with each other.
    const ALIKE: f64 = 0.5;
    COMMANDS
        .iter()
        .map(|spec| (strsim::normalized_damerau_levenshtein(typed, spec.name), spec.name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::split_line;

    fn order(line: &str) -> Result<Order, Mistake> {
        let (name, options) = split_line(line);
        read(&name, &options)
    }

    #[test]
    fn lines_become_orders() {
        let rows: &[(&str, Order)] = &[
            ("ask what is a need?", Order::Ask("what is a need?".into())),
            ("ASK  ratio 3:1  twice", Order::Ask("ratio 3:1 twice".into())),
            ("define brand equity", Order::Define("brand equity".into())),
            ("define private:yes brand", Order::Define("brand".into())),
            ("define term:customer service private:yes", Order::Define("customer service".into())),
            ("ask question:what is a need private:yes", Order::Ask("what is a need".into())),
            ("answer answer:active listening", Order::Answer("active listening".into())),
            ("define term:\"brand\" equity", Order::Define("brand".into())),
            ("answer \"quoted\" words", Order::Answer("\"quoted\" words".into())),
            ("help me", Order::Help),
            ("scores", Order::Scores(ScoreOptions::default())),
            (
                "scores knots week:yes server:no",
                Order::Scores(ScoreOptions {
                    week: true,
                    deck: Some("knots".into()),
                    ..ScoreOptions::default()
                }),
            ),
            ("forget me", Order::ForgetMe),
            ("progress", Order::Study(StudyOrder::Progress)),
            (
                "study knots, terms remind:yes",
                Order::Study(StudyOrder::Study { decks: Some("knots, terms".into()), remind: Some(true) }),
            ),
            ("deck list", Order::Deck(DeckCommand::List)),
            (
                "deck add my deck.apkg name:Bees",
                Order::Deck(DeckCommand::Add { file: "my deck.apkg".into(), name: Some("Bees".into()) }),
            ),
            ("quiz stop", Order::Control(Control::Stop)),
            ("desk listen", Order::Listen(None)),
            ("desk listen on", Order::Listen(Some(true))),
            ("desk listen on:no", Order::Listen(Some(false))),
            ("Desk Listen OFF", Order::Listen(Some(false))),
            (
                "scores please",
                Order::Scores(ScoreOptions { deck: Some("please".into()), ..ScoreOptions::default() }),
            ),
            ("quiz start", Order::StartForm),
            ("quiz start cards:10", Order::Start(StartOptions::default())),
            (
                "quiz start mode:One-Try hints:no streaks:yes",
                Order::Start(StartOptions {
                    mode: Mode::OneTry,
                    hints: false,
                    streaks: true,
                    ..StartOptions::default()
                }),
            ),
            (
                "quiz start mine:yes",
                Order::Start(StartOptions { mode: Mode::Review, mine: true, ..StartOptions::default() }),
            ),
            ("hint", Order::Control(Control::Hint)),
            (
                "quiz start deck:\"week 1.txt\" cards:5 seconds:20 seed:7",
                Order::Start(StartOptions {
                    deck: Some("week 1.txt".into()),
                    cards: 5,
                    seconds: 20,
                    seed: Some(7),
                    ..StartOptions::default()
                }),
            ),
            (
                "quiz start week 1 cards:3",
                Order::Start(StartOptions {
                    deck: Some("week 1".into()),
                    cards: 3,
                    ..StartOptions::default()
                }),
            ),
        ];
        for (line, expected) in rows {
            assert_eq!(order(line).as_ref(), Ok(expected), "{line}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(order("ask"), Err(Mistake::Missing { command: "ask", option: "question" }));
        assert_eq!(order("ask   "), Err(Mistake::Missing { command: "ask", option: "question" }));
        assert!(matches!(order("aks x"), Err(Mistake::UnknownCommand { nearest: Some("ask"), .. })));
        assert!(matches!(order("xyzzy"), Err(Mistake::UnknownCommand { nearest: None, .. })));
        assert!(matches!(order("quiz begin"), Err(Mistake::UnknownCommand { .. })));
        let choices = vec!["start", "stop", "pause", "resume", "skip", "accept"];
        assert_eq!(order("quiz"), Err(Mistake::Unfinished { command: "quiz".to_owned(), choices }));
        assert!(matches!(order("quiz start cards:0"), Err(Mistake::BadNumber { option: "cards", .. })));
        assert!(matches!(order("quiz start seconds:ten"), Err(Mistake::BadNumber { .. })));
        assert!(matches!(order("quiz start mode:chess"), Err(Mistake::BadWord { option: "mode", .. })));
        assert!(matches!(order("ask private:maybe x"), Err(Mistake::BadFlag { .. })));
        assert!(matches!(order("desk listen loudly"), Err(Mistake::BadFlag { option: "on", .. })));
        let options = [("colour".to_owned(), "red".to_owned())];
        assert!(matches!(read("help", &options), Err(Mistake::UnknownOption { .. })));
    }
}
