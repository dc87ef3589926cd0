//! A Slack of our own on loopback: its Web API and its Socket Mode, one workspace, three people.
//!
//! [`Simulator`] is driven like Slack's client is by people, and records and checks everything that
//! the bot sends. Nothing in here knows the adapter under test.

// The tests and the benchmarks each use their own part of it.
#![allow(dead_code, unused_imports)]

pub(crate) mod bare;
pub(crate) mod checks;
mod driver;
mod expect;
mod files;
mod http;
mod shown;
mod socket;
mod state;
pub(crate) mod world;

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub(crate) use driver::Sent;
pub(crate) use shown::Shown;
pub(crate) use state::{Call, Trouble};

use state::Shared;

/// How the simulated Slack is.
#[derive(Clone)]
pub(crate) struct Options {
    /// What the app was given.
    pub(crate) scopes: Vec<&'static str>,
    /// Whether the bot is a member of the class's channels.
    pub(crate) joined: bool,
    /// Whether bodies are checked.
    pub(crate) checks: bool,
    /// Whether sockets open; the addresses are given out all the same.
    pub(crate) sockets: bool,
    /// How many times a new file of the bot's is refused in an image block.
    pub(crate) unseen: usize,
}

impl Default for Options {
    fn default() -> Self {
        let scopes = vec!["app_mentions:read", "chat:write", "commands", "im:history"];
        Self { scopes, joined: true, checks: true, sockets: true, unseen: 1 }
    }
}

/// A running Slack. It ends when it is dropped, and [`Simulator::finish`] must come before.
pub(crate) struct Simulator {
    shared: Arc<Shared>,
    /// Aborted when dropped.
    _tasks: JoinSet<()>,
    finished: bool,
}

impl Simulator {
    /// Starts it on ports of its own.
    pub(crate) async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    /// Starts it as told.
    pub(crate) async fn start_with(options: Options) -> Self {
        let http = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let sockets = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let port = |listener: &TcpListener| listener.local_addr().expect("it is bound").port();
        let shared = Arc::new(Shared::new(options, port(&http), port(&sockets)));
        let mut tasks = JoinSet::new();
        let router = http::router(Arc::clone(&shared));
        tasks.spawn(async move {
            axum::serve(http, router).await.expect("serving ends only with its task");
        });
        tasks.spawn(socket::serve(sockets, Arc::clone(&shared)));
        Self { shared, _tasks: tasks, finished: false }
    }

    /// Where the Web API is.
    pub(crate) fn api_url(&self) -> String {
        format!("http://127.0.0.1:{}/api", self.shared.http_port)
    }

    /// Ends it: nothing that the bot sent broke a rule, and every delivery was acknowledged in time. What the bot
    /// said last may still be on its way here when the bot has ended.
    pub(crate) async fn finish(mut self) {
        self.finished = true;
        self.until(|state| state.unacknowledged().next().is_none().then_some(())).await;
        let mut violations = self.take_violations();
        violations.extend(self.shared.lock().unacknowledged());
        assert!(violations.is_empty(), "what the bot sent breaks rules:\n- {}", violations.join("\n- "));
    }

    /// The violations so far, taken away: for tests of the simulator itself.
    pub(crate) fn take_violations(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.lock().violations)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let forgotten = !self.finished && !std::thread::panicking();
        assert!(!forgotten, "a test must end with Simulator::finish, or nothing was checked");
    }
}
