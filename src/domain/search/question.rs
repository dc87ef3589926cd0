//! Reading a question: which words carry it, what each may stand for, which term it names.

use std::borrow::Cow;

use super::lexicon::{Lexicon, ONE_SLIP, UNKNOWN, WordId};
use super::terms::Terms;
use super::thesaurus::{Thesaurus, is_english};
use super::words::{Class, Stems, class, class_of_misspelt, is_article, words};
use crate::domain::fold::fold;

/// The most words of a question that are weighed; the heaviest are kept.
const WORDS_WEIGHED: usize = 24;
/// The most words of a question that are read.
const WORDS_READ: usize = 400;

/// How surely a word of English is a slip for one that the library has, and the fewest letters of such.
const ENGLISH_SLIP: f32 = 0.6;
const ENGLISH_LETTERS: usize = 5;
/// What is left of the strength of words that say nearly the same where the library has the word itself.
const KNOWN: f32 = 0.7;
/// How far a word is weighed by the more common ones that it may stand for.
const BLEND: f32 = 0.8;
/// How surely two words stand for the one that they make together.
const JOINED: f32 = 0.9;

/// A word of a question, once.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// What it weighs: its rarity, less for words that are not content.
    pub(super) weight: f32,
    /// What it weighs where only what is asked about counts.
    pub(super) content: f32,
    /// Whether the library has it, or a word that may be meant by it.
    pub(super) known: bool,
    pub(super) class: Class,
}

/// A word of the library that fills a slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Variant {
    pub(super) word: WordId,
    pub(super) slot: u8,
    /// From 0 to 1: 1 is the very word.
    pub(super) strength: f32,
}

/// A question that has been read.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    pub(super) slots: Vec<Slot>,
    /// Sorted by word; each word once.
    pub(super) variants: Vec<Variant>,
    /// What all slots weigh together.
    pub(super) weight: f32,
    /// The key of the longest term that it names.
    pub(super) named: Vec<WordId>,
    /// Whether it asks for that term and nothing beside.
    pub(super) exact: bool,
    /// Whether it asks what something is, and nothing else.
    pub(super) defining: bool,
    /// Whether it wants a number or a date.
    pub(super) counting: bool,
    /// Whether it wants the person who did something.
    pub(super) wants_doer: bool,
}

/// What is needed to read a question.
#[derive(Clone, Copy)]
pub(super) struct Reader<'i> {
    pub(super) lexicon: &'i Lexicon,
    pub(super) terms: &'i Terms,
    pub(super) thesaurus: &'i Thesaurus,
}

/// A word as it stands in the question.
struct Token<'q> {
    text: &'q str,
    id: WordId,
    class: Class,
}

impl<'i> Reader<'i> {
    /// Reads a question.
    pub(super) fn read(self, text: &str) -> Question {
        let folded = fold(text);
        let token = |word| Token { text: word, id: self.lexicon.find(word), class: class(word) };
        let mut tokens: Vec<Token<'_>> = words(&folded).take(WORDS_READ).map(token).collect();
        set_phrases_apart(&mut tokens);
        let mut question = Question::default();
        let mends = self.weigh(&mut tokens, &mut question);
        self.name(&tokens, &mut question);
        self.vary(&tokens, &mends, &mut question);
        question.defining = asks_what(&tokens);
        question.counting = asks_how_much(&tokens);
        question.wants_doer = asks_who_did(&tokens);
        question
    }

