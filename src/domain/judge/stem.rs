//! The common form of a word: singular, one spelling, digits for number words.

use super::number;
use super::table::Table;

/// Appends the stem of a folded word to `out`.
pub(super) fn push(word: &str, out: &mut String) {
    if let Some(value) = number::value(word) {
        out.push_str(&value.to_string());
        return;
    }
    if let Some(long) = SHORT.get(word) {
        out.push_str(long);
        return;
    }
    if !word.is_ascii() || word.len() < 4 || word.bytes().any(|b| !b.is_ascii_lowercase()) {
        out.push_str(canonical_digits(word));
        return;
    }
    let start = out.len();
    push_singular(word, out);
    respell(start, out);
}

/// What is left of a stem without a verb's or noun's ending, to see "protecting" and
/// "protection" as kin. Never shorter than four letters.
pub(super) fn root(stem: &str) -> &str {
    const ENDINGS: &[&str] = &[
        "ization", "ations", "ation", "ating", "izing", "ment", "able", "ance", "ence", "ness", "ated",
        "ates", "ized", "ions", "ious", "ing", "ion", "ity", "ive", "ism", "ist", "ous", "ize", "ate", "ant",
        "ent", "dom", "ers", "ied", "ed", "er", "es", "or", "ly", "al", "ic", "e", "y", "s",
    ];
    if !stem.is_ascii() {
        return stem;
    }
    let cut = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending).filter(|rest| rest.len() >= 4));
    let rest = cut.unwrap_or(stem);
    let bytes = rest.as_bytes();
    let doubled = bytes.len() > 4 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    if doubled && cut.is_some() { &rest[..rest.len() - 1] } else { rest }
}

/// "007", "5.0" and ".50" as "7", "5" and "0.5".
fn canonical_digits(word: &str) -> &str {
    if !word.bytes().all(|b| b.is_ascii_digit() || b == b'.') || word.is_empty() {
        return word;
    }
    let cut = if word.contains('.') { word.trim_end_matches('0').trim_end_matches('.') } else { word };
    let rest = cut.trim_start_matches('0');
    if rest.is_empty() || rest.starts_with('.') {
        &cut[cut.len() - rest.len() - usize::from(cut.len() > rest.len())..]
    } else {
        rest
    }
}

/// Everyday short forms.
static SHORT: Table<&str> = Table::new(&[
    ("anybody", "anyone"),
    ("apr", "april"),
    ("aug", "august"),
    ("cm", "centimeter"),
    ("dec", "december"),
    ("dept", "department"),
    ("dr", "doctor"),
    ("everybody", "everyone"),
    ("feb", "february"),
    ("govt", "government"),
    ("hr", "hour"),
    ("hrs", "hour"),
    ("jan", "january"),
    ("jul", "july"),
    ("jun", "june"),
    ("kg", "kilogram"),
    ("km", "kilometer"),
    ("min", "minute"),
    ("mins", "minute"),
    ("mm", "millimeter"),
    ("mt", "mount"),
    ("nov", "november"),
    ("oct", "october"),
    ("sep", "september"),
    ("sept", "september"),
    ("somebody", "someone"),
    ("usa", "us"),
]);

