//! Owns the live quizzes: one task a channel, one event at a time.
//!
//! The order is always domain, store, then chat. An owner that cannot store says so and
//! keeps the quiz as it was; a panic ends one channel's quiz, not the program's others.

mod owner;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;
use crate::domain::ids::{ChannelId, MemberId, QuizId, SpaceId, Timestamp};
use crate::domain::inbound::Place;
use crate::domain::quiz::{self, Event, OpenCard, Plan, Quiz};
use crate::domain::reply::{Post, Response};
use crate::domain::voice;
use crate::store::Store;
use owner::Owner;

/// How many events may wait for one channel's quiz. More than that is a flood; the sender waits.
const EVENTS_WAITING: usize = 256;

/// The engine. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    /// Where each channel's owner is reached. Locked only to look an owner up, never while one works.
    owners: Mutex<HashMap<ChannelId, Handle>>,
    /// The open card of each channel, for those who must not give it away.
    open: Mutex<BTreeMap<ChannelId, (SpaceId, Arc<OpenCard>)>>,
    store: Store,
    clock: Clock,
    /// Where each platform takes its posts.
    posts: HashMap<&'static str, mpsc::Sender<Post>>,
}

impl Shared {
    async fn post(&self, post: Post) {
        match self.posts.get(post.channel.platform()) {
            // A closed platform loses the message, and nothing else: what it tells is stored.
            Some(posts) => drop(posts.send(post).await),
            None => tracing::debug!("a post for a platform that is not open was left out"),
        }
    }
}

#[derive(Clone)]
struct Handle {
    jobs: mpsc::Sender<Job>,
    running: Arc<AtomicBool>,
}

enum Job {
    Start(Box<Plan>, oneshot::Sender<Response>),
    Take {
        quiz: Option<QuizId>,
        event: Event,
        respond: oneshot::Sender<Response>,
    },
    Return(Box<Quiz>),
    Tick(oneshot::Sender<Option<Timestamp>>),
    Forget(MemberId, oneshot::Sender<()>),
    #[cfg(test)]
    Panic,
}

impl Engine {
    /// An engine that stores into `store` and posts to these platforms.
    pub fn new(store: Store, clock: Clock, posts: HashMap<&'static str, mpsc::Sender<Post>>) -> Self {
        Self {
            shared: Arc::new(Shared {
                owners: Mutex::default(),
                open: Mutex::default(),
                store,
                clock,
                posts,
            }),
        }
    }

