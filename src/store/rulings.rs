//! What moderators have ruled right, for every quiz of their space.

use std::collections::BTreeMap;

use anyhow::Result;
use sqlx::{Row, Sqlite, Transaction};

use super::Store;
use crate::domain::fold::fold;
use crate::domain::ids::{CardId, SpaceId, Timestamp};
use crate::domain::quiz::Taught;

impl Store {
    /// The wordings that moderators of a space have accepted for each card, the oldest ruling first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn accepted(&self, space: &SpaceId) -> Result<BTreeMap<CardId, Vec<String>>> {
        let rows =
            sqlx::query("SELECT card, wording FROM accepted WHERE space = $1 ORDER BY ruled_at, folded")
                .bind(&space.0)
                .fetch_all(&self.pool)
                .await?;
        let mut accepted: BTreeMap<CardId, Vec<String>> = BTreeMap::new();
        for row in rows {
            accepted.entry(CardId(row.get(0))).or_default().push(row.get(1));
        }
        Ok(accepted)
    }
}

/// Keeps a wording, or forgets it when it was ruled wrong after all.
pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    space: &SpaceId,
    taught: &Taught,
    now: Timestamp,
) -> Result<()> {
    let query = if taught.right {
        sqlx::query(
            "INSERT INTO accepted (space, card, folded, wording, ruled_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (space, card, folded) DO NOTHING",
        )
    } else {
        sqlx::query("DELETE FROM accepted WHERE space = $1 AND card = $2 AND folded = $3")
    };
    let query = query.bind(&space.0).bind(&taught.card.0).bind(fold(&taught.wording));
    let query = if taught.right { query.bind(&taught.wording).bind(now.0) } else { query };
    query.execute(&mut **transaction).await?;
    Ok(())
}
