//! Reads text into [`Words`] a character at a time.
//!
//! This folds on its own rather than through `fold`, which drops what the judge must
//! keep: signs, case, and what stood between two words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::table::{Table, listed};
use super::words::{Case, Gap, Kind, Word, Words};
use super::{number, stem};
use crate::domain::fold::is_invisible as is_unseen;

impl Words {
    /// Reads `text` without its frame ("What is …?", "I think …").
    pub(super) fn read(text: &str) -> Self {
        let mut words = Self::read_all(text);
        words.drop_frames();
        words
    }

    /// Reads `text`, frame and all.
    pub(super) fn read_all(text: &str) -> Self {
        let mut reader = Reader::new(text.len());
        if text.is_ascii() {
            reader.scan(text.chars());
        } else {
            reader.scan(text.nfkd());
        }
        reader.words
    }
}

/// Builds [`Words`] a character at a time.
struct Reader {
    words: Words,
    /// Where the word under way starts in `plain`; none between words.
    start: Option<u32>,
    gap: Gap,
    letters: u32,
    capitals: u32,
    first_is_capital: bool,
}

impl Reader {
    fn new(length: usize) -> Self {
        let words = Words {
            plain: String::with_capacity(length + 8),
            stems: String::with_capacity(length + 8),
            list: Vec::with_capacity(length / 5 + 2),
        };
        Self { words, start: None, gap: Gap::Space, letters: 0, capitals: 0, first_is_capital: false }
    }

    fn scan(&mut self, mut chars: impl Iterator<Item = char> + Clone) {
        let mut before = ' ';
        while let Some(c) = chars.next() {
            let spaced = before;
            before = c;
            // Points and marks of some scripts count as letters, so they are dropped first.
            if !c.is_ascii() && is_invisible(c) {
                continue;
            }
            if c.is_alphanumeric() {
                self.push(c);
                continue;
            }
            if !c.is_ascii() && is_combining_mark(c) {
                if self.start.is_some() {
                    self.words.plain.push(c);
                }
                continue;
            }
            match c {
                '\'' | '’' | '‘' | 'ʼ' | '`' if self.start.is_some() => {}
                '.' if self.keeps_point(chars.clone(), spaced) => {}
                ',' if self.is_thousands_comma(chars.clone()) => {}
                '+' | '#' if self.start.is_some() && !next_is_word(chars.clone()) => self.words.plain.push(c),
                '-' | '−' if self.is_sign(chars.clone(), spaced) => self.push_sign('-'),
                _ => self.part(c),
            }
        }
        self.finish();
        self.read_last_numeral();
    }

