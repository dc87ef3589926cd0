//! Files that members hand in, fetched from where their platform keeps them, and no more of one than is taken.
//!
//! Which addresses are a platform's own is for the platform to say before anything is asked for.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use tracing::warn;

use crate::domain::inbound::{HANDED_BYTES, NotTaken};

/// How long a file may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A client that follows no redirect: it would lead away from the platform, perhaps with a token. In a
/// test it asks loopback without TLS.
pub(super) fn client(test: bool) -> reqwest::Result<Client> {
    Client::builder().redirect(Policy::none()).https_only(!test).timeout(LIMIT).build()
}

/// The file was not to be had, for this reason, which names no address: those hold a signature.
pub(super) fn unreachable(why: &str) -> NotTaken {
    warn!("a file could not be fetched: {why}");
    NotTaken::Unreachable
}

/// Fetches a file.
pub(super) async fn fetch(request: RequestBuilder) -> Result<Arc<[u8]>, NotTaken> {
    let mut answer = request.send().await.and_then(reqwest::Response::error_for_status).map_err(kind)?;
    if !answer.status().is_success() {
        return Err(unreachable(answer.status().as_str()));
    }
    let mut content = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(kind)? {
        // What the platform said of its size is no limit on what comes.
        if (content.len() + part.len()) as u64 > HANDED_BYTES {
            return Err(NotTaken::TooLarge);
        }
        content.extend_from_slice(&part);
    }
    Ok(content.into())
}

/// A fault by its kind alone.
pub(super) fn kind(error: reqwest::Error) -> NotTaken {
    match error.status() {
        Some(status) => unreachable(status.as_str()),
        None if error.is_timeout() => unreachable("it took too long"),
        None => unreachable("the connection failed"),
    }
}
