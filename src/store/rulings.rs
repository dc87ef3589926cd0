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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::path::Path;

    use sqlx::migrate::Migrator;
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

    use super::super::Kept;
    use super::*;
    use crate::domain::ids::{ChannelId, MemberId, QuizId};
    use crate::domain::quiz::{Earned, Effect};
    use crate::domain::scores::Scope;

    const PLAN: &str = r#"{"space":"test:s","channel":"test:c","deck":"d.txt","cards":[{"id":"c","term":null,
        "definition":"d","prompt":"p","answers":["a"],"source":{"document":"d.txt","first_line":1,"last_line":1,
        "record":null}}],"others":[],"seconds":30,"seed":1}"#;
    const PROGRESS: &str = r#"{"round":1,"phase":{"Asking":{"until":5}},"standings":{},"nudged":[]}"#;

    /// A database as the first version left it: a quiz in the middle of a card, and a point.
    async fn of_the_first_version(path: &Path) {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let pool = SqlitePoolOptions::new().connect_with(options).await.expect("a file");
        let first = crate::store::MIGRATIONS
            .iter()
            .filter(|migration| migration.version == 1)
            .cloned()
            .collect::<Vec<_>>();
        Migrator { migrations: Cow::Owned(first), ..Migrator::DEFAULT }.run(&pool).await.expect("tables");
        sqlx::query(
            "INSERT INTO quizzes (space, channel, deck, started_at, plan, progress) VALUES ('test:s', 'test:c', 'd', 1, $1, $2)",
        )
        .bind(PLAN)
        .bind(PROGRESS)
        .execute(&pool)
        .await
        .expect("a quiz");
        sqlx::query("INSERT INTO points VALUES (1, 1, 'test:ana', 'ana', 'test:s', 'test:c', 'c', 1, 1)")
            .execute(&pool)
            .await
            .expect("a point");
        pool.close().await;
    }

    #[tokio::test]
    async fn a_database_of_the_first_version_is_taken_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("old.db");
        of_the_first_version(&path).await;
        let store = Store::open(&path).await.expect("it is brought up to date");
        let points = store
            .points(&Scope::Channel(ChannelId("test:c".into())), Timestamp(0), None)
            .await
            .expect("points");
        assert_eq!(points, [("ana".to_owned(), 10)]);
        let quizzes = store.running_quizzes(Timestamp(2)).await.expect("quizzes");
        assert_eq!(quizzes.iter().map(|quiz| quiz.id).collect::<Vec<_>>(), [QuizId(1)]);
    }

    #[tokio::test]
    async fn a_ruling_replaces_points_and_is_kept_until_it_is_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rulings.db");
        of_the_first_version(&path).await;
        let store = Store::open(&path).await.expect("a store");
        let quiz = store.running_quizzes(Timestamp(2)).await.expect("quizzes").remove(0);
        let (space, card) = (SpaceId("test:s".into()), CardId("c".into()));
        let earn = |name: &str, points| {
            Effect::Earn(Earned {
                member: MemberId(format!("test:{name}")),
                name: name.to_owned(),
                round: 1,
                card: card.clone(),
                points,
            })
        };
        let teach = |wording: &str, right| {
            Effect::Teach(Taught { card: card.clone(), wording: wording.to_owned(), right })
        };
        let mut kept = Kept::default();
        let effects = [earn("ana", 0), earn("ben", 7), teach("Two Words", true), teach("two words!", true)];
        store.save(&quiz, &mut kept, false, &effects, Timestamp(3)).await.expect("stored");
        let points = store
            .points(&Scope::Channel(quiz.plan.channel.clone()), Timestamp(0), None)
            .await
            .expect("points");
        assert_eq!(points, [("ben".to_owned(), 7)], "nobody is listed with nothing");
        let accepted = store.accepted(&space).await.expect("wordings");
        assert_eq!(accepted, BTreeMap::from([(card.clone(), vec!["Two Words".to_owned()])]));
        assert!(store.accepted(&SpaceId("test:other".into())).await.expect("wordings").is_empty());
        // Also behind the end of the quiz, which stays ended.
        store.save(&quiz, &mut kept, true, &[], Timestamp(4)).await.expect("ended");
        store
            .save(&quiz, &mut kept, true, &[teach("TWO words", false)], Timestamp(5))
            .await
            .expect("taken back");
        assert!(store.accepted(&space).await.expect("wordings").is_empty());
        assert!(store.running_quizzes(Timestamp(6)).await.expect("quizzes").is_empty());
    }
}
