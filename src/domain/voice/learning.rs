//! What the desk says about teaching it, and about what it was taught.

use super::{code, count, echo, paragraph, sorry, strong, text};
use crate::domain::ids::{TaughtId, Timestamp};
use crate::domain::knowledge::Source;
use crate::domain::learning::{
    Aim, Draft, FIELD_CHARACTERS, Field as LessonField, LearningPress, NAME_CHARACTERS, OTHER_NAMES, Refusal,
    Taught,
};
use crate::domain::reply::{Block, Button, Field, Form, Press, Reply, Span, Tone};

/// Who taught something, once the moderator wants to be forgotten.
pub const GONE: &str = "a moderator who left";

/// How many taught entries a list names, and how many of them have a button.
const TAUGHT_LISTED: usize = 30;
const TAUGHT_WITH_BUTTONS: usize = 20;

/// Months as a date names them.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Who taught something and when, in the place where a document would be named.
pub fn credit(teacher: &str, taught_at: Timestamp) -> String {
    format!("taught by {}, {}", echo(teacher), day(taught_at))
}

/// "22 November 2026", in UTC.
pub(super) fn day(at: Timestamp) -> String {
    let (year, month, day) = at.date();
    let month = (month as usize).checked_sub(1).and_then(|month| MONTHS.get(month)).copied();
    format!("{day} {} {year}", month.unwrap_or_default())
}

/// Adds the question whether an answer was right to the answer.
pub fn was_this_right(mut reply: Reply, question: &str) -> Reply {
    const ASKED: &str = "Was this right?";
    reply.note = Some(reply.note.map_or_else(|| ASKED.to_owned(), |note| format!("{note} {ASKED}")));
    reply.buttons.extend([button("Yes", LearningPress::opinion(true, question))]);
    reply.buttons.extend([button("No", LearningPress::opinion(false, question))]);
    reply
}

/// A member's word on an answer was taken.
pub fn thanks(right: bool) -> Reply {
    Reply::sentence(
        Tone::Plain,
        if right {
            "Good to know, thank you."
        } else {
            "Thank you. The moderators will see the question, but not who asked it."
        },
    )
}

/// Learning belongs to a server, and this conversation has none.
pub fn needs_a_server() -> Reply {
    sorry(vec![text(
        "I learn for a whole server, and this conversation belongs to none. Please do that in one of its channels.",
    )])
}

/// The form for a lesson, filled in as far as it is known.
pub fn form(aim: Aim, draft: &Draft) -> Form {
    let title = match aim {
        Aim::Correction(_) => "Correct what I was taught",
        Aim::New | Aim::Gap(_) => "Teach me",
    };
    let fields = FIELD_CHARACTERS.map(|(field, most)| {
        let (label, filled) = match field {
            LessonField::Term => ("Term", &draft.term),
            LessonField::Definition => ("Definition, in your own words", &draft.definition),
            LessonField::Aliases => ("Other names, apart by commas", &draft.aliases),
        };
        Field {
            name: field.name().to_owned(),
            label: label.to_owned(),
            filled: filled.clone(),
            long: field == LessonField::Definition,
            required: field != LessonField::Aliases,
            max_characters: u16::try_from(most).unwrap_or(u16::MAX),
        }
    });
    Form { title: title.to_owned(), fields: fields.into(), press: Press::Learning(LearningPress::Form(aim)) }
}

/// Something was taught, or corrected.
pub fn learned(taught: &Taught, corrected: bool) -> Reply {
    let sentence =
        if corrected { "Corrected. From now on I answer:" } else { "Learned. From now on I answer:" };
    let body = vec![paragraph(vec![text(sentence)]), quoted(taught)];
    Reply {
        tone: Tone::Good,
        body,
        buttons: change_buttons(taught.id),
        note: names_note(taught),
        ..Reply::default()
    }
}

/// One taught entry, with what can be done about it.
pub fn shown(taught: &Taught) -> Reply {
    let body = vec![quoted(taught)];
    Reply { body, buttons: change_buttons(taught.id), note: names_note(taught), ..Reply::default() }
}

fn quoted(taught: &Taught) -> Block {
    Block::Quote {
        term: Some(taught.term.clone()),
        spans: vec![text(taught.definition.as_str())],
        sources: vec![taught.source()],
    }
}

fn names_note(taught: &Taught) -> Option<String> {
    (!taught.aliases.is_empty()).then(|| format!("Also known as: {}", taught.aliases.join(", ")))
}

fn change_buttons(id: TaughtId) -> Vec<Button> {
    let correct = LearningPress::Form(Aim::Correction(id));
    vec![button("Correct", correct), button("Retire", LearningPress::Retire(id))]
}

