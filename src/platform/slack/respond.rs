//! Answers to what members say: by the address that came with it, where there is one, else by a message.
//!
//! Slack has had its acknowledgement by now, and an answer may come at any time within 30 minutes;
//! only a form must open within 3 seconds.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::stream::FuturesOrdered;
use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::{error, warn};

use super::body::{Block, Element, Message, Text};
use super::ear::{HalfTyped, Heard};
use super::fault::Fault;
use super::people::People;
use super::pictures::Pictures;
use super::render::{self, Around};
use super::settings::Limits;
use super::threads::{Asked, Threads};
use super::translate::{self, Back, Pick, Said};
use super::trouble::Trouble;
use super::upload;
use super::wire::Wire;
use crate::domain::inbound::{Place, What};
use crate::domain::reply::{Audience, Form, Reply, Response};
use crate::platform::hearing::{BUSY, FAULT, FORM_LATE, Hearing, LATE, sorry};
use crate::port::Desk;

/// A message opens no form.
const FORM_NEEDS_COMMAND: &str =
    "Slack opens a form for a command or a button alone. Please type it behind /desk in the channel itself.";
/// What a moderator does instead where a file is wanted and a form cannot open.
const FILE_NEEDS_COMMAND: &str = "Attach the deck to the message that says /deck add, or type /desk deck add in the \
    channel itself: that opens a form with a place for the file.";
const NO_FILES: &str = "I was not given the right to take files on Slack. Whoever runs the desk can put the deck into \
    the knowledge folder; or set SLACK_DECK_FILES=yes, give the app what deskbell slack-manifest then prints, and \
    install it again.";

/// Lets the desk hear everything in the order in which Slack told it.
pub(super) async fn listen(front: Arc<Front>, people: People, mut heard: mpsc::UnboundedReceiver<Heard>) {
    let mut known = FuturesOrdered::new();
    loop {
        tokio::select! {
            biased;
            Some(heard) = known.next() => {
                let mut heard: Heard = heard;
                people.fill_in(&mut heard.said);
                // What fails over one word costs that word, not the ear for everyone else.
                if AssertUnwindSafe(hear(&front, heard)).catch_unwind().await.is_err() {
                    error!("a message could not be taken; this is a fault in the program");
                }
            }
            Some(heard) = heard.recv() => {
                front.trouble.note(&heard.said.back);
                known.push_back(people.ask_about(heard));
            }
            else => break,
        }
    }
}

/// Lets the desk hear one thing, and sees to its answer.
async fn hear(front: &Arc<Front>, heard: Heard) {
    let Heard { mut said, permit } = heard;
    let front = Arc::clone(front);
    let Some(permit) = permit else {
        tokio::spawn(async move { front.turn_away(&said).await });
        return;
    };
    if let Some(pick) = said.pick.take() {
        tokio::spawn(async move {
            front.offer(&said.back, &pick).await;
            drop(permit);
        });
        return;
    }
    if let Some(view) = file_form(&said, front.takes_files) {
        tokio::spawn(async move {
            front.take_file(&said.back, view).await;
            drop(permit);
        });
        return;
    }
    let asked = front.threads().recall(&mut said);
    let Said { inbound, back, attached, .. } = said;
    let (audience, place) = (inbound.audience(), inbound.place.clone());
    let hearing = match attached {
        Some(attached) => {
            let (desk, wire) = (front.desk.clone(), Arc::clone(&front.wire));
            Hearing::of(Box::pin(upload::hear(desk, wire, inbound, attached))).await
        }
        None => Hearing::begin(&front.desk, inbound).await,
    };
    tokio::spawn(async move {
        front.answer(hearing, &back, audience, &place, asked).await;
        drop(permit);
    });
}

/// The form that asks a moderator for the file that a command wants and that did not come, or cannot be read.
fn file_form(said: &Said, takes_files: bool) -> Option<Value> {
    if !said.inbound.member.moderator || said.attached.is_some() && takes_files {
        return None;
    }
    let (spec, options) = upload::wanted(&said.inbound.what)?;
    Some(upload::form(spec, options, &translate::metadata(spec.name, &said.back, &said.inbound.place)))
}

/// Completes half-typed options. They wait neither for each other nor for what Slack knows of anybody.
pub(super) async fn complete(front: Arc<Front>, mut typed: mpsc::UnboundedReceiver<HalfTyped>) {
    while let Some(HalfTyped { heard: Heard { said, permit }, choices }) = typed.recv().await {
        // Without leave there are none.
        let Some(permit) = permit else { continue };
        let hearing = Hearing::begin(&front.desk, said.inbound).await;
        let front = Arc::clone(&front);
        tokio::spawn(async move {
            let offered = front.choices(hearing).await;
            // Whoever waited for them may have waited long enough.
            let _ = choices.send(render::choices(&offered));
            drop(permit);
        });
    }
}

/// The desk and the ways back to Slack.
pub(super) struct Front {
    pub(super) desk: Desk,
    pub(super) wire: Arc<Wire>,
    pub(super) trouble: Arc<Trouble>,
    pub(super) limits: Limits,
    /// Whether files may be read.
    pub(super) takes_files: bool,
    pub(super) pictures: Arc<Pictures>,
    pub(super) threads: Mutex<Threads>,
}

impl Front {
    async fn choices(&self, mut hearing: Hearing) -> Vec<String> {
        match timeout(self.limits.choices, &mut hearing).await {
            Ok(Response::Choices(choices)) => choices,
            _ => Vec::new(),
        }
    }

