//! Putting something in the outbox, and what waits there.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, FromRow};

use super::{Outgoing, State};
use crate::store::bulk::{pieces, places};
use crate::store::{Batch, Conn, Done, EmployeeKey, StoreError, unreadable};

/// Nothing waits longer than a day: that is the most that we believe of a `Retry-After`.
pub(super) const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(25);

/// The right of one worker to send something, until it runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The worker's name.
    pub owner: String,
    /// From then on others may take it.
    pub until: Timestamp,
}

const ADD: &str = "INSERT INTO outbox (
        id, tenant_id, employee_id, idempotency_key, purpose, urgency, conversation_id,
        service_url, activity_id, activity, nonce, not_before, lapses_at, created_at, lease_owner,
        lease_until, state, attempts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (idempotency_key) DO NOTHING";

/// Puts something in the outbox. With a `lease` it is that worker's at once: for what nothing else
/// of its conversation goes before. [`added`] says later what came of it, with the number that this
/// gives.
pub fn add(
    batch: &mut Batch,
    outgoing: &Outgoing,
    lease: Option<&Lease>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let activity =
        serde_json::to_string(&outgoing.activity).map_err(|error| unreadable("activity", error))?;
    let statement = batch.next();
    let state = if lease.is_some() { State::Leased } else { State::Planned };
    batch
        .push(ADD)
        .bind(&outgoing.id)
        .bind(&outgoing.key.tenant_id)
        .bind(&outgoing.key.employee_id)
        .bind(&outgoing.idempotency_key)
        .bind(outgoing.purpose.name())
        .bind(outgoing.purpose.urgency())
        .bind(&outgoing.to.conversation_id)
        .bind(&outgoing.to.service_url)
        .bind(&outgoing.activity_id)
        .bind(activity)
        .bind(&outgoing.nonce)
        .bind(outgoing.not_before.as_millisecond())
        .bind(outgoing.lapses_at.map(Timestamp::as_millisecond))
        .bind(now.as_millisecond())
        .bind(lease.map(|lease| lease.owner.clone()))
        .bind(lease.map(|lease| lease.until.as_millisecond()))
        .bind(state.name())
        .bind(i64::from(lease.is_some()));
    Ok(statement)
}

/// Was it put in the outbox? Else the same thing was there already.
pub fn added(done: &Done, statement: usize) -> bool {
    done.changed(statement) == 1
}

/// Puts nudges and posts in the outbox. Says which, by their ids: of the others the same was there
/// already.
pub async fn add_nudges(
    conn: &mut Conn,
    nudges: &[&Outgoing],
    now: Timestamp,
) -> Result<HashSet<String>, StoreError> {
    let mut added = HashSet::new();
    for piece in pieces(nudges) {
        // Only places of values are put into the text.
        let sql = format!(
            "INSERT INTO outbox (id, tenant_id, employee_id, idempotency_key, purpose, urgency,
                conversation_id, service_url, activity, nonce, not_before, lapses_at, created_at,
                state, attempts, campaign)
            VALUES {} ON CONFLICT (idempotency_key) DO NOTHING RETURNING id",
            places(piece.len(), 16)
        );
        let mut query = sqlx::query_scalar(AssertSqlSafe(sql));
        for nudge in piece {
            let activity = serde_json::to_string(&nudge.activity)
                .map_err(|error| unreadable("activity", error))?;
            query = query
                .bind(&nudge.id)
                .bind(&nudge.key.tenant_id)
                .bind(nudge.employee())
                .bind(&nudge.idempotency_key)
                .bind(nudge.purpose.name())
                .bind(nudge.purpose.urgency())
                .bind(&nudge.to.conversation_id)
                .bind(&nudge.to.service_url)
                .bind(activity)
                .bind(&nudge.nonce)
                .bind(nudge.not_before.as_millisecond())
                .bind(nudge.lapses_at.map(Timestamp::as_millisecond))
                .bind(now.as_millisecond())
                .bind(State::Planned.name())
                .bind(0_i64)
                .bind(&nudge.campaign);
        }
        let ids: Vec<String> = query.fetch_all(&mut *conn).await?;
        added.extend(ids);
    }
    Ok(added)
}

const REWIND_WAITING: &str = "UPDATE outbox SET not_before = $1
    WHERE state = 'planned' AND not_before > $2";

const REWIND_LEASED: &str = "UPDATE outbox SET lease_until = $1
    WHERE state = 'leased' AND lease_until > $2";

/// Lets nothing wait longer from `now` on than the longest wait that there is: times further off
/// were written by a clock that has been set back since.
pub async fn rewind(conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
    let far = now.saturating_add(LONGEST_WAIT).unwrap_or(Timestamp::MAX);
    for sql in [REWIND_WAITING, REWIND_LEASED] {
        let query = sqlx::query(sql).bind(now.as_millisecond()).bind(far.as_millisecond());
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

const WITHDRAW: &str = "UPDATE outbox SET state = 'lapsed', reason = $3, settled_at = $4
    WHERE tenant_id = $1 AND employee_id = $2 AND state = 'planned' AND purpose = 'nudge'";

/// Withdraws waiting nudges of somebody who stopped, paused or left.
pub fn withdraw_nudges(batch: &mut Batch, key: &EmployeeKey, reason: &str, now: Timestamp) {
    batch
        .push(WITHDRAW)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(reason)
        .bind(now.as_millisecond());
}

#[derive(FromRow)]
struct Count {
    state: String,
    number: i64,
}

// Both come from an index alone: the table itself holds every card of three months.
const COUNTS: &str = "SELECT state, COUNT(*) AS number FROM outbox WHERE state <> 'leased'
        GROUP BY state
    UNION ALL
    SELECT 'leased' AS state, COUNT(*) AS number FROM outbox WHERE state = 'leased'
        HAVING COUNT(*) > 0
    ORDER BY state";

/// How many are in each state, by the state's name.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    let rows: Vec<Count> = sqlx::query_as(COUNTS).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.state, row.number)).collect())
}
