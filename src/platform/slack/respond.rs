//! Answers to what members say: by the address that came with it, where there is one, else by a message.
//!
//! Slack has had its acknowledgement by now, and an answer may come at any time within 30 minutes;
//! only a form must open within 3 seconds.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::warn;

use super::fault::Fault;
use super::render::{self, Around};
use super::socket::{Ack, Heard};
use super::translate::{self, Back, Pick, Said};
use super::trouble::Trouble;
use super::wire::Wire;
use super::{Limits, people::People};
use crate::domain::inbound::{Place, What};
use crate::domain::reply::{Audience, Form, Reply, Response};
use crate::platform::hearing::{BUSY, FAULT, FORM_LATE, Hearing, LATE, sorry};
use crate::port::Desk;

/// A message opens no form.
const FORM_NEEDS_COMMAND: &str =
    "Slack opens a form for a command or a button alone. Please type it behind /desk in the channel itself.";
/// A block's id takes 255 characters ("Block Kit").
const BLOCK_ID_CHARACTERS: usize = 255;

/// Lets the desk hear everything in the order in which Slack told it.
pub(super) async fn listen(front: Arc<Front>, mut people: People, mut heard: mpsc::UnboundedReceiver<Heard>) {
    while let Some(Heard { mut said, ack, permit }) = heard.recv().await {
        front.trouble.note(&said.back);
        let front = Arc::clone(&front);
        let Some(permit) = permit else {
            tokio::spawn(async move { front.turn_away(&said, &ack).await });
            continue;
        };
        if let Some(pick) = said.pick.take() {
            tokio::spawn(async move {
                front.offer(&said.back, &pick).await;
                drop(permit);
            });
            continue;
        }
        people.complete(&mut said).await;
        let Said { inbound, back, .. } = said;
        let (audience, place) = (inbound.audience(), inbound.place.clone());
        let suggestion = matches!(inbound.what, What::Completing { .. });
        let hearing = Hearing::begin(&front.desk, inbound).await;
        tokio::spawn(async move {
            match suggestion {
                true => front.choices(hearing, &ack).await,
                false => front.answer(hearing, &back, audience, &place).await,
            }
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
}

impl Front {
    async fn choices(&self, mut hearing: Hearing, ack: &Ack) {
        let choices = match timeout(self.limits.choices, &mut hearing).await {
            Ok(Response::Choices(choices)) => choices,
            _ => Vec::new(),
        };
        ack.with(render::choices(&choices));
    }

    async fn answer(&self, mut hearing: Hearing, back: &Back, audience: Audience, place: &Place) {
        match timeout(self.limits.give_up, &mut hearing).await {
            Ok(Response::Silent | Response::Choices(_)) => {}
            Ok(Response::Say(reply)) => self.say(back, audience, &reply).await,
            Ok(Response::Whisper { reply, .. }) => self.say(back, Audience::Asker, &reply).await,
            Ok(Response::Form(form)) => self.open(back, place, &form).await,
            Err(_) => {
                warn!("the desk did not answer in time; the member was told");
                self.say(back, Audience::Asker, &sorry(LATE)).await;
            }
        }
    }

    async fn turn_away(&self, said: &Said, ack: &Ack) {
        match said.inbound.what {
            What::Completing { .. } => ack.with(render::choices(&[])),
            What::Overheard(_) => warn!("too much at once: a message was left unheard"),
            _ => {
                warn!("too much at once: a member was asked to try again");
                self.say(&said.back, Audience::Asker, &sorry(BUSY)).await;
            }
        }
    }

    async fn open(&self, back: &Back, place: &Place, form: &Form) {
        let Some(trigger) = &back.trigger else {
            return self.say(back, Audience::Asker, &sorry(FORM_NEEDS_COMMAND)).await;
        };
        let Some(token) = form.press.to_token() else {
            return self.say(back, Audience::Asker, &sorry(FAULT)).await;
        };
        let view = render::modal(form, &translate::metadata(&token, back, place));
        if let Err(fault) = self.wire.open_form(trigger, view).await {
            let late = matches!(
                fault.code.as_str(),
                "expired_trigger_id" | "trigger_expired" | "exchanged_trigger_id"
            );
            warn!("a form could not be opened: {fault}");
            match late {
                true => self.say(back, Audience::Asker, &sorry(FORM_LATE)).await,
                false => self.trouble.report(&back.channel, "a form", &fault).await,
            }
        }
    }

    /// Says it to whom it is for. What Slack does not take is said by a plain word.
    async fn say(&self, back: &Back, audience: Audience, reply: &Reply) {
        let Err(fault) = self.send(back, audience, reply).await else { return };
        if fault.is_refused() {
            let apology = self.send(back, Audience::Asker, &sorry(FAULT)).await;
            if apology.is_ok() {
                return warn!("Slack refused an answer: {fault}");
            }
        }
        self.trouble.report(&back.channel, "an answer to a member", &fault).await;
    }

    async fn send(&self, back: &Back, audience: Audience, reply: &Reply) -> Result<(), Fault> {
        let public = audience == Audience::Public;
        let heading = back.heading.as_deref().filter(|_| public);
        let body = render::message(reply, Around { heading, left: None });
        if let Some(url) = &back.answer_url {
            let mut body = body.clone();
            let kind = if public { "in_channel" } else { "ephemeral" };
            body.insert("response_type".to_owned(), json!(kind));
            body.insert("replace_original".to_owned(), json!(false));
            if let Some(thread) = &back.thread {
                body.insert("thread_ts".to_owned(), json!(thread));
            }
            match self.wire.respond(url, &Value::Object(body)).await {
                // Used up or too old: the bot may still write by itself.
                Err(fault) if fault.is_worn_out() => {}
                outcome => return outcome,
            }
        }
        let thread = back.thread.as_deref();
        if public || back.channel.starts_with('D') {
            self.wire.post(&back.channel, thread, body).await.map(|_| ())
        } else {
            self.wire.whisper(&back.channel, thread, &back.user, body).await
        }
    }

    /// Offers a list that completes itself while it is typed into.
    async fn offer(&self, back: &Back, pick: &Pick) {
        let mut body = render::message(&sorry(&format!("Which {}?", pick.option)), Around::default());
        let list = json!({
            "type": "external_select",
            "action_id": pick.action(),
            "placeholder": { "type": "plain_text", "text": pick.option, "emoji": false },
            "min_query_length": 0,
        });
        let rest: String = format!("pick|{}", pick.rest).chars().take(BLOCK_ID_CHARACTERS).collect();
        let actions = json!({ "type": "actions", "block_id": rest, "elements": [list] });
        if let Some(Value::Array(blocks)) = body.get_mut("blocks") {
            blocks.push(actions);
        }
        body.insert("response_type".to_owned(), json!("ephemeral"));
        body.insert("replace_original".to_owned(), json!(false));
        let Some(url) = &back.answer_url else { return };
        if let Err(fault) = self.wire.respond(url, &Value::Object(body)).await {
            self.trouble.report(&back.channel, "a list to pick from", &fault).await;
        }
    }
}
