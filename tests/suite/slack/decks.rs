//! Decks as files: by the form that the command opens, or beside a message.

use deskbell::domain::inbound::{HANDED_BYTES, NotTaken, What};
use serde_json::{Value, json};

use super::{Class, Setup, echo};
use crate::simulator::slack::world::{ANA, GENERAL, MAYA};

/// A class whose app may read files.
async fn open() -> Class {
    let setup = Setup::with(|options, settings| {
        settings.features.deck_files = true;
        options.scopes.push("files:read");
    });
    Class::open_with(setup, echo).await
}

fn word(text: &str) -> Value {
    json!({ "type": "plain_text_input", "value": text })
}

fn files(file: &Value) -> Value {
    json!({ "type": "file_input", "files": [file] })
}

/// The command's name, its options, and what was in the file.
type HandedIn = (String, Vec<(String, String)>, Result<Vec<u8>, NotTaken>);

fn handed_in(class: &Class) -> HandedIn {
    let What::Handed { name, options, file } = class.last_heard().what else { panic!("no file") };
    (name, options, file.content.map(|content| content.to_vec()))
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn the_command_opens_a_form_with_a_place_for_the_file() {
    let class = open().await;
    let sent = class.simulator.slash(MAYA, GENERAL, "deck add Our bees");
    let view = class.simulator.expect_form(&sent).await;
    let inputs: Vec<&Value> =
        view["blocks"].as_array().expect("blocks").iter().filter(|b| b["type"] == "input").collect();
    assert_eq!(inputs[0]["element"]["type"], "file_input");
    assert_eq!(
        (&inputs[1]["block_id"], &inputs[1]["element"]["initial_value"]),
        (&json!("name"), &json!("Our bees"))
    );

    let file = class.simulator.file("bees.csv", b"term,definition\n");
    class.simulator.hand_in(MAYA, &view, &[("file", files(&file)), ("name", word("Our bees"))]);
    let shown = class.simulator.expect_answer(&sent).await;
    assert!(shown.private, "the answer goes where the command came from");
    let (name, options, content) = handed_in(&class);
    assert_eq!((name.as_str(), content), ("deck add", Ok(b"term,definition\n".to_vec())));
    assert_eq!(options, [pair("file", "bees.csv"), pair("name", "Our bees")]);
    class.close().await;
}

#[tokio::test]
async fn a_file_beside_a_message_is_handed_in_as_well() {
    let class = open().await;
    let file = class.simulator.file("bees.csv", b"bees");
    class.simulator.mention_with_files(MAYA, GENERAL, "/deck add Our bees", std::slice::from_ref(&file));
    class.simulator.expect_call("a word to the moderator", |call| call.method == "chat.postEphemeral").await;
    let (name, options, content) = handed_in(&class);
    assert_eq!((name.as_str(), content), ("deck add", Ok(b"bees".to_vec())));
    assert_eq!(options, [pair("name", "Our bees"), pair("file", "bees.csv")]);
    // Any other word beside a file is what it says.
    class.simulator.mention_with_files(MAYA, GENERAL, "what is this?", &[file]);
    class.simulator.expect_post(GENERAL).await;
    assert_eq!(class.last_heard().what, What::Addressed("what is this?".to_owned()));
    class.close().await;
}

#[tokio::test]
async fn no_more_is_fetched_than_is_taken_and_only_from_slack() {
    let class = open().await;
    let most = usize::try_from(HANDED_BYTES).expect("a size");
    let large = class.simulator.file("large.apkg", &vec![0; most + 1]);
    let said_large =
        json!({ "id": "F1", "name": "a", "size": HANDED_BYTES + 1, "url_private": large["url_private"] });
    let mut said_small = large.clone();
    said_small["size"] = json!(20);
    let elsewhere = json!({ "id": "F2", "name": "a", "size": 2, "url_private": "http://192.0.2.1/deck.csv" });
    // Slack keeps back what it wants to be asked for.
    let asked_for = class.simulator.file("bees.csv", b"bees");
    let asked = json!({ "id": asked_for["id"], "name": "bees.csv", "file_access": "check_file_info" });
    let gone = json!({ "id": "F404", "name": "a", "file_access": "check_file_info" });
    for (file, expected) in [
        (said_large, Err(NotTaken::TooLarge)),
        (said_small, Err(NotTaken::TooLarge)),
        (elsewhere, Err(NotTaken::Unreachable)),
        (asked, Ok(b"bees".to_vec())),
        (gone, Err(NotTaken::Unreachable)),
    ] {
        class.simulator.mention_with_files(MAYA, GENERAL, "/deck add", std::slice::from_ref(&file));
        class
            .simulator
            .expect_call("a word to the moderator", |call| call.method == "chat.postEphemeral")
            .await;
        assert_eq!(handed_in(&class).2, expected, "{file}");
    }
    class.close().await;
}

#[tokio::test]
async fn nothing_is_fetched_for_a_member() {
    let class = open().await;
    let file = class.simulator.file("bees.csv", b"bees");
    class.simulator.mention_with_files(ANA, GENERAL, "/deck add", std::slice::from_ref(&file));
    class.simulator.expect_call("a word to the member", |call| call.method == "chat.postEphemeral").await;
    assert!(matches!(class.last_heard().what, What::Command { .. }), "the desk says who may");
    let sent = class.simulator.slash(ANA, GENERAL, "deck add");
    class.simulator.expect_answer(&sent).await;
    assert!(matches!(class.last_heard().what, What::Command { .. }));
    assert_eq!(class.simulator.file_read(&file), 0);
    class.close().await;
}

#[tokio::test]
async fn without_the_right_to_read_files_a_sentence_says_how() {
    for (switched_on, scope) in [(false, true), (true, false)] {
        let setup = Setup::with(|options, settings| {
            settings.features.deck_files = switched_on;
            if scope {
                options.scopes.push("files:read");
            }
        });
        let class = Class::open_with(setup, echo).await;
        let sent = class.simulator.slash(MAYA, GENERAL, "deck add");
        let shown = class.simulator.expect_answer(&sent).await;
        assert!(shown.private && shown.text.contains("SLACK_DECK_FILES=yes"), "{}", shown.text);
        let file = class.simulator.file("bees.csv", b"bees");
        class.simulator.mention_with_files(MAYA, GENERAL, "/deck add", std::slice::from_ref(&file));
        let said = class.simulator.expect_call("a word", |call| call.method == "chat.postEphemeral").await;
        assert!(said.body["text"].as_str().is_some_and(|text| text.contains("SLACK_DECK_FILES=yes")));
        assert_eq!((class.simulator.file_read(&file), class.heard_count()), (0, 0));
        class.close().await;
    }
}

#[tokio::test]
async fn a_mention_without_a_file_says_where_it_goes() {
    let class = open().await;
    class.simulator.mention(MAYA, GENERAL, None, "/deck add");
    let said = class.simulator.expect_call("a word", |call| call.method == "chat.postEphemeral").await;
    assert!(
        said.body["text"].as_str().is_some_and(|text| text.contains("attach") || text.contains("Attach"))
    );
    class.close().await;
}
