//! Lists of words, looked into by the first letter: most words are in none of them, and are not compared with any.

/// Words with what each stands for, in the order of their first letters.
#[derive(Debug)]
pub(super) struct Table<V: 'static> {
    rows: &'static [(&'static str, V)],
    /// Where the words of each letter begin, and where the last ones end.
    begins: [u8; 27],
}

impl<V> Table<V> {
    /// A table of words that begin with `a` to `z`.
    ///
    /// # Panics
    /// When they are out of order; in a `static` the compiler says so.
    pub(super) const fn new(rows: &'static [(&'static str, V)]) -> Self {
        assert!(rows.len() <= u8::MAX as usize, "a table is too long");
        let mut begins = [0; 27];
        let (mut letter, mut row) = (0, 0);
        while letter < 26 {
            begins[letter] = row as u8;
            while row < rows.len() && rows[row].0.as_bytes()[0] == b'a' + letter as u8 {
                row += 1;
            }
            letter += 1;
        }
        begins[26] = row as u8;
        assert!(row == rows.len(), "a table is out of order");
        Self { rows, begins }
    }

    /// What a word stands for, where it is listed.
    pub(super) fn get(&self, word: &str) -> Option<&V> {
        let letter = usize::from(word.bytes().next()?.wrapping_sub(b'a'));
        let (from, to) = (*self.begins.get(letter)?, *self.begins.get(letter + 1)?);
        let rows = &self.rows[usize::from(from)..usize::from(to)];
        rows.iter().find(|(known, _)| *known == word).map(|(_, value)| value)
    }

    /// Whether a word is listed.
    pub(super) fn has(&self, word: &str) -> bool {
        self.get(word).is_some()
    }
}

/// A table of words that stand for nothing but themselves.
macro_rules! listed {
    ($($word:literal),* $(,)?) => {
        $crate::domain::judge::table::Table::new(&[$(($word, ())),*])
    };
}
pub(super) use listed;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_as_a_whole_or_not_at_all() {
        static FRUIT: Table<u8> = Table::new(&[("apple", 1), ("apricot", 2), ("pear", 3), ("zest", 4)]);
        static SPICES: Table<()> = listed!["anise", "mace"];
        for (word, value) in [("apple", 1), ("apricot", 2), ("pear", 3), ("zest", 4)] {
            assert_eq!(FRUIT.get(word), Some(&value));
        }
        for word in ["", "a", "appl", "apples", "banana", "Apple", "1", "{", "é", "\u{7f}"] {
            assert!(!FRUIT.has(word), "{word}");
        }
        assert!(SPICES.has("mace") && !SPICES.has("mac"));
    }
}
