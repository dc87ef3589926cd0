//! Channels in which the desk answers unasked: what is clearly a question to everyone, and whose turn it is.
//!
//! Anything in doubt is left alone: a wrong word from somebody who was not asked is worse than none.

use std::collections::BTreeMap;

use super::fold::fold;
use super::follow_up::{self, About, Meaning};
use super::ids::{MemberId, Timestamp};
use super::search::{is_asking, is_content};

/// How sure the desk must be of an answer that nobody asked it for, on the scale of
/// [`crate::domain::search::Answer::score`]. Over questions of the public to a shop's FAQ it let none of 72 through that the FAQ does not
/// answer, where the half from which a member's own question is answered let six through.
pub const SURE_FROM: f64 = 0.7;
/// How long a member is left alone after such an answer: a minute.
pub const TURN_MILLIS: i64 = 60 * 1_000;
/// How many members' turns are kept. With more of them within a minute, the next waits for room.
pub const TURNS: usize = 1_024;

/// The most characters of a message that may be a question to everyone.
const CHARACTERS: usize = 300;
/// Where at the latest the word stands that asks.
const ASKS_WITHIN: usize = 4;

/// Ways into a question that is put to everyone.
const FRAMES: &[&[&str]] = &[
    &["does", "anyone", "know"],
    &["does", "anybody", "know"],
    &["does", "someone", "know"],
    &["do", "you", "guys", "know"],
    &["do", "any", "of", "you", "know"],
    &["do", "you", "know"],
    &["anyone", "know"],
    &["anybody", "know"],
    &["anyone", "knows"],
    &["who", "knows"],
    &["can", "someone", "tell", "me"],
    &["can", "someone", "explain"],
    &["can", "anyone", "tell", "me"],
    &["can", "anyone", "explain"],
    &["can", "anybody", "tell", "me"],
    &["can", "anybody", "explain"],
    &["could", "someone", "tell", "me"],
    &["could", "someone", "explain"],
    &["could", "anyone", "explain"],
    &["can", "you", "guys", "tell", "me"],
    &["quick", "question"],
    &["i", "have", "a", "question"],
    &["i", "was", "wondering"],
    &["im", "wondering"],
    &["i", "wonder"],
    &["hey", "guys"],
    &["hi", "all"],
];
/// Single words that may stand before it.
const BEFORE: &[&str] = &[
    "hey", "hi", "hello", "so", "ok", "okay", "wait", "and", "but", "guys", "everyone", "all", "um", "hmm",
    "pls", "please",
];
/// What asks for a meaning without a question word.
const ASKS: &[&str] = &["define", "explain", "describe", "meaning", "definition", "difference"];
/// Words by which people speak of themselves and of each other, and of the class rather than its subject.
const BETWEEN_PEOPLE: &[&str] = &[
    "i",
    "im",
    "ive",
    "me",
    "my",
    "mine",
    "we",
    "our",
    "ours",
    "us",
    "you",
    "your",
    "yours",
    "u",
    "ur",
    "youre",
    "he",
    "she",
    "him",
    "his",
    "her",
    "hers",
    "anyone",
    "anybody",
    "someone",
    "somebody",
    "everyone",
    "guys",
    "homework",
    "exam",
    "exams",
    "quiz",
    "deadline",
    "lesson",
    "lecture",
    "teacher",
    "professor",
    "tomorrow",
    "today",
    "tonight",
    "yesterday",
    "slides",
    "assignment",
];

/// The question that a message clearly puts to everyone, without what leads up to it.
pub fn question(message: &str) -> Option<String> {
    let message = message.trim();
    let marked = message.starts_with(|c: char| !c.is_alphanumeric() && !matches!(c, '"' | '“' | '¿' | '\''));
    // A name with an @ speaks to somebody, a link or a block of code is no question to the documents.
    let elsewhere = message.contains('@') || message.contains("://") || message.contains('`');
    if message.chars().count() > CHARACTERS || marked || elsewhere {
        return None;
    }
    let asked = the_one_that_asks(message)?;
    let folded = fold(asked);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let (words, put) = without_frames(&words);
    let asks = put || words.iter().take(ASKS_WITHIN).any(|word| is_asking(word) || ASKS.contains(word));
    let alone = !words.iter().any(|word| BETWEEN_PEOPLE.contains(word));
    let carries = words.iter().any(|word| is_content(word));
    let whole = words.join(" ");
    (asks && alone && carries && stands_alone(&whole)).then_some(whole)
}

/// The only sentence that ends with a question mark; without any mark, a message that opens with a question word.
fn the_one_that_asks(message: &str) -> Option<&str> {
    let message = message.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?');
    let asked = message.trim_end_matches('?');
    let Some(end) = asked.find('?') else {
        let begins = asked.rfind(['.', '!', '\n']).map_or(0, |at| at + 1);
        let sentence = &asked[begins..];
        let opens =
            fold(sentence).split(' ').next().is_some_and(|word| is_asking(word) || ASKS.contains(&word));
        return (asked.len() < message.len() || opens && begins == 0).then_some(sentence);
    };
    // What follows the mark is an afterthought, unless it asks again.
    let again = asked.len() < message.len();
    let begins = asked[..end].rfind(['.', '!', '\n']).map_or(0, |at| at + 1);
    (!again).then(|| &asked[begins..end])
}

