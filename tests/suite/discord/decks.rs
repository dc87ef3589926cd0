//! A deck as an attachment: fetched once, with a limit, and only for one who may hand it in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::get;
use deskbell::domain::inbound::{HANDED_BYTES, NotTaken, What};

use super::Class;
use crate::simulator::discord::world::{ANA, GENERAL, MAYA};

/// A storage on loopback with a small file, one that is larger than anyone said, and a way elsewhere;
/// its address and how often it was asked.
async fn storage() -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = |body: Vec<u8>, status: u16| {
        let asked = Arc::clone(&asked);
        get(move || {
            asked.fetch_add(1, Ordering::SeqCst);
            let status = axum::http::StatusCode::from_u16(status).expect("a status");
            async move { (status, [("location", "/deck.csv")], body) }
        })
    };
    let most = usize::try_from(HANDED_BYTES).expect("a size");
    let router = Router::new()
        .route("/deck.csv", counted(b"term,definition\n".to_vec(), 200))
        .route("/large.apkg", counted(vec![0; most + 1], 200))
        .route("/moved.csv", counted(Vec::new(), 302));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, asked)
}

#[tokio::test]
async fn an_attachment_arrives_with_its_command() {
    let (address, asked) = storage().await;
    let class = Class::open().await;
    let hand_in = async |who, file: &str, size| {
        let url = if file.starts_with("http") { file.to_owned() } else { format!("{address}/{file}") };
        let sent = class.simulator.slash_with_file(who, GENERAL, "deck add", ("file", &url, size));
        assert!(class.simulator.expect_reply(&sent).await.private);
        class.last_heard().what
    };
    let What::Handed { name, options, file } = hand_in(MAYA, "deck.csv", 16).await else { panic!("no file") };
    assert_eq!((name.as_str(), file.name.as_str()), ("deck add", "deck.csv"));
    assert_eq!(options, [("file".to_owned(), "deck.csv".to_owned())]);
    assert_eq!(file.content.as_deref(), Ok(b"term,definition\n".as_slice()));

    for (file, size, why, times) in [
        ("large.apkg", 20, NotTaken::TooLarge, 2),
        ("deck.csv", HANDED_BYTES + 1, NotTaken::TooLarge, 2),
        ("none.csv", 20, NotTaken::Unreachable, 2),
        ("moved.csv", 20, NotTaken::Unreachable, 3),
        ("http://192.0.2.1/deck.csv", 20, NotTaken::Unreachable, 3),
    ] {
        let What::Handed { file: handed, .. } = hand_in(MAYA, file, size).await else { panic!("no file") };
        assert_eq!(handed.content, Err(why), "{file}");
        assert_eq!(asked.load(Ordering::SeqCst), times, "{file}");
    }

    // Discord shows the command to moderators alone, but a member's client may say anything.
    assert!(matches!(hand_in(ANA, "deck.csv", 16).await, What::Command { .. }));
    assert_eq!(asked.load(Ordering::SeqCst), 3, "nothing is fetched for a member");
    class.close().await;
}
