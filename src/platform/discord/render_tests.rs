//! Replies at their worst, against limits kept by somebody else's library.

use serde_json::{Value, json};
use twilight_model::channel::message::{Component, Embed};

use super::*;
use crate::domain::ids::{QuizId, Timestamp};
use crate::domain::reply::{Control, Countdown, Field, Press};

fn text(text: &str) -> Vec<Span> {
    vec![Span::Text(text.to_owned())]
}

fn source(document: &str, first_line: u32, last_line: u32) -> Source {
    Source { document: document.into(), first_line, last_line, record: None }
}

fn quoted(term: &str, passage: &str) -> Block {
    let sources = vec![source("week-1/needs.md", 4, 4)];
    Block::Quote { term: Some(term.to_owned()), spans: text(passage), sources }
}

/// The body of a reply after every limit has been checked.
fn checked(reply: &Reply) -> Value {
    let body = serde_json::to_value(message(reply)).expect("JSON");
    let content = body["content"].as_str().expect("content");
    twilight_validate::message::content(content).expect("content");
    assert!(units(content) <= CONTENT_UNITS);
    let embeds = body["embeds"].as_array().expect("embeds");
    assert!(!content.trim().is_empty() || !embeds.is_empty(), "an empty message");
    for embed in embeds {
        let mut embed = embed.clone();
        embed["type"] = json!("rich");
        let embed: Embed = serde_json::from_value(embed).expect("an embed");
        twilight_validate::embed::embed(&embed).expect("an embed within its limits");
        assert!(units(embed.description.as_deref().unwrap_or_default()) <= DESCRIPTION_UNITS);
        assert!(units(embed.title.as_deref().unwrap_or_default()) <= TITLE_UNITS);
    }
    let rows: Vec<Component> = serde_json::from_value(body["components"].clone()).expect("components");
    twilight_validate::message::components(&rows, false).expect("components within their limits");
    assert_eq!(body["allowed_mentions"], json!({ "parse": [], "replied_user": false }));
    let whole = body.to_string().to_lowercase();
    assert!(!whole.contains("@everyone") && !whole.contains("@here"), "{whole}");
    body
}

fn description(body: &Value) -> &str {
    body["embeds"][0]["description"].as_str().expect("a description")
}

/// Every field of a reply full of this text.
fn full_of(text_: &str) -> Reply {
    let spans =
        vec![Span::Text(text_.to_owned()), Span::Strong(text_.to_owned()), Span::Code(text_.to_owned())];
    let button = |round| Button {
        label: text_.to_owned(),
        press: Press::Answer { quiz: QuizId(1), round },
        primary: true,
    };
    Reply {
        tone: Tone::Quiz,
        title: Some(text_.to_owned()),
        body: vec![
            Block::Paragraph(spans.clone()),
            Block::Quote {
                term: Some(text_.to_owned()),
                spans: spans.clone(),
                sources: vec![source(text_, 1, 9); 9],
            },
            Block::List(vec![spans; 3]),
        ],
        countdown: Some(Countdown { ends_at: Timestamp(1_800_000_000_001), seconds: 30 }),
        scores: (1..=60).map(|n| ScoreLine { rank: n, name: text_.to_owned(), points: i64::MAX }).collect(),
        picture: None,
        buttons: (0..40).map(button).collect(),
        note: Some(text_.to_owned()),
    }
}

#[test]
fn the_worst_reply_keeps_every_limit() {
    let worst =
        ["*", "@everyone ", "`", "```\n", "<@1>", "😀", "\n", " ", "", "\u{202e}", "x", "> # 1. ", "مرحبا "];
    for piece in worst {
        for times in [1, 7, 300, 2500] {
            let body = checked(&full_of(&piece.repeat(times)));
            let shown = description(&body);
            assert!(shown.contains("<t:1800000001:R>"), "{piece} x {times}");
            assert_eq!(shown.matches("```").count(), 2, "{piece} x {times}: {shown}");
            assert!(shown.ends_with(CUT), "15 buttons found no place: {piece} x {times}");
        }
    }
}

