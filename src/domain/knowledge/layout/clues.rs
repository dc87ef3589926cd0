//! Clue and response: a clue on one line, what it asks for on the next ("What is …").

use super::super::super::fold::{has_question_frame, without_question_frame};
use super::super::answers::response_names;
use super::super::sheet::{Definition, Lines, Sheet};
use super::super::text::{Line, Text};
use super::super::words::{
    bare, count, ends_sentence, first_word, is_auxiliary, is_course_mark, last_word, leaves_open,
};
use super::sequence::{Fit, Headings, MAX_TITLE_WORDS, fits, groups, is_title, read, sureness};
use super::share;
use super::table::MAX_ANSWER_WORDS;

/// A response with more words is a sentence, and no member could be judged by it.
const MAX_RESPONSE_WORDS: usize = 12;

/// A response that is no question is plain to see if it has at most this many words.
const PLAIN_RESPONSE_WORDS: usize = 6;

/// From here on, turns alone make a document one of clues.
const SURE_TURNS: f64 = 0.8;

/// What may stand in front of a clue.
const QUESTION_LABELS: &[&str] = &["q", "question", "clue", "prompt"];

/// What may stand in front of a response.
const ANSWER_LABELS: &[&str] = &["a", "answer", "response", "ans"];

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    let asked = lines.iter().filter(|line| is_labelled(line.text, QUESTION_LABELS)).count();
    let answered = lines.iter().filter(|line| is_labelled(line.text, ANSWER_LABELS)).count();
    if asked.min(answered) * 4 > lines.len() {
        return 0.96;
    }
    let framed = lines.iter().filter(|line| has_question_frame(response_text(line.text))).count();
    let sure = sureness(lines, &read(&fits(lines, fit)), is_plain);
    // Where few responses are put as questions, only turns from top to bottom tell clues from anything else.
    let asks = framed >= 2 && share(framed, lines.len()) >= 0.15;
    if asks || sure.turns >= SURE_TURNS { sure.all } else { 0.0 }
}

/// Whether nobody could take these lines for anything but a clue and its response.
fn is_plain(clue: &str, response: &str) -> bool {
    let response = response_text(response);
    let named =
        has_question_frame(response) || count(response) <= PLAIN_RESPONSE_WORDS && !ends_sentence(response);
    named && count(clue) > count(without_question_frame(response)) && !has_question_frame(clue)
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let lines = text.lines();
    let (parts, _) = read(&fits(&lines, fit));
    let headings = Headings::of(&lines, &parts);
    let mut title = None;
    for (clue, response) in groups(&parts) {
        if response.is_empty() {
            alone(&lines, clue.start, &headings, &mut title, sheet);
            continue;
        }
        let span = (lines[clue.start].number, lines[response.end - 1].number);
        let clue = join(&lines[clue]);
        let response = join(&lines[response]);
        let response = response_text(&response);
        if is_labelled(&clue, QUESTION_LABELS) {
            question(clue_text(&clue), response, title, span, sheet);
            continue;
        }
        if count(response) > MAX_RESPONSE_WORDS {
            sheet.passage(title, &format!("{clue} {response}"), span);
            sheet.warn(span.1, "long-response", "This response is too long to be typed and judged, so the two lines are searchable but ask nothing. Shorten the response.");
            continue;
        }
        sheet.clue(clue_text(&clue), response_names(response), title, span, None);
    }
}

/// A heading, or half a pair.
fn alone<'a>(
    lines: &[Line<'a>],
    at: usize,
    headings: &Headings,
    title: &mut Option<&'a str>,
    sheet: &mut Sheet,
) {
    let line = lines[at];
    if headings.has(lines, at, MAX_TITLE_WORDS) {
        *title = Some(line.text);
    } else if has_question_frame(response_text(line.text)) {
        sheet.unsure(line, *title, "no-partner", "No clue stands above this response, so it is searchable but asks nothing. Put its clue on the line above it.");
    } else {
        sheet.unsure(line, *title, "no-partner", "No response could be found for this line, so it is searchable but asks nothing. Put its response on the line below it, or end it with a colon if it is a heading.");
    }
}

