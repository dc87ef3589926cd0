//! The connection to Discord's gateway: what it brings in, and its health.
//!
//! Each connection lives in a runtime of its own. serenity puts no time limit on a
//! connection attempt and cannot be told to give one up; dropping the runtime ends
//! everything that it started. It also keeps heartbeats apart from all other work, and its
//! one thread takes events in the order in which they came.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use serenity::all::{
    Context, Event, GatewayError, GatewayIntents, GuildId, Interaction, Message, RawEventHandler, ShardId,
    ShardManager, ShardManagerOptions, UserId,
};
use serenity::futures::StreamExt;
use serenity::futures::channel::mpsc::UnboundedReceiver;
use serenity::prelude::TypeMap;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Mutex, OwnedSemaphorePermit, RwLock, Semaphore, oneshot, watch};
use tokio::time::{Instant, interval, sleep, timeout};
use tracing::{debug, error, info, warn};

use super::respond::{Front, Heard, Said};
use super::{Limits, Settings, registration, translate};
use crate::port::Refused;

/// How many messages of members may be under way at once.
pub(crate) const AT_ONCE: u32 = 256;
/// How long an interaction waits for one of them to end, and a plain message, which has no deadline.
const CALL_QUEUE: Duration = Duration::from_millis(2000);
const MESSAGE_QUEUE: Duration = Duration::from_secs(30);
/// How long a gateway may take to take its leave.
const FAREWELL: Duration = Duration::from_millis(1500);
/// How many sorts of unreadable events are named in the log.
const SORTS_NAMED: usize = 64;
const RETRY: Duration = Duration::from_secs(5);
/// A connection that lasted this long was a good one; behind others the pauses grow up to the longest.
const STEADY: Duration = Duration::from_secs(120);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// The pauses between attempts to register the commands.
const REGISTER_AGAIN: Duration = Duration::from_secs(30);
const REGISTER_AT_LEAST_EVERY: Duration = Duration::from_secs(600);
/// How often the health of the connection is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often a connection's thread shows that it is not stuck.
const BEAT: Duration = Duration::from_millis(500);

const BAD_TOKEN: &str = "DISCORD_TOKEN: Discord refused the bot token. Open https://discord.com/developers/applications, choose \
    the application, then Bot, then Reset Token; put the new token into the settings and start again.";
const NO_INTENT: &str = "DISCORD_TYPED_ANSWERS: read “yes”, but Discord has not granted the Message Content intent (close code 4014). Either switch it on \
    (https://discord.com/developers/applications, the application, Bot, Privileged Gateway Intents), or set \
    DISCORD_TYPED_ANSWERS=no; then start again.";

/// Stays connected until `stop`; an error only where a new attempt cannot help.
pub(crate) async fn stay(
    settings: &Settings,
    ear: Arc<Ear>,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let mut brief = 0;
    loop {
        let opening = async {
            sleep(pause(brief)).await;
            gateway_url(settings, &ear.front).await
        };
        let url = tokio::select! {
            () = stopped(&mut stop) => return Ok(()),
            url = opening => url?,
        };
        let opened = Instant::now();
        let mut connection = Connection::open(settings, url, &ear)?;
        match connection.watch(&ear, &mut stop).await {
            End::Stopped => {
                connection.close().await;
                return Ok(());
            }
            End::Deaf => {
                let silence = settings.limits.deaf_after.as_secs();
                warn!("nothing was heard from Discord for {silence} s: connecting anew");
            }
            End::Stuck => warn!("the connection to Discord is stuck: connecting anew"),
            End::Refused(GatewayError::DisallowedGatewayIntents) => return refused(NO_INTENT),
            End::Refused(GatewayError::InvalidAuthentication) => return refused(BAD_TOKEN),
            End::Refused(why) => bail!("Discord ended the connection for good: {why}."),
        }
        brief = if opened.elapsed() >= STEADY { 0 } else { brief + 1 };
    }
}

/// How long to wait before the next connection, after so many in a row that did not last: each identifies anew,
/// and of that Discord takes a thousand a day ("Gateway", session start limit).
fn pause(brief: u32) -> Duration {
    match brief.checked_sub(2) {
        None => Duration::ZERO,
        Some(more) => RETRY.saturating_mul(2_u32.saturating_pow(more)).min(LONGEST_PAUSE),
    }
}

/// What Discord will refuse again, as a sentence for whoever runs the desk.
fn refused<T>(sentence: &str) -> anyhow::Result<T> {
    Err(Refused(sentence.to_owned()).into())
}

