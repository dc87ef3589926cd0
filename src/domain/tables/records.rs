//! Values written one behind the other, and read back one at a time.
//!
//! A library of a million entries holds them so: what nobody asks for takes no more than its letters.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Bytes, Kept, List, Parts};

/// A value that can be written as bytes and read back.
pub trait Record: Clone + PartialEq + fmt::Debug {
    /// Writes it behind what is there.
    fn write(&self, bytes: &mut Vec<u8>);
    /// Reads it back; `document` is the path of the document that it belongs to.
    fn read(fields: &mut Fields<'_>, document: &Arc<str>) -> Self;
}

/// The fields of a written record, from the first on. Past its end every field is empty.
pub struct Fields<'b>(pub &'b [u8]);

impl<'b> Fields<'b> {
    /// The next number.
    pub fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0u32, 0);
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    /// The next text.
    pub fn text(&mut self) -> &'b str {
        let length = (self.number() as usize).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// The next text, where there is one.
    pub fn maybe(&mut self) -> Option<&'b str> {
        (self.number() != 0).then(|| self.text())
    }

    /// The next texts.
    pub fn texts(&mut self) -> Vec<String> {
        let count = self.number();
        (0..count).map_while(|_| (!self.0.is_empty()).then(|| self.text().to_owned())).collect()
    }
}

/// Writes a number: seven bits a byte, the lowest first.
pub fn write_number(mut number: u32, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Writes a text. Documents' lines are far shorter than the longest that there can be.
pub fn write_text(text: &str, bytes: &mut Vec<u8>) {
    write_number(u32::try_from(text.len()).unwrap_or(0), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// Writes a text that may be missing.
pub fn write_maybe(text: Option<&str>, bytes: &mut Vec<u8>) {
    write_number(u32::from(text.is_some()), bytes);
    if let Some(text) = text {
        write_text(text, bytes);
    }
}

/// Writes several texts.
pub fn write_texts(texts: &[String], bytes: &mut Vec<u8>) {
    write_number(texts.len() as u32, bytes);
    texts.iter().for_each(|text| write_text(text, bytes));
}

/// Many values of one document: as they are, or packed where they are very many.
#[derive(Clone)]
pub struct Records<T>(Held<T>);

#[derive(Clone)]
enum Held<T> {
    Listed(Vec<T>),
    Packed(Packed<T>),
}

#[derive(Clone)]
pub(super) struct Packed<T> {
    pub(super) document: Arc<str>,
    pub(super) bytes: Bytes,
    /// Where each record ends, in bytes.
    pub(super) ends: Arc<List<u64>>,
    /// What was put in the place of records since they were packed.
    pub(super) instead: BTreeMap<usize, T>,
}

impl<T> Packed<T> {
    fn record(&self, number: usize) -> Fields<'_> {
        record(&self.bytes, &self.ends, number)
    }
}

/// The fields of a record, of those that end at `ends`.
pub(super) fn record<'b>(bytes: &'b [u8], ends: &[u64], number: usize) -> Fields<'b> {
    let begin = number.checked_sub(1).map_or(0, |before| ends.get(before).copied().unwrap_or(0));
    let end = ends.get(number).copied().unwrap_or(0);
    Fields(bytes.get(begin as usize..end as usize).unwrap_or_default())
}

impl<T: Record> Records<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Held::Listed(items) => items.len(),
            Held::Packed(packed) => packed.ends.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One by its number, from 0.
    pub fn get(&self, number: usize) -> Option<Cow<'_, T>> {
        match &self.0 {
            Held::Listed(items) => items.get(number).map(Cow::Borrowed),
            Held::Packed(packed) if number < packed.ends.len() => Some(match packed.instead.get(&number) {
                Some(item) => Cow::Borrowed(item),
                None => Cow::Owned(T::read(&mut packed.record(number), &packed.document)),
            }),
            Held::Packed(_) => None,
        }
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, T>> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    /// What `listed` reads of one as it is, or `packed` of its first fields: all of it need not be read.
    pub(crate) fn peek<'r, V>(
        &'r self,
        number: usize,
        listed: impl Fn(&'r T) -> V,
        packed: impl Fn(&mut Fields<'r>) -> V,
    ) -> Option<V> {
        match &self.0 {
            Held::Listed(items) => items.get(number).map(listed),
            Held::Packed(held) => Some(match held.instead.get(&number) {
                Some(item) => listed(item),
                None => packed(&mut held.record(number)),
            }),
        }
    }

    /// Puts another in the place of one.
    pub fn put(&mut self, number: usize, item: T) {
        match &mut self.0 {
            Held::Listed(items) => items.splice(number..=number, [item]).for_each(drop),
            Held::Packed(packed) => drop(packed.instead.insert(number, item)),
        }
    }

    /// Adds its parts under a name. What was put in the place of others is left out: it is not the document's.
    pub fn keep<'a>(&'a self, name: &str, parts: &mut Parts<'a>) {
        let (bytes, ends): (Cow<'a, [u8]>, Cow<'a, [u8]>) = match &self.0 {
            Held::Packed(packed) => ((&*packed.bytes).into(), packed.ends.bytes().into()),
            Held::Listed(items) => {
                let (mut bytes, mut ends) = (Vec::new(), List::default());
                for item in items {
                    item.write(&mut bytes);
                    ends.push(bytes.len() as u64);
                }
                (bytes.into(), ends.bytes().to_vec().into())
            }
        };
        parts.add(format!("{name}.records"), bytes);
        parts.add(format!("{name}.ends"), ends);
    }

    /// The records of a document that were kept under a name.
    pub fn lent(name: &str, document: &Arc<str>, kept: &Kept) -> Option<Self> {
        Some(Self(Held::Packed(Packed {
            document: document.clone(),
            bytes: kept.bytes(&format!("{name}.records"))?,
            ends: Arc::new(kept.list(&format!("{name}.ends"))?),
            instead: BTreeMap::new(),
        })))
    }
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self(Held::Listed(Vec::new()))
    }
}

impl<T> From<Vec<T>> for Records<T> {
    fn from(items: Vec<T>) -> Self {
        Self(Held::Listed(items))
    }
}

impl<T> From<Packed<T>> for Records<T> {
    fn from(packed: Packed<T>) -> Self {
        Self(Held::Packed(packed))
    }
}

impl<T> FromIterator<T> for Records<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Held::Listed(items.into_iter().collect()))
    }
}

impl<'r, T: Record> IntoIterator for &'r Records<T> {
    type Item = Cow<'r, T>;
    type IntoIter = Box<dyn Iterator<Item = Cow<'r, T>> + 'r>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl<T: Record> PartialEq for Records<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other.iter()).all(|(one, other)| one == other)
    }
}

impl<T: Record + Eq> Eq for Records<T> {}

impl<T: Record> fmt::Debug for Records<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
