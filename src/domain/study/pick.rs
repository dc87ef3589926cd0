//! Which card comes next: what is due first, then what was missed in quizzes, then a few new ones a day.

use std::collections::{BTreeMap, BTreeSet};

use super::{Memory, Miss, StudyRecord};
use crate::domain::calendar::day;
use crate::domain::ids::{CardId, Timestamp};
use crate::domain::knowledge::Card;

/// How many cards a member begins to learn in a day (UTC) at most. More come back in a heap.
pub const NEW_CARDS_A_DAY: usize = 20;
/// A card that was forgotten comes before its time when nothing else is left, but not by more than
/// this, in milliseconds.
const AHEAD_MILLIS: i64 = 20 * 60_000;

/// How a member stands with the cards that were chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All cards.
    pub cards: usize,
    /// Those that are due now.
    pub due: usize,
    /// New ones that may still come today.
    pub new: usize,
    /// Those that were ever graded.
    pub studied: usize,
}

/// What to study now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The next card; none when nothing is left for now.
    pub card: Option<&'a Card>,
    /// How the member stands.
    pub counts: Counts,
    /// When the next card is due, where none is now.
    pub next_due: Option<Timestamp>,
}

/// Chooses among `cards`; those in `open` are being asked in a quiz and do not come.
pub fn pick<'a>(
    cards: &[&'a Card],
    record: &StudyRecord,
    open: &BTreeSet<CardId>,
    now: Timestamp,
) -> Choice<'a> {
    let mut seen = BTreeSet::new();
    let cards: Vec<&Card> = cards.iter().copied().filter(|card| seen.insert(&card.id)).collect();
    let mut counts = Counts { cards: cards.len(), ..Counts::default() };
    let mut waiting: Vec<(Timestamp, &Card)> = Vec::new();
    let (mut missed, mut fresh) = (Vec::new(), Vec::new());
    for card in cards {
        match record.memories.get(&card.id) {
            Some(memory) => {
                counts.studied += 1;
                waiting.push((due(memory, record.misses.get(&card.id)), card));
            }
            None if record.misses.contains_key(&card.id) => missed.push(card),
            None => fresh.push(card),
        }
    }
    counts.due = waiting.iter().filter(|(due, _)| *due <= now).count();
    let new_left = NEW_CARDS_A_DAY.saturating_sub(begun_today(&record.memories, now));
    counts.new = new_left.min(missed.len() + fresh.len());
    waiting.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    let free = |card: &&Card| !open.contains(&card.id);
    let until =
        |until: Timestamp| waiting.iter().filter(|(due, _)| *due <= until).map(|(_, card)| *card).find(free);
    let new = || missed.iter().chain(&fresh).copied().find(free).filter(|_| new_left > 0);
    let card = until(now).or_else(new).or_else(|| until(now.plus_millis(AHEAD_MILLIS)));
    let next_due = waiting.iter().map(|(due, _)| *due).find(|due| *due > now);
    Choice { card, counts, next_due }
}

/// A card that was missed in a quiz since it was graded last is due from then on.
fn due(memory: &Memory, missed: Option<&Miss>) -> Timestamp {
    match missed {
        Some(missed) if missed.at > memory.last => memory.due.min(missed.at),
        _ => memory.due,
    }
}

fn begun_today(memories: &BTreeMap<CardId, Memory>, now: Timestamp) -> usize {
    memories.values().filter(|memory| day(memory.first) == day(now)).count()
}

#[cfg(test)]
mod tests {
    use super::super::schedule::{AGAIN_MILLIS, Grade, grade};
    use super::*;
    use crate::domain::calendar::DAY_MILLIS;
    use crate::domain::knowledge::Source;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn card(name: &str) -> Card {
        Card {
            id: CardId(name.to_owned()),
            term: None,
            definition: String::new(),
            prompt: name.to_owned(),
            answers: vec![name.to_owned()],
            source: Source { document: "d.txt".into(), first_line: 1, last_line: 1, record: None },
        }
    }

    fn picked(
        cards: &[Card],
        record: &StudyRecord,
        open: &[&str],
        now: Timestamp,
    ) -> (Option<String>, Counts) {
        let open = open.iter().map(|id| CardId((*id).to_owned())).collect();
        let cards: Vec<&Card> = cards.iter().collect();
        let choice = pick(&cards, record, &open, now);
        (choice.card.map(|card| card.id.0.clone()), choice.counts)
    }

    #[test]
    fn due_comes_before_missed_and_missed_before_new() {
        let cards = ["a", "b", "c", "d"].map(card);
        let mut record = StudyRecord::default();
        assert_eq!(picked(&cards, &record, &[], NOW).0.as_deref(), Some("a"));
        record.misses.insert(CardId("c".into()), Miss { at: NOW, quiz: None });
        assert_eq!(picked(&cards, &record, &[], NOW).0.as_deref(), Some("c"));
        assert_eq!(
            picked(&cards, &record, &["c", "a"], NOW).0.as_deref(),
            Some("b"),
            "open cards do not come"
        );
        let old = NOW.plus_millis(-9 * DAY_MILLIS);
        record.memories.insert(CardId("d".into()), grade(None, Grade::Good, old));
        let (next, counts) = picked(&cards, &record, &[], NOW);
        assert_eq!(next.as_deref(), Some("d"));
        assert_eq!(counts, Counts { cards: 4, due: 1, new: 3, studied: 1 });
    }

    #[test]
    fn a_known_card_that_was_missed_since_is_due() {
        let cards = [card("a")];
        let mut record = StudyRecord::default();
        record.memories.insert(CardId("a".into()), grade(None, Grade::Easy, NOW));
        assert_eq!(picked(&cards, &record, &[], NOW.plus_millis(1)).0, None);
        record.misses.insert(CardId("a".into()), Miss { at: NOW.plus_millis(1), quiz: None });
        assert_eq!(picked(&cards, &record, &[], NOW.plus_millis(1)).0.as_deref(), Some("a"));
    }

    #[test]
    fn a_forgotten_card_comes_early_when_nothing_else_is_left() {
        let cards = [card("a")];
        let mut record = StudyRecord::default();
        record.memories.insert(CardId("a".into()), grade(None, Grade::Again, NOW));
        let (next, counts) = picked(&cards, &record, &[], NOW.plus_millis(1_000));
        assert_eq!((next.as_deref(), counts.due), (Some("a"), 0));
        assert_eq!(picked(&cards, &record, &[], NOW.plus_millis(AGAIN_MILLIS)).1.due, 1);
    }

    #[test]
    fn only_so_many_new_cards_come_in_a_day() {
        let cards: Vec<Card> = (0..NEW_CARDS_A_DAY + 3).map(|n| card(&format!("{n:02}"))).collect();
        let mut record = StudyRecord::default();
        for begun in 0..NEW_CARDS_A_DAY {
            let (next, counts) = picked(&cards, &record, &[], NOW);
            assert_eq!(counts.new, NEW_CARDS_A_DAY - begun);
            record.memories.insert(CardId(next.expect("a new card")), grade(None, Grade::Easy, NOW));
        }
        assert_eq!(picked(&cards, &record, &[], NOW).0, None);
        let (next, counts) = picked(&cards, &record, &[], NOW.plus_millis(DAY_MILLIS));
        assert_eq!((next.as_deref(), counts.new), (Some("20"), 3));
    }
}
