//! Buttons and forms: what was shown can be pressed, and what was not shown does no harm.

use deskbell::domain::ids::{CardId, PassageId, QuizId};
use deskbell::domain::inbound::{Inbound, What};
use deskbell::domain::reply::{Button, Control, Field, Form, Press, Reply, Response, Tone};
use deskbell::domain::study::{Grade, StudyPress};
use deskbell::port::Answering;

use super::{Class, Setup, at_once, say};
use crate::simulator::discord::world::{ANA, BEN, GENERAL, MAYA};

const QUIZ: QuizId = QuizId(7);

fn presses() -> Vec<(&'static str, Press)> {
    let control = |control| Press::Control { quiz: QUIZ, round: 2, control };
    vec![
        ("Answer", Press::Answer { quiz: QUIZ, round: 2 }),
        ("C", Press::Choose { quiz: QUIZ, round: 2, option: 2 }),
        ("Hint", control(Control::Hint)),
        ("Skip", control(Control::Skip)),
        ("Pause", control(Control::Pause)),
        ("Resume", control(Control::Resume)),
        ("Stop", control(Control::Stop)),
        ("need: a want?", Press::Ask("need: a want?".to_owned())),
        ("week 1", Press::Deck("week 1/terms.txt".to_owned())),
        ("Delete all of it", Press::ForgetMe),
        (
            "Good",
            Press::Study(StudyPress::Grade { card: CardId("0a".into()), reviews: 2, grade: Grade::Good }),
        ),
        ("More", Press::More { passage: PassageId(7), line: 3 }),
    ]
}

/// Shows all buttons in reply to a command, and a form when Answer is pressed.
fn desk(inbound: &Inbound) -> Answering {
    at_once(match &inbound.what {
        What::Command { .. } => {
            let button =
                |(label, press): (&str, Press)| Button { label: label.to_owned(), press, primary: true };
            let buttons = presses().into_iter().map(button).collect();
            Response::Say(Reply { buttons, ..Reply::sentence(Tone::Quiz, "a card") })
        }
        What::Press(press @ Press::Answer { .. }) => Response::Form(Form {
            title: "Card 2, with a title that is rather longer than Discord takes".to_owned(),
            fields: vec![Field {
                name: "answer".to_owned(),
                label: "Your answer, and again more words than fit on the label of a line".to_owned(),
                max_characters: 200,
                ..Field::default()
            }],
            press: press.clone(),
        }),
        what => say(&format!("{what:?}")),
    })
}

#[tokio::test]
async fn every_button_is_pressed_as_what_it_means() {
    let class = Class::open_with(Setup::default(), desk).await;
    let sent = class.simulator.slash(MAYA, GENERAL, "ask", &[("question", "what?")]);
    let shown = class.simulator.expect_reply(&sent).await;
    for (label, press) in presses().into_iter().skip(1) {
        let pressed = class.simulator.press(MAYA, &shown, label);
        let reply = class.simulator.expect_reply(&pressed).await;
        assert!(reply.private, "{label}");
        let heard = class.last_heard();
        assert_eq!(heard.what, What::Press(press));
        assert!(heard.member.moderator);
    }
    let pressed = class.simulator.press(BEN, &shown, "Stop");
    class.simulator.expect_reply(&pressed).await;
    assert!(!class.last_heard().member.moderator, "a member stays one behind a moderator's button");
    class.close().await;
}

#[tokio::test]
async fn the_answer_button_opens_a_form_and_the_form_arrives() {
    let class = Class::open_with(Setup::default(), desk).await;
    let sent = class.simulator.slash(MAYA, GENERAL, "ask", &[("question", "what?")]);
    let shown = class.simulator.expect_reply(&sent).await;
    let pressed = class.simulator.press(ANA, &shown, "Answer");
    let form = class.simulator.expect_form(&pressed).await;
    assert!(form.title.starts_with("Card 2") && form.lines[0].1.starts_with("Your answer"));
    for text in ["a want", "@everyone *bold* \u{202e}", ""] {
        let submitted = class.simulator.submit(ANA, &form, &[text]);
        assert!(class.simulator.expect_reply(&submitted).await.private);
        let press = Press::Answer { quiz: QUIZ, round: 2 };
        assert_eq!(
            class.last_heard().what,
            What::Submitted { press, fields: vec![("answer".to_owned(), text.to_owned())] }
        );
    }
    class.close().await;
}

#[tokio::test]
async fn yesterdays_and_forged_buttons_get_a_kind_word() {
    let class = Class::open_with(Setup::default(), desk).await;
    let old = Press::Control { quiz: QuizId(1), round: 1, control: Control::Stop };
    let token = old.to_token().expect("it is short");
    let pressed = class.simulator.press_token(ANA, GENERAL, None, &token);
    assert!(class.simulator.expect_reply(&pressed).await.private);
    assert_eq!(class.last_heard().what, What::Press(old));
    for forged in ["", "stop:x:1", "launch:the:missiles", "answer:99999999999999999999:1"] {
        let pressed = class.simulator.press_token(ANA, GENERAL, None, forged);
        assert!(class.simulator.expect_reply(&pressed).await.private);
        assert_eq!(class.last_heard().what, What::UnknownPress, "{forged}");
    }
    class.close().await;
}

#[tokio::test]
async fn a_press_with_nothing_to_say_is_acknowledged() {
    let class = Class::open_with(Setup::default(), |_| at_once(Response::Silent)).await;
    let pressed = class.simulator.press_token(ANA, GENERAL, None, "ask:need");
    let callback = class.simulator.expect_callback(&pressed).await;
    assert_eq!(callback.body["type"], 6);
    class.close().await;
}

#[tokio::test]
async fn more_buttons_than_discord_takes_are_not_dropped_silently() {
    let class = Class::open_with(Setup::default(), |_| {
        let button = |n: usize| Button {
            label: format!("term {n} {}", "long ".repeat(30)),
            press: Press::Ask(format!("term {n}")),
            primary: false,
        };
        let buttons = (0..40).map(button).collect();
        at_once(Response::Say(Reply { buttons, ..Reply::sentence(Tone::Sorry, "which?") }))
    })
    .await;
    let sent = class.simulator.slash(ANA, GENERAL, "define", &[("term", "term")]);
    let shown = class.simulator.expect_reply(&sent).await;
    assert_eq!(shown.buttons.len(), 25);
    assert!(shown.text.len() > "which?".len(), "it says that some are missing: {:?}", shown.text);
    class.close().await;
}