    /// Mends misspelt words and gives each distinct word its slot.
    fn weigh(self, tokens: &mut [Token<'_>], question: &mut Question) -> Vec<(usize, Vec<(WordId, f32)>)> {
        let mut mends = Vec::new();
        let mut seen: Vec<(&str, WordId)> = Vec::new();
        for (at, token) in tokens.iter_mut().enumerate() {
            if token.id == UNKNOWN
                && token.class == Class::Content
                && let Some(class) = class_of_misspelt(token.text)
            {
                token.class = class;
            }
            if token.class == Class::Stop {
                continue;
            }
            let mut near = Vec::new();
            if token.id == UNKNOWN && token.class == Class::Content && mends.len() < WORDS_WEIGHED {
                near = self.mend(token.text);
                if let Some((meant, _)) = near.first() {
                    token.id = *meant;
                }
            }
            let repeated = |&(text, id): &(&str, WordId)| {
                if id == UNKNOWN { text == token.text } else { id == token.id }
            };
            if !seen.iter().any(repeated) {
                seen.push((token.text, token.id));
                mends.push((at, near));
            }
        }
        if mends.len() > WORDS_WEIGHED {
            let weight = |at: usize| self.lexicon.rarity(tokens[at].id) * tokens[at].class.factor();
            mends.sort_by(|a, b| weight(b.0).total_cmp(&weight(a.0)).then(a.0.cmp(&b.0)));
            mends.truncate(WORDS_WEIGHED);
            mends.sort_by_key(|mend| mend.0);
        }
        for (at, _) in &mends {
            let token = &tokens[*at];
            let weight = self.lexicon.rarity(token.id) * token.class.factor();
            let content = self.lexicon.rarity(token.id) * token.class.content();
            question.slots.push(Slot { weight, content, known: token.id != UNKNOWN, class: token.class });
            question.weight += weight;
        }
        mends
    }

    /// What an unknown word may be a slip for. English that is rightly spelt is one less surely, and only
    /// where the library has no other word for it: a "prize" asked for among prices.
    fn mend(self, word: &str) -> Vec<(WordId, f32)> {
        if !is_english(word) {
            let near = self.lexicon.near(word);
            return if near.is_empty() { self.lexicon.run_together(word, is_english) } else { near };
        }
        let stem = Stems::new().stem(word);
        if word.len() < ENGLISH_LETTERS || self.thesaurus.others(&stem, self.lexicon).next().is_some() {
            return Vec::new();
        }
        let near = self.lexicon.near(word).into_iter();
        near.filter(|(_, strength)| *strength >= ONE_SLIP).map(|(meant, _)| (meant, ENGLISH_SLIP)).collect()
    }

    /// Finds the longest term that stands in the question; among equals the first.
    fn name(self, tokens: &[Token<'_>], question: &mut Question) {
        let ids: Vec<(usize, WordId)> = tokens
            .iter()
            .enumerate()
            .filter(|(_, t)| !is_article(t.text))
            .map(|(at, t)| (at, t.id))
            .collect();
        let plain: Vec<WordId> = ids.iter().map(|(_, id)| *id).collect();
        let mut best = (0.0, 0..0);
        for start in 0..plain.len() {
            for length in 1..=self.terms.longest().min(plain.len() - start) {
                let key = &plain[start..start + length];
                if key[length - 1] == UNKNOWN {
                    break;
                }
                if self.terms.look_up(key).is_empty() {
                    continue;
                }
                let content =
                    |at: usize| self.lexicon.rarity(ids[at].1) * (0.01 + tokens[ids[at].0].class.factor());
                let weight: f32 = (start..start + length).map(content).sum();
                if weight > best.0 {
                    best = (weight, start..start + length);
                }
            }
        }
        question.named = plain[best.1.clone()].to_vec();
        let beside = |at: &usize| !best.1.contains(at) && tokens[ids[*at].0].class > Class::Asking;
        question.exact = !best.1.is_empty() && !(0..ids.len()).any(|at| beside(&at));
    }

    /// Collects what may fill each slot: the word, what a misspelt one may mean, what says the same.
    fn vary(self, tokens: &[Token<'_>], mends: &[(usize, Vec<(WordId, f32)>)], question: &mut Question) {
        let mut stems = None;
        for (number, (at, near)) in mends.iter().enumerate() {
            let (token, slot) = (&tokens[*at], number as u8);
            let mut fill = |word, strength| question.variants.push(Variant { word, slot, strength });
            if near.is_empty() && token.id != UNKNOWN {
                fill(token.id, 1.0);
            }
            near.iter().for_each(|&(word, strength)| fill(word, strength));
            if token.class >= Class::Common {
                let stem = self.stem(token, &mut stems);
                let less = if token.id == UNKNOWN { 1.0 } else { KNOWN };
                self.thesaurus
                    .others(&stem, self.lexicon)
                    .for_each(|(word, strength)| fill(word, less * strength));
            }
            if let Some(joined) = self.joined(tokens, *at) {
                question.variants.push(Variant { word: joined, slot, strength: JOINED });
                let next = mends.iter().position(|(other, _)| *other == at + 1);
                self.weigh_as_one(question, number, next, joined);
            }
            self.weigh_by_variants(question, slot, token.id);
        }
        self.read_phrases(tokens, mends, &mut stems, question);
        question.variants.sort_by(|a, b| {
            a.word.cmp(&b.word).then(b.strength.total_cmp(&a.strength)).then(a.slot.cmp(&b.slot))
        });
        question.variants.dedup_by_key(|variant| variant.word);
        question.weight = question.slots.iter().map(|slot| slot.weight).sum();
    }

    /// The stem of a word, whether the library has it or not.
    fn stem(self, token: &Token<'_>, stems: &mut Option<Stems>) -> Cow<'i, str> {
        if token.id == UNKNOWN {
            stems.get_or_insert_with(Stems::new).stem(token.text).into()
        } else {
            self.lexicon.text(token.id).into()
        }
    }

    /// A rare word for something common is no rarer than that: where the library says "customer", "patron"
    /// asks for nothing special.
    fn weigh_by_variants(self, question: &mut Question, number: u8, word: WordId) {
        let slot = &mut question.slots[usize::from(number)];
        let rarity = self.lexicon.rarity(word);
        let mut share: f32 = 1.0;
        slot.known = false;
        for variant in question.variants.iter().filter(|variant| variant.slot == number) {
            slot.known = true;
            let common = self.lexicon.rarity(variant.word) / rarity;
            share = share.min(1.0 - BLEND * variant.strength * (1.0 - common));
        }
        slot.weight *= share;
        slot.content *= share;
    }

    /// Fills what two words mean together: "come from" asks for the source.
    fn read_phrases(
        self,
        tokens: &[Token<'_>],
        mends: &[(usize, Vec<(WordId, f32)>)],
        stems: &mut Option<Stems>,
        question: &mut Question,
    ) {
        for at in 1..tokens.len() {
            let first = self.stem(&tokens[at - 1], stems);
            let Some(phrases) = self.thesaurus.phrases(&first) else { continue };
            let Some(meant) = phrases.get(self.stem(&tokens[at], stems).as_ref()) else { continue };
            let slot = |at: usize| mends.iter().position(|(other, _)| *other == at);
            let (Some((word, _)), Some(number)) = (meant.first(), slot(at - 1).or(slot(at))) else {
                continue;
            };
            for &(word, strength) in meant {
                question.variants.push(Variant { word, slot: number as u8, strength });
            }
            let rarity = self.lexicon.rarity(*word);
            let taken = &mut question.slots[number];
            (taken.weight, taken.content) = (taken.weight.max(rarity), taken.content.max(rarity));
            (taken.class, taken.known) = (Class::Content, true);
            if let Some(other) = slot(at).filter(|other| *other != number) {
                let other = &mut question.slots[other];
                (other.weight, other.content) = (other.weight / 10.0, 0.0);
            }
        }
    }

    /// Two words that the library writes as one weigh as much as that one.
    fn weigh_as_one(self, question: &mut Question, first: usize, next: Option<usize>, joined: WordId) {
        let rarity = self.lexicon.rarity(joined);
        let slot = &mut question.slots[first];
        (slot.weight, slot.content) = (slot.weight.min(rarity), slot.content.min(rarity));
        if let Some(slot) = next.and_then(|next| question.slots.get_mut(next)) {
            (slot.weight, slot.content) = (slot.weight.min(rarity / 10.0), 0.0);
        }
        question.weight = question.slots.iter().map(|slot| slot.weight).sum();
    }

    /// The word that the library makes of this one and the next: "face mask" meets "facemask".
    fn joined(self, tokens: &[Token<'_>], at: usize) -> Option<WordId> {
        let (token, next) = (&tokens[at], tokens.get(at + 1)?);
        if token.class <= Class::Frame || next.class <= Class::Frame {
            return None;
        }
        let joined = self.lexicon.find_spelling(&format!("{}{}", token.text, next.text));
        (joined != UNKNOWN).then_some(joined)
    }
}

/// What a short form "stands for" asks for its meaning: those words carry none themselves.
fn set_phrases_apart(tokens: &mut [Token<'_>]) {
    const MEANS: [&str; 4] = ["stand", "stands", "short", "form"];
    for at in 0..tokens.len() {
        let next = tokens.get(at + 1).map_or("", |token| token.text);
        let means = match tokens[at].text {
            "acronym" | "abbreviation" => matches!(next, "for" | "of" | ""),
            "full" => next == "form",
            "form" => at > 0 && tokens[at - 1].text == "full",
            text => MEANS.contains(&text) && next == "for",
        };
        if means {
            tokens[at].class = Class::Frame;
        }
    }
}

/// Whether a question wants a number or a date, by its words.
fn asks_how_much(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).any(|pair| match pair[0].text {
        "how" => matches!(pair[1].text, "much" | "many" | "long" | "old" | "tall" | "far" | "often"),
        "when" => matches!(pair[1].text, "was" | "were" | "did"),
        "what" | "which" => matches!(pair[1].text, "year" | "date" | "time"),
        _ => false,
    })
}

/// Whether a question wants the name of who made or found something, by its words.
fn asks_who_did(tokens: &[Token<'_>]) -> bool {
    const DID: [&str; 14] = [
        "invented",
        "founded",
        "wrote",
        "discovered",
        "created",
        "developed",
        "designed",
        "painted",
        "built",
        "coined",
        "introduced",
        "composed",
        "directed",
        "proposed",
    ];
    tokens.windows(2).any(|pair| pair[0].text == "who" && DID.contains(&pair[1].text))
}

/// Whether a question wants to know what something is, by its words.
fn asks_what(tokens: &[Token<'_>]) -> bool {
    const ASKS: [&str; 6] = ["define", "definition", "meaning", "mean", "means", "whats"];
    let what_is =
        |pair: &[Token<'_>]| pair[0].text == "what" && matches!(pair[1].text, "is" | "are" | "was" | "were");
    tokens.windows(2).any(what_is) || tokens.iter().any(|token| ASKS.contains(&token.text))
}
