//! Learning from use: carries out what moderators teach and notes what members asked in vain.
//!
//! What is taught is stored first and answers from then on; readers see it as a snapshot and wait for
//! nobody.

mod notes;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use tokio::sync::watch;

use self::notes::Notes;
use crate::clock::Clock;
use crate::domain::bot::{Learn, Snapshot};
use crate::domain::ids::{MemberId, SpaceId, TaughtId};
use crate::domain::inbound::{Member, Place};
use crate::domain::learning::{
    Aim, Draft, GAPS_LISTED, GapKind, Lesson, Refusal, Taught, TaughtLibrary, gap_term, still_open,
};
use crate::domain::reply::{Reply, Response};
use crate::domain::voice;
use crate::readers::Readers;
use crate::store::{Instead, Store};

/// How many gaps are looked at for those that are still open.
const GAPS_LOOKED_AT: u32 = 200;
/// How many refused drafts are kept, so that nobody types a definition twice.
const DRAFTS: usize = 100;

/// What was refused last, and what it was for.
type Drafts = HashMap<(SpaceId, MemberId), (Aim, Draft)>;
/// What each server has taught.
type AllTaught = BTreeMap<SpaceId, Arc<TaughtLibrary>>;

/// What the desk learns. Cheap to clone.
#[derive(Clone)]
pub struct Learning {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    clock: Clock,
    readers: Readers,
    snapshot: watch::Receiver<Arc<Snapshot>>,
    taught: watch::Sender<Arc<AllTaught>>,
    /// Held while something is taught or retired: between the check and the store nobody else may teach.
    teaching: tokio::sync::Mutex<()>,
    notes: Notes,
    drafts: Mutex<Drafts>,
}

