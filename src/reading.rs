//! Reads the knowledge folder into a snapshot, and takes up what was saved where nothing has changed.

use std::path::Path;
use std::time::SystemTime;

use anyhow::Result;

use crate::domain::bot::Snapshot;
use crate::domain::progress::Progress;
use crate::files::Shelf;
use crate::saved::{Saved, TakenUp};

/// A library of fewer entries is not saved: it is read and indexed in about a tenth of a second.
pub const SAVED_FROM: usize = 5_000;

/// Which share of the work is done after reading, after what documents share, and after indexing, as measured.
const PARTS_END: [f32; 3] = [0.35, 0.4, 0.97];

/// A knowledge folder that is being read.
pub struct Reading {
    shelf: Shelf,
    saved: Option<Saved>,
    /// From how many entries on the library is saved; none where nothing may be left behind.
    saved_from: Option<usize>,
}

impl Reading {
    /// The reading of a knowledge folder, whose library is saved in the folder `index` if it has at least
    /// `saved_from` entries; without that number what was saved is taken up and nothing is written.
    pub fn new(knowledge: &Path, index: &Path, saved_from: Option<usize>) -> Self {
        let saved =
            Saved::new(index, knowledge).inspect_err(|error| tracing::debug!("not saving: {error:#}"));
        Self { shelf: Shelf::new(knowledge), saved: saved.ok(), saved_from }
    }

    /// The first snapshot. `told` hears how much is done, from 0 to 1.
    ///
    /// # Errors
    /// When the documents cannot be indexed.
    pub fn first(&mut self, told: &mut dyn FnMut(f32)) -> Result<Snapshot> {
        let mut progress = Progress::new(told);
        let taken_up = self.take_up();
        if let Some(taken_up) = &taken_up {
            self.shelf = Shelf::with(self.shelf.folder(), taken_up.read.clone());
        }
        let looked = SystemTime::now();
        let changed = self.shelf.look_telling(progress.part(0.0, PARTS_END[0]));
        if let Some(taken_up) = taken_up.filter(|_| !changed) {
            match taken_up.snapshot() {
                Ok(snapshot) => return Ok(snapshot),
                Err(error) => tracing::warn!("the saved library is not taken up: {error:#}"),
            }
        }
        self.build(looked, progress)
    }

    /// A new snapshot, if the documents have changed.
    pub fn again(&mut self) -> Option<Result<Snapshot>> {
        let looked = SystemTime::now();
        self.shelf.look().then(|| self.build(looked, Progress::new(&mut |_| ())))
    }

    fn take_up(&self) -> Option<TakenUp> {
        self.saved.as_ref()?.take_up().unwrap_or_else(|error| {
            tracing::info!("the saved library is not taken up: {error:#}");
            None
        })
    }

    fn build(&mut self, looked: SystemTime, mut progress: Progress<'_>) -> Result<Snapshot> {
        let [_, shared, indexed] = PARTS_END;
        let snapshot = Snapshot::of_telling(self.shelf.library(), progress.part(shared, indexed))?;
        let entries: usize = snapshot.library.documents.iter().map(|document| document.entries.len()).sum();
        if self.saved_from.is_some_and(|from| entries >= from) && self.save(looked, &snapshot) {
            // What was saved lies in a mapped file: its memory is the system's to take back.
            if let Some(taken_up) = self.take_up()
                && let Ok(lent) = taken_up.snapshot()
            {
                self.shelf.hold(taken_up.read.into_iter().map(|read| read.document));
                return Ok(lent);
            }
        }
        Ok(snapshot)
    }

    /// Saves what was read, unless that says something that the documents themselves no longer say.
    fn save(&self, looked: SystemTime, snapshot: &Snapshot) -> bool {
        let (Some(saved), Some(read)) = (&self.saved, self.shelf.read()) else { return false };
        let done = saved.save(looked, &read, snapshot);
        if let Err(error) = &done {
            tracing::warn!("the library could not be saved, so the next start must read it again: {error:#}");
        }
        done.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::PathBuf;

    use super::*;
    use crate::domain::bot;
    use crate::domain::search::Answers;

    const KEEL: &str = "Keel: the spine of a hull.\nRudder: the blade that steers a boat.\n";
    const QUESTIONS: [&str; 4] = ["what is a keel?", "rudder", "what steers a boat", "who won the cup?"];

    /// A knowledge folder with a place to save its library in.
    struct Home(tempfile::TempDir);

    impl Home {
        fn new() -> Self {
            let home = Self(tempfile::tempdir().expect("a folder"));
            fs::create_dir(home.knowledge()).expect("a folder");
            home.write("boats.txt", KEEL);
            home.write("clues.csv", "term,definition\nSpine,the spine of a hull.\n");
            home
        }

        fn knowledge(&self) -> PathBuf {
            self.0.path().join("knowledge")
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.knowledge().join(name), text).expect("written");
        }

        fn reading(&self) -> Reading {
            Reading::new(&self.knowledge(), &self.0.path().join("index"), Some(1))
        }

        fn answers(&self) -> Vec<Answers> {
            answers(&self.reading().first(&mut |_| ()).expect("a snapshot"))
        }

        /// What is answered by a desk that knows nothing of what was saved.
        fn fresh(&self) -> Vec<Answers> {
            let mut reading = Reading::new(&self.knowledge(), &self.0.path().join("nowhere"), None);
            answers(&reading.first(&mut |_| ()).expect("a snapshot"))
        }

        /// The saved library.
        fn saved(&self) -> PathBuf {
            let folder = fs::read_dir(self.0.path().join("index")).expect("a folder");
            let found: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
            assert_eq!(found.len(), 1, "{found:?}");
            found[0].clone()
        }

        /// Whether the next start takes up what was saved; whatever it does, it answers as a fresh one.
        fn is_taken_up(&self) -> bool {
            // A file that is written again is another one, with another date.
            let date = || fs::metadata(self.saved()).and_then(|saved| saved.modified()).expect("a date");
            let before = date();
            assert_eq!(self.answers(), self.fresh());
            before == date()
        }
    }