    fn threads(&self) -> MutexGuard<'_, Threads> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(
        &self,
        mut hearing: Hearing,
        back: &Back,
        audience: Audience,
        place: &Place,
        asked: Asked,
    ) {
        match timeout(self.limits.give_up, &mut hearing).await {
            Ok(Response::Silent | Response::Choices(_)) => {}
            Ok(Response::Say(reply)) => {
                // Where the thread is known already, its next word may come before Slack's answer to this one.
                let (public, known) = (audience == Audience::Public, back.thread.is_some());
                if public && known {
                    self.threads().note(&asked, &reply, None);
                }
                let said = self.say(back, audience, &reply).await;
                if let Some(ts) = said.filter(|_| public && !known) {
                    self.threads().note(&asked, &reply, ts);
                }
            }
            Ok(Response::Whisper { reply, .. }) => {
                self.say(back, Audience::Asker, &reply).await;
            }
            Ok(Response::Form(form)) => self.open(back, place, &form).await,
            Err(_) => {
                warn!("the desk did not answer in time; the member was told");
                self.regret(back, LATE).await;
            }
        }
    }

    async fn turn_away(&self, said: &Said) {
        match said.inbound.what {
            What::Overheard(_) => warn!("too much at once: a message was left unheard"),
            _ => {
                warn!("too much at once: a member was asked to try again");
                self.regret(&said.back, BUSY).await;
            }
        }
    }

    async fn open(&self, back: &Back, place: &Place, form: &Form) {
        let Some(token) = form.press.to_token() else { return self.regret(back, FAULT).await };
        let view = render::modal(form, &translate::metadata(&token, back, place));
        self.show(back, view, FORM_NEEDS_COMMAND).await;
    }

    /// Asks for a file, where files may be read.
    async fn take_file(&self, back: &Back, view: Value) {
        match self.takes_files {
            true => self.show(back, view, FILE_NEEDS_COMMAND).await,
            false => self.regret(back, NO_FILES).await,
        }
    }

    /// Shows a form; what needs a command to open says so.
    async fn show(&self, back: &Back, view: Value, needs_command: &str) {
        let Some(trigger) = &back.trigger else { return self.regret(back, needs_command).await };
        if let Err(fault) = self.wire.open_form(trigger, view).await {
            let late = matches!(
                fault.code.as_str(),
                "expired_trigger_id" | "trigger_expired" | "exchanged_trigger_id"
            );
            warn!("a form could not be opened: {fault}");
            match late {
                true => self.regret(back, FORM_LATE).await,
                false => self.trouble.report_to(back, "a form", &fault).await,
            }
        }
    }

    async fn regret(&self, back: &Back, sentence: &str) {
        self.say(back, Audience::Asker, &sorry(sentence)).await;
    }

    /// Says it to whom it is for; the message's time stamp, if it was said and Slack told it. What Slack does
    /// not take is said by a plain word.
    async fn say(&self, back: &Back, audience: Audience, reply: &Reply) -> Option<Option<String>> {
        let fault = match self.send(back, audience, reply).await {
            Ok(ts) => return Some(ts),
            Err(fault) => fault,
        };
        if fault.is_refused() {
            let apology = sorry(&self.trouble.sentence(&back.channel, &fault));
            let apology = self.send(back, Audience::Asker, &apology).await;
            if apology.is_ok() {
                warn!("Slack refused an answer: {fault}");
                return None;
            }
        }
        self.trouble.report_to(back, "an answer to a member", &fault).await;
        None
    }

    async fn send(&self, back: &Back, audience: Audience, reply: &Reply) -> Result<Option<String>, Fault> {
        let heading = back.heading.as_deref().filter(|_| audience == Audience::Public);
        let message = render::message(reply, Around { heading, left: None });
        let ts = self.deliver(back, audience, &message).await?;
        if let Some(mut offer) = self.pictures.of(reply).await {
            let message = render::picture_alone(offer.image());
            while !offer.ends(self.deliver(back, audience, &message).await.map(|_| ())).await {}
        }
        Ok(ts)
    }

    /// Brings a message to whom it is for; its time stamp, where Slack tells it.
    async fn deliver(
        &self,
        back: &Back,
        audience: Audience,
        message: &Message,
    ) -> Result<Option<String>, Fault> {
        let (public, thread) = (audience == Audience::Public, back.thread.as_deref());
        if let Some(url) = &back.answer_url {
            match self.wire.respond(url, message, public, thread).await {
                // Used up or too old: the bot may still write by itself.
                Err(fault) if fault.is_worn_out() => {}
                outcome => return outcome.map(|()| None),
            }
        }
        if public || back.channel.starts_with('D') {
            Ok(self.wire.post(&back.channel, thread, message).await?.map(|(_, ts)| ts))
        } else {
            self.wire.whisper(&back.channel, thread, &back.user, message).await.map(|()| None)
        }
    }

    /// Offers a list that completes itself while it is typed into.
    async fn offer(&self, back: &Back, pick: &Pick) {
        let Some(url) = &back.answer_url else { return };
        let mut message = render::message(&sorry(&format!("Which {}?", pick.option)), Around::default());
        let rest = pick.carried();
        let list = Element::ExternalSelect {
            action_id: pick.action(),
            placeholder: Text(pick.option.to_owned()),
            min_query_length: 0,
        };
        message.blocks.push(Block::Actions { block_id: Some(rest), elements: vec![list] });
        if let Err(fault) = self.wire.respond(url, &message, false, None).await {
            self.trouble.report_to(back, "a list to pick from", &fault).await;
        }
    }
}
