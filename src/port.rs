//! Where a platform meets the desk: one call inwards, one bounded channel outwards.
//!
//! A platform knows nothing behind this file, and the desk nothing in front of it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::time::Instant;

use crate::domain::inbound::Inbound;
use crate::domain::reply::Response;

/// A response on its way.
pub type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// How many posts may wait for one platform. A platform that falls this far behind
/// makes the quizzes of its own channels wait, and no others.
pub const POSTS_WAITING: usize = 1024;

/// The desk, as a platform sees it.
#[derive(Clone)]
pub struct Desk(Arc<dyn Fn(Inbound) -> Answering + Send + Sync>);

impl Desk {
    /// A desk that answers by `hear`.
    pub fn new<F, A>(hear: F) -> Self
    where
        F: Fn(Inbound) -> A + Send + Sync + 'static,
        A: Future<Output = Response> + Send + 'static,
    {
        Self(Arc::new(move |inbound| Box::pin(hear(inbound))))
    }

    /// Hands one inbound message over. Any number may be under way at once.
    pub fn hear(&self, inbound: Inbound) -> Answering {
        (self.0)(inbound)
    }
}

/// A platform refuses a setting for good: a token, or what the app was given. Whoever runs the desk
/// reads the sentence, which names the setting and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// One thing that was looked at before a class relies on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, and how it is.
    pub what: String,
    /// What to do about it, where something is wrong.
    pub remedy: Option<String>,
}

impl Finding {
    /// All is well.
    pub fn good(what: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: None }
    }

    /// Something is wrong, and this mends it.
    pub fn wrong(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: Some(remedy.into()) }
    }
}

/// What a platform found out about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkup {
    /// Everything that was looked at, in order.
    pub findings: Vec<Finding>,
    /// The platform's time, to compare with one's own.
    pub time: Option<PlatformTime>,
}

/// What a platform says the time is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformTime {
    /// As its answer had it (RFC 9110, `Date`).
    pub date: String,
    /// When it said so.
    pub told: Instant,
}

impl PlatformTime {
    /// What the platform has just said.
    pub fn now(date: String) -> Self {
        Self { date, told: Instant::now() }
    }
}
