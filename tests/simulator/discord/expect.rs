//! What a test awaits of the bot: the next record that fits, within a time limit.
//!
//! Expecting takes the record, so that the same request is never expected twice.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::Simulator;
use super::call::Call;
use super::driver::{Form, Sent};
use super::state::{Request, What};

/// How long a test waits for what must come. serenity itself pauses 5 s before a new IDENTIFY.
const PATIENCE: Duration = Duration::from_secs(12);
/// How many records a failure shows.
const LAST_RECORDS: usize = 12;

/// A message as people see it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// The message's id.
    pub(crate) id: u64,
    /// Its channel.
    pub(crate) place: u64,
    /// Whether only the asker sees it.
    pub(crate) private: bool,
    /// Everything that it says, in the order of the screen, a line each.
    pub(crate) text: String,
    /// Labels and ids of its buttons.
    pub(crate) buttons: Vec<(String, String)>,
    /// The message itself.
    pub(crate) payload: Value,
}

impl Shown {
    fn of(payload: &Value) -> Self {
        let id = |name: &str| payload[name].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
        let rows = payload["components"].as_array().into_iter().flatten();
        let buttons = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
        let word = |button: &Value, name: &str| button[name].as_str().unwrap_or_default().to_owned();
        Self {
            id: id("id"),
            place: id("channel_id"),
            private: payload["flags"].as_u64().unwrap_or_default() & (1 << 6) != 0,
            text: text_of(payload),
            buttons: buttons.map(|button| (word(button, "label"), word(button, "custom_id"))).collect(),
            payload: payload.clone(),
        }
    }

    /// The id of the button with this label.
    pub(crate) fn button(&self, label: &str) -> String {
        let found = self.buttons.iter().find(|(l, _)| l == label);
        found.unwrap_or_else(|| panic!("no button {label} under {:?}", self.text)).1.clone()
    }
}

