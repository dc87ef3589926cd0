//! Greetings, thanks and small talk: they get a word in return, and neither an answer nor a search.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::domain::fold::fold;
use crate::domain::reply::Reply;
use crate::domain::search::Index;
use crate::domain::voice;

/// The most words of small talk. Whoever says more wants something.
const WORDS: usize = 8;

/// What some words are said for. Where several are said, the last of these is answered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Fills the air: "lol", "ok".
    Noise,
    Greeting,
    Farewell,
    /// "How are you?"
    Care,
    Thanks,
}

/// Phrases, each word by word; longer ones stand before those that they begin with.
const PHRASES: &[(Kind, &str)] = &[
    (Kind::Thanks, "thank you so much"),
    (Kind::Thanks, "thank you very much"),
    (Kind::Thanks, "thank you a lot"),
    (Kind::Thanks, "thank you"),
    (Kind::Thanks, "thank u"),
    (Kind::Thanks, "thanks a lot"),
    (Kind::Thanks, "thanks so much"),
    (Kind::Thanks, "thanks a bunch"),
    (Kind::Thanks, "many thanks"),
    (Kind::Thanks, "much appreciated"),
    (Kind::Thanks, "that helped"),
    (Kind::Thanks, "that helps"),
    (Kind::Thanks, "good bot"),
    (Kind::Care, "how are you doing"),
    (Kind::Care, "how are you"),
    (Kind::Care, "how are u"),
    (Kind::Care, "how r u"),
    (Kind::Care, "hows it going"),
    (Kind::Care, "how is it going"),
    (Kind::Care, "how do you do"),
    (Kind::Care, "whats up"),
    (Kind::Care, "what is up"),
    (Kind::Care, "whats new"),
    (Kind::Care, "are you ok"),
    (Kind::Care, "are you there"),
    (Kind::Care, "you there"),
    (Kind::Farewell, "good night"),
    (Kind::Farewell, "good bye"),
    (Kind::Farewell, "bye bye"),
    (Kind::Farewell, "see you tomorrow"),
    (Kind::Farewell, "see you later"),
    (Kind::Farewell, "see you soon"),
    (Kind::Farewell, "see you"),
    (Kind::Farewell, "see ya"),
    (Kind::Farewell, "take care"),
    (Kind::Farewell, "have a nice day"),
    (Kind::Farewell, "have a good one"),
    (Kind::Farewell, "have a good day"),
    (Kind::Greeting, "good morning"),
    (Kind::Greeting, "good afternoon"),
    (Kind::Greeting, "good evening"),
    (Kind::Greeting, "good day"),
    (Kind::Greeting, "nice to meet you"),
    (Kind::Noise, "never mind"),
    (Kind::Noise, "no worries"),
    (Kind::Noise, "no problem"),
    (Kind::Noise, "got it"),
    (Kind::Noise, "i see"),
    (Kind::Noise, "of course"),
    (Kind::Noise, "all good"),
    (Kind::Noise, "sounds good"),
    (Kind::Noise, "that is all"),
    (Kind::Noise, "thats all"),
    (Kind::Noise, "makes sense"),
    (Kind::Noise, "my bad"),
];

/// Single words of each kind.
const ALONE: &[(Kind, &str)] = &[
    (Kind::Thanks, "thanks thx ty tysm thnx thanx cheers tnx tq thankyou"),
    (Kind::Farewell, "bye goodbye cya goodnight gn ttyl"),
    (Kind::Greeting, "hi hello hey hiya yo howdy heya greetings hallo hola gm morning"),
    (Kind::Care, "sup wassup wazzup whatsup"),
    (
        Kind::Noise,
        "ok okay okey k kk lol lmao rofl haha hahaha hehe hihi ha hah xd yes no yeah yep yup yea nope nah nice cool \
         great awesome perfect wow omg oh ooh ah aha hmm hm mm um uh er well alright right sure fine good gotcha \
         nvm sorry oops pls please np true ping pong brb welcome amazing sweet super yay",
    ),
];

/// What may stand beside any of them.
const BESIDE: &str = "there bot desk deskbell all everyone everybody guys folks team mate man dude bro friend sir \
    so very much a lot then now today again too and my dear you u youre for that the help it";

/// What is said in return to words that are nothing but small talk, and no term of the documents.
pub(super) fn small_talk(said: &str, index: &Index) -> Option<Reply> {
    Some(match kind(said).filter(|_| !index.has_term(said))? {
        Kind::Noise => voice::answers::noted(),
        Kind::Greeting => voice::answers::greeting(),
        Kind::Farewell => voice::answers::farewell(),
        Kind::Care => voice::answers::ready(),
        Kind::Thanks => voice::answers::welcome(),
    })
}

