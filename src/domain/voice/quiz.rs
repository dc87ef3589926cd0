//! What the desk says around a quiz.

use super::{code, count, echo, paragraph, said, sorry, strong, text};
use crate::domain::ids::Timestamp;
use crate::domain::judge::Ruling;
use crate::domain::quiz::{Quiz, REST_MILLIS};
use crate::domain::reply::{Block, Button, Control, Countdown, Field, Form, Press, Reply, Tone};

/// The most characters of an answer.
pub const ANSWER_CHARACTERS: u16 = 300;
/// How many further accepted answers a reveal names.
const ALSO_ACCEPTED: usize = 4;

/// A quiz begins.
pub fn started(quiz: &Quiz) -> Reply {
    let cards = count(quiz.plan.cards.len(), "card", "cards");
    Reply {
        tone: Tone::Quiz,
        title: Some(format!("Quiz: {}", quiz.plan.deck)),
        body: vec![paragraph(vec![
            text(format!(
                "{cards}, {} seconds each. The first right answer scores. Answer with ",
                quiz.plan.seconds
            )),
            code("/answer"),
            text(" or the button."),
        ])],
        note: Some(format!("seed {}", quiz.plan.seed)),
        ..Reply::default()
    }
}

fn card_title(quiz: &Quiz) -> Option<String> {
    Some(format!("Card {} of {}", quiz.progress.round, quiz.rounds()))
}

fn prompt(quiz: &Quiz) -> Vec<Block> {
    vec![paragraph(vec![strong(quiz.card().prompt.clone())])]
}

fn control(quiz: &Quiz, label: &str, control: Control) -> Button {
    let press = Press::Control { quiz: quiz.id, round: quiz.progress.round, control };
    Button { label: label.to_owned(), press, primary: false }
}

/// An open card.
pub fn card(quiz: &Quiz, until: Timestamp, now: Timestamp) -> Reply {
    let seconds = u32::try_from(until.millis_since(now).max(0).div_euclid(1000)).unwrap_or(u32::MAX);
    let answer = Press::Answer { quiz: quiz.id, round: quiz.progress.round };
    Reply {
        tone: Tone::Quiz,
        title: card_title(quiz),
        body: prompt(quiz),
        countdown: Some(Countdown { ends_at: until, seconds }),
        buttons: vec![
            Button { label: "Answer".to_owned(), press: answer, primary: true },
            control(quiz, "Skip", Control::Skip),
            control(quiz, "Pause", Control::Pause),
            control(quiz, "Stop", Control::Stop),
        ],
        ..Reply::default()
    }
}

/// A card whose time is over, in place of the open one.
pub fn closed_card(quiz: &Quiz) -> Reply {
    Reply { tone: Tone::Quiz, title: card_title(quiz), body: prompt(quiz), ..Reply::default() }
}

/// An open card while the clock stands still, in place of the open one.
pub fn paused_card(quiz: &Quiz) -> Reply {
    Reply {
        buttons: vec![control(quiz, "Resume", Control::Resume), control(quiz, "Stop", Control::Stop)],
        note: Some("paused".to_owned()),
        ..closed_card(quiz)
    }
}

/// The answer with its source, and who had it.
pub fn reveal(quiz: &Quiz, winner: Option<&str>) -> Reply {
    let card = quiz.card();
    let mut spans = match winner {
        Some(name) => vec![strong(name), text(" has it: ")],
        None => vec![text("Nobody had it. The answer is ")],
    };
    spans.push(strong(card.answers[0].clone()));
    let also: Vec<&str> = card.answers[1..].iter().take(ALSO_ACCEPTED).map(String::as_str).collect();
    if !also.is_empty() {
        spans.push(text(format!(" (also right: {})", also.join("; "))));
    }
    spans.push(text("."));
    let rest = REST_MILLIS / 1000;
    Reply {
        tone: if winner.is_some() { Tone::Good } else { Tone::Quiz },
        body: vec![
            paragraph(spans),
            Block::Quote {
                term: card.term.clone(),
                spans: vec![text(card.definition.clone())],
                sources: vec![card.source.clone()],
            },
        ],
        note: (quiz.progress.round < quiz.rounds())
            .then(|| format!("The next card comes in {rest} seconds.")),
        ..Reply::default()
    }
}

