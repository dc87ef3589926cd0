//! Files that come with a command: fetched from Discord's own storage, and no more of one than is taken.

use std::sync::Arc;

use reqwest::Url;
use serenity::model::application::{CommandDataOptionValue, CommandInteraction};

use crate::domain::inbound::{HANDED_BYTES, Handed, Inbound, NotTaken, What};
use crate::domain::reply::Response;
use crate::platform::fetch;
use crate::port::Desk;

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
        let content = take(&attached, test).await;
        let file = Handed { name: attached.name, content };
        inbound.what = What::Handed { name, options, file };
    }
    desk.hear(inbound).await
}

async fn take(attached: &Attached, test: bool) -> Result<Arc<[u8]>, NotTaken> {
    if attached.size > HANDED_BYTES {
        return Err(NotTaken::TooLarge);
    }
    let url = Url::parse(&attached.url).map_err(|_| fetch::unreachable("its address is none"))?;
    if !is_discords(&url, test) {
        return Err(fetch::unreachable("it is not at Discord"));
    }
    fetch::fetch(fetch::client(test).map_err(fetch::kind)?.get(url)).await
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
