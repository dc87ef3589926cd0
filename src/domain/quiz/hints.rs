//! Hints: the first letters of an answer, then more of them, and never all.

/// The most hints for a card.
pub const HINTS: u8 = 3;

/// What stands for a letter that is not shown.
const HIDDEN: char = '_';

/// The answer after so many hints: each word's first letter, then a third of it, then half. None when
/// that shows no more than the hint before it.
pub(super) fn hint(answer: &str, hints: u8) -> Option<String> {
    let shown = masked(answer, hints);
    let news = (1..=HINTS).contains(&hints) && (hints == 1 || shown != masked(answer, hints - 1));
    let hides = shown.contains(HIDDEN) && shown.chars().any(char::is_alphanumeric);
    (news && hides).then_some(shown)
}

fn masked(answer: &str, hints: u8) -> String {
    let words = answer.split_whitespace().map(|word| {
        let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
        let share = match hints {
            1 => 1,
            2 => letters.div_ceil(3),
            _ => letters.div_ceil(2),
        };
        // A word of one letter would be given away whole.
        let mut left = share.min(letters.saturating_sub(1));
        let mask = |c: char| match c.is_alphanumeric() {
            true if left > 0 => {
                left -= 1;
                c
            }
            true => HIDDEN,
            false => c,
        };
        word.chars().map(mask).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_show_more_each_time_and_never_all() {
        let rows = [
            ("Halyard", vec!["H______", "Hal____", "Haly___"]),
            ("reef knot", vec!["r___ k___", "re__ kn__"]),
            ("a keel", vec!["_ k___", "_ ke__"]),
            ("X-ray", vec!["X-___", "X-r__"]),
            ("42", vec!["4_"]),
            ("é", vec![]),
            ("?!", vec![]),
        ];
        for (answer, expected) in rows {
            let hints: Vec<String> = (1..=HINTS).filter_map(|hints| hint(answer, hints)).collect();
            assert_eq!(hints, expected, "{answer}");
            assert_eq!(hint(answer, 0), None);
            assert_eq!(hint(answer, HINTS + 1), None);
        }
    }
}
