//! What is said about rulings and protests.

use std::collections::BTreeMap;

use super::said;
use crate::domain::fold::fold;
use crate::domain::quiz::{Closed, Quiz, Review};
use crate::domain::reply::{Block, Button, Press, Reply, Tone};
use crate::domain::voice::{code, echo, sorry, strong, text};

/// How many wordings a moderator is shown: Discord takes 25 buttons.
const WORDINGS: usize = 20;
/// How many members are named beside a wording or a ruling.
const NAMES: usize = 5;

fn review(quiz: &Quiz, round: u32, label: String, review: Review) -> Button {
    Button { label, press: Press::Review { quiz: quiz.id, round, review }, primary: false }
}

/// The buttons under an answer that is shown: for members who were refused, and for moderators.
pub(super) fn buttons(quiz: &Quiz) -> Vec<Button> {
    let (round, answers) = (quiz.progress.round, &quiz.progress.answers);
    let mut buttons = Vec::new();
    if answers.iter().any(|given| !given.right) {
        buttons.push(review(quiz, round, "Protest".to_owned(), Review::Protest));
    }
    if !answers.is_empty() {
        buttons.push(review(quiz, round, "Answers".to_owned(), Review::Show));
    }
    buttons
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).map(|name| echo(name)).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(NAMES);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// To a moderator: what was answered, each wording once, with a button to rule otherwise.
pub fn answers_of(quiz: &Quiz, last: &Closed) -> Reply {
    // By verdict, the refused ones first, then in the order of the answers.
    let mut wordings: BTreeMap<(bool, usize), Vec<String>> = BTreeMap::new();
    let mut first: BTreeMap<String, (bool, usize)> = BTreeMap::new();
    for (place, given) in last.answers.iter().enumerate() {
        let key = *first.entry(fold(&given.text)).or_insert((given.right, place));
        let names = wordings.entry(key).or_default();
        if !names.contains(&given.name) {
            names.push(given.name.clone());
        }
    }
    if wordings.is_empty() {
        return nothing_to_rule();
    }
    let (mut lines, mut buttons) = (Vec::new(), Vec::new());
    for ((right, place), names) in wordings.iter().take(WORDINGS) {
        let words = echo(&last.answers[*place].text);
        let verdict = if *right { "right" } else { "wrong" };
        lines.push(vec![strong(words.clone()), text(format!(" – {verdict}: {}", listed(names)))]);
        buttons.push(match right {
            true => review(quiz, last.round, format!("Wrong: {words}"), Review::Wrong(*place)),
            false => review(quiz, last.round, format!("That was right: {words}"), Review::Right(*place)),
        });
    }
    let more = wordings.len().saturating_sub(WORDINGS);
    Reply {
        tone: Tone::Quiz,
        title: Some(format!("Answers to card {}", last.round)),
        body: vec![Block::List(lines)],
        buttons,
        note: (more > 0).then(|| format!("and {more} more")),
        ..Reply::default()
    }
}

/// A member asks the moderators to look again.
pub fn protest(quiz: &Quiz, round: u32, name: &str, place: usize, wording: &str) -> Reply {
    let spans = vec![
        strong(name),
        text(format!(" answered “{}” to card {round} and asks the moderators to look again.", echo(wording))),
    ];
    Reply {
        buttons: vec![
            review(quiz, round, "That was right".to_owned(), Review::Right(place)),
            review(quiz, round, "Wrong".to_owned(), Review::Wrong(place)),
        ],
        ..said(Tone::Quiz, spans)
    }
}

/// A ruling, with what those whose points have changed have for the card now.
pub fn ruled(quiz: &Quiz, by: &str, wording: &str, right: bool, news: &[(String, i64)]) -> Reply {
    let verdict = if right { "right, from now on and for good" } else { "not right" };
    let mut spans = vec![strong(by), text(format!(" has ruled: “{}” is {verdict}.", echo(wording)))];
    for (name, points) in news.iter().take(NAMES) {
        spans.extend([text(" "), strong(name.clone()), text(format!(" now has {points} for the card."))]);
    }
    if news.len() > NAMES {
        spans.push(text(format!(" So it is for {} more.", news.len() - NAMES)));
    }
    let scores = if quiz.is_over() && !news.is_empty() { quiz.table() } else { Vec::new() };
    Reply { scores, ..said(if right { Tone::Good } else { Tone::Quiz }, spans) }
}

/// To the moderator: done.
pub fn done_ruled() -> Reply {
    Reply::sentence(Tone::Good, "Your ruling stands, and the scores are put right.")
}

/// To the member: the moderators are asked.
pub fn done_protested() -> Reply {
    Reply::sentence(Tone::Good, "The moderators are asked to look again.")
}

/// No answer that could be ruled on.
pub fn nothing_to_rule() -> Reply {
    sorry(vec![
        text("There is no refused answer to rule on. Behind a card, "),
        code("/quiz accept"),
        text(" takes what was refused, or the words that you put behind it."),
    ])
}

/// A ruling that stands already.
pub fn ruled_already() -> Reply {
    sorry(vec![text("So it stands already.")])
}

/// A card of long ago.
pub fn old_ruling() -> Reply {
    sorry(vec![text("Rulings and protests are for the last card only.")])
}

/// The member was not refused.
pub fn nothing_to_protest() -> Reply {
    sorry(vec![text("None of your answers to the last card was refused.")])
}

/// Once a card.
pub fn protested_already() -> Reply {
    sorry(vec![text("The moderators have been asked about it already.")])
}
