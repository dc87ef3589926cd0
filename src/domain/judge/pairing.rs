//! A typed answer's words paired with an accepted one's, and what is left over.
//!
//! Equal stems are paired first; then kin, initials and slips, each once.

use super::accepted::{Form, Role, is_empty_head, is_filler, is_title, letter_bit};
use super::prompt::Prompt;
use super::typo::{self, Slip};
use super::words::{Case, Kind, Words};
use super::{lookalike, stem};

/// More words than this are not paired.
pub(super) const MOST_WORDS: usize = 64;

/// How a typed word is like an accepted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    /// Of one family: "protecting" and "protection".
    Kin,
    /// An initial for a name, or the other way round.
    Initial,
    Slip(Slip),
}

/// What the pairing of words found.
#[derive(Default)]
pub(super) struct Pairing {
    /// Typed words that found their partner, as bits.
    pub(super) used: u64,
    pub(super) matched: usize,
    pub(super) same: usize,
    pub(super) kin: usize,
    pub(super) initials: usize,
    pub(super) slips: usize,
    pub(super) price: u16,
    pub(super) nearly: bool,
    /// The typed words are in another order.
    pub(super) moved: bool,
    pub(super) required_missing: usize,
    pub(super) required_matched: usize,
    /// Missing, but said by the prompt without being asked for.
    pub(super) mentioned_missing: usize,
    pub(super) numbers_missing: bool,
    pub(super) qualifier_missing: bool,
    /// The first and the last typed words with a partner.
    pub(super) span: Option<(usize, usize)>,
    /// Accepted words that found their partner, as bits.
    pub(super) found: u64,
}

pub(super) fn pair(given: &Words, form: &Form) -> Pairing {
    let mut pairing = Pairing::default();
    let mut partner = [u8::MAX; MOST_WORDS];
    for (index, role) in form.roles.iter().enumerate() {
        if *role == Role::Stop {
            continue;
        }
        let same = (0..given.len())
            .find(|at| pairing.used & (1 << at) == 0 && given.stem(*at) == form.words.stem(index));
        if let Some(at) = same {
            pairing.used |= 1 << at;
            pairing.same += 1;
            partner[index] = at as u8;
        }
    }
    let alone = form.content == 1;
    for (index, role) in form.roles.iter().enumerate() {
        if *role == Role::Stop || partner[index] != u8::MAX {
            continue;
        }
        let found = (0..given.len())
            .filter(|at| pairing.used & (1 << at) == 0 && given.word(*at).kind != Kind::Stop)
            .find_map(|at| likeness(given, at, form, index, alone).map(|likeness| (at, likeness)));
        if let Some((at, likeness)) = found {
            pairing.used |= 1 << at;
            partner[index] = at as u8;
            pairing.add(likeness);
        }
    }
    pairing.count(form, &partner);
    pairing
}

impl Pairing {
    fn add(&mut self, likeness: Likeness) {
        match likeness {
            Likeness::Kin => self.kin += 1,
            Likeness::Initial => self.initials += 1,
            Likeness::Slip(slip) => {
                let (Slip::Typo(price) | Slip::Nearly(price)) = slip;
                self.slips += 1;
                self.price += price;
                self.nearly |= matches!(slip, Slip::Nearly(_));
            }
        }
    }

