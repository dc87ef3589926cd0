//! Accepted answers made ready for judging: every reading of each, and what each word of
//! it is worth under this prompt.

use super::lookalike;
use super::prompt::Prompt;
use super::table::{Table, listed};
use super::variants::variants;
use super::words::{Case, Gap, Kind, Words};

/// Answers with more content than this are definitions: nobody's words match them, so
/// nobody is judged by them.
const LONGEST_ANSWER: usize = 14;

/// What a word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Carries no meaning of its own.
    Stop,
    /// Must be there.
    Required,
    /// The prompt asks for one of these, so it goes without saying ("which river …?").
    Asked,
    /// The prompt says it too.
    Mentioned,
    /// A title or an empty head: "Dr.", "data".
    Spare,
}

/// One reading of one accepted answer.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// Which of the card's answers.
    pub(super) answer: usize,
    pub(super) words: Words,
    pub(super) roles: Vec<Role>,
    /// Words that carry meaning.
    pub(super) content: usize,
    /// Its words mean something else in another order: "from A to B".
    pub(super) ordered: bool,
    /// Looks like a person's name.
    pub(super) name: bool,
    /// How many words at its start say enough: what stands before the comma of "Tulsa,
    /// Oklahoma" or before the "in" of a place in a place; 0 where all of it is needed.
    pub(super) head: usize,
    /// How many words at its end are a name behind what its bearer was ("botanist Carl Linnaeus").
    pub(super) titled_name: usize,
    pub(super) has_number: bool,
    /// Written with its alternatives or brackets: only the very same words match it.
    pub(super) whole: bool,
    /// Too long to be judged by its words.
    pub(super) long: bool,
    pub(super) negations: usize,
    /// First letters of its words, without and with the small ones.
    pub(super) initials: [String; 2],
    /// The first letters of required words as bits, to pass over forms that cannot match.
    pub(super) letters: u32,
}

impl Form {
    fn new(answer: usize, text: &str, prompt: &Prompt) -> Option<Self> {
        let words = Words::read(text);
        if words.is_empty() {
            return None;
        }
        let roles = roles(&words, prompt);
        let content = roles.iter().filter(|role| **role != Role::Stop).count();
        let letters = (0..words.len())
            .filter(|index| roles[*index] == Role::Required)
            .fold(0, |bits, index| bits | letter_bit(words.plain(index)));
        let has_number = words.iter().any(|word| word.kind == Kind::Number);
        Some(Self {
            answer,
            content,
            ordered: is_ordered(&words),
            name: is_name(&words),
            head: head(&words),
            titled_name: titled_name(&words),
            has_number,
            whole: false,
            long: content > LONGEST_ANSWER || words.len() > 60,
            negations: words.iter().filter(|word| word.kind == Kind::Negation).count(),
            initials: [initials(&words, false), initials(&words, true)],
            letters,
            roles,
            words,
        })
    }

    /// Whether it is one word in capitals, such as "NASA".
    pub(super) fn is_acronym(&self) -> bool {
        self.words.len() == 1
            && (2..=7).contains(&self.words.plain(0).len())
            && self.words.word(0).case == Case::Upper
    }
}

/// Every reading of every answer, in their order, each once.
pub(super) fn forms(answers: &[String], prompt: &Prompt) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    for (index, answer) in answers.iter().enumerate() {
        let texts = variants(answer);
        for (at, text) in texts.iter().enumerate() {
            let Some(mut form) = Form::new(index, text, prompt) else { continue };
            form.whole = at == 0 && texts.len() > 1;
            match forms.iter_mut().find(|known| known.words.key() == form.words.key()) {
                Some(known) => known.whole &= form.whole,
                None => forms.push(form),
            }
        }
    }
    forms
}

/// The bit of a word's first letter; letters far apart in Unicode may share one.
pub(super) fn letter_bit(word: &str) -> u32 {
    let first = word.chars().next().map_or(0, |c| c as u32);
    1 << (first % 32)
}

fn roles(words: &Words, prompt: &Prompt) -> Vec<Role> {
    let last_content = (0..words.len()).rev().find(|index| is_content(words, *index));
    let mut roles: Vec<Role> = (0..words.len())
        .map(|index| match words.word(index).kind {
            Kind::Stop | Kind::And | Kind::Or => Role::Stop,
            Kind::Content if index == 0 && is_title(words.plain(0)) => Role::Spare,
            Kind::Content if is_filler(words.stem(index)) || is_sort_of(words, index) => Role::Spare,
            Kind::Content if Some(index) == last_content && is_empty_head(words.stem(index)) => Role::Spare,
            Kind::Content if prompt.asks_for(words.stem(index)) => Role::Asked,
            Kind::Content if prompt.mentions(words.stem(index)) => Role::Mentioned,
            _ => Role::Required,
        })
        .collect();
    let weighty = |role: &Role| matches!(role, Role::Required);
    if !roles.iter().any(weighty) {
        // Nothing would be left to know: then every word counts, small ones only if alone.
        let has_content = (0..words.len()).any(|index| is_content(words, index));
        for (index, role) in roles.iter_mut().enumerate() {
            if is_content(words, index) || !has_content {
                *role = Role::Required;
            }
        }
    }
    roles
}

