//! Answers to what members say: in time whatever the desk does, and never twice.
//!
//! Discord wants the first answer to an interaction within 3 seconds; a desk that needs
//! longer is announced by a deferral, which then becomes the answer.

use std::sync::Arc;
use std::time::Duration;

use serenity::model::id::{ChannelId, InteractionId, MessageId, UserId};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::{debug, error, warn};

use super::body::{Callback, Message, Reference};
use super::translate::{Call, Kind};
use super::upload::Upload;
use super::wire::{Fault, Wire};
use super::{Limits, attachment, posts, render};
use crate::domain::inbound::Inbound;
use crate::domain::reply::{Audience, Reply, Response};
use crate::platform::hearing::{BUSY, FAULT, FORM_LATE, Hearing, LATE, sorry};
use crate::port::Desk;

/// No attempt at a first answer begins later than this after the question: Discord waits 3 s.
const FIRST_ANSWER_LIMIT: Duration = Duration::from_millis(2800);

/// What a member is told whose words the desk may hear and not answer.
const NOT_THERE: &str = "I may not write in the channel in which you asked me. Please ask whoever manages the server to let me \
    view it, send messages and embed links there, or ask me here.";

/// What a moderator is told where a quiz could not be seen.
const NO_POSTS: &str = "I may not post in this channel, so nobody would see the cards. Please let me view it, send messages \
    and embed links here, then try again.";
/// What a member is told who takes no direct messages and typed a command whose answer nobody else shall see.
const FOR_YOU_ALONE: &str = "What I have to say to that is for you alone, and you take no direct messages from me. Please use it as \
    a slash command.";
/// A message opens no form.
const FORM_NEEDS_COMMAND: &str =
    "That opens a form, and a message opens none. Please use it as a slash command.";

/// Something that a member said, with leave to take it on.
pub(crate) enum Said {
    /// An interaction that arrived at this moment.
    Call { call: Call, arrived: Instant, permit: OwnedSemaphorePermit },
    /// A plain message.
    Message { inbound: Inbound, to: Heard, permit: OwnedSemaphorePermit },
}

/// Which message was heard, and whose it is.
#[derive(Clone, Copy)]
pub(crate) struct Heard {
    pub(crate) channel: ChannelId,
    pub(crate) message: MessageId,
    pub(crate) author: UserId,
}

/// Lets the desk hear everything in the order in which Discord told it: of two right answers
/// the first one scores. Only the desk's first step is waited for; it decides and never blocks.
pub(crate) async fn listen(front: Arc<Front>, mut said: mpsc::UnboundedReceiver<Said>) {
    while let Some(said) = said.recv().await {
        let front = Arc::clone(&front);
        match said {
            Said::Call { call, arrived, permit } => {
                if call.barred && call.inbound.member.moderator && call.inbound.goes_on_in_channel() {
                    tokio::spawn(async move {
                        front.refuse(call, arrived, NO_POSTS).await;
                        drop(permit);
                    });
                    continue;
                }
                let Call { inbound, kind, id, attached, token, .. } = call;
                let (audience, until) = (inbound.audience(), arrived + FIRST_ANSWER_LIMIT);
                let hearing = match attached {
                    None => Hearing::begin(&front.desk, inbound).await,
                    Some(attached) => {
                        let (desk, test) = (front.desk.clone(), front.wire.is_of_a_test());
                        Hearing::of(Box::pin(attachment::hear(desk, inbound, attached, test))).await
                    }
                };
                tokio::spawn(async move {
                    let answer = Answer { wire: &front.wire, kind, audience, id, token: &token, until };
                    front.call(answer, hearing, arrived).await;
                    drop(permit);
                });
            }
            Said::Message { inbound, to, permit } => {
                let audience = inbound.audience();
                let hearing = Hearing::begin(&front.desk, inbound).await;
                tokio::spawn(async move {
                    front.message(hearing, to, audience).await;
                    drop(permit);
                });
            }
        }
    }
}

/// The desk and the way back to Discord.
pub(crate) struct Front {
    pub(crate) desk: Desk,
    pub(crate) wire: Arc<Wire>,
    pub(crate) limits: Limits,
}

impl Front {
    /// Answers an interaction that arrived at this moment.
    async fn call(&self, answer: Answer<'_>, mut hearing: Hearing, arrived: Instant) {
        let outcome = match timeout_at(arrived + self.limits.first_answer, &mut hearing).await {
            Ok(heard) => answer.at_once(heard).await,
            Err(_) if answer.kind == Kind::Completion => answer.at_once(Response::Choices(vec![])).await,
            Err(_) => answer.later(&mut hearing, self.limits).await,
        };
        if let Err(fault) = outcome {
            error!("an answer to a member was lost: {fault}");
        }
    }

