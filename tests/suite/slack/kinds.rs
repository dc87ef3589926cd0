//! Every kind of reply that the desk has, as the transcripts bring them about, and each at its worst: its texts
//! long and full of what would mean something to Slack, its lists far too long.

use std::collections::BTreeMap;

use deskbell::domain::ids::{ChannelId, QuizId};
use deskbell::domain::inbound::{Inbound, What};
use deskbell::domain::knowledge::Source;
use deskbell::domain::reply::{
    Block, Button, Column, Field, Form, Post, Press, Reply, Response, ScoreLine, Slot, Span,
};
use deskbell::port::Answering;

use super::{Class, Setup, at_once};
use crate::simulator::slack::world::{GENERAL, MAYA};
use crate::transcripts::everything_said;

/// What is put behind every text.
const WORST: [&str; 3] = ["<!channel> <@U1> &amp; ", "\"\\\n*_~`\u{202e}", "\u{1f393}word "];
const TIMES: usize = 30;
/// How long a list becomes at least: longer than anything that Slack takes.
const MANY: usize = 60;

/// What a reply is made of, whatever it says.
fn kind(reply: &Reply) -> String {
    let block = |block: &Block| match block {
        Block::Paragraph(spans) => format!("p{}", spans.len().min(3)),
        Block::Quote { term, .. } => format!("q{}", u8::from(term.is_some())),
        Block::List(_) => "l".to_owned(),
        Block::Columns(columns) => format!("c{}", columns.len().min(3)),
    };
    let mut blocks: Vec<String> = reply.body.iter().map(block).collect();
    blocks.dedup();
    let presses: Vec<String> = reply
        .buttons
        .iter()
        .map(|button| format!("{:?}", button.press).split(['(', ' ']).next().unwrap_or_default().to_owned())
        .collect();
    let more =
        (reply.title.is_some(), reply.countdown.is_some(), reply.scores.is_empty(), reply.note.is_some());
    format!("{blocks:?} {presses:?} {more:?}")
}

/// The same kind of reply at its worst.
fn worst(reply: &Reply, words: &str) -> Reply {
    let more = words.repeat(TIMES);
    let text = |text: &str| format!("{text} {more}");
    let span = |span: &Span| match span {
        Span::Text(words) => Span::Text(text(words)),
        Span::Strong(words) => Span::Strong(text(words)),
        Span::Code(words) => Span::Code(text(words)),
    };
    let spans = |spans: &[Span]| spans.iter().map(span).collect::<Vec<_>>();
    let source = |source: &Source| Source { document: text(&source.document).into(), ..source.clone() };
    let sources = |sources: &[Source]| sources.iter().map(source).cycle().take(sources.len() * 4).collect();
    let column = |column: &Column| Column {
        term: column.term.as_deref().map(text),
        spans: spans(&column.spans),
        sources: sources(&column.sources),
    };
    let block = |block: &Block| match block {
        Block::Paragraph(said) => Block::Paragraph(spans(said)),
        Block::Quote { term, spans: said, sources: from } => {
            Block::Quote { term: term.as_deref().map(text), spans: spans(said), sources: sources(from) }
        }
        Block::List(items) => {
            Block::List(items.iter().map(|item| spans(item)).cycle().take(items.len() * 3).collect())
        }
        Block::Columns(columns) => {
            Block::Columns(columns.iter().map(column).cycle().take(columns.len() * 4).collect())
        }
    };
    let own_press = |round| Press::Answer { quiz: QuizId(1), round };
    let button = |(at, button): (u32, &Button)| Button {
        label: text(&button.label),
        press: if at < 5 { button.press.clone() } else { own_press(at) },
        primary: button.primary,
    };
    let many = |count: usize| if count == 0 { 0 } else { count.max(MANY) };
    let line = |line: &ScoreLine| ScoreLine { name: text(&line.name), points: i64::MIN, ..line.clone() };
    Reply {
        tone: reply.tone,
        title: reply.title.as_deref().map(text),
        body: reply.body.iter().map(block).cycle().take(many(reply.body.len())).collect(),
        countdown: reply.countdown,
        scores: reply.scores.iter().map(line).cycle().take(many(reply.scores.len())).collect(),
        picture: None,
        buttons: (0..)
            .zip(reply.buttons.iter().cycle().take(many(reply.buttons.len())))
            .map(button)
            .collect(),
        note: reply.note.as_deref().map(text),
    }
}

#[tokio::test]
async fn slack_takes_every_kind_of_reply_as_it_is_and_at_its_worst() {
    let (said, _) = everything_said().await;
    let kinds: BTreeMap<String, Reply> = said.into_iter().map(|reply| (kind(&reply), reply)).collect();
    assert!(kinds.len() > 40, "the transcripts have {} kinds", kinds.len());
    let class = Class::open().await;
    let mut thread = 0;
    for (reply, words) in kinds.into_values().zip(WORST.iter().cycle()) {
        let at_worst = worst(&reply, words);
        for reply in [reply, at_worst] {
            // A place of its own for each: a channel is paced.
            thread += 1;
            let channel = ChannelId(format!("slack:{GENERAL}:17.{thread}"));
            class.post(Post { channel, slot: Slot::Fresh, reply }).await;
            class.simulator.expect_post(GENERAL).await;
        }
    }
    class.close().await;
}

#[tokio::test]
async fn slack_takes_every_form_as_it_is_and_at_its_worst() {
    let (_, forms) = everything_said().await;
    assert!(forms.len() > 3, "the transcripts have {} forms", forms.len());
    let bad = |form: &Form, words: &str| {
        let text = |text: &str| format!("{text} {}", words.repeat(TIMES));
        let field =
            |field: &Field| Field { label: text(&field.label), filled: text(&field.filled), ..field.clone() };
        Form {
            title: text(&form.title),
            fields: form.fields.iter().map(field).collect(),
            press: form.press.clone(),
        }
    };
    let at_worst: Vec<Form> =
        forms.iter().flat_map(|form| WORST.iter().map(move |words| bad(form, words))).collect();
    let all: Vec<Form> = forms.into_iter().chain(at_worst).collect();
    let total = all.len();
    let next = std::sync::Mutex::new(all);
    let desk = move |inbound: &Inbound| -> Answering {
        let form = next.lock().expect("no test panics in it").pop();
        at_once(match (&inbound.what, form) {
            (What::Command { .. }, Some(form)) => Response::Form(form),
            _ => Response::Silent,
        })
    };
    let class = Class::open_with(Setup::default(), desk).await;
    for _ in 0..total {
        let sent = class.simulator.slash(MAYA, GENERAL, "teach");
        class.simulator.expect_form(&sent).await;
    }
    class.close().await;
}