    fn count(&mut self, form: &Form, partner: &[u8; MOST_WORDS]) {
        let mut before = None;
        for (index, role) in form.roles.iter().enumerate().filter(|(_, role)| **role != Role::Stop) {
            let at = (partner[index] != u8::MAX).then_some(partner[index] as usize);
            match (at, role) {
                (None, Role::Required) => {
                    self.required_missing += 1;
                    self.qualifier_missing |= lookalike::is_qualifier(form.words.plain(index));
                    self.numbers_missing |= form.words.word(index).kind == Kind::Number;
                }
                (None, Role::Mentioned) => self.mentioned_missing += 1,
                (Some(_), Role::Required) => self.required_matched += 1,
                _ => {}
            }
            let Some(at) = at else { continue };
            self.matched += 1;
            self.moved |= before.is_some_and(|before| at < before);
            before = Some(at);
            self.span = Some(self.span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
            self.found |= 1 << index;
        }
    }
}

fn likeness(given: &Words, at: usize, form: &Form, index: usize, alone: bool) -> Option<Likeness> {
    let (typed, meant) = (given.stem(at), form.words.stem(index));
    let (typed_plain, meant_plain) = (given.plain(at), form.words.plain(index));
    if form.name && (typed.len() == 1 || meant.len() == 1) {
        let same = typed.chars().next() == meant.chars().next();
        return same.then_some(Likeness::Initial);
    }
    if letter_bit(typed_plain) != letter_bit(meant_plain)
        && !(typed.starts_with('f') || meant.starts_with('f'))
    {
        return None;
    }
    if given.word(at).kind == Kind::Number || form.words.word(index).kind == Kind::Number {
        return None;
    }
    let apart = || lookalike::are_apart(typed_plain, meant_plain) || lookalike::are_apart(typed, meant);
    // Alone, a slip is likelier than another word of the family.
    let kin = || is_kin(typed, meant, alone).then_some(Likeness::Kin);
    let slip = || slip(given, at, form, index, alone).map(Likeness::Slip);
    let found = if alone { slip().or_else(kin) } else { kin().or_else(slip) };
    found.filter(|_| !apart())
}

fn is_kin(typed: &str, meant: &str, alone: bool) -> bool {
    if typed.as_bytes().get(..4) != meant.as_bytes().get(..4) {
        return false;
    }
    let root = stem::root(meant);
    root.len() >= if alone { 5 } else { 4 } && stem::root(typed) == root
}

fn slip(given: &Words, at: usize, form: &Form, index: usize, alone: bool) -> Option<Slip> {
    // Plain words first: a plural's typo is not the singular's.
    let (typed, meant) = (given.plain(at), form.words.plain(index));
    let plain = typo::slip(typed, meant);
    let (typed_stem, meant_stem) = (given.stem(at), form.words.stem(index));
    let same = typed == typed_stem && meant == meant_stem;
    let stems = if same { None } else { typo::slip(typed_stem, meant_stem) };
    let slip = match (plain, stems) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    // Beside words that fit, a short word's slip is plain enough: "fod chain".
    Some(match slip {
        Slip::Nearly(price) if !alone && form.words.plain(index).len() == 4 => Slip::Typo(price),
        slip => slip,
    })
}

/// Typed words without a partner.
#[derive(Default)]
pub(super) struct Extras {
    /// Words that neither the answer nor the prompt has.
    pub(super) fresh: usize,
    /// Directly before or behind the answer's words, without a small word between.
    pub(super) before: bool,
    pub(super) behind: bool,
    /// One of them makes it another thing: a number, an opposite, a qualifier.
    pub(super) turning: bool,
    pub(super) joined_by_and: bool,
    /// A mild qualifier beside the answer: "more freedom".
    pub(super) qualified: bool,
    /// Fresh words before the answer's first.
    pub(super) leading: usize,
    pub(super) capitals: usize,
}

pub(super) fn extras(given: &Words, form: &Form, prompt: &Prompt, pairing: &Pairing) -> Extras {
    let mut extras = Extras::default();
    let (first, last) = pairing.span.unwrap_or((0, 0));
    for at in (0..given.len()).filter(|at| pairing.used & (1 << at) == 0) {
        let word = given.word(at);
        let stem = given.stem(at);
        extras.joined_by_and |=
            word.kind == Kind::And && !form.words.iter().any(|word| word.kind == Kind::And);
        if matches!(word.kind, Kind::Stop | Kind::And | Kind::Or | Kind::Negation) {
            continue;
        }
        let opposite =
            (0..form.words.len()).any(|index| lookalike::are_opposites(stem, form.words.stem(index)));
        extras.turning |= opposite;
        let own_initials =
            form.content > 1 && form.initials.iter().any(|initials| initials == given.plain(at));
        if own_initials
            || prompt.mentions(stem)
            || (at == 0 && is_title(given.plain(at)))
            || is_empty_head(stem)
            || is_filler(stem)
        {
            continue;
        }
        extras.fresh += 1;
        extras.capitals += usize::from(word.case != Case::Lower);
        let is_close = at + 1 == first || at == last + 1;
        let number = matches!(word.kind, Kind::Number | Kind::Symbol)
            && given.plain(at) != "one"
            && (is_close || form.has_number);
        let qualifier = is_close && lookalike::is_qualifier(given.plain(at));
        let mild = qualifier && lookalike::is_mild_qualifier(given.plain(at));
        extras.turning |= number || (qualifier && !mild);
        extras.qualified |= mild;
        extras.leading += usize::from(at < first);
        extras.before |= at < first && at + 1 == first;
        extras.behind |= at == last + 1;
    }
    // "Gravity pulls it down" is a sentence about it; "gravity wave" is another thing.
    extras.behind &= (last + 1..given.len()).all(|at| given.word(at).kind != Kind::Stop);
    extras
}

impl Pairing {
    /// Whether the accepted words found are its last ones, small words aside.
    pub(super) fn ends(&self, form: &Form) -> bool {
        let first = self.found.trailing_zeros() as usize;
        (first..form.words.len())
            .all(|index| self.found & (1 << index) != 0 || form.roles[index] == Role::Stop)
    }

    /// Whether exactly the words that say enough were found.
    pub(super) fn covers_head(&self, form: &Form) -> bool {
        self.found & low_bits(form.head) == low_bits(form.head)
    }

    pub(super) fn cost(&self) -> u32 {
        u32::from(self.price) + 3 * self.kin as u32 + 3 * self.initials as u32 + u32::from(self.moved)
    }
}

/// The lowest `count` bits.
pub(super) fn low_bits(count: usize) -> u64 {
    1u64.checked_shl(count as u32).map_or(u64::MAX, |bit| bit - 1)
}
