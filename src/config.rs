//! The settings, in one table; the only reader of the environment.
//!
//! `.env.example` is made from the table and a test compares them. A secret is taken here
//! and printed nowhere.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};

mod slack;

pub use slack::Slack;

/// A text that never prints.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The folder of documents.
    pub knowledge: PathBuf,
    /// The database file.
    pub database: PathBuf,
    /// The folder of saved libraries; none stands for one beside the database.
    pub index: Option<PathBuf>,
    /// The filter of the log, in the words of `tracing-subscriber`'s `EnvFilter`.
    pub log: String,
    /// The bot's token; none leaves Discord out.
    pub discord_token: Option<Secret>,
    /// The server whose commands are registered; none registers them everywhere.
    pub discord_guild: Option<u64>,
    /// Whether the content intent is granted, so that answers can be typed into the channel.
    pub discord_typed_answers: bool,
    /// Everything about Slack.
    pub slack: Slack,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            knowledge: "knowledge".into(),
            database: "deskbell.db".into(),
            index: None,
            log: "info".to_owned(),
            discord_token: None,
            discord_guild: None,
            discord_typed_answers: false,
            slack: Slack::default(),
        }
    }
}

/// Where settings may stand beside the environment, in the working folder.
const ENV_FILE: &str = ".env";

/// One row of the table.
struct Setting {
    name: &'static str,
    /// What it is for; one comment in `.env.example`.
    summary: &'static str,
    /// The default as written in `.env.example`; empty where there is none.
    default: &'static str,
    secret: bool,
    /// Takes a value, or says what it expects.
    take: fn(&mut Settings, &str) -> Result<(), &'static str>,
}

const TABLE: &[Setting] = &[
    Setting {
        name: "KNOWLEDGE_DIR",
        summary: "The folder of study documents. It is watched: edits are in the answers within two seconds.",
        default: "knowledge",
        secret: false,
        take: |settings, value| {
            settings.knowledge = value.into();
            Ok(())
        },
    },
    Setting {
        name: "DATABASE_PATH",
        summary: "The SQLite file with running quizzes and scores. It is made when it is missing. The console of a terminal keeps the lines typed there beside it, in .deskbell_history.",
        default: "deskbell.db",
        secret: false,
        take: |settings, value| {
            settings.database = value.into();
            Ok(())
        },
    },
    Setting {
        name: "INDEX_DIR",
        summary: "The folder where a large library is saved, so that the next start need not read it again. Empty: deskbell.index beside the database.",
        default: "",
        secret: false,
        take: |settings, value| {
            settings.index = Some(value.into());
            Ok(())
        },
    },
    Setting {
        name: "LOG_LEVEL",
        summary: "What is logged: error, warn, info, debug or trace, or a filter such as info,serenity=warn.",
        default: "info",
        secret: false,
        take: |settings, value| {
            if !is_log_filter(value) {
                return Err("error, warn, info, debug, trace, or a filter such as info,serenity=warn");
            }
            settings.log = value.to_owned();
            Ok(())
        },
    },
    Setting {
        name: "DISCORD_TOKEN",
        summary: "The bot's token, from the Bot page of the Discord developer portal. Empty: Discord is left out.",
        default: "",
        secret: true,
        take: |settings, value| {
            let token = value.strip_prefix("Bot ").unwrap_or(value);
            if !token.chars().all(|c| c.is_ascii_graphic()) {
                return Err("the bot's token as the developer portal shows it, without spaces");
            }
            settings.discord_token = Some(Secret(token.to_owned()));
            Ok(())
        },
    },
    Setting {
        name: "DISCORD_GUILD",
        summary: "The id of one server: its commands appear at once, but not in direct messages. Empty: everywhere.",
        default: "",
        secret: false,
        take: |settings, value| match value.parse() {
            Ok(guild) if guild > 0 => {
                settings.discord_guild = Some(guild);
                Ok(())
            }
            _ => Err("a server's id: a number, from Copy Server ID in Discord's developer mode"),
        },
    },
    Setting {
        name: "DISCORD_TYPED_ANSWERS",
        summary: "yes: quiz answers may be typed into the channel, and /desk listen works. Needs the Message Content Intent.",
        default: "no",
        secret: false,
        take: |settings, value| yes_or_no(value).map(|yes| settings.discord_typed_answers = yes),
    },
];

/// The whole table.
fn table() -> impl Iterator<Item = &'static Setting> {
    TABLE.iter().chain(slack::TABLE)
}

fn yes_or_no(value: &str) -> Result<bool, &'static str> {
    match value.to_lowercase().as_str() {
        "yes" | "true" | "1" | "on" => Ok(true),
        "no" | "false" | "0" | "off" => Ok(false),
        _ => Err("yes or no"),
    }
}

/// A level, or parts such as `serenity=warn` beside one. The library also takes a bare word for the name
/// of a module, so that a mistyped level would silence the log without a word.
fn is_log_filter(value: &str) -> bool {
    let is_level = |part: &str| part.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
    tracing_subscriber::EnvFilter::try_new(value).is_ok()
        && !value.contains(char::is_whitespace)
        && value.split(',').all(|part| part.contains('=') || is_level(part))
}

