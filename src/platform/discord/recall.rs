//! What one of the desk's own messages was about, read back from it.
//!
//! A reply to a message brings that message along ("Message Resource": `referenced_message`), so that an old
//! answer can be followed up without remembering any. This is [`super::render`] backwards, as far as needed.

use serenity::model::channel::Message;

use crate::domain::follow_up::About;

const QUOTE: &str = "> ";
const BOLD: &str = "**";

/// What an answer was about; nothing for a message that quotes no document.
pub(super) fn about(message: &Message) -> Option<About> {
    let (mut headings, mut marked) = (Vec::new(), Vec::new());
    for embed in &message.embeds {
        quotes(embed.description.as_deref().unwrap_or_default(), &mut headings, &mut marked);
        for field in &embed.fields {
            headings.push(words(&field.name));
        }
    }
    About::from_parts(None, headings, &marked)
}

/// A quote's first line is its heading where all of it is bold; what is bold below matched the question.
fn quotes(description: &str, headings: &mut Vec<String>, marked: &mut Vec<String>) {
    let mut inside = false;
    for line in description.lines() {
        let Some(quoted) = line.strip_prefix(QUOTE) else {
            inside = false;
            continue;
        };
        let begins = !std::mem::replace(&mut inside, true);
        let runs: Vec<&str> = bold(quoted);
        match runs.as_slice() {
            [heading] if begins && heading.len() + 2 * BOLD.len() == quoted.len() => {
                headings.push(words(heading))
            }
            runs => marked.extend(runs.iter().copied().map(words)),
        }
    }
}

/// The bold runs of a line. An asterisk that is only a character stands behind a backslash.
fn bold(line: &str) -> Vec<&str> {
    let bytes = line.as_bytes();
    let (mut at, mut marks) = (0, Vec::new());
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (b'\\', _) => at += 2,
            (b'*', b'*') => {
                marks.push(at);
                at += 2;
            }
            _ => at += 1,
        }
    }
    marks.chunks_exact(2).map(|pair| &line[pair[0] + BOLD.len()..pair[1]]).collect()
}

/// Text as it was before it was escaped.
fn words(shown: &str) -> String {
    let mut plain = String::with_capacity(shown.len());
    let mut characters = shown.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => plain.extend(characters.next()),
            '\u{200b}' => {}
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::knowledge::Source;
    use crate::domain::reply::{Block, Column, Reply, Span, Tone};
    use crate::platform::discord::render;

    /// What is read back from the message that says this reply.
    fn read_back(reply: &Reply) -> Option<About> {
        let mut message = json!({
            "id": "77", "channel_id": "42", "type": 0, "timestamp": "2026-01-01T00:00:00Z", "edited_timestamp": null,
            "author": { "id": "7", "username": "desk", "discriminator": "0", "global_name": null, "avatar": null },
            "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
            "pinned": false,
        });
        let body = serde_json::to_value(render::message(reply)).expect("JSON");
        for name in ["content", "embeds"] {
            message[name] = body[name].clone();
        }
        about(&serde_json::from_value(message).expect("a message"))
    }

    fn quote(term: Option<&str>, spans: Vec<Span>) -> Block {
        let source = Source { document: "a_b.txt".into(), first_line: 3, last_line: 3, record: None };
        Block::Quote { term: term.map(str::to_owned), spans, sources: vec![source] }
    }

    #[test]
    fn an_answer_is_read_back_as_what_it_is_about() {
        let text = |words: &str| Span::Text(words.to_owned());
        let strong = |words: &str| Span::Strong(words.to_owned());
        let column =
            |term: &str| Column { term: Some(term.to_owned()), spans: vec![text("words")], sources: vec![] };
        for body in [
            vec![quote(Some("Keel"), vec![text("The "), strong("spine"), text(" of a hull.")])],
            vec![quote(Some("a*b** _c_ <@1> @everyone"), vec![text("odd")]), quote(Some("Bow"), vec![])],
            vec![quote(None, vec![text("2 * 3 ** "), strong("angle"), text(" and "), strong("dance")])],
            vec![Block::Columns(vec![column("Keel *1*"), column("Bow")])],
        ] {
            let reply = Reply { tone: Tone::Good, body, ..Reply::default() };
            let expected = About::of("?", &reply).map(|about| about.subjects);
            assert!(expected.is_some());
            assert_eq!(read_back(&reply).map(|about| about.subjects), expected);
        }
        assert_eq!(read_back(&Reply::sentence(Tone::Sorry, "I don't **know**.")), None);
    }
}
