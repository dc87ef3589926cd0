//! What the desk says about questions that it could not answer.

use super::learning::{button, day};
use super::{code, echo, paragraph, sorry, strong, text};
use crate::domain::learning::{Aim, GAPS_LISTED, Gap, LearningPress, gap_term};
use crate::domain::reply::{Block, Reply, Span, Tone};

/// How many gaps have buttons of their own.
const GAPS_WITH_BUTTONS: usize = 5;

/// What members asked in vain, most wanted first; `more` of them are not shown.
pub fn listed(gaps: &[Gap], more: usize) -> Reply {
    if gaps.is_empty() {
        return Reply::sentence(
            Tone::Plain,
            "No question is waiting: I could answer whatever was asked here.",
        );
    }
    let note = match more {
        0 => "I keep what was asked, not who asked it.".to_owned(),
        more => format!("And {more} more. I keep what was asked, not who asked it."),
    };
    let numbered = || gaps.iter().take(GAPS_LISTED).zip(1..);
    let items = numbered().map(|(gap, number)| gap_line(gap, number)).collect();
    let teach = numbered().take(GAPS_WITH_BUTTONS).map(|(gap, number)| {
        let term = gap_term(&gap.question);
        button(format!("Teach {number}: {}", short(&term)), LearningPress::Form(Aim::Gap(gap.id)))
    });
    let dismiss = numbered()
        .take(GAPS_WITH_BUTTONS)
        .map(|(gap, number)| button(format!("Not for us: {number}"), LearningPress::Dismiss(gap.id)));
    Reply {
        title: Some("What I could not answer".to_owned()),
        body: vec![Block::List(items)],
        buttons: teach.chain(dismiss).collect(),
        note: Some(note),
        ..Reply::default()
    }
}

fn gap_line(gap: &Gap, number: usize) -> Vec<Span> {
    let times = |times: u32| if times == 1 { "once".to_owned() } else { format!("{times} times") };
    let mut what = Vec::new();
    if gap.unanswered > 0 {
        what.push(format!("unanswered {}", times(gap.unanswered)));
    }
    if gap.doubted > 0 {
        what.push(format!("answer called wrong {}", times(gap.doubted)));
    }
    if gap.confirmed > 0 {
        what.push(format!("called right {}", times(gap.confirmed)));
    }
    let last = format!("” – {}; last on {}", what.join(", "), day(gap.last_at));
    vec![text(format!("{number}. “")), strong(echo(&gap.question)), text(last)]
}

fn short(term: &str) -> String {
    const LABEL: usize = 40;
    match term.char_indices().nth(LABEL) {
        Some((cut, _)) => format!("{}…", term[..cut].trim_end()),
        None => term.to_owned(),
    }
}

/// A gap is nothing for the class.
pub fn dismissed(question: &str) -> Reply {
    let spans = vec![text("Left out: I will not list “"), text(echo(question)), text("” again.")];
    Reply { body: vec![paragraph(spans)], ..Reply::default() }
}

/// A button of a gap that is closed.
pub fn closed() -> Reply {
    sorry(vec![text("That question is no longer waiting. "), code("/gaps"), text(" shows those that are.")])
}
