//! What waits, as queues: one for each tenant and urgency, in the order of sending.
//!
//! Looking for what to send reads here and writes nothing, and it reads the front of a queue only:
//! however much waits, a worker that looks holds up nobody.

use std::collections::HashSet;

use jiff::Timestamp;
use sqlx::FromRow;

use super::Purpose;
use crate::store::{Conn, StoreError, maybe_time, time};

/// What waits for one tenant, as urgent as the rest of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Queue {
    /// Replies are 0, updates 1, nudges and posts 2: see [`Queue::holds_nudges`].
    urgency: i64,
    /// The tenant.
    pub tenant_id: String,
}

impl Queue {
    /// Are nudges and posts in it?
    pub fn holds_nudges(&self) -> bool {
        self.urgency == Purpose::Nudge.urgency()
    }
}

#[derive(FromRow)]
struct Front {
    tenant_id: String,
    urgency: i64,
    not_before: i64,
}

// From the front of one queue the index is entered anew at the front of the next: another urgency of
// the same tenant, or else another tenant. (SQLite would walk to it if both stood in one comparison.)
const QUEUES: &str = "WITH RECURSIVE fronts (tenant_id, urgency, not_before) AS (
        SELECT tenant_id, urgency, not_before FROM outbox WHERE id = (
            SELECT id FROM outbox WHERE state = 'planned'
            ORDER BY tenant_id, urgency, not_before, id LIMIT 1)
        UNION ALL
        SELECT next.tenant_id, next.urgency, next.not_before
        FROM fronts JOIN outbox AS next ON next.id = COALESCE(
            (SELECT id FROM outbox WHERE state = 'planned'
               AND tenant_id = fronts.tenant_id AND urgency > fronts.urgency
             ORDER BY urgency, not_before, id LIMIT 1),
            (SELECT id FROM outbox WHERE state = 'planned' AND tenant_id > fronts.tenant_id
             ORDER BY tenant_id, urgency, not_before, id LIMIT 1)))
    SELECT tenant_id, urgency, not_before FROM fronts ORDER BY urgency, not_before, tenant_id";

/// All queues in which something waits, each with the moment from which its first may be sent; the
/// most urgent come first, and of those the one that waits longest.
pub async fn queues(conn: &mut Conn) -> Result<Vec<(Queue, Timestamp)>, StoreError> {
    let fronts: Vec<Front> = sqlx::query_as(QUEUES).fetch_all(conn).await?;
    let queue = |front: Front| {
        let at = time("not_before", front.not_before)?;
        Ok((Queue { urgency: front.urgency, tenant_id: front.tenant_id }, at))
    };
    fronts.into_iter().map(queue).collect()
}

// Of one conversation the most urgent and then the oldest comes first, and nothing while something
// else of it is leased: activities arrive in order and never collide. What belongs to a campaign
// that was paused or stopped is passed over, and what the channel asked to wait with.
const CHOOSE: &str = "SELECT id FROM outbox AS mine
    WHERE state = 'planned' AND tenant_id = $1 AND urgency = $2 AND not_before <= $3
      AND (lapses_at IS NULL OR lapses_at > $3)
      AND NOT EXISTS (SELECT 1 FROM campaigns WHERE campaign_id = mine.campaign)
      AND NOT EXISTS (
        SELECT 1 FROM waits
        WHERE waits.tenant_id = mine.tenant_id
          AND waits.conversation_id IN ('', mine.conversation_id)
          AND waits.until > $3)
      AND NOT EXISTS (
        SELECT 1 FROM outbox AS other
        WHERE other.conversation_id = mine.conversation_id
          AND other.id <> mine.id
          AND other.state IN ('planned', 'leased')
          AND ((other.urgency, other.id) < (mine.urgency, mine.id)
               OR (other.state = 'leased' AND other.lease_until > $3)))
    ORDER BY not_before, id
    LIMIT $4";

/// The ids of the first `at_most` of a queue that may be sent now. Another worker may take them
/// before [`lease`](super::lease) does.
pub async fn choose(
    conn: &mut Conn,
    queue: &Queue,
    at_most: usize,
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(CHOOSE)
        .bind(&queue.tenant_id)
        .bind(queue.urgency)
        .bind(now.as_millisecond())
        .bind(i64::try_from(at_most).unwrap_or(i64::MAX))
        .fetch_all(conn)
        .await?)
}

// Nor is it taken over while it could not be sent, with one exception: what belongs to a campaign
// that was halted meanwhile, and whose moment passed, has to come to its end.
const EXPIRED: &str = "SELECT id FROM outbox AS mine
    WHERE state = 'leased' AND lease_until <= $1
      AND (lapses_at <= $1
           OR NOT EXISTS (SELECT 1 FROM campaigns WHERE campaign_id = mine.campaign))
      AND NOT EXISTS (
        SELECT 1 FROM waits
        WHERE waits.tenant_id = mine.tenant_id
          AND waits.conversation_id IN ('', mine.conversation_id)
          AND waits.until > $1)
      AND NOT EXISTS (
        SELECT 1 FROM outbox AS other
        WHERE other.conversation_id = mine.conversation_id
          AND other.id <> mine.id
          AND other.state IN ('planned', 'leased')
          AND ((other.urgency, other.id) < (mine.urgency, mine.id)
               OR (other.state = 'leased' AND other.lease_until > $1)))
    ORDER BY lease_until LIMIT $2";

/// The ids of up to `at_most` whose lease ran out: the worker that had them stopped or hangs.
pub async fn expired(
    conn: &mut Conn,
    at_most: usize,
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(EXPIRED)
        .bind(now.as_millisecond())
        .bind(i64::try_from(at_most).unwrap_or(i64::MAX))
        .fetch_all(conn)
        .await?)
}

const WAITING_TENANTS: &str =
    "SELECT tenant_id FROM waits WHERE until > $1 AND conversation_id = ''";

/// The tenants to which the channel lets nobody send now.
pub async fn waiting_tenants(
    conn: &mut Conn,
    now: Timestamp,
) -> Result<HashSet<String>, StoreError> {
    let query = sqlx::query_scalar(WAITING_TENANTS).bind(now.as_millisecond());
    let tenants: Vec<String> = query.fetch_all(conn).await?;
    Ok(tenants.into_iter().collect())
}

/// The time that a statement finds, if any.
pub(super) async fn when(
    conn: &mut Conn,
    sql: &'static str,
) -> Result<Option<Timestamp>, StoreError> {
    let found: Option<Option<i64>> = sqlx::query_scalar(sql).fetch_optional(conn).await?;
    maybe_time("time", found.flatten())
}

const NEXT_EXPIRY: &str =
    "SELECT lease_until AS at FROM outbox WHERE state = 'leased' ORDER BY lease_until LIMIT 1";

/// When the next thing may be sent: one that waits, or one whose lease runs out.
pub async fn next_at(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let waiting = queues(conn).await?.into_iter().map(|(_, at)| at);
    Ok(waiting.chain(when(conn, NEXT_EXPIRY).await?).min())
}

const OLDEST_WAITING: &str =
    "SELECT created_at AS at FROM outbox WHERE state = 'planned' ORDER BY created_at LIMIT 1";
// Few are leased at a time.
const OLDEST_LEASED: &str = "SELECT MIN(created_at) AS at FROM outbox WHERE state = 'leased'";

/// Since when the oldest thing waits.
pub async fn oldest(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let waiting = when(conn, OLDEST_WAITING).await?;
    Ok(waiting.into_iter().chain(when(conn, OLDEST_LEASED).await?).min())
}
