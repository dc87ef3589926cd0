//! The manifest of the Slack app: what the desk needs for what is switched on, and nothing more.
//!
//! See "App manifest reference" in Slack's documentation.

use serde_json::{Value, json};

use crate::domain::command::COMMANDS;

/// The one command that Slack knows; everything else is typed behind it.
pub const COMMAND: &str = "/desk";
/// The callback of the message shortcut.
pub(super) const EXPLAIN: &str = "explain";
/// Slack shows this much of how a command is used.
const HINT_CHARACTERS: usize = 1_000;

/// What is switched on beyond what every desk does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// Members may write to the desk alone.
    pub direct_messages: bool,
    /// Quiz answers may be typed into the channel.
    pub typed_answers: bool,
    /// The workspace's admins may run quizzes.
    pub admins_moderate: bool,
    /// Moderators may hand decks in as files.
    pub deck_files: bool,
    /// The ends of quizzes and a member's progress come with a picture.
    pub pictures: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self {
            direct_messages: true,
            typed_answers: false,
            admins_moderate: false,
            deck_files: false,
            pictures: false,
        }
    }
}

impl Features {
    /// The bot's scopes. Names come with commands and presses; only messages need `users:read` for them.
    pub fn scopes(&self) -> Vec<&'static str> {
        let mut scopes = vec!["app_mentions:read", "chat:write", "commands"];
        if self.direct_messages {
            scopes.push("im:history");
        }
        if self.typed_answers {
            scopes.push("channels:history");
        }
        if self.typed_answers || self.admins_moderate {
            scopes.push("users:read");
        }
        if self.deck_files {
            scopes.push("files:read");
        }
        if self.pictures {
            scopes.push("files:write");
        }
        scopes
    }

    /// The events that the app hears.
    pub fn events(&self) -> Vec<&'static str> {
        let mut events = vec!["app_mention"];
        if self.direct_messages {
            events.push("message.im");
        }
        if self.typed_answers {
            events.push("message.channels");
        }
        events
    }
}

/// The manifest, to be pasted where Slack says "From a manifest".
pub fn manifest(features: Features) -> Value {
    let mut words: Vec<&str> = COMMANDS.iter().filter_map(|spec| spec.name.split(' ').next()).collect();
    words.dedup();
    let hint: String = words.join(" | ").chars().take(HINT_CHARACTERS).collect();
    json!({
        "_metadata": { "major_version": 1, "minor_version": 1 },
        "display_information": {
            "name": "Deskbell",
            "description": "Answers from the class documents, always with the source, and quizzes made of them.",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": false,
                // The desk writes there of itself, too: reminders to study.
                "messages_tab_enabled": true,
                "messages_tab_read_only_enabled": !features.direct_messages,
            },
            "bot_user": { "display_name": "deskbell", "always_online": true },
            "shortcuts": [{
                "name": "Explain this",
                "type": "message",
                "callback_id": EXPLAIN,
                "description": "Ask the class documents about this message",
            }],
            "slash_commands": [{
                "command": COMMAND,
                "description": "Ask the class documents, or play a quiz",
                "usage_hint": hint,
                "should_escape": false,
            }],
        },
        "oauth_config": { "scopes": { "bot": features.scopes() } },
        "settings": {
            "event_subscriptions": { "bot_events": features.events() },
            "interactivity": { "is_enabled": true },
            "org_deploy_enabled": false,
            "socket_mode_enabled": true,
            "token_rotation_enabled": false,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_asked_for_that_is_not_switched_on() {
        let least = Features { direct_messages: false, ..Features::default() };
        assert_eq!(least.scopes(), ["app_mentions:read", "chat:write", "commands"]);
        assert_eq!(least.events(), ["app_mention"]);
        let most = manifest(Features {
            direct_messages: true,
            typed_answers: true,
            admins_moderate: true,
            deck_files: true,
            pictures: true,
        });
        let scopes = most["oauth_config"]["scopes"]["bot"].to_string();
        for scope in ["im:history", "channels:history", "users:read", "files:read", "files:write"] {
            assert!(scopes.contains(scope), "{scopes}");
        }
    }

    #[test]
    fn the_manifest_keeps_slacks_limits() {
        let manifest = manifest(Features::default());
        let length = |at: &str| manifest.pointer(at).and_then(Value::as_str).expect(at).chars().count();
        assert!(length("/display_information/name") <= 35);
        assert!(length("/display_information/description") <= 140);
        assert!(length("/features/shortcuts/0/name") <= 24);
        assert!(length("/features/shortcuts/0/description") <= 150);
        assert!(length("/features/slash_commands/0/usage_hint") <= 1_000);
        assert_eq!(manifest["settings"]["socket_mode_enabled"], true);
    }
}
