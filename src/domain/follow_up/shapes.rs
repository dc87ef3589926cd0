//! The shapes of a follow-up, read from its folded words.

use crate::domain::search::{is_asking, is_content, is_stop};

/// What kind of follow-up some words are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// None: they stand by themselves.
    Own,
    /// "More", "go on", "what else?"
    Rest,
    /// "And external ones?", "what about B2B?": the words of the other thing.
    Another(Vec<String>),
    /// "Versus a want?": what it is held against.
    Against(String),
    /// "What is the difference between them?"
    Between,
    /// "Any examples?": a part or a quality of what was spoken of.
    Part { part: String, asked: String },
    /// "Who invented it?": what stands before and behind the word that points back.
    Pronoun { before: String, after: String },
    /// "Why?": nothing but question words.
    Bare(String),
}

/// What begins an answer to an answer and says nothing.
const LEAD_INS: [&str; 14] = [
    "ok", "okay", "oh", "well", "hmm", "hm", "yes", "yeah", "no", "alright", "right", "please", "pls", "now",
];
/// What joins a question to the one before.
const JOINTS: [&str; 6] = ["and", "but", "so", "also", "then", "or"];
/// What asks for the rest.
const REST: [&str; 9] =
    ["more", "else", "continue", "elaborate", "further", "rest", "details", "detail", "expand"];
/// What may stand around it.
const AROUND_REST: &[&str] = &[
    "tell",
    "me",
    "us",
    "can",
    "could",
    "would",
    "you",
    "say",
    "explain",
    "about",
    "it",
    "that",
    "this",
    "please",
    "pls",
    "in",
    "on",
    "a",
    "bit",
    "little",
    "some",
    "any",
    "is",
    "there",
    "all",
    "the",
    "of",
    "what",
    "anything",
    "something",
    "everything",
    "give",
    "show",
    "i",
    "want",
    "to",
    "know",
    "hear",
    "info",
    "information",
    "read",
];
/// Polite ways into a question.
const FRAMES: [&[&str]; 12] = [
    &["can", "you", "tell", "me"],
    &["could", "you", "tell", "me"],
    &["can", "you", "explain"],
    &["could", "you", "explain"],
    &["can", "you", "say"],
    &["do", "you", "know"],
    &["tell", "me"],
    &["explain", "to", "me"],
    &["explain"],
    &["i", "wonder"],
    &["any", "idea"],
    &["do", "we", "know"],
];
/// Parts and qualities that are always those of something.
const PARTS: &[&str] = &[
    "example",
    "examples",
    "type",
    "types",
    "kind",
    "kinds",
    "sort",
    "sorts",
    "advantage",
    "advantages",
    "disadvantage",
    "disadvantages",
    "benefit",
    "benefits",
    "drawback",
    "drawbacks",
    "pros",
    "cons",
    "purpose",
    "purposes",
    "use",
    "uses",
    "cause",
    "causes",
    "effect",
    "effects",
    "part",
    "parts",
    "step",
    "steps",
    "stage",
    "stages",
    "formula",
    "definition",
    "meaning",
    "history",
    "origin",
    "function",
    "functions",
    "role",
    "roles",
    "importance",
    "goal",
    "goals",
    "feature",
    "features",
    "property",
    "properties",
    "characteristics",
    "components",
    "elements",
    "reason",
    "reasons",
    "limits",
    "rules",
    "symptoms",
    "strengths",
    "weaknesses",
];
const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "be", "do", "does", "did", "can", "could", "will", "would", "should", "has",
    "have", "had", "may", "might", "must",
];
/// What a pointing "that" may follow; behind a noun it only joins: "a rope that hoists".
const BEFORE_THAT: &[&str] = &[
    "about", "of", "for", "with", "by", "from", "like", "than", "to", "mean", "why", "how", "in", "on",
    "between", "and", "define", "explain", "call", "called", "use", "need",
];
/// How something is or is done: words that ask for no other thing.
const MANNERS: &[&str] = &[
    "come",
    "comes",
    "important",
    "possible",
    "necessary",
    "needed",
    "required",
    "happen",
    "happens",
    "happened",
    "work",
    "works",
    "used",
    "made",
    "done",
    "called",
    "said",
    "mean",
    "means",
    "meant",
    "many",
    "much",
    "long",
    "often",
    "big",
    "small",
    "large",
    "old",
    "new",
    "good",
    "bad",
    "better",
    "best",
    "hard",
    "easy",
    "different",
    "exactly",
    "really",
    "actually",
    "though",
    "tho",
    "first",
    "last",
    "always",
    "never",
    "ever",
];
/// The most words that name another thing.
const THING_WORDS: usize = 6;

/// Reads the shape of folded words.
pub(super) fn shape(words: &[&str]) -> Shape {
    let begins = words.iter().position(|word| !LEAD_INS.contains(word)).unwrap_or(words.len());
    let (joined, rest) = strip_joints(&words[begins..]);
    if rest.is_empty() {
        return if joined { Shape::Rest } else { Shape::Own };
    }
    if asks_for_rest(rest) {
        return Shape::Rest;
    }
    let rest =
        FRAMES.iter().find_map(|frame| rest.strip_prefix(*frame)).filter(|r| !r.is_empty()).unwrap_or(rest);
    if let Some(shape) = against(rest).or_else(|| another(rest, joined)) {
        return shape;
    }
    // "Who are you?" is about the desk, "is this on my exam?" about the member.
    let personal = |word: &&str| {
        matches!(*word, "you" | "your" | "u" | "i" | "me" | "my" | "mine" | "we" | "our" | "us")
    };
    // "How do you make it?" is about neither.
    let points = rest.iter().any(|word| is_pointer(word));
    if !points && rest.iter().any(personal) {
        return Shape::Own;
    }
    if asks_between(rest) {
        return Shape::Between;
    }
    let part = part(rest);
    let carries = |word: &&str| is_content(word) && !(part.is_some() && PARTS.contains(word));
    let content = rest.iter().any(carries);
    match (content, part) {
        (false, Some(part)) => Shape::Part { part, asked: rest.join(" ") },
        _ => match pronoun(rest) {
            Some(at) => Shape::Pronoun { before: rest[..at].join(" "), after: rest[at + 1..].join(" ") },
            None if asks_bare(rest) => Shape::Bare(rest.join(" ")),
            None => Shape::Own,
        },
    }
}

