//! The zip around a collection: which file in it counts, and how large it may become.

use std::io::{Cursor, Read};

use ruzstd::decoding::StreamingDecoder;
use zip::ZipArchive;

use super::Refused;
use super::protobuf;

/// The newest collection wins: newer packages hold an older one that only says "please update".
const COLLECTIONS: [(&str, bool); 3] =
    [("collection.anki21b", true), ("collection.anki21", false), ("collection.anki2", false)];

/// The newest package version that is known (`PackageMetadata.Version` in Anki's `import_export.proto`).
const NEWEST: u64 = 3;

/// More files than a package has, in all.
const FILES: usize = 500_000;

/// The most memory that a compressed collection may ask for to be unpacked, in bytes: what zstd itself
/// allows unless told, at its highest levels.
const WINDOW_BYTES: u64 = 128 << 20;

/// How a zip file begins.
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";

/// What a package holds.
#[derive(Debug)]
pub(super) struct Package {
    /// The collection: an SQLite file.
    pub(super) collection: Vec<u8>,
    /// How many files of media lie beside it.
    pub(super) media: usize,
}

/// Unpacks the collection, of at most `most` bytes. None if this is no package.
pub(super) fn unpack(bytes: &[u8], most: u64) -> Option<Result<Package, Refused>> {
    if !bytes.starts_with(ZIP_MAGIC) {
        return None;
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        // A zip that breaks off may have been anything; only one that names a collection was a package.
        let named = bytes.windows(11).any(|part| part == b"collection.");
        return named.then(|| Err(Refused::because("is broken or was cut off on its way")));
    };
    let known = |name: &&str| archive.index_for_name(name).is_some();
    let (name, zstd) = COLLECTIONS.into_iter().find(|(name, _)| known(name))?;
    Some(take(&mut archive, name, zstd, most))
}

fn take(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    zstd: bool,
    most: u64,
) -> Result<Package, Refused> {
    if archive.len() > FILES {
        return Err(Refused::because("holds more files than any deck needs"));
    }
    if let Ok(meta) = member(archive, "meta", 1 << 10) {
        let version = protobuf::number(&meta, 1).unwrap_or_default();
        if version > NEWEST {
            return Err(Refused::because(
                "was made by a newer Anki than is known here (export it with “support older Anki versions”)",
            ));
        }
    }
    // Media are named by number; what they were called stands in a list.
    let digits = |name: &[u8]| !name.is_empty() && name.iter().all(u8::is_ascii_digit);
    let media = archive.file_names_raw().filter(|name| digits(name)).count();
    let packed = member(archive, name, most)?;
    let collection = if zstd { decompressed(&packed, most)? } else { packed };
    Ok(Package { collection, media })
}

/// A file of the archive, which may be no larger than `most` bytes, whatever it says of itself.
fn member(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, most: u64) -> Result<Vec<u8>, Refused> {
    let file = archive.by_name(name).map_err(|error| broken(&error))?;
    if file.size() > most {
        return Err(too_large(most));
    }
    read_at_most(file, most)
}

fn decompressed(packed: &[u8], most: u64) -> Result<Vec<u8>, Refused> {
    let decoder =
        StreamingDecoder::new_with_max_window_size(packed, WINDOW_BYTES).map_err(|error| broken(&error))?;
    read_at_most(decoder, most)
}

fn read_at_most(from: impl Read, most: u64) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    let read = from.take(most + 1).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    if read as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

fn too_large(most: u64) -> Refused {
    Refused::because(format!("becomes larger than {} MiB when it is unpacked", most >> 20))
}

fn broken(error: &dyn std::fmt::Display) -> Refused {
    Refused::because(format!("cannot be unpacked ({error})"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// What the tests allow, in bytes.
    const MOST: u64 = 1 << 20;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
            writer.start_file(*name, options).expect("a file");
            writer.write_all(bytes).expect("written");
        }
        writer.finish().expect("finished").into_inner()
    }

    /// A zstd frame of `blocks` times 128 KiB of one byte, in four bytes each.
    fn zstd_bomb(blocks: usize) -> Vec<u8> {
        let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
        for at in 0..blocks {
            let header = (131_072_u32 << 3) | (1 << 1) | u32::from(at + 1 == blocks);
            frame.extend_from_slice(&header.to_le_bytes()[..3]);
            frame.push(0);
        }
        frame
    }

    fn why(bytes: &[u8]) -> String {
        unpack(bytes, MOST).expect("a package").expect_err("refused").0
    }

    #[test]
    fn bombs_are_refused_by_what_they_say_and_by_what_they_are() {
        let zeros = vec![0; MOST as usize + 1];
        let mut bomb = zipped(&[("collection.anki21", &zeros)]);
        assert!(bomb.len() < 20_000 && why(&bomb).contains("larger than 1 MiB"));
        // Now it lies about its size, in both places where a zip file says it.
        let declared = (zeros.len() as u32).to_le_bytes();
        let places: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..*at + 4] == declared).collect();
        assert_eq!(places.len(), 2);
        for at in places {
            bomb[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
        }
        assert!(unpack(&bomb, MOST).expect("a package").is_err());
        let packed = zipped(&[("collection.anki21b", &zstd_bomb(9))]);
        assert!(why(&packed).contains("larger than 1 MiB"), "{}", why(&packed));
        let fits = zipped(&[("collection.anki21b", &zstd_bomb(8))]);
        assert_eq!(unpack(&fits, MOST).expect("a package").expect("small").collection.len(), 1 << 20);
        // A window of 1 TiB wants that much memory before the first byte.
        let mut wide = zstd_bomb(1);
        wide[5] = 0xf0;
        assert!(why(&zipped(&[("collection.anki21b", &wide)])).contains("cannot be unpacked"));
    }

    #[test]
    fn the_newest_collection_counts_and_media_are_counted() {
        let files: &[(&str, &[u8])] = &[
            ("collection.anki2", b"old"),
            ("collection.anki21", b"new"),
            ("meta", b"\x08\x02"),
            ("media", b"{}"),
            ("0", b"x"),
            ("17", b"x"),
        ];
        let package = unpack(&zipped(files), MOST).expect("a package").expect("sound");
        assert_eq!((package.collection.as_slice(), package.media), (b"new".as_slice(), 2));
        assert!(why(&zipped(&[("collection.anki21b", b""), ("meta", b"\x08\x04")])).contains("newer Anki"));
        assert!(unpack(&zipped(&[("word/document.xml", b"<w/>")]), MOST).is_none());
    }
}
