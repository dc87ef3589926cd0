//! The gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME, and everything that goes wrong there.
//!
//! One bot, one shard, uncompressed JSON frames.

use std::sync::Arc;

use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::state::{Shared, What};
use super::world;

/// What becomes of the next connections to the gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Door {
    /// They are upgraded.
    #[default]
    Open,
    /// They are accepted and then nothing is ever said.
    Silent,
    /// They are answered 503.
    Unavailable,
}

/// Intents that matter here.
const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;
const MESSAGE_CONTENT: u64 = 1 << 15;

/// An order to the open connection.
pub(crate) enum Order {
    /// Send this frame.
    Frame(String),
    /// Close, with this code or without any.
    Close(Option<u16>),
    /// Drop the TCP connection.
    Drop,
}

/// What outlives a connection.
#[derive(Default)]
pub(crate) struct Gateway {
    pub(crate) door: Door,
    /// Whether heartbeats are left without an answer.
    pub(crate) deaf: bool,
    /// Whether events are not kept for a resume: for a run in which none comes.
    pub(crate) forgetful: bool,
    session: Option<Session>,
    live: Option<UnboundedSender<Order>>,
    sessions_made: u32,
}

struct Session {
    id: String,
    intents: u64,
    /// Every event of the session, for a resume; its number is its place from 1.
    events: Vec<String>,
    sent: usize,
    resumable: bool,
}

impl Gateway {
    /// Numbers an event and sends it; while the bot is away it waits for a resume.
    pub(crate) fn dispatch(&mut self, name: &str, data: &Value) {
        let Some(session) = &self.session else { return };
        if let Some(data) = within_intents(session.intents, name, data) {
            self.send(name, &data);
        }
    }

    /// Sends an event that is JSON already, and that the bot's intents cover.
    pub(super) fn send(&mut self, name: &str, data: &str) {
        let Some(session) = &mut self.session else { return };
        session.sent += 1;
        let frame = format!(r#"{{"op":0,"s":{},"t":"{name}","d":{data}}}"#, session.sent);
        if !self.forgetful {
            session.events.push(frame.clone());
        }
        if let Some(live) = &self.live {
            // A connection that has just ended is told again at the resume.
            let _ = live.send(Order::Frame(frame));
        }
    }

    /// Whether the bot hears of messages in its server's channels.
    pub(super) fn hears_of_messages(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.intents & GUILD_MESSAGES != 0)
    }

    /// Sends an order to the open connection; false when there is none.
    pub(crate) fn order(&self, order: Order) -> bool {
        self.live.as_ref().is_some_and(|live| live.send(order).is_ok())
    }

    /// Whether the bot is connected and identified.
    pub(crate) fn connected(&self) -> bool {
        self.live.is_some()
    }

    /// Makes the next resume fail.
    pub(crate) fn forget_session(&mut self) {
        if let Some(session) = &mut self.session {
            session.resumable = false;
        }
    }
}

