//! What Slack's payloads do not say about a person: the name of whoever writes a message, and
//! whether somebody is an admin. Asked for only where the app was given `users:read`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout};
use tracing::warn;

use super::Settings;
use super::translate::Said;
use super::wire::{Own, Wire};

/// The one who speaks waits for this, and so does everyone behind.
const PATIENCE: Duration = Duration::from_secs(1);
/// A name may be a day old.
const NAME_KEEPS: Duration = Duration::from_secs(24 * 3600);
/// An admin who is none any more may be one for a minute: asking Slack anew for every press would
/// use up its rate in a quiz.
const ADMIN_KEEPS: Duration = Duration::from_secs(60);
/// Once Slack did not answer in time, nobody is asked for within this.
const RESPITE: Duration = Duration::from_secs(15);
const MOST: usize = 10_000;

struct Person {
    name: String,
    admin: bool,
    at: Instant,
}

/// Those who have spoken.
pub(super) struct People {
    wire: Arc<Wire>,
    may_ask: bool,
    admins_moderate: bool,
    known: BTreeMap<String, Person>,
    /// Slack is not asked before this.
    from: Instant,
}

impl People {
    /// Nobody is known yet.
    pub(super) fn new(wire: Arc<Wire>, settings: &Settings, own: &Own) -> Self {
        let may_ask = own.scopes.iter().any(|scope| scope == "users:read");
        let admins_moderate = settings.features.admins_moderate;
        if admins_moderate && !may_ask {
            warn!("the app lacks the scope users:read, so that admins cannot be told from others");
        }
        Self { wire, may_ask, admins_moderate, known: BTreeMap::new(), from: Instant::now() }
    }

    /// Fills in who it was.
    pub(super) async fn complete(&mut self, said: &mut Said) {
        let user = said.back.user.clone();
        let asks_rank = self.admins_moderate && !said.inbound.member.moderator;
        if self.may_ask {
            let keeps = if asks_rank { ADMIN_KEEPS } else { NAME_KEEPS };
            let fresh = self.known.get(&user).is_some_and(|person| person.at.elapsed() < keeps);
            if (asks_rank || !said.named || !self.known.contains_key(&user)) && !fresh {
                self.ask(&user).await;
            }
        } else if said.named {
            self.remember(&user, said.inbound.member.name.clone(), false);
        }
        let Some(person) = self.known.get(&user) else { return };
        said.inbound.member.name.clone_from(&person.name);
        // What could not be asked anew counts as no.
        let admin = person.admin && person.at.elapsed() < ADMIN_KEEPS + PATIENCE;
        said.inbound.member.moderator |= asks_rank && admin;
    }

    async fn ask(&mut self, user: &str) {
        if Instant::now() < self.from {
            return;
        }
        match timeout(PATIENCE, self.wire.person(user)).await {
            Ok(Ok(person)) => {
                let admin = ["is_admin", "is_owner"].iter().any(|rank| person[rank] == true);
                self.remember(user, name(&person).unwrap_or(user).to_owned(), admin);
            }
            Ok(Err(fault)) => warn!("a member could not be looked up: {fault}"),
            Err(_) => {
                self.from = Instant::now() + RESPITE;
                warn!("a member could not be looked up in time; for a while nobody is");
            }
        }
    }

    fn remember(&mut self, user: &str, name: String, admin: bool) {
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(user.to_owned(), Person { name, admin, at: Instant::now() });
    }
}

fn name(person: &Value) -> Option<&str> {
    let at = ["/profile/display_name", "/profile/real_name", "/real_name", "/name"];
    at.iter().filter_map(|at| person.pointer(at)?.as_str()).find(|name| !name.trim().is_empty())
}
