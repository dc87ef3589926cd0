//! Flat tables: a few long runs of numbers and letters instead of millions of small values.
//!
//! They take little memory, and what was computed once can be kept as bytes and read where it
//! lies, without being built again. Reading never fails: bytes that make no sense read as nothing.

mod checksum;
mod gather;
mod records;
mod words;

pub use checksum::Checksum;
pub use gather::Gathered;
#[cfg(test)]
pub(crate) use gather::PACKED_FROM;
pub use records::{Fields, Record, Records, write_maybe, write_number, write_text, write_texts};
pub(crate) use words::hash;
pub use words::{Numbers, Texts, Words};

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Deref;

/// Bytes that may be shared and may lie in a mapped file.
pub use tantivy::directory::OwnedBytes as Bytes;
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// Numbers, or small arrays of them.
pub trait Plain: FromBytes + IntoBytes + Immutable + Copy {}
impl<T: FromBytes + IntoBytes + Immutable + Copy> Plain for T {}

/// A run of numbers, of its own or lent from kept bytes.
#[derive(Clone)]
pub struct List<T>(Held<T>);

#[derive(Clone)]
enum Held<T> {
    Own(Vec<T>),
    /// Whole and well aligned: [`List::lent`] has looked.
    Lent(Bytes),
}

impl<T: Plain> List<T> {
    /// A list that reads these bytes where they lie; none if they are not such a list.
    pub fn lent(bytes: Bytes) -> Option<Self> {
        let fits = <[T]>::ref_from_bytes(&bytes).is_ok();
        fits.then_some(Self(Held::Lent(bytes)))
    }

    /// Adds one at the end.
    pub fn push(&mut self, item: T) {
        self.own().push(item);
    }

    /// The list for changing. A lent one is copied.
    pub fn own(&mut self) -> &mut Vec<T> {
        if let Held::Lent(_) = self.0 {
            self.0 = Held::Own(self.to_vec());
        }
        match &mut self.0 {
            Held::Own(items) => items,
            Held::Lent(_) => unreachable!("it was copied above"),
        }
    }

    /// Gives back the memory that was set aside for growing.
    pub fn settle(&mut self) {
        if let Held::Own(items) = &mut self.0 {
            items.shrink_to_fit();
        }
    }

    /// The same as bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.0 {
            Held::Own(items) => items.as_slice().as_bytes(),
            Held::Lent(bytes) => bytes,
        }
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Held::Own(Vec::new()))
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(Held::Own(items))
    }
}

impl<T: Plain> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Held::Own(items) => items,
            Held::Lent(bytes) => <[T]>::ref_from_bytes(bytes).unwrap_or_default(),
        }
    }
}

/// What is kept of a value: runs of bytes, each under its name.
#[derive(Default)]
pub struct Parts<'a>(Vec<(String, Cow<'a, [u8]>)>);

impl<'a> Parts<'a> {
    /// Adds a run of bytes.
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Cow<'a, [u8]>>) {
        self.0.push((name.into(), bytes.into()));
    }

    /// All runs, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), &**bytes))
    }
}

/// Parts that were kept, by name.
#[derive(Clone, Default)]
pub struct Kept(BTreeMap<String, Bytes>);

impl Kept {
    /// A part's bytes.
    pub fn bytes(&self, name: &str) -> Option<Bytes> {
        self.0.get(name).cloned()
    }

    /// A part that is a list.
    pub fn list<T: Plain>(&self, name: &str) -> Option<List<T>> {
        List::lent(self.bytes(name)?)
    }

    /// All parts whose names begin with `front`, by what follows it.
    pub fn under(&self, front: &str) -> impl Iterator<Item = (&str, &Bytes)> {
        self.0.iter().filter_map(move |(name, bytes)| Some((name.strip_prefix(front)?, bytes)))
    }
}

impl FromIterator<(String, Bytes)> for Kept {
    fn from_iter<I: IntoIterator<Item = (String, Bytes)>>(parts: I) -> Self {
        Self(parts.into_iter().collect())
    }
}

/// Everything as it would come back from a file, for tests.
#[cfg(test)]
pub(crate) fn kept(parts: &Parts<'_>) -> Kept {
    // Every part begins where a number may.
    let aligned = |bytes: &[u8]| {
        let mut space = vec![0; bytes.len() + 8];
        let begin = space.as_ptr().align_offset(8);
        space[begin..begin + bytes.len()].copy_from_slice(bytes);
        Bytes::new(space).slice(begin..begin + bytes.len())
    };
    parts.iter().map(|(name, bytes)| (name.to_owned(), aligned(bytes))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lent_list_reads_as_it_was_and_is_copied_to_change() {
        let own: List<[u32; 2]> = vec![[1, 2], [3, 4]].into();
        let mut parts = Parts::default();
        parts.add("pairs", own.bytes());
        let mut lent: List<[u32; 2]> = kept(&parts).list("pairs").expect("a list");
        assert_eq!(*lent, *own);
        lent.push([5, 6]);
        assert_eq!(lent.len(), 3);
        assert!(kept(&parts).list::<[u32; 3]>("pairs").is_none(), "16 bytes are no rows of 12");
        assert!(kept(&parts).list::<u32>("others").is_none());
    }
}
