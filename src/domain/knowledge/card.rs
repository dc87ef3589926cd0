//! Cards are named by what they ask and accept, and never give their answer away.

use super::super::fold::{fold, singular};
use super::super::ids::CardId;

/// A prompt with fewer words left than this asks nothing; then its answer stays in it.
const FEWEST_PROMPT_WORDS: usize = 3;

/// What stands in a prompt for the answer.
const BLANK: &str = "____";

/// The id of a card: the same content has the same id on every machine and in every document.
pub(crate) fn card_id(prompt: &str, answers: &[String]) -> CardId {
    let mut hash = Fnv::default();
    hash.text(&fold(prompt));
    for answer in answers {
        hash.text(&fold(answer));
    }
    CardId(format!("{:016x}", hash.0))
}

/// The FNV-1a hash in 64 bits: unlike the standard library's, it never changes.
pub(crate) struct Fnv(pub(crate) u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Takes a text in, and where it ends.
    pub(crate) fn text(&mut self, text: &str) {
        for byte in text.bytes().chain([0x1f]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// The definition with every name of its term blanked out.
pub(crate) fn prompt_without(definition: &str, names: &[String]) -> String {
    let targets: Vec<Vec<String>> =
        names.iter().map(|name| stems(name)).filter(|stems| !stems.is_empty()).collect();
    let tokens: Vec<&str> = definition.split_whitespace().collect();
    let folded: Vec<String> = tokens.iter().map(|token| singular(&fold(without_possessive(token)))).collect();
    let mut prompt: Vec<String> = Vec::with_capacity(tokens.len());
    let mut asked = 0;
    let mut at = 0;
    while at < tokens.len() {
        let hit = targets.iter().filter(|target| folded[at..].starts_with(target)).map(Vec::len).max();
        match hit {
            Some(length) => {
                prompt.push(blank(tokens[at], tokens[at + length - 1]));
                at += length;
            }
            None => {
                asked += usize::from(!folded[at].is_empty());
                prompt.push(tokens[at].to_owned());
                at += 1;
            }
        }
    }
    if asked < FEWEST_PROMPT_WORDS { definition.to_owned() } else { prompt.join(" ") }
}

fn stems(name: &str) -> Vec<String> {
    let folded = singular(&fold(name));
    // A name of one or two letters is also an article or a unit: `A`, `m`.
    if folded.chars().count() < 3 { Vec::new() } else { folded.split(' ').map(str::to_owned).collect() }
}

fn without_possessive(token: &str) -> &str {
    let bare = token.trim_end_matches(|c: char| !c.is_alphanumeric());
    ["'s", "’s"].iter().find_map(|ending| bare.strip_suffix(ending)).unwrap_or(bare)
}

/// A blank that keeps the punctuation around what it hides.
fn blank(first: &str, last: &str) -> String {
    let lead = first.len() - first.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let stem = without_possessive(last).trim_end_matches(|c: char| !c.is_alphanumeric());
    format!(
        "{}{BLANK}{}",
        &first[..lead],
        &last[stem.len().max(if first.len() == last.len() { lead } else { 0 })..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_what_is_asked_and_accepted_only() {
        let answers = vec!["keel".to_owned()];
        assert_eq!(card_id("It keeps her upright.", &answers), card_id("it keeps her UPRIGHT", &answers));
        assert_ne!(
            card_id("It keeps her upright.", &answers),
            card_id("It keeps her upright.", &["hull".into()])
        );
        assert_eq!(card_id("", &[]).0.len(), 16);
    }

    #[test]
    fn prompts_hide_their_answers() {
        let rows = [
            ("A need has limits; needs are few.", vec!["need"], "A ____ has limits; ____ are few."),
            (
                "The keel’s weight keeps a boat up (keels sink).",
                vec!["keel"],
                "The ____’s weight keeps a boat up (____ sink).",
            ),
            ("the main sail, set aft", vec!["main sail"], "the ____, set aft"),
            ("a keel", vec!["keel"], "a keel"),
            ("a boat of length m for two", vec!["m"], "a boat of length m for two"),
        ];
        for (definition, names, expected) in rows {
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            assert_eq!(prompt_without(definition, &names), expected);
        }
    }
}
