//! What is remembered, in SQLite: running quizzes, what members earned, and what the desk has learned.
//!
//! One file, write-ahead log, every commit on disk before it returns: what chat shows was
//! stored first. The queries keep to the SQL that PostgreSQL reads as well.

mod claim;
mod decks;
mod forget;
mod gaps;
mod listening;
mod quizzes;
mod rulings;
mod scores;
mod study;
mod taught;
mod writer;

pub use claim::Claim;
pub use gaps::GapNote;
pub use quizzes::Kept;
pub use taught::Instead;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use writer::Writer;

/// How long a write waits for another one before it fails.
const BUSY: Duration = Duration::from_secs(5);
/// Connections: one writes while others read.
const CONNECTIONS: u32 = 4;

/// What a connection may keep in memory of the file, where it needs it: negative numbers are KiB (SQLite,
/// `PRAGMA cache_size`).
const CACHE_KIBIBYTES: &str = "-16384";
/// The log is copied into the file when it has so many pages, of 4 KiB.
const CHECKPOINT_PAGES: &str = "4000";

/// The store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
    writer: Writer,
}

impl Store {
    /// Opens the database file, makes it when it is missing, and brings it up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or written, or was made by a newer version.
    pub async fn open(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL, not NORMAL: with NORMAL a power cut may take back points that were shown.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY)
            // A crowd changes thousands of pages a second; they are copied into the file once, not each time.
            .pragma("cache_size", CACHE_KIBIBYTES)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS);
        let opened = async {
            let store = Self::migrated(pool, options).await?;
            store.try_to_write().await?;
            Ok::<_, anyhow::Error>(store)
        };
        opened.await.with_context(|| format!("opening {}", path.display()))
    }

    /// A file that may only be read opens without complaint, and would lose the first point.
    async fn try_to_write(&self) -> Result<()> {
        // SQLite refuses only a statement that may write; `BEGIN IMMEDIATE` alone it lets pass.
        sqlx::query("UPDATE quizzes SET ended_at = ended_at WHERE id < 0").execute(&self.pool).await?;
        Ok(())
    }

    /// A store that lives as long as this value, for tests and for trying things out.
    ///
    /// # Errors
    /// When SQLite cannot be set up.
    pub async fn in_memory() -> Result<Self> {
        // A second connection would see a second, empty database.
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        Self::migrated(pool, SqliteConnectOptions::new().in_memory(true)).await
    }

    async fn migrated(pool: SqlitePoolOptions, options: SqliteConnectOptions) -> Result<Self> {
        let pool = pool.connect_with(options).await?;
        sqlx::migrate!("src/store/migrations")
            .run(&pool)
            .await
            .context("bringing the database up to date")?;
        let writer = Writer::start(pool.clone()).context("starting the writer")?;
        Ok(Self { pool, writer })
    }

    /// Waits for open writes and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
