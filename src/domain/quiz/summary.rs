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
    /// How long each right answer took, in milliseconds from when the card was shown.
    pub right_millis: Vec<i64>,
}

impl Player {
    /// How long a right answer took on average, in milliseconds; none without one.
    pub fn average_millis(&self) -> Option<i64> {
        let answers = i64::try_from(self.right_millis.len()).ok().filter(|answers| *answers > 0)?;
        Some(self.right_millis.iter().sum::<i64>() / answers)
    }
}

/// The end of a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The deck's name, as shown.
    pub deck: String,
    /// Who had any points, the best first.
    pub players: Vec<Player>,
    /// The answers of the cards that nobody had right, in playing order.
    pub unknown: Vec<String>,
}
