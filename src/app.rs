//! Wiring, start-up and shutdown; the only file that knows everyone.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tracing_subscriber::EnvFilter;

use crate::class_decks::ClassDecks;
use crate::cli::{Cli, Command, Console, Export, WRONG_USAGE};
use crate::clock::Clock;
use crate::config::Settings;
use crate::domain::bot::Snapshot;
use crate::engine::Engine;
use crate::files::LOOK_EVERY;
use crate::learning::Learning;
use crate::port::{Desk, POSTS_WAITING, Refused};
use crate::readers::Readers;
use crate::reading::{Reading, SAVED_FROM};
use crate::reception::Reception;
use crate::store::{Claim, Store};
use crate::talk::Talk;
use crate::telling::Telling;
#[cfg(any(feature = "discord", feature = "slack"))]
use crate::wiring;
use crate::{doctor, places, platform, tools};

/// How long an orderly stop may take before the program ends all the same: less than the five seconds
/// that are promised, for the rest of the way out takes time too.
const STOP_WITHIN: Duration = Duration::from_secs(4);

/// Runs the program.
pub fn main(cli: Cli) -> ExitCode {
    let settings = match settings(&cli) {
        Ok(settings) => settings,
        Err(error) => return complain(&error, WRONG_USAGE),
    };
    let done = match cli.command {
        Some(Command::Ask(ask)) => tools::ask(&settings, &ask),
        Some(Command::Judge { .. }) => tools::judge(),
        Some(Command::Export { what: Export::Cards { format, deck } }) => {
            tools::export_cards(&settings, format, deck.as_deref())
        }
        Some(Command::Export { what: Export::Taught { space } }) => {
            tools::export_taught(&settings, space.as_deref())
        }
        Some(Command::Check { json }) => tools::check(&settings, json),
        #[cfg(feature = "slack")]
        Some(Command::SlackManifest) => tools::slack_manifest(wiring::slack_features(&settings)),
        Some(Command::Doctor { channels }) => doctor::doctor(&settings, &channels),
        Some(Command::Console(console)) => open(settings, Some(console)),
        None => open(settings, None),
    };
    // What a platform refuses for good is a wrong setting, too.
    done.unwrap_or_else(|error| complain(&error, if error.is::<Refused>() { WRONG_USAGE } else { 1 }))
}

fn settings(cli: &Cli) -> Result<Settings> {
    let mut settings = Settings::load()?;
    if cli.command.as_ref().is_none_or(Command::needs_tokens) {
        settings.complete()?;
    }
    if let Some(knowledge) = &cli.knowledge {
        settings.knowledge.clone_from(knowledge);
    }
    // Some commands read no documents; everything else is lost without the folder.
    let reads = cli.command.as_ref().is_none_or(Command::reads_documents);
    if reads && !settings.knowledge.is_dir() {
        anyhow::bail!(
            "KNOWLEDGE_DIR: read “{}”, expected a folder with documents",
            settings.knowledge.display()
        );
    }
    // The usual place is used where it can be; one that was named is meant.
    if let Some(index) = settings.index.as_ref().filter(|index| !places::takes_files(index)) {
        anyhow::bail!(
            "INDEX_DIR: read “{}”, expected a folder that may be written, or a new name for one",
            index.display()
        );
    }
    // Those that open the database find out by opening it; a proofreader leaves nothing behind.
    if matches!(cli.command, Some(Command::Check { .. })) {
        places::proofread_database(&settings.database).with_context(|| wrong_database(&settings))?;
    }
    Ok(settings)
}

fn wrong_database(settings: &Settings) -> String {
    format!(
        "DATABASE_PATH: read “{}”, expected a database file of Deskbell's, or a new name in a folder that may be written",
        settings.database.display()
    )
}

fn taken(settings: &Settings, platform: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "DATABASE_PATH: “{}” is in use by another desk on the same platform ({platform}); stop that one, or \
         give this one a database of its own",
        settings.database.display()
    )
}

