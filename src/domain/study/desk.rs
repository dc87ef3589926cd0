//! One step of a member's studies: the record and an order in, changes and a reply out.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::pick::Choice;
use super::{
    Change, Grade, Review, StudyOrder, StudyPress, StudyRecord, Wish, days_until, grade, pick, progress,
};
use crate::domain::calendar::DAY_MILLIS;
use crate::domain::fold::fold;
use crate::domain::ids::{CardId, Timestamp};
use crate::domain::judge::{Ruling, judge};
use crate::domain::knowledge::{Card, Library};
use crate::domain::quiz::rivals;
use crate::domain::reply::{Reply, Response};
use crate::domain::voice::study as voice;

/// What a step has led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What to store first.
    pub changes: Vec<Change>,
    /// What to tell the member then.
    pub response: Response,
}

/// Takes one step. Cards that are `open` are being asked in a quiz here, and not given away.
pub fn study(
    record: StudyRecord,
    order: StudyOrder,
    library: &Library,
    open: &BTreeSet<CardId>,
    now: Timestamp,
) -> Outcome {
    let mut desk = Desk { record, library, open, now, changes: Vec::new() };
    let response = match order {
        StudyOrder::Study { decks, remind } => desk.begin(decks.as_deref(), remind),
        StudyOrder::Pressed(press) => desk.press(press),
        StudyOrder::Typed { card, text, accepted } => desk.typed(&card, &text, accepted),
        StudyOrder::Progress => desk.progress().into(),
    };
    Outcome { changes: desk.changes, response }
}

/// How many cards are due for a member.
pub fn due_cards(record: &StudyRecord, library: &Library, now: Timestamp) -> usize {
    let none = BTreeSet::new();
    let desk = Desk { record: record.clone(), library, open: &none, now, changes: Vec::new() };
    let cards = desk.cards();
    let cards: Vec<&Card> = cards.iter().map(AsRef::as_ref).collect();
    pick(&cards, record, &none, now).counts.due
}

struct Desk<'a> {
    record: StudyRecord,
    library: &'a Library,
    open: &'a BTreeSet<CardId>,
    now: Timestamp,
    changes: Vec<Change>,
}

impl From<Reply> for Response {
    fn from(reply: Reply) -> Self {
        Self::Say(reply)
    }
}

impl<'a> Desk<'a> {
    fn begin(&mut self, decks: Option<&str>, remind: Option<bool>) -> Response {
        if let Some(typed) = decks {
            match self.wish(typed) {
                Ok(wish) => self.want(wish),
                Err(name) => return voice::unknown_deck(name, &self.deck_names()).into(),
            }
        }
        match remind {
            Some(on) => self.remind(on),
            None => self.next(None).into(),
        }
    }

    fn press(&mut self, press: StudyPress) -> Response {
        match press {
            StudyPress::Next => self.next(None).into(),
            StudyPress::Choose => self.choose().into(),
            StudyPress::Deck(name) if name.is_empty() => {
                self.want(Wish::All);
                self.next(None).into()
            }
            StudyPress::Deck(name) => self.begin(Some(&name), None),
            StudyPress::Missed => {
                self.want(Wish::Missed);
                self.next(None).into()
            }
            StudyPress::Quiz(quiz) => {
                self.want(Wish::Quiz(quiz));
                self.next(None).into()
            }
            StudyPress::Show(card) => self.with_card(&card, |desk, card| desk.reveal(card, None).into()),
            StudyPress::Type(card) => {
                self.with_card(&card, |_, card| Response::Form(voice::answer_form(card)))
            }
            StudyPress::Grade { card, reviews, grade } => {
                self.with_card(&card, |desk, card| desk.graded(card, reviews, grade).into())
            }
            StudyPress::Remind(on) => self.remind(on),
        }
    }

    fn typed(&mut self, card: &CardId, text: &str, accepted: Vec<String>) -> Response {
        self.with_card(card, |desk, card| {
            let document =
                desk.library.documents.iter().find(|document| document.path == card.source.document);
            let cards = document.map(|document| &document.cards);
            let numbers =
                cards.into_iter().flat_map(|cards| (0..cards.len()).map(move |number| (cards, number)));
            let others = numbers.filter(|(cards, number)| cards.id(*number) != card.id.0);
            let others = others.map(|(cards, number)| cards.answers(number));
            let deck = rivals([card.answers.as_slice()], others);
            let answers = [card.answers.clone(), accepted].concat();
            let ruling = judge(&card.prompt, &answers, text, &deck);
            desk.reveal(card, Some(&ruling)).into()
        })
    }

