//! A class's evening on the simulated Discord, with the real desk, engine, index and store behind
//! the real adapter: nothing is scripted but the members.

use std::path::{Path, PathBuf};

use deskbell::clock::Clock;
use deskbell::platform::discord::{Endpoint, PLATFORM, Settings, run};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::simulator::discord::world::{ANA, BEN, GENERAL, MAYA, TOKEN};
use crate::simulator::discord::{Options, Simulator};
use crate::stage::{read, wire};

/// One start of the program.
pub(crate) struct Evening {
    pub(crate) simulator: Simulator,
    pub(crate) running: JoinHandle<anyhow::Result<()>>,
    stop: watch::Sender<bool>,
}

impl Evening {
    pub(crate) async fn begin(folder: &Path) -> Self {
        Self::over("sailing", folder).await
    }

    /// Opens the desk over one of the folders of documents.
    pub(crate) async fn over(documents: &str, folder: &Path) -> Self {
        let documents =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents").join(documents);
        let simulator = Simulator::start_with(Options { content_granted: true, ..Options::default() }).await;
        let mut settings = Settings::new(TOKEN);
        settings.typed_answers = true;
        settings.endpoint = Some(Endpoint { http: simulator.http_url(), gateway: Some(simulator.ws_url()) });
        let (engine, reception, posts) = wire(PLATFORM, folder, &Clock::system(), &read(&documents)).await;
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(run(settings, reception.desk(), posts, stopped));
        engine.take_up().await.expect("a readable store");
        simulator.expect_identify().await;
        simulator.expect_commands().await;
        Self { simulator, running, stop }
    }

    /// A command's reply as text.
    pub(crate) async fn slash(
        &self,
        who: crate::simulator::discord::world::Person,
        name: &str,
        options: &[(&str, &str)],
    ) -> String {
        let sent = self.simulator.slash(who, GENERAL, name, options);
        self.simulator.expect_reply(&sent).await.text
    }

