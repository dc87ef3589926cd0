//! The decks that moderators hand in, each server's for itself.
//!
//! A file is read and judged before it is stored, and stored before it is used. Readers see a
//! server's view as a snapshot; it is made when it is first wanted and again when something changed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use anyhow::{Context, Result};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::decks::read_within;
use crate::domain::bot::{DeckOrder, Snapshot};
use crate::domain::fold::fold;
use crate::domain::ids::SpaceId;
use crate::domain::inbound::{HANDED_BYTES, Handed, Inbound, NotTaken};
use crate::domain::knowledge::{Document, read_document};
use crate::domain::reply::{Reply, Response};
use crate::domain::voice;
use crate::readers::Readers;
use crate::store::Store;

/// The most decks of one server.
const DECKS: usize = 50;
/// The most cards of one deck.
const CARDS: usize = 20_000;
/// The most bytes that a handed-in package may have when it is unpacked.
const UNPACKED_BYTES: u64 = 64 << 20;
/// The longest name of a deck, in characters.
const NAME_CHARACTERS: usize = 80;
/// How many completions a half-typed name gets (Discord, "Autocomplete": at most 25 choices).
const COMPLETIONS: usize = 25;

/// The decks of all servers. Cheap to clone.
#[derive(Clone)]
pub struct ClassDecks {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    clock: Clock,
    readers: Readers,
    snapshot: watch::Receiver<Arc<Snapshot>>,
    spaces: Mutex<BTreeMap<SpaceId, Known>>,
    /// Held while decks are loaded or changed: between the check and the store nobody else may change them.
    changing: tokio::sync::Mutex<()>,
}

/// What is known of a server that has decks.
#[derive(Clone, Default)]
struct Known {
    /// The decks, once they are loaded.
    documents: Option<Vec<Arc<Document>>>,
    /// The view made of them and of the class's documents as they were then.
    view: Option<(Weak<Snapshot>, Arc<Snapshot>)>,
}

