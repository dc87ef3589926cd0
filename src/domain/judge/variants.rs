//! The readings of one accepted answer: brackets, "or", slashes.

/// An answer with more readings than this is taken with the first ones only.
const MOST: usize = 16;

/// Every text that the answer stands for; itself, whole, comes first.
pub(super) fn variants(answer: &str) -> Vec<String> {
    let mut found = vec![answer.to_owned()];
    for text in without_brackets(answer) {
        for text in split_or(&text) {
            for text in split_slashes(&text) {
                if !text.trim().is_empty() && found.len() < MOST && !found.contains(&text) {
                    found.push(text);
                }
            }
        }
    }
    found
}

/// The answer without its brackets, and what stands in them where it is another name.
fn without_brackets(answer: &str) -> Vec<String> {
    let Some(open) = answer.find(['(', '[']) else { return vec![answer.to_owned()] };
    let Some(length) = answer[open..].find([')', ']']) else { return vec![answer.to_owned()] };
    let (inside, behind) = (&answer[open + 1..open + length], &answer[open + length + 1..]);
    let before = &answer[..open];
    let outside = format!("{before}{behind}");
    let mut texts: Vec<String> = without_brackets(&outside);
    if let Some(name) = another_name(inside, &outside) {
        texts.push(name.to_owned());
    }
    // "color(s)" and "(micro)economics"; a bracket that stands apart only explains.
    let attached = before.ends_with(char::is_alphanumeric) || behind.starts_with(char::is_alphanumeric);
    if attached {
        texts.push(format!("{before}{inside}{behind}"));
    }
    texts
}

/// A bracket's text where it is the answer's other name: "(or …)", "(TC)".
fn another_name<'a>(inside: &'a str, outside: &str) -> Option<&'a str> {
    const SIGNALS: &[&str] = &[
        "or ",
        "aka ",
        "a.k.a. ",
        "also known as ",
        "also called ",
        "also ",
        "also: ",
        "called ",
        "= ",
        "i.e. ",
    ];
    let inside = inside.trim();
    if let Some(rest) = SIGNALS.iter().find_map(|signal| inside.strip_prefix(signal)) {
        return Some(rest);
    }
    let letters: Vec<char> = inside.chars().filter(|c| c.is_alphabetic()).collect();
    let mut starts = outside.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let acronym = letters.len() > 1
        && !inside.contains(' ')
        && letters.iter().all(|letter| starts.any(|start| start.to_lowercase().eq(letter.to_lowercase())));
    acronym.then_some(inside)
}

/// Both sides of "or"; a lone word before it shares the last word: "left or right lung".
fn split_or(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(" or ").map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() < 2 {
        return vec![text.to_owned()];
    }
    let last: Vec<&str> = parts[parts.len() - 1].split_whitespace().collect();
    let mut texts = Vec::new();
    for part in &parts {
        let part = part.trim_end_matches(',').trim_start_matches("either ");
        match last[..] {
            // The word alone is only half of what was accepted.
            [_, tail] if !part.contains(' ') => texts.push(format!("{part} {tail}")),
            _ => texts.push(part.to_owned()),
        }
    }
    texts
}

/// Each side of a slash between two words: "action/results". Short sides ("AC/DC",
/// "km/h") belong together.
fn split_slashes(text: &str) -> Vec<String> {
    let Some(at) = text.find('/') else { return vec![text.to_owned()] };
    let (before, behind) = (&text[..at], &text[at + 1..]);
    let spaced = before.ends_with(' ') || behind.starts_with(' ');
    let start = if spaced { 0 } else { before.rfind(' ').map_or(0, |space| space + 1) };
    let end = if spaced { behind.len() } else { behind.find([' ', ',', ';', '/']).unwrap_or(behind.len()) };
    let is_word = |side: &str| side.trim().chars().filter(|c| c.is_alphabetic()).count() > 3;
    if !is_word(&before[start..]) || !is_word(&behind[..end]) {
        return vec![text.to_owned()];
    }
    let mut texts = vec![text.to_owned(), format!("{before}{}", &behind[end..])];
    texts.extend(split_slashes(&format!("{}{behind}", &before[..start])));
    texts
}
