//! Buttons and forms.

use deskbell::domain::ids::QuizId;
use deskbell::domain::inbound::{Inbound, What};
use deskbell::domain::reply::{Button, Control, Field, Form, Press, Reply, Response};
use deskbell::port::Answering;
use serde_json::json;

use super::{Class, Setup, at_once, say};
use crate::simulator::slack::Trouble;
use crate::simulator::slack::world::{ANA, GENERAL, MAYA};

const QUIZ: QuizId = QuizId(7);

fn form() -> Form {
    let field = |name: &str, filled: &str| Field {
        name: name.to_owned(),
        label: name.to_uppercase(),
        filled: filled.to_owned(),
        long: true,
        required: true,
        max_characters: 4_000,
    };
    let press = Press::Answer { quiz: QUIZ, round: 3 };
    Form {
        title: "Card 3 of 10".to_owned(),
        fields: vec![field("answer", ""), field("why", "because")],
        press,
    }
}

/// Shows buttons to a command, opens a form for a press on Answer, and repeats what was sent off.
fn desk(inbound: &Inbound) -> Answering {
    let button = |label: &str, press| Button { label: label.to_owned(), press, primary: false };
    at_once(match &inbound.what {
        What::Press(Press::Answer { .. }) => Response::Form(form()),
        What::Command { .. } => Response::Say(Reply {
            buttons: vec![
                button("Answer", Press::Answer { quiz: QUIZ, round: 3 }),
                button("Stop", Press::Control { quiz: QUIZ, round: 3, control: Control::Stop }),
                button("R&D <?>", Press::Ask("R&D <?>".to_owned())),
            ],
            ..Reply::default()
        }),
        What::Addressed(_) => Response::Form(form()),
        what => say(&format!("{what:?}")),
    })
}

async fn open() -> Class {
    Class::open_with(Setup::default(), desk).await
}

#[tokio::test]
async fn a_press_comes_back_as_what_its_button_meant() {
    let class = open().await;
    let sent = class.simulator.slash(ANA, GENERAL, "help");
    let shown = class.simulator.expect_answer(&sent).await;
    let presses = [
        ("Stop", Press::Control { quiz: QUIZ, round: 3, control: Control::Stop }),
        ("R&D <?>", Press::Ask("R&D <?>".to_owned())),
    ];
    for (label, press) in presses {
        let pressed = class.simulator.press(ANA, GENERAL, None, shown.button(label));
        let answer = class.simulator.expect_answer(&pressed).await;
        assert!(answer.private);
        assert_eq!(class.last_heard().what, What::Press(press));
    }
    let foreign = class.simulator.press(ANA, GENERAL, None, json!({ "action_id": "x", "value": "nonsense" }));
    class.simulator.expect_answer(&foreign).await;
    assert_eq!(class.last_heard().what, What::UnknownPress);
    class.close().await;
}

#[tokio::test]
async fn a_form_is_filled_in_where_it_was_opened() {
    let class = open().await;
    let action =
        json!({ "action_id": "press-0", "value": Press::Answer { quiz: QUIZ, round: 3 }.to_token() });
    for (thread, place) in
        [(None, format!("slack:{GENERAL}")), (Some("1699.5"), format!("slack:{GENERAL}:1699.5"))]
    {
        let pressed = class.simulator.press(ANA, GENERAL, thread, action.clone());
        let view = class.simulator.expect_form(&pressed).await;
        assert_eq!(view["blocks"][1]["element"]["initial_value"], "because");
        let submitted = class.simulator.submit(ANA, &view, &[("answer", "a need"), ("why", "so")]);
        assert_eq!(
            class.simulator.expect_ack(&submitted.envelope).await,
            json!(null),
            "an empty one closes the form"
        );
        let shown = class.simulator.expect_answer(&pressed).await;
        assert!(shown.private, "the answer goes where the press came from");
        let heard = class.last_heard();
        let fields = [("answer", "a need"), ("why", "so")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .to_vec();
        assert_eq!(heard.what, What::Submitted { press: Press::Answer { quiz: QUIZ, round: 3 }, fields });
        assert_eq!(heard.place.channel.0, place);
    }
    class.close().await;
}

#[tokio::test]
async fn a_form_that_cannot_open_is_a_sentence() {
    let class = open().await;
    class.simulator.trouble("views.open", Trouble::Error("expired_trigger_id"));
    let action =
        json!({ "action_id": "press-0", "value": Press::Answer { quiz: QUIZ, round: 3 }.to_token() });
    let pressed = class.simulator.press(ANA, GENERAL, None, action);
    let shown = class.simulator.expect_answer(&pressed).await;
    assert!(shown.private && shown.text.contains("too late"), "{}", shown.text);
    class.simulator.mention(MAYA, GENERAL, None, "/teach");
    let fits = |call: &crate::simulator::slack::Call| {
        call.method == "chat.postEphemeral" && call.body["user"] == MAYA.id
    };
    let call = class.simulator.expect_call("a word to the asker", fits).await;
    assert!(call.body["text"].as_str().is_some_and(|text| text.contains("/desk")));
    class.close().await;
}
