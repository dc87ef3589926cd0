//! Slack's payloads as inbound messages. Decides nothing and remembers nothing: who may moderate is
//! read from the settings for each payload, since Slack's carry no roles.

use serde_json::{Value, json};

use super::manifest::{COMMAND, EXPLAIN, Features};
use super::recent::REMEMBERED;
use super::render::{FIELD, FORM};
use super::settings::PLATFORM;
use super::text::{head, plain, unescape};
use super::upload::{self, Attached, UPLOAD};
use crate::domain::command::{self, split_line};
use crate::domain::follow_up::About;
use crate::domain::ids::{ChannelId, MemberId, SpaceId};
use crate::domain::inbound::{Inbound, Member, Place, What};
use crate::domain::reply::Press;

/// A block's id takes 255 characters ("Block Kit").
const BLOCK_ID_UNITS: usize = 255;
/// How much of a message to explain becomes the question.
const EXPLAIN_CHARACTERS: usize = 1000;

/// What is known beside the payload.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The bot's user id.
    pub(super) own: &'a str,
    /// The workspace that the bot is in. What happens in a channel that it shares with another one may name
    /// either, member by member.
    pub(super) team: &'a str,
    /// Who may run quizzes.
    pub(super) moderators: &'a [String],
    /// What is switched on.
    pub(super) features: Features,
}

/// The ways back to whoever spoke.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Back {
    /// The channel.
    pub(super) channel: String,
    /// The thread in it that the answer belongs to.
    pub(super) thread: Option<String>,
    /// Whoever spoke.
    pub(super) user: String,
    /// An address that takes five answers in 30 minutes, wherever the bot is a member. Never logged.
    pub(super) answer_url: Option<String>,
    /// What opens a form within 3 s.
    pub(super) trigger: Option<String>,
    /// What was typed, where the others do not see it.
    pub(super) heading: Option<String>,
}

/// An option to be picked from a list that completes itself, in place of a command that lacks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pick {
    /// The command.
    pub(super) command: String,
    /// The option.
    pub(super) option: &'static str,
    /// What else was given, to be typed again.
    pub(super) rest: String,
}

/// Something that a member said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// What it means.
    pub(super) inbound: Inbound,
    /// Whether the payload named the member; else the name is the id.
    pub(super) named: bool,
    /// Where its answer goes.
    pub(super) back: Back,
    /// What has to be picked first.
    pub(super) pick: Option<Pick>,
    /// The thread in which it was said.
    pub(super) thread: Option<String>,
    /// The file that came with it.
    pub(super) attached: Option<Attached>,
}

/// Reads what an envelope of this type brought; nothing for what is not meant for the desk.
pub(super) fn said(kind: &str, payload: &Value, known: Known<'_>) -> Option<Said> {
    match kind {
        "slash_commands" => slash(payload, known),
        "interactive" => interactive(payload, known),
        "events_api" => event(payload, known),
        _ => None,
    }
}

/// What tells this from everything else that happened, wherever Slack gives it a name that a redelivery keeps.
/// A message that is edited comes anew in an event of its own, and keeps its place in the channel.
pub(super) fn identity(payload: &Value) -> Option<String> {
    let event = &payload["event"];
    if let (Some(kind), Some(channel), Some(ts)) =
        (text(event, "/type"), text(event, "/channel"), text(event, "/ts"))
    {
        return Some(format!("{kind} {channel} {ts}"));
    }
    let name = payload["event_id"].as_str().or_else(|| payload["trigger_id"].as_str())?;
    Some(name.to_owned())
}

/// Whether the acknowledgement has to bring an answer along: choices come no other way.
pub(super) fn is_suggestion(payload: &Value) -> bool {
    payload["type"] == "block_suggestion"
}

fn text<'a>(value: &'a Value, at: &str) -> Option<&'a str> {
    value.pointer(at).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn owned(value: &Value, at: &str) -> Option<String> {
    text(value, at).map(str::to_owned)
}