    fn push(&mut self, c: char) {
        if self.start.is_none() {
            if !self.words.plain.is_empty() {
                self.words.plain.push(' ');
            }
            self.start = Some(self.words.plain.len() as u32);
            (self.letters, self.capitals, self.first_is_capital) = (0, 0, c.is_uppercase());
        }
        if c.is_alphabetic() {
            self.letters += 1;
            self.capitals += u32::from(c.is_uppercase());
        }
        if c.is_ascii() {
            self.words.plain.push(c.to_ascii_lowercase());
            return;
        }
        match c {
            'ß' | 'ẞ' => self.words.plain.push_str("ss"),
            'æ' | 'Æ' => self.words.plain.push_str("ae"),
            'œ' | 'Œ' => self.words.plain.push_str("oe"),
            'ø' | 'Ø' => self.words.plain.push('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => self.words.plain.push('d'),
            'ł' | 'Ł' => self.words.plain.push('l'),
            'ı' => self.words.plain.push('i'),
            'þ' | 'Þ' => self.words.plain.push_str("th"),
            'ς' => self.words.plain.push('σ'),
            _ => self.words.plain.extend(c.to_lowercase()),
        }
    }

    fn push_sign(&mut self, sign: char) {
        if self.start.is_none() {
            self.push('0');
            self.words.plain.pop();
        }
        self.words.plain.push(sign);
    }

    /// A point between digits, and between the letters of "U.S.".
    fn keeps_point(&mut self, mut rest: impl Iterator<Item = char>, spaced: char) -> bool {
        let (next, after) = (rest.next().unwrap_or(' '), rest.next().unwrap_or(' '));
        let Some(start) = self.start else {
            if next.is_ascii_digit() && spaced.is_whitespace() {
                self.push('0');
                self.words.plain.push('.');
                return true;
            }
            return false;
        };
        if spaced.is_ascii_digit() && next.is_ascii_digit() {
            self.words.plain.push('.');
            return true;
        }
        let single = self.letters > 0 && self.words.plain.len() as u32 - start == self.letters;
        single
            && next.is_alphabetic()
            && (after == '.' || (!after.is_alphanumeric() && self.capitals == self.letters))
    }

    fn is_thousands_comma(&self, rest: impl Iterator<Item = char>) -> bool {
        let in_number = self.start.is_some() && self.words.plain.ends_with(|c: char| c.is_ascii_digit());
        in_number && rest.take_while(char::is_ascii_digit).count() == 3
    }

    /// A minus before a number, or a charge behind a short symbol such as "Cl-".
    fn is_sign(&self, mut rest: impl Iterator<Item = char>, spaced: char) -> bool {
        let next = rest.next();
        match self.start {
            None => {
                (spaced.is_whitespace() || matches!(spaced, '^' | '(' | '=' | '<' | '>' | ','))
                    && next.is_some_and(|c| c.is_ascii_digit())
            }
            Some(start) => {
                self.first_is_capital
                    && self.words.plain.len() as u32 - start <= 2
                    && next.is_none_or(|c| c.is_whitespace())
            }
        }
    }

    /// A character that parts words.
    fn part(&mut self, c: char) {
        self.finish();
        let gap = match c {
            ',' | ';' | '\n' | '|' => Gap::Comma,
            '/' | '\\' => Gap::Slash,
            '-' | '–' | '—' | '‐' | '‑' => Gap::Hyphen,
            _ => Gap::Space,
        };
        if gap != Gap::Space {
            self.gap = gap;
        }
        match c {
            '%' => self.symbol("percent"),
            '$' => self.symbol("dollar"),
            '€' => self.symbol("euro"),
            '£' => self.symbol("pound"),
            '&' => self.symbol("and"),
            '+' | '=' | '<' | '>' | '±' | '×' | '÷' | '\u{2190}'..='\u{22ff}' => {
                self.symbol(c.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
    }

    fn symbol(&mut self, name: &str) {
        if !self.words.plain.is_empty() {
            self.words.plain.push(' ');
        }
        self.start = Some(self.words.plain.len() as u32);
        (self.letters, self.capitals, self.first_is_capital) = (0, 0, false);
        self.words.plain.push_str(name);
        self.finish();
    }

    fn finish(&mut self) {
        let Some(start) = self.start.take() else { return };
        let gap = std::mem::replace(&mut self.gap, Gap::Space);
        let case = match self.capitals {
            _ if !self.first_is_capital => Case::Lower,
            capitals if capitals > 1 && capitals == self.letters => Case::Upper,
            _ => Case::Capital,
        };
        let start = start - self.drop_article(start, case);
        let end = self.words.plain.len() as u32;
        let plain = &self.words.plain[start as usize..];
        if let Some(spelled_out) = spelled_out(plain) {
            self.words.plain.truncate(start as usize);
            self.gap = gap;
            self.scan(spelled_out.chars());
            return;
        }
        if self.joins_state(start as usize, end) {
            return;
        }
        let plain = &self.words.plain[start as usize..];
        let kind = kind_of(plain);
        if kind == Kind::Number && gap != Gap::Comma && self.joins_number(start as usize, end) {
            return;
        }
        let stem_start = self.words.stems.len() as u32;
        if gap == Gap::Hyphen && end - start == 2 {
            self.push_century(start as usize);
        }
        stem::push(&self.words.plain[start as usize..], &mut self.words.stems);
        let stem = (stem_start, self.words.stems.len() as u32);
        self.words.list.push(Word { plain: (start, end), stem, gap, kind, case });
    }

    /// Takes out an article now that a word follows it; behind nothing it is none
    /// ("vitamin A"). Returns by how much the word under way has moved.
    fn drop_article(&mut self, start: u32, case: Case) -> u32 {
        let Some(last) = self.words.list.last() else { return 0 };
        let from = last.plain.0;
        let article = match &self.words.plain[from as usize..last.plain.1 as usize] {
            "the" | "an" => true,
            "a" => last.case == Case::Lower || (self.words.list.len() == 1 && case != Case::Upper),
            _ => false,
        };
        if !article {
            return 0;
        }
        self.words.plain.replace_range(from as usize..start as usize, "");
        self.words.stems.truncate(last.stem.0 as usize);
        self.words.list.pop();
        start - from
    }

    /// Adds a number word to the number before it: "twenty-one", "5 million", "nineteen ninety".
    fn joins_number(&mut self, start: usize, end: u32) -> bool {
        let Some(last) = self.words.list.last_mut() else { return false };
        if last.kind != Kind::Number {
            return false;
        }
        let before = &self.words.plain[last.plain.0 as usize..last.plain.1 as usize];
        let stem = &self.words.stems[last.stem.0 as usize..];
        let Some(sum) = number::joined(before, stem, &self.words.plain[start..]) else { return false };
        self.words.stems.truncate(last.stem.0 as usize);
        self.words.stems.push_str(&sum.to_string());
        last.plain.1 = end;
        last.stem.1 = self.words.stems.len() as u32;
        true
    }

    /// "United States" counts as "US", and so for the Kingdom.
    fn joins_state(&mut self, start: usize, end: u32) -> bool {
        let Some(last) = self.words.list.last_mut() else { return false };
        if &self.words.plain[last.plain.0 as usize..last.plain.1 as usize] != "united" {
            return false;
        }
        let short = match &self.words.plain[start..] {
            "states" => "us",
            "kingdom" => "uk",
            _ => return false,
        };
        self.words.stems.truncate(last.stem.0 as usize);
        self.words.stems.push_str(short);
        last.plain.1 = end;
        last.stem.1 = self.words.stems.len() as u32;
        true
    }

    /// The second year of "1648-51" means 1651.
    fn push_century(&mut self, start: usize) {
        let Some(last) = self.words.list.last() else { return };
        let year = &self.words.plain[last.plain.0 as usize..last.plain.1 as usize];
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if year.len() == 4 && digits(year) && digits(&self.words.plain[start..]) {
            self.words.stems.push_str(&year[..2]);
        }
    }

    /// A last "I", "V" or "X" behind another word is a numeral: "Henry V".
    fn read_last_numeral(&mut self) {
        let length = self.words.list.len();
        if length < 2 || self.words.list[length - 2].kind != Kind::Content {
            return;
        }
        let Some(value) = number::single_numeral(self.words.plain(length - 1)) else { return };
        if let Some(last) = self.words.list.last_mut() {
            self.words.stems.truncate(last.stem.0 as usize);
            self.words.stems.push_str(value);
            last.stem.1 = self.words.stems.len() as u32;
            last.kind = Kind::Number;
        }
    }
}

static STOP_WORDS: Table<()> = listed![
    "about", "are", "as", "at", "be", "because", "been", "being", "by", "can", "did", "do", "does", "for",
    "from", "had", "has", "have", "he", "her", "his", "i", "in", "into", "is", "it", "its", "my", "of", "on",
    "our", "she", "so", "some", "such", "that", "their", "them", "there", "these", "they", "this", "those",
    "to", "via", "was", "we", "were", "when", "which", "who", "will", "with", "would", "you", "your",
];

static NEGATIONS: Table<()> = listed![
    "arent", "cannot", "cant", "didnt", "doesnt", "dont", "except", "isnt", "neither", "never", "no",
    "nobody", "non", "none", "nor", "not", "wasnt", "werent", "without", "wont",
];

fn kind_of(plain: &str) -> Kind {
    match plain {
        "and" => return Kind::And,
        "or" => return Kind::Or,
        _ => {}
    }
    let first = plain.chars().next().unwrap_or(' ');
    if first.is_numeric() || (first == '-' && plain.len() > 1) || number::value(plain).is_some() {
        Kind::Number
    } else if !first.is_alphanumeric() {
        Kind::Symbol
    } else if NEGATIONS.has(plain) {
        Kind::Negation
    } else if STOP_WORDS.has(plain) {
        Kind::Stop
    } else {
        Kind::Content
    }
}

/// The world wars' short names, which no rule for acronyms would read, and a number with
/// its unit glued on.
fn spelled_out(plain: &str) -> Option<String> {
    const UNITS: &[&str] =
        &["am", "bn", "cm", "ft", "hz", "kg", "km", "kw", "m", "mg", "ml", "mm", "mph", "nm", "pm", "w"];
    match plain {
        "ww1" | "wwi" => return Some("World War 1".to_owned()),
        "ww2" | "wwii" => return Some("World War 2".to_owned()),
        _ => {}
    }
    let unit = plain.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &plain[..plain.len() - unit.len()];
    (!number.is_empty() && UNITS.contains(&unit)).then(|| format!("{number} {unit}"))
}

fn next_is_word(mut rest: impl Iterator<Item = char>) -> bool {
    rest.next().is_some_and(char::is_alphanumeric)
}

/// Marks that show nothing, and the accents of scripts where leaving them out is common.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{0337}' | '\u{0339}'..='\u{036f}'
        | '\u{0591}'..='\u{05c7}' | '\u{064b}'..='\u{065f}' | '\u{0670}'
        | '\u{fe00}'..='\u{fe0f}')
        || is_unseen(c)
}
