//! The decks that servers have handed in.

use anyhow::Result;
use sqlx::Row;

use super::Store;
use crate::domain::ids::{MemberId, SpaceId, Timestamp};

impl Store {
    /// The servers that have decks of their own.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn spaces_with_decks(&self) -> Result<Vec<SpaceId>> {
        let rows =
            sqlx::query("SELECT DISTINCT space FROM decks ORDER BY space").fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| SpaceId(row.get(0))).collect())
    }

    /// A server's decks, by name: the names with their files.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn decks_of(&self, space: &SpaceId) -> Result<Vec<(String, Vec<u8>)>> {
        let rows = sqlx::query("SELECT name, content FROM decks WHERE space = $1 ORDER BY name")
            .bind(&space.0)
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.into_iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// Keeps a deck.
    ///
    /// # Errors
    /// When the server has one of that name, or the write fails.
    pub async fn add_deck(
        &self,
        space: &SpaceId,
        name: &str,
        content: &[u8],
        by: &MemberId,
        now: Timestamp,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO decks (space, name, content, added_by, added_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&space.0)
        .bind(name)
        .bind(content)
        .bind(&by.0)
        .bind(now.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets a deck.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn remove_deck(&self, space: &SpaceId, name: &str) -> Result<()> {
        sqlx::query("DELETE FROM decks WHERE space = $1 AND name = $2")
            .bind(&space.0)
            .bind(name)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
