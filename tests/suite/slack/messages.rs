//! Mentions, threads, direct messages, and what members say to each other.

use std::sync::Arc;

use deskbell::domain::inbound::What;
use deskbell::domain::reply::{Reply, Response, Tone};
use tokio::sync::Barrier;

use super::{Class, Setup, at_once, echo};
use crate::simulator::slack::world::{ANA, BEN, GENERAL, Person};
use crate::simulator::slack::{Call, Options, Trouble};

#[tokio::test]
async fn a_mention_is_answered_in_its_thread() {
    let class = Class::open().await;
    let (_, ts) = class.simulator.mention(ANA, GENERAL, None, "what is a &lt;need&gt;?");
    let shown = class.simulator.expect_post(GENERAL).await;
    assert_eq!(shown.thread.as_deref(), Some(ts.as_str()), "a question begins a thread");
    let heard = class.last_heard();
    assert_eq!(heard.what, What::Addressed("what is a <need>?".to_owned()));
    assert_eq!((heard.place.channel.0, heard.member.moderator), (format!("slack:{GENERAL}"), false));
    class.simulator.mention(BEN, GENERAL, Some("1690.1"), "/ask and here?");
    let shown = class.simulator.expect_post(GENERAL).await;
    assert_eq!(shown.thread.as_deref(), Some("1690.1"));
    assert_eq!(class.last_heard().place.channel.0, format!("slack:{GENERAL}:1690.1"));
    class.close().await;
}

#[tokio::test]
async fn an_edited_mention_is_no_second_question() {
    let class = Class::open().await;
    let (_, ts) = class.simulator.mention(ANA, GENERAL, None, "what is a ned?");
    class.simulator.expect_post(GENERAL).await;
    class.simulator.edit_mention(ANA, GENERAL, &ts, "what is a need?", "1700000200.1");
    // One that names the desk only since it was edited is one, unless that was long ago.
    class.simulator.edit_mention(ANA, GENERAL, "1700000150.1", "and a want?", "1700000200.2");
    class.simulator.edit_mention(ANA, GENERAL, "1690000000.1", "and a wish?", "1700000200.3");
    class.simulator.mention(ANA, GENERAL, None, "and a whim?");
    for _ in 0..2 {
        class.simulator.expect_post(GENERAL).await;
    }
    assert_eq!(class.heard_count(), 3);
    assert_eq!(class.last_heard().what, What::Addressed("and a whim?".to_owned()));
    class.close().await;
}

#[tokio::test]
async fn members_are_looked_up_side_by_side_and_heard_in_their_order() {
    let setup = Setup::admins_moderate();
    let class = Class::open_with(setup, echo).await;
    // Neither is told before both have been asked for.
    let both = Arc::new(Barrier::new(2));
    for _ in 0..2 {
        class.simulator.trouble("users.info", Trouble::Together(Arc::clone(&both)));
    }
    let sent = [class.simulator.slash(ANA, GENERAL, "scores"), class.simulator.slash(BEN, GENERAL, "help")];
    for sent in &sent {
        class.simulator.expect_answer(sent).await;
    }
    let heard: Vec<(String, String)> =
        class.all_heard().into_iter().map(|inbound| (inbound.member.id.0, inbound.member.name)).collect();
    let known = |person: Person| (format!("slack:{}", person.id), format!("{} of the class", person.name));
    assert_eq!(heard, [ANA, BEN].map(known));
    class.close().await;
}

#[tokio::test]
async fn where_slack_says_wait_nobody_is_looked_up_for_so_long() {
    let setup = Setup::admins_moderate();
    let class = Class::open_with(setup, echo).await;
    class.simulator.trouble("users.info", Trouble::RateLimited(60));
    for person in [ANA, BEN, ANA] {
        let sent = class.simulator.slash(person, GENERAL, "help");
        class.simulator.expect_answer(&sent).await;
    }
    let asked = class.simulator.calls().iter().filter(|call| call.method == "users.info").count();
    assert_eq!(asked, 1);
    class.close().await;
}

