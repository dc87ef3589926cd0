//! SQLite's full-text search as it comes: a table in memory with its own tokenizer and its BM25. Any word
//! of a question may be met, as plain tantivy takes it; questions are asked by a prepared statement.

use deskbell::domain::knowledge::Library;
use rusqlite::Connection;

/// A table in memory over terms and texts.
pub struct Fts5 {
    connection: Connection,
}

impl Fts5 {
    /// Writes all entries of a library, in one transaction.
    pub fn build(library: &Library) -> Self {
        let connection = Connection::open_in_memory().expect("a database in memory");
        connection
            .execute_batch("CREATE VIRTUAL TABLE entries USING fts5(term, text); BEGIN")
            .expect("a table");
        let mut put =
            connection.prepare("INSERT INTO entries (term, text) VALUES (?1, ?2)").expect("prepared");
        for entry in library.documents.iter().flat_map(|document| &document.entries) {
            put.execute((entry.term.as_deref().unwrap_or_default(), entry.text.as_str())).expect("written");
        }
        drop(put);
        connection.execute_batch("COMMIT").expect("written");
        Self { connection }
    }

    /// The best entries for a question, as stored.
    pub fn ask(&self, question: &str, limit: usize) -> Vec<(String, String)> {
        let words = question.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let query = words.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" OR ");
        let best = "SELECT term, text FROM entries WHERE entries MATCH ?1 ORDER BY rank LIMIT ?2";
        let mut best = self.connection.prepare_cached(best).expect("prepared");
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found = best.query_map((query, limit as i64), row).expect("searched");
        found.map(|row| row.expect("a row")).collect()
    }
}
