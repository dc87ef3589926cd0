//! A platform's message as meaning: who spoke, where, and what it was.
//!
//! A platform fills this in from its own payload and decides nothing. Whether the member
//! is a moderator is read afresh from each payload, never remembered.

use std::sync::Arc;

use super::command;
use super::follow_up::About;
use super::ids::{ChannelId, MemberId, SpaceId};
use super::reply::{Audience, Control, Press};

/// Where something was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The server, workspace or room.
    pub space: SpaceId,
    /// The channel in it.
    pub channel: ChannelId,
    /// Whether it is a conversation of one member with the desk.
    pub direct: bool,
}

impl Place {
    /// Whether the space is this one conversation: a direct one on a platform where such a conversation
    /// belongs to no server. What would be kept there for a class would be kept of one member.
    pub fn is_one_members(&self) -> bool {
        self.direct && self.space.0.ends_with(&format!(":{}", self.channel.local()))
    }
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The platform's id.
    pub id: MemberId,
    /// The name that others see. Data, not markup.
    pub name: String,
    /// Whether the platform says, in this very payload, that the member may manage messages here.
    pub moderator: bool,
}

/// One thing that reached the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbound {
    /// Where.
    pub place: Place,
    /// Who.
    pub member: Member,
    /// What.
    pub what: What,
    /// What the answer of the desk was about that the member replies to, if it is a reply to one; about nothing
    /// where it is known to lean on none.
    pub about: Option<About>,
}

/// The most bytes of a file that is handed in; a platform takes no more of it.
pub const HANDED_BYTES: u64 = 8 << 20;

/// A file that came with a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Its name as the member's machine had it. Data, not a path.
    pub name: String,
    /// What is in it, or why that was not to be had.
    pub content: Result<Arc<[u8]>, NotTaken>,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It has more than [`HANDED_BYTES`].
    TooLarge,
    /// It could not be read.
    Unreachable,
}

/// What reached the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A command with its options as the platform had them: names and values in the order given,
    /// a subcommand as its own word (`quiz start`). [`crate::domain::command`] reads them.
    Command {
        /// The command's name, with its subcommand behind one space.
        name: String,
        /// The options that were filled in.
        options: Vec<(String, String)>,
    },
    /// A command that came with a file.
    Handed {
        /// The command's name, with its subcommand behind one space.
        name: String,
        /// The options that were filled in; that of the file holds the file's name.
        options: Vec<(String, String)>,
        /// The file.
        file: Handed,
    },
    /// Words meant for the desk: a mention, a direct message, a message to explain.
    Addressed(String),
    /// Words in a channel, meant for everyone. An answer while a quiz runs there, else nothing.
    Overheard(String),
    /// A press on a button.
    Press(Press),
    /// A filled-in form, with the press that came with it.
    Submitted {
        /// What the form was for.
        press: Press,
        /// What was filled in: each field's name with its text.
        fields: Vec<(String, String)>,
    },
    /// A token on a button that no version of the desk wrote.
    UnknownPress,
    /// A half-typed option that wants completing.
    Completing {
        /// The command's name, with its subcommand behind one space.
        command: String,
        /// The option's name.
        option: String,
        /// What is typed so far.
        typed: String,
    },
    /// The member would wait for what comes here of itself: silence means that something does.
    Waiting,
}

impl Inbound {
    /// Whether what is asked for goes on in the channel, by posts that answer nobody: a quiz does.
    pub fn goes_on_in_channel(&self) -> bool {
        match &self.what {
            What::Command { name, .. } => matches!(name.as_str(), "quiz start" | "quiz resume"),
            What::Press(press) => {
                matches!(press, Press::Deck(_) | Press::Control { control: Control::Resume, .. })
            }
            _ => false,
        }
    }

    /// Who may see the reply. Known before the reply is, so that a platform can acknowledge at once.
    pub fn audience(&self) -> Audience {
        match &self.what {
            What::Command { name, options } | What::Handed { name, options, .. } => {
                command::audience(name, options)
            }
            // A command that is typed out is for the same people as the command itself.
            What::Addressed(text) if !self.place.direct => {
                let typed = text.trim().strip_prefix('/').map(command::split_line);
                let known = typed.filter(|(name, _)| command::find(name).is_some());
                known.map_or(Audience::Public, |(name, options)| command::audience(&name, &options))
            }
            What::Addressed(_) | What::Overheard(_) => Audience::Public,
            What::Press(Press::Ask(_)) => Audience::Asker,
            What::Press(_)
            | What::Submitted { .. }
            | What::UnknownPress
            | What::Completing { .. }
            | What::Waiting => Audience::Asker,
        }
    }
}
