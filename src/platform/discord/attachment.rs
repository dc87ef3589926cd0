//! Files that come with a command: fetched from Discord's own storage, and no more of one than is taken.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serenity::model::application::{CommandDataOptionValue, CommandInteraction};
use tracing::warn;

use crate::domain::inbound::{HANDED_BYTES, Handed, Inbound, NotTaken, What};
use crate::domain::reply::Response;
use crate::port::Desk;

/// How long a file may take; the token of the interaction lives for 15 minutes.
const LIMIT: Duration = Duration::from_secs(30);
/// Where Discord keeps attachments ("Reference", CDN endpoints; "Attachment Object", url and proxy_url).
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// Where a test keeps them.
const TEST_HOST: &str = "127.0.0.1";

/// A file that waits at Discord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attached {
    pub(crate) name: String,
    pub(crate) url: String,
    /// Its size in bytes, as Discord says.
    pub(crate) size: u64,
}

/// The file among a command's options.
pub(crate) fn attached(command: &CommandInteraction) -> Option<Attached> {
    let (_, options) = super::translate::name_and_options(command);
    let id = options.iter().find_map(|option| match option.value {
        CommandDataOptionValue::Attachment(id) => Some(id),
        _ => None,
    })?;
    let file = command.data.resolved.attachments.get(&id)?;
    Some(Attached { name: file.filename.clone(), url: file.url.clone(), size: u64::from(file.size) })
}

/// Fetches the file and hands it to the desk with its command. For one who may not moderate nothing is
/// fetched: no command of a member takes a file, and the desk says so itself.
pub(crate) async fn hear(desk: Desk, mut inbound: Inbound, attached: Attached, test: bool) -> Response {
    if inbound.member.moderator
        && let What::Command { name, options } = inbound.what
    {
        let content = fetch(&attached, test).await;
        let file = Handed { name: attached.name, content };
        inbound.what = What::Handed { name, options, file };
    }
    desk.hear(inbound).await
}

async fn fetch(attached: &Attached, test: bool) -> Result<Arc<[u8]>, NotTaken> {
    if attached.size > HANDED_BYTES {
        return Err(NotTaken::TooLarge);
    }
    let unreachable = |why: &str| {
        warn!("an attachment could not be fetched: {why}");
        NotTaken::Unreachable
    };
    let url = Url::parse(&attached.url).map_err(|_| unreachable("its address is none"))?;
    if !is_discords(&url, test) {
        return Err(unreachable("it is not at Discord"));
    }
    // Addresses of attachments hold a signature, so a fault is told by its kind alone.
    let kind = |error: reqwest::Error| match error.status() {
        Some(status) => unreachable(status.as_str()),
        None if error.is_timeout() => unreachable("it took too long"),
        None => unreachable("the connection failed"),
    };
    let client = Client::builder().redirect(Policy::none()).https_only(!test).timeout(LIMIT).build();
    let asked = client.map_err(kind)?.get(url).send().await.and_then(reqwest::Response::error_for_status);
    let mut answer = asked.map_err(kind)?;
    if !answer.status().is_success() {
        return Err(unreachable(answer.status().as_str()));
    }
    let mut content = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(kind)? {
        // What Discord said of its size is no limit on what comes.
        if (content.len() + part.len()) as u64 > HANDED_BYTES {
            return Err(NotTaken::TooLarge);
        }
        content.extend_from_slice(&part);
    }
    Ok(content.into())
}

fn is_discords(url: &Url, test: bool) -> bool {
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https" && HOSTS.contains(&host) || test && host == TEST_HOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_discords_storage_is_asked() {
        let rows = [
            ("https://cdn.discordapp.com/attachments/1/2/deck.apkg?ex=1&hm=2", true),
            ("https://media.discordapp.net/attachments/1/2/deck.apkg", true),
            ("http://cdn.discordapp.com/attachments/1/2/deck.apkg", false),
            ("https://cdn.discordapp.com.example.org/deck.apkg", false),
            ("https://127.0.0.1/deck.apkg", false),
            ("file:///etc/passwd", false),
        ];
        for (url, expected) in rows {
            assert_eq!(is_discords(&Url::parse(url).expect("an address"), false), expected, "{url}");
        }
    }
}
