//! Learning from use with the real desk: on the simulated Discord, and from the console into a document.

use std::time::Duration;

use serde_json::json;

use crate::binary::Home;
use crate::evening::Evening;
use crate::simulator::discord::world::{ANA, BEN, GENERAL, MAYA};

/// The console ends well within this.
const STOP_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_ask_in_vain_and_moderators_teach() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::begin(folder.path()).await;
    let discord = &evening.simulator;

    evening.slash(ANA, "ask", &[("question", "what is @everyone's boathouse?")]).await;
    let long = format!("what is a keel? {}", "I really need to know this. ".repeat(30));
    for (question, right) in [("what is a keel?", "Yes"), (long.as_str(), "No")] {
        let sent = discord.slash(BEN, GENERAL, "ask", &[("question", question), ("private", "true")]);
        let answer = discord.expect_reply(&sent).await;
        assert!(answer.text.contains("Was this right?"), "{}", answer.text);
        let pressed = discord.press(ANA, &answer, right);
        assert!(discord.expect_reply(&pressed).await.private);
    }
    let wrong = discord.press_token(BEN, GENERAL, None, "wrong:what is a keel?");
    assert!(discord.expect_reply(&wrong).await.text.contains("not who asked"));

    let refused = evening.slash(ANA, "gaps", &[]).await;
    assert!(refused.contains("Only moderators"), "{refused}");
    let sent = discord.slash(MAYA, GENERAL, "gaps", &[]);
    let gaps = discord.expect_reply(&sent).await;
    assert!(gaps.private && gaps.text.contains("boathouse") && gaps.text.contains("keel"), "{}", gaps.text);
    assert!(!gaps.text.contains("@everyone") && !gaps.text.contains("Ana"), "{}", gaps.text);

    let teach =
        gaps.buttons.iter().find(|(label, _)| label.contains("boathouse")).expect("a button").1.clone();
    let forged = discord.press_token(ANA, GENERAL, None, &teach);
    assert!(discord.expect_reply(&forged).await.text.contains("Only moderators"));
    let pressed = discord.press_token(MAYA, GENERAL, None, &teach);
    let callback = discord.expect_callback(&pressed).await;
    let rows = callback.body["data"]["components"].as_array().expect("rows").clone();
    assert_eq!(rows.len(), 3);
    assert!(rows[0]["components"][0]["value"].as_str().expect("prefilled").contains("boathouse"));
    assert_eq!(rows[1]["components"][0]["style"], json!(2), "a definition may have several lines");
    evening.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_taught_is_live_cites_its_teacher_and_survives() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::begin(folder.path()).await;
    let discord = &evening.simulator;

    let sent = discord.slash(MAYA, GENERAL, "teach", &[]);
    let form = discord.expect_form(&sent).await;
    let stolen = discord.submit(ANA, &form, &["Boathouse", "Mine now.", ""]);
    assert!(discord.expect_reply(&stolen).await.text.contains("Only moderators"));
    let submitted = discord.submit(MAYA, &form, &["Keel", "Something else\nentirely.", ""]);
    let refused = discord.expect_reply(&submitted).await;
    assert!(refused.private && refused.text.contains("terms.txt, line 3"), "{}", refused.text);
    let pressed = discord.press(MAYA, &refused, "Try again");
    let again = discord.expect_form(&pressed).await;
    let texts = ["Boathouse", "The *green* shed\nby the pier.", "boat shed; hangar"];
    let submitted = discord.submit(MAYA, &again, &texts);
    let learned = discord.expect_reply(&submitted).await;
    assert!(learned.private && learned.text.contains("taught by Maya, "), "{}", learned.text);

    for question in ["what's the boat shed?", "which shed is by the pier?"] {
        let sent = discord.slash(ANA, GENERAL, "ask", &[("question", question)]);
        let answer = discord.expect_reply(&sent).await;
        let words = answer.text.replace("**", "");
        assert!(words.contains(r"The \*green\* shed by the pier."), "{words}");
        assert!(
            answer.text.contains("taught by Maya, ") && !answer.text.contains("line 0"),
            "{}",
            answer.text
        );
        assert!(!answer.private);
    }
    let typing = discord.complete(ANA, GENERAL, "define", "term", "boat");
    assert_eq!(discord.expect_choices(&typing).await, [("Boathouse".to_owned(), "Boathouse".to_owned())]);
    // Another server's class, here one member's own conversation, was taught nothing.
    let sent = discord.slash(ANA, ANA.direct_channel(), "ask", &[("question", "what is a boathouse?")]);
    let own = discord.expect_reply(&sent).await;
    assert!(own.text.contains("I don't know") && own.buttons.is_empty(), "{}", own.text);
    for command in ["gaps", "teach", "taught"] {
        let sent = discord.slash(ANA, ANA.direct_channel(), command, &[]);
        let reply = discord.expect_reply(&sent).await;
        assert!(reply.text.contains("for a whole server"), "{}", reply.text);
    }

    evening.running.abort();
    discord.expect_gone().await;
    evening.simulator.finish();
    let evening = Evening::begin(folder.path()).await;
    let discord = &evening.simulator;
    let answer = evening.slash(BEN, "define", &[("term", "hangar")]).await;
    assert!(answer.contains("taught by Maya, "), "{answer}");
    let pressed = discord.press_token(MAYA, GENERAL, None, &learned.button("Retire"));
    assert!(discord.expect_reply(&pressed).await.text.contains("Retired"));
    let answer = evening.slash(BEN, "define", &[("term", "hangar")]).await;
    assert!(answer.contains("I don't know"), "{answer}");
    evening.end().await;
}

#[test]
fn what_was_taught_moves_into_the_documents() {
    let home = Home::new(&[("boats.txt", "keel: The spine of a hull.\nbow: The front end of a boat.\n")]);
    let ran = home.run(&["export", "taught"], "");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("there is no database"), "{ran:?}");
    let mut console = home.console(&["--as", "mo", "--moderator"]);
    console.say("/teach term:\"Boathouse (or boat shed)\" definition:\"The green shed.\" aliases:hangar");
    for line in ["/teach term:Regatta", "", "Races, \"one\" after another: {\\}."] {
        console.write(line);
    }
    let taught = console.say("");
    assert!(taught.iter().any(|line| line.contains("[taught by mo, ")), "{taught:?}");
    // It is read while the desk is open.
    let exported = home.run(&["export", "taught"], "").stdout;
    assert_eq!(home.run(&["export", "taught", "--space", "local"], "").stdout, exported);
    let nowhere = home.run(&["export", "taught", "--space", "7"], "");
    assert_eq!(nowhere.code, Some(1));
    assert!(nowhere.stderr.contains("these have: console:local"), "{nowhere:?}");
    let left = console.leave(STOP_WITHIN);
    assert_eq!(left.code, Some(0), "{left:?}");

    let moved = Home::new(&[]);
    moved.write("taught.jsonl", &exported);
    let check = &moved.run(&["check", "--json"], "").json()[0];
    assert_eq!(check["documents"][0]["layout"], "jsonl");
    assert_eq!(check["documents"][0]["warnings"], json!([]));
    let questions = "what is a hangar?\nwhat is a regatta?\n";
    let asked = moved.run(&["ask", "--json"], questions).json();
    assert_eq!(asked[0]["answers"][0]["term"], "Boathouse", "{asked:?}");
    assert_eq!(asked[1]["answers"][0]["text"], "Races, \"one\" after another: {\\}.", "{asked:?}");
}
