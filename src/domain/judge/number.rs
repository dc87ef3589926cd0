//! Numbers however they are written: digits, words, ordinals, Roman numerals.

use super::table::Table;

/// The value of a number word, an ordinal or a Roman numeral of two letters or more.
pub(super) fn value(word: &str) -> Option<u64> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        return match &word[digits.len()..] {
            "" | "st" | "nd" | "rd" | "th" => digits.parse().ok(),
            _ => None,
        };
    }
    NAMES.get(word).copied().or_else(|| roman(word))
}

/// The number that `word` makes with the number before it, written `before` and worth
/// `stem`; none where the two stay apart.
pub(super) fn joined(before: &str, stem: &str, word: &str) -> Option<u64> {
    let (first, second) = (stem.parse::<u64>().ok()?, value(word)?);
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) || roman(word).is_some() {
        return None;
    }
    if MULTIPLIERS.contains(&second) {
        return first.checked_mul(second);
    }
    if before.ends_with(|c: char| c.is_ascii_digit()) || roman(before).is_some() {
        return None;
    }
    let fills_tens = first >= 20 && first.is_multiple_of(10) && (1..10).contains(&second);
    let fills_hundreds = first >= 100 && first.is_multiple_of(100) && second < 100;
    if fills_tens || fills_hundreds {
        return first.checked_add(second);
    }
    // Years are said in halves: "nineteen ninety".
    ((11..=20).contains(&first) && (10..100).contains(&second)).then(|| first * 100 + second)
}

/// The value of a one-letter numeral, for a place where a letter can only be one.
pub(super) fn single_numeral(word: &str) -> Option<&'static str> {
    match word {
        "i" => Some("1"),
        "v" => Some("5"),
        "x" => Some("10"),
        _ => None,
    }
}

const MULTIPLIERS: &[u64] = &[100, 1_000, 1_000_000, 1_000_000_000, 1_000_000_000_000];

static NAMES: Table<u64> = Table::new(&[
    ("billion", 1_000_000_000),
    ("eight", 8),
    ("eighteen", 18),
    ("eighteenth", 18),
    ("eighth", 8),
    ("eighty", 80),
    ("eleven", 11),
    ("eleventh", 11),
    ("fifteen", 15),
    ("fifteenth", 15),
    ("fifth", 5),
    ("fifty", 50),
    ("first", 1),
    ("five", 5),
    ("forty", 40),
    ("four", 4),
    ("fourteen", 14),
    ("fourteenth", 14),
    ("fourth", 4),
    ("fourty", 40),
    ("hundred", 100),
    ("million", 1_000_000),
    ("nine", 9),
    ("nineteen", 19),
    ("nineteenth", 19),
    ("ninety", 90),
    ("ninth", 9),
    ("one", 1),
    ("second", 2),
    ("seven", 7),
    ("seventeen", 17),
    ("seventeenth", 17),
    ("seventh", 7),
    ("seventy", 70),
    ("six", 6),
    ("sixteen", 16),
    ("sixteenth", 16),
    ("sixth", 6),
    ("sixty", 60),
    ("ten", 10),
    ("tenth", 10),
    ("third", 3),
    ("thirteen", 13),
    ("thirteenth", 13),
    ("thirtieth", 30),
    ("thirty", 30),
    ("thousand", 1_000),
    ("three", 3),
    ("trillion", 1_000_000_000_000),
    ("twelfth", 12),
    ("twelve", 12),
    ("twentieth", 20),
    ("twenty", 20),
    ("two", 2),
    ("zero", 0),
]);

/// Well-formed numerals from 2 to 39 of at least two letters; longer alphabets ("mix",
/// "civil") would read words as numbers.
fn roman(word: &str) -> Option<u64> {
    if word.len() < 2 || !word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')) {
        return None;
    }
    let tens = word.bytes().take_while(|b| *b == b'x').count();
    let units = match &word[tens..] {
        "" => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    (tens <= 3).then_some(tens as u64 * 10 + units)
}
