//! Microsoft Graph, as an option: installing the app for the people of a group, and what the
//! organisation's directory says of where people work and who left.
//!
//! Nothing here is needed: a setup policy installs the app, and a CSV file says where people work.
//! What changes anything is shown first, and happens as shown or not at all. Only people whom the
//! bot has met are looked at.

mod client;
mod error;
mod install;
mod permissions;
mod sync;

pub use client::{Graph, patience};
pub use error::{Denial, GraphError};
pub use install::{
    CatalogApp, InstallPlan, Outcome, find_app, install, is_installed, plan_install,
};
pub use permissions::{PERMISSIONS, Permission, Wanted, beyond, missing, needed};
pub use sync::{
    Memberships, Person, Seen, SyncError, SyncPlan, apply_sync, memberships, people, plan_sync,
};
