//! The real Slack adapter in front of the simulated Slack, with a scripted desk behind it.

mod buttons;
mod commands;
mod connection;
mod decks;
mod kinds;
mod messages;
mod official;
mod pictures;
mod posts;
mod refusals;
mod threads;
mod worst;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskbell::domain::inbound::{Inbound, What};
use deskbell::domain::reply::{Post, Reply, Response, Tone};
use deskbell::platform::slack::{Limits, Settings, run};
use deskbell::port::{Answering, Desk, POSTS_WAITING};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::simulator::slack::world::{APP_TOKEN, BOT_TOKEN, MAYA};
use crate::simulator::slack::{Options, Simulator};

/// A stop takes at most this long, in every state.
const STOP: Duration = Duration::from_secs(5);

/// A Slack, the adapter, and what the desk heard.
struct Class {
    simulator: Simulator,
    posts: mpsc::Sender<Post>,
    stop: watch::Sender<bool>,
    running: JoinHandle<anyhow::Result<()>>,
    heard: Arc<Mutex<Vec<Inbound>>>,
}

/// How a class is set up.
struct Setup {
    options: Options,
    settings: Settings,
}

impl Default for Setup {
    fn default() -> Self {
        let mut settings = Settings::new(APP_TOKEN, BOT_TOKEN);
        settings.moderators = vec![MAYA.id.to_owned()];
        settings.limits.first_pause = Duration::from_millis(20);
        settings.limits.opening = Duration::from_secs(2);
        settings.limits.picture_pause = Duration::from_millis(5);
        Self { options: Options::default(), settings }
    }
}

impl Setup {
    fn with(change: impl FnOnce(&mut Options, &mut Settings)) -> Self {
        let mut setup = Self::default();
        change(&mut setup.options, &mut setup.settings);
        setup
    }

    /// Admins moderate, so that Slack is asked who everybody is.
    fn admins_moderate() -> Self {
        Self::with(|options, settings| {
            options.scopes.push("users:read");
            settings.features.admins_moderate = true;
        })
    }

    fn limits(change: impl FnOnce(&mut Limits)) -> Self {
        Self::with(|_, settings| change(&mut settings.limits))
    }
}

/// An answer that is there at once.
fn at_once(response: Response) -> Answering {
    Box::pin(async move { response })
}

fn say(text: &str) -> Response {
    Response::Say(Reply::sentence(Tone::Plain, text))
}

/// A desk that says what it understood.
fn echo(inbound: &Inbound) -> Answering {
    at_once(match &inbound.what {
        What::Completing { typed, .. } => {
            Response::Choices(vec![format!("{typed}!"), "another & more".to_owned()])
        }
        What::Overheard(_) => Response::Silent,
        what => say(&format!("{what:?}")),
    })
}

impl Class {
    /// A class whose desk says what it understood; comes back when it is connected.
    async fn open() -> Self {
        Self::open_with(Setup::default(), echo).await
    }

    async fn open_with(setup: Setup, desk: impl Fn(&Inbound) -> Answering + Send + Sync + 'static) -> Self {
        let simulator = Simulator::start_with(setup.options).await;
        let class = Self::start_on(simulator, setup.settings, desk);
        class.simulator.expect_connection(1).await;
        class
    }

    fn start_on(
        simulator: Simulator,
        mut settings: Settings,
        desk: impl Fn(&Inbound) -> Answering + Send + Sync + 'static,
    ) -> Self {
        settings.api_url = simulator.api_url();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listening = Arc::clone(&heard);
        let desk = Desk::new(move |inbound: Inbound| {
            listening.lock().expect("no test panics in it").push(inbound.clone());
            desk(&inbound)
        });
        let (posts, waiting) = mpsc::channel(POSTS_WAITING);
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(run(settings, desk, waiting, stopped));
        Self { simulator, posts, stop, running, heard }
    }

    /// What the desk heard last.
    fn last_heard(&self) -> Inbound {
        self.heard.lock().expect("no test panics in it").last().cloned().expect("something was heard")
    }

    fn all_heard(&self) -> Vec<Inbound> {
        self.heard.lock().expect("no test panics in it").clone()
    }

    fn heard_count(&self) -> usize {
        self.heard.lock().expect("no test panics in it").len()
    }

    async fn post(&self, post: Post) {
        self.posts.send(post).await.expect("the adapter takes posts");
    }

    /// Stops the adapter, which must obey in time, and has the simulator judge the whole run.
    async fn close(self) {
        let asked = Instant::now();
        self.stop.send(true).expect("the adapter still listens");
        let ended = timeout(STOP, self.running).await;
        let ended = ended.unwrap_or_else(|_| panic!("no stop within {:?}", asked.elapsed()));
        ended.expect("no panic").expect("a stop is no error");
        self.simulator.finish().await;
    }

    /// The sentence with which the adapter gave up by itself.
    async fn refusal(self) -> String {
        let ended = timeout(Duration::from_secs(20), self.running).await.expect("it gives up by itself");
        let error = ended.expect("no panic").expect_err("it was refused");
        assert!(error.is::<deskbell::port::Refused>(), "{error:#}");
        self.simulator.finish().await;
        format!("{error:#}")
    }
}
