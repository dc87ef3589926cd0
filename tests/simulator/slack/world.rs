//! Who and what there is in the simulated workspace.

pub(crate) const APP_TOKEN: &str = "xapp-1-A0DESK-1-app-secret";
pub(crate) const BOT_TOKEN: &str = "xoxb-1-1-bot-secret";
pub(crate) const TEAM: &str = "T0CLASS";
pub(crate) const BOT_USER: &str = "U0DESK";
pub(crate) const BOT_NAME: &str = "deskbell";
/// The class's channels.
pub(crate) const GENERAL: &str = "C0GENERAL";
pub(crate) const STUDY: &str = "C0STUDY";

/// Somebody of the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// Whether the workspace calls them an admin.
    pub(crate) admin: bool,
    /// Their conversation with the bot.
    pub(crate) direct: &'static str,
}

pub(crate) const ANA: Person = Person { id: "U0ANA", name: "ana", admin: false, direct: "D0ANA" };
pub(crate) const BEN: Person = Person { id: "U0BEN", name: "ben", admin: true, direct: "D0BEN" };
pub(crate) const MAYA: Person = Person { id: "U0MAYA", name: "maya", admin: false, direct: "D0MAYA" };
pub(crate) const PEOPLE: [Person; 3] = [ANA, BEN, MAYA];
