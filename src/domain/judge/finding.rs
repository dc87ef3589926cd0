//! What a comparison found, and how it is said.

use super::Verdict;

/// Why a verdict fell; said in plain words by [`Why::say`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    Exact,
    OtherForm,
    Spacing,
    OtherOrder,
    Acronym,
    SpelledOut,
    Name,
    Typo,
    Enough,
    MoreWords,
    Several,
    Partial,
    NearTypo,
    KindredWord,
    TooMuch,
    SharedPart,
    LongAnswer,
    OtherCard,
    Guesses,
    Opposite,
    Different,
    Order,
    OnlyPrompt,
    Empty,
    TooLong,
    Unknown,
}

impl Why {
    /// Says it. Only a correct answer's reason may quote the accepted one: the others are
    /// read by members who are still guessing.
    pub(super) fn say(self, accepted: &str) -> String {
        let plain = match self {
            Self::OtherForm => return format!("another form of \"{accepted}\""),
            Self::Spacing => return format!("\"{accepted}\", spaced differently"),
            Self::OtherOrder => return format!("\"{accepted}\" in another order"),
            Self::Acronym => return format!("short for \"{accepted}\""),
            Self::SpelledOut => return format!("\"{accepted}\" spelled out"),
            Self::Name => return format!("it names \"{accepted}\" clearly"),
            Self::Typo => return format!("a typo of \"{accepted}\""),
            Self::Enough => return format!("enough of \"{accepted}\": the question says the rest"),
            Self::MoreWords => return format!("it says \"{accepted}\" in more words"),
            Self::Several => "each of these is an accepted answer",
            Self::Exact => "the accepted answer",
            Self::Partial => "only part of it: be more specific",
            Self::NearTypo => "nearly: check the spelling",
            Self::KindredWord => "a word of the same family: say the very word",
            Self::TooMuch => "it is in there, with more beside it: say only the answer",
            Self::SharedPart => "that fits more than one card: be more specific",
            Self::LongAnswer => "a long answer is not judged by its words alone",
            Self::OtherCard => "that is another card's answer",
            Self::Guesses => "more than one answer named: choose one",
            Self::Opposite => "it says the opposite",
            Self::Different => "a word or number in it makes it something else",
            Self::Order => "the same words, but their order says something else",
            Self::OnlyPrompt => "only words of the question",
            Self::Empty => "there is no word in it",
            Self::TooLong => "far longer than any accepted answer",
            Self::Unknown => "not an accepted answer",
        };
        plain.to_owned()
    }
}

/// What an answer is worth against one reading of an accepted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) why: Why,
    /// Which accepted answer.
    pub(super) answer: usize,
    /// How far it is from it; smaller is nearer.
    pub(super) cost: u32,
}

impl Finding {
    pub(super) fn correct(answer: usize, why: Why, cost: u32) -> Self {
        Self { verdict: Verdict::Correct, why, answer, cost }
    }

    pub(super) fn close(answer: usize, why: Why, cost: u32) -> Self {
        Self { verdict: Verdict::Close, why, answer, cost }
    }

    pub(super) fn wrong(answer: usize, why: Why) -> Self {
        Self { verdict: Verdict::Wrong, why, answer, cost: u32::MAX }
    }

    pub(super) fn at_most_close(self) -> Self {
        match self.verdict {
            Verdict::Correct => Self { verdict: Verdict::Close, why: Why::Partial, ..self },
            _ => self,
        }
    }

    /// Whether it has words that the answer lacks, so that one of them may spoil it.
    pub(super) fn has_extras(self) -> bool {
        matches!(self.why, Why::MoreWords | Why::TooMuch)
    }

    /// Best first: the better verdict, then the nearer one.
    pub(super) fn rank(self) -> (u8, u32, Why, usize) {
        let verdict = match self.verdict {
            Verdict::Correct => 0,
            Verdict::Close => 1,
            Verdict::Wrong => 2,
        };
        (verdict, self.cost, self.why, self.answer)
    }
}
