//! The connections of Socket Mode: how many there are, and when another is begun.
//!
//! A connection that Slack is about to end is replaced while it still works.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tracing::{info, warn};

use super::connection::{Connection, News, Sockets};
use super::ear::Ear;
use super::fault::{Fault, LINK_DISABLED};
use super::settings::{LONGEST_PAUSE, Limits};
use super::stopped;
use super::wire::Wire;
use crate::port::Refused;

/// How long a connection is kept that Slack has said it would end.
const RETIREMENT: Duration = Duration::from_secs(60);

/// How many connections there may be at once: Slack gives an app ten ("Socket Mode"), and others may use it.
const SOCKETS: usize = 3;
/// A connection that lasted this long was a good one.
const STEADY: Duration = Duration::from_secs(60);

/// The next connection on its way.
type Opening<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Connection>> + Send + 'a>>;

/// Keeps the desk connected.
pub(super) struct Line {
    pub(super) wire: Arc<Wire>,
    pub(super) sockets: Sockets,
    pub(super) ear: Arc<Ear>,
    pub(super) limits: Limits,
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

impl Line {
    /// Stays connected until `stop`; an error only where a new attempt cannot help. While a connection
    /// is being replaced both take what comes.
    pub(super) async fn stay(&self, stop: &mut watch::Receiver<bool>) -> anyhow::Result<()> {
        let mut connections = FuturesUnordered::new();
        let (asks, mut asked) = unbounded_channel();
        let mut patience = Patience::new(self.limits.first_pause);
        let mut opening: Option<Opening<'_>> = Some(Box::pin(self.first()));
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
                    info!("connected to Slack as {}", self.ear.own.name);
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
                        let pause = patience.pause(self.limits.first_pause);
                        opening = Some(Box::pin(self.open(pause)));
                    }
                }
            }
        }
        while connections.next().await.is_some() {}
        Ok(())
    }

    /// Opens the first connection, once Slack has said that there may be one: the library tries for ever and says
    /// nothing.
    async fn first(&self) -> anyhow::Result<Connection> {
        let mut pause = self.limits.first_pause;
        while let Err(fault) = self.wire.may_connect().await {
            pause = self.patient(&fault, pause)?;
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.open(Duration::ZERO).await
    }

    /// Opens a connection after a pause, however long that takes.
    async fn open(&self, pause: Duration) -> anyhow::Result<Connection> {
        sleep(pause).await;
        let mut pause = self.limits.first_pause;
        loop {
            let mut connection =
                Connection::begin(&self.sockets, self.limits, Some(Arc::clone(&self.ear))).await?;
            if let Ok(Some(News::Open)) = timeout(self.limits.opening, connection.news()).await {
                return Ok(connection);
            }
            connection.end().await;
            match self.wire.may_connect().await {
                Ok(()) => warn!("the socket to Slack did not open; trying again in {pause:.0?}"),
                Err(fault) => pause = self.patient(&fault, pause)?,
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// How long a fault is waited for; an error where that cannot help.
    fn patient(&self, fault: &Fault, pause: Duration) -> anyhow::Result<Duration> {
        if let Some(sentence) = fault.no_connection() {
            return Err(Refused(sentence).into());
        }
        let pause = fault.retry_after.unwrap_or(pause);
        warn!("{fault}; trying again in {pause:.0?}");
        Ok(pause)
    }

    /// Serves one connection until it ends.
    async fn serve(
        &self,
        mut connection: Connection,
        asks: UnboundedSender<()>,
        mut stop: watch::Receiver<bool>,
    ) -> anyhow::Result<()> {
        let mut retired: Option<Instant> = None;
        let outcome = loop {
            let news = tokio::select! {
                biased;
                () = stopped(&mut stop) => break Ok(()),
                news = connection.news() => news,
                () = at(retired) => break Ok(()),
            };
            match news {
                Some(News::Refresh) if retired.is_none() => {
                    retired = Some(Instant::now() + RETIREMENT);
                    let _ = asks.send(());
                }
                Some(News::Open | News::Refresh) => {}
                Some(News::Ends(reason)) => {
                    warn!("Slack ends the connection: {reason}");
                    break Ok(());
                }
                Some(News::Disabled) => break Err(Refused(LINK_DISABLED.to_owned()).into()),
                Some(News::Gone) | None => break Ok(()),
            }
        };
        connection.end().await;
        outcome
    }
}

async fn opened(opening: &mut Option<Opening<'_>>) -> anyhow::Result<Connection> {
    match opening {
        Some(opening) => opening.await,
        None => std::future::pending().await,
    }
}

/// Comes back at this time.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
