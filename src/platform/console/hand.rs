//! Files that are handed in at the console: read here, by the path that was typed.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::domain::command::{Takes, find};
use crate::domain::inbound::{HANDED_BYTES, Handed, NotTaken, What};

/// A command that was typed, with the file that it names where it takes one.
pub(super) fn command(name: String, options: Vec<(String, String)>) -> What {
    let takes = |option: &str| {
        let known = find(&name).and_then(|spec| spec.options.iter().find(|known| known.name == option));
        known.is_some_and(|known| known.takes == Takes::File)
    };
    let path = options.iter().find(|(option, value)| takes(option) && !value.trim().is_empty());
    let Some(path) = path.map(|(_, value)| Path::new(value.trim()).to_owned()) else {
        return What::Command { name, options };
    };
    let file_name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    What::Handed { name, options, file: Handed { name: file_name, content: read(&path) } }
}

fn read(path: &Path) -> Result<Arc<[u8]>, NotTaken> {
    let unreachable = |_| NotTaken::Unreachable;
    // To read a pipe could take for ever.
    if !std::fs::metadata(path).map_err(unreachable)?.is_file() {
        return Err(NotTaken::Unreachable);
    }
    let file = std::fs::File::open(path).map_err(unreachable)?;
    let mut content = Vec::new();
    file.take(HANDED_BYTES + 1).read_to_end(&mut content).map_err(unreachable)?;
    if content.len() as u64 > HANDED_BYTES { Err(NotTaken::TooLarge) } else { Ok(content.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(path: &Path) -> Result<Arc<[u8]>, NotTaken> {
        let options = vec![("file".to_owned(), path.display().to_string())];
        match command("deck add".to_owned(), options) {
            What::Handed { file, .. } => file.content,
            what => panic!("{what:?}"),
        }
    }

    #[test]
    fn a_file_is_read_up_to_its_limit_and_nothing_else_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a deck.csv");
        std::fs::write(&path, b"term,definition\n").expect("written");
        assert_eq!(content(&path).as_deref(), Ok(b"term,definition\n".as_slice()));
        std::fs::File::create(&path).and_then(|file| file.set_len(HANDED_BYTES + 1)).expect("a large file");
        assert_eq!(content(&path), Err(NotTaken::TooLarge));
        assert_eq!(content(folder.path()), Err(NotTaken::Unreachable));
        assert_eq!(content(&folder.path().join("none")), Err(NotTaken::Unreachable));
        let plain = What::Command { name: "ask".into(), options: vec![("question".into(), "x".into())] };
        assert_eq!(command("ask".into(), vec![("question".into(), "x".into())]), plain);
    }
}