    pub(crate) async fn end(self) {
        self.stop.send(true).expect("it runs");
        self.running.await.expect("no panic").expect("an orderly stop");
        self.simulator.finish();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_ask_and_play_and_nothing_is_lost_by_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::begin(folder.path()).await;
    let discord = &evening.simulator;

    let answer = evening.slash(ANA, "ask", &[("question", "what is a keel?")]).await;
    assert!(answer.contains("spine of a hull") && answer.contains("terms.txt, line 3"), "{answer}");
    let unknown = evening.slash(ANA, "ask", &[("question", "what is photosynthesis?")]).await;
    assert!(unknown.contains("I don't know"), "{unknown}");
    let typing = discord.complete(ANA, GENERAL, "define", "term", "hal");
    assert_eq!(discord.expect_choices(&typing).await, [("Halyard".to_owned(), "Halyard".to_owned())]);

    let options = [("deck", "terms"), ("cards", "3"), ("seconds", "300"), ("seed", "3")];
    let refused = evening.slash(ANA, "quiz start", &options).await;
    assert!(refused.contains("Only moderators"), "{refused}");
    let begun = evening.slash(MAYA, "quiz start", &options).await;
    assert!(begun.contains("has begun"), "{begun}");
    discord.expect_message(GENERAL).await;
    let card = discord.expect_message(GENERAL).await;
    assert!(card.text.contains("steers it"), "{}", card.text);

    let pressed = discord.press(BEN, &card, "Answer");
    let form = discord.expect_form(&pressed).await;
    let submitted = discord.submit(BEN, &form, &["the rudders"]);
    assert!(discord.expect_reply(&submitted).await.text.contains("Right!"));
    evening.slash(MAYA, "quiz skip", &[]).await;
    let reveal = discord.expect_message(GENERAL).await;
    assert!(reveal.text.contains("has it") && reveal.text.contains("terms.txt, line 4"), "{}", reveal.text);

    let pressed = discord.press(ANA, &card, "Answer");
    assert!(discord.expect_reply(&pressed).await.text.contains("That card is over"));
    evening.slash(MAYA, "quiz skip", &[]).await;
    discord.expect_message(GENERAL).await;

    // The program dies in the middle of the second card: no farewell, no last write.
    evening.running.abort();
    discord.expect_gone().await;
    evening.simulator.finish();

    let evening = Evening::begin(folder.path()).await;
    let discord = &evening.simulator;
    let back = discord.expect_message(GENERAL).await;
    assert!(back.text.contains("I am back"), "{}", back.text);
    let card = discord.expect_message(GENERAL).await;
    assert!(card.text.contains("hoists a sail"), "{}", card.text);
    discord.say(ANA, GENERAL, "||halyard||");
    assert!(discord.expect_message(GENERAL).await.text.contains("has it! Whoever"));
    evening.slash(MAYA, "quiz skip", &[]).await;
    let reveal = discord.expect_message(GENERAL).await;
    assert!(reveal.text.contains("has it: "), "{}", reveal.text);
    let ended = evening.slash(MAYA, "quiz stop", &[]).await;
    assert!(ended.contains("ended"), "{ended}");
    let scores = evening.slash(ANA, "scores", &[]).await;
    for name in ["Ana", "Ben"] {
        assert!(scores.contains(name), "{name} keeps the point: {scores}");
    }
    evening.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_studies_alone_and_in_direct_messages() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::begin(folder.path()).await;
    let discord = &evening.simulator;
    let sent = discord.slash(ANA, GENERAL, "study", &[]);
    let offer = discord.expect_reply(&sent).await;
    assert!(offer.private);
    let card = discord.expect_reply(&discord.press(ANA, &offer, "knots.txt (4)")).await;
    assert!(card.private && card.text.contains("does not slip"), "{}", card.text);
    let form = discord.expect_form(&discord.press(ANA, &card, "Type it")).await;
    let judged = discord.expect_reply(&discord.submit(ANA, &form, &["a bowline"])).await;
    assert!(judged.private && judged.text.contains("Right!"), "{}", judged.text);
    let next = discord.expect_reply(&discord.press(ANA, &judged, "Good · 2 days")).await;
    assert!(next.private && next.text.contains("comes again in 2 days"), "{}", next.text);

    let sent = discord.slash(ANA, ANA.direct_channel(), "progress", &[]);
    let progress = discord.expect_reply(&sent).await;
    assert!(progress.text.contains("being learnt: 1"), "{}", progress.text);
    let forgotten = discord.press(
        ANA,
        &discord.expect_reply(&discord.slash(ANA, GENERAL, "forget me", &[])).await,
        "Delete all of it",
    );
    assert!(discord.expect_reply(&forgotten).await.text.contains("forgotten"));
    let sent = discord.slash(ANA, GENERAL, "progress", &[]);
    assert!(discord.expect_reply(&sent).await.text.contains("not studied any card"));
    evening.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_choose_by_button_and_moderators_rule() {
    let folder = tempfile::tempdir().expect("a folder");
    let evening = Evening::begin(folder.path()).await;
    let discord = &evening.simulator;

    let asked = discord.slash(MAYA, GENERAL, "quiz start", &[]);
    let decks = discord.expect_reply(&asked).await;
    assert!(decks.private, "{}", decks.text);
    let pressed = discord.press(ANA, &decks, "terms.txt (6)");
    assert!(discord.expect_reply(&pressed).await.text.contains("Only moderators"));
    let pressed = discord.press(MAYA, &decks, "terms.txt (6)");
    assert!(discord.expect_reply(&pressed).await.text.contains("has begun: 6 cards"));
    discord.expect_message(GENERAL).await;
    discord.expect_message(GENERAL).await;
    evening.slash(MAYA, "quiz stop", &[]).await;
    assert!(discord.expect_message(GENERAL).await.text.contains("is over"));

    let options = [("deck", "terms"), ("cards", "2"), ("seconds", "300"), ("seed", "3"), ("mode", "choice")];
    evening.slash(MAYA, "quiz start", &options).await;
    discord.expect_message(GENERAL).await;
    let card = discord.expect_message(GENERAL).await;
    assert!(card.text.contains("Rudder") && card.text.contains("Bow"), "{}", card.text);
    for (who, letter, said) in
        [(ANA, "D", "Right!"), (BEN, "A", "Not that one"), (BEN, "D", "the first answer")]
    {
        let pressed = discord.press(who, &card, letter);
        let reply = discord.expect_reply(&pressed).await;
        assert!(reply.private && reply.text.contains(said), "{}", reply.text);
    }
    evening.slash(MAYA, "quiz skip", &[]).await;
    let reveal = discord.expect_message(GENERAL).await;
    assert!(reveal.text.contains("Ana") && reveal.text.contains("has it"), "{}", reveal.text);

    let pressed = discord.press(BEN, &reveal, "Protest");
    assert!(discord.expect_reply(&pressed).await.private);
    let protest = discord.expect_message(GENERAL).await;
    assert!(protest.text.contains("Bow"), "{}", protest.text);
    let pressed = discord.press(ANA, &protest, "That was right");
    assert!(discord.expect_reply(&pressed).await.text.contains("Only moderators"));
    let pressed = discord.press(MAYA, &reveal, "Answers");
    let answers = discord.expect_reply(&pressed).await;
    assert!(answers.private && answers.text.contains("Bow"), "{}", answers.text);
    let pressed = discord.press(MAYA, &answers, "That was right: Bow");
    discord.expect_reply(&pressed).await;
    let ruling = discord.expect_message(GENERAL).await;
    assert!(ruling.text.contains("has ruled") && ruling.text.contains("now has 12"), "{}", ruling.text);
    evening.end().await;
}
