//! Texts with gaps: `{{c1::keel::part of a boat}}` as Anki has them, `==keel==` as Markdown has.
//!
//! Each gap becomes a card that shows the text around it.

use super::answers::{Names, response_names};
use super::words::count;

/// What stands in a prompt for what is asked.
const BLANK: &str = "____";

/// A longer gap cannot be typed in time and judged fairly.
const MAX_GAP_WORDS: usize = 8;

/// A prompt with fewer words around its gap asks nothing.
const FEWEST_WORDS_AROUND: usize = 2;

/// Gaps deeper inside each other than this are plain text.
const DEPTH: usize = 4;

/// A text whose gaps are filled, and its cards: prompt and what is accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gaps {
    pub(crate) text: String,
    pub(crate) cards: Vec<(String, Names)>,
}

/// A piece of a text: words, or a gap with its number, what is in it, and a hint.
enum Piece {
    Words(String),
    Gap { number: u32, inside: Vec<Piece>, hint: Option<String> },
}

/// Whether a text has a gap as Anki writes them.
pub(crate) fn has_anki_gap(text: &str) -> bool {
    text.match_indices("{{c").any(|(at, _)| gap_number(&text[at..]).is_some())
}

/// Reads a text with Anki's gaps. Those with one number are asked together.
pub(crate) fn anki_gaps(text: &str) -> Gaps {
    let mut rest = text;
    cards_of(&pieces(&mut rest, 0))
}

/// Reads a text with Markdown's gaps; each is asked by itself.
pub(crate) fn marked_gaps(text: &str) -> Gaps {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut number = 0;
    while let Some((before, behind)) = rest.split_once("==") {
        let gap = behind
            .split_once("==")
            .filter(|(gap, _)| !gap.trim().is_empty() && gap.trim() == *gap && !gap.contains('='));
        pieces.push(Piece::Words(before.to_owned()));
        match gap {
            Some((gap, after)) => {
                number += 1;
                pieces.push(Piece::Gap { number, inside: vec![Piece::Words(gap.to_owned())], hint: None });
                rest = after;
            }
            None => {
                pieces.push(Piece::Words("==".to_owned()));
                rest = behind;
            }
        }
    }
    pieces.push(Piece::Words(rest.to_owned()));
    cards_of(&pieces)
}

/// The number and what stands behind `{{c1::`.
fn gap_number(text: &str) -> Option<(u32, &str)> {
    let inside = text.strip_prefix("{{c")?;
    let digits = inside.find(|c: char| !c.is_ascii_digit())?;
    let behind = inside[digits..].strip_prefix("::")?;
    Some((inside[..digits].parse().ok()?, behind))
}

/// Reads on to the end of the gap that is open, or of the text.
fn pieces(rest: &mut &str, depth: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    while let Some(c) = rest.chars().next() {
        if depth > 0 && rest.starts_with("}}") {
            break;
        }
        match gap_number(rest).filter(|_| depth < DEPTH) {
            Some((number, behind)) => {
                let before = *rest;
                *rest = behind;
                let mut inside = self::pieces(rest, depth + 1);
                match rest.strip_prefix("}}") {
                    Some(after) => {
                        *rest = after;
                        pieces.push(Piece::Words(std::mem::take(&mut words)));
                        let hint = take_hint(&mut inside);
                        pieces.push(Piece::Gap { number, inside, hint });
                    }
                    // Never closed: the braces are words.
                    None => {
                        words.push_str(before);
                        *rest = "";
                    }
                }
            }
            None => {
                words.push(c);
                *rest = &rest[c.len_utf8()..];
            }
        }
    }
    pieces.push(Piece::Words(words));
    pieces
}

/// The hint stands behind the last `::` of the gap's own words.
fn take_hint(inside: &mut [Piece]) -> Option<String> {
    let Some(Piece::Words(words)) = inside.last_mut() else { return None };
    let (kept, hint) = words.split_once("::")?;
    let (kept, hint) = (kept.to_owned(), hint.trim().to_owned());
    *words = kept;
    Some(hint).filter(|hint| !hint.is_empty())
}

