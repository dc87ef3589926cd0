//! What may go wrong with a request to Slack, and what each fault means for those who wait.

use std::fmt;
use std::time::Duration;

use serde_json::Value;
use slack_morphism::errors::{SlackClientApiError, SlackClientError};

/// What went wrong with a request, without anything that must stay out of a log.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// What was asked for.
    pub(super) method: &'static str,
    /// Slack's code, or what happened to the request.
    pub(super) code: String,
    /// The scope that was missing.
    pub(super) needed: Option<String>,
    /// When Slack said to come back.
    pub(super) retry_after: Option<Duration>,
    /// Whether Slack cannot have done what was asked.
    pub(super) undone: bool,
}

impl Fault {
    /// What went wrong, as the client tells it. Its own words may quote an answer or an address; none of them
    /// is kept.
    pub(super) fn of(method: &'static str, error: &SlackClientError) -> Self {
        match error {
            SlackClientError::ApiError(error) => {
                // Slack's pages have both ways to write it.
                let limited = matches!(error.code.as_str(), RATE_LIMITED | "rate_limited");
                let code = if limited { RATE_LIMITED } else { error.code.as_str() };
                Self { needed: needed(error), ..fault(method, code, limited) }
            }
            SlackClientError::RateLimitError(error) => {
                Self { retry_after: error.retry_after, ..fault(method, RATE_LIMITED, true) }
            }
            SlackClientError::HttpProtocolError(error) => {
                let cause = error.cause.as_ref().and_then(|cause| cause.downcast_ref::<reqwest::Error>());
                match cause.is_some_and(reqwest::Error::is_connect) {
                    true => fault(method, UNREACHABLE, true),
                    false => fault(method, UNANSWERED, false),
                }
            }
            SlackClientError::HttpError(error) if error.status_code.is_server_error() => {
                fault(method, UNANSWERED, false)
            }
            SlackClientError::HttpError(error) => {
                fault(method, &format!("status {}", error.status_code.as_u16()), false)
            }
            _ => fault(method, UNREADABLE, false),
        }
    }

    /// Whether Slack does not take the token, now or ever again.
    pub(super) fn is_bad_token(&self) -> bool {
        const CODES: [&str; 8] = [
            "invalid_auth",
            "not_authed",
            "token_revoked",
            "token_expired",
            "account_inactive",
            "not_allowed_token_type",
            "app_uninstalled",
            "team_access_not_granted",
        ];
        CODES.contains(&self.code.as_str())
    }

    /// Whether Slack itself said no, and will say so again.
    pub(super) fn is_for_good(&self) -> bool {
        let code = self.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        code && !self.passes(true)
    }

    /// Whether the message that was to be changed is gone.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.code.as_str(), "message_not_found" | "cant_update_message" | "edit_window_closed")
    }

    /// Whether Slack did not like what was said.
    pub(super) fn is_refused(&self) -> bool {
        const CODES: [&str; 6] = [
            "invalid_blocks",
            "invalid_blocks_format",
            "msg_too_long",
            "msg_blocks_too_long",
            "no_text",
            "invalid_payload",
        ];
        CODES.contains(&self.code.as_str())
    }

    /// Whether an answering address has been used up or is too old.
    pub(super) fn is_worn_out(&self) -> bool {
        matches!(self.code.as_str(), "used_url" | "expired_url" | "status 404" | "status 410")
    }

    /// The sentence for whoever runs the desk, where a connection will never come.
    pub(super) fn no_connection(&self) -> Option<String> {
        match self.code.as_str() {
            "missing_scope" | "no_permission" => Some(format!("{BAD_APP_TOKEN} ({})", self.code)),
            "socket_mode_disabled" | "not_enabled" | "link_disabled" => Some(LINK_DISABLED.to_owned()),
            _ if self.is_bad_token() => Some(format!("{BAD_APP_TOKEN} ({})", self.code)),
            code => self.is_for_good().then(|| format!("{NO_CONNECTION} {}: {code}", look_up(self.method))),
        }
    }

    /// Whether an attempt more is safe and may help.
    pub(super) fn passes(&self, repeatable: bool) -> bool {
        const PASSING: [&str; 6] = [
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "request_timeout",
            UNREACHABLE,
            UNANSWERED,
        ];
        let passing = self.code == RATE_LIMITED || PASSING.contains(&self.code.as_str());
        passing && (self.undone || repeatable)
    }
}

pub(super) const RATE_LIMITED: &str = "ratelimited";
pub(super) const UNREACHABLE: &str = "Slack could not be reached";
pub(super) const UNANSWERED: &str = "Slack did not answer";
const UNREADABLE: &str = "an answer that cannot be read";

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.method, self.code)?;
        match &self.needed {
            Some(scope) => write!(f, " (the app lacks the scope {scope}: add it and install the app again)"),
            None => Ok(()),
        }
    }
}

