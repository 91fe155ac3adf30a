//! `stapje content check`: everything that is wrong in a content folder, in one go.

use std::io::Read;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, online, today};
use crate::content::links::Links;
use crate::content::{File, Finding, Format, Rule, Severity, load, render};
use crate::conversation::{Edition, WordsError, oversized};

/// The exit code when content could not be looked at at all.
const UNREADABLE: u8 = 2;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    pack: super::Pack,
    /// How findings are shown.
    #[arg(long, value_enum, default_value_t)]
    format: FormatName,
    /// Show hints about the language as well.
    #[arg(long)]
    hints: bool,
    /// Let warnings count as errors in the exit code.
    #[arg(long)]
    strict: bool,
    /// Ask for every link as well: pages of sources, what buttons open, and pictures. Behind a
    /// proxy, set `HTTPS_PROXY`.
    #[arg(long)]
    online: bool,
    /// Read this one file from standard input instead of the folder, and show what is wrong in
    /// it alone: for editors. The path is within the folder, such as nl/tips/chat/chat-react.md.
    #[arg(long, value_name = "PATH")]
    stdin_path: Option<String>,
}

/// The names of formats.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatName {
    /// What is wrong, why it matters, and how to mend it.
    #[default]
    Human,
    /// One line each.
    Concise,
    /// One JSON array.
    Json,
    /// Notes beside the lines of a pull request on GitHub.
    Github,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Format {
        match name {
            FormatName::Human => Format::Human,
            FormatName::Concise => Format::Concise,
            FormatName::Json => Format::Json,
            FormatName::Github => Format::Github,
        }
    }
}

pub(super) async fn run(arguments: &Arguments) -> ExitCode {
    match looked_at(arguments).await {
        Ok(code) => code,
        Err(failure) => {
            tell!("stapje: {failure}");
            ExitCode::from(UNREADABLE)
        }
    }
}

async fn looked_at(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let checked = Checked::new(&files(arguments)?);
    let size = checked.edition.as_ref().map(|edition| &edition.catalog);
    let size = size.map(|catalog| (catalog.tips.len(), catalog.languages.len()));
    let mut findings = checked.findings;
    let mut asked = None;
    if arguments.online {
        let mut links = checked.links;
        if let Some(path) = &arguments.stdin_path {
            links.all.retain(|link| link.uses.iter().any(|it| it.place.file == *path));
        }
        let (found, count) = online::ask(links).await?;
        findings.extend(found);
        findings.sort();
        asked = Some(count);
    }
    findings.retain(|finding| arguments.hints || finding.severity != Severity::Hint);
    if let Some(path) = &arguments.stdin_path {
        findings.retain(|finding| finding.place.file == *path);
    }
    // GitHub wants paths from the root of the repository: those of the uppermost layer.
    let folder = arguments.pack.folders.last().map(|folder| folder.display().to_string());
    put!("{}", render(&findings, arguments.format.into(), &folder.unwrap_or_default()));
    let of = |severity| findings.iter().filter(|found| found.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    if matches!(arguments.format, FormatName::Human) && arguments.stdin_path.is_none() {
        if let Some(asked) = asked {
            say!("Asked for {}.", counted(asked, "link"));
        }
        say!("{}", sum_up(size, errors, warnings));
    }
    let failed = errors > 0 || (arguments.strict && warnings > 0);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn sum_up(size: Option<(usize, usize)>, errors: usize, warnings: usize) -> String {
    let warnings = counted(warnings, "warning");
    match size {
        Some((tips, languages)) if errors == 0 => {
            format!("{tips} tips in {languages} languages; {warnings}. Ready to go live.")
        }
        _ => format!("{}, {warnings}: not ready to go live.", counted(errors, "error")),
    }
}

/// "1 error", "2 errors".
fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn files(arguments: &Arguments) -> Result<Vec<File>, Failure> {
    let mut files = arguments.pack.source().files()?;
    if let Some(path) = &arguments.stdin_path {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        files.retain(|file| file.path != *path);
        files.push(File { path: path.clone(), bytes });
        files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok(files)
}

/// Content that was looked at from every side.
pub(super) struct Checked {
    /// Everything that is wrong with it.
    pub(super) findings: Vec<Finding>,
    /// What can go live, of content that can be read.
    pub(super) edition: Option<Edition>,
    /// The links that may be asked for.
    pub(super) links: Links,
}

impl Checked {
    /// Looks at it.
    pub(super) fn new(files: &[File]) -> Checked {
        let loaded = load(files);
        let mut findings = loaded.findings_on(today());
        let edition = match loaded.catalog.map(Edition::new) {
            Some(Ok(edition)) => {
                findings.extend(oversized(&edition));
                Some(edition)
            }
            Some(Err(error)) => {
                findings.push(of_words(&error));
                None
            }
            None => None,
        };
        findings.sort();
        Checked { findings, edition, links: loaded.links }
    }
}

fn of_words(error: &WordsError) -> Finding {
    let help = "Compare with words.ftl in another language's folder.";
    Finding::error(error.place(), Rule::Unreadable, error.what(), help)
}
