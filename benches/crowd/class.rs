//! The crowd: what its members see of the quizzes and what they answer, right, nearly right, wrong and late,
//! in each of the ways in which an answer reaches the desk.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deskbell::domain::ids::{CardId, ChannelId, MemberId, QuizId, SpaceId};
use deskbell::domain::inbound::{Inbound, Member, Place, What};
use deskbell::domain::knowledge::Library;
use deskbell::domain::quiz::REST_MILLIS;
use deskbell::domain::reply::{Post, Press, Slot};
use deskbell::domain::voice::quiz::ANSWER_FIELD;
use tokio::sync::mpsc;

pub const PLATFORM: &str = "test";
/// Members of each channel. Each of them answers every few seconds, as a class does that is in a hurry.
pub const MEMBERS: u32 = 40;
/// What is played, by turns.
pub const MODES: [&str; 5] = ["race", "everyone", "one-try", "choice", "reverse"];
/// Channels of one server.
const CHANNELS_OF_A_SERVER: u32 = 10;
/// Quizzes end and begin anew while the crowd plays.
const CARDS: u32 = 6;
const SECONDS: u32 = 12;
/// How long a card takes with the look at its answer.
pub const CARD_TAKES: Duration = Duration::from_millis(SECONDS as u64 * 1000 + REST_MILLIS as u64);

const FIRST: [&str; 12] = [
    "northern", "hidden", "double", "folding", "silver", "early", "open", "broken", "second", "heavy",
    "quiet", "narrow",
];
const LAST: [&str; 10] =
    ["anchor", "ledger", "garden", "signal", "market", "bridge", "harbour", "compass", "lantern", "treaty"];

/// What definitions are made of: different enough for each to be a wrong choice beside the others.
const DONE: [&str; 12] = [
    "merchants promise",
    "sailors repair",
    "judges forbid",
    "farmers exchange",
    "teachers measure",
    "printers collect",
    "soldiers guard",
    "doctors describe",
    "painters imitate",
    "bakers divide",
    "engineers test",
    "travellers fear",
];
const TO: [&str; 10] = [
    "before winter begins",
    "inside crowded stations",
    "with borrowed money",
    "against older customs",
    "under heavy rain",
    "after long arguments",
    "between two elections",
    "without written permission",
    "beneath stone floors",
    "for absent relatives",
];

/// Writes the deck that everyone plays: two words for a term, and a definition that names neither.
pub fn write_deck(folder: &Path) {
    let mut text = String::new();
    for (first, done) in FIRST.iter().zip(DONE) {
        for (last, to) in LAST.iter().zip(TO) {
            let _ = writeln!(text, "{first} {last}: what {done} {to}");
        }
    }
    std::fs::create_dir(folder).expect("a folder");
    std::fs::write(folder.join("crowd.txt"), text).expect("written");
}

/// The card that stands in a channel, as a platform shows it.
#[derive(Clone)]
struct Shown {
    quiz: QuizId,
    round: u32,
    card: CardId,
    /// How many options it has buttons for.
    options: usize,
}

/// Everyone.
pub struct Class {
    shown: Vec<Mutex<Option<Shown>>>,
    terms: HashMap<CardId, String>,
}

impl Class {
    pub fn new(channels: u32, library: &Library) -> Self {
        let cards = library.all_cards().cards;
        assert_eq!(cards.len(), FIRST.len() * LAST.len(), "every line is a card");
        let terms = cards.into_iter().map(|card| (card.id, card.answers[0].clone())).collect();
        Self { shown: (0..channels).map(|_| Mutex::default()).collect(), terms }
    }

    pub fn channels(&self) -> u32 {
        self.shown.len() as u32
    }

