//! The content that would be live.

use crate::content::{File, Severity, Source, load, unpack_text};
use crate::conversation::Edition;
use crate::doctor::facts::{ContentSeen, Found};
use crate::store::inspect::{Look, look};
use crate::store::{Store, editions};

/// Looks at it: that of the settings, else what was published last, else what is built in.
pub(super) async fn content(source: &Source, database: Option<&str>) -> ContentSeen {
    let published = match (source, database) {
        (Source::BuiltIn, Some(url)) => published(url).await,
        _ => None,
    };
    let (from, files) = match published {
        Some((version, files)) => (format!("published version {version}"), files),
        None => (name(source), source.files().map_err(|error| error.to_string())),
    };
    ContentSeen { from, found: files.map(|files| found(&files)) }
}

fn name(source: &Source) -> String {
    match source {
        Source::BuiltIn => "built in".to_owned(),
        Source::Folder(folder) => folder.display().to_string(),
        Source::Layers(layers) => format!("{} layers", layers.len()),
    }
}

fn found(files: &[File]) -> Found {
    let loaded = load(files);
    let of = |severity| loaded.findings.iter().filter(|found| found.severity == severity).count();
    let first = loaded.findings.iter().find(|found| found.severity == Severity::Error);
    let first = first.map(ToString::to_string);
    let first = first.and_then(|first| first.lines().next().map(str::to_owned));
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let tips = loaded.catalog.as_ref().map(|catalog| catalog.tips.len());
    let languages = loaded.catalog.map(|catalog| match Edition::new(catalog) {
        Ok(edition) => Ok(edition.languages().map(|(_, name)| name.to_owned()).collect()),
        Err(error) => Err(error.to_string()),
    });
    Found { tips, errors, warnings, first, languages }
}

/// The newest published version, of a database that can be used as it is.
async fn published(url: &str) -> Option<(i64, Result<Vec<File>, String>)> {
    if !look(url).await.as_ref().is_ok_and(Look::is_current) {
        return None;
    }
    let store = Store::open(url).await.ok()?;
    let read = async {
        let mut conn = store.read().await.ok()?;
        let version = editions::newest(&mut conn).await.ok()??.version;
        let body = editions::body(&mut conn, version).await.ok()?.unwrap_or_default();
        Some((version, unpack_text(&body).map_err(|error| error.to_string())))
    }
    .await;
    store.close().await;
    read
}
