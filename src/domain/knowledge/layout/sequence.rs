//! Tells which lines of a document belong together as pairs of a short and a long line.
//!
//! The best reading of all lines at once is found by dynamic programming, so that one
//! title, one wrapped line or one lost line does not shift every pair behind it.

use std::collections::BTreeSet;

use super::super::super::fold::{fold, has_question_frame};
use super::super::text::Line;
use super::super::words::{count, ends_sentence, is_course_mark};
use super::glossary::is_title_case;
use super::share;

/// A short last line alone is worth this much less: a title stands above what it names.
const NO_TITLE_AT_THE_END: f64 = 0.8;

/// A first line alone is worth this much more: most titles stand there.
const TITLE_ON_TOP: f64 = 0.4;

/// Beside the title on top, a document may have one to so many lines.
const LINES_A_TITLE: usize = 8;

/// Less than so many pairs may take turns by chance.
const FEWEST_TURNS: usize = 3;

/// A line alone with more words is no title.
pub(super) const MAX_TITLE_WORDS: usize = 8;

/// How well a line would do in each part.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fit {
    /// As the first line of a pair.
    pub(super) first: f64,
    /// As the second.
    pub(super) second: f64,
    /// As the second line of the pair whose first line stands right above.
    pub(super) bond: f64,
    /// As a line that goes on with the one above.
    pub(super) more: f64,
    /// As a title, or a line without a partner.
    pub(super) alone: f64,
}

impl Fit {
    /// Blank lines between pairs, where a document has them, say more than words do.
    pub(super) fn mind_gap(&mut self, after_blank: bool, spaced: bool) {
        match (after_blank, spaced) {
            (true, true) => {
                self.first += 1.0;
                self.alone += 0.5;
                self.second -= 1.5;
                self.more -= 2.0;
            }
            (false, true) => {
                self.first -= 1.0;
                self.second += 0.5;
                self.more += 1.5;
            }
            (true, false) => {
                self.first += 0.3;
                self.second -= 0.3;
                self.more -= 2.0;
            }
            (false, false) => {}
        }
    }
}

/// How well each line would do in each part, by `fit`, which sees the line and the text above it.
pub(super) fn fits(lines: &[Line<'_>], fit: impl Fn(&Line<'_>, Option<&str>) -> Fit) -> Vec<Fit> {
    let spaced = is_spaced(lines);
    let above = |at: usize| at.checked_sub(1).map(|above| lines[above].text);
    let fits = lines.iter().enumerate().map(|(at, line)| {
        let mut fit = fit(line, above(at));
        fit.mind_gap(line.after_blank, spaced);
        fit.alone += if at == 0 { TITLE_ON_TOP } else { 0.0 };
        fit.alone -= if at + 1 == lines.len() && is_title(line.text) { NO_TITLE_AT_THE_END } else { 0.0 };
        fit
    });
    fits.collect()
}

/// Whether a document sets its pairs apart by blank lines.
fn is_spaced(lines: &[Line<'_>]) -> bool {
    let gaps = lines.iter().skip(1).filter(|line| line.after_blank).count();
    gaps * 4 >= lines.len() && gaps * 5 <= lines.len() * 3
}

/// What a line was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A title, or a line without a partner.
    Alone,
    /// The first line of a pair.
    First,
    /// Goes on with the first line.
    MoreFirst,
    /// The second line of a pair.
    Second,
    /// Goes on with the second line.
    MoreSecond,
}

const PARTS: [Part; 5] = [Part::Alone, Part::First, Part::MoreFirst, Part::Second, Part::MoreSecond];

fn follows(before: Part, after: Part) -> bool {
    match after {
        Part::Alone | Part::First => matches!(before, Part::Alone | Part::Second | Part::MoreSecond),
        Part::MoreFirst | Part::Second => matches!(before, Part::First | Part::MoreFirst),
        Part::MoreSecond => matches!(before, Part::Second | Part::MoreSecond),
    }
}

