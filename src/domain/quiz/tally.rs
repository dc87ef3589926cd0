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
