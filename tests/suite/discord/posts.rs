//! What the desk posts of its own accord: in order, changed in place, and never twice.

use deskbell::domain::ids::{CardId, ChannelId, MemberId, QuizId, Timestamp};
use deskbell::domain::inbound::What as Heard;
use deskbell::domain::reply::{Button, Countdown, Post, Press, Reply, ScoreLine, Slot, Tone};

use super::Class;
use crate::simulator::discord::world::{ANA, GENERAL, STUDY};
use crate::simulator::discord::{Call, Trouble, What};

fn post(place: u64, slot: Slot, text: &str) -> Post {
    Post { channel: ChannelId(format!("discord:{place}")), slot, reply: Reply::sentence(Tone::Quiz, text) }
}

fn card(round: u32) -> Slot {
    Slot::Card { quiz: QuizId(1), round, card: CardId(format!("card-{round}")) }
}

fn is_create(call: &Call) -> bool {
    matches!(call, Call::CreateMessage { .. })
}

fn created(class: &Class) -> usize {
    class.simulator.count(|what| matches!(what, What::Http(request) if is_create(&request.call)))
}

#[tokio::test]
async fn a_card_is_changed_in_place_and_a_fresh_post_is_new() {
    let class = Class::open().await;
    class.post(post(GENERAL, card(1), "card one")).await;
    let shown = class.simulator.expect_message(GENERAL).await;
    assert!(shown.text.contains("card one"));
    class.post(post(GENERAL, card(1), "card one, answered")).await;
    let changed = class.simulator.expect_edit(shown.id).await;
    assert!(changed.text.contains("answered"));
    for text in ["fresh a", "fresh b"] {
        class.post(post(GENERAL, Slot::Fresh, text)).await;
        assert!(class.simulator.expect_message(GENERAL).await.text.contains(text));
    }
    class.post(post(GENERAL, card(2), "card two")).await;
    assert_ne!(class.simulator.expect_message(GENERAL).await.id, shown.id);
    class.close().await;
}

#[tokio::test]
async fn a_post_for_a_member_goes_to_their_direct_messages() {
    let class = Class::open().await;
    let to = |member: &str| Post {
        channel: ChannelId::direct_with(&MemberId(member.to_owned())),
        slot: Slot::Fresh,
        reply: Reply::sentence(Tone::Plain, "two cards are due"),
    };
    class.post(to("discord:no-number")).await;
    class.post(to(&format!("discord:{}", ANA.id))).await;
    let shown = class.simulator.expect_message(ANA.direct_channel()).await;
    assert!(shown.text.contains("two cards are due"));
    class.close().await;
}

#[tokio::test]
async fn a_change_takes_everything_of_the_earlier_message_away() {
    let class = Class::open().await;
    let button = Button {
        label: "Answer".to_owned(),
        press: Press::Answer { quiz: QuizId(1), round: 1 },
        primary: true,
    };
    let mut first = post(GENERAL, card(1), "card one");
    first.reply.title = Some("Card 1 of 2".to_owned());
    first.reply.countdown = Some(Countdown { ends_at: Timestamp(1_800_000_000_500), seconds: 30 });
    first.reply.buttons = vec![button];
    class.post(first).await;
    let shown = class.simulator.expect_message(GENERAL).await;
    assert!(shown.text.contains("<t:1800000001:R>"), "a live countdown: {}", shown.text);
    assert_eq!(shown.buttons.len(), 1);
    let pressed = class.simulator.press(ANA, &shown, "Answer");
    class.simulator.expect_reply(&pressed).await;
    assert_eq!(class.last_heard().what, Heard::Press(Press::Answer { quiz: QuizId(1), round: 1 }));
    class.post(post(GENERAL, card(1), "time is up")).await;
    let changed = class.simulator.expect_edit(shown.id).await;
    assert!(
        changed.buttons.is_empty() && !changed.text.contains("<t:") && !changed.text.contains("Card 1 of 2")
    );
    class.close().await;
}

