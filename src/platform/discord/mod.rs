//! Discord through the serenity gateway: a translator, and a loop that moves bytes.
//!
//! `translate`, `render` and the shapes of `body` are pure; `gateway` listens, `respond` answers, `posts` sends
//! what answers nobody, and only `wire` makes requests.

mod attachment;
mod body;
mod checkup;
mod fields;
mod gateway;
mod posts;
mod recall;
mod registration;
mod render;
mod respond;
mod text;
mod translate;
mod upload;
mod wire;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use serenity::model::id::GuildId;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::warn;

pub use checkup::checkup;

use crate::domain::reply::{FORM_FIELDS, Post};
use crate::platform::Shows;
use crate::port::Desk;

/// Discord's name in front of its ids.
pub const PLATFORM: &str = "discord";

/// What the library beneath may log: at its warnings it shows payloads with members' words
/// in them, so a default log filter must hold it to this.
pub const LOG_FILTER: &str = "serenity=error";

/// How long the last messages may take after a stop; with the gateway's farewell it stays
/// below the 5 seconds that a stop may take in all.
const LAST_MESSAGES: Duration = Duration::from_millis(2500);

/// How the desk sits in Discord.
#[derive(Clone)]
pub struct Settings {
    /// The bot's token. Never printed.
    pub token: String,
    /// Registers the commands in this server alone instead of everywhere.
    pub guild: Option<u64>,
    /// Whether Discord has granted the content of messages, so that answers may be typed
    /// straight into the channel.
    pub typed_answers: bool,
    /// Another Discord, for tests; none means the real one.
    pub endpoint: Option<Endpoint>,
    /// How patient it is.
    pub limits: Limits,
    /// Counts the events that could not be read. Each sort is logged once by its name, never its content.
    pub unreadable: Arc<AtomicU64>,
}

impl Settings {
    /// The usual settings with this token.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            token: token.into(),
            guild: None,
            typed_answers: false,
            endpoint: None,
            limits: Limits::default(),
            unreadable: Arc::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { token: _, guild, typed_answers, endpoint, limits, unreadable } = self;
        f.debug_struct("Settings")
            .field("token", &"…")
            .field("guild", guild)
            .field("typed_answers", typed_answers)
            .field("endpoint", endpoint)
            .field("limits", limits)
            .field("unreadable", unreadable)
            .finish()
    }
}

/// Another Discord, for tests. Its HTTP API is used without a rate limiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Stands in for `https://discord.com`.
    pub http: String,
    /// The gateway's address; none takes what the HTTP API says.
    pub gateway: Option<String>,
}

/// How patient the desk is with itself and with Discord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// An interaction without an answer after this long is deferred. Discord allows 3 s in all.
    pub first_answer: Duration,
    /// A desk that takes longer than this is given up, with an apology.
    pub give_up: Duration,
    /// A connection that shows no sign of life for this long is made anew. Heartbeats come
    /// about every 41 s.
    pub deaf_after: Duration,
    /// A connection whose thread hangs for this long is made anew.
    pub stuck_after: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            first_answer: Duration::from_millis(1500),
            give_up: Duration::from_secs(60),
            deaf_after: Duration::from_secs(150),
            stuck_after: Duration::from_secs(5),
        }
    }
}

/// What Discord can show.
pub fn shows() -> Shows {
    let say = str::to_owned;
    Shows {
        platform: "Discord",
        private: say("ephemeral"),
        countdown: say("runs by itself"),
        edits: say("edited in place"),
        buttons: format!("up to {}", render::BUTTONS),
        forms: format!("modals of up to {FORM_FIELDS} fields"),
        completion: say("while typing, in the command"),
        columns: say("two, as fields of an embed; else below each other"),
        tone: say("the colour of the embed"),
        pictures: say("yes, with a description"),
        threads: say("yes, with quizzes and commands"),
        typed: say("where the Message Content intent is granted"),
        moderators: say("who may manage messages"),
    }
}

/// Sits at Discord's desk until `stop` turns true or its sender is gone, then takes its leave
/// within 5 seconds whatever Discord does.
///
/// # Errors
/// A sentence that says what to do, when Discord refuses the token or an intent for good.
pub async fn run(
    settings: Settings,
    desk: Desk,
    posts: mpsc::Receiver<Post>,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let wire = Arc::new(wire::Wire::new(&settings));
    let permits = Arc::new(Semaphore::new(gateway::AT_ONCE as usize));
    let front = Arc::new(respond::Front { desk, wire: Arc::clone(&wire), limits: settings.limits });
    let (said, heard) = mpsc::unbounded_channel();
    // Both end with this function, however that ends.
    let (mut sending, mut listening) = (JoinSet::new(), JoinSet::new());
    listening.spawn(respond::listen(Arc::clone(&front), heard));
    let ear = Arc::new(gateway::Ear {
        front,
        program: Handle::current(),
        permits: Arc::clone(&permits),
        said,
        guild: settings.guild.filter(|id| *id > 0).map(GuildId::new),
        typed_answers: settings.typed_answers,
        unreadable: Arc::clone(&settings.unreadable),
        named: Mutex::default(),
        events: AtomicU64::new(0),
        own: AtomicU64::new(0),
        registered: Arc::new(AtomicBool::new(false)),
    });
    let mut told = stop.clone();
    sending.spawn(posts::send_all(wire, posts, async move { gateway::stopped(&mut told).await }));
    gateway::stay(&settings, ear, stop).await?;
    let last = async { tokio::join!(sending.join_next(), permits.acquire_many(gateway::AT_ONCE)) };
    if timeout(LAST_MESSAGES, last).await.is_err() {
        warn!("Discord did not take the last messages in time; they are lost");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_print_no_token() {
        let settings = Settings { guild: Some(7), ..Settings::new("very.secret.token") };
        let printed = format!("{settings:?}");
        assert!(!printed.contains("secret") && printed.contains("guild: Some(7)"), "{printed}");
    }
}
