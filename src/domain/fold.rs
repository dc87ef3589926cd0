//! Text folded for comparison: what counts as the same word, the same term, the same question.
//!
//! Everything here is cheap and loses nothing that a member would call a difference.
//! It does not stem and does not guess at typos; judge and search do that on top.

use unicode_normalization::UnicodeNormalization;

/// Lower case, accents off, apostrophes and what nobody sees dropped, everything else that is no letter or
/// digit one space.
///
/// Two texts that fold alike are the same to a reader: `Café – “au lait”` and `cafe au lait`.
pub fn fold(text: &str) -> String {
    // Most text has nothing to take apart, and folding is most of what reading a large folder costs.
    if text.is_ascii() { fold_ascii(text) } else { fold_unicode(text) }
}

fn fold_ascii(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(char::from(byte.to_ascii_lowercase()));
        } else if !is_apostrophe(char::from(byte)) {
            gap = true;
        }
    }
    folded
}

fn fold_unicode(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().flat_map(char::to_lowercase).nfkd() {
        if is_accent(c) || is_apostrophe(c) || is_invisible(c) {
            continue;
        }
        if !(c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)) {
            gap = true;
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match spelled_out(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
    folded
}

/// Accents, Hebrew points and Arabic vowel signs. The vowel signs of Indic scripts are
/// letters to their readers and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Signs inside words that show nothing, as text that was copied has them: where a word may be parted or
/// joined, which way it is written, where a file begins. The judge drops the same ones.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether `c` is one of the signs that stand for an apostrophe in class notes.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′')
}

/// Letters that Unicode does not take apart but that people type as two or without the stroke.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        _ => return None,
    })
}

/// The text without a leading `a`, `an` or `the`, in any case. An article alone stays.
pub fn without_article(text: &str) -> &str {
    let text = text.trim();
    let Some((first, rest)) = text.split_once(char::is_whitespace) else { return text };
    let article = ["a", "an", "the"].iter().any(|article| first.eq_ignore_ascii_case(article));
    let rest = rest.trim_start();
    if article && !rest.is_empty() { rest } else { text }
}

/// Beginnings that ask without saying what about, as folded words. Longer ones stand first.
const QUESTION_OPENINGS: &[&[&str]] = &[
    &["what", "is", "the", "meaning", "of"],
    &["what", "is", "the", "definition", "of"],
    &["whats", "the", "meaning", "of"],
    &["whats", "the", "definition", "of"],
    &["what", "is", "meant", "by"],
    &["what", "do", "you", "mean", "by"],
    &["what", "do", "we", "mean", "by"],
    &["the", "meaning", "of"],
    &["the", "definition", "of"],
    &["tell", "me", "about"],
    &["what", "does"],
    &["what", "do"],
    &["what", "is"],
    &["what", "are"],
    &["what", "was"],
    &["what", "were"],
    &["who", "is"],
    &["who", "are"],
    &["who", "was"],
    &["who", "were"],
    &["where", "is"],
    &["where", "are"],
    &["when", "is"],
    &["when", "was"],
    &["meaning", "of"],
    &["definition", "of"],
    &["define"],
    &["explain"],
    &["describe"],
    &["whats"],
    &["whos"],
];

/// Endings that go with `what does …`.
const QUESTION_ENDINGS: &[&[&str]] =
    &[&["stand", "for"], &["stands", "for"], &["mean"], &["means"], &["refer", "to"]];

/// The text without the words that only make it a question: `What is a need?` is `a need`.
///
/// Articles stay ([`without_article`] takes them), and so does a text that is nothing but a frame.
pub fn without_question_frame(text: &str) -> &str {
    let text = text.trim();
    let bare = text.trim_end_matches(|c: char| matches!(c, '?' | '？' | '!') || c.is_whitespace());
    let words = words(bare);
    let Some(opening) = QUESTION_OPENINGS.iter().find(|opening| starts_with(&words, opening)) else {
        return if bare.is_empty() { text } else { bare };
    };
    let does = opening.len() == 2 && opening[1].starts_with("do");
    let ending = QUESTION_ENDINGS.iter().find(|ending| ends_with(&words, ending));
    let end = match (does, ending) {
        (true, Some(ending)) => words.len() - ending.len(),
        // `What do plants need?` asks about more than a name.
        (true, None) => return bare,
        (false, _) => words.len(),
    };
    if end <= opening.len() {
        return bare;
    }
    let (from, to) = (words[opening.len()].1, words[end - 1].2);
    let to = if end == words.len() { bare.len() } else { to };
    bare[from..to].trim_start_matches([':', ' ']).trim()
}

