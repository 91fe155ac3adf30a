//! Settings: a file, the environment above it, and secrets from the environment or a file alone.
//!
//! Every key is described in `docs/INSTALL.md`; unknown keys are refused, so that a slip of the
//! pen is not silently passed over.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::bot_framework::auth::EntraSettings;
use crate::bot_framework::{Cloud, CloudError, CustomCloud};
use crate::content::Source;
use crate::learning::Rule;

/// The settings of a server, complete and checked.
#[derive(Debug)]
pub struct Config {
    /// Where to listen.
    pub bind: SocketAddr,
    /// The database, as `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Where the content is.
    pub content: Source,
    /// The bot's Entra application (client) id.
    pub app_id: String,
    /// The bot's client secret.
    pub secret: SecretString,
    /// The tenant in which the bot is registered.
    pub home_tenant: String,
    /// Tenants whose employees may talk to the bot.
    pub tenants: Vec<String>,
    /// The cloud.
    pub cloud: Cloud,
    /// Entra as an issuer of inbound tokens; nobody by default.
    pub entra: EntraSettings,
    /// How new items are put in order.
    pub rule: Rule,
}

/// What the file may say. Everything is optional: the environment may say it as well.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    bind: Option<String>,
    database: Option<String>,
    content: Option<PathBuf>,
    app_id: Option<String>,
    app_secret_file: Option<PathBuf>,
    home_tenant: Option<String>,
    tenants: Option<Vec<String>>,
    rule: Option<Rule>,
    cloud: Option<CloudSettings>,
    service_hosts: Option<Vec<String>>,
    entra_issuers: Option<Vec<String>>,
    entra_callers: Option<Vec<String>>,
}

/// A cloud by name, or one of one's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "`cloud` is a name or a table of issuer, openid_metadata, login, scope and service_hosts"
)]
enum CloudSettings {
    Named(String),
    Custom(CustomCloudSettings),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomCloudSettings {
    issuer: String,
    openid_metadata: String,
    login: String,
    scope: String,
    service_hosts: Vec<String>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that cannot be read.
    #[error("cannot read {}: {error}. Check the path and that this program may read it.", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file that is not right.
    #[error("{}:{line}: {what}. Mend the line; docs/INSTALL.md describes every setting.", path.display())]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Settings without which the server does not start.
    #[error("missing: {}. Set {} in the settings file or the environment; the secret only in STAPJE_APP_SECRET or a file that app_secret_file names. Without them nobody could prove to be Teams, so Stapje does not start. To try it without any: `stapje demo`.", .0.join(", "), if .0.len() == 1 { "it" } else { "them" })]
    Missing(Vec<&'static str>),
    /// A value that cannot be used.
    #[error("{name} is not {wanted}: {text}")]
    Unusable {
        /// Which setting.
        name: &'static str,
        /// What it should be.
        wanted: &'static str,
        /// What it says.
        text: String,
    },
    /// Entra issuers without callers, or the other way round.
    #[error(
        "entra_issuers and entra_callers go together: any application of a tenant can get a token for this bot, so name the tenants and the applications that may use one. The log names both of a token that is refused."
    )]
    HalfEntra,
    /// A cloud that cannot be used.
    #[error("cloud: {0}")]
    Cloud(#[from] CloudError),
}

impl Config {
    /// Reads the file at `path`, if one is named, and the environment above it.
    ///
    /// `env` looks up an environment variable; an empty value counts as none.
    pub fn read(
        path: Option<&Path>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        let file = path.map(ConfigFile::read).transpose()?.unwrap_or_default();
        let base = path.and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
        file.over(env).check(&base, env)
    }
}

impl ConfigFile {
    /// Reads a settings file.
    pub fn read(path: &Path) -> Result<ConfigFile, ConfigError> {
        let text = read_text(path)?;
        toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            ConfigError::Wrong {
                path: path.to_owned(),
                line: text[..text.floor_char_boundary(at)].matches('\n').count() + 1,
                what: error.message().trim().replace('\n', " "),
            }
        })
    }

    /// The environment goes above the file.
    fn over(mut self, env: &dyn Fn(&str) -> Option<String>) -> ConfigFile {
        let get = |name: &str| env(name).filter(|value| !value.trim().is_empty());
        self.bind = get("STAPJE_BIND").or(self.bind);
        self.database = get("STAPJE_DATABASE").or(self.database);
        self.content = get("STAPJE_CONTENT").map(absolute).or(self.content);
        self.app_id = get("STAPJE_APP_ID").or(self.app_id);
        self.app_secret_file = get("STAPJE_APP_SECRET_FILE").map(absolute).or(self.app_secret_file);
        self.home_tenant = get("STAPJE_HOME_TENANT").or(self.home_tenant);
        self.tenants = get("STAPJE_TENANTS").map(|list| split(&list)).or(self.tenants);
        self
    }

    fn check(
        self,
        base: &Path,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        let secret = self.secret(base, env)?;
        let tenants = self.tenants.unwrap_or_default();
        let missing: Vec<_> = [
            ("app_id (STAPJE_APP_ID)", self.app_id.is_none()),
            ("the app secret (STAPJE_APP_SECRET)", secret.is_none()),
            ("home_tenant (STAPJE_HOME_TENANT)", self.home_tenant.is_none()),
            ("tenants (STAPJE_TENANTS)", tenants.is_empty()),
        ]
        .into_iter()
        .filter_map(|(name, missing)| missing.then_some(name))
        .collect();
        let (Some(app_id), Some(secret), Some(home_tenant), []) =
            (self.app_id, secret, self.home_tenant, &*missing)
        else {
            return Err(ConfigError::Missing(missing));
        };
        Ok(Config {
            bind: bind(self.bind.as_deref())?,
            database: self.database.unwrap_or_else(|| "sqlite:stapje.db".to_owned()),
            content: self
                .content
                .map_or(Source::BuiltIn, |folder| Source::Folder(base.join(folder))),
            app_id: guid("app_id", &app_id)?,
            secret,
            home_tenant: guid("home_tenant", &home_tenant)?,
            tenants: guids("tenants", &tenants)?,
            entra: entra(self.entra_issuers.as_deref(), self.entra_callers.as_deref())?,
            cloud: cloud(self.cloud.as_ref())?
                .and_hosts(&self.service_hosts.unwrap_or_default())?,
            rule: self.rule.unwrap_or_default(),
        })
    }

    fn secret(
        &self,
        base: &Path,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Option<SecretString>, ConfigError> {
        let secret = match (env("STAPJE_APP_SECRET"), &self.app_secret_file) {
            (Some(secret), _) if !secret.trim().is_empty() => secret,
            (_, Some(path)) => read_text(&base.join(path))?,
            _ => return Ok(None),
        };
        let secret = SecretString::from(secret.trim());
        Ok(Some(secret).filter(|secret| !secret.expose_secret().is_empty()))
    }
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })
}

