//! What members study: their choice, what they remember card by card, what they missed, and reminders.

use std::collections::BTreeMap;

use anyhow::Result;
use sqlx::{Row, Sqlite, Transaction};

use super::Store;
use crate::domain::ids::{CardId, ChannelId, MemberId, QuizId, Timestamp};
use crate::domain::study::{Change, Grade, Memory, Miss, Review, StudyRecord, Wish};

impl Store {
    /// All that is known of a member's studies, with what was graded since a moment.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn study_of(&self, member: &MemberId, reviews_since: Timestamp) -> Result<StudyRecord> {
        let mut record = StudyRecord::default();
        let row = sqlx::query("SELECT wish, remind_at FROM study_members WHERE member = $1")
            .bind(&member.0)
            .fetch_optional(&self.pool)
            .await?;
        if let Some(row) = row {
            let wish: String = row.get(0);
            // A wish of a later version is asked for again.
            record.wish = serde_json::from_str(&wish).unwrap_or_default();
            record.remind_at = row.get::<Option<i64>, _>(1).map(Timestamp);
        }
        record.memories = self.memories_of(member).await?;
        let rows = sqlx::query("SELECT card, missed_at, quiz FROM study_misses WHERE member = $1")
            .bind(&member.0)
            .fetch_all(&self.pool)
            .await?;
        let miss = |row: sqlx::sqlite::SqliteRow| {
            let quiz = row.get::<Option<i64>, _>(2).map(QuizId);
            (CardId(row.get(0)), Miss { at: Timestamp(row.get(1)), quiz })
        };
        record.misses = rows.into_iter().map(miss).collect();
        let rows = sqlx::query(
            "SELECT reviewed_at, grade, waited_days FROM study_reviews \
             WHERE member = $1 AND reviewed_at >= $2 ORDER BY reviewed_at, card",
        )
        .bind(&member.0)
        .bind(reviews_since.0)
        .fetch_all(&self.pool)
        .await?;
        let review = |row: sqlx::sqlite::SqliteRow| {
            let number: i64 = row.get(1);
            let grade = Grade::ALL.into_iter().find(|grade| i64::from(grade.number()) == number)?;
            let waited = row.get::<Option<i64>, _>(2).map(|days| u32::try_from(days).unwrap_or(0));
            Some(Review { at: Timestamp(row.get(0)), grade, waited })
        };
        record.reviews = rows.into_iter().filter_map(review).collect();
        Ok(record)
    }

    async fn memories_of(&self, member: &MemberId) -> Result<BTreeMap<CardId, Memory>> {
        let rows = sqlx::query(
            "SELECT card, stability, difficulty, reviews, lapses, first_at, last_at, due_at \
             FROM study_cards WHERE member = $1",
        )
        .bind(&member.0)
        .fetch_all(&self.pool)
        .await?;
        let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let memory = |row: sqlx::sqlite::SqliteRow| {
            let memory = Memory {
                stability: row.get::<f64, _>(1) as f32,
                difficulty: row.get::<f64, _>(2) as f32,
                reviews: number(row.get(3)),
                lapses: number(row.get(4)),
                first: Timestamp(row.get(5)),
                last: Timestamp(row.get(6)),
                due: Timestamp(row.get(7)),
            };
            (CardId(row.get(0)), memory)
        };
        Ok(rows.into_iter().map(memory).collect())
    }

    /// Stores what has changed in a member's studies, or nothing. A grade that is stored already, given
    /// twice at the same moment, is stored once.
    ///
    /// # Errors
    /// When the write fails; nothing is changed then.
    pub async fn save_study(&self, member: &MemberId, changes: &[Change]) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for change in changes {
            match change {
                Change::Wish(wish) => write_wish(&mut transaction, member, wish).await?,
                Change::Remind(next) => write_reminder(&mut transaction, member, *next).await?,
                Change::Graded { card, memory, review } => {
                    write_memory(&mut transaction, member, card, memory, review).await?;
                }
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The cards that members missed in a channel's quizzes and have not known since, each with how many did.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn missed_in(&self, channel: &ChannelId) -> Result<BTreeMap<CardId, u32>> {
        let rows = sqlx::query(
            "SELECT study_misses.card, COUNT(*) FROM study_misses JOIN quizzes ON quizzes.id = study_misses.quiz \
             WHERE quizzes.channel = $1 GROUP BY study_misses.card",
        )
        .bind(&channel.0)
        .fetch_all(&self.pool)
        .await?;
        let count = |row: &sqlx::sqlite::SqliteRow| u32::try_from(row.get::<i64, _>(1)).unwrap_or(u32::MAX);
        Ok(rows.into_iter().map(|row| (CardId(row.get(0)), count(&row))).collect())
    }

    /// The cards that a member missed in quizzes anywhere and has not known since, each counted once.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn missed_by(&self, member: &MemberId) -> Result<BTreeMap<CardId, u32>> {
        let rows = sqlx::query("SELECT card FROM study_misses WHERE member = $1")
            .bind(&member.0)
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.into_iter().map(|row| (CardId(row.get(0)), 1)).collect())
    }

    /// The members whose reminder is due, each with its moment, the longest overdue first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn reminders_due(&self, now: Timestamp) -> Result<Vec<(MemberId, Timestamp)>> {
        let rows = sqlx::query(
            "SELECT member, remind_at FROM study_members WHERE remind_at <= $1 ORDER BY remind_at, member",
        )
        .bind(now.0)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (MemberId(row.get(0)), Timestamp(row.get(1)))).collect())
    }
}

