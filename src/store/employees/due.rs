//! Whose time has come: read in pages with all that planning needs, written back in pages.

use std::collections::HashSet;

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

use super::{Employee, Row, small};
use crate::learning::Path;
use crate::learning::rhythm::History;
use crate::store::bulk::{pieces, places};
use crate::store::{Conn, EmployeeKey, StoreError, paths, roster};

/// Somebody whose time has come, with all that planning needs.
#[derive(Debug)]
pub struct Due {
    /// Who.
    pub employee: Employee,
    /// Their path.
    pub path: Path,
    /// Where they work, as far as the organisation said.
    pub department: Option<String>,
    /// Their role, as far as the organisation said.
    pub role: Option<String>,
    /// Does the organisation say that they lead others?
    pub manager: bool,
    /// Entra groups that they are in, of those that the plan names.
    pub groups: Vec<String>,
    /// How many nudges arrived since they last wrote to us, all unanswered.
    pub ignored: u32,
}

/// What planning came to for one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// Who.
    pub key: EmployeeKey,
    /// The version that was looked at. A newer one is left alone.
    pub version: i64,
    /// The nudges that they got.
    pub history: History,
    /// The last organisation-wide moment that they got.
    pub moment: Option<String>,
    /// The last talking point that they got, as a manager.
    pub talk: Option<String>,
    /// When the planner looks at them next.
    pub next_nudge_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct DueRow {
    #[sqlx(flatten)]
    row: Row,
    path: Option<String>,
    department: Option<String>,
    role: Option<String>,
    manager: Option<i64>,
    entra_groups: Option<String>,
    unanswered: i64,
}

// Whoever answers a card writes to us: what arrived after that is unanswered.
const DUE: &str = "SELECT e.*, p.body AS path, r.department, r.role, r.manager, r.entra_groups,
        (SELECT COUNT(*) FROM cards AS c
            WHERE c.tenant_id = e.tenant_id AND c.employee_id = e.employee_id
              AND c.shown_at > COALESCE(e.heard_at, 0)
              AND c.nudge = 1 AND c.delivered_at IS NOT NULL AND c.answered_at IS NULL)
        AS unanswered
    FROM employees AS e
    LEFT JOIN paths AS p ON p.tenant_id = e.tenant_id AND p.employee_id = e.employee_id
    LEFT JOIN roster AS r ON r.tenant_id = e.tenant_id AND r.employee_id = e.employee_id
    WHERE e.next_nudge_at IS NOT NULL AND e.next_nudge_at <= $1
    ORDER BY e.next_nudge_at, e.tenant_id, e.employee_id LIMIT $2";

/// The first page of those whose time has come, longest waiting first. One whose row cannot be
/// read holds up nobody else: see [`put_aside`].
pub async fn due(
    conn: &mut Conn,
    now: Timestamp,
    at_most: i64,
) -> Result<Vec<(EmployeeKey, Result<Due, StoreError>)>, StoreError> {
    let rows: Vec<DueRow> =
        sqlx::query_as(DUE).bind(now.as_millisecond()).bind(at_most).fetch_all(conn).await?;
    let read = |found: DueRow| {
        Ok(Due {
            path: found.path.as_deref().map(paths::read).transpose()?.unwrap_or_default(),
            department: found.department,
            role: found.role,
            groups: roster::groups(found.entra_groups.as_deref()),
            manager: found.manager == Some(1),
            ignored: small("unanswered", found.unanswered)?,
            employee: Employee::try_from(found.row)?,
        })
    };
    let with_key = |found: DueRow| {
        let key = EmployeeKey::new(found.row.tenant_id.clone(), found.row.employee_id.clone());
        (key, read(found))
    };
    Ok(rows.into_iter().map(with_key).collect())
}

#[derive(FromRow)]
struct Key {
    tenant_id: String,
    employee_id: String,
}

/// Stores what planning came to. Says for whom: whoever changed in between is looked at again.
pub async fn looked_at(
    conn: &mut Conn,
    looked: &[Looked],
) -> Result<HashSet<EmployeeKey>, StoreError> {
    let mut stored = HashSet::new();
    for piece in pieces(looked) {
        // Only places of values are put into the text.
        let sql = format!(
            "UPDATE employees SET last_nudge_at = CAST(v.column4 AS BIGINT),
                nudges_in_week = v.column5, seconds_in_week = v.column6, ignored = v.column7,
                moment = CAST(v.column8 AS TEXT), next_nudge_at = CAST(v.column9 AS BIGINT),
                talk = CAST(v.column10 AS TEXT), lately = v.column11,
                version = version + 1
            FROM (VALUES {}) AS v
            WHERE tenant_id = v.column1 AND employee_id = v.column2 AND version = v.column3
            RETURNING tenant_id, employee_id",
            places(piece.len(), 11)
        );
        let query = piece.iter().fold(sqlx::query_as(AssertSqlSafe(sql)), |query, one| {
            query
                .bind(&one.key.tenant_id)
                .bind(&one.key.employee_id)
                .bind(one.version)
                .bind(one.history.last.map(Timestamp::as_millisecond))
                .bind(i64::from(one.history.in_week))
                .bind(i64::from(one.history.seconds))
                .bind(i64::from(one.history.ignored))
                .bind(&one.moment)
                .bind(one.next_nudge_at.map(Timestamp::as_millisecond))
                .bind(&one.talk)
                .bind(i64::from(one.history.lately.number()))
        });
        let keys: Vec<Key> = query.fetch_all(&mut *conn).await?;
        stored.extend(keys.into_iter().map(|key| EmployeeKey::new(key.tenant_id, key.employee_id)));
    }
    Ok(stored)
}

const PUT_ASIDE: &str = "UPDATE employees SET next_nudge_at = $3
    WHERE tenant_id = $1 AND employee_id = $2";

/// Lets the planner look at somebody later, whatever else is stored of them.
pub async fn put_aside(
    conn: &mut Conn,
    key: &EmployeeKey,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(PUT_ASIDE)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(until.as_millisecond())
        .execute(conn)
        .await?;
    Ok(())
}

const REWOUND: &str = "SELECT * FROM employees WHERE last_nudge_at > $1 LIMIT $2";

/// People whose last nudge lies after `than`. Reads everybody; for housekeeping.
pub async fn rewound(
    conn: &mut Conn,
    than: Timestamp,
    at_most: i64,
) -> Result<Vec<Employee>, StoreError> {
    let rows: Vec<Row> =
        sqlx::query_as(REWOUND).bind(than.as_millisecond()).bind(at_most).fetch_all(conn).await?;
    rows.into_iter().map(Employee::try_from).collect()
}
