//! The terminal as a platform: one room, any number of members at one keyboard.
//!
//! A person gets line editing, history, completion and a live countdown; a pipe gets the
//! same words line by line, so that a transcript can be replayed.

mod form;
mod hand;
mod line;
mod screen;
mod wait;

use std::collections::{BTreeSet, VecDeque};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use tokio::sync::{mpsc, watch};

use crate::domain::ids::{ChannelId, MemberId, SpaceId};
use crate::domain::inbound::{Inbound, Member, Place, What};
use crate::domain::reply::{Audience, Block, Button, Post, Press, Reply, Response, Span, Tone};
use crate::domain::{command, voice};
use crate::platform::{Shows, text};
use crate::port::Desk;

use form::Filling;
use line::{Input, Keyboard};
use screen::Screen;

/// The console's name in front of its ids.
pub const PLATFORM: &str = "console";
/// How many buttons stay pressable.
const BUTTONS_KEPT: usize = 1_000;
/// The most characters of a name that is played. It is the prompt as well, and Discord's names end here too.
const NAME_CHARACTERS: usize = 32;

/// How the console starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who sits at the keyboard first.
    pub name: String,
    /// Whether that member is a moderator.
    pub moderator: bool,
    /// Where typed lines are kept for the next time; none keeps them nowhere.
    pub history: Option<PathBuf>,
}

/// What a terminal can show.
pub fn shows() -> Shows {
    let say = str::to_owned;
    Shows {
        platform: "console",
        private: say("marked “only for”, as everyone sits at one keyboard"),
        countdown: say("runs in the last line of a terminal; in a pipe, none"),
        edits: say("no: what has scrolled away stays; the result follows below"),
        buttons: say("numbers, pressed by `/press N`"),
        forms: say("asked for line by line"),
        completion: say("by Tab"),
        columns: say("side by side where there is room"),
        tone: say("no"),
        pictures: say("no: its words say the same"),
        threads: say("no: one room"),
        typed: say("yes"),
        moderators: say("`/as NAME moderator`"),
    }
}

/// The one room.
pub fn room() -> Place {
    Place {
        space: SpaceId(format!("{PLATFORM}:local")),
        channel: ChannelId(format!("{PLATFORM}:room")),
        direct: true,
    }
}

/// A member of the room.
pub fn member(name: &str, moderator: bool) -> Member {
    Member { id: MemberId(format!("{PLATFORM}:{}", name.to_lowercase())), name: name.to_owned(), moderator }
}

/// Reads lines until the input ends, `/quit` is typed, or `stop` says so.
///
/// # Errors
/// When the terminal cannot be set up.
pub async fn run(
    settings: Settings,
    desk: Desk,
    mut posts: mpsc::Receiver<Post>,
    mut stop: watch::Receiver<bool>,
) -> Result<()> {
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let now = member(&settings.name, settings.moderator);
    let mut keyboard = if terminal {
        Keyboard::terminal(desk.clone(), now.clone(), settings.history)?
    } else {
        Keyboard::piped()
    };
    let screen = Screen::new(keyboard.printer());
    let moderators = now.moderator.then(|| now.id.clone()).into_iter().collect();
    let mut console =
        Console { desk, now, moderators, screen, buttons: VecDeque::new(), pressable: 0, form: None };
    if terminal {
        console.say(&greeting(&console.now));
        keyboard.next(&console.now);
    }
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            biased;
            Some(post) = posts.recv() => console.show(post),
            input = keyboard.read() => {
                let Input::Line(line) = input else { break };
                console.screen.line_was_entered();
                // A line may take long (`/wait`); the word to stop does not wait for it.
                let stays = tokio::select! {
                    stays = console.obey(line.trim(), &mut posts) => stays,
                    _ = stop.changed() => false,
                };
                if !stays {
                    break;
                }
                console.screen.show_countdown();
                keyboard.next(&console.now);
            }
            _ = ticks.tick(), if terminal => console.screen.tick(),
            _ = stop.changed() => break,
        }
    }
    keyboard.give_back();
    Ok(())
}

struct Console {
    desk: Desk,
    now: Member,
    moderators: BTreeSet<MemberId>,
    screen: Screen,
    /// The newest buttons; the last one has the number `pressable`.
    buttons: VecDeque<Press>,
    pressable: usize,
    /// A form that waits for its next line.
    form: Option<Filling>,
}

impl Console {
    /// Takes one typed line; false ends the console.
    async fn obey(&mut self, line: &str, posts: &mut mpsc::Receiver<Post>) -> bool {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word.to_lowercase().as_str() {
            "" if self.form.is_none() => {}
            "/quit" | "/exit" => return false,
            "/as" => self.play(rest.trim()),
            "/press" => self.press(rest.trim(), posts).await,
            "/wait" => self.wait(rest.trim(), posts).await,
            _ => {
                let Some(what) = self.meaning(line) else { return true };
                let helped = matches!(&what, What::Command { name, .. } if name == "help");
                self.hear(what, posts).await;
                if helped {
                    self.say(&own_help());
                }
            }
        }
        true
    }

    /// What a line says to the desk; nothing while a form wants more of them.
    fn meaning(&mut self, line: &str) -> Option<What> {
        if let Some(typed) = line.strip_prefix('/') {
            self.form = None;
            let (name, options) = command::split_line(typed);
            return Some(hand::command(name, options));
        }
        let Some(mut filling) = self.form.take() else { return Some(What::Addressed(line.to_owned())) };
        let filled = filling.take(line);
        if filled.is_none() {
            self.fill_in(filling);
        }
        filled
    }