/// The words of a message or of a request that makes one.
pub(crate) fn text_of(payload: &Value) -> String {
    let mut lines = vec![payload["content"].clone()];
    for embed in payload["embeds"].as_array().into_iter().flatten() {
        lines.extend([embed["author"]["name"].clone(), embed["title"].clone(), embed["description"].clone()]);
        for field in embed["fields"].as_array().into_iter().flatten() {
            lines.extend([field["name"].clone(), field["value"].clone()]);
        }
        lines.push(embed["footer"]["text"].clone());
    }
    let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

impl Simulator {
    /// Awaits the next record that fits and takes it.
    pub(crate) async fn expect<T>(&self, what: &str, mut fits: impl FnMut(&What) -> Option<T>) -> T {
        let waiting = async {
            loop {
                let rung = self.shared.rung.notified();
                tokio::pin!(rung);
                // Listening starts before looking, so that nothing falls between.
                rung.as_mut().enable();
                if let Some(found) = self.take(&mut fits) {
                    return found;
                }
                rung.await;
            }
        };
        match timeout(PATIENCE, waiting).await {
            Ok(found) => found,
            Err(_) => panic!("{what} never came; the last records:\n{}", self.last_records()),
        }
    }

    fn take<T>(&self, fits: &mut impl FnMut(&What) -> Option<T>) -> Option<T> {
        let mut state = self.shared.lock();
        state.log.iter_mut().filter(|record| !record.taken).find_map(|record| {
            let found = fits(&record.what)?;
            record.taken = true;
            Some(found)
        })
    }

    fn last_records(&self) -> String {
        let state = self.shared.lock();
        let from = state.log.len().saturating_sub(LAST_RECORDS);
        let lines =
            state.log[from..].iter().map(|record| format!("- {:?} (taken: {})", record.what, record.taken));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// How many records so far fit, taken or not.
    pub(crate) fn count(&self, fits: impl Fn(&What) -> bool) -> usize {
        self.shared.lock().log.iter().filter(|record| fits(&record.what)).count()
    }

    /// Awaits a request that fits, whatever its answer was.
    pub(crate) async fn expect_request(&self, what: &str, fits: impl Fn(&Call) -> bool) -> Arc<Request> {
        self.expect(what, |record| match record {
            What::Http(request) if fits(&request.call) => Some(Arc::clone(request)),
            _ => None,
        })
        .await
    }

    /// Awaits a request that is being held back.
    pub(crate) async fn expect_held(&self) -> Call {
        self.expect("a held request", |record| match record {
            What::Held(call) => Some(call.clone()),
            _ => None,
        })
        .await
    }

    /// Awaits that the bot has registered its commands.
    pub(crate) async fn expect_commands(&self) -> Vec<Value> {
        let fits = |call: &Call| matches!(call, Call::SetCommands { .. });
        let request = self.expect_request("the registration of commands", fits).await;
        request.body.as_array().cloned().unwrap_or_default()
    }

    /// Awaits a frame of this opcode.
    pub(crate) async fn expect_frame(&self, op: u64) -> Value {
        self.expect(&format!("a gateway frame with opcode {op}"), |record| match record {
            What::Frame { op: sent, data } if *sent == op => Some(data.clone()),
            _ => None,
        })
        .await
    }

    /// Awaits an IDENTIFY.
    pub(crate) async fn expect_identify(&self) -> Value {
        self.expect_frame(2).await
    }

    /// Awaits a RESUME.
    pub(crate) async fn expect_resume(&self) -> Value {
        self.expect_frame(6).await
    }

    /// Awaits a heartbeat.
    pub(crate) async fn expect_heartbeat(&self) {
        self.expect_frame(1).await;
    }

    /// Awaits a new connection at the gateway's door.
    pub(crate) async fn expect_knock(&self) {
        self.expect("a connection to the gateway", |record| matches!(record, What::Knock).then_some(()))
            .await;
    }

    /// Awaits the end of a gateway connection; the bot's close code.
    pub(crate) async fn expect_gone(&self) -> Option<u16> {
        self.expect("the end of a gateway connection", |record| match record {
            What::Gone(code) => Some(*code),
            _ => None,
        })
        .await
    }

    /// Awaits the first response to an interaction, as it was sent.
    pub(crate) async fn expect_callback(&self, sent: &Sent) -> Arc<Request> {
        let id = sent.id;
        let fits =
            move |call: &Call| matches!(call, Call::Callback { interaction, .. } if *interaction == id);
        self.expect_request(&format!("a response to interaction {id}"), fits).await
    }

    /// Awaits what people finally see in reply to an interaction, deferred or not.
    pub(crate) async fn expect_reply(&self, sent: &Sent) -> Shown {
        let callback = self.expect_callback(sent).await;
        assert!(callback.status < 300, "the response was refused: {callback:?}");
        let mut message = callback.message;
        if callback.body["type"] == json!(5) || callback.body["type"] == json!(6) {
            let token = sent.token.clone();
            let fits = move |call: &Call| match call {
                Call::EditOriginal { token: t } | Call::Followup { token: t } => *t == token,
                _ => false,
            };
            message = loop {
                let request = self.expect_request("the words behind a deferral", &fits).await;
                if request.status < 300 {
                    break request.message;
                }
            };
        }
        self.shown(message.unwrap_or_else(|| panic!("no message came of {:?}", callback.body)))
    }

    /// Awaits the words behind a deferral that was already expected.
    pub(crate) async fn expect_edit_of(&self, sent: &Sent) -> Shown {
        let fits = |call: &Call| matches!(call, Call::EditOriginal { token } if *token == sent.token);
        self.expect_shown("the words behind a deferral", fits).await
    }

    /// Awaits that a response is taken back.
    pub(crate) async fn expect_withdrawal(&self, sent: &Sent) {
        let fits = |call: &Call| matches!(call, Call::DeleteOriginal { token } if *token == sent.token);
        self.expect_request("the withdrawal of a response", fits).await;
    }

    /// Awaits a form in response to an interaction.
    pub(crate) async fn expect_form(&self, sent: &Sent) -> Form {
        let callback = self.expect_callback(sent).await;
        assert_eq!(callback.body["type"], json!(9), "not a form: {}", callback.body);
        let data = &callback.body["data"];
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let rows = data["components"].as_array().into_iter().flatten();
        let lines = rows.map(|row| &row["components"][0]);
        let lines = lines.map(|line| (word(&line["custom_id"]), word(&line["label"]))).collect();
        let state = self.shared.lock();
        let interaction = &state.interactions[&sent.id];
        Form {
            custom_id: word(&data["custom_id"]),
            title: word(&data["title"]),
            lines,
            under: interaction.under,
            place: interaction.place,
        }
    }

    /// Awaits the choices for a half-typed option: names and values.
    pub(crate) async fn expect_choices(&self, sent: &Sent) -> Vec<(String, String)> {
        let callback = self.expect_callback(sent).await;
        assert_eq!(callback.body["type"], json!(8), "no choices: {}", callback.body);
        let choices = callback.body["data"]["choices"].as_array().cloned().unwrap_or_default();
        let word = |choice: &Value, name: &str| choice[name].as_str().unwrap_or_default().to_owned();
        choices.iter().map(|choice| (word(choice, "name"), word(choice, "value"))).collect()
    }

    /// Awaits a new message in a channel.
    pub(crate) async fn expect_message(&self, place: u64) -> Shown {
        let fits = |call: &Call| matches!(call, Call::CreateMessage { channel } if *channel == place);
        self.expect_shown(&format!("a message in channel {place}"), fits).await
    }

    /// Awaits a change of a message.
    pub(crate) async fn expect_edit(&self, id: u64) -> Shown {
        let fits = |call: &Call| matches!(call, Call::EditMessage { message, .. } if *message == id);
        self.expect_shown(&format!("a change of message {id}"), fits).await
    }

    async fn expect_shown(&self, what: &str, fits: impl Fn(&Call) -> bool) -> Shown {
        let message = self
            .expect(what, |record| match record {
                What::Http(request) if fits(&request.call) && request.status < 300 => request.message,
                _ => None,
            })
            .await;
        self.shown(message)
    }

    /// A message as it stands now.
    pub(crate) fn shown(&self, id: u64) -> Shown {
        Shown::of(&self.shared.lock().messages[&id])
    }

    /// Sends every further request here instead of the record: for the benchmark.
    pub(crate) fn listen(&self) -> mpsc::UnboundedReceiver<Arc<Request>> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.shared.lock().listener = Some(sender);
        receiver
    }
}
