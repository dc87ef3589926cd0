//! What the desk sends to Slack, in the shapes in which it travels.
//!
//! See "Block Kit" and "chat.postMessage". A body goes from here straight into bytes, and its length is
//! counted without any: a tree of JSON values in between costs more than finding the answer does.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

/// The length of a part on the wire, with the comma behind it, as Slack counts it.
pub(super) fn wire(part: &impl Serialize) -> usize {
    /// Counts UTF-16 units: a character begins with a byte that continues none, and those of four bytes
    /// take two.
    struct Units(usize);

    impl Write for Units {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let units = |byte: &u8| usize::from(byte & 0xC0 != 0x80) + usize::from(*byte >= 0xF0);
            self.0 += bytes.iter().map(units).sum::<usize>();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut units = Units(1);
    // Counting cannot fail.
    let _ = serde_json::to_writer(&mut units, part);
    units.0
}

/// What a message says. An edit that names text and blocks leaves nothing of an earlier reply behind.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Message {
    /// What stands in a notification and what a screen reader says; escaped already.
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
}

/// A message with its address on it.
#[derive(Default, Serialize)]
pub(super) struct Addressed<'a> {
    text: &'a str,
    blocks: &'a [Block],
    #[serde(skip_serializing_if = "Option::is_none")]
    response_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replace_original: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unfurl_links: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unfurl_media: Option<bool>,
}

impl<'a> Addressed<'a> {
    /// By the address that came with what was said, for everyone or for the asker alone.
    pub(super) fn back(message: &'a Message, public: bool, thread: Option<&'a str>) -> Self {
        Self {
            text: &message.text,
            blocks: &message.blocks,
            response_type: Some(if public { "in_channel" } else { "ephemeral" }),
            replace_original: Some(false),
            thread_ts: thread,
            ..Self::default()
        }
    }

    /// To a channel. What members and documents say brings no preview of a stranger's page with it.
    pub(super) fn to(message: &'a Message, channel: &'a str, thread: Option<&'a str>) -> Self {
        Self {
            text: &message.text,
            blocks: &message.blocks,
            channel: Some(channel),
            thread_ts: thread,
            unfurl_links: Some(false),
            unfurl_media: Some(false),
            ..Self::default()
        }
    }

    /// The same for the eyes of one member.
    pub(super) fn seen_by(self, user: &'a str) -> Self {
        Self { user: Some(user), ..self }
    }

    /// The same in place of a message that stands.
    pub(super) fn instead_of(self, ts: &'a str) -> Self {
        Self { ts: Some(ts), ..self }
    }
}

/// A layout block.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Block {
    Header {
        text: Text,
    },
    Context {
        elements: [Text; 1],
    },
    Section {
        fields: Vec<Text>,
    },
    RichText {
        elements: [Rich; 1],
    },
    Actions {
        #[serde(skip_serializing_if = "Option::is_none")]
        block_id: Option<String>,
        elements: Vec<Element>,
    },
    Image(Image),
}

impl Block {
    /// Small print; the text is escaped already.
    pub(super) fn small(escaped: impl Into<String>) -> Self {
        Self::Context { elements: [Text(escaped.into())] }
    }
}

/// A file of the desk's own, shown as a picture.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Image {
    pub(super) slack_file: File,
    pub(super) alt_text: String,
}

/// A file that Slack has.
#[derive(Clone, Debug, Serialize)]
pub(super) struct File {
    pub(super) id: String,
}

/// Plain text, escaped already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text(pub(super) String);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'a> {
            r#type: &'static str,
            text: &'a str,
            emoji: bool,
        }
        Shape { r#type: "plain_text", text: &self.0, emoji: false }.serialize(serializer)
    }
}

/// Something to press or to pick from.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Element {
    Button {
        action_id: String,
        text: Text,
        value: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        style: Option<&'static str>,
    },
    ExternalSelect {
        action_id: String,
        placeholder: Text,
        min_query_length: u8,
    },
}

/// A part of a rich text block.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type")]
pub(super) enum Rich {
    #[serde(rename = "rich_text_section")]
    Section { elements: Vec<Run> },
    #[serde(rename = "rich_text_quote")]
    Quote { elements: Vec<Run> },
    #[serde(rename = "rich_text_preformatted")]
    Preformatted { elements: [Run; 1] },
    #[serde(rename = "rich_text_list")]
    List { style: &'static str, elements: Vec<Rich> },
}

/// A run of text in rich text, which knows no markup.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) style: Option<Style>,
}

/// How a run stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Bold,
    Code,
}

impl Serialize for Run {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'a> {
            r#type: &'static str,
            text: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            style: Option<Style>,
        }
        Shape { r#type: "text", text: &self.text, style: self.style }.serialize(serializer)
    }
}

impl Serialize for Style {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = match self {
            Self::Bold => "bold",
            Self::Code => "code",
        };
        serializer.collect_map([(name, true)])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_length_on_the_wire_is_that_of_what_is_sent(text in "[a\"\\\\\n<é\u{1f393}€]{0,40}") {
            let run = Run { text, style: Some(Style::Code) };
            let sent = String::from_utf8(crate::platform::json::json(&run)).expect("JSON is UTF-8");
            prop_assert_eq!(wire(&run), sent.encode_utf16().count() + 1);
        }
    }
}
