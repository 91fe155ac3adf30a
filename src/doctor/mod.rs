//! The doctor: looks at everything that has to be right before people get cards, and names the next
//! step for what is not. It changes nothing and shows no secret.
//!
//! [`ask`] touches the outside and gives [`Facts`]; [`judge`] turns facts into [`Line`]s, by
//! [`Rule`]s that are data: `docs/DOCTOR.md` is written from the same.

mod ask;
mod facts;
mod judge;
mod line;
mod page;
mod rule;
mod rules;

use std::path::Path;

use url::Url;

use crate::bot_framework::{Authority, ClientError};
use crate::clock::Clock;
use crate::config::{self, Basics, Config};
use crate::content::Source;

pub use facts::{
    AnswerSeen, CertificateTrouble, ContentSeen, EndpointSeen, ExpirySeen, Facts, Found, GraphSeen,
    IssuerSeen, KeysSeen, MetadataSeen, PackageRead, PackageSeen, Proof, Said, ServerSeen,
    SettingsSeen, TenantsSeen, TokenSeen, Trouble, UserSeen,
};
pub use judge::judge;
pub use line::{Line, Names, text, worst};
pub use page::page;
pub use rule::{CHECKS, Check, Light, Rule, all_rules};

/// What the doctor is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Question<'a> {
    /// The settings file.
    pub config: Option<&'a Path>,
    /// The app package, to be held against the settings.
    pub package: Option<&'a Path>,
    /// The Entra object id of somebody who should have the app.
    pub user: Option<&'a str>,
    /// Only these lines; all without any.
    pub only: &'a [Check],
}

impl Question<'_> {
    /// Is one of these lines asked for?
    fn wants(&self, checks: &[Check]) -> bool {
        self.only.is_empty() || checks.iter().any(|check| self.only.contains(check))
    }
}

/// What is known from the settings. Parts of them can be right while the whole is not.
struct Known {
    config: Result<Config, String>,
    database: Option<String>,
    content: Option<Source>,
}

/// Looks, and judges.
pub async fn examine(
    question: &Question<'_>,
    env: &dyn Fn(&str) -> Option<String>,
    clock: &Clock,
) -> Result<Vec<Line>, ClientError> {
    let known = Known {
        config: Config::read(question.config, env).map_err(|error| error.to_string()),
        database: Basics::read(question.config, env).ok().map(|basics| basics.database),
        content: config::content(question.config, env).ok(),
    };
    let facts = ask::ask(question, &known, clock).await?;
    let mut lines = judge(&facts);
    lines.retain(|line| question.wants(&[line.check]));
    let names = names(question, &known);
    for line in &mut lines {
        names.fill(line);
    }
    Ok(lines)
}

/// What the words in capitals of a next step stand for here.
fn names(question: &Question, known: &Known) -> Names {
    let mut names = Names::default();
    let file = question.config.map_or("stapje.toml".to_owned(), |path| path.display().to_string());
    names.put("SETTINGS", Some(file));
    let package =
        question.package.map_or("stapje.zip".to_owned(), |path| path.display().to_string());
    names.put("PACKAGE", Some(package));
    let folder = match &known.content {
        Some(Source::Folder(folder)) => folder.display().to_string(),
        _ => String::new(),
    };
    names.put(" FOLDER", Some(format!(" {folder}").trim_end().to_owned()));
    let Ok(config) = &known.config else { return names };
    names.put("APP-ID", Some(&*config.credentials.app_id));
    if let Authority::Tenant(tenant) = &config.credentials.authority {
        names.put("TENANT-ID", Some(&**tenant));
    }
    names.put("LOGIN-HOST", config.cloud.login.host_str());
    names.put("ISSUER-HOST", config.cloud.openid_metadata.host_str());
    let public = config.public_url.as_ref();
    names.put("PUBLIC-URL", public.map(String::as_str));
    let public = public.and_then(|url| Url::parse(url).ok());
    names.put("YOUR-HOST", public.as_ref().and_then(Url::host_str));
    names
}
