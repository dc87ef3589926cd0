//! The one who writes down what quizzes come to: all that waits goes into one transaction.
//!
//! A commit waits for the disk, whatever is in it. Nobody is told that something is stored before the commit
//! that holds it has returned.

use std::sync::Arc;

use anyhow::{Context, Result};
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use sqlx::{Connection, QueryBuilder, Sqlite, Transaction};
use tokio::sync::{Mutex, MutexGuard, mpsc, oneshot};

use super::rulings;
use crate::domain::ids::{QuizId, Timestamp};
use crate::domain::quiz::{Earned, Effect, Plan};
use crate::domain::study::Missed;

/// How many writes go into one transaction at most, which bounds how long the last of them waits.
const TOGETHER: usize = 512;
/// Rows of one statement: a statement of each size is prepared once.
const ROWS: [usize; 4] = [64, 16, 4, 1];

/// What became of a quiz.
pub(super) struct Write {
    pub(super) quiz: QuizId,
    pub(super) plan: Arc<Plan>,
    pub(super) state: State,
    /// What was earned, ruled and missed.
    pub(super) effects: Vec<Effect>,
    pub(super) now: Timestamp,
}

/// A write, and where to say that it is on disk.
type Waiting = (Write, oneshot::Sender<Result<()>>);

/// What the quiz has come to, as JSON.
pub(super) enum State {
    /// All of it.
    Whole(String),
    /// What has changed since the state before it.
    Changed { number: i64, change: String },
    /// Its end; again where it has ended already.
    Ended,
}

/// The way to the writer. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    waiting: mpsc::UnboundedSender<Waiting>,
    /// Who writes a quiz down in this process has this; SQLite's own lock is waited for by looking again later.
    turn: Arc<Mutex<()>>,
}

impl Writer {
    /// A writer that works until the last clone is gone.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(pool: SqlitePool) -> std::io::Result<Self> {
        let (waiting, writes) = mpsc::unbounded_channel();
        let turn = Arc::new(Mutex::new(()));
        let work = write_on(pool, writes, turn.clone());
        // A transaction is a dozen waits for SQLite's thread. In a crowd each of them would queue behind every
        // answer that came meanwhile; on a thread of its own the system sees to it at once.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        std::thread::Builder::new().name("writer".to_owned()).spawn(move || runtime.block_on(work))?;
        Ok(Self { waiting, turn })
    }

    /// Waits until this is on disk. Whoever plays a quiz has one write under way at a time, so that no more
    /// wait than there are quizzes.
    pub(super) async fn write(&self, write: Write) -> Result<()> {
        let (done, waiting) = oneshot::channel();
        self.waiting.send((write, done)).ok().context("the store is closed")?;
        waiting.await.context("the store is closed")?
    }

    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }
}

async fn write_on(pool: SqlitePool, mut waiting: mpsc::UnboundedReceiver<Waiting>, turn: Arc<Mutex<()>>) {
    let mut together = Vec::new();
    while waiting.recv_many(&mut together, TOGETHER).await > 0 {
        // As long as there is more to write it goes through one connection: another one's pages would be
        // read anew each time.
        let mut connection = pool.acquire().await;
        while !together.is_empty() {
            let turn = turn.lock().await;
            match &mut connection {
                Ok(connection) => write_together(connection, &mut together).await,
                Err(error) => {
                    let refuse = |(_, done): Waiting| done.send(Err(anyhow::anyhow!("{error}")));
                    together.drain(..).for_each(|waiting| drop(refuse(waiting)));
                }
            }
            drop(turn);
            while together.len() < TOGETHER
                && let Ok(next) = waiting.try_recv()
            {
                together.push(next);
            }
        }
    }
}

async fn write_together(connection: &mut SqliteConnection, together: &mut Vec<Waiting>) {
    let (writes, waiting): (Vec<Write>, Vec<_>) = together.drain(..).unzip();
    if write_all(connection, &writes).await.is_ok() {
        waiting.into_iter().for_each(|done| drop(done.send(Ok(()))));
        return;
    }
    // One that cannot be stored must not cost the others theirs.
    for (write, done) in writes.iter().zip(waiting) {
        let _ = done.send(write_all(connection, std::slice::from_ref(write)).await);
    }
}

