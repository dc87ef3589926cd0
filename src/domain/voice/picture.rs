//! What stands in pictures. Each comes beside a reply whose words say the same.

use super::{count, paragraph, text};
use crate::domain::calendar::date;
use crate::domain::picture::{Bar, Panel, Picture};
use crate::domain::quiz::summary::Summary;
use crate::domain::reply::Reply;
use crate::domain::study::Progress;

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
pub fn with_summary(mut reply: Reply, summary: &Summary) -> Reply {
    let quick: Vec<String> = summary
        .players
        .iter()
        .filter_map(|player| {
            let right = player.right_millis.len();
            Some(format!("{} {} s ({right} right)", player.name, seconds(player.average_millis()?)))
        })
        .collect();
    if !quick.is_empty() {
        reply.body.push(paragraph(vec![text(format!(
            "Time to a right answer, on average: {}.",
            quick.join(", ")
        ))]));
    }
    if !summary.unknown.is_empty() {
        reply.body.push(paragraph(vec![text(format!("Nobody knew: {}.", summary.unknown.join("; ")))]));
    }
    reply.picture = Some(Box::new(quiz(summary)));
    reply.buttons.push(super::study::missed_button());
    reply
}

fn quiz(summary: &Summary) -> Picture {
    let best = summary.players.iter().map(|player| player.points).max().unwrap_or(0);
    let points = summary.players.iter().map(|player| Bar {
        label: player.name.clone(),
        value: player.points,
        shown: player.points.to_string(),
        best: player.points == best,
    });
    let mut panels = vec![Panel::Bars { heading: "Points".to_owned(), bars: points.collect() }];
    let quickest = summary.players.iter().filter_map(|player| player.average_millis()).min();
    let times: Vec<Bar> = summary
        .players
        .iter()
        .filter_map(|player| {
            let millis = player.average_millis()?;
            let shown = format!("{} s, {} right", seconds(millis), player.right_millis.len());
            Some(Bar { label: player.name.clone(), value: millis, shown, best: Some(millis) == quickest })
        })
        .collect();
    if !times.is_empty() {
        panels.push(Panel::Bars { heading: "Time to a right answer, on average".to_owned(), bars: times });
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

/// Seconds with one decimal.
fn seconds(millis: i64) -> String {
    let tenths = (millis.max(0) + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quiz::summary::Player;
    use crate::domain::reply::{Block, Tone};

    fn summary() -> Summary {
        let player = |name: &str, points, right_millis: &[i64]| Player {
            name: name.to_owned(),
            points,
            right_millis: right_millis.to_vec(),
        };
        Summary {
            deck: "knots.txt".to_owned(),
            players: vec![
                player("ana", 20, &[2_000, 4_140]),
                player("ben", 20, &[1_960]),
                player("cleo", 0, &[]),
            ],
            unknown: vec!["reef knot".to_owned(), "lee-oh".to_owned()],
        }
    }

    #[test]
    fn the_picture_and_the_words_say_the_same() {
        let reply = with_summary(Reply::sentence(Tone::Quiz, "Well played!"), &summary());
        let words: Vec<String> = reply.body.iter().map(|block| format!("{block:?}")).collect();
        let picture = reply.picture.expect("a picture");
        let drawn = format!("{:?}", picture.panels);
        for fact in ["3.1 s", "2.0 s", "2 right", "1 right", "reef knot", "lee-oh"] {
            assert!(words.iter().any(|block| block.contains(fact)), "{fact} is not said: {words:?}");
            assert!(drawn.contains(fact), "{fact} is not drawn: {drawn}");
        }
        assert!(matches!(reply.body[0], Block::Paragraph(_)) && reply.body.len() == 3);
        let Panel::Bars { bars, .. } = &picture.panels[0] else { panic!("points come first") };
        let best: Vec<bool> = bars.iter().map(|bar| bar.best).collect();
        assert_eq!(best, [true, true, false], "a tie is a tie");
    }

    #[test]
    fn a_quiz_without_a_right_answer_has_no_times() {
        let nobody = Summary { players: Vec::new(), ..summary() };
        assert_eq!(quiz(&nobody).panels.len(), 2);
    }
}