/// Puts together what was said, where and by whom.
fn put(name: Option<&str>, back: Back, thread: Option<&str>, what: What, known: Known<'_>) -> Said {
    let direct = back.channel.starts_with('D');
    let space = match direct {
        true => format!("{PLATFORM}:dm:{}", back.channel),
        false => format!("{PLATFORM}:{}", known.team),
    };
    // In a conversation of two, a thread is only a way to answer.
    let channel = match thread.filter(|_| !direct) {
        Some(thread) => format!("{PLATFORM}:{}:{thread}", back.channel),
        None => format!("{PLATFORM}:{}", back.channel),
    };
    let member = Member {
        id: MemberId(format!("{PLATFORM}:{}", back.user)),
        name: name.unwrap_or(&back.user).to_owned(),
        moderator: direct || known.moderators.contains(&back.user),
    };
    let place = Place { space: SpaceId(space), channel: ChannelId(channel), direct };
    let thread = thread.map(str::to_owned);
    let inbound = Inbound { place, member, what, about: None };
    Said { inbound, named: name.is_some(), back, pick: None, thread, attached: None }
}

fn slash(payload: &Value, known: Known<'_>) -> Option<Said> {
    let typed = unescape(text(payload, "/text").unwrap_or("help"));
    let typed = typed.trim().trim_start_matches('/');
    let (name, options) = commanded(if typed.is_empty() { "help" } else { typed });
    let pick = pick(&name, &options);
    let user_name = text(payload, "/user_name");
    let back = Back {
        channel: owned(payload, "/channel_id")?,
        thread: None,
        user: owned(payload, "/user_id")?,
        answer_url: owned(payload, "/response_url"),
        trigger: owned(payload, "/trigger_id"),
        heading: Some(format!("{}: {COMMAND} {typed}", user_name.unwrap_or("?"))),
    };
    let what = What::Command { name, options };
    Some(Said { pick, ..put(user_name, back, None, what, known) })
}

/// The command that was typed. One that begins with the word of Slack's own command may leave it out:
/// `/desk listen` is `/desk desk listen`.
fn commanded(typed: &str) -> (String, Vec<(String, String)>) {
    match begins_with_own(typed) {
        true => split_line(&format!("{} {typed}", COMMAND.trim_start_matches('/'))),
        false => split_line(typed),
    }
}

/// Whether a command begins with Slack's own and goes on like this.
fn begins_with_own(typed: &str) -> bool {
    let first = typed.split_whitespace().next().unwrap_or_default().to_lowercase();
    command::find(&format!("{} {first}", COMMAND.trim_start_matches('/'))).is_some()
}

/// A message to the desk as it is typed on every platform. Slack's own command cannot be used in threads and
/// is typed there behind a mention: `/desk ask …` is `/ask …`.
fn as_elsewhere(said: String) -> String {
    let (Some(word), Some(typed)) = (said.get(..COMMAND.len()), said.get(COMMAND.len()..)) else {
        return said;
    };
    if !word.eq_ignore_ascii_case(COMMAND) || typed.starts_with(|c: char| !c.is_whitespace()) {
        return said;
    }
    let typed = typed.trim().trim_start_matches('/');
    match typed {
        "" => "/help".to_owned(),
        typed if begins_with_own(typed) => said,
        typed => format!("/{typed}"),
    }
}

/// The option that is to be picked: one that completes and was left empty, or is needed and missing.
fn pick(name: &str, options: &[(String, String)]) -> Option<Pick> {
    let spec = command::find(name)?;
    let given = |option: &str| options.iter().find(|(name, _)| name == option).map(|(_, value)| value.trim());
    let wanted = |option: &&command::OptionSpec| {
        option.completes && given(option.name).map_or(option.required, str::is_empty)
    };
    let option = spec.options.iter().find(wanted)?.name;
    let rest =
        options.iter().filter(|(name, _)| name != option).map(|(name, value)| format!("{name}:{value}"));
    Some(Pick { command: name.to_owned(), option, rest: rest.collect::<Vec<_>>().join(" ") })
}

impl Pick {
    const START: &'static str = "pick|";

