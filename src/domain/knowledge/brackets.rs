//! What the brackets of a term or a response name: another name, an ending, or nothing.

use super::super::fold::fold;
use super::answers::{MAX_ALTERNATIVE_WORDS, Names, is_short_forms, listed};

/// A bracket and the words around it.
pub(super) struct Bracket {
    before: String,
    inside: String,
    after: String,
}

/// Takes the brackets out of a text.
pub(super) fn take_brackets(text: &str) -> (String, Vec<Bracket>) {
    let mut outside = String::new();
    let mut brackets = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[']) {
        let Some(length) = rest[open..].find([')', ']']) else { break };
        outside.push_str(&rest[..open]);
        let inside = rest[open + 1..open + length].trim().to_owned();
        rest = &rest[open + length + 1..];
        brackets.push(Bracket { before: outside.clone(), inside, after: rest.to_owned() });
        // `knot(s)` loses its bracket without a gap; `Cell (bio)logy` does not exist.
        let glued = rest.starts_with(char::is_alphanumeric) && !outside.ends_with(' ');
        if glued {
            outside.push(' ');
        }
    }
    outside.push_str(rest);
    (outside.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ","), brackets)
}

/// Words that open a bracket which names nothing.
const NO_NAME: &[&str] = &[
    "noun",
    "verb",
    "adjective",
    "adverb",
    "adj",
    "adv",
    "n",
    "v",
    "plural",
    "singular",
    "eg",
    "see",
    "in",
    "for",
    "from",
    "of",
    "by",
    "with",
    "at",
    "on",
    "as",
    "to",
    "not",
    "cont",
    "continued",
    "ie",
    "p",
    "pp",
    "page",
    "chapter",
    "ch",
    "optional",
    "biology",
    "law",
    "nautical",
    "sailing",
    "chemistry",
    "physics",
    "medicine",
    "music",
    "history",
    "economics",
    "latin",
    "greek",
    "french",
    "general",
    "example",
    "examples",
    "definition",
    "part",
    "two",
    "three",
    "four",
    "five",
    "the",
    "one",
    "any",
    "say",
    "pronounced",
    "pronounce",
    "sounds",
    "rhymes",
];

/// Words in front of an alternative that only say that it is one.
const LEAD_INS: &[&str] = &[
    "also accept",
    "or accept",
    "accept",
    "also known as",
    "also called",
    "also referred to as",
    "sometimes called",
    "formerly known as",
    "known as",
    "abbreviated as",
    "abbreviated",
    "short for",
    "formerly",
    "called",
    "also",
    "aka",
    "a.k.a.",
    "abbr.",
    "plural:",
    "pl.",
    "plural",
    "or",
    "i.e.,",
    "i.e.",
    "ie",
    "=",
];

/// Adds the names that a bracket gives.
pub(super) fn add_bracket(names: &mut Names, bracket: &Bracket) {
    let (inside, announced) = without_lead_in(&bracket.inside);
    // `sail(s)` is the same word with an ending.
    let glued = !bracket.before.ends_with(' ') && !bracket.before.is_empty();
    if glued
        && inside.chars().count() <= 3
        && inside.chars().all(char::is_lowercase)
        && bracket.after.trim().is_empty()
    {
        names.add(&format!("{}{inside}", bracket.before));
        return;
    }
    let first = fold(inside).split(' ').next().unwrap_or_default().to_owned();
    // `(mm)` is a unit; an acronym has capitals.
    let unit = inside.chars().count() < 3 && inside.chars().all(char::is_lowercase);
    if unit || !announced && NO_NAME.contains(&first.as_str()) || is_figure(&bracket.inside, announced) {
        return;
    }
    let after = bracket.after.trim_start_matches(|c: char| c.is_alphanumeric()).trim();
    let inner =
        !after.is_empty() && !after.starts_with([',', ';', '.', '?', '/']) && !after.starts_with("or ");
    for piece in listed(inside).flat_map(between_slashes).flat_map(|piece| piece.split(" or ")) {
        let piece = without_lead_in(piece).0;
        let words = piece.split_whitespace().count();
        if words == 0 || words > MAX_ALTERNATIVE_WORDS {
            continue;
        }
        match (inner, announced) {
            (false, _) => names.add(piece),
            // `duty (or standard) of care`: the bracket stands in for the word before it.
            (true, true) => {
                let kept = bracket.before.trim().rsplit_once(' ').map_or("", |(kept, _)| kept);
                names.add(&format!("{kept} {piece} {after}"));
            }
            // `focus (small) group`: the bracket may be said or left out.
            (true, false) => names.add(&format!("{} {piece} {after}", bracket.before.trim())),
        }
    }
}

/// `(2005)`, `(p. 12)`, `(= 10 mm)` count or point somewhere; `(or 600)` and `(B2B)` are names all the same.
fn is_figure(inside: &str, announced: bool) -> bool {
    let equates = inside.starts_with('=');
    let token = !inside.contains(char::is_whitespace)
        && inside.starts_with(char::is_alphabetic)
        && inside.contains(char::is_uppercase);
    inside.contains(|c: char| c.is_ascii_digit()) && !token && (!announced || equates)
}

/// The parts between slashes, but `TCP/IP` whole.
fn between_slashes(piece: &str) -> Vec<&str> {
    if is_short_forms(piece) { vec![piece] } else { piece.split('/').collect() }
}

/// An alternative without the words that announce it, and whether there were such words.
fn without_lead_in(text: &str) -> (&str, bool) {
    let text = text.trim();
    for lead_in in LEAD_INS {
        let Some(head) = text.get(..lead_in.len()) else { continue };
        let rest = &text[lead_in.len()..];
        if head.eq_ignore_ascii_case(lead_in)
            && (rest.starts_with(' ') || !lead_in.ends_with(char::is_alphabetic))
        {
            return (rest.trim(), true);
        }
    }
    (text, false)
}
