//! Requests to Slack's Web API, tried again where that is safe.
//!
//! Nothing that leaves this file in a log carries a token, an address with a secret in it, or
//! anybody's words: what went wrong is told by method and error code alone.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use reqwest::Url;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use slack_morphism::api::SlackApiAppsConnectionOpenRequest;
use slack_morphism::{ClientResult, SlackApiToken, SlackClient, SlackClientSession};
use tokio::time::{Instant, sleep};
use tracing::warn;

use super::body::{self, Addressed};
use super::fault::{Fault, RATE_LIMITED, fault, not_had};
use super::settings::{LONGEST_PAUSE, Settings};
use super::transport::{Told, Transport, is_slacks};
use crate::port::Refused;

/// The longest wait for one attempt.
const REQUEST_LIMIT: Duration = Duration::from_secs(15);
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(300);
/// How long Slack may make a request wait before it is given up.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Those who are told to wait come back one after the other, up to so many of them, this far apart.
const TURNS: u32 = 32;
const BETWEEN_TURNS: Duration = Duration::from_millis(250);

/// Who the desk is to Slack.
pub(super) struct Own {
    /// The bot's user id.
    pub(super) user: String,
    /// The bot's name, as members mention it.
    pub(super) name: String,
    /// The workspace's name.
    pub(super) team: String,
    /// The workspace's id.
    pub(super) team_id: String,
    /// What the bot may do.
    pub(super) scopes: Vec<String>,
}

/// The way to Slack's Web API. What is sent and read here in shapes of our own is what the client's models
/// would make longer, or refuse: they want every field that they know of an answer.
pub(super) struct Wire {
    client: SlackClient<Transport>,
    app_token: SlackApiToken,
    bot_token: SlackApiToken,
    first_pause: Duration,
    /// Held by each who was told to wait.
    turns: Arc<()>,
}

/// A message that stands: its channel and its time stamp.
pub(super) type Standing = (String, String);

/// Why it is not known that a message can be posted, or more is to be said about it.
pub(super) enum Unrehearsed {
    /// Nothing was put off.
    Refused(Fault),
    /// It was put off, and could not be taken back.
    Stands(Fault),
}

/// Who the bot is.
#[derive(Deserialize)]
struct Introduced {
    user_id: String,
    user: Option<String>,
    team: Option<String>,
    team_id: String,
}

/// Where a posted message stands.
#[derive(Deserialize)]
struct Posted {
    channel: Option<String>,
    ts: Option<String>,
}

/// A place for a file.
#[derive(Deserialize)]
struct Room {
    upload_url: String,
    file_id: String,
}

/// What a message says that is taken back at once.
pub(super) const REHEARSAL: &str = "A test of the desk's, which can be overlooked.";

