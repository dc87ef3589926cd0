//! Words typed into a channel: a mention, a direct message, and those meant for others.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use deskbell::domain::inbound::What;
use deskbell::domain::reply::{Block, Reply, Response, Span};
use serde_json::json;

use super::{Class, Setup, at_once, echo, say};
use crate::simulator::discord::world::{ANA, BEN, GENERAL, MAYA, STUDY, TOKEN};
use crate::simulator::discord::{Call, Options, Simulator, Trouble};
use deskbell::platform::discord::Settings;

/// A setup in which answers may be typed into the channel.
fn typed_answers() -> Setup {
    let options = Options { content_granted: true, ..Options::default() };
    let settings = Settings { typed_answers: true, ..Settings::new(TOKEN) };
    Setup { options, settings }
}

#[tokio::test]
async fn a_mention_is_answered_in_its_channel_by_a_reply() {
    let class = Class::open().await;
    let asked = class.simulator.mention(ANA, STUDY, "what is a need?");
    let reply = class.simulator.expect_message(STUDY).await;
    assert!(!reply.private && reply.text.contains("what is a need?"));
    let heard = class.last_heard();
    assert_eq!(heard.what, What::Addressed("what is a need?".to_owned()));
    assert!(!heard.place.direct);
    let request = class.simulator.count(|what| match what {
        crate::simulator::discord::What::Http(request) => {
            request.body["message_reference"]["message_id"] == json!(asked.to_string())
        }
        _ => false,
    });
    assert_eq!(request, 1, "it answers that very message");
    class.close().await;
}

#[tokio::test]
async fn a_direct_message_is_answered_there() {
    let class = Class::open().await;
    class.simulator.direct_message(ANA, "what is a want?");
    let reply = class.simulator.expect_message(ANA.direct_channel()).await;
    assert!(reply.text.contains("what is a want?"));
    assert!(class.last_heard().place.direct);
    class.close().await;
}

#[tokio::test]
async fn what_is_edited_afterwards_is_not_heard_again() {
    let class = Class::open_with(typed_answers(), echo).await;
    let guess = class.simulator.say(ANA, GENERAL, "is it a mast?");
    class.simulator.edit(ANA, GENERAL, guess, "it is a keel");
    class.simulator.mention(BEN, GENERAL, "what is a keel?");
    class.simulator.expect_message(GENERAL).await;
    assert_eq!(class.heard_count(), 2);
    class.close().await;
}

#[tokio::test]
async fn words_for_others_are_not_heard() {
    let class = Class::open().await;
    class.simulator.say(ANA, GENERAL, "see you tomorrow");
    class.simulator.mention(ANA, GENERAL, "hello?");
    class.simulator.expect_message(GENERAL).await;
    // The bot's own reply came back as a message too; one more question shows that it was passed over.
    class.simulator.mention(BEN, GENERAL, "and now?");
    class.simulator.expect_message(GENERAL).await;
    assert_eq!(class.heard_count(), 2);
    class.close().await;
}

#[tokio::test]
async fn typed_answers_are_overheard_where_the_content_is_granted() {
    let class = Class::open_with(typed_answers(), |inbound| {
        at_once(match &inbound.what {
            What::Overheard(text) if text == "an answer" => say("right"),
            _ => Response::Silent,
        })
    })
    .await;
    class.simulator.say(ANA, GENERAL, "small talk");
    class.simulator.say(ANA, GENERAL, "an answer");
    assert_eq!(class.simulator.expect_message(GENERAL).await.text, "right");
    assert_eq!(class.last_heard().what, What::Overheard("an answer".to_owned()));
    class.close().await;
}

fn whisper() -> Response {
    let sentence = |text: &str| Box::new(Reply::sentence(deskbell::domain::reply::Tone::Plain, text));
    Response::Whisper { reply: sentence("that is close"), instead: sentence("use the button") }
}

