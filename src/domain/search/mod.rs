//! The index over all entries: a question in, the best passages with their sources out.

mod calibrate;
mod choose;
mod compare;
mod compose;
mod disagree;
mod family;
mod find;
mod folder;
mod json;
mod kinds;
mod letters;
mod lexicon;
mod marks;
mod question;
mod rank;
mod shelf;
mod short_forms;
mod suggest;
mod terms;
mod thesaurus;
mod words;

use std::ops::Range;

pub use self::calibrate::Calibration;
pub use self::compare::sides;
pub use self::json::AnswersView;

use self::choose::{Breadth, Choice, Chooser, sureness};
use self::find::Passages;
use self::lexicon::Lexicon;
use self::question::{Question, Reader};
use self::shelf::{EntryId, Shelf};
use self::terms::{By, Terms};
use self::thesaurus::Thesaurus;
use self::words::Class;
use super::knowledge::{Library, Source};
use super::progress::Progress;
use super::tables::{Kept, Parts};

/// The score from which the desk answers outright.
const ANSWERS_FROM: f64 = 0.5;

/// How nearly a passage says the question itself for it to come before any two that are compared.
const SAYS_IT: f32 = 0.6;

/// Which share of building is done after the shelf, the terms and the short forms, as measured.
const PARTS_END: [f32; 3] = [0.25, 0.6, 0.7];

/// A passage that answers, in a document's words.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The term that it defines, if it defines one.
    pub term: Option<String>,
    /// The heading that it stands under, or its record's title.
    pub title: Option<String>,
    /// Everything that the entry says.
    pub text: String,
    /// What chat shows first, where that is less than the text.
    pub excerpt: Option<String>,
    /// Where it stands; never empty. Further places say the same in nearly the same words.
    pub sources: Vec<Source>,
    /// How well it answers, from 0 to 1, comparable between questions.
    pub score: f64,
    /// The bytes of the excerpt, or of the text where there is none, that matched the question: in order
    /// and apart.
    pub matches: Vec<Range<usize>>,
    /// Whether it clearly disagrees with an answer before it that defines the same term: another number, a
    /// "not", an opposite, another thing.
    pub contradicts: bool,
}

/// What the documents have to say to a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// Whether the desk would answer outright.
    pub confident: bool,
    /// Best first; low ones stay in.
    pub answers: Vec<Answer>,
    /// Terms that were perhaps meant, nearest first.
    pub suggestions: Vec<String>,
    /// Whether the question compares two things, and the first two answers are about one each.
    pub compared: bool,
}

/// Whether a folded word carries meaning of its own: no article, no chat, no question word, nothing that
/// every text has.
pub(crate) fn is_content(word: &str) -> bool {
    words::class(word) == Class::Content
}

/// Whether a folded word carries no meaning of its own: an article, a pronoun, an auxiliary.
pub(crate) fn is_stop(word: &str) -> bool {
    words::class(word) == Class::Stop
}

/// Whether a folded word asks.
pub(crate) fn is_asking(word: &str) -> bool {
    words::class(word) == Class::Asking
}

/// The index of a library. Reading it needs no lock.
pub struct Index {
    shelf: Shelf,
    lexicon: Lexicon,
    terms: Terms,
    thesaurus: Thesaurus,
    passages: Passages,
    calibration: Calibration,
}

impl Index {
    /// Builds the index.
    ///
    /// # Errors
    /// When tantivy cannot write its index in memory.
    pub fn build(library: &Library) -> Result<Self, tantivy::TantivyError> {
        Self::build_telling(library, Progress::new(&mut |_| ()))
    }

