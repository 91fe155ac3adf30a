//! Not before: the channel asked for patience, and every process heeds it.

use jiff::Timestamp;

use super::waiting::LONGEST_WAIT;
use crate::store::{Conn, StoreError};

const WAIT: &str = "INSERT INTO waits (tenant_id, conversation_id, until) VALUES ($1, $2, $3)
    ON CONFLICT (tenant_id, conversation_id) DO UPDATE
    SET until = CASE WHEN waits.until < excluded.until THEN excluded.until ELSE waits.until END";

/// Nothing is taken for this conversation before `until`; without one, for the whole tenant.
pub async fn wait(
    conn: &mut Conn,
    tenant_id: &str,
    conversation_id: Option<&str>,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(WAIT)
        .bind(tenant_id)
        .bind(conversation_id.unwrap_or_default())
        .bind(until.as_millisecond())
        .execute(conn)
        .await?;
    Ok(())
}

const FORGET: &str = "DELETE FROM waits WHERE until <= $1 OR until > $2";

/// Forgets waits that are over, and those that a clock wrote which has been set back since.
pub async fn forget_waits(conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
    let far = now.saturating_add(LONGEST_WAIT).unwrap_or(Timestamp::MAX);
    let query = sqlx::query(FORGET).bind(now.as_millisecond()).bind(far.as_millisecond());
    query.execute(conn).await?;
    Ok(())
}
