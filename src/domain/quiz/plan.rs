//! A quiz planned from what a moderator asked for: its decks found, its cards dealt, its choices made.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::choices::choices;
use super::{Asks, Mode, Plan, deal, rivals};
use crate::domain::command::{SEED_MAX, StartOptions};
use crate::domain::fold::fold;
use crate::domain::ids::CardId;
use crate::domain::inbound::Place;
use crate::domain::knowledge::{Card, CardAt, DeckPlaces, Library};
use crate::domain::reply::Reply;
use crate::domain::voice::quiz as voice;

/// How many cards that were not dealt are looked through for wrong answers.
const POOL: usize = 1_000;
/// What means all decks, unless a deck is named so.
const ALL: [&str; 3] = ["all", "everything", "*"];

/// Plans a quiz in `place`; `chance` is its seed unless the options have one. A review plays what was
/// `missed`, given with how many members did: the most missed where there is more than is asked for.
///
/// A card is read only when it is dealt or offered among choices, so that a quiz of a large library starts
/// as soon as one of a small one; see [`rivals()`] for what is kept of the others.
///
/// # Errors
/// The sentence that says why there is nothing to play.
pub fn plan(
    options: &StartOptions,
    place: &Place,
    library: &Library,
    missed: &BTreeMap<CardId, u32>,
    chance: u64,
) -> Result<Plan, Box<Reply>> {
    let DeckPlaces { name, cards: places } = find(options.deck.as_deref().unwrap_or_default(), library)?;
    if places.is_empty() {
        return Err(Box::new(voice::no_cards()));
    }
    let seed = options.seed.unwrap_or(chance % (SEED_MAX + 1));
    let asks = options.mode.rules().asks;
    let (dealt, rest) = match options.mode {
        Mode::Review => review(places, library, missed, seed, options.cards as usize),
        _ => deal(places, seed, options.cards as usize),
    };
    if dealt.is_empty() {
        return Err(Box::new(voice::nothing_missed(options.mine)));
    }
    let read = |places: &[CardAt]| -> Vec<Card> {
        places.iter().filter_map(|at| library.card_at(*at)).map(Cow::into_owned).collect()
    };
    let mut cards = read(&dealt);
    let mut offered = Vec::new();
    if asks != Asks::Words {
        // What was dealt and what comes next in the shuffled deck: enough to choose from, however large it is.
        let pool = [cards.clone(), read(&rest[..rest.len().min(POOL)])].concat();
        let made = choices(&cards, &pool, asks, seed);
        // A card that the deck has no wrong answer to cannot be asked this way.
        (cards, offered) =
            cards.into_iter().zip(made).filter_map(|(card, choices)| Some((card, choices?))).unzip();
        if cards.is_empty() {
            return Err(Box::new(voice::nothing_to_choose()));
        }
    }
    let others = rest.iter().map(|at| library.answers_at(*at));
    let others = rivals(cards.iter().map(|card| card.answers.as_slice()), others);
    Ok(Plan {
        space: place.space.clone(),
        channel: place.channel.clone(),
        deck: voice::deck_name(&name),
        cards,
        others,
        seconds: options.seconds,
        seed,
        mode: options.mode,
        hints: options.hints,
        streaks: options.streaks,
        choices: offered,
    })
}

/// Deals what was missed, the most missed first to be in it, and leaves the rest of the deck.
fn review(
    places: Vec<CardAt>,
    library: &Library,
    missed: &BTreeMap<CardId, u32>,
    seed: u64,
    most: usize,
) -> (Vec<CardAt>, Vec<CardAt>) {
    let times = |at: &CardAt| missed.get(&CardId(library.id_at(*at).to_owned())).copied();
    let (wanted, mut rest): (Vec<_>, Vec<_>) = places.into_iter().partition(|at| times(at).is_some());
    let whole = wanted.len();
    let (mut wanted, _) = deal(wanted, seed, whole);
    wanted.sort_by_key(|at| Reverse(times(at)));
    rest.extend(wanted.split_off(most.min(whole)));
    (deal(wanted, seed, most).0, rest)
}

impl Plan {
    /// Lets the cards accept what moderators have ruled right before, given for each card.
    pub fn accept(&mut self, wordings: &BTreeMap<CardId, Vec<String>>) {
        for (at, card) in self.cards.iter_mut().enumerate() {
            let Some(wordings) = wordings.get(&card.id) else { continue };
            for wording in wordings {
                if !card.answers.iter().any(|answer| fold(answer) == fold(wording)) {
                    card.answers.push(wording.clone());
                }
            }
            if let Some(choices) = self.choices.get_mut(at) {
                choices.without(wordings);
            }
        }
    }
}

