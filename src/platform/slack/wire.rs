//! Requests to Slack's Web API, tried again where that is safe.
//!
//! Nothing that leaves this file in a log carries a token, an address with a secret in it, or
//! anybody's words: what went wrong is told by method and error code alone.

use std::time::Duration;

use anyhow::Context as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tracing::warn;

use super::Settings;
use super::body::{self, Addressed};
use super::fault::{Fault, RATE_LIMITED, UNANSWERED, UNREACHABLE, bad_bot_token, fault};
use super::upload::is_slacks;
use crate::platform::json::json;
use crate::port::Refused;

/// The longest wait for one attempt.
const REQUEST_LIMIT: Duration = Duration::from_secs(15);
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(300);
/// How long Slack may make a request wait before it is given up.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Who the desk is to Slack.
pub(super) struct Own {
    /// The bot's user id.
    pub(super) user: String,
    /// The bot's name, as members mention it.
    pub(super) name: String,
    /// The workspace's name.
    pub(super) team: String,
    /// What the bot may do.
    pub(super) scopes: Vec<String>,
}

/// The way to Slack's Web API.
pub(super) struct Wire {
    http: reqwest::Client,
    api_url: String,
    app_token: String,
    bot_token: String,
    first_pause: Duration,
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

/// What came back.
struct Answer {
    body: Value,
    headers: HeaderMap,
}

/// What a message says that is taken back at once.
pub(super) const REHEARSAL: &str = "A test of the desk's, which can be overlooked.";

impl Wire {
    /// The way to Slack.
    pub(super) fn new(settings: &Settings) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().timeout(REQUEST_LIMIT).build();
        Ok(Self {
            http: http.context("no way to Slack could be set up")?,
            api_url: settings.api_url.clone(),
            app_token: settings.app_token.clone(),
            bot_token: settings.bot_token.clone(),
            first_pause: settings.limits.first_pause,
        })
    }

    /// Asks who the bot is, until Slack answers.
    ///
    /// # Errors
    /// Where Slack refuses the token.
    pub(super) async fn introduce(&self) -> anyhow::Result<Own> {
        let mut pause = self.first_pause;
        loop {
            match self.introduction().await {
                Ok((own, _)) => return Ok(own),
                Err(fault) if fault.is_bad_token() => return Err(Refused(bad_bot_token(&fault)).into()),
                Err(fault) => warn!("{fault}; trying again in {:.0?}", pause),
            }
            sleep(pause).await;
            pause = (pause * 2).min(super::LONGEST_PAUSE);
        }
    }

    /// Asks once who the bot is, and what Slack's time is.
    ///
    /// # Errors
    /// What went wrong.
    pub(super) async fn introduction(&self) -> Result<(Own, Option<String>), Fault> {
        let answer = self.call("auth.test", &json!({}), true).await?;
        let text = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
        let (user, name, team) = (text("user_id"), text("user"), text("team"));
        let scopes = header(&answer.headers, "x-oauth-scopes").unwrap_or_default();
        let scopes = scopes.split(',').map(|scope| scope.trim().to_owned()).collect();
        Ok((Own { user, name, team, scopes }, header(&answer.headers, "date").map(str::to_owned)))
    }

    /// Finds out whether a message can be posted: one is put off until then and taken back at once.
    ///
    /// # Errors
    /// What went wrong, and with which of the two.
    pub(super) async fn rehearse(&self, channel: &str, at: u64) -> Result<(), Unrehearsed> {
        let put_off = json!({ "channel": channel, "post_at": at, "text": REHEARSAL });
        let answer =
            self.call("chat.scheduleMessage", &put_off, false).await.map_err(Unrehearsed::Refused)?;
        let id = answer.body["scheduled_message_id"].clone();
        let back = json!({ "channel": channel, "scheduled_message_id": id });
        self.call("chat.deleteScheduledMessage", &back, true).await.map(|_| ()).map_err(Unrehearsed::Stands)
    }