impl ClassDecks {
    /// Learns which servers have decks.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(
        store: Store,
        clock: Clock,
        readers: Readers,
        snapshot: watch::Receiver<Arc<Snapshot>>,
    ) -> Result<Self> {
        let spaces = store.spaces_with_decks().await.context("reading the decks of servers")?;
        let spaces = Mutex::new(spaces.into_iter().map(|space| (space, Known::default())).collect());
        let changing = tokio::sync::Mutex::default();
        Ok(Self { shared: Arc::new(Shared { store, clock, readers, snapshot, spaces, changing }) })
    }

    /// The view of a server that has decks; none for all others, without waiting.
    pub async fn view(&self, space: &SpaceId) -> Option<Arc<Snapshot>> {
        let known = self.known(space)?;
        let base = self.shared.snapshot.borrow().clone();
        if let Some((_, view)) = known.view.filter(|(of, _)| of.as_ptr() == Arc::as_ptr(&base)) {
            return Some(view);
        }
        let made = async {
            let _changing = self.shared.changing.lock().await;
            let documents = self.documents(space).await?;
            self.make_view(space, documents).await
        };
        // Boxed: most servers have no decks, and each question waits here.
        match Box::pin(made).await {
            Ok(view) => view,
            Err(error) => {
                tracing::error!("the decks of a server could not be read: {error:#}");
                None
            }
        }
    }

    /// What is known in a server besides what is taught there: the class's documents, and its own decks.
    pub async fn known_in(&self, space: &SpaceId) -> Vec<Arc<Snapshot>> {
        let class = self.shared.snapshot.borrow().clone();
        std::iter::once(class).chain(self.view(space).await).collect()
    }

    /// The decks' names that begin like what is typed, or hold it.
    pub async fn complete(&self, space: &SpaceId, typed: &str) -> Response {
        let _changing = self.shared.changing.lock().await;
        let typed = fold(typed);
        let documents = self.documents(space).await.unwrap_or_default();
        let names = documents.iter().map(|document| document.path.to_string());
        Response::Choices(names.filter(|name| fold(name).contains(&typed)).take(COMPLETIONS).collect())
    }

    /// Carries out what the front desk has decided.
    pub async fn take(&self, order: DeckOrder, inbound: &Inbound) -> Response {
        let _changing = self.shared.changing.lock().await;
        let space = &inbound.place.space;
        let done = match order {
            DeckOrder::Add { name, file } => self.add(name, file, inbound).await,
            DeckOrder::Remove(name) => self.remove(&name, space).await,
            DeckOrder::List => self.documents(space).await.map(|documents| voice::decks::list(&documents)),
        };
        Response::Say(done.unwrap_or_else(|error| {
            tracing::error!("an order about decks could not be carried out: {error:#}");
            voice::fault()
        }))
    }

    async fn add(&self, name: Option<String>, file: Handed, inbound: &Inbound) -> Result<Reply> {
        let content = match file.content {
            Ok(content) => content,
            Err(NotTaken::TooLarge) => return Ok(voice::decks::too_large(HANDED_BYTES)),
            Err(NotTaken::Unreachable) => return Ok(voice::decks::unreachable_file()),
        };
        let Some(name) = deck_name(&name.unwrap_or(file.name)) else { return Ok(voice::decks::bad_name()) };
        let space = &inbound.place.space;
        let mut documents = self.documents(space).await?;
        if documents.len() >= DECKS {
            return Ok(voice::decks::too_many(DECKS));
        }
        let base = self.shared.snapshot.borrow().clone();
        let mut taken = base.library.documents.iter().chain(&documents);
        if taken.any(|document| fold(&document.path) == fold(&name)) {
            return Ok(voice::decks::name_taken(&name));
        }
        let read = {
            let (name, content) = (name.clone(), content.clone());
            self.shared
                .readers
                .read(move || read(&name, &content))
                .await
                .context("reading a deck failed badly")?
        };
        if read.cards.is_empty() {
            return Ok(voice::decks::no_cards(&read));
        }
        if read.cards.len() > CARDS {
            return Ok(voice::decks::too_many_cards(read.cards.len(), CARDS));
        }
        let now = self.shared.clock.now();
        self.shared.store.add_deck(space, &name, &content, &inbound.member.id, now).await?;
        let reply = voice::decks::added(&read);
        documents.push(Arc::new(read));
        self.keep(space, documents);
        Ok(reply)
    }

    async fn remove(&self, typed: &str, space: &SpaceId) -> Result<Reply> {
        let mut documents = self.documents(space).await?;
        let wanted = fold(typed);
        let Some(at) = documents.iter().position(|document| fold(&document.path) == wanted) else {
            return Ok(voice::decks::unknown(typed, &documents));
        };
        let removed = documents.remove(at);
        self.shared.store.remove_deck(space, &removed.path).await?;
        self.keep(space, documents);
        Ok(voice::decks::removed(&removed.path))
    }

    /// The decks of a server, loaded where they are not yet. Only while `changing` is held.
    async fn documents(&self, space: &SpaceId) -> Result<Vec<Arc<Document>>> {
        let Some(known) = self.known(space) else { return Ok(Vec::new()) };
        if let Some(documents) = known.documents {
            return Ok(documents);
        }
        let files = self.shared.store.decks_of(space).await?;
        let read_all =
            move || files.iter().map(|(name, file)| Arc::new(read(name, file))).collect::<Vec<_>>();
        let documents = self.shared.readers.read(read_all).await.context("reading decks failed badly")?;
        self.keep(space, documents.clone());
        Ok(documents)
    }

    async fn make_view(
        &self,
        space: &SpaceId,
        documents: Vec<Arc<Document>>,
    ) -> Result<Option<Arc<Snapshot>>> {
        let base = self.shared.snapshot.borrow().clone();
        if documents.is_empty() {
            return Ok(None);
        }
        let of = Arc::downgrade(&base);
        let made = self.shared.readers.read(move || Snapshot::with_own(&base.library, &documents)).await;
        let view = Arc::new(made.context("indexing decks failed badly")??);
        if let Some(known) = self.spaces().get_mut(space) {
            known.view = Some((of, view.clone()));
        }
        Ok(Some(view))
    }

    /// From now on these are the server's decks.
    fn keep(&self, space: &SpaceId, documents: Vec<Arc<Document>>) {
        let mut spaces = self.spaces();
        if documents.is_empty() {
            spaces.remove(space);
        } else {
            spaces.insert(space.clone(), Known { documents: Some(documents), view: None });
        }
    }

    fn known(&self, space: &SpaceId) -> Option<Known> {
        self.spaces().get(space).cloned()
    }

    fn spaces(&self) -> MutexGuard<'_, BTreeMap<SpaceId, Known>> {
        self.shared.spaces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(name: &str, content: &[u8]) -> Document {
    read_within(name, content, UNPACKED_BYTES).unwrap_or_else(|| read_document(name, content))
}

/// A name as it may stand in a list: one line, without signs that no file's name has, and not too long.
fn deck_name(given: &str) -> Option<String> {
    let clean: String = given.chars().filter(|c| !c.is_control() && !"/\\".contains(*c)).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = clean.chars().take(NAME_CHARACTERS).collect();
    (!fold(&name).is_empty()).then(|| name.trim().to_owned())
}
