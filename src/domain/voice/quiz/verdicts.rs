//! Verdicts, for the member alone. None of them shows an answer that was not given.

use super::cards::card_title;
use super::{ANSWER_CHARACTERS, said};
use crate::domain::judge::Ruling;
use crate::domain::quiz::Quiz;
use crate::domain::reply::{Field, Form, Press, Reply, Tone};
use crate::domain::voice::{code, count, sorry, strong, text};

/// The field of [`answer_form`].
pub const ANSWER_FIELD: &str = "answer";

/// The form behind the Answer button.
pub fn answer_form(quiz: &Quiz) -> Form {
    Form {
        title: card_title(quiz).unwrap_or_default(),
        fields: vec![Field {
            name: ANSWER_FIELD.to_owned(),
            label: "Your answer".to_owned(),
            required: true,
            max_characters: ANSWER_CHARACTERS,
            ..Field::default()
        }],
        press: Press::Answer { quiz: quiz.id, round: quiz.progress.round },
    }
}

fn because(ruling: &Ruling) -> Option<String> {
    (!ruling.reason.is_empty()).then(|| ruling.reason.clone())
}

fn points_are_yours(points: i64) -> String {
    let number = usize::try_from(points).unwrap_or(0);
    format!("{} {} yours", count(number, "point", "points"), if number == 1 { "is" } else { "are" })
}

/// Right.
pub fn right(points: i64, ruling: &Ruling) -> Reply {
    let words = format!("Right! {}.", points_are_yours(points));
    Reply { note: because(ruling), ..said(Tone::Good, vec![text(words)]) }
}

/// Close, but not enough; costs nothing.
pub fn close(name: &str, ruling: &Ruling) -> Reply {
    let spans = vec![strong(name), text(", that is close. Be more specific; it costs nothing.")];
    Reply { note: because(ruling), ..said(Tone::Plain, spans) }
}

/// A word for the member alone cannot be delivered; it stands in the channel and tells nothing of the answer.
pub fn cannot_whisper(name: &str) -> Reply {
    let spans = vec![
        strong(name),
        text(
            ", I have a word for you alone, but you take no messages from me. Answer with the button on the card, or ",
        ),
        code("/answer"),
        text(": what I say there only you see."),
    ];
    said(Tone::Plain, spans)
}

/// Not right; `last` where the member had one try.
pub fn wrong(ruling: &Ruling, last: bool) -> Reply {
    let words = if last {
        "Not that. That was your try on this card; the next one is yours again."
    } else {
        "Not that. Try again while the time runs."
    };
    Reply { note: because(ruling), ..said(Tone::Plain, vec![text(words)]) }
}

/// The right option.
pub fn chose_right(points: i64) -> Reply {
    said(Tone::Good, vec![text(format!("Right! {}.", points_are_yours(points)))])
}

/// Another option.
pub fn chose_wrong() -> Reply {
    said(Tone::Plain, vec![text("Not that one. The answer is shown when the time is over.")])
}

/// What was typed is none of the options.
pub fn choose_one() -> Reply {
    sorry(vec![text("Please press one of the letters on the card, or answer with a letter.")])
}

/// The member's one try is gone.
pub fn had_your_try() -> Reply {
    sorry(vec![text("You have answered this card already, and the first answer counts.")])
}

/// The member has been right already.
pub fn have_it() -> Reply {
    said(Tone::Good, vec![text("You have this card already. The others are still at it.")])
}

/// Too many answers in too short a time.
pub fn slow_down() -> Reply {
    sorry(vec![text("That was a lot of guesses. Please wait a few seconds before the next one.")])
}

/// The card is over.
pub fn too_late() -> Reply {
    sorry(vec![text("That card is over. The next one may still be yours.")])
}