/// An event as an application with these intents gets it ("Message Content Intent"), as JSON.
fn within_intents(intents: u64, name: &str, data: &Value) -> Option<String> {
    let mut text = data.to_string();
    if !matches!(name, "MESSAGE_CREATE" | "MESSAGE_UPDATE") {
        return Some(text);
    }
    let channel = data["channel_id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
    let direct = world::is_direct(channel);
    if intents & if direct { DIRECT_MESSAGES } else { GUILD_MESSAGES } == 0 {
        return None;
    }
    let own = data["author"]["id"] == json!(world::BOT.to_string());
    let mentions = data["mentions"].as_array().is_some_and(|mentions| !mentions.is_empty());
    if !direct && !own && !mentions && intents & MESSAGE_CONTENT == 0 {
        let mut emptied = data.clone();
        emptied["content"] = json!("");
        text = emptied.to_string();
    }
    if !direct && data.get("guild_id").is_none() {
        text.replace_range(..1, &format!(r#"{{"guild_id":"{}","#, world::GUILD));
    }
    Some(text)
}

/// Takes connections until it is dropped.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let door = shared.lock().gateway.door;
        shared.record(What::Knock);
        connections.spawn(connection(stream, door, Arc::clone(&shared)));
    }
}

async fn connection(mut stream: TcpStream, door: Door, shared: Arc<Shared>) {
    match door {
        Door::Open => {
            stream.set_nodelay(true).expect("an option of every TCP socket");
            let Ok(socket) = tokio_tungstenite::accept_async(stream).await else { return };
            let code = converse(socket, &shared).await;
            shared.record(What::Gone(code));
        }
        Door::Silent => {
            // Reads and says nothing until the bot gives up.
            let mut buffer = [0; 1024];
            while matches!(stream.read(&mut buffer).await, Ok(read) if read > 0) {}
            shared.record(What::Gone(None));
        }
        Door::Unavailable => {
            let answer =
                b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            // The bot may be gone already; either way there is nobody to tell.
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    }
}

type Sink = SplitSink<WebSocketStream<TcpStream>, Message>;

/// One connection from HELLO to its end; returns the bot's close code.
async fn converse(socket: WebSocketStream<TcpStream>, shared: &Shared) -> Option<u16> {
    let (mut sink, mut stream) = socket.split();
    let (mine, mut orders) = unbounded_channel();
    let hello =
        json!({ "op": 10, "s": null, "t": null, "d": { "heartbeat_interval": shared.heartbeat_millis } });
    sink.send(Message::Text(hello.to_string().into())).await.ok()?;
    let mut code = None;
    loop {
        tokio::select! {
            biased;
            order = orders.recv() => {
                if !obey(order?, &mut sink, &mut orders).await {
                    break;
                }
            }
            message = stream.next() => match message {
                Some(Ok(Message::Text(text))) => hear(&text, &mine, shared),
                Some(Ok(Message::Close(frame))) => {
                    code = frame.map(|frame| frame.code.into());
                    break;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            }
        }
    }
    let mut state = shared.lock();
    if state.gateway.live.as_ref().is_some_and(|live| live.same_channel(&mine)) {
        state.gateway.live = None;
    }
    code
}

/// Does what it was told; false when that was the end.
async fn obey(order: Order, sink: &mut Sink, orders: &mut UnboundedReceiver<Order>) -> bool {
    match order {
        Order::Frame(frame) => sink.send(Message::Text(frame.into())).await.is_ok(),
        Order::Close(code) => {
            orders.close();
            let frame = code.map(|code| CloseFrame { code: code.into(), reason: "".into() });
            // A bot that is already gone needs no goodbye.
            let _ = sink.send(Message::Close(frame)).await;
            let _ = sink.flush().await;
            false
        }
        Order::Drop => false,
    }
}

/// Takes one frame of the bot.
fn hear(text: &str, mine: &UnboundedSender<Order>, shared: &Shared) {
    let frame: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let op = frame["op"].as_u64().unwrap_or(u64::MAX);
    let data = frame["d"].clone();
    match op {
        1 => {
            if !shared.lock().gateway.deaf {
                say(mine, &json!({ "op": 11, "s": null, "t": null, "d": null }));
            }
        }
        2 => identify(&data, mine, shared),
        6 => resume(&data, mine, shared),
        3 | 4 | 8 => {}
        _ => shared.lock().violation(format!("a gateway frame that no bot sends: {frame}")),
    }
    shared.record(What::Frame { op, data });
}

fn say(mine: &UnboundedSender<Order>, frame: &Value) {
    // A connection that has just ended hears nothing more.
    let _ = mine.send(Order::Frame(frame.to_string()));
}

/// serenity sends the token with the word that belongs to HTTP; Discord takes both.
fn right_token(data: &Value) -> bool {
    let token = data["token"].as_str().unwrap_or_default();
    token.strip_prefix("Bot ").unwrap_or(token) == world::TOKEN
}

fn identify(data: &Value, mine: &UnboundedSender<Order>, shared: &Shared) {
    /// Close codes: "Authentication failed" and "Disallowed intent(s)".
    const AUTHENTICATION_FAILED: u16 = 4004;
    const DISALLOWED_INTENTS: u16 = 4014;
    let intents = data["intents"].as_u64().unwrap_or_default();
    if !right_token(data) {
        let _ = mine.send(Order::Close(Some(AUTHENTICATION_FAILED)));
        return;
    }
    if intents & MESSAGE_CONTENT != 0 && !shared.content_granted {
        let _ = mine.send(Order::Close(Some(DISALLOWED_INTENTS)));
        return;
    }
    let session_id = {
        let mut state = shared.lock();
        let gateway = &mut state.gateway;
        gateway.sessions_made += 1;
        let id = format!("session-{}", gateway.sessions_made);
        let session = Session { id: id.clone(), intents, events: Vec::new(), sent: 0, resumable: true };
        gateway.session = Some(session);
        gateway.live = Some(mine.clone());
        id
    };
    let resume_url = format!("ws://127.0.0.1:{}", shared.ws_port);
    shared.dispatch("READY", &world::ready(&session_id, &resume_url));
    shared.dispatch("GUILD_CREATE", &world::guild());
}

fn resume(data: &Value, mine: &UnboundedSender<Order>, shared: &Shared) {
    let mut state = shared.lock();
    let gateway = &mut state.gateway;
    let known = gateway
        .session
        .as_ref()
        .filter(|session| session.resumable && data["session_id"] == json!(session.id));
    let Some(session) = known.filter(|_| right_token(data)) else {
        say(mine, &json!({ "op": 9, "s": null, "t": null, "d": false }));
        return;
    };
    let seen = usize::try_from(data["seq"].as_u64().unwrap_or_default()).unwrap_or(usize::MAX);
    for missed in session.events.iter().skip(seen) {
        let _ = mine.send(Order::Frame(missed.clone()));
    }
    gateway.live = Some(mine.clone());
    gateway.dispatch("RESUMED", &json!({}));
}
