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

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};

use writer::Writer;

/// Everything that brings a database up to date, in order.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("src/store/migrations");
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

    /// Looks whether a desk could open this database file, and changes nothing there or beside it.
    ///
    /// # Errors
    /// When it is no database, may not be written, or was made by a newer version.
    pub async fn look_at(path: &Path) -> Result<()> {
        OpenOptions::new().write(true).open(path).with_context(|| format!("opening {}", path.display()))?;
        // As it stands on disk: whoever takes part in its write-ahead log leaves files beside it.
        let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
        let mut database = options.connect().await?;
        let kept = sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
        );
        if kept.fetch_one(&mut database).await? > 0 {
            let done = sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations");
            let done = done.fetch_all(&mut database).await?;
            ensure!(
                done.iter().all(|version| MIGRATIONS.version_exists(*version)),
                "a newer version has made it"
            );
        }
        database.close().await?;
        Ok(())
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
        MIGRATIONS.run(&pool).await.context("bringing the database up to date")?;
        let writer = Writer::start(pool.clone()).context("starting the writer")?;
        Ok(Self { pool, writer })
    }

    /// Waits for open writes and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_of_a_newer_version_is_told_by_looking() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("deskbell.db");
        let store = Store::open(&path).await?;
        store.close().await;
        Store::look_at(&path).await?;
        let store = Store::open(&path).await?;
        sqlx::query("INSERT INTO _sqlx_migrations VALUES (9999, 'later', '2030-01-01', 1, x'00', 0)")
            .execute(&store.pool)
            .await?;
        store.close().await;
        let refused = Store::look_at(&path).await.expect_err("it knows more than this version");
        assert!(refused.to_string().contains("newer version"), "{refused:#}");
        Ok(())
    }
}
