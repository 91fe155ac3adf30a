//! What taking over a roster would change, and doing it.

use std::collections::BTreeMap;
use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;

use super::csv::Row;
use crate::store::roster::{self, Origin, Place};
use crate::store::{EmployeeKey, Store, StoreError};

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Somebody new.
    Add(Place),
    /// Somebody whose place changed: before and after.
    Alter(Place, Place),
    /// Somebody who goes off the list.
    Remove(Place),
}

/// Everything that changes. Nothing has happened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What changes, in the order of the file, removals last.
    pub changes: Vec<Change>,
    /// How many stay as they are.
    pub same: usize,
    /// Of whom the file says what is known already.
    pub confirmed: Vec<EmployeeKey>,
    /// The whole roster as it would be.
    pub after: Vec<Place>,
    tenant_id: String,
}

/// Compares a file with what is there.
pub async fn plan(
    store: &Store,
    tenant_id: &str,
    rows: Vec<Row>,
    remove_missing: bool,
) -> Result<Plan, StoreError> {
    let there = roster::of_tenant(&mut *store.read().await?, tenant_id).await?;
    let mut there: BTreeMap<_, _> =
        there.into_iter().map(|place| (place.key.employee_id.clone(), place)).collect();
    let tenant = tenant_id.to_owned();
    let mut plan = Plan {
        changes: Vec::new(),
        same: 0,
        confirmed: Vec::new(),
        after: Vec::new(),
        tenant_id: tenant,
    };
    for row in rows {
        let before = there.remove(&row.employee_id);
        let place = placed(tenant_id, row, before.as_ref());
        plan.after.push(place.clone());
        match before {
            None => plan.changes.push(Change::Add(place)),
            Some(before) if before == place => {
                plan.same += 1;
                plan.confirmed.push(place.key);
            }
            Some(before) => plan.changes.push(Change::Alter(before, place)),
        }
    }
    if remove_missing {
        plan.changes.extend(there.into_values().map(Change::Remove));
    } else {
        plan.same += there.len();
        plan.after.extend(there.into_values());
    }
    Ok(plan)
}

/// A person's place after the file. What it has no column for stays as it was.
fn placed(tenant_id: &str, row: Row, before: Option<&Place>) -> Place {
    let department = || before.and_then(|place| place.department.clone());
    let role = || before.and_then(|place| place.role.clone());
    Place {
        department: row.department.unwrap_or_else(department),
        role: row.role.unwrap_or_else(role),
        manager: row.manager.unwrap_or_else(|| before.is_some_and(|place| place.manager)),
        key: EmployeeKey::new(tenant_id, row.employee_id),
        origin: Origin::File,
    }
}

/// Carries out a plan, all of it or nothing. Whoever is in the file stays on the list for another
/// term.
pub async fn apply(store: &Store, plan: &Plan, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    for change in &plan.changes {
        match change {
            Change::Add(place) | Change::Alter(_, place) => {
                roster::put(&mut tx, place, now).await?;
            }
            Change::Remove(place) => roster::remove(&mut tx, &place.key).await?,
        }
    }
    for key in &plan.confirmed {
        roster::confirm(&mut tx, key, now).await?;
    }
    tx.commit().await
}

impl Plan {
    /// Does nothing change?
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many are new.
    pub fn added(&self) -> usize {
        self.changes.iter().filter(|change| matches!(change, Change::Add(_))).count()
    }

    /// How many change.
    pub fn changed(&self) -> usize {
        self.changes.iter().filter(|change| matches!(change, Change::Alter(..))).count()
    }

    /// How many go off the list.
    pub fn removed(&self) -> usize {
        self.changes.iter().filter(|change| matches!(change, Change::Remove(_))).count()
    }

    /// How many people of each department are new or change, by its name.
    pub fn departments(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for change in &self.changes {
            if let Change::Add(place) | Change::Alter(_, place) = change {
                let name = place.department.as_deref().unwrap_or("(no department)");
                *counts.entry(name).or_default() += 1;
            }
        }
        counts
    }

    /// A short word that stands for exactly this plan: whoever says it has seen it.
    pub fn word(&self) -> String {
        word_for(&format!("{} {:?} {:?}", self.tenant_id, self.changes, self.confirmed))
    }
}

/// A short word that stands for exactly this plan, written out: whoever says it has seen it.
pub fn word_for(plan: &str) -> String {
    let digest = digest(&SHA256, plan.as_bytes());
    let first =
        digest.as_ref().iter().take(6).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{first:012x}")
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Change::Add(place) => write!(f, "+ {} {}", place.key.employee_id, told(place)),
            Change::Alter(before, after) => {
                write!(f, "~ {} {} -> {}", after.key.employee_id, told(before), told(after))
            }
            Change::Remove(place) => write!(f, "- {} {}", place.key.employee_id, told(place)),
        }
    }
}

fn told(place: &Place) -> String {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let manager = if place.manager { ", manager" } else { "" };
    format!("{}, {}{manager}", or_none(&place.department), or_none(&place.role))
}
