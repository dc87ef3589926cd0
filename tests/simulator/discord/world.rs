//! The simulated server: its people, channels and the payloads that Discord makes of them.
//!
//! Field by field after "Discord Developer Docs: Guild, Channel, User, Message, Interaction".

use serde_json::{Value, json};

/// The bot's token; any other is refused.
pub(crate) const TOKEN: &str = "MTAw.simulated.token";
/// The bot's user, which is also its application.
pub(crate) const BOT: u64 = 100;
/// The one server.
pub(crate) const GUILD: u64 = 200;
/// A channel of the server.
pub(crate) const GENERAL: u64 = 301;
/// Another channel of the server.
pub(crate) const STUDY: u64 = 302;

/// "View Channel, Send Messages, Embed Links, Attach Files, Read Message History".
const MEMBER_PERMISSIONS: u64 = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 15) | (1 << 16);
/// "Manage Messages".
const MANAGE_MESSAGES: u64 = 1 << 13;

/// Somebody in the server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    /// The user's id.
    pub(crate) id: u64,
    /// The name that others see.
    pub(crate) name: &'static str,
    /// Whether they may manage messages.
    pub(crate) moderator: bool,
}

/// A member.
pub(crate) const ANA: Person = Person { id: 401, name: "Ana", moderator: false };
/// Another member, whose name tries to ping.
pub(crate) const BEN: Person = Person { id: 402, name: "@everyone *Ben*", moderator: false };
/// A moderator.
pub(crate) const MAYA: Person = Person { id: 403, name: "Maya", moderator: true };

/// Everybody.
pub(crate) const PEOPLE: [Person; 3] = [ANA, BEN, MAYA];

impl Person {
    /// The channel of this person's direct messages with the bot.
    pub(crate) fn direct_channel(&self) -> u64 {
        self.id + 500
    }

    fn permissions(&self) -> u64 {
        MEMBER_PERMISSIONS | if self.moderator { MANAGE_MESSAGES } else { 0 }
    }

    fn user(&self) -> Value {
        user(self.id, &self.name.to_lowercase().replace(['@', '*', ' '], ""), Some(self.name), false)
    }

    /// A member as in a message or a server's list: without permissions.
    fn member(&self) -> Value {
        json!({
            "roles": [], "nick": null, "avatar": null, "joined_at": "2026-09-01T08:00:00.000000+00:00",
            "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
            "communication_disabled_until": null, "banner": null,
        })
    }

    /// A member as in an interaction: with the user and the permissions in that channel.
    fn member_with_permissions(&self) -> Value {
        let mut member = self.member();
        member["user"] = self.user();
        member["permissions"] = json!(self.permissions().to_string());
        member
    }
}

fn user(id: u64, username: &str, global_name: Option<&str>, bot: bool) -> Value {
    json!({
        "id": id.to_string(), "username": username, "discriminator": "0", "global_name": global_name,
        "avatar": null, "bot": bot, "system": false, "public_flags": 0, "flags": 0,
        "banner": null, "accent_color": null, "primary_guild": null,
    })
}

/// The bot's own user.
pub(crate) fn bot_user() -> Value {
    user(BOT, "deskbell", None, true)
}

/// `GET /users/@me`.
pub(crate) fn current_user() -> Value {
    let mut me = bot_user();
    me["mfa_enabled"] = json!(false);
    me["verified"] = json!(true);
    me
}

/// `GET /applications/@me`.
pub(crate) fn current_application(content_granted: bool) -> Value {
    /// "Gateway Message Content Limited": what an application in few servers has when granted.
    const CONTENT_LIMITED: u64 = 1 << 19;
    let flags = if content_granted { CONTENT_LIMITED } else { 0 };
    json!({
        "id": BOT.to_string(), "name": "Deskbell", "icon": null, "description": "", "bot_public": false,
        "bot_require_code_grant": false, "verify_key": "0".repeat(64), "team": null, "owner": MAYA.user(),
        "type": null, "redirect_uris": [], "rpc_origins": [], "flags": flags, "flags_new": flags.to_string(),
        "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "approximate_guild_count": 1, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"], "bot": bot_user(),
    })
}

/// The READY event's data.
pub(crate) fn ready(session: &str, resume_url: &str) -> Value {
    json!({
        "v": 10, "user": current_user(), "guilds": [{ "id": GUILD.to_string(), "unavailable": true }],
        "session_id": session, "resume_gateway_url": resume_url, "shard": [0, 1],
        "application": { "id": BOT.to_string(), "flags": 0 },
    })
}

