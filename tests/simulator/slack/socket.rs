//! Socket Mode: connections that are greeted, hear what people do, and say when they have heard it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::JoinSet;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

use super::state::{Shared, keep};

/// How long Slack waits for an acknowledgement.
const ACK_LIMIT: Duration = Duration::from_secs(3);

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        connections.spawn(one(stream, Arc::clone(&shared)));
    }
}

async fn one(stream: TcpStream, shared: Arc<Shared>) {
    if !shared.options.sockets {
        return;
    }
    let Ok(socket) = accept_async(stream).await else { return };
    let (mut sink, mut stream) = socket.split();
    let (out, mut frames) = unbounded_channel();
    let (id, number) = {
        let mut state = shared.lock();
        state.connections += 1;
        let id = state.connections;
        state.sockets.insert(id, out);
        let number = state.sockets.len();
        if std::mem::take(&mut state.refreshing) {
            // Nothing is brought to the old ones from now on; what is on its way still arrives, and is waited for.
            let newest = state.sockets.split_off(&id);
            let old = std::mem::replace(&mut state.sockets, newest);
            state.retiring.extend(old.into_values());
            state.retire();
        }
        (id, number)
    };
    let hello = json!({
        "type": "hello", "num_connections": number, "connection_info": { "app_id": "A0DESK" },
        "debug_info": { "host": "applink-1", "build_number": 1, "approximate_connection_time": 18060 },
    });
    let _ = sink.send(Message::Text(hello.to_string().into())).await;
    shared.changed.notify_waiters();
    loop {
        tokio::select! {
            frame = frames.recv() => {
                let Some(frame) = frame else {
                    let _ = sink.close().await;
                    break;
                };
                if sink.send(frame).await.is_err() {
                    break;
                }
            }
            frame = stream.next() => match frame {
                Some(Ok(Message::Text(text))) => take(&shared, &text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
    // The other side may still have something to say before it closes, too.
    while let Some(Ok(Message::Text(text))) = stream.next().await {
        take(&shared, &text);
    }
    shared.lock().sockets.remove(&id);
    shared.changed.notify_waiters();
}

fn take(shared: &Shared, text: &str) {
    let mut state = shared.lock();
    let ack: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let envelope = ack["envelope_id"].as_str().unwrap_or_default().to_owned();
    match state.deliveries.get_mut(&envelope) {
        Some(delivery) if delivery.acked.is_none() => {
            let (took, forgiven) = (Instant::now() - delivery.sent, delivery.forgiven);
            if ack["payload"]["options"].is_array() {
                keep(&ack["payload"]);
            }
            delivery.acked = Some((took, ack["payload"].clone()));
            if !shared.options.checks {
                state.deliveries.remove(&envelope);
            }
            if took > ACK_LIMIT && !forgiven {
                state.violations.push(format!("{envelope} was acknowledged after {took:?}"));
            }
        }
        Some(_) => state.violations.push(format!("{envelope} was acknowledged twice")),
        None => state.violations.push(format!("an acknowledgement of nothing: {text}")),
    }
    state.retire();
    drop(state);
    shared.changed.notify_waiters();
}
