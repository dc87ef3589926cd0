//! The SQLite file in a package, of Anki's schemas 11 (2.0 and 2.1) and 18 (since 2.1.50).
//!
//! It was written by somebody else: only plain tables are read, in small steps whose number,
//! size and work are limited, from memory and never to be written.

use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteOwnedBuf, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use std::collections::BTreeMap;

use super::{Refused, protobuf};
use crate::domain::knowledge::Warning;
use crate::domain::knowledge::anki::{Kind, Note, shown_fields};

/// More notes than this are no deck for a class.
const NOTES: usize = 200_000;
/// A note with more bytes holds no text but pictures written out as text.
const NOTE_BYTES: i64 = 256 << 10;
/// How many notes are read at a time.
const STEP: i64 = 200;
/// How many steps of SQLite's machine a collection may take, in thousands: a hundred times what the
/// largest decks take.
const THOUSANDS_OF_STEPS: usize = 2_000_000;
/// Between the fields of a note.
const FIELD_MARK: char = '\u{1f}';
/// The tables that are read, where they are there.
const TABLES: [&str; 7] = ["notes", "cards", "col", "notetypes", "fields", "templates", "decks"];

/// What a collection holds.
#[derive(Debug, Default)]
pub(super) struct Collection {
    pub(super) kinds: Vec<Kind>,
    pub(super) notes: Vec<Note>,
    pub(super) warnings: Vec<Warning>,
}

/// Reads a collection.
pub(super) fn read(mut bytes: Vec<u8>) -> Result<Collection, Refused> {
    // Header bytes 18 and 19 say whether a log lies beside the file; in a package none does
    // (sqlite.org/fileformat.html, "File format version numbers").
    if let Some(versions) = bytes.get_mut(18..20) {
        versions.fill(1);
    }
    // Not on the caller's runtime, if there is one: this is called where blocking is allowed.
    let read = std::thread::scope(|scope| {
        let read = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            let runtime =
                runtime.map_err(|error| Refused::because(format!("cannot be read now ({error})")))?;
            runtime.block_on(read_all(&bytes))
        });
        read.join()
    });
    read.unwrap_or_else(|_| Err(Refused::because("cannot be read")))
}

async fn read_all(bytes: &[u8]) -> Result<Collection, Refused> {
    let mut database = open(bytes).await.map_err(|error| broken(&error))?;
    let tables = plain_tables(&mut database).await?;
    let known = |name: &str| tables.iter().any(|table| table == name);
    if !known("notes") || !known("cards") {
        return Err(Refused::because("holds no notes"));
    }
    let newer = ["notetypes", "fields", "templates", "decks"].into_iter().all(known);
    let (kinds, decks) =
        if newer { newer_kinds(&mut database).await } else { older_kinds(&mut database).await }?;
    let mut collection = Collection::default();
    let places: BTreeMap<i64, usize> = kinds.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    collection.kinds = kinds.into_iter().map(|(_, kind)| kind).collect();
    read_notes(&mut database, &places, &decks, &mut collection).await?;
    Ok(collection)
}

async fn open(bytes: &[u8]) -> sqlx::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .in_memory(true)
        // Names in newer collections sort by it; what is read here needs no order of names.
        .collation("unicase", |a, b| a.to_lowercase().cmp(&b.to_lowercase()))
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON");
    let mut database = options.disable_statement_logging().connect().await?;
    database.deserialize(None, SqliteOwnedBuf::try_from(bytes)?, true).await?;
    let mut left = THOUSANDS_OF_STEPS;
    database.lock_handle().await?.set_progress_handler(1_000, move || {
        left = left.saturating_sub(1);
        left > 0
    });
    Ok(database)
}

/// The names of the tables that are read. One that is a view, is virtual or computes its columns could
/// do anything, so it ends the reading.
async fn plain_tables(database: &mut SqliteConnection) -> Result<Vec<String>, Refused> {
    let rows = all(database, "SELECT name, type, sql FROM sqlite_master LIMIT 1000").await?;
    let mut tables = Vec::new();
    for row in rows {
        let name: String = text(&row, 0).to_lowercase();
        if !TABLES.contains(&name.as_str()) {
            continue;
        }
        let made: String = text(&row, 2).to_uppercase().split_whitespace().collect();
        if text(&row, 1) != "table"
            || !made.starts_with("CREATETABLE")
            || made.contains("AS(")
            || made.contains("ASSELECT")
        {
            return Err(Refused::because(format!(
                "is no collection of Anki's (its “{name}” is no plain table)"
            )));
        }
        tables.push(name);
    }
    Ok(tables)
}