    /// Goes on with a card that is still in the documents and in no quiz.
    fn with_card(&mut self, id: &CardId, go_on: impl FnOnce(&mut Self, &Card) -> Response) -> Response {
        if self.open.contains(id) {
            return voice::being_asked().into();
        }
        match self.all().find(|card| card.id == *id) {
            Some(card) => go_on(self, &card),
            None => self.next(Some(voice::card_is_gone())).into(),
        }
    }

    fn reveal(&self, card: &Card, ruling: Option<&Ruling>) -> Reply {
        let memory = self.record.memories.get(&card.id);
        let days = Grade::ALL.map(|grade| (grade, days_until(memory, grade, self.now)));
        voice::reveal(card, ruling, memory.map_or(0, |memory| memory.reviews), &days)
    }

    fn graded(&mut self, card: &Card, reviews: u32, given: Grade) -> Reply {
        let before = self.record.memories.get(&card.id).copied();
        if before.map_or(0, |memory| memory.reviews) != reviews {
            return self.next(Some(voice::graded_already()));
        }
        let memory = grade(before.as_ref(), given, self.now);
        let waited = before.map(|memory| memory.days_waited(self.now));
        let review = Review { at: self.now, grade: given, waited };
        self.changes.push(Change::Graded { card: card.id.clone(), memory, review });
        self.record.memories.insert(card.id.clone(), memory);
        let days = days_until(before.as_ref(), given, self.now);
        self.next(Some(voice::graded(card, days)))
    }

    fn remind(&mut self, on: bool) -> Response {
        let next = on.then(|| self.now.plus_millis(DAY_MILLIS));
        self.record.remind_at = next;
        self.changes.push(Change::Remind(next));
        voice::reminder_set(on).into()
    }

    /// The next card, under what is to be said first.
    fn next(&self, first: Option<crate::domain::reply::Block>) -> Reply {
        if self.record.wish == Wish::Open {
            return self.choose();
        }
        let cards = self.cards();
        let cards: Vec<&Card> = cards.iter().map(AsRef::as_ref).collect();
        let Choice { card, counts, next_due } = pick(&cards, &self.record, self.open, self.now);
        match card {
            Some(card) => voice::card(card, &counts, first),
            None => voice::nothing_due(&self.record, &counts, next_due, self.now, first),
        }
    }

    fn choose(&self) -> Reply {
        let sizes = self.library.documents.iter().filter(|document| !document.cards.is_empty());
        let sizes: Vec<(&str, usize)> =
            sizes.map(|document| (&*document.path, document.cards.len())).collect();
        voice::choose(&sizes, self.missed().count())
    }

