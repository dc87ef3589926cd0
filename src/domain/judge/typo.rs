//! How far a mistyped word is from the word that was meant.
//!
//! A plain edit distance cannot tell a slip from another word: "seperate" is a slip,
//! "adsorption" for "absorption" is not. So each edit has a price by how hands and ears
//! slip: doubled letters and swapped neighbours are cheap, vowels cheaper than
//! consonants, sounds alike cheaper than sounds unlike, and the first letter must be right.

use super::lookalike;

/// The price of one unlikely edit; all prices are in tenths of an ordinary one.
const UNLIKE: u16 = 16;
const ORDINARY: u16 = 10;
const KEYBOARD: u16 = 9;
const VOWEL: u16 = 7;
const ALIKE: u16 = 6;
const SWAP: u16 = 6;
const DOUBLED: u16 = 4;
/// Endings carry meaning, so a slip there costs more.
const LAST: u16 = 4;
const LAST_REPLACED: u16 = 8;
/// More than a budget by this much is still nearly right.
const NEARLY: u16 = 5;
/// Words longer than this are compared letter by letter only.
const LONGEST: usize = 40;

/// A mistyped word's distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    /// Within the budget, at this price.
    Typo(u16),
    /// A little beyond it.
    Nearly(u16),
}

/// Whether `typed` is a slip of `meant`; none where it is another word.
pub(super) fn slip(typed: &str, meant: &str) -> Option<Slip> {
    if typed.len().abs_diff(meant.len()) > 3 || !is_word(typed) || !is_word(meant) {
        return None;
    }
    let length = if meant.is_ascii() { meant.len() } else { meant.chars().count() };
    let budget = budget(length);
    let limit = if budget == 0 { if length == 4 { SWAP } else { 0 } } else { budget + NEARLY };
    if limit == 0 {
        return None;
    }
    let price = distance(typed, meant, limit)?;
    if lookalike::are_apart(typed, meant) {
        return None;
    }
    Some(if price <= budget { Slip::Typo(price) } else { Slip::Nearly(price) })
}

/// The price of making `typed` from `meant`, where it is at most `limit`.
pub(super) fn distance(typed: &str, meant: &str, limit: u16) -> Option<u16> {
    let (mut a, mut b) = (['\0'; LONGEST], ['\0'; LONGEST]);
    let (a, b) = (sounds(typed, &mut a)?, sounds(meant, &mut b)?);
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 3 {
        return None;
    }
    if a == b {
        return Some(if typed == meant { 0 } else { ALIKE });
    }
    let price = weighted(a, b, limit);
    (price <= limit).then_some(price)
}

/// By length: short words have too many neighbours that are words themselves.
fn budget(length: usize) -> u16 {
    match length {
        0..=4 => 0,
        5 => 6,
        6 => 8,
        7 => 10,
        8 | 9 => 13,
        10 | 11 => 15,
        _ => 20,
    }
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase()) || text.chars().all(char::is_alphabetic)
}

/// The letters with "ph", "ck" and "rh" as they sound.
fn sounds<'a>(word: &str, into: &'a mut [char; LONGEST]) -> Option<&'a [char]> {
    let mut length = 0;
    for c in word.chars() {
        let before = if length > 0 { into[length - 1] } else { ' ' };
        match (before, c) {
            ('p', 'h') => into[length - 1] = 'f',
            ('c', 'k') => into[length - 1] = 'k',
            ('r', 'h') => {}
            _ => {
                *into.get_mut(length)? = c;
                length += 1;
            }
        }
    }
    Some(&into[..length])
}

/// Damerau's distance with neighbouring swaps, priced, three rows at a time.
fn weighted(a: &[char], b: &[char], limit: u16) -> u16 {
    const WIDTH: usize = LONGEST + 1;
    let (mut older, mut old, mut row) = ([0u16; WIDTH], [0u16; WIDTH], [0u16; WIDTH]);
    for j in 1..=b.len() {
        old[j] = old[j - 1] + missing(b, j - 1);
    }
    for i in 1..=a.len() {
        row[0] = old[0] + missing(a, i - 1);
        let mut least = row[0];
        for j in 1..=b.len() {
            let last = if i == a.len() && j == b.len() { LAST_REPLACED } else { 0 };
            let replaced = if a[i - 1] == b[j - 1] { 0 } else { replacing(a[i - 1], b[j - 1]) + last };
            let mut best =
                (old[j - 1] + replaced).min(old[j] + missing(a, i - 1)).min(row[j - 1] + missing(b, j - 1));
            if i > 2 && j > 2 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && a[i - 1] != a[i - 2] {
                best = best.min(older[j - 2] + SWAP);
            }
            row[j] = best;
            least = least.min(best);
        }
        if least > limit {
            return u16::MAX;
        }
        (older, old, row) = (old, row, older);
    }
    old[b.len()]
}

/// The price of one letter too many or too few.
fn missing(word: &[char], at: usize) -> u16 {
    let c = word[at];
    if at > 0 && word[at - 1] == c || word.get(at + 1) == Some(&c) {
        return DOUBLED;
    }
    let last = if at + 1 == word.len() { LAST } else { 0 };
    last + match c {
        'h' => VOWEL,
        _ if is_vowel(c) => VOWEL + 1,
        _ => ORDINARY,
    }
}

/// The price of one letter for another.
fn replacing(a: char, b: char) -> u16 {
    if is_vowel(a) && is_vowel(b) {
        return VOWEL;
    }
    let pair = |set: &[(char, char)]| set.contains(&(a, b)) || set.contains(&(b, a));
    const SOUNDS: &[(char, char)] =
        &[('c', 'k'), ('c', 's'), ('s', 'z'), ('k', 'q'), ('g', 'j'), ('v', 'w'), ('m', 'n'), ('x', 'z')];
    if pair(SOUNDS) {
        return ALIKE;
    }
    if !is_vowel(a) && !is_vowel(b) && are_neighbours(a, b) { KEYBOARD } else { UNLIKE }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Where the letters lie on the keyboard, all rows behind each other with a gap between them.
const KEYS: [u8; 26] = {
    let (rows, mut keys, mut at) = (b"qwertyuiop  asdfghjkl  zxcvbnm", [0; 26], 0);
    while at < rows.len() {
        if rows[at] != b' ' {
            keys[(rows[at] - b'a') as usize] = at as u8;
        }
        at += 1;
    }
    keys
};

/// Whether two letters lie side by side on a row of the keyboard.
fn are_neighbours(a: char, b: char) -> bool {
    let key = |c: char| c.is_ascii_lowercase().then(|| KEYS[(c as u8 - b'a') as usize]);
    matches!((key(a), key(b)), (Some(x), Some(y)) if x.abs_diff(y) == 1)
}
