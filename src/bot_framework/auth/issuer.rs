//! Whose tokens are believed. The table is made once, before the first request, and never changes.

use std::sync::Arc;

use super::keys::KeyCache;
use super::proven::{Proof, Signer};
use super::refusal::Refusal;
use super::token::Claims;
use crate::bot_framework::cloud::{Cloud, EntraIssuer};

/// Entra as an issuer, beside the Bot Framework.
///
/// Microsoft says that it moves channels to Entra tokens. Any application of a tenant can get a
/// token for any other, so such a token proves nothing without knowing who asked for it: tenants
/// and callers are both named, or nobody comes in this way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntraSettings {
    /// The tenants whose tokens are believed, by id. None is the default.
    pub tenants: Vec<String>,
    /// The applications that may present such a token, by application id.
    pub callers: Vec<String>,
}

/// One issuer, with keys of its own.
pub(super) struct Issuer {
    name: String,
    kind: Kind,
    pub(super) keys: KeyCache,
}

enum Kind {
    /// The Bot Framework: its keys are endorsed for channels, its tokens carry the service URL.
    BotFramework,
    /// A tenant of Entra.
    Entra { tenant: String, callers: Arc<[String]> },
}

impl Issuer {
    pub(super) fn bot_framework(http: reqwest::Client, cloud: &Cloud) -> Issuer {
        Issuer {
            name: cloud.issuer.clone(),
            kind: Kind::BotFramework,
            keys: KeyCache::new(http, cloud.openid_metadata.clone()),
        }
    }

    /// The issuers of every tenant in the settings, in both versions.
    pub(super) fn entra(
        http: &reqwest::Client,
        cloud: &Cloud,
        settings: &EntraSettings,
    ) -> Vec<Issuer> {
        let callers: Arc<[String]> = settings.callers.clone().into();
        let of_tenant = |tenant: &String| {
            let (tenant, callers) = (tenant.to_ascii_lowercase(), callers.clone());
            let http = http.clone();
            cloud.entra_issuers(&tenant).map(move |EntraIssuer { issuer, openid_metadata }| {
                Issuer {
                    name: issuer,
                    kind: Kind::Entra { tenant: tenant.clone(), callers: callers.clone() },
                    keys: KeyCache::new(http.clone(), openid_metadata),
                }
            })
        };
        settings.tenants.iter().flat_map(of_tenant).collect()
    }

    /// The issuer, as its tokens name it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Is the bot of no use while this issuer's keys are not there?
    pub(super) fn is_needed(&self) -> bool {
        matches!(self.kind, Kind::BotFramework)
    }

    /// What only tokens of this kind of issuer have to say. Called when signature, times and
    /// audience are right.
    pub(super) fn check_own(&self, claims: &Claims) -> Result<(), Refusal> {
        let Kind::Entra { tenant, callers } = &self.kind else { return Ok(()) };
        if Claims::text(claims.tid.as_ref()) != Some(tenant) {
            return Err(Refusal::TenantMismatch);
        }
        // A token with scopes is a person's, such as one for single sign-on.
        let caller = claims.caller().filter(|_| claims.scp.is_none());
        let named = |caller: &str| callers.iter().any(|known| known.eq_ignore_ascii_case(caller));
        if caller.is_some_and(named) { Ok(()) } else { Err(Refusal::BadCaller) }
    }

    /// What the token proves before the body is read.
    pub(super) fn proof(&self, claims: &Claims, endorsements: &Arc<[String]>) -> Proof {
        let signer = match self.kind {
            Kind::BotFramework => Signer::BotFramework { endorsements: endorsements.clone() },
            Kind::Entra { .. } => Signer::Entra,
        };
        Proof { signer, service_url: claims.serviceurl.clone() }
    }
}
