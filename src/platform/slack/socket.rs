//! The connection of Socket Mode: what it brings in, and its health.
//!
//! Everything is acknowledged as it arrives, before anybody looks at it; only choices, which travel
//! with the acknowledgement, wait for the desk. A connection that Slack is about to end is replaced
//! while it still works.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, interval, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tracing::{debug, info, warn};

use super::fault::LINK_DISABLED;
use super::recent::Recent;
use super::translate::{self, Said};
use super::wire::{Own, Wire};
use super::{LONGEST_PAUSE, Settings, stopped};
use crate::port::Refused;

/// How long a socket may take to open, and its farewell.
const OPENING: Duration = Duration::from_secs(15);
const FAREWELL: Duration = Duration::from_millis(500);
/// How long a connection is kept that Slack has said it would end.
const RETIREMENT: Duration = Duration::from_secs(60);

/// How many connections there may be at once: Slack gives an app ten ("Socket Mode"), and others may use it.
const SOCKETS: usize = 3;
/// A connection that lasted this long was a good one.
const STEADY: Duration = Duration::from_secs(60);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
/// The next connection on its way.
type Opening<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Socket>> + Send + 'a>>;

/// What a member said, with leave to take it on; without, the desk has its hands full.
pub(super) struct Heard {
    pub(super) said: Said,
    pub(super) ack: Ack,
    pub(super) permit: Option<OwnedSemaphorePermit>,
}

/// The way to acknowledge one delivery.
pub(super) struct Ack {
    envelope: String,
    out: UnboundedSender<Message>,
}

impl Ack {
    fn bare(&self) {
        self.send(json!({ "envelope_id": self.envelope }));
    }

    /// Acknowledges with something that the delivery asked for.
    pub(super) fn with(&self, payload: Value) {
        self.send(json!({ "envelope_id": self.envelope, "payload": payload }));
    }

    fn send(&self, body: Value) {
        // A connection that has gone takes none; Slack delivers again.
        let _ = self.out.send(Message::Text(body.to_string()));
    }
}

/// Takes in what Slack brings.
pub(super) struct Ear<'a> {
    pub(super) wire: Arc<Wire>,
    pub(super) own: Own,
    pub(super) settings: &'a Settings,
    pub(super) said: UnboundedSender<Heard>,
    /// Half-typed options, which wait for nobody: Slack waits 3 s for their choices.
    pub(super) typed: UnboundedSender<Heard>,
    pub(super) permits: Arc<Semaphore>,
    pub(super) recent: Mutex<Recent>,
}

/// One connection at work.
struct Connection {
    out: UnboundedSender<Message>,
    heard: Instant,
    /// Whether it ends with what came last.
    over: bool,
    /// When Slack said that it would end this one.
    retired: Option<Instant>,
}

/// How long each new connection is waited for: Slack may accept and drop them in turn.
struct Patience {
    first: Duration,
    pause: Duration,
    opened: Instant,
}

impl Patience {
    fn new(first: Duration) -> Self {
        Self { first, pause: first, opened: Instant::now() }
    }

    fn opened(&mut self) {
        self.opened = Instant::now();
    }

    /// The pause before the next one: `usual` behind one that has lasted, else longer each time.
    fn pause(&mut self, usual: Duration) -> Duration {
        if self.opened.elapsed() >= STEADY {
            self.pause = self.first;
            return usual;
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(LONGEST_PAUSE);
        pause
    }
}

impl Ear<'_> {
    /// Stays connected until `stop`; an error only where a new attempt cannot help. While a connection
    /// is being replaced both take what comes.
    pub(super) async fn stay(&self, stop: &mut watch::Receiver<bool>) -> anyhow::Result<()> {
        let mut connections = FuturesUnordered::new();
        let (asks, mut asked) = unbounded_channel();
        let mut patience = Patience::new(self.settings.limits.first_pause);
        let mut opening: Option<Opening<'_>> = Some(Box::pin(self.open(Duration::ZERO)));
        loop {
            let room = opening.is_none() && connections.len() < SOCKETS;
            tokio::select! {
                // A connection that ends because of the stop is not lost, and one that asked for another before
                // it ended has asked already.
                biased;
                () = stopped(stop) => break,
                opened = opened(&mut opening) => {
                    opening = None;
                    connections.push(self.serve(opened?, asks.clone(), stop.clone()));
                    patience.opened();
                }
                Some(()) = asked.recv(), if room => {
                    opening = Some(Box::pin(self.open(patience.pause(Duration::ZERO))));
                }
                Some(ended) = connections.next() => {
                    ended?;
                    if connections.is_empty() && opening.is_none() && !*stop.borrow() {
                        warn!("the connection to Slack is lost; connecting anew");
                        // Whoever asked for another is gone.
                        while asked.try_recv().is_ok() {}
                        let pause = patience.pause(self.settings.limits.first_pause);
                        opening = Some(Box::pin(self.open(pause)));
                    }
                }
            }
        }
        while connections.next().await.is_some() {}
        Ok(())
    }

