//! A quiz planned from what a moderator asked for: its decks found, its cards dealt, its choices made.

use std::collections::{BTreeMap, BTreeSet};

use super::choices::choices;
use super::{Asks, Plan, deal};
use crate::domain::command::{SEED_MAX, StartOptions};
use crate::domain::fold::fold;
use crate::domain::ids::CardId;
use crate::domain::inbound::Place;
use crate::domain::knowledge::{Card, Deck, Library};
use crate::domain::reply::Reply;
use crate::domain::voice::quiz as voice;

/// How many cards that were not dealt are looked through for wrong answers.
const POOL: usize = 1_000;
/// What means all decks, unless a deck is named so.
const ALL: [&str; 3] = ["all", "everything", "*"];

/// Plans a quiz in `place`; `chance` is its seed unless the options have one.
///
/// # Errors
/// The sentence that says why there is nothing to play.
pub fn plan(
    options: &StartOptions,
    place: &Place,
    library: &Library,
    chance: u64,
) -> Result<Plan, Box<Reply>> {
    let Deck { name, cards } = find(options.deck.as_deref().unwrap_or_default(), library)?;
    if cards.is_empty() {
        return Err(Box::new(voice::no_cards()));
    }
    let seed = options.seed.unwrap_or(chance % (SEED_MAX + 1));
    let asks = options.mode.rules().asks;
    let (mut cards, rest) = deal(cards, seed, options.cards as usize);
    let mut offered = Vec::new();
    if asks != Asks::Words {
        // What was dealt and what comes next in the shuffled deck: enough to choose from, however large it is.
        let pool: Vec<Card> = cards.iter().chain(rest.iter().take(POOL)).cloned().collect();
        let made = choices(&cards, &pool, asks, seed);
        // A card that the deck has no wrong answer to cannot be asked this way.
        (cards, offered) =
            cards.into_iter().zip(made).filter_map(|(card, choices)| Some((card, choices?))).unzip();
        if cards.is_empty() {
            return Err(Box::new(voice::nothing_to_choose()));
        }
    }
    Ok(Plan {
        space: place.space.clone(),
        channel: place.channel.clone(),
        deck: voice::deck_name(&name),
        cards,
        others: rest.into_iter().map(|card| card.answers).collect(),
        seconds: options.seconds,
        seed,
        mode: options.mode,
        hints: options.hints,
        streaks: options.streaks,
        choices: offered,
    })
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
fn find(names: &str, library: &Library) -> Result<Deck, Box<Reply>> {
    let names = names.trim();
    if names.is_empty() {
        return Ok(library.all_cards());
    }
    if let Some(deck) = library.deck(names) {
        return Ok(deck);
    }
    if ALL.contains(&names.to_lowercase().as_str()) {
        return Ok(library.all_cards());
    }
    let mut seen = BTreeSet::new();
    let mut cards: Vec<Card> = Vec::new();
    let mut found: Vec<String> = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let Some(deck) = library.deck(name) else {
            let decks: Vec<String> = library.decks().into_iter().map(|deck| deck.name).collect();
            return Err(Box::new(voice::unknown_deck(name, &decks)));
        };
        if !found.contains(&deck.name) {
            cards.extend(deck.cards.into_iter().filter(|card| seen.insert(card.id.clone())));
            found.push(deck.name);
        }
    }
    Ok(Deck { name: found.join(", "), cards })
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

    fn planned(deck: Option<&str>, mode: Mode) -> Result<Plan, Box<Reply>> {
        let options =
            StartOptions { deck: deck.map(str::to_owned), mode, seed: Some(3), ..StartOptions::default() };
        let place = Place { space: SpaceId("t:s".into()), channel: ChannelId("t:c".into()), direct: false };
        plan(&options, &place, &library(), 0)
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