/// Comes back when the program is to stop, also when nobody is left to say so.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Asks for the gateway until Discord answers. (serenity's own client would turn to a fixed
/// address without a word.)
async fn gateway_url(settings: &Settings, front: &Front) -> anyhow::Result<String> {
    loop {
        match front.wire.gateway().await {
            Ok(url) => {
                let other = settings.endpoint.as_ref().and_then(|endpoint| endpoint.gateway.clone());
                return Ok(other.unwrap_or(url));
            }
            Err(fault) if fault.is_bad_token() => return refused(BAD_TOKEN),
            Err(fault) => warn!("{fault}; trying again in {} s", RETRY.as_secs()),
        }
        sleep(RETRY).await;
    }
}

/// How a connection ended.
enum End {
    Stopped,
    Deaf,
    Stuck,
    Refused(GatewayError),
}

struct Connection {
    /// Dropped with the connection, which ends its runtime.
    _hold: oneshot::Sender<()>,
    /// Counts on as long as the runtime's thread gets round to its tasks.
    pulse: Arc<AtomicU64>,
    manager: Arc<ShardManager>,
    refusals: UnboundedReceiver<Result<(), GatewayError>>,
}

impl Connection {
    fn open(settings: &Settings, url: String, ear: &Arc<Ear>) -> anyhow::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.context("the gateway's runtime could not be started")?;
        let options = ShardManagerOptions {
            data: Arc::new(RwLock::new(TypeMap::new())),
            event_handlers: vec![],
            raw_event_handlers: vec![Arc::clone(ear) as Arc<dyn RawEventHandler>],
            shard_index: 0,
            shard_init: 1,
            shard_total: 1,
            ws_url: Arc::new(Mutex::new(url)),
            http: ear.front.wire.http(),
            intents: intents(settings.typed_answers),
            presence: None,
        };
        let (manager, refusals) = {
            let _inside = runtime.enter();
            ShardManager::new(options)
        };
        manager.initialize().context("the gateway could not be started")?;
        let pulse = Arc::new(AtomicU64::new(0));
        runtime.spawn(beat(Arc::clone(&pulse)));
        let _hold = keep_running(runtime).context("no thread could be started for the gateway")?;
        Ok(Self { _hold, pulse, manager, refusals })
    }

    /// Watches over the connection until it ends. Every event and every heartbeat's answer is
    /// a sign of life; without one for long enough the connection is deaf, whatever serenity
    /// believes of it. It is stuck when its thread does not get round to anything: after a
    /// close without a code serenity reads the closed socket in circles until a heartbeat is due.
    async fn watch(&mut self, ear: &Ear, stop: &mut watch::Receiver<bool>) -> End {
        let Limits { deaf_after, stuck_after, .. } = ear.front.limits;
        let mut look = interval(LOOK.min(deaf_after / 4));
        let (mut sign, mut heard) = (self.sign_of_life(ear).await, Instant::now());
        let (mut pulse, mut felt) = (0, Instant::now());
        loop {
            tokio::select! {
                () = stopped(stop) => return End::Stopped,
                Some(Err(why)) = self.refusals.next() => return End::Refused(why),
                _ = look.tick() => {}
            }
            let (now, beats) = (self.sign_of_life(ear).await, self.pulse.load(Ordering::Relaxed));
            if now != sign {
                (sign, heard) = (now, Instant::now());
            }
            if beats != pulse {
                (pulse, felt) = (beats, Instant::now());
            }
            if heard.elapsed() > deaf_after {
                return End::Deaf;
            }
            if felt.elapsed() > stuck_after {
                return End::Stuck;
            }
        }
    }

    /// Changes with every event and, as its measured time never repeats, with every heartbeat.
    async fn sign_of_life(&self, ear: &Ear) -> (u64, Option<Duration>) {
        let runners = self.manager.runners.lock().await;
        let latency = runners.get(&ShardId(0)).and_then(|runner| runner.latency);
        (ear.events.load(Ordering::Relaxed), latency)
    }

    /// Takes leave of Discord, if it listens.
    async fn close(self) {
        if timeout(FAREWELL, self.manager.shutdown_all()).await.is_err() {
            debug!("the gateway did not answer the farewell");
        }
    }
}

async fn beat(pulse: Arc<AtomicU64>) {
    let mut time = interval(BEAT);
    loop {
        time.tick().await;
        pulse.fetch_add(1, Ordering::Relaxed);
    }
}

/// Runs it on a thread of its own until what this returns is dropped.
fn keep_running(runtime: Runtime) -> std::io::Result<oneshot::Sender<()>> {
    let (hold, dropped) = oneshot::channel();
    std::thread::Builder::new().name("discord".to_owned()).spawn(move || {
        // Nobody sends: it is the end of the sender that ends the wait.
        let _ = runtime.block_on(dropped);
        runtime.shutdown_background();
    })?;
    Ok(hold)
}

fn intents(typed_answers: bool) -> GatewayIntents {
    let least = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    if typed_answers { least | GatewayIntents::MESSAGE_CONTENT } else { least }
}