fn is_content(words: &Words, index: usize) -> bool {
    matches!(words.word(index).kind, Kind::Content | Kind::Number | Kind::Negation | Kind::Symbol)
}

pub(super) fn is_title(word: &str) -> bool {
    static TITLES: Table<()> = listed![
        "capt",
        "captain",
        "dame",
        "dr",
        "emperor",
        "general",
        "justice",
        "king",
        "lady",
        "lake",
        "lord",
        "miss",
        "mount",
        "mr",
        "mrs",
        "ms",
        "mt",
        "pope",
        "president",
        "prof",
        "professor",
        "queen",
        "rev",
        "saint",
        "sir",
        "st",
    ];
    TITLES.has(word)
}

/// Words that hedge or stress and change nothing.
pub(super) fn is_filler(stem: &str) -> bool {
    static FILLERS: Table<()> = listed![
        "almost",
        "approximately",
        "around",
        "basically",
        "generally",
        "just",
        "loosely",
        "mainly",
        "mostly",
        "must",
        "nearly",
        "probably",
        "really",
        "roughly",
        "should",
        "simply",
        "typically",
        "usually",
        "very",
    ];
    FILLERS.has(stem)
}

/// "form of", "city of": what follows is the answer.
fn is_sort_of(words: &Words, index: usize) -> bool {
    static SORTS: Table<()> = listed![
        "city",
        "continent",
        "country",
        "example",
        "form",
        "island",
        "kind",
        "sort",
        "state",
        "town",
        "type",
        "village",
    ];
    SORTS.has(words.plain(index)) && index + 2 < words.len() && words.plain(index + 1) == "of"
}

/// Words that only say what sort of thing the words before them name.
pub(super) fn is_empty_head(stem: &str) -> bool {
    static HEADS: Table<()> = listed![
        "city",
        "company",
        "corporation",
        "country",
        "county",
        "datum",
        "episode",
        "inc",
        "information",
        "jr",
        "language",
        "ltd",
        "method",
        "process",
        "region",
        "religion",
        "river",
        "state",
        "system",
        "technique",
        "thing",
        "type",
        "year",
    ];
    HEADS.has(stem)
}

/// Words between which the order says who does what, and lists of numbers.
fn is_ordered(words: &Words) -> bool {
    const TURNING: &[&str] = &[
        "after", "before", "below", "above", "by", "from", "into", "minus", "over", "per", "than", "then",
        "to", "versus", "vs",
    ];
    let numbers = words.iter().filter(|word| word.kind == Kind::Number).count();
    numbers > 1
        || words.iter().any(|word| word.kind == Kind::Symbol && word.gap == Gap::Space)
        || (1..words.len().saturating_sub(1)).any(|index| TURNING.contains(&words.plain(index)))
}

fn is_name(words: &Words) -> bool {
    let capitals = words.iter().filter(|word| word.case != Case::Lower).count();
    (2..=5).contains(&words.len())
        && words.iter().all(|word| word.kind == Kind::Content && word.gap != Gap::Comma)
        && capitals == words.len()
}

fn head(words: &Words) -> usize {
    let is_proper = |at: usize| words.word(at).case != Case::Lower && words.word(at).kind == Kind::Content;
    let small = |at: usize| matches!(words.plain(at), "in" | "at" | "near");
    let is_comma = |at: usize| words.word(at).gap == Gap::Comma;
    if words.len() > 6 {
        return 0;
    }
    let commas = (1..words.len()).filter(|at| is_comma(*at)).count();
    if (0..words.len()).all(is_proper) && (1..=2).contains(&commas) {
        return (1..words.len()).find(|at| is_comma(*at)).unwrap_or(0);
    }
    // "Reserve Bank of India": the country behind "of" is a place too, behind words that name enough.
    let of = |at: usize| at > 1 && at + 2 == words.len() && words.plain(at) == "of";
    let joint = (1..words.len()).find(|at| small(*at) || of(*at)).unwrap_or(0);
    let proper = joint > 0 && commas == 0 && (0..words.len()).all(|at| at == joint || is_proper(at));
    if proper { joint } else { 0 }
}

fn titled_name(words: &Words) -> usize {
    let length = words.len();
    let capital = |at: &usize| words.word(*at).case != Case::Lower && words.word(*at).kind == Kind::Content;
    let name = (0..length).rev().take_while(capital).count();
    let before = length - name;
    let bearer = before > 0
        && words.word(before - 1).kind == Kind::Content
        && !lookalike::is_qualifier(words.plain(before - 1));
    // In capitals throughout, only a title tells where the name starts: "President John Adams".
    let title = (0..length).rev().find(|at| is_title(words.plain(*at)) && *at + 2 < length);
    match title {
        Some(at) if before <= at => length - at - 1,
        _ if bearer && name >= 2 => name,
        _ => 0,
    }
}

fn initials(words: &Words, with_small: bool) -> String {
    (0..words.len())
        .filter(|index| with_small || is_content(words, *index))
        .filter_map(|index| words.plain(index).chars().next())
        .collect()
}
