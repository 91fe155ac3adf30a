//! Slots that passed without a nudge, and why: for the person's own question.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, FromRow};

use super::bulk::{pieces, places};
use super::{Conn, EmployeeKey, StoreError, unreadable};
use crate::learning::NoNudge;

/// A slot that passed without a nudge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Whose.
    pub key: EmployeeKey,
    /// The day, in the person's zone.
    pub day: Date,
    /// Why.
    pub reason: NoNudge,
}

/// Notes slots that passed; of one day the last reason is kept.
pub async fn add(conn: &mut Conn, skips: &[Skip], now: Timestamp) -> Result<(), StoreError> {
    for piece in pieces(skips) {
        // Only places of values are put into the text.
        let sql = format!(
            "INSERT INTO skips (tenant_id, employee_id, day, reason, at) VALUES {}
            ON CONFLICT (tenant_id, employee_id, day)
            DO UPDATE SET reason = excluded.reason, at = excluded.at",
            places(piece.len(), 5)
        );
        let query = piece.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, skip| {
            query
                .bind(&skip.key.tenant_id)
                .bind(&skip.key.employee_id)
                .bind(skip.day.to_string())
                .bind(skip.reason.code())
                .bind(now.as_millisecond())
        });
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

#[derive(FromRow)]
struct Row {
    day: String,
    reason: String,
}

const NEWEST: &str = "SELECT day, reason FROM skips
    WHERE tenant_id = $1 AND employee_id = $2 ORDER BY day DESC LIMIT 1";

/// The newest slot of this person that passed.
pub async fn newest(conn: &mut Conn, key: &EmployeeKey) -> Result<Option<Skip>, StoreError> {
    let row: Option<Row> = sqlx::query_as(NEWEST)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        let day = row.day.parse().map_err(|error| unreadable("day", error))?;
        let reason = NoNudge::read(&row.reason).ok_or_else(|| unreadable("reason", row.reason))?;
        Ok(Skip { key: key.clone(), day, reason })
    })
    .transpose()
}

#[derive(FromRow)]
struct Count {
    reason: String,
    number: i64,
}

const SKIPPED: &str =
    "SELECT reason, COUNT(*) AS number FROM skips GROUP BY reason ORDER BY reason";

/// How many slots passed, by the reason's code.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    let rows: Vec<Count> = sqlx::query_as(SKIPPED).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.reason, row.number)).collect())
}

const FORGET: &str = "DELETE FROM skips WHERE at < $1";

/// Forgets slots that passed before `before`.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(FORGET).bind(before.as_millisecond()).execute(conn).await?;
    Ok(done.rows_affected())
}
