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
mod settings;
mod socket;
mod text;
mod threads;
mod translate;
mod transport;
mod trouble;
mod upload;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::{info, warn};

pub use checkup::checkup;
pub use manifest::COMMAND;
pub use settings::{API_URL, LONGEST_PAUSE, Limits, PLATFORM, Settings};

use crate::domain::reply::{FORM_FIELDS, Post};
use crate::platform::Shows;
use crate::port::Desk;

/// What its library must not log, whatever the log is set to: members' words, and addresses with a secret in them.
pub const LOG_FILTER: &str = "slack_morphism::hyper_tokio=off";

/// How many messages of members may be under way at once.
const AT_ONCE: u32 = 256;
/// How long the last messages may take after a stop, which takes 5 seconds at most in all.
const LAST_MESSAGES: Duration = Duration::from_millis(2500);

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
    let sockets = connection::Sockets::new(&settings)?;
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
    let line = socket::Line { wire, sockets, ear: Arc::new(ear), limits };
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