/// What is asked, and whether what led up to it has put it as a question: "can someone explain".
fn without_frames<'w>(mut words: &'w [&'w str]) -> (&'w [&'w str], bool) {
    let mut put = false;
    loop {
        let frame = FRAMES.iter().find_map(|frame| Some((frame, words.strip_prefix(*frame)?)));
        let single = words.split_first().filter(|(first, _)| BEFORE.contains(first)).map(|(_, rest)| rest);
        match (frame, single) {
            (Some((frame, rest)), _) if !rest.is_empty() => {
                put |= matches!(frame.last(), Some(&("know" | "knows" | "explain" | "me")));
                words = rest;
            }
            (_, Some(rest)) if !rest.is_empty() => words = rest,
            _ => return (words, put),
        }
    }
}

/// Whether it can be understood without what was said before.
fn stands_alone(question: &str) -> bool {
    let anything = About { subjects: vec!["anything".to_owned()], ..About::default() };
    follow_up::read(question, &anything) == Meaning::Own
}

/// Who was answered unasked within the last minute.
#[derive(Debug, Default)]
pub struct Turns {
    last: BTreeMap<MemberId, Timestamp>,
}

impl Turns {
    /// Whether it is a member's turn.
    pub fn is_free(&self, member: &MemberId, now: Timestamp) -> bool {
        self.last.get(member).is_none_or(|last| now.millis_since(*last) >= TURN_MILLIS)
    }

    /// Takes a member's turn; false where it is not theirs, or where too many were answered within the minute.
    pub fn take(&mut self, member: &MemberId, now: Timestamp) -> bool {
        if !self.is_free(member, now) {
            return false;
        }
        if self.last.len() >= TURNS {
            self.last.retain(|_, last| now.millis_since(*last) < TURN_MILLIS);
        }
        let room = self.last.len() < TURNS;
        if room {
            self.last.insert(member.clone(), now);
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clearly_a_question_to_everyone_is_told() {
        for (message, expected) in [
            ("what is a keel?", "what is a keel"),
            (
                "What is the difference between a sloop and a ketch",
                "what is the difference between a sloop and a ketch",
            ),
            ("hey guys, does anyone know what brand equity is??", "what brand equity is"),
            ("I missed the talk. how do bees find flowers?", "how do bees find flowers"),
            ("so which rope hoists a sail? thanks", "which rope hoists a sail"),
            ("can someone explain photosynthesis?", "photosynthesis"),
            ("define opportunity cost", "define opportunity cost"),
        ] {
            assert_eq!(question(message).as_deref(), Some(expected), "{message}");
        }
    }

    #[test]
    fn everything_else_is_left_alone() {
        for message in [
            "",
            "?",
            "keel",
            "keel?",
            "keel???",
            "I think a keel is what keeps a boat upright",
            "/ask what is a keel?",
            "!what is a keel?",
            "> what is a keel?",
            "@ben what is a keel?",
            "<@42> what is a keel?",
            "what is http://keel.example about?",
            "what is `keel` in the code?",
            "what did you get for question 3?",
            "when is the exam?",
            "who has my notes?",
            "is anyone awake?",
            "can you send me the slides?",
            "what is that?",
            "why?",
            "and external ones?",
            "who invented it?",
            "what is a keel? and what is a bow?",
            "how are you?",
            "lol what",
            "what a day",
            "I know what a keel is",
            "do you want to meet at the keel?",
        ] {
            assert_eq!(question(message), None, "{message}");
        }
        assert_eq!(question(&format!("what is a {}?", "very long ".repeat(40))), None);
    }

    #[test]
    fn a_member_is_answered_once_a_minute_and_no_more_than_so_many_members() {
        let mut turns = Turns::default();
        let member = |n: usize| MemberId(format!("test:{n}"));
        assert!(turns.take(&member(0), Timestamp(0)));
        assert!(!turns.take(&member(0), Timestamp(TURN_MILLIS - 1)));
        assert!(turns.take(&member(1), Timestamp(1)));
        assert!(turns.take(&member(0), Timestamp(TURN_MILLIS)));
        for n in 2..TURNS {
            assert!(turns.take(&member(n), Timestamp(TURN_MILLIS + 1)));
        }
        assert_eq!(turns.last.len(), TURNS);
        assert!(turns.take(&member(TURNS), Timestamp(TURN_MILLIS + 2)), "one turn is over and made room");
        assert!(!turns.take(&member(TURNS + 1), Timestamp(TURN_MILLIS + 3)));
        assert!(turns.take(&member(TURNS + 1), Timestamp(3 * TURN_MILLIS)));
        assert_eq!(turns.last.len(), 1);
    }
}