impl Wire {
    /// The way to Slack.
    pub(super) fn new(settings: &Settings) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().timeout(REQUEST_LIMIT).build();
        let http = http.context("no way to Slack could be set up")?;
        Ok(Self {
            client: SlackClient::new(Transport::new(http, settings.api_url.clone())),
            app_token: SlackApiToken::new(settings.app_token.as_str().into()),
            bot_token: SlackApiToken::new(settings.bot_token.as_str().into()),
            first_pause: settings.limits.first_pause,
            turns: Arc::new(()),
        })
    }

    /// Asks who the bot is, until Slack answers.
    ///
    /// # Errors
    /// Where Slack refuses the token or the bot.
    pub(super) async fn introduce(&self) -> anyhow::Result<Own> {
        let mut pause = self.first_pause;
        loop {
            match self.introduction().await {
                Ok(own) => return Ok(own),
                Err(fault) if fault.is_for_good() => return Err(Refused(not_had(&fault)).into()),
                Err(fault) => warn!("{fault}; trying again in {:.0?}", pause),
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Asks once who the bot is; [`Wire::date`] knows Slack's time from then on.
    ///
    /// # Errors
    /// What went wrong.
    pub(super) async fn introduction(&self) -> Result<Own, Fault> {
        let (method, session) = ("auth.test", self.bot());
        let api = &session.http_session_api;
        let nothing: [(&str, Option<&str>); 0] = [];
        let Introduced { user_id, user, team, team_id } =
            self.insist(method, true, || api.http_get(method, &nothing, None)).await?;
        let Told { scopes, .. } = self.transport().told();
        Ok(Own {
            user: user_id,
            name: user.unwrap_or_default(),
            team: team.unwrap_or_default(),
            team_id,
            scopes,
        })
    }

    /// Slack's time when it was last asked who the bot is.
    pub(super) fn date(&self) -> Option<String> {
        self.transport().told().date
    }

    /// Finds out whether a message can be posted: one is put off until then and taken back at once.
    ///
    /// # Errors
    /// What went wrong, and with which of the two.
    pub(super) async fn rehearse(&self, channel: &str, at: u64) -> Result<(), Unrehearsed> {
        let put_off = json!({ "channel": channel, "post_at": at, "text": REHEARSAL });
        let answer: Value =
            self.call("chat.scheduleMessage", &put_off, false).await.map_err(Unrehearsed::Refused)?;
        let back = json!({ "channel": channel, "scheduled_message_id": answer["scheduled_message_id"] });
        let taken_back: Result<IgnoredAny, Fault> =
            self.call("chat.deleteScheduledMessage", &back, true).await;
        taken_back.map(|_| ()).map_err(Unrehearsed::Stands)
    }

    /// Asks whether there may be a connection. The address in the answer is not used, and wears off.
    ///
    /// # Errors
    /// What went wrong; [`Fault::no_connection`] says whether it will stay so.
    pub(super) async fn may_connect(&self) -> Result<(), Fault> {
        let session = self.client.open_session(&self.app_token);
        let opened = session.apps_connections_open(&SlackApiAppsConnectionOpenRequest::new()).await;
        opened.map(|_| ()).map_err(|error| Fault::of("apps.connections.open", &error))
    }

    /// Posts a message; where it stands: its channel, and its time stamp, which is its name there. A post that
    /// Slack may have taken is not repeated. A person's id in place of a channel's is the conversation with
    /// them ("chat.postMessage", channels).
    pub(super) async fn post(
        &self,
        channel: &str,
        thread: Option<&str>,
        message: &body::Message,
    ) -> Result<Option<Standing>, Fault> {
        let body = Addressed::to(message, channel, thread);
        let posted: Posted = self.call("chat.postMessage", &body, false).await?;
        let stands = posted.channel.unwrap_or_else(|| channel.to_owned());
        Ok(posted.ts.map(|ts| (stands, ts)))
    }

    /// Posts a message that one member sees.
    pub(super) async fn whisper(
        &self,
        channel: &str,
        thread: Option<&str>,
        user: &str,
        message: &body::Message,
    ) -> Result<(), Fault> {
        let body = Addressed::to(message, channel, thread).seen_by(user);
        self.call("chat.postEphemeral", &body, false).await.map(|IgnoredAny| ())
    }

    /// Changes a message; `insist` where it matters more than the pace.
    pub(super) async fn edit(
        &self,
        channel: &str,
        ts: &str,
        message: &body::Message,
        insist: bool,
    ) -> Result<(), Fault> {
        let (method, body) = ("chat.update", Addressed::to(message, channel, None).instead_of(ts));
        if insist {
            return self.call(method, &body, true).await.map(|IgnoredAny| ());
        }
        let edited = self.bot().http_session_api.http_post(method, &body, None).await;
        edited.map(|IgnoredAny| ()).map_err(|error| Fault::of(method, &error))
    }

    /// Opens a form.
    pub(super) async fn open_form(&self, trigger: &str, view: Value) -> Result<(), Fault> {
        let body = json!({ "trigger_id": trigger, "view": view });
        self.call("views.open", &body, false).await.map(|IgnoredAny| ())
    }

    /// What Slack knows of a file.
    pub(super) async fn file(&self, id: &str) -> Result<Value, Fault> {
        self.look_up("files.info", "file", id).await
    }

    /// What Slack knows of a person.
    pub(super) async fn person(&self, user: &str) -> Result<Value, Fault> {
        self.look_up("users.info", "user", user).await
    }

    /// Asks once for what has this id; the methods that know such things take no JSON.
    async fn look_up(&self, method: &'static str, kind: &'static str, id: &str) -> Result<Value, Fault> {
        let session = self.bot();
        let found: ClientResult<Value> =
            session.http_session_api.http_get(method, &[(kind, Some(id))], None).await;
        found
            .map(|mut found| found.get_mut(kind).map(Value::take).unwrap_or_default())
            .map_err(|error| Fault::of(method, &error))
    }

    /// Hands a file over that nobody is shown yet; its id.
    pub(super) async fn upload(&self, name: &str, bytes: Vec<u8>) -> Result<String, Fault> {
        let method = "files.getUploadURLExternal";
        let (session, length) = (self.bot(), bytes.len().to_string());
        let (api, wanted) =
            (&session.http_session_api, [("filename", Some(name)), ("length", Some(length.as_str()))]);
        let room: Room = self.insist(method, true, || api.http_get(method, &wanted, None)).await?;
        let address = Url::parse(&room.upload_url).ok();
        let Some(address) = address.filter(|url| is_slacks(url, self.api_url())) else {
            return Err(fault(method, "an address that is not Slack's", true));
        };
        let put = api.http_post_uri_binary(address, "image/png".to_owned(), &bytes, None).await;
        put.map(|IgnoredAny| ()).map_err(|error| Fault::of("upload", &error))?;
        let files = json!({ "files": [{ "id": room.file_id, "title": name }] });
        self.call("files.completeUploadExternal", &files, false).await.map(|IgnoredAny| room.file_id)
    }

    /// A request that shows the bot's token. Whoever makes it knows the address for Slack's.
    pub(super) fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.bearer_auth(&self.bot_token.token_value.0)
    }

    /// Where the Web API is.
    pub(super) fn api_url(&self) -> &str {
        self.transport().api_url()
    }

    /// Answers by the address that came with what was said, for everyone or for the asker alone; no token is
    /// needed.
    pub(super) async fn respond(
        &self,
        url: &str,
        message: &body::Message,
        public: bool,
        thread: Option<&str>,
    ) -> Result<(), Fault> {
        let method = "response_url";
        let url = Url::parse(url).map_err(|_| fault(method, "no address", true))?;
        let (session, body) = (self.bot(), Addressed::back(message, public, thread));
        let api = &session.http_session_api;
        self.insist(method, false, || api.http_post_uri(url.clone(), &body, None)).await.map(|IgnoredAny| ())
    }

    /// Slack as the bot sees it.
    fn bot(&self) -> SlackClientSession<'_, Transport> {
        self.client.open_session(&self.bot_token)
    }

    fn transport(&self) -> &Transport {
        &self.client.http_api.connector
    }

    async fn call<T: for<'de> Deserialize<'de> + Send>(
        &self,
        method: &'static str,
        body: &(impl Serialize + Send + Sync),
        repeatable: bool,
    ) -> Result<T, Fault> {
        let session = self.bot();
        self.insist(method, repeatable, || session.http_session_api.http_post(method, body, None)).await
    }

    /// Asks until it is through or will not get through. Where Slack says wait, those who wait for the same
    /// channel do not come back in the same moment.
    async fn insist<T, Asked: Future<Output = ClientResult<T>>>(
        &self,
        method: &'static str,
        repeatable: bool,
        ask: impl Fn() -> Asked,
    ) -> Result<T, Fault> {
        let (begun, mut pause, mut attempt) = (Instant::now(), FIRST_PAUSE, 1);
        loop {
            let fault = match ask().await {
                Ok(answer) => return Ok(answer),
                Err(error) => Fault::of(method, &error),
            };
            let limited = fault.code == RATE_LIMITED;
            let turn = limited.then(|| Arc::clone(&self.turns));
            let ahead = turn.as_ref().map_or(0, |turn| Arc::strong_count(turn).saturating_sub(2));
            let ahead = u32::try_from(ahead).unwrap_or(TURNS).min(TURNS);
            let wait = fault.retry_after.unwrap_or(pause) + BETWEEN_TURNS * ahead;
            let spent = attempt >= ATTEMPTS && !limited;
            if spent || !fault.passes(repeatable) || begun.elapsed() + wait > LONGEST_WAIT {
                return Err(fault);
            }
            sleep(wait).await;
            pause *= 2;
            attempt += 1;
        }
    }
}
