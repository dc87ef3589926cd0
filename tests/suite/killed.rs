//! A class of thirty plays while the program is killed two hundred times, at any point of its work:
//! whatever was shown is kept, nothing counts twice, and no card is left out.
//!
//! `cargo bench --bench kills` plays the same class for longer, with other seeds.

use std::collections::{BTreeMap, BTreeSet};

use crate::binary::{Console, Home};

const MEMBERS: u64 = 30;
const KILLS: u32 = 200;
const SEED: u64 = 20;
const CARDS: u32 = 8;
/// The most that a right answer earns in a quiz without streaks.
const MOST: i64 = 12;
const TERMS: [&str; CARDS as usize] =
    ["keel", "rudder", "bow", "stern", "halyard", "sheet", "anchor", "tiller"];

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        // Knuth's MMIX generator; its upper bits are the better ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// What a class has seen go wrong, with how much it has seen.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Points that were shown and are not there.
    pub lost: Vec<String>,
    /// Points that are there and were not earned, or twice.
    pub doubled: Vec<String>,
    /// Cards that were left out.
    pub skipped: Vec<String>,
    pub cards_seen: u32,
    pub tables_read: u32,
}

/// What the class knows of the quiz that is on.
#[derive(Default)]
struct Class {
    /// What each member was told to have earned, by round.
    told: BTreeMap<String, BTreeMap<u32, i64>>,
    /// The rounds to which each member has ever sent the right answer.
    tried: BTreeMap<String, BTreeSet<u32>>,
    round: u32,
    term: &'static str,
    over: bool,
    seen: Outcome,
    /// What members were told, and could have, in the quizzes before this one.
    before: BTreeMap<String, (i64, i64)>,
}

impl Class {
    fn hear(&mut self, said: &[String]) {
        for line in said {
            if let Some(card) = line.strip_prefix("— Card ") {
                let round: u32 = card.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
                if round != self.round && round != self.round + 1 {
                    self.seen.skipped.push(format!("card {round} behind {}", self.round));
                }
                self.seen.cards_seen += u32::from(round > self.round);
                self.round = round;
            }
            if let Some(term) = TERMS.iter().find(|term| *line == prompt(term)) {
                self.term = term;
            }
            if let Some((name, points)) = told(line) {
                let again = self.told.entry(name.clone()).or_default().insert(self.round, points);
                if again.is_some() {
                    self.seen.doubled.push(format!("{name} is told twice to have card {}", self.round));
                }
            }
            if let Some((name, points)) = score(line) {
                self.check(&name, points);
            }
            self.over |= line.contains("— The quiz is over —");
        }
    }

    /// A line of a score table: nothing that was shown is missing, and nothing counts that was not
    /// answered, or twice.
    fn check(&mut self, name: &str, points: i64) {
        self.seen.tables_read += 1;
        self.compare(name, points, self.bounds(name));
    }

    fn compare(&mut self, name: &str, points: i64, (shown, most): (i64, i64)) {
        let said = format!("{name} has {points}, was told {shown}, at most {most}");
        if points < shown {
            self.seen.lost.push(said);
        } else if points > most {
            self.seen.doubled.push(said);
        }
    }

    /// What a member was told to have in this quiz, and the most that it can be.
    fn bounds(&self, name: &str) -> (i64, i64) {
        let shown = self.told.get(name).map_or(0, |rounds| rounds.values().sum());
        let tried = self.tried.get(name).map_or(0, BTreeSet::len);
        (shown, i64::try_from(tried).expect("few") * MOST)
    }

    /// The quiz is over; what it has brought is remembered.
    fn next_quiz(&mut self) {
        let mut before = std::mem::take(&mut self.before);
        for name in self.tried.keys() {
            let (shown, most) = self.bounds(name);
            let sum = before.entry(name.clone()).or_default();
            *sum = (sum.0 + shown, sum.1 + most);
        }
        *self = Self { seen: std::mem::take(&mut self.seen), before, ..Self::default() };
    }

