//! A term or a response as written becomes the names that it goes by.
//!
//! Alternatives stand in brackets, behind "or", after commas or slashes. A name that
//! the document does not give is never made up.

use super::super::fold::{fold, without_article, without_question_frame};
use super::brackets::{add_bracket, take_brackets};

/// Alternatives are short; a longer bracket explains and names nothing.
pub(super) const MAX_ALTERNATIVE_WORDS: usize = 5;

/// What a thing is called: the main name first, no two that fold alike. Never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl Names {
    /// The name that is shown.
    pub(crate) fn main(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// All names but the main one.
    pub(crate) fn others(&self) -> &[String] {
        self.0.get(1..).unwrap_or_default()
    }

    pub(crate) fn add(&mut self, name: &str) {
        let name = tidy(name);
        let folded = fold(name);
        if !folded.is_empty() && !self.0.iter().any(|known| fold(known) == folded) {
            self.0.push(name.to_owned());
        }
    }
}

/// The names in a term as a glossary writes it: `Lifetime Value (LTV)`. Commas stay.
pub(crate) fn term_names(written: &str) -> Names {
    names(written, false)
}

/// The names in a response as a quiz writes it: `What is respect (or courtesy), tact?`
pub(crate) fn response_names(written: &str) -> Names {
    names(written, true)
}

fn names(written: &str, commas: bool) -> Names {
    let bare = without_continued(unasked(written));
    let (outside, brackets) = take_brackets(bare);
    let mut names = Names::default();
    let pieces = if commas { comma_pieces(&outside) } else { vec![outside.clone()] };
    for piece in &pieces {
        names.add(piece);
    }
    for bracket in &brackets {
        add_bracket(&mut names, bracket);
    }
    for piece in &pieces {
        add_alternatives(&mut names, piece);
    }
    if pieces.len() > 1 || outside.contains(',') {
        names.add(&outside);
    }
    if names.0.is_empty() {
        names.add(bare);
    }
    names
}

/// `What is a tort?` asks for a tort; `Definition of Tort` is a title of its own.
fn unasked(written: &str) -> &str {
    let first = fold(written.split_whitespace().next().unwrap_or_default());
    let asks = matches!(first.as_str(), "what" | "whats" | "who" | "whos" | "where" | "when");
    if asks { without_question_frame(written) } else { written.trim() }
}

/// Without white space, quotes, punctuation at the ends, or an article in front.
fn tidy(name: &str) -> &str {
    const EDGES: &[char] = &['"', '“', '”', '«', '»', '?', '!', ':', ';', ',', '*', '_', '•', '¢'];
    let edge = |c: char| c.is_whitespace() || EDGES.contains(&c);
    let name = name.trim_matches(edge);
    // A lone full stop ends a sentence; `Inc.` and `U.S.` keep theirs.
    let stop =
        name.strip_suffix('.').filter(|n| n.contains(' ') && !n.contains('.') && !ends_in_short_word(n));
    without_article(stop.unwrap_or(name)).trim_matches(edge)
}

fn ends_in_short_word(text: &str) -> bool {
    text.rsplit(' ').next().is_some_and(|word| word.chars().count() <= 4)
}

/// `Hulls cont.` goes on about hulls.
fn without_continued(text: &str) -> &str {
    let text = text.trim();
    for ending in [
        "(continued)",
        "(cont.)",
        "(cont’d)",
        "(cont'd)",
        "(cont)",
        "continued",
        "cont.",
        "cont’d",
        "cont'd",
        "cont",
    ] {
        let at = text.len().saturating_sub(ending.len());
        if at == 0 || !text.is_char_boundary(at) || !text[at..].eq_ignore_ascii_case(ending) {
            continue;
        }
        let before = text[..at].trim_end_matches([' ', ',', '-', '–', '—', ':']);
        if !before.is_empty() && (before.len() < at || ending.starts_with('(')) {
            return before;
        }
    }
    text
}