async fn write_wish(transaction: &mut Transaction<'_, Sqlite>, member: &MemberId, wish: &Wish) -> Result<()> {
    sqlx::query(
        "INSERT INTO study_members (member, wish) VALUES ($1, $2) \
         ON CONFLICT (member) DO UPDATE SET wish = excluded.wish",
    )
    .bind(&member.0)
    .bind(serde_json::to_string(wish)?)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn write_reminder(
    transaction: &mut Transaction<'_, Sqlite>,
    member: &MemberId,
    next: Option<Timestamp>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO study_members (member, wish, remind_at) VALUES ($1, $2, $3) \
         ON CONFLICT (member) DO UPDATE SET remind_at = excluded.remind_at",
    )
    .bind(&member.0)
    .bind(serde_json::to_string(&Wish::default())?)
    .bind(next.map(|next| next.0))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn write_memory(
    transaction: &mut Transaction<'_, Sqlite>,
    member: &MemberId,
    card: &CardId,
    memory: &Memory,
    review: &Review,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO study_cards (member, card, stability, difficulty, reviews, lapses, first_at, last_at, due_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (member, card) DO UPDATE SET \
         stability = excluded.stability, difficulty = excluded.difficulty, reviews = excluded.reviews, \
         lapses = excluded.lapses, last_at = excluded.last_at, due_at = excluded.due_at",
    )
    .bind(&member.0)
    .bind(&card.0)
    .bind(f64::from(memory.stability))
    .bind(f64::from(memory.difficulty))
    .bind(i64::from(memory.reviews))
    .bind(i64::from(memory.lapses))
    .bind(memory.first.0)
    .bind(memory.last.0)
    .bind(memory.due.0)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "INSERT INTO study_reviews (member, card, review, reviewed_at, grade, waited_days) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (member, card, review) DO NOTHING",
    )
    .bind(&member.0)
    .bind(&card.0)
    .bind(i64::from(memory.reviews))
    .bind(review.at.0)
    .bind(i64::from(review.grade.number()))
    .bind(review.waited.map(i64::from))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::writer::write_misses;
    use super::*;
    use crate::domain::study::{Missed, grade};

    #[tokio::test]
    async fn studies_come_back_as_they_were_stored_and_go_when_forgotten() -> Result<()> {
        let store = Store::in_memory().await?;
        let (ana, card) = (MemberId("t:ana".into()), CardId("0a".into()));
        let now = Timestamp(1_700_000_000_000);
        let memory = grade(None, Grade::Hard, now);
        let review = Review { at: now, grade: Grade::Hard, waited: None };
        let wish = Wish::Decks(vec!["knots.txt".to_owned()]);
        let changes = [
            Change::Wish(wish.clone()),
            Change::Remind(Some(now)),
            Change::Graded { card: card.clone(), memory, review },
        ];
        store.save_study(&ana, &changes).await?;
        store.save_study(&ana, &changes).await?;
        let mut transaction = store.pool.begin().await?;
        let miss = Missed { member: ana.clone(), card: card.clone(), quiz: QuizId(7) };
        write_misses(&mut transaction, &[(now, &miss)]).await?;
        transaction.commit().await?;

        let record = store.study_of(&ana, Timestamp(0)).await?;
        let expected = StudyRecord {
            wish,
            remind_at: Some(now),
            memories: [(card.clone(), memory)].into(),
            misses: [(card, Miss { at: now, quiz: Some(QuizId(7)) })].into(),
            reviews: vec![review],
        };
        assert_eq!(record, expected);
        assert!(store.study_of(&ana, now.plus_millis(1)).await?.reviews.is_empty());
        assert_eq!(store.reminders_due(now).await?, [(ana.clone(), now)]);
        assert_eq!(store.reminders_due(now.plus_millis(-1)).await?, []);

        assert!(store.forget(&ana).await?);
        assert_eq!(store.study_of(&ana, Timestamp(0)).await?, StudyRecord::default());
        assert!(!store.forget(&ana).await?);
        Ok(())
    }
}
