//! The files of a tantivy index as bytes in memory, or in a file that is mapped; read only.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, RamDirectory, WatchCallback, WatchHandle, WritePtr,
};

use crate::domain::tables::Bytes;

/// Where tantivy lists the files that it has written.
const MANAGED: &str = ".managed.json";

/// The files by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Folder(Arc<BTreeMap<String, Bytes>>);

impl Folder {
    /// What tantivy has written, without its bookkeeping: nothing is written any more.
    pub(super) fn copy(written: &RamDirectory) -> tantivy::Result<Self> {
        let names: Vec<String> = serde_json::from_slice(&written.atomic_read(Path::new(MANAGED))?)
            .map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))?;
        let mut files = BTreeMap::new();
        for name in names {
            let path = Path::new(&name);
            if written.exists(path)? {
                let bytes = written.open_read(path)?.read_bytes()?;
                files.insert(name, bytes);
            }
        }
        Ok(Self(Arc::new(files)))
    }

    /// All files with their names.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), bytes))
    }

    fn file(&self, path: &Path) -> Result<&Bytes, OpenReadError> {
        let file = path.to_str().and_then(|name| self.0.get(name));
        file.ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }
}

impl FromIterator<(String, Bytes)> for Folder {
    fn from_iter<I: IntoIterator<Item = (String, Bytes)>>(files: I) -> Self {
        Self(Arc::new(files.into_iter().collect()))
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(self.file(path)?.clone()))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.file(path).is_ok())
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        Ok(self.file(path)?.to_vec())
    }

    /// Nobody writes, so that nobody needs to be kept out.
    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(read_only(), PathBuf::from(path)))
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(read_only())
    }
}

fn read_only() -> io::Error {
    io::ErrorKind::ReadOnlyFilesystem.into()
}
