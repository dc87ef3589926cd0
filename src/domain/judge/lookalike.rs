//! Words that look like slips of each other and are not.
//!
//! Spelling alone cannot tell these apart, so they are listed: opposing prefixes,
//! endings that name different things, and pairs that classes mix up.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::stem;
use super::table::{Table, listed};

/// Whether two words are known to be different words, however alike they look.
pub(super) fn are_apart(typed: &str, meant: &str) -> bool {
    let twins = are_twins(typed, meant);
    twins
        || denies(typed, meant)
        || denies(meant, typed)
        || differ_at_start(typed, meant)
        || differ_at_end(typed, meant)
}

/// Whether two words, or what stands before an ending that they share, are in one set.
fn are_twins(typed: &str, meant: &str) -> bool {
    let shared = typed.bytes().rev().zip(meant.bytes().rev()).take_while(|(a, b)| a == b).count();
    (0..=shared).any(|cut| {
        let a = typed.get(..typed.len() - cut).and_then(|word| TWINS.get(word));
        let b = meant.get(..meant.len() - cut).and_then(|word| TWINS.get(word));
        matches!((a, b), (Some(a), Some(b)) if a.iter().any(|set| b.contains(set)))
    })
}

/// Whether one word is the other with a denying prefix: "dissatisfaction".
pub(super) fn denies(longer: &str, shorter: &str) -> bool {
    longer.len() > shorter.len()
        && longer.strip_suffix(shorter).is_some_and(|prefix| DENYING.contains(&prefix))
}

/// Whether two words stand at opposite ends of something: "low" and "high".
pub(super) fn are_opposites(a: &str, b: &str) -> bool {
    let listed = a != b
        && matches!((OPPOSITE_SETS.get(a), OPPOSITE_SETS.get(b)), (Some(a), Some(b)) if a.iter().any(|set| b.contains(set)));
    // Prefixes can only part words that end alike, which few words do.
    let alike = a.len() > 2 && b.len() > 2 && a.as_bytes()[a.len() - 2..] == b.as_bytes()[b.len() - 2..];
    listed || (alike && (denies(a, b) || denies(b, a) || differ_at_start(a, b)))
}

/// Whether a word before or behind a term usually makes it another term: "low", "second".
pub(super) fn is_qualifier(word: &str) -> bool {
    OPPOSITE_SETS.contains_key(word)
}

/// Whether a qualifier only says how much or which, so that the term may still be meant.
pub(super) fn is_mild_qualifier(word: &str) -> bool {
    static MILD: Table<()> = listed![
        "all", "bad", "big", "complete", "early", "good", "half", "hard", "large", "late", "long", "more",
        "most", "new", "old", "open", "part", "real", "small", "strong", "total",
    ];
    MILD.has(word)
}

const DENYING: &[&str] = &[
    "a", "ab", "an", "anti", "counter", "de", "dis", "il", "im", "in", "ir", "mal", "mis", "non", "pseudo",
    "quasi", "semi", "sub", "super", "ultra", "un", "under", "over",
];

/// Prefixes that set words apart, by family.
const PREFIXES: &[&[&str]] = &[
    &["hyper", "hypo"],
    &["inter", "intra", "intro", "infra"],
    &["in", "ex", "im", "em"],
    &["pre", "pro", "post", "per"],
    &["endo", "exo", "ecto"],
    &["ana", "cata"],
    &["macro", "micro", "mega", "milli", "meso"],
    &["homo", "hetero"],
    &["mono", "multi", "poly", "oligo"],
    &["di", "tri", "tetra", "penta", "hexa", "hepta", "octa", "deca"],
    &["bi", "uni", "tri"],
    &["ante", "anti"],
    &["sub", "super", "supra"],
    &["auto", "allo"],
    &["out", "over"],
    &["para", "peri"],
    &["con", "de", "re", "dif"],
    &["maxi", "mini"],
    &["maxim", "minim"],
    &["hydro", "hygro"],
    &["centi", "cento", "kilo", "nano"],
];

/// Endings that set words apart, by family.
const ENDINGS: &[&[&str]] = &[
    &["ate", "ite", "ide", "ade"],
    &["ane", "ene", "yne", "ine", "one"],
    &["ose", "ase"],
    &["ol", "al", "yl"],
    &["eme", "ine"],
    &["or", "ee", "er"],
    &["tide", "side"],
    &["some", "mere", "some"],
    &["gram", "graph"],
    &["logy", "nomy", "graphy"],
    &["ism", "ist"],
    &["tin", "tid"],
    &["ium", "ia", "ine"],
    &["philic", "phobic"],
    &["cyte", "blast"],
    &["ous", "ic"],
];

fn differ_at_start(a: &str, b: &str) -> bool {
    PREFIXES
        .iter()
        .any(|family| parted_by(family, |prefix| a.strip_prefix(prefix), |prefix| b.strip_prefix(prefix)))
}

