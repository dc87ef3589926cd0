//! What the desk sends to Discord, in the shapes in which it travels.
//!
//! See "Message Resource", "Component Reference" and "Receiving and Responding". A body goes from here
//! straight into bytes: a tree of JSON values in between costs more than finding the answer does.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// The flag of a message for the asker alone.
const EPHEMERAL: u64 = 64;
/// Component numbers of "Component Reference".
const ACTION_ROW: u8 = 1;
const BUTTON: u8 = 2;

/// A message. It names content, embeds and components each time, so that an edit leaves nothing of an
/// earlier reply behind.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Message {
    pub(crate) content: String,
    pub(crate) embeds: Vec<Embed>,
    pub(crate) components: Vec<Row>,
    allowed_mentions: NoMentions,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_reference: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attachments: Option<[Attachment; 1]>,
    #[serde(flatten)]
    pub(crate) once: Option<Once>,
}

impl Message {
    /// A message to everyone in the channel, that pings nobody.
    pub(crate) fn new(content: String, embeds: Vec<Embed>, components: Vec<Row>) -> Self {
        Self { content, embeds, components, ..Self::default() }
    }

    /// The message, for the asker's eyes only.
    pub(crate) fn private(mut self) -> Self {
        self.flags = Some(EPHEMERAL);
        self
    }
}

/// Nobody is pinged by anything.
#[derive(Clone, Debug, Default, Serialize)]
struct NoMentions {
    parse: [(); 0],
    replied_user: bool,
}

/// The frame around a reply; Discord leaves out what is not there.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Embed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<Field>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) footer: Option<Footer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) color: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<Image>,
}

/// A field of an embed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) inline: bool,
}

/// The small print of an embed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Footer {
    pub(crate) text: String,
}

/// A picture in an embed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Image {
    pub(crate) url: String,
}

/// A row of buttons.
#[derive(Clone, Debug)]
pub(crate) struct Row(pub(crate) Vec<Button>);

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'a> {
            r#type: u8,
            components: &'a [Button],
        }
        Shape { r#type: ACTION_ROW, components: &self.0 }.serialize(serializer)
    }
}

/// A button.
#[derive(Clone, Debug)]
pub(crate) struct Button {
    /// The number of "Button Styles".
    pub(crate) style: u8,
    pub(crate) label: String,
    pub(crate) custom_id: String,
}

impl Serialize for Button {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'a> {
            r#type: u8,
            style: u8,
            label: &'a str,
            custom_id: &'a str,
        }
        let Self { style, label, custom_id } = self;
        Shape { r#type: BUTTON, style: *style, label, custom_id }.serialize(serializer)
    }
}

/// The message that a message replies to; gone, it is no obstacle.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Reference {
    message_id: String,
    fail_if_not_exists: bool,
}

impl Reference {
    /// To this message.
    pub(crate) fn to(message: u64) -> Self {
        Self { message_id: message.to_string(), fail_if_not_exists: false }
    }
}

/// A file that travels beside a message.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Attachment {
    pub(crate) id: &'static str,
    pub(crate) filename: String,
    pub(crate) description: String,
}

/// Makes the repetition of a message safe: Discord gives back the one that has arrived already.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Once {
    nonce: String,
    enforce_nonce: bool,
}

impl Once {
    /// By this name.
    pub(crate) fn named(nonce: String) -> Self {
        Self { nonce, enforce_nonce: true }
    }
}

/// The first answer to an interaction ("Interaction Callback Type").
#[derive(Clone, Debug)]
pub(crate) enum Callback {
    Say(Message),
    /// An answer will follow.
    Defer {
        private: bool,
    },
    /// Nothing is said.
    Nod,
    Choices(Value),
    Modal(Value),
}

impl Callback {
    /// The callback's type.
    pub(crate) fn number(&self) -> u8 {
        match self {
            Self::Say(_) => 4,
            Self::Defer { .. } => 5,
            Self::Nod => 6,
            Self::Choices(_) => 8,
            Self::Modal(_) => 9,
        }
    }
}

impl Serialize for Callback {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flags {
            #[serde(skip_serializing_if = "Option::is_none")]
            flags: Option<u64>,
        }
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Data<'a> {
            Message(&'a Message),
            Flags(Flags),
            Value(&'a Value),
        }
        #[derive(Serialize)]
        struct Shape<'a> {
            r#type: u8,
            #[serde(skip_serializing_if = "Option::is_none")]
            data: Option<Data<'a>>,
        }
        let data = match self {
            Self::Say(message) => Some(Data::Message(message)),
            Self::Defer { private } => Some(Data::Flags(Flags { flags: private.then_some(EPHEMERAL) })),
            Self::Nod => None,
            Self::Choices(value) | Self::Modal(value) => Some(Data::Value(value)),
        };
        Shape { r#type: self.number(), data }.serialize(serializer)
    }
}
