//! Questions without an answer, per server. Nobody who asked is kept.

use std::collections::BTreeSet;

use anyhow::Result;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use super::Store;
use crate::domain::ids::{GapId, SpaceId, Timestamp};
use crate::domain::learning::Gap;

/// How many questions are kept for one server. Beyond, those go that were asked least and longest ago.
const KEPT: i64 = 2_000;

/// What has become of a question since it was noted last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapNote {
    /// The server.
    pub space: SpaceId,
    /// What makes two questions the same ([`crate::domain::learning::gap_key`]).
    pub key: String,
    /// Its last wording.
    pub question: String,
    /// How often it went without an answer.
    pub unanswered: i64,
    /// How often its answer was called wrong.
    pub doubted: i64,
    /// How often its answer was called right.
    pub confirmed: i64,
    /// When it was asked or pressed last.
    pub at: Timestamp,
}

impl Store {
    /// Adds up what has become of questions, all or nothing. Praise alone makes no gap.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn note_gaps(&self, notes: &[GapNote]) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for note in notes {
            add(&mut transaction, note).await?;
        }
        let spaces: BTreeSet<&SpaceId> = notes.iter().map(|note| &note.space).collect();
        for space in spaces {
            forget_some(&mut transaction, space).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The gaps of a server that nobody has dismissed, most wanted first, at most `limit`. Each time
    /// without an answer counts, and so does each doubt that no praise outweighs.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn gaps(&self, space: &SpaceId, limit: u32) -> Result<Vec<Gap>> {
        let rows = sqlx::query(
            "SELECT id, question, unanswered, doubted, confirmed, last_at FROM gaps \
             WHERE space = $1 AND dismissed_at IS NULL \
             ORDER BY unanswered + CASE WHEN doubted > confirmed THEN doubted - confirmed ELSE 0 END DESC, \
                      last_at DESC, id LIMIT $2",
        )
        .bind(&space.0)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.iter().map(gap).collect())
    }

    /// One gap of a server, dismissed or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn gap(&self, space: &SpaceId, id: GapId) -> Result<Option<Gap>> {
        let row = sqlx::query(
            "SELECT id, question, unanswered, doubted, confirmed, last_at FROM gaps WHERE space = $1 AND id = $2",
        )
        .bind(&space.0)
        .bind(id.0)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.as_ref().map(gap))
    }

    /// Never lists a gap again; its question, or none when it is closed already.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn dismiss_gap(&self, space: &SpaceId, id: GapId, now: Timestamp) -> Result<Option<String>> {
        let row = sqlx::query(
            "UPDATE gaps SET dismissed_at = $3 WHERE space = $1 AND id = $2 AND dismissed_at IS NULL \
             RETURNING question",
        )
        .bind(&space.0)
        .bind(id.0)
        .bind(now.0)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| row.get(0)))
    }
}

async fn add(transaction: &mut Transaction<'_, Sqlite>, note: &GapNote) -> Result<()> {
    if note.unanswered + note.doubted == 0 {
        sqlx::query("UPDATE gaps SET confirmed = confirmed + $3 WHERE space = $1 AND key = $2")
            .bind(&note.space.0)
            .bind(&note.key)
            .bind(note.confirmed)
            .execute(&mut **transaction)
            .await?;
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO gaps (space, key, question, unanswered, doubted, confirmed, first_at, last_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (space, key) DO UPDATE SET \
         question = excluded.question, unanswered = gaps.unanswered + excluded.unanswered, \
         doubted = gaps.doubted + excluded.doubted, confirmed = gaps.confirmed + excluded.confirmed, \
         last_at = excluded.last_at",
    )
    .bind(&note.space.0)
    .bind(&note.key)
    .bind(&note.question)
    .bind(note.unanswered)
    .bind(note.doubted)
    .bind(note.confirmed)
    .bind(note.at.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Brings a server's gaps down to what is kept, when they have outgrown it by a good deal.
async fn forget_some(transaction: &mut Transaction<'_, Sqlite>, space: &SpaceId) -> Result<()> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM gaps WHERE space = $1")
        .bind(&space.0)
        .fetch_one(&mut **transaction)
        .await?;
    if count <= KEPT + KEPT / 10 {
        return Ok(());
    }
    sqlx::query(
        "DELETE FROM gaps WHERE space = $1 AND id NOT IN (SELECT id FROM gaps WHERE space = $1 \
         ORDER BY unanswered + doubted DESC, last_at DESC, id LIMIT $2)",
    )
    .bind(&space.0)
    .bind(KEPT)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn gap(row: &SqliteRow) -> Gap {
    let count = |column| u32::try_from(row.get::<i64, _>(column)).unwrap_or(u32::MAX);
    Gap {
        id: GapId(row.get("id")),
        question: row.get("question"),
        unanswered: count("unanswered"),
        doubted: count("doubted"),
        confirmed: count("confirmed"),
        last_at: Timestamp(row.get("last_at")),
    }
}
