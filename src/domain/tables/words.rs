//! Texts in one run, and tables that find a text, or anything that has a hash, by its content.

use super::{Kept, List, Parts};

/// Texts one behind the other.
#[derive(Clone, Default)]
pub struct Texts {
    letters: List<u8>,
    /// Where each text ends, in bytes.
    ends: List<u64>,
}

impl Texts {
    /// Adds a text at the end.
    pub fn push(&mut self, text: &str) {
        self.letters.own().extend_from_slice(text.as_bytes());
        self.ends.push(self.letters.len() as u64);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A text by its number; empty where there is none.
    pub fn get(&self, number: usize) -> &str {
        std::str::from_utf8(self.bytes(number)).unwrap_or_default()
    }

    /// The same without a look at whether it is text, for telling whether it is a text that is known.
    fn bytes(&self, number: usize) -> &[u8] {
        let begin = number.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or(0));
        let end = self.ends.get(number).copied().unwrap_or(0);
        self.letters.get(begin as usize..end as usize).unwrap_or_default()
    }

    /// Gives back the memory that was set aside for growing.
    pub fn settle(&mut self) {
        self.letters.settle();
        self.ends.settle();
    }

    /// Adds its parts under a name.
    pub fn keep<'a>(&'a self, name: &str, parts: &mut Parts<'a>) {
        parts.add(format!("{name}.letters"), self.letters.bytes());
        parts.add(format!("{name}.ends"), self.ends.bytes());
    }

    /// The texts that were kept under a name.
    pub fn lent(name: &str, kept: &Kept) -> Option<Self> {
        let (letters, ends) = (kept.list(&format!("{name}.letters"))?, kept.list(&format!("{name}.ends"))?);
        Some(Self { letters, ends })
    }
}

/// Numbers of things, found by the hash of what the things are.
///
/// Half of the slots stay free, so that looking for what is not there ends soon.
#[derive(Clone, Default)]
pub struct Numbers {
    /// A power of two of them; 0 is free, any other the number plus one.
    slots: List<u32>,
    taken: usize,
}

impl Numbers {
    /// The number with this hash that `is_it` knows.
    pub fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let slots = &*self.slots;
        let last = slots.len().checked_sub(1)?;
        let mut at = hash as usize & last;
        // Were every slot taken, by broken bytes, this would go round for ever.
        for _ in 0..slots.len() {
            let number = slots[at].checked_sub(1)?;
            if is_it(number) {
                return Some(number);
            }
            at = (at + 1) & last;
        }
        None
    }

    /// Adds a number that [`Numbers::find`] does not find; `hash_of` tells the hashes of those before it.
    pub fn add(&mut self, number: u32, hash: u64, hash_of: impl Fn(u32) -> u64) {
        if self.slots.len() < 2 * (self.taken + 1) {
            let grown = vec![0; (self.slots.len() * 2).max(16)];
            let before = std::mem::replace(&mut self.slots, grown.into());
            for number in before.iter().filter_map(|slot| slot.checked_sub(1)) {
                self.put(number, hash_of(number));
            }
        }
        self.put(number, hash);
        self.taken += 1;
    }

    fn put(&mut self, number: u32, hash: u64) {
        let slots = self.slots.own();
        let last = slots.len() - 1;
        let mut at = hash as usize & last;
        while slots[at] != 0 {
            at = (at + 1) & last;
        }
        slots[at] = number + 1;
    }

    /// Adds its part under a name.
    pub fn keep<'a>(&'a self, name: &str, parts: &mut Parts<'a>) {
        parts.add(name, self.slots.bytes());
    }

    /// The numbers that were kept under a name.
    pub fn lent(name: &str, kept: &Kept) -> Option<Self> {
        let slots: List<u32> = kept.list(name)?;
        let taken = slots.iter().filter(|slot| **slot != 0).count();
        (slots.is_empty() || slots.len().is_power_of_two()).then_some(Self { slots, taken })
    }
}

/// Words, each once, by number and by content.
#[derive(Clone, Default)]
pub struct Words {
    texts: Texts,
    numbers: Numbers,
}

impl Words {
    /// The number of a word.
    pub fn find(&self, word: &str) -> Option<u32> {
        let is_it = |number| self.texts.bytes(number as usize) == word.as_bytes();
        self.numbers.find(hash(word.bytes()), is_it)
    }

    /// The number of a word, which is added if it is new.
    pub fn learn(&mut self, word: &str) -> u32 {
        if let Some(number) = self.find(word) {
            return number;
        }
        // Numbers end below the largest, which stands for no word at all.
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX).min(u32::MAX - 2);
        let texts = &self.texts;
        self.numbers.add(number, hash(word.bytes()), |other| hash(texts.get(other as usize).bytes()));
        self.texts.push(word);
        number
    }

    /// A word by its number; empty where there is none.
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Gives back the memory that was set aside for growing.
    pub fn settle(&mut self) {
        self.texts.settle();
    }

    /// Adds its parts under a name.
    pub fn keep<'a>(&'a self, name: &str, parts: &mut Parts<'a>) {
        self.texts.keep(name, parts);
        self.numbers.keep(&format!("{name}.numbers"), parts);
    }

    /// The words that were kept under a name.
    pub fn lent(name: &str, kept: &Kept) -> Option<Self> {
        let (texts, numbers) = (Texts::lent(name, kept)?, Numbers::lent(&format!("{name}.numbers"), kept)?);
        (numbers.taken == texts.len()).then_some(Self { texts, numbers })
    }
}

/// FNV-1a, with the high bits folded down: slots are chosen by the low ones. It never changes.
pub(crate) fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let hash = bytes.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::super::kept;
    use super::*;

    #[test]
    fn words_are_found_by_content_before_and_after_they_were_kept() {
        let mut words = Words::default();
        let spelled = |number: u32| format!("w{:x}ö", number.wrapping_mul(2_654_435_761));
        for number in 0..1_000 {
            assert_eq!(words.find(&spelled(number)), None);
            assert_eq!(words.learn(&spelled(number)), number);
            assert_eq!(words.learn(&spelled(number / 2)), number / 2);
        }
        let mut parts = Parts::default();
        words.keep("words", &mut parts);
        let lent = Words::lent("words", &kept(&parts)).expect("kept");
        for number in 0..1_000 {
            assert_eq!(lent.find(&spelled(number)), Some(number));
            assert_eq!(lent.text(number), spelled(number));
        }
        assert_eq!((lent.find("w"), lent.text(1_000), lent.len()), (None, "", 1_000));
    }
}
