//! Reads and watches the knowledge folder and hands documents inwards.
//!
//! The folder is looked through again and again rather than listened to: that also works on
//! network drives and container mounts, where the system's change events do not arrive.

mod edit;
mod folder;

pub use folder::{FOLDERS_DEEP, Mark};

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use edit::is_broken;
use folder::{Found, look_through};

use crate::decks;
use crate::domain::knowledge::{Document, Library, Warning, read_document_telling};
use crate::domain::progress::Progress;
use crate::domain::tables::{Checksum, Records};

/// How often the folder is looked through. Two looks and the reading fit into two seconds.
pub const LOOK_EVERY: Duration = Duration::from_millis(500);
/// A larger file is not read, in bytes.
pub const FILE_BYTES: u64 = 1 << 30;
/// How much of a file is looked through at once, in bytes.
const READ_AT_ONCE: usize = 1 << 20;
/// The documents of a folder, as they were when last read.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    known: BTreeMap<String, Known>,
}

#[derive(Debug)]
struct Known {
    mark: Option<Mark>,
    /// The checksum of the file's bytes, where it was read.
    bytes: Option<u64>,
    document: Arc<Document>,
    /// The last state of this file that said anything, while the present one says nothing.
    good: Option<Arc<Document>>,
}

/// A document that is on the shelf, and the file that it was read from.
#[derive(Clone, Debug)]
pub struct Read {
    /// What the file looked like; none where it must be read again to tell.
    pub mark: Option<Mark>,
    /// The checksum of its bytes.
    pub bytes: Option<u64>,
    /// What was read.
    pub document: Arc<Document>,
}

impl Shelf {
    /// An empty shelf for a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), known: BTreeMap::new() }
    }

    /// A shelf with documents that were read before. The next look finds out which of them have changed since.
    pub fn with(folder: impl Into<PathBuf>, read: Vec<Read>) -> Self {
        let known = read.into_iter().map(|Read { mark, bytes, document }| {
            (document.path.to_string(), Known { mark, bytes, document, good: None })
        });
        Self { folder: folder.into(), known: known.collect() }
    }

    /// The documents as they stand in the folder, ordered by path; none while one of them keeps its last
    /// good state, which a fresh look would not know.
    pub fn read(&self) -> Option<Vec<Read>> {
        let read = self.known.values().map(|known| {
            let (mark, bytes, document) = (known.mark, known.bytes, known.document.clone());
            known.good.is_none().then_some(Read { mark, bytes, document })
        });
        read.collect()
    }

    /// Puts in the place of documents others that say the same.
    pub fn hold(&mut self, documents: impl IntoIterator<Item = Arc<Document>>) {
        for document in documents {
            if let Some(known) = self.known.get_mut(&*document.path) {
                known.document = document;
            }
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Looks through the folder and reads what is new or changed. Whether anything was.
    ///
    /// A file that said something and now says nothing (emptied, binary, unreadable), or a table that
    /// breaks off in the middle of a record, keeps its last good state until it is mended or removed.
    pub fn look(&mut self) -> bool {
        self.look_telling(Progress::new(&mut |_| ()))
    }

    /// Looks through the folder as [`Shelf::look`] does, and tells how far it has come.
    pub fn look_telling(&mut self, mut progress: Progress<'_>) -> bool {
        let found = look_through(&self.folder);
        let length = |found: &Found| match found {
            Found::File(_, Some(mark)) => mark.bytes as f32,
            _ => 0.0,
        };
        let (all, mut done) = (found.values().map(length).sum::<f32>().max(1.0), 0.0);
        let before = self.known.len();
        self.known.retain(|path, _| found.contains_key(path));
        let mut changed = self.known.len() != before;
        for (path, found) in found {
            let before = done;
            done += length(&found);
            let progress = progress.part(before / all, done / all);
            match found {
                Found::Refused(warning) => {
                    changed |= self.put(path.clone(), None, None, refused(&path, warning));
                }
                Found::File(file, mark) => changed |= self.look_into(path, &file, mark, progress),
            }
        }
        changed
    }

    /// The library of what is on the shelf.
    pub fn library(&self) -> Library {
        let documents = self.known.values().map(|known| {
            let Some(good) = &known.good else { return known.document.clone() };
            let mut kept = Document::clone(good);
            kept.warnings = known.document.warnings.clone();
            kept.warnings.push(Warning {
                line: 1,
                code: "kept-last-good",
                message:
                    "The file can no longer be read as it was; its last good state stays in the answers. \
                          Mend the file, or remove it."
                        .to_owned(),
            });
            Arc::new(kept)
        });
        Library::new(documents.collect())
    }

    /// Reads a file unless it is the one that was read before. Whether it says anything new.
    fn look_into(&mut self, path: String, file: &Path, mark: Option<Mark>, progress: Progress<'_>) -> bool {
        let known = self.known.get_mut(&path);
        if known.as_ref().is_some_and(|known| mark.is_some() && known.mark == mark) {
            return false;
        }
        // What was only touched, or copied, is not parsed again: a large table takes a while.
        if let Some(known) = known.filter(|known| known.bytes.is_some_and(|sum| is_still(file, sum))) {
            known.mark = mark;
            return false;
        }
        let bytes = match read_bytes(file, mark) {
            Ok(bytes) => bytes,
            Err(warning) => return self.put(path.clone(), mark, None, refused(&path, warning)),
        };
        let sum = Checksum::of(&bytes);
        let document =
            decks::read(&path, &bytes).unwrap_or_else(|| read_document_telling(&path, &bytes, progress));
        self.put(path, mark, Some(sum), document)
    }

    fn put(&mut self, path: String, mark: Option<Mark>, bytes: Option<u64>, document: Document) -> bool {
        let before = self.known.remove(&path);
        let document = Arc::new(document);
        let good = match &before {
            Some(before) => {
                let last_good = before.good.as_ref().unwrap_or(&before.document);
                is_broken(last_good, &document).then(|| last_good.clone())
            }
            None => None,
        };
        let changed = before.is_none_or(|before| before.document != document);
        self.known.insert(path, Known { mark, bytes, document, good });
        changed
    }
}

/// Whether a file's bytes have this checksum.
fn is_still(file: &Path, sum: u64) -> bool {
    File::open(file).and_then(|mut file| checksum(&mut file)).is_ok_and(|found| found == sum)
}

/// The checksum of what is left of a file. It is looked through, not held or mapped, so that it takes no memory.
///
/// # Errors
/// When it cannot be read to its end.
pub fn checksum(file: &mut File) -> io::Result<u64> {
    let mut buffer = vec![0; READ_AT_ONCE];
    let mut found = Checksum::default();
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(found.finish()),
            bytes => found.take(&buffer[..bytes]),
        }
    }
}