    /// Answers a plain message by a reply to it. What is for its author alone comes as a direct message.
    async fn message(&self, mut hearing: Hearing, to: Heard, audience: Audience) {
        let heard = timeout(self.limits.give_up, &mut hearing).await;
        let reply = match heard.unwrap_or_else(|_| Response::Say(sorry(LATE))) {
            Response::Say(reply) if audience == Audience::Asker => {
                self.whisper_or(to.author, &reply, sorry(FOR_YOU_ALONE)).await
            }
            Response::Say(reply) => Some(reply),
            Response::Whisper { reply, instead } => self.whisper_or(to.author, &reply, *instead).await,
            Response::Form(_) => Some(sorry(FORM_NEEDS_COMMAND)),
            Response::Silent | Response::Choices(_) => None,
        };
        let Some(reply) = reply else { return };
        let mut body = render::message(&reply);
        body.message_reference = Some(Reference::to(to.message.get()));
        if let Err(fault) = self.send(to.channel, body, &reply).await {
            error!("a reply to a member was lost: {fault}");
            // They wait for it; where they take no direct message either, nobody can be told.
            if fault.is_forbidden()
                && let Err(fault) = self.whisper(to.author, &sorry(NOT_THERE)).await
            {
                debug!("a member takes no direct message: {fault}");
            }
        }
    }

    /// Says it in a direct message; what is said in the channel where the member takes none.
    async fn whisper_or(&self, member: UserId, reply: &Reply, instead: Reply) -> Option<Reply> {
        let fault = self.whisper(member, reply).await.err()?;
        debug!("a member takes no direct message: {fault}");
        Some(instead)
    }

    /// Says it in a direct message, for a plain message has no reply that one member alone sees. Who takes
    /// none is told by code 50007 ("Opcodes and Status Codes": cannot send messages to this user).
    async fn whisper(&self, member: UserId, reply: &Reply) -> Result<(), Fault> {
        let nowhere = || Fault::unanswered("Discord named no conversation with the member");
        let channel = self.wire.direct(member.get()).await?.ok_or_else(nowhere)?;
        self.send(channel, render::message(reply), reply).await
    }

    async fn send(&self, channel: ChannelId, body: Message, reply: &Reply) -> Result<(), Fault> {
        posts::post_or_edit(&self.wire, body, reply, channel, None).await.map(|_| ())
    }

    /// Turns a call away while too many are under way.
    pub(crate) async fn turn_away(&self, call: Call, arrived: Instant) {
        warn!("too much at once: a member was asked to try again");
        self.refuse(call, arrived, BUSY).await;
    }

    /// Answers a call by this sentence, for the asker alone.
    async fn refuse(&self, call: Call, arrived: Instant, sentence: &str) {
        let (audience, until) = (Audience::Asker, arrived + FIRST_ANSWER_LIMIT);
        let Call { kind, id, token, .. } = call;
        let answer = Answer { wire: &self.wire, kind, audience, id, token: &token, until };
        if let Err(fault) = answer.at_once(Response::Say(sorry(sentence))).await {
            error!("an answer to a member was lost: {fault}");
        }
    }
}

/// Where an answer goes, and what Discord takes there.
struct Answer<'a> {
    wire: &'a Wire,
    kind: Kind,
    audience: Audience,
    id: InteractionId,
    token: &'a str,
    /// When Discord stops waiting for the first answer.
    until: Instant,
}

impl Answer<'_> {
    async fn respond(&self, body: &Callback, upload: Option<&Upload>) -> Result<(), Fault> {
        self.wire.respond(self.id, self.token, body, upload, self.until).await
    }

    async fn at_once(&self, response: Response) -> Result<(), Fault> {
        let silent = response == Response::Silent;
        let mut upload = match &response {
            Response::Say(reply) => Upload::of(reply).await,
            _ => None,
        };
        let mut body = first_body(response, self.kind, self.audience);
        match (&upload, &mut body) {
            (Some(upload), Callback::Say(message)) => upload.attach(message),
            _ => upload = None,
        }
        match self.respond(&body, upload.as_ref()).await {
            // Refused for what it says: better a plain word than a failed interaction.
            Err(fault) if fault.is_refused() && matches!(body, Callback::Say(_)) => {
                error!("Discord refused an answer: {fault}");
                let plain = say(&sorry(FAULT), Audience::Asker);
                self.respond(&plain, None).await
            }
            Ok(()) if silent && matches!(body, Callback::Defer { .. }) => {
                self.wire.withdraw(self.token).await
            }
            outcome => outcome,
        }
    }

    async fn later(&self, hearing: &mut Hearing, limits: Limits) -> Result<(), Fault> {
        if let Err(fault) = self.respond(&defer(self.audience), None).await {
            // What the desk has begun it ends, though nobody waits for its word: half a deck would be worse.
            let _ = timeout(limits.give_up, hearing).await;
            return Err(fault);
        }
        let reply = match timeout(limits.give_up, &mut *hearing).await {
            Ok(Response::Say(reply)) => reply,
            Ok(Response::Whisper { reply, .. }) => *reply,
            Ok(Response::Form(_)) => sorry(FORM_LATE),
            Ok(Response::Silent | Response::Choices(_)) => return self.wire.withdraw(self.token).await,
            Err(_) => {
                warn!("the desk did not answer in time; the member was told");
                sorry(LATE)
            }
        };
        let mut body = render::message(&reply);
        let upload = Upload::of(&reply).await;
        if let Some(upload) = &upload {
            upload.attach(&mut body);
        }
        match self.wire.complete(self.token, &body, upload.as_ref()).await {
            Err(fault) if fault.is_refused() => {
                error!("Discord refused an answer: {fault}");
                self.wire.complete(self.token, &render::message(&sorry(FAULT)), None).await
            }
            outcome => outcome,
        }
    }
}

