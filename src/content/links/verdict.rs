//! What an answer says about a link.

use url::Url;

use super::picture::faults;
use super::same_page::is_same_page;
use super::{Link, LinkKind, Use};
use crate::content::finding::{Finding, Rule, Severity};

/// What somebody got who asked for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// An answer, after redirects.
    Answered {
        /// Its status.
        status: u16,
        /// The page that gave it.
        end: Url,
        /// What was sent, of a picture.
        bytes: Option<Vec<u8>>,
    },
    /// The place where somebody signs in: the page is there for who may see it.
    SignIn,
    /// A redirect to a place that the plan does not know. It was not followed.
    Away(String),
    /// No answer.
    Silent(Silence),
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Silence {
    /// It took too long.
    TimeOut,
    /// The certificate is not trusted.
    Certificate,
    /// No connection.
    Unreachable,
    /// One redirect after another.
    Circle,
    /// It was not asked for: its host was silent too often.
    LeftAlone,
}

/// What is wrong with each use of a link.
pub fn verdict(link: &Link, reply: &Reply) -> Vec<Finding> {
    link.uses.iter().flat_map(|it| of_use(link, it, reply)).collect()
}

fn of_use(link: &Link, it: &Use, reply: &Reply) -> Vec<Finding> {
    let url = &link.url;
    let find = |severity, rule, what: String, help: &str| {
        let error = Finding::error(it.place.clone(), rule, what, help);
        vec![Finding { severity, ..error }]
    };
    let warn = |rule, what: String, help: &str| find(Severity::Warning, rule, what, help);
    match reply {
        Reply::Answered { status: 200..=299, end, bytes } => {
            match (it.kind, bytes) {
                (LinkKind::Picture, _) if end != url => find(
                    Severity::Error,
                    Rule::Picture,
                    format!("`{url}` sends on to another address, and Teams does not follow"),
                    &format!("Use the address where it ends: {end}"),
                ),
                (LinkKind::Picture, Some(bytes)) => {
                    let wrong = |(what, help): (String, &str)| {
                        Finding::error(it.place.clone(), Rule::Picture, what, help)
                    };
                    faults(bytes).into_iter().map(wrong).collect()
                }
                // An app decides by itself where a button ends.
                (LinkKind::Source, _) if !is_same_page(url, end) => warn(
                    Rule::MovedLink,
                    format!("`{url}` leads to another page: {end}"),
                    "Read that page. Use its address, or look for the page that was meant.",
                ),
                _ => Vec::new(),
            }
        }
        Reply::Answered { status: status @ (404 | 410), .. } => find(
            Severity::Error,
            Rule::DeadLink,
            format!("`{url}` is not there any more (status {status})"),
            "Look for the page that took its place, and see whether the tip is still true.",
        ),
        // Whoever is not signed in may not see what a button opens.
        Reply::Answered { status: 401 | 403, .. } | Reply::SignIn
            if it.kind == LinkKind::Button =>
        {
            Vec::new()
        }
        Reply::Answered { status, .. } => warn(
            Rule::SilentLink,
            format!("`{url}` cannot be tested: it answers with status {status}"),
            "Open it in a browser. Does it open there, then leave it; else test it again later.",
        ),
        Reply::SignIn => warn(
            Rule::MovedLink,
            format!("`{url}` opens only for people who have signed in"),
            "Use a page that everybody can open.",
        ),
        Reply::Away(to) if it.kind == LinkKind::Button => warn(
            Rule::MovedLink,
            format!("`{url}` leads to a place that the plan does not know: {to}"),
            "Use another address, or add that host to `link-hosts` in plan.yaml.",
        ),
        Reply::Away(to) => warn(
            Rule::MovedLink,
            format!("`{url}` leads to another page: {to}"),
            "Look for the page that was meant, at a host that the plan knows.",
        ),
        Reply::Silent(silence) => warn(
            Rule::SilentLink,
            format!("`{url}` {}", silence.what()),
            "Open it in a browser. Does it open there, then leave it; else test it again later.",
        ),
    }
}

impl Silence {
    fn what(self) -> &'static str {
        match self {
            Silence::TimeOut => "does not answer in time",
            Silence::Certificate => "has a certificate that is not trusted",
            Silence::Unreachable => "cannot be reached",
            Silence::Circle => "sends on, again and again",
            Silence::LeftAlone => "was not asked for: its host did not answer three times",
        }
    }
}