/// The GUILD_CREATE event's data.
pub(crate) fn guild() -> Value {
    let members: Vec<Value> = PEOPLE
        .iter()
        .map(|person| {
            let mut member = person.member();
            member["user"] = person.user();
            member
        })
        .collect();
    let mut guild = quiet_guild();
    let lively = json!({
        "roles": [everyone_role()], "member_count": members.len() + 1, "members": members,
        "channels": [text_channel(GENERAL), text_channel(STUDY)], "threads": [], "presences": [],
        "voice_states": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        "joined_at": "2026-09-01T08:00:00.000000+00:00", "large": false, "unavailable": false,
    });
    if let (Some(guild), Value::Object(lively)) = (guild.as_object_mut(), lively) {
        guild.extend(lively);
    }
    guild
}

/// The settings of a server that has changed none.
fn quiet_guild() -> Value {
    json!({
        "id": GUILD.to_string(), "name": "A class", "icon": null, "splash": null, "discovery_splash": null,
        "owner_id": MAYA.id.to_string(), "afk_channel_id": null, "afk_timeout": 300,
        "widget_enabled": false, "widget_channel_id": null, "verification_level": 0,
        "default_message_notifications": 0, "explicit_content_filter": 0, "emojis": [], "features": [],
        "mfa_level": 0, "application_id": null, "system_channel_id": null, "system_channel_flags": 0,
        "rules_channel_id": null, "max_members": 1000, "vanity_url_code": null, "description": null,
        "banner": null, "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
        "public_updates_channel_id": null, "nsfw_level": 0, "stickers": [],
        "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
    })
}

fn everyone_role() -> Value {
    json!({
        "id": GUILD.to_string(), "name": "@everyone", "color": 0, "hoist": false, "icon": null,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "unicode_emoji": null, "position": 0, "permissions": MEMBER_PERMISSIONS.to_string(),
        "managed": false, "mentionable": false, "flags": 0,
    })
}

fn text_channel(id: u64) -> Value {
    let name = if id == GENERAL { "general" } else { "study" };
    json!({
        "id": id.to_string(), "type": 0, "guild_id": GUILD.to_string(), "position": id - GENERAL,
        "permission_overwrites": [], "name": name, "topic": null, "nsfw": false, "last_message_id": null,
        "rate_limit_per_user": 0, "parent_id": null, "flags": 0,
    })
}

/// A channel, of the server or of somebody's direct messages.
pub(crate) fn channel(id: u64) -> Value {
    match person_of_direct(id) {
        Some(person) => json!({
            "id": id.to_string(), "type": 1, "last_message_id": null, "flags": 0,
            "recipients": [person.user()],
        }),
        None => text_channel(id),
    }
}

/// Whether there is such a channel.
pub(crate) fn is_channel(id: u64) -> bool {
    id == GENERAL || id == STUDY || person_of_direct(id).is_some()
}

fn person_of_direct(channel: u64) -> Option<Person> {
    PEOPLE.into_iter().find(|person| person.direct_channel() == channel)
}

/// Whether the channel belongs to direct messages.
pub(crate) fn is_direct(channel: u64) -> bool {
    person_of_direct(channel).is_some()
}

/// A message without content, embeds or components, which the caller adds.
pub(crate) fn message(id: u64, channel: u64, author: Value) -> Value {
    json!({
        "id": id.to_string(), "channel_id": channel.to_string(), "author": author, "content": "",
        "timestamp": "2026-11-20T10:00:00.000000+00:00", "edited_timestamp": null, "tts": false,
        "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
        "components": [], "pinned": false, "type": 0, "flags": 0,
    })
}

/// A message that a person wrote, as MESSAGE_CREATE brings it.
pub(crate) fn persons_message(id: u64, channel: u64, person: Person, content: &str) -> Value {
    let mut payload = message(id, channel, person.user());
    payload["content"] = json!(content);
    if content.contains(&format!("<@{BOT}>")) {
        payload["mentions"] = json!([bot_user()]);
    }
    if !is_direct(channel) {
        payload["guild_id"] = json!(GUILD.to_string());
        payload["member"] = person.member();
    }
    payload
}

/// An interaction of this type with this data, as INTERACTION_CREATE brings it.
pub(crate) fn interaction(id: u64, token: &str, kind: u8, who: Person, place: u64, data: &Value) -> Value {
    let mut payload = json!({
        "id": id.to_string(), "application_id": BOT.to_string(), "type": kind, "token": token, "version": 1,
        "channel_id": place.to_string(), "channel": channel(place), "data": data, "locale": "en-US",
        "entitlements": [], "app_permissions": MEMBER_PERMISSIONS.to_string(),
        "attachment_size_limit": 10_485_760,
    });
    if is_direct(place) {
        payload["user"] = who.user();
        payload["context"] = json!(1);
        payload["authorizing_integration_owners"] = json!({ "0": "0" });
    } else {
        payload["guild_id"] = json!(GUILD.to_string());
        payload["guild"] = json!({ "id": GUILD.to_string(), "locale": "en-US", "features": [] });
        payload["guild_locale"] = json!("en-US");
        payload["member"] = who.member_with_permissions();
        payload["context"] = json!(0);
        payload["authorizing_integration_owners"] = json!({ "0": GUILD.to_string() });
    }
    payload
}
