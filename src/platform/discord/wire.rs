//! Requests to Discord's HTTP API, tried again where that is safe.
//!
//! Nothing that leaves this file in a log carries a token, an address with one in it, or
//! anybody's words: what went wrong is told by status and code alone.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use serenity::http::{Http, HttpBuilder, HttpError, LightMethod, Request, Route};
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId};
use tokio::time::{Instant, sleep, timeout};

use super::Settings;
use super::body::{Callback, Message, Once};
use super::upload::Upload;
use crate::platform::json::json;

/// The longest wait for the answer to an interaction's request, which is worthless later.
const INTERACTION_LIMIT: Duration = Duration::from_secs(10);
/// The longest wait for any other; it includes what the rate limiter makes it wait.
const REQUEST_LIMIT: Duration = Duration::from_secs(60);
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(300);
/// In how many servers commands of an earlier setting are looked for; one server is what that setting names.
const SERVERS_CLEARED: usize = 25;
/// serenity keeps a bucket for each interaction for ever; beyond this many all are forgotten.
const BUCKETS: usize = 10_000;

/// Discord's error codes ("Opcodes and Status Codes", JSON).
const UNKNOWN_MESSAGE: isize = 10_008;
const ALREADY_ACKNOWLEDGED: isize = 40_060;
const MISSING_ACCESS: isize = 50_001;
const MISSING_PERMISSIONS: isize = 50_013;

/// Makes a request's body, anew for each attempt; an empty one is none.
type Body<'a> = &'a (dyn Fn() -> Vec<u8> + Sync);

/// What went wrong with a request, without anything that must stay out of a log.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The status, when there was an answer.
    status: Option<u16>,
    code: isize,
    what: &'static str,
}

impl Fault {
    /// Whether the message that was to be changed is gone.
    pub(crate) fn is_gone(&self) -> bool {
        self.code == UNKNOWN_MESSAGE || self.status == Some(404)
    }

    /// Whether Discord did not like what was said.
    pub(crate) fn is_refused(&self) -> bool {
        self.status == Some(400)
    }

    /// Whether the bot lacks a right that this needs.
    pub(crate) fn is_forbidden(&self) -> bool {
        self.status == Some(403)
    }

    /// Whether Discord does not know the token.
    pub(crate) fn is_bad_token(&self) -> bool {
        self.status == Some(401) || self.what == BAD_TOKEN
    }

    /// Whether it may go away by itself.
    pub(crate) fn passes(&self) -> bool {
        match self.status {
            Some(status) => status == 429 || status >= 500,
            None => self.what != BAD_TOKEN,
        }
    }
}

const BAD_TOKEN: &str = "the token has characters that no token has";

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "Discord answered with status {status}")?,
            None => f.write_str(self.what)?,
        }
        match self.code {
            0 | -1 => Ok(()),
            MISSING_ACCESS => write!(f, " (code {MISSING_ACCESS}: the bot may not see this place)"),
            MISSING_PERMISSIONS => write!(
                f,
                " (code {MISSING_PERMISSIONS}: the bot needs View Channel, Send Messages, Embed Links and Attach Files there)"
            ),
            code => write!(f, " (code {code})"),
        }
    }
}

impl From<serenity::Error> for Fault {
    fn from(error: serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) => {
                Self { status: Some(answer.status_code.as_u16()), code: answer.error.code, what: "" }
            }
            serenity::Error::Http(HttpError::InvalidHeader(_)) => Self::unanswered(BAD_TOKEN),
            _ => Self::unanswered("Discord could not be reached"),
        }
    }
}

impl Fault {
    pub(crate) fn unanswered(what: &'static str) -> Self {
        Self { status: None, code: 0, what }
    }
}

/// How long a request is insisted on.
#[derive(Clone, Copy)]
struct Patience {
    /// For one attempt.
    each: Duration,
    /// No attempt begins later than this.
    until: Option<Instant>,
}

impl Patience {
    const USUAL: Self = Self { each: REQUEST_LIMIT, until: None };
}

/// The way to Discord's HTTP API.
pub(crate) struct Wire {
    http: Arc<Http>,
    /// Tells the posts of this run from those of an earlier one.
    run: u32,
    posted: AtomicU64,
    of_a_test: bool,
}

