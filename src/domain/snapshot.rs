//! A snapshot that takes long to make: told of while it is made, and kept as parts to be made of again.

use std::sync::Arc;

use super::bot::Snapshot;
use super::knowledge::{Document, Library};
use super::progress::Progress;
use super::search::Index;
use super::tables::{Kept, Parts};

impl Snapshot {
    /// A library with the index made for it; tells how far it has come.
    ///
    /// # Errors
    /// When tantivy cannot write its index in memory.
    pub fn of_telling(library: Library, progress: Progress<'_>) -> Result<Self, tantivy::TantivyError> {
        let index = Index::build_telling(&library, progress)?;
        Ok(Self { library, index })
    }

    /// Adds the parts that [`Snapshot::lent`] makes the same snapshot of; its documents are kept by themselves.
    pub fn keep<'a>(&'a self, parts: &mut Parts<'a>) {
        self.library.keep(parts);
        self.index.keep(parts);
    }

    /// The snapshot that was kept of these documents, ordered by path; none if these parts are not one.
    pub fn lent(documents: Vec<Arc<Document>>, kept: &Kept) -> Option<Self> {
        let library = Library::lent(documents, kept)?;
        let index = Index::lent(&library, kept)?;
        Some(Self { library, index })
    }
}
