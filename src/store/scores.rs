//! What members have earned, added up: by place, since a moment, by deck, or one member's own.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Row};

use super::Store;
use crate::domain::ids::{MemberId, Timestamp};
use crate::domain::scores::{DeckHistory, Scope};

impl Store {
    /// What members have earned in a place since a moment, with one deck alone where one is named; each
    /// with the name they had last there. In no order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn points(
        &self,
        scope: &Scope,
        since: Timestamp,
        deck: Option<&str>,
    ) -> Result<Vec<(String, i64)>> {
        let (column, place) = column(scope);
        let query = format!(
            "SELECT (SELECT name FROM points AS latest \
                     WHERE latest.{column} = $1 AND latest.member = points.member \
                     ORDER BY earned_at DESC, quiz DESC, round DESC LIMIT 1), \
                    CAST(SUM(points.points) AS BIGINT) \
             FROM points JOIN quizzes ON quizzes.id = points.quiz \
             WHERE points.{column} = $1 AND points.earned_at >= $2 AND ($3 = '' OR quizzes.deck = $3) \
             GROUP BY points.member HAVING SUM(points.points) > 0"
        );
        // Only the name of a column is put in, and it is one of two that stand below.
        let rows = sqlx::query(AssertSqlSafe(query))
            .bind(place)
            .bind(since.0)
            .bind(deck.unwrap_or_default())
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.into_iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// The decks with which anybody has earned anything in a place, in order of their names.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn decks_played(&self, scope: &Scope) -> Result<Vec<String>> {
        let (column, place) = column(scope);
        let query = format!(
            "SELECT DISTINCT quizzes.deck FROM points JOIN quizzes ON quizzes.id = points.quiz \
             WHERE points.{column} = $1 AND points.points > 0 ORDER BY quizzes.deck"
        );
        let rows = sqlx::query(AssertSqlSafe(query)).bind(place).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }

    /// What one member has earned anywhere, deck by deck, the latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn history_of(&self, member: &MemberId) -> Result<Vec<DeckHistory>> {
        let rows = sqlx::query(
            "SELECT quizzes.deck, COUNT(DISTINCT points.quiz), COUNT(*), \
                    CAST(SUM(points.points) AS BIGINT), MAX(points.earned_at) \
             FROM points JOIN quizzes ON quizzes.id = points.quiz WHERE points.member = $1 AND points.points > 0 \
             GROUP BY quizzes.deck ORDER BY MAX(points.earned_at) DESC, quizzes.deck",
        )
        .bind(&member.0)
        .fetch_all(&self.pool)
        .await?;
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let decks = rows.into_iter().map(|row| DeckHistory {
            deck: row.get(0),
            quizzes: number(row.get(1)),
            cards: number(row.get(2)),
            points: row.get(3),
            last: Timestamp(row.get(4)),
        });
        Ok(decks.collect())
    }
}

fn column(scope: &Scope) -> (&'static str, &str) {
    match scope {
        Scope::Channel(channel) => ("channel", &channel.0),
        Scope::Space(space) => ("space", &space.0),
    }
}