#[tokio::test]
async fn slacks_own_command_works_where_it_cannot_be_used() {
    let class = Class::open().await;
    let rows = [
        ("/desk answer lee-oh", "/answer lee-oh"),
        ("/Desk  /quiz start", "/quiz start"),
        ("/desk", "/help"),
        ("/desk listen on", "/desk listen on"),
        ("/desks are made of what?", "/desks are made of what?"),
    ];
    for (typed, heard) in rows {
        class.simulator.mention(ANA, GENERAL, Some("1690.1"), typed);
        // What a command says to one member alone is for that member alone here, too.
        let fits = |call: &Call| ["chat.postMessage", "chat.postEphemeral"].contains(&call.method.as_str());
        let said = class.simulator.expect_call("an answer", fits).await;
        let private = said.method == "chat.postEphemeral";
        assert_eq!(private, heard.starts_with('/') && !heard.starts_with("/desks"), "{typed}");
        assert_eq!(class.last_heard().what, What::Addressed(heard.to_owned()));
        class.simulator.write(ANA, ANA.direct, typed);
        class.simulator.expect_post(ANA.direct).await;
        assert_eq!(class.last_heard().what, What::Addressed(heard.to_owned()));
    }
    class.close().await;
}

#[tokio::test]
async fn a_direct_message_is_answered_beside_it() {
    let class = Class::open().await;
    class.simulator.write(ANA, ANA.direct, "what is a need?");
    let shown = class.simulator.expect_post(ANA.direct).await;
    assert_eq!(shown.thread, None);
    let heard = class.last_heard();
    assert!(heard.place.direct && heard.member.moderator);
    assert_eq!(heard.what, What::Addressed("what is a need?".to_owned()));
    class.close().await;
}

#[tokio::test]
async fn typed_answers_are_heard_where_they_are_switched_on_with_the_name_that_others_see() {
    let setup = Setup::with(|options, settings| {
        settings.features.typed_answers = true;
        *options =
            Options { scopes: vec!["chat:write", "channels:history", "users:read"], ..Options::default() };
    });
    let class = Class::open_with(setup, echo).await;
    let (sent, _) = class.simulator.write(ANA, GENERAL, "a need");
    class.simulator.expect_ack(&sent.envelope).await;
    // A mention comes twice when messages are heard, and counts once.
    class.simulator.write(ANA, GENERAL, &format!("<@{}> hello", crate::simulator::slack::world::BOT_USER));
    class.simulator.mention(ANA, GENERAL, None, "hello");
    class.simulator.expect_post(GENERAL).await;
    let heard = class.heard.lock().expect("no test panics in it").clone();
    let what: Vec<What> = heard.iter().map(|inbound| inbound.what.clone()).collect();
    assert_eq!(what, [What::Overheard("a need".to_owned()), What::Addressed("hello".to_owned())]);
    assert_eq!(heard[0].member.name, "ana of the class");
    class.close().await;
}

#[tokio::test]
async fn a_word_for_one_member_is_seen_by_nobody_else() {
    let setup = Setup::with(|options, settings| {
        settings.features.typed_answers = true;
        options.scopes.extend(["channels:history", "users:read"]);
    });
    let class = Class::open_with(setup, |_| {
        let sentence = |text: &str| Box::new(Reply::sentence(Tone::Plain, text));
        let (reply, instead) = (sentence("that is close"), sentence("use the button"));
        at_once(Response::Whisper { reply, instead })
    })
    .await;
    class.simulator.write(ANA, GENERAL, "nearly right");
    let call = class.simulator.expect_call("a note", |call| call.method == "chat.postEphemeral").await;
    assert_eq!((call.body["user"].as_str(), call.body["channel"].as_str()), (Some(ANA.id), Some(GENERAL)));
    assert!(call.body.to_string().contains("that is close"));
    class.close().await;
}

#[tokio::test]
async fn what_is_delivered_twice_counts_once() {
    let class = Class::open().await;
    let (mention, _) = class.simulator.mention(ANA, GENERAL, None, "once?");
    class.simulator.expect_post(GENERAL).await;
    let command = class.simulator.slash(ANA, GENERAL, "scores");
    class.simulator.expect_answer(&command).await;
    for sent in [&mention, &command] {
        let again = class.simulator.redeliver(sent);
        class.simulator.expect_ack(&again).await;
    }
    let last = class.simulator.slash(ANA, GENERAL, "help");
    class.simulator.expect_answer(&last).await;
    assert_eq!(class.heard_count(), 3, "a redelivery is acknowledged and not heard");
    class.close().await;
}