impl Wire {
    /// The way to Discord, or to the endpoint of a test.
    pub(crate) fn new(settings: &Settings) -> Self {
        let builder = HttpBuilder::new(&settings.token);
        let builder = match &settings.endpoint {
            // With its limiter on, serenity ignores a proxy.
            Some(endpoint) => builder.proxy(&endpoint.http).ratelimiter_disabled(true),
            None => builder,
        };
        let run = RandomState::new().hash_one(0_u8) as u32;
        let of_a_test = settings.endpoint.is_some();
        Self { http: Arc::new(builder.build()), run, posted: AtomicU64::new(0), of_a_test }
    }

    /// Whether it leads to the endpoint of a test.
    pub(crate) fn is_of_a_test(&self) -> bool {
        self.of_a_test
    }

    /// The client beneath, for the gateway.
    pub(crate) fn http(&self) -> Arc<Http> {
        Arc::clone(&self.http)
    }

    /// Where the gateway is.
    pub(crate) async fn gateway(&self) -> Result<String, Fault> {
        const LIMIT: Duration = Duration::from_secs(15);
        let asked = timeout(LIMIT, self.http.get_gateway()).await;
        Ok(asked.map_err(|_| Fault::unanswered("Discord did not answer"))??.url)
    }

    /// Makes a request once; what it brought and Discord's time. For those who only look around.
    pub(crate) async fn look(
        &self,
        route: Route<'_>,
        method: LightMethod,
    ) -> Result<(Value, Option<String>), Fault> {
        let request = self.http.request(Request::new(route, method));
        let answer = timeout(INTERACTION_LIMIT, request).await;
        let answer = answer.map_err(|_| Fault::unanswered("Discord did not answer"))??;
        let date = answer.headers().get("date").and_then(|date| date.to_str().ok()).map(str::to_owned);
        let bytes = answer.bytes().await.unwrap_or_default();
        Ok((serde_json::from_slice(&bytes).unwrap_or_default(), date))
    }

    /// Takes the commands over, for one server or everywhere.
    pub(crate) async fn register(&self, guild: Option<GuildId>, commands: &Value) -> Result<(), Fault> {
        let unready = || Fault::unanswered("Discord has not named the application yet");
        let application_id = self.http.application_id().ok_or_else(unready)?;
        let route = match guild {
            Some(guild_id) => Route::GuildCommands { application_id, guild_id },
            None => Route::Commands { application_id },
        };
        self.insist(route, LightMethod::Put, &|| json(commands), None, Patience::USUAL).await.map(|_| ())
    }

    /// Takes back what an earlier setting registered in the other kind: everywhere when the commands now
    /// belong to one server, or in these servers when they are there everywhere. Members would see every
    /// command twice.
    pub(crate) async fn clear_commands(&self, guild: Option<GuildId>, servers: &[GuildId]) {
        let elsewhere = match guild {
            Some(_) => vec![None],
            None => servers.iter().take(SERVERS_CLEARED).copied().map(Some).collect(),
        };
        for place in elsewhere {
            if let Err(fault) = self.register(place, &json!([])).await {
                tracing::debug!("commands of an earlier setting were not looked for: {fault}");
            }
        }
    }

    /// Answers an interaction for the first time. Repeating it is safe: a second answer is
    /// refused with a code that says that the first one arrived.
    pub(crate) async fn respond(
        &self,
        id: InteractionId,
        token: &str,
        body: &Callback,
        upload: Option<&Upload>,
        until: Instant,
    ) -> Result<(), Fault> {
        self.forget_buckets().await;
        let route = Route::InteractionResponse { interaction_id: id, token };
        let patience = Patience { each: INTERACTION_LIMIT, until: Some(until) };
        match self.insist(route, LightMethod::Post, &|| json(body), upload, patience).await {
            Err(fault) if fault.code != ALREADY_ACKNOWLEDGED => Err(fault),
            _ => Ok(()),
        }
    }

    /// Fills in an answer that was deferred.
    pub(crate) async fn complete(
        &self,
        token: &str,
        message: &Message,
        upload: Option<&Upload>,
    ) -> Result<(), Fault> {
        self.original(LightMethod::Patch, token, &|| json(message), upload).await
    }

    /// Takes back an answer that was deferred.
    pub(crate) async fn withdraw(&self, token: &str) -> Result<(), Fault> {
        self.original(LightMethod::Delete, token, &Vec::new, None).await
    }

