//! Discord's payloads as inbound messages. Decides nothing and remembers nothing: who may
//! moderate is read from each payload.

use serenity::model::Permissions;
use serenity::model::application::{
    ActionRowComponent, CommandDataOption, CommandDataOptionValue, CommandInteraction, CommandType,
    Interaction, InteractionContext, ModalInteraction,
};
use serenity::model::channel::{ChannelType, Message, MessageType};
use serenity::model::guild::Member as GuildMember;
use serenity::model::id::{ChannelId as DiscordChannel, GuildId, InteractionId, UserId};
use serenity::model::user::User;

use super::attachment::{Attached, attached};
use super::recall;
use super::registration::EXPLAIN;
use crate::domain::follow_up::About;
use crate::domain::ids::{ChannelId, MemberId, SpaceId};
use crate::domain::inbound::{Inbound, Member, Place, What};
use crate::domain::reply::Press;

/// How much of a message to explain becomes the question.
const EXPLAIN_CHARACTERS: usize = 1000;

/// How Discord wants an interaction answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// With a message; a command of any sort.
    Command,
    /// With a message, a form, or a nod that leaves the message of the button as it is.
    Button,
    /// With a message, or that nod when the form came from a button's message.
    Form {
        /// Whether it did.
        on_message: bool,
    },
    /// With choices, and never later.
    Completion,
}

/// An interaction: what it means, and where its answer goes.
#[derive(Debug)]
pub(crate) struct Call {
    /// What it means.
    pub(crate) inbound: Inbound,
    /// How it wants to be answered.
    pub(crate) kind: Kind,
    /// Its id.
    pub(crate) id: InteractionId,
    /// The file that came with it.
    pub(crate) attached: Option<Attached>,
    /// The token that answers it for 15 minutes. Never logged.
    pub(crate) token: String,
    /// Whether the bot lacks what it needs to post in the channel. Interactions work there all the same.
    pub(crate) barred: bool,
}

/// Reads an interaction; nothing for a ping, which the gateway never sends.
pub(crate) fn interaction(interaction: Interaction) -> Option<Call> {
    let (kind, what) = match &interaction {
        Interaction::Command(command) => (Kind::Command, command_given(command)),
        Interaction::Autocomplete(command) => (Kind::Completion, completing(command)),
        Interaction::Component(press) => (Kind::Button, pressed(&press.data.custom_id)),
        Interaction::Modal(modal) => (Kind::Form { on_message: modal.message.is_some() }, submitted(modal)),
        _ => return None,
    };
    let (place, member) = match &interaction {
        Interaction::Command(i) | Interaction::Autocomplete(i) => {
            (place(i.guild_id, i.channel_id), member(i.guild_id, i.member.as_deref(), &i.user, i.context))
        }
        Interaction::Component(i) => {
            (place(i.guild_id, i.channel_id), member(i.guild_id, i.member.as_ref(), &i.user, i.context))
        }
        // What opened the form has been looked at.
        Interaction::Modal(i) => {
            (place(i.guild_id, i.channel_id), member(i.guild_id, i.member.as_ref(), &i.user, None))
        }
        _ => return None,
    };
    let attached = match &interaction {
        Interaction::Command(command) => attached(command),
        _ => None,
    };
    let (id, token) = (interaction.id(), interaction.token().to_owned());
    // Somebody else's message does not lean on what this member was answered last.
    let explains = matches!(&interaction, Interaction::Command(i) if i.data.kind == CommandType::Message);
    let about = explains.then(About::default);
    let barred =
        !place.direct && interaction.app_permissions().is_some_and(|may| !may_post(may, &interaction));
    Some(Call { inbound: Inbound { place, member, what, about }, kind, id, attached, token, barred })
}

/// Whether posts with embeds can be made where this happened ("Permissions").
fn may_post(may: Permissions, interaction: &Interaction) -> bool {
    let channel = match interaction {
        Interaction::Command(i) => i.channel.as_ref(),
        Interaction::Component(i) => i.channel.as_ref(),
        _ => None,
    };
    let threads = [ChannelType::PublicThread, ChannelType::PrivateThread, ChannelType::NewsThread];
    let send = match channel.is_some_and(|channel| threads.contains(&channel.kind)) {
        true => Permissions::SEND_MESSAGES_IN_THREADS,
        false => Permissions::SEND_MESSAGES,
    };
    may.contains(Permissions::VIEW_CHANNEL | Permissions::EMBED_LINKS | send)
        || may.contains(Permissions::ADMINISTRATOR)
}

/// Reads a message of a channel. Nothing for what is not a person's own words to the class:
/// bots, webhooks, the notices of Discord, and, unless `typed_answers`, words meant for others.
pub(crate) fn message(message: &Message, own: UserId, typed_answers: bool) -> Option<Inbound> {
    let person = !message.author.bot && message.webhook_id.is_none() && message.author.id != own;
    let words = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    if !person || !words {
        return None;
    }
    let text = without_mention(&message.content, own);
    let mentioned = text.len() != message.content.len() || message.mentions.iter().any(|user| user.id == own);
    let direct = message.guild_id.is_none();
    let text = text.trim().to_owned();
    let answered = message.referenced_message.as_deref().filter(|answer| answer.author.id == own);
    let about = answered.and_then(recall::about);
    let what = match (direct || mentioned, typed_answers) {
        (true, _) => What::Addressed(text),
        (false, true) if !text.is_empty() => What::Overheard(text),
        _ => return None,
    };
    let nick = message.member.as_deref().and_then(|member| member.nick.as_deref());
    let member = Member {
        id: MemberId(format!("discord:{}", message.author.id)),
        name: name(nick, &message.author),
        // A message carries no permissions. A direct conversation is the member's own.
        moderator: direct,
    };
    Some(Inbound { place: place(message.guild_id, message.channel_id), member, what, about })
}

