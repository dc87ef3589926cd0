//! What each platform can show, said by each for itself and made into one table.

/// What a platform shows, row by row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shows {
    /// The platform's name.
    pub platform: &'static str,
    /// How a reply is for the asker alone.
    pub private: String,
    /// How a card's time goes on.
    pub countdown: String,
    /// Whether a card changes where it stands.
    pub edits: String,
    /// Buttons under a message.
    pub buttons: String,
    /// Forms and their fields.
    pub forms: String,
    /// How terms and decks complete.
    pub completion: String,
    /// Compared passages.
    pub columns: String,
    /// The mood of a reply.
    pub tone: String,
    /// The picture of a reply.
    pub pictures: String,
    /// Threads and quizzes in them.
    pub threads: String,
    /// Answers typed into the channel.
    pub typed: String,
    /// Who moderates.
    pub moderators: String,
}

/// One row: its name, and where a platform says it.
type Row = (&'static str, fn(&Shows) -> &String);

const ROWS: [Row; 12] = [
    ("a reply for the asker alone", |shows| &shows.private),
    ("a card's countdown", |shows| &shows.countdown),
    ("a card that closes", |shows| &shows.edits),
    ("buttons", |shows| &shows.buttons),
    ("forms", |shows| &shows.forms),
    ("terms and decks complete", |shows| &shows.completion),
    ("compared passages", |shows| &shows.columns),
    ("the mood of a reply", |shows| &shows.tone),
    ("pictures of a quiz's end and of progress", |shows| &shows.pictures),
    ("threads", |shows| &shows.threads),
    ("answers typed into the channel", |shows| &shows.typed),
    ("moderators", |shows| &shows.moderators),
];

/// The table in Markdown, for the platforms that are built in.
pub fn table() -> String {
    let platforms = [
        #[cfg(feature = "console")]
        super::console::shows(),
        #[cfg(feature = "discord")]
        super::discord::shows(),
        #[cfg(feature = "slack")]
        super::slack::shows(),
    ];
    let names: Vec<&str> = platforms.iter().map(|shows| shows.platform).collect();
    let mut table = format!("| | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for (name, cell) in ROWS {
        let cells: Vec<&str> = platforms.iter().map(|shows| cell(shows).as_str()).collect();
        table += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    table
}
