//! What the desk says about scores, and when a member wants to be forgotten.

use super::{code, count, echo, paragraph, sorry, strong, text};
use crate::domain::calendar::date;
use crate::domain::reply::{Block, Button, Press, Reply, ScoreLine, Tone};
use crate::domain::scores::{DeckHistory, ScoreOptions};

/// How many lines of a score table chat shows.
const SCORE_LINES: usize = 20;
/// How many decks a member's history names.
const HISTORY_LINES: usize = 15;

/// A score table, best first. `deck` is the one whose scores are shown, where it is one alone.
pub fn scores(options: &ScoreOptions, deck: Option<&str>, mut lines: Vec<ScoreLine>) -> Reply {
    let place = if options.server { "server" } else { "channel" };
    if lines.is_empty() {
        let week = if options.week { " this week" } else { "" };
        let with = deck.map(|deck| format!(" with {deck}")).unwrap_or_default();
        let yet = if options.week { "" } else { " yet" };
        let sentence = format!("Nobody has scored in this {place}{with}{week}{yet}.");
        return Reply::sentence(Tone::Plain, sentence);
    }
    let of_deck = deck.map(|deck| format!(": {deck}")).unwrap_or_default();
    let more = lines.len().saturating_sub(SCORE_LINES);
    lines.truncate(SCORE_LINES);
    let rest = (more > 0).then(|| format!("and {}", count(more, "member more", "members more")));
    let week = options.week.then(|| "since Monday, UTC".to_owned());
    let notes: Vec<String> = rest.into_iter().chain(week).collect();
    Reply {
        tone: Tone::Plain,
        title: Some(format!("Scores of this {place}{of_deck}")),
        scores: lines,
        note: (!notes.is_empty()).then(|| notes.join("; ")),
        ..Reply::default()
    }
}

/// No quiz of such a deck was played here.
pub fn deck_not_played(given: &str, played: &[String]) -> Reply {
    let mut reply = sorry(vec![text(format!("No points were earned with a deck “{}” here.", echo(given)))]);
    if !played.is_empty() {
        reply.body.push(paragraph(vec![text("There are points with these:")]));
        reply.body.push(Block::List(played.iter().map(|deck| vec![text(deck.clone())]).collect()));
    }
    reply
}

/// A member's own history, deck by deck, the latest first.
pub fn history(decks: &[DeckHistory]) -> Reply {
    if decks.is_empty() {
        return Reply::sentence(Tone::Plain, "You have no points yet. The next quiz may change that.");
    }
    let points: i64 = decks.iter().map(|deck| deck.points).sum();
    let line = |deck: &DeckHistory| {
        let played = format!(
            " – {}, {} in {}, the last on {}",
            count_points(deck.points),
            count(deck.cards as usize, "card", "cards"),
            count(deck.quizzes as usize, "quiz", "quizzes"),
            date(deck.last)
        );
        vec![strong(deck.deck.clone()), text(played)]
    };
    let more = decks.len().saturating_sub(HISTORY_LINES);
    Reply {
        title: Some("Your points".to_owned()),
        body: vec![
            paragraph(vec![text(format!("{} in all, everywhere where I met you.", count_points(points)))]),
            Block::List(decks.iter().take(HISTORY_LINES).map(line).collect()),
        ],
        note: (more > 0).then(|| format!("and {}", count(more, "older deck", "older decks"))),
        ..Reply::default()
    }
}

fn count_points(points: i64) -> String {
    format!("{points} {}", if points == 1 { "point" } else { "points" })
}

/// Asks whether everything about the member is really to be deleted.
pub fn forget_question() -> Reply {
    let spans = vec![
        text(
            "This deletes everything that I keep about you: your points in every channel, what you missed, ",
        ),
        text("what you study and your reminder. What you taught the class stays, without your name. "),
        text("Nobody can bring it back. Messages that stand in the chat already are not mine to delete."),
    ];
    Reply {
        tone: Tone::Sorry,
        title: Some("Forget me?".to_owned()),
        body: vec![paragraph(spans)],
        buttons: vec![Button {
            label: "Delete all of it".to_owned(),
            press: Press::ForgetMe,
            primary: false,
        }],
        ..Reply::default()
    }
}

/// Everything about the member is deleted.
pub fn forgotten(anything: bool) -> Reply {
    if !anything {
        return Reply::sentence(Tone::Good, "There was nothing about you to delete.");
    }
    let spans = vec![
        text("Done: I have forgotten you. Whatever you do from now on counts anew; "),
        code("/help"),
        text(" shows how."),
    ];
    Reply { tone: Tone::Good, body: vec![paragraph(spans)], ..Reply::default() }
}
