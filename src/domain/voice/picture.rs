//! What stands in pictures. Each comes beside a reply whose words say the same.

use super::{count, paragraph, text};
use crate::domain::calendar::date;
use crate::domain::ids::QuizId;
use crate::domain::picture::{Bar, Panel, Picture, ROWS};
use crate::domain::quiz::summary::{Player, Solved, Summary};
use crate::domain::reply::Reply;
use crate::domain::study::Progress;

/// The most characters of a name beside an answer in a line of a picture.
const NAME_CHARACTERS: usize = 16;

fn bar(label: impl Into<String>, value: usize) -> Bar {
    let value_shown = value.to_string();
    Bar {
        label: label.into(),
        value: i64::try_from(value).unwrap_or(i64::MAX),
        shown: value_shown,
        best: false,
    }
}

/// A member's progress. `new` counts the cards that were never graded.
pub fn progress(progress: &Progress, new: usize) -> Picture {
    let cards = vec![
        Bar { best: true, ..bar("known", progress.known) },
        bar("being learnt", progress.learning),
        bar("new", new),
    ];
    let coming = progress.coming.iter().enumerate().map(|(day, cards)| {
        let label = if day == 0 { "today".to_owned() } else { format!("+{day}") };
        bar(label, *cards)
    });
    let mut panels = vec![
        Panel::Bars { heading: count(progress.cards, "card", "cards"), bars: cards },
        Panel::Columns { heading: "Coming, in days from now".to_owned(), bars: coming.collect() },
    ];
    let share =
        |remembered: usize, reviews: usize| u16::try_from(remembered * 1000 / reviews.max(1)).unwrap_or(1000);
    let points: Vec<_> = progress
        .weeks
        .iter()
        .map(|week| (date(week.began), (week.reviews > 0).then(|| share(week.remembered, week.reviews))))
        .collect();
    if points.iter().any(|(_, share)| share.is_some()) {
        panels.push(Panel::Line { heading: "Remembered when a card came again".to_owned(), points });
    }
    let alt = format!(
        "Progress: {} known, {} being learnt, {new} new, {} due now. The message says the same in words.",
        progress.known, progress.learning, progress.due
    );
    Picture { name: "progress", alt, title: "Your progress".to_owned(), panels }
}

/// The end of a quiz with its picture, the same facts in words, and a way to learn what was missed.
#[must_use]
pub fn with_summary(mut reply: Reply, id: QuizId, summary: &Summary) -> Reply {
    let times = summary.players.iter().filter_map(|player| {
        let millis = player.average_millis()?;
        Some(format!("{} {} s ({} right)", player.name, seconds(millis), player.right))
    });
    let solved = summary.solved.iter().map(|solved| {
        let others = match solved.right {
            0 | 1 => String::new(),
            right => format!(" (and {})", count(right as usize - 1, "other", "others")),
        };
        format!("{}: {} {} s{others}", solved.answer, solved.name, seconds(solved.millis))
    });
    let facts = [
        ("Time to a right answer, on average", listed(times.collect(), ", ")),
        ("The quickest, card by card", listed(solved.collect(), "; ")),
        ("Nobody knew", listed(summary.unknown.clone(), "; ")),
    ];
    for (what, list) in facts {
        let Some(list) = list else { continue };
        reply.body.push(paragraph(vec![text(format!("{what}: {list}."))]));
    }
    reply.picture = Some(Box::new(quiz(summary)));
    reply.buttons.push(super::study::missed_button(id));
    reply
}

/// As many as the picture shows, and how many more there are.
fn listed(mut items: Vec<String>, between: &str) -> Option<String> {
    let more = items.len().saturating_sub(ROWS);
    if more > 1 {
        items.truncate(ROWS);
        items.push(format!("and {more} more"));
    }
    (!items.is_empty()).then(|| items.join(between))
}

