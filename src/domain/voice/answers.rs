//! What the desk says to a question: the document's words with their source, or "I don't know".

use super::{code, echo, paragraph, sorry, strong, text};
use crate::domain::fold::fold;
use crate::domain::reply::{Block, Button, Press, Reply, Tone};
use crate::domain::search::{Answer, Answers};

/// How many passages one reply quotes at most: a term may be defined in each of several documents.
pub const QUOTES: usize = 5;
/// Said under definitions of one term that cannot all be right.
const DISAGREE: &str = "The documents disagree here: compare what each of them says.";
/// How many nearest terms an "I don't know" offers.
const SUGGESTIONS: usize = 4;

/// The reply to a question.
pub fn answer(question: &str, answers: &Answers) -> Reply {
    match answers.answers.first() {
        Some(best) if answers.confident => found(best, &answers.answers),
        _ => unknown(question, answers),
    }
}

fn found(best: &Answer, all: &[Answer]) -> Reply {
    // Further passages are offered when they define the same term, or answer exactly as well: both sides
    // of a comparison do. Anything else is noise beside an outright answer.
    let equal = |other: &&Answer| same_term(best, other) || other.term.is_some() && other.score >= best.score;
    let others: Vec<&Answer> = all[1..].iter().filter(equal).take(QUOTES - 1).collect();
    let several = !others.is_empty() && others.iter().all(|other| same_term(best, other));
    let disagree = others.iter().any(|other| other.contradicts && same_term(best, other));
    let places = || format!("{} places define this; the best comes first.", others.len() + 1);
    let note = if disagree { Some(DISAGREE.to_owned()) } else { several.then(places) };
    let body = std::iter::once(best).chain(others).map(quote).collect();
    Reply { tone: Tone::Good, body, note, ..Reply::default() }
}

fn same_term(one: &Answer, other: &Answer) -> bool {
    match (&one.term, &other.term) {
        (Some(one), Some(other)) => fold(one) == fold(other),
        _ => false,
    }
}

/// A passage with its source.
pub fn quote(answer: &Answer) -> Block {
    let words = answer.excerpt.as_ref().unwrap_or(&answer.text);
    Block::Quote { term: answer.term.clone(), spans: vec![text(words)], sources: answer.sources.clone() }
}

fn unknown(question: &str, answers: &Answers) -> Reply {
    let mut body = vec![paragraph(vec![
        text("I don't know: the class documents don't answer “"),
        text(echo(question)),
        text("”."),
    ])];
    let near: Vec<&String> = answers.suggestions.iter().take(SUGGESTIONS).collect();
    if near.is_empty() {
        body.push(paragraph(vec![text("Try other words, or ask your teacher.")]));
    } else {
        let mut spans =
            vec![text(if near.len() == 1 { "The nearest term is " } else { "The nearest terms are " })];
        for (place, term) in near.iter().enumerate() {
            if place > 0 {
                spans.push(text(if place + 1 == near.len() { " and " } else { ", " }));
            }
            spans.push(strong(term.as_str()));
        }
        spans.push(text("."));
        body.push(paragraph(spans));
    }
    let buttons = near
        .into_iter()
        .map(|term| Button { label: term.clone(), press: Press::Ask(term.clone()), primary: false })
        .collect();
    Reply { tone: Tone::Sorry, body, buttons, ..Reply::default() }
}

/// A greeting, in return.
pub fn greeting() -> Reply {
    let spans = vec![
        text("Hello! Ask me about anything in the class documents; "),
        code("/help"),
        text(" lists what I can do."),
    ];
    Reply { body: vec![paragraph(spans)], ..Reply::default() }
}

/// Thanks, in return.
pub fn welcome() -> Reply {
    Reply::sentence(Tone::Plain, "You are welcome. Good luck with your studies!")
}

/// Nothing was asked.
pub fn nothing_asked() -> Reply {
    sorry(vec![
        text("Ask me something from the class documents: "),
        code("/ask what is a …?"),
        text(" or "),
        code("/define"),
        text(" and a term."),
    ])
}

/// The question is longer than anyone can mean.
pub fn too_long(most: usize) -> Reply {
    sorry(vec![text(format!(
        "That is more than I can read as one question. Please put it in at most {most} characters: one or two sentences find the most."
    ))])
}

/// There is not one document.
pub fn empty_library() -> Reply {
    sorry(vec![
        text("I have no documents yet. Put some into the knowledge folder; "),
        code("deskbell check"),
        text(" shows how I read them."),
    ])
}
