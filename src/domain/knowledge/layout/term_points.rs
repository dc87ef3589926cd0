//! What speaks for a cut between a term and its definition: one judge for terms in front,
//! one for terms behind. The numbers only compare places within a line with each other.

use super::super::super::fold::singular;
use super::super::words::{
    is_adjective, is_adverb, is_auxiliary, is_capitalised, is_defining_verb, is_determiner, is_function,
    is_gerund, is_joint, is_kind, is_order, is_particle, is_plural, is_preposition, is_pronoun,
    is_title_joint,
};

/// A word as it stands and as it compares.
pub(super) struct Word<'a> {
    pub(super) written: &'a str,
    pub(super) bare: String,
}

/// Points for a term of the first `at` words.
pub(super) fn front_points(words: &[Word<'_>], at: usize) -> f64 {
    let (term, definition) = words.split_at(at);
    let (first, last, opener) = (&term[0], &term[at - 1], &definition[0]);
    let all_joints = term.iter().all(|word| is_function(&word.bare));
    if all_joints
        || is_function(&last.bare)
        || last.bare.is_empty() && at == 1
        || ends_clause(&term[..at - 1])
    {
        return -9.0;
    }
    /// Terms of two words are the most common; long ones are rare.
    const BY_LENGTH: [f64; 6] = [0.0, 0.5, 0.2, -0.2, -0.7, -1.2];
    let mut points = BY_LENGTH.get(at - 1).copied().unwrap_or(-2.0);
    points += first_word_points(term, definition) + noun_points(term, opener);
    points += term[1..].iter().map(inner_word_points).sum::<f64>();
    let dashed = matches!(opener.written, "–" | "—" | "-" | "=");
    if dashed || last.written.ends_with([':', '–', '—', '-', '=']) {
        points += 3.0;
    }
    points += fall_points(term, opener) + opener_points(definition) + low_front(first);
    points - verb_doubt(words, at)
}

/// `Thermostat switches the heating on`: what looks like a plural that ends the term is rather the verb of a
/// sentence. Nothing tells `Property rights the legal claims` from it, so neither place is sure; only behind a
/// name of several capitals, `Starter Motor turns the engine`, is the place in front of the verb.
fn verb_doubt(words: &[Word<'_>], at: usize) -> f64 {
    const LONGEST_SUBJECT: usize = 3;
    let small = |word: &Word<'_>| word.written.starts_with(char::is_lowercase);
    let is_verb = |place: usize| {
        let (Some(verb), Some(object)) = (words.get(place), words.get(place + 1)) else { return false };
        let counts = is_determiner(&object.bare) && object.bare != "that"
            || matches!(object.bare.as_str(), "two" | "three" | "four");
        small(verb)
            && is_plural(&verb.bare)
            && !is_plural(&words[place - 1].bare)
            && words[..place].iter().all(|word| !is_function(&word.bare) && !is_kind(&word.bare))
            && counts
            && !tells_more(&words[place + 2..])
    };
    let capitals = words.iter().take_while(|word| is_capitalised(word.written)).count();
    match (1..=LONGEST_SUBJECT).find(|place| capitals > 0 && is_verb(*place)) {
        Some(verb) if at > verb => 4.5,
        Some(_) if capitals < 2 => 2.0,
        _ => 0.0,
    }
}

/// Whether a noun phrase is one of a definition: of a wide kind, or at once told more of.
fn tells_more(phrase: &[Word<'_>]) -> bool {
    const NEAR: usize = 4;
    let near = &phrase[..phrase.len().min(NEAR)];
    let relative =
        |word: &str| matches!(word, "that" | "which" | "who" | "whose" | "where" | "of" | "for" | "used");
    let infinitive = |pair: &[Word<'_>]| pair[0].bare == "to" && !is_determiner(&pair[1].bare);
    near.first().is_none_or(|word| is_kind(&word.bare))
        || near.iter().any(|word| relative(&word.bare))
        || near.iter().skip(1).any(|word| is_gerund(&word.bare))
        || near.windows(2).any(infinitive)
}

/// What the first word of the line says against a term in front.
fn first_word_points(term: &[Word<'_>], definition: &[Word<'_>]) -> f64 {
    let (first, opener) = (term[0].bare.as_str(), definition[0].bare.as_str());
    let mut points = 0.0;
    if is_determiner(first) || is_pronoun(first) || is_joint(first) || is_auxiliary(first) {
        points -= 4.0;
    }
    // `Read the chapter`, `Bring your own`: an order to the class, no term.
    if is_order(first) && term.len() == 1 || matches!(opener, "your" | "my" | "our") {
        points -= 4.0;
    }
    if is_kind(first) && !term.get(1).is_some_and(|word| is_capitalised(word.written)) {
        points -= 1.5;
    }
    // `Keeping the body warm …` begins a definition; `Reefing the act of …` does not.
    let object = is_determiner(opener) && definition.get(1).is_none_or(|word| !is_kind(&word.bare));
    points -= match (is_gerund(first), term.len()) {
        (true, 1) if object && equates(definition) => 6.0,
        (true, 1) if object => 3.0,
        (true, 3..) => 1.0,
        _ => 0.0,
    };
    points
}

/// `Losing the way is missing …`: a whole sentence, whose subject the word in front belongs to.
fn equates(definition: &[Word<'_>]) -> bool {
    let relative =
        |word: &Word<'_>| matches!(word.bare.as_str(), "who" | "which" | "that" | "where" | "when");
    let clause = definition.iter().take_while(|word| !relative(word)).count();
    definition[..clause].windows(2).any(|pair| pair[0].bare == "is" && is_gerund(&pair[1].bare))
}

/// What a word inside a term, behind its first, says against it.
fn inner_word_points(word: &Word<'_>) -> f64 {
    let joint = is_title_joint(&word.bare) || word.bare.is_empty();
    let small = match (is_capitalised(word.written), joint) {
        (true, _) => 0.0,
        (false, true) => -0.2,
        (false, false) if is_function(&word.bare) || is_defining_verb(&word.bare) => -3.0,
        (false, false) => -0.5,
    };
    small - if word.written.contains(['’', '\'']) { 0.3 } else { 0.0 }
}

/// Whether the term is a whole noun phrase: `Endothermic reaction`, not `Endothermic` alone.
fn noun_points(term: &[Word<'_>], opener: &Word<'_>) -> f64 {
    let (first, last) = (&term[0], &term[term.len() - 1]);
    if term.len() == 1 {
        let cut_off = is_adjective(&first.bare) && !is_determiner(&opener.bare);
        return if cut_off { -1.0 } else { 0.0 };
    }
    let mut points = 0.0;
    // `engagement predicting | the problems`: the verb belongs to its object.
    if is_gerund(&last.bare) && !is_capitalised(last.written) {
        points -= 0.8;
    }
    if is_adjective(&first.bare) && !is_adjective(&last.bare) {
        points += 0.5;
        // `Endothermic reaction takes …`: what follows a noun with an `s` is its verb.
        points += if is_plural(&opener.bare) && !is_plural(&last.bare) { 0.5 } else { 0.0 };
    }
    points
}

/// A term seldom begins small; a definition in front of its term often does.
fn low_front(first: &Word<'_>) -> f64 {
    if first.written.starts_with(char::is_lowercase) { -0.5 } else { 0.0 }
}

/// Capitals that end exactly at the cut.
fn fall_points(term: &[Word<'_>], opener: &Word<'_>) -> f64 {
    let capitals = term.iter().filter(|word| is_capitalised(word.written)).count();
    let proper = term
        .iter()
        .all(|word| is_capitalised(word.written) || is_title_joint(&word.bare) || word.bare.is_empty());
    if !proper || capitals == 0 || is_capitalised(opener.written) {
        return 0.0;
    }
    let shouted =
        term.iter().any(|word| word.bare.len() > 1 && word.written.chars().all(|c| !c.is_lowercase()));
    match (shouted, capitals) {
        (true, _) => 2.5,
        (false, 1) => 1.0,
        (false, _) => 3.0,
    }
}

/// What the first word of a definition says for itself.
fn opener_points(definition: &[Word<'_>]) -> f64 {
    let word = definition[0].bare.as_str();
    let next = definition.get(1).map_or("", |word| word.bare.as_str());
    if is_determiner(word) && word != "that" || word == "to" || word == "when" || is_pronoun(word) {
        // `the process`, `a person` open nothing but a definition; `the mast` may be an object.
        return if is_determiner(word) && is_kind(next) { 4.2 } else { 3.0 };
    }
    if is_auxiliary(word) || is_defining_verb(word) {
        return 2.5;
    }
    if matches!(word, "and" | "or" | "of" | "&") || word.is_empty() {
        return -3.0;
    }
    if matches!(word, "what" | "how" | "why") {
        return 3.0;
    }
    if is_preposition(word) || is_joint(word) {
        return -2.0;
    }
    if is_gerund(word) {
        // `breeding choosing parents`: of two such words the second opens.
        return if is_gerund(next) || is_auxiliary(next) || is_defining_verb(next) { 0.0 } else { 2.2 };
    }
    if is_kind(word) {
        return if is_joint(next) || matches!(next, "used" | "made") { 2.2 } else { 1.2 };
    }
    // `rope used to …`, `trees that …`, `wind from …`: a noun that is at once told more of.
    if is_joint(next) && !matches!(next, "and" | "or") || is_past(next) { 0.6 } else { 0.0 }
}

fn is_past(word: &str) -> bool {
    matches!(
        word,
        "used" | "made" | "called" | "known" | "given" | "held" | "built" | "set" | "found" | "kept"
    ) || word.len() > 4 && word.ends_with("ed")
}

fn ends_clause(words: &[Word<'_>]) -> bool {
    words.iter().any(|word| word.written.ends_with(['.', ';', '?', '!', ',']) && word.bare.len() > 3)
}

/// Points for a term of the words from `at` on.
pub(super) fn tail_points(words: &[Word<'_>], at: usize) -> f64 {
    let (definition, term) = words.split_at(at);
    let (before, first, last) = (&definition[at - 1], &term[0], &term[term.len() - 1]);
    let stops = before.written.ends_with(['.', ':', '=', '–', '—'])
        || matches!(before.written, "–" | "—" | "-" | "=");
    if ends_clause(&term[..term.len() - 1]) || last.bare.is_empty() || first.bare.is_empty() {
        return -9.0;
    }
    let particle = is_particle(&before.bare);
    if (is_function(&before.bare) && !particle || is_defining_verb(&before.bare)) && !stops {
        return -5.0;
    }
    let inner_joints = term.len() > 2
        && term[1..term.len() - 1].iter().all(|word| !is_function(&word.bare) || is_title_joint(&word.bare));
    if is_function(&first.bare)
        || is_adverb(&first.bare)
        || is_function(&last.bare)
        || is_adverb(&last.bare)
        || term.len() > 2 && !inner_joints
    {
        return -9.0;
    }
    /// Behind a definition, too, two words are the most common.
    const BY_LENGTH: [f64; 4] = [0.0, 0.8, -0.2, -1.2];
    let mut points = BY_LENGTH.get(term.len() - 1).copied().unwrap_or(-2.0);
    points += start_points(&definition[0]) + rise_points(definition, term) + phrase_end_points(definition);
    if stops {
        points += 1.5;
    } else if particle {
        points -= 0.5;
    }
    if is_adjective(&last.bare) || last.bare.ends_with("ly") || last.written.ends_with(['.', ',']) {
        points -= 1.5;
    }
    points += noun_phrase_points(definition, term) + if is_statement(definition) { -1.5 } else { 0.0 };
    points - verb_doubt(words, at)
}

/// How well the term reads as a noun phrase of its own behind this definition.
fn noun_phrase_points(definition: &[Word<'_>], term: &[Word<'_>]) -> f64 {
    let (before, first) = (&definition[definition.len() - 1].bare, &term[0].bare);
    let stem = singular(before);
    let mut points = if is_plural(before) && stem == singular(first) { 1.5 } else { 0.0 };
    if term.len() == 1 {
        return points;
    }
    // `scarce resources | economics`: a plural seldom stands in front of another noun.
    points += match (is_adjective(first), is_plural(first)) {
        (true, _) => 0.7,
        (false, true) => -0.7,
        (false, false) => 0.0,
    };
    // `the price where … | equilibrium price`: the term is a kind of what the definition speaks of.
    let noun = singular(&term[term.len() - 1].bare);
    let head = definition.iter().take(3).find(|word| !is_function(&word.bare) && !is_adjective(&word.bare));
    points += if head.is_some_and(|head| singular(&head.bare) == noun) { 1.0 } else { 0.0 };
    points + if stem.len() > 2 && stem == noun { 1.0 } else { 0.0 }
}

/// `The exam will be …`: a sentence with a subject of its own defines nothing.
fn is_statement(definition: &[Word<'_>]) -> bool {
    let first = definition[0].bare.as_str();
    let verb = definition.iter().take(4).position(|word| is_auxiliary(&word.bare));
    let relative = |word: &Word<'_>| {
        matches!(word.bare.as_str(), "who" | "which" | "that" | "where" | "when" | "whose" | "of")
    };
    (is_determiner(first) || is_pronoun(first))
        && verb.is_some_and(|at| at > 1 && !definition[..at].iter().skip(1).any(relative))
}

/// What the first word of the line says for a definition in front.
fn start_points(first: &Word<'_>) -> f64 {
    let low = first.written.starts_with(char::is_lowercase);
    if is_determiner(&first.bare)
        || is_pronoun(&first.bare)
        || is_joint(&first.bare)
        || is_auxiliary(&first.bare)
    {
        return 1.0;
    }
    let kind = if is_kind(&first.bare) {
        1.0
    } else if is_gerund(&first.bare) {
        0.7
    } else {
        -0.6
    };
    kind + if low { 0.8 } else { 0.0 }
}

/// A capital behind small words begins a name: the term, unless the sentence leads up to it.
fn rise_points(definition: &[Word<'_>], term: &[Word<'_>]) -> f64 {
    let before = &definition[definition.len() - 1];
    let capital = is_capitalised(term[0].written);
    let rises = capital && !is_capitalised(before.written);
    if rises {
        3.0
    } else if capital {
        -2.0
    } else if term.iter().any(|word| is_capitalised(word.written)) {
        -1.5
    } else {
        0.0
    }
}

/// Whether a noun phrase is complete in front of the cut.
fn phrase_end_points(definition: &[Word<'_>]) -> f64 {
    let at = definition.len() - 1;
    let before = definition[at].bare.as_str();
    let mut points = 0.0;
    let passive = at > 0 && is_auxiliary(&definition[at - 1].bare);
    if is_adjective(before) && !passive || before.ends_with("ly") {
        points -= 1.5;
    }
    if is_gerund(before) {
        points -= 1.0;
    }
    if is_plural(before) {
        points += 0.7;
    }
    let determiner =
        (1..=2).filter_map(|back| at.checked_sub(back)).any(|place| is_determiner(&definition[place].bare));
    if determiner {
        points += 0.7;
    } else if at > 0 && is_preposition(&definition[at - 1].bare) {
        points += 0.5;
    }
    points
}