/// Takes in what the gateway brings and hands it to the program's own runtime.
pub(crate) struct Ear {
    pub(crate) front: Arc<Front>,
    pub(crate) program: Handle,
    pub(crate) permits: Arc<Semaphore>,
    /// Takes what members said to the desk, in order.
    pub(crate) said: UnboundedSender<Said>,
    pub(crate) guild: Option<GuildId>,
    pub(crate) typed_answers: bool,
    pub(crate) unreadable: Arc<AtomicU64>,
    pub(crate) named: Mutex<BTreeSet<String>>,
    pub(crate) events: AtomicU64,
    pub(crate) own: AtomicU64,
    pub(crate) registered: Arc<AtomicBool>,
}

#[serenity::async_trait]
impl RawEventHandler for Ear {
    async fn raw_event(&self, _: Context, event: Event) {
        let arrived = Instant::now();
        self.events.fetch_add(1, Ordering::Relaxed);
        match event {
            Event::InteractionCreate(event) => self.call(event.interaction, arrived).await,
            Event::MessageCreate(event) => self.message(&event.message).await,
            Event::Ready(event) => {
                self.own.store(event.ready.user.id.get(), Ordering::Relaxed);
                info!("connected to Discord as {}", event.ready.user.name);
                self.register_once(event.ready.guilds.iter().map(|guild| guild.id).collect());
            }
            Event::Resumed(_) => info!("connected to Discord again; nothing was missed"),
            Event::Unknown(event) => self.unreadable_event(event.kind).await,
            _ => {}
        }
    }
}

impl Ear {
    async fn call(&self, interaction: Interaction, arrived: Instant) {
        let Some(call) = translate::interaction(interaction) else { return };
        match self.permit(CALL_QUEUE).await {
            Some(permit) => self.pass_on(Said::Call { call, arrived, permit }),
            None => {
                let front = Arc::clone(&self.front);
                drop(self.program.spawn(async move { front.turn_away(call, arrived).await }).await);
            }
        }
    }

    async fn message(&self, message: &Message) {
        let own = UserId::new(self.own.load(Ordering::Relaxed).max(1));
        let Some(inbound) = translate::message(message, own, self.typed_answers) else { return };
        let to = Heard { channel: message.channel_id, message: message.id, author: message.author.id };
        match self.permit(MESSAGE_QUEUE).await {
            Some(permit) => self.pass_on(Said::Message { inbound, to, permit }),
            None => warn!("too much at once: a message was left unheard"),
        }
    }

    /// The queue has no limit of its own: the permits are one.
    fn pass_on(&self, said: Said) {
        if self.said.send(said).is_err() {
            debug!("a message came after the desk was closed");
        }
    }

    /// Counts an event that serenity cannot read, and names each sort once: Discord may send
    /// a new sort of event at any time and often.
    async fn unreadable_event(&self, kind: String) {
        self.unreadable.fetch_add(1, Ordering::Relaxed);
        let mut named = self.named.lock().await;
        if named.len() < SORTS_NAMED && !named.contains(&kind) {
            warn!("an event of Discord could not be read: {kind}");
            named.insert(kind);
        }
    }

    /// Leave to take one more thing on, when there is room within this time.
    async fn permit(&self, patience: Duration) -> Option<OwnedSemaphorePermit> {
        let permits = Arc::clone(&self.permits);
        if let Ok(permit) = Arc::clone(&permits).try_acquire_owned() {
            return Some(permit);
        }
        timeout(patience, permits.acquire_owned()).await.ok()?.ok()
    }

    /// Discord says `ready` after every lost session, but commands are registered once.
    fn register_once(&self, servers: Vec<GuildId>) {
        if self.registered.swap(true, Ordering::AcqRel) {
            return;
        }
        let (front, registered, guild) = (Arc::clone(&self.front), Arc::clone(&self.registered), self.guild);
        self.program.spawn(async move {
            let (commands, mut pause) = (registration::commands(guild.is_none()), REGISTER_AGAIN);
            loop {
                match front.wire.register(guild, &commands).await {
                    Ok(()) => {
                        debug!("commands are registered");
                        return front.wire.clear_commands(guild, &servers).await;
                    }
                    Err(fault) if fault.passes() => {
                        warn!(
                            "the commands could not be registered yet: {fault}; trying again in {pause:.0?}"
                        );
                        sleep(pause).await;
                        pause = (pause * 2).min(REGISTER_AT_LEAST_EVERY);
                    }
                    Err(fault) => {
                        registered.store(false, Ordering::Release);
                        return error!(
                            "the commands could not be registered: {fault}. Invite the bot with the scopes \
                             `bot` and `applications.commands`, and check the server's id in the settings"
                        );
                    }
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_that_do_not_last_are_made_anew_with_patience() {
        let pauses: Vec<u64> = (0..11).map(|brief| pause(brief).as_secs()).collect();
        assert_eq!(pauses, [0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }
}