    /// Sees what the desk posts, as a platform does.
    pub async fn watch(self: Arc<Self>, mut posts: mpsc::Receiver<Post>) {
        while let Some(post) = posts.recv().await {
            let Slot::Card { quiz, round, card } = post.slot else { continue };
            let choices = post.reply.buttons.iter();
            let options = choices.filter(|button| matches!(button.press, Press::Choose { .. })).count();
            let channel: usize = post.channel.local().parse().expect("a number");
            let mut shown = self.shown[channel].lock().unwrap_or_else(PoisonError::into_inner);
            // A card that is over has lost its buttons, and still gets answers.
            let before = shown.take().filter(|before| (before.quiz, before.round) == (quiz, round));
            let options = options.max(before.map_or(0, |before| before.options));
            *shown = Some(Shown { quiz, round, card, options });
        }
    }

    /// Whether every channel has seen a card.
    pub fn all_play(&self) -> bool {
        (0..self.channels()).all(|channel| self.seen(channel).is_some())
    }

    fn seen(&self, channel: u32) -> Option<Shown> {
        self.shown[channel as usize].lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn place(&self, channel: u32) -> Place {
        Place {
            space: SpaceId(format!("{PLATFORM}:{}", channel / CHANNELS_OF_A_SERVER)),
            channel: ChannelId(format!("{PLATFORM}:{channel}")),
            direct: false,
        }
    }

    fn say(&self, channel: u32, member: Option<u32>, what: What) -> Inbound {
        let name = member.map_or_else(|| "mo".to_owned(), |member| format!("member {member}"));
        let id = MemberId(format!("{PLATFORM}:{channel}-{name}"));
        let member = Member { id, name, moderator: member.is_none() };
        Inbound { place: self.place(channel), member, what, about: None }
    }

    /// The moderator's word that begins a quiz.
    pub fn start(&self, channel: u32) -> Inbound {
        let mode = MODES[channel as usize % MODES.len()].to_owned();
        let options = [
            ("mode", mode),
            ("cards", CARDS.to_string()),
            ("seconds", SECONDS.to_string()),
            ("seed", channel.to_string()),
        ];
        self.command(channel, None, "quiz start", &options)
    }

    /// The moderator's word that ends it.
    pub fn stop(&self, channel: u32) -> Inbound {
        self.command(channel, None, "quiz stop", &[])
    }

    fn command(&self, channel: u32, member: Option<u32>, name: &str, options: &[(&str, String)]) -> Inbound {
        let options = options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.say(channel, member, What::Command { name: name.to_owned(), options })
    }

    /// What comes into a channel next. Members take turns.
    pub fn answer(&self, channel: u32, number: u32) -> Inbound {
        let member = Some(number % MEMBERS);
        let dice = dice(u64::from(channel) << 32 | u64::from(number));
        let Some(Shown { quiz, round, card, options }) = self.seen(channel) else {
            return self.say(channel, member, What::Overheard("is this on?".to_owned()));
        };
        if options > 0 {
            let option = (dice % options as u64) as usize;
            return self.say(channel, member, What::Press(Press::Choose { quiz, round, option }));
        }
        let text = typed(&self.terms[&card], dice);
        match dice % 3 {
            0 => self.say(channel, member, What::Overheard(text)),
            1 => self.command(channel, member, "answer", &[("answer", text)]),
            _ => {
                let fields = vec![(ANSWER_FIELD.to_owned(), text)];
                let press = Press::Answer { quiz, round };
                self.say(channel, member, What::Submitted { press, fields })
            }
        }
    }
}

/// What a member types: half of it right, some with a slip of the finger, some close, some wrong.
fn typed(term: &str, dice: u64) -> String {
    match (dice >> 8) % 10 {
        0..=4 => term.to_owned(),
        5 => format!("the {}", term.replacen('e', "ee", 1)),
        6 => term.split(' ').next_back().unwrap_or(term).to_owned(),
        7 => "no idea at all".to_owned(),
        _ => {
            let (row, column) = ((dice >> 16) as usize % FIRST.len(), (dice >> 24) as usize % LAST.len());
            format!("{} {}", FIRST[row], LAST[column])
        }
    }
}

/// A number that looks like chance and is the same in every run (SplitMix64).
fn dice(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