fn without_mention(content: &str, own: UserId) -> String {
    // The form with `!` comes from old clients.
    content.replace(&format!("<@{own}>"), "").replace(&format!("<@!{own}>"), "")
}

fn place(guild: Option<GuildId>, channel: DiscordChannel) -> Place {
    let space = guild.map_or_else(|| format!("discord:dm:{channel}"), |guild| format!("discord:{guild}"));
    Place { space: SpaceId(space), channel: ChannelId(format!("discord:{channel}")), direct: guild.is_none() }
}

fn member(
    guild: Option<GuildId>,
    member: Option<&GuildMember>,
    user: &User,
    context: Option<InteractionContext>,
) -> Member {
    // A conversation with the desk alone is the member's own; one of several people is nobody's.
    let own = guild.is_none() && context != Some(InteractionContext::PrivateChannel);
    let user = member.map_or(user, |member| &member.user);
    let may = member.and_then(|member| member.permissions).unwrap_or_default();
    Member {
        id: MemberId(format!("discord:{}", user.id)),
        name: name(member.and_then(|member| member.nick.as_deref()), user),
        moderator: own || may.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR),
    }
}

fn name(nick: Option<&str>, user: &User) -> String {
    let shown = nick.or(user.global_name.as_deref()).filter(|name| !name.trim().is_empty());
    shown.unwrap_or(&user.name).to_owned()
}

fn command_given(command: &CommandInteraction) -> What {
    if command.data.kind == CommandType::Message {
        return explain(command);
    }
    let (name, options) = name_and_options(command);
    let file = attached(command).map(|file| file.name);
    let value = |option| value(option).or_else(|| file.clone());
    let options = options.iter().filter_map(|option| Some((option.name.clone(), value(option)?))).collect();
    What::Command { name, options }
}

/// "Explain this" is the command `ask` with the message as its question, for the asker alone.
fn explain(command: &CommandInteraction) -> What {
    if command.data.name != EXPLAIN {
        return What::Command { name: command.data.name.clone(), options: vec![] };
    }
    let target = command.data.target_id.map(|target| target.to_message_id());
    let message = target.and_then(|target| command.data.resolved.messages.get(&target));
    let content = message.map_or("", |message| message.content.as_str());
    let question = content.chars().take(EXPLAIN_CHARACTERS).collect();
    let options = vec![("question".to_owned(), question), ("private".to_owned(), "true".to_owned())];
    What::Command { name: "ask".to_owned(), options }
}

/// The command's name with its subcommand behind one space, and the options of the latter.
pub(crate) fn name_and_options(command: &CommandInteraction) -> (String, &[CommandDataOption]) {
    let mut name = command.data.name.clone();
    let mut options = command.data.options.as_slice();
    while let [only] = options {
        let (CommandDataOptionValue::SubCommand(inner) | CommandDataOptionValue::SubCommandGroup(inner)) =
            &only.value
        else {
            break;
        };
        name = format!("{name} {}", only.name);
        options = inner;
    }
    (name, options)
}

fn value(option: &CommandDataOption) -> Option<String> {
    match &option.value {
        CommandDataOptionValue::String(text) => Some(text.clone()),
        CommandDataOptionValue::Integer(number) => Some(number.to_string()),
        CommandDataOptionValue::Number(number) => Some(number.to_string()),
        CommandDataOptionValue::Boolean(flag) => Some(flag.to_string()),
        CommandDataOptionValue::Autocomplete { value, .. } => Some(value.clone()),
        // The table of commands has no option of another type but a file, whose name stands elsewhere.
        _ => None,
    }
}

fn completing(command: &CommandInteraction) -> What {
    let (name, _) = name_and_options(command);
    let half = command.data.autocomplete();
    let (option, typed) = half.map(|o| (o.name.to_owned(), o.value.to_owned())).unwrap_or_default();
    What::Completing { command: name, option, typed }
}

fn pressed(token: &str) -> What {
    Press::from_token(token).map_or(What::UnknownPress, What::Press)
}

fn submitted(modal: &ModalInteraction) -> What {
    let Some(press) = Press::from_token(&modal.data.custom_id) else {
        return What::UnknownPress;
    };
    let lines = modal.data.components.iter().flat_map(|row| &row.components);
    let fields = lines.filter_map(|part| match part {
        ActionRowComponent::InputText(line) => {
            Some((line.custom_id.clone(), line.value.clone().unwrap_or_default()))
        }
        _ => None,
    });
    What::Submitted { press, fields: fields.collect() }
}

#[cfg(test)]
#[path = "translate_tests.rs"]
mod tests;
