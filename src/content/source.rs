//! Where content comes from: a folder, or what is built into the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use super::pack::{PackError, unpack};

/// The library that is built in.
#[derive(RustEmbed)]
#[folder = "content/"]
struct BuiltIn;

/// Where content comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The library that is built into the program.
    BuiltIn,
    /// A folder, or a zip of one.
    Folder(PathBuf),
    /// Several, of which each goes above those before it.
    Layers(Vec<Source>),
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
pub enum SourceError {
    /// The system does not let us.
    #[error("cannot read {}: {error}. Check that the path is right and that this program may read it.", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A zip that is no content pack.
    #[error("{}: {error}", path.display())]
    Pack {
        /// Where.
        path: PathBuf,
        /// What is wrong with it.
        error: PackError,
    },
}

impl Source {
    /// All files, sorted by path. Names that start with a dot are passed over.
    pub fn files(&self) -> Result<Vec<File>, SourceError> {
        let mut files = match self {
            Source::BuiltIn => built_in(),
            Source::Layers(layers) => return layered(layers),
            Source::Folder(path) if path.is_file() => {
                let bytes = fs::read(path).map_err(fail(path))?;
                unpack(&bytes).map_err(|error| SourceError::Pack { path: path.clone(), error })?
            }
            Source::Folder(root) => {
                let mut files = Vec::new();
                collect(root, root, &mut files)?;
                files
            }
        };
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The name that stands for the built-in library in a list of layers.
    pub const LIBRARY: &str = "library";

    /// Folders and zips in layers: the word `library` stands for what is built in. One alone is a
    /// layer by itself, and none is what is built in.
    pub fn of(paths: impl IntoIterator<Item = PathBuf>) -> Source {
        let source = |path: PathBuf| {
            if path.as_os_str() == Source::LIBRARY { Source::BuiltIn } else { Source::Folder(path) }
        };
        let mut layers: Vec<Source> = paths.into_iter().map(source).collect();
        match layers.len() {
            0 => Source::BuiltIn,
            1 => layers.remove(0),
            _ => Source::Layers(layers),
        }
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

/// Later layers go above earlier ones: file by file, and tip by tip, wherever its file lies.
fn layered(layers: &[Source]) -> Result<Vec<File>, SourceError> {
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    for layer in layers {
        for file in layer.files()? {
            if let Some(tip) = tip_of(&file.path) {
                files.retain(|path, _| tip_of(path) != Some(tip));
            }
            files.insert(file.path.clone(), file);
        }
    }
    Ok(files.into_values().collect())
}

/// Language and id of a tip, from the path of its file.
fn tip_of(path: &str) -> Option<(&str, &str)> {
    let (language, rest) = path.split_once('/')?;
    let name = rest.strip_prefix("tips/")?.rsplit('/').next()?;
    Some((language, name.strip_suffix(".md")?))
}

fn fail(path: &Path) -> impl Fn(std::io::Error) -> SourceError + use<> {
    let path = path.to_owned();
    move |error| SourceError::Unreadable { path: path.clone(), error }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<(), SourceError> {
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