/// The number of a line of `.env`, and the setting that it begins with.
fn place_of(broken: &str) -> String {
    let text = std::fs::read_to_string(ENV_FILE).unwrap_or_default();
    let first = broken.lines().next().unwrap_or_default().trim();
    let number = text.lines().position(|line| line.trim() == first);
    let line = number.map_or_else(|| "a line".to_owned(), |at| format!("line {}", at + 1));
    let name = first.split_once('=').map_or("", |(name, _)| name.trim());
    match table().find(|setting| setting.name == name) {
        Some(setting) => format!("{line}, {},", setting.name),
        None => line,
    }
}

impl Settings {
    /// The folder of saved libraries.
    pub fn index(&self) -> PathBuf {
        self.index.clone().unwrap_or_else(|| self.database.with_file_name("deskbell.index"))
    }

    /// Reads `.env` in the working folder, if there is one, and the environment, which comes first.
    ///
    /// # Errors
    /// A sentence with the setting's name, what was read and what is expected.
    pub fn load() -> Result<Self> {
        // By its path: a search would go on in the folders above, where another program's may lie.
        match dotenvy::from_path(ENV_FILE) {
            Ok(()) => {}
            Err(error) if error.not_found() => {}
            // The line may hold a token, so that it is not repeated.
            Err(dotenvy::Error::LineParse(line, at)) => {
                let place = place_of(&line);
                bail!(
                    ".env: {place} cannot be read (from character {at} on); expected NAME=value, with quotes around values that have spaces"
                )
            }
            Err(error) => bail!(".env: cannot be read: {error}"),
        }
        // What is not UTF-8 is a wrong value, not a missing one.
        Self::read(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// Reads the settings from `look_up`; an empty value counts as not set.
    ///
    /// # Errors
    /// A sentence with the setting's name, what was read and what is expected.
    pub fn read(look_up: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut settings = Self::default();
        for setting in table() {
            let Some(value) = look_up(setting.name) else { continue };
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if let Err(expected) = (setting.take)(&mut settings, value) {
                let read = if setting.secret { "a secret".to_owned() } else { format!("“{value}”") };
                bail!("{}: read {read}, expected {expected}", setting.name);
            }
        }
        Ok(settings)
    }

    /// Finds out whether settings that belong together are all there.
    ///
    /// # Errors
    /// A sentence with the name of the one that is missing, and what is expected.
    pub fn complete(&self) -> Result<()> {
        match self.slack.lacks() {
            Some(missing) => bail!("{missing}: read nothing, expected the other of Slack's two tokens"),
            None => Ok(()),
        }
    }
}

/// The text of `.env.example`.
pub fn env_example() -> String {
    let mut text =
        "# Every setting of Deskbell. Copy this file to .env and change what you need.\n".to_owned();
    for setting in table() {
        let _ = write!(text, "\n# {}\n{}={}\n", setting.summary, setting.name, setting.default);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &'static str, value: &'static str) -> Result<Settings> {
        Settings::read(|asked| (asked == name).then(|| value.to_owned()))
    }

    #[test]
    fn the_example_file_is_made_from_the_table_and_changes_nothing() {
        let example = include_str!("../.env.example");
        assert_eq!(example, env_example());
        let values: std::collections::BTreeMap<&str, &str> = example
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('='))
            .collect();
        let settings = Settings::read(|name| values.get(name).map(|value| (*value).to_owned()));
        assert_eq!(settings.expect("safe defaults"), Settings::default());
    }

    #[test]
    fn a_wrong_setting_names_itself_what_was_read_and_what_is_expected() {
        let error = |name, value| read(name, value).expect_err("refused").to_string();
        assert_eq!(
            error("DISCORD_TYPED_ANSWERS", "maybe"),
            "DISCORD_TYPED_ANSWERS: read “maybe”, expected yes or no"
        );
        assert!(
            error("DISCORD_GUILD", "my server")
                .starts_with("DISCORD_GUILD: read “my server”, expected a server's id")
        );
        for wrong in ["a=b=c", "inof", "info,loud", "info warn"] {
            assert!(error("LOG_LEVEL", wrong).contains("info,serenity=warn"), "{wrong}");
        }
        for right in ["off", "DEBUG", "warn,deskbell=trace"] {
            assert!(read("LOG_LEVEL", right).is_ok(), "{right}");
        }
    }

    #[test]
    fn a_token_never_prints() {
        let settings = read("DISCORD_TOKEN", "Bot abc.def.ghi").expect("a token");
        assert_eq!(settings.discord_token.as_ref().map(Secret::reveal), Some("abc.def.ghi"));
        assert!(!format!("{settings:?}").contains("abc"));
        let error = read("DISCORD_TOKEN", "abc def").expect_err("refused").to_string();
        assert!(!error.contains("abc"), "{error}");
    }

    #[test]
    fn an_empty_value_is_not_set() {
        assert_eq!(read("DISCORD_TOKEN", "  ").expect("fine"), Settings::default());
    }
}