/// Two passages beside each other, of this text.
fn compared(text_: &str) -> Block {
    let column =
        Column { term: Some(text_.to_owned()), spans: text(text_), sources: vec![source(text_, 1, 9); 9] };
    Block::Columns(vec![column.clone(), column])
}

#[test]
fn the_worst_comparison_keeps_every_limit() {
    for piece in ["*", "@everyone ", "😀", "", "\n", "x"] {
        for times in [1, 300, 2500] {
            let mut reply = full_of(&piece.repeat(times));
            reply.body.push(compared(&piece.repeat(times)));
            let body = checked(&reply);
            assert_eq!(body["embeds"][0]["fields"].as_array().map(Vec::len), Some(2), "{piece} x {times}");
            // Where it stands between others it keeps its place among them.
            reply.body.rotate_right(1);
            assert_eq!(checked(&reply)["embeds"][0].get("fields"), None, "{piece} x {times}");
        }
    }
}

#[test]
fn each_part_alone_keeps_its_limit() {
    let long = "a_b ".repeat(3000);
    let whole = full_of(&long);
    let parts = [
        Reply { title: whole.title.clone(), ..Reply::default() },
        Reply { body: whole.body.clone(), ..Reply::default() },
        Reply { body: vec![Block::Paragraph(text(&long))], ..Reply::default() },
        Reply { body: vec![quoted("need", &long); 60], ..Reply::default() },
        Reply { scores: whole.scores.clone(), ..Reply::default() },
        Reply { buttons: whole.buttons.clone(), ..Reply::default() },
        Reply { note: whole.note.clone(), ..Reply::default() },
        Reply::default(),
    ];
    for (at, part) in parts.iter().enumerate() {
        let body = checked(part).to_string();
        assert_eq!(body.contains(CUT), at + 1 < parts.len(), "part {at}: {body}");
    }
}

#[test]
fn a_plain_sentence_is_plain_content() {
    let body = checked(&Reply::sentence(Tone::Sorry, "No quiz runs here. Ask @everyone!"));
    assert_eq!(body["content"], "No quiz runs here. Ask @\u{200b}everyone!");
    assert_eq!(body["embeds"], json!([]));
    assert_eq!(body["components"], json!([]));
}

#[test]
fn an_answer_shows_passage_and_source() {
    let record = Source { record: Some("q-7".into()), ..source("faq_2.jsonl", 9, 9) };
    let reply = Reply {
        tone: Tone::Good,
        title: Some("What is a *need*?".into()),
        body: vec![
            Block::Paragraph(vec![Span::Text("See also ".into()), Span::Code("/define want".into())]),
            Block::Quote {
                term: Some("Need".into()),
                spans: vec![
                    Span::Text("What one ".into()),
                    Span::Strong("lacks".into()),
                    Span::Text(".\n# Two".into()),
                ],
                sources: vec![source("week-1/needs.md", 4, 5), record],
            },
            Block::List(vec![text("one\nline"), text("two")]),
        ],
        note: Some("2 more *places*".into()),
        ..Reply::default()
    };
    let body = checked(&reply);
    let shown = concat!(
        "See also `/define want`\n\n",
        "> **Need**\n> What one **lacks**.\n> \\# Two\n",
        "-# week-1/needs.md, lines 4–5; faq\\_2.jsonl, line 9, record q-7\n\n",
        "- one line\n- two",
    );
    assert_eq!(description(&body), shown);
    assert_eq!(body["embeds"][0]["title"], r"What is a \*need\*?");
    assert_eq!(body["embeds"][0]["footer"]["text"], "2 more *places*");
}

