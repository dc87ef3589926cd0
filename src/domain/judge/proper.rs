//! What says enough without saying all: names, places, dates and numbers that were asked for.

use super::accepted::{Form, is_title};
use super::pairing::{Extras, Pairing, low_bits};
use super::prompt::Prompt;
use super::words::{Gap, Kind, Words};

/// A person's first and last name, the last name where the prompt asks who, or the name
/// without what he or she was ("botanist Carl Linnaeus").
pub(super) fn is_clear_name(
    given: &Words,
    form: &Form,
    prompt: &Prompt,
    pairing: &Pairing,
    extras: &Extras,
) -> bool {
    let length = form.words.len();
    if extras.fresh > 0 || pairing.moved || pairing.found & (1 << (length - 1)) == 0 {
        return false;
    }
    let titles = usize::from(given.len() > 1 && is_title(given.plain(0)));
    let surname = prompt.asks_who && given.len() == 1 + titles && form.words.stem(length - 1).len() > 2;
    let outer = pairing.found & 1 == 1 && pairing.matched > 1;
    let ending =
        pairing.matched > 1 && pairing.found == low_bits(length) & !low_bits(length - pairing.matched);
    if form.name {
        return outer || surname || (ending && prompt.asks_who);
    }
    form.titled_name > 0 && ending && pairing.matched == form.titled_name
}

/// "Oklahoma" for "Tulsa, Oklahoma" is where it is too, if less exactly.
pub(super) fn is_wider_place(form: &Form, pairing: &Pairing) -> bool {
    let last_comma = (1..form.words.len()).rev().find(|at| form.words.word(*at).gap == Gap::Comma);
    form.head > 0 && last_comma.is_some_and(|at| pairing.found == low_bits(form.words.len()) & !low_bits(at))
}

/// Two people whose names differ by a middle name only.
pub(super) fn are_namesakes(given: &Words, form: &Form) -> bool {
    const NAMESAKES: &[[&str; 2]] = &[
        ["john adams", "john quincy adams"],
        ["george bush", "george w bush"],
        ["george bush", "george h w bush"],
        ["george h w bush", "george w bush"],
        ["martin luther", "martin luther king"],
    ];
    NAMESAKES.iter().any(|pair| pair.contains(&given.key()) && pair.contains(&form.words.key()))
}

/// "27 February 1996" says more than "1996" or "February 1996" and nothing else.
pub(super) fn is_fuller_date(given: &Words, form: &Form, pairing: &Pairing) -> bool {
    let date =
        |words: &Words| (0..words.len()).all(|at| is_year(words.plain(at)) || is_month(words.plain(at)));
    let has = |test: fn(&str) -> bool| (0..given.len()).any(|at| test(given.plain(at)));
    pairing.required_missing == 0 && given.len() <= 3 && date(&form.words) && has(is_month) && has(is_year)
}

/// The number where the prompt asks how many, the year of a date where it asks when.
pub(super) fn says_what_is_asked(given: &Words, form: &Form, prompt: &Prompt) -> bool {
    let counts = prompt.asks_how_many && form.words.word(0).kind == Kind::Number;
    let count = counts && given.len() == 1 && given.stem(0) == form.words.stem(0);
    count || (prompt.asks_when && is_year_of(given, form))
}

/// The year alone, or with its month, of a date.
fn is_year_of(given: &Words, form: &Form) -> bool {
    let date = |words: &Words| {
        (0..words.len()).all(|at| words.word(at).kind != Kind::Content || is_month(words.plain(at)))
    };
    let has_month = |words: &Words| (0..words.len()).any(|at| is_month(words.plain(at)));
    let has_stem = |words: &Words, stem: &str| (0..words.len()).any(|at| words.stem(at) == stem);
    let same_year = |at: usize| is_year(given.plain(at)) && has_stem(&form.words, given.stem(at));
    date(&form.words) && date(given) && has_month(&form.words) && (0..given.len()).any(same_year)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())
}

fn is_month(word: &str) -> bool {
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ];
    MONTHS.contains(&word)
}
