//! Microsoft Graph, where it is switched on.

use crate::clock::Clock;
use crate::config::{Config, GraphSettings, object_id};
use crate::doctor::facts::GraphSeen;
use crate::graph::{Graph, Wanted, beyond, find_app, is_installed, missing};

/// Graph in each tenant, where a part of it is switched on.
fn clients<'a>(
    http: &'a reqwest::Client,
    config: &'a Config,
    clock: &'a Clock,
) -> impl Iterator<Item = (&'a str, Graph, &'a GraphSettings)> {
    config.graph.iter().flat_map(move |settings| {
        config.tenants.iter().filter_map(move |tenant| {
            let (http, credentials) = (http.clone(), config.credentials.clone());
            let graph = Graph::new(http, &config.cloud, credentials, tenant, clock.clone())?;
            Some((tenant.as_str(), graph, settings))
        })
    })
}

/// Has Teams the app installed for this person, in any tenant? Nothing where Graph may not be asked, or
/// knows nothing of them.
pub(super) async fn in_teams(
    http: &reqwest::Client,
    config: &Config,
    clock: &Clock,
    person: &str,
) -> Option<bool> {
    let person = object_id(person).ok()?;
    let mut known = None;
    for (_, graph, settings) in clients(http, config, clock) {
        if !settings.install {
            return None;
        }
        match is_installed(&graph, &person, app_id(config, settings)).await {
            Ok(true) => return Some(true),
            Ok(false) => known = Some(false),
            Err(_) => {}
        }
    }
    known
}

/// The app's own id in Teams.
fn app_id<'a>(config: &'a Config, settings: &'a GraphSettings) -> &'a str {
    settings.teams_app_id.as_deref().unwrap_or(&config.credentials.app_id)
}

/// Each tenant, with what was seen there.
pub(super) async fn graphs(
    http: &reqwest::Client,
    config: &Config,
    clock: &Clock,
) -> Vec<(String, GraphSeen)> {
    let mut all = Vec::new();
    for (tenant, graph, settings) in clients(http, config, clock) {
        all.push((tenant.to_owned(), seen(config, &graph, settings).await));
    }
    all
}

/// The permissions in the bot's token of Graph, and the app in the catalog.
async fn seen(config: &Config, graph: &Graph, settings: &GraphSettings) -> GraphSeen {
    let roles = match graph.roles().await {
        Ok(roles) => roles,
        Err(error) => return GraphSeen::Failed(error),
    };
    let install = settings.install;
    let wanted = Wanted {
        install,
        catalog: settings.catalog_id.is_none(),
        people: settings.people,
        groups: settings.groups,
    };
    let missing = missing(wanted, &roles);
    let app = if missing.is_empty() && install && wanted.catalog {
        Some(find_app(graph, app_id(config, settings)).await)
    } else {
        None
    };
    GraphSeen::Asked { beyond: beyond(wanted, &roles), missing, app }
}