    /// Takes up the quizzes that were running when the program stopped, on the platforms that are open now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn take_up(&self) -> Result<usize> {
        let quizzes = self.shared.store.running_quizzes(self.shared.clock.now()).await?;
        let mut taken = 0;
        for quiz in quizzes {
            if self.shared.posts.contains_key(quiz.plan.channel.platform()) {
                taken += 1;
                let owner = self.owner_of(&quiz.plan.channel);
                owner.running.store(true, Ordering::SeqCst);
                let _ = owner.jobs.send(Job::Return(Box::new(quiz))).await;
            }
        }
        Ok(taken)
    }

    /// Whether a quiz runs in this channel.
    pub fn runs_in(&self, channel: &ChannelId) -> bool {
        self.known(channel).is_some_and(|owner| owner.running.load(Ordering::SeqCst))
    }

    /// The cards that are open for somebody in this place: anywhere in its server or workspace. Who writes to
    /// the desk alone may play in any server of the platform, which the message does not name.
    pub fn open_cards(&self, place: &Place) -> Vec<Arc<OpenCard>> {
        let open = self.shared.open.lock().unwrap_or_else(PoisonError::into_inner);
        let anywhere = place.is_one_members();
        let near = |channel: &ChannelId, space: &SpaceId| match anywhere {
            true => channel.platform() == place.channel.platform(),
            false => *space == place.space,
        };
        open.iter()
            .filter(|(channel, (space, _))| near(channel, space))
            .map(|(_, (_, card))| Arc::clone(card))
            .collect()
    }

    /// Starts a quiz, unless one runs in its channel.
    pub async fn start(&self, plan: Plan) -> Response {
        let owner = self.owner_of(&plan.channel);
        ask(&owner.jobs, |respond| Job::Start(Box::new(plan), respond)).await
    }

    /// Hands an event to the quiz of a channel; for a press only if it is still the same quiz.
    pub async fn take(&self, channel: &ChannelId, quiz: Option<QuizId>, event: Event) -> Response {
        match self.known(channel) {
            Some(owner) => ask(&owner.jobs, |respond| Job::Take { quiz, event, respond }).await,
            None => no_quiz(&event),
        }
    }

    /// Lets a channel's quiz look at the clock and tells when it wants to look again. For clocks that
    /// are moved by hand.
    pub async fn tick(&self, channel: &ChannelId) -> Option<Timestamp> {
        let owner = self.known(channel)?;
        let (respond, response) = oneshot::channel();
        owner.jobs.send(Job::Tick(respond)).await.ok()?;
        response.await.ok().flatten()
    }

    /// Takes a member out of every quiz that is known, also of those that are over and kept for rulings.
    pub async fn forget(&self, member: &MemberId) {
        let owners: Vec<Handle> = {
            let owners = self.shared.owners.lock().unwrap_or_else(PoisonError::into_inner);
            owners.values().filter(|owner| !owner.jobs.is_closed()).cloned().collect()
        };
        for owner in owners {
            let (respond, response) = oneshot::channel();
            if owner.jobs.send(Job::Forget(member.clone(), respond)).await.is_ok() {
                let _ = response.await;
            }
        }
    }

    /// Posts to a channel, on the platform that its id names.
    pub async fn post(&self, post: Post) {
        self.shared.post(post).await;
    }

    /// Whether the platform of a channel is open.
    pub fn reaches(&self, channel: &ChannelId) -> bool {
        self.shared.posts.contains_key(channel.platform())
    }

    /// The moment, by the clock that the quizzes go by.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    fn known(&self, channel: &ChannelId) -> Option<Handle> {
        let owners = self.shared.owners.lock().unwrap_or_else(PoisonError::into_inner);
        owners.get(channel).filter(|owner| !owner.jobs.is_closed()).cloned()
    }

    /// The owner of a channel, made when there is none or the last one has died. It stays: an idle
    /// owner costs less than the race between its end and the next start.
    fn owner_of(&self, channel: &ChannelId) -> Handle {
        let mut owners = self.shared.owners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(owner) = owners.get(channel).filter(|owner| !owner.jobs.is_closed()) {
            return owner.clone();
        }
        let (jobs, inbox) = mpsc::channel(EVENTS_WAITING);
        let running = Arc::new(AtomicBool::new(false));
        tokio::spawn(Owner::new(self.shared.clone(), running.clone()).run(inbox));
        let handle = Handle { jobs, running };
        owners.insert(channel.clone(), handle.clone());
        handle
    }
}

async fn ask(jobs: &mpsc::Sender<Job>, job: impl FnOnce(oneshot::Sender<Response>) -> Job) -> Response {
    let (respond, response) = oneshot::channel();
    if jobs.send(job(respond)).await.is_err() {
        return Response::Say(voice::fault());
    }
    response.await.unwrap_or_else(|_| Response::Say(voice::fault()))
}

/// What a channel without a quiz says to a quiz's event.
fn no_quiz(event: &Event) -> Response {
    match event {
        Event::Answered { way: quiz::Way::Overheard, .. } => Response::Silent,
        Event::Answered { round: Some(_), .. } => Response::Say(voice::quiz::too_late()),
        Event::AnswerPressed { .. } | Event::Chosen { .. } | Event::Ordered { round: Some(_), .. } => {
            Response::Say(voice::quiz::old_button())
        }
        Event::Reviewed { .. } | Event::Accepted { .. } => Response::Say(voice::quiz::nothing_to_rule()),
        Event::Awaited => Response::Say(voice::quiz::nothing_to_wait_for()),
        _ => Response::Say(voice::quiz::none_running()),
    }
}
