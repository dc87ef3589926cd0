//! Which operation of Discord's HTTP API a request is, by its method and path.

/// An operation that the simulator knows, with the ids of its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Where the gateway is.
    GetGateway,
    /// Where the gateway is, with the limits for a bot.
    GetGatewayBot,
    /// The bot's user.
    GetMe,
    /// The bot's application.
    GetApplication,
    /// The commands that are registered.
    GetCommands { guild: Option<u64> },
    /// Registers all commands anew.
    SetCommands { guild: Option<u64> },
    /// A channel.
    GetChannel { channel: u64 },
    /// A new message in a channel.
    CreateMessage { channel: u64 },
    /// A change of a message in a channel.
    EditMessage { channel: u64, message: u64 },
    /// "The bot is typing".
    Typing { channel: u64 },
    /// The direct channel with a user.
    CreateDirect,
    /// The first response to an interaction.
    Callback { interaction: u64, token: String },
    /// The first response, read back.
    GetOriginal { token: String },
    /// A change of the first response, or the answer behind a deferral.
    EditOriginal { token: String },
    /// The first response, taken away.
    DeleteOriginal { token: String },
    /// A further response.
    Followup { token: String },
    /// Anything else: a violation.
    Unknown { line: String },
}

impl Call {
    /// Reads the request line.
    pub(crate) fn read(method: &str, path: &str) -> Self {
        let unknown = || Self::Unknown { line: format!("{method} {path}") };
        let Some(path) = path.strip_prefix("/api/v10/") else { return unknown() };
        let parts: Vec<&str> = path.split('/').collect();
        let id = |text: &str| text.parse::<u64>().ok();
        let call = match (method, parts.as_slice()) {
            ("GET", ["gateway"]) => Some(Self::GetGateway),
            ("GET", ["gateway", "bot"]) => Some(Self::GetGatewayBot),
            ("GET", ["users", "@me"]) => Some(Self::GetMe),
            ("POST", ["users", "@me", "channels"]) => Some(Self::CreateDirect),
            ("GET", ["applications" | "oauth2", "@me"] | ["oauth2", "applications", "@me"]) => {
                Some(Self::GetApplication)
            }
            ("GET", ["applications", _, "commands"]) => Some(Self::GetCommands { guild: None }),
            ("PUT", ["applications", _, "commands"]) => Some(Self::SetCommands { guild: None }),
            ("GET", ["applications", _, "guilds", guild, "commands"]) => {
                id(guild).map(|guild| Self::GetCommands { guild: Some(guild) })
            }
            ("PUT", ["applications", _, "guilds", guild, "commands"]) => {
                id(guild).map(|guild| Self::SetCommands { guild: Some(guild) })
            }
            (method, ["channels", channel, rest @ ..]) => {
                id(channel).and_then(|channel| Self::read_channel(method, channel, rest))
            }
            ("POST", ["interactions", interaction, token, "callback"]) => {
                id(interaction).map(|interaction| Self::Callback { interaction, token: (*token).to_owned() })
            }
            (method, ["webhooks", _, token, rest @ ..]) => Self::read_webhook(method, token, rest),
            _ => None,
        };
        call.unwrap_or_else(unknown)
    }

    fn read_channel(method: &str, channel: u64, rest: &[&str]) -> Option<Self> {
        match (method, rest) {
            ("GET", []) => Some(Self::GetChannel { channel }),
            ("POST", ["messages"]) => Some(Self::CreateMessage { channel }),
            ("POST", ["typing"]) => Some(Self::Typing { channel }),
            ("PATCH", ["messages", message]) => {
                message.parse().ok().map(|message| Self::EditMessage { channel, message })
            }
            _ => None,
        }
    }

    fn read_webhook(method: &str, token: &str, rest: &[&str]) -> Option<Self> {
        let token = token.to_owned();
        match (method, rest) {
            ("POST", []) => Some(Self::Followup { token }),
            ("GET", ["messages", "@original"]) => Some(Self::GetOriginal { token }),
            ("PATCH", ["messages", "@original"]) => Some(Self::EditOriginal { token }),
            ("DELETE", ["messages", "@original"]) => Some(Self::DeleteOriginal { token }),
            _ => None,
        }
    }

    /// The operation's method and path as Discord's OpenAPI description writes them.
    pub(crate) fn template(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::GetGateway => ("get", "/gateway"),
            Self::GetGatewayBot => ("get", "/gateway/bot"),
            Self::GetMe => ("get", "/users/@me"),
            Self::GetApplication => ("get", "/applications/@me"),
            Self::GetCommands { guild: None } => ("get", "/applications/{application_id}/commands"),
            Self::SetCommands { guild: None } => ("put", "/applications/{application_id}/commands"),
            Self::GetCommands { guild: Some(_) } => {
                ("get", "/applications/{application_id}/guilds/{guild_id}/commands")
            }
            Self::SetCommands { guild: Some(_) } => {
                ("put", "/applications/{application_id}/guilds/{guild_id}/commands")
            }
            Self::GetChannel { .. } => ("get", "/channels/{channel_id}"),
            Self::CreateMessage { .. } => ("post", "/channels/{channel_id}/messages"),
            Self::EditMessage { .. } => ("patch", "/channels/{channel_id}/messages/{message_id}"),
            Self::Typing { .. } => ("post", "/channels/{channel_id}/typing"),
            Self::CreateDirect => ("post", "/users/@me/channels"),
            Self::Callback { .. } => ("post", "/interactions/{interaction_id}/{interaction_token}/callback"),
            Self::GetOriginal { .. } => ("get", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"),
            Self::EditOriginal { .. } => {
                ("patch", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
            }
            Self::DeleteOriginal { .. } => {
                ("delete", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
            }
            Self::Followup { .. } => ("post", "/webhooks/{webhook_id}/{webhook_token}"),
            Self::Unknown { .. } => return None,
        })
    }

    /// Whether the request carries what somebody will read: a message, or an interaction's reply.
    pub(crate) fn is_message(&self) -> bool {
        matches!(
            self,
            Self::CreateMessage { .. }
                | Self::EditMessage { .. }
                | Self::EditOriginal { .. }
                | Self::Followup { .. }
        )
    }

    /// Whether Discord asks for the bot's token; an interaction's token speaks for itself.
    pub(crate) fn needs_token(&self) -> bool {
        !matches!(
            self,
            Self::GetGateway
                | Self::Callback { .. }
                | Self::GetOriginal { .. }
                | Self::EditOriginal { .. }
                | Self::DeleteOriginal { .. }
                | Self::Followup { .. }
        )
    }
}
