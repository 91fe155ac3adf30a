//! From what a settings file says to values that can be used.

use std::net::SocketAddr;
use std::path::Path;

use jiff::civil::Date;

use super::GraphSettings;
use super::error::ConfigError;
use super::file::{CloudSettings, CustomCloudSettings, GraphFile, RetentionSettings};
use crate::bot_framework::auth::EntraSettings;
use crate::bot_framework::{Cloud, CustomCloud, ServiceUrl};
use crate::store::retention::Retention;

pub(super) fn split(list: &str) -> Vec<String> {
    list.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

pub(super) fn bind(text: Option<&str>) -> Result<SocketAddr, ConfigError> {
    address("bind (STAPJE_BIND)", text.unwrap_or("127.0.0.1:8080"))
}

fn address(name: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| ConfigError::Unusable {
        name,
        wanted: "an address with a port, such as 127.0.0.1:8080",
        text: text.to_owned(),
    })
}

pub(super) fn metrics_bind(text: &str) -> Result<SocketAddr, ConfigError> {
    address("metrics_bind (STAPJE_METRICS_BIND)", text)
}

/// The address under which Teams reaches the bot: the same rules as for one of the channel.
pub(super) fn public_url(text: &str) -> Result<String, ConfigError> {
    let url = ServiceUrl::parse(text.trim());
    url.map(|url| url.to_string()).map_err(|_| ConfigError::Unusable {
        name: "public_url (STAPJE_PUBLIC_URL)",
        wanted: "an address such as https://stapje.example.nl",
        text: text.to_owned(),
    })
}

pub(super) fn day(name: &'static str, text: &str) -> Result<Date, ConfigError> {
    text.trim().parse().map_err(|_| ConfigError::Unusable {
        name,
        wanted: "a day such as 2027-06-30",
        text: text.to_owned(),
    })
}

/// Where weaknesses may be reported, as RFC 9116 wants it.
pub(super) fn contact(text: String) -> Result<String, ConfigError> {
    if text.starts_with("mailto:") || text.starts_with("https://") || text.starts_with("tel:") {
        return Ok(text);
    }
    let wanted = "an address that starts with mailto:, https:// or tel:";
    Err(ConfigError::Unusable { name: "security_contact", wanted, text })
}

/// An SQLite file that a settings file names lies beside that file, as its other paths do.
pub(super) fn beside(base: &Path, database: &str) -> String {
    match database.strip_prefix("sqlite:") {
        Some(path) if !path.starts_with(['/', ':']) && !base.as_os_str().is_empty() => {
            format!("sqlite:{}", base.join(path).display())
        }
        _ => database.to_owned(),
    }
}

pub(super) fn guids(name: &'static str, list: &[String]) -> Result<Vec<String>, ConfigError> {
    list.iter().map(|id| guid(name, id)).collect()
}

/// Each term within what makes sense: nothing is kept for ever, and nothing goes before it is used.
pub(super) fn retention(settings: Option<RetentionSettings>) -> Result<Retention, ConfigError> {
    let (settings, usual) = (settings.unwrap_or_default(), Retention::default());
    let term = |name, wanted, value: Option<u32>, usual, range: std::ops::RangeInclusive<u32>| {
        let value = value.unwrap_or(usual);
        if range.contains(&value) {
            return Ok(value);
        }
        Err(ConfigError::Unusable { name, wanted, text: value.to_string() })
    };
    Ok(Retention {
        answers_months: term(
            "retention.answers_months",
            "a number of months from 1 to 36",
            settings.answers_months,
            usual.answers_months,
            1..=36,
        )?,
        delivery_days: term(
            "retention.delivery_days",
            "a number of days from 7 to 365",
            settings.delivery_days,
            usual.delivery_days,
            7..=365,
        )?,
        leavers_days: term(
            "retention.leavers_days",
            "a number of days from 1 to 365",
            settings.leavers_days,
            usual.leavers_days,
            1..=365,
        )?,
    })
}

/// An id of Entra: 32 hexadecimal digits in groups of 8-4-4-4-12.
pub(super) fn guid(name: &'static str, text: &str) -> Result<String, ConfigError> {
    let text = text.trim();
    let groups: Vec<_> = text.split('-').map(str::len).collect();
    let hex = text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if hex && groups == [8, 4, 4, 4, 12] {
        return Ok(text.to_ascii_lowercase());
    }
    let wanted = "an id such as 00000000-0000-0000-0000-000000000000";
    Err(ConfigError::Unusable { name, wanted, text: text.to_owned() })
}

pub(super) fn entra(
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

pub(super) fn cloud(settings: Option<&CloudSettings>) -> Result<Cloud, ConfigError> {
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

/// What Graph is used for; nothing where no part of it is switched on.
pub(super) fn graph(
    file: Option<GraphFile>,
    cloud: &Cloud,
) -> Result<Option<GraphSettings>, ConfigError> {
    let file = file.unwrap_or_default();
    let settings = GraphSettings {
        install: file.install.unwrap_or(false),
        people: file.people.unwrap_or(false),
        groups: file.groups.unwrap_or(false),
        teams_app_id: file
            .teams_app_id
            .as_deref()
            .map(|id| guid("graph.teams_app_id", id))
            .transpose()?,
        catalog_id: file
            .catalog_id
            .as_deref()
            .map(|id| guid("graph.catalog_id", id))
            .transpose()?,
    };
    if !settings.install && !settings.people && !settings.groups {
        return Ok(None);
    }
    if cloud.graph.is_none() {
        let wanted =
            "something that this cloud has: name the address of its Graph as `graph` in [cloud]";
        let text = cloud.name.clone();
        return Err(ConfigError::Unusable { name: "[graph]", wanted, text });
    }
    Ok(Some(settings))
}

fn custom(settings: &CustomCloudSettings) -> Result<Cloud, ConfigError> {
    let cloud = Cloud::custom(&CustomCloud {
        issuer: &settings.issuer,
        openid_metadata: &settings.openid_metadata,
        login: &settings.login,
        scope: &settings.scope,
        service_hosts: &settings.service_hosts,
    })?;
    Ok(match &settings.graph {
        Some(graph) => cloud.with_graph(graph)?,
        None => cloud,
    })
}
