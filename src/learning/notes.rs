//! Notes about questions on their way to the store: a short queue and one writer, so that no answer waits
//! for a disk. Under a flood notes are left out and counted.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};

use crate::domain::ids::{MemberId, SpaceId, Timestamp};
use crate::domain::learning::{GapKind, gap_key, gap_wording};
use crate::store::{GapNote, Store};

/// How many notes may wait for the writer.
const WAITING: usize = 1_024;
/// How many notes are written at once.
const BATCH: usize = 256;
/// How many presses are remembered, so that a member's word on an answer counts once.
const PRESSES: usize = 20_000;
/// How often the log tells of notes that were left out, at most, in milliseconds.
const TELL_EVERY: i64 = 60_000;

/// Where notes are handed in. Cheap to clone.
#[derive(Clone)]
pub(super) struct Notes {
    jobs: mpsc::Sender<Job>,
    left_out: Arc<AtomicU64>,
    presses: Arc<Mutex<Presses>>,
}

enum Job {
    Note(GapNote),
    /// Says when everything handed in before is written.
    Written(oneshot::Sender<()>),
}

impl Notes {
    /// Starts the writer. It ends with the last clone.
    pub(super) fn start(store: Store) -> Self {
        let (jobs, inbox) = mpsc::channel(WAITING);
        let left_out = Arc::new(AtomicU64::new(0));
        tokio::spawn(write_on(inbox, store, left_out.clone()));
        Self { jobs, left_out, presses: Arc::default() }
    }

    /// Notes what happened to a question, and never waits.
    pub(super) fn note(&self, space: &SpaceId, question: &str, kind: GapKind, at: Timestamp) {
        let Some(key) = gap_key(question) else { return };
        let count = |wanted| i64::from(kind == wanted);
        let note = GapNote {
            space: space.clone(),
            key,
            question: gap_wording(question),
            unanswered: count(GapKind::Unanswered),
            doubted: count(GapKind::Doubted),
            confirmed: count(GapKind::Confirmed),
            at,
        };
        if self.jobs.try_send(Job::Note(note)).is_err() {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether this member says this of this answer for the first time, as far as is remembered.
    pub(super) fn is_new(&self, space: &SpaceId, member: &MemberId, question: &str, right: bool) -> bool {
        let Some(key) = gap_key(question) else { return false };
        self.presses.lock().unwrap_or_else(PoisonError::into_inner).is_new(&(space, member, key, right))
    }

    /// Comes back when everything handed in so far is written.
    pub(super) async fn written(&self) {
        let (done, waiting) = oneshot::channel();
        if self.jobs.send(Job::Written(done)).await.is_ok() {
            let _ = waiting.await;
        }
    }
}

/// Who pressed what, as hashes with a seed of this run: nothing that names a member is kept.
#[derive(Default)]
struct Presses {
    seed: RandomState,
    known: HashSet<u64>,
    oldest: VecDeque<u64>,
}

impl Presses {
    fn is_new(&mut self, press: &impl std::hash::Hash) -> bool {
        let hash = self.seed.hash_one(press);
        if !self.known.insert(hash) {
            return false;
        }
        self.oldest.push_back(hash);
        if self.oldest.len() > PRESSES
            && let Some(oldest) = self.oldest.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

async fn write_on(mut inbox: mpsc::Receiver<Job>, store: Store, left_out: Arc<AtomicU64>) {
    let mut jobs = Vec::with_capacity(BATCH);
    let mut told: Option<Timestamp> = None;
    while inbox.recv_many(&mut jobs, BATCH).await > 0 {
        let mut notes: BTreeMap<(SpaceId, String), GapNote> = BTreeMap::new();
        let mut waiting = Vec::new();
        for job in jobs.drain(..) {
            match job {
                Job::Note(note) => add(&mut notes, note),
                Job::Written(done) => waiting.push(done),
            }
        }
        let notes: Vec<GapNote> = notes.into_values().collect();
        if !notes.is_empty()
            && let Err(error) = store.note_gaps(&notes).await
        {
            tracing::error!("what members asked in vain could not be noted: {error:#}");
        }
        let now = notes.iter().map(|note| note.at).max();
        let may_tell = now.zip(told).is_none_or(|(now, told)| now.millis_since(told) >= TELL_EVERY);
        let missed = if may_tell { left_out.swap(0, Ordering::Relaxed) } else { 0 };
        if missed > 0 {
            told = now;
            tracing::warn!(missed, "so many questions at once that some were not noted");
        }
        for done in waiting {
            let _ = done.send(());
        }
    }
}

/// The same question in one batch is one row.
fn add(notes: &mut BTreeMap<(SpaceId, String), GapNote>, note: GapNote) {
    match notes.get_mut(&(note.space.clone(), note.key.clone())) {
        Some(known) => {
            known.unanswered += note.unanswered;
            known.doubted += note.doubted;
            known.confirmed += note.confirmed;
            known.question = note.question;
            known.at = note.at;
        }
        None => drop(notes.insert((note.space.clone(), note.key.clone()), note)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(notes: &Notes, question: &str, kind: GapKind) {
        notes.note(&SpaceId("t:s".to_owned()), question, kind, Timestamp(5));
    }

    #[tokio::test]
    async fn notes_are_added_up_and_a_flood_leaves_some_out() {
        let store = Store::in_memory().await.expect("a store");
        let notes = Notes::start(store.clone());
        // The writer has no turn before the first await: all of this is one flood.
        for _ in 0..WAITING + 7 {
            note(&notes, "what is a keel?", GapKind::Unanswered);
        }
        assert_eq!(notes.left_out.load(Ordering::Relaxed), 7);
        notes.written().await;
        note(&notes, "define keel", GapKind::Doubted);
        note(&notes, "keel", GapKind::Confirmed);
        note(&notes, "praise alone", GapKind::Confirmed);
        note(&notes, "?!", GapKind::Unanswered);
        notes.written().await;
        let gaps = store.gaps(&SpaceId("t:s".to_owned()), 9).await.expect("readable");
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        let counts = (gaps[0].unanswered as usize, gaps[0].doubted, gaps[0].confirmed);
        assert_eq!(counts, (WAITING, 1, 1));
        assert_eq!(gaps[0].question, "keel", "the last wording");
        assert_eq!(store.gaps(&SpaceId("t:other".to_owned()), 9).await.expect("readable"), []);
    }

    #[tokio::test]
    async fn a_members_word_on_an_answer_counts_once() {
        let notes = Notes::start(Store::in_memory().await.expect("a store"));
        let space = SpaceId("t:s".to_owned());
        let is_new = |who: &str, question: &str, right| {
            notes.is_new(&space, &MemberId(who.to_owned()), question, right)
        };
        assert!(is_new("ana", "what is a keel?", false));
        assert!(!is_new("ana", "what's a keel", false), "the same question in other words");
        assert!(is_new("ana", "what is a keel?", true), "another word on it");
        assert!(is_new("ben", "what is a keel?", false));
        for number in 0..PRESSES {
            assert!(is_new("cleo", &format!("question {number}"), true));
        }
        let presses = notes.presses.lock().expect("unpoisoned");
        assert_eq!((presses.known.len(), presses.oldest.len()), (PRESSES, PRESSES));
    }
}
