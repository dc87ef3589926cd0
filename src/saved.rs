//! What was read and indexed, between two starts: one file for each knowledge folder.
//!
//! The file is trusted only when it is whole, was written by this very program, and every document
//! is as it was. Otherwise everything is built again, which costs time and nothing else.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufWriter, Read as _, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use tantivy::Directory;
use tantivy::directory::MmapDirectory;

use crate::domain::bot::Snapshot;
use crate::domain::knowledge::Document;
use crate::domain::tables::{Bytes, Checksum, Kept, Parts};
use crate::files::{Mark, Read, checksum};

/// What every such file begins with: a name, and a number that another byte order reads as another.
const BEGINS: [u64; 2] = [u64::from_be_bytes(*b"deskbell"), 0x0001_0002_0003_0004];
/// The length of what stands before the table: the two above, then the file's length, the table's
/// length and the checksum of everything behind.
const HEAD: usize = 5 * 8;
/// Every part begins at a multiple of this, in bytes, so that its numbers lie where numbers may.
const ALIGNED: u64 = 16;
/// A file that was written so shortly before it was read may have been written again unnoticed: some
/// systems' clocks for files are coarse.
const TOO_FRESH: Duration = Duration::from_secs(2);
/// The ending of the files' names, and of those that are not finished.
const ENDING: &str = "library";
const UNFINISHED: &str = "unfinished";
/// An unfinished file that is older was left behind by a program that is gone.
const LEFT_BEHIND: Duration = Duration::from_secs(60 * 60);

/// What stands in the file before its parts.
#[derive(Serialize, Deserialize)]
struct Table {
    /// The program that wrote it: another may read and index in another way.
    program: Mark,
    knowledge: PathBuf,
    /// When the documents were looked at, since the epoch.
    looked: Duration,
    /// For each document its file's mark and checksum.
    files: Vec<(Option<Mark>, Option<u64>)>,
    /// Each part's name and length in bytes, in order.
    parts: Vec<(String, u64)>,
}

/// Where the library of one knowledge folder is saved.
pub struct Saved {
    folder: PathBuf,
    name: String,
    knowledge: PathBuf,
    program: Mark,
}

/// A library that was saved.
pub struct TakenUp {
    /// The documents with the marks of their files.
    pub read: Vec<Read>,
    kept: Kept,
}

impl Saved {
    /// The place for a knowledge folder in the folder of saved libraries.
    ///
    /// # Errors
    /// When the knowledge folder or the program's own file cannot be looked at.
    pub fn new(folder: &Path, knowledge: &Path) -> Result<Self> {
        let knowledge = knowledge.canonicalize()?;
        let name = format!("{:016x}.{ENDING}", Checksum::of(knowledge.as_os_str().as_encoded_bytes()));
        let program = std::env::current_exe()?.metadata()?;
        let program = Mark::of(&program).context("the program's file has no date")?;
        Ok(Self { folder: folder.to_owned(), name, knowledge, program })
    }

    /// The library as it was saved; none where nothing was.
    ///
    /// # Errors
    /// When what was saved is damaged or was written by another program.
    pub fn take_up(&self) -> Result<Option<TakenUp>> {
        let path = self.folder.join(&self.name);
        let Ok(mut file) = File::open(&path) else { return Ok(None) };
        let head = verify(&mut file)?;
        let bytes = MmapDirectory::open(&self.folder)?.open_read(Path::new(&self.name))?.read_bytes()?;
        // Another program may have put another file there in between.
        ensure!(bytes.get(..HEAD) == Some(&head[..]), "it was replaced while it was read");
        let (table, kept) = parts(&bytes)?;
        ensure!(table.program == self.program, "another version of this program wrote it");
        ensure!(table.knowledge == self.knowledge, "it is another folder's");
        let settled = |mark: &Mark| mark.latest() + TOO_FRESH < table.looked;
        let read = table.files.iter().enumerate().map(|(number, (mark, bytes))| {
            let document = Document::lent(&document_name(number), &kept).map(Arc::new)?;
            Some(Read { mark: mark.filter(settled), bytes: *bytes, document })
        });
        let read: Option<Vec<Read>> = read.collect();
        Ok(Some(TakenUp { read: read.context("a document is missing from it")?, kept }))
    }

    /// Saves a library: these documents, as they were looked at then, and the snapshot made of them.
    ///
    /// # Errors
    /// When the folder cannot be written to, or lies among the documents.
    pub fn save(&self, looked: SystemTime, read: &[Read], snapshot: &Snapshot) -> Result<()> {
        let mut parts = Parts::default();
        for (number, Read { document, .. }) in read.iter().enumerate() {
            document.keep(&document_name(number), &mut parts);
        }
        snapshot.keep(&mut parts);
        let table = Table {
            program: self.program,
            knowledge: self.knowledge.clone(),
            looked: looked.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(),
            files: read.iter().map(|read| (read.mark, read.bytes)).collect(),
            parts: parts.iter().map(|(name, bytes)| (name.to_owned(), bytes.len() as u64)).collect(),
        };
        std::fs::create_dir_all(&self.folder)?;
        // It would be a document itself, and each saving a change of the documents.
        let inside = self.folder.canonicalize()?.starts_with(&self.knowledge);
        ensure!(
            !inside,
            "{} lies in the folder of documents; set INDEX_DIR to another",
            self.folder.display()
        );
        self.clear_out();
        // A number that nobody else has: in containers that share the folder, processes are numbered alike,
        // and two that write one file would change what a third has already mapped.
        let own = RandomState::new().build_hasher().finish();
        let unfinished = self.folder.join(format!("{}.{own:016x}.{UNFINISHED}", self.name));
        let written = write(&unfinished, &table, &parts)
            .and_then(|()| Ok(std::fs::rename(&unfinished, self.folder.join(&self.name))?));
        if written.is_err() {
            let _ = std::fs::remove_file(&unfinished);
        }
        written
    }