    fn answers(snapshot: &Snapshot) -> Vec<Answers> {
        QUESTIONS.iter().map(|question| bot::answers(question, snapshot, 3)).collect()
    }

    #[test]
    fn an_unchanged_library_is_taken_up_and_a_changed_one_is_not() {
        let home = Home::new();
        home.answers();
        assert!(home.is_taken_up());
        home.write("boats.txt", KEEL);
        assert!(home.is_taken_up(), "written again, it says the same");
        home.write("boats.txt", &KEEL.replace("spine", "frame"));
        assert!(!home.is_taken_up() && home.is_taken_up());
        home.write("more.txt", "Bow: the front end of a boat.\nStern: the back end of a boat.\n");
        assert!(!home.is_taken_up() && home.is_taken_up());
        fs::remove_file(home.knowledge().join("more.txt")).expect("removed");
        assert!(!home.is_taken_up() && home.is_taken_up());
    }

    #[test]
    fn an_edit_that_hides_its_date_is_noticed() {
        let home = Home::new();
        home.answers();
        let path = home.knowledge().join("boats.txt");
        let date = fs::metadata(&path).and_then(|file| file.modified()).expect("a date");
        home.write("boats.txt", &KEEL.replace("spine", "frame"));
        File::options().append(true).open(&path).and_then(|file| file.set_modified(date)).expect("set back");
        assert!(!home.is_taken_up());
    }

    #[test]
    fn damage_costs_time_and_nothing_else() {
        let home = Home::new();
        home.answers();
        let whole = fs::read(home.saved()).expect("saved");
        let flipped = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            bytes
        };
        let damaged = [0, 16, 32, 100, whole.len() / 2].map(flipped);
        let cut = [0, 39, 40, whole.len() - 1].map(|length| whole[..length].to_vec());
        let longer = [whole.clone(), vec![0; 40]].concat();
        for bytes in damaged.into_iter().chain(cut).chain([longer, b"something else".to_vec()]) {
            fs::write(home.saved(), &bytes).expect("written");
            assert_eq!(home.answers(), home.fresh());
            assert_eq!(fs::read(home.saved()).expect("saved").len(), whole.len(), "it is whole again");
        }
    }

    #[test]
    fn where_nothing_can_be_written_everything_is_answered() {
        let home = Home::new();
        fs::write(home.0.path().join("index"), "a file where a folder should be").expect("written");
        assert_eq!(home.answers(), home.fresh());
    }

    #[test]
    fn nothing_is_saved_among_the_documents() {
        let home = Home::new();
        let index = home.knowledge().join("index");
        let mut reading = Reading::new(&home.knowledge(), &index, Some(1));
        assert_eq!(answers(&reading.first(&mut |_| ()).expect("a snapshot")), home.fresh());
        assert!(reading.again().is_none(), "saving is no news of the documents");
        assert_eq!(fs::read_dir(&index).expect("a folder").count(), 0);
    }

    #[test]
    fn what_nobody_takes_up_is_removed() {
        let (home, gone) = (Home::new(), Home::new());
        let index = home.0.path().join("index");
        Reading::new(&gone.knowledge(), &index, Some(1)).first(&mut |_| ()).expect("a snapshot");
        let left = home.saved();
        drop(gone);
        let unfinished = index.join("0.1.unfinished");
        let long_ago = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1);
        File::create(&unfinished).and_then(|file| file.set_modified(long_ago)).expect("a file");
        fs::write(index.join("notes.txt"), "not ours").expect("written");
        home.answers();
        assert!(!left.exists() && !unfinished.exists() && index.join("notes.txt").exists());
    }

    #[test]
    fn two_desks_at_once_do_no_harm() {
        let home = Home::new();
        let fresh = home.fresh();
        std::thread::scope(|scope| {
            let desks: Vec<_> = (0..4).map(|_| scope.spawn(|| (home.answers(), home.answers()))).collect();
            for desk in desks {
                assert_eq!(desk.join().expect("no panic"), (fresh.clone(), fresh.clone()));
            }
        });
        assert!(home.is_taken_up());
    }

    #[test]
    fn an_edit_beside_a_saved_document_is_in_the_next_snapshot() {
        let home = Home::new();
        home.answers();
        let mut reading = home.reading();
        reading.first(&mut |_| ()).expect("a snapshot");
        assert!(reading.again().is_none());
        home.write("boats.txt", "");
        let kept = reading.again().expect("news").expect("a snapshot");
        assert!(bot::answers("rudder", &kept, 3).confident, "its last good state stays");
        home.write("boats.txt", "Rudder: what a boat is steered with.\nMast: the pole that holds a sail.\n");
        let edited = answers(&reading.again().expect("news").expect("a snapshot"));
        assert_eq!(edited, home.fresh());
        assert!(home.is_taken_up());
    }

    #[test]
    fn what_is_done_is_told_from_the_first_to_the_last() {
        let home = Home::new();
        let rows =
            (0..3_000).map(|n| format!("{{\"term\":\"Buoy {n}\",\"definition\":\"Marks channel {n}.\"}}\n"));
        home.write("buoys.jsonl", &rows.collect::<String>());
        let mut heard = Vec::new();
        home.reading().first(&mut |share| heard.push(share)).expect("a snapshot");
        assert!(heard.len() > 5 && heard.is_sorted(), "{heard:?}");
        assert!(heard.iter().all(|share| (0.0..=1.0).contains(share)), "{heard:?}");
    }
}
