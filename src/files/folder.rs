//! What stands in the knowledge folder: files with their marks, and what is no document.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use walkdir::{DirEntry, WalkDir};

use crate::domain::knowledge::Warning;

/// Folders deeper than this are not entered.
pub const FOLDERS_DEEP: usize = 32;

/// What changes when a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// How long it is.
    pub(super) bytes: u64,
    /// When it was written, since the epoch.
    modified: Duration,
    /// When anything about it was changed, where the system tells: this cannot be set back.
    changed: Option<Duration>,
}

/// What stands in the folder: a file to read, or a reason why there is none.
pub(super) enum Found {
    File(PathBuf, Option<Mark>),
    Refused(Warning),
}

impl Mark {
    /// The mark of a file, or of any other thing that has a length and dates.
    pub fn of(metadata: &Metadata) -> Option<Self> {
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
            Some(Duration::new(u64::try_from(metadata.ctime()).ok()?, nanoseconds))
        };
        #[cfg(not(unix))]
        let changed = None;
        let modified = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        Some(Self { bytes: metadata.len(), modified, changed })
    }

    /// The latest of its dates, since the epoch.
    pub fn latest(&self) -> Duration {
        self.changed.map_or(self.modified, |changed| changed.max(self.modified))
    }
}

/// Everything in a folder that is a document or looks like one, by its path in it.
pub(super) fn look_through(folder: &Path) -> BTreeMap<String, Found> {
    let mut found = BTreeMap::new();
    let walk = WalkDir::new(folder).follow_links(true).max_depth(FOLDERS_DEEP).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || is_wanted(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let mark = entry.metadata().ok().and_then(|metadata| Mark::of(&metadata));
                found.insert(name_of(folder, entry.path()), Found::File(entry.into_path(), mark));
            }
            Ok(entry) if entry.file_type().is_dir() && entry.depth() == FOLDERS_DEEP => {
                let message = format!(
                    "This folder is {FOLDERS_DEEP} folders deep and was not entered. Move it further up."
                );
                let warning = Warning { line: 1, code: "folder-too-deep", message };
                found.insert(name_of(folder, entry.path()), Found::Refused(warning));
            }
            Ok(entry) if entry.file_type().is_dir() => {}
            // To read a pipe or a device could take for ever.
            Ok(entry) => {
                let message =
                    "This is a pipe, a socket or a device, so it was not read. Take it out of the folder.";
                let warning = Warning { line: 1, code: "not-a-file", message: message.to_owned() };
                found.insert(name_of(folder, entry.path()), Found::Refused(warning));
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let (code, message) = match error.loop_ancestor() {
                    Some(_) => (
                        "link-loop",
                        "This link leads back to a folder above it and was not followed. Remove it."
                            .to_owned(),
                    ),
                    None => (
                        "unreadable",
                        format!(
                            "This could not be read ({}). Check that it exists and may be read.",
                            reason(&error)
                        ),
                    ),
                };
                found.insert(name_of(folder, path), Found::Refused(Warning { line: 1, code, message }));
            }
        }
    }
    found
}

/// The system's reason without the path, which the warning names already.
fn reason(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| "no reason given".to_owned(), |io| io.kind().to_string())
}

/// Hidden files and what editors leave while they work are not documents.
fn is_wanted(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    !(name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#')))
}

fn name_of(folder: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
