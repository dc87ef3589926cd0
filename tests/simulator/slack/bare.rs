//! A bot that answers everything with one constant: what Socket Mode costs by itself.

use futures_util::{SinkExt, StreamExt};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use super::Simulator;
use super::world::APP_TOKEN;

/// A running bot. It ends when it is dropped.
pub(crate) struct Bare(JoinHandle<()>);

impl Bare {
    /// Connects and answers.
    pub(crate) async fn start(simulator: &Simulator) -> Self {
        let http = Client::new();
        let open = http.post(format!("{}/apps.connections.open", simulator.api_url())).bearer_auth(APP_TOKEN);
        let opened = open.send().await.expect("an answer").text().await.expect("a body");
        let opened: Value = serde_json::from_str(&opened).expect("JSON");
        let (mut socket, _) =
            connect_async(opened["url"].as_str().expect("an address")).await.expect("a socket");
        let task = tokio::spawn(async move {
            while let Some(Ok(Message::Text(text))) = socket.next().await {
                let frame: Value = serde_json::from_str(&text).expect("JSON");
                let Some(envelope) = frame["envelope_id"].as_str() else { continue };
                let ack = json!({ "envelope_id": envelope }).to_string();
                socket.send(Message::Text(ack)).await.expect("it is taken");
                let url = frame["payload"]["response_url"].as_str().expect("an address").to_owned();
                let (http, body) =
                    (http.clone(), json!({ "response_type": "in_channel", "text": "An answer." }));
                tokio::spawn(async move {
                    let request =
                        http.post(url).header("content-type", "application/json").body(body.to_string());
                    request.send().await.expect("it is taken");
                });
            }
        });
        Self(task)
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.0.abort();
    }
}