async fn all(database: &mut SqliteConnection, query: &'static str) -> Result<Vec<SqliteRow>, Refused> {
    sqlx::query(AssertSqlSafe(query)).fetch_all(database).await.map_err(|error| broken(&error))
}

/// A column as text, whatever its type is; nothing if it is none.
fn text(row: &SqliteRow, column: usize) -> String {
    row.try_get_unchecked::<String, _>(column).unwrap_or_default()
}

fn whole(row: &SqliteRow, column: usize) -> i64 {
    row.try_get_unchecked::<i64, _>(column).unwrap_or_default()
}

type Kinds = (Vec<(i64, Kind)>, BTreeMap<i64, String>);

/// Schema 18: a table for each thing, its details in Protocol Buffers (Anki's `notetypes.proto`).
async fn newer_kinds(database: &mut SqliteConnection) -> Result<Kinds, Refused> {
    let mut names: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in all(database, "SELECT ntid, name FROM fields ORDER BY ntid, ord LIMIT 100000").await? {
        names.entry(whole(&row, 0)).or_default().push(text(&row, 1));
    }
    let mut templates: BTreeMap<i64, (String, String)> = BTreeMap::new();
    for row in all(database, "SELECT ntid, config FROM templates ORDER BY ntid, ord LIMIT 100000").await? {
        let config = row.try_get_unchecked::<Vec<u8>, _>(1).unwrap_or_default();
        let side = |number| protobuf::text(&config, number).unwrap_or_default();
        templates.entry(whole(&row, 0)).or_insert_with(|| (side(1), side(2)));
    }
    let mut kinds = Vec::new();
    for row in all(database, "SELECT id, config FROM notetypes ORDER BY id LIMIT 100000").await? {
        let (id, config) = (whole(&row, 0), row.try_get_unchecked::<Vec<u8>, _>(1).unwrap_or_default());
        let cloze = protobuf::number(&config, 1) == Some(1);
        let (question, answer) = templates.remove(&id).unwrap_or_default();
        kinds.push((id, kind(names.remove(&id).unwrap_or_default(), cloze, &question, &answer)));
    }
    let decks = all(database, "SELECT id, name FROM decks LIMIT 100000").await?;
    Ok((kinds, decks.iter().map(|row| (whole(row, 0), text(row, 1))).collect()))
}

/// Schema 11: everything about kinds and decks is JSON in the one row of `col`.
async fn older_kinds(database: &mut SqliteConnection) -> Result<Kinds, Refused> {
    let rows = all(database, "SELECT models, decks FROM col LIMIT 1").await?;
    let row = rows.first().ok_or_else(|| Refused::because("holds an empty collection"))?;
    let parsed = |column| serde_json::from_str::<Value>(&text(row, column)).map_err(|error| broken(&error));
    let (models, decks) = (parsed(0)?, parsed(1)?);
    let objects = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let mut kinds = Vec::new();
    for (id, model) in objects(&models) {
        let said = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let fields = model["flds"].as_array().cloned().unwrap_or_default();
        let names = fields.iter().map(|field| said(field, "name")).collect();
        let template = &model["tmpls"][0];
        let (question, answer) = (said(template, "qfmt"), said(template, "afmt"));
        let cloze = model["type"].as_i64() == Some(1);
        kinds.push((id.parse().unwrap_or_default(), kind(names, cloze, &question, &answer)));
    }
    let name = |deck: &Value| deck["name"].as_str().unwrap_or_default().to_owned();
    let decks = objects(&decks);
    Ok((kinds, decks.iter().map(|(id, deck)| (id.parse().unwrap_or_default(), name(deck))).collect()))
}

fn kind(fields: Vec<String>, cloze: bool, question: &str, answer: &str) -> Kind {
    let (question, answer) = shown_fields(&fields, question, answer);
    Kind { fields, question, answer, cloze }
}

