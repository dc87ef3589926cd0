//! A picture as meaning: what is compared, not where its pixels stand.
//!
//! The reply that carries one says the same in words, for those who cannot see it.

/// How many rows a panel of bars or lines takes; more are counted in a last row.
pub const ROWS: usize = 15;

/// A picture beside a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// A word for its file.
    pub name: &'static str,
    /// What it shows, in a sentence or two, for those who cannot see it.
    pub alt: String,
    /// The headline.
    pub title: String,
    /// What is shown, from above.
    pub panels: Vec<Panel>,
}

/// One part of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Lying bars, one under another.
    Bars {
        /// What is compared.
        heading: String,
        /// The bars.
        bars: Vec<Bar>,
    },
    /// Standing bars, side by side.
    Columns {
        /// What is compared.
        heading: String,
        /// The bars, whose labels stand under them; a few letters fit.
        bars: Vec<Bar>,
    },
    /// Shares over time.
    Line {
        /// What is shown.
        heading: String,
        /// Each with its label and a share in thousandths; none where nothing is known.
        points: Vec<(String, Option<u16>)>,
    },
    /// Lines of words.
    Lines {
        /// What they are.
        heading: String,
        /// The lines.
        lines: Vec<String>,
    },
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Whose or what it is. Data, not markup.
    pub label: String,
    /// How long it is, in comparison with the others of its panel; below 0 is 0.
    pub value: i64,
    /// What stands at its end.
    pub shown: String,
    /// Whether it stands out among the others.
    pub best: bool,
}
