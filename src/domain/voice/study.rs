//! What the desk says to a member who studies.

use super::{card_quote, code, count, paragraph, said, sorry, strong, text};
use crate::domain::calendar::{DAY_MILLIS, date};
use crate::domain::ids::{QuizId, Timestamp};
use crate::domain::judge::{Ruling, Verdict};
use crate::domain::knowledge::Card;
use crate::domain::reply::{Block, Button, Field, Form, Press, Reply, Span, Tone};
use crate::domain::study::{Counts, Grade, Progress, StudyPress, StudyRecord, Wish};

/// How many decks are offered as buttons, beside the other two (Discord: 25 buttons in all).
const DECKS_OFFERED: usize = 20;
/// The most characters of an answer.
const ANSWER_CHARACTERS: u16 = 300;
/// The field of [`answer_form`].
pub const ANSWER_FIELD: &str = "answer";

fn button(label: impl Into<String>, press: StudyPress, primary: bool) -> Button {
    Button { label: label.into(), press: Press::Study(press), primary }
}

/// Asks which deck is to be studied. Each comes with its number of cards.
pub fn choose(decks: &[(&str, usize)], missed: usize) -> Reply {
    if decks.is_empty() {
        return super::quiz::no_cards();
    }
    let all = decks.iter().map(|(_, cards)| cards).sum();
    let mut buttons = vec![button(
        format!("Everything ({})", count(all, "card", "cards")),
        StudyPress::Deck(String::new()),
        true,
    )];
    if missed > 0 {
        buttons.push(button(format!("What I missed in quizzes ({missed})"), StudyPress::Missed, false));
    }
    let named = decks.iter().take(DECKS_OFFERED);
    buttons.extend(named.map(|(name, cards)| {
        button(format!("{name} ({cards})"), StudyPress::Deck((*name).to_owned()), false)
    }));
    let mut spans = vec![
        text("I show you cards until they stick: often at first, then ever more seldom. Only you see it. "),
        text("Choose a deck, or several with "),
        code("/study deck:ONE, OTHER"),
        text("."),
    ];
    if decks.len() > DECKS_OFFERED {
        spans.push(text(format!(" There are {} decks in all.", decks.len())));
    }
    Reply {
        tone: Tone::Quiz,
        title: Some("What do you want to study?".to_owned()),
        body: vec![paragraph(spans)],
        buttons,
        ..Reply::default()
    }
}

/// A card that is asked.
pub fn card(card: &Card, counts: &Counts, first: Option<Block>) -> Reply {
    let mut body: Vec<Block> = first.into_iter().collect();
    body.push(paragraph(vec![strong(card.prompt.clone())]));
    Reply {
        tone: Tone::Quiz,
        title: Some("Do you know it?".to_owned()),
        body,
        buttons: vec![
            button("Show the answer", StudyPress::Show(card.id.clone()), true),
            button("Type it", StudyPress::Type(card.id.clone()), false),
            button("Other decks", StudyPress::Choose, false),
        ],
        note: Some(format!("{} due, {} new for today", counts.due, counts.new)),
        ..Reply::default()
    }
}

/// The form that takes an answer.
pub fn answer_form(card: &Card) -> Form {
    Form {
        title: "Your answer".to_owned(),
        fields: vec![Field {
            name: ANSWER_FIELD.to_owned(),
            label: "The answer".to_owned(),
            required: true,
            max_characters: ANSWER_CHARACTERS,
            ..Field::default()
        }],
        press: Press::Study(StudyPress::Type(card.id.clone())),
    }
}

/// A card's answer with its source, and the grades to choose from; what was typed decides which of them
/// stands out.
pub fn reveal(card: &Card, ruling: Option<&Ruling>, reviews: u32, days: &[(Grade, i64)]) -> Reply {
    let answer = strong(card.answers.first().cloned().unwrap_or_default());
    let (tone, proposed, mut spans) = match ruling.map(|ruling| ruling.verdict) {
        None => (Tone::Quiz, Grade::Good, vec![text("The answer is ")]),
        Some(Verdict::Correct) => (Tone::Good, Grade::Good, vec![text("Right! The answer is ")]),
        Some(Verdict::Close) => (Tone::Plain, Grade::Hard, vec![text("Close. The answer is ")]),
        Some(Verdict::Wrong) => (Tone::Plain, Grade::Again, vec![text("Not that. The answer is ")]),
    };
    spans.extend([answer, text(". How well did you know it?")]);
    let grade = |(grade, days): &(Grade, i64)| {
        let press = StudyPress::Grade { card: card.id.clone(), reviews, grade: *grade };
        button(format!("{} · {}", grade_name(*grade), interval(*days)), press, *grade == proposed)
    };
    Reply {
        tone,
        body: vec![paragraph(spans), card_quote(card)],
        buttons: days.iter().map(grade).collect(),
        note: ruling.map(|ruling| ruling.reason.clone()).filter(|reason| !reason.is_empty()),
        ..Reply::default()
    }
}

fn grade_name(grade: Grade) -> &'static str {
    match grade {
        Grade::Again => "Again",
        Grade::Hard => "Hard",
        Grade::Good => "Good",
        Grade::Easy => "Easy",
    }
}

fn interval(days: i64) -> String {
    match days {
        0 => "10 minutes".to_owned(),
        days => count(usize::try_from(days).unwrap_or(0), "day", "days"),
    }
}

/// When a card that was graded comes again.
pub fn graded(card: &Card, days: i64) -> Block {
    let answer = card.answers.first().cloned().unwrap_or_default();
    paragraph(vec![strong(answer), text(format!(" comes again in {}.", interval(days)))])
}

