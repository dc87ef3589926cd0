//! A typed line taken apart into a command's name and its options.

use super::{COMMANDS, CommandSpec, OptionSpec, Takes, find};

/// Splits a typed line (without its leading slash) into a command's name and its options.
///
/// `name:value` sets an option wherever the command has one of that name, and the words behind a value of text
/// go on with it, unless it stands in double quotes. All other words, in order, are the first option that takes
/// text or a file by its name, or the switch that the command is for.
pub fn split_line(line: &str) -> (String, Vec<(String, String)>) {
    let line = line.trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    let two = words.iter().take(2).copied().collect::<Vec<_>>().join(" ").to_lowercase();
    let one = words.first().map(|word| word.to_lowercase()).unwrap_or_default();
    let (name, used) =
        if find(&two).is_some() || (words.len() > 1 && has_subcommands(&one)) { (two, 2) } else { (one, 1) };
    let spec = find(&name);
    let rest = skip_words(line, used);
    let mut options: Vec<(String, String)> = Vec::new();
    let mut bare = Vec::new();
    // Whether the last option may go on: `term:customer service`.
    let mut goes_on = false;
    for word in quoted_words(rest) {
        let known = |name: &str| spec.and_then(|spec| spec.options.iter().find(|option| option.name == name));
        let named = word.split_once(':').and_then(|(name, value)| Some((known(name)?, value)));
        match (named, options.last_mut()) {
            (Some((option, value)), _) => {
                goes_on = takes_words(option) && !value.is_empty() && !value.ends_with('"');
                options.push((option.name.to_owned(), value.trim_matches('"').to_owned()));
            }
            (None, Some((_, value))) if goes_on => {
                value.push(' ');
                value.push_str(&word);
            }
            (None, _) => bare.push(word),
        }
    }
    if !bare.is_empty() {
        let takes = |spec: &&'static CommandSpec| {
            let text = spec.options.iter().find(|option| takes_words(option));
            text.or_else(|| spec.options.iter().find(|option| option.is_switch())).map(|option| option.name)
        };
        // A command that takes no words overlooks those behind it, as `/help me` is meant kindly.
        match spec.as_ref().map(takes) {
            Some(Some(option)) => options.push((option.to_owned(), bare.join(" "))),
            Some(None) => {}
            None => options.push(("text".to_owned(), bare.join(" "))),
        }
    }
    (name, options)
}

fn takes_words(option: &OptionSpec) -> bool {
    matches!(option.takes, Takes::Text | Takes::File)
}

fn has_subcommands(name: &str) -> bool {
    COMMANDS.iter().any(|spec| spec.name.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')))
}

fn skip_words(line: &str, count: usize) -> &str {
    let mut rest = line;
    for _ in 0..count {
        rest = rest.trim_start();
        rest = rest.find(char::is_whitespace).map_or("", |at| &rest[at..]);
    }
    rest.trim()
}

/// Words apart at white space, but a double-quoted stretch inside `name:"two words"` is one.
fn quoted_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' if quoted || word.ends_with(':') => {
                quoted = !quoted;
                word.push(c);
            }
            c if c.is_whitespace() && !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
