//! The checks, in order.

use std::fmt;

use jiff::Timestamp;

use super::keys::{FetchError, KeyCache};
use super::proven::{Proof, Proven, ProvenTokens};
use super::refusal::Refusal;
use super::token::{Claims, bearer, key_id, verified_claims};
use crate::bot_framework::activity::Activity;
use crate::bot_framework::cloud::Cloud;
use crate::bot_framework::service_url::ServiceUrl;

/// The channel that we speak with.
const CHANNEL: &str = "msteams";

/// What the verifier needs to know.
#[derive(Debug, Clone)]
pub struct VerifierSettings {
    /// The bot's application id: the only audience.
    pub app_id: String,
    /// Tenants that may talk to the bot.
    pub tenants: Vec<String>,
}

/// Proves who sent an activity.
pub struct Verifier {
    settings: VerifierSettings,
    cloud: String,
    issuer: String,
    service_hosts: Vec<String>,
    keys: KeyCache,
    proven: ProvenTokens,
    #[cfg(feature = "playground")]
    unauthenticated: bool,
}

/// What is proven of an activity: it comes from the channel, from this tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The tenant.
    pub tenant_id: String,
    /// The proven address for answers.
    pub service_url: ServiceUrl,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Verifier").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Verifier {
    /// A verifier for the channels of `cloud`.
    pub fn new(http: reqwest::Client, cloud: &Cloud, settings: VerifierSettings) -> Verifier {
        Verifier {
            settings,
            cloud: cloud.name.clone(),
            issuer: cloud.issuer.clone(),
            service_hosts: cloud.service_hosts.clone(),
            keys: KeyCache::new(http, cloud.openid_metadata.clone()),
            proven: ProvenTokens::default(),
            #[cfg(feature = "playground")]
            unauthenticated: false,
        }
    }

    /// A verifier that asks for no token, for a playground on this machine that sends none.
    #[cfg(feature = "playground")]
    pub fn unauthenticated(
        http: reqwest::Client,
        cloud: &Cloud,
        settings: VerifierSettings,
    ) -> Verifier {
        Verifier { unauthenticated: true, ..Self::new(http, cloud, settings) }
    }

    /// The name of the cloud whose tokens are believed.
    pub fn cloud(&self) -> &str {
        &self.cloud
    }

    /// Fetches the signing keys if they are a day old or were never fetched.
    pub async fn refresh_keys(&self, now: Timestamp) -> Result<(), FetchError> {
        #[cfg(feature = "playground")]
        if self.unauthenticated {
            return Ok(());
        }
        self.keys.refresh(now).await
    }

    /// Are there signing keys to check a token with?
    pub fn is_ready(&self, now: Timestamp) -> bool {
        #[cfg(feature = "playground")]
        if self.unauthenticated {
            return true;
        }
        self.keys.is_ready(now)
    }

    /// Checks the token, before the body is read. `authorization` are the values of all
    /// `Authorization` headers.
    pub async fn prove(&self, authorization: &[&str], now: Timestamp) -> Result<Proof, Refusal> {
        #[cfg(feature = "playground")]
        if self.unauthenticated {
            return Ok(Proof { service_url: String::new(), endorsements: [].into() });
        }
        let [header] = authorization else { return Err(Refusal::NoToken) };
        let token = bearer(header)?;
        if let Some(proven) = self.proven.find(token) {
            return self.prove_again(token, &proven, now).await;
        }
        let kid = key_id(token)?;
        let key = self.keys.find(&kid, now).await?;
        let claims = verified_claims(token, &key.key)?;
        self.check_claims(&claims, now)?;
        let times = claims.times()?;
        let proof = Proof {
            service_url: claims.serviceurl.unwrap_or_default(),
            endorsements: key.endorsements.clone(),
        };
        self.proven.keep(token, Proven { proof: proof.clone(), times, kid, key }, now);
        Ok(proof)
    }

    /// A token that passed every check before: its times are checked again, and that its key is
    /// still the one in the key set.
    async fn prove_again(
        &self,
        token: &str,
        proven: &Proven,
        now: Timestamp,
    ) -> Result<Proof, Refusal> {
        let checked = match self.keys.find(&proven.kid, now).await {
            Ok(key) if key.is(&proven.key) => proven.times.check(now),
            Ok(_) => Err(Refusal::UnknownKey),
            Err(refusal) => Err(refusal),
        };
        match checked {
            Ok(()) => Ok(proven.proof.clone()),
            Err(refusal) => {
                self.proven.forget(token);
                Err(refusal)
            }
        }
    }

    /// Checks that the activity is the one that the token was given for.
    pub fn admit(&self, proof: &Proof, activity: &Activity) -> Result<Verified, Refusal> {
        #[cfg(feature = "playground")]
        if self.unauthenticated {
            return Self::admit_unauthenticated(activity);
        }
        let claimed = ServiceUrl::parse(&proof.service_url).map_err(|_| Refusal::BadServiceUrl)?;
        let service_url = self.trusted_service_url(activity)?;
        if claimed != service_url {
            return Err(Refusal::BadServiceUrl);
        }
        let endorsed = proof.endorsements.iter().any(|channel| channel == CHANNEL);
        if activity.channel_id.as_deref() != Some(CHANNEL) || !endorsed {
            return Err(Refusal::NotEndorsed);
        }
        let recipient = activity.recipient.as_ref().map_or("", |account| &account.id);
        if recipient.strip_prefix("28:").unwrap_or(recipient) != self.settings.app_id {
            return Err(Refusal::BadRecipient);
        }
        let tenant = activity.tenant_id().ok_or(Refusal::ForeignTenant)?;
        let known = self.settings.tenants.iter().any(|id| id.eq_ignore_ascii_case(tenant));
        if !known {
            return Err(Refusal::ForeignTenant);
        }
        Ok(Verified { tenant_id: tenant.to_ascii_lowercase(), service_url })
    }

    fn check_claims(&self, claims: &Claims, now: Timestamp) -> Result<(), Refusal> {
        if Claims::text(claims.iss.as_ref()) != Some(&self.issuer) {
            return Err(Refusal::BadIssuer);
        }
        claims.times()?.check(now)?;
        if Claims::text(claims.aud.as_ref()) != Some(&self.settings.app_id) {
            return Err(Refusal::BadAudience);
        }
        Ok(())
    }

    fn trusted_service_url(&self, activity: &Activity) -> Result<ServiceUrl, Refusal> {
        let text = activity.service_url.as_deref().ok_or(Refusal::BadServiceUrl)?;
        ServiceUrl::trusted(text, &self.service_hosts).map_err(|_| Refusal::BadServiceUrl)
    }

    #[cfg(feature = "playground")]
    fn admit_unauthenticated(activity: &Activity) -> Result<Verified, Refusal> {
        let text = activity.service_url.as_deref().ok_or(Refusal::BadServiceUrl)?;
        let service_url = ServiceUrl::parse(text).map_err(|_| Refusal::BadServiceUrl)?;
        let local = ["localhost", "127.0.0.1", "[::1]"];
        let host = service_url.host().rsplit_once(':').map_or(service_url.host(), |(h, _)| h);
        if !local.contains(&host) {
            return Err(Refusal::BadServiceUrl);
        }
        let tenant_id = activity.tenant_id().unwrap_or("playground").to_owned();
        Ok(Verified { tenant_id, service_url })
    }
}
