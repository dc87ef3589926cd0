//! Typed text as words: folded for comparison, each with its place and its kind.
//!
//! Reading forgives case, width, accents, punctuation, articles and frames such as
//! "What is …?". It keeps what makes a different answer: digits, signs, `C++`, `C#`.

/// What parted a word from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Space,
    Hyphen,
    Comma,
    Slash,
}

/// What a word does in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Content,
    /// Carries no meaning of its own: "of", "is".
    Stop,
    /// "and" and "&".
    And,
    Or,
    /// Turns the meaning round: "not", "without".
    Negation,
    Number,
    Symbol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Capital,
    Upper,
}

#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) plain: (u32, u32),
    pub(super) stem: (u32, u32),
    pub(super) gap: Gap,
    pub(super) kind: Kind,
    pub(super) case: Case,
}

/// The words of a text. `plain` joins them with single spaces, `stems` with nothing, so
/// that a whole answer compares as one slice however it was spaced.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) plain: String,
    pub(super) stems: String,
    pub(super) list: Vec<Word>,
}

impl Words {
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn word(&self, index: usize) -> &Word {
        &self.list[index]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Word> {
        self.list.iter()
    }

    pub(super) fn plain(&self, index: usize) -> &str {
        let (start, end) = self.list[index].plain;
        &self.plain[start as usize..end as usize]
    }

    pub(super) fn stem(&self, index: usize) -> &str {
        let (start, end) = self.list[index].stem;
        &self.stems[start as usize..end as usize]
    }

    /// All words, folded, joined with single spaces.
    pub(super) fn key(&self) -> &str {
        match (self.list.first(), self.list.last()) {
            (Some(first), Some(last)) => &self.plain[first.plain.0 as usize..last.plain.1 as usize],
            _ => "",
        }
    }

    /// All stems, joined with nothing.
    pub(super) fn squashed(&self) -> &str {
        match (self.list.first(), self.list.last()) {
            (Some(first), Some(last)) => &self.stems[first.stem.0 as usize..last.stem.1 as usize],
            _ => "",
        }
    }

    /// The words from `start` up to `end` as words of their own.
    pub(super) fn part(&self, start: usize, end: usize) -> Self {
        Self { plain: self.plain.clone(), stems: self.stems.clone(), list: self.list[start..end].to_vec() }
    }

    pub(super) fn drop_frames(&mut self) {
        let mut start = 0;
        while let Some(length) = self.frame_at(start) {
            if start + length >= self.list.len() {
                break;
            }
            start += length;
        }
        self.list.drain(..start);
        while let Some(length) = self.tail_length() {
            if length >= self.list.len() {
                break;
            }
            self.list.truncate(self.list.len() - length);
        }
    }

    fn frame_at(&self, start: usize) -> Option<usize> {
        let at = |index: usize| if index < self.list.len() { self.plain(index) } else { "" };
        FRAMES
            .iter()
            .find(|frame| {
                frame.iter().enumerate().all(|(offset, options)| options.contains(&at(start + offset)))
            })
            .map(|frame| frame.len())
    }

    fn tail_length(&self) -> Option<usize> {
        let length = self.list.len();
        TAILS
            .iter()
            .find(|tail| {
                tail.len() < length
                    && tail.iter().enumerate().all(|(at, word)| self.plain(length - tail.len() + at) == *word)
            })
            .map(|tail| tail.len())
    }
}

/// What members put before an answer; one of the words at each place.
const FRAMES: &[&[&[&str]]] = &[
    &[&["what", "who", "where", "when", "which"], &["is", "are", "was", "were"]],
    &[&["whats", "whos", "wheres", "its", "thats", "theyre"]],
    &[&["it", "this", "that", "they", "these", "those", "there"], &["is", "are", "was", "were", "means"]],
    &[&["it", "that", "this"], &["would", "could", "might", "must"], &["be"]],
    &[&["i", "we"], &["think", "believe", "guess", "say"]],
    &[&["im"], &["guessing"]],
    &[&["my", "correct", "right"], &["answer", "guess"], &["is"]],
    &[&["answer"], &["is"]],
    &[&["called", "named"]],
    &[&["known"], &["as"]],
    &[&["is", "was"], &["it", "this", "that"]],
    &[&["maybe", "probably", "perhaps", "um", "uh", "hmm", "ok", "okay", "oh"]],
];

const TAILS: &[&[&str]] = &[
    &["i", "think"],
    &["i", "guess"],
    &["i", "believe"],
    &["please"],
    &["maybe"],
    &["probably"],
    &["lol"],
    &["is", "answer"],
];