/// The best reading, and what it is worth in all.
pub(super) fn read(fits: &[Fit]) -> (Vec<Part>, f64) {
    let mut worth = [0.0, f64::NEG_INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let mut back: Vec<[usize; PARTS.len()]> = Vec::with_capacity(fits.len());
    for fit in fits {
        let mut next = [f64::NEG_INFINITY; PARTS.len()];
        let mut from = [0; PARTS.len()];
        for (to, part) in PARTS.iter().enumerate() {
            for (of, before) in PARTS.iter().enumerate().filter(|(_, before)| follows(**before, *part)) {
                let total = worth[of] + value(*fit, *before, *part);
                if total > next[to] {
                    (next[to], from[to]) = (total, of);
                }
            }
        }
        worth = next;
        back.push(from);
    }
    // A pair without its second line is no reading.
    let mut at = [0, 3, 4].into_iter().fold(0, |best, end| if worth[end] > worth[best] { end } else { best });
    let total = worth[at];
    let mut parts = Vec::with_capacity(fits.len());
    for from in back.iter().rev() {
        parts.push(PARTS[at]);
        at = from[at];
    }
    parts.reverse();
    (parts, total)
}

fn value(fit: Fit, before: Part, part: Part) -> f64 {
    match part {
        Part::Alone => fit.alone,
        Part::First => fit.first,
        Part::MoreFirst | Part::MoreSecond => fit.more,
        Part::Second => fit.second + if before == Part::First { fit.bond } else { 0.0 },
    }
}

/// The pairs of a reading, as line indices: first lines and second lines; lines alone come with no second.
pub(super) fn groups(parts: &[Part]) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut groups: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match (part, groups.last_mut()) {
            (Part::MoreFirst, Some((first, second))) => {
                first.end = at + 1;
                *second = at + 1..at + 1;
            }
            (Part::Second | Part::MoreSecond, Some((_, second))) => second.end = at + 1,
            _ => groups.push((at..at + 1, at + 1..at + 1)),
        }
    }
    groups
}

