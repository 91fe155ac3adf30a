//! Settings: a file, the environment above it, and secrets from the environment or a file alone.
//!
//! Every key is explained in [`TEMPLATE`]; unknown keys are refused, so that a slip of the pen is
//! not silently passed over.

mod credential;
mod error;
mod file;
mod values;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::bot_framework::auth::EntraSettings;
use crate::bot_framework::{Cloud, Credentials};
use crate::content::Source;
use crate::learning::Rule;
use crate::store::retention::Retention;
use file::{ConfigFile, Env};

pub use error::ConfigError;

/// A settings file with every key explained: what `stapje config init` writes.
pub const TEMPLATE: &str = include_str!("stapje.toml");

/// Where the database is when nobody says so.
const DATABASE: &str = "sqlite:stapje.db";

/// The settings of a server, complete and checked.
#[derive(Debug)]
pub struct Config {
    /// Where to listen.
    pub bind: SocketAddr,
    /// The address under which Teams reaches the bot, without a slash at the end.
    pub public_url: Option<String>,
    /// The database, as `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Where the content is.
    pub content: Source,
    /// Who the bot is, and how it proves that.
    pub credentials: Credentials,
    /// The day on which the client secret expires, as the settings say: nobody else knows here.
    pub app_secret_expires: Option<Date>,
    /// Tenants whose employees may talk to the bot.
    pub tenants: Vec<String>,
    /// The cloud.
    pub cloud: Cloud,
    /// Entra as an issuer of inbound tokens; nobody by default.
    pub entra: EntraSettings,
    /// How new items are put in order.
    pub rule: Rule,
    /// How long things are kept.
    pub retention: Retention,
    /// Where figures for operators are given out; nowhere by default.
    pub metrics_bind: Option<SocketAddr>,
    /// Where weaknesses may be reported.
    pub security_contact: Option<String>,
    /// What Microsoft Graph is used for; nothing by default.
    pub graph: Option<GraphSettings>,
}

/// What Microsoft Graph is used for: at least one of the three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphSettings {
    /// Installing the app for the people of a group.
    pub install: bool,
    /// Departments, roles, managers and leavers.
    pub people: bool,
    /// Who is in the Entra groups that audiences of the plan name.
    pub groups: bool,
    /// The app's own id in Teams, if it is not the bot's.
    pub teams_app_id: Option<String>,
    /// The app's id in the organisation's catalog, if it need not be looked up.
    pub catalog_id: Option<String>,
}

impl Config {
    /// Reads the file at `path`, if one is named, and the environment above it.
    ///
    /// `env` looks up an environment variable; an empty value counts as none.
    pub fn read(path: Option<&Path>, env: Env) -> Result<Config, ConfigError> {
        let (file, base) = merged(path, env)?;
        check(file, &base, env)
    }
}

/// What commands need that neither talk to Microsoft nor show content.
#[derive(Debug)]
pub struct Basics {
    /// Where to listen.
    pub bind: SocketAddr,
    /// The database, as `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Tenants whose employees may talk to the bot.
    pub tenants: Vec<String>,
    /// How long things are kept.
    pub retention: Retention,
}

impl Basics {
    /// Reads the file at `path`, if one is named, and the environment above it.
    pub fn read(path: Option<&Path>, env: Env) -> Result<Basics, ConfigError> {
        let file = merged(path, env)?.0;
        let tenants = values::guids("tenants", file.tenants.as_deref().unwrap_or_default())?;
        Ok(Basics {
            bind: values::bind(file.bind.as_deref())?,
            database: database_of(&file),
            tenants,
            retention: values::retention(file.retention)?,
        })
    }

    /// The tenant that is meant: the one that was named, or the only one there is.
    pub fn tenant(&self, named: Option<&str>) -> Result<String, ConfigError> {
        only_tenant(&self.tenants, named)
    }
}

/// The tenant that is meant: the one that was named, or the only one there is.
pub fn only_tenant(tenants: &[String], named: Option<&str>) -> Result<String, ConfigError> {
    match (named, tenants) {
        (Some(named), _) => values::guid("--tenant", named),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(ConfigError::WhichTenant),
    }
}

/// An Entra object id, as somebody typed it.
pub fn object_id(text: &str) -> Result<String, ConfigError> {
    values::guid("the object id", text)
}

/// Where the content is: all that commands need that look at the plan.
pub fn content(path: Option<&Path>, env: Env) -> Result<Source, ConfigError> {
    let (file, base) = merged(path, env)?;
    Ok(file.content.map_or(Source::BuiltIn, |layers| layers.source(&base)))
}

/// The file with the environment above it, and the folder that its paths start from.
fn merged(path: Option<&Path>, env: Env) -> Result<(ConfigFile, PathBuf), ConfigError> {
    let mut file = path.map(ConfigFile::read).transpose()?.unwrap_or_default();
    let base = path.and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
    file.database = file.database.map(|database| values::beside(&base, &database));
    Ok((file.over(env), base))
}

fn database_of(file: &ConfigFile) -> String {
    file.database.clone().unwrap_or_else(|| DATABASE.to_owned())
}

fn check(file: ConfigFile, base: &Path, env: Env) -> Result<Config, ConfigError> {
    let credential = credential::read(&file, base, env)?;
    let database = database_of(&file);
    let tenants = file.tenants.unwrap_or_default();
    // A managed identity is asked on its own machine, whatever its tenant.
    let has_identity = credential.as_ref().is_some_and(credential::is_identity);
    let missing: Vec<_> = [
        ("app_id (STAPJE_APP_ID)", file.app_id.is_none()),
        ("the app secret (STAPJE_APP_SECRET) or another credential", credential.is_none()),
        ("home_tenant (STAPJE_HOME_TENANT)", file.home_tenant.is_none() && !has_identity),
        ("tenants (STAPJE_TENANTS)", tenants.is_empty()),
    ]
    .into_iter()
    .filter_map(|(name, missing)| missing.then_some(name))
    .collect();
    let (Some(app_id), Some(credential), []) = (file.app_id, credential, &*missing) else {
        return Err(ConfigError::Missing(missing));
    };
    let cloud = values::cloud(file.cloud.as_ref())?;
    let cloud = cloud.and_hosts(&file.service_hosts.unwrap_or_default())?;
    Ok(Config {
        bind: values::bind(file.bind.as_deref())?,
        public_url: file.public_url.as_deref().map(values::public_url).transpose()?,
        database,
        content: file.content.map_or(Source::BuiltIn, |layers| layers.source(base)),
        credentials: Credentials {
            app_id: values::guid("app_id", &app_id)?,
            authority: credential::authority(file.home_tenant.as_deref())?,
            credential,
        },
        app_secret_expires: file
            .app_secret_expires
            .as_deref()
            .map(|day| values::day("app_secret_expires", day))
            .transpose()?,
        tenants: values::guids("tenants", &tenants)?,
        entra: values::entra(file.entra_issuers.as_deref(), file.entra_callers.as_deref())?,
        graph: values::graph(file.graph, &cloud)?,
        cloud,
        rule: file.rule.unwrap_or_default(),
        retention: values::retention(file.retention)?,
        metrics_bind: file.metrics_bind.as_deref().map(values::metrics_bind).transpose()?,
        security_contact: file.security_contact.map(values::contact).transpose()?,
    })
}
