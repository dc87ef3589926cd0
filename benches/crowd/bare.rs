//! The database by itself: how many transactions of one row the disk takes, with the settings that the
//! desk has, and what a run has left in the desk's own file.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// Transactions a second from one connection, each with one row and on disk before the next.
pub fn transactions_per_second(folder: &Path, length: Duration) -> f64 {
    let connection = Connection::open(folder.join("bare.db")).expect("a database");
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             CREATE TABLE IF NOT EXISTS points (member TEXT NOT NULL, points BIGINT NOT NULL)",
        )
        .expect("a table");
    let mut put =
        connection.prepare("INSERT INTO points (member, points) VALUES (?1, ?2)").expect("prepared");
    let (mut done, start) = (0, Instant::now());
    while start.elapsed() < length {
        put.execute(("test:m1", done)).expect("written");
        done += 1;
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

/// How many points are stored in the desk's database, and how large it is.
pub fn points_stored(folder: &Path) -> (u64, u64) {
    let path = folder.join("deskbell.db");
    let connection = Connection::open(&path).expect("a database");
    let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    let points = connection.query_row("SELECT COUNT(*) FROM points", [], count).expect("a count");
    (points.unsigned_abs(), std::fs::metadata(path).map_or(0, |file| file.len()))
}
