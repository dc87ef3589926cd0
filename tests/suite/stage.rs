//! A stage for transcripts: the real desk, engine and store, with the clock moved by hand.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use deskbell::class_decks::ClassDecks;
use deskbell::clock::Clock;
use deskbell::domain::bot::Snapshot;
use deskbell::domain::follow_up::About;
use deskbell::domain::ids::{ChannelId, MemberId, SpaceId, Timestamp};
use deskbell::domain::inbound::{Inbound, Member, Place, What};
use deskbell::domain::reply::{Audience, Form, Post, Press, Reply, Response, Slot};
use deskbell::engine::Engine;
use deskbell::files::Shelf;
use deskbell::learning::Learning;
use deskbell::platform::text::{Style, mark, render};
use deskbell::port::{Desk, POSTS_WAITING};
use deskbell::readers::Readers;
use deskbell::reception::Reception;
use deskbell::store::Store;
use deskbell::talk::Talk;
use tokio::sync::{mpsc, watch};

/// When every transcript begins: a moment with no meaning.
const BEGINNING: Timestamp = Timestamp(1_700_000_000_000);

/// The desk on a stage, in one channel at a time.
pub(crate) struct Stage {
    pub(crate) place: Place,
    clock: Clock,
    engine: Engine,
    reception: Reception,
    desk: Desk,
    posts: mpsc::Receiver<Post>,
    snapshot: watch::Receiver<Arc<Snapshot>>,
    folder: tempfile::TempDir,
    buttons: Vec<(String, Press)>,
    form: Option<Form>,
    /// What the last answer was about, for those who reply to it.
    about: Option<About>,
    shown: BTreeSet<Slot>,
    /// Everything that was said and every form that opened.
    pub(crate) said: Vec<Reply>,
    pub(crate) forms: Vec<Form>,
}

impl Stage {
    /// Opens the desk over a folder of documents.
    pub(crate) async fn open(documents: &Path) -> Self {
        let snapshot = read(documents);
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::by_hand(BEGINNING);
        let (engine, reception, posts) = wire("test", folder.path(), &clock, &snapshot).await;
        let desk = reception.clone().desk();
        let place = Place {
            space: SpaceId("test:class".to_owned()),
            channel: ChannelId("test:general".to_owned()),
            direct: false,
        };
        Self {
            place,
            clock,
            engine,
            reception,
            desk,
            posts,
            snapshot,
            folder,
            buttons: Vec::new(),
            form: None,
            about: None,
            shown: BTreeSet::new(),
            said: Vec::new(),
            forms: Vec::new(),
        }
    }

    /// The program is killed, and started again so many seconds later: nothing survives but the store.
    pub(crate) async fn restart(&mut self, seconds: i64) -> Vec<String> {
        let (engine, reception, posts) = wire("test", self.folder.path(), &self.clock, &self.snapshot).await;
        self.desk = reception.clone().desk();
        (self.engine, self.reception, self.posts) = (engine, reception, posts);
        self.shown.clear();
        self.clock.set(self.clock.now().plus_millis(seconds * 1000));
        self.engine.take_up().await.expect("a readable store");
        self.engine.tick(&self.place.channel).await;
        self.drain()
    }

    /// Time passes; every deadline on the way is met at its moment.
    pub(crate) async fn pass(&mut self, seconds: i64) -> Vec<String> {
        let end = self.clock.now().plus_millis(seconds * 1000);
        while let Some(due) = self.engine.tick(&self.place.channel).await.filter(|due| *due <= end) {
            self.clock.set(due.max(self.clock.now()));
        }
        self.clock.set(end);
        self.reception.remind().await;
        self.drain()
    }

    /// A member does something; what the desk says to it, as lines.
    pub(crate) async fn hear(&mut self, name: &str, moderator: bool, what: What) -> Vec<String> {
        self.hear_about(name, moderator, what, None).await
    }

    /// A member replies to the desk's last answer.
    pub(crate) async fn hear_reply(&mut self, name: &str, moderator: bool, what: What) -> Vec<String> {
        let about = self.about.clone();
        self.hear_about(name, moderator, what, about).await
    }

