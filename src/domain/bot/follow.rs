//! Follow-ups: which of the questions that may be meant the documents answer, and what is left to say.

use super::look::{Look, Sight, Snapshot};
use super::small_talk::small_talk;
use crate::domain::fold::fold;
use crate::domain::follow_up::{self, About, Meaning};
use crate::domain::learning::TaughtLibrary;
use crate::domain::reply::Reply;
use crate::domain::search::{Answer, Answers};
use crate::domain::voice;
use crate::domain::voice::answers::{QUOTES, heading};

/// Makes a question that may lean on an earlier answer one that stands by itself. Any other look stays.
pub fn settle(look: Look, snapshot: &Snapshot, taught: Option<&TaughtLibrary>) -> Look {
    let Look::Follow { question, about } = look else { return look };
    let sight = Sight { snapshot, taught, open: &[], read_along: false };
    match follow_up::read(&question, &about) {
        Meaning::Own => Look::Ask(question),
        _ if small_talk(&question, &snapshot.index).is_some() => Look::Ask(question),
        Meaning::Rest => Look::Rest(subject_of(&about)),
        Meaning::Either { questions, bare } => {
            let Some((question, answers)) = surest(&questions, &sight) else {
                let likeliest = questions.into_iter().next_back().and_then(|list| list.into_iter().next());
                return Look::Ask(likeliest.unwrap_or(question));
            };
            if bare && repeat(&answers, &about) {
                Look::Rest(subject_of(&about))
            } else {
                Look::Ask(question)
            }
        }
    }
}

fn subject_of(about: &About) -> String {
    about.subjects.first().cloned().unwrap_or_default()
}

/// The first list of questions that has an answer: the surest in it, with what answers it.
fn surest(questions: &[Vec<String>], sight: &Sight<'_>) -> Option<(String, Vec<Answer>)> {
    questions.iter().find_map(|list| {
        let mut surest: Option<(&String, Vec<Answer>)> = None;
        for question in list {
            let Answers { confident, answers, .. } = sight.find(question, QUOTES);
            let score = |answers: &[Answer]| answers.first().map_or(0.0, |best| best.score);
            if confident && surest.as_ref().is_none_or(|(_, best)| score(&answers) > score(best)) {
                surest = Some((question, answers));
            }
        }
        surest.map(|(question, answers)| (question.clone(), answers))
    })
}

/// Whether these answers say what was spoken of and nothing beside. Those that answer as well as the best are
/// shown together with it.
fn repeat(answers: &[Answer], about: &About) -> bool {
    let best = answers.first().map_or(0.0, |best| best.score);
    let spoken_of = |answer: &Answer| {
        let said = heading(answer).map(|heading| fold(&heading));
        about.subjects.iter().any(|subject| said.as_ref() == Some(&fold(subject)))
    };
    answers.iter().take_while(|answer| answer.score >= best).all(spoken_of)
}

/// Everything that the documents say of what chat has shown in part; else that there is no more.
pub(super) fn rest(subject: &str, sight: &Sight<'_>) -> Reply {
    let defined = sight.look_up(subject);
    let found = if defined.confident { defined } else { sight.find(subject, QUOTES) };
    let about_it = |answer: &Answer| heading(answer).is_none_or(|heading| fold(&heading) == fold(subject));
    let short = found.answers.into_iter().filter(|answer| answer.excerpt.is_some() && about_it(answer));
    let whole = |answer| Answer { excerpt: None, matches: Vec::new(), ..answer };
    let answers: Vec<Answer> = short.map(whole).collect();
    if answers.is_empty() || !found.confident {
        return voice::more::nothing_more(subject);
    }
    sight.reply(subject, Answers { confident: true, answers, ..Answers::default() }).words()
}
