//! The simulated Slack.

use deskbell::clock::Clock;
use deskbell::domain::reply::Post;
use deskbell::engine::Engine;
use deskbell::platform::slack::{PLATFORM, Settings, run};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::{Act, Members, Said, Who, documents, flat};
use crate::simulator::slack::world::{ANA, APP_TOKEN, BOT_TOKEN, GENERAL, MAYA};
use crate::simulator::slack::{Sent, Shown, Simulator};
use crate::stage::{read, wire};

pub(super) struct Workspace {
    simulator: Simulator,
    stop: watch::Sender<bool>,
    running: JoinHandle<anyhow::Result<()>>,
    card: Option<Shown>,
    _engine: Engine,
    _folder: tempfile::TempDir,
}

impl Workspace {
    pub(super) async fn open() -> Self {
        let simulator = Simulator::start().await;
        let folder = tempfile::tempdir().expect("a folder");
        let (engine, desk, posts): (_, _, mpsc::Receiver<Post>) =
            wire(PLATFORM, folder.path(), &Clock::system(), &read(&documents())).await;
        let mut settings = Settings::new(APP_TOKEN, BOT_TOKEN);
        settings.api_url = simulator.api_url();
        settings.moderators = vec![MAYA.id.to_owned()];
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(run(settings, desk.desk(), posts, stopped));
        simulator.expect_connection(1).await;
        Self { simulator, stop, running, card: None, _engine: engine, _folder: folder }
    }

    async fn said(&self, sent: &Sent) -> Option<Said> {
        let shown = self.simulator.expect_answer(sent).await;
        Some(Said { text: flat(&shown.text), private: shown.private })
    }

    fn button(&self, label: &str) -> serde_json::Value {
        self.card.as_ref().expect("a card").button(label)
    }
}

impl Members for Workspace {
    async fn act(&mut self, who: Who, act: Act) -> Option<Said> {
        let person = if who == Who::Maya { MAYA } else { ANA };
        match act {
            Act::Command(line) => {
                let escaped = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let sent = self.simulator.slash(person, GENERAL, &escaped);
                self.said(&sent).await
            }
            Act::Press(label) => {
                let sent = self.simulator.press(person, GENERAL, None, self.button(label));
                self.simulator.expect_ack(&sent.envelope).await;
                None
            }
            Act::Ask(label) => {
                let sent = self.simulator.press(person, GENERAL, None, self.button(label));
                self.said(&sent).await
            }
            Act::FillIn(label, text) => {
                let pressed = self.simulator.press(person, GENERAL, None, self.button(label));
                let view = self.simulator.expect_form(&pressed).await;
                let field = view["blocks"][0]["block_id"].as_str().expect("a field").to_owned();
                self.simulator.submit(person, &view, &[(field.as_str(), text)]);
                self.said(&pressed).await
            }
        }
    }

    async fn room(&mut self, words: &str) {
        loop {
            let shown = self.simulator.expect_post(GENERAL).await;
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
        self.simulator.finish().await;
    }
}
