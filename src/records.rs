//! The shell's side of what members have a record of: scores and being forgotten, from the store.

use crate::domain::ids::MemberId;
use crate::domain::inbound::Inbound;
use crate::domain::quiz::rank;
use crate::domain::reply::{Reply, Response};
use crate::domain::scores::{ScoreOptions, deck_meant};
use crate::domain::voice;
use crate::reception::Reception;

impl Reception {
    /// Shows a score table, or the member's own history.
    pub(crate) async fn scores(&self, options: &ScoreOptions, inbound: &Inbound) -> Response {
        let read = async {
            if options.mine {
                let history = self.store.history_of(&inbound.member.id).await?;
                return Ok(voice::scores::history(&history));
            }
            let scope = options.scope(&inbound.place);
            let mut deck = None;
            if let Some(typed) = &options.deck {
                let played = self.store.decks_played(&scope).await?;
                match deck_meant(typed, &played) {
                    Some(meant) => deck = Some(meant.to_owned()),
                    None => return Ok(voice::scores::deck_not_played(typed, &played)),
                }
            }
            let since = options.since(self.engine.now());
            let points = self.store.points(&scope, since, deck.as_deref()).await?;
            Ok(voice::scores::scores(options, deck.as_deref(), rank(points)))
        };
        say(read.await, "scores could not be read")
    }

    /// Deletes everything about a member: first what running quizzes know, so that they cannot store
    /// it again, then what was said just now, then what is stored.
    pub(crate) async fn forget(&self, member: &MemberId) -> Response {
        self.engine.forget(member).await;
        self.talk.forget(member);
        let forgotten = self.learning.forget(member).await;
        say(forgotten.map(voice::scores::forgotten), "a member could not be forgotten")
    }
}

/// A reply, or an apology with one line in the log.
fn say(reply: anyhow::Result<Reply>, fault: &str) -> Response {
    Response::Say(reply.unwrap_or_else(|error| {
        tracing::error!("{fault}: {error:#}");
        voice::fault()
    }))
}