fn strip_joints<'w>(words: &'w [&'w str]) -> (bool, &'w [&'w str]) {
    let end = words.iter().position(|word| !JOINTS.contains(word)).unwrap_or(words.len());
    (end > 0, &words[end..])
}

fn asks_for_rest(words: &[&str]) -> bool {
    let goes_on =
        matches!(words, ["go", "on", ..] | ["carry", "on", ..] | ["keep", "going", ..]) && words.len() < 5;
    let wants = words.iter().any(|word| REST.contains(word));
    goes_on || wants && words.iter().all(|word| REST.contains(word) || AROUND_REST.contains(word))
}

/// "What about X", "and X", "X ones".
fn another(words: &[&str], joined: bool) -> Option<Shape> {
    let asked = match words {
        ["what" | "how", "about", thing @ ..] | ["what", "of", thing @ ..] => Some(thing),
        _ => None,
    };
    let thing = asked.unwrap_or(words);
    let article = matches!(thing.first(), Some(&("a" | "an" | "the")));
    let mut thing = &thing[usize::from(article && thing.len() > 1)..];
    while let [head @ .., "then" | "instead" | "though" | "too" | "please" | "now"] = thing
        && !head.is_empty()
    {
        thing = head;
    }
    // "What about it?" points back and names nothing.
    if asked.is_some() && thing.len() == 1 && (is_pointer(thing[0]) || points_if_alone(thing[0])) {
        return Some(Shape::Rest);
    }
    let names = thing.iter().any(|word| is_content(word) && !PARTS.contains(word));
    let ones = thing.len() > 1 && matches!(thing.last(), Some(&("one" | "ones")));
    let clause = thing.iter().any(|word| is_asking(word) || AUXILIARIES.contains(word));
    let fits =
        (asked.is_some() || joined || ones) && (names || ones) && !clause && thing.len() <= THING_WORDS;
    fits.then(|| Shape::Another(thing.iter().map(|word| (*word).to_owned()).collect()))
}

/// "Vs X", "compared to X".
fn against(words: &[&str]) -> Option<Shape> {
    let other = match words {
        ["vs" | "versus" | "unlike", other @ ..]
        | ["compared" | "as", "to" | "with" | "opposed", other @ ..] => other,
        _ => return None,
    };
    let other = other.strip_prefix(&["to"]).unwrap_or(other);
    other.iter().any(|word| is_content(word)).then(|| Shape::Against(other.join(" ")))
}

/// What is asked of the last two things together.
fn asks_between(words: &[&str]) -> bool {
    let compares = |word: &&str| {
        matches!(
            *word,
            "difference" | "differences" | "differ" | "compare" | "distinguish" | "contrast" | "different"
        )
    };
    let both = |word: &&str| matches!(*word, "them" | "they" | "both" | "two" | "these" | "those");
    words.iter().any(compares) && words.iter().any(both) && !words.iter().any(|word| is_content(word))
}

/// The part that is asked for, where words ask for one. "A function" is a thing by itself.
fn part(words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| PARTS.contains(word))?;
    let alone = at > 0 && matches!(words[at - 1], "a" | "an");
    let example = words[at].starts_with("example");
    (!alone || example).then(|| words[at].to_owned())
}

/// Where a word points back to what was spoken of, unless the words before it hold what it points to.
fn pronoun(words: &[&str]) -> Option<usize> {
    let at = (0..words.len()).find(|&at| points_back(words, at))?;
    let before = &words[..at];
    let named = before.windows(2).any(|pair| matches!(pair[0], "a" | "an" | "the") && is_content(pair[1]));
    let clause = before
        .iter()
        .skip(1)
        .any(|word| matches!(*word, "and" | "or" | "if" | "when" | "because" | "but" | "while"));
    let content = before.iter().any(|word| is_content(word));
    let possessive = matches!(words[at], "its" | "their" | "his" | "her");
    let inside = content && (named || clause || possessive);
    (!inside).then_some(at)
}

fn points_back(words: &[&str], at: usize) -> bool {
    let word = words[at];
    if is_pointer(word) {
        return true;
    }
    // "That knot" names what it points to; "why is that?" and "what does this mean?" do not.
    let names = words.get(at + 1).is_some_and(|next| is_content(next));
    let follows = at > 0 && (AUXILIARIES.contains(&words[at - 1]) || BEFORE_THAT.contains(&words[at - 1]));
    points_if_alone(word) && follows && !names
}

/// Whether words ask and name nothing: "why?", "how often?". "What is time?" names something that every
/// text has.
fn asks_bare(words: &[&str]) -> bool {
    let asks = words.iter().any(|word| is_asking(word));
    asks && words.iter().all(|word| is_asking(word) || is_stop(word) || MANNERS.contains(word))
}

fn is_pointer(word: &str) -> bool {
    matches!(word, "it" | "its" | "they" | "them" | "their" | "theirs" | "he" | "him" | "his" | "she" | "her")
}

fn points_if_alone(word: &str) -> bool {
    matches!(word, "that" | "this" | "these" | "those")
}
