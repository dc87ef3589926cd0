//! Words of one family whose stems differ: "perceive" and "perception", "loyal" and "loyalty".
//!
//! The stemmer takes off one layer of English endings. A family is told by a second layer, and by what
//! happens to the verbs that came from Latin when they become nouns.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::lexicon::{Lexicon, UNKNOWN, WordId};

/// Endings of stems, the longer ones first, each with the fewest letters that must be left: "factor" is not
/// made of "fact".
const ENDINGS: [(&str, usize); 28] = [
    ("atori", 4),
    ("ition", 4),
    ("ship", 4),
    ("ment", 3),
    ("enti", 4),
    ("etal", 4),
    ("eti", 4),
    ("iti", 4),
    ("ior", 4),
    ("eri", 4),
    ("ari", 4),
    ("anc", 4),
    ("enc", 4),
    ("ant", 5),
    ("ent", 5),
    ("abl", 4),
    ("ist", 5),
    ("ism", 5),
    ("ous", 4),
    ("ion", 5),
    ("ag", 4),
    ("al", 4),
    ("or", 5),
    ("iv", 4),
    ("ic", 4),
    ("ess", 5),
    ("i", 4),
    ("e", 4),
];

/// How a noun's stem ends, and its verb's.
const CHANGES: [(&str, &str); 23] = [
    ("satisfactori", "satisf"),
    ("satisfact", "satisf"),
    ("cept", "ceiv"),
    ("duct", "duc"),
    ("script", "scrib"),
    ("sumpt", "sum"),
    ("solut", "solv"),
    ("volut", "volv"),
    ("cis", "cid"),
    ("suas", "suad"),
    ("plos", "plod"),
    ("clus", "clud"),
    ("miss", "mit"),
    ("spons", "spond"),
    ("tens", "tend"),
    ("retent", "retain"),
    ("quisit", "quir"),
    ("petit", "pet"),
    ("lysi", "lyz"),
    ("lyt", "lyz"),
    ("cessit", "cess"),
    ("alti", "al"),
    ("elti", "el"),
];

/// The families of a library's words.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Families {
    /// The words that are not their own root, by their root.
    by_root: HashMap<Box<str>, Vec<WordId>>,
}

impl Families {
    /// Gathers the words of a library.
    pub(super) fn gather(lexicon: &Lexicon) -> Self {
        let mut by_root: HashMap<Box<str>, Vec<WordId>> = HashMap::new();
        for id in 0..lexicon.len() as WordId {
            let stem = lexicon.text(id);
            let root = root(stem);
            if root != stem {
                by_root.entry(root.into()).or_default().push(id);
            }
        }
        Self { by_root }
    }

    /// The other words of a stem's family.
    pub(super) fn others(&self, stem: &str, lexicon: &Lexicon) -> impl Iterator<Item = WordId> {
        let root = root(stem);
        let own = lexicon.find_stem(stem);
        let head = Some(lexicon.find_stem(&root)).filter(|id| *id != UNKNOWN);
        let others = self.by_root.get(root.as_str()).map_or(&[] as &[WordId], Vec::as_slice);
        others.iter().copied().chain(head).filter(move |id| *id != own)
    }
}

/// What a family is built on.
fn root(stem: &str) -> String {
    let changed = |stem: &str| {
        CHANGES.iter().find_map(|(noun, verb)| Some(format!("{}{verb}", stem.strip_suffix(noun)?)))
    };
    let is_verb = CHANGES.iter().any(|(_, verb)| verb.len() > 2 && stem.ends_with(verb));
    if is_verb || !stem.is_ascii() {
        return stem.to_owned();
    }
    if let Some(verb) = changed(stem) {
        return verb;
    }
    let bare = ENDINGS
        .iter()
        .find_map(|(ending, least)| stem.strip_suffix(ending).filter(|head| head.len() >= *least));
    let bare = bare.unwrap_or(stem);
    changed(bare).unwrap_or_else(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::words::Stems;

    #[test]
    fn a_family_has_one_root() {
        let mut stems = Stems::new();
        let mut root = |word: &str| super::root(&stems.stem(word));
        for family in [
            ["perceive", "perception"],
            ["satisfy", "satisfaction"],
            ["satisfied", "satisfactory"],
            ["anticipate", "anticipatory"],
            ["retain", "retention"],
            ["compete", "competitor"],
            ["represent", "representative"],
            ["infectious", "infected"],
            ["employee", "employer"],
            ["describe", "description"],
            ["reduce", "reduction"],
            ["consume", "consumption"],
            ["solve", "solution"],
            ["decide", "decision"],
            ["respond", "responsive"],
            ["loyal", "loyalty"],
            ["analyze", "analysis"],
            ["behave", "behavior"],
            ["manage", "managerial"],
            ["react", "reactive"],
            ["differ", "differentiate"],
            ["strategy", "strategic"],
            ["leader", "leadership"],
            ["pay", "payment"],
            ["economy", "economist"],
            ["include", "inclusion"],
        ] {
            assert_eq!(root(family[0]), root(family[1]), "{family:?}");
        }
        for [one, other] in
            [["factor", "fact"], ["mission", "miss"], ["corner", "corn"], ["station", "state"]]
        {
            assert_ne!(root(one), root(other), "{one} {other}");
        }
    }
}
