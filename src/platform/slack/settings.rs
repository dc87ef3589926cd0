//! How the desk sits in Slack, and what everything there goes by.

use std::fmt;
use std::time::Duration;

use super::manifest::Features;

/// Slack's name in front of its ids.
pub const PLATFORM: &str = "slack";
/// Where Slack's Web API is.
pub const API_URL: &str = "https://slack.com/api";

/// How the desk sits in Slack.
#[derive(Clone)]
pub struct Settings {
    /// The app-level token. Never printed.
    pub app_token: String,
    /// The bot's token. Never printed.
    pub bot_token: String,
    /// The ids of those who may run quizzes.
    pub moderators: Vec<String>,
    /// What is switched on; the app must have been given the scopes for it.
    pub features: Features,
    /// Where the Web API is.
    pub api_url: String,
    /// How patient it is.
    pub limits: Limits,
}

impl Settings {
    /// The usual settings with these tokens.
    pub fn new(app_token: impl Into<String>, bot_token: impl Into<String>) -> Self {
        Self {
            app_token: app_token.into(),
            bot_token: bot_token.into(),
            moderators: Vec::new(),
            features: Features::default(),
            api_url: API_URL.to_owned(),
            limits: Limits::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { app_token: _, bot_token: _, moderators, features, api_url, limits } = self;
        f.debug_struct("Settings")
            .field("tokens", &"…")
            .field("moderators", moderators)
            .field("features", features)
            .field("api_url", api_url)
            .field("limits", limits)
            .finish()
    }
}

/// How patient the desk is with itself and with Slack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Choices that take longer than this are left out: they come with the acknowledgement, for
    /// which Slack waits 3 s, and what comes behind them waits, too.
    pub choices: Duration,
    /// A desk that takes longer than this is given up, with an apology.
    pub give_up: Duration,
    /// A connection that does not open in this time is given up, and Slack is asked why.
    pub opening: Duration,
    /// How often the connection is asked for a sign of life, in whole seconds from 1.
    pub ping_every: Duration,
    /// A connection that has given none for longer than this is made anew when it is next asked, in whole seconds.
    pub deaf_after: Duration,
    /// The first pause after a connection that could not be made; it doubles up to [`LONGEST_PAUSE`].
    pub first_pause: Duration,
    /// The time between two messages to one channel, after a few at once.
    pub post_every: Duration,
    /// The pause after a picture that Slack has not looked into yet; it doubles a few times.
    pub picture_pause: Duration,
    /// A countdown's usual step; Slack has none that runs by itself.
    pub count_down_every: Duration,
}

/// The longest pause between two attempts to connect.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Default for Limits {
    fn default() -> Self {
        Self {
            choices: Duration::from_millis(1500),
            give_up: Duration::from_secs(60),
            opening: Duration::from_secs(10),
            ping_every: Duration::from_secs(15),
            deaf_after: Duration::from_secs(45),
            first_pause: Duration::from_secs(1),
            post_every: Duration::from_secs(1),
            picture_pause: Duration::from_millis(500),
            count_down_every: Duration::from_secs(10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_print_no_token() {
        let settings =
            Settings { moderators: vec!["U7".to_owned()], ..Settings::new("xapp-secret", "xoxb-secret") };
        let printed = format!("{settings:?}");
        assert!(!printed.contains("secret") && printed.contains("U7"), "{printed}");
    }
}