    async fn original(
        &self,
        method: LightMethod,
        token: &str,
        body: Body<'_>,
        upload: Option<&Upload>,
    ) -> Result<(), Fault> {
        let unready = || Fault::unanswered("Discord has not named the application yet");
        let application_id = self.http.application_id().ok_or_else(unready)?;
        let route = Route::WebhookOriginalInteractionResponse { application_id, token };
        self.insist(route, method, body, upload, Patience::USUAL).await.map(|_| ())
    }

    /// Posts a message; its id, where Discord's answer could be read. The nonce makes a
    /// repetition safe: Discord gives back the message that has arrived already.
    pub(crate) async fn post(
        &self,
        channel_id: ChannelId,
        mut message: Message,
        upload: Option<&Upload>,
    ) -> Result<Option<MessageId>, Fault> {
        let number = self.posted.fetch_add(1, Ordering::Relaxed);
        message.once = Some(Once::named(format!("{:08x}-{number}", self.run)));
        let route = Route::ChannelMessages { channel_id };
        self.insist(route, LightMethod::Post, &|| json(&message), upload, Patience::USUAL).await
    }

    /// The conversation with one user, opened where there is none yet.
    pub(crate) async fn direct(&self, user: u64) -> Result<Option<ChannelId>, Fault> {
        let (route, to) = (Route::UserMeDmChannels, json!({ "recipient_id": user.to_string() }));
        let id = self.insist(route, LightMethod::Post, &|| json(&to), None, Patience::USUAL).await?;
        Ok(id.map(|id| ChannelId::new(id.get())))
    }

    /// Changes a message.
    pub(crate) async fn edit(
        &self,
        channel_id: ChannelId,
        message_id: MessageId,
        message: &Message,
        upload: Option<&Upload>,
    ) -> Result<(), Fault> {
        let route = Route::ChannelMessage { channel_id, message_id };
        let body = || json(message);
        self.insist(route, LightMethod::Patch, &body, upload, Patience::USUAL).await.map(|_| ())
    }

    /// Sends a request that may be repeated, until it is through or will not get through.
    async fn insist(
        &self,
        route: Route<'_>,
        method: LightMethod,
        body: Body<'_>,
        upload: Option<&Upload>,
        patience: Patience,
    ) -> Result<Option<MessageId>, Fault> {
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let body = body();
            let request = match upload {
                Some(upload) => Request::new(route, method).multipart(Some(upload.with(body))),
                None => Request::new(route, method).body(Some(body).filter(|body| !body.is_empty())),
            };
            let fault = match timeout(patience.each, self.once(request)).await {
                Ok(Ok(id)) => return Ok(id),
                Ok(Err(fault)) => fault,
                Err(_) => Fault::unanswered("Discord did not answer"),
            };
            let too_late = patience.until.is_some_and(|until| Instant::now() + pause > until);
            if attempt >= ATTEMPTS || too_late || !fault.passes() {
                return Err(fault);
            }
            sleep(pause).await;
            pause *= 2;
            attempt += 1;
        }
    }

    async fn once(&self, request: Request<'_>) -> Result<Option<MessageId>, Fault> {
        #[derive(Deserialize)]
        struct Posted {
            id: MessageId,
        }
        let answer = self.http.request(request).await?;
        // The request is through, whatever its answer looks like.
        let bytes = answer.bytes().await.unwrap_or_default();
        Ok(serde_json::from_slice::<Posted>(&bytes).ok().map(|posted| posted.id))
    }

    async fn forget_buckets(&self) {
        let Some(limiter) = &self.http.ratelimiter else { return };
        let buckets = limiter.routes();
        if buckets.read().await.len() > BUCKETS {
            buckets.write().await.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(status: Option<u16>, code: isize) -> Fault {
        Fault { status, code, what: "Discord did not answer" }
    }

    #[test]
    fn only_what_passes_is_tried_again() {
        for (status, again) in
            [(500, true), (503, true), (429, true), (400, false), (403, false), (404, false)]
        {
            assert_eq!(fault(Some(status), 0).passes(), again, "{status}");
        }
        assert!(fault(None, 0).passes());
        assert!(!Fault::unanswered(BAD_TOKEN).passes() && Fault::unanswered(BAD_TOKEN).is_bad_token());
    }

    #[test]
    fn a_fault_says_what_is_missing() {
        assert!(fault(Some(403), MISSING_PERMISSIONS).to_string().contains("Embed Links"));
        assert_eq!(fault(None, 0).to_string(), "Discord did not answer");
        assert!(fault(Some(404), UNKNOWN_MESSAGE).is_gone());
    }
}