    /// The action of the list, which says what is completed.
    pub(super) fn action(&self) -> String {
        format!("{}{}|{}", Self::START, self.command, self.option)
    }

    /// What else was given, as the name of the list's block: whole options, as many as a name may hold.
    pub(super) fn carried(&self) -> String {
        let whole = format!("{}{}", Self::START, self.rest);
        match head(&whole, BLOCK_ID_UNITS) {
            cut if cut.len() < whole.len() => {
                cut.rsplit_once(' ').map_or(Self::START, |(kept, _)| kept).to_owned()
            }
            _ => whole,
        }
    }

    /// The command and the option of a list's action.
    fn of(action: &str) -> Option<(&str, &str)> {
        action.strip_prefix(Self::START)?.split_once('|')
    }
}

fn interactive(payload: &Value, known: Known<'_>) -> Option<Said> {
    let thread = text(payload, "/container/thread_ts").or_else(|| text(payload, "/message/thread_ts"));
    let message = text(payload, "/container/message_ts").or_else(|| text(payload, "/message/ts"));
    // The first message of a thread stands in the channel itself.
    let thread = thread.filter(|thread| Some(*thread) != message);
    let back = Back {
        channel: owned(payload, "/channel/id")
            .or_else(|| owned(payload, "/container/channel_id"))
            .unwrap_or_default(),
        thread: thread.map(str::to_owned),
        user: owned(payload, "/user/id")?,
        answer_url: owned(payload, "/response_url"),
        trigger: owned(payload, "/trigger_id"),
        heading: None,
    };
    let mut attached = None;
    let (back, thread, what) = match payload["type"].as_str()? {
        "view_submission" => {
            let (back, thread, what, file) = submitted(payload, back)?;
            attached = file;
            (back, thread, what)
        }
        kind => {
            let what = match kind {
                "block_actions" => acted(payload.pointer("/actions/0")?),
                "block_suggestion" => completing(payload)?,
                "message_action" => explain(payload, known)?,
                _ => return None,
            };
            (back, thread.map(str::to_owned), what)
        }
    };
    if back.channel.is_empty() {
        return None;
    }
    let name = text(payload, "/user/name").or_else(|| text(payload, "/user/username"));
    let mut said = Said { attached, ..put(name, back, thread.as_deref(), what, known) };
    // Somebody else's message does not lean on what this member was answered last.
    said.inbound.about = (payload["type"] == "message_action").then(About::default);
    Some(said)
}

/// A press on a button, or a choice from a list.
fn acted(action: &Value) -> What {
    let picked = text(action, "/action_id").and_then(Pick::of);
    if let (Some((command, option)), Some(value)) = (picked, text(action, "/selected_option/value")) {
        let rest = unescape(
            text(action, "/block_id").and_then(|block| block.strip_prefix(Pick::START)).unwrap_or_default(),
        );
        let (name, mut options) = split_line(&format!("{command} {rest}"));
        options.push((option.to_owned(), unescape(value)));
        return What::Command { name, options };
    }
    let token = unescape(text(action, "/value").unwrap_or_default());
    Press::from_token(&token).map_or(What::UnknownPress, What::Press)
}

fn completing(payload: &Value) -> Option<What> {
    let (command, option) = Pick::of(text(payload, "/action_id")?)?;
    let typed = unescape(text(payload, "/value").unwrap_or_default());
    Some(What::Completing { command: command.to_owned(), option: option.to_owned(), typed })
}

/// "Explain this" is the command `ask` with the message as its question, for the asker alone.
fn explain(payload: &Value, known: Known<'_>) -> Option<What> {
    (payload["callback_id"] == EXPLAIN).then(|| {
        let message = plain(text(payload, "/message/text").unwrap_or_default(), known.own);
        let question = message.chars().take(EXPLAIN_CHARACTERS).collect();
        let options = vec![("question".to_owned(), question), ("private".to_owned(), "true".to_owned())];
        What::Command { name: "ask".to_owned(), options }
    })
}

