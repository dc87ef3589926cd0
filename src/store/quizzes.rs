//! Quizzes as they are stored: the plan once, then what the quiz has come to, then what changes.
//!
//! A crash leaves whole steps only, so that what is read back is a state that the quiz was in.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use sqlx::{Connection, Row, Sqlite, Transaction};

use super::Store;
use super::writer::{State, Write};
use crate::domain::ids::{QuizId, Timestamp};
use crate::domain::quiz::{Effect, Plan, Progress, Quiz};

/// After so many changes all of it is written down again, so that coming back never takes long.
const CHANGES_IN_A_ROW: i64 = 256;

/// What the store holds of a quiz, for the one who plays it: what has changed since can be told from it.
/// Begins empty, also for a quiz that has come back.
#[derive(Clone, Debug, Default)]
pub struct Kept(Option<(Progress, i64)>);

impl Store {
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
        let text = serde_json::to_string(&plan)?;
        // First the connection, then the turn, as the writer does: there may be one of each.
        let mut connection = self.pool.acquire().await?;
        let _turn = self.writer.turn().await;
        let mut transaction = connection.begin().await?;
        let row = sqlx::query(
            "INSERT INTO quizzes (space, channel, deck, started_at, plan) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        )
        .bind(&plan.space.0)
        .bind(&plan.channel.0)
        .bind(&plan.deck)
        .bind(now.0)
        .bind(text)
        .fetch_one(&mut *transaction)
        .await?;
        let quiz = begin(QuizId(row.get(0)), plan);
        sqlx::query("INSERT INTO steps (quiz, number, state) VALUES ($1, 0, $2)")
            .bind(quiz.id.0)
            .bind(serde_json::to_string(&quiz.progress)?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(quiz)
    }

    /// Stores what became of a quiz together with what was earned, ruled and missed, or nothing. `ended`
    /// closes it; `kept` is what the last call for this quiz has left.
    ///
    /// # Errors
    /// When the write fails; nothing is changed then.
    pub async fn save(
        &self,
        quiz: &Quiz,
        kept: &mut Kept,
        ended: bool,
        effects: &[Effect],
        now: Timestamp,
    ) -> Result<()> {
        let change = kept.0.as_ref().filter(|(_, number)| *number < CHANGES_IN_A_ROW);
        let change = change
            .and_then(|(before, number)| Some((before.change_to(&quiz.progress)?, *number + 1)))
            .filter(|_| !ended);
        let (state, number) = match change {
            _ if ended => (State::Ended, 0),
            Some((change, number)) => {
                (State::Changed { number, change: serde_json::to_string(&change)? }, number)
            }
            None => (State::Whole(serde_json::to_string(&quiz.progress)?), 0),
        };
        let of_the_store = |effect: &&Effect| !matches!(effect, Effect::Post(_) | Effect::Respond(_));
        let effects = effects.iter().filter(of_the_store).cloned().collect();
        let (quiz_id, plan) = (quiz.id, quiz.plan.clone());
        // Where the write fails, nobody knows what the disk holds: then all of it is written next.
        kept.0 = None;
        self.writer.write(Write { quiz: quiz_id, plan, state, effects, now }).await?;
        kept.0 = (!ended).then(|| (quiz.progress.clone(), number));
        Ok(())
    }

    /// The quizzes that were running when the program stopped, oldest first. One that cannot be read
    /// any more is closed, so that its channel is free again.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn running_quizzes(&self, now: Timestamp) -> Result<Vec<Quiz>> {
        // In one transaction, so that the plans and the steps are of one moment.
        let mut transaction = self.pool.begin().await?;
        let rows = sqlx::query("SELECT id, plan FROM quizzes WHERE ended_at IS NULL ORDER BY id")
            .fetch_all(&mut *transaction)
            .await?;
        let mut steps = steps(&mut transaction).await?;
        transaction.commit().await?;
        let mut quizzes = Vec::with_capacity(rows.len());
        for row in rows {
            let id: i64 = row.get(0);
            match restore(QuizId(id), row.get(1), steps.remove(&id).unwrap_or_default()) {
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
}

/// The steps of the quizzes that have not ended, in order.
pub(super) async fn steps(transaction: &mut Transaction<'_, Sqlite>) -> Result<BTreeMap<i64, Vec<String>>> {
    let rows = sqlx::query(
        "SELECT steps.quiz, steps.state FROM steps JOIN quizzes ON quizzes.id = steps.quiz \
         WHERE quizzes.ended_at IS NULL ORDER BY steps.quiz, steps.number",
    )
    .fetch_all(&mut **transaction)
    .await?;
    let mut steps: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in rows {
        steps.entry(row.get(0)).or_default().push(row.get(1));
    }
    Ok(steps)
}

/// What the steps of a quiz come to.
///
/// # Errors
/// When one of them cannot be read.
pub(super) fn come_to(steps: &[String]) -> Result<Progress> {
    let (whole, changes) = steps.split_first().context("a quiz without a state")?;
    changes.iter().try_fold(serde_json::from_str::<Progress>(whole)?, |progress, change| {
        Ok(progress.after(serde_json::from_str(change)?))
    })
}

fn restore(id: QuizId, plan: Option<String>, steps: Vec<String>) -> Option<Quiz> {
    let plan = serde_json::from_str::<Plan>(&plan?).ok()?;
    Quiz::restore(id, Arc::new(plan), come_to(&steps).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::MemberId;
    use crate::domain::inbound::Member;
    use crate::domain::quiz::{Event, PLAN, Way, begin, step};

    fn answer(name: &str, text: &str) -> Event {
        let member = Member { id: MemberId(format!("test:{name}")), name: name.to_owned(), moderator: false };
        Event::Answered { member, text: text.to_owned(), way: Way::Given, round: None }
    }

    async fn numbers(store: &Store) -> Vec<i64> {
        let rows = sqlx::query("SELECT number FROM steps ORDER BY quiz, number").fetch_all(&store.pool).await;
        rows.expect("rows").into_iter().map(|row| row.get(0)).collect()
    }

    async fn begun(store: &Store) -> Quiz {
        let plan = serde_json::from_str(PLAN).expect("a plan");
        let now = Timestamp(0);
        store.begin_quiz(plan, now, |id, plan| begin(id, plan, now).0).await.expect("it begins")
    }

    #[tokio::test]
    async fn a_quiz_comes_back_from_its_state_and_all_that_changed_since() {
        let store = Store::in_memory().await.expect("a store");
        let (mut quiz, mut kept) = (begun(&store).await, Kept::default());
        for (name, text) in [("ana", "keel"), ("ben", "mast"), ("cleo", "keel")] {
            let now = Timestamp(1);
            let after = step(quiz, answer(name, text), now);
            quiz = after.quiz;
            store.save(&quiz, &mut kept, false, &after.effects, now).await.expect("stored");
            assert_eq!(store.running_quizzes(now).await.expect("quizzes"), std::slice::from_ref(&quiz));
        }
        assert_eq!(numbers(&store).await, [0, 1, 2], "one whole state, then changes");
        store.forget(&MemberId("test:ana".into())).await.expect("forgotten");
        let back = store.running_quizzes(Timestamp(2)).await.expect("quizzes").remove(0);
        assert_eq!(Some(back), quiz.forgetting(&MemberId("test:ana".into())));
        store.save(&quiz, &mut kept, true, &[], Timestamp(3)).await.expect("ended");
        assert!(numbers(&store).await.is_empty());
    }

    #[tokio::test]
    async fn a_write_that_fails_costs_no_other_quiz_its_own() {
        let store = Store::in_memory().await.expect("a store");
        let quiz = begun(&store).await;
        let unknown = Quiz::restore(QuizId(99), quiz.plan.clone(), quiz.progress.clone()).expect("a quiz");
        let (mut kept, mut lost) = (Kept::default(), Kept::default());
        let (known, failed) = tokio::join!(
            store.save(&quiz, &mut kept, false, &[], Timestamp(1)),
            store.save(&unknown, &mut lost, false, &[], Timestamp(1)),
        );
        assert!(known.is_ok() && failed.is_err(), "{known:?} {failed:?}");
        assert_eq!(numbers(&store).await, [0]);
    }
}