    fn progress(&self) -> Reply {
        let mut seen = BTreeSet::new();
        let cards: Vec<Cow<'_, Card>> = match self.record.wish {
            // Without a choice, what was ever graded still counts.
            Wish::Open => self.all().filter(|card| self.record.memories.contains_key(&card.id)).collect(),
            _ => self.cards(),
        };
        let cards: Vec<&Card> =
            cards.iter().map(AsRef::as_ref).filter(|card| seen.insert(&card.id)).collect();
        voice::progress(&progress(&cards, &self.record, self.now))
    }

    fn want(&mut self, wish: Wish) {
        self.record.wish = wish.clone();
        self.changes.push(Change::Wish(wish));
    }

    /// What loosely typed names of decks mean, or the one that means nothing.
    fn wish<'t>(&self, typed: &'t str) -> Result<Wish, &'t str> {
        if let Some(deck) = self.library.deck(typed) {
            return Ok(Wish::Decks(vec![deck.name]));
        }
        match fold(typed).as_str() {
            "all" | "everything" | "all documents" => return Ok(Wish::All),
            "missed" | "what i missed" => return Ok(Wish::Missed),
            _ => {}
        }
        let names = typed.split(',').map(str::trim).filter(|name| !name.is_empty());
        let decks: Result<Vec<_>, _> =
            names.map(|name| self.library.deck(name).map(|deck| deck.name).ok_or(name)).collect();
        decks.and_then(|decks| if decks.is_empty() { Err(typed) } else { Ok(Wish::Decks(decks)) })
    }

    fn cards(&self) -> Vec<Cow<'a, Card>> {
        match &self.record.wish {
            Wish::Open => Vec::new(),
            Wish::All => self.all().collect(),
            Wish::Missed => self.missed().collect(),
            Wish::Quiz(quiz) => {
                let there = |card: &Cow<'_, Card>| {
                    self.record.misses.get(&card.id).is_some_and(|miss| miss.quiz == Some(*quiz))
                };
                self.all().filter(there).collect()
            }
            Wish::Decks(names) => {
                let chosen = |path: &str| {
                    names
                        .iter()
                        .any(|name| path == name || name.ends_with('/') && path.starts_with(name.as_str()))
                };
                let documents = self.library.documents.iter().filter(|document| chosen(&document.path));
                documents.flat_map(|document| &document.cards).chain(self.missed()).collect()
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = Cow<'a, Card>> + use<'a> {
        let library = self.library;
        library.documents.iter().flat_map(|document| &document.cards)
    }

    fn missed(&self) -> impl Iterator<Item = Cow<'a, Card>> {
        self.all().filter(|card| self.record.misses.contains_key(&card.id))
    }

    fn deck_names(&self) -> Vec<String> {
        let documents = self.library.documents.iter().filter(|document| !document.cards.is_empty());
        documents.map(|document| document.path.to_string()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::ids::QuizId;
    use crate::domain::knowledge::read_document;
    use crate::domain::study::{Memory, Miss};

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn library() -> Library {
        let text = b"Keel: the spine of a hull.\nRudder: the blade that steers a boat.\nBow: the front end of a boat.\n";
        Library::new(vec![Arc::new(read_document("parts.txt", text))])
    }

    fn ids(library: &Library) -> Vec<CardId> {
        library.documents.iter().flat_map(|document| &document.cards).map(|card| card.id.clone()).collect()
    }

    fn all() -> StudyRecord {
        StudyRecord { wish: Wish::All, ..StudyRecord::default() }
    }

    #[test]
    fn a_card_that_a_quiz_asks_is_neither_shown_nor_graded() {
        let library = library();
        let card = ids(&library)[0].clone();
        let open = BTreeSet::from([card.clone()]);
        let presses = [
            StudyPress::Show(card.clone()),
            StudyPress::Type(card.clone()),
            StudyPress::Grade { card: card.clone(), reviews: 0, grade: Grade::Good },
        ];
        for press in presses {
            let outcome = study(all(), StudyOrder::Pressed(press), &library, &open, NOW);
            assert_eq!(outcome, Outcome { changes: vec![], response: voice::being_asked().into() });
        }
        let next = study(all(), StudyOrder::Pressed(StudyPress::Next), &library, &open, NOW);
        assert!(!format!("{next:?}").contains("spine"), "{next:?}");
    }

    #[test]
    fn a_card_that_has_left_the_documents_makes_way_for_another() {
        let library = library();
        let gone = StudyPress::Grade { card: CardId("gone".into()), reviews: 1, grade: Grade::Easy };
        let outcome = study(all(), StudyOrder::Pressed(gone), &library, &BTreeSet::new(), NOW);
        assert_eq!(outcome.changes, []);
        assert!(format!("{:?}", outcome.response).contains("no longer in the documents"));
    }

    #[test]
    fn only_due_cards_of_the_chosen_decks_and_missed_ones_count_for_a_reminder() {
        let library = library();
        let ids = ids(&library);
        let due =
            |days: i64| Memory { due: NOW.plus_millis(days * DAY_MILLIS), ..grade(None, Grade::Good, NOW) };
        let mut record = StudyRecord { wish: Wish::Missed, ..StudyRecord::default() };
        record.memories = ids.iter().cloned().zip([due(-1), due(-1), due(1)]).collect();
        assert_eq!(due_cards(&record, &library, NOW), 0);
        record.misses.insert(ids[1].clone(), Miss { at: NOW, quiz: Some(QuizId(3)) });
        assert_eq!(due_cards(&record, &library, NOW), 1);
        for (quiz, due) in [(3, 1), (2, 0)] {
            record.wish = Wish::Quiz(QuizId(quiz));
            assert_eq!(due_cards(&record, &library, NOW), due, "only what was missed in the quiz {quiz}");
        }
        record.wish = Wish::Decks(vec!["parts.txt".to_owned()]);
        assert_eq!(due_cards(&record, &library, NOW), 2);
        record.wish = Wish::Decks(vec!["other.txt".to_owned()]);
        assert_eq!(due_cards(&record, &library, NOW), 1);
    }
}