/// Says what went wrong with all its causes. A cause that the one above it has quoted is not said again.
fn complain(error: &anyhow::Error, code: u8) -> ExitCode {
    let mut said = String::from("deskbell");
    for cause in error.chain().map(ToString::to_string) {
        if !said.ends_with(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    tools::write_error(&said);
    ExitCode::from(code)
}

/// Opens the desk on its platforms and keeps it open until it is told to stop.
fn open(settings: Settings, console: Option<Console>) -> Result<ExitCode> {
    // A person at a console reads answers, not logs; what goes wrong is still said.
    let no_token = settings.discord_token.is_none() && settings.slack.bot_token.is_none();
    let console = console.or_else(|| no_token.then(Console::default));
    let quiet = console.is_some() && settings.log == Settings::default().log;
    let filter = log_filter(if quiet { "warn" } else { &settings.log });
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .try_init();

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let store = match runtime.block_on(Store::open(&settings.database)) {
        Ok(store) => store,
        Err(error) => return Ok(complain(&error.context(wrong_database(&settings)), WRONG_USAGE)),
    };
    let platforms = platforms(&settings, console);
    let mut claims = Vec::new();
    for name in platforms.1.keys() {
        match Claim::take(&settings.database, name)? {
            Some(claim) => claims.push(claim),
            None => return Ok(complain(&taken(&settings, name), WRONG_USAGE)),
        }
    }
    let done = runtime.block_on(run(settings, platforms, store));
    // A line editor that waits for a key, or a search that is under way, is not waited for.
    runtime.shutdown_background();
    done.map(|()| ExitCode::SUCCESS)
}

/// The log's filter. What libraries may say comes first, so that the setting can overrule it by name; what they must
/// not say comes last.
fn log_filter(setting: &str) -> EnvFilter {
    let directives = [
        #[cfg(feature = "discord")]
        platform::discord::LOG_FILTER,
        setting,
        #[cfg(feature = "slack")]
        platform::slack::LOG_FILTER,
    ];
    EnvFilter::try_new(directives.join(",")).unwrap_or_else(|_| EnvFilter::new("info"))
}

async fn run(settings: Settings, (platforms, posts): (Vec<Platform>, Posts), store: Store) -> Result<()> {
    let mut told_to_stop = pin!(told_to_stop()?);
    let (stop, stopped) = watch::channel(false);
    let snapshot = tokio::select! {
        snapshot = keep_reading(Reading::new(&settings.knowledge, &settings.index(), Some(SAVED_FROM))) => snapshot?,
        _ = &mut told_to_stop => {
            store.close().await;
            return Ok(());
        }
    };

    let engine = Engine::new(store.clone(), Clock::system(), posts);
    let readers = Readers::start()?;
    let decks = ClassDecks::open(store.clone(), Clock::system(), readers.clone(), snapshot.clone()).await?;
    let learning = Learning::open(store.clone(), Clock::system(), readers.clone(), decks.clone()).await?;
    let reception = Reception {
        snapshot,
        readers,
        engine: engine.clone(),
        decks,
        learning: learning.clone(),
        talk: Talk::open(store.clone(), Clock::system(), deaf(&settings)).await?,
        store: store.clone(),
    };
    let reminding = reception.clone();
    let desk = reception.desk();
    // Before anyone can speak: a quiz that is started now must not be taken for one of last time.
    let taken = engine.take_up().await?;
    if taken > 0 {
        tracing::info!(quizzes = taken, "quizzes go on where they were");
    }
    tokio::spawn(reminding.keep_reminding(stopped.clone()));
    let mut open = JoinSet::new();
    for platform in platforms {
        open.spawn(platform.run(desk.clone(), stopped.clone()));
    }

    // The first platform that ends, ends the program; so does a signal.
    let mut outcome = Ok(());
    tokio::select! {
        Some(first) = open.join_next() => outcome = ended(first),
        signal = &mut told_to_stop => tracing::info!("{signal}: stopping"),
    }
    let _ = stop.send(true);
    let stopping = async {
        while let Some(next) = open.join_next().await {
            if let Err(error) = ended(next) {
                tracing::warn!("{error:#}");
            }
        }
        learning.settle().await;
        store.close().await;
    };
    if tokio::time::timeout(STOP_WITHIN, stopping).await.is_err() {
        tracing::warn!("not everything ended in time; what is earned is stored");
    }
    outcome
}

/// The platforms that do not tell the desk what members say to each other.
fn deaf(settings: &Settings) -> Vec<&'static str> {
    let _ = settings;
    let platforms: &[(&'static str, bool)] = &[
        #[cfg(feature = "discord")]
        (platform::discord::PLATFORM, settings.discord_typed_answers),
        #[cfg(feature = "slack")]
        (platform::slack::PLATFORM, settings.slack.typed_answers),
    ];
    platforms.iter().filter(|(_, told)| !told).map(|(name, _)| *name).collect()
}

fn ended(joined: Result<Result<()>, tokio::task::JoinError>) -> Result<()> {
    joined.context("a platform ended abnormally")?
}

/// A platform that is about to open, with where it takes its posts from.
enum Platform {
    #[cfg(feature = "console")]
    Console(platform::console::Settings, mpsc::Receiver<crate::domain::reply::Post>),
    #[cfg(feature = "discord")]
    Discord(platform::discord::Settings, mpsc::Receiver<crate::domain::reply::Post>),
    #[cfg(feature = "slack")]
    Slack(platform::slack::Settings, mpsc::Receiver<crate::domain::reply::Post>),
}

impl Platform {
    async fn run(self, desk: Desk, stop: watch::Receiver<bool>) -> Result<()> {
        match self {
            #[cfg(feature = "console")]
            Self::Console(settings, posts) => platform::console::run(settings, desk, posts, stop).await,
            #[cfg(feature = "discord")]
            Self::Discord(settings, posts) => platform::discord::run(settings, desk, posts, stop).await,
            #[cfg(feature = "slack")]
            Self::Slack(settings, posts) => platform::slack::run(settings, desk, posts, stop).await,
        }
    }
}

type Posts = HashMap<&'static str, mpsc::Sender<crate::domain::reply::Post>>;

/// The platforms to open: the console when it is asked for, and every one whose token is set unless the console
/// is to be alone.
fn platforms(settings: &Settings, console: Option<Console>) -> (Vec<Platform>, Posts) {
    let mut platforms = Vec::new();
    let mut senders = Posts::new();
    let alone = console.as_ref().is_some_and(|console| !console.beside);
    #[cfg(feature = "console")]
    if let Some(console) = console {
        let (sender, posts) = mpsc::channel(POSTS_WAITING);
        senders.insert(platform::console::PLATFORM, sender);
        let settings = platform::console::Settings {
            name: console.name,
            moderator: console.moderator,
            history: Some(settings.database.with_file_name(".deskbell_history")),
        };
        platforms.push(Platform::Console(settings, posts));
    }
    #[cfg(not(feature = "console"))]
    if console.is_some() {
        tracing::error!("this build has no console");
    }
    if alone {
        return (platforms, senders);
    }
    #[cfg(feature = "discord")]
    if let Some(discord) = wiring::discord(settings) {
        let (sender, posts) = mpsc::channel(POSTS_WAITING);
        senders.insert(platform::discord::PLATFORM, sender);
        platforms.push(Platform::Discord(discord, posts));
    }
    #[cfg(feature = "slack")]
    if let Some(slack) = wiring::slack(settings) {
        let (sender, posts) = mpsc::channel(POSTS_WAITING);
        senders.insert(platform::slack::PLATFORM, sender);
        platforms.push(Platform::Slack(slack, posts));
    }
    (platforms, senders)
}

/// Reads the folder, and goes on reading it: every change is swapped in when it is ready.
async fn keep_reading(mut reading: Reading) -> Result<watch::Receiver<Arc<Snapshot>>> {
    let (reading_back, first) = tokio::task::spawn_blocking(move || {
        let mut telling = Telling::begin();
        let first = reading.first(&mut |share| telling.tell(share));
        drop(telling);
        (reading, first)
    })
    .await?;
    reading = reading_back;
    let (swap, current) = watch::channel(Arc::new(first?));
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let looked = tokio::task::spawn_blocking(move || {
                let fresh = reading.again();
                (reading, fresh)
            })
            .await;
            let Ok((reading_back, fresh)) = looked else {
                tracing::error!("the knowledge folder is no longer watched: reading it failed badly");
                return;
            };
            reading = reading_back;
            match fresh {
                Some(Ok(fresh)) => {
                    tracing::info!(documents = fresh.library.documents.len(), "the documents have changed");
                    if swap.send(Arc::new(fresh)).is_err() {
                        return;
                    }
                }
                Some(Err(error)) => {
                    tracing::error!("the documents have changed but could not be indexed: {error:#}")
                }
                None => {}
            }
        }
    });
    Ok(current)
}

/// Hears the system's word to stop from now on, however long it takes until somebody waits for it; the
/// future ends with its name.
fn told_to_stop() -> Result<impl Future<Output = &'static str>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).context("listening for signals")?;
        let mut interrupt = signal(SignalKind::interrupt()).context("listening for signals")?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => "interrupted",
                _ = terminate.recv() => "terminated",
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
        "interrupted"
    })
}
