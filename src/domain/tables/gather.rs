//! Values of one document while they are being found: packed as soon as there are very many, so that a
//! million of them never stand side by side as they are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::records::{Fields, Packed, Record, Records, record};
use super::{Bytes, List};

/// Fewer values are held as they are: they take little memory, and are read quicker.
pub(crate) const PACKED_FROM: usize = 2_000;

/// Values that are being gathered.
pub struct Gathered<T> {
    document: Arc<str>,
    /// All of them, until they are too many.
    listed: Vec<T>,
    bytes: Vec<u8>,
    ends: Vec<u64>,
    instead: BTreeMap<usize, T>,
}

impl<T: Record> Gathered<T> {
    /// None yet, of the document with this path.
    pub fn new(document: &Arc<str>) -> Self {
        let (listed, bytes, ends) = (Vec::new(), Vec::new(), Vec::new());
        Self { document: document.clone(), listed, bytes, ends, instead: BTreeMap::new() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.listed.len() + self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds one at the end.
    pub fn push(&mut self, item: T) {
        if self.ends.is_empty() && self.listed.len() < PACKED_FROM {
            return self.listed.push(item);
        }
        for item in std::mem::take(&mut self.listed).into_iter().chain([item]) {
            item.write(&mut self.bytes);
            self.ends.push(self.bytes.len() as u64);
        }
    }

    /// One by its number, from 0.
    pub fn get(&self, number: usize) -> Option<Cow<'_, T>> {
        if let Some(item) = self.listed.get(number).or_else(|| self.instead.get(&number)) {
            return Some(Cow::Borrowed(item));
        }
        let is_there = number < self.ends.len();
        let read = |mut fields: Fields<'_>| Cow::Owned(T::read(&mut fields, &self.document));
        is_there.then(|| read(record(&self.bytes, &self.ends, number)))
    }

    /// Puts another in the place of one.
    pub fn put(&mut self, number: usize, item: T) {
        match self.listed.get_mut(number) {
            Some(listed) => *listed = item,
            None => drop(self.instead.insert(number, item)),
        }
    }

    /// All of them, as they are or packed.
    pub fn finish(mut self) -> Records<T> {
        if self.ends.is_empty() {
            return self.listed.into();
        }
        if !self.instead.is_empty() {
            return self.written_anew();
        }
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
        let (bytes, ends) = (Bytes::new(self.bytes), Arc::new(List::from(self.ends)));
        Records::from(Packed { document: self.document, bytes, ends, instead: BTreeMap::new() })
    }

    /// What was put in the place of others belongs to the document, and is kept with it.
    fn written_anew(self) -> Records<T> {
        let mut anew = Self::new(&self.document);
        (0..self.len()).filter_map(|number| self.get(number)).for_each(|item| anew.push(item.into_owned()));
        anew.finish()
    }
}
