//! The button that shows the whole of a passage, and what a press on it says.

use super::answers::{heading, heading_of};
use super::{echo, paragraph, sorry, strong, text};
use crate::domain::fold::fold;
use crate::domain::ids::PassageId;
use crate::domain::knowledge::{Entry, Source};
use crate::domain::reply::{Block, Button, Press, Reply, Tone};
use crate::domain::search::Answer;

/// One button for each answer that shows only a part of what its entry says.
pub fn more_buttons(answers: &[&Answer]) -> Vec<Button> {
    let short: Vec<&Answer> = answers.iter().copied().filter(|answer| answer.excerpt.is_some()).collect();
    let button = |answer: &&Answer| {
        let source = answer.sources.first()?;
        let press =
            Press::More { passage: PassageId::of(&source.document, &answer.text), line: source.first_line };
        Some(Button { label: label(answer, source, &short), press, primary: false })
    };
    short.iter().filter_map(button).collect()
}

/// "More", and more of what where there are several.
fn label(answer: &Answer, source: &Source, all: &[&Answer]) -> String {
    let name = |answer: &Answer| heading(answer).as_deref().map(fold);
    let alike = all.iter().filter(|other| name(other) == name(answer)).count();
    match heading(answer) {
        _ if all.len() < 2 => "More".to_owned(),
        Some(heading) if alike < 2 => format!("More: {heading}"),
        _ => format!("More: {}, line {}", source.document, source.first_line),
    }
}

/// Everything that an entry says.
pub fn passage(entry: &Entry) -> Reply {
    let quote = Block::Quote {
        term: heading_of(entry.term.as_deref(), entry.title.as_deref(), &entry.text),
        spans: vec![text(entry.text.as_str())],
        sources: vec![entry.source.clone()],
    };
    Reply { tone: Tone::Good, body: vec![quote], ..Reply::default() }
}

/// There is no rest.
pub fn nothing_more(subject: &str) -> Reply {
    let spans = vec![text("That is all the documents say about "), strong(echo(subject)), text(".")];
    Reply { body: vec![paragraph(spans)], ..Reply::default() }
}

/// The documents no longer say what the button was made for.
pub fn passage_gone() -> Reply {
    sorry(vec![text("The documents have changed since I said that. Please ask again.")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(term: Option<&str>, line: u32, excerpt: Option<&str>) -> Answer {
        let source = Source { document: "a.txt".into(), first_line: line, last_line: line, record: None };
        Answer {
            term: term.map(str::to_owned),
            title: None,
            text: "Long words. And more of them.".to_owned(),
            excerpt: excerpt.map(str::to_owned),
            sources: vec![source],
            score: 1.0,
            matches: Vec::new(),
            contradicts: false,
        }
    }

    #[test]
    fn a_button_says_what_it_is_more_of_where_there_are_several() {
        let (keel, other) = (answer(Some("Keel"), 1, Some("Long")), answer(Some("keel"), 2, Some("Long")));
        let (bow, whole) = (answer(Some("Bow"), 3, Some("Long")), answer(Some("Bow"), 4, None));
        let labels = |answers: &[&Answer]| -> Vec<String> {
            more_buttons(answers).into_iter().map(|button| button.label).collect()
        };
        assert_eq!(labels(&[&whole]), Vec::<String>::new());
        assert_eq!(labels(&[&keel, &whole]), ["More"]);
        assert_eq!(
            labels(&[&keel, &other, &bow]),
            ["More: a.txt, line 1", "More: a.txt, line 2", "More: Bow"]
        );
    }
}
