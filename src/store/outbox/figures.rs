//! What became of nudges, in numbers, and of one person's newest nudge for that person alone.

use jiff::Timestamp;
use sqlx::FromRow;

use crate::store::{Conn, EmployeeKey, StoreError, time};

/// How many nudges of one campaign are in one state for one reason.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Figure {
    /// The campaign or moment; empty for the others.
    pub campaign: String,
    /// The state's name.
    pub state: String,
    /// The reason's code; empty without one.
    pub reason: String,
    /// How many.
    pub number: i64,
}

const FIGURES: &str = "SELECT COALESCE(campaign, '') AS campaign, state,
        COALESCE(reason, '') AS reason, COUNT(*) AS number
    FROM outbox WHERE purpose IN ('nudge', 'post')
    GROUP BY COALESCE(campaign, ''), state, COALESCE(reason, '')
    ORDER BY 1, 2, 3";

/// All figures about nudges.
pub async fn figures(conn: &mut Conn) -> Result<Vec<Figure>, StoreError> {
    Ok(sqlx::query_as(FIGURES).fetch_all(conn).await?)
}

/// What became of somebody's newest nudge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastNudge {
    /// When it was planned.
    pub at: Timestamp,
    /// The state's name.
    pub state: String,
}

#[derive(FromRow)]
struct Row {
    created_at: i64,
    state: String,
}

const LAST: &str = "SELECT created_at, state FROM outbox
    WHERE tenant_id = $1 AND employee_id = $2 AND purpose = 'nudge'
    ORDER BY created_at DESC LIMIT 1";

/// What became of this person's newest nudge.
pub async fn last_nudge(
    conn: &mut Conn,
    key: &EmployeeKey,
) -> Result<Option<LastNudge>, StoreError> {
    let row: Option<Row> = sqlx::query_as(LAST)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(LastNudge { at: time("created_at", row.created_at)?, state: row.state }))
        .transpose()
}

const RETRY: &str = "UPDATE outbox
    SET state = 'planned', attempts = 0, not_before = $1, settled_at = $3
    WHERE purpose IN ('nudge', 'post') AND state = 'failed' AND lapses_at > $1
      AND ($2 = '' OR campaign = $2)";

/// Lets nudges that failed by our mistake wait again, where their moment has not passed: those of
/// one campaign, or all. Says how many.
pub async fn retry_failed(
    conn: &mut Conn,
    campaign: Option<&str>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let done = sqlx::query(RETRY)
        .bind(now.as_millisecond())
        .bind(campaign.unwrap_or_default())
        .bind(None::<i64>)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
