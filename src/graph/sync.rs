//! Where people work and who left, as Entra says it. Only of people whom the bot has met: of others
//! nothing is kept.
//!
//! Source: Microsoft Graph, "List users" and the resource type `user`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::client::Graph;
use super::error::GraphError;
use super::install::members;
use crate::roster::{Change, word_for};
use crate::store::employees::{self, Employee, Reach};
use crate::store::roster::{self, Origin, Place};
use crate::store::{EmployeeKey, Store, StoreError};

/// The longest department or role that is taken over, in characters, as in a file.
const LONGEST: usize = 120;

/// What Entra says of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The object id.
    pub id: String,
    /// The department.
    pub department: Option<String>,
    /// The job title.
    pub role: Option<String>,
    /// May the account be used?
    pub enabled: bool,
    /// Who leads them, by object id.
    pub manager: Option<String>,
}

/// What would change. Nothing has happened yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncPlan {
    /// Whose place is new or changes.
    pub changes: Vec<Change>,
    /// Who left: the account is gone or switched off.
    pub leavers: Vec<EmployeeKey>,
    /// How many stay as they are.
    pub same: usize,
    /// How many a file says something of: that goes above Entra.
    pub by_file: usize,
    /// Who is in other groups than before, and in which now.
    pub groups: Vec<(EmployeeKey, Vec<String>)>,
    tenant_id: String,
}

/// What Graph said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Everybody in the directory, where that is switched on.
    pub people: Option<Vec<Person>>,
    /// Who is in which of the groups that the plan names, where that is switched on.
    pub groups: Option<Memberships>,
}

/// Groups by person, all by object id.
pub type Memberships = BTreeMap<String, Vec<String>>;

/// Why nothing can be planned.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Entra knows nobody whom the bot has met.
    #[error(
        "none of the people whom the bot has met is in the directory that Graph showed, so nothing is done. Is it the right tenant?"
    )]
    NobodyKnown,
}

/// Everybody in the directory.
pub async fn people(graph: &Graph) -> Result<Vec<Person>, GraphError> {
    let path = "/v1.0/users?$select=id,department,jobTitle,accountEnabled&$expand=manager($select=id)&$top=200";
    Ok(graph.list(path).await?.iter().filter_map(person).collect())
}

fn person(user: &Value) -> Option<Person> {
    let text = |value: &Value| {
        let text: String = value.as_str()?.trim().chars().take(LONGEST).collect();
        Some(text).filter(|text| !text.is_empty())
    };
    Some(Person {
        id: text(&user["id"])?.to_lowercase(),
        department: text(&user["department"]),
        role: text(&user["jobTitle"]),
        // An answer without it says nothing about leaving.
        enabled: user["accountEnabled"].as_bool().unwrap_or(true),
        manager: text(&user["manager"]["id"]).map(|id| id.to_lowercase()),
    })
}

/// Who is in which of these groups, and in the groups within them.
pub async fn memberships(
    graph: &Graph,
    groups: &BTreeSet<String>,
) -> Result<Memberships, GraphError> {
    let mut all = Memberships::new();
    for group in groups {
        for person in members(graph, group).await? {
            all.entry(person).or_default().push(group.clone());
        }
    }
    Ok(all)
}

/// Compares what Graph said with what is there.
pub async fn plan_sync(store: &Store, tenant_id: &str, seen: Seen) -> Result<SyncPlan, SyncError> {
    let mut conn = store.read().await?;
    let known = employees::all(&mut conn, i64::MAX).await?;
    let known: Vec<_> = known.into_iter().filter(|one| one.key.tenant_id == tenant_id).collect();
    let before = roster::groups_of_tenant(&mut conn, tenant_id).await?;
    let groups = seen.groups.map(|now| changed_groups(&known, &before, &now)).unwrap_or_default();
    let places = roster::of_tenant(&mut conn, tenant_id).await?;
    let mut plan = match seen.people {
        Some(people) => plan_people(tenant_id, known, places, people)?,
        None => SyncPlan { tenant_id: tenant_id.to_owned(), ..SyncPlan::default() },
    };
    plan.groups = groups;
    Ok(plan)
}

/// Of whom the bot has met: who is in other groups than before.
fn changed_groups(
    known: &[Employee],
    before: &Memberships,
    now: &Memberships,
) -> Vec<(EmployeeKey, Vec<String>)> {
    let of = |all: &Memberships, id: &str| all.get(id).cloned().unwrap_or_default();
    let changed = known.iter().filter_map(|employee| {
        let id = &employee.key.employee_id;
        let groups = of(now, id);
        (groups != of(before, id)).then(|| (employee.key.clone(), groups))
    });
    changed.collect()
}

fn plan_people(
    tenant_id: &str,
    known: Vec<Employee>,
    places: Vec<Place>,
    people: Vec<Person>,
) -> Result<SyncPlan, SyncError> {
    let mut places: BTreeMap<_, _> =
        places.into_iter().map(|place| (place.key.employee_id.clone(), place)).collect();
    // Who leads somebody that works here now.
    let working = people.iter().filter(|person| person.enabled);
    let managers: BTreeSet<_> = working.filter_map(|person| person.manager.clone()).collect();
    let people: BTreeMap<_, _> =
        people.into_iter().map(|person| (person.id.clone(), person)).collect();
    let mut plan = SyncPlan { tenant_id: tenant_id.to_owned(), ..SyncPlan::default() };
    if !known.is_empty() && !known.iter().any(|one| people.contains_key(&one.key.employee_id)) {
        return Err(SyncError::NobodyKnown);
    }
    for employee in known {
        let id = &employee.key.employee_id;
        let Some(person) = people.get(id).filter(|person| person.enabled) else {
            if employee.reach != Reach::Uninstalled {
                plan.leavers.push(employee.key);
            }
            continue;
        };
        let place = Place {
            department: person.department.clone(),
            role: person.role.clone(),
            manager: managers.contains(id),
            origin: Origin::Graph,
            key: employee.key,
        };
        let says_something = place.department.is_some() || place.role.is_some() || place.manager;
        match places.remove(&place.key.employee_id) {
            Some(before) if before.origin == Origin::File => plan.by_file += 1,
            Some(before) if before == place => plan.same += 1,
            Some(before) => plan.changes.push(Change::Alter(before, place)),
            None if says_something => plan.changes.push(Change::Add(place)),
            None => plan.same += 1,
        }
    }
    Ok(plan)
}

/// Carries out a plan, all of it or nothing. Who left gets no more cards, and is erased when the term
/// for leavers is over, as if the app were taken away from them.
pub async fn apply_sync(store: &Store, plan: &SyncPlan, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    for change in &plan.changes {
        if let Change::Add(place) | Change::Alter(_, place) = change {
            roster::put(&mut tx, place, now).await?;
        }
    }
    for (key, groups) in &plan.groups {
        roster::set_groups(&mut tx, key, groups, now).await?;
    }
    for key in &plan.leavers {
        employees::set_unreachable(&mut tx, key, Reach::Uninstalled).await?;
    }
    tx.commit().await
}

impl SyncPlan {
    /// Does nothing change?
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.leavers.is_empty() && self.groups.is_empty()
    }

    /// A short word that stands for exactly this plan.
    pub fn word(&self) -> String {
        let SyncPlan { tenant_id, changes, leavers, groups, .. } = self;
        word_for(&format!("{tenant_id} {changes:?} {leavers:?} {groups:?}"))
    }
}
