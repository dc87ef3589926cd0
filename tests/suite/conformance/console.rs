//! The console, as the program's users have it.

use std::time::Duration;

use super::{Act, Members, Said, Who, documents, flat};
use crate::binary::{Console, Home};

pub(super) struct Room {
    console: Console,
    now: Option<Who>,
    /// What was shown by the last thing that somebody did.
    shown: String,
    /// The number of each label, the newest last.
    buttons: Vec<(String, String)>,
    _home: Home,
}

impl Room {
    pub(super) fn open() -> Self {
        let home = Home::new(&[]).set("KNOWLEDGE_DIR", documents());
        Self { console: home.console(&[]), now: None, shown: String::new(), buttons: Vec::new(), _home: home }
    }

    fn say(&mut self, line: &str) -> Vec<String> {
        let lines = self.console.say(line);
        for line in &lines {
            let labels = line.split("  ").filter_map(|part| part.trim().strip_prefix('[')?.split_once("] "));
            self.buttons.extend(labels.map(|(number, label)| (label.trim().to_owned(), number.to_owned())));
        }
        self.shown = flat(&lines.join(" "));
        lines
    }

    fn press(&mut self, label: &str) -> Vec<String> {
        let found = self.buttons.iter().rev().find(|(known, _)| known == label);
        let number = found.unwrap_or_else(|| panic!("no button “{label}”")).1.clone();
        self.say(&format!("/press {number}"))
    }
}

impl Members for Room {
    async fn act(&mut self, who: Who, act: Act) -> Option<Said> {
        if self.now != Some(who) {
            self.console.say(if who == Who::Maya { "/as maya moderator" } else { "/as ana" });
            self.now = Some(who);
        }
        let lines = match act {
            Act::Command(line) => self.say(&format!("/{line}")),
            Act::Press(label) | Act::Ask(label) => self.press(label),
            Act::FillIn(label, text) => {
                // The mark behind a line is a command, which would close the form.
                let found = self.buttons.iter().rev().find(|(known, _)| known == label);
                let number = found.unwrap_or_else(|| panic!("no button “{label}”")).1.clone();
                self.console.write(&format!("/press {number}"));
                self.say(text)
            }
        };
        let private = lines.iter().any(|line| line.starts_with("(only for "));
        (!lines.is_empty()).then(|| Said { text: self.shown.clone(), private })
    }

    async fn room(&mut self, words: &str) {
        assert!(self.shown.contains(words), "no “{words}” in: {}", self.shown);
    }

    async fn end(mut self) {
        assert_eq!(self.console.leave(Duration::from_secs(5)).code, Some(0));
    }
}
