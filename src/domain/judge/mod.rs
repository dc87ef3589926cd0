//! What a member typed against what a card accepts.
//!
//! [`Judge`] is made once a card and rules on any number of answers. A ruling is
//! correct, close ("be more specific") or wrong, each with its reason. It never judges by
//! meaning: where words cannot tell, it refuses, and a moderator may rule otherwise.

mod accepted;
mod compare;
mod finding;
mod lookalike;
mod number;
mod pairing;
mod prompt;
mod proper;
mod reader;
mod rivals;
mod stem;
mod table;
mod typo;
mod variants;
mod words;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde::Serialize;

use accepted::{Form, forms};
use compare::compare;
use finding::{Finding, Why};
use prompt::Prompt;
pub use rivals::Rivals;
use words::{Gap, Kind, Words};

/// An answer longer than this, and twice as long as any accepted one, is not even read.
const LONGEST_GIVEN_BYTES: usize = 400;

/// The judge's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Counts as right.
    Correct,
    /// Not enough, but on the way: the member may be more specific.
    Close,
    /// Counts as wrong.
    Wrong,
}

/// A verdict with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ruling {
    /// The judge's word.
    pub verdict: Verdict,
    /// The accepted answer that it took or came near to.
    pub matched: Option<String>,
    /// Why, in plain words. It quotes an accepted answer only where that was given.
    pub reason: String,
}

/// Judges `given` against a card's prompt and accepted answers, knowing the accepted answers of the deck's other cards.
pub fn judge(prompt: &str, answers: &[String], given: &str, deck: &[Vec<String>]) -> Ruling {
    Judge::new(prompt, answers, deck).rule(given)
}

/// A card made ready: everything about it that does not depend on what is typed.
#[derive(Clone, Debug)]
pub struct Judge {
    answers: Vec<String>,
    prompt: Prompt,
    forms: Vec<Form>,
    /// Each reading's folded words, with its form.
    exact: HashMap<String, usize>,
    rivals: Rivals,
    longest: usize,
}

impl Judge {
    /// Makes a card ready. `deck` holds the accepted answers of the deck's other cards;
    /// answers that this card accepts too are no rivals of it.
    pub fn new(prompt: &str, answers: &[String], deck: &[Vec<String>]) -> Self {
        Self::among(prompt, answers, &Rivals::new(deck))
    }

    /// Makes a card ready whose deck is ready already. A quiz makes [`Rivals`] once.
    pub fn among(prompt: &str, answers: &[String], rivals: &Rivals) -> Self {
        let prompt = Prompt::read(prompt);
        let forms = forms(answers, &prompt);
        let mut exact = HashMap::with_capacity(forms.len());
        for (index, form) in forms.iter().enumerate() {
            exact.entry(form.words.key().to_owned()).or_insert(index);
        }
        let longest = answers.iter().map(String::len).max().unwrap_or(0);
        Self { answers: answers.to_vec(), prompt, forms, exact, rivals: rivals.clone(), longest }
    }

    /// Rules on what a member typed.
    pub fn rule(&self, given: &str) -> Ruling {
        let finding = self.find(given);
        let accepted = self.answers.get(finding.answer);
        let matched = if finding.verdict == Verdict::Wrong { None } else { accepted.cloned() };
        Ruling {
            verdict: finding.verdict,
            reason: finding.why.say(matched.as_deref().unwrap_or_default()),
            matched,
        }
    }

    fn find(&self, given: &str) -> Finding {
        if given.len() > LONGEST_GIVEN_BYTES.max(self.longest * 2) {
            return Finding::wrong(0, Why::TooLong);
        }
        let words = Words::read(given);
        if words.is_empty() {
            // An accepted answer may be a sign without a letter; then only itself is right.
            let same = self
                .answers
                .iter()
                .position(|answer| answer.trim() == given.trim() && !given.trim().is_empty());
            return same
                .map_or(Finding::wrong(0, Why::Empty), |answer| Finding::correct(answer, Why::Exact, 0));
        }
        if let Some(form) = self.exact.get(words.key()) {
            return Finding::correct(self.forms[*form].answer, Why::Exact, 0);
        }
        if self.rivals.have(&words, &self.forms) {
            return Finding::wrong(0, Why::OtherCard);
        }
        let finding = self.weigh(&words);
        if finding.verdict == Verdict::Wrong { finding } else { self.mind_rivals(&words, finding) }
    }

    /// The best finding for the whole of it, or for the guesses that it lists.
    fn weigh(&self, words: &Words) -> Finding {
        let whole = self.best(words);
        if whole.verdict == Verdict::Correct && !whole.has_extras() {
            return whole;
        }
        let Some((parts, joined_by_and)) = split(words) else { return whole };
        let found: Vec<Finding> = parts.iter().map(|part| self.best(part)).collect();
        let right = found.iter().filter(|finding| finding.verdict == Verdict::Correct).count();
        if right == found.len() {
            return Finding { why: Why::Several, ..found[0] };
        }
        if right > 0 && !joined_by_and && !self.only_adds_place(&parts, &found, whole) {
            return Finding::wrong(whole.answer, Why::Guesses);
        }
        whole
    }

    /// "Tucson, Arizona" for "Tucson": the part behind the comma says where that is.
    fn only_adds_place(&self, parts: &[Words], found: &[Finding], whole: Finding) -> bool {
        let comma = parts.len() == 2 && parts[1].word(0).gap == Gap::Comma;
        comma && whole.verdict == Verdict::Correct && found[0].verdict == Verdict::Correct
    }

    fn best(&self, words: &Words) -> Finding {
        if let Some(form) = self.exact.get(words.key()) {
            return Finding::correct(self.forms[*form].answer, Why::Exact, 0);
        }
        self.forms
            .iter()
            .filter_map(|form| compare(words, form, &self.prompt))
            .min_by_key(|finding| finding.rank())
            .unwrap_or(Finding::wrong(0, Why::Unknown))
    }

    /// An answer that is as near to another card's is not this card's.
    fn mind_rivals(&self, words: &Words, finding: Finding) -> Finding {
        if self.rivals.is_empty() || finding.cost <= 1 {
            return finding;
        }
        let nearest = self.rivals.nearest(words, &self.forms, &self.prompt);
        match nearest {
            Some(rival) if rival.verdict == Verdict::Correct && rival.cost <= finding.cost => {
                Finding::wrong(finding.answer, Why::OtherCard)
            }
            Some(rival)
                if rival.verdict == Verdict::Close
                    && finding.why == Why::Partial
                    && rival.cost <= finding.cost =>
            {
                Finding { why: Why::SharedPart, ..finding }
            }
            _ => finding,
        }
    }
}

/// The parts of a list of answers, and whether only "and" joins them; none where it is one answer.
fn split(words: &Words) -> Option<(Vec<Words>, bool)> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut only_and = true;
    for at in 0..words.len() {
        let word = words.word(at);
        let joint = matches!(word.kind, Kind::And | Kind::Or);
        // The comma of "July 4, 1776" and of "Jr." parts nothing.
        let in_date = word.kind == Kind::Number && at > 0 && words.word(at - 1).kind == Kind::Number;
        let parted = matches!(word.gap, Gap::Comma | Gap::Slash) && !in_date && words.plain(at) != "jr";
        if !(joint || parted) || at == 0 {
            continue;
        }
        only_and &= word.kind == Kind::And;
        if at > start {
            parts.push(words.part(start, at));
        }
        start = at + usize::from(joint);
    }
    if start < words.len() {
        parts.push(words.part(start, words.len()));
    }
    (parts.len() > 1).then_some((parts, only_and))
}
