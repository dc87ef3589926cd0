//! One connection of Socket Mode. slack-morphism asks Slack for it, opens the web socket, asks it for signs of life
//! and moves the frames; here each frame is read, and told what it means for the connection.
//!
//! The frames are read as they are, not in the library's models: those refuse a whole frame for one part that they do
//! not know, and lack the thread of a button that one member sees, the file of a form and the name of who types a command.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use hyper_tls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use slack_morphism::clients_manager::{
    SlackSocketModeClientsManager, SlackSocketModeClientsManagerFactory as _,
};
use slack_morphism::hyper_tokio::SlackClientHyperConnector;
use slack_morphism::listener::SlackClientEventsListenerEnvironment;
use slack_morphism::{
    SlackApiToken, SlackClient, SlackClientSocketModeConfig, SlackSocketModeClientListener,
    SlackSocketModeWssClientId,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{debug, warn};

use super::ear::Ear;
use super::render;
use super::settings::{Limits, Settings};

/// How long the library waits before it asks for a connection again that it did not get. Whoever waits for the
/// connection does not wait so long, and asks Slack why.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// How long a connection's end may take.
const FAREWELL: Duration = Duration::from_millis(500);
/// What the reader has taken is on its way to the writer for less than this.
const HAND_OVER: Duration = Duration::from_millis(10);
/// A frame that comes so soon behind another has waited for it.
const QUEUED: Duration = Duration::from_millis(2);

/// The way to Slack's sockets: slack-morphism's own, over the TLS that is built in.
pub(super) struct Sockets {
    client: Arc<SlackClient<SlackClientHyperConnector<HttpsConnector<HttpConnector>>>>,
    app_token: SlackApiToken,
}

impl Sockets {
    pub(super) fn new(settings: &Settings) -> anyhow::Result<Self> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        let tls = native_tls::TlsConnector::new().context("no way to Slack's sockets could be set up")?;
        let connector = SlackClientHyperConnector::with_connector(HttpsConnector::from((http, tls.into())));
        Ok(Self {
            client: Arc::new(SlackClient::new(connector.with_slack_api_url(&settings.api_url))),
            app_token: SlackApiToken::new(settings.app_token.as_str().into()),
        })
    }
}

/// What becomes of a connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Slack speaks on it.
    Open,
    /// Slack will end it soon, and wants another beside it.
    Refresh,
    /// Slack ends it, for this reason; one more beside it would make it worse.
    Ends(String),
    /// Slack has Socket Mode switched off.
    Disabled,
    /// It is gone.
    Gone,
}

/// One frame of Slack's.
#[derive(Debug, PartialEq)]
enum Frame<'a> {
    News(News),
    Delivery {
        kind: &'a str,
        envelope: &'a str,
        payload: &'a Value,
    },
    /// A greeting, and what concerns nobody.
    Other,
}

impl<'a> Frame<'a> {
    fn of(frame: &'a Value) -> Self {
        match (frame["type"].as_str(), frame["envelope_id"].as_str()) {
            (Some("disconnect"), _) => Self::News(match frame["reason"].as_str() {
                // A warning and the announcement itself are one.
                Some("warning" | "refresh_requested") => News::Refresh,
                Some("link_disabled") => News::Disabled,
                reason => News::Ends(reason.unwrap_or("it does not say why").to_owned()),
            }),
            (Some(kind), Some(envelope)) => Self::Delivery { kind, envelope, payload: &frame["payload"] },
            _ => Self::Other,
        }
    }
}

/// A connection, or the attempt to get one. It ends with this value.
pub(super) struct Connection {
    manager: Arc<dyn SlackSocketModeClientsManager + Send + Sync>,
    leaving: Arc<AtomicBool>,
    news: UnboundedReceiver<News>,
}

impl Connection {
    /// Begins one that brings what it hears to this ear. Without one nothing is taken, and Slack brings it to
    /// somebody else.
    ///
    /// # Errors
    /// When the library takes no connection on.
    pub(super) async fn begin(
        sockets: &Sockets,
        limits: Limits,
        ear: Option<Arc<Ear>>,
    ) -> anyhow::Result<Self> {
        let (tell, news) = unbounded_channel();
        let leaving = Arc::new(AtomicBool::new(false));
        let environment = Arc::new(SlackClientEventsListenerEnvironment::new(Arc::clone(&sockets.client)));
        let manager = sockets.client.http_api.connector.new_clients_manager(environment);
        let listener = Listener {
            ear,
            tell,
            greeted: AtomicBool::new(false),
            leaving: Arc::clone(&leaving),
            choices: limits.choices,
            stretch: Mutex::default(),
        };
        manager.register_new_token(&config(limits), sockets.app_token.clone(), Arc::new(listener)).await?;
        manager.start().await;
        Ok(Self { manager, leaving, news })
    }

    /// What becomes of it; nothing once it is over.
    pub(super) async fn news(&mut self) -> Option<News> {
        self.news.recv().await
    }

    /// Ends it. What was taken is acknowledged also when the desk leaves: Slack would bring it to nobody else.
    pub(super) async fn end(mut self) {
        self.leaving.store(true, Ordering::Relaxed);
        sleep(HAND_OVER).await;
        self.manager.shutdown().await;
        // The library holds the other end until both halves of the socket are closed.
        let closed = async { while self.news.recv().await.is_some() {} };
        let _ = timeout(FAREWELL, closed).await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let manager = Arc::clone(&self.manager);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { manager.shutdown().await });
        }
    }
}

