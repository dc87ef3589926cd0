//! Looks at everything that a class relies on, before the class does; mends nothing.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::clock::Clock;
use crate::config::Settings;
use crate::domain::ids::Timestamp;
use crate::files::Shelf;
use crate::port::{Checkup, Finding};
use crate::store::Store;
use crate::tools;
#[cfg(any(feature = "discord", feature = "slack"))]
use crate::wiring;

/// How far a clock may be off: countdowns and deadlines are told in whole seconds.
const SKEW_MILLIS: i64 = 5_000;

/// Looks at documents, store and every platform that is set, and prints what it found.
///
/// # Errors
/// When nothing can be looked at: no runtime, no way to make requests.
pub fn doctor(settings: &Settings, channels: &[String]) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut well = true;
    let mut tell = |place: &str, findings: Vec<Finding>| {
        for Finding { what, remedy } in findings {
            let mark = if remedy.is_none() { "ok   " } else { "WRONG" };
            tools::print(&format!("{mark} {place}: {what}"));
            if let Some(remedy) = remedy {
                tools::print(&format!("      → {remedy}"));
                well = false;
            }
        }
    };
    tell("documents", vec![documents(&settings.knowledge)]);
    tell("store", vec![runtime.block_on(store(&settings.database))]);
    for (place, checkup) in runtime.block_on(platforms(settings, channels))? {
        let skew = checkup.time.as_ref().and_then(|time| {
            // What came after it may have taken its time.
            let since = i64::try_from(time.told.elapsed().as_millis()).unwrap_or(i64::MAX);
            clock(&time.date, Timestamp(Clock::system().now().0.saturating_sub(since)))
        });
        tell(place, checkup.findings);
        tell(place, skew.into_iter().collect());
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn documents(folder: &Path) -> Finding {
    const REMEDY: &str = "put the class's documents there; deskbell check says what cannot be read in them";
    if !folder.is_dir() {
        return Finding::wrong(format!("there is no folder {}", folder.display()), REMEDY);
    }
    let mut shelf = Shelf::new(folder);
    shelf.look();
    let library = shelf.library();
    let entries: usize = library.documents.iter().map(|document| document.entries.len()).sum();
    let (documents, cards) = (library.documents.len(), library.all_places().cards.len());
    let what =
        format!("{documents} documents with {entries} entries and {cards} cards in {}", folder.display());
    if entries == 0 { Finding::wrong(what, REMEDY) } else { Finding::good(what) }
}

/// Opens the store as the desk would. One that was not there is taken away again.
async fn store(path: &Path) -> Finding {
    let fresh = !path.exists();
    let opened = Store::open(path).await;
    let finding = match &opened {
        Ok(_) if fresh => Finding::good(format!("{} can be made", path.display())),
        Ok(_) => Finding::good(format!("{} can be read and written", path.display())),
        Err(error) => Finding::wrong(
            format!("{error:#}"),
            "set DATABASE_PATH to a database file of Deskbell's, or to a new name in a folder that may be written",
        ),
    };
    if let Ok(store) = opened {
        store.close().await;
    }
    if fresh {
        for end in ["", "-wal", "-shm"] {
            let mut file = path.as_os_str().to_owned();
            file.push(end);
            let _ = std::fs::remove_file(file);
        }
    }
    finding
}

/// Every platform that is set, in turn.
#[cfg_attr(
    not(any(feature = "discord", feature = "slack")),
    expect(unused_variables, reason = "the console has none")
)]
async fn platforms(settings: &Settings, channels: &[String]) -> Result<Vec<(&'static str, Checkup)>> {
    let mut found = Vec::new();
    // Discord's ids are numbers, and Slack's begin with a letter.
    let (of_discord, of_slack): (Vec<&String>, Vec<&String>) =
        channels.iter().partition(|channel| channel.parse::<u64>().is_ok());
    #[cfg(feature = "discord")]
    if let Some(discord) = wiring::discord(settings) {
        let ids: Vec<u64> = of_discord.iter().filter_map(|id| id.parse().ok()).collect();
        found.push(("discord", crate::platform::discord::checkup(&discord, &ids).await));
    }
    #[cfg(feature = "slack")]
    if let Some(slack) = wiring::slack(settings) {
        let ids: Vec<String> = of_slack.iter().map(|id| (*id).clone()).collect();
        found.push(("slack", crate::platform::slack::checkup(&slack, &ids).await?));
    }
    let idle =
        |place: &str, ids: &[&String]| !ids.is_empty() && !found.iter().any(|(known, _)| *known == place);
    let lost: Vec<&str> = [("discord", &of_discord), ("slack", &of_slack)]
        .iter()
        .filter(|(place, ids)| idle(place, ids))
        .map(|(place, _)| *place)
        .collect();
    let unset = |place: &str| {
        Finding::wrong(format!("a channel is named, but {place} is not set"), "set its token first")
    };
    let console = found.is_empty().then(|| Finding::good("no token is set: the console would open"));
    let findings: Vec<Finding> = lost.into_iter().map(unset).chain(console).collect();
    if !findings.is_empty() {
        found.push(("platforms", Checkup { findings, time: None }));
    }
    Ok(found)
}

/// Compares the platform's time with the machine's.
fn clock(date: &str, now: Timestamp) -> Option<Finding> {
    let off = now.millis_since(http_date(date)?);
    let seconds = off.abs() / 1000;
    Some(if off.abs() <= SKEW_MILLIS {
        Finding::good("this machine's clock is right")
    } else {
        let way = if off > 0 { "ahead" } else { "behind" };
        Finding::wrong(
            format!("this machine's clock is {seconds} s {way}"),
            "let it be set from the network (on Debian: apt-get install systemd-timesyncd)",
        )
    })
}

/// The moment of a `Date` header: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, IMF-fixdate).
fn http_date(date: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts: Vec<&str> = date.split([' ', ':']).collect();
    let [_, day, month, year, hour, minute, second, "GMT"] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<i64>().ok();
    let month = i64::try_from(MONTHS.iter().position(|name| name == month)?).ok()? + 1;
    let (day, year) = (number(day)?, number(year)?);
    // Days since 1970 in the proleptic Gregorian calendar, with years that begin in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_era = year.rem_euclid(400);
    let days = year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100
        + (153 * month + 2) / 5
        + day
        - 1
        - 719_468;
    let seconds = days * 86_400 + number(hour)? * 3_600 + number(minute)? * 60 + number(second)?;
    Some(Timestamp(seconds * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_answers_are_read() {
        let rows = [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199)),
            ("yesterday", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
        ];
        for (date, seconds) in rows {
            assert_eq!(http_date(date), seconds.map(|seconds: i64| Timestamp(seconds * 1000)), "{date}");
        }
    }

    #[test]
    fn a_clock_that_is_off_is_told_by_how_much() {
        let date = "Thu, 01 Jan 1970 00:01:00 GMT";
        assert_eq!(clock(date, Timestamp(61_000)).expect("read").remedy, None);
        let ahead = clock(date, Timestamp(90_000)).expect("read");
        assert!(ahead.remedy.is_some() && ahead.what.contains("30 s ahead"), "{}", ahead.what);
        assert!(clock(date, Timestamp(0)).expect("read").what.contains("60 s behind"));
        assert_eq!(clock("never", Timestamp(0)), None);
    }
}
