//! The roster: department and role of people, as the organisation says them. Whether they use the
//! bot is not asked; nothing of what they learn stands here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Conn, EmployeeKey, StoreError, unreadable};

/// Where somebody works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Who.
    pub key: EmployeeKey,
    /// The department.
    pub department: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// Do they lead others?
    pub manager: bool,
    /// Who says so.
    pub origin: Origin,
}

/// Who says where somebody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A file that an admin gave us.
    File,
    /// Microsoft Graph.
    Graph,
}

impl Origin {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Origin::File => "file",
            Origin::Graph => "graph",
        }
    }

    fn read(name: &str) -> Result<Origin, StoreError> {
        [Origin::File, Origin::Graph]
            .into_iter()
            .find(|origin| origin.name() == name)
            .ok_or_else(|| unreadable("origin", name))
    }
}

#[derive(FromRow)]
struct Row {
    tenant_id: String,
    employee_id: String,
    department: Option<String>,
    role: Option<String>,
    manager: i64,
    origin: String,
}

const FIND: &str = "SELECT * FROM roster WHERE tenant_id = $1 AND employee_id = $2";

/// Where this person works, if anybody told us.
pub async fn find(conn: &mut Conn, key: &EmployeeKey) -> Result<Option<Place>, StoreError> {
    let row: Option<Row> = sqlx::query_as(FIND)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .fetch_optional(conn)
        .await?;
    row.map(Place::try_from).transpose()
}

const OF_TENANT: &str = "SELECT * FROM roster WHERE tenant_id = $1 ORDER BY employee_id";

/// Everybody of a tenant.
pub async fn of_tenant(conn: &mut Conn, tenant_id: &str) -> Result<Vec<Place>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(OF_TENANT).bind(tenant_id).fetch_all(conn).await?;
    rows.into_iter().map(Place::try_from).collect()
}

const PUT: &str = "INSERT INTO roster
        (tenant_id, employee_id, department, role, manager, origin, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant_id, employee_id) DO UPDATE SET
        department = excluded.department, role = excluded.role, manager = excluded.manager,
        origin = excluded.origin, updated_at = excluded.updated_at";

/// Notes where somebody works.
pub async fn put(conn: &mut Conn, place: &Place, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(PUT)
        .bind(&place.key.tenant_id)
        .bind(&place.key.employee_id)
        .bind(&place.department)
        .bind(&place.role)
        .bind(i64::from(place.manager))
        .bind(place.origin.name())
        .bind(now.as_millisecond())
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct Groups {
    employee_id: String,
    entra_groups: Option<String>,
}

const GROUPS: &str = "SELECT employee_id, entra_groups FROM roster WHERE tenant_id = $1";

/// The Entra groups of everybody on the list, by employee: only groups that the plan names.
pub async fn groups_of_tenant(
    conn: &mut Conn,
    tenant_id: &str,
) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let rows: Vec<Groups> = sqlx::query_as(GROUPS).bind(tenant_id).fetch_all(conn).await?;
    let groups = |row: Groups| (row.employee_id, groups(row.entra_groups.as_deref()));
    Ok(rows.into_iter().map(groups).collect())
}

/// Groups from how they are stored.
pub(super) fn groups(stored: Option<&str>) -> Vec<String> {
    stored.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

const SET_GROUPS: &str = "INSERT INTO roster
        (tenant_id, employee_id, manager, origin, updated_at, entra_groups)
    VALUES ($1, $2, 0, 'graph', $3, $4)
    ON CONFLICT (tenant_id, employee_id) DO UPDATE SET entra_groups = excluded.entra_groups";

/// Notes in which of the groups that the plan names somebody is. Where they work stays as it is.
pub async fn set_groups(
    conn: &mut Conn,
    key: &EmployeeKey,
    groups: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    let groups = (!groups.is_empty()).then(|| groups.join(" "));
    sqlx::query(SET_GROUPS)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(now.as_millisecond())
        .bind(groups)
        .execute(conn)
        .await?;
    Ok(())
}

const CONFIRM: &str = "UPDATE roster SET updated_at = $3 WHERE tenant_id = $1 AND employee_id = $2";

/// Notes that what is known of somebody was said once more.
pub async fn confirm(conn: &mut Conn, key: &EmployeeKey, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(CONFIRM)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(now.as_millisecond())
        .execute(conn)
        .await?;
    Ok(())
}

// Once an hour, in a table that has a row for each colleague: an index would cost more than it saves.
const FORGET_UNMET: &str = "DELETE FROM roster WHERE updated_at <= $1 AND NOT EXISTS (
    SELECT 1 FROM employees WHERE employees.tenant_id = roster.tenant_id
    AND employees.employee_id = roster.employee_id)";

/// Takes off the list whom the bot has never met, or no longer knows, and of whom nothing was said
/// since `before`. Returns how many.
pub async fn forget_unmet(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(FORGET_UNMET).bind(before.as_millisecond()).execute(conn).await?;
    Ok(done.rows_affected())
}

const REMOVE: &str = "DELETE FROM roster WHERE tenant_id = $1 AND employee_id = $2";

/// Takes somebody off the list.
pub async fn remove(conn: &mut Conn, key: &EmployeeKey) -> Result<(), StoreError> {
    sqlx::query(REMOVE).bind(&key.tenant_id).bind(&key.employee_id).execute(conn).await?;
    Ok(())
}

impl TryFrom<Row> for Place {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Place, StoreError> {
        Ok(Place {
            key: EmployeeKey::new(row.tenant_id, row.employee_id),
            department: row.department,
            role: row.role,
            manager: row.manager == 1,
            origin: Origin::read(&row.origin)?,
        })
    }
}