/// Whether the text opens like a question about a name (`What is`, `Who are`, `Define`).
pub fn has_question_frame(text: &str) -> bool {
    let words = words(text);
    QUESTION_OPENINGS.iter().any(|opening| opening.len() < words.len() && starts_with(&words, opening))
}

/// Words with the bytes where they begin and end, folded.
fn words(text: &str) -> Vec<(String, usize, usize)> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (from, c.is_whitespace()) {
            (None, false) => from = Some(at),
            (Some(start), true) => {
                words.push((fold(&text[start..at]), start, at));
                from = None;
            }
            _ => {}
        }
    }
    words
}

fn starts_with(words: &[(String, usize, usize)], opening: &[&str]) -> bool {
    words.len() >= opening.len() && words.iter().zip(opening).all(|(word, wanted)| word.0 == *wanted)
}

fn ends_with(words: &[(String, usize, usize)], ending: &[&str]) -> bool {
    words.len() >= ending.len() && starts_with(&words[words.len() - ending.len()..], ending)
}

/// A folded word or phrase with each word in the singular, by English spelling alone.
pub fn singular(folded: &str) -> String {
    folded.split(' ').map(singular_word).collect::<Vec<_>>().join(" ")
}

fn singular_word(word: &str) -> String {
    /// Shorter words lose too much: `gas`, `bus`, `is`.
    const SHORTEST: usize = 4;
    let keeps_its_s = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    if word.len() < SHORTEST || !word.ends_with('s') || keeps_its_s {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let hissing = ["sses", "shes", "ches", "xes", "zes"].iter().any(|ending| word.ends_with(ending));
    word[..word.len() - if hissing { 2 } else { 1 }].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_short_way_folds_as_the_long_one(text in "[\\x00-\\x7f]{0,60}") {
            let long = fold_unicode(&text);
            prop_assert_eq!(fold(&text), long);
        }
    }

    #[test]
    fn what_reads_alike_folds_alike() {
        let rows = [
            ("  Café – “au lait”! ", "cafe au lait"),
            ("Sailor’s knot", "sailors knot"),
            ("e.g. 3:1", "e g 3 1"),
            ("ＦＵＬＬ ﬁne", "full fine"),
            ("Straße, Łódź", "strasse lodz"),
            ("İstanbul", "istanbul"),
            ("हिन्दी", "हिन्दी"),
            ("שָׁלוֹם", "שלום"),
            ("•", ""),
            ("Cast\u{200b}ling\u{ad}", "castling"),
            ("\u{feff}one\u{2060}\u{200d} two\u{200c}s", "one twos"),
        ];
        for (given, expected) in rows {
            assert_eq!(fold(given), expected, "{given}");
            assert_eq!(fold(&fold(given)), fold(given), "{given}");
        }
    }

    #[test]
    fn articles_come_off_once() {
        let rows =
            [("The tide", "tide"), ("a  the", "the"), ("An", "An"), ("another", "another"), ("the ", "the")];
        for (given, expected) in rows {
            assert_eq!(without_article(given), expected, "{given}");
        }
    }

    #[test]
    fn question_frames_come_off() {
        let rows = [
            ("What is a halyard?", "a halyard"),
            ("what's osmosis", "osmosis"),
            ("Whats a tort ?", "a tort"),
            ("What does GPS stand for?", "GPS"),
            ("what does habeas corpus mean", "habeas corpus"),
            ("define: tort", "tort"),
            ("What is the meaning of “tort”?", "“tort”"),
            ("Who are the Stoics?", "the Stoics"),
            ("What do plants need?", "What do plants need"),
            ("What is?", "What is"),
            ("?", "?"),
            ("osmosis", "osmosis"),
        ];
        for (given, expected) in rows {
            assert_eq!(without_question_frame(given), expected, "{given}");
        }
        assert!(has_question_frame("WHAT ARE sails"));
        assert!(!has_question_frame("Whatever floats"));
        assert!(!has_question_frame("What is"));
    }

    #[test]
    fn plurals_become_singular() {
        let rows = [
            ("berries and boats", "berry and boat"),
            ("glass class focus basis", "glass class focus basis"),
            ("boxes matches", "box match"),
            ("gas", "gas"),
        ];
        for (given, expected) in rows {
            assert_eq!(singular(given), expected, "{given}");
        }
    }
}