fn differ_at_end(a: &str, b: &str) -> bool {
    // "Adviser" and "advisor" are one word; the other endings of that family are not.
    let spelling = (a.ends_with("er") && b.ends_with("or")) || (a.ends_with("or") && b.ends_with("er"));
    !spelling
        && ENDINGS
            .iter()
            .any(|family| parted_by(family, |end| a.strip_suffix(end), |end| b.strip_suffix(end)))
}

/// Whether two words are the same but for different members of a family.
fn parted_by<'a>(
    family: &[&str],
    cut_a: impl Fn(&str) -> Option<&'a str>,
    cut_b: impl Fn(&str) -> Option<&'a str>,
) -> bool {
    family.iter().any(|one| {
        cut_a(one).is_some_and(|rest| {
            rest.len() > 2 && family.iter().any(|other| other != one && cut_b(other) == Some(rest))
        })
    })
}

const OPPOSITES: &[&[&str]] = &[
    &["low", "high", "middle", "lower", "upper", "higher", "lowest", "highest"],
    &["left", "right"],
    &["up", "down"],
    &["in", "out"],
    &["inner", "outer", "middle"],
    &["inside", "outside"],
    &["north", "south", "east", "west", "northern", "southern", "eastern", "western"],
    &["top", "bottom"],
    &["front", "back", "rear"],
    &["before", "after"],
    &["early", "late", "earlier", "later"],
    &["old", "new", "young"],
    &["big", "small", "large", "little"],
    &["long", "short"],
    &["fast", "slow"],
    &["hot", "cold", "warm", "cool"],
    &["wet", "dry"],
    &["hard", "soft"],
    &["strong", "weak"],
    &["good", "bad"],
    &["more", "less", "fewer"],
    &["most", "least"],
    &["increase", "decrease", "increasing", "decreasing", "increased", "decreased"],
    &["rise", "fall", "rising", "falling"],
    &["gain", "loss", "lose"],
    &["positive", "negative", "neutral"],
    &["plus", "minus"],
    &["active", "passive", "inactive"],
    &["open", "closed", "close"],
    &["primary", "secondary", "tertiary"],
    &["major", "minor"],
    &["maximum", "minimum"],
    &["male", "female"],
    &["man", "woman"],
    &["king", "queen"],
    &["true", "false"],
    &["yes", "no"],
    &["same", "different", "opposite"],
    &["direct", "indirect"],
    &["public", "private"],
    &["fixed", "variable"],
    &["internal", "external"],
    &["import", "export"],
    &["input", "output"],
    &["supply", "demand"],
    &["buyer", "seller"],
    &["fresh", "salt"],
    &["acid", "base", "acidic", "basic"],
    &["absorb", "release", "emit"],
    &["begin", "end", "start", "finish", "stop"],
    &["black", "white", "red", "blue", "green", "yellow"],
    &["grey", "gray", "white"],
    &["all", "half", "part"],
    &["without", "with"],
    &["former", "current", "future", "past", "present"],
    &["partial", "total", "complete", "incomplete"],
    &["marginal", "average", "net", "gross"],
    &["real", "nominal", "virtual"],
    &["anterior", "posterior"],
    &["superior", "inferior"],
    &["dorsal", "ventral"],
    &["distal", "proximal"],
    &["medial", "lateral"],
    &["vice", "deputy", "assistant"],
];

