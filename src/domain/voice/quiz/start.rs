//! What is said before a quiz runs, and where none does.

use super::said;
use crate::domain::knowledge::DeckPlaces;
use crate::domain::quiz::{
    Asks, HINT_POINTS, LATE_MILLIS, LATE_POINTS, Mode, Quiz, RIGHT_POINTS, SPEED_POINTS,
};
use crate::domain::reply::{Block, Button, Press, Reply, Tone};
use crate::domain::voice::{code, count, echo, paragraph, sorry, text};

/// The decks that a quiz can be started with, `cards` in all.
pub fn choose_deck(decks: &[DeckPlaces], cards: usize) -> Reply {
    if cards == 0 {
        return no_cards();
    }
    let button = |label: String, deck: &str| Button {
        label,
        press: Press::Deck(deck.to_owned()),
        primary: deck.is_empty(),
    };
    let mut buttons = vec![button(format!("{} ({cards})", deck_name("")), "")];
    buttons
        .extend(decks.iter().map(|deck| button(format!("{} ({})", deck.name, deck.cards.len()), &deck.name)));
    let spans = vec![
        text(
            "Which cards? A press starts at once, with 10 of them and 30 seconds each. For anything else type ",
        ),
        code("/quiz start"),
        text(
            " with its options: several decks, cards, seconds, mode, hints, streaks, a review of what was missed, seed.",
        ),
    ];
    Reply { title: Some("Start a quiz".to_owned()), buttons, ..said(Tone::Quiz, spans) }
}

/// A quiz begins.
pub fn started(quiz: &Quiz) -> Reply {
    let cards = count(quiz.plan.cards.len(), "card", "cards");
    let mut spans =
        vec![text(format!("{cards}, {} seconds each. {} ", quiz.plan.seconds, rules(quiz.plan.mode)))];
    if quiz.rules().asks == Asks::Words {
        spans.extend([text("Answer with "), code("/answer"), text(" or the button.")]);
    } else {
        spans.push(text("Press a letter; the first press counts."));
    }
    let mut points =
        format!("A right answer is worth {RIGHT_POINTS} points and up to {SPEED_POINTS} more for speed");
    if quiz.plan.hints && quiz.rules().asks == Asks::Words {
        points += &format!("; each hint costs {HINT_POINTS}");
    }
    points += if quiz.plan.streaks { "; right answers in a row earn more." } else { "." };
    Reply {
        tone: Tone::Quiz,
        title: Some(format!("Quiz: {}", quiz.plan.deck)),
        body: vec![paragraph(spans), paragraph(vec![text(points)])],
        note: Some(format!("seed {}", quiz.plan.seed)),
        ..Reply::default()
    }
}

fn rules(mode: Mode) -> String {
    match mode {
        Mode::Race => {
            let late = LATE_MILLIS / 1000;
            return format!(
                "The first right answer scores most; for {late} seconds after it others still score {LATE_POINTS}."
            );
        }
        Mode::Everyone => "Everyone who is right scores; the answer is shown when the time is over.",
        Mode::OneTry => {
            "Everyone has one try: the first thing you answer counts, however you say it. The answer is shown when the time is over."
        }
        Mode::Choice => "Choose the right answer; everyone who does scores, and it is shown when the time is over.",
        Mode::Review => {
            "These were missed before and not known since. Everyone who is right scores; the answer is shown when the time is over."
        }
        Mode::Reverse => {
            "Choose what the term means; everyone who does scores, and it is shown when the time is over."
        }
    }
    .to_owned()
}

/// The deck has too few cards to choose among.
pub fn nothing_to_choose() -> Reply {
    sorry(vec![
        text("This deck has too few cards to choose among. Try "),
        code("mode:race"),
        text(", or more decks."),
    ])
}

/// There is nothing to review: in the channel's quizzes, or for the one who asked, in theirs.
pub fn nothing_missed(mine: bool) -> Reply {
    let (who, other) = match mine {
        true => ("you missed in quizzes and have", "what this channel missed"),
        false => ("this channel missed in its quizzes and has", "what you missed yourself"),
    };
    sorry(vec![
        text(format!("There is no card in this deck that {who} not known since. For {other} type ")),
        code(if mine { "/quiz start mode:review" } else { "/quiz start mode:review mine:yes" }),
        text("."),
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

/// No quiz runs here.
pub fn none_running() -> Reply {
    sorry(vec![
        text("No quiz is running in this channel. A moderator starts one with "),
        code("/quiz start"),
        text("."),
    ])
}

/// Nothing comes here of itself.
pub fn nothing_to_wait_for() -> Reply {
    sorry(vec![
        text("Nothing runs here to wait for. A moderator starts a quiz with "),
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

/// A member gave a moderator's order.
pub fn moderators_only() -> Reply {
    sorry(vec![text("Only moderators can do that. Please ask one of them.")])
}

/// The answer to a question would solve a card that is open.
pub fn kept_quiet() -> Reply {
    sorry(vec![text(
        "A quiz card is asking just that, so I keep quiet about it. Ask me again when the card is over.",
    )])
}

/// To the moderator: the quiz has begun.
pub fn done_started(quiz: &Quiz) -> Reply {
    said(
        Tone::Good,
        vec![text(format!("The quiz has begun: {}.", count(quiz.plan.cards.len(), "card", "cards")))],
    )
}
