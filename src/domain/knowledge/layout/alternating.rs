//! Alternating lines: a term on one line, its definition on the next, titles between.

use super::super::super::fold::{fold, has_question_frame, without_article, without_question_frame};
use super::super::sheet::{Definition, Sheet};
use super::super::text::{Line, Text};
use super::super::words::{
    bare, count, ends_sentence, first_word, is_auxiliary, is_capitalised, is_course_mark, is_defining_verb,
    is_joint, is_order, last_word, leaves_open, opens_definition,
};
use super::sequence::{Fit, Headings, fits, groups, read, sureness};

/// A line with more words is no term.
const MAX_TERM_WORDS: usize = 12;

/// A term is plain to see if it has at most this many words.
const PLAIN_TERM_WORDS: usize = 6;

/// And its definition if it has at least this many.
const MIN_DEFINITION_WORDS: usize = 3;

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    if lines.len() < 2 {
        return 0.0;
    }
    sureness(lines, &read(&fits(lines, fit)), is_plain).all
}

/// Whether nobody could take these lines for anything but a term and its definition.
fn is_plain(term: &str, definition: &str) -> bool {
    let named =
        is_asked(term) || count(term) <= PLAIN_TERM_WORDS && is_capitalised(term) && !is_stopped(term);
    let longer = count(definition) > count(term);
    let said = longer || definition.contains(", ") || definition.starts_with(char::is_lowercase);
    named
        && said
        && count(definition) >= MIN_DEFINITION_WORDS
        && !is_asked(definition)
        && !is_course_mark(term)
}

/// Whether a sentence ends here; the stop of `Casting on cont.` ends none.
fn is_stopped(text: &str) -> bool {
    ends_sentence(text) && count(text) > 3
}

fn is_asked(text: &str) -> bool {
    has_question_frame(text) || text.ends_with('?')
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let lines = text.lines();
    let (parts, _) = read(&fits(&lines, fit));
    let headings = Headings::of(&lines, &parts);
    let mut title = None;
    for (term, definition) in groups(&parts) {
        let first = lines[term.start];
        if definition.is_empty() {
            if headings.has(&lines, term.start, MAX_TERM_WORDS) {
                title = Some(first.text);
            } else if is_asked(first.text)
                || count(first.text) <= MAX_TERM_WORDS && !ends_sentence(first.text)
            {
                sheet.unsure(first, title, "no-partner", "No definition stands below this line, so it is searchable but asks nothing and names nothing. Put its definition on the line below it, or end it with a colon if it is a heading.");
            } else {
                sheet.unsure(first, title, "no-partner", "No term stands above this line, so it is searchable but asks nothing. Put its term on the line above it.");
            }
            continue;
        }
        let lines_of = (first.number, lines[definition.end - 1].number);
        let term = join(&lines[term]);
        let text = join(&lines[definition]);
        if count(&term) > MAX_TERM_WORDS {
            sheet.passage(title, &format!("{term} {text}"), lines_of);
            sheet.warn(first.number, "long-term", "This line is too long for a term, so the pair is searchable but asks nothing. Shorten the term.");
            continue;
        }
        sheet.define(&Definition { term: &term, text: &text, title, lines: lines_of, record: None });
    }
}

fn join(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
}

fn fit(line: &Line<'_>, above: Option<&str>) -> Fit {
    let text = line.text;
    let words = count(text);
    let framed = is_asked(text);
    let stops = is_stopped(text);
    let begins_low = text.starts_with(char::is_lowercase);
    let first = first_word(text);
    let verb = is_auxiliary(&first) || is_defining_verb(&first);
    let mut fit = Fit { first: 0.0, second: 0.0, bond: 0.0, more: -3.0, alone: -1.8 };
    fit.first += if words <= 5 {
        1.0
    } else if words <= 8 {
        0.3
    } else if words <= MAX_TERM_WORDS {
        -1.0
    } else {
        -3.0
    };
    fit.second += if words >= 5 {
        1.0
    } else if words >= 3 {
        0.0
    } else {
        -0.7
    };
    if framed {
        fit.first += 2.0;
        fit.second -= 2.5;
    }
    if stops {
        fit.first -= 1.5;
        fit.second += 0.5;
    }
    if verb && !framed {
        fit.first -= 1.5;
        fit.second += 1.0;
    } else if begins_low {
        fit.second += 0.5;
    }
    if opens_definition(text) && !framed {
        fit.first -= 0.3;
        fit.second += 0.3;
    }
    // `Bring your own`: an order to the class, no definition.
    let ordered = is_order(&first)
        && text
            .split_whitespace()
            .nth(1)
            .is_some_and(|word| matches!(bare(word).as_str(), "your" | "my" | "our"));
    if ordered {
        fit.second -= 1.0;
        fit.alone += 1.5;
    }
    if words <= 10 && !stops {
        fit.alone += if is_course_mark(text) { 1.5 } else { 0.5 };
    }
    if let Some(above) = above {
        join_fit(&mut fit, line, above);
    }
    fit
}

/// What the line above says of this one.
fn join_fit(fit: &mut Fit, line: &Line<'_>, above: &str) {
    let broken = leaves_open(&last_word(above)) && !ends_sentence(above) || above.ends_with([',', '-']);
    let goes_on = line.text.starts_with(char::is_lowercase) && !ends_sentence(above);
    if !line.after_blank {
        let joined = goes_on && is_joint(&first_word(line.text));
        fit.more += if broken && goes_on || joined { 2.5 } else { 0.0 } + if goes_on { 1.0 } else { 0.0 };
    }
    // `A need has limits` under `What is a need?`.
    let asked = fold(without_article(without_question_frame(above)));
    if count(above) <= MAX_TERM_WORDS && !asked.is_empty() {
        let said = format!(" {} ", fold(line.text));
        if said.starts_with(&format!(" {asked} ")) || fold(without_article(line.text)).starts_with(&asked) {
            fit.bond += 1.0;
        }
    }
}
