//! One channel's quiz: what is asked of it is done in turn.

use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::mpsc;

use super::{Job, Shared, no_quiz};
use crate::domain::ids::{MemberId, QuizId};
use crate::domain::quiz::{self, Effect, Event, Plan, Quiz};
use crate::domain::reply::Response;
use crate::domain::voice;
use crate::store::Kept;

/// How long an owner waits before it tries a tick again that could not be stored.
const STORE_RETRY: Duration = Duration::from_secs(1);

/// The one task that may change a channel's quiz.
pub(super) struct Owner {
    shared: Arc<Shared>,
    running: Arc<AtomicBool>,
    quiz: Option<Quiz>,
    /// What the store holds of it.
    kept: Kept,
}

impl Owner {
    pub(super) fn new(shared: Arc<Shared>, running: Arc<AtomicBool>) -> Self {
        Self { shared, running, quiz: None, kept: Kept::default() }
    }

    /// Works until nobody can ask any more.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Job>) {
        loop {
            match AssertUnwindSafe(self.turn(&mut inbox)).catch_unwind().await {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return,
                Err(_) => self.give_up().await,
            }
        }
    }

    /// Waits for one thing and does it.
    async fn turn(&mut self, inbox: &mut mpsc::Receiver<Job>) -> ControlFlow<()> {
        let deadline = self.quiz.as_ref().and_then(Quiz::deadline);
        tokio::select! {
            job = inbox.recv() => match job {
                Some(job) => self.work(job).await,
                None => return ControlFlow::Break(()),
            },
            () = self.shared.clock.wait_until(deadline) => {
                if self.take(Event::Tick).await.is_err() {
                    tokio::time::sleep(STORE_RETRY).await;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Ends a quiz that met a fault in the program: played on, or taken up after a restart, it would meet it
    /// again, and its channel would never be free.
    async fn give_up(&mut self) {
        tracing::error!("a quiz met a fault in the program and is ended; what was earned is kept");
        match AssertUnwindSafe(self.take(Event::Failed)).catch_unwind().await {
            Ok(Ok(_)) => {}
            // It stays as it was, and is tried again with whatever comes next.
            Ok(Err(NotStored)) => tokio::time::sleep(STORE_RETRY).await,
            Err(_) => self.drop_quiz().await,
        }
    }

    /// Ends a quiz of which not even the end can be told.
    async fn drop_quiz(&mut self) {
        if let Some(quiz) = self.quiz.as_ref().filter(|quiz| !quiz.is_over()) {
            let now = self.shared.clock.now();
            if let Err(error) = self.shared.store.save(quiz, &mut self.kept, true, &[], now).await {
                tracing::error!(quiz = quiz.id.0, "a quiz's end could not be stored: {error:#}");
            }
        }
        self.become_quiz(None);
    }

    async fn work(&mut self, job: Job) {
        match job {
            Job::Start(plan, respond) => {
                let response = self.start(*plan).await;
                let _ = respond.send(response);
            }
            Job::Take { quiz, event, respond } => {
                let response = self.take_for(quiz, event).await;
                let _ = respond.send(response);
            }
            Job::Return(quiz) => {
                (self.quiz, self.kept) = (Some(*quiz), Kept::default());
                let _ = self.take(Event::Returned).await;
            }
            Job::Forget(member, respond) => {
                self.forget(&member).await;
                let _ = respond.send(());
            }
            #[cfg(test)]
            Job::Panic => panic!("as it was told to"),
            Job::Tick(respond) => {
                let _ = self.take(Event::Tick).await;
                let _ = respond.send(self.quiz.as_ref().and_then(Quiz::deadline));
            }
        }
    }

    async fn start(&mut self, mut plan: Plan) -> Response {
        if self.quiz.as_ref().is_some_and(|quiz| !quiz.is_over()) {
            return Response::Say(voice::quiz::already_running());
        }
        match self.shared.store.accepted(&plan.space).await {
            Ok(accepted) => plan.accept(&accepted),
            Err(error) => {
                tracing::error!("a quiz was not started: what moderators accepted cannot be read: {error:#}");
                return Response::Say(voice::fault());
            }
        }
        let now = self.shared.clock.now();
        let mut effects = Vec::new();
        let begun = self.shared.store.begin_quiz(plan, now, |id, plan| {
            let (quiz, first) = quiz::begin(id, plan, now);
            effects = first;
            quiz
        });
        let quiz = match begun.await {
            Ok(quiz) => quiz,
            Err(error) => {
                tracing::error!("a quiz could not be stored and was not started: {error:#}");
                return Response::Say(voice::fault());
            }
        };
        let response = Response::Say(voice::quiz::done_started(&quiz));
        self.kept = Kept::default();
        self.become_quiz(Some(quiz));
        self.show(effects).await;
        response
    }

    async fn take_for(&mut self, quiz: Option<QuizId>, event: Event) -> Response {
        match &self.quiz {
            None => no_quiz(&event),
            Some(live) if quiz.is_some_and(|quiz| quiz != live.id) => {
                Response::Say(voice::quiz::old_button())
            }
            Some(_) => self.take(event).await.unwrap_or_else(|NotStored| Response::Say(voice::fault())),
        }
    }

    /// Lets the domain decide, stores, and only then shows.
    async fn take(&mut self, event: Event) -> Result<Response, NotStored> {
        let Some(before) = &self.quiz else { return Ok(Response::Silent) };
        let now = self.shared.clock.now();
        let step = quiz::step(before.clone(), event, now);
        if step.changed {
            let (store, ended) = (&self.shared.store, step.quiz.is_over());
            let saved = store.save(&step.quiz, &mut self.kept, ended, &step.effects, now).await;
            if let Err(error) = saved {
                tracing::error!(quiz = before.id.0, "a quiz's event could not be stored: {error:#}");
                return Err(NotStored);
            }
        }
        self.become_quiz(Some(step.quiz));
        Ok(self.show(step.effects).await)
    }

    /// Goes on without a member. The points go with everything else that the store forgets.
    async fn forget(&mut self, member: &MemberId) {
        let Some(without) = self.quiz.as_ref().and_then(|quiz| quiz.forgetting(member)) else { return };
        let (store, now) = (&self.shared.store, self.shared.clock.now());
        match store.save(&without, &mut self.kept, without.is_over(), &[], now).await {
            Ok(()) => self.become_quiz(Some(without)),
            Err(error) => tracing::error!("a member could not be taken out of a quiz: {error:#}"),
        }
    }

    /// From now on this is the channel's quiz, for everyone who asks.
    fn become_quiz(&mut self, quiz: Option<Quiz>) {
        let mut open = self.shared.open.lock().unwrap_or_else(PoisonError::into_inner);
        for past in self.quiz.iter().chain(&quiz) {
            open.remove(&past.plan.channel);
        }
        if let Some((quiz, card)) = quiz.as_ref().and_then(|quiz| Some((quiz, quiz.open_card()?))) {
            open.insert(quiz.plan.channel.clone(), (quiz.plan.space.clone(), Arc::new(card)));
        }
        drop(open);
        self.running.store(quiz.as_ref().is_some_and(|quiz| !quiz.is_over()), Ordering::SeqCst);
        self.quiz = quiz;
    }

    /// Posts in order; gives back what the one who caused the event is told.
    async fn show(&self, effects: Vec<Effect>) -> Response {
        let mut response = Response::Silent;
        for effect in effects {
            match effect {
                Effect::Earn(_) | Effect::Teach(_) | Effect::Missed(_) | Effect::Knew(_) => {}
                Effect::Respond(given) => response = given,
                Effect::Post(post) => self.shared.post(post).await,
            }
        }
        response
    }
}

/// The store refused; nothing has changed.
struct NotStored;

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::Engine;
    use super::*;
    use crate::clock::Clock;
    use crate::domain::ids::Timestamp;
    use crate::domain::quiz::PLAN;
    use crate::domain::reply::Post;
    use crate::store::Store;

    fn titles(posts: &mut mpsc::Receiver<Post>) -> Vec<String> {
        let posts = std::iter::from_fn(|| posts.try_recv().ok());
        posts.filter_map(|post| post.reply.title).collect()
    }

    #[tokio::test]
    async fn a_quiz_over_which_the_program_has_a_fault_is_ended_and_the_next_one_plays() {
        let store = Store::in_memory().await.expect("a store");
        let (posts, mut posted) = mpsc::channel(16);
        let (platforms, clock) = (HashMap::from([("test", posts)]), Clock::by_hand(Timestamp(0)));
        let engine = Engine::new(store.clone(), clock, platforms);
        let plan = || serde_json::from_str::<Plan>(PLAN).expect("a plan");
        for _ in 0..2 {
            engine.start(plan()).await;
            let channel = plan().channel;
            assert!(engine.runs_in(&channel));
            titles(&mut posted);
            let owner = engine.owner_of(&channel);
            owner.jobs.send(Job::Panic).await.expect("it is taken");
            // Whoever asks behind it is answered by the same owner.
            engine.tick(&channel).await;
            assert!(!engine.runs_in(&channel) && !owner.jobs.is_closed());
            assert!(titles(&mut posted).contains(&"The quiz is over".to_owned()));
            assert!(store.running_quizzes(Timestamp(1)).await.expect("quizzes").is_empty());
        }
    }

    #[tokio::test]
    async fn a_quiz_whose_end_cannot_be_told_frees_its_channel_all_the_same() {
        let store = Store::in_memory().await.expect("a store");
        let engine = Engine::new(store.clone(), Clock::by_hand(Timestamp(0)), HashMap::new());
        let running = Arc::new(AtomicBool::new(false));
        let mut owner = Owner::new(engine.shared.clone(), running.clone());
        owner.start(serde_json::from_str(PLAN).expect("a plan")).await;
        owner.give_up().await;
        assert!(owner.quiz.as_ref().is_some_and(Quiz::is_over), "it is kept for rulings");
        for _ in 0..2 {
            owner.start(serde_json::from_str(PLAN).expect("a plan")).await;
            assert!(running.load(Ordering::SeqCst));
            owner.drop_quiz().await;
            assert!(!running.load(Ordering::SeqCst) && owner.quiz.is_none());
            assert!(store.running_quizzes(Timestamp(1)).await.expect("quizzes").is_empty());
        }
    }
}
