//! The desk is slow, stuck or broken: Discord gets its first response in time all the same.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskbell::domain::inbound::What;
use deskbell::domain::reply::Response;
use deskbell::platform::discord::Limits;
use deskbell::port::Answering;
use serde_json::json;
use tokio::sync::Notify;

use super::{Class, Setup, at_once, say};
use crate::simulator::discord::Options;
use crate::simulator::discord::world::{ANA, GENERAL};

/// Defers after a twentieth of a second.
fn hurried() -> Limits {
    Limits { first_answer: Duration::from_millis(50), ..Limits::default() }
}

/// A desk that answers commands only when it is told to, and everything else at once.
fn waiting_for(bell: &Arc<Notify>) -> impl Fn(&deskbell::domain::inbound::Inbound) -> Answering + use<> {
    let bell = Arc::clone(bell);
    move |inbound| {
        let bell = Arc::clone(&bell);
        if matches!(inbound.what, What::Press(_)) {
            return at_once(say("pressed"));
        }
        Box::pin(async move {
            bell.notified().await;
            say("at last")
        })
    }
}

#[tokio::test]
async fn a_slow_desk_is_announced_and_then_answers_in_place() {
    for (private, flags) in [("false", 0), ("true", 64)] {
        let bell = Arc::new(Notify::new());
        let class = Class::open_with(Setup::limits(hurried()), waiting_for(&bell)).await;
        let options = [("question", "what?"), ("private", private)];
        let sent = class.simulator.slash(ANA, GENERAL, "ask", &options);
        let callback = class.simulator.expect_callback(&sent).await;
        assert_eq!(callback.body["type"], json!(5));
        assert_eq!(callback.body["data"]["flags"].as_u64().unwrap_or_default(), flags);
        let pressed = class.simulator.press_token(ANA, GENERAL, None, "ask:need");
        assert_eq!(class.simulator.expect_reply(&pressed).await.text, "pressed");
        bell.notify_one();
        let shown = class.simulator.expect_edit_of(&sent).await;
        assert_eq!((shown.text.as_str(), shown.private), ("at last", flags == 64));
        class.close().await;
    }
}

#[tokio::test]
async fn a_desk_that_never_answers_is_given_up_with_an_apology() {
    let limits = Limits { give_up: Duration::from_millis(100), ..hurried() };
    let class = Class::open_with(Setup::limits(limits), |_| Box::pin(std::future::pending())).await;
    let sent = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    assert!(!class.simulator.expect_reply(&sent).await.text.is_empty());
    class.simulator.mention(ANA, GENERAL, "and here?");
    assert!(!class.simulator.expect_message(GENERAL).await.text.is_empty());
    class.close().await;
}

#[tokio::test]
async fn a_slow_completion_ends_with_no_choices() {
    let class = Class::open_with(Setup::limits(hurried()), |_| Box::pin(std::future::pending())).await;
    let sent = class.simulator.complete(ANA, GENERAL, "define", "term", "nee");
    assert_eq!(class.simulator.expect_choices(&sent).await, []);
    class.close().await;
}

#[tokio::test]
async fn a_late_silence_takes_the_announcement_back() {
    let bell = Arc::new(Notify::new());
    let class = Class::open_with(Setup::limits(hurried()), {
        let bell = Arc::clone(&bell);
        move |_| {
            let bell = Arc::clone(&bell);
            Box::pin(async move {
                bell.notified().await;
                Response::Silent
            })
        }
    })
    .await;
    let sent = class.simulator.slash(ANA, GENERAL, "scores", &[]);
    assert_eq!(class.simulator.expect_callback(&sent).await.body["type"], json!(5));
    bell.notify_one();
    class.simulator.expect_withdrawal(&sent).await;
    class.close().await;
}

#[tokio::test]
async fn a_desk_that_panics_costs_one_apology_and_nothing_else() {
    let class = Class::open_with(Setup::default(), |inbound| {
        let words = format!("{inbound:?}");
        assert!(!words.contains("break at once"), "a fault in the desk, on purpose");
        let fails = words.contains("break later");
        Box::pin(async move {
            assert!(!fails, "a fault in the desk, on purpose");
            say("fine")
        })
    })
    .await;
    for question in ["break at once", "break later"] {
        let sent = class.simulator.slash(ANA, GENERAL, "ask", &[("question", question)]);
        let apology = class.simulator.expect_reply(&sent).await;
        assert!(!apology.text.is_empty() && !apology.text.contains("on purpose"));
    }
    let sent = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "still there?")]);
    assert_eq!(class.simulator.expect_reply(&sent).await.text, "fine");
    class.close().await;
}

/// The worst that a desk can do: it blocks every thread of the program's runtime that it can get.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn heartbeats_go_on_while_a_worker_is_blocked() {
    let (release, blocked) = std::sync::mpsc::channel::<()>();
    let blocked = Arc::new(Mutex::new(blocked));
    let entered = Arc::new(Notify::new());
    let setup = Setup {
        options: Options { heartbeat_millis: 100, ..Options::default() },
        ..Setup::limits(hurried())
    };
    let class = Class::open_with(setup, {
        let (blocked, entered) = (Arc::clone(&blocked), Arc::clone(&entered));
        move |_| {
            let (blocked, entered) = (Arc::clone(&blocked), Arc::clone(&entered));
            Box::pin(async move {
                entered.notify_one();
                let waiting = blocked.lock().expect("nobody panics with it");
                waiting.recv().expect("the test lets it go");
                say("at last")
            })
        }
    })
    .await;
    let sent = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    entered.notified().await;
    let before = class.simulator.count(is_heartbeat);
    while class.simulator.count(is_heartbeat) < before + 3 {
        class.simulator.expect_heartbeat().await;
    }
    release.send(()).expect("the desk waits for it");
    assert_eq!(class.simulator.expect_reply(&sent).await.text, "at last");
    assert_eq!(class.identified(), 1);
    class.close().await;
}

fn is_heartbeat(what: &crate::simulator::discord::What) -> bool {
    matches!(what, crate::simulator::discord::What::Frame { op: 1, .. })
}
