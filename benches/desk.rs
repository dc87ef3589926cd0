//! How fast the domain is: reading documents, building the index, answering, judging, playing. Each
//! beside something known in the same run, so that ratios hold on any machine. `cargo bench --bench desk`.

// A benchmark reads the project's own files.
#![allow(clippy::disallowed_methods, missing_docs, unreachable_pub)]

#[path = "desk/material.rs"]
mod material;
#[path = "desk/plain.rs"]
mod plain;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

use deskbell::domain::ids::{ChannelId, MemberId, QuizId, SpaceId, Timestamp};
use deskbell::domain::inbound::Member;
use deskbell::domain::judge::{Judge, judge};
use deskbell::domain::knowledge::read_document;
use deskbell::domain::quiz::{Event, Mode, Plan, Quiz, Way, begin, deal, step};
use deskbell::domain::search::Index;

use material::{CLASS, LARGE, Material, Row, in_turn, judge_rows};
use plain::PlainIndex;

/// How many answers are asked for.
const LIMIT: usize = 3;

fn main() {
    divan::main();
}

/// The class documents: files to entries, cards and warnings.
#[divan::bench_group]
mod parse_the_class_documents {
    use super::*;

    #[divan::bench]
    fn deskbell(bencher: Bencher<'_, '_>) {
        let files = &CLASS.files;
        let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
        bencher.counter(BytesCount::new(bytes)).bench(|| {
            files.iter().map(|(name, text)| read_document(name, text.as_bytes())).collect::<Vec<_>>()
        });
    }

    /// The least that any reader does: a walk over the lines that folds their case.
    #[divan::bench]
    fn plain_walk_over_the_lines(bencher: Bencher<'_, '_>) {
        let files = &CLASS.files;
        let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
        bencher.counter(BytesCount::new(bytes)).bench(|| {
            files.iter().flat_map(|(_, text)| text.lines()).map(str::to_lowercase).collect::<Vec<_>>()
        });
    }
}

fn build(bencher: Bencher<'_, '_>, material: &Material) {
    bencher
        .counter(ItemsCount::new(material.entries))
        .bench(|| Index::build(&material.library).expect("an index"));
}

fn build_plain(bencher: Bencher<'_, '_>, material: &Material) {
    bencher.counter(ItemsCount::new(material.entries)).bench(|| PlainIndex::build(&material.library));
}

/// All entries of the class documents into an index.
#[divan::bench_group(sample_count = 20)]
mod index_the_class_documents {
    use super::*;

    #[divan::bench]
    fn deskbell(bencher: Bencher<'_, '_>) {
        build(bencher, &CLASS);
    }

    #[divan::bench]
    fn plain_tantivy(bencher: Bencher<'_, '_>) {
        build_plain(bencher, &CLASS);
    }
}

/// 3,500 made-up entries into an index.
#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod index_3500_entries {
    use super::*;

    #[divan::bench]
    fn deskbell(bencher: Bencher<'_, '_>) {
        build(bencher, &LARGE);
    }

    #[divan::bench]
    fn plain_tantivy(bencher: Bencher<'_, '_>) {
        build_plain(bencher, &LARGE);
    }
}

fn ask(bencher: Bencher<'_, '_>, material: &Material) {
    let index = Index::build(&material.library).expect("an index");
    bencher
        .with_inputs(in_turn(&material.questions))
        .bench_values(|question| index.ask(black_box(question), LIMIT));
}

/// tantivy's own BM25 over the same entries in two fields, asked through its own query parser.
fn ask_plain(bencher: Bencher<'_, '_>, material: &Material) {
    let index = PlainIndex::build(&material.library);
    bencher
        .with_inputs(in_turn(&material.questions))
        .bench_values(|question| index.ask(black_box(question), LIMIT));
}

/// One question over the class documents.
#[divan::bench_group(sample_count = 2_000)]
mod ask_the_class_documents {
    use super::*;

    #[divan::bench]
    fn deskbell(bencher: Bencher<'_, '_>) {
        ask(bencher, &CLASS);
    }

    #[divan::bench]
    fn plain_tantivy(bencher: Bencher<'_, '_>) {
        ask_plain(bencher, &CLASS);
    }
}

/// One question over 3,500 made-up entries.
#[divan::bench_group(sample_count = 2_000)]
mod ask_3500_entries {
    use super::*;

    #[divan::bench]
    fn deskbell(bencher: Bencher<'_, '_>) {
        ask(bencher, &LARGE);
    }

