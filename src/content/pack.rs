//! A content pack as one file: a zip with the same paths as the folder.

use std::io::{Cursor, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::source::File;

/// The most files in a pack, and the most bytes of all of them together: a zip that a colleague
/// sends must not fill the memory.
const MOST_FILES: usize = 20_000;
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Why a pack cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// It is no zip, or a broken one.
    #[error(
        "this is not a content pack that can be read ({0}). Export it again with `stapje content export`."
    )]
    Zip(#[from] ZipError),
    /// A file in it cannot be read.
    #[error(
        "a file in the content pack cannot be read ({0}). Export it again with `stapje content export`."
    )]
    Io(#[from] std::io::Error),
    /// It is larger than any content is.
    #[error(
        "the content pack is too large: at most 20,000 files and 64 MB. Take out what is not content."
    )]
    TooLarge,
}

/// The files as a zip. The same files give the same bytes.
pub fn pack(files: &[File]) -> Result<Vec<u8>, PackError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for file in files {
        zip.start_file(file.path.as_str(), options)?;
        zip.write_all(&file.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of a pack that was written as text.
pub fn unpack_text(text: &str) -> Result<Vec<File>, PackError> {
    unpack(&STANDARD.decode(text).map_err(std::io::Error::other)?)
}

/// The files of a zip, sorted by path. A folder round everything is taken off; names that start
/// with a dot are passed over, and so is what would lie outside the pack.
pub fn unpack(bytes: &[u8]) -> Result<Vec<File>, PackError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    if zip.len() > MOST_FILES {
        return Err(PackError::TooLarge);
    }
    let mut files = Vec::new();
    let mut room = MOST_BYTES;
    for at in 0..zip.len() {
        let entry = zip.by_index(at)?;
        let Some(path) = entry.enclosed_name().filter(|_| entry.is_file()) else { continue };
        let names: Vec<_> = path.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        if names.iter().any(|name| name.starts_with('.')) {
            continue;
        }
        let mut bytes = Vec::new();
        let read = entry.take(room + 1).read_to_end(&mut bytes)? as u64;
        room = room.checked_sub(read).ok_or(PackError::TooLarge)?;
        files.push(File { path: names.join("/"), bytes });
    }
    take_off_folder(&mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Who zips a folder often zips the folder itself.
fn take_off_folder(files: &mut [File]) {
    let Some(folder) = files.iter().find_map(|file| file.path.strip_suffix("plan.yaml")) else {
        return;
    };
    let folder = folder.to_owned();
    if !folder.is_empty() && files.iter().all(|file| file.path.starts_with(&folder)) {
        for file in files {
            file.path.drain(..folder.len());
        }
    }
}
