//! Forgetting a member: the one list of what knows members.
//!
//! Every table of the schema stands in one of the lists here; a test compares them with the
//! database, so that a new table cannot be forgotten when a member is.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Sqlite, Transaction};

use super::{Store, quizzes};
use crate::domain::ids::MemberId;
use crate::domain::quiz::without_member;
use crate::domain::voice::learning::GONE;

/// The tables whose rows belong to members, each with the column that names the member.
const OF_MEMBERS: &[(&str, &str)] = &[
    ("points", "member"),
    ("study_members", "member"),
    ("study_cards", "member"),
    ("study_reviews", "member"),
    ("study_misses", "member"),
];

/// The tables whose rows the class keeps, each with the column of who wrote a row, and of that
/// member's name where there is one: the member is taken out, and a name that names nobody stands there.
const OF_THE_CLASS: &[(&str, &str, Option<&str>)] =
    &[("taught", "member", Some("name")), ("decks", "added_by", None)];

/// The tables whose rows belong to no member, each with the reason. What a running quiz knows of a
/// member is taken out of it.
#[cfg(test)]
const OF_NOBODY: &[(&str, &str)] = &[
    ("quizzes", "a quiz belongs to its channel"),
    ("steps", "what a quiz has come to is cleared of the member"),
    ("gaps", "what was asked in vain is noted without who asked"),
    ("accepted", "a wording that is right for everyone, without who gave it or who ruled"),
    ("listening", "where the desk listens, without who said so"),
    ("_sqlx_migrations", "what brought the database up to date"),
];

impl Store {
    /// Deletes everything that is stored about a member, or nothing; whether there was anything. What
    /// they taught the class stays, without them.
    ///
    /// # Errors
    /// When the write fails; nothing is changed then.
    pub async fn forget(&self, member: &MemberId) -> Result<bool> {
        let mut transaction = self.pool.begin().await?;
        let mut rows = 0;
        for (table, column) in OF_MEMBERS {
            // Both names stand in the list above.
            let delete = format!("DELETE FROM {table} WHERE {column} = $1");
            let done = sqlx::query(AssertSqlSafe(delete)).bind(&member.0).execute(&mut *transaction).await?;
            rows += done.rows_affected();
        }
        for (table, column, name) in OF_THE_CLASS {
            // All names stand in the list above.
            let named = name.map_or_else(String::new, |name| format!(", {name} = $2"));
            let update = format!("UPDATE {table} SET {column} = ''{named} WHERE {column} = $1");
            let update = sqlx::query(AssertSqlSafe(update)).bind(&member.0);
            let update = if name.is_some() { update.bind(GONE) } else { update };
            rows += update.execute(&mut *transaction).await?.rows_affected();
        }
        rows += clear_progress(&mut transaction, member).await?;
        transaction.commit().await?;
        Ok(rows > 0)
    }
}

/// Takes a member out of the quizzes that have not ended; how many knew one.
async fn clear_progress(transaction: &mut Transaction<'_, Sqlite>, member: &MemberId) -> Result<u64> {
    let mut changed = 0;
    for (quiz, steps) in quizzes::steps(transaction).await? {
        // What cannot be read is closed when it is taken up, and is nobody's any more.
        let Ok(progress) = quizzes::come_to(&steps) else { continue };
        let Some(cleared) = without_member(&serde_json::to_string(&progress)?, member) else { continue };
        // The changes stay numbered as they are: the one who plays the quiz may write the next one.
        for (query, state) in [
            ("DELETE FROM steps WHERE quiz = $1", None),
            ("INSERT INTO steps (quiz, number, state) VALUES ($1, 0, $2)", Some(cleared)),
        ] {
            let query = sqlx::query(query).bind(quiz);
            let query = if let Some(state) = state { query.bind(state) } else { query };
            query.execute(&mut **transaction).await?;
        }
        changed += 1;
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sqlx::Row;

    use super::*;

    async fn names(store: &Store, query: &'static str) -> Result<BTreeSet<String>> {
        let rows = sqlx::query(query).fetch_all(&store.pool).await?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }

    #[tokio::test]
    async fn every_table_is_known_to_those_who_forget() -> Result<()> {
        let store = Store::in_memory().await?;
        let tables =
            names(&store, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        let classes = OF_THE_CLASS.iter().map(|(table, _, _)| (*table).to_owned());
        let listed = OF_MEMBERS.iter().chain(OF_NOBODY).map(|(table, _)| (*table).to_owned()).chain(classes);
        assert_eq!(
            tables.await?,
            listed.collect(),
            "src/store/forget.rs must say of every table whether it knows members"
        );
        let columns = names(
            &store,
            "SELECT tables.name || '.' || columns.name FROM sqlite_schema AS tables \
             JOIN pragma_table_info(tables.name) AS columns WHERE columns.name = 'member'",
        );
        let classes = OF_THE_CLASS.iter().map(|(table, column, _)| (table, column));
        let forgotten = OF_MEMBERS.iter().map(|(table, column)| (table, column)).chain(classes);
        let forgotten = forgotten.map(|(table, column)| format!("{table}.{column}")).collect();
        let missing: Vec<_> = columns.await?.difference(&forgotten).cloned().collect();
        assert!(missing.is_empty(), "these columns name members and are not forgotten: {missing:?}");
        Ok(())
    }
}