/// The lists above by the words that begin them, for every question asks for them.
struct Lists {
    phrases: HashMap<&'static str, Vec<(Kind, Vec<&'static str>)>>,
    alone: HashMap<&'static str, Kind>,
    beside: HashSet<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut phrases: HashMap<_, Vec<_>> = HashMap::new();
    for (kind, phrase) in PHRASES {
        let words: Vec<&str> = phrase.split(' ').collect();
        phrases.entry(words[0]).or_default().push((*kind, words));
    }
    let alone = ALONE.iter().flat_map(|(kind, words)| words.split_whitespace().map(|word| (word, *kind)));
    Lists { phrases, alone: alone.collect(), beside: BESIDE.split_whitespace().collect() }
});

fn kind(said: &str) -> Option<Kind> {
    let folded = fold(said);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if words.len() > WORDS {
        return None;
    }
    let mut found: Option<Kind> = None;
    let mut rest = &words[..];
    while let Some(first) = rest.first() {
        let (kind, length) = match phrase(rest) {
            Some((kind, length)) => (Some(kind), length),
            None => (alone(first), 1),
        };
        // A lone "that" or "you" is small talk beside it only.
        if kind.is_none() && !LISTS.beside.contains(first) {
            return None;
        }
        found = found.max(kind);
        rest = &rest[length..];
    }
    found
}

fn phrase(words: &[&str]) -> Option<(Kind, usize)> {
    let mut begun = LISTS.phrases.get(words.first()?)?.iter();
    begun.find(|(_, phrase)| words.starts_with(phrase)).map(|(kind, phrase)| (*kind, phrase.len()))
}

/// The kind of a single word, also where its letters are drawn out: "hellooo", "thxxx", "looool".
fn alone(word: &str) -> Option<Kind> {
    let known = |word: &str| LISTS.alone.get(word).copied();
    let laughs = || word.len() > 3 && word.chars().all(|c| matches!(c, 'h' | 'a' | 'e'));
    let drawn_out = || {
        let doubled = word.chars().zip(word.chars().skip(1)).any(|(one, next)| one == next);
        doubled.then(|| drawn_in(word).iter().find_map(|word| known(word))).flatten()
    };
    known(word).or_else(drawn_out).or_else(|| laughs().then_some(Kind::Noise))
}

/// A word with every run of one letter made single, and made double: "hellooo" is "helo" or "helloo".
fn drawn_in(word: &str) -> [String; 3] {
    let keep = |most: usize| {
        let mut kept = String::new();
        let mut run = 0;
        let mut last = None;
        for c in word.chars() {
            run = if last == Some(c) { run + 1 } else { 1 };
            last = Some(c);
            if run <= most {
                kept.push(c);
            }
        }
        kept
    };
    let twice = keep(2);
    let end_once = twice.strip_suffix(|_: char| true).map(str::to_owned).filter(|_| {
        let mut ends = twice.chars().rev();
        ends.next() == ends.next()
    });
    [keep(1), end_once.unwrap_or_default(), twice]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_talk_is_told_from_questions() {
        let said = |kind, rows: &[&str]| {
            for row in rows {
                assert!(self::kind(row) == kind, "{row}");
            }
        };
        said(
            Some(Kind::Greeting),
            &["hi", "Hello there!", "heyyy", "hellooo bot", "good morning everyone", "hi lol"],
        );
        said(
            Some(Kind::Thanks),
            &[
                "thx",
                "thank you so much!",
                "lol ok thx",
                "ok thanks",
                "thxxx",
                "thanks for that",
                "Thank you bot",
                "hi, thanks",
            ],
        );
        said(Some(Kind::Farewell), &["good night", "bye", "byeee guys", "see you later", "ok gn"]);
        said(
            Some(Kind::Care),
            &["how are you?", "hey how are you doing today", "what's up", "sup bot", "hi, you there?"],
        );
        said(
            Some(Kind::Noise),
            &["ok", "lol", "LMAO", "hahahaha", "nice, cool", "oh ok", "okkk", "never mind", "got it"],
        );
        let questions = [
            "keel",
            "what is a keel",
            "hi what is a keel",
            "thanks, and what is a bow?",
            "how are tides made",
            "help",
            "why",
            "who are you",
            "more",
            "the help",
            "",
            "night",
            "good night bow",
            "ok but why",
        ];
        said(None, &questions);
    }
}
