//! The modes of a quiz, as data: what a card asks, how often a member may try, and whether
//! being first matters. The rules of play read this table and name no mode.

use serde::{Deserialize, Serialize};

/// How a quiz is played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The first right answer scores most; for a few seconds others still score less.
    #[default]
    Race,
    /// Everyone who is right before the time is over scores.
    Everyone,
    /// As everyone, but each member has one try.
    OneTry,
    /// The answer is chosen among several by a button.
    Choice,
    /// The term is shown, and its definition is chosen by a button.
    Reverse,
    /// As everyone, with the cards that were missed before.
    Review,
}

/// What a card asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The answer in the member's own words.
    Words,
    /// The answer among others.
    Answer,
    /// The definition among others.
    Definition,
}

/// What makes a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The mode.
    pub mode: Mode,
    /// Its name, as typed.
    pub word: &'static str,
    /// What its cards ask for.
    pub asks: Asks,
    /// Whether a member has one try a card.
    pub one_try: bool,
    /// Whether the first right answer ends the card.
    pub race: bool,
}

const fn rules(mode: Mode, word: &'static str, asks: Asks, one_try: bool, race: bool) -> Rules {
    Rules { mode, word, asks, one_try, race }
}

/// Every mode, the usual one first.
pub const MODES: &[Rules] = &[
    rules(Mode::Race, "race", Asks::Words, false, true),
    rules(Mode::Everyone, "everyone", Asks::Words, false, false),
    rules(Mode::OneTry, "one-try", Asks::Words, true, false),
    rules(Mode::Choice, "choice", Asks::Answer, true, false),
    rules(Mode::Reverse, "reverse", Asks::Definition, true, false),
    rules(Mode::Review, "review", Asks::Words, false, false),
];

/// The names of [`MODES`], in the same order.
pub const MODE_WORDS: &[&str] = &["race", "everyone", "one-try", "choice", "reverse", "review"];

impl Mode {
    /// What makes it.
    pub fn rules(self) -> &'static Rules {
        // The table has every mode, which a test holds; the first stands in for none.
        MODES.iter().find(|rules| rules.mode == self).unwrap_or(&MODES[0])
    }

    /// The mode of this name.
    pub fn named(word: &str) -> Option<Self> {
        MODES.iter().find(|rules| rules.word == word).map(|rules| rules.mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_is_in_the_table_under_its_name() {
        assert_eq!(MODES.iter().map(|rules| rules.word).collect::<Vec<_>>(), MODE_WORDS);
        for mode in [Mode::Race, Mode::Everyone, Mode::OneTry, Mode::Choice, Mode::Reverse, Mode::Review] {
            assert_eq!(mode.rules().mode, mode);
            assert_eq!(Mode::named(mode.rules().word), Some(mode));
        }
        assert_eq!(Mode::named("chess"), None);
    }
}