/// Writes all of it, or nothing.
async fn write_all(connection: &mut SqliteConnection, writes: &[Write]) -> Result<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let (mut steps, mut earned) = (Vec::new(), Vec::new());
    let (mut missed, mut known) = (Vec::new(), Vec::new());
    for write in writes {
        match &write.state {
            State::Changed { number, change } => steps.push((write.quiz, *number, change)),
            State::Whole(progress) => {
                clear(&mut transaction, write.quiz).await?;
                steps.push((write.quiz, 0, progress));
            }
            State::Ended => end(&mut transaction, write).await?,
        }
        for effect in &write.effects {
            match effect {
                Effect::Earn(points) => earned.push((write, points)),
                Effect::Missed(miss) => missed.push((write.now, miss)),
                Effect::Knew(right) => known.push(right),
                Effect::Teach(taught) => {
                    rulings::write(&mut transaction, &write.plan.space, taught, write.now).await?;
                }
                Effect::Post(_) | Effect::Respond(_) => {}
            }
        }
    }
    write_steps(&mut transaction, &steps).await?;
    write_points(&mut transaction, &earned).await?;
    write_misses(&mut transaction, &missed).await?;
    forget_misses(&mut transaction, &known).await?;
    transaction.commit().await?;
    Ok(())
}

async fn clear(transaction: &mut Transaction<'_, Sqlite>, quiz: QuizId) -> Result<()> {
    sqlx::query("DELETE FROM steps WHERE quiz = $1").bind(quiz.0).execute(&mut **transaction).await?;
    Ok(())
}

async fn end(transaction: &mut Transaction<'_, Sqlite>, write: &Write) -> Result<()> {
    clear(transaction, write.quiz).await?;
    sqlx::query("UPDATE quizzes SET plan = NULL, ended_at = COALESCE(ended_at, $2) WHERE id = $1")
        .bind(write.quiz.0)
        .bind(write.now.0)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn write_steps(
    transaction: &mut Transaction<'_, Sqlite>,
    rows: &[(QuizId, i64, &String)],
) -> Result<()> {
    for rows in in_statements(rows) {
        let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO steps (quiz, number, state) ");
        insert.push_values(rows, |mut row, (quiz, number, state)| {
            row.push_bind(quiz.0).push_bind(number).push_bind(state.as_str());
        });
        insert.build().execute(&mut **transaction).await?;
    }
    Ok(())
}

async fn write_points(transaction: &mut Transaction<'_, Sqlite>, rows: &[(&Write, &Earned)]) -> Result<()> {
    for rows in in_statements(rows) {
        let mut insert = QueryBuilder::<Sqlite>::new(
            "INSERT INTO points (quiz, round, member, name, space, channel, card, points, earned_at) ",
        );
        insert.push_values(rows, |mut row, (write, earned)| {
            let Plan { space, channel, .. } = &*write.plan;
            row.push_bind(write.quiz.0).push_bind(i64::from(earned.round));
            row.push_bind(&earned.member.0).push_bind(&earned.name);
            row.push_bind(&space.0).push_bind(&channel.0).push_bind(&earned.card.0);
            row.push_bind(earned.points).push_bind(write.now.0);
        });
        insert.push(" ON CONFLICT (quiz, round, member) DO UPDATE SET points = excluded.points");
        insert.build().execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Remembers that members got cards wrong in a quiz.
pub(super) async fn write_misses(
    transaction: &mut Transaction<'_, Sqlite>,
    rows: &[(Timestamp, &Missed)],
) -> Result<()> {
    for rows in in_statements(rows) {
        let mut insert =
            QueryBuilder::<Sqlite>::new("INSERT INTO study_misses (member, card, missed_at, quiz) ");
        insert.push_values(rows, |mut row, (now, Missed { member, card, quiz })| {
            row.push_bind(&member.0).push_bind(&card.0).push_bind(now.0).push_bind(quiz.0);
        });
        insert.push(
            " ON CONFLICT (member, card) DO UPDATE SET missed_at = excluded.missed_at, quiz = excluded.quiz",
        );
        insert.build().execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Forgets that members got cards wrong that they know now.
pub(super) async fn forget_misses(transaction: &mut Transaction<'_, Sqlite>, rows: &[&Missed]) -> Result<()> {
    for rows in in_statements(rows) {
        let mut delete = QueryBuilder::<Sqlite>::new("DELETE FROM study_misses WHERE (member, card) IN (");
        delete.push_values(rows, |mut row, Missed { member, card, .. }| {
            row.push_bind(&member.0).push_bind(&card.0);
        });
        delete.push(")");
        delete.build().execute(&mut **transaction).await?;
    }
    Ok(())
}

/// The rows in pieces of the sizes that statements have.
fn in_statements<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = ROWS.into_iter().find(|size| *size <= rows.len())?;
        let (piece, rest) = rows.split_at(size);
        rows = rest;
        Some(piece)
    })
}
