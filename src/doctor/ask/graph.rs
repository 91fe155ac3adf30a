//! Microsoft Graph, where it is switched on.

use crate::clock::Clock;
use crate::config::Config;
use crate::doctor::facts::GraphSeen;
use crate::graph::{Graph, GraphError, Wanted, beyond, find_app, missing};

/// The permissions in the bot's token of Graph, and the app in the catalog.
pub(super) async fn graph(http: &reqwest::Client, config: &Config, clock: &Clock) -> GraphSeen {
    let (Some(settings), Some(tenant)) = (&config.graph, config.tenants.first()) else {
        return GraphSeen::Off;
    };
    let credentials = config.credentials.clone();
    let graph = Graph::new(http.clone(), &config.cloud, credentials, tenant, clock.clone());
    let Some(graph) = graph else { return GraphSeen::Off };
    let roles = match graph.roles().await {
        Ok(roles) => roles,
        Err(error) => return GraphSeen::Failed(error),
    };
    let (install, people) = (settings.install, settings.people);
    let wanted = Wanted { install, people, catalog: settings.catalog_id.is_none() };
    let missing = missing(wanted, &roles);
    let app = if missing.is_empty() && install && wanted.catalog {
        Some(app(&graph, config, settings.teams_app_id.as_deref()).await)
    } else {
        None
    };
    GraphSeen::Asked { beyond: beyond(wanted, &roles), missing, app }
}

async fn app(
    graph: &Graph,
    config: &Config,
    id: Option<&str>,
) -> Result<Option<crate::graph::CatalogApp>, GraphError> {
    find_app(graph, id.unwrap_or(&config.credentials.app_id)).await
}