    fn fill_in(&mut self, filling: Filling) {
        self.print(&Reply::sentence(Tone::Plain, filling.prompt()), Audience::Asker);
        self.form = Some(filling);
    }

    async fn hear(&mut self, what: What, posts: &mut mpsc::Receiver<Post>) {
        let inbound = Inbound { place: room(), member: self.now.clone(), what, about: None };
        let audience = inbound.audience();
        let response = self.desk.hear(inbound).await;
        // What the line has caused in the room is posted before its reply is given.
        while let Ok(post) = posts.try_recv() {
            self.show(post);
        }
        match response {
            Response::Silent | Response::Choices(_) => {}
            Response::Say(reply) => self.print(&reply, audience),
            Response::Whisper { reply, .. } => self.print(&reply, Audience::Asker),
            Response::Form(form) => self.fill_in(Filling::of(form)),
        }
    }

    fn play(&mut self, words: &str) {
        let (name, moderator) = match words.strip_suffix("moderator") {
            Some(name) if name.ends_with(char::is_whitespace) => (name.trim(), true),
            _ => (words, false),
        };
        if name.is_empty() {
            return self.say(&voice::mistake(&command::Mistake::Missing { command: "as", option: "name" }));
        }
        if name.chars().count() > NAME_CHARACTERS {
            let text = format!("That name is too long; please keep it to {NAME_CHARACTERS} characters.");
            return self.say(&Reply::sentence(Tone::Sorry, text));
        }
        self.now = member(name, moderator);
        if moderator {
            self.moderators.insert(self.now.id.clone());
        }
        self.now.moderator = self.moderators.contains(&self.now.id);
        let role = if self.now.moderator { ", a moderator" } else { "" };
        self.say(&Reply::sentence(Tone::Plain, format!("You are now {}{role}.", self.now.name)));
    }

    async fn press(&mut self, number: &str, posts: &mut mpsc::Receiver<Post>) {
        let mistake = match number.parse() {
            Ok(number) => {
                let what = self.button(number).map_or(What::UnknownPress, What::Press);
                return self.hear(what, posts).await;
            }
            Err(_) if number.is_empty() => command::Mistake::Missing { command: "press", option: "number" },
            Err(_) => command::Mistake::BadNumber {
                option: "press",
                given: number.to_owned(),
                min: 1,
                max: u64::try_from(self.pressable).unwrap_or(u64::MAX).max(1),
            },
        };
        self.say(&voice::mistake(&mistake));
    }

    fn button(&self, number: usize) -> Option<Press> {
        let back = self.pressable.checked_sub(number)?;
        let place = self.buttons.len().checked_sub(back + 1)?;
        self.buttons.get(place).cloned()
    }

    fn show(&mut self, post: Post) {
        let known = self.screen.has_shown(&post.slot);
        // An older message cannot be changed on a terminal; only its countdown ends.
        if known && post.reply.countdown.is_none() {
            self.screen.end_countdown();
            return;
        }
        let lines = self.lines(&post.reply, post.channel.direct_member());
        self.screen.post(post.slot, &lines, post.reply.countdown);
    }

    fn print(&mut self, reply: &Reply, audience: Audience) {
        let name = self.now.name.clone();
        let lines = self.lines(reply, (audience == Audience::Asker).then_some(name.as_str()));
        self.screen.print(&lines);
    }

    fn say(&mut self, reply: &Reply) {
        self.print(reply, Audience::Public);
    }

    /// A reply's lines, and who alone may read them, where that is one member.
    fn lines(&mut self, reply: &Reply, only_for: Option<&str>) -> Vec<String> {
        let style = self.screen.style();
        let (buttons, pressable) = (&mut self.buttons, &mut self.pressable);
        let number = |button: &Button| {
            buttons.push_back(button.press.clone());
            if buttons.len() > BUTTONS_KEPT {
                buttons.pop_front();
            }
            *pressable += 1;
            *pressable
        };
        match only_for {
            Some(name) => {
                text::render_marked(reply, &format!("(only for {})", text::clean(name)), style, number)
            }
            None => text::render(reply, style, number),
        }
    }
}

fn greeting(member: &Member) -> Reply {
    let code = |word: &str| Span::Code(word.to_owned());
    let text = |words: &str| Span::Text(words.to_owned());
    let role = if member.moderator { ", a moderator" } else { "" };
    Reply {
        title: Some("Deskbell".to_owned()),
        body: vec![Block::Paragraph(vec![
            text(&format!("Your name here is “{}”{role}. Ask something, or type ", member.name)),
            code("/help"),
            text(". Play someone else with "),
            code("/as NAME"),
            text(", a moderator with "),
            code("/as NAME moderator"),
            text("; leave with "),
            code("/quit"),
            text("."),
        ])],
        ..Reply::default()
    }
}

/// What only the console can do.
fn own_help() -> Reply {
    let row =
        |usage: &str, summary: &str| vec![Span::Code(usage.to_owned()), Span::Text(format!(" – {summary}"))];
    Reply {
        body: vec![
            Block::Paragraph(vec![Span::Text("In this console:".to_owned())]),
            Block::List(vec![
                row("/as NAME [moderator]", "Play another member; a moderator has more commands"),
                row("/press N", "Press the button with this number"),
                row("/wait [SECONDS]", "Wait; without a number, for the next card or the end"),
                row("/quit", "Leave; a running quiz is kept and goes on next time"),
                row("any other line", "A question, or an answer while a quiz runs"),
            ]),
        ],
        ..Reply::default()
    }
}
