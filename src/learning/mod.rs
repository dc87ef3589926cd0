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
use crate::class_decks::ClassDecks;
use crate::clock::Clock;
use crate::domain::bot::Learn;
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
    decks: ClassDecks,
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
    pub async fn open(store: Store, clock: Clock, readers: Readers, decks: ClassDecks) -> Result<Self> {
        let all = all_taught(&store, &readers).await?;
        let (notes, taught) = (Notes::start(store.clone()), watch::Sender::new(Arc::new(all)));
        let (teaching, drafts) = (tokio::sync::Mutex::default(), Mutex::default());
        let shared = Shared { store, clock, readers, decks, taught, teaching, notes, drafts };
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

    /// Forgets who a member is: what they taught stays and names them no more. Whether anything was known.
    ///
    /// # Errors
    /// When what is taught cannot be stored or read anew; what was known before is taught on then.
    pub async fn forget(&self, member: &MemberId) -> Result<bool> {
        self.drafts().retain(|(_, by), _| by != member);
        let shared = &self.shared;
        let _alone = shared.teaching.lock().await;
        let forgotten = shared.store.forget(member).await?;
        shared.taught.send_replace(Arc::new(all_taught(&shared.store, &shared.readers).await?));
        Ok(forgotten)
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
                dismissed
                    .map(|question| question.map_or_else(voice::gaps::closed, |q| voice::gaps::dismissed(&q)))
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
                Ok(None) => return Response::Say(voice::gaps::closed()),
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
        let (snapshots, taught) = (self.shared.decks.known_in(space).await, self.taught_in(space));
        let draft = draft.clone();
        let check = move || {
            let lesson = draft.read()?;
            lesson.check(&snapshots, taught.as_deref(), corrects)?;
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
        let (snapshots, taught) = (self.shared.decks.known_in(space).await, self.taught_in(space));
        let open = self.shared.readers.read(move || still_open(gaps, &snapshots, taught.as_deref())).await;
        let open = open.context("looking through the gaps failed badly")?;
        Ok(voice::gaps::listed(&open, open.len().saturating_sub(GAPS_LISTED)))
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

/// What is stored of what every server has taught.
async fn all_taught(store: &Store, readers: &Readers) -> Result<AllTaught> {
    let mut by_space: BTreeMap<SpaceId, Vec<Taught>> = BTreeMap::new();
    for (space, taught) in store.all_taught().await? {
        by_space.entry(space).or_default().push(taught);
    }
    let mut all = AllTaught::new();
    for (space, entries) in by_space {
        all.insert(space, indexed(readers, entries).await?);
    }
    Ok(all)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bot::Snapshot;
    use crate::domain::ids::{ChannelId, Timestamp};
    use crate::domain::knowledge::Library;

    async fn learning(store: &Store) -> Learning {
        let snapshot = Arc::new(Snapshot::of(Library::default()).expect("an index"));
        let snapshot = watch::channel(snapshot).1;
        let clock = Clock::by_hand(Timestamp(1_000));
        let readers = Readers::start().expect("threads");
        let decks = ClassDecks::open(store.clone(), clock.clone(), readers.clone(), snapshot);
        let decks = decks.await.expect("readable");
        Learning::open(store.clone(), clock, readers, decks).await.expect("readable")
    }

    fn place(space: &str) -> Place {
        Place { space: SpaceId(space.to_owned()), channel: ChannelId("t:c".to_owned()), direct: false }
    }

    async fn teach(learning: &Learning, space: &str, term: &str, aim: Aim) -> String {
        let member = Member { id: MemberId("t:maya".to_owned()), name: "Maya".to_owned(), moderator: true };
        let draft = Draft { term: term.to_owned(), definition: "a thing".to_owned(), aliases: String::new() };
        format!("{:?}", learning.take(Learn::Teach(aim, draft), &place(space), &member).await)
    }

    #[tokio::test]
    async fn of_two_who_teach_a_term_at_once_one_is_told() {
        let store = Store::in_memory().await.expect("a store");
        let learning = learning(&store).await;
        let (one, other) =
            tokio::join!(teach(&learning, "t:a", "Oar", Aim::New), teach(&learning, "t:a", "oar", Aim::New));
        assert!(one.contains("Learned") && other.contains("taught that already"), "{one}\n{other}");
        assert_eq!(store.all_taught().await.expect("readable").len(), 1);
    }

    #[tokio::test]
    async fn what_a_forgotten_moderator_taught_stays_without_the_name() {
        let store = Store::in_memory().await.expect("a store");
        let learning = learning(&store).await;
        assert!(teach(&learning, "t:a", "Oar", Aim::New).await.contains("Learned"));
        let maya = MemberId("t:maya".to_owned());
        assert!(learning.forget(&maya).await.expect("forgotten"));
        let live = learning.taught_in(&SpaceId("t:a".to_owned())).expect("it is still taught");
        assert_eq!(live.entries()[0].teacher, voice::learning::GONE);
        assert_eq!(store.all_taught().await.expect("readable")[0].1.teacher, voice::learning::GONE);
        assert!(!learning.forget(&maya).await.expect("forgotten"), "nothing of her is left");
    }

    #[tokio::test]
    async fn a_server_knows_only_what_it_was_taught() {
        let store = Store::in_memory().await.expect("a store");
        let first = learning(&store).await;
        assert!(teach(&first, "t:a", "Oar", Aim::New).await.contains("Learned"));
        let id = store.all_taught().await.expect("readable")[0].1.id;
        assert!(first.taught_in(&SpaceId("t:b".to_owned())).is_none());
        let foreign = teach(&first, "t:b", "Oar", Aim::Correction(id)).await;
        assert!(foreign.contains("corrected or retired since"), "{foreign}");
        assert!(teach(&first, "t:a", "Oars", Aim::Correction(id)).await.contains("Corrected"));
        let again = teach(&first, "t:a", "Oars", Aim::Correction(id)).await;
        assert!(again.contains("corrected or retired since"), "{again}");
        // After a restart the same is taught.
        let taught = learning(&store).await.taught_in(&SpaceId("t:a".to_owned())).expect("it was taught");
        let terms: Vec<&str> = taught.entries().iter().map(|taught| taught.term.as_str()).collect();
        assert_eq!(terms, ["Oars"]);
    }
}
