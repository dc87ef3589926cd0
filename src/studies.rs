//! The shell's side of studies: reads a member's record, lets the domain decide, stores, then replies;
//! and sends the reminders that are due.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::watch;

use crate::domain::bot::Look;
use crate::domain::calendar::DAY_MILLIS;
use crate::domain::ids::{ChannelId, MemberId, Timestamp};
use crate::domain::inbound::Inbound;
use crate::domain::quiz::Mode;
use crate::domain::reply::{Post, Response, Slot};
use crate::domain::study::{self, Change, StudyOrder, WEEKS};
use crate::domain::voice;
use crate::reception::Reception;

/// How often the store is asked for reminders that are due.
const REMIND_EVERY: Duration = Duration::from_secs(60);

impl Reception {
    /// Carries one order about a member's studies out.
    pub(crate) async fn study(&self, order: StudyOrder, inbound: &Inbound) -> Response {
        self.try_to_study(order, inbound).await.unwrap_or_else(|error| {
            tracing::error!("a member could not study: {error:#}");
            Response::Say(voice::fault())
        })
    }

    /// A look with what was missed put into it, where it deals a review. Nothing else waits for the store.
    pub(crate) async fn with_misses(&self, look: Look, inbound: &Inbound) -> Result<Look> {
        Ok(match look {
            Look::Deal { options, .. } if options.mode == Mode::Review => {
                let missed = match options.mine {
                    true => self.store.missed_by(&inbound.member.id).await?,
                    false => self.store.missed_in(&inbound.place.channel).await?,
                };
                Look::Deal { options, missed }
            }
            look => look,
        })
    }

    async fn try_to_study(&self, mut order: StudyOrder, inbound: &Inbound) -> Result<Response> {
        if let StudyOrder::Typed { card, accepted, .. } = &mut order {
            let mut ruled = self.store.accepted(&inbound.place.space).await?;
            *accepted = ruled.remove(card).unwrap_or_default();
        }
        let now = self.engine.now();
        let member = &inbound.member.id;
        // Only what is shown is read: the history of grades grows for ever.
        let since = match order {
            StudyOrder::Progress => now.plus_millis(-(WEEKS as i64) * 7 * DAY_MILLIS),
            _ => now.plus_millis(1),
        };
        let record = self.store.study_of(member, since).await?;
        let open: BTreeSet<_> =
            self.engine.open_cards(&inbound.place).into_iter().map(|open| open.card.id.clone()).collect();
        let own = self.decks.view(&inbound.place.space).await;
        let snapshot = own.unwrap_or_else(|| self.snapshot.borrow().clone());
        let outcome =
            self.readers.read(move || study::study(record, order, &snapshot.library, &open, now)).await;
        let outcome = outcome.context("looking for a card failed badly")?;
        if !outcome.changes.is_empty() {
            self.store.save_study(member, &outcome.changes).await?;
        }
        Ok(outcome.response)
    }

    /// Sends the reminders that are due, each after its next one is stored: a crash loses one sooner
    /// than it sends it twice.
    pub async fn remind(&self) {
        if let Err(error) = self.try_to_remind(self.engine.now()).await {
            tracing::error!("reminders could not be sent: {error:#}");
        }
    }

    async fn try_to_remind(&self, now: Timestamp) -> Result<()> {
        for (member, due_at) in self.store.reminders_due(now).await? {
            let channel = ChannelId::direct_with(&member);
            if !self.engine.reaches(&channel) {
                continue;
            }
            let missed_days = now.millis_since(due_at).div_euclid(DAY_MILLIS);
            let next = due_at.plus_millis((missed_days + 1) * DAY_MILLIS);
            self.store.save_study(&member, &[Change::Remind(Some(next))]).await?;
            let due = self.due_for(&member, now).await?;
            if due > 0 {
                let reply = voice::study::reminder(due);
                self.engine.post(Post { channel, slot: Slot::Fresh, reply }).await;
            }
        }
        Ok(())
    }

    async fn due_for(&self, member: &MemberId, now: Timestamp) -> Result<usize> {
        let record = self.store.study_of(member, now.plus_millis(1)).await?;
        let snapshot = self.snapshot.borrow().clone();
        let due = self.readers.read(move || study::due_cards(&record, &snapshot.library, now)).await;
        due.context("counting due cards failed badly")
    }

    /// Looks for due reminders every minute until `stop` says so.
    pub async fn keep_reminding(self, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(REMIND_EVERY) => self.remind().await,
                _ = stop.changed() => return,
            }
        }
    }
}
