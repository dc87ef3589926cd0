//! Replies at their worst, against Block Kit's limits.

use serde_json::{Value, json};

use super::*;
use crate::domain::ids::{QuizId, Timestamp};
use crate::domain::knowledge::Source;
use crate::domain::reply::{Block, Column, Control, Countdown, Press, Span, Tone};

fn text_spans(text: &str) -> Vec<Span> {
    vec![Span::Text(text.to_owned())]
}

fn source(document: &str, first_line: u32, last_line: u32) -> Source {
    Source { document: document.into(), first_line, last_line, record: None }
}

/// Every text of a value, with the path to it.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        Value::Object(values) => values.values().flat_map(texts).collect(),
        _ => vec![],
    }
}

/// Whether every text object escapes what steers it.
fn check_text(object: &Value, limit: usize) {
    assert_eq!(object["type"], "plain_text");
    let text = object["text"].as_str().expect("a text");
    assert!(!text.is_empty() && units(text) <= limit, "{} units: {text}", units(text));
    let bare = text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
    assert!(!bare.contains(['&', '<', '>']), "{text}");
}

/// What Slack gets of a message.
fn sent(reply: &Reply, around: Around<'_>) -> Value {
    serde_json::to_value(message(reply, around)).expect("JSON")
}

/// The body of a message after every limit has been checked.
fn checked(reply: &Reply) -> Value {
    let body = sent(reply, Around { heading: Some("ana: /desk ask <!here>"), left: None });
    check_text(&json!({ "type": "plain_text", "text": body["text"] }), FALLBACK_UNITS);
    let blocks = body["blocks"].as_array().expect("blocks");
    assert!(!blocks.is_empty() && blocks.len() <= 50, "{} blocks", blocks.len());
    assert!(units(&body["blocks"].to_string()) <= 12_000, "{} units", units(&body["blocks"].to_string()));
    let mut actions = Vec::new();
    for block in blocks {
        match block["type"].as_str().expect("a type") {
            "header" => check_text(&block["text"], 150),
            "context" => {
                let elements = block["elements"].as_array().expect("elements");
                assert!((1..=10).contains(&elements.len()));
                elements.iter().for_each(|element| check_text(element, 3_000));
            }
            "rich_text" => {
                let elements = block["elements"].as_array().expect("elements");
                assert!(!elements.is_empty());
                let words = texts(block);
                assert!(words.iter().all(|text| !text.is_empty() && units(text) <= 3_100));
            }
            "section" => {
                let fields = block["fields"].as_array().expect("fields");
                assert!((2..=10).contains(&fields.len()));
                fields.iter().for_each(|field| check_text(field, 2_000));
            }
            "actions" => {
                let elements = block["elements"].as_array().expect("elements");
                assert!((1..=25).contains(&elements.len()));
                for element in elements {
                    check_text(&element["text"], 75);
                    assert!(units(element["value"].as_str().expect("a value")) <= 2_000);
                    actions.push(element["action_id"].as_str().expect("an id").to_owned());
                }
            }
            other => panic!("no such block: {other}"),
        }
    }
    let all = actions.len();
    actions.sort();
    actions.dedup();
    assert_eq!(actions.len(), all, "an action's id twice");
    for text in texts(&body["blocks"]) {
        for mention in ["<!", "<@", "<#"] {
            assert!(!text.contains(mention), "{text}");
        }
    }
    body
}

/// Every field of a reply full of this text.
fn full_of(words: &str) -> Reply {
    let owned = || words.to_owned();
    let spans = vec![Span::Text(owned()), Span::Strong(owned()), Span::Code(owned())];
    let button =
        |round| Button { label: owned(), press: Press::Answer { quiz: QuizId(1), round }, primary: true };
    Reply {
        picture: None,
        tone: Tone::Quiz,
        title: Some(owned()),
        body: vec![
            Block::Paragraph(spans.clone()),
            Block::Quote { term: Some(owned()), spans: spans.clone(), sources: vec![source(words, 1, 9); 9] },
            Block::Columns(vec![
                Column {
                    term: Some(owned()),
                    spans: spans.clone(),
                    sources: vec![source(words, 1, 9)]
                };
                3
            ]),
            Block::List(vec![spans; 3]),
        ],
        countdown: Some(Countdown { ends_at: Timestamp(1_800_000_000_001), seconds: 30 }),
        scores: (1..=60).map(|n| ScoreLine { rank: n, name: owned(), points: i64::MAX }).collect(),
        buttons: (0..40).map(button).collect(),
        note: Some(owned()),
    }
}

#[test]
fn the_worst_reply_keeps_every_limit() {
    let rows = [
        "",
        " ",
        "\n",
        "word ",
        "&<>",
        "\"\\\n",
        "<!channel> <@U1> <#C1> ",
        "\u{1f393}",
        "*_~`",
        "\u{202e}é",
    ];
    for words in rows {
        for times in [1, 40, 700, 5_000] {
            checked(&full_of(&words.repeat(times)));
        }
    }
}

