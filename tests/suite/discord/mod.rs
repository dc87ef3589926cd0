//! The real Discord adapter in front of the simulated Discord, with a scripted desk behind it.

mod buttons;
mod commands;
mod connection;
mod decks;
mod http_faults;
mod messages;
mod pictures;
mod posts;
mod stopping;
mod timing;
mod whole_way;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskbell::domain::inbound::{Inbound, What};
use deskbell::domain::reply::{Post, Reply, Response, Tone};
use deskbell::platform::discord::{Endpoint, Limits, Settings, run};
use deskbell::port::{Answering, Desk, POSTS_WAITING};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::simulator::discord::world::TOKEN;
use crate::simulator::discord::{Options, Simulator, What as Sent};

/// A stop takes at most this long, in every state.
const STOP: Duration = Duration::from_secs(5);

/// A Discord, the adapter, and what the desk heard.
struct Class {
    simulator: Simulator,
    posts: mpsc::Sender<Post>,
    stop: watch::Sender<bool>,
    running: JoinHandle<anyhow::Result<()>>,
    heard: Arc<Mutex<Vec<Inbound>>>,
    unreadable: Arc<AtomicU64>,
}

/// How a class is set up.
struct Setup {
    options: Options,
    settings: Settings,
}

impl Default for Setup {
    fn default() -> Self {
        Self { options: Options::default(), settings: Settings::new(TOKEN) }
    }
}

impl Setup {
    fn limits(limits: Limits) -> Self {
        let mut setup = Self::default();
        setup.settings.limits = limits;
        setup
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
        What::Completing { typed, .. } => Response::Choices(vec![format!("{typed}!"), "another".to_owned()]),
        What::Overheard(_) => Response::Silent,
        what => say(&format!("{what:?}")),
    })
}

impl Class {
    /// A class whose desk says what it understood; comes back when the commands are registered.
    async fn open() -> Self {
        Self::open_with(Setup::default(), echo).await
    }

    async fn open_with(setup: Setup, desk: impl Fn(&Inbound) -> Answering + Send + Sync + 'static) -> Self {
        let class = Self::start(setup, desk).await;
        class.simulator.expect_identify().await;
        class.simulator.expect_commands().await;
        class
    }

    /// Starts the adapter and waits for nothing.
    async fn start(setup: Setup, desk: impl Fn(&Inbound) -> Answering + Send + Sync + 'static) -> Self {
        let simulator = Simulator::start_with(setup.options).await;
        Self::start_on(simulator, setup.settings, desk)
    }

    fn start_on(
        simulator: Simulator,
        mut settings: Settings,
        desk: impl Fn(&Inbound) -> Answering + Send + Sync + 'static,
    ) -> Self {
        settings.endpoint = Some(Endpoint { http: simulator.http_url(), gateway: Some(simulator.ws_url()) });
        let heard = Arc::new(Mutex::new(Vec::new()));
        let unreadable = Arc::clone(&settings.unreadable);
        let listening = Arc::clone(&heard);
        let desk = Desk::new(move |inbound: Inbound| {
            listening.lock().expect("no test panics in it").push(inbound.clone());
            desk(&inbound)
        });
        let (posts, waiting) = mpsc::channel(POSTS_WAITING);
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(run(settings, desk, waiting, stopped));
        Self { simulator, posts, stop, running, heard, unreadable }
    }

    /// What the desk heard last.
    fn last_heard(&self) -> Inbound {
        self.heard.lock().expect("no test panics in it").last().cloned().expect("something was heard")
    }

    fn heard_count(&self) -> usize {
        self.heard.lock().expect("no test panics in it").len()
    }

    fn unreadable(&self) -> u64 {
        self.unreadable.load(Ordering::Relaxed)
    }

    fn identified(&self) -> usize {
        self.simulator.count(|record| matches!(record, Sent::Frame { op: 2, .. }))
    }

    async fn post(&self, post: Post) {
        self.posts.send(post).await.expect("the adapter takes posts");
    }

    /// Stops the adapter, which must obey in time, and has the simulator judge the whole run.
    async fn close(self) {
        let unreadable = self.unreadable();
        let simulator = self.stop().await;
        assert_eq!(unreadable, 0, "the adapter could not read an event");
        simulator.finish();
    }

    /// Stops the adapter, which must obey in time.
    async fn stop(self) -> Simulator {
        let asked = Instant::now();
        self.stop.send(true).expect("the adapter still listens");
        let ended = timeout(STOP, self.running).await;
        let ended = ended.unwrap_or_else(|_| panic!("no stop within {:?}", asked.elapsed()));
        ended.expect("no panic").expect("a stop is no error");
        self.simulator
    }

    /// The sentence with which the adapter gave up by itself.
    async fn refusal(self) -> (String, Simulator) {
        let ended = timeout(Duration::from_secs(10), self.running).await.expect("it gives up by itself");
        let error = ended.expect("no panic").expect_err("it was refused");
        assert!(
            error.is::<deskbell::port::Refused>(),
            "it is a wrong setting, which exits with 2: {error:#}"
        );
        (format!("{error:#}"), self.simulator)
    }
}
