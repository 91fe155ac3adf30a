//! Asking for a token, with whatever credential we have.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::{Target, TokenError};
use crate::bot_framework::cloud::Cloud;
use crate::bot_framework::credentials::{
    Authority, Credential, Credentials, FederatedToken, ManagedIdentity,
};
use crate::bot_framework::http::{Answer, exchange};

/// RFC 7523 section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What a scope ends with and a resource does not.
const DEFAULT: &str = "/.default";
/// How long a token is taken to be good when its giver does not say.
const UNSAID: SignedDuration = SignedDuration::from_mins(10);

/// Asks for tokens in the name of the bot.
#[derive(Debug)]
pub(super) struct Asker {
    http: reqwest::Client,
    /// The login endpoint, without a slash at the end.
    login: String,
    /// What a managed identity's token is for when it stands in for a secret.
    exchange: String,
    pub(super) credentials: Credentials,
}

/// A token, and until when it is good.
pub(super) struct Granted {
    pub(super) token: SecretString,
    pub(super) lifetime: SignedDuration,
}

#[derive(Deserialize)]
struct Given {
    access_token: SecretString,
    /// Seconds. Azure's machines write numbers as texts.
    #[serde(default)]
    expires_in: Value,
    /// Seconds since 1970; App Service says this and not the other.
    #[serde(default)]
    expires_on: Value,
}

#[derive(Deserialize, Default)]
struct Denied {
    #[serde(default)]
    error: String,
    /// Entra's own numbers, which its documentation explains.
    #[serde(default)]
    error_codes: Vec<u32>,
}

impl Asker {
    pub(super) fn new(http: reqwest::Client, cloud: &Cloud, credentials: Credentials) -> Asker {
        let login = cloud.login.as_str().trim_end_matches('/').to_owned();
        Asker { http, login, exchange: cloud.token_exchange.clone(), credentials }
    }

    /// The target of connector tokens.
    pub(super) fn connector(&self, cloud: &Cloud) -> Target {
        let authority = match &self.credentials.authority {
            Authority::Tenant(tenant) => tenant.clone(),
            Authority::MultiTenant => cloud.multi_tenant.clone(),
        };
        Target { authority, scope: cloud.scope.clone() }
    }

    pub(super) async fn ask(&self, target: &Target, now: Timestamp) -> Result<Granted, TokenError> {
        let app_id = &self.credentials.app_id;
        match &self.credentials.credential {
            Credential::Secret(secret) => self.with(target, ("client_secret", secret), now).await,
            Credential::Certificate(certificate) => {
                let signed = certificate.assertion(app_id, &self.endpoint(target), now);
                let signed = signed.map_err(|error| unavailable(error.to_string()))?;
                self.with(target, ("client_assertion", &signed), now).await
            }
            Credential::ManagedIdentity(identity) => {
                let resource = target.scope.strip_suffix(DEFAULT).unwrap_or(&target.scope);
                self.identity_token(identity, resource, now).await
            }
            Credential::Federated(from) => {
                let assertion = match from {
                    FederatedToken::File(path) => read(path).await?,
                    FederatedToken::Identity(identity) => {
                        self.identity_token(identity, &self.exchange, now).await?.token
                    }
                };
                self.with(target, ("client_assertion", &assertion), now).await
            }
        }
    }

    fn endpoint(&self, target: &Target) -> String {
        format!("{}/{}/oauth2/v2.0/token", self.login, target.authority)
    }

    /// Asks the login service (RFC 6749 section 4.4), proving who we are with this.
    async fn with(
        &self,
        target: &Target,
        (name, proof): (&str, &SecretString),
        now: Timestamp,
    ) -> Result<Granted, TokenError> {
        let mut form = vec![
            ("grant_type", "client_credentials"),
            ("client_id", &self.credentials.app_id),
            ("scope", &target.scope),
            (name, proof.expose_secret()),
        ];
        if name == "client_assertion" {
            form.push(("client_assertion_type", ASSERTION_TYPE));
        }
        granted(self.http.post(self.endpoint(target)).form(&form), now).await
    }

    async fn identity_token(
        &self,
        identity: &ManagedIdentity,
        resource: &str,
        now: Timestamp,
    ) -> Result<Granted, TokenError> {
        granted(identity.request(&self.http, resource), now).await
    }
}

async fn granted(request: reqwest::RequestBuilder, now: Timestamp) -> Result<Granted, TokenError> {
    let answer =
        exchange(request).await.map_err(|error| unavailable(error.without_url().to_string()))?;
    match answer.status {
        200 => {
            let given: Given = serde_json::from_slice(&answer.body)
                .map_err(|_| unavailable("its answer cannot be read".to_owned()))?;
            Ok(Granted { lifetime: given.lifetime(now), token: given.access_token })
        }
        400 | 401 | 403 => Err(TokenError::Refused { code: code_of(&answer.body) }),
        status => Err(TokenError::Unavailable {
            detail: format!("status {status}"),
            retry_after: retry_after(&answer),
        }),
    }
}

/// A token in a file. Read anew every time: whoever keeps it there replaces it.
async fn read(path: &Path) -> Result<SecretString, TokenError> {
    let file = path.to_owned();
    let text = tokio::task::spawn_blocking(move || std::fs::read_to_string(file)).await;
    match text {
        Ok(Ok(text)) if !text.trim().is_empty() => Ok(text.trim().into()),
        Ok(Ok(_)) => Err(unavailable(format!("the token file {} is empty", path.display()))),
        Ok(Err(error)) => {
            Err(unavailable(format!("the token file {} cannot be read: {error}", path.display())))
        }
        Err(_) => Err(unavailable("the token file was not read to the end".to_owned())),
    }
}

impl Given {
    fn lifetime(&self, now: Timestamp) -> SignedDuration {
        let left = |until: i64| until.saturating_sub(now.as_second());
        let said = seconds(&self.expires_in).or_else(|| seconds(&self.expires_on).map(left));
        said.map_or(UNSAID, |seconds| SignedDuration::from_secs(seconds.clamp(0, 86_400)))
    }
}

fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn retry_after(answer: &Answer) -> Option<SignedDuration> {
    let seconds: i64 = answer.retry_after.as_deref()?.trim().parse().ok()?;
    Some(SignedDuration::from_secs(seconds.clamp(0, 3_600)))
}

fn unavailable(detail: String) -> TokenError {
    TokenError::Unavailable { detail, retry_after: None }
}

/// The error code in a refusal: letters, digits and underscores only, so that nothing else
/// of the body can reach a log.
fn code_of(body: &[u8]) -> String {
    let denied: Denied = serde_json::from_slice(body).unwrap_or_default();
    let word = denied.error.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_');
    let mut code: String = word.take(64).collect();
    if let Some(number) = denied.error_codes.first() {
        code += &format!(" AADSTS{number}");
    }
    if code.is_empty() { "no code".to_owned() } else { code }
}
