//! Installing the app for the people of a group: one request for each person, seen before it is done.
//!
//! It can be stopped and run again at any time. Whoever has the app is told so by Graph (409), and
//! whoever the bot has met meanwhile is left out.
//!
//! Source: Microsoft Graph, "Install app for user" and "List group transitive members".

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::client::Graph;
use super::error::GraphError;
use crate::roster::word_for;

/// The app in the organisation's catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogApp {
    /// Its id there, which is not the one in the package.
    pub id: String,
    /// The newest version there, if Graph says it.
    pub version: Option<String>,
}

/// For whom the app would be installed. Nothing has happened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallPlan {
    /// How many people are in the group.
    pub members: usize,
    /// How many of them the bot has met: they have the app, or took it away.
    pub met: usize,
    /// The others, by object id.
    pub todo: Vec<String>,
    app: String,
}

/// What became of it for one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Installed.
    Installed,
    /// It was there already.
    There,
    /// Not installed, and why.
    Refused(String),
}

/// The app with this id of its own (that of the package) in the organisation's catalog.
pub async fn find_app(graph: &Graph, app_id: &str) -> Result<Option<CatalogApp>, GraphError> {
    let path = format!(
        "/v1.0/appCatalogs/teamsApps?$filter=externalId%20eq%20'{app_id}'&$expand=appDefinitions($select=id,version)"
    );
    let found = graph.get(&path).await?;
    let app = &found["value"][0];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let versions = app["appDefinitions"].as_array().into_iter().flatten();
    let version = versions.filter_map(|definition| text(&definition["version"])).next_back();
    Ok(text(&app["id"]).map(|id| CatalogApp { id, version }))
}

/// Everybody in the group and in the groups within it, but for those whom the bot has met.
pub async fn plan_install(
    graph: &Graph,
    app: &str,
    group: &str,
    met: &BTreeSet<String>,
) -> Result<InstallPlan, GraphError> {
    let members = members(graph, group).await?;
    let todo: Vec<String> = members.difference(met).cloned().collect();
    let met = members.len() - todo.len();
    Ok(InstallPlan { members: members.len(), met, todo, app: app.to_owned() })
}

/// Has this person the app with this id of its own, as far as Teams knows?
pub async fn is_installed(graph: &Graph, person: &str, app_id: &str) -> Result<bool, GraphError> {
    let path = format!(
        "/v1.0/users/{person}/teamwork/installedApps?$expand=teamsApp&$filter=teamsApp/externalId%20eq%20'{app_id}'"
    );
    let found = graph.get(&path).await?;
    Ok(found["value"].as_array().is_some_and(|apps| !apps.is_empty()))
}

/// The people in a group and in the groups within it.
pub(super) async fn members(graph: &Graph, group: &str) -> Result<BTreeSet<String>, GraphError> {
    let path = format!("/v1.0/groups/{group}/transitiveMembers?$select=id&$top=500");
    let members = graph.list(&path).await?;
    let people = members.iter().filter(|member| member["@odata.type"] == "#microsoft.graph.user");
    Ok(people.filter_map(|member| member["id"].as_str().map(str::to_lowercase)).collect())
}

impl InstallPlan {
    /// A short word that stands for exactly this plan.
    pub fn word(&self) -> String {
        word_for(&format!("{} {:?}", self.app, self.todo))
    }
}

/// Carries out a plan, and counts what became of it. `seen` hears of each person. What would go wrong
/// for everybody ends it; whoever was not reached yet is in the plan of the next time.
pub async fn install(
    graph: &Graph,
    plan: &InstallPlan,
    mut seen: impl FnMut(),
) -> (BTreeMap<Outcome, usize>, Option<GraphError>) {
    let app = graph.at(&format!("/v1.0/appCatalogs/teamsApps/{}", plan.app));
    let body = json!({ "teamsApp@odata.bind": app });
    let mut outcomes = BTreeMap::new();
    for person in &plan.todo {
        let path = format!("/v1.0/users/{person}/teamwork/installedApps");
        let outcome = match graph.post(&path, &body).await {
            Ok(()) => Outcome::Installed,
            Err(GraphError::There) => Outcome::There,
            Err(error) if error.is_for_all() => return (outcomes, Some(error)),
            Err(GraphError::NotFound(_)) => Outcome::Refused(
                "no such account or app in Teams (404): a guest, an account without a licence for Teams, or a catalog id that is not right".to_owned(),
            ),
            Err(error) => Outcome::Refused(error.to_string()),
        };
        *outcomes.entry(outcome).or_default() += 1;
        seen();
    }
    (outcomes, None)
}