/// Sets of words, parted by commas, that are one or two letters apart and mean different things.
const SETS: &str = "\
absorption adsorption, accept except, access excess, account accounting, adapt adopt adept,\
adenine adenosine, affect effect, affluent effluent, alliteration alteration, allusion illusion,\
altar alter, angel angle, ascent assent, austria australia, axial axillary, baron barren,\
breath breathe, lepton leptin, cannon canon, capital capitol, carbonate carbonite, carboxyl carbonyl, casual causal,\
catalyst catalysis, cavalry calvary, cellar cellular, censor censure census sensor,\
cerebrum cerebellum, chloride chlorine, citrus cirrus, cloth clothe, coarse course, collage college,\
colonel colonial, command commend, commerce commence, commission omission emission,\
competition completion, complement compliment, component opponent, comprise compromise,\
compulsion compassion, confident confidant, conscious conscience conscientious,\
conservation conversation, construct constrict, contact contract contrast, continual continuous,\
contraction contradiction, convection conviction convention, corporation cooperation,\
correlation corrosion, council counsel, country county, creatine creatinine, credit credible,\
currant current, custom costume customer, cytosine cytidine, decent descent dissent,\
deficit deficient, defuse diffuse, dependent dependant, desert dessert, device devise, diary dairy,\
diffusion effusion infusion, digestion digression, dilation dilution, disburse disperse,\
discreet discrete, dividend divided, division diversion, dominant dominate, dominica dominican,\
dual duel, duct duck, economic economy ecology, elicit illicit, emigrate immigrate,\
emigration immigration, eminent imminent immanent, ensure insure assure, entomology etymology,\
envelop envelope, epic epoch, equality equity, erosion corrosion, erotic erratic, estrogen estrone,\
ethic ethnic, ethos pathos, expand expend, expansion extension,\
expression oppression impression repression, facility felicity, farther further,\
fission fusion fissure, form from, formal former, formally formerly, genetic generic, genius genus,\
genotype genome, glucose glucagon glycogen glucosamine, gorilla guerrilla, gravity gravy,\
hangar hanger, historic prehistoric, hormone harmony, human humane, humerus humorous,\
hydrogen hydroxide, hydroxide hydride, hyperbola hyperbole, ileum ilium, immediate intermediate,\
immorality immortality mortality morality, immunity impunity, induction deduction,\
inflection infection inflation, ingenious ingenuous, insight incite, insulin inulin,\
integration immigration, intense intents, intention invention, interest intercept,\
interpret interrupt, iran iraq, island iceland ireland, isotope isotone isomer,\
johnson johnston jonson, lactate lactase lactose, latitude altitude attitude, legislator legislature,\
liability lability, liable libel, lightning lightening lighting, liquid liquor, loose lose loss,\
magnate magnet, magnesium manganese, malt maltose maltase, mandatory monetary, manet monet,\
marine margin, marital martial, market marketing, marshal martial, martin marlin, mason mission,\
median medium media medial, median meridian, mediation meditation medication, melanin melatonin,\
metal medal mettle, meteor meteorite meteoroid, minor miner, mitosis meiosis, model modal module,\
molar moral morale, molecule molecular, moment momentum, monetary momentary, monopoly monopsony,\
morning mourning, motive motif, mucus mucous, mural moral, mutation mutualism mutuality,\
nation notion, natural neutral neural, necrosis nephrosis, neurology nephrology,\
neutron neuron neutrino, niger nigeria, nitrate nitrite nitride nitrogen, nominal normal,\
nucleotide nucleoside, nucleus nucleolus nucleoid, objective objection, observance observation,\
optic option, oral aural, ordinance ordnance, organ organism, origin organ, ovary ovule ovum,\
palate palette pallet, parameter perimeter, participle particle, partition petition, patent patient,\
patience patient, patron pattern, pedal peddle petal, peritoneum perineum,\
peroneal perineal peritoneal, perpetrate perpetuate, persecute prosecute, personal personnel,\
perspective prospective, phoneme phenome, phonology phrenology, physic physics physique,\
pistol pistil, plain plane plan, planet plant plane, plaque plague, pleural plural, poison position,\
polish politic, populace populous, population popularity pollution, portion potion proportion,\
practical practicable, precede proceed, precipitate participate, precision decision,\
predation perdition, preposition proposition, prescribe proscribe, presence present,\
preservation perseveration perseverance, price prize, principal principle, production product,\
prophecy prophesy, prose poise, prostate prostrate, protein protean, protein proton, proton photon,\
prove probe, quantity quality, quiet quite quit, ration ratio, rational rationale, reaction relation,\
reality realty, recession recessive, reduction redaction, reduction retention, reflection refraction,\
reflex reflux, relation relative relativity, remit emit, respectively respectfully,\
respiration perspiration inspiration, retina retinal, revelation revolution evolution, revert revere,\
revolve resolve, ribose ribulose, ribosome lysosome, router rooter, rubella rubeola, salary celery,\
sanction section, satire satyr, saturation situation, scene science, sediment sentiment,\
sedimentary sedentary, segregation aggregation, selection section secretion, sensation cessation,\
serum serial, silicon silicone, silver sliver, simile smile, slovakia slovenia, socialism specialism,\
sole soul, solute solution solvent, source sauce, special spatial species, sperm spasm,\
stationary stationery, statistic static, statue statute stature status, steak stake,\
stimulate simulate, stimulation simulation, storage shortage, straight strait, subject sublet,\
sucrose sucralose, suit suite, sweden switzerland, symbol cymbal, synapse synopsis, tariff traffic,\
territory terrain, texture tincture, theory theorem, thorough through though, thymidine thymine,\
thymine thiamine thyme, tortuous torturous, tradition transition, trail trial,\
transcription translation transpiration, tropic trophic topic, united untied, urban urbane,\
ureter urethra uterus, vacation vocation, vain vein vane, variable variance, variation valuation,\
vena venus, venal venial, veracity voracity, vertex vortex, virtue virtual, virus viscous,\
vision version, voltage vantage, waist waste, wander wonder, weather whether, window widow";

/// Each listed word, as a stem, with the sets that it stands in.
static TWINS: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut twins: HashMap<String, Vec<usize>> = HashMap::new();
    for (set, line) in SETS.split(',').enumerate() {
        for word in line.split_whitespace() {
            let mut stemmed = String::new();
            stem::push(word, &mut stemmed);
            twins.entry(stemmed).or_default().push(set);
        }
    }
    twins
});

/// Each word of [`OPPOSITES`] with the sets that it stands in; denying prefixes written
/// as words of their own ("non renewable") stand in none.
static OPPOSITE_SETS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut sets: HashMap<&'static str, Vec<usize>> =
        DENYING.iter().map(|prefix| (*prefix, Vec::new())).collect();
    for (set, words) in OPPOSITES.iter().enumerate() {
        for word in *words {
            sets.entry(word).or_default().push(set);
        }
    }
    sets
});
