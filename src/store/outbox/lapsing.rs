//! What waits and is not sent any more: its moment passed, or its campaign was stopped.

use jiff::Timestamp;

use super::queues::when;
use crate::store::{Conn, Store, StoreError};

/// So many lapse in one transaction: answers go in between, however many there are.
const AT_A_TIME: u32 = 500;

const NEXT_LAPSE: &str = "SELECT lapses_at AS at FROM outbox
    WHERE state = 'planned' AND lapses_at IS NOT NULL ORDER BY lapses_at LIMIT 1";

const LAPSE: &str =
    "UPDATE outbox SET state = 'lapsed', reason = COALESCE(reason, 'window_over'), settled_at = $1
    WHERE state = 'planned' AND id IN (
        SELECT id FROM outbox WHERE state = 'planned' AND lapses_at <= $1
        ORDER BY lapses_at LIMIT $2)";

/// Lets everything lapse whose moment passed; writes nothing where there is nothing. Says how many.
pub async fn lapse(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    let next = when(&mut *store.read().await?, NEXT_LAPSE).await?;
    if next.is_some_and(|at| at <= now) { in_parts(store, LAPSE, None, now).await } else { Ok(0) }
}

const CAMPAIGN_LAPSES: &str = "UPDATE outbox
    SET state = 'lapsed', reason = 'campaign_stopped', settled_at = $1
    WHERE state = 'planned' AND id IN (
        SELECT id FROM outbox
        WHERE purpose IN ('nudge', 'post') AND campaign = $3 AND state = 'planned' LIMIT $2)";

/// Lets everything lapse that waits for a campaign. Says how many.
pub async fn campaign_lapses(
    store: &Store,
    campaign: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    in_parts(store, CAMPAIGN_LAPSES, Some(campaign), now).await
}

async fn in_parts(
    store: &Store,
    sql: &'static str,
    campaign: Option<&str>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut lapsed = 0;
    loop {
        let query = sqlx::query(sql).bind(now.as_millisecond()).bind(i64::from(AT_A_TIME));
        let query = campaign.into_iter().fold(query, sqlx::query::Query::bind);
        let mut tx = store.write().await?;
        let conn: &mut Conn = &mut tx;
        let more = query.execute(conn).await?.rows_affected();
        tx.commit().await?;
        lapsed += more;
        if more < u64::from(AT_A_TIME) {
            return Ok(lapsed);
        }
    }
}