/// The first answer to an interaction, in the form that its kind takes.
fn first_body(response: Response, kind: Kind, audience: Audience) -> Callback {
    if kind == Kind::Completion {
        let choices = if let Response::Choices(choices) = response { choices } else { vec![] };
        return Callback::Choices(render::choices(&choices));
    }
    match response {
        Response::Say(reply) => say(&reply, audience),
        Response::Whisper { reply, .. } => say(&reply, Audience::Asker),
        Response::Form(form) => {
            // Discord opens no form in answer to a form.
            let opens = matches!(kind, Kind::Command | Kind::Button);
            match render::modal(&form).filter(|_| opens) {
                Some(modal) => Callback::Modal(modal),
                None => say(&sorry(FAULT), audience),
            }
        }
        Response::Silent | Response::Choices(_) => match kind {
            Kind::Button | Kind::Form { on_message: true } => Callback::Nod,
            _ => defer(Audience::Asker),
        },
    }
}

fn say(reply: &Reply, audience: Audience) -> Callback {
    let message = render::message(reply);
    Callback::Say(if audience == Audience::Asker { message.private() } else { message })
}

fn defer(audience: Audience) -> Callback {
    Callback::Defer { private: audience == Audience::Asker }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::ids::QuizId;
    use crate::domain::reply::{Field, Form, Press};

    /// Types of an interaction's answer ("Receiving and Responding": callback type).
    const MESSAGE: u8 = 4;
    const DEFERRED_MESSAGE: u8 = 5;
    const NOD: u8 = 6;
    const CHOICES: u8 = 8;
    const MODAL: u8 = 9;

    fn sent(body: &Callback) -> Value {
        serde_json::to_value(body).expect("JSON")
    }

    fn form() -> Response {
        let press = Press::Answer { quiz: QuizId(1), round: 2 };
        Response::Form(Form { title: "Card 2".into(), fields: vec![Field::default()], press })
    }

    #[test]
    fn each_kind_gets_an_answer_that_discord_takes() {
        let say = || Response::Say(sorry("no"));
        let choices = || Response::Choices(vec!["need".into()]);
        let asked = Kind::Form { on_message: true };
        let typed = Kind::Form { on_message: false };
        let rows = [
            (Kind::Command, say(), MESSAGE),
            (Kind::Command, form(), MODAL),
            (Kind::Command, Response::Silent, DEFERRED_MESSAGE),
            (Kind::Command, choices(), DEFERRED_MESSAGE),
            (Kind::Button, say(), MESSAGE),
            (Kind::Button, form(), MODAL),
            (Kind::Button, Response::Silent, NOD),
            (asked, say(), MESSAGE),
            (asked, form(), MESSAGE),
            (asked, Response::Silent, NOD),
            (typed, Response::Silent, DEFERRED_MESSAGE),
            (Kind::Completion, choices(), CHOICES),
            (Kind::Completion, say(), CHOICES),
            (Kind::Completion, Response::Silent, CHOICES),
        ];
        for (kind, response, expected) in rows {
            let shown = format!("{kind:?} {response:?}");
            assert_eq!(sent(&first_body(response, kind, Audience::Public))["type"], expected, "{shown}");
        }
    }

    #[test]
    fn the_audience_is_fixed_by_the_first_answer() {
        for (audience, flags) in [(Audience::Asker, json!(64)), (Audience::Public, Value::Null)] {
            assert_eq!(sent(&defer(audience))["data"]["flags"], flags);
            assert_eq!(sent(&say(&sorry("no"), audience))["data"]["flags"], flags);
        }
    }
}
