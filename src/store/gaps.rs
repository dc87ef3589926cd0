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
    /// without an answer counts, and so does each doubt that no praise outweighs. Of equals the latest comes first,
    /// then the alphabet decides: the order of rows tells only which notes happened to be written together.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn gaps(&self, space: &SpaceId, limit: u32) -> Result<Vec<Gap>> {
        let rows = sqlx::query(
            "SELECT id, question, unanswered, doubted, confirmed, last_at FROM gaps \
             WHERE space = $1 AND dismissed_at IS NULL \
             ORDER BY unanswered + CASE WHEN doubted > confirmed THEN doubted - confirmed ELSE 0 END DESC, \
                      last_at DESC, key LIMIT $2",
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

#[cfg(test)]
mod tests {
    use super::*;

    fn note(space: &str, key: &str, unanswered: i64, doubted: i64, confirmed: i64, at: i64) -> GapNote {
        GapNote {
            space: SpaceId(space.to_owned()),
            key: key.to_owned(),
            question: format!("what is {key}?"),
            unanswered,
            doubted,
            confirmed,
            at: Timestamp(at),
        }
    }

    #[tokio::test]
    async fn the_most_wanted_come_first_and_each_server_has_its_own() {
        let store = Store::in_memory().await.expect("a store");
        let here = SpaceId("t:a".to_owned());
        let notes = [
            note("t:a", "keel", 2, 0, 0, 1),
            note("t:a", "oar", 0, 3, 2, 2),
            note("t:a", "mast", 1, 1, 0, 3),
            note("t:b", "mast", 9, 0, 0, 4),
            note("t:a", "praised", 0, 0, 5, 5),
        ];
        store.note_gaps(&notes).await.expect("stored");
        let wanted = async || {
            let gaps = store.gaps(&here, 9).await.expect("readable");
            gaps.into_iter().map(|gap| gap.question).collect::<Vec<_>>()
        };
        assert_eq!(wanted().await, ["what is mast?", "what is keel?", "what is oar?"]);
        let mast = store.gaps(&here, 1).await.expect("readable")[0].id;
        let elsewhere = SpaceId("t:b".to_owned());
        assert_eq!(store.gap(&elsewhere, mast).await.expect("readable"), None);
        assert_eq!(store.dismiss_gap(&elsewhere, mast, Timestamp(6)).await.expect("stored"), None);
        let dismissed = store.dismiss_gap(&here, mast, Timestamp(6)).await.expect("stored");
        assert_eq!(dismissed.as_deref(), Some("what is mast?"));
        store.note_gaps(&[note("t:a", "mast", 50, 0, 0, 7)]).await.expect("stored");
        assert_eq!(wanted().await, ["what is keel?", "what is oar?"], "nothing for the class, however often");
    }

    #[tokio::test]
    async fn a_flood_of_questions_does_not_grow_for_ever() {
        let store = Store::in_memory().await.expect("a store");
        let many = 0..KEPT + KEPT / 10;
        let notes: Vec<GapNote> = many.map(|at| note("t:a", &format!("q{at}"), 1, 0, 0, at)).collect();
        store.note_gaps(&notes).await.expect("stored");
        let count =
            async || store.gaps(&SpaceId("t:a".to_owned()), u32::MAX).await.expect("readable").len() as i64;
        assert_eq!(count().await, KEPT + KEPT / 10);
        store.note_gaps(&[note("t:a", "wanted", 2, 0, 0, 0)]).await.expect("stored");
        let gaps = store.gaps(&SpaceId("t:a".to_owned()), 2).await.expect("readable");
        let first: Vec<&str> = gaps.iter().map(|gap| gap.question.as_str()).collect();
        assert_eq!(first, ["what is wanted?", "what is q2199?"]);
        assert_eq!(count().await, KEPT);
    }
}
