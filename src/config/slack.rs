//! The settings of Slack: its rows of the table.

use super::{Secret, Setting, yes_or_no};

/// Everything that can be set about Slack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slack {
    /// The app-level token, which opens the connection; none leaves Slack out.
    pub app_token: Option<Secret>,
    /// The bot's token, which posts; none leaves Slack out.
    pub bot_token: Option<Secret>,
    /// The ids of those who may run quizzes.
    pub moderators: Vec<String>,
    /// Whether the workspace's admins and owners may, too.
    pub admins_moderate: bool,
    /// Whether the desk may be written to directly.
    pub direct_messages: bool,
    /// Whether quiz answers may be typed into the channel.
    pub typed_answers: bool,
    /// Whether moderators may hand decks in as files.
    pub deck_files: bool,
    /// Whether replies come with their pictures.
    pub pictures: bool,
    /// Another Slack, for trying things out; none means the real one.
    pub api_url: Option<String>,
}

impl Default for Slack {
    fn default() -> Self {
        Self {
            app_token: None,
            bot_token: None,
            moderators: Vec::new(),
            admins_moderate: false,
            direct_messages: true,
            typed_answers: false,
            deck_files: false,
            pictures: false,
            api_url: None,
        }
    }
}

impl Slack {
    /// The name of the token that is missing where only the other one is set.
    pub(super) fn lacks(&self) -> Option<&'static str> {
        match (&self.app_token, &self.bot_token) {
            (Some(_), None) => Some("SLACK_BOT_TOKEN"),
            (None, Some(_)) => Some("SLACK_APP_TOKEN"),
            _ => None,
        }
    }
}

fn token(value: &str, start: &str) -> Option<Secret> {
    let fits = value.starts_with(start) && value.chars().all(|c| c.is_ascii_graphic());
    fits.then(|| Secret(value.to_owned()))
}

/// Ids of people begin with U or W (Slack, "User type").
fn is_person(id: &str) -> bool {
    id.starts_with(['U', 'W']) && id.len() > 1 && id.chars().all(|c| c.is_ascii_alphanumeric())
}

pub(super) const TABLE: &[Setting] = &[
    Setting {
        name: "SLACK_APP_TOKEN",
        summary: "The app-level token (xapp-…) with connections:write. Empty: Slack is left out.",
        default: "",
        secret: true,
        take: |settings, value| {
            settings.slack.app_token = Some(token(value, "xapp-").ok_or("an app-level token: xapp-…")?);
            Ok(())
        },
    },
    Setting {
        name: "SLACK_BOT_TOKEN",
        summary: "The bot's token (xoxb-…), from the page OAuth & Permissions of the Slack app.",
        default: "",
        secret: true,
        take: |settings, value| {
            settings.slack.bot_token = Some(token(value, "xoxb-").ok_or("a bot's token: xoxb-…")?);
            Ok(())
        },
    },
    Setting {
        name: "SLACK_MODERATORS",
        summary: "Who may run quizzes on Slack: member ids with commas between, each from Copy member ID in a profile.",
        default: "",
        secret: false,
        take: |settings, value| {
            let ids: Vec<String> = value.split([',', ' ']).map(str::trim).map(str::to_owned).collect();
            settings.slack.moderators = ids.into_iter().filter(|id| !id.is_empty()).collect();
            match settings.slack.moderators.iter().all(|id| is_person(id)) {
                true => Ok(()),
                false => Err("member ids such as U024BE7LH, with commas between"),
            }
        },
    },
    Setting {
        name: "SLACK_ADMINS_MODERATE",
        summary: "yes: the workspace's admins may run quizzes, too. Needs users:read.",
        default: "no",
        secret: false,
        take: |settings, value| yes_or_no(value).map(|yes| settings.slack.admins_moderate = yes),
    },
    Setting {
        name: "SLACK_DIRECT_MESSAGES",
        summary: "no: nobody can write to the desk alone. Needs im:history.",
        default: "yes",
        secret: false,
        take: |settings, value| yes_or_no(value).map(|yes| settings.slack.direct_messages = yes),
    },
    Setting {
        name: "SLACK_TYPED_ANSWERS",
        summary: "yes: quiz answers may be typed into the channel. Needs channels:history, and so reads every message there, and users:read for names.",
        default: "no",
        secret: false,
        take: |settings, value| yes_or_no(value).map(|yes| settings.slack.typed_answers = yes),
    },
    Setting {
        name: "SLACK_DECK_FILES",
        summary: "yes: moderators may hand decks in as files, by /desk deck add. Needs files:read.",
        default: "no",
        secret: false,
        take: |settings, value| yes_or_no(value).map(|yes| settings.slack.deck_files = yes),
    },
    Setting {
        name: "SLACK_PICTURES",
        summary: "yes: a quiz's end and a member's progress come with a picture. Needs files:write.",
        default: "no",
        secret: false,
        take: |settings, value| yes_or_no(value).map(|yes| settings.slack.pictures = yes),
    },
    Setting {
        name: "SLACK_API_URL",
        summary: "Another Slack than https://slack.com/api, for trying the desk against a simulator.",
        default: "",
        secret: false,
        take: |settings, value| {
            let safe = ["https://", "http://127.0.0.1:", "http://localhost:"];
            if !safe.iter().any(|start| value.starts_with(start)) {
                return Err("an address that begins with https://, or with http:// on this machine");
            }
            settings.slack.api_url = Some(value.trim_end_matches('/').to_owned());
            Ok(())
        },
    },
];

#[cfg(test)]
mod tests {
    use crate::config::Settings;

    fn read(rows: &[(&str, &str)]) -> anyhow::Result<Settings> {
        let row = |name: &str| rows.iter().find(|(known, _)| *known == name);
        Settings::read(|name| row(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn both_tokens_belong_together_and_neither_prints() {
        let (app, bot) = (("SLACK_APP_TOKEN", "xapp-1-A-secret"), ("SLACK_BOT_TOKEN", "xoxb-1-secret"));
        let both = read(&[app, bot]).expect("both");
        both.complete().expect("nothing is missing");
        assert!(!format!("{both:?}").contains("secret-") && !format!("{both:?}").contains("xoxb"));
        for (alone, missing) in [(app, "SLACK_BOT_TOKEN"), (bot, "SLACK_APP_TOKEN")] {
            let error = read(&[alone]).expect("each by itself").complete();
            let error = error.expect_err("one is missing").to_string();
            assert!(error.starts_with(missing) && !error.contains("xoxb-1"), "{error}");
        }
        let swapped = read(&[("SLACK_APP_TOKEN", bot.1), bot]).expect_err("the wrong sort").to_string();
        assert!(swapped.contains("xapp-") && !swapped.contains("xoxb-1"), "{swapped}");
    }

    #[test]
    fn moderators_are_ids_and_another_slack_is_no_open_door() {
        let settings = read(&[("SLACK_MODERATORS", "U1, W2,U3 ")]).expect("ids");
        assert_eq!(settings.slack.moderators, ["U1", "W2", "U3"]);
        assert!(read(&[("SLACK_MODERATORS", "@mo")]).is_err());
        assert!(read(&[("SLACK_API_URL", "http://example.org/api")]).is_err());
        let here = read(&[("SLACK_API_URL", "http://127.0.0.1:80/api/")]).expect("this machine");
        assert_eq!(here.slack.api_url.as_deref(), Some("http://127.0.0.1:80/api"));
    }
}