/// The parts between commas and semicolons. A comma between digits belongs to their number: `1,200`.
pub(super) fn listed(text: &str) -> impl Iterator<Item = &str> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let part = rest?;
        let parts = part.char_indices().find(|&(at, c)| {
            let (before, after) = (part[..at].chars().next_back(), part[at + c.len_utf8()..].chars().next());
            c == ';' || c == ',' && !(digit(before) && digit(after))
        });
        rest = parts.map(|(at, c)| &part[at + c.len_utf8()..]);
        Some(parts.map_or(part, |(at, _)| &part[..at]))
    })
}

/// The alternatives between commas, or the whole where commas make a list or a place.
fn comma_pieces(text: &str) -> Vec<String> {
    let pieces: Vec<&str> = listed(text).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    let list = pieces
        .iter()
        .any(|piece| piece.starts_with("and ") || piece.contains(" and ") || piece.contains('&'));
    if pieces.len() < 2 || list {
        return vec![text.to_owned()];
    }
    let capital = |piece: &str| {
        piece.starts_with(char::is_uppercase) || piece.starts_with(|c: char| c.is_ascii_digit())
    };
    if pieces[1..].iter().any(|piece| capital(piece)) {
        // `Lima, Peru`, `July 4, 1776`: the second part narrows the first and is no answer by itself.
        return vec![text.to_owned(), pieces[0].to_owned()];
    }
    pieces.iter().map(|piece| piece.strip_prefix("or ").unwrap_or(piece).to_owned()).collect()
}

/// What stands on both sides of "or" and of a slash.
fn add_alternatives(names: &mut Names, piece: &str) {
    if let Some((left, right)) = piece.split_once(" or ") {
        let (left, right) = (left.trim(), right.trim());
        if left.split(' ').count() <= MAX_ALTERNATIVE_WORDS
            && right.split(' ').count() <= MAX_ALTERNATIVE_WORDS
        {
            names.add(left);
            names.add(right);
            // `customer needs or demands` may mean customer demands.
            if let (Some((shared, _)), false) = (left.rsplit_once(' '), right.contains(' ')) {
                names.add(&format!("{shared} {right}"));
            }
            let tail = right.split_once(' ').map(|(_, tail)| tail).filter(|tail| !tail.contains(' '));
            if let (false, Some(shared)) = (left.contains(' '), tail) {
                names.add(&format!("{left} {shared}"));
            }
        }
    }
    if piece.contains("and/or") || piece.contains("://") {
        return;
    }
    let sides: Vec<&str> = piece.split('/').map(str::trim).collect();
    let word = |side: &&str| side.chars().filter(|c| c.is_alphabetic()).count() > 1;
    if sides.len() > 1 && sides.iter().all(word) && !piece.split_whitespace().any(is_short_forms) {
        match shared_ending(piece) {
            Some(sides) => sides.iter().for_each(|side| names.add(side)),
            None => sides.iter().for_each(|side| names.add(side)),
        }
    }
}

