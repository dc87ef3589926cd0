//! Help, made from the command table.

use super::{code, paragraph, text};
use crate::domain::command::{COMMANDS, CommandSpec, Takes};
use crate::domain::reply::{Block, Reply, Span, Tone};

/// Everything that the desk can do, for this member.
pub fn help(moderator: bool) -> Reply {
    let lines = |for_moderators: bool| -> Vec<Vec<Span>> {
        COMMANDS.iter().filter(|spec| spec.moderator == for_moderators).map(line).collect()
    };
    let mut body = vec![
        paragraph(vec![text(
            "I answer questions from the class documents, always with the place where the answer stands, and I run quizzes made of them.",
        )]),
        Block::List(lines(false)),
    ];
    if moderator {
        body.push(paragraph(vec![text("For moderators:")]));
        body.push(Block::List(lines(true)));
    } else {
        body.push(paragraph(vec![text(
            "Moderators have more commands: they start quizzes, teach me terms and hand in decks.",
        )]));
    }
    Reply { tone: Tone::Plain, title: Some("What I can do".to_owned()), body, ..Reply::default() }
}

fn line(spec: &CommandSpec) -> Vec<Span> {
    vec![code(usage(spec)), text(format!(" – {}", spec.summary))]
}

/// How a command is typed: what it needs in plain, what it may have in brackets.
pub fn usage(spec: &CommandSpec) -> String {
    let mut usage = format!("/{}", spec.name);
    for option in spec.options {
        let value = match option.takes {
            Takes::Text | Takes::File => option.name.to_uppercase(),
            Takes::Number { .. } => "N".to_owned(),
            Takes::Flag if option.summary.starts_with("no:") => "no".to_owned(),
            Takes::Flag => "yes".to_owned(),
            Takes::OneOf(words) => words.join("/"),
        };
        usage += &match (option.required, option.takes) {
            (true, _) => format!(" {value}"),
            (false, _) => format!(" [{}:{value}]", option.name),
        };
    }
    usage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::find;

    #[test]
    fn usage_shows_what_is_needed_and_what_is_optional() {
        let usage_of = |name| usage(find(name).expect("known"));
        assert_eq!(usage_of("ask"), "/ask QUESTION [private:yes]");
        assert_eq!(
            usage_of("quiz start"),
            "/quiz start [deck:DECK] [cards:N] [seconds:N] [mode:race/everyone/one-try/choice/reverse/review] [hints:no] [streaks:yes] [mine:yes] [seed:N]"
        );
    }

    #[test]
    fn members_are_not_shown_what_they_may_not_do() {
        let shown = |moderator| format!("{:?}", help(moderator));
        assert!(!shown(false).contains("/quiz stop"));
        assert!(shown(true).contains("/quiz stop"));
        assert!(
            shown(false).contains("Moderators have more commands") && !shown(true).contains("more commands")
        );
    }
}