#[tokio::test]
async fn a_word_for_one_member_comes_as_a_direct_message() {
    let class = Class::open_with(typed_answers(), |_| at_once(whisper())).await;
    class.simulator.say(ANA, GENERAL, "nearly right");
    let told = class.simulator.expect_message(ANA.direct_channel()).await;
    assert_eq!(told.text, "that is close");
    let elsewhere = |what: &crate::simulator::discord::What| match what {
        crate::simulator::discord::What::Http(request) => {
            request.call == Call::CreateMessage { channel: GENERAL }
        }
        _ => false,
    };
    assert_eq!(class.simulator.count(elsewhere), 0, "nobody else learns of it");
    let press = deskbell::domain::reply::Press::Ask("need".to_owned()).to_token().expect("short");
    let pressed = class.simulator.press_token(BEN, GENERAL, None, &press);
    let reply = class.simulator.expect_reply(&pressed).await;
    assert!(reply.private && reply.text == "that is close", "a press has a private reply of its own");
    class.close().await;
}

#[tokio::test]
async fn a_command_for_its_member_alone_stays_so_behind_a_mention() {
    let class = Class::open().await;
    for typed in ["/progress", "/scores mine:yes", "/ask what is a need? private:yes", "/forget me"] {
        class.simulator.mention(ANA, GENERAL, typed);
        let told = class.simulator.expect_message(ANA.direct_channel()).await;
        assert!(told.text.contains(&typed[1..4]), "{typed}: {}", told.text);
    }
    let direct = Call::CreateMessage { channel: ANA.direct_channel() };
    class.simulator.trouble(Trouble::Status(403), move |call| *call == direct);
    class.simulator.mention(ANA, GENERAL, "/progress");
    let told = class.simulator.expect_message(GENERAL).await;
    assert!(told.text.contains("for you alone") && !told.text.contains("progress"), "{}", told.text);
    class.close().await;
}

#[tokio::test]
async fn where_the_desk_may_not_write_the_one_who_asked_is_told_directly() {
    let class = Class::open().await;
    class.simulator.trouble(Trouble::Status(403), |call| *call == Call::CreateMessage { channel: STUDY });
    class.simulator.mention(ANA, STUDY, "what is a need?");
    let told = class.simulator.expect_message(ANA.direct_channel()).await;
    assert!(told.text.contains("may not write"), "{}", told.text);
    class.close().await;
}

/// Error 50007 comes with status 403 and is not tried again.
#[tokio::test]
async fn who_takes_no_direct_messages_is_told_where_to_answer_and_nothing_else() {
    let class = Class::open_with(typed_answers(), |_| at_once(whisper())).await;
    let direct = Call::CreateMessage { channel: ANA.direct_channel() };
    class.simulator.trouble(Trouble::Status(403), move |call| *call == direct);
    class.simulator.say(ANA, GENERAL, "nearly right");
    assert_eq!(class.simulator.expect_message(GENERAL).await.text, "use the button");
    class.close().await;
}

/// Of two right answers the first one scores, so their order must not be lost on the way.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_desk_hears_in_the_order_in_which_members_spoke() {
    const SPOKEN: usize = 300;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let class = Class::open_with(typed_answers(), {
        let heard = Arc::clone(&heard);
        move |inbound| {
            let (heard, what) = (Arc::clone(&heard), inbound.what.clone());
            Box::pin(async move {
                let What::Overheard(text) = what else { return say("the end") };
                heard.lock().expect("no test panics in it").push(text);
                tokio::task::yield_now().await;
                Response::Silent
            })
        }
    })
    .await;
    for n in 0..SPOKEN {
        class.simulator.say(if n % 2 == 0 { ANA } else { BEN }, GENERAL, &format!("answer {n}"));
    }
    class.simulator.mention(ANA, GENERAL, "is that all?");
    class.simulator.expect_message(GENERAL).await;
    let spoken: Vec<String> = (0..SPOKEN).map(|n| format!("answer {n}")).collect();
    assert_eq!(*heard.lock().expect("no test panics in it"), spoken);
    class.close().await;
}

