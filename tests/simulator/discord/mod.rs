//! A Discord of our own on loopback: its HTTP API and its gateway, one server, three people.
//!
//! [`Simulator`] is driven like Discord's client is by people, and records and checks
//! everything that the bot sends. Nothing in here knows the adapter under test.

// The tests and the benchmarks each use their own part of it.
#![allow(dead_code, unused_imports)]

mod call;
pub(crate) mod checks;
mod driver;
mod expect;
mod faults;
mod gateway;
mod http;
mod openapi;
mod outside;
mod passed_on;
pub(crate) mod relay;
mod responses;
mod state;
mod upload;
pub(crate) mod world;

pub(crate) mod bare;

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub(crate) use call::Call;
pub(crate) use driver::{Form, Sent};
pub(crate) use expect::Shown;
pub(crate) use faults::{Gate, Trouble};
pub(crate) use gateway::Door;
pub(crate) use state::{Request, What};

use state::Shared;

/// How the simulated Discord is.
pub(crate) struct Options {
    /// Whether bodies are checked.
    pub(crate) checks: bool,
    /// Whether the application was granted the content of messages.
    pub(crate) content_granted: bool,
    /// How often the bot has to send a heartbeat.
    pub(crate) heartbeat_millis: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { checks: true, content_granted: false, heartbeat_millis: 41_250 }
    }
}

/// A running Discord. It ends when it is dropped, and [`Simulator::finish`] must come before.
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
        let gateway = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let port = |listener: &TcpListener| listener.local_addr().expect("it is bound").port();
        let shared = Arc::new(Shared::new(&options, port(&http), port(&gateway)));
        let mut tasks = JoinSet::new();
        let router = http::router(Arc::clone(&shared));
        tasks.spawn(async move {
            axum::serve(http, router).await.expect("serving ends only with its task");
        });
        tasks.spawn(gateway::serve(gateway, Arc::clone(&shared)));
        Self { shared, _tasks: tasks, finished: false }
    }

    /// Where the HTTP API is.
    pub(crate) fn http_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.shared.http_port)
    }

    /// Where the gateway is.
    pub(crate) fn ws_url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.shared.ws_port)
    }

    /// Ends it: nothing that the bot sent broke a rule, every interaction has got its
    /// response, and nobody spoke to the world outside.
    pub(crate) fn finish(mut self) {
        self.finished = true;
        let mut violations = std::mem::take(&mut self.shared.lock().violations);
        violations.extend(self.unanswered());
        violations.extend(outside::connections());
        assert!(violations.is_empty(), "what the bot sent breaks rules:\n- {}", violations.join("\n- "));
    }

    /// The violations so far, taken away: for tests of the simulator itself.
    pub(crate) fn take_violations(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.lock().violations)
    }

    fn unanswered(&self) -> Vec<String> {
        let state = self.shared.lock();
        let open = state.interactions.iter().filter(|(id, interaction)| {
            (interaction.first.is_none() || interaction.pending) && !state.forgiven.contains(id)
        });
        open.map(|(id, interaction)| {
            let what = if interaction.pending { "its words" } else { "a response" };
            format!("interaction {id} (type {}) never got {what}", interaction.kind)
        })
        .collect()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let forgotten = !self.finished && !std::thread::panicking();
        assert!(!forgotten, "a test must end with Simulator::finish, or nothing was checked");
    }
}
