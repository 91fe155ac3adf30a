//! Where content comes from: a folder, or what is built into the program.

use std::fs;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

/// The library that is built in.
#[derive(RustEmbed)]
#[folder = "content/"]
struct BuiltIn;

/// Where content comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The library that is built into the program.
    BuiltIn,
    /// A folder.
    Folder(PathBuf),
}

/// One file of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path within the content folder, with `/` between names.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why content cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {error}. Check that the path is right and that this program may read it.", path.display())]
pub struct SourceError {
    path: PathBuf,
    error: std::io::Error,
}

impl Source {
    /// All files, sorted by path. Names that start with a dot are passed over.
    pub fn files(&self) -> Result<Vec<File>, SourceError> {
        let mut files = match self {
            Source::BuiltIn => built_in(),
            Source::Folder(root) => {
                let mut files = Vec::new();
                collect(root, root, &mut files)?;
                files
            }
        };
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The words of a language that are built in, if that language is.
    pub fn built_in_words(language: &str) -> Option<String> {
        Source::built_in(&format!("{language}/words.ftl"))
    }

    /// The text of a file that is built in.
    pub fn built_in(path: &str) -> Option<String> {
        String::from_utf8(BuiltIn::get(path)?.data.into_owned()).ok()
    }
}

fn built_in() -> Vec<File> {
    BuiltIn::iter()
        .filter_map(|path| {
            let file = BuiltIn::get(&path)?;
            Some(File { path: path.into_owned(), bytes: file.data.into_owned() })
        })
        .collect()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<(), SourceError> {
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |error| SourceError { path, error }
    };
    for entry in fs::read_dir(folder).map_err(fail(folder))? {
        let entry = entry.map_err(fail(folder))?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type().map_err(fail(&path))?.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(within) = path.strip_prefix(root) {
            let names: Vec<_> = within.iter().map(|name| name.to_string_lossy()).collect();
            let bytes = fs::read(&path).map_err(fail(&path))?;
            files.push(File { path: names.join("/"), bytes });
        }
    }
    Ok(())
}