#[test]
fn a_long_passage_hides_no_source() {
    let long = "word ".repeat(2000);
    let body = checked(&Reply {
        body: vec![quoted("a", &long), quoted("b", "short"), quoted("c", &long)],
        ..Reply::default()
    });
    let shown = description(&body);
    assert_eq!(shown.matches("-# week-1/needs.md, line 4").count(), 3, "{shown}");
    assert_eq!(shown.matches(CUT).count(), 2);
    assert!(units(shown) > DESCRIPTION_UNITS * 3 / 4, "much room is left unused: {}", units(shown));
}

#[test]
fn scores_stand_in_columns() {
    let line = |rank, name: &str, points| ScoreLine { rank, name: name.to_owned(), points };
    let reply = Reply { scores: vec![line(1, "Ada", 12), line(2, "`Bob`\n@here", 7)], ..Reply::default() };
    let shown = "```\n1  12  \u{2068}Ada\u{2069}\n2   7  \u{2068}ˋBobˋ @\u{200b}here\u{2069}\n```";
    assert_eq!(description(&checked(&reply)), shown);
}

#[test]
fn buttons_are_sent_once_and_only_with_a_token() {
    let button = |label: &str, press| Button { label: label.into(), press, primary: false };
    let skip = Press::Control { quiz: QuizId(2), round: 1, control: Control::Skip };
    let reply = Reply {
        buttons: vec![
            button("Skip", skip.clone()),
            button("Skip again", skip),
            button("Too long", Press::Ask("é".repeat(200))),
            button(" ", Press::Deck("week 1".into())),
        ],
        ..Reply::sentence(Tone::Plain, "Card")
    };
    let body = checked(&reply);
    let row = &body["components"][0]["components"];
    assert_eq!(row.as_array().map(Vec::len), Some(2));
    assert_eq!(row[0]["custom_id"], "skip:2:1");
    assert_eq!(row[1]["label"], "…");
    assert_eq!(body["content"], "Card");
}

#[test]
fn a_form_fits_a_modal() {
    let press = Press::Answer { quiz: QuizId(1), round: 3 };
    for (words, most) in [("Card 3", 200), (&*"long @everyone ".repeat(40), u16::MAX), ("", 0)] {
        let field = Field {
            name: "answer".into(),
            label: words.into(),
            filled: words.into(),
            required: true,
            max_characters: most,
            ..Field::default()
        };
        let fields = vec![field.clone(), Field { long: true, required: false, ..field }];
        let form = Form { title: words.into(), fields, press: press.clone() };
        let modal = modal(&form).expect("a token");
        let input = &modal["components"][0]["components"][0];
        for label in [&modal["title"], &input["label"]] {
            let length = label.as_str().expect("words").chars().count();
            assert!((1..=45).contains(&length), "{label}");
        }
        let most = input["max_length"].as_u64().expect("a number");
        assert!((1..=4000).contains(&most));
        let filled = input["value"].as_str().map(|value| value.encode_utf16().count() as u64);
        assert!(filled.is_none_or(|units| (1..=most).contains(&units)), "{input}");
        assert_eq!(modal["components"][1]["components"][0]["style"], 2);
        assert_eq!(modal["custom_id"], "answer:1:3");
        let rows: Vec<Component> = serde_json::from_value(modal["components"].clone()).expect("components");
        for row in &rows {
            twilight_validate::component::component_v1(row).expect("a row within its limits");
        }
    }
}

#[test]
fn choices_keep_to_discords_limits() {
    let given: Vec<String> = (0..60).map(|n| format!("{}{n} 😀{}", " ", "x".repeat(120))).collect();
    let shown = choices(&given);
    let shown = shown["choices"].as_array().expect("choices");
    assert_eq!(shown.len(), CHOICES);
    for choice in shown {
        let name = choice["name"].as_str().expect("a name");
        assert!(!name.is_empty() && units(name) <= CHOICE_UNITS);
        assert_eq!(choice["name"], choice["value"]);
    }
    let odd = ["", " ", "need", "need"].map(str::to_owned);
    assert_eq!(choices(&odd), json!({ "choices": [{ "name": "need", "value": "need" }] }));
}
