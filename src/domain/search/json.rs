//! What `ask --json` writes: one object for each question, stable for other programs.

use serde::Serialize;

use super::{Answer, Answers};
use crate::domain::knowledge::Source;

/// Answers as other programs read them.
#[derive(Debug, Serialize)]
pub struct AnswersView<'a> {
    question: &'a str,
    confident: bool,
    answers: Vec<AnswerView<'a>>,
    suggestions: &'a [String],
}

#[derive(Debug, Serialize)]
struct AnswerView<'a> {
    term: Option<&'a str>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<&'a str>,
    source: Option<&'a Source>,
    score: f64,
}

impl<'a> AnswersView<'a> {
    /// The view of what was answered to a question.
    pub fn new(question: &'a str, answers: &'a Answers) -> Self {
        Self {
            question,
            confident: answers.confident,
            answers: answers.answers.iter().map(AnswerView::new).collect(),
            suggestions: &answers.suggestions,
        }
    }
}

impl<'a> AnswerView<'a> {
    fn new(answer: &'a Answer) -> Self {
        Self {
            term: answer.term.as_deref(),
            text: &answer.text,
            excerpt: answer.excerpt.as_deref(),
            source: answer.sources.first(),
            score: answer.score,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_has_the_documented_fields() {
        let source = Source { document: "a/b.txt".into(), first_line: 3, last_line: 4, record: None };
        let answer = Answer {
            term: None,
            title: None,
            text: "Tides rise.".into(),
            excerpt: None,
            sources: vec![source],
            score: 0.5,
            matches: Vec::new(),
            contradicts: false,
        };
        let answers = Answers {
            confident: true,
            answers: vec![answer],
            suggestions: vec!["tide".into()],
            compared: false,
        };
        let json = serde_json::to_string(&AnswersView::new("tides?", &answers)).expect("plain values");
        assert_eq!(
            json,
            r#"{"question":"tides?","confident":true,"answers":[{"term":null,"text":"Tides rise.","source":{"document":"a/b.txt","first_line":3,"last_line":4},"score":0.5}],"suggestions":["tide"]}"#
        );
    }
}