impl Learning {
    /// Takes up what was taught before.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(
        store: Store,
        clock: Clock,
        readers: Readers,
        snapshot: watch::Receiver<Arc<Snapshot>>,
    ) -> Result<Self> {
        let mut by_space: BTreeMap<SpaceId, Vec<Taught>> = BTreeMap::new();
        for (space, taught) in store.all_taught().await? {
            by_space.entry(space).or_default().push(taught);
        }
        let mut all = AllTaught::new();
        for (space, entries) in by_space {
            all.insert(space, indexed(&readers, entries).await?);
        }
        let (notes, taught) = (Notes::start(store.clone()), watch::Sender::new(Arc::new(all)));
        let (teaching, drafts) = (tokio::sync::Mutex::default(), Mutex::default());
        let shared = Shared { store, clock, readers, snapshot, taught, teaching, notes, drafts };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// What this server has taught, as it is now.
    pub fn taught_in(&self, space: &SpaceId) -> Option<Arc<TaughtLibrary>> {
        self.shared.taught.borrow().get(space).cloned()
    }

    /// Notes that a question went without an answer. Never waits.
    pub fn unanswered(&self, space: &SpaceId, question: &str) {
        self.shared.notes.note(space, question, GapKind::Unanswered, self.shared.clock.now());
    }

    /// Waits until everything noted so far is stored.
    pub async fn settle(&self) {
        self.shared.notes.written().await;
    }

    /// Carries out what the front desk has decided.
    pub async fn take(&self, learn: Learn, place: &Place, member: &Member) -> Response {
        let space = &place.space;
        let done = match learn {
            Learn::Opinion { right, question } => Ok(self.opinion(space, member, &question, right)),
            Learn::Form(aim, draft) => return self.form(aim, draft, space, member).await,
            Learn::Teach(aim, draft) => self.teach(aim, draft, space, member).await,
            Learn::Taught(name) => Ok(self.list(space, name.as_deref())),
            Learn::Show(id) => Ok(self
                .known(space, id)
                .map_or_else(voice::learning::changed_since, |taught| voice::learning::shown(&taught))),
            Learn::Retire(id) => self.retire(space, id).await,
            Learn::Gaps => self.gaps(space).await,
            Learn::Dismiss(id) => {
                let dismissed = self.shared.store.dismiss_gap(space, id, self.shared.clock.now()).await;
                dismissed.map(|question| {
                    question.map_or_else(voice::learning::gap_closed, |q| voice::learning::dismissed(&q))
                })
            }
        };
        Response::Say(done.unwrap_or_else(fault))
    }

    fn opinion(&self, space: &SpaceId, member: &Member, question: &str, right: bool) -> Reply {
        let notes = &self.shared.notes;
        if notes.is_new(space, &member.id, question, right) {
            let kind = if right { GapKind::Confirmed } else { GapKind::Doubted };
            notes.note(space, question, kind, self.shared.clock.now());
        }
        voice::learning::thanks(right)
    }

    /// A form, with what is known of its fields: what was refused last, what is to be corrected, or the
    /// term that was asked for.
    async fn form(&self, aim: Aim, mut draft: Draft, space: &SpaceId, member: &Member) -> Response {
        let kept = self.drafts().remove(&(space.clone(), member.id.clone()));
        match (kept.filter(|_| draft == Draft::default()), aim) {
            (Some((kept_aim, kept)), _) if kept_aim == aim => draft = kept,
            (_, Aim::New) => {
                let taught = self.taught_in(space);
                if let Some(known) = taught.as_deref().and_then(|taught| taught.named(&draft.term)) {
                    return Response::Say(voice::learning::known_already(known));
                }
            }
            (_, Aim::Gap(id)) => match self.shared.store.gap(space, id).await {
                Ok(Some(gap)) => draft.term = gap_term(&gap.question),
                Ok(None) => return Response::Say(voice::learning::gap_closed()),
                Err(error) => return Response::Say(fault(error)),
            },
            (_, Aim::Correction(id)) => match self.known(space, id) {
                Some(taught) => draft = Draft::from(&taught),
                None => return Response::Say(voice::learning::changed_since()),
            },
        }
        Response::Form(voice::learning::form(aim, &draft))
    }

    async fn teach(&self, aim: Aim, draft: Draft, space: &SpaceId, member: &Member) -> Result<Reply> {
        let shared = &self.shared;
        let _alone = shared.teaching.lock().await;
        let (instead, corrects) = match aim {
            Aim::New => (Instead::Nothing, None),
            Aim::Gap(gap) => (Instead::Gap(gap), None),
            Aim::Correction(old) if self.known(space, old).is_none() => {
                return Ok(voice::learning::changed_since());
            }
            Aim::Correction(old) => (Instead::Taught(old), Some(old)),
        };
        let lesson = match self.checked(&draft, space, corrects).await? {
            Ok(lesson) => lesson,
            Err(refusal) => {
                self.keep_draft(aim, draft, space, member);
                return Ok(voice::learning::refused(&refusal, Some(aim)));
            }
        };
        let taught = shared.store.teach(space, &lesson, member, instead, shared.clock.now()).await?;
        let mut entries = self.entries(space);
        entries.retain(|other| Some(other.id) != corrects);
        entries.push(taught.clone());
        self.publish(space, entries).await?;
        Ok(voice::learning::learned(&taught, corrects.is_some()))
    }

    /// Reads a draft and compares it with what is known, where blocking is allowed.
    async fn checked(
        &self,
        draft: &Draft,
        space: &SpaceId,
        corrects: Option<TaughtId>,
    ) -> Result<Result<Lesson, Refusal>> {
        let (snapshot, taught) = (self.shared.snapshot.borrow().clone(), self.taught_in(space));
        let draft = draft.clone();
        let check = move || {
            let lesson = draft.read()?;
            lesson.check(&snapshot, taught.as_deref(), corrects)?;
            Ok(lesson)
        };
        self.shared.readers.read(check).await.context("reading a lesson failed badly")
    }

    async fn retire(&self, space: &SpaceId, id: TaughtId) -> Result<Reply> {
        let shared = &self.shared;
        let _alone = shared.teaching.lock().await;
        let Some(taught) = self.known(space, id) else { return Ok(voice::learning::changed_since()) };
        if !shared.store.retire(space, id, shared.clock.now()).await? {
            return Ok(voice::learning::changed_since());
        }
        let mut entries = self.entries(space);
        entries.retain(|other| other.id != id);
        self.publish(space, entries).await?;
        Ok(voice::learning::retired(&taught))
    }

    fn list(&self, space: &SpaceId, name: Option<&str>) -> Reply {
        let taught = self.taught_in(space);
        let entries = taught.as_deref().map_or(&[][..], TaughtLibrary::entries);
        match name {
            None => voice::learning::all_taught(entries),
            Some(name) => match taught.as_deref().and_then(|taught| taught.named(name)) {
                Some(taught) => voice::learning::shown(taught),
                None => voice::learning::not_taught(name),
            },
        }
    }

    async fn gaps(&self, space: &SpaceId) -> Result<Reply> {
        self.settle().await;
        let gaps = self.shared.store.gaps(space, GAPS_LOOKED_AT).await?;
        let (snapshot, taught) = (self.shared.snapshot.borrow().clone(), self.taught_in(space));
        let open = self.shared.readers.read(move || still_open(gaps, &snapshot, taught.as_deref())).await;
        let open = open.context("looking through the gaps failed badly")?;
        Ok(voice::learning::gaps(&open, open.len().saturating_sub(GAPS_LISTED)))
    }

    fn known(&self, space: &SpaceId, id: TaughtId) -> Option<Taught> {
        self.taught_in(space)?.get(id).cloned()
    }

    fn entries(&self, space: &SpaceId) -> Vec<Taught> {
        self.taught_in(space).map_or_else(Vec::new, |taught| taught.entries().to_vec())
    }

    /// Everyone answers from these entries from now on.
    async fn publish(&self, space: &SpaceId, entries: Vec<Taught>) -> Result<()> {
        let mut all = AllTaught::clone(&self.shared.taught.borrow());
        if entries.is_empty() {
            all.remove(space);
        } else {
            all.insert(space.clone(), indexed(&self.shared.readers, entries).await?);
        }
        self.shared.taught.send_replace(Arc::new(all));
        Ok(())
    }
}

impl Learning {
    fn keep_draft(&self, aim: Aim, draft: Draft, space: &SpaceId, member: &Member) {
        let mut drafts = self.drafts();
        if drafts.len() >= DRAFTS {
            drafts.clear();
        }
        drafts.insert((space.clone(), member.id.clone()), (aim, draft));
    }

    fn drafts(&self) -> MutexGuard<'_, Drafts> {
        self.shared.drafts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Indexes what a server has taught, where blocking is allowed.
async fn indexed(readers: &Readers, entries: Vec<Taught>) -> Result<Arc<TaughtLibrary>> {
    let index = readers.read(move || TaughtLibrary::of(entries)).await;
    let taught = index.context("indexing what was taught failed badly")?;
    Ok(Arc::new(taught.context("indexing what was taught")?))
}

fn fault(error: anyhow::Error) -> Reply {
    tracing::error!("something about learning failed: {error:#}");
    voice::fault()
}
