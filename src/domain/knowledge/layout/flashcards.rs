//! Flashcards written into Markdown: `term :: definition`, `==gap==`, and a `?` between two sides.
//!
//! Code between fences is left alone, and every other line stays a passage under its heading.

use super::super::super::fold::has_question_frame;
use super::super::cloze::marked_gaps;
use super::super::sheet::{Definition, Lines, Sheet};
use super::super::text::{Line, Text, line_number};
use super::super::words::count;
use super::share;
use super::table::{MAX_ANSWER_WORDS, asked};

/// A document with less of its lines on cards is notes with a card in it, and another layout's.
const SHARE_OF_CARDS: f64 = 0.4;

/// A longer term is a sentence, and asks.
const MAX_TERM_WORDS: usize = 6;

pub(super) fn detect(lines: &[Line<'_>]) -> f64 {
    let (mut cards, mut others, mut fenced) = (0, 0, false);
    for (at, line) in lines.iter().enumerate() {
        let is_fence = is_fence(line.text);
        fenced ^= is_fence;
        if fenced || is_fence || line.text.starts_with('#') {
            continue;
        }
        let parted = is_mark(line.text) && at > 0 && lines.len() > at + 1;
        let card = sides(line.text).is_some() || parted || !marked_gaps(bare(line.text)).cards.is_empty();
        cards += usize::from(card);
        others += usize::from(!card);
    }
    if cards < 2 || share(cards, cards + others) < SHARE_OF_CARDS { 0.0 } else { 0.97 }
}

pub(super) fn parse(text: &Text, sheet: &mut Sheet) {
    let lines: Vec<&str> = text.body.split('\n').collect();
    let mut title: Option<String> = None;
    let mut fenced = false;
    let mut at = 0;
    while let Some(line) = lines.get(at).map(|line| line.trim()) {
        let number = line_number(at);
        at += 1;
        let is_fence = is_fence(line);
        fenced ^= is_fence;
        if is_fence || line.is_empty() {
            continue;
        }
        let below = |ahead: usize| lines.get(at + ahead).map(|line| line.trim()).unwrap_or_default();
        if fenced {
            sheet.passage(title.as_deref(), line, (number, number));
        } else if let Some(heading) = heading(line) {
            title = Some(heading.to_owned());
        } else if is_mark(below(0)) && !below(1).is_empty() {
            card(&unmarked(bare(line)), &unmarked(below(1)), title.as_deref(), (number, number + 2), sheet);
            at += 2;
        } else {
            one_line(line, title.as_deref(), number, sheet);
        }
    }
}

fn one_line(line: &str, title: Option<&str>, number: u32, sheet: &mut Sheet) {
    let lines = (number, number);
    if let Some((front, back)) = sides(line) {
        return card(&unmarked(front), &unmarked(back), title, lines, sheet);
    }
    let gaps = marked_gaps(&unmarked(bare(line)));
    if gaps.cards.is_empty() {
        return sheet.passage(title, &gaps.text, lines);
    }
    sheet.gaps(&gaps.text, gaps.cards, title, lines, None);
}

fn card(front: &str, back: &str, title: Option<&str>, lines: Lines, sheet: &mut Sheet) {
    let asks = front.ends_with('?') || has_question_frame(front);
    if !asks && count(front) <= MAX_TERM_WORDS && count(back) > count(front).min(MAX_ANSWER_WORDS) {
        sheet.define(&Definition { term: front, text: back, title, lines, record: None });
    } else {
        asked(front, back, lines, None, sheet);
    }
}

/// The two sides of `front :: back` or `front:::back`; a path like `std::fmt` has no white space around it.
fn sides(line: &str) -> Option<(&str, &str)> {
    let line = bare(line);
    let at = line.find("::").filter(|at| *at > 0)?;
    let (front, back) = (line[..at].trim(), line[at..].trim_start_matches(':').trim());
    let spaced = line[..at].ends_with(' ') || line[at..].trim_start_matches(':').starts_with(' ');
    (spaced && !front.is_empty() && !back.is_empty() && !line.contains('`')).then_some((front, back))
}

/// A line that stands between the two sides of a card.
fn is_mark(line: &str) -> bool {
    matches!(line, "?" | "??")
}

fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    (text.len() < line.len() && text.starts_with(' ')).then(|| text.trim())
}

/// Without the bullet of a list.
fn bare(line: &str) -> &str {
    let bullets = ["- ", "* ", "+ ", "• "];
    bullets.iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line).trim()
}

/// Without signs for bold print.
fn unmarked(text: &str) -> String {
    text.replace("**", "").trim().to_owned()
}
