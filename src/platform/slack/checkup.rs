//! Looks at everything that Slack has to have ready for the desk, without showing anybody anything.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::timeout;

use super::connection::{Connection, News, Sockets};
use super::fault::{Fault, RATE_LIMITED, UNANSWERED, UNREACHABLE, bad_bot_token, look_up};
use super::manifest::Features;
use super::settings::Settings;
use super::wire::{REHEARSAL, Unrehearsed, Wire};
use crate::port::{Checkup, Finding, PlatformTime};

/// What to do where Slack does not answer at all.
const LINK_SENTENCE: &str = "check the connection of this machine, and try again";
const INSTALL_AGAIN: &str = "run deskbell slack-manifest, paste what it prints under App Manifest of your app at \
    https://api.slack.com/apps, install the app again, and take over its token";

/// Looks at tokens, scopes and moderators, and whether the desk can post in these channels.
///
/// # Errors
/// When no request can be made at all.
pub async fn checkup(settings: &Settings, channels: &[String]) -> anyhow::Result<Checkup> {
    let wire = Wire::new(settings)?;
    let mut checkup = Checkup::default();
    let findings = &mut checkup.findings;
    match wire.introduction().await {
        Ok(own) => {
            findings.push(Finding::good(format!("the bot's token is taken: {} in {}", own.name, own.team)));
            findings.push(scopes(settings.features, &own.scopes));
        }
        Err(fault) => {
            let sentence = fault.is_bad_token().then(|| bad_bot_token(&fault));
            findings.push(refused("the bot's token", &fault, sentence));
        }
    }
    checkup.time = wire.date().map(PlatformTime::now);
    match wire.may_connect().await {
        Ok(()) => {
            findings.push(Finding::good("the app-level token is taken, and Socket Mode is on"));
            findings.push(socket(settings).await?);
        }
        Err(fault) => findings.push(refused("the app-level token", &fault, fault.no_connection())),
    }
    findings.push(moderators(settings));
    for channel in channels {
        findings.push(match wire.rehearse(channel, in_an_hour()).await {
            Ok(()) => Finding::good(format!("a message can be posted to {channel}")),
            Err(Unrehearsed::Refused(fault)) => {
                Finding::wrong(format!("no message can be posted to {channel} ({fault})"), remedy(&fault))
            }
            Err(Unrehearsed::Stands(fault)) => Finding::wrong(
                format!(
                    "a message can be posted to {channel}, but the one that was planned to find out could not be \
                     taken back ({fault}); it says “{REHEARSAL}” and appears within the hour"
                ),
                "delete it when it appears, or look again when Slack answers",
            ),
        });
    }
    Ok(checkup)
}

/// What to do where Slack refuses something.
fn remedy(fault: &Fault) -> String {
    let sentence = match fault.code.as_str() {
        _ if fault.is_bad_token() => return bad_bot_token(fault),
        "not_in_channel" | "channel_not_found" => {
            "type /invite and the bot's name in that channel, and check the id (Copy link of the channel ends with it)"
        }
        "missing_scope" => INSTALL_AGAIN,
        "is_archived" => "take the channel out of the archive, or let the class use another one",
        "restricted_too_many" => "Slack has too many planned messages for that channel; look again later",
        RATE_LIMITED => "look again in a minute: Slack takes no more at the moment",
        UNREACHABLE | UNANSWERED => LINK_SENTENCE,
        code if code.starts_with("restricted_action") => {
            "ask an admin of the workspace to let the app post in that channel"
        }
        code if code.starts_with("status ") => LINK_SENTENCE,
        _ => return look_up(fault.method),
    };
    sentence.to_owned()
}

/// Opens the socket as the desk would, waits for Slack's greeting and leaves at once. What Slack brings meanwhile is
/// not acknowledged, so that Slack brings it to the desk.
async fn socket(settings: &Settings) -> anyhow::Result<Finding> {
    let sockets = Sockets::new(settings)?;
    let mut connection = Connection::begin(&sockets, settings.limits, None).await?;
    let news = timeout(settings.limits.opening, connection.news()).await;
    connection.end().await;
    Ok(match news {
        Ok(Some(News::Open)) => Finding::good("the socket opens, and Slack greets on it"),
        _ => Finding::wrong(
            "the socket does not open",
            "let this machine open web sockets (wss, port 443) to wss-primary.slack.com and its like",
        ),
    })
}

fn refused(what: &str, fault: &Fault, sentence: Option<String>) -> Finding {
    let remedy = sentence.unwrap_or_else(|| remedy(fault));
    Finding::wrong(format!("{what} is not taken ({fault})"), remedy)
}

/// The command and the shortcut come with the scope `commands`, mentions with `app_mentions:read`.
fn scopes(features: Features, given: &[String]) -> Finding {
    let missing: Vec<&str> =
        features.scopes().into_iter().filter(|scope| !given.iter().any(|given| given == scope)).collect();
    if missing.is_empty() {
        return Finding::good(format!(
            "the app has every scope that the settings need: {}",
            features.scopes().join(", ")
        ));
    }
    Finding::wrong(format!("the app lacks the scopes {}", missing.join(", ")), INSTALL_AGAIN)
}

fn moderators(settings: &Settings) -> Finding {
    match (settings.moderators.len(), settings.features.admins_moderate) {
        (0, false) => Finding::wrong(
            "nobody may run quizzes",
            "put member ids into SLACK_MODERATORS, or set SLACK_ADMINS_MODERATE=yes",
        ),
        (0, true) => Finding::good("the workspace's admins may run quizzes"),
        (some, admins) => {
            let more = if admins { ", and the workspace's admins" } else { "" };
            Finding::good(format!("{some} moderators are named{more}"))
        }
    }
}

/// Late enough to be taken back, in seconds since 1970.
fn in_an_hour() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (now + Duration::from_secs(3600)).as_secs()
}
