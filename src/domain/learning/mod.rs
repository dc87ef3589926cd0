//! What moderators teach, and what members asked in vain.
//!
//! A taught entry is found like any entry of a document and shows who taught it and when. Of a question
//! without an answer only its words and counts are kept, never who asked.

mod export;
mod gaps;
mod lesson;
mod press;
mod taught;

pub use export::exported;
pub use gaps::{GAPS_LISTED, Gap, GapKind, gap_key, gap_term, gap_wording, still_open};
pub use lesson::{Draft, FIELD_CHARACTERS, Field, Lesson, NAME_CHARACTERS, OTHER_NAMES, Refusal};
pub use press::{Aim, LearningPress};
pub use taught::{MOST_TAUGHT, Taught, TaughtLibrary};