    /// A member's right or wrong answer, or the moderator's way to the next card.
    fn act(&mut self, dice: &mut Dice) -> Vec<String> {
        match dice.below(10) {
            0 => ["/as mo", "/quiz skip", "/quiz skip"].map(str::to_owned).to_vec(),
            1 => vec![format!("/as m{}", dice.below(MEMBERS)), "/answer a mast".to_owned()],
            _ => {
                let name = format!("m{}", dice.below(MEMBERS));
                self.tried.entry(name.clone()).or_default().insert(self.round);
                vec![format!("/as {name}"), format!("/answer {}", self.term)]
            }
        }
    }
}

fn prompt(term: &str) -> String {
    format!("The thing number {} on a boat.", TERMS.iter().position(|t| *t == term).expect("known") + 1)
}

/// `(only for m3) Right! 12 points are yours.`
fn told(line: &str) -> Option<(String, i64)> {
    let (name, said) = line.strip_prefix("(only for ")?.split_once(") ")?;
    let points = said.strip_prefix("Right! ")?.split(' ').next()?.parse().ok()?;
    Some((name.to_owned(), points))
}

/// `   3. m7  24`
fn score(line: &str) -> Option<(String, i64)> {
    let (rank, rest) = line.trim_start().split_once(". ")?;
    rank.parse::<u32>().ok()?;
    let (name, points) = rest.split_once(' ')?;
    Some((name.to_owned(), points.trim().parse().ok()?))
}

/// Starts the program and finds out where the quiz is; starts one where none runs.
fn come_back(home: &Home, class: &mut Class, kills: u32) -> Console {
    let mut console = home.console(&["--as", "mo", "--moderator"]);
    let said = console.say("/quiz resume");
    if !said.iter().any(|line| line.contains("No quiz is running")) {
        class.hear(&said);
        return console;
    }
    class.next_quiz();
    let start = format!("/quiz start mode:everyone cards:{CARDS} seconds:300 hints:no seed:{kills}");
    class.hear(&console.say(&start));
    console
}

/// Plays with these dice until the program was killed so often.
pub(crate) fn play(seed: u64, kills: u32) -> Outcome {
    let deck: String = TERMS.iter().map(|term| format!("{term}: {}\n", prompt(term))).collect();
    let home = Home::new(&[("boats.txt", &deck)]);
    let mut dice = Dice(seed);
    let mut class = Class::default();
    for kill in 0..kills {
        let mut console = come_back(&home, &mut class, kill);
        for _ in 0..dice.below(4) {
            for line in class.act(&mut dice) {
                class.hear(&console.say(&line));
            }
            if class.over {
                break;
            }
        }
        // The last words before the kill: some of what they cause is seen, some is done, some is lost.
        if !class.over {
            for line in class.act(&mut dice) {
                console.write(&line);
            }
            console.write("/mark");
            let lines = dice.below(8);
            class.hear(&console.read_some(lines as usize, "/mark"));
        }
        console.kill();
    }
    let mut console = come_back(&home, &mut class, kills);
    class.hear(&console.say("/quiz stop"));
    class.next_quiz();
    let scores: Vec<(String, i64)> = console.say("/scores").iter().filter_map(|line| score(line)).collect();
    assert!(!scores.is_empty(), "nobody has earned anything");
    for (name, points) in scores {
        let bounds = class.before.get(&name).copied().unwrap_or_default();
        class.compare(&name, points, bounds);
    }
    class.seen
}

#[test]
fn a_class_plays_on_through_two_hundred_kills() {
    let seen = play(SEED, KILLS);
    let none: [&str; 0] = [];
    assert_eq!(seen.lost, none, "points that were shown are lost");
    assert_eq!(seen.doubled, none, "points count that were not earned, or twice");
    assert_eq!(seen.skipped, none, "cards are left out");
    assert!(seen.cards_seen > CARDS * 3, "several quizzes were played: {}", seen.cards_seen);
    assert!(seen.tables_read > KILLS, "scores were compared: {}", seen.tables_read);
}