#[test]
fn many_blocks_are_cut_and_say_so() {
    let quote = |n: u32| Block::Quote {
        term: Some(format!("term {n}")),
        spans: text_spans("passage"),
        sources: vec![source("week-1/needs.md", n, n)],
    };
    let body = checked(&Reply { body: (0..80).map(quote).collect(), ..Reply::default() });
    assert!(body["blocks"].to_string().contains("… cut"));
    let long = Block::Quote {
        term: None,
        spans: text_spans(&"long ".repeat(4_000)),
        sources: vec![source("a.txt", 1, 2)],
    };
    let body = checked(&Reply { body: vec![long.clone(), long], ..Reply::default() });
    let shown = body["blocks"].to_string();
    assert_eq!(shown.matches("a.txt, lines 1–2").count(), 2, "a long passage hides no source");
    assert_eq!(shown.matches("… cut").count(), 2);
}

#[test]
fn meaning_becomes_rich_text_and_commands_are_typed_behind_one() {
    let reply = Reply {
        title: Some("R&D".to_owned()),
        body: vec![
            Block::Paragraph(vec![Span::Text("Type ".to_owned()), Span::Code("/quiz start".to_owned())]),
            Block::Quote {
                term: Some("need".to_owned()),
                spans: text_spans("*a* <b>"),
                sources: vec![source("a.txt", 4, 4)],
            },
        ],
        ..Reply::default()
    };
    let body = checked(&reply);
    let blocks = &body["blocks"];
    assert_eq!(blocks[1]["text"]["text"], "R&amp;D");
    let section = &blocks[2]["elements"][0]["elements"];
    assert_eq!(section[1], json!({ "type": "text", "text": "/desk quiz start", "style": { "code": true } }));
    let quote = &blocks[3]["elements"][0];
    assert_eq!(quote["type"], "rich_text_quote");
    assert_eq!(quote["elements"][0], json!({ "type": "text", "text": "need", "style": { "bold": true } }));
    assert_eq!(quote["elements"][2]["text"], "*a* <b>");
    assert_eq!(blocks[4]["elements"][0]["text"], "a.txt, line 4");
    assert_eq!(body["text"], "R&amp;D — Type /desk quiz start — need: *a* &lt;b&gt; [a.txt, line 4]");
}

#[test]
fn what_nobody_can_see_leaves_no_empty_run() {
    let invisible = "\u{202a}\u{202c}\r".to_owned();
    let spans =
        vec![Span::Text(invisible.clone()), Span::Text("seen".to_owned()), Span::Strong(invisible.clone())];
    let body = vec![Block::Paragraph(spans), Block::List(vec![vec![Span::Text(invisible)]])];
    let reply = Reply { body, ..Reply::default() };
    let sent = json!(message(&reply, Around::default()).blocks).to_string();
    assert!(sent.contains("seen") && !sent.contains(r#""text":"""#), "{sent}");
}

#[test]
fn a_card_shows_the_seconds_that_are_left_and_its_buttons() {
    let control = Press::Control { quiz: QuizId(4), round: 2, control: Control::Skip };
    let reply = Reply {
        countdown: Some(Countdown { ends_at: Timestamp(0), seconds: 30 }),
        buttons: vec![
            Button {
                label: "Answer".to_owned(),
                press: Press::Answer { quiz: QuizId(4), round: 2 },
                primary: true,
            },
            Button { label: "Skip".to_owned(), press: control.clone(), primary: false },
        ],
        ..Reply::default()
    };
    for (left, shown) in [(None, "⏳ 30 s"), (Some(10), "⏳ 10 s")] {
        let body = sent(&reply, Around { heading: None, left });
        assert_eq!(body["blocks"][0]["elements"][0]["text"], shown);
        let buttons = &body["blocks"][1]["elements"];
        assert_eq!((&buttons[0]["style"], &buttons[1]["style"]), (&json!("primary"), &Value::Null));
        let token = buttons[1]["value"].as_str().expect("a token");
        assert_eq!(Press::from_token(token), Some(control.clone()));
    }
}

#[test]
fn a_form_keeps_the_limits_of_a_modal() {
    let field = |name: &str, filled: &str| Field {
        name: name.to_owned(),
        label: "Label & <more> ".repeat(300),
        filled: filled.to_owned(),
        long: true,
        required: false,
        max_characters: 4_000,
    };
    let form = Form {
        title: "A title that is far too long for a modal".to_owned(),
        fields: vec![field("a", &"x".repeat(5_000)), field("b", "")],
        press: Press::Answer { quiz: QuizId(1), round: 2 },
    };
    let modal = modal(&form, "{}");
    check_text(&modal["title"], 24);
    check_text(&modal["submit"], 24);
    assert_eq!(modal["blocks"][0]["text"]["text"], form.title, "what was cut stands in full");
    let (a, b) = (&modal["blocks"][1], &modal["blocks"][2]);
    check_text(&a["label"], 2_000);
    assert_eq!(a["element"]["initial_value"].as_str().map(str::len), Some(3_000));
    assert_eq!((&a["element"]["max_length"], &a["optional"]), (&json!(3_000), &json!(true)));
    assert_eq!(b["element"]["initial_value"], Value::Null, "an empty value is no value");
}

#[test]
fn choices_keep_their_limits_and_come_once() {
    let many: Vec<String> =
        (0..150).map(|n| format!("{n} {}", "é&".repeat(120))).chain([String::new()]).collect();
    let options = choices(&many);
    let options = options["options"].as_array().expect("options");
    assert_eq!(options.len(), 100);
    for option in options {
        check_text(&option["text"], 75);
        assert!(units(option["value"].as_str().expect("a value")) <= 150);
    }
    let twice = choices(&["need".to_owned(), " need ".to_owned()]);
    assert_eq!(twice["options"].as_array().map(Vec::len), Some(1));
}
