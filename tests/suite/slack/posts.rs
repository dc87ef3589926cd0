//! What the desk posts of itself: in order, edited in place, at a pace that Slack takes.

use std::time::Duration;

use deskbell::domain::ids::{CardId, ChannelId, MemberId, QuizId, Timestamp};
use deskbell::domain::reply::{Countdown, Post, Reply, Slot, Tone};
use tokio::time::Instant;

use super::{Class, Setup, echo};
use crate::simulator::slack::world::{ANA, GENERAL, STUDY};
use crate::simulator::slack::{Call, Trouble};

fn post(channel: &str, slot: Slot, text: &str) -> Post {
    Post { channel: ChannelId(format!("slack:{channel}")), slot, reply: Reply::sentence(Tone::Plain, text) }
}

fn card() -> Slot {
    Slot::Card { quiz: QuizId(1), round: 1, card: CardId("card".to_owned()) }
}

fn counting(seconds: u32) -> Post {
    let mut post = post(GENERAL, card(), "the card");
    post.reply.countdown = Some(Countdown { ends_at: Timestamp(0), seconds });
    post
}

#[tokio::test]
async fn a_card_is_posted_once_and_edited_in_place_also_in_a_thread() {
    let class = Class::open().await;
    for place in [GENERAL.to_owned(), format!("{GENERAL}:1690.1")] {
        class.post(post(&place, card(), "the card")).await;
        let shown = class.simulator.expect_post(GENERAL).await;
        assert_eq!(shown.thread.as_deref(), place.split_once(':').map(|(_, thread)| thread));
        class.post(post(&place, card(), "closed")).await;
        let edited = class.simulator.expect_edit(GENERAL, shown.ts.as_deref().expect("a time stamp")).await;
        assert_eq!(edited.text, "closed");
    }
    class.close().await;
}

#[tokio::test]
async fn what_is_for_one_member_goes_to_their_conversation() {
    let class = Class::open().await;
    let member = MemberId(format!("slack:{}", ANA.id));
    let channel = ChannelId::direct_with(&member);
    class.post(Post { channel, slot: Slot::Fresh, reply: Reply::sentence(Tone::Plain, "a reminder") }).await;
    let call = class.simulator.expect_call("the reminder", |call| call.body["channel"] == ANA.id).await;
    assert_eq!((call.method.as_str(), call.error), ("chat.postMessage", None));
    class.close().await;
}

#[tokio::test]
async fn a_countdown_holds_still_where_slack_takes_no_edits_and_the_end_still_comes() {
    let setup = Setup::limits(|limits| {
        limits.count_down_every = Duration::from_millis(20);
        limits.post_every = Duration::from_millis(60);
    });
    let class = Class::open_with(setup, echo).await;
    class.simulator.trouble("chat.update", Trouble::RateLimited(3600));
    class.post(counting(300)).await;
    let ts = class.simulator.expect_post(GENERAL).await.ts.expect("a time stamp");
    let edits = |call: &Call| call.method == "chat.update";
    class.simulator.expect_call("the refused edit", |call| edits(call) && call.error.is_some()).await;
    // Long enough for several steps: these are paced.
    for number in 0..8 {
        class.post(post(STUDY, Slot::Fresh, &format!("message {number}"))).await;
    }
    for _ in 0..8 {
        class.simulator.expect_post(STUDY).await;
    }
    class.post(post(GENERAL, card(), "closed")).await;
    assert_eq!(class.simulator.expect_edit(GENERAL, &ts).await.text, "closed");
    assert!(!class.simulator.calls().iter().any(edits), "no more was asked of Slack than the end");
    class.close().await;
}

#[tokio::test]
async fn a_deleted_card_is_posted_anew() {
    let class = Class::open().await;
    class.post(post(GENERAL, card(), "the card")).await;
    let shown = class.simulator.expect_post(GENERAL).await;
    class.simulator.delete(GENERAL, shown.ts.as_deref().expect("a time stamp"));
    class.post(post(GENERAL, card(), "closed")).await;
    assert_eq!(class.simulator.expect_post(GENERAL).await.text, "closed");
    class.close().await;
}

#[tokio::test]
async fn a_countdown_is_edited_in_steps_until_the_card_closes() {
    let setup = Setup::limits(|limits| limits.count_down_every = Duration::from_millis(600));
    let class = Class::open_with(setup, echo).await;
    class.post(counting(3)).await;
    let shown = class.simulator.expect_post(GENERAL).await;
    assert!(shown.text.contains("⏳ 3 s"), "{}", shown.text);
    let ts = shown.ts.expect("a time stamp");
    let step = class.simulator.expect_edit(GENERAL, &ts).await;
    assert!(step.text.contains("the card ⏳ 3 s") || step.text.contains("the card ⏳ 2 s"), "{}", step.text);
    class.post(post(GENERAL, card(), "closed")).await;
    loop {
        let edit = class.simulator.expect_edit(GENERAL, &ts).await;
        if edit.text == "closed" {
            break;
        }
        assert!(edit.text.contains('⏳'), "{}", edit.text);
    }
    class.close().await;
}

#[tokio::test]
async fn too_fast_is_waited_out_and_holds_up_one_channel_alone() {
    let class = Class::open().await;
    class.simulator.trouble("chat.postMessage", Trouble::RateLimited(1));
    let asked = Instant::now();
    class.post(post(GENERAL, Slot::Fresh, "slowly")).await;
    let fits = |call: &crate::simulator::slack::Call| call.error.as_deref() == Some("ratelimited");
    class.simulator.expect_call("the refused post", fits).await;
    class.post(post(STUDY, Slot::Fresh, "elsewhere")).await;
    class.simulator.expect_post(STUDY).await;
    assert!(asked.elapsed() < Duration::from_secs(1), "another channel waited");
    assert_eq!(class.simulator.expect_post(GENERAL).await.text, "slowly");
    assert!(asked.elapsed() >= Duration::from_secs(1), "Retry-After was not kept");
    class.close().await;
}

#[tokio::test]
async fn a_channel_is_not_flooded() {
    let setup = Setup::limits(|limits| limits.post_every = Duration::from_millis(200));
    let class = Class::open_with(setup, echo).await;
    let begun = Instant::now();
    for number in 0..8 {
        class.post(post(GENERAL, Slot::Fresh, &format!("message {number}"))).await;
    }
    for number in 0..8 {
        assert_eq!(class.simulator.expect_post(GENERAL).await.text, format!("message {number}"));
    }
    assert!(begun.elapsed() >= Duration::from_millis(3 * 200), "{:?}", begun.elapsed());
    class.close().await;
}

#[tokio::test]
async fn what_slack_may_have_taken_is_not_posted_twice() {
    let class = Class::open().await;
    class.simulator.trouble("chat.postMessage", Trouble::Status(503));
    class.post(post(GENERAL, Slot::Fresh, "perhaps")).await;
    class.post(post(GENERAL, Slot::Fresh, "surely")).await;
    assert_eq!(class.simulator.expect_post(GENERAL).await.text, "surely");
    let times = class.simulator.calls().iter().filter(|call| call.body["text"] == "perhaps").count();
    assert_eq!(times, 1);
    class.close().await;
}
