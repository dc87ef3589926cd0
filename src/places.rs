//! Whether the places that settings name can be used, found out without leaving anything there.

use std::collections::hash_map::RandomState;
use std::fs::OpenOptions;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;

use anyhow::{Result, ensure};

use crate::store::Store;

/// Whether a folder takes files, or could be made in one that does.
pub(crate) fn takes_files(folder: &Path) -> bool {
    let here = |folder: &Path| folder.as_os_str().is_empty();
    let mut ancestors = folder.ancestors().map(|folder| if here(folder) { Path::new(".") } else { folder });
    let Some(nearest) = ancestors.find(|folder| folder.exists()) else { return false };
    // Who may write is for the system to say: only trying tells.
    let probe = nearest.join(format!(".deskbell-{:016x}", RandomState::new().build_hasher().finish()));
    let taken = OpenOptions::new().write(true).create_new(true).open(&probe).is_ok();
    if taken {
        let _ = std::fs::remove_file(probe);
    }
    taken
}

/// Looks whether a desk could open its database here; one that is not there is not made.
///
/// # Errors
/// Says why it could not.
pub(crate) fn proofread_database(path: &Path) -> Result<()> {
    if path.exists() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        return runtime.block_on(Store::look_at(path));
    }
    let folder = path.parent().unwrap_or(path);
    ensure!(folder.as_os_str().is_empty() || folder.is_dir(), "there is no folder {}", folder.display());
    ensure!(takes_files(folder), "nothing can be written into {}", folder.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_takes_files_where_it_is_or_could_be() -> Result<()> {
        let home = tempfile::tempdir()?;
        let file = home.path().join("file");
        std::fs::File::create_new(&file)?;
        assert!(takes_files(home.path()) && takes_files(&home.path().join("new/one")));
        assert!(takes_files(Path::new("")) && takes_files(Path::new("new/one")));
        assert!(!takes_files(&file) && !takes_files(&file.join("below")));
        assert_eq!(home.path().read_dir()?.count(), 1, "nothing is left there");
        Ok(())
    }
}
