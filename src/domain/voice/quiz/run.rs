//! What is said while a quiz runs and when it ends.

use super::said;
use crate::domain::quiz::{HINT_POINTS, Quiz, SILENT_CARDS};
use crate::domain::reply::{Reply, Tone};
use crate::domain::voice::picture::with_summary;
use crate::domain::voice::{code, count, paragraph, sorry, strong, text};

/// Why a quiz has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End<'a> {
    /// Behind the last card.
    Played,
    /// By a moderator of this name.
    Stopped(&'a str),
    /// Nobody has said anything for some cards.
    Silence,
    /// The program has a fault.
    Failed,
}

/// The end, with the scores.
pub fn ended(quiz: &Quiz, why: End<'_>) -> Reply {
    let scores = quiz.table();
    let mut spans = match why {
        End::Played => vec![],
        End::Stopped(name) => vec![strong(name), text(" has ended the quiz. ")],
        End::Silence => vec![
            text(format!("Nobody has answered for {SILENT_CARDS} cards, so I have stopped. Another time: ")),
            code("/quiz start"),
            text(". "),
        ],
        End::Failed => {
            vec![text(
                "Something went wrong on my side, so I have to stop here. What you have earned stays. ",
            )]
        }
    };
    if scores.is_empty() {
        spans.push(text("Nobody scored this time."));
    } else {
        let best = scores.iter().filter(|line| line.rank == 1).count();
        spans.push(text(if best > 1 { "A tie at the top." } else { "Well played!" }));
    }
    let reply = Reply {
        tone: Tone::Quiz,
        title: Some("The quiz is over".to_owned()),
        body: vec![paragraph(spans)],
        scores,
        note: Some(quiz.plan.deck.clone()),
        ..Reply::default()
    };
    match quiz.summary() {
        Some(summary) => with_summary(reply, quiz.id, &summary),
        None => reply,
    }
}

/// The clock stands still.
pub fn paused(by: &str) -> Reply {
    let spans =
        vec![strong(by), text(" has paused the quiz. It goes on with "), code("/quiz resume"), text(".")];
    said(Tone::Quiz, spans)
}

/// The clock goes on.
pub fn resumed(by: &str) -> Reply {
    said(Tone::Quiz, vec![strong(by), text(" lets the quiz go on.")])
}

/// The desk was away for a moment; the card that was open gets its whole time again.
pub fn back(quiz: &Quiz) -> Reply {
    let mut reply =
        said(Tone::Quiz, vec![text("I am back. All scores are kept, and the quiz goes on where it was.")]);
    reply.scores = quiz.table();
    reply
}

/// The desk was away for long; a moderator decides when the quiz goes on.
pub fn back_paused(quiz: &Quiz) -> Reply {
    let mut reply = said(
        Tone::Quiz,
        vec![
            text(
                "I was away for a while in the middle of a quiz. All scores are kept. A moderator can let it go on with ",
            ),
            code("/quiz resume"),
            text(" or end it with "),
            code("/quiz stop"),
            text("."),
        ],
    );
    reply.scores = quiz.table();
    reply
}

/// The clock stands still.
pub fn is_paused() -> Reply {
    sorry(vec![
        text("The quiz is paused. A moderator can let it go on with "),
        code("/quiz resume"),
        text("."),
    ])
}

/// It is not paused.
pub fn not_paused() -> Reply {
    sorry(vec![text("The quiz is not paused: its clock is running.")])
}

/// A press on a button of another round or quiz.
pub fn old_button() -> Reply {
    sorry(vec![
        text("That button belongs to a card that is over. Use the newest card, or "),
        code("/quiz"),
        text("."),
    ])
}

/// To the moderator: done.
pub fn stopped() -> Reply {
    Reply::sentence(Tone::Good, "The quiz is ended.")
}

/// To the moderator: done.
pub fn done_paused() -> Reply {
    Reply::sentence(Tone::Good, "The quiz is paused.")
}

/// To the moderator: done.
pub fn done_resumed() -> Reply {
    Reply::sentence(Tone::Good, "The quiz goes on.")
}

/// To the moderator: done.
pub fn done_skipped() -> Reply {
    Reply::sentence(Tone::Good, "Skipped.")
}

/// To the member whose vote was the last that was needed.
pub fn skipped_together(votes: usize) -> Reply {
    let who = if votes == 1 { "Skipped.".to_owned() } else { format!("Skipped: {votes} of you wanted it.") };
    Reply::sentence(Tone::Good, who)
}

/// To a member who wants to skip: so many do, and so many it takes.
pub fn skip_wanted(votes: usize, needed: usize) -> Reply {
    Reply::sentence(
        Tone::Plain,
        format!(
            "Noted: {} for skipping this card. It takes {needed}, more than half of those who play.",
            count(votes, "vote", "votes")
        ),
    )
}

/// To the member who wanted a hint.
pub fn done_hint() -> Reply {
    Reply::sentence(
        Tone::Good,
        format!(
            "The hint is on the card. From here on answers are worth {HINT_POINTS} points less, for everyone."
        ),
    )
}

/// No further hint.
pub fn no_more_hints() -> Reply {
    sorry(vec![text("That is all I may show of this answer.")])
}

/// No hints at all.
pub fn no_hints() -> Reply {
    sorry(vec![text("There are no hints for this card.")])
}