/// How the library keeps a connection: it counts in whole seconds.
fn config(limits: Limits) -> SlackClientSocketModeConfig {
    let ping = limits.ping_every.as_secs().max(1);
    SlackClientSocketModeConfig::new()
        .with_max_connections_count(1)
        .with_reconnect_timeout_in_seconds(AGAIN_AFTER.as_secs())
        .with_ping_interval_in_seconds(ping)
        .with_ping_failure_threshold_times(limits.deaf_after.as_secs() / ping)
}

/// Hears what the library reads from one socket, a frame after the other.
struct Listener {
    ear: Option<Arc<Ear>>,
    tell: UnboundedSender<News>,
    greeted: AtomicBool,
    /// From now on nothing is taken.
    leaving: Arc<AtomicBool>,
    choices: Duration,
    stretch: Mutex<Stretch>,
}

/// A time without a pause in which frames waited for choices.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch(Option<(Instant, Instant)>);

impl Stretch {
    /// Until when choices may be waited for that were asked for now. The next frames wait, too, and have to be
    /// acknowledged within 3 s: all that wait behind each other have `limit` together.
    fn deadline(&self, now: Instant, limit: Duration) -> Instant {
        self.begun(now) + limit
    }

    fn begun(&self, now: Instant) -> Instant {
        match self.0 {
            Some((begun, ended)) if now.saturating_duration_since(ended) < QUEUED => begun,
            _ => now,
        }
    }

    /// What was asked for at `now` was waited for until `ended`.
    fn waited(&mut self, now: Instant, ended: Instant) {
        self.0 = Some((self.begun(now), ended));
    }
}

impl Listener {
    /// The acknowledgement of one delivery.
    async fn take(&self, ear: &Ear, kind: &str, envelope: &str, payload: &Value) -> Value {
        let Some(choices) = ear.take(kind, envelope, payload) else {
            return json!({ "envelope_id": envelope });
        };
        let payload = self.wait_for(choices).await;
        json!({ "envelope_id": envelope, "payload": payload })
    }

    async fn wait_for(&self, choices: oneshot::Receiver<Value>) -> Value {
        let asked = Instant::now();
        let deadline = self.stretch().deadline(asked, self.choices);
        let choices = timeout_at(deadline, choices).await;
        self.stretch().waited(asked, Instant::now());
        match choices {
            Ok(Ok(choices)) => choices,
            _ => render::choices(&[]),
        }
    }

    fn stretch(&self) -> std::sync::MutexGuard<'_, Stretch> {
        self.stretch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, news: News) {
        // Nobody listens any more to a connection that is being left.
        let _ = self.tell.send(news);
    }
}

#[async_trait]
impl SlackSocketModeClientListener for Listener {
    async fn on_message(&self, _: &SlackSocketModeWssClientId, body: String) -> Option<String> {
        let Ok(frame) = serde_json::from_str::<Value>(&body) else {
            warn!("something of Slack's could not be read");
            return None;
        };
        if !self.greeted.swap(true, Ordering::Relaxed) {
            self.tell(News::Open);
        }
        match Frame::of(&frame) {
            Frame::News(news) => self.tell(news),
            Frame::Delivery { kind, envelope, payload } if !self.leaving.load(Ordering::Relaxed) => {
                let ear = self.ear.as_ref()?;
                return Some(self.take(ear, kind, envelope, payload).await.to_string());
            }
            Frame::Delivery { .. } | Frame::Other => {}
        }
        None
    }

    async fn on_error(&self, _: Box<dyn Error + Send + Sync>) {
        // The library's words may quote what came.
        debug!("a connection to Slack has failed");
    }

    async fn on_disconnect(&self, _: &SlackSocketModeWssClientId) {
        self.tell(News::Gone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_told_by_its_kind() {
        let rows = [
            (json!({ "type": "hello", "num_connections": 1 }), Frame::Other),
            (json!({ "type": "disconnect", "reason": "warning" }), Frame::News(News::Refresh)),
            (json!({ "type": "disconnect", "reason": "refresh_requested" }), Frame::News(News::Refresh)),
            (json!({ "type": "disconnect", "reason": "link_disabled" }), Frame::News(News::Disabled)),
            (
                json!({ "type": "disconnect", "reason": "too_many_websockets" }),
                Frame::News(News::Ends("too_many_websockets".to_owned())),
            ),
            (json!({ "type": "disconnect" }), Frame::News(News::Ends("it does not say why".to_owned()))),
            (json!({ "type": "events_api" }), Frame::Other),
            (json!(7), Frame::Other),
        ];
        for (frame, kind) in &rows {
            assert_eq!(Frame::of(frame), *kind, "{frame}");
        }
        let frame = json!({ "type": "slash_commands", "envelope_id": "1", "payload": { "text": "help" } });
        let (kind, envelope, payload) = ("slash_commands", "1", &json!({ "text": "help" }));
        assert_eq!(Frame::of(&frame), Frame::Delivery { kind, envelope, payload });
    }

    #[test]
    fn choices_that_wait_behind_each_other_have_one_deadline() {
        let (start, limit) = (Instant::now(), Duration::from_secs(1));
        let after = |millis: u64| start + Duration::from_millis(millis);
        let mut stretch = Stretch::default();
        assert_eq!(stretch.deadline(start, limit), after(1000));
        stretch.waited(start, after(600));
        // It was there already while the one before it was waited for.
        assert_eq!(stretch.deadline(after(601), limit), after(1000));
        stretch.waited(after(601), after(1000));
        assert_eq!(stretch.deadline(after(1001), limit), after(1000));
        stretch.waited(after(1001), after(1001));
        assert_eq!(stretch.deadline(after(1100), limit), after(2100));
    }
}