#[tokio::test]
async fn scores_show_names_without_pinging_them() {
    let class = Class::open().await;
    let mut scores = post(GENERAL, Slot::Fresh, "the scores");
    let line = |rank, name: &str| ScoreLine { rank, name: name.to_owned(), points: 3 };
    scores.reply.scores =
        (1..=60).map(|rank| line(rank, "``` <@402> @everyone a rather long name")).collect();
    class.post(scores).await;
    let shown = class.simulator.expect_message(GENERAL).await;
    assert_eq!(shown.text.matches("```").count(), 2, "the table cannot be left: {}", shown.text);
    let (before, rest) = shown.text.split_once("```").expect("a table");
    let (_, after) = rest.split_once("```").expect("its end");
    for outside in [before, after] {
        assert!(!outside.contains("<@") && !outside.contains("@everyone"), "{outside}");
    }
    assert!(
        after.is_empty() || after.contains("60") || !rest.contains("60"),
        "what is left out is said: {after}"
    );
    class.close().await;
}

#[tokio::test]
async fn posts_of_a_channel_keep_their_order_and_another_channel_does_not_wait() {
    let class = Class::open().await;
    let gate = class.simulator.hold(is_create);
    for n in 0..5 {
        class.post(post(GENERAL, Slot::Fresh, &format!("post {n}"))).await;
    }
    class.simulator.expect_held().await;
    class.post(post(STUDY, Slot::Fresh, "elsewhere")).await;
    assert!(class.simulator.expect_message(STUDY).await.text.contains("elsewhere"));
    assert_eq!(created(&class), 1, "the first channel waits for its first post");
    gate.open();
    for n in 0..5 {
        assert!(class.simulator.expect_message(GENERAL).await.text.contains(&format!("post {n}")));
    }
    class.close().await;
}

#[tokio::test]
async fn the_latest_change_wins_while_an_earlier_one_waits() {
    let class = Class::open().await;
    class.post(post(GENERAL, card(1), "first")).await;
    let shown = class.simulator.expect_message(GENERAL).await;
    let gate = class.simulator.hold(|call| matches!(call, Call::EditMessage { .. }));
    class.post(post(GENERAL, card(1), "second")).await;
    class.simulator.expect_held().await;
    for text in ["third", "fourth", "fifth"] {
        class.post(post(GENERAL, card(1), text)).await;
    }
    // A post elsewhere shows that all of them were taken in.
    class.post(post(STUDY, Slot::Fresh, "elsewhere")).await;
    class.simulator.expect_message(STUDY).await;
    gate.open();
    class.simulator.expect_edit(shown.id).await;
    assert!(class.simulator.expect_edit(shown.id).await.text.contains("fifth"));
    class.close().await;
}

#[tokio::test]
async fn a_post_that_may_have_arrived_is_never_there_twice() {
    let class = Class::open().await;
    class.simulator.trouble(Trouble::DoneButStatus(502), is_create);
    class.post(post(GENERAL, card(1), "once")).await;
    let first = class.simulator.expect_request("the post", is_create).await;
    assert_eq!(first.status, 502);
    let again = class.simulator.expect_message(GENERAL).await;
    assert_eq!(Some(again.id), first.message, "the repetition found the first one");
    class.post(post(GENERAL, card(1), "changed")).await;
    class.simulator.expect_edit(again.id).await;
    class.close().await;
}

#[tokio::test]
async fn a_post_under_way_at_a_stop_still_arrives() {
    let class = Class::open().await;
    for n in 0..20 {
        class.post(post(if n % 2 == 0 { GENERAL } else { STUDY }, Slot::Fresh, &format!("post {n}"))).await;
    }
    let simulator = class.stop().await;
    let arrived = simulator.count(|what| matches!(what, What::Http(request) if is_create(&request.call)));
    assert_eq!(arrived, 20);
    simulator.finish();
}
