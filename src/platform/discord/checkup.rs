//! Looks at everything that Discord has to have ready for the desk, without posting anything.

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, ChannelId, GuildId};

use super::wire::{Fault, Wire};
use super::{Settings, registration};
use crate::port::{Checkup, Finding, PlatformTime};

/// The flags of an application that may read what messages say ("Application Flags").
const CONTENT_GRANTED: u64 = 1 << 18 | 1 << 19;
const PORTAL: &str = "https://discord.com/developers/applications";

/// Looks at token, intent and commands, and whether the desk can write in these channels.
pub async fn checkup(settings: &Settings, channels: &[u64]) -> Checkup {
    let wire = Wire::new(settings);
    let mut checkup = Checkup::default();
    let findings = &mut checkup.findings;
    let application = match wire.look(Route::Oauth2ApplicationCurrent, LightMethod::Get).await {
        Ok((application, date)) => {
            checkup.time = date.map(PlatformTime::now);
            findings.push(Finding::good(format!(
                "the token is taken: {}",
                application["name"].as_str().unwrap_or("a bot")
            )));
            application
        }
        Err(fault) => {
            let remedy = match fault.is_bad_token() {
                true => format!(
                    "open {PORTAL}, the application, Bot, Reset Token, and put the new one into DISCORD_TOKEN"
                ),
                false => "check the connection of this machine, and try again".to_owned(),
            };
            findings.push(Finding::wrong(format!("the token is not taken ({fault})"), remedy));
            return checkup;
        }
    };
    if settings.typed_answers {
        findings.push(intent(&application));
    }
    if let Some(id) = application["id"].as_str().and_then(|id| id.parse().ok()).filter(|id| *id > 0) {
        findings.push(commands(settings, &wire, ApplicationId::new(id)).await);
    }
    for channel in channels.iter().filter(|channel| **channel > 0) {
        let route = Route::ChannelTyping { channel_id: ChannelId::new(*channel) };
        findings.push(match wire.look(route, LightMethod::Post).await {
            Ok(_) => Finding::good(format!("the desk can write in {channel}")),
            Err(fault) => Finding::wrong(
                format!("the desk cannot write in {channel} ({fault})"),
                "give its role View Channel, Send Messages and Embed Links there, and check the id (Copy Channel ID)",
            ),
        });
    }
    checkup
}

fn intent(application: &Value) -> Finding {
    match application["flags"].as_u64().unwrap_or_default() & CONTENT_GRANTED {
        0 => Finding::wrong(
            "answers shall be typed, but the Message Content intent is not granted",
            format!("switch it on at {PORTAL}, the application, Bot, or set DISCORD_TYPED_ANSWERS=no"),
        ),
        _ => Finding::good("the Message Content intent is granted"),
    }
}

/// Whether those that are registered are those of this version.
async fn commands(settings: &Settings, wire: &Wire, application_id: ApplicationId) -> Finding {
    let (route, place) = match settings.guild.filter(|guild| *guild > 0) {
        Some(guild) => {
            (Route::GuildCommands { application_id, guild_id: GuildId::new(guild) }, format!("in {guild}"))
        }
        None => (Route::Commands { application_id }, "everywhere".to_owned()),
    };
    let registered = match wire.look(route, LightMethod::Get).await {
        Ok((registered, _)) => registered,
        Err(fault) => return unregistered(&place, &fault),
    };
    let names = |commands: &Value| -> Vec<String> {
        let all = commands.as_array().into_iter().flatten();
        all.filter_map(|command| command["name"].as_str().map(str::to_owned)).collect()
    };
    let (known, wanted) = (names(&registered), names(&registration::commands(true)));
    let missing: Vec<&str> = wanted.iter().filter(|name| !known.contains(name)).map(String::as_str).collect();
    match missing.as_slice() {
        [] => Finding::good(format!("all {} commands are registered {place}", wanted.len())),
        missing => Finding::wrong(
            format!("not registered {place}: {}", missing.join(", ")),
            "start deskbell once: it registers its commands whenever it connects",
        ),
    }
}

fn unregistered(place: &str, fault: &Fault) -> Finding {
    Finding::wrong(
        format!("the commands registered {place} cannot be read ({fault})"),
        "check DISCORD_GUILD, and invite the bot with the scopes bot and applications.commands",
    )
}