/// Plurals that no rule makes, each with its singular.
static IRREGULAR: Table<&str> = Table::new(&[
    ("alumni", "alumnus"),
    ("analyses", "analysis"),
    ("appendices", "appendix"),
    ("axes", "axis"),
    ("bacilli", "bacillus"),
    ("bacteria", "bacterium"),
    ("bases", "basis"),
    ("cacti", "cactus"),
    ("calves", "calf"),
    ("children", "child"),
    ("cilia", "cilium"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("curricula", "curriculum"),
    ("data", "datum"),
    ("diagnoses", "diagnosis"),
    ("feet", "foot"),
    ("flagella", "flagellum"),
    ("foci", "focus"),
    ("fungi", "fungus"),
    ("geese", "goose"),
    ("genera", "genus"),
    ("halves", "half"),
    ("hypotheses", "hypothesis"),
    ("indices", "index"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("lice", "louse"),
    ("lives", "life"),
    ("loaves", "loaf"),
    ("loci", "locus"),
    ("matrices", "matrix"),
    ("media", "medium"),
    ("memoranda", "memorandum"),
    ("mice", "mouse"),
    ("mitochondria", "mitochondrion"),
    ("neuroses", "neurosis"),
    ("nuclei", "nucleus"),
    ("oases", "oasis"),
    ("oxen", "ox"),
    ("parentheses", "parenthesis"),
    ("people", "person"),
    ("peoples", "person"),
    ("phenomena", "phenomenon"),
    ("protozoa", "protozoan"),
    ("quanta", "quantum"),
    ("radii", "radius"),
    ("shelves", "shelf"),
    ("spectra", "spectrum"),
    ("stimuli", "stimulus"),
    ("strata", "stratum"),
    ("syllabi", "syllabus"),
    ("syntheses", "synthesis"),
    ("teeth", "tooth"),
    ("theses", "thesis"),
    ("thieves", "thief"),
    ("vertices", "vertex"),
    ("vortices", "vortex"),
    ("wives", "wife"),
    ("wolves", "wolf"),
]);

fn push_singular(word: &str, out: &mut String) {
    if let Some(singular) = IRREGULAR.get(word) {
        out.push_str(singular);
        return;
    }
    let (keep, add) = singular_ending(word);
    out.push_str(&word[..word.len() - keep]);
    out.push_str(add);
}

/// How many letters to take off a plural, and what to put there.
fn singular_ending(word: &str) -> (usize, &'static str) {
    // Most words end like no plural.
    if !word.ends_with(['n', 'e', 's']) {
        return (0, "");
    }
    let long = word.len() > 4;
    if word.ends_with("women") || word.ends_with("men") && IRREGULAR_MEN.contains(&word) {
        return (2, "an");
    }
    if word.ends_with("ies") && long {
        return (3, "y");
    }
    if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|ending| word.ends_with(ending)) {
        return (2, "");
    }
    if word.ends_with("uses") && word.len() > 5 && !word.ends_with("auses") && !word.ends_with("ouses") {
        return (2, "");
    }
    if word == "gases" || word == "buses" || (word.ends_with("oes") && word.len() > 5 && word != "canoes") {
        return (2, "");
    }
    if word.ends_with("ae") && long {
        return (1, "");
    }
    let kept = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    if word.ends_with('s') && !kept { (1, "") } else { (0, "") }
}

const IRREGULAR_MEN: &[&str] = &[
    "businessmen",
    "chairmen",
    "countrymen",
    "firemen",
    "gentlemen",
    "men",
    "policemen",
    "salesmen",
    "statesmen",
];

/// British spellings become American ones.
fn respell(start: usize, out: &mut String) {
    const ENDINGS: &[(&str, &str)] = &[
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("ysing", "yzing"),
        ("tre", "ter"),
        ("ogue", "og"),
        ("amme", "am"),
        ("lled", "led"),
        ("lling", "ling"),
        ("ller", "ler"),
    ];
    if out.len() - start < 6 {
        return;
    }
    let ending = &out.as_bytes()[out.len() - 2..];
    let listed = matches!(ending, b"on" | b"ng" | b"ed" | b"se" | b"re" | b"ue" | b"me" | b"er");
    for (british, american) in ENDINGS.iter().filter(|_| listed) {
        if out.ends_with(british) && out.len() - start >= british.len() + 3 {
            out.truncate(out.len() - british.len());
            out.push_str(american);
            break;
        }
    }
    let telling = |pair: &[u8]| matches!(pair, b"ae" | b"oe" | b"ou" | b"lp" | b"iu");
    if !out.as_bytes()[start..].windows(2).any(telling) {
        return;
    }
    for (british, american) in INNER {
        // "hour", "source": too near the start to be the ending of "colour".
        let from = start + if *british == "our" { 3 } else { 0 };
        if let Some(at) = out[from..].find(british) {
            out.replace_range(from + at..from + at + british.len(), american);
        }
    }
}

/// British spellings inside a word.
const INNER: &[(&str, &str)] = &[
    ("our", "or"),
    ("aem", "em"),
    ("aes", "es"),
    ("aec", "ec"),
    ("paed", "ped"),
    ("alae", "ale"),
    ("chae", "che"),
    ("iaev", "iev"),
    ("oest", "est"),
    ("oede", "ede"),
    ("oeuv", "euv"),
    ("foet", "fet"),
    ("coel", "cel"),
    ("rhoea", "rhea"),
    ("sulph", "sulf"),
    ("aluminium", "aluminum"),
];
