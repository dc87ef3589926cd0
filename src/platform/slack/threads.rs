//! What the desk has answered where, so that a word in the thread of an answer leans on that answer.
//!
//! Slack's messages bring their thread's name along and nothing of what stands in it, and the desk does not
//! ask for the right to read it. What was answered stays in memory, is stored and logged nowhere.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::translate::Said;
use crate::domain::follow_up::{self, About, FOLLOWS_WITHIN_MILLIS, Meaning};
use crate::domain::ids::MemberId;
use crate::domain::inbound::What;
use crate::domain::reply::Reply;

/// How many threads are remembered; the oldest is forgotten first.
const THREADS: usize = 2_048;
/// How many answers are remembered whose time stamp Slack did not tell, and how far its clock may be off.
const UNNAMED: usize = 256;
const CLOCK: Duration = Duration::from_secs(2);

/// A thread: its channel, and the time stamp of the message that it began with.
type Thread = (String, String);

/// The last answer in a thread.
struct Answered {
    about: About,
    member: MemberId,
    /// Whether it was asked for in the thread, so that the desk itself remembers it for that member.
    inside: bool,
    at: Duration,
}

/// An answer by an address that says nothing of where it stands.
struct Unnamed {
    channel: String,
    from: Duration,
    until: Duration,
    about: About,
}

/// What is asked, as far as its answer may be leant on.
pub(super) struct Asked {
    channel: String,
    thread: Option<String>,
    member: MemberId,
    inside: bool,
    /// The question, where it stands by itself.
    question: Option<String>,
    before: Option<About>,
    from: Duration,
}

/// The answers that may be followed up in their threads.
#[derive(Default)]
pub(super) struct Threads {
    last: BTreeMap<Thread, Answered>,
    order: VecDeque<Thread>,
    unnamed: VecDeque<Unnamed>,
}

impl Threads {
    /// Adds to what was said in a thread what the last answer there was about, unless the desk knows better
    /// itself; and notes what is asked.
    pub(super) fn recall(&self, said: &mut Said) -> Asked {
        let now = now();
        let thread = said.thread.clone();
        let before = thread.as_ref().and_then(|thread| self.about(said, thread, now));
        let question = match &said.inbound.what {
            What::Addressed(text) | What::Overheard(text) => Some(text.clone()),
            What::Command { name, options } if name == "ask" => options.first().map(|(_, text)| text.clone()),
            _ => None,
        };
        let own = |question: &String| {
            before.as_ref().is_none_or(|before| follow_up::read(question, before) == Meaning::Own)
        };
        let asked = Asked {
            channel: said.back.channel.clone(),
            thread: said.back.thread.clone(),
            member: said.inbound.member.id.clone(),
            inside: thread.is_some(),
            question: question.filter(own),
            before: before.clone(),
            from: now,
        };
        if said.inbound.about.is_none() {
            said.inbound.about = before;
        }
        asked
    }

    /// What the last answer in a thread was about, for this word in it. What members say to each other there
    /// leans on an answer only right after it and by the one who was answered.
    fn about(&self, said: &Said, thread: &str, now: Duration) -> Option<About> {
        let (channel, member) = (&said.back.channel, &said.inbound.member.id);
        let overheard = matches!(said.inbound.what, What::Overheard(_));
        if let Some(last) = self.last.get(&(channel.clone(), thread.to_owned())) {
            let fresh =
                now.saturating_sub(last.at).as_millis() <= FOLLOWS_WITHIN_MILLIS.unsigned_abs().into();
            let own = fresh && last.member == *member;
            let leans = if overheard { own } else { !(own && last.inside) };
            return leans.then(|| last.about.clone());
        }
        if overheard {
            return None;
        }
        // A time stamp is the moment of its message, in seconds since 1970.
        let at = Duration::try_from_secs_f64(thread.parse().ok()?).ok()?;
        let mut fitting = self.unnamed.iter().filter(|answer| {
            answer.channel == *channel && answer.from <= at + CLOCK && at <= answer.until + CLOCK
        });
        // Of two answers at the same moment nobody can tell which it is.
        let found = fitting.next()?;
        fitting.next().is_none().then(|| found.about.clone())
    }

    /// Notes what was answered, where everybody sees it; `ts` is the message's time stamp, where Slack told it.
    pub(super) fn note(&mut self, asked: &Asked, reply: &Reply, ts: Option<String>) {
        let Some(mut about) = About::of(asked.question.as_deref().unwrap_or_default(), reply) else { return };
        about.question.clone_from(&asked.question);
        about.earlier = asked.before.as_ref().and_then(|before| before.subjects.first().cloned());
        let (channel, member, inside) = (asked.channel.clone(), asked.member.clone(), asked.inside);
        let at = now();
        let Some(thread) = asked.thread.clone().or(ts) else {
            if self.unnamed.len() >= UNNAMED {
                self.unnamed.pop_front();
            }
            return self.unnamed.push_back(Unnamed { channel, from: asked.from, until: at, about });
        };
        let key = (channel, thread);
        if self.last.insert(key.clone(), Answered { about, member, inside, at }).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > THREADS
            && let Some(oldest) = self.order.pop_front()
        {
            self.last.remove(&oldest);
        }
    }
}

/// The time since 1970, as Slack's time stamps count it.
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