fn quiz(summary: &Summary) -> Picture {
    let best = summary.players.iter().map(|player| player.points).max().unwrap_or(0);
    // Names that the picture's letters cannot write are found by their rank in the words.
    let rank = |player: &Player| 1 + summary.players.iter().filter(|p| p.points > player.points).count();
    let points = summary.players.iter().map(|player| Bar {
        label: format!("{}. {}", rank(player), player.name),
        value: player.points,
        shown: player.points.to_string(),
        best: player.points == best,
    });
    let mut panels = Vec::new();
    if !summary.players.is_empty() {
        panels.push(Panel::Bars { heading: "Points".to_owned(), bars: points.collect() });
    }
    let quickest = summary.players.iter().filter_map(|player| player.average_millis()).min();
    let times: Vec<Bar> = summary
        .players
        .iter()
        .filter_map(|player| {
            let millis = player.average_millis()?;
            let shown = format!("{} s, {} right", seconds(millis), player.right);
            Some(Bar {
                label: format!("{}. {}", rank(player), player.name),
                value: millis,
                shown,
                best: Some(millis) == quickest,
            })
        })
        .collect();
    if !times.is_empty() {
        panels.push(Panel::Bars { heading: "Time to a right answer, on average".to_owned(), bars: times });
    }
    if !summary.solved.is_empty() {
        let line = |solved: &Solved| {
            let name = clip(&solved.name, NAME_CHARACTERS);
            format!("{:>5} s  {name}: {}", seconds(solved.millis), solved.answer)
        };
        let lines = summary.solved.iter().map(line).collect();
        panels.push(Panel::Lines { heading: "The quickest, card by card".to_owned(), lines });
    }
    if !summary.unknown.is_empty() {
        panels.push(Panel::Lines { heading: "Nobody knew".to_owned(), lines: summary.unknown.clone() });
    }
    let alt = format!(
        "The end of a quiz: {} with points, {} that nobody knew. The message says the same in words.",
        count(summary.players.len(), "member", "members"),
        count(summary.unknown.len(), "card", "cards")
    );
    Picture { name: "quiz", alt, title: format!("Quiz: {}", summary.deck), panels }
}

/// A text's first characters, with a sign where some are left out.
fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(2)).collect();
    format!("{}..", kept.trim_end())
}

/// Seconds with one decimal.
fn seconds(millis: i64) -> String {
    let tenths = (millis.max(0) + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reply::{Block, Tone};

    fn summary() -> Summary {
        let player =
            |name: &str, points, right, millis| Player { name: name.to_owned(), points, right, millis };
        let solved = |answer: &str, name: &str, millis, right| Solved {
            answer: answer.to_owned(),
            name: name.to_owned(),
            millis,
            right,
        };
        Summary {
            deck: "knots.txt".to_owned(),
            players: vec![player("ana", 20, 2, 6_140), player("ben", 20, 1, 1_960), player("cleo", 0, 0, 0)],
            solved: vec![solved("bowline", "ben", 1_960, 2), solved("sheet bend", "ana", 4_140, 1)],
            unknown: vec!["reef knot".to_owned(), "lee-oh".to_owned()],
        }
    }

    #[test]
    fn the_picture_and_the_words_say_the_same() {
        let reply = with_summary(Reply::sentence(Tone::Quiz, "Well played!"), QuizId(1), &summary());
        let words: Vec<String> = reply.body.iter().map(|block| format!("{block:?}")).collect();
        let picture = reply.picture.expect("a picture");
        let drawn = format!("{:?}", picture.panels);
        for fact in ["3.1 s", "2.0 s", "2 right", "1 right", "reef knot", "lee-oh", "bowline", "4.1 s"] {
            assert!(words.iter().any(|block| block.contains(fact)), "{fact} is not said: {words:?}");
            assert!(drawn.contains(fact), "{fact} is not drawn: {drawn}");
        }
        assert!(matches!(reply.body[0], Block::Paragraph(_)) && reply.body.len() == 4);
        let Panel::Bars { bars, .. } = &picture.panels[0] else { panic!("points come first") };
        let best: Vec<bool> = bars.iter().map(|bar| bar.best).collect();
        assert_eq!(best, [true, true, false], "a tie is a tie");
    }

    #[test]
    fn a_quiz_without_a_right_answer_has_no_times() {
        let nobody = Summary { players: Vec::new(), solved: Vec::new(), ..summary() };
        assert_eq!(quiz(&nobody).panels.len(), 1);
    }
}