fn cards_of(pieces: &[Piece]) -> Gaps {
    let mut numbers = Vec::new();
    collect(pieces, &mut numbers);
    numbers.sort_unstable();
    numbers.dedup();
    let cards = numbers.iter().filter_map(|number| card(pieces, *number)).collect();
    Gaps { text: tidy(&shown(pieces, None)), cards }
}

fn collect(pieces: &[Piece], numbers: &mut Vec<u32>) {
    for piece in pieces {
        if let Piece::Gap { number, inside, .. } = piece {
            numbers.push(*number);
            collect(inside, numbers);
        }
    }
}

/// The card of a number: where it has several gaps they must hide the same words, or no one answer is right.
fn card(pieces: &[Piece], number: u32) -> Option<(String, Names)> {
    let mut hidden = Vec::new();
    hidden_by(pieces, number, &mut hidden);
    let first = hidden.first()?;
    if hidden.iter().any(|other| other.to_lowercase() != first.to_lowercase()) || count(first) > MAX_GAP_WORDS
    {
        return None;
    }
    let prompt = tidy(&shown(pieces, Some(number)));
    let around = prompt.split_whitespace().filter(|word| !word.contains(BLANK)).count();
    let names = response_names(first);
    (around >= FEWEST_WORDS_AROUND && !names.0.is_empty()).then_some((prompt, names))
}

fn hidden_by(pieces: &[Piece], wanted: u32, hidden: &mut Vec<String>) {
    for piece in pieces {
        if let Piece::Gap { number, inside, .. } = piece {
            if *number == wanted {
                hidden.push(tidy(&shown(inside, None)));
            } else {
                hidden_by(inside, wanted, hidden);
            }
        }
    }
}

/// The text with the gaps of one number left blank.
fn shown(pieces: &[Piece], blank: Option<u32>) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Gap { number, hint, .. } if Some(*number) == blank => {
                text.push_str(BLANK);
                if let Some(hint) = hint {
                    text.push_str(&format!(" [{hint}]"));
                }
            }
            Piece::Gap { inside, .. } => text.push_str(&shown(inside, blank)),
        }
    }
    text
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(gaps: &Gaps) -> Vec<String> {
        gaps.cards.iter().map(|(prompt, names)| format!("{prompt} = {}", names.0.join(" | "))).collect()
    }

    #[test]
    fn each_number_is_a_card() {
        let gaps = anki_gaps("The {{c1::keel::part}} and the {{c2::mast}} of a {{c1::keel}}boat");
        assert_eq!(gaps.text, "The keel and the mast of a keelboat");
        assert_eq!(
            rows(&gaps),
            [
                "The ____ [part] and the mast of a ____boat = keel",
                "The keel and the ____ of a keelboat = mast"
            ]
        );
    }

    #[test]
    fn gaps_may_stand_in_gaps() {
        let gaps = anki_gaps("Ships lie {{c1::at anchor in a {{c2::sheltered}} bay}} by night");
        assert_eq!(gaps.text, "Ships lie at anchor in a sheltered bay by night");
        assert_eq!(
            rows(&gaps),
            [
                "Ships lie ____ by night = at anchor in a sheltered bay",
                "Ships lie at anchor in a ____ bay by night = sheltered"
            ]
        );
    }

    #[test]
    fn what_no_answer_fits_is_no_card() {
        for text in
            ["{{c1::all of it}}", "the {{c1::port}} and the {{c1::starboard}} side", "an {{c1::open brace"]
        {
            assert!(anki_gaps(text).cards.is_empty(), "{text}");
        }
        assert_eq!(anki_gaps("an {{c1::open brace").text, "an {{c1::open brace");
        assert!(!has_anki_gap("{{c1 keel}} {{card::x}}") && has_anki_gap("a {{c12::keel}}"));
    }

    #[test]
    fn marked_words_are_gaps() {
        let gaps = marked_gaps("A ==halyard== lifts the ==sail== up");
        assert_eq!(gaps.text, "A halyard lifts the sail up");
        assert_eq!(rows(&gaps), ["A ____ lifts the sail up = halyard", "A halyard lifts the ____ up = sail"]);
        for text in ["if a == b and c == d", "=====", "a ==b"] {
            assert_eq!(marked_gaps(text), Gaps { text: text.into(), cards: Vec::new() }, "{text}");
        }
    }
}
