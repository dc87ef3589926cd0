//! Who knew which card and how fast, kept card by card for the end of the quiz.
//!
//! A card is booked when nobody rules on it any more: before the next one closes, or at the end.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::summary::{Player, Solved, Summary};
use super::{Given, Quiz};
use crate::domain::ids::MemberId;

/// What has become of the cards so far.
///
/// It is stored with every step and has to stay small: one line a member and one a card, whatever was
/// answered. With 200 cards and 200 members that is some 25 kB of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Those who had a card right.
    pub members: BTreeMap<MemberId, Times>,
    /// Who was the quickest with each card that somebody had right, in playing order.
    pub quickest: Vec<Quickest>,
    /// The rounds of the cards that nobody had right, in playing order.
    pub unknown: Vec<u32>,
    /// The last round that is booked; 0 before the first one.
    pub booked: u32,
}

/// A member's right answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// How many cards.
    pub right: u32,
    /// How long they took together, in milliseconds from when each was shown.
    pub millis: i64,
}

/// The quickest right answer to a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quickest {
    /// The card's round.
    pub round: u32,
    /// By whom.
    pub member: MemberId,
    /// How long it took, in milliseconds from when the card was shown.
    pub millis: i64,
    /// How many members had the card right.
    pub right: u32,
}

impl Tally {
    /// Books the answers to a card, once. A card that was not played to its end is unknown to nobody.
    fn book(&mut self, round: u32, answers: &[Arc<Given>], played: bool) {
        if round <= self.booked {
            return;
        }
        self.booked = round;
        let mut right: BTreeMap<&MemberId, i64> = BTreeMap::new();
        for given in answers.iter().filter(|given| given.right) {
            right.entry(&given.member).or_insert(given.millis);
        }
        for (member, millis) in &right {
            let times = self.members.entry((*member).clone()).or_default();
            times.right = times.right.saturating_add(1);
            times.millis = times.millis.saturating_add(*millis);
        }
        let count = u32::try_from(right.len()).unwrap_or(u32::MAX);
        match right.into_iter().min_by_key(|(_, millis)| *millis) {
            Some((member, millis)) => {
                self.quickest.push(Quickest { round, member: member.clone(), millis, right: count });
            }
            None if played => self.unknown.push(round),
            None => {}
        }
    }
}

impl Quiz {
    /// Books the last card whose answer was shown.
    pub(super) fn book_last(&mut self) {
        if let (Some(tally), Some(last)) = (&mut self.progress.tally, &self.progress.last) {
            tally.book(last.round, &last.answers, true);
        }
    }

    /// Books everything at the end, also what was right of a card that is still open.
    pub(super) fn book_all(&mut self) {
        self.book_last();
        let open = self.is_open();
        if let Some(tally) = self.progress.tally.as_mut().filter(|_| open) {
            tally.book(self.progress.round, &self.progress.answers, false);
        }
    }

    /// What the quiz has come to; nothing before a card was played, and nothing for a quiz that was begun
    /// by a version that did not keep it.
    pub fn summary(&self) -> Option<Summary> {
        let tally = self.progress.tally.as_ref()?;
        if tally.quickest.is_empty() && tally.unknown.is_empty() {
            return None;
        }
        let answer = |round: u32| {
            let card = self.plan.cards.get((round as usize).checked_sub(1)?)?;
            card.answers.first().cloned()
        };
        let standings = &self.progress.standings;
        let mut players: Vec<Player> = standings
            .iter()
            .filter(|(_, standing)| standing.points > 0)
            .map(|(member, standing)| {
                let times = tally.members.get(member).copied().unwrap_or_default();
                let Times { right, millis } = times;
                Player { name: standing.name.clone(), points: standing.points, right, millis }
            })
            .collect();
        players.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.name.cmp(&b.name)));
        let solved = tally.quickest.iter().filter_map(|quickest| {
            let Quickest { round, millis, right, .. } = *quickest;
            let name = standings.get(&quickest.member)?.name.clone();
            Some(Solved { answer: answer(round)?, name, millis, right })
        });
        Some(Summary {
            deck: self.plan.deck.clone(),
            players,
            solved: solved.collect(),
            unknown: tally.unknown.iter().filter_map(|round| answer(*round)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::forget::without_member;
    use super::*;
    use crate::domain::ids::Timestamp;

    fn given(member: usize, right: bool, millis: i64) -> Arc<Given> {
        Arc::new(Given {
            member: MemberId(format!("discord:{}", 100_000_000_000_000_000 + member)),
            name: String::new(),
            text: String::new(),
            at: Timestamp(0),
            millis,
            right,
            tried: true,
            full: 0,
            late: 0,
            points: 0,
            ruled: false,
        })
    }

    #[test]
    fn a_whole_class_in_a_long_quiz_stays_small() {
        let mut tally = Tally::default();
        for round in 1..=200 {
            let answers: Vec<_> = (0..200).map(|member| given(member, true, 12_345)).collect();
            tally.book(round, &answers, true);
        }
        assert_eq!((tally.members.len(), tally.quickest.len()), (200, 200));
        let stored = serde_json::to_string(&tally).expect("JSON").len();
        assert!(stored < 30_000, "{stored} bytes");
    }

    #[test]
    fn a_card_is_booked_once_and_one_that_was_broken_off_is_unknown_to_nobody() {
        let mut tally = Tally::default();
        tally.book(1, &[given(1, false, 900), given(2, true, 2_000), given(3, true, 1_500)], true);
        tally.book(1, &[given(1, true, 1)], true);
        tally.book(2, &[given(1, false, 900)], true);
        tally.book(3, &[], false);
        let quickest =
            Quickest { round: 1, member: given(3, true, 0).member.clone(), millis: 1_500, right: 2 };
        assert_eq!((tally.quickest, tally.unknown, tally.booked), (vec![quickest], vec![2], 3));
        assert_eq!(tally.members.values().map(|times| times.millis).collect::<Vec<_>>(), [2_000, 1_500]);
    }

    #[test]
    fn who_is_forgotten_leaves_the_table() {
        let quiz = super::super::tests::begun(&["anchor", "rudder"], super::super::Mode::Everyone);
        let mut progress = quiz.progress;
        let tally = progress.tally.get_or_insert_default();
        tally.book(1, &[given(1, true, 900), given(2, true, 2_000)], true);
        let (ana, ben) = (given(1, true, 0).member.clone(), given(2, true, 0).member.clone());
        let stored = serde_json::to_string(&progress).expect("JSON");
        let stored = without_member(&stored, &ana).expect("the table knows ana");
        assert!(!stored.contains(&ana.0) && stored.contains(&ben.0), "{stored}");
    }
}