/// What a form carries until it is filled in: a submission says neither its channel nor where to answer.
pub(super) fn metadata(token: &str, back: &Back, place: &Place) -> String {
    let thread = place.channel.local().split_once(':').map(|(_, thread)| thread);
    json!({
        "press": token,
        "channel": back.channel,
        "thread": thread,
        "answers": back.thread,
        "url": back.answer_url,
    })
    .to_string()
}

type Submitted = (Back, Option<String>, What, Option<Attached>);

fn submitted(payload: &Value, back: Back) -> Option<Submitted> {
    let carried: Value = serde_json::from_str(text(payload, "/view/private_metadata")?).ok()?;
    let callback = text(payload, "/view/callback_id").filter(|callback| [FORM, UPLOAD].contains(callback))?;
    let back = Back {
        channel: owned(&carried, "/channel")?,
        thread: owned(&carried, "/answers"),
        answer_url: owned(&carried, "/url"),
        ..back
    };
    let thread = owned(&carried, "/thread");
    if callback == UPLOAD {
        let (what, attached) = upload::filled_in(text(&carried, "/press")?, payload)?;
        return Some((back, thread, what, attached));
    }
    let values = payload.pointer("/view/state/values").and_then(Value::as_object);
    let filled = |(name, block): (&String, &Value)| {
        let text = block[FIELD]["value"].as_str().unwrap_or_default();
        (name.clone(), unescape(text))
    };
    let fields = values.into_iter().flatten().map(filled).collect();
    let press = text(&carried, "/press").and_then(Press::from_token);
    let what = press.map_or(What::UnknownPress, |press| What::Submitted { press, fields });
    Some((back, thread, what, None))
}

/// Whether an edit of what has long been said brings it again: by now nobody knows whether it was answered.
fn is_old(event: &Value) -> bool {
    let seconds = |at: &str| text(event, at).and_then(|ts| ts.parse::<f64>().ok());
    let (Some(edited), Some(said)) = (seconds("/edited/ts"), seconds("/ts")) else { return false };
    edited - said > REMEMBERED.as_secs_f64()
}

/// Reads a message. Nothing for what is not a person's own words to the class: bots, edits, the
/// notices of Slack, and, unless it is switched on, words meant for others.
fn event(payload: &Value, known: Known<'_>) -> Option<Said> {
    let event = &payload["event"];
    let person =
        text(event, "/bot_id").is_none() && text(event, "/user").is_some_and(|user| user != known.own);
    let words = matches!(text(event, "/subtype"), None | Some("thread_broadcast" | "file_share"));
    if !person || !words || is_old(event) {
        return None;
    }
    let (channel, ts) = (owned(event, "/channel")?, owned(event, "/ts")?);
    let thread = owned(event, "/thread_ts").filter(|thread| *thread != ts);
    let raw = text(event, "/text").unwrap_or_default();
    let said = as_elsewhere(plain(raw, known.own));
    let direct = channel.starts_with('D');
    let (what, answers) = match event["type"].as_str()? {
        // What begins a thread is answered in it, so that two questions at once stay apart.
        "app_mention" if !direct => (What::Addressed(said), thread.clone().or(Some(ts))),
        "message" if direct && known.features.direct_messages => (What::Addressed(said), thread.clone()),
        // A mention comes a second time, as one.
        "message"
            if !direct && known.features.typed_answers && !raw.contains(&format!("<@{}", known.own)) =>
        {
            (What::Overheard(Some(said).filter(|said| !said.is_empty())?), thread.clone())
        }
        _ => return None,
    };
    let (what, attached) = match what {
        What::Addressed(said) => match upload::beside(&said, &event["files"]) {
            Some((what, attached)) => (what, attached),
            None => (What::Addressed(said), None),
        },
        what => (what, None),
    };
    let back = Back { channel, thread: answers, user: owned(event, "/user")?, ..Back::default() };
    Some(Said { attached, ..put(None, back, thread.as_deref(), what, known) })
}

#[cfg(test)]
#[path = "translate_tests.rs"]
mod tests;