    async fn hear_about(
        &mut self,
        name: &str,
        moderator: bool,
        what: What,
        about: Option<About>,
    ) -> Vec<String> {
        let member = Member { id: MemberId(format!("test:{name}")), name: name.to_owned(), moderator };
        let inbound = Inbound { place: self.place.clone(), member, what, about };
        let audience = inbound.audience();
        let response = self.desk.hear(inbound).await;
        let mut lines = self.drain();
        match response {
            Response::Silent => {}
            Response::Say(reply) => {
                // A message carries what was answered and not what was asked.
                let about = About::of("", &reply).map(|about| About { question: None, ..about });
                self.about = about.or(self.about.take());
                let mut said = self.lines(&reply);
                if audience == Audience::Asker {
                    mark(&mut said, &format!("(only {name})"));
                }
                lines.extend(said);
            }
            Response::Whisper { reply, .. } => {
                let mut said = self.lines(&reply);
                mark(&mut said, &format!("(only {name})"));
                lines.extend(said);
            }
            Response::Form(form) => {
                let blanks = form.fields.iter().map(|field| match field.filled.as_str() {
                    "" => format!("{} ____", field.label),
                    filled => format!("{} _{filled}_", field.label),
                });
                let blanks = blanks.collect::<Vec<_>>().join(" | ");
                lines.push(format!("(only {name}) form “{}”: {blanks}", form.title));
                self.forms.push(form.clone());
                self.form = Some(form);
            }
            Response::Choices(choices) => {
                lines.push(format!("(only {name}) choices: {}", choices.join(" | ")))
            }
        }
        lines
    }

    /// The newest button with this label, or the oldest.
    pub(crate) fn button(&self, label: &str, oldest: bool) -> Press {
        let mut fitting = self.buttons.iter().filter(|(known, _)| known == label);
        let found = if oldest { fitting.next() } else { fitting.next_back() };
        found.unwrap_or_else(|| panic!("no button “{label}” was shown")).1.clone()
    }

    /// The form that was opened last, filled in with what stands between bars.
    pub(crate) fn fill_in(&self, text: &str) -> What {
        let form = self.form.clone().expect("a press or a command has opened a form");
        let texts = text.split(" | ").map(|text| if text == "_" { "" } else { text });
        let names = form.fields.into_iter().map(|field| field.name);
        let fields = names.zip(texts.map(str::to_owned)).collect();
        What::Submitted { press: form.press, fields }
    }

    fn drain(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Ok(post) = self.posts.try_recv() {
            let mut said = self.lines(&post.reply);
            if let Some(name) = post.channel.direct_member() {
                mark(&mut said, &format!("(only {name})"));
            }
            let edited = post.slot != Slot::Fresh && !self.shown.insert(post.slot);
            lines.extend(said.into_iter().map(|line| if edited { format!("~ {line}") } else { line }));
            if let Some(countdown) = post.reply.countdown {
                lines.push(format!("({} seconds)", countdown.seconds));
            }
        }
        lines
    }

    fn lines(&mut self, reply: &Reply) -> Vec<String> {
        self.said.push(reply.clone());
        self.buttons.extend(reply.buttons.iter().map(|button| (button.label.clone(), button.press.clone())));
        // Numbers are the console's business; a transcript names buttons.
        let lines = render(reply, Style::Plain, |_| 0);
        lines.into_iter().map(|line| line.replace("[0] ", "▢ ")).collect()
    }
}

/// The documents of a folder, read and indexed.
pub(crate) fn read(documents: &Path) -> watch::Receiver<Arc<Snapshot>> {
    let mut shelf = Shelf::new(documents);
    shelf.look();
    watch::channel(Arc::new(Snapshot::of(shelf.library()).expect("an index"))).1
}

/// The real desk over a store in `folder`, for one platform.
pub(crate) async fn wire(
    platform: &'static str,
    folder: &Path,
    clock: &Clock,
    snapshot: &watch::Receiver<Arc<Snapshot>>,
) -> (Engine, Reception, mpsc::Receiver<Post>) {
    let store = Store::open(&folder.join("deskbell.db")).await.expect("a store");
    let (sender, posts) = mpsc::channel(POSTS_WAITING);
    let engine = Engine::new(store.clone(), clock.clone(), HashMap::from([(platform, sender)]));
    let readers = Readers::start().expect("threads");
    let decks = ClassDecks::open(store.clone(), clock.clone(), readers.clone(), snapshot.clone());
    let decks = decks.await.expect("a readable store");
    let learning = Learning::open(store.clone(), clock.clone(), readers.clone(), decks.clone()).await;
    let learning = learning.expect("a readable store");
    let talk = Talk::open(store.clone(), clock.clone(), Vec::new()).await.expect("a readable store");
    let snapshot = snapshot.clone();
    let reception = Reception { snapshot, readers, engine: engine.clone(), decks, learning, talk, store };
    (engine, reception, posts)
}
