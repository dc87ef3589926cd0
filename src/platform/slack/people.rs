//! What Slack's payloads do not say about a person: the name of whoever writes a message, and
//! whether somebody is an admin. Asked for only where the app was given `users:read`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout};
use tracing::warn;

use super::ear::Heard;
use super::settings::Settings;
use super::translate::Said;
use super::trouble::Trouble;
use super::wire::{Own, Wire};

/// The one who speaks waits for this, and so does everyone behind: together, not one behind the other.
const PATIENCE: Duration = Duration::from_secs(1);
/// A name may be a day old.
const NAME_KEEPS: Duration = Duration::from_secs(24 * 3600);
/// An admin who is none any more may be one for a minute: asking Slack anew for every press would
/// use up its rate in a quiz.
const ADMIN_KEEPS: Duration = Duration::from_secs(60);
/// How long it may be one where Slack does not say.
const ADMIN_OUTLASTS: Duration = Duration::from_secs(300);
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
    trouble: Arc<Trouble>,
    may_ask: bool,
    admins_moderate: bool,
    known: Mutex<Known>,
}

/// What Slack has said of them.
struct Known {
    people: BTreeMap<String, Person>,
    /// Those who are being asked for.
    asked: BTreeSet<String>,
    /// Slack is not asked before this.
    from: Instant,
}

impl People {
    /// Nobody is known yet.
    pub(super) fn new(wire: Arc<Wire>, trouble: Arc<Trouble>, settings: &Settings, own: &Own) -> Self {
        let may_ask = own.scopes.iter().any(|scope| scope == "users:read");
        let admins_moderate = settings.features.admins_moderate;
        if admins_moderate && !may_ask {
            warn!("the app lacks the scope users:read, so that admins cannot be told from others");
        }
        let known = Known { people: BTreeMap::new(), asked: BTreeSet::new(), from: Instant::now() };
        let known = Mutex::new(known);
        Self { wire, trouble, may_ask, admins_moderate, known }
    }

    /// Asks Slack who it was, where that is not known; several may be asked for at once. Whoever is being asked
    /// for already is not asked for again: things are heard in their order, and by then it is known.
    pub(super) async fn ask_about(&self, heard: Heard) -> Heard {
        let user = &heard.said.back.user;
        let asks_rank = self.admins_moderate && !heard.said.inbound.member.moderator;
        if self.may_ask && self.is_to_ask(user, asks_rank, heard.said.named) {
            self.ask(user).await;
            self.known().asked.remove(user);
        } else if heard.said.named && !self.may_ask {
            self.remember(user, heard.said.inbound.member.name.clone(), false);
        }
        heard
    }

    /// Fills in who it was, as far as that is known.
    pub(super) fn fill_in(&self, said: &mut Said) {
        let asks_rank = self.admins_moderate && !said.inbound.member.moderator;
        let known = self.known();
        let Some(person) = known.people.get(&said.back.user) else { return };
        said.inbound.member.name.clone_from(&person.name);
        // Where Slack cannot be asked anew, what it said last is good for a while; then it counts as no.
        let keeps = if Instant::now() < known.from { ADMIN_OUTLASTS } else { ADMIN_KEEPS + PATIENCE };
        said.inbound.member.moderator |= asks_rank && person.admin && person.at.elapsed() < keeps;
    }

    fn is_to_ask(&self, user: &str, asks_rank: bool, named: bool) -> bool {
        let mut known = self.known();
        let person = known.people.get(user);
        let keeps = if asks_rank { ADMIN_KEEPS } else { NAME_KEEPS };
        let fresh = person.is_some_and(|person| person.at.elapsed() < keeps);
        let unknown = (asks_rank || !named || person.is_none()) && !fresh;
        unknown && Instant::now() >= known.from && known.asked.insert(user.to_owned())
    }

    async fn ask(&self, user: &str) {
        let fault = match timeout(PATIENCE, self.wire.person(user)).await {
            Ok(Ok(person)) => {
                let admin = ["is_admin", "is_owner"].iter().any(|rank| person[rank] == true);
                return self.remember(user, name(&person).unwrap_or(user).to_owned(), admin);
            }
            Ok(Err(fault)) => fault,
            Err(_) => {
                warn!("a member could not be looked up in time; for a while nobody is");
                return self.rest(RESPITE);
            }
        };
        warn!("a member could not be looked up: {fault}");
        match fault.is_for_good() {
            true if fault.is_bad_token() => self.trouble.give_up(&fault),
            // A stranger stays one, and is not asked for at each word.
            true => self.remember(user, user.to_owned(), false),
            false => self.rest(fault.retry_after.unwrap_or(RESPITE)),
        }
    }

    /// Asks for nobody for so long.
    fn rest(&self, long: Duration) {
        self.known().from = Instant::now() + long;
    }

    fn remember(&self, user: &str, name: String, admin: bool) {
        let people = &mut self.known().people;
        if people.len() >= MOST {
            people.clear();
        }
        people.insert(user.to_owned(), Person { name, admin, at: Instant::now() });
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(person: &Value) -> Option<&str> {
    let at = ["/profile/display_name", "/profile/real_name", "/real_name", "/name"];
    at.iter().filter_map(|at| person.pointer(at)?.as_str()).find(|name| !name.trim().is_empty())
}