    /// Opens a connection after a pause, however long that takes.
    async fn open(&self, pause: Duration) -> anyhow::Result<Socket> {
        sleep(pause).await;
        let mut pause = self.settings.limits.first_pause;
        loop {
            match self.wire.connection().await {
                Ok(url) => match timeout(OPENING, connect_async(url)).await {
                    Ok(Ok((socket, _))) => return Ok(socket),
                    // The address has a secret in it, and so may the error.
                    _ => warn!("the socket to Slack did not open; trying again"),
                },
                Err(fault) => match fault.no_connection() {
                    Some(sentence) => return Err(Refused(sentence).into()),
                    None => {
                        pause = fault.retry_after.unwrap_or(pause);
                        warn!("{fault}; trying again in {pause:.0?}");
                    }
                },
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Serves one connection until it ends.
    async fn serve(
        &self,
        socket: Socket,
        asks: UnboundedSender<()>,
        mut stop: watch::Receiver<bool>,
    ) -> anyhow::Result<()> {
        let limits = self.settings.limits;
        let (mut sink, mut stream) = socket.split();
        let (out, mut acks) = unbounded_channel();
        let mut connection = Connection { out, heard: Instant::now(), over: false, retired: None };
        let mut ping = interval(limits.ping_every);
        ping.tick().await;
        loop {
            let frame = tokio::select! {
                // What was taken is acknowledged before more is taken.
                biased;
                () = stopped(&mut stop) => break,
                Some(ack) = acks.recv() => match sink.send(ack).await {
                    Ok(()) => continue,
                    Err(_) => break,
                },
                _ = ping.tick() => {
                    let retired = connection.retired.is_some_and(|at| at.elapsed() > RETIREMENT);
                    let deaf = connection.heard.elapsed() > limits.deaf_after;
                    if retired || deaf || sink.send(Message::Ping(vec![])).await.is_err() {
                        break;
                    }
                    continue;
                }
                frame = stream.next() => frame,
            };
            connection.heard = Instant::now();
            match frame {
                Some(Ok(Message::Text(text))) => self.take(&text, &mut connection, &asks)?,
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            }
            if connection.over {
                break;
            }
        }
        // What was taken is acknowledged also when the desk leaves: Slack would bring it to nobody else.
        let farewell = async {
            while let Ok(ack) = acks.try_recv() {
                sink.feed(ack).await?;
            }
            sink.close().await
        };
        let _ = timeout(FAREWELL, farewell).await;
        Ok(())
    }

    fn take(
        &self,
        text: &str,
        connection: &mut Connection,
        asks: &UnboundedSender<()>,
    ) -> anyhow::Result<()> {
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            warn!("something of Slack's could not be read");
            return Ok(());
        };
        match frame["type"].as_str() {
            Some("hello") => info!("connected to Slack as {}", self.own.name),
            Some("disconnect") if frame["reason"] == "link_disabled" => {
                return Err(Refused(LINK_DISABLED.to_owned()).into());
            }
            Some("disconnect") => match frame["reason"].as_str() {
                // A warning and the announcement itself are one.
                Some("warning" | "refresh_requested") if connection.retired.is_some() => {}
                Some("warning" | "refresh_requested") => {
                    connection.retired = Some(Instant::now());
                    let _ = asks.send(());
                }
                // `too_many_websockets` and whatever else there is: one more beside it would make it worse.
                reason => {
                    warn!("Slack ends the connection: {}", reason.unwrap_or("it does not say why"));
                    connection.over = true;
                }
            },
            Some(kind) => self.deliver(kind, &frame, connection),
            None => {}
        }
        Ok(())
    }

    fn deliver(&self, kind: &str, frame: &Value, connection: &Connection) {
        let Some(envelope) = frame["envelope_id"].as_str() else { return };
        let ack = Ack { envelope: envelope.to_owned(), out: connection.out.clone() };
        let payload = &frame["payload"];
        let suggestion = translate::is_suggestion(payload);
        if !suggestion {
            ack.bare();
        }
        let known = translate::Known {
            own: &self.own.user,
            team: &self.own.team_id,
            moderators: &self.settings.moderators,
            features: self.settings.features,
        };
        let Some(said) = translate::said(kind, payload, known) else {
            if suggestion {
                ack.bare();
            }
            return;
        };
        let identity = translate::identity(payload).unwrap_or_else(|| envelope.to_owned());
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if !suggestion && !recent.is_new(&identity, Instant::now()) {
            return debug!("Slack delivered something a second time");
        }
        drop(recent);
        // The queue has no limit of its own: the permits are one.
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok();
        let way = if suggestion { &self.typed } else { &self.said };
        if way.send(Heard { said, ack, permit }).is_err() {
            debug!("a message came after the desk was closed");
        }
    }
}

async fn opened(opening: &mut Option<Opening<'_>>) -> anyhow::Result<Socket> {
    match opening {
        Some(opening) => opening.await,
        None => std::future::pending().await,
    }
}
