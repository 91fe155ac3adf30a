//! The settings file as it is written, and the environment above it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::ConfigError;
use super::values::split;
use crate::content::Source;
use crate::learning::Rule;

/// Looks up an environment variable.
pub(super) type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What the file may say. Everything is optional: the environment may say it as well.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfigFile {
    pub(super) bind: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) database: Option<String>,
    pub(super) content: Option<Layers>,
    pub(super) app_id: Option<String>,
    pub(super) app_secret_file: Option<PathBuf>,
    pub(super) app_secret_expires: Option<String>,
    pub(super) app_certificate_file: Option<PathBuf>,
    pub(super) managed_identity: Option<bool>,
    pub(super) federated_token_file: Option<PathBuf>,
    pub(super) federated_identity: Option<String>,
    pub(super) home_tenant: Option<String>,
    pub(super) tenants: Option<Vec<String>>,
    pub(super) rule: Option<Rule>,
    pub(super) cloud: Option<CloudSettings>,
    pub(super) service_hosts: Option<Vec<String>>,
    pub(super) entra_issuers: Option<Vec<String>>,
    pub(super) entra_callers: Option<Vec<String>>,
    pub(super) metrics_bind: Option<String>,
    pub(super) security_contact: Option<String>,
    pub(super) retention: Option<RetentionSettings>,
    pub(super) graph: Option<GraphFile>,
}

/// One folder, or several in layers.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "`content` is a folder, or a list of folders")]
pub(super) enum Layers {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl Layers {
    fn from_environment(list: &str) -> Layers {
        // The name of the built-in library is no path.
        let path = |name: String| {
            if name == Source::LIBRARY { PathBuf::from(name) } else { absolute(name) }
        };
        Layers::Several(split(list).into_iter().map(path).collect())
    }

    /// The source, with paths from the folder of the settings file.
    pub(super) fn source(self, base: &Path) -> Source {
        let paths = match self {
            Layers::One(path) => vec![path],
            Layers::Several(paths) => paths,
        };
        let place = |path: PathBuf| {
            if path.as_os_str() == Source::LIBRARY { path } else { base.join(path) }
        };
        Source::of(paths.into_iter().map(place))
    }
}

/// How long things are kept.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetentionSettings {
    pub(super) answers_months: Option<u32>,
    pub(super) delivery_days: Option<u32>,
    pub(super) leavers_days: Option<u32>,
}

/// What Microsoft Graph is used for.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GraphFile {
    pub(super) install: Option<bool>,
    pub(super) people: Option<bool>,
    pub(super) groups: Option<bool>,
    pub(super) teams_app_id: Option<String>,
    pub(super) catalog_id: Option<String>,
}

/// A cloud by name, or one of one's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "`cloud` is a name or a table of issuer, openid_metadata, login, scope and service_hosts"
)]
pub(super) enum CloudSettings {
    Named(String),
    Custom(CustomCloudSettings),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomCloudSettings {
    pub(super) issuer: String,
    pub(super) openid_metadata: String,
    pub(super) login: String,
    pub(super) scope: String,
    pub(super) service_hosts: Vec<String>,
    pub(super) graph: Option<String>,
}

impl ConfigFile {
    /// Reads a settings file.
    pub(super) fn read(path: &Path) -> Result<ConfigFile, ConfigError> {
        let text = read_text(path)?;
        toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let before = &text[..text.floor_char_boundary(at)];
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            ConfigError::Wrong {
                path: path.to_owned(),
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
                what: error.message().trim().replace('\n', " "),
            }
        })
    }

    /// The environment goes above the file. An empty value counts as none, in both.
    pub(super) fn over(mut self, env: Env) -> ConfigFile {
        let get = |name: &str| env(name).filter(|value| !value.trim().is_empty());
        let said = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
        self.bind = get("STAPJE_BIND").or(self.bind);
        self.public_url = get("STAPJE_PUBLIC_URL").or(said(self.public_url));
        self.metrics_bind = get("STAPJE_METRICS_BIND").or(said(self.metrics_bind));
        self.database = get("STAPJE_DATABASE").or(self.database);
        self.content =
            get("STAPJE_CONTENT").map(|list| Layers::from_environment(&list)).or(self.content);
        self.app_id = get("STAPJE_APP_ID").or(said(self.app_id));
        self.app_secret_file = get("STAPJE_APP_SECRET_FILE").map(absolute).or(self.app_secret_file);
        self.app_certificate_file =
            get("STAPJE_APP_CERTIFICATE_FILE").map(absolute).or(self.app_certificate_file);
        self.federated_token_file =
            get("STAPJE_FEDERATED_TOKEN_FILE").map(absolute).or(self.federated_token_file);
        self.federated_identity = get("STAPJE_FEDERATED_IDENTITY").or(self.federated_identity);
        self.home_tenant = get("STAPJE_HOME_TENANT").or(said(self.home_tenant));
        self.tenants = get("STAPJE_TENANTS").map(|list| split(&list)).or(self.tenants);
        self
    }
}

pub(super) fn read_text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })
}

/// A path from the environment is relative to where the program was started.
fn absolute(path: String) -> PathBuf {
    std::path::absolute(&path).unwrap_or_else(|_| path.into())
}