    /// Removes what nobody will take up any more: unfinished files, and libraries of folders that are gone.
    fn clear_out(&self) {
        let Ok(found) = std::fs::read_dir(&self.folder) else { return };
        for path in found.flatten().map(|entry| entry.path()) {
            let ending = path.extension().and_then(|ending| ending.to_str());
            let gone = match ending {
                Some(UNFINISHED) => {
                    let written = path.metadata().and_then(|metadata| metadata.modified());
                    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > LEFT_BEHIND))
                }
                Some(ENDING) => table_of(&path).is_ok_and(|table| !table.knowledge.is_dir()),
                _ => false,
            };
            if gone {
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

impl TakenUp {
    /// The snapshot of its documents.
    ///
    /// # Errors
    /// When its parts are not those of a snapshot.
    pub fn snapshot(&self) -> Result<Snapshot> {
        let documents = self.read.iter().map(|read| read.document.clone()).collect();
        Snapshot::lent(documents, &self.kept).context("a part is missing from it")
    }
}

fn document_name(number: usize) -> String {
    format!("documents/{number}")
}

fn write(path: &Path, table: &Table, parts: &Parts<'_>) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // It holds what the documents say, and those may be for few eyes.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out =
        Out { file: BufWriter::new(options.open(path)?), sum: Checksum::default(), at: HEAD as u64 };
    out.file.write_all(&[0; HEAD])?;
    let table = serde_json::to_vec(table)?;
    out.put(&table)?;
    for (_, bytes) in parts.iter() {
        out.align()?;
        out.put(bytes)?;
    }
    let head = [BEGINS[0], BEGINS[1], out.at, table.len() as u64, out.sum.finish()];
    out.file.seek(SeekFrom::Start(0))?;
    for number in head {
        out.file.write_all(&number.to_ne_bytes())?;
    }
    out.file.flush()?;
    Ok(())
}

/// A file that is being written.
struct Out {
    file: BufWriter<File>,
    sum: Checksum,
    at: u64,
}

impl Out {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes)?;
        self.sum.take(bytes);
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn align(&mut self) -> Result<()> {
        let missing = self.at.next_multiple_of(ALIGNED) - self.at;
        self.put(&[0; ALIGNED as usize][..missing as usize])
    }
}

/// Reads a file through and returns its head, if it is whole.
fn verify(file: &mut File) -> Result<[u8; HEAD]> {
    let mut head = [0; HEAD];
    file.read_exact(&mut head).context("it breaks off")?;
    let [name, order, length, _, sum] = numbers(&head);
    ensure!([name, order] == BEGINS, "it is no saved library of this machine's kind");
    ensure!(length == file.metadata()?.len(), "it breaks off");
    ensure!(checksum(file)? == sum, "it is damaged");
    Ok(head)
}

fn numbers(head: &[u8; HEAD]) -> [u64; 5] {
    let (numbers, _) = head.as_chunks::<8>();
    std::array::from_fn(|at| u64::from_ne_bytes(numbers[at]))
}

/// The table and the parts of a file that is whole.
fn parts(bytes: &Bytes) -> Result<(Table, Kept)> {
    let head = bytes.first_chunk::<HEAD>().context("it breaks off")?;
    let [.., length, _] = numbers(head);
    let end = HEAD + length as usize;
    let table: Table = serde_json::from_slice(bytes.get(HEAD..end).context("it breaks off")?)?;
    let mut at = end as u64;
    let kept = table.parts.iter().map(|(name, length)| {
        let begin = at.next_multiple_of(ALIGNED);
        at = begin + length;
        ensure!(at <= bytes.len() as u64, "it breaks off");
        Ok((name.clone(), bytes.slice(begin as usize..at as usize)))
    });
    let kept: Kept = kept.collect::<Result<_>>()?;
    Ok((table, kept))
}

/// The table of a file that need not be whole.
fn table_of(path: &Path) -> Result<Table> {
    let mut file = File::open(path)?;
    let mut head = [0; HEAD];
    file.read_exact(&mut head)?;
    let [name, order, length, table, _] = numbers(&head);
    ensure!(
        [name, order] == BEGINS && table < length && length == file.metadata()?.len(),
        "it is no saved library"
    );
    let mut bytes = Vec::new();
    file.take(table).read_to_end(&mut bytes)?;
    Ok(serde_json::from_slice(&bytes)?)
}