const BAD_BOT_TOKEN: &str = "SLACK_BOT_TOKEN: Slack does not take the bot's token. Open https://api.slack.com/apps, choose \
    the app, then OAuth & Permissions, and put the Bot User OAuth Token (xoxb-…) into the settings";
const BAD_APP_TOKEN: &str = "SLACK_APP_TOKEN: Slack does not take the app-level token. Open https://api.slack.com/apps, choose \
    the app, then Basic Information, App-Level Tokens, and make one with the scope connections:write (xapp-…)";
/// Slack has switched Socket Mode off for the app.
pub(super) const LINK_DISABLED: &str = "Slack has Socket Mode switched off for this app. Open https://api.slack.com/apps, \
    choose the app, then Socket Mode, switch it on, and start again";

const NO_CONNECTION: &str = "SLACK_APP_TOKEN: Slack lets this app open no connection.";

/// Where a code of Slack's is explained.
pub(super) fn look_up(method: &str) -> String {
    format!("Look Slack's code up under {method} at https://docs.slack.dev")
}

/// The sentence for whoever runs the desk, where Slack will not have the bot.
pub(super) fn not_had(fault: &Fault) -> String {
    match fault.is_bad_token() {
        true => bad_bot_token(fault),
        false => {
            format!("SLACK_BOT_TOKEN: Slack will not have the bot. {}: {}", look_up(fault.method), fault.code)
        }
    }
}

/// The sentence about the bot's token, for whoever runs the desk.
pub(super) fn bad_bot_token(fault: &Fault) -> String {
    format!("{BAD_BOT_TOKEN} ({})", fault.code)
}

/// A fault without particulars.
pub(super) fn fault(method: &'static str, code: &str, undone: bool) -> Fault {
    Fault { method, code: code.to_owned(), needed: None, retry_after: None, undone }
}

/// The scope that was missing, which stands beside the code ("missing_scope").
fn needed(error: &SlackClientApiError) -> Option<String> {
    let answer: Value = serde_json::from_str(error.http_response_body.as_ref()?).ok()?;
    answer["needed"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use slack_morphism::errors::{SlackClientHttpError, SlackRateLimitError};

    use super::*;

    #[test]
    fn what_slack_may_have_done_is_not_repeated_blindly() {
        let rows = [
            (RATE_LIMITED, true, false, true),
            (UNREACHABLE, true, false, true),
            (UNANSWERED, false, false, false),
            (UNANSWERED, false, true, true),
            ("internal_error", false, false, false),
            ("internal_error", false, true, true),
            ("not_in_channel", false, true, false),
        ];
        for (code, undone, repeatable, again) in rows {
            assert_eq!(fault("chat.postMessage", code, undone).passes(repeatable), again, "{code}");
        }
    }

    #[test]
    fn what_the_client_tells_becomes_a_code_and_no_words_of_an_answer() {
        let refused = SlackClientApiError::new("missing_scope".to_owned())
            .with_http_response_body(r#"{"ok":false,"needed":"users:read","secret":"x"}"#.to_owned());
        let fault = Fault::of("users.info", &SlackClientError::ApiError(refused));
        assert_eq!((fault.code.as_str(), fault.needed.as_deref()), ("missing_scope", Some("users:read")));
        let wait = SlackRateLimitError::new().with_retry_after(Duration::from_secs(7));
        let fault = Fault::of("chat.update", &SlackClientError::RateLimitError(wait));
        assert_eq!(
            (fault.code.as_str(), fault.retry_after, fault.undone),
            (RATE_LIMITED, Some(Duration::from_secs(7)), true)
        );
        let status = |code: u16| {
            let error = SlackClientHttpError::new(reqwest::StatusCode::from_u16(code).expect("a status"));
            Fault::of("response_url", &SlackClientError::HttpError(error)).code
        };
        assert_eq!((status(502).as_str(), status(404).as_str()), (UNANSWERED, "status 404"));
        let refused = |code: &str| {
            Fault::of("auth.test", &SlackClientError::ApiError(SlackClientApiError::new(code.to_owned())))
        };
        assert!(refused("rate_limited").passes(false) && !refused("internal_error").is_for_good());
        assert!(
            refused("access_denied").is_for_good()
                && !super::fault("auth.test", "status 404", false).is_for_good()
        );
    }

    #[test]
    fn a_fault_names_the_scope_that_is_missing() {
        let fault =
            Fault { needed: Some("users:read".to_owned()), ..fault("users.info", "missing_scope", false) };
        assert!(fault.to_string().contains("users:read"));
        assert!(fault.no_connection().is_some_and(|sentence| sentence.contains("connections:write")));
    }
}
