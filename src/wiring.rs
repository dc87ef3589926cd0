//! The settings as each platform takes them.

#[cfg(any(feature = "discord", feature = "slack"))]
use crate::config::Settings;
#[cfg(feature = "discord")]
use crate::platform::discord;
#[cfg(feature = "slack")]
use crate::platform::slack::{self, manifest::Features};

/// What Discord needs, where its token is set.
#[cfg(feature = "discord")]
pub(crate) fn discord(settings: &Settings) -> Option<discord::Settings> {
    let mut discord = discord::Settings::new(settings.discord_token.as_ref()?.reveal());
    discord.guild = settings.discord_guild;
    discord.typed_answers = settings.discord_typed_answers;
    Some(discord)
}

/// What Slack needs, where both its tokens are set.
#[cfg(feature = "slack")]
pub(crate) fn slack(settings: &Settings) -> Option<slack::Settings> {
    let (app, bot) = (settings.slack.app_token.as_ref()?, settings.slack.bot_token.as_ref()?);
    let mut slack = slack::Settings::new(app.reveal(), bot.reveal());
    slack.moderators.clone_from(&settings.slack.moderators);
    slack.features = slack_features(settings);
    if let Some(url) = &settings.slack.api_url {
        slack.api_url.clone_from(url);
    }
    Some(slack)
}

/// What is switched on in Slack.
#[cfg(feature = "slack")]
pub(crate) fn slack_features(settings: &Settings) -> Features {
    Features {
        direct_messages: settings.slack.direct_messages,
        typed_answers: settings.slack.typed_answers,
        admins_moderate: settings.slack.admins_moderate,
        deck_files: settings.slack.deck_files,
        pictures: settings.slack.pictures,
    }
}
