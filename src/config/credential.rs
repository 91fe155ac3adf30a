//! The bot's credential: one of five kinds, and which one.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::error::ConfigError;
use super::file::{ConfigFile, Env, read_text};
use super::values::guid;
use crate::bot_framework::{Authority, Certificate, Credential, FederatedToken, ManagedIdentity};

/// What `home_tenant` says for a bot of the multi-tenant type.
const MULTI_TENANT: &str = "multi-tenant";

/// The credential that the settings name; none when they name none.
pub(super) fn read(
    file: &ConfigFile,
    base: &Path,
    env: Env,
) -> Result<Option<Credential>, ConfigError> {
    let secret = secret(file.app_secret_file.as_deref(), base, env)?;
    let identity = managed_identity(file.managed_identity, env)?;
    let named: Vec<_> = [
        ("the app secret", secret.is_some()),
        ("app_certificate_file", file.app_certificate_file.is_some()),
        ("managed_identity", identity),
        ("federated_token_file", file.federated_token_file.is_some()),
        ("federated_identity", file.federated_identity.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, named)| named.then_some(name))
    .collect();
    if named.len() > 1 {
        return Err(ConfigError::SeveralCredentials(named));
    }
    let app_id = file.app_id.as_deref().map(|id| guid("app_id", id)).transpose()?;
    Ok(if let Some(secret) = secret {
        Some(Credential::Secret(secret))
    } else if let Some(path) = &file.app_certificate_file {
        Some(Credential::Certificate(certificate(base.join(path))?))
    } else if identity {
        let own = ManagedIdentity::from_env(app_id.unwrap_or_default(), env)?;
        Some(Credential::ManagedIdentity(own))
    } else if let Some(path) = &file.federated_token_file {
        Some(Credential::Federated(FederatedToken::File(base.join(path))))
    } else if let Some(id) = &file.federated_identity {
        let other = ManagedIdentity::from_env(guid("federated_identity", id)?, env)?;
        Some(Credential::Federated(FederatedToken::Identity(other)))
    } else {
        None
    })
}

/// Is this the machine's own identity?
pub(super) fn is_identity(credential: &Credential) -> bool {
    matches!(credential, Credential::ManagedIdentity(_))
}

/// Who gives out the bot's tokens. Nobody asks this of a managed identity.
pub(super) fn authority(home_tenant: Option<&str>) -> Result<Authority, ConfigError> {
    match home_tenant.map(str::trim) {
        None | Some(MULTI_TENANT) => Ok(Authority::MultiTenant),
        Some(tenant) => guid("home_tenant", tenant).map(Authority::Tenant),
    }
}

fn secret(file: Option<&Path>, base: &Path, env: Env) -> Result<Option<SecretString>, ConfigError> {
    let secret = match (env("STAPJE_APP_SECRET"), file) {
        (Some(secret), _) if !secret.trim().is_empty() => secret,
        (_, Some(path)) => read_text(&base.join(path))?,
        _ => return Ok(None),
    };
    let secret = SecretString::from(secret.trim());
    Ok(Some(secret).filter(|secret| !secret.expose_secret().is_empty()))
}

fn certificate(path: PathBuf) -> Result<Certificate, ConfigError> {
    let text = read_text(&path)?;
    Certificate::from_pem(&text).map_err(|error| ConfigError::Certificate { path, error })
}

fn managed_identity(in_file: Option<bool>, env: Env) -> Result<bool, ConfigError> {
    let name = "STAPJE_MANAGED_IDENTITY";
    match env(name).as_deref().map(str::trim) {
        None | Some("") => Ok(in_file.unwrap_or(false)),
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(text) => {
            Err(ConfigError::Unusable { name, wanted: "true or false", text: text.to_owned() })
        }
    }
}