pub(super) fn button(label: impl Into<String>, press: LearningPress) -> Button {
    Button { label: label.into(), press: Press::Learning(press), primary: false }
}

/// Why something cannot be taught, and what to do. What was typed can be mended, where it is kept.
pub fn refused(refusal: &Refusal, again: Option<Aim>) -> Reply {
    let named = |field: &LessonField| match field {
        LessonField::Term => "term",
        LessonField::Definition => "definition",
        LessonField::Aliases => "other names",
    };
    let spans = match refusal {
        Refusal::Empty(field) => {
            vec![text(format!("I need a {} with at least one word in it. Please fill it in.", named(field)))]
        }
        Refusal::TooLong { field: LessonField::Aliases, .. } => vec![text(format!(
            "Other names may be {NAME_CHARACTERS} characters long each. Please keep those that people type."
        ))],
        Refusal::TooLong { field, most } => vec![text(format!(
            "The {} may have at most {most} characters. Please shorten it; a longer text is better off as a document.",
            named(field)
        ))],
        Refusal::TooManyNames => {
            vec![text(format!(
                "I keep at most {OTHER_NAMES} other names. Please choose those that people type."
            ))]
        }
        Refusal::Mention(field) => vec![
            text(format!(
                "There is a mention in the {}. I call nobody: please write the name without ",
                named(field)
            )),
            code("@"),
            text(" or angle brackets."),
        ],
        Refusal::SaysNothing => {
            vec![text("The definition only repeats the name. Please write what it is.")]
        }
        Refusal::InDocuments { name, source } => in_documents(name, source),
        Refusal::Taught(taught) => return known_already(taught),
        Refusal::Full => vec![
            text("I was taught as much as I can keep for one server. Retire something with "),
            code("/taught"),
            text(", or move it into a document."),
        ],
    };
    let buttons = again.map(|aim| Button { primary: true, ..button("Try again", LearningPress::Form(aim)) });
    Reply { buttons: buttons.into_iter().collect(), ..sorry(spans) }
}

fn in_documents(name: &str, source: &Source) -> Vec<Span> {
    vec![
        text("The documents define "),
        strong(name),
        text(format!(
            " already ({}, line {}). Mend it there if it is wrong, or teach it under another name.",
            source.document, source.first_line
        )),
    ]
}

/// Something under this name was taught before.
pub fn known_already(taught: &Taught) -> Reply {
    let sentence = "I was taught that already. Correct it or retire it:";
    let body = vec![paragraph(vec![text(sentence)]), quoted(taught)];
    Reply {
        tone: Tone::Sorry,
        body,
        buttons: change_buttons(taught.id),
        note: names_note(taught),
        ..Reply::default()
    }
}

/// A taught entry is out of the answers.
pub fn retired(taught: &Taught) -> Reply {
    let spans = vec![
        text("Retired. I no longer answer with what I was taught about "),
        strong(&taught.term),
        text("."),
    ];
    Reply { body: vec![paragraph(spans)], ..Reply::default() }
}

/// A button of an entry that has been corrected or retired since.
pub fn changed_since() -> Reply {
    sorry(vec![
        text("That has been corrected or retired since. "),
        code("/taught"),
        text(" shows what I am taught now."),
    ])
}

/// Everything that was taught here, the newest first.
pub fn all_taught(entries: &[Taught]) -> Reply {
    if entries.is_empty() {
        let spans = vec![text("Nothing was taught here yet. Begin with "), code("/teach"), text(".")];
        return Reply { body: vec![paragraph(spans)], ..Reply::default() };
    }
    let newest = || entries.iter().rev();
    let line = |taught: &Taught| {
        let source = format!(" – {}", credit(&taught.teacher, taught.taught_at));
        vec![strong(&taught.term), text(source)]
    };
    let more = entries.len().saturating_sub(TAUGHT_LISTED);
    let label = |taught: &Taught| button(taught.term.as_str(), LearningPress::Show(taught.id));
    Reply {
        title: Some(format!("I was taught {}", count(entries.len(), "term", "terms"))),
        body: vec![Block::List(newest().take(TAUGHT_LISTED).map(line).collect())],
        buttons: newest().take(TAUGHT_WITH_BUTTONS).map(label).collect(),
        note: (more > 0).then(|| format!("and {more} more; /taught with a term shows each")),
        ..Reply::default()
    }
}

/// Nothing was taught under this name.
pub fn not_taught(name: &str) -> Reply {
    sorry(vec![
        text("I was not taught anything under “"),
        text(echo(name)),
        text("”. "),
        code("/taught"),
        text(" lists everything."),
    ])
}