#[tokio::test]
async fn only_the_intents_that_are_needed_are_asked_for() {
    for (setup, intents) in
        [(Setup::default(), 1 | 1 << 9 | 1 << 12), (typed_answers(), 1 | 1 << 9 | 1 << 12 | 1 << 15)]
    {
        let class = Class::start(setup, |_| at_once(say("x"))).await;
        assert_eq!(class.simulator.expect_identify().await["intents"], json!(intents));
        class.simulator.expect_commands().await;
        class.close().await;
    }
}

#[tokio::test]
async fn echoed_text_pings_nobody_and_shows_no_markup() {
    let nasty =
        "@everyone <@401> <#301> **bold** ||spoiler|| `code` [link](http://x.example) \u{202e}rtl <t:1:R>";
    let class = Class::open_with(Setup::default(), move |_| {
        let reply = Reply {
            title: Some(nasty.to_owned()),
            body: vec![Block::Paragraph(vec![
                Span::Text(nasty.to_owned()),
                Span::Strong(nasty.to_owned()),
                Span::Code(nasty.to_owned()),
            ])],
            note: Some(nasty.to_owned()),
            ..Reply::default()
        };
        at_once(Response::Say(reply))
    })
    .await;
    let sent = class.simulator.slash(BEN, GENERAL, "ask", &[("question", nasty)]);
    let shown = class.simulator.expect_reply(&sent).await;
    assert!(shown.text.contains("everyone"), "the words stay: {}", shown.text);
    let live = live_markup(shown.payload["embeds"][0]["description"].as_str().expect("a description"));
    for markup in ["**bold**", "||", "](", "<t:", "<@", "<#", "@everyone"] {
        assert!(!live.contains(markup), "{markup} works in: {live}");
    }
    class.close().await;
}

/// What Discord would read as markup: nothing in code, and nothing behind a backslash.
fn live_markup(text: &str) -> String {
    let mut live = String::new();
    let mut characters = text.chars();
    let mut code = false;
    while let Some(c) = characters.next() {
        match c {
            '\\' if !code => drop(characters.next()),
            '`' => code = !code,
            c if !code => live.push(c),
            _ => {}
        }
    }
    live
}

#[tokio::test]
async fn a_huge_reply_keeps_within_every_limit() {
    let word = "everything ".repeat(900);
    let class = Class::open_with(Setup::default(), move |_| {
        let block = || Block::Paragraph(vec![Span::Text(word.clone())]);
        let list = Block::List((0..200).map(|_| vec![Span::Strong("item *".to_owned())]).collect());
        let body = vec![block(), list, block()];
        let reply = Reply { title: Some(word.clone()), body, note: Some(word.clone()), ..Reply::default() };
        at_once(Response::Say(reply))
    })
    .await;
    let sent = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "everything?")]);
    assert!(class.simulator.expect_reply(&sent).await.text.len() > 2000);
    class.simulator.mention(MAYA, GENERAL, "everything?");
    class.simulator.expect_message(GENERAL).await;
    class.close().await;
}

#[tokio::test]
async fn many_ask_at_once_and_each_gets_an_answer() {
    let class = Class::open().await;
    let asked: Vec<_> = (0..100)
        .map(|n| class.simulator.slash(ANA, GENERAL, "ask", &[("question", &format!("number {n}?"))]))
        .collect();
    for (n, sent) in asked.iter().enumerate() {
        let reply = class.simulator.expect_reply(sent).await;
        assert!(reply.text.contains(&format!("number {n}?")), "{}", reply.text);
    }
    class.close().await;
}

/// The simulator alone: nothing is told of a channel that the intents leave out.
#[tokio::test]
async fn nothing_is_said_before_somebody_speaks() {
    let class = Class::open().await;
    let requests = |simulator: &Simulator| {
        simulator.count(|what| matches!(what, crate::simulator::discord::What::Http(_)))
    };
    // Where the gateway is, and the commands.
    assert_eq!(requests(&class.simulator), 2);
    let before = tokio::time::Instant::now();
    class.close().await;
    assert!(before.elapsed() < Duration::from_secs(5));
}
