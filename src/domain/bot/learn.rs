//! The front desk about learning: who may teach, and what a command, a press or a form asks for.

use super::Decision;
use crate::domain::ids::{GapId, TaughtId};
use crate::domain::inbound::Inbound;
use crate::domain::learning::{Aim, Draft, Field, LearningPress};
use crate::domain::reply::filled_in;
use crate::domain::voice;

/// What is to be learned, shown or forgotten. The shell carries it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Learn {
    /// A member's word on the answer to a question.
    Opinion {
        /// Whether it was right.
        right: bool,
        /// What was asked.
        question: String,
    },
    /// Open the form for this, with so much filled in.
    Form(Aim, Draft),
    /// Teach this.
    Teach(Aim, Draft),
    /// Show what is taught under a name, or everything.
    Taught(Option<String>),
    /// Show one taught entry.
    Show(TaughtId),
    /// Take a taught entry out of the answers.
    Retire(TaughtId),
    /// Show what members asked in vain.
    Gaps,
    /// A gap is nothing for the class.
    Dismiss(GapId),
}

/// What a moderator's command asks for. Where a definition is given there is nothing left to ask.
pub(super) fn taught_by_command(draft: Draft, inbound: &Inbound) -> Decision {
    match draft.definition.is_empty() {
        true => moderators(Learn::Form(Aim::New, draft), inbound),
        false => moderators(Learn::Teach(Aim::New, draft), inbound),
    }
}

/// What a press asks for.
pub(super) fn pressed(press: &LearningPress, inbound: &Inbound) -> Decision {
    let learn = match press {
        LearningPress::Opinion { right, question } => {
            return Decision::Learn(Learn::Opinion { right: *right, question: question.clone() });
        }
        LearningPress::Form(aim) => Learn::Form(*aim, Draft::default()),
        LearningPress::Dismiss(gap) => Learn::Dismiss(*gap),
        LearningPress::Show(taught) => Learn::Show(*taught),
        LearningPress::Retire(taught) => Learn::Retire(*taught),
    };
    moderators(learn, inbound)
}

/// What a filled-in form asks for.
pub(super) fn submitted(press: &LearningPress, fields: &[(String, String)], inbound: &Inbound) -> Decision {
    let LearningPress::Form(aim) = press else { return voice::unknown_press().into() };
    let filled = |field: Field| filled_in(fields, field.name()).to_owned();
    let draft = Draft {
        term: filled(Field::Term),
        definition: filled(Field::Definition),
        aliases: filled(Field::Aliases),
    };
    moderators(Learn::Teach(*aim, draft), inbound)
}

/// Checked on each command, press and form: a button is no permission.
pub(super) fn moderators(learn: Learn, inbound: &Inbound) -> Decision {
    if !inbound.member.moderator {
        return voice::quiz::moderators_only().into();
    }
    if inbound.place.is_one_members() {
        return voice::learning::needs_a_server().into();
    }
    Decision::Learn(learn)
}
