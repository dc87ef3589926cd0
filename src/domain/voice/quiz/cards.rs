//! A card as it is shown: open, paused, closed, and with its answer.

use super::rulings;
use crate::domain::ids::Timestamp;
use crate::domain::quiz::{Asks, Given, LETTERS, Quiz, REST_MILLIS, SILENT_CARDS};
use crate::domain::reply::{Block, Button, Control, Countdown, Press, Reply, Span, Tone};
use crate::domain::voice::{card_quote, code, count, paragraph, strong, text};

/// How many further accepted answers a reveal names.
const ALSO_ACCEPTED: usize = 4;
/// How many of those who were right a reveal names.
const NAMED: usize = 12;

/// An open card.
pub fn card(quiz: &Quiz, until: Timestamp, now: Timestamp) -> Reply {
    let seconds = u32::try_from(until.millis_since(now).max(0).div_euclid(1000)).unwrap_or(u32::MAX);
    let mut body = prompt(quiz);
    if let Some(hint) = quiz.hint() {
        body.push(paragraph(vec![text("Hint: "), code(hint)]));
    }
    if let Some(first) = quiz.right().next().filter(|_| quiz.rules().race) {
        body.push(paragraph(first_has_it(&first.name)));
    }
    Reply {
        tone: Tone::Quiz,
        title: card_title(quiz),
        body,
        countdown: Some(Countdown { ends_at: until, seconds }),
        buttons: buttons(quiz),
        note: (!quiz.progress.skip_votes.is_empty()).then(|| {
            let votes = count(quiz.progress.skip_votes.len(), "vote", "votes");
            format!("{votes} to skip, {} needed", quiz.votes_needed())
        }),
        ..Reply::default()
    }
}

fn first_has_it(name: &str) -> Vec<Span> {
    vec![strong(name), text(" has it! Whoever is quick still scores.")]
}

/// The first right answer of a race was typed into the channel.
pub fn first(name: &str) -> Reply {
    Reply { tone: Tone::Good, body: vec![paragraph(first_has_it(name))], ..Reply::default() }
}

fn buttons(quiz: &Quiz) -> Vec<Button> {
    let (id, round) = (quiz.id, quiz.progress.round);
    let mut buttons = match quiz.choices() {
        Some(choices) => {
            let option = |option: usize| Button {
                label: LETTERS[option].to_string(),
                press: Press::Choose { quiz: id, round, option },
                primary: true,
            };
            (0..choices.options.len().min(LETTERS.len())).map(option).collect()
        }
        None => {
            let press = Press::Answer { quiz: id, round };
            vec![Button { label: "Answer".to_owned(), press, primary: true }]
        }
    };
    if quiz.has_hint() {
        buttons.push(control(quiz, "Hint", Control::Hint));
    }
    buttons.extend([
        control(quiz, "Skip", Control::Skip),
        control(quiz, "Pause", Control::Pause),
        control(quiz, "Stop", Control::Stop),
    ]);
    buttons
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
pub fn reveal(quiz: &Quiz) -> Reply {
    let card = quiz.card();
    let right: Vec<&Given> = quiz.right().collect();
    let mut spans = winners(&right);
    let letter = quiz.choices().and_then(|choices| LETTERS.get(choices.right));
    if let Some(letter) = letter {
        spans.push(strong(letter.to_string()));
    }
    if quiz.rules().asks != Asks::Definition {
        if letter.is_some() {
            spans.push(text(", "));
        }
        spans.push(strong(card.answers[0].clone()));
    }
    let also: Vec<&str> = card.answers[1..].iter().take(ALSO_ACCEPTED).map(String::as_str).collect();
    if !also.is_empty() && quiz.rules().asks == Asks::Words {
        spans.push(text(format!(" (also right: {})", also.join("; "))));
    }
    spans.push(text("."));
    let rest = REST_MILLIS / 1000;
    Reply {
        tone: if right.is_empty() { Tone::Quiz } else { Tone::Good },
        body: vec![paragraph(spans), card_quote(card)],
        buttons: rulings::buttons(quiz),
        note: (quiz.progress.round < quiz.rounds() && quiz.progress.silent < SILENT_CARDS)
            .then(|| format!("The next card comes in {rest} seconds.")),
        ..Reply::default()
    }
}

/// Up to the words behind which the answer stands.
fn winners(right: &[&Given]) -> Vec<Span> {
    if right.is_empty() {
        return vec![text("Nobody had it. The answer is ")];
    }
    let mut spans = Vec::new();
    for (at, given) in right.iter().take(NAMED).enumerate() {
        if at > 0 {
            spans.push(text(if at + 1 == right.len() { " and " } else { ", " }));
        }
        let points =
            if at == 0 { format!(" ({} points)", given.points) } else { format!(" ({})", given.points) };
        spans.extend([strong(given.name.clone()), text(points)]);
    }
    if right.len() > NAMED {
        spans.push(text(format!(" and {} more", right.len() - NAMED)));
    }
    spans.push(text(if right.len() == 1 { " has it: " } else { " have it: " }));
    spans
}

pub(super) fn card_title(quiz: &Quiz) -> Option<String> {
    Some(format!("Card {} of {}", quiz.progress.round, quiz.rounds()))
}

fn prompt(quiz: &Quiz) -> Vec<Block> {
    let card = quiz.card();
    let asked = if quiz.rules().asks == Asks::Definition { &card.answers[0] } else { &card.prompt };
    let mut body = vec![paragraph(vec![strong(asked.clone())])];
    if let Some(choices) = quiz.choices() {
        let line = |(letter, option): (&char, &String)| {
            vec![strong(letter.to_string()), text(format!("  {option}"))]
        };
        body.push(Block::List(LETTERS.iter().zip(&choices.options).map(line).collect()));
    }
    body
}

fn control(quiz: &Quiz, label: &str, control: Control) -> Button {
    let press = Press::Control { quiz: quiz.id, round: quiz.progress.round, control };
    Button { label: label.to_owned(), press, primary: false }
}
