//! Packages of flashcard programs: unpacked here, made into cards by the domain.
//!
//! A package comes from anyone. Whatever is wrong with it ends in one reason, with nothing
//! half-imported: sizes are capped as declared and as they turn out, and nothing is executed.

mod collection;
mod package;
mod protobuf;

use crate::domain::knowledge::anki::{LAYOUT, read_notes};
use crate::domain::knowledge::{Document, Warning};
use crate::domain::tables::Records;

/// The most bytes that a collection may have when it is unpacked.
pub const COLLECTION_BYTES: u64 = 256 << 20;

/// Why a package is not read: the rest of a sentence that begins "This package".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl Refused {
    fn because(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// Reads a file of the knowledge folder if it is an Anki package, told by its content; none for
/// anything else.
pub fn read(path: &str, bytes: &[u8]) -> Option<Document> {
    read_within(path, bytes, COLLECTION_BYTES)
}

/// Reads a package whose collection may have at most `most` bytes when it is unpacked; none for
/// anything else.
pub fn read_within(path: &str, bytes: &[u8], most: u64) -> Option<Document> {
    let unpacked = package::unpack(bytes, most)?;
    let read = unpacked.and_then(|package| {
        let media = package.media;
        collection::read(package.collection).map(|collection| (collection, media))
    });
    Some(match read {
        Ok((found, media)) => read_notes(path, &found.kinds, &found.notes, media, found.warnings),
        Err(Refused(why)) => Document {
            path: path.into(),
            layout: LAYOUT,
            entries: Records::default(),
            cards: Records::default(),
            warnings: vec![Warning {
                line: 1,
                code: "broken-package",
                message: format!(
                    "This package {why}, so nothing of it was read. Export it again, or take it away."
                ),
            }],
        },
    })
}
