//! What Slack refused, told to whoever can do something about it: the member whose answer it was, else the
//! one who last used the desk in that channel; the log; and, when a token is revoked, the one who runs the desk.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use tracing::error;

use super::body::Message;
use super::fault::{Fault, bad_bot_token};
use super::render::{self, Around};
use super::translate::Back;
use super::wire::Wire;
use crate::platform::hearing::sorry;

/// An answering address takes answers for 30 minutes ("Handling user interaction").
const ADDRESS_KEEPS: Duration = Duration::from_secs(30 * 60);
/// The same member is not told the same thing again within this time.
const QUIET: Duration = Duration::from_secs(60);
const MOST: usize = 4096;

/// Who last used the desk in a channel.
struct Caller {
    user: String,
    answer_url: Option<String>,
    at: Instant,
    told: Option<(String, Instant)>,
}

/// Where refusals are reported.
pub(super) struct Trouble {
    wire: Arc<Wire>,
    /// The bot's name, for the invitation.
    name: String,
    /// Ends the platform with a sentence.
    gone: mpsc::Sender<String>,
    callers: Mutex<BTreeMap<String, Caller>>,
}

impl Trouble {
    /// Nobody has called yet.
    pub(super) fn new(wire: Arc<Wire>, name: String, gone: mpsc::Sender<String>) -> Self {
        Self { wire, name, gone, callers: Mutex::default() }
    }

    /// Remembers who can be told about this channel.
    pub(super) fn note(&self, back: &Back) {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MOST {
            callers.retain(|_, caller| caller.at.elapsed() < ADDRESS_KEEPS);
        }
        if callers.len() >= MOST {
            callers.clear();
        }
        let known = callers.remove(&back.channel);
        // A typed word brings no address with it; the one of an earlier command still works.
        let keeps = known.filter(|caller| caller.user == back.user && back.answer_url.is_none());
        let answer_url = back.answer_url.clone().or_else(|| keeps.as_ref()?.answer_url.clone());
        let told = keeps.and_then(|caller| caller.told);
        let caller = Caller { user: back.user.clone(), answer_url, at: Instant::now(), told };
        callers.insert(back.channel.clone(), caller);
    }

    /// Reports that Slack refused something of the desk's own for this channel.
    pub(super) async fn report(&self, channel: &str, what: &str, fault: &Fault) {
        let whom = self.whom_to_tell(channel, &fault.code);
        self.tell(whom, channel, what, fault).await;
    }

    /// Reports that Slack refused what a member waits for. They are told each time: each time they waited.
    pub(super) async fn report_to(&self, back: &Back, what: &str, fault: &Fault) {
        let whom = Some((back.user.clone(), back.answer_url.clone()));
        self.tell(whom, &back.channel, what, fault).await;
    }

    async fn tell(&self, whom: Option<(String, Option<String>)>, channel: &str, what: &str, fault: &Fault) {
        error!("{what} was lost: {fault}");
        if let Some((user, answer_url)) = whom {
            let message = render::message(&sorry(&self.sentence(channel, fault)), Around::default());
            if let Err(fault) = self.reach(&user, answer_url.as_deref(), &message).await {
                error!("nobody could be told about it: {fault}");
            }
        }
        if fault.is_bad_token() {
            self.give_up(fault);
        }
    }

    /// Ends the platform: Slack does not take the token any more.
    pub(super) fn give_up(&self, fault: &Fault) {
        // Full means that somebody has said so already.
        let _ = self.gone.try_send(bad_bot_token(fault));
    }

    /// By the address that they gave, or in the conversation with them where that takes nothing any more.
    async fn reach(&self, user: &str, answer_url: Option<&str>, message: &Message) -> Result<(), Fault> {
        if let Some(url) = answer_url
            && self.wire.respond(url, message, false, None).await.is_ok()
        {
            return Ok(());
        }
        self.wire.post(user, None, message).await.map(|_| ())
    }

    /// What the member can do about something that was refused in this channel.
    pub(super) fn sentence(&self, channel: &str, fault: &Fault) -> String {
        sentence(&self.name, channel.starts_with('D'), fault)
    }

    fn whom_to_tell(&self, channel: &str, code: &str) -> Option<(String, Option<String>)> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let caller = callers.get_mut(channel)?;
        if caller.told.as_ref().is_some_and(|(told, at)| told == code && at.elapsed() < QUIET) {
            return None;
        }
        caller.told = Some((code.to_owned(), Instant::now()));
        let fresh = caller.at.elapsed() < ADDRESS_KEEPS;
        Some((caller.user.clone(), caller.answer_url.clone().filter(|_| fresh)))
    }
}

/// What the member can do about it.
fn sentence(name: &str, direct: bool, fault: &Fault) -> String {
    if fault.is_bad_token() {
        return "Slack no longer takes my token, so I have to stop. Please tell whoever runs the desk."
            .to_owned();
    }
    match fault.code.as_str() {
        "not_in_channel" | "channel_not_found" if direct => {
            format!("I cannot write here, because this conversation is not with me. Write to me directly: I am {name} under Apps.")
        }
        "not_in_channel" | "channel_not_found" => {
            format!("I cannot write in this channel, because I am not in it. Type /invite @{name} here, then try again.")
        }
        "is_archived" => "I cannot write in this channel, because it is archived.".to_owned(),
        "restricted_action" | "restricted_action_read_only_channel" | "restricted_action_thread_only_channel"
        | "restricted_action_non_threadable_channel" => {
            "This workspace does not let me write in this channel. Please ask one of its admins.".to_owned()
        }
        "msg_too_long" | "msg_blocks_too_long" | "invalid_blocks" | "no_text" => {
            "Slack did not take my message in the form that I gave it. Please ask for less at once; if it stays, \
             tell whoever runs the desk."
                .to_owned()
        }
        "missing_scope" => "I was not given the permission for this. Please tell whoever runs the desk.".to_owned(),
        "ratelimited" => "Slack let me write no more for a while, so that a message of mine is lost.".to_owned(),
        code => format!("Slack did not take what I had to say here ({code}). If it stays, tell whoever runs the desk."),
    }
}
