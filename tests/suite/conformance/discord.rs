//! The simulated Discord.

use deskbell::clock::Clock;
use deskbell::domain::reply::Post;
use deskbell::engine::Engine;
use deskbell::platform::discord::{Endpoint, PLATFORM, Settings, run};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::{Act, Members, Said, Who, documents, flat, parts};
use crate::simulator::discord::world::{ANA, GENERAL, MAYA, TOKEN};
use crate::simulator::discord::{Sent, Shown, Simulator};
use crate::stage::{read, wire};

pub(super) struct Server {
    simulator: Simulator,
    stop: watch::Sender<bool>,
    running: JoinHandle<anyhow::Result<()>>,
    card: Option<Shown>,
    _engine: Engine,
    _folder: tempfile::TempDir,
}

impl Server {
    pub(super) async fn open() -> Self {
        let simulator = Simulator::start().await;
        let folder = tempfile::tempdir().expect("a folder");
        let (engine, desk, posts): (_, _, mpsc::Receiver<Post>) =
            wire(PLATFORM, folder.path(), &Clock::system(), &read(&documents())).await;
        let endpoint = Endpoint { http: simulator.http_url(), gateway: Some(simulator.ws_url()) };
        let settings = Settings { endpoint: Some(endpoint), ..Settings::new(TOKEN) };
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(run(settings, desk.desk(), posts, stopped));
        simulator.expect_commands().await;
        Self { simulator, stop, running, card: None, _engine: engine, _folder: folder }
    }

    async fn said(&self, sent: &Sent) -> Option<Said> {
        let shown = self.simulator.expect_reply(sent).await;
        Some(Said { text: flat(&plain(&shown.text)), private: shown.private })
    }
}

/// The text as it looks: without the marks of a quotation, and without the backslash in front of what
/// would mean something to Discord.
fn plain(text: &str) -> String {
    let line = |line: &str| line.strip_prefix("> ").unwrap_or(line).replace('\\', "");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

impl Members for Server {
    async fn act(&mut self, who: Who, act: Act) -> Option<Said> {
        let person = if who == Who::Maya { MAYA } else { ANA };
        match act {
            Act::Command(line) => {
                let (name, options) = parts(line);
                let options: Vec<(&str, &str)> =
                    options.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                let sent = self.simulator.slash(person, GENERAL, &name, &options);
                self.said(&sent).await
            }
            Act::Press(label) => {
                let sent = self.simulator.press(person, self.card.as_ref().expect("a card"), label);
                self.simulator.expect_callback(&sent).await;
                None
            }
            Act::Ask(label) => {
                let sent = self.simulator.press(person, self.card.as_ref().expect("a card"), label);
                self.said(&sent).await
            }
            Act::FillIn(label, text) => {
                let sent = self.simulator.press(person, self.card.as_ref().expect("a card"), label);
                let form = self.simulator.expect_form(&sent).await;
                let sent = self.simulator.submit(person, &form, &[text]);
                self.said(&sent).await
            }
        }
    }

    async fn room(&mut self, words: &str) {
        loop {
            let shown = self.simulator.expect_message(GENERAL).await;
            let found = flat(&shown.text).contains(words);
            if !shown.buttons.is_empty() {
                self.card = Some(shown);
            }
            if found {
                return;
            }
        }
    }

    async fn end(self) {
        self.stop.send(true).expect("it still runs");
        self.running.await.expect("no panic").expect("a stop is no error");
        self.simulator.finish();
    }
}
