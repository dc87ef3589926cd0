//! What members do with an answer on the simulated Discord: the real adapter, desk, index and store.

use serde_json::json;

use crate::evening::Evening;
use crate::simulator::discord::world::{ANA, BEN, GENERAL, MAYA, STUDY};
use crate::simulator::discord::{Call, What};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clear_question_is_answered_unasked_where_moderators_want_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::over("sailing", folder.path()).await;
    let discord = &evening.simulator;
    discord.say(ANA, GENERAL, "what is a keel?");
    let sent = discord.slash(MAYA, GENERAL, "desk listen", &[("on", "true")]);
    let begun = discord.expect_reply(&sent).await;
    assert!(begun.private && begun.text.contains("unasked"), "{}", begun.text);
    for words in
        ["nice boat", "when is the exam?", "what is photosynthesis?", "keel", "<@402> what is a keel?"]
    {
        discord.say(BEN, GENERAL, words);
    }
    discord.say(BEN, STUDY, "what is a keel?");
    let asked = discord.say(ANA, GENERAL, "does anyone know what a rudder is?");
    let answer = discord.expect_message(GENERAL).await;
    assert!(answer.text.contains("steers"), "{}", answer.text);
    let replies = |what: &What| match what {
        What::Http(request) => request.body["message_reference"]["message_id"] == json!(asked.to_string()),
        _ => false,
    };
    assert_eq!(discord.count(replies), 1, "it replies to that very message");
    discord.say(ANA, GENERAL, "and what is a keel?");
    discord.say(BEN, GENERAL, "what is a halyard?");
    assert!(discord.expect_message(GENERAL).await.text.contains("hoists"));
    evening.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_to_an_answer_leans_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::over("sailing", folder.path()).await;
    let discord = &evening.simulator;
    let sent = discord.slash(ANA, GENERAL, "ask", &[("question", "what is a halyard?")]);
    let answer = discord.expect_reply(&sent).await;
    // A restart forgets nothing: the message itself tells what it was about.
    discord.reply(BEN, &answer, "how does it differ from a sheet?", true);
    let compared = discord.expect_message(GENERAL).await;
    assert!(compared.text.contains("hoists") && compared.text.contains("angle"), "{}", compared.text);
    discord.reply(BEN, &compared, "and a keel?", false);
    let other = discord.expect_message(GENERAL).await;
    assert!(other.text.contains("spine of a hull"), "{}", other.text);
    discord.reply(BEN, &other, "nice, I had that wrong", false);
    discord.direct_message(ANA, "what is a rudder?");
    let direct = discord.expect_message(ANA.direct_channel()).await;
    assert!(direct.text.contains("steers"), "{}", direct.text);
    discord.direct_message(ANA, "why?");
    let rest = discord.expect_message(ANA.direct_channel()).await;
    assert!(
        rest.text.contains("all the documents say about") && rest.text.contains("Rudder"),
        "{}",
        rest.text
    );
    let said = |what: &What| matches!(what, What::Http(request) if request.call == Call::CreateMessage { channel: GENERAL });
    assert_eq!(discord.count(said), 2, "what is only said under an answer is left alone");
    evening.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comparison_stands_side_by_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::over("sailing", folder.path()).await;
    let discord = &evening.simulator;
    let sent = discord.slash(ANA, GENERAL, "ask", &[("question", "how does a halyard differ from a sheet?")]);
    let answer = discord.expect_reply(&sent).await;
    let fields = answer.payload["embeds"][0]["fields"].as_array().expect("fields").clone();
    let names: Vec<_> = fields.iter().map(|field| (&field["name"], &field["inline"])).collect();
    assert_eq!(names, [(&"Halyard".into(), &true.into()), (&"Sheet".into(), &true.into())]);
    assert!(fields[1]["value"].as_str().is_some_and(|value| value.ends_with("-# terms.txt, line 8")));
    evening.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_words_that_matched_are_bold() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::over("sailing", folder.path()).await;
    let discord = &evening.simulator;
    let sent = discord.slash(ANA, GENERAL, "ask", &[("question", "which rope controls the angle of a sail")]);
    let answer = discord.expect_reply(&sent).await;
    let shown = answer.payload["embeds"][0]["description"].as_str().expect("a description");
    assert!(shown.contains("> A **rope** that **controls** the **angle** of a **sail**."), "{shown}");
    evening.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_shows_the_whole_passage_to_the_one_who_presses_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::over("bridges", folder.path()).await;
    let discord = &evening.simulator;
    let sent = discord.slash(ANA, GENERAL, "ask", &[("question", "why is a beam bridge cheap?")]);
    let answer = discord.expect_reply(&sent).await;
    assert!(!answer.private && !answer.text.contains("two piers"), "{}", answer.text);
    let pressed = discord.press(BEN, &answer, "More");
    let whole = discord.expect_reply(&pressed).await;
    assert!(whole.private && whole.text.contains("two piers"), "{}", whole.text);
    assert!(whole.text.contains("bridges.md, line 5"), "{}", whole.text);
    // A button of a passage that the documents no longer hold.
    let pressed = discord.press_token(BEN, GENERAL, None, "more:00000000000000ff:5");
    assert!(discord.expect_reply(&pressed).await.text.contains("have changed"));
    evening.end().await;
}
