//! The checks, in order.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::issuer::{EntraSettings, Issuer};
use super::keys::FetchError;
use super::proven::{Proof, Proven, ProvenTokens, Signer};
use super::refusal::Refusal;
use super::token::{Claims, Times, Unverified, bearer, verified_claims};
use crate::bot_framework::activity::Activity;
use crate::bot_framework::cloud::Cloud;
use crate::bot_framework::seldom::{Seldom, printable};
use crate::bot_framework::service_url::{LastUrl, ServiceUrl};

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
    app_id: String,
    /// In small letters.
    tenants: HashSet<String>,
    cloud: String,
    custom: bool,
    /// Whose tokens are believed: the Bot Framework first, then Entra's issuers, if any.
    issuers: Vec<Arc<Issuer>>,
    service_hosts: Vec<String>,
    /// May a service URL be plain http?
    plain_http: bool,
    proven: ProvenTokens,
    last_url: LastUrl,
    /// When a refused token may be shown in the log, by refusal.
    refused_lines: [Seldom; Refusal::ALL.len()],
    accepted_line: Seldom,
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
        let issuers: Vec<_> = self.issuers.iter().map(|issuer| issuer.name()).collect();
        f.debug_struct("Verifier").field("issuers", &issuers).finish_non_exhaustive()
    }
}

impl Verifier {
    /// A verifier for the channels of `cloud`. It believes the Bot Framework alone.
    pub fn new(http: reqwest::Client, cloud: &Cloud, settings: VerifierSettings) -> Verifier {
        Verifier {
            app_id: settings.app_id,
            tenants: settings.tenants.iter().map(|id| id.to_ascii_lowercase()).collect(),
            cloud: cloud.name.clone(),
            custom: cloud.is_custom(),
            issuers: vec![Arc::new(Issuer::bot_framework(http, cloud))],
            service_hosts: cloud.service_hosts.clone(),
            plain_http: cloud.is_on_this_machine(),
            proven: ProvenTokens::default(),
            last_url: LastUrl::default(),
            refused_lines: std::array::from_fn(|_| Seldom::new()),
            accepted_line: Seldom::new(),
            #[cfg(feature = "playground")]
            unauthenticated: false,
        }
    }

