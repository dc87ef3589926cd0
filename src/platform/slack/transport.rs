//! How slack-morphism's client makes its requests: by the HTTP client that is in the program already.
//!
//! The library's own transport keeps headers to itself, takes a page that is no JSON for success, shows the token to
//! any address and knows no time limit. What is asked for and what came back is the library's; only the bytes in
//! between are moved here.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slack_morphism::errors::{
    SlackClientApiError, SlackClientError, SlackClientHttpError, SlackClientHttpProtocolError,
    SlackClientSystemError, SlackRateLimitError, map_serde_error,
};
use slack_morphism::multipart_form::FileMultipartData;
use slack_morphism::{
    ClientResult, SlackClientApiCallContext, SlackClientHttpConnector, SlackClientId, SlackClientSecret,
};

use super::settings::API_URL;
use crate::platform::json::json;

/// Where Slack keeps files ("File object", url_private).
const HOST: &str = "files.slack.com";
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
/// What Slack says of a token it says with this method ("auth.test", response headers).
const INTRODUCTION: &str = "/auth.test";

/// The way to Slack.
#[derive(Debug)]
pub(super) struct Transport {
    http: Client,
    api_url: String,
    told: Mutex<Told>,
}

/// What stands in the headers of an answer, which the library keeps to itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// What the token may be used for.
    pub(super) scopes: Vec<String>,
    /// Slack's time.
    pub(super) date: Option<String>,
}

impl Transport {
    /// A way to the Web API at this address.
    pub(super) fn new(http: Client, api_url: String) -> Self {
        Self { http, api_url, told: Mutex::default() }
    }

    /// Where the Web API is.
    pub(super) fn api_url(&self) -> &str {
        &self.api_url
    }

    /// What Slack last said in the headers when it was asked who the bot is.
    pub(super) fn told(&self) -> Told {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_method(&self, url: &Url) -> bool {
        url.as_str().strip_prefix(&self.api_url).is_some_and(|rest| rest.starts_with('/'))
    }

    /// A request with the token, where the address is of the Web API: other addresses have their secret in them.
    fn with_token(
        &self,
        request: RequestBuilder,
        url: &Url,
        context: &SlackClientApiCallContext<'_>,
    ) -> RequestBuilder {
        match context.token.filter(|_| self.is_method(url)) {
            Some(token) => request.bearer_auth(&token.token_value.0),
            None => request,
        }
    }

    async fn send<RS: DeserializeOwned>(&self, request: RequestBuilder) -> ClientResult<RS> {
        let (status, bytes, method) = self.exchange(request).await?;
        read(status, bytes.as_ref(), method)
    }

    /// The status and the bytes of what came back, and whether a method of the Web API said so.
    async fn exchange(
        &self,
        request: RequestBuilder,
    ) -> ClientResult<(StatusCode, impl AsRef<[u8]> + Send + use<>, bool)> {
        let answer = request.send().await.map_err(unanswered)?;
        let status = answer.status();
        if answer.url().path().ends_with(INTRODUCTION) {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            *told = Told::of(answer.headers());
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            let seconds = header(answer.headers(), "retry-after").and_then(|wait| wait.trim().parse().ok());
            let refused = SlackRateLimitError::new().opt_retry_after(seconds.map(Duration::from_secs));
            return Err(SlackClientError::RateLimitError(refused));
        }
        let method = self.is_method(answer.url());
        let bytes = answer.bytes().await.map_err(unanswered)?;
        Ok((status, bytes, method))
    }
}

impl Told {
    fn of(headers: &HeaderMap) -> Self {
        let scopes = header(headers, "x-oauth-scopes").unwrap_or_default();
        let scopes = scopes.split(',').map(|scope| scope.trim().to_owned()).collect();
        Self { scopes, date: header(headers, "date").map(str::to_owned) }
    }
}

impl SlackClientHttpConnector for Transport {
    fn http_get_uri<'a, RS>(
        &'a self,
        full_uri: Url,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> serde::Deserialize<'de> + Send + 'a,
    {
        let request = self.with_token(self.http.get(full_uri.clone()), &full_uri, &context);
        self.send(request).boxed()
    }