/// A second press on a grade.
pub fn graded_already() -> Block {
    paragraph(vec![text("You have graded that one already; the first grade counts.")])
}

/// The card of a button is not in the documents any more.
pub fn card_is_gone() -> Block {
    paragraph(vec![text("That card is no longer in the documents. Here is another one.")])
}

/// The card is open in a quiz.
pub fn being_asked() -> Reply {
    sorry(vec![text("A quiz is asking just that card. Come back to it when the quiz is past it.")])
}

/// Nothing is left to study for now.
pub fn nothing_due(
    record: &StudyRecord,
    counts: &Counts,
    next: Option<Timestamp>,
    now: Timestamp,
    first: Option<Block>,
) -> Reply {
    let mut spans = vec![text("Nothing is left for now. ")];
    spans.push(text(match (next, &record.wish) {
        (Some(next), _) => format!("The next card is due {}.", when(next, now)),
        (None, Wish::Quiz(_)) if counts.cards == 0 => "You have missed nothing in that quiz.".to_owned(),
        (None, Wish::Missed) => "You have missed nothing in quizzes so far.".to_owned(),
        (None, _) if counts.cards == 0 => "There are no cards in what you chose.".to_owned(),
        (None, _) => "Come back tomorrow.".to_owned(),
    }));
    let mut buttons = vec![button("Other decks", StudyPress::Choose, true)];
    if record.remind_at.is_none() && next.is_some() {
        buttons.push(button("Remind me daily", StudyPress::Remind(true), false));
    }
    Reply {
        tone: Tone::Good,
        body: first.into_iter().chain([paragraph(spans)]).collect(),
        buttons,
        note: Some(format!("{} of {} begun", counts.studied, count(counts.cards, "card", "cards"))),
        ..Reply::default()
    }
}

fn when(moment: Timestamp, now: Timestamp) -> String {
    const MINUTE: i64 = 60_000;
    let wait = moment.millis_since(now).max(0);
    let whole = |unit: i64| usize::try_from((wait + unit - 1) / unit).unwrap_or(0);
    match wait {
        wait if wait <= 90 * MINUTE => format!("in {}", count(whole(MINUTE), "minute", "minutes")),
        wait if wait <= 2 * DAY_MILLIS => format!("in {}", count(whole(60 * MINUTE), "hour", "hours")),
        _ => format!("on {}", date(moment)),
    }
}

/// The reminder is switched on or off.
pub fn reminder_set(on: bool) -> Reply {
    if !on {
        return said(Tone::Good, vec![text("I will not remind you any more.")]);
    }
    said(
        Tone::Good,
        vec![
            text("I will write to you once a day, about this time, if cards are due, and never else. "),
            code("/study remind:no"),
            text(" ends it."),
        ],
    )
}

/// The daily reminder.
pub fn reminder(due: usize) -> Reply {
    let are = if due == 1 { "is" } else { "are" };
    let mut reply = said(
        Tone::Plain,
        vec![
            text(format!("{} {are} due. ", count(due, "card", "cards"))),
            code("/study"),
            text(" goes on where you were."),
        ],
    );
    reply.buttons = vec![
        button("Study now", StudyPress::Next, true),
        button("No more reminders", StudyPress::Remind(false), false),
    ];
    reply
}

/// The button under the end of a quiz.
pub fn missed_button(quiz: QuizId) -> Button {
    button("Study what I missed", StudyPress::Quiz(quiz), true)
}

/// No such deck.
pub fn unknown_deck(given: &str, decks: &[String]) -> Reply {
    super::quiz::unknown_deck(given, decks)
}

/// How far a member has come, in words; the picture beside them shows the same.
pub fn progress(progress: &Progress) -> Reply {
    if progress.learning + progress.known == 0 {
        return said(
            Tone::Plain,
            vec![text("You have not studied any card yet. "), code("/study"), text(" begins with one.")],
        );
    }
    let new = progress.cards.saturating_sub(progress.learning + progress.known);
    let recall = progress.recall.map(|recall| {
        format!("Right now you would recall about {} % of those that you have begun.", percent(recall))
    });
    let mut body = vec![
        paragraph(vec![
            strong(count(progress.due, "card", "cards")),
            text(if progress.due == 1 { " is due now." } else { " are due now." }),
        ]),
        paragraph(vec![text(format!(
            "Of {}, known (they stay for three weeks or more): {}; being learnt: {}; new: {new}. {}",
            count(progress.cards, "card", "cards"),
            progress.known,
            progress.learning,
            recall.unwrap_or_default()
        ))]),
    ];
    let coming: Vec<String> = progress.coming.iter().map(ToString::to_string).collect();
    body.push(paragraph(vec![text(format!(
        "Coming in the next {} days, today first: {}.",
        progress.coming.len(),
        coming.join(", ")
    ))]));
    body.extend(remembered(progress));
    let picture = Some(Box::new(super::picture::progress(progress, new)));
    Reply { title: Some("Your progress".to_owned()), body, picture, ..Reply::default() }
}

fn remembered(progress: &Progress) -> Vec<Block> {
    let weeks: Vec<Vec<Span>> = progress
        .weeks
        .iter()
        .filter(|week| week.reviews > 0)
        .map(|week| {
            let share = percent(week.remembered as f32 / week.reviews as f32);
            let of = format!(" – {share} % of {}", count(week.reviews, "review", "reviews"));
            vec![strong(date(week.began)), text(of)]
        })
        .collect();
    if weeks.is_empty() {
        return vec![paragraph(vec![text("What you remember week by week shows from tomorrow on.")])];
    }
    vec![paragraph(vec![text("What you remembered when a card came again, by week:")]), Block::List(weeks)]
}

fn percent(share: f32) -> u32 {
    (share * 100.0).round() as u32
}