    /// The verifier, believing these tenants of Entra in the same cloud as well. After this the
    /// table of issuers does not change any more.
    #[must_use]
    pub fn and_entra(
        mut self,
        http: &reqwest::Client,
        cloud: &Cloud,
        entra: &EntraSettings,
    ) -> Verifier {
        self.issuers.extend(Issuer::entra(http, cloud, entra).into_iter().map(Arc::new));
        self
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

    /// Are tokens believed that are not Microsoft's?
    pub fn trusts_custom_cloud(&self) -> bool {
        self.custom
    }

    /// Fetches the signing keys of every issuer that were never fetched or are a day old. By
    /// chance, `share` from 0 to 1, the next time comes a little earlier than after a day. Every
    /// issuer is tried; the error is the first one's.
    pub async fn refresh_keys(&self, now: Timestamp, share: f64) -> Result<(), FetchError> {
        #[cfg(feature = "playground")]
        if self.unauthenticated {
            return Ok(());
        }
        let mut outcome = Ok(());
        for issuer in &self.issuers {
            outcome = outcome.and(issuer.keys.refresh(now, share).await);
        }
        outcome
    }

    /// Are there signing keys to check a token of the Bot Framework with?
    pub fn is_ready(&self, now: Timestamp) -> bool {
        #[cfg(feature = "playground")]
        if self.unauthenticated {
            return true;
        }
        self.issuers.iter().all(|issuer| !issuer.is_needed() || issuer.keys.is_ready(now))
    }

    /// Checks the token, before the body is read. `authorization` are the values of all
    /// `Authorization` headers.
    pub async fn prove(&self, authorization: &[&str], now: Timestamp) -> Result<Proof, Refusal> {
        #[cfg(feature = "playground")]
        if self.unauthenticated {
            return Ok(Proof { service_url: None, signer: Signer::Nobody });
        }
        let [header] = authorization else { return Err(Refusal::NoToken) };
        let token = bearer(header)?;
        if let Some(proven) = self.proven.find(token) {
            match self.prove_again(&proven, now).await {
                Ok(Some(proof)) => return Ok(proof),
                // Its key is another one now, or has other endorsements: it is like a new token.
                Ok(None) => self.proven.forget(token),
                Err(refusal) => {
                    self.proven.forget(token);
                    return Err(refusal);
                }
            }
        }
        let unverified = Unverified::read(token)?;
        // Seldom, and much to keep at hand: every request would make room for it.
        let proven = Box::pin(self.prove_first(token, &unverified, now)).await;
        let proven = proven.inspect_err(|refusal| {
            if let Some(unsaid) = self.refused_lines[*refusal as usize].ask(now) {
                unverified.log_refused(*refusal, unsaid);
            }
        })?;
        let proof = proven.proof.clone();
        self.proven.keep(token, proven, now);
        Ok(proof)
    }

    /// A token that was not seen before.
    async fn prove_first(
        &self,
        token: &str,
        unverified: &Unverified,
        now: Timestamp,
    ) -> Result<Proven, Refusal> {
        // What it says of its issuer chooses the keys, and is compared again when it is proven.
        let named = unverified.issuer().ok_or(Refusal::BadIssuer)?;
        let issuer = self.issuers.iter().find(|issuer| issuer.name() == named);
        let issuer = issuer.ok_or(Refusal::BadIssuer)?.clone();
        let key = issuer.keys.find(&unverified.kid, now).await?;
        let claims = verified_claims(token, &key.key)?;
        let times = self.check_claims(&claims, &issuer, now)?;
        if let Some(caller) = claims.caller()
            && let Some(unsaid) = self.accepted_line.ask(now)
        {
            let (iss, caller) = (issuer.name(), printable(caller));
            tracing::info!(iss, caller, unsaid, "a token of Entra was accepted");
        }
        let proof = issuer.proof(&claims, &key.endorsements);
        Ok(Proven { proof, issuer, times, kid: unverified.kid.clone(), key })
    }

    /// A token that passed every check before: its times are checked again, and that its key is
    /// still the one in the key set. `None` when the key is another one.
    async fn prove_again(&self, proven: &Proven, now: Timestamp) -> Result<Option<Proof>, Refusal> {
        let key = proven.issuer.keys.find(&proven.kid, now).await?;
        if !key.is(&proven.key) {
            return Ok(None);
        }
        proven.times.check(now)?;
        Ok(Some(proven.proof.clone()))
    }

    /// Checks that the activity is the one that the token was given for.
    pub fn admit(&self, proof: &Proof, activity: &Activity) -> Result<Verified, Refusal> {
        #[cfg(feature = "playground")]
        if self.unauthenticated {
            return Self::admit_unauthenticated(activity);
        }
        let text = activity.service_url.as_deref().ok_or(Refusal::BadServiceUrl)?;
        let service_url = self.last_url.parse(text).map_err(|_| Refusal::BadServiceUrl)?;
        if !service_url.is_https() && !self.plain_http {
            return Err(Refusal::BadServiceUrl);
        }
        // Most often both are written alike.
        if proof.service_url.as_deref() != Some(text) {
            Self::check_signed_url(proof, &service_url)?;
        }
        let endorsed = match &proof.signer {
            Signer::BotFramework { endorsements } => endorsements.iter().any(|id| id == CHANNEL),
            // Entra's keys have no endorsements: the activity's own word has to do.
            Signer::Entra => true,
            #[cfg(feature = "playground")]
            Signer::Nobody => false,
        };
        if activity.channel_id.as_deref() != Some(CHANNEL) || !endorsed {
            return Err(Refusal::NotEndorsed);
        }
        if !service_url.is_on(&self.service_hosts) {
            return Err(Refusal::ForeignHost);
        }
        let tenant = activity.tenant_id().ok_or(Refusal::ForeignTenant)?;
        let tenant_id = tenant.to_ascii_lowercase();
        if !self.tenants.contains(&tenant_id) {
            return Err(Refusal::ForeignTenant);
        }
        let recipient = activity.recipient.as_ref().map_or("", |account| &account.id);
        if recipient.strip_prefix("28:").unwrap_or(recipient) != self.app_id {
            return Err(Refusal::BadRecipient);
        }
        Ok(Verified { tenant_id, service_url })
    }

    /// The Bot Framework signs the service URL; of Entra's tokens none is expected, but one that
    /// is there must be right.
    fn check_signed_url(proof: &Proof, service_url: &ServiceUrl) -> Result<(), Refusal> {
        let Some(signed) = &proof.service_url else {
            let unsigned_is_fine = matches!(proof.signer, Signer::Entra);
            return if unsigned_is_fine { Ok(()) } else { Err(Refusal::BadServiceUrl) };
        };
        if ServiceUrl::parse(signed).as_ref() == Ok(service_url) {
            Ok(())
        } else {
            Err(Refusal::BadServiceUrl)
        }
    }

    fn check_claims(
        &self,
        claims: &Claims,
        issuer: &Issuer,
        now: Timestamp,
    ) -> Result<Times, Refusal> {
        if Claims::text(claims.iss.as_ref()) != Some(issuer.name()) {
            return Err(Refusal::BadIssuer);
        }
        let times = claims.times()?;
        times.check(now)?;
        if Claims::text(claims.aud.as_ref()) != Some(&self.app_id) {
            return Err(Refusal::BadAudience);
        }
        issuer.check_own(claims)?;
        Ok(times)
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