/// `TCP/IP`, `AC/DC`: short forms with a slash between them are one name.
pub(super) fn is_short_forms(token: &str) -> bool {
    const LONGEST: usize = 4;
    let sides = token.split('/');
    let short = |side: &str| {
        (1..=LONGEST).contains(&side.chars().count())
            && side.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    sides.clone().count() > 1 && sides.into_iter().all(short)
}

/// `Positive/Negative Reinforcement` names two kinds of reinforcement: the words behind go with each side.
/// None where the slash stands between whole names: `Magna Carta/Great Charter`.
fn shared_ending(piece: &str) -> Option<Vec<String>> {
    let (joined, ending) = piece.trim().split_once(char::is_whitespace)?;
    let tight = joined.contains('/') && joined.split('/').all(|side| !side.is_empty());
    (tight && !ending.contains('/'))
        .then(|| joined.split('/').map(|side| format!("{side} {ending}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_give_up_their_alternatives() {
        let rows: &[(&str, &[&str])] = &[
            ("What is a halyard?", &["halyard"]),
            ("what are sails", &["sails"]),
            ("Keel", &["Keel"]),
            ("What is a sheet (or a control line)?", &["sheet", "control line"]),
            ("What is tact (or courtesy), patience", &["tact", "patience", "courtesy", "tact, patience"]),
            ("What are winds or breezes?", &["winds or breezes", "winds", "breezes"]),
            (
                "What are crew needs or demands",
                &["crew needs or demands", "crew needs", "demands", "crew demands"],
            ),
            ("What are roots, stems and leaves?", &["roots, stems and leaves"]),
            ("What is Lima, Peru?", &["Lima, Peru", "Lima"]),
            ("Who is the (first) mate?", &["mate", "first mate"]),
            ("What is a duty (or standard) of care", &["duty of care", "standard of care"]),
            ("What is a cell(s)?", &["cell", "cells"]),
            ("1,200", &["1,200"]),
            ("What is 1,200, a dozen hundreds", &["1,200", "dozen hundreds", "1,200, a dozen hundreds"]),
            ("600 (or 600,000)", &["600", "600,000"]),
            ("What is carbon dioxide (or CO2)?", &["carbon dioxide", "CO2"]),
            ("Shakspere (accept Shakespeare)", &["Shakspere", "Shakespeare"]),
            ("the helm (also accept tiller or wheel)", &["helm", "tiller", "wheel"]),
            ("Leeward (say \"loo-ard\")", &["Leeward"]),
            ("Boatswain (pronounced bosun)", &["Boatswain"]),
            ("Port (one of three)", &["Port"]),
            ("Port (any two)", &["Port"]),
        ];
        for (given, expected) in rows {
            assert_eq!(response_names(given).0, *expected, "{given}");
        }
    }

    #[test]
    fn terms_keep_their_shape() {
        let rows: &[(&str, &[&str])] = &[
            ("Global Positioning System (GPS)", &["Global Positioning System", "GPS"]),
            ("Cell (biology)", &["Cell"]),
            ("Mole (6.02 × 10^23)", &["Mole"]),
            ("Hull design cont.", &["Hull design"]),
            ("Port/Larboard", &["Port/Larboard", "Port", "Larboard"]),
            (
                "Positive/Negative Reinforcement",
                &["Positive/Negative Reinforcement", "Positive Reinforcement", "Negative Reinforcement"],
            ),
            ("Standing Rigging/Shrouds", &["Standing Rigging/Shrouds", "Standing Rigging", "Shrouds"]),
            ("Magna Carta/Great Charter", &["Magna Carta/Great Charter", "Magna Carta", "Great Charter"]),
            ("Large ship / Small boat", &["Large ship / Small boat", "Large ship", "Small boat"]),
            ("TCP/IP", &["TCP/IP"]),
            ("AC/DC converter", &["AC/DC converter"]),
            ("Internet protocols (TCP/IP)", &["Internet protocols", "TCP/IP"]),
            ("Business to Business (B2B)", &["Business to Business", "B2B"]),
            ("Water (H2O)", &["Water", "H2O"]),
            ("Reform Act (1832)", &["Reform Act"]),
            ("Reef (p. 12)", &["Reef"]),
            ("Reef (Figure 2)", &["Reef"]),
            ("Inch (= 25.4 mm)", &["Inch"]),
            ("Bends, hitches and knots", &["Bends, hitches and knots"]),
            ("What is a tort?", &["tort"]),
            ("Luff (also known as the leading edge)", &["Luff", "leading edge"]),
            ("The", &["The"]),
            ("U.S.", &["U.S."]),
        ];
        for (given, expected) in rows {
            assert_eq!(term_names(given).0, *expected, "{given}");
        }
    }
}