/// How sure a reading is: by what its lines are worth, or by the turns that they take from the first line
/// to the last, which say more than any single line. `plain` tells pairs that nobody could take for
/// anything else.
pub(super) fn sureness(
    lines: &[Line<'_>],
    (parts, worth): &(Vec<Part>, f64),
    plain: impl Fn(&str, &str) -> bool,
) -> Sureness {
    /// What a pair is worth to a reading that could not fit better, for each of its lines.
    const BEST_WORTH_A_LINE: f64 = 2.0;
    /// Of two readings that are one line apart, both may be worth much; only one takes turns.
    const MOST_BY_WORTH: f64 = 0.85;
    /// What a reading keeps whose last lines are no plain pair: it may be one line late all the way.
    const LATE: f64 = 0.9;
    let tally = tally(lines, parts, plain);
    let a_line = worth / f64::from(u32::try_from(lines.len().max(1)).unwrap_or(u32::MAX));
    let confidence = (a_line / BEST_WORTH_A_LINE).clamp(0.0, 1.0);
    let turns = if tally.plain < FEWEST_TURNS * 2 { 0.0 } else { share(tally.plain, tally.whole) };
    let by_worth = (share(tally.paired, lines.len()) * confidence).min(MOST_BY_WORTH);
    let all = by_worth.max(turns * (0.86 + 0.05 * confidence));
    Sureness { turns, all: if tally.ends_plainly { all } else { all * LATE } }
}

/// A reading's lines, counted.
struct Tally {
    /// Those in pairs.
    paired: usize,
    /// Those in pairs that are plain to see.
    plain: usize,
    /// All but a few titles.
    whole: usize,
    /// Whether the last two are a plain pair.
    ends_plainly: bool,
}

fn tally(lines: &[Line<'_>], parts: &[Part], plain: impl Fn(&str, &str) -> bool) -> Tally {
    let mut tally = Tally { paired: 0, plain: 0, whole: lines.len(), ends_plainly: false };
    let mut titles = 0;
    let mut said = BTreeSet::new();
    for (first, second) in groups(parts) {
        let above = lines[first.start].text;
        tally.ends_plainly = false;
        if second.is_empty() {
            // A title stands above what it names.
            titles += usize::from(first.end < lines.len() && is_title(above));
            continue;
        }
        let below = lines[second.start].text;
        tally.paired += first.len() + second.len();
        // A refrain comes in turns, too.
        let new = said.insert(above) && said.insert(below);
        tally.ends_plainly = first.len() == 1 && second.len() == 1 && plain(above, below);
        tally.plain += if tally.ends_plainly && new { 2 } else { 0 };
    }
    tally.whole -= titles.min(1 + tally.paired / LINES_A_TITLE);
    tally
}

/// How sure a reading is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sureness {
    /// How far its lines take turns, plain to see, from 0 to 1.
    pub(super) turns: f64,
    /// How sure it is by everything, from 0 to 1.
    pub(super) all: f64,
}

/// Whether a line alone names what stands below it.
pub(super) fn is_title(text: &str) -> bool {
    count(text) <= MAX_TITLE_WORDS && !ends_sentence(text)
}

/// Tells headings from lines that lost their partner, which look alike. A line in doubt is no heading: as one it
/// would be lost itself, and would name what it has nothing to do with.
pub(super) struct Headings {
    /// From the first line of the first pair to that of the last.
    pairs: Option<(usize, usize)>,
    /// Whether blank lines are few, so that each says something.
    blanks_are_few: bool,
    /// Whether blank lines stand between the pairs.
    spaced: bool,
}

impl Headings {
    pub(super) fn of(lines: &[Line<'_>], parts: &[Part]) -> Self {
        let first = |part: &Part| *part == Part::First;
        let pairs = parts.iter().position(first).zip(parts.iter().rposition(first));
        Self { pairs, blanks_are_few: blanks_are_few(lines), spaced: is_spaced(lines) }
    }

    /// Whether the line alone at `at` is surely a heading: it says so itself, or it stands above all pairs
    /// or behind a blank line, and has at most `most_words`.
    pub(super) fn has(&self, lines: &[Line<'_>], at: usize, most_words: usize) -> bool {
        let (line, Some((first, last))) = (lines[at], self.pairs) else {
            return is_marked_heading(lines[at].text);
        };
        // Between blank lines that stand around every pair, one word is rather a term without its definition.
        let between_blanks = self.spaced
            && line.after_blank
            && lines.get(at + 1).is_some_and(|below| below.after_blank)
            && is_title_case(line.text);
        let set_apart = at < first || line.after_blank && self.blanks_are_few || between_blanks;
        let short = count(line.text) <= most_words && !ends_sentence(line.text);
        is_marked_heading(line.text) || set_apart && at < last && short && !is_asked(line.text)
    }
}

/// Whether so few blank lines stand in a document that each sets something apart.
pub(super) fn blanks_are_few(lines: &[Line<'_>]) -> bool {
    lines.iter().skip(1).filter(|line| line.after_blank).count() * 4 < lines.len()
}

fn is_asked(text: &str) -> bool {
    has_question_frame(text) || text.ends_with('?')
}

/// Whether a line says itself that it is a heading: `Chapter 3 …`, `Knots:`, `Knots cont.`, `TYPES OF KNOTS`,
/// `Knots and Bends for Small Boats`, the `$200` of a quiz show.
pub(super) fn is_marked_heading(text: &str) -> bool {
    /// A term with so many capital initials is rare.
    const TITLE_WORDS: usize = 5;
    // A single word in capitals may be a term: `GPS`.
    let shouted = count(text) > 1 && !text.contains(char::is_lowercase) && text.contains(char::is_uppercase);
    let folded = fold(text);
    let goes_on = matches!(folded.rsplit(' ').next(), Some("cont" | "contd" | "continued"));
    let priced = text.starts_with(['$', '£', '€', '#']) && !text.contains(char::is_alphabetic);
    let titled = count(text) >= TITLE_WORDS && is_title_case(text) && !is_asked(text);
    count(text) <= MAX_TITLE_WORDS && (text.ends_with(':') || shouted || goes_on || titled)
        || is_course_mark(text)
        || priced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_so_itself() {
        let rows = [
            ("Chap 4: The Accounting Cycle cont.", true),
            ("Sails continued", true),
            ("Parts of a boat:", true),
            ("PARTS OF A BOAT", true),
            ("Rules for Lights and Sounds", true),
            ("$200", true),
            ("GPS", false),
            ("112", false),
            ("What Is the Rule of Law", false),
            ("Equity", false),
            ("Parts of a boat", false),
        ];
        for (text, expected) in rows {
            assert_eq!(is_marked_heading(text), expected, "{text}");
        }
    }

    #[test]
    fn a_title_does_not_shift_the_pairs() {
        let short = Fit { first: 1.0, second: -1.0, bond: 0.0, more: -2.0, alone: -1.0 };
        let long = Fit { first: -1.0, second: 1.0, ..short };
        let (parts, _) = read(&[short, short, long, short, long, long]);
        assert_eq!(parts[..5], [Part::Alone, Part::First, Part::Second, Part::First, Part::Second]);
        assert_eq!(groups(&parts).len(), 4);
        assert_eq!(groups(&parts)[1], (1..2, 2..3));
        assert_eq!(read(&[]).0, []);
    }
}