async fn read_notes(
    database: &mut SqliteConnection,
    kinds: &BTreeMap<i64, usize>,
    decks: &BTreeMap<i64, String>,
    collection: &mut Collection,
) -> Result<(), Refused> {
    let mut last = i64::MIN;
    let mut too_large = 0;
    loop {
        let rows = sqlx::query(
            "SELECT id, mid, CASE WHEN length(CAST(flds AS BLOB)) <= $2 THEN flds END, \
                    (SELECT did FROM cards WHERE nid = notes.id ORDER BY ord LIMIT 1) \
             FROM notes WHERE id > $1 ORDER BY id LIMIT $3",
        )
        .bind(last)
        .bind(NOTE_BYTES)
        .bind(STEP)
        .fetch_all(&mut *database)
        .await
        .map_err(|error| broken(&error))?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let id = whole(row, 0);
            // A damaged tree may lead in a circle.
            if id <= last || collection.notes.len() >= NOTES {
                return Err(Refused::because(format!("is damaged, or holds more than {NOTES} notes")));
            }
            last = id;
            let fields = text(row, 2);
            too_large += usize::from(fields.is_empty());
            let number = u32::try_from(collection.notes.len() + 1).unwrap_or(u32::MAX);
            collection.notes.push(Note {
                lines: (number, number),
                record: None,
                deck: decks.get(&whole(row, 3)).cloned(),
                kind: kinds.get(&whole(row, 1)).copied().unwrap_or(usize::MAX),
                fields: fields.split(FIELD_MARK).map(str::to_owned).collect(),
            });
        }
    }
    if collection.notes.is_empty() {
        return Err(Refused::because("holds no notes"));
    }
    if too_large > 0 {
        let message = format!(
            "Notes with more than {} KiB, or with nothing in them, were left out: {too_large}. Take written-out pictures out of their fields.",
            NOTE_BYTES >> 10
        );
        collection.warnings.push(Warning { line: 1, code: "note-left-out", message });
    }
    Ok(())
}

fn broken(error: &dyn std::fmt::Display) -> Refused {
    Refused::because(format!("holds a collection that cannot be read ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A collection made by these orders.
    fn made(sql: &'static str) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let mut database =
                SqliteConnectOptions::new().in_memory(true).connect().await.expect("a database");
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut database).await.expect("made");
            database.serialize(None).await.expect("bytes").to_vec()
        })
    }

    fn why(bytes: Vec<u8>) -> String {
        read(bytes).expect_err("refused").0
    }

    #[test]
    fn what_computes_is_never_run() {
        let rows: &[&'static str] = &[
            "CREATE TABLE cards (id); CREATE VIEW notes AS WITH RECURSIVE n(id, mid, flds) AS (SELECT 1, 1, 'a' UNION ALL SELECT id + 1, 1, 'a' FROM n) SELECT * FROM n",
            "CREATE TABLE cards (id); CREATE TABLE notes (id INTEGER PRIMARY KEY, mid, flds TEXT AS (hex(zeroblob(900000000))))",
        ];
        for sql in rows {
            assert!(why(made(sql)).contains("no plain table"), "{sql}");
        }
    }

    #[test]
    fn what_is_no_collection_is_refused_with_the_reason() {
        assert!(why(Vec::new()).contains("cannot be read"));
        assert!(why(b"SQLite format 3\0 and no more".to_vec()).contains("cannot be read"));
        assert!(why(made("CREATE TABLE other (id)")).contains("no notes"));
        let empty = "CREATE TABLE cards (id); CREATE TABLE col (models, decks); CREATE TABLE notes (id INTEGER PRIMARY KEY, mid, flds)";
        assert!(why(made(empty)).contains("empty collection"));
    }

    #[test]
    fn a_note_that_is_too_large_costs_itself() {
        let sql = "CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, did INTEGER, ord INTEGER); \
            CREATE TABLE col (models, decks); INSERT INTO col VALUES ('{}', '{}'); \
            CREATE TABLE notes (id INTEGER PRIMARY KEY, mid, flds); \
            INSERT INTO notes VALUES (5, 1, 'Who steers?' || char(31) || 'the helm'), (9, 1, hex(zeroblob(200000)))";
        let found = read(made(sql)).expect("a collection");
        assert_eq!(
            (found.notes[0].fields.as_slice(), found.notes[0].lines),
            (["Who steers?".to_owned(), "the helm".to_owned()].as_slice(), (1, 1))
        );
        assert_eq!(found.warnings[0].code, "note-left-out");
    }
}