    /// Asks for a connection: the address of one socket, good for one use.
    ///
    /// # Errors
    /// What went wrong; [`Fault::no_connection`] says whether it will stay so.
    pub(super) async fn connection(&self) -> Result<String, Fault> {
        let method = "apps.connections.open";
        let request = self.http.post(self.address(method)).bearer_auth(&self.app_token);
        let answer = self.once(method, request).await?;
        let url = answer.body["url"].as_str().map(str::to_owned);
        url.ok_or_else(|| fault(method, "an answer without an address", false))
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
        let answer = self.call("chat.postMessage", &body, false).await?;
        let stands = answer.body["channel"].as_str().unwrap_or(channel).to_owned();
        Ok(answer.body["ts"].as_str().map(|ts| (stands, ts.to_owned())))
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
        self.call("chat.postEphemeral", &body, false).await.map(|_| ())
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
            return self.call(method, &body, true).await.map(|_| ());
        }
        self.once(method, self.request(method, &body)).await.map(|_| ())
    }

    /// Opens a form.
    pub(super) async fn open_form(&self, trigger: &str, view: Value) -> Result<(), Fault> {
        let body = json!({ "trigger_id": trigger, "view": view });
        self.call("views.open", &body, false).await.map(|_| ())
    }

    /// What Slack knows of a file.
    pub(super) async fn file(&self, id: &str) -> Result<Value, Fault> {
        let method = "files.info";
        let url = format!("{}?file={id}", self.address(method));
        self.once(method, self.http.get(url).bearer_auth(&self.bot_token))
            .await
            .map(|answer| answer.body["file"].clone())
    }

    /// Hands a file over that nobody is shown yet; its id.
    pub(super) async fn upload(&self, name: &str, bytes: Vec<u8>) -> Result<String, Fault> {
        let method = "files.getUploadURLExternal";
        let url = format!("{}?filename={name}&length={}", self.address(method), bytes.len());
        let place =
            self.insist(method, &|| self.http.get(&url).bearer_auth(&self.bot_token), true).await?.body;
        let text = |name: &str| place[name].as_str().unwrap_or_default();
        let (address, file) = (reqwest::Url::parse(text("upload_url")).ok(), text("file_id").to_owned());
        let Some(address) = address.filter(|url| is_slacks(url, &self.api_url)) else {
            return Err(fault(method, "an address that is not Slack's", true));
        };
        let put = self.http.post(address).header("content-type", "image/png").body(bytes);
        match put.send().await {
            Ok(answer) if answer.status().is_success() => {}
            _ => return Err(fault("upload", UNANSWERED, true)),
        }
        let files = json!({ "files": [{ "id": file, "title": name }] });
        self.call("files.completeUploadExternal", &files, false).await.map(|_| file)
    }

    /// A request that shows the bot's token. Whoever makes it knows the address for Slack's.
    pub(super) fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.bearer_auth(&self.bot_token)
    }

    /// Where the Web API is.
    pub(super) fn api_url(&self) -> &str {
        &self.api_url
    }

    /// What Slack knows of a person.
    pub(super) async fn person(&self, user: &str) -> Result<Value, Fault> {
        // This method takes no JSON.
        let method = "users.info";
        let url = format!("{}?user={user}", self.address(method));
        self.once(method, self.http.get(url).bearer_auth(&self.bot_token))
            .await
            .map(|answer| answer.body["user"].clone())
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
        let body = Addressed::back(message, public, thread);
        let request = || self.http.post(url).header(CONTENT_TYPE, JSON).body(json(&body));
        self.insist("response_url", &request, false).await.map(|_| ())
    }

    fn address(&self, method: &str) -> String {
        format!("{}/{method}", self.api_url)
    }

    fn request(&self, method: &'static str, body: &impl Serialize) -> reqwest::RequestBuilder {
        let request = self.http.post(self.address(method)).bearer_auth(&self.bot_token);
        request.header(CONTENT_TYPE, JSON).body(json(body))
    }

    async fn call(
        &self,
        method: &'static str,
        body: &(impl Serialize + Sync),
        repeatable: bool,
    ) -> Result<Answer, Fault> {
        self.insist(method, &|| self.request(method, body), repeatable).await
    }

    /// Sends a request until it is through or will not get through.
    async fn insist(
        &self,
        method: &'static str,
        request: &(dyn Fn() -> reqwest::RequestBuilder + Sync),
        repeatable: bool,
    ) -> Result<Answer, Fault> {
        let (begun, mut pause, mut attempt) = (Instant::now(), FIRST_PAUSE, 1);
        loop {
            let fault = match self.once(method, request()).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            let wait = fault.retry_after.unwrap_or(pause);
            if attempt >= ATTEMPTS || !fault.passes(repeatable) || begun.elapsed() + wait > LONGEST_WAIT {
                return Err(fault);
            }
            sleep(wait).await;
            pause *= 2;
            attempt += 1;
        }
    }

    async fn once(&self, method: &'static str, request: reqwest::RequestBuilder) -> Result<Answer, Fault> {
        let mut answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) if error.is_connect() => return Err(fault(method, UNREACHABLE, true)),
            Err(_) => return Err(fault(method, UNANSWERED, false)),
        };
        let status = answer.status();
        let headers = std::mem::take(answer.headers_mut());
        let retry_after = header(&headers, "retry-after").and_then(|seconds| seconds.trim().parse().ok());
        let retry_after = retry_after.map(Duration::from_secs);
        if status.as_u16() == 429 {
            let date = header(&headers, "date").map(str::to_owned);
            return Err(Fault { retry_after, date, ..fault(method, RATE_LIMITED, true) });
        }
        let text = answer.bytes().await.unwrap_or_default();
        // An answering address says a bare "ok".
        let bare = text.trim_ascii() == b"ok";
        let body = if bare { Value::Null } else { serde_json::from_slice(&text).unwrap_or_default() };
        if body["ok"] == true || (bare && status.is_success()) {
            return Ok(Answer { body, headers });
        }
        let code = match body["error"].as_str() {
            Some(code) => code.to_owned(),
            None if status.is_server_error() => UNANSWERED.to_owned(),
            None => format!("status {}", status.as_u16()),
        };
        let needed = body["needed"].as_str().map(str::to_owned);
        let undone = code == RATE_LIMITED;
        let date = header(&headers, "date").map(str::to_owned);
        Err(Fault { method, code, needed, retry_after, undone, date })
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