    /// Builds the index as [`Index::build`] does, and tells how far it has come.
    ///
    /// # Errors
    /// When tantivy cannot write its index in memory.
    pub fn build_telling(
        library: &Library,
        mut progress: Progress<'_>,
    ) -> Result<Self, tantivy::TantivyError> {
        let mut lexicon = Lexicon::new();
        let [shelf_ends, terms_end, short_forms_end] = PARTS_END;
        let shelf = Shelf::fill(library, &mut lexicon, progress.part(0.0, shelf_ends));
        let terms = Terms::gather(&shelf, &mut lexicon, progress.part(shelf_ends, terms_end));
        lexicon.settle();
        let mut thesaurus = Thesaurus::for_library(&lexicon);
        short_forms::gather(&shelf, &lexicon, &mut thesaurus, progress.part(terms_end, short_forms_end));
        let passages = Passages::write(&shelf, &lexicon, progress.part(short_forms_end, 1.0))?;
        let calibration = Calibration::default();
        let mut index = Self { shelf, lexicon, terms, thesaurus, passages, calibration };
        index.calibration = calibrate::calibrate(index.reader(), index.chooser());
        Ok(index)
    }

    /// Adds the parts that [`Index::lent`] makes the same index of.
    pub fn keep<'a>(&'a self, parts: &mut Parts<'a>) {
        self.shelf.keep(parts);
        self.lexicon.keep(parts);
        self.terms.keep(parts);
        self.passages.keep(parts);
        // Plain values always become JSON; were they not to, the index would not be taken up again.
        parts.add("thesaurus", serde_json::to_vec(&self.thesaurus).unwrap_or_default());
        parts.add("calibration", serde_json::to_vec(&self.calibration).unwrap_or_default());
    }

    /// The index that was kept of this library; none if these parts are not one.
    pub fn lent(library: &Library, kept: &Kept) -> Option<Self> {
        Some(Self {
            shelf: Shelf::lent(library, kept)?,
            lexicon: Lexicon::lent(kept)?,
            terms: Terms::lent(kept)?,
            thesaurus: serde_json::from_slice(&kept.bytes("thesaurus")?).ok()?,
            passages: Passages::lent(kept)?,
            calibration: serde_json::from_slice(&kept.bytes("calibration")?).ok()?,
        })
    }

    /// Answers a question with at most `limit` passages.
    pub fn ask(&self, question: &str, limit: usize) -> Answers {
        self.ask_as_far(question, limit, Breadth::All)
    }

    /// The same for those who show only what answers: where the question asks for something by its name, its
    /// definitions and nothing behind them.
    pub fn ask_outright(&self, question: &str, limit: usize) -> Answers {
        self.ask_as_far(question, limit, Breadth::Outright)
    }

    fn ask_as_far(&self, question: &str, limit: usize, breadth: Breadth) -> Answers {
        let read = self.reader().read(question);
        let mut choices = self.chooser().choose_as_far(&read, |_| false, breadth);
        // A document that has the question itself has its answer, too.
        let mut sides = None;
        if choices.first().is_none_or(|first| first.matched.echo < SAYS_IT) {
            sides = self.put_several_first(question, &read, &mut choices);
        }
        let answers = self.compose(&read, &choices, limit);
        let confident = answers.first().is_some_and(|answer| answer.score >= ANSWERS_FROM);
        let suggestions =
            if confident { Vec::new() } else { suggest::suggest(self.chooser(), question, &read, &choices) };
        let stands = |answer: &Answer, entry| answer.sources.first() == Some(&self.shelf.entry(entry).source);
        let compared = sides.is_some_and(|sides| {
            answers.len() >= sides.len()
                && answers.iter().zip(sides).all(|(answer, side)| stands(answer, side))
        });
        Answers { confident, answers, suggestions, compared }
    }

    /// Looks a term up: only entries that define it answer, else the nearest terms are suggested.
    pub fn define(&self, term: &str, limit: usize) -> Answers {
        let read = self.reader().read(term);
        let mut choices = self.chooser().choose(&read, |_| false);
        if !choices.iter().any(|choice| read.exact && choice.by.is_some()) {
            let suggestions = suggest::suggest(self.chooser(), term, &read, &choices);
            return Answers { suggestions, ..Answers::default() };
        }
        choices.retain(|choice| choice.by.is_some());
        let answers = self.compose(&read, &choices, limit);
        Answers { confident: !answers.is_empty(), answers, ..Answers::default() }
    }

    /// Whether these words are the name of something that a document defines, and nothing beside.
    pub fn has_term(&self, words: &str) -> bool {
        let read = self.reader().read(words);
        let defines = |by: &By| matches!(by, By::Term | By::Alias);
        read.exact && self.terms.look_up(&read.named).iter().any(|(by, _)| defines(by))
    }

    /// The bytes of a passage that match a question, in order and apart: what [`Answer::matches`] says, for
    /// any other part of the text.
    pub fn matched(&self, question: &str, passage: &str) -> Vec<Range<usize>> {
        marks::marks(&self.reader().read(question), &self.lexicon, passage)
    }

    /// The terms that `typed` may become, best first, at most `limit`.
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<String> {
        self.terms.complete(typed, limit)
    }

    /// How sure is sure enough here, and what that lets through.
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    fn reader(&self) -> Reader<'_> {
        Reader { lexicon: &self.lexicon, terms: &self.terms, thesaurus: &self.thesaurus }
    }

    fn chooser(&self) -> Chooser<'_> {
        Chooser { shelf: &self.shelf, lexicon: &self.lexicon, terms: &self.terms, passages: &self.passages }
    }

    /// Sureness on the scale that means the same for every library: the threshold is always a half.
    fn score(&self, question: &Question, choice: &Choice) -> f64 {
        let (sure, threshold) =
            (f64::from(sureness(self.chooser(), question, choice)), f64::from(self.calibration.threshold));
        if sure < threshold {
            ANSWERS_FROM * sure / threshold.max(f64::EPSILON)
        } else {
            ANSWERS_FROM + (1.0 - ANSWERS_FROM) * (sure - threshold) / (1.0 - threshold).max(f64::EPSILON)
        }
    }

    fn compose(&self, read: &Question, choices: &[Choice], limit: usize) -> Vec<Answer> {
        let mut answers = compose::compose(&self.shelf, choices, limit, |choice| self.score(read, choice));
        for answer in &mut answers {
            let shown = answer.excerpt.as_ref().unwrap_or(&answer.text);
            answer.matches = marks::marks(read, &self.lexicon, shown);
        }
        answers
    }

    /// Puts what a comparison or a question for kinds is about before all others; the two sides of a
    /// comparison, where both were found.
    fn put_several_first(
        &self,
        question: &str,
        read: &Question,
        choices: &mut Vec<Choice>,
    ) -> Option<[EntryId; 2]> {
        if let Some([one, other]) = compare::sides(question) {
            return self.put_first(choices, [one, other]);
        }
        if let Some(whole) = kinds::whole(question).filter(|_| !read.exact) {
            let kinds = kinds::of(self.reader(), self.chooser(), whole);
            choices.retain(|choice| kinds.iter().all(|kind| kind.entry != choice.entry));
            choices.splice(0..0, kinds);
        }
        None
    }

    /// Puts the entries that a comparison is about before all others, each side's best.
    fn put_first(&self, choices: &mut Vec<Choice>, sides: [&str; 2]) -> Option<[EntryId; 2]> {
        let first = compare::completed(sides).map(|ways| {
            // "Internal and external customers" compares internal customers.
            let read = ways.map(|side| self.reader().read(&side));
            let [alone, completed] = read;
            let read = if completed.exact { completed } else { alone };
            let best = self.chooser().choose(&read, |_| false).into_iter().next()?;
            let sure = sureness(self.chooser(), &read, &best);
            (sure >= self.calibration.threshold).then_some(Choice { sure: Some(sure), ..best })
        });
        let [Some(one), Some(other)] = first else { return None };
        if one.entry == other.entry {
            return None;
        }
        choices.retain(|choice| choice.entry != one.entry && choice.entry != other.entry);
        choices.splice(0..0, [one, other]);
        Some([one.entry, other.entry])
    }
}

#[cfg(test)]
mod tests;
