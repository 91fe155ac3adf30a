//! Microsoft Graph, where it is switched on.

use crate::clock::Clock;
use crate::config::{Config, GraphSettings, object_id};
use crate::doctor::facts::GraphSeen;
use crate::graph::{Graph, Wanted, beyond, find_app, is_installed, missing};

/// Graph in the first tenant, where a part of it is switched on.
fn client(
    http: &reqwest::Client,
    config: &Config,
    clock: &Clock,
) -> Option<(Graph, GraphSettings)> {
    let (settings, tenant) = (config.graph.clone()?, config.tenants.first()?);
    let credentials = config.credentials.clone();
    let graph = Graph::new(http.clone(), &config.cloud, credentials, tenant, clock.clone())?;
    Some((graph, settings))
}

/// Has Teams the app installed for this person? Nothing where Graph may not be asked.
pub(super) async fn in_teams(
    http: &reqwest::Client,
    config: &Config,
    clock: &Clock,
    person: &str,
) -> Option<bool> {
    let (graph, settings) = client(http, config, clock)?;
    let person = object_id(person).ok().filter(|_| settings.install)?;
    is_installed(&graph, &person, app_id(config, &settings)).await.ok()
}

/// The app's own id in Teams.
fn app_id<'a>(config: &'a Config, settings: &'a GraphSettings) -> &'a str {
    settings.teams_app_id.as_deref().unwrap_or(&config.credentials.app_id)
}

/// The permissions in the bot's token of Graph, and the app in the catalog.
pub(super) async fn graph(http: &reqwest::Client, config: &Config, clock: &Clock) -> GraphSeen {
    let Some((graph, settings)) = client(http, config, clock) else { return GraphSeen::Off };
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
        Some(find_app(&graph, app_id(config, &settings)).await)
    } else {
        None
    };
    GraphSeen::Asked { beyond: beyond(wanted, &roles), missing, app }
}