    fn http_get_with_client_secret<'a, RS>(
        &'a self,
        full_uri: Url,
        client_id: &'a SlackClientId,
        client_secret: &'a SlackClientSecret,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> serde::Deserialize<'de> + Send + 'a,
    {
        self.send(self.http.get(full_uri).basic_auth(&client_id.0, Some(&client_secret.0))).boxed()
    }

    fn http_post_uri<'a, RQ, RS>(
        &'a self,
        full_uri: Url,
        request_body: &'a RQ,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RQ: Serialize + Send + Sync,
        RS: for<'de> serde::Deserialize<'de> + Send + 'a,
    {
        let request = self.with_token(self.http.post(full_uri.clone()), &full_uri, &context);
        self.send(request.header(CONTENT_TYPE, JSON).body(json(request_body))).boxed()
    }

    fn http_post_uri_multipart_form<'a, 'p, RS, PT, TS>(
        &'a self,
        _: Url,
        _: Option<FileMultipartData<'p>>,
        _: &'p PT,
        _: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> serde::Deserialize<'de> + Send + 'a,
        PT: IntoIterator<Item = (&'p str, Option<TS>)> + Clone,
        TS: AsRef<str> + 'p + Send,
    {
        // Only "files.upload" is asked for in this way, which Slack no longer has.
        let error = SlackClientSystemError::new().with_message("no multipart forms are sent".to_owned());
        ready(Err(SlackClientError::SystemError(error))).boxed()
    }

    fn http_post_uri_binary<'a, 'p, RS>(
        &'a self,
        full_uri: Url,
        content_type: String,
        data: &'a [u8],
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> serde::Deserialize<'de> + Send + 'a,
    {
        let request = self.with_token(self.http.post(full_uri.clone()), &full_uri, &context);
        self.send(request.header(CONTENT_TYPE, content_type).body(data.to_vec())).boxed()
    }

    fn create_method_uri_path(&self, method_relative_uri: &str) -> ClientResult<Url> {
        Ok(format!("{}/{method_relative_uri}", self.api_url).parse()?)
    }
}

/// What every answer of the Web API begins with; what else stands in it is no matter here.
#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    error: Option<Value>,
}

/// What Slack's answer says. Other addresses than a `method`'s may answer in plain words.
fn read<RS: DeserializeOwned>(status: StatusCode, bytes: &[u8], method: bool) -> ClientResult<RS> {
    let envelope: Option<Envelope> = serde_json::from_slice(bytes).ok();
    let code = match &envelope {
        Some(Envelope { ok: true, .. }) => {
            return serde_json::from_slice(bytes).map_err(|error| map_serde_error(error, None));
        }
        Some(Envelope { error, .. }) => error.as_ref().and_then(Value::as_str),
        None if status.is_success() && !method && (done(bytes) || bytes.trim_ascii().is_empty()) => {
            return serde_json::from_str("{}").map_err(|error| map_serde_error(error, None));
        }
        // An address that is gone is gone, whatever it says.
        None if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) => None,
        None => word(bytes).filter(|_| !method && status.is_client_error()),
    };
    match code {
        Some(code) => {
            let body = String::from_utf8_lossy(bytes).into_owned();
            let refused = SlackClientApiError::new(code.to_owned()).with_http_response_body(body);
            Err(SlackClientError::ApiError(refused))
        }
        None => Err(SlackClientError::HttpError(SlackClientHttpError::new(status))),
    }
}

/// Answering addresses say "ok", and storage "OK" and how much it took, where others have JSON.
fn done(bytes: &[u8]) -> bool {
    bytes.trim_ascii().get(..2).is_some_and(|word| word.eq_ignore_ascii_case(b"ok"))
}

/// A code that stands alone: Slack's webhooks say `invalid_blocks` and nothing else.
fn word(bytes: &[u8]) -> Option<&str> {
    const LONGEST: usize = 60;
    let word = std::str::from_utf8(bytes.trim_ascii()).ok()?;
    let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    (plain && (1..=LONGEST).contains(&word.len())).then_some(word)
}

/// Whether the bot's token and files may be shown to this address: Slack's own storage, or the other Slack of a
/// test.
pub(super) fn is_slacks(url: &Url, api_url: &str) -> bool {
    let real = url.scheme() == "https" && url.host_str() == Some(HOST) && url.port().is_none();
    let other = Url::parse(api_url).is_ok_and(|api| api_url != API_URL && api.origin() == url.origin());
    real || other
}

fn unanswered(error: reqwest::Error) -> SlackClientError {
    // The address may have a secret in it.
    let cause = Box::new(error.without_url());
    SlackClientError::HttpProtocolError(SlackClientHttpProtocolError::new().with_cause(cause))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use slack_morphism::SlackApiToken;
    use tracing::Span;

    use super::*;

    #[test]
    fn the_token_is_shown_to_the_web_api_alone() {
        let transport = Transport::new(Client::new(), "https://slack.com/api".to_owned());
        let (token, span) = (SlackApiToken::new("xoxb-secret".into()), Span::none());
        let context = SlackClientApiCallContext {
            rate_control_params: None,
            token: Some(&token),
            tracing_span: &span,
            is_sensitive_url: false,
        };
        let rows = [
            ("https://slack.com/api/auth.test", true),
            ("https://slack.com/apis/auth.test", false),
            ("https://slack.com.example.org/api/auth.test", false),
            ("https://hooks.slack.com/commands/T1/2/secret", false),
            ("https://files.slack.com/upload/v1/secret", false),
        ];
        for (url, shown) in rows {
            let url = Url::parse(url).expect("an address");
            let request = transport.with_token(transport.http.get(url.clone()), &url, &context);
            let request = request.build().expect("a request");
            assert_eq!(request.headers().contains_key("authorization"), shown, "{url}");
        }
        assert!(!format!("{token:?}").contains("secret"), "{token:?}");
    }

    #[test]
    fn the_token_is_shown_to_slacks_storage_alone() {
        let rows = [
            ("https://files.slack.com/files-pri/T1-F1/download/deck.apkg", true),
            ("http://files.slack.com/files-pri/T1-F1/deck.apkg", false),
            ("https://files.slack.com.example.org/deck.apkg", false),
            ("https://files.slack.com@example.org/deck.apkg", false),
            ("https://files.slack.com:8443/deck.apkg", false),
            ("https://example.org/files.slack.com", false),
            ("http://127.0.0.1/deck.apkg", false),
            ("file:///etc/passwd", false),
        ];
        for (url, expected) in rows {
            assert_eq!(is_slacks(&Url::parse(url).expect("an address"), API_URL), expected, "{url}");
        }
        let loopback = Url::parse("http://127.0.0.1:7/files/a").expect("an address");
        assert!(
            is_slacks(&loopback, "http://127.0.0.1:7/api") && !is_slacks(&loopback, "http://127.0.0.1:8/api")
        );
    }

    #[test]
    fn what_an_answer_says_is_told_from_what_it_is() {
        let read = |status: u16, bytes: &str, method: bool| {
            read::<Value>(StatusCode::from_u16(status).expect("a status"), bytes.as_bytes(), method)
        };
        for word in ["ok", "ok\n", "OK - 2048", ""] {
            assert!(read(200, word, false).is_ok(), "{word}");
        }
        let odd = r#"{"ok":true,"ts":"1.2","warnings":"one","errors":{}}"#;
        assert!(read(200, odd, true).is_ok_and(|answer| answer["ts"] == "1.2"));
        let json = r#"{"ok":false,"error":"no_text"}"#;
        for (status, body, method) in [
            (200, json, true),
            (400, json, false),
            (404, json, false),
            (400, "no_text", false),
            (403, "no_text\n", false),
        ] {
            let refused = read(status, body, method);
            assert!(
                matches!(&refused, Err(SlackClientError::ApiError(error)) if error.code == "no_text"),
                "{status} {body}: {refused:?}"
            );
        }
        for (status, body, method) in [
            (200, "<html>Sign in</html>", false),
            (200, "", true),
            (200, "ok", true),
            (404, "ok", false),
            (404, "no_service", false),
            (400, "no_text", true),
            (400, "Bad Request", false),
            (502, "{}", true),
            (200, r#"{"ok":false}"#, true),
        ] {
            let failed = read(status, body, method);
            assert!(
                matches!(&failed, Err(SlackClientError::HttpError(error)) if error.status_code == status),
                "{status} {body}: {failed:?}"
            );
        }
    }
}
