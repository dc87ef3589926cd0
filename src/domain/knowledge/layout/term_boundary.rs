//! Where a term ends and its definition begins, when both share a line in either order.
//!
//! Each place where the line could be cut gets points for what English does at such a
//! place: a fall or rise of capitals, a word that opens definitions, the end of a noun
//! phrase. The best place wins if it is good enough and no other place is as good.

use super::super::words::{bare, is_determiner, is_joint, is_kind, is_pronoun};
use super::term_points::{Word, front_points, tail_points};

/// A term in front of its definition has at most this many words.
const MAX_FRONT_WORDS: usize = 6;

/// A term behind its definition has at most this many words.
const MAX_TAIL_WORDS: usize = 5;

/// A definition has at least this many words.
const MIN_DEFINITION_WORDS: usize = 2;

/// A cut with fewer points is a guess.
const SURE: f64 = 0.6;

/// The best cut must lead the next best by this much.
const LEAD: f64 = 0.15;

/// With fewer points a cut may still be sure, when nothing else comes near it.
const ALONE: f64 = 0.2;

/// How near "near" is.
const LONE_LEAD: f64 = 1.0;

/// A line cut in two.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cut {
    pub(super) term: String,
    pub(super) definition: String,
    /// The points that the cut got.
    pub(super) points: f64,
    /// Whether the term stands behind its definition.
    pub(super) behind: bool,
}

/// Cuts a line into term and definition, or says that no place is sure enough.
pub(super) fn cut(text: &str) -> Option<Cut> {
    let words: Vec<Word<'_>> =
        text.split_whitespace().map(|written| Word { written, bare: bare(written) }).collect();
    let mut cuts: Vec<(f64, usize, bool)> = Vec::new();
    for at in 1..words.len() {
        if at <= MAX_FRONT_WORDS && words.len() - at >= MIN_DEFINITION_WORDS {
            cuts.push((front_points(&words, at), at, false));
        }
        if words.len() - at <= MAX_TAIL_WORDS && at >= MIN_DEFINITION_WORDS {
            cuts.push((tail_points(&words, at), at, true));
        }
    }
    // The earliest of equal cuts stands first, since the sort is stable.
    cuts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let &(points, at, behind) = cuts.first()?;
    let next = cuts.get(1).map_or(f64::NEG_INFINITY, |cut| cut.0);
    let lead = points - next;
    let sure = points >= SURE && lead >= LEAD || points >= ALONE && lead >= LONE_LEAD;
    if !sure {
        return None;
    }
    let join = |words: &[Word<'_>]| words.iter().map(|word| word.written).collect::<Vec<_>>().join(" ");
    let (left, right) = (join(&words[..at]), join(&words[at..]));
    let (term, definition) = if behind { (right, left) } else { (left, right) };
    let term = term.trim_end_matches([',', ':', ';', '-', '–', '—', '.']).to_owned();
    let definition = definition.trim_start_matches([':', '-', '–', '—', '=', ' ']).to_owned();
    Some(Cut { term, definition, points, behind })
}

/// Whether a line begins like a definition whose term must stand behind it.
pub(super) fn begins_as_definition(text: &str) -> bool {
    let mut words = text.split_whitespace().map(bare);
    let first = words.next().unwrap_or_default();
    let low = text.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase);
    low || is_determiner(&first) || is_pronoun(&first) || is_kind(&first) || is_joint(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows are `term | definition` as they stand on one line, in either order.
    fn check(rows: &[(&str, &str)]) {
        for (term, definition) in rows {
            let front = cut(&format!("{term} {definition}"));
            assert_eq!(front.map(|c| (c.term, c.definition)), Some(((*term).into(), (*definition).into())));
        }
    }

    #[test]
    fn terms_in_front_are_found() {
        check(&[
            ("Halyard", "the rope that lifts a sail"),
            ("Standing Rigging", "wires and ropes that hold up the mast"),
            ("Mens rea", "the guilty mind behind a crime"),
            ("Duty of Care", "a legal obligation to avoid careless harm"),
            ("Statute of limitations", "the time within which a claim must be brought"),
            ("Active transport", "requires energy to move molecules uphill"),
            ("OSMOSIS", "movement of water across a membrane"),
            ("Proactive maintenance", "replacing the ropes before they wear out"),
            ("Decision making", "the process of choosing between two courses"),
            ("Customer needs", "the things that a buyer cannot do without"),
            ("Human rights", "the freedoms of every person"),
            ("Push factors", "the reasons to leave a place"),
            ("Starter Motor", "turns the engine until it fires"),
            ("Ribosome", "makes proteins from amino acids"),
            ("Photosynthesis", "is how plants store the energy of light"),
            ("Tort", "A civil wrong that causes loss"),
        ]);
    }

    #[test]
    fn terms_behind_are_found() {
        let rows = [
            ("enzymes break starch into small sugars", "Chemical digestion"),
            ("a person who brings a claim to a court", "plaintiff"),
            ("the side of a boat away from the wind", "leeward side"),
            ("Someone who buys goods for the household", "retail customer"),
            ("living things that make their own food from simple substances", "primary producers"),
            ("the force that pulls objects towards the planet", "Gravity"),
            ("Someone who studies the air and the weather", "meteorologist"),
            ("Tying two ropes together with a knot", "Bend"),
        ];
        for (definition, term) in rows {
            let found = cut(&format!("{definition} {term}"));
            assert_eq!(found.map(|c| (c.definition, c.term)), Some((definition.into(), term.into())));
        }
    }

    #[test]
    fn a_line_without_a_sure_place_is_left_alone() {
        let sentence = "Missing the last buoy of a race is skipping disqualification";
        let verbs = [
            "Thermostat switches the heating on and off",
            "Clutch joins two shafts",
            "Fuse breaks the circuit when the current is too high",
            "Spark plug lights the fuel",
        ];
        for text in ["one", "", "and then we went on", "with the of", sentence].into_iter().chain(verbs) {
            assert_eq!(cut(text), None, "{text}");
        }
    }
}
