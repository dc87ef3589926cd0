//! Who keeps a database open for a platform: two desks that answer the same channels would both take
//! up the same quizzes.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};

/// A claim on one platform's channels in one database. The system gives it back when the program ends,
/// however it ends.
#[derive(Debug)]
pub struct Claim {
    _file: File,
}

impl Claim {
    /// Claims the channels of a platform; nothing where another program has them.
    ///
    /// # Errors
    /// When the file beside the database, which carries the claim, cannot be made.
    pub fn take(database: &Path, platform: &str) -> Result<Option<Self>> {
        let mut path = OsString::from(database);
        path.push(format!("-{platform}.lock"));
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = opened.with_context(|| format!("making {}", Path::new(&path).display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // A network drive may know no locks. One desk is what nearly everyone runs.
            Err(TryLockError::Error(error)) => {
                tracing::warn!("whether another desk uses {} cannot be told: {error}", database.display());
                Ok(Some(Self { _file: file }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_claimed_once_until_it_is_given_back() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let database = folder.path().join("deskbell.db");
        let first = Claim::take(&database, "discord")?;
        assert!(first.is_some());
        assert!(Claim::take(&database, "discord")?.is_none());
        assert!(Claim::take(&database, "console")?.is_some(), "another platform has other channels");
        drop(first);
        assert!(Claim::take(&database, "discord")?.is_some());
        Ok(())
    }
}
