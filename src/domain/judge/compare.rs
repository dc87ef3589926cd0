//! One typed answer against one reading of an accepted one.
//!
//! Words are paired first. What is left over on either side decides the rest.

use super::accepted::Form;
use super::finding::{Finding, Why};
use super::pairing::{Extras, MOST_WORDS, Pairing, extras, pair};
use super::prompt::Prompt;
use super::proper::{are_namesakes, is_clear_name, is_fuller_date, is_wider_place, says_what_is_asked};
use super::typo::{self, Slip};
use super::words::{Case, Gap, Kind, Words};

/// Finds what `given` is worth against `form`; none where they have nothing to do with each other.
pub(super) fn compare(given: &Words, form: &Form, prompt: &Prompt) -> Option<Finding> {
    if given.squashed() == form.words.squashed() && numbers(given).eq(numbers(&form.words)) {
        let same_words = given.len() == form.words.len();
        return Some(Finding::correct(
            form.answer,
            if same_words { Why::OtherForm } else { Why::Spacing },
            1,
        ));
    }
    if form.whole || form.words.len() > MOST_WORDS || given.len() > MOST_WORDS {
        return None;
    }
    if let Some(finding) = acronym(given, form, prompt) {
        return Some(finding);
    }
    let pairing = pair(given, form);
    if pairing.matched == 0 {
        return squashed_slip(given, form);
    }
    if negations(given) != form.negations {
        return Some(Finding::wrong(form.answer, Why::Opposite));
    }
    if form.long {
        let most = pairing.matched * 4 >= form.content * 3;
        return most.then(|| Finding::close(form.answer, Why::LongAnswer, 90));
    }
    decide(given, form, prompt, &pairing).or_else(|| squashed_slip(given, form))
}

/// "10 3" is not "103".
fn numbers(words: &Words) -> impl Iterator<Item = &str> {
    (0..words.len()).filter(|at| words.word(*at).kind == Kind::Number).map(|at| words.stem(at))
}

fn negations(words: &Words) -> usize {
    words.iter().filter(|word| word.kind == Kind::Negation).count()
}

/// "NIRA" for "National Industrial Recovery Act", and the other way round.
fn acronym(given: &Words, form: &Form, prompt: &Prompt) -> Option<Finding> {
    let short = given.squashed();
    let one_word = given.len() == 1 && given.word(0).kind == Kind::Content;
    if one_word && form.words.len() > 1 && short.is_ascii() && !prompt.mentions(short) {
        let loud = given.word(0).case == Case::Upper;
        let typed = given.plain(0);
        let fits = form.initials.iter().any(|initials| initials == typed);
        let ours = form.words.iter().all(|word| word.kind != Kind::Number && word.gap != Gap::Comma);
        if fits && ours && (typed.len() > 2 || (typed.len() == 2 && loud)) {
            return Some(Finding::correct(form.answer, Why::Acronym, 4));
        }
    }
    if form.is_acronym() && given.len() > 1 && form.words.plain(0).len() > 2 {
        let letters = form.words.plain(0);
        let all = || (0..given.len()).filter_map(|index| given.plain(index).chars().next());
        let content = (0..given.len())
            .filter(|index| given.word(*index).kind == Kind::Content)
            .filter_map(|index| given.plain(index).chars().next());
        if all().eq(letters.chars()) || content.eq(letters.chars()) {
            return Some(Finding::correct(form.answer, Why::SpelledOut, 4));
        }
    }
    None
}

/// A slip in an answer whose spaces are off too: "focusgruop".
fn squashed_slip(given: &Words, form: &Form) -> Option<Finding> {
    let digits = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let (typed, meant) = (given.squashed(), form.words.squashed());
    if given.len() == form.words.len() || typed.len() < 7 || digits(typed) || digits(meant) {
        return None;
    }
    if negations(given) != form.negations {
        return None;
    }
    match typo::slip(typed, meant)? {
        Slip::Typo(price) => Some(Finding::correct(form.answer, Why::Typo, 10 + u32::from(price))),
        Slip::Nearly(price) => Some(Finding::close(form.answer, Why::NearTypo, 30 + u32::from(price))),
    }
}

