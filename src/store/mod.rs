//! What is remembered, in SQLite: running quizzes, what members earned, and what the desk has learned.
//!
//! One file, write-ahead log, every commit on disk before it returns: what chat shows was
//! stored first. The queries keep to the SQL that PostgreSQL reads as well.

mod claim;
mod decks;
mod forget;
mod gaps;
mod listening;
mod rulings;
mod scores;
mod study;
mod taught;

pub use claim::Claim;
pub use gaps::GapNote;
pub use taught::Instead;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Row, Sqlite, Transaction};

use crate::domain::ids::{QuizId, Timestamp};
use crate::domain::quiz::{Earned, Effect, Plan, Quiz};

/// How long a write waits for another one before it fails.
const BUSY: Duration = Duration::from_secs(5);
/// Connections: one writes while others read.
const CONNECTIONS: u32 = 4;

/// The store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
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
            .busy_timeout(BUSY);
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
        Ok(Self { pool })
    }

    /// Gives a quiz its id and stores it with its first state, or neither.
    ///
    /// # Errors
    /// When a quiz runs in that channel already, or the write fails.
    pub async fn begin_quiz(
        &self,
        plan: Plan,
        now: Timestamp,
        begin: impl FnOnce(QuizId, Plan) -> Quiz,
    ) -> Result<Quiz> {
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query(
            "INSERT INTO quizzes (space, channel, deck, started_at, plan) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        )
        .bind(&plan.space.0)
        .bind(&plan.channel.0)
        .bind(&plan.deck)
        .bind(now.0)
        .bind(serde_json::to_string(&plan)?)
        .fetch_one(&mut *transaction)
        .await?;
        let quiz = begin(QuizId(row.get(0)), plan);
        write_progress(&mut transaction, &quiz).await?;
        transaction.commit().await?;
        Ok(quiz)
    }

    /// Stores what became of a quiz together with what was earned and ruled, or nothing. `ended` closes it.
    ///
    /// # Errors
    /// When the write fails; nothing is changed then.
    pub async fn save(&self, quiz: &Quiz, ended: bool, effects: &[Effect], now: Timestamp) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for effect in effects {
            match effect {
                Effect::Earn(earned) => write_points(&mut transaction, quiz, earned, now).await?,
                Effect::Teach(taught) => {
                    rulings::write(&mut transaction, &quiz.plan.space, taught, now).await?
                }
                Effect::Missed(_) | Effect::Knew(_) | Effect::Post(_) | Effect::Respond(_) => {}
            }
        }
        if ended {
            sqlx::query("UPDATE quizzes SET plan = NULL, progress = NULL, ended_at = COALESCE(ended_at, $2) WHERE id = $1")
                .bind(quiz.id.0)
                .bind(now.0)
                .execute(&mut *transaction)
                .await?;
        } else {
            write_progress(&mut transaction, quiz).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The quizzes that were running when the program stopped, oldest first. One that cannot be read
    /// any more is closed, so that its channel is free again.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn running_quizzes(&self, now: Timestamp) -> Result<Vec<Quiz>> {
        let rows = sqlx::query("SELECT id, plan, progress FROM quizzes WHERE ended_at IS NULL ORDER BY id")
            .fetch_all(&self.pool)
            .await?;
        let mut quizzes = Vec::with_capacity(rows.len());
        for row in rows {
            let id: i64 = row.get(0);
            match restore(QuizId(id), row.get(1), row.get(2)) {
                Some(quiz) => quizzes.push(quiz),
                None => {
                    tracing::warn!(
                        quiz = id,
                        "a stored quiz cannot be read and is closed; its scores are kept"
                    );
                    sqlx::query("UPDATE quizzes SET ended_at = $2 WHERE id = $1")
                        .bind(id)
                        .bind(now.0)
                        .execute(&self.pool)
                        .await?;
                }
            }
        }
        Ok(quizzes)
    }

    /// Waits for open writes and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn restore(id: QuizId, plan: Option<String>, progress: Option<String>) -> Option<Quiz> {
    let plan = serde_json::from_str::<Plan>(&plan?).ok()?;
    Quiz::restore(id, Arc::new(plan), serde_json::from_str(&progress?).ok()?)
}

async fn write_progress(transaction: &mut Transaction<'_, Sqlite>, quiz: &Quiz) -> Result<()> {
    sqlx::query("UPDATE quizzes SET progress = $2 WHERE id = $1")
        .bind(quiz.id.0)
        .bind(serde_json::to_string(&quiz.progress)?)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn write_points(
    transaction: &mut Transaction<'_, Sqlite>,
    quiz: &Quiz,
    earned: &Earned,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO points (quiz, round, member, name, space, channel, card, points, earned_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (quiz, round, member) DO UPDATE SET points = excluded.points",
    )
    .bind(quiz.id.0)
    .bind(i64::from(earned.round))
    .bind(&earned.member.0)
    .bind(&earned.name)
    .bind(&quiz.plan.space.0)
    .bind(&quiz.plan.channel.0)
    .bind(&earned.card.0)
    .bind(earned.points)
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
