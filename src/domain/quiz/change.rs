//! What has changed in a quiz since it was stored last, as a value: most answers change little, and writing
//! down all that a quiz has come to would cost more with every answer.
//!
//! [`Change`] and [`Progress::after`] are each other's inverse, which a property test holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::state::{Given, Phase, Progress, Standing};
use crate::domain::ids::MemberId;

/// What has happened to an open card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    /// Those that are new or not as they were; likewise in the other lists.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    standings: BTreeMap<MemberId, Standing>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    nudged: BTreeSet<MemberId>,
    /// The places of the answers that are no longer kept, then the answers that came behind the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dropped: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<Arc<Given>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hints: Option<u8>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    skip_votes: BTreeSet<MemberId>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    active: BTreeMap<MemberId, u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attended: Option<bool>,
}

impl Progress {
    /// What makes `next` of this; nothing where that is more than happens to an open card, so that all
    /// of `next` is better written down.
    pub fn change_to(&self, next: &Self) -> Option<Change> {
        // Named one by one: a field that is added later must be thought of here.
        let Self {
            round,
            phase,
            standings,
            nudged,
            answers,
            hints,
            skip_votes,
            active,
            attended,
            silent,
            streaks,
            last,
            tally,
        } = self;
        let same = (round, silent, streaks, last) == (&next.round, &next.silent, &next.streaks, &next.last)
            && *tally == next.tally;
        let grown = has_all(standings, &next.standings)
            && has_all(active, &next.active)
            && nudged.is_subset(&next.nudged)
            && skip_votes.is_subset(&next.skip_votes);
        if !(same && grown) {
            return None;
        }
        let (dropped, kept) = missing(answers, &next.answers);
        Some(Change {
            phase: news(phase, &next.phase),
            standings: more(standings, &next.standings),
            nudged: next.nudged.difference(nudged).cloned().collect(),
            dropped,
            answers: next.answers[kept..].to_vec(),
            hints: news(hints, &next.hints),
            skip_votes: next.skip_votes.difference(skip_votes).cloned().collect(),
            active: more(active, &next.active),
            attended: news(attended, &next.attended),
        })
    }

    /// This, behind a change.
    #[must_use]
    pub fn after(mut self, change: Change) -> Self {
        self.phase = change.phase.unwrap_or(self.phase);
        self.standings.extend(change.standings);
        self.nudged.extend(change.nudged);
        let mut place = 0;
        self.answers.retain(|_| {
            place += 1;
            change.dropped.binary_search(&(place - 1)).is_err()
        });
        self.answers.extend(change.answers);
        self.hints = change.hints.unwrap_or(self.hints);
        self.skip_votes.extend(change.skip_votes);
        self.active.extend(change.active);
        self.attended = change.attended.unwrap_or(self.attended);
        self
    }
}

fn news<T: Clone + PartialEq>(before: &T, next: &T) -> Option<T> {
    (before != next).then(|| next.clone())
}

/// Whether nobody is missing.
fn has_all<T>(before: &BTreeMap<MemberId, T>, next: &BTreeMap<MemberId, T>) -> bool {
    before.keys().all(|member| next.contains_key(member))
}

fn more<T: Clone + PartialEq>(
    before: &BTreeMap<MemberId, T>,
    next: &BTreeMap<MemberId, T>,
) -> BTreeMap<MemberId, T> {
    let altered = next.iter().filter(|(member, value)| before.get(member) != Some(value));
    altered.map(|(member, value)| (member.clone(), value.clone())).collect()
}

/// The places in `before` of what is not in `next`, in order, and how many of the first in `next` are from `before`.
fn missing(before: &[Arc<Given>], next: &[Arc<Given>]) -> (Vec<usize>, usize) {
    let mut dropped = Vec::new();
    let mut kept = 0;
    for (place, given) in before.iter().enumerate() {
        match next.get(kept) == Some(given) {
            true => kept += 1,
            false => dropped.push(place),
        }
    }
    (dropped, kept)
}
