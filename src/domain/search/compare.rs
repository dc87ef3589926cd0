//! Questions that compare two things: "difference between X and Y", "X vs Y".

use std::sync::LazyLock;

use regex::Regex;

/// The shapes of a comparison; each has two groups.
static SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let shapes = [
        r"(?i)\b(?:differences?|distinction|distinguish|compare|comparison|contrast)\s+(?:between\s+|of\s+)?(.+?)\s+(?:and|with|to|from|vs\.?|versus)\s+(.+)$",
        r"(?i)^\s*(?:how\s+(?:do|does|is|are)\s+)(.+?)\s+(?:differ|different|differs)\s+from\s+(.+)$",
        r"(?i)^\s*(.+?)\s+(?:vs\.?|versus|compared\s+(?:to|with))\s+(.+)$",
    ];
    shapes
        .iter()
        .map(|shape| Regex::new(shape).expect("a shape that is written here and tested is a pattern"))
        .collect()
});

/// What every comparison has somewhere: quick to look for, unlike the shapes.
static COMPARES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?i)differ|disting|distinc|compar|contrast|vs|versus")
        .expect("words that are written here, with bars between, are a pattern")
});

/// The two things that a question compares.
pub fn sides(question: &str) -> Option<[&str; 2]> {
    if !COMPARES.is_match(question) {
        return None;
    }
    let question = question.trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    let found = SHAPES.iter().find_map(|shape| shape.captures(question))?;
    Some([found.get(1)?.as_str(), found.get(2)?.as_str()])
}

/// Each side as it stands, and with the other's last word behind it where that is the longer one.
pub(super) fn completed([one, other]: [&str; 2]) -> [[String; 2]; 2] {
    let count = |side: &str| side.split_whitespace().count();
    let last = other.split_whitespace().last().unwrap_or_default();
    let complete = if count(other) > count(one) { format!("{one} {last}") } else { one.to_owned() };
    [[one.to_owned(), complete], [other.to_owned(), other.to_owned()]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_borrows_the_last_word_of_the_longer_one() {
        let [[alone, whole], _] = completed(["ebb", "flood tides"]);
        assert_eq!((alone.as_str(), whole.as_str()), ("ebb", "ebb tides"));
        let [[_, whole], _] = completed(["a sloop", "a ketch"]);
        assert_eq!(whole, "a sloop");
    }

    #[test]
    fn both_sides_of_a_comparison_are_read() {
        for (question, expected) in [
            ("What's the difference between a sloop and a ketch?", Some(["a sloop", "a ketch"])),
            ("sloop vs. ketch", Some(["sloop", "ketch"])),
            ("compare ebb with flood", Some(["ebb", "flood"])),
            ("how is a reef different from a shoal", Some(["a reef", "a shoal"])),
            ("what is a sloop and a ketch", None),
            ("", None),
        ] {
            assert_eq!(sides(question), expected, "{question}");
        }
    }
}
