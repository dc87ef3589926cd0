//! What a quiz has come to: who had how many points, how fast, and what nobody knew.
//!
//! A value of its own, so that the picture and the words at the end say the same.

/// One member's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// The name as last seen. Data, not markup.
    pub name: String,
    /// Points.
    pub points: i64,
    /// How many cards were right.
    pub right: u32,
    /// How long these took together, in milliseconds from when each was shown.
    pub millis: i64,
}

impl Player {
    /// How long a right answer took on average, in milliseconds; none without one.
    pub fn average_millis(&self) -> Option<i64> {
        (self.right > 0).then(|| self.millis / i64::from(self.right))
    }
}

/// A card that somebody had right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Its answer.
    pub answer: String,
    /// Who was the quickest, as last seen. Data, not markup.
    pub name: String,
    /// How long that took, in milliseconds from when the card was shown.
    pub millis: i64,
    /// How many had it right.
    pub right: u32,
}

/// The end of a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The deck's name, as shown.
    pub deck: String,
    /// Who had any points, the best first.
    pub players: Vec<Player>,
    /// The cards that somebody had right, in playing order.
    pub solved: Vec<Solved>,
    /// The answers of the cards that nobody had right, in playing order.
    pub unknown: Vec<String>,
}
