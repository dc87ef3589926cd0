//! What moderators have taught, per server.

use anyhow::{Context, Result};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use super::Store;
use crate::domain::fold::fold;
use crate::domain::ids::{GapId, SpaceId, TaughtId, Timestamp};
use crate::domain::inbound::Member;
use crate::domain::learning::{Lesson, Taught};

/// What a lesson takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// Nothing.
    Nothing,
    /// This gap, which is closed by it.
    Gap(GapId),
    /// This taught entry, which is retired.
    Taught(TaughtId),
}

impl Store {
    /// Everything that is taught now, by server and age.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn all_taught(&self) -> Result<Vec<(SpaceId, Taught)>> {
        let rows = sqlx::query(
            "SELECT space, id, term, definition, aliases, name, taught_at FROM taught \
             WHERE retired_at IS NULL ORDER BY space, id",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((SpaceId(row.get(0)), taught(row)?))).collect()
    }

    /// Stores a lesson and closes what it takes the place of, or neither.
    ///
    /// # Errors
    /// When the term is taught already, what is to be corrected is no longer there, or the write fails.
    pub async fn teach(
        &self,
        space: &SpaceId,
        lesson: &Lesson,
        teacher: &Member,
        instead: Instead,
        now: Timestamp,
    ) -> Result<Taught> {
        let mut transaction = self.pool.begin().await?;
        match instead {
            Instead::Nothing => {}
            Instead::Gap(gap) => close_gap(&mut transaction, space, gap).await?,
            Instead::Taught(old) => {
                let retired = retire(&mut transaction, space, old, now).await?;
                anyhow::ensure!(retired, "what is to be corrected is no longer taught");
            }
        }
        let row = sqlx::query(
            "INSERT INTO taught (space, key, term, definition, aliases, member, name, taught_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        )
        .bind(&space.0)
        .bind(fold(&lesson.term))
        .bind(&lesson.term)
        .bind(&lesson.definition)
        .bind(serde_json::to_string(&lesson.aliases)?)
        .bind(&teacher.id.0)
        .bind(&teacher.name)
        .bind(now.0)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let Lesson { term, definition, aliases } = lesson.clone();
        let (id, teacher) = (TaughtId(row.get(0)), teacher.name.clone());
        Ok(Taught { id, term, definition, aliases, teacher, taught_at: now })
    }

    /// Retires a taught entry; false when it is not taught in that server any more.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn retire(&self, space: &SpaceId, id: TaughtId, now: Timestamp) -> Result<bool> {
        let mut transaction = self.pool.begin().await?;
        let retired = retire(&mut transaction, space, id, now).await?;
        transaction.commit().await?;
        Ok(retired)
    }
}

async fn retire(
    transaction: &mut Transaction<'_, Sqlite>,
    space: &SpaceId,
    id: TaughtId,
    now: Timestamp,
) -> Result<bool> {
    let done =
        sqlx::query("UPDATE taught SET retired_at = $3 WHERE space = $1 AND id = $2 AND retired_at IS NULL")
            .bind(&space.0)
            .bind(id.0)
            .bind(now.0)
            .execute(&mut **transaction)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// A question that is answered now goes; asked in vain once more, it comes back by itself.
async fn close_gap(transaction: &mut Transaction<'_, Sqlite>, space: &SpaceId, gap: GapId) -> Result<()> {
    sqlx::query("DELETE FROM gaps WHERE space = $1 AND id = $2")
        .bind(&space.0)
        .bind(gap.0)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

fn taught(row: &SqliteRow) -> Result<Taught> {
    let aliases: String = row.get("aliases");
    let aliases = serde_json::from_str(&aliases).context("reading the other names of something taught")?;
    Ok(Taught {
        id: TaughtId(row.get("id")),
        term: row.get("term"),
        definition: row.get("definition"),
        aliases,
        teacher: row.get("name"),
        taught_at: Timestamp(row.get("taught_at")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::MemberId;

    #[tokio::test]
    async fn a_correction_that_comes_too_late_changes_nothing() {
        let store = Store::in_memory().await.expect("a store");
        let space = SpaceId("t:a".to_owned());
        let maya = Member { id: MemberId("t:1".to_owned()), name: "Maya".to_owned(), moderator: true };
        let lesson = |term: &str| Lesson {
            term: term.to_owned(),
            definition: "a thing".to_owned(),
            aliases: vec!["a, \"b\"".to_owned()],
        };
        let teach = async |term: &str, instead| {
            store.teach(&space, &lesson(term), &maya, instead, Timestamp(7)).await
        };
        let oar = teach("Oar", Instead::Nothing).await.expect("stored");
        teach("oar!", Instead::Nothing).await.expect_err("the same term");
        let better = teach("OAR", Instead::Taught(oar.id)).await.expect("its own correction");
        teach("Paddle", Instead::Taught(oar.id)).await.expect_err("it was corrected before");
        let mast = teach("Mast", Instead::Nothing).await.expect("stored");
        teach("mast", Instead::Taught(better.id)).await.expect_err("another has that term");
        assert!(!store.retire(&SpaceId("t:b".to_owned()), mast.id, Timestamp(8)).await.expect("stored"));
        let all = store.all_taught().await.expect("readable");
        assert_eq!(all, [(space.clone(), better), (space.clone(), mast.clone())]);
        assert!(store.retire(&space, mast.id, Timestamp(8)).await.expect("stored"));
        assert!(!store.retire(&space, mast.id, Timestamp(9)).await.expect("stored"));
        teach("Mast", Instead::Nothing).await.expect("a retired term can be taught again");
    }
}
