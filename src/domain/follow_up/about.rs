//! What was spoken of: taken from an answer of the desk, and from the question where it is known.

use crate::domain::fold::{fold, singular};
use crate::domain::reply::{Block, Reply, Span, Tone};
use crate::domain::search::is_content;

/// The most characters of a subject that are carried into another question.
const SUBJECT_CHARACTERS: usize = 120;

/// What was spoken of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The question that was answered, where it is known.
    pub question: Option<String>,
    /// What the answer was about, the first first.
    pub subjects: Vec<String>,
    /// What the answer before it was about, where it is known.
    pub earlier: Option<String>,
}

impl About {
    /// What an answer was about; nothing for a reply that quotes no document.
    ///
    /// Passages without a heading are about what they have in common with the question: the words that
    /// stand out in them.
    pub fn of(question: &str, reply: &Reply) -> Option<Self> {
        if reply.tone != Tone::Good {
            return None;
        }
        let mut headings = Vec::new();
        let mut marked = Vec::new();
        for block in &reply.body {
            match block {
                Block::Quote { term, spans, .. } => {
                    passage(term.as_deref(), spans, &mut headings, &mut marked)
                }
                Block::Columns(columns) => {
                    for column in columns {
                        passage(column.term.as_deref(), &column.spans, &mut headings, &mut marked);
                    }
                }
                Block::Paragraph(_) | Block::List(_) => {}
            }
        }
        Self::from_parts(Some(question.to_owned()), headings, &marked)
    }

    /// The same from an answer's parts: its headings, else the words that stand out in it.
    pub fn from_parts(question: Option<String>, headings: Vec<String>, marked: &[String]) -> Option<Self> {
        let subjects = if headings.is_empty() { vec![marked.join(" ")] } else { headings };
        let about = Self { question, subjects, earlier: None };
        about.subject().is_some().then_some(about)
    }

    /// What is carried over; nothing where that would be too much to be a name.
    pub(super) fn subject(&self) -> Option<&str> {
        let subject = self.subjects.first()?.trim();
        (!fold(subject).is_empty() && subject.chars().count() <= SUBJECT_CHARACTERS).then_some(subject)
    }

    /// The two things that were spoken of last: of one answer, or one after the other.
    pub(super) fn pair(&self) -> Option<[&str; 2]> {
        let subject = self.subject()?;
        let differs = |other: &&str| fold(other) != fold(subject);
        let beside = self.subjects.iter().skip(1).map(String::as_str).find(differs);
        let earlier = self.earlier.as_deref().filter(differs);
        beside.map(|other| [subject, other]).or_else(|| Some([earlier?, subject]))
    }

    /// The question that was answered, asked of another thing; nothing where it asked for no more than what
    /// the subject is. `subject` is folded.
    pub(super) fn asked_of(&self, subject: &str, thing: &str) -> Option<String> {
        let asked = fold(self.question.as_deref()?);
        let asked: Vec<&str> = asked.split(' ').collect();
        let subject: Vec<String> = subject.split(' ').map(singular).collect();
        let alike = |at: &usize| {
            let window = asked.get(*at..*at + subject.len());
            window.is_some_and(|window| window.iter().map(|word| singular(word)).eq(subject.iter().cloned()))
        };
        let at = (0..asked.len()).find(alike)?;
        let (before, after) = (&asked[..at], &asked[at + subject.len()..]);
        let adds =
            before.iter().chain(after).any(|word| is_content(word) || *word == "why" || *word == "how");
        adds.then(|| [before.join(" ").as_str(), thing, after.join(" ").as_str()].join(" ").trim().to_owned())
    }
}

fn passage(term: Option<&str>, spans: &[Span], headings: &mut Vec<String>, marked: &mut Vec<String>) {
    headings.extend(term.map(str::to_owned));
    marked.extend(spans.iter().filter_map(|span| match span {
        Span::Strong(words) => Some(words.clone()),
        Span::Text(_) | Span::Code(_) => None,
    }));
}