fn decide(given: &Words, form: &Form, prompt: &Prompt, pairing: &Pairing) -> Option<Finding> {
    let extras = extras(given, form, prompt, pairing);
    let answer = form.answer;
    if pairing.required_matched == 0 {
        let why = if extras.fresh == 0 { Why::OnlyPrompt } else { Why::Unknown };
        return Some(Finding::wrong(answer, why));
    }
    if is_fuller_date(given, form, pairing) {
        return Some(Finding::correct(answer, Why::MoreWords, 10));
    }
    if extras.turning || form.name && are_namesakes(given, form) {
        return Some(Finding::wrong(answer, Why::Different));
    }
    if pairing.moved && form.ordered {
        return Some(Finding::wrong(answer, Why::Order));
    }
    if pairing.required_missing > 0 && extras.fresh == 0 && says_what_is_asked(given, form, prompt) {
        return Some(Finding::correct(answer, Why::Enough, 12));
    }
    if pairing.numbers_missing {
        return partial(form, pairing, &extras).map(Finding::at_most_close);
    }
    let too_slippery = pairing.slips > 1 && pairing.slips * 2 > form.content;
    if pairing.nearly || too_slippery {
        let whole = pairing.required_missing == 0 && extras.fresh == 0;
        return whole.then(|| Finding::close(answer, Why::NearTypo, 30 + u32::from(pairing.price)));
    }
    if form.content == 1 && pairing.kin > 0 {
        // Alone, a kindred word may be another thing: "Catholic" and "Catholicism".
        return (extras.fresh == 0).then(|| Finding::close(answer, Why::KindredWord, 30));
    }
    if pairing.required_missing == 0 && pairing.mentioned_missing * 2 < form.content {
        return Some(complete(form, prompt, pairing, &extras));
    }
    if is_clear_name(given, form, prompt, pairing, &extras) {
        return Some(Finding::correct(answer, Why::Name, 8 + pairing.cost()));
    }
    if form.head > 0 && extras.fresh == 0 && pairing.covers_head(form) {
        return Some(Finding::correct(answer, Why::Enough, 12 + pairing.cost()));
    }
    if prompt.asks_where && !prompt.asks_city && extras.fresh == 0 && is_wider_place(form, pairing) {
        return Some(Finding::correct(answer, Why::Enough, 20 + pairing.cost()));
    }
    partial(form, pairing, &extras)
}

/// Everything that is needed is there; what stands around it decides.
fn complete(form: &Form, prompt: &Prompt, pairing: &Pairing, extras: &Extras) -> Finding {
    let answer = form.answer;
    let cost = pairing.cost();
    if extras.fresh == 0 {
        let why = match pairing {
            Pairing { slips: 1.., .. } => Why::Typo,
            _ if pairing.matched < form.content => Why::Enough,
            Pairing { kin: 1.., .. } => Why::OtherForm,
            Pairing { initials: 1.., .. } => Why::Name,
            Pairing { moved: true, .. } => Why::OtherOrder,
            _ => Why::MoreWords,
        };
        return Finding::correct(answer, why, 5 + cost);
    }
    // "Regina Spektor" for "Spektor", "the Chicago area" for "Chicago": a name stays itself.
    let proper = form.words.word(0).case != Case::Lower;
    let named = proper && (prompt.asks_who || (prompt.asks_where && extras.capitals == 0));
    let single = form.content == 1 && !named;
    let limit = if form.content == 1 { 4 } else { 6 };
    let risky = extras.joined_by_and
        || extras.qualified
        || (single && (extras.before || extras.behind))
        || extras.fresh > limit;
    let cost = 5 + cost + 5 * extras.fresh as u32;
    if risky {
        Finding::close(answer, Why::TooMuch, 20 + cost)
    } else {
        Finding::correct(answer, Why::MoreWords, cost)
    }
}

/// Part of it.
fn partial(form: &Form, pairing: &Pairing, extras: &Extras) -> Option<Finding> {
    let half = pairing.matched * 2 >= form.content;
    let most = pairing.matched * 4 >= form.content * 3;
    let cost = 50 + 10 * pairing.required_missing as u32 + pairing.cost();
    if pairing.qualifier_missing && pairing.matched < 3 {
        return Some(Finding::wrong(form.answer, Why::Different));
    }
    if extras.fresh == 0 && half || most && extras.fresh == 1 {
        return Some(Finding::close(form.answer, Why::Partial, cost));
    }
    // "Civil rights leader" for "fought for civil rights": what was done is there, said of who did it.
    let ending = pairing.matched > 1 && pairing.matched * 3 >= form.content * 2 && pairing.ends(form);
    if ending && extras.leading == 0 && extras.fresh <= 2 {
        return Some(Finding::close(form.answer, Why::Partial, cost + 20));
    }
    None
}