fn read_bytes(file: &Path, mark: Option<Mark>) -> Result<Vec<u8>, Warning> {
    if mark.is_some_and(|mark| mark.bytes > FILE_BYTES) {
        let message = format!("The file is larger than {} MiB and was not read. Split it.", FILE_BYTES >> 20);
        return Err(Warning { line: 1, code: "file-too-large", message });
    }
    std::fs::read(file).map_err(|error| {
        let message = format!("The file could not be read ({}). Check that it may be read.", error.kind());
        Warning { line: 1, code: "unreadable", message }
    })
}

fn refused(path: &str, warning: Warning) -> Document {
    Document {
        path: path.into(),
        layout: "none",
        entries: Records::default(),
        cards: Records::default(),
        warnings: vec![warning],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(files: &[(&str, &str)]) -> (tempfile::TempDir, Shelf) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            write(&folder, name, text);
        }
        let shelf = Shelf::new(folder.path());
        (folder, shelf)
    }

    fn write(folder: &tempfile::TempDir, name: &str, text: &str) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }

    fn terms(shelf: &Shelf) -> Vec<String> {
        let library = shelf.library();
        library.documents.iter().flat_map(|d| d.entries.iter().filter_map(|e| e.term.clone())).collect()
    }

    const KEEL: &str =
        "Keel: the spine of a hull.\nRudder: the blade that steers a boat.\nBow: the front end of a boat.\n";

    #[test]
    fn files_are_found_in_all_folders_and_read_again_only_when_changed() {
        let (folder, mut shelf) = shelf(&[
            ("a.txt", KEEL),
            ("week 1/b.txt", "Stern: the back end.\nMast: the pole that holds a sail.\n"),
            (".git/c.txt", KEEL),
            ("a.txt~", KEEL),
        ]);
        assert!(shelf.look());
        assert_eq!(
            shelf.library().documents.iter().map(|d| d.path.to_string()).collect::<Vec<_>>(),
            ["a.txt", "week 1/b.txt"]
        );
        assert!(!shelf.look());
        write(&folder, "a.txt", "Anchor: what holds a boat in place.\nKeel: the spine.\n");
        assert!(shelf.look());
        assert!(terms(&shelf).contains(&"Anchor".to_owned()));
        std::fs::remove_file(folder.path().join("a.txt")).expect("removed");
        assert!(shelf.look());
        assert!(!terms(&shelf).contains(&"Anchor".to_owned()));
    }

    #[test]
    fn a_broken_edit_keeps_the_last_good_state() {
        let (folder, mut shelf) = shelf(&[("a.txt", KEEL)]);
        shelf.look();
        let good = terms(&shelf);
        for broken in ["", "\0\u{1}\0\u{2}\0\0\0"] {
            write(&folder, "a.txt", broken);
            assert!(shelf.look());
            assert_eq!(terms(&shelf), good);
            let warnings = &shelf.library().documents[0].warnings;
            assert!(warnings.iter().any(|warning| warning.code == "kept-last-good"), "{warnings:?}");
        }
        write(&folder, "a.txt", "Anchor: what holds a boat in place.\nKeel: the spine.\n");
        shelf.look();
        assert_eq!(terms(&shelf)[0], "Anchor");
    }

    #[test]
    fn a_table_whose_rows_all_break_keeps_its_last_good_state() {
        let rows = "{\"term\": \"Keel\", \"definition\": \"the spine of a hull\"}\n";
        let (folder, mut shelf) = shelf(&[("a.jsonl", rows)]);
        shelf.look();
        write(&folder, "a.jsonl", "term Keel, definition the spine of a hull, and the braces are gone\n");
        shelf.look();
        assert_eq!(terms(&shelf), ["Keel"]);
        write(&folder, "a.jsonl", &rows.replace("Keel", "Bow"));
        shelf.look();
        assert_eq!(terms(&shelf), ["Bow"]);
    }

    #[test]
    fn a_half_saved_table_keeps_its_last_good_state() {
        let record = |term: &str| format!("{{\"term\": \"{term}\", \"definition\": \"part of a boat\"}}\n");
        let table = "term,definition\nKeel,the spine of a hull\nBow,the front end\n";
        let open = table.replace("the spine", "\"the spine");
        let rows = [
            ("a.jsonl", record("Keel"), "{\"term\": \"Keel\", \"defin".to_owned()),
            ("a.jsonl", record("Keel"), record("Keel") + "{\"term\": \"Bow\", \"def"),
            ("a.csv", table.to_owned(), open.clone()),
            ("a.csv", table.to_owned(), format!("{table}Stern,\"the back")),
            ("a.csv", table.to_owned(), "term,definition\nKeel\n".to_owned()),
            ("a.tsv", table.replace(',', "\t"), "term\tdefinition\nKeel\n".to_owned()),
        ];
        for (name, good, broken) in rows {
            let (folder, mut shelf) = shelf(&[(name, &good)]);
            shelf.look();
            let before = shelf.library().documents[0].entries.clone();
            write(&folder, name, &broken);
            assert!(shelf.look());
            let kept = &shelf.library().documents[0];
            assert_eq!(kept.entries, before, "{broken}");
            assert!(kept.warnings.iter().any(|warning| warning.code == "kept-last-good"), "{broken}");
            write(&folder, name, &good.replace("Keel", "Rudder"));
            assert!(shelf.look() && terms(&shelf).contains(&"Rudder".to_owned()), "it is mended: {broken}");
        }
    }

    #[test]
    fn a_broken_row_costs_its_table_nothing_else() {
        let record = |term: &str| format!("{{\"term\": \"{term}\", \"definition\": \"part of a boat\"}}\n");
        let open = "term,definition\nKeel,\"the spine\nBow,the front end\n";
        let rows = [
            // In the middle, a record is badly written and not half saved.
            ("a.jsonl", record("Keel"), record("Keel") + "{\"term\": \"Stern\"\n" + &record("Bow")),
            // What was so from the beginning is how this document is.
            ("a.csv", open.to_owned(), format!("{open}Stern,the back end\n")),
        ];
        for (name, good, edited) in rows {
            let (folder, mut shelf) = shelf(&[(name, &good)]);
            shelf.look();
            write(&folder, name, &edited);
            assert!(shelf.look());
            let document = &shelf.library().documents[0];
            assert!(document.warnings.iter().all(|warning| warning.code != "kept-last-good"), "{edited}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_loop_is_a_warning_and_nothing_else() {
        let (folder, mut shelf) = shelf(&[("a.txt", KEEL)]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).expect("a link");
        shelf.look();
        let library = shelf.library();
        assert_eq!(
            library.documents.iter().map(|d| d.path.to_string()).collect::<Vec<_>>(),
            ["a.txt", "loop"]
        );
        assert_eq!(library.documents[1].warnings[0].code, "link-loop");
        assert!(!shelf.look(), "the same loop is no news");
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_is_a_warning_and_is_not_waited_for() {
        let (folder, mut shelf) = shelf(&[("a.txt", KEEL)]);
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).expect("a socket");
        shelf.look();
        let library = shelf.library();
        assert_eq!(library.documents[1].path.as_ref(), "socket");
        assert_eq!(library.documents[1].warnings[0].code, "not-a-file");
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_warning() {
        let mut shelf = Shelf::new("no/such/folder");
        shelf.look();
        assert_eq!(shelf.library().documents[0].warnings[0].code, "unreadable");
    }
}
