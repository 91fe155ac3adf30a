//! Asking: everything that touches files, the network and the database. It changes nothing.

mod content;
mod fetch;
mod graph;
mod login;
mod package;
mod user;
mod way_in;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::facts::{ExpirySeen, Facts, SettingsSeen, TenantsSeen, UserSeen};
use super::rule::Check;
use super::{Known, Question};
use crate::bot_framework::{Authority, ClientError, Credential, http_client_for_looking};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::inspect::{Look, look};

/// Looks at everything that was asked for. What one line meets does not stop another.
pub(super) async fn ask(
    question: &Question<'_>,
    known: &Known,
    clock: &Clock,
) -> Result<Facts, ClientError> {
    let now = clock.now();
    let wants = |checks: &[Check]| question.wants(checks);
    let mut facts = Facts::of(known.config.as_ref().map(settings).map_err(Clone::clone), now);
    let database = match &known.database {
        Some(url) if wants(&[Check::Database, Check::Migrations, Check::Disk, Check::User]) => {
            Some(look(url).await)
        }
        _ => None,
    };
    let usable = database.as_ref().is_some_and(|seen| seen.as_ref().is_ok_and(Look::is_current));
    if let Some(source) =
        known.content.as_ref().filter(|_| wants(&[Check::Content, Check::Languages]))
    {
        facts.content = Some(content::content(source, known.database.as_deref()).await);
    }
    facts.database = database;
    let Ok(config) = &known.config else { return Ok(facts) };
    facts.tenants = Some(tenants(config));
    facts.expiry = Some(expiry(config));
    facts.package = Some(package::package(config, question.package));
    facts.user = Some(match question.user {
        None => UserSeen::Unasked,
        Some(_) if !usable => UserSeen::NoDatabase,
        Some(id) => user::user(config, id).await,
    });
    let http = http_client_for_looking(crate::USER_AGENT)?;
    let token = async {
        if !wants(&[Check::Token]) {
            return None;
        }
        Some(login::token(&http, config, now).await)
    };
    let issuers = async {
        if !wants(&[Check::Issuer, Check::Keys, Check::Clock]) {
            return None;
        }
        Some(login::issuers(&http, config, clock).await)
    };
    let server = async {
        if !wants(&[Check::Server]) {
            return None;
        }
        Some(way_in::server(&http, config).await)
    };
    let endpoint = async {
        if !wants(&[Check::Endpoint, Check::Certificate]) {
            return None;
        }
        Some(way_in::endpoint(&http, config).await)
    };
    let graph = async {
        if !wants(&[Check::Graph]) {
            return None;
        }
        Some(graph::graphs(&http, config, clock).await)
    };
    let (token, issuers, server, endpoint, graph) =
        tokio::join!(token, issuers, server, endpoint, graph);
    facts.graph = graph;
    if let (Some(UserSeen::NotMet { in_teams }), Some(id)) = (&mut facts.user, question.user) {
        *in_teams = graph::in_teams(&http, config, clock, id).await;
    }
    facts.token = token;
    (facts.issuers, facts.clock) = issuers.unzip();
    facts.server = server;
    facts.endpoint = endpoint;
    Ok(facts)
}

fn settings(config: &Config) -> SettingsSeen {
    SettingsSeen {
        cloud: config.cloud.name.clone(),
        own_cloud: config.cloud.is_custom(),
        credential: config.credentials.credential.name(),
    }
}

fn tenants(config: &Config) -> TenantsSeen {
    let identity = matches!(config.credentials.credential, Credential::ManagedIdentity(_));
    let (home, multi_tenant) = match &config.credentials.authority {
        _ if identity => (None, false),
        Authority::Tenant(home) => (Some(config.tenants.contains(home)), false),
        Authority::MultiTenant => (None, true),
    };
    TenantsSeen { number: config.tenants.len(), home, multi_tenant }
}

fn expiry(config: &Config) -> ExpirySeen {
    match &config.credentials.credential {
        Credential::Secret(_) => {
            let day = config.app_secret_expires;
            let until = day.and_then(|day| TimeZone::UTC.to_timestamp(day.into()).ok());
            ExpirySeen::Secret(until)
        }
        Credential::Certificate(certificate) => ExpirySeen::Certificate(certificate.expires_at()),
        Credential::ManagedIdentity(_) | Credential::Federated(_) => ExpirySeen::Endless,
    }
}

/// How far `now` is ahead of another clock.
fn ahead(now: Timestamp, theirs: Timestamp) -> jiff::SignedDuration {
    now.duration_since(theirs)
}