/// The deck of this name, or the decks of these names with commas between them, or all of them.
fn find(names: &str, library: &Library) -> Result<DeckPlaces, Box<Reply>> {
    let names = names.trim();
    if names.is_empty() {
        return Ok(library.all_places());
    }
    if let Some(deck) = library.find_places(names) {
        return Ok(deck);
    }
    if ALL.contains(&names.to_lowercase().as_str()) {
        return Ok(library.all_places());
    }
    let mut seen = BTreeSet::new();
    let mut cards: Vec<CardAt> = Vec::new();
    let mut found: Vec<String> = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let Some(deck) = library.find_places(name) else {
            let decks: Vec<String> = library.deck_names().map(str::to_owned).collect();
            return Err(Box::new(voice::unknown_deck(name, &decks)));
        };
        if !found.contains(&deck.name) {
            cards.extend(deck.cards.into_iter().filter(|at| seen.insert(library.id_at(*at))));
            found.push(deck.name);
        }
    }
    Ok(DeckPlaces { name: found.join(", "), cards })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Mode;
    use super::*;
    use crate::domain::ids::{ChannelId, SpaceId};
    use crate::domain::knowledge::read_document;

    fn library() -> Library {
        let document = |path: &str, text: &str| Arc::new(read_document(path, text.as_bytes()));
        Library::new(vec![
            document(
                "week 1.csv",
                "term,definition\nkeel,spine of a hull\nmast,pole for sails\nbow,the front end\n",
            ),
            document("week 2.csv", "term,definition\nstern,the rear end\nbow,the front end\n"),
            document("one.csv", "term,definition\nhelm,where she is steered from\n"),
        ])
    }

    /// The keel by two members, the stern by one, and a card that is in no document any more.
    fn missed() -> BTreeMap<CardId, u32> {
        let cards = library().all_cards().cards;
        let id =
            |answer: &str| cards.iter().find(|card| card.answers[0] == answer).map(|card| card.id.clone());
        BTreeMap::from([
            (id("keel").expect("it is there"), 2),
            (id("stern").expect("it is there"), 1),
            (CardId("gone".into()), 9),
        ])
    }

    fn planned(deck: Option<&str>, mode: Mode) -> Result<Plan, Box<Reply>> {
        let options =
            StartOptions { deck: deck.map(str::to_owned), mode, seed: Some(3), ..StartOptions::default() };
        let place = Place { space: SpaceId("t:s".into()), channel: ChannelId("t:c".into()), direct: false };
        plan(&options, &place, &library(), &missed(), 0)
    }

    #[test]
    fn decks_are_one_several_or_all() {
        let rows = [
            (None, "all documents", 5),
            (Some("all"), "all documents", 5),
            (Some("week 1"), "week 1.csv", 3),
            (Some("week 1, week 2.csv, WEEK 1"), "week 1.csv, week 2.csv", 4),
        ];
        for (deck, name, cards) in rows {
            let plan = planned(deck, Mode::Race).expect("there are cards");
            assert_eq!((plan.deck.as_str(), plan.cards.len()), (name, cards), "{deck:?}");
        }
        assert!(format!("{:?}", planned(Some("week 1, week 9"), Mode::Race)).contains("week 9"));
    }

    #[test]
    fn a_review_plays_what_was_missed_and_the_most_missed_first() {
        let played = |deck: Option<&str>, cards| {
            let (deck, mode) = (deck.map(str::to_owned), Mode::Review);
            let options = StartOptions { deck, mode, cards, seed: Some(3), ..StartOptions::default() };
            let place =
                Place { space: SpaceId("t:s".into()), channel: ChannelId("t:c".into()), direct: false };
            let plan =
                plan(&options, &place, &library(), &missed(), 0).map_err(|reply| format!("{reply:?}"))?;
            let mut answers: Vec<String> = plan.cards.iter().map(|card| card.answers[0].clone()).collect();
            answers.sort();
            assert_eq!(plan.others.len() + answers.len(), if deck_is_all(&plan) { 5 } else { 2 });
            Ok::<_, String>(answers)
        };
        assert_eq!(played(None, 10).as_deref(), Ok(&["keel".to_owned(), "stern".to_owned()][..]));
        assert_eq!(played(None, 1).as_deref(), Ok(&["keel".to_owned()][..]));
        assert_eq!(played(Some("week 2"), 10).as_deref(), Ok(&["stern".to_owned()][..]));
        assert!(played(Some("one"), 10).expect_err("nothing was missed").contains("missed"));
    }

    fn deck_is_all(plan: &Plan) -> bool {
        plan.deck == "all documents"
    }

    #[test]
    fn what_was_ruled_right_is_accepted_and_no_longer_offered_as_wrong() {
        let mut plan = planned(Some("week 1"), Mode::Choice).expect("there are cards");
        let keel = plan.cards.iter().position(|card| card.answers[0] == "keel").expect("it is dealt");
        let wordings = vec!["spine".to_owned(), "KEEL".to_owned(), "mast".to_owned()];
        plan.accept(&BTreeMap::from([(plan.cards[keel].id.clone(), wordings)]));
        assert_eq!(plan.cards[keel].answers, ["keel", "spine", "mast"]);
        let choices = &plan.choices[keel];
        assert_eq!(choices.options[choices.right], "keel");
        assert!(!choices.options.contains(&"mast".to_owned()));
    }

    #[test]
    fn choices_stand_beside_their_cards() {
        let plan = planned(Some("week 1,week 2"), Mode::Reverse).expect("there are cards");
        assert_eq!(plan.choices.len(), plan.cards.len());
        for (card, choices) in plan.cards.iter().zip(&plan.choices) {
            assert_eq!(choices.options[choices.right], card.prompt);
        }
        assert!(planned(Some("one"), Mode::Choice).is_err(), "one card has nothing to choose from");
    }
}
