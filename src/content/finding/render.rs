//! Findings as text: for people, one a line, for programs, and for GitHub.

use std::fmt;

use serde_json::{Value, json};

use super::{Finding, Severity};

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// What is wrong, why it matters, and how to mend it.
    #[default]
    Human,
    /// One line each, for editors.
    Concise,
    /// One JSON array, for programs.
    Json,
    /// GitHub's workflow commands: a note beside the line in a pull request.
    Github,
}

/// All findings in one text. `folder` is where the content is, as somebody at the root of a
/// repository names it; only GitHub needs it.
pub fn render(findings: &[Finding], format: Format, folder: &str) -> String {
    let each = |show: &dyn Fn(&Finding) -> String| -> String {
        findings.iter().map(|finding| show(finding) + "\n").collect()
    };
    match format {
        Format::Human => each(&Finding::to_string),
        Format::Concise => each(&concise),
        Format::Json => {
            let all: Vec<Value> = findings.iter().map(as_json).collect();
            format!("{:#}\n", Value::Array(all))
        }
        Format::Github => each(&|finding| github(finding, folder)),
    }
}

fn concise(finding: &Finding) -> String {
    format!("{}: {} [{}]: {}", finding.place, finding.severity, finding.rule.name(), finding.what)
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "severity": finding.severity.to_string(),
        "rule": finding.rule.name(),
        "what": finding.what,
        "why": finding.rule.why(),
        "help": finding.help,
    })
}

/// A workflow command. Its escapes are GitHub's: `%`, line ends, and in values also `:` and `,`.
fn github(finding: &Finding, folder: &str) -> String {
    let text = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let value = |value: &str| text(value).replace(':', "%3A").replace(',', "%2C");
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let folder = folder.trim_end_matches('/');
    let file = if folder.is_empty() || folder == "." {
        finding.place.file.clone()
    } else {
        format!("{folder}/{}", finding.place.file)
    };
    format!(
        "::{kind} file={},line={},col={},title={}::{}",
        value(&file),
        finding.place.line,
        finding.place.column,
        value(finding.rule.name()),
        text(&format!("{}\n{}\n{}", finding.what, finding.rule.why(), finding.help)),
    )
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{}", concise(self))?;
        writeln!(f, "    why:  {}", self.rule.why())?;
        write!(f, "    mend: {}", self.help)
    }
}
