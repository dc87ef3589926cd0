//! What the desk says to a question: the document's words with their source, or "I don't know".

use super::more::more_buttons;
use super::{code, echo, paragraph, sorry, strong, text};
use crate::domain::fold::fold;
use crate::domain::reply::{Block, Button, Column, Press, Reply, Span, Tone};
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
        Some(_) if answers.confident && answers.compared => compared(&answers.answers),
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
    let shown: Vec<&Answer> = std::iter::once(best).chain(others).collect();
    let body = shown.iter().map(|answer| quote(answer)).collect();
    Reply { tone: Tone::Good, body, buttons: more_buttons(&shown), note, ..Reply::default() }
}

/// The two sides of a comparison, beside each other.
fn compared(all: &[Answer]) -> Reply {
    let sides: Vec<&Answer> = all.iter().take(2).collect();
    let column =
        |side: &&Answer| Column { term: heading(side), spans: marked(side), sources: side.sources.clone() };
    let body = vec![Block::Columns(sides.iter().map(column).collect())];
    Reply { tone: Tone::Good, body, buttons: more_buttons(&sides), ..Reply::default() }
}

fn same_term(one: &Answer, other: &Answer) -> bool {
    match (&one.term, &other.term) {
        (Some(one), Some(other)) => fold(one) == fold(other),
        _ => false,
    }
}

/// A passage with its source.
pub fn quote(answer: &Answer) -> Block {
    Block::Quote { term: heading(answer), spans: marked(answer), sources: answer.sources.clone() }
}

/// What an answer is shown under.
pub(crate) fn heading(answer: &Answer) -> Option<String> {
    heading_of(answer.term.as_deref(), answer.title.as_deref(), &answer.text)
}

/// What an entry is about: its term, or the title that it stands under unless the text begins with it.
pub(super) fn heading_of(term: Option<&str>, title: Option<&str>, text: &str) -> Option<String> {
    let says_it = |title: &&str| fold(text).starts_with(&fold(title));
    term.or_else(|| title.filter(|title| !says_it(title))).map(str::to_owned)
}

/// What is shown of an answer, with the words that matched the question standing out.
fn marked(answer: &Answer) -> Vec<Span> {
    let words = answer.excerpt.as_ref().unwrap_or(&answer.text);
    let mut spans = Vec::new();
    let mut from = 0;
    for matched in &answer.matches {
        let before = words.get(from..matched.start).filter(|before| !before.is_empty());
        spans.extend(before.map(text));
        spans.extend(words.get(matched.clone()).map(strong));
        from = matched.end;
    }
    spans.extend(words.get(from..).filter(|rest| !rest.is_empty()).map(text));
    spans
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

/// A farewell, in return.
pub fn farewell() -> Reply {
    Reply::sentence(Tone::Plain, "See you! I am at the desk whenever you study.")
}

/// Somebody asks how the desk is.
pub fn ready() -> Reply {
    Reply::sentence(
        Tone::Plain,
        "A bell is always fine. What would you like to know from the class documents?",
    )
}

/// Something was said that wants nothing.
pub fn noted() -> Reply {
    Reply::sentence(Tone::Plain, "All right. Ring whenever you have a question.")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matched_words_stand_out_and_every_word_is_kept() {
        let mut answer = Answer {
            term: None,
            title: None,
            contradicts: false,
            text: "A rope hoists a sail.".to_owned(),
            excerpt: None,
            sources: Vec::new(),
            score: 1.0,
            matches: vec![2..6, 16..20],
        };
        assert_eq!(
            marked(&answer),
            [text("A "), strong("rope"), text(" hoists a "), strong("sail"), text(".")]
        );
        answer.excerpt = Some("A sail.".to_owned());
        answer.matches = vec![0..1, 2..6];
        assert_eq!(marked(&answer), [strong("A"), text(" "), strong("sail"), text(".")]);
        answer.matches = Vec::new();
        assert_eq!(marked(&answer), [text("A sail.")]);
    }
}
