//! The worst that a desk could say, sent for real.

use deskbell::domain::ids::{ChannelId, QuizId, Timestamp};
use deskbell::domain::knowledge::Source;
use deskbell::domain::reply::{
    Block, Button, Column, Countdown, Post, Press, Reply, ScoreLine, Slot, Span, Tone,
};

use super::Class;
use crate::simulator::slack::world::GENERAL;

/// Every field of a reply full of this text.
fn full_of(text: &str) -> Reply {
    let owned = || text.to_owned();
    let spans = || vec![Span::Text(owned()), Span::Strong(owned()), Span::Code(owned())];
    let sources = || vec![Source { document: text.into(), first_line: 1, last_line: 9, record: None }; 9];
    let column = || Column { term: Some(owned()), spans: spans(), sources: sources() };
    let button =
        |round| Button { label: owned(), press: Press::Answer { quiz: QuizId(1), round }, primary: true };
    Reply {
        picture: None,
        tone: Tone::Quiz,
        title: Some(owned()),
        body: vec![
            Block::Paragraph(spans()),
            Block::Quote { term: Some(owned()), spans: spans(), sources: sources() },
            Block::List(vec![spans(); 3]),
            Block::Columns(vec![column(), column()]),
        ],
        countdown: Some(Countdown { ends_at: Timestamp(0), seconds: 30 }),
        scores: (1..=60).map(|rank| ScoreLine { rank, name: owned(), points: i64::MAX }).collect(),
        buttons: (0..40).map(button).collect(),
        note: Some(owned()),
    }
}

#[tokio::test]
async fn slack_takes_it_whatever_it_is_made_of() {
    let class = Class::open().await;
    for words in ["word ", "&<>", "\"\\\n", "<!channel> <@U1> ", "\u{1f393}", "*_~`", " ", ""] {
        for times in [1, 30, 2_000] {
            let channel = ChannelId(format!("slack:{GENERAL}:17.{times}"));
            class.post(Post { channel, slot: Slot::Fresh, reply: full_of(&words.repeat(times)) }).await;
            class.simulator.expect_post(GENERAL).await;
        }
    }
    class.close().await;
}