    #[divan::bench]
    fn plain_tantivy(bencher: Bencher<'_, '_>) {
        ask_plain(bencher, &LARGE);
    }
}

fn define(bencher: Bencher<'_, '_>, material: &Material) {
    let index = Index::build(&material.library).expect("an index");
    bencher.with_inputs(in_turn(&material.terms)).bench_values(|term| index.define(black_box(term), LIMIT));
}

/// One term looked up.
#[divan::bench_group(sample_count = 1_000)]
mod define_a_term {
    use super::*;

    #[divan::bench]
    fn of_the_class_documents(bencher: Bencher<'_, '_>) {
        define(bencher, &CLASS);
    }

    #[divan::bench]
    fn of_3500_entries(bencher: Bencher<'_, '_>) {
        define(bencher, &LARGE);
    }
}

/// One answer judged.
#[divan::bench_group(sample_count = 2_000)]
mod judge_an_answer {
    use super::*;

    /// The card is made ready for the one answer, as `deskbell judge` does.
    #[divan::bench]
    fn deskbell_with_the_card_made_ready(bencher: Bencher<'_, '_>) {
        let rows = judge_rows();
        bencher
            .with_inputs(in_turn(&rows))
            .bench_values(|row| judge(&row.prompt, &row.accepted, black_box(&row.given), &row.deck));
    }

    /// The card is ready, as in a quiz after its first answer.
    #[divan::bench]
    fn deskbell(bencher: Bencher<'_, '_>) {
        let rows = judge_rows();
        let ready: Vec<(Judge, &Row)> =
            rows.iter().map(|row| (Judge::new(&row.prompt, &row.accepted, &row.deck), row)).collect();
        bencher.with_inputs(in_turn(&ready)).bench_values(|(judge, row)| judge.rule(black_box(&row.given)));
    }

    /// One measure of likeness against each accepted answer and nothing else.
    #[divan::bench]
    fn plain_damerau_levenshtein(bencher: Bencher<'_, '_>) {
        let rows = judge_rows();
        bencher.with_inputs(in_turn(&rows)).bench_values(|row| {
            let given = black_box(&row.given);
            let likeness =
                row.accepted.iter().map(|answer| strsim::normalized_damerau_levenshtein(given, answer));
            likeness.fold(0.0, f64::max)
        });
    }
}

/// A quiz of ten class cards on its first one, whose judge has been asked before.
fn quiz() -> Quiz {
    let (cards, rest) = deal(CLASS.library.all_cards().cards, 1, 10);
    let plan = Plan {
        space: SpaceId("bench:space".to_owned()),
        channel: ChannelId("bench:channel".to_owned()),
        deck: "all documents".to_owned(),
        cards,
        others: rest.into_iter().map(|card| card.answers).collect(),
        seconds: 30,
        seed: 1,
        mode: Mode::Race,
        hints: true,
        streaks: false,
        choices: Vec::new(),
    };
    let (quiz, _) = begin(QuizId(1), plan, Timestamp(0));
    step(quiz, answer("no idea"), Timestamp(1)).quiz
}

fn answer(text: &str) -> Event {
    let member = Member { id: MemberId("bench:ana".to_owned()), name: "ana".to_owned(), moderator: false };
    Event::Answered { member, text: text.to_owned(), way: Way::Overheard, round: None }
}

/// One event of a quiz: the next state and what is to be shown.
#[divan::bench_group(sample_count = 1_000)]
mod quiz_step {
    use super::*;

    fn stepped(bencher: Bencher<'_, '_>, text: &str) {
        let quiz = quiz();
        bencher
            .with_inputs(|| (quiz.clone(), answer(text)))
            .bench_values(|(quiz, event)| step(quiz, event, Timestamp(2)));
    }

    #[divan::bench]
    fn a_right_answer(bencher: Bencher<'_, '_>) {
        let right = quiz().card().answers[0].clone();
        stepped(bencher, &right);
    }

    #[divan::bench]
    fn a_wrong_answer(bencher: Bencher<'_, '_>) {
        stepped(bencher, "somewhere over the rainbow");
    }

    #[divan::bench]
    fn a_tick_that_is_early(bencher: Bencher<'_, '_>) {
        let quiz = quiz();
        bencher.with_inputs(|| quiz.clone()).bench_values(|quiz| step(quiz, Event::Tick, Timestamp(2)));
    }

    /// What it costs merely to copy the quiz.
    #[divan::bench]
    fn plain_clone(bencher: Bencher<'_, '_>) {
        let quiz = quiz();
        bencher.bench(|| black_box(&quiz).clone());
    }
}