/// A path from the environment is relative to where the program was started.
fn absolute(path: String) -> PathBuf {
    std::path::absolute(&path).unwrap_or_else(|_| path.into())
}

fn split(list: &str) -> Vec<String> {
    list.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

fn bind(text: Option<&str>) -> Result<SocketAddr, ConfigError> {
    let text = text.unwrap_or("127.0.0.1:8080");
    text.parse().map_err(|_| ConfigError::Unusable {
        name: "bind (STAPJE_BIND)",
        wanted: "an address with a port, such as 127.0.0.1:8080",
        text: text.to_owned(),
    })
}

fn guids(name: &'static str, list: &[String]) -> Result<Vec<String>, ConfigError> {
    list.iter().map(|id| guid(name, id)).collect()
}

fn entra(
    issuers: Option<&[String]>,
    callers: Option<&[String]>,
) -> Result<EntraSettings, ConfigError> {
    let tenants = guids("entra_issuers", issuers.unwrap_or_default())?;
    let callers = guids("entra_callers", callers.unwrap_or_default())?;
    if tenants.is_empty() != callers.is_empty() {
        return Err(ConfigError::HalfEntra);
    }
    Ok(EntraSettings { tenants, callers })
}

/// An id of Entra: 32 hexadecimal digits in groups of 8-4-4-4-12.
fn guid(name: &'static str, text: &str) -> Result<String, ConfigError> {
    let text = text.trim();
    let groups: Vec<_> = text.split('-').map(str::len).collect();
    let hex = text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if hex && groups == [8, 4, 4, 4, 12] {
        return Ok(text.to_ascii_lowercase());
    }
    let wanted = "an id such as 00000000-0000-0000-0000-000000000000";
    Err(ConfigError::Unusable { name, wanted, text: text.to_owned() })
}

fn cloud(settings: Option<&CloudSettings>) -> Result<Cloud, ConfigError> {
    match settings {
        None => Ok(Cloud::public()),
        Some(CloudSettings::Named(name)) => {
            Cloud::named(name).ok_or_else(|| ConfigError::Unusable {
                name: "cloud",
                wanted: "public, us-government, china or a table",
                text: name.clone(),
            })
        }
        Some(CloudSettings::Custom(settings)) => custom(settings),
    }
}

fn custom(settings: &CustomCloudSettings) -> Result<Cloud, ConfigError> {
    Ok(Cloud::custom(&CustomCloud {
        issuer: &settings.issuer,
        openid_metadata: &settings.openid_metadata,
        login: &settings.login,
        scope: &settings.scope,
        service_hosts: &settings.service_hosts,
    })?)
}
