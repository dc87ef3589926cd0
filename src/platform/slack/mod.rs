//! Slack over Socket Mode: a translator, and a loop that moves bytes.
//!
//! `translate`, `render`, `rich` and the shapes of `body` are pure. `socket` keeps the connections, each of them one of
//! slack-morphism's (`connection`), and `ear` takes in what they bring; `respond` answers, `posts` sends what answers
//! nobody, and `wire` makes the requests, by slack-morphism's client over the bytes of `transport`. Slack needs no
//! address of the desk's own.

mod body;
mod checkup;
mod connection;
mod ear;
mod fault;
pub mod manifest;
mod pace;
mod people;
mod pictures;
mod posts;
mod recent;
mod render;
mod respond;
mod rich;
mod socket;
mod text;
mod threads;
mod translate;
mod transport;
mod trouble;
mod upload;
mod wire;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::{info, warn};

pub use checkup::checkup;

use crate::domain::reply::{FORM_FIELDS, Post};
use crate::platform::Shows;
use crate::port::Desk;

/// Slack's name in front of its ids.
pub const PLATFORM: &str = "slack";
/// The one command that Slack knows; everything else is typed behind it.
pub const COMMAND: &str = "/desk";
/// Where Slack's Web API is.
pub const API_URL: &str = "https://slack.com/api";

/// What its library must not log, whatever the log is set to: members' words, and addresses with a secret in them.
pub const LOG_FILTER: &str = "slack_morphism::hyper_tokio=off";

/// What to do where Slack does not answer at all.
const LINK_SENTENCE: &str = "check the connection of this machine, and try again";
/// How many messages of members may be under way at once.
const AT_ONCE: u32 = 256;
/// How long the last messages may take after a stop, which takes 5 seconds at most in all.
const LAST_MESSAGES: Duration = Duration::from_millis(2500);

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
    pub features: manifest::Features,
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
            features: manifest::Features::default(),
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

/// What Slack can show.
pub fn shows() -> Shows {
    let say = str::to_owned;
    Shows {
        platform: "Slack",
        private: say("ephemeral; gone when the client is loaded anew"),
        countdown: format!("edited every {} s", Limits::default().count_down_every.as_secs()),
        edits: say("edited in place"),
        buttons: format!("up to {}", render::BUTTONS),
        forms: format!("modals of up to {FORM_FIELDS} fields; not for a mention"),
        completion: say("in a list that opens where the option is left out"),
        columns: format!("up to {}, two in a row", rich::FIELDS),
        tone: say("no"),
        pictures: say("where `files:write` is granted, with a description"),
        threads: say("yes, with quizzes; commands there by a mention"),
        typed: say("in public channels, where `channels:history` is granted"),
        moderators: say("those of the settings, and admins where allowed"),
    }
}

/// Sits at Slack's desk until `stop` turns true or its sender is gone, then takes its leave within
/// 5 seconds whatever Slack does.
///
/// # Errors
/// A sentence that says what to do, when Slack refuses a token or has switched Socket Mode off.
pub async fn run(
    settings: Settings,
    desk: Desk,
    posts: mpsc::Receiver<Post>,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let wire = Arc::new(wire::Wire::new(&settings)?);
    let own = tokio::select! {
        () = stopped(&mut stop) => return Ok(()),
        own = wire.introduce() => own?,
    };
    info!("known to Slack as {} in {}", own.name, own.team);
    let (gone, mut refused) = mpsc::channel(1);
    let permits = Arc::new(Semaphore::new(AT_ONCE as usize));
    let trouble = Arc::new(trouble::Trouble::new(Arc::clone(&wire), own.name.clone(), gone));
    let people = people::People::new(Arc::clone(&wire), Arc::clone(&trouble), &settings, &own);
    let (limits, ours) = (settings.limits, Arc::clone(&trouble));
    let may_write = granted(settings.features.pictures, "files:write", &own.scopes);
    let pictures = pictures::Pictures::new(Arc::clone(&wire), may_write, limits.picture_pause);
    let pictures = Arc::new(pictures);
    let takes_files = granted(settings.features.deck_files, "files:read", &own.scopes);
    let front = Arc::new(respond::Front {
        desk,
        wire: Arc::clone(&wire),
        trouble: ours,
        limits,
        takes_files,
        pictures: Arc::clone(&pictures),
        threads: std::sync::Mutex::default(),
    });
    let (said, heard) = mpsc::unbounded_channel();
    let (typed, half_typed) = mpsc::unbounded_channel();
    // Both end with this function, however that ends.
    let (mut sending, mut listening) = (JoinSet::new(), JoinSet::new());
    listening.spawn(respond::listen(Arc::clone(&front), people, heard));
    listening.spawn(respond::complete(front, half_typed));
    let mut told = stop.clone();
    let outbox = posts::Outbox::new(Arc::clone(&wire), trouble, pictures, limits);
    sending.spawn(outbox.send_all(posts, async move { stopped(&mut told).await }));
    let ear = ear::Ear {
        own,
        moderators: settings.moderators,
        features: settings.features,
        said,
        typed,
        permits: Arc::clone(&permits),
        recent: std::sync::Mutex::default(),
    };
    let line = socket::Line { wire, ear: Arc::new(ear), limits };
    tokio::select! {
        ended = line.stay(&mut stop) => ended?,
        Some(sentence) = refused.recv() => return Err(crate::port::Refused(sentence).into()),
        // Without them everything would be acknowledged and nothing said.
        Some(Err(_)) = listening.join_next() => bail!("the ear for Slack has failed; this is a fault in the program"),
        Some(Err(_)) = sending.join_next() => {
            bail!("the way of posts to Slack has failed; this is a fault in the program")
        }
    }
    let last = async { tokio::join!(sending.join_next(), permits.acquire_many(AT_ONCE)) };
    if timeout(LAST_MESSAGES, last).await.is_err() {
        warn!("Slack did not take the last messages in time; they are lost");
    }
    Ok(())
}

/// Whether something that is switched on was granted, too; the log says what is missing.
fn granted(switched_on: bool, scope: &str, scopes: &[String]) -> bool {
    let granted = scopes.iter().any(|given| given == scope);
    if switched_on && !granted {
        warn!(
            "the app lacks the scope {scope}; run deskbell slack-manifest, and give the app what it prints"
        );
    }
    switched_on && granted
}

/// Comes back when the program is to stop, also when nobody is left to say so.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
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