/// `Q:` and `A:`: a short answer is asked for, a long one defines what the question names.
fn question(question: &str, answer: &str, title: Option<&str>, lines: Lines, sheet: &mut Sheet) {
    if count(answer) <= MAX_ANSWER_WORDS {
        sheet.question(question, answer, response_names(answer), lines, None);
    } else if has_question_frame(question) {
        sheet.define(&Definition { term: question, text: answer, title, lines, record: None });
    } else {
        sheet.record(Some(question), answer, lines, None);
    }
}

fn join(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
}

/// A clue without its number or its `Q:`.
fn clue_text(text: &str) -> &str {
    let text = without_label(text, QUESTION_LABELS);
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match number.strip_prefix(['.', ')']) {
        Some(rest) if number.len() < text.len() && rest.starts_with(' ') => rest.trim_start(),
        _ => text,
    }
}

/// A response without its `A:`.
fn response_text(text: &str) -> &str {
    without_label(text, ANSWER_LABELS)
}

fn is_labelled(text: &str, labels: &[&str]) -> bool {
    without_label(text, labels).len() < text.trim().len()
}

fn without_label<'a>(text: &'a str, labels: &[&str]) -> &'a str {
    let (label, rest) = text.split_once([':', '.', ')']).unwrap_or(("", text));
    // `Q3:` is a question as much as `Q:` is.
    let label = label.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let labelled = labels.iter().any(|known| label.eq_ignore_ascii_case(known));
    if labelled && !rest.trim().is_empty() { rest.trim() } else { text.trim() }
}

fn fit(line: &Line<'_>, above: Option<&str>) -> Fit {
    let text = line.text;
    let words = count(text);
    let framed = has_question_frame(response_text(text));
    let stops = ends_sentence(text);
    let mut fit = Fit { first: 0.0, second: 0.0, bond: 0.0, more: -3.0, alone: -2.0 };
    // A label leaves no doubt.
    fit.first += if is_labelled(text, QUESTION_LABELS) { 9.0 } else { 0.0 };
    fit.second += if is_labelled(text, ANSWER_LABELS) { 9.0 } else { 0.0 };
    fit.first += if words >= 5 { 1.0 } else { -1.0 };
    fit.second += if words <= 6 {
        1.0
    } else if words <= 9 {
        0.0
    } else {
        -1.5
    };
    if framed {
        fit.first -= 3.0;
        fit.second += 2.0;
    }
    if stops {
        fit.first += 0.5;
        fit.second -= if words > 4 { 1.5 } else { 0.0 };
    }
    if points(text) {
        fit.first += 0.7;
        fit.second -= 1.0;
    }
    fit.first -= if is_course_mark(text) { 2.0 } else { 0.0 };
    if is_title(text) && !framed {
        fit.alone += if is_course_mark(text) || text.ends_with(':') || is_shouted(text) { 1.3 } else { 0.3 };
    }
    if let Some(above) = above.filter(|_| !line.after_blank) {
        let broken = leaves_open(&last_word(above)) && !ends_sentence(above) || above.ends_with([',', '-']);
        let goes_on = text.starts_with(char::is_lowercase) && !ends_sentence(above);
        // `Gloves and face shields` over `are examples of this.`: no clue or response begins with such a verb.
        let verb = goes_on && is_auxiliary(&first_word(text));
        fit.more += if broken || verb { 2.5 } else { 0.0 } + if goes_on && !framed { 1.5 } else { 0.0 };
        fit.second -= if verb { 1.5 } else { 0.0 };
        fit.bond -= if broken { 2.0 } else { 0.0 };
    }
    fit
}

/// Whether a clue points at what it asks for: `This …`, `… of these`.
fn points(text: &str) -> bool {
    let first = first_word(text);
    matches!(first.as_str(), "this" | "these" | "it" | "he" | "she" | "they")
        || text.split_whitespace().skip(1).any(|word| matches!(bare(word).as_str(), "this" | "these"))
}

fn is_shouted(text: &str) -> bool {
    count(text) > 0 && !text.contains(char::is_lowercase)
}