/// The end, with the scores; by a moderator, or behind the last card.
pub fn ended(quiz: &Quiz, by: Option<&str>) -> Reply {
    let scores = quiz.table();
    let mut spans = Vec::new();
    if let Some(name) = by {
        spans.extend([strong(name), text(" has ended the quiz. ")]);
    }
    if scores.is_empty() {
        spans.push(text("Nobody scored this time."));
    } else {
        let best = scores.iter().filter(|line| line.rank == 1).count();
        spans.push(text(if best > 1 { "A tie at the top." } else { "Well played!" }));
    }
    Reply {
        tone: Tone::Quiz,
        title: Some("The quiz is over".to_owned()),
        body: vec![paragraph(spans)],
        scores,
        note: Some(quiz.plan.deck.clone()),
        ..Reply::default()
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

/// The field of [`answer_form`].
pub const ANSWER_FIELD: &str = "answer";

/// The form behind the Answer button.
pub fn answer_form(quiz: &Quiz) -> Form {
    Form {
        title: card_title(quiz).unwrap_or_default(),
        fields: vec![Field {
            name: ANSWER_FIELD.to_owned(),
            label: "Your answer".to_owned(),
            required: true,
            max_characters: ANSWER_CHARACTERS,
            ..Field::default()
        }],
        press: Press::Answer { quiz: quiz.id, round: quiz.progress.round },
    }
}

fn because(ruling: &Ruling) -> Option<String> {
    (!ruling.reason.is_empty()).then(|| ruling.reason.clone())
}

/// To the member alone: right.
pub fn right(ruling: &Ruling) -> Reply {
    Reply { note: because(ruling), ..said(Tone::Good, vec![text("Right! The point is yours.")]) }
}

/// Close, but not enough; costs nothing.
pub fn close(name: &str, ruling: &Ruling) -> Reply {
    let spans = vec![strong(name), text(", that is close. Be more specific; it costs nothing.")];
    Reply { note: because(ruling), ..said(Tone::Plain, spans) }
}

/// To the member alone: not right.
pub fn wrong(ruling: &Ruling) -> Reply {
    Reply {
        note: because(ruling),
        ..said(Tone::Plain, vec![text("Not that. Try again while the time runs.")])
    }
}

/// The answer to a question would solve a card that is open.
pub fn kept_quiet() -> Reply {
    sorry(vec![text(
        "A quiz card is asking just that, so I keep quiet about it. Ask me again when the card is over.",
    )])
}

/// The card is over.
pub fn too_late() -> Reply {
    sorry(vec![text("That card is over. The next one may still be yours.")])
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

/// A member gave a moderator's order.
pub fn moderators_only() -> Reply {
    sorry(vec![text("Only moderators can do that. Please ask one of them.")])
}

/// A press on a button of another round or quiz.
pub fn old_button() -> Reply {
    sorry(vec![
        text("That button belongs to a card that is over. Use the newest card, or "),
        code("/quiz"),
        text("."),
    ])
}

/// No quiz runs here.
pub fn none_running() -> Reply {
    sorry(vec![
        text("No quiz is running in this channel. A moderator starts one with "),
        code("/quiz start"),
        text("."),
    ])
}

/// One runs here already.
pub fn already_running() -> Reply {
    sorry(vec![
        text("A quiz is running in this channel already. "),
        code("/quiz stop"),
        text(" ends it; other channels are free."),
    ])
}

/// No such deck.
pub fn unknown_deck(given: &str, decks: &[String]) -> Reply {
    let mut reply = sorry(vec![text(format!("I have no deck “{}”.", echo(given)))]);
    if decks.is_empty() {
        return Reply { body: no_cards().body, ..reply };
    }
    reply.body.push(paragraph(vec![text("These are there:")]));
    reply.body.push(Block::List(decks.iter().map(|deck| vec![text(deck.clone())]).collect()));
    reply
}

/// A deck's name as shown; the deck of all documents has none of its own.
pub fn deck_name(name: &str) -> String {
    if name.is_empty() { "all documents".to_owned() } else { name.to_owned() }
}

/// Nothing to play with.
pub fn no_cards() -> Reply {
    sorry(vec![
        text(
            "There are no cards to play with: none of the documents defines a term in a way that I can read. ",
        ),
        code("deskbell check"),
        text(" shows how I read them."),
    ])
}

/// To the moderator: the quiz has begun.
pub fn done_started(quiz: &Quiz) -> Reply {
    said(
        Tone::Good,
        vec![text(format!("The quiz has begun: {}.", count(quiz.plan.cards.len(), "card", "cards")))],
    )
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
