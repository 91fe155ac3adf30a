//! The least permissions for each part, and what the bot has of them.

/// One application permission of Graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// Its name, as the token and the portals say it.
    pub name: &'static str,
    /// The id of its app role, as `az ad app permission add` takes it.
    pub id: &'static str,
    /// Permissions that hold it as well.
    pub also: &'static [&'static str],
    /// What it is needed for.
    pub why: &'static str,
}

/// What is switched on.
#[expect(clippy::struct_excessive_bools, reason = "four switches that know nothing of each other")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Installing the app for people of a group.
    pub install: bool,
    /// Finding the app in the catalog; not needed where its id there is in the settings.
    pub catalog: bool,
    /// Departments, roles, managers and leavers.
    pub people: bool,
    /// Who is in the groups that audiences of the plan name.
    pub groups: bool,
}

const INSTALL: Permission = Permission {
    name: "TeamsAppInstallation.ReadWriteSelfForUser.All",
    id: "908de74d-f8b2-4d6b-a9ed-2a17b3b78179",
    also: &[
        "TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All",
        "TeamsAppInstallation.ReadWriteForUser.All",
        "TeamsAppInstallation.ReadWriteAndConsentForUser.All",
    ],
    why: "install: putting this app, and no other, into people's Teams",
};
const GROUP: Permission = Permission {
    name: "GroupMember.Read.All",
    id: "98830695-27a2-44f7-8c18-0c3ebc9698f6",
    also: &["Group.Read.All", "Directory.Read.All"],
    why: "install and groups: who is in a group",
};
const CATALOG: Permission = Permission {
    name: "AppCatalog.Read.All",
    id: "e12dae10-5a57-4817-b79d-dfbec5348930",
    also: &["AppCatalog.ReadWrite.All"],
    why: "install: the app's id in the catalog; not needed with catalog_id",
};
const PEOPLE: Permission = Permission {
    name: "User.Read.All",
    id: "df021288-bdef-4463-88db-98f22de89214",
    also: &["Directory.Read.All"],
    why: "people: department, job title, manager, and whether the account still exists",
};

/// Every permission that a part can need.
///
/// Source: Microsoft Graph permissions reference, and the tables on the pages of each call.
pub const PERMISSIONS: &[Permission] = &[INSTALL, GROUP, CATALOG, PEOPLE];

/// The least permissions for what is switched on.
pub fn needed(wanted: Wanted) -> Vec<Permission> {
    let parts = [
        (wanted.install, INSTALL),
        (wanted.install || wanted.groups, GROUP),
        (wanted.install && wanted.catalog, CATALOG),
        (wanted.people, PEOPLE),
    ];
    parts.into_iter().filter_map(|(on, permission)| on.then_some(permission)).collect()
}

/// Those of them that these roles do not hold.
pub fn missing(wanted: Wanted, roles: &[String]) -> Vec<Permission> {
    let has = |name: &str| roles.iter().any(|role| role == name);
    let mut needed = needed(wanted);
    needed.retain(|permission| {
        !has(permission.name) && !permission.also.iter().any(|other| has(other))
    });
    needed
}

/// Roles beyond the least.
pub fn beyond(wanted: Wanted, roles: &[String]) -> Vec<String> {
    let least = needed(wanted);
    let is_least = |role: &&String| least.iter().any(|permission| permission.name == **role);
    roles.iter().filter(|role| !is_least(role)).cloned().collect()
}
