//! Taking what waits, for a time, and noting how it ended.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Lease, Outgoing, Purpose, Settlement};
use crate::bot_framework::ConversationReference;
use crate::store::{Batch, Conn, EmployeeKey, StoreError, maybe_time, time, unreadable};

#[derive(FromRow)]
struct Row {
    id: String,
    tenant_id: String,
    employee_id: Option<String>,
    idempotency_key: String,
    purpose: String,
    conversation_id: String,
    service_url: String,
    activity_id: Option<String>,
    activity: String,
    nonce: Option<String>,
    campaign: Option<String>,
    attempts: i64,
    uncertain: i64,
    not_before: i64,
    lapses_at: Option<i64>,
}

// The condition stands inside and outside: PostgreSQL looks again only at the outer one when
// another worker took the row in between. Of one conversation one row is taken at a time, the
// most urgent and then the oldest, so that activities arrive in order and never collide. A lease
// that ran out leaves an attempt that may have arrived. What belongs to a campaign that was paused
// or stopped is not taken, nor what the channel asked to wait with.
const LEASE: &str = "UPDATE outbox
    SET state = 'leased', lease_owner = $1, lease_until = $2, attempts = attempts + 1,
        uncertain = uncertain + CASE WHEN state = 'leased' THEN 1 ELSE 0 END
    WHERE (state = 'planned' OR (state = 'leased' AND lease_until <= $3))
      AND id IN (
        SELECT id FROM outbox AS mine
        WHERE state IN ('planned', 'leased')
          AND (state = 'planned' OR lease_until <= $3)
          AND not_before <= $3
          AND urgency <= $5
          AND tenant_id NOT IN ($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
          AND (state = 'leased' OR lapses_at IS NULL OR lapses_at > $3)
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
        ORDER BY urgency, not_before, id
        LIMIT $4)
    RETURNING id, tenant_id, employee_id, idempotency_key, purpose, conversation_id, service_url,
        activity_id, activity, nonce, campaign, attempts, uncertain, not_before, lapses_at";

/// So many tenants can be passed over in one statement.
const PASSED_OVER: usize = 12;

/// What is not taken, because it could not be sent now anyway.
#[derive(Debug, Clone, Default)]
pub struct Except {
    /// No nudges: replies and updates only.
    pub nudges: bool,
    /// Nothing for these tenants; of more than twelve some are taken all the same.
    pub tenants: Vec<String>,
}

/// Leases up to `at_most` things to send.
pub async fn lease(
    conn: &mut Conn,
    lease: &Lease,
    at_most: i64,
    now: Timestamp,
) -> Result<Vec<Outgoing>, StoreError> {
    lease_except(conn, lease, at_most, &Except::default(), now).await
}

/// Leases up to `at_most` things to send, and passes over what is excepted.
pub async fn lease_except(
    conn: &mut Conn,
    lease: &Lease,
    at_most: i64,
    except: &Except,
    now: Timestamp,
) -> Result<Vec<Outgoing>, StoreError> {
    let purpose = if except.nudges { Purpose::Update } else { Purpose::Nudge };
    let query = sqlx::query_as(LEASE)
        .bind(&lease.owner)
        .bind(lease.until.as_millisecond())
        .bind(now.as_millisecond())
        .bind(at_most)
        .bind(purpose.urgency());
    let tenants = except.tenants.iter().map(String::as_str).chain(std::iter::repeat(""));
    let query = tenants.take(PASSED_OVER).fold(query, sqlx::query::QueryAs::bind);
    let rows: Vec<Row> = query.fetch_all(conn).await?;
    let mut leased: Vec<_> = rows.into_iter().map(Outgoing::try_from).collect::<Result<_, _>>()?;
    leased.sort_by(|a, b| (a.purpose.urgency(), &a.id).cmp(&(b.purpose.urgency(), &b.id)));
    Ok(leased)
}

const END: &str = "UPDATE outbox
    SET state = $3, reason = $4, settled_at = $5, lease_owner = $6, lease_until = $7
    WHERE id = $1 AND state = 'leased' AND lease_owner = $2";

const AGAIN: &str = "UPDATE outbox
    SET state = 'planned', reason = $3, not_before = $4, uncertain = uncertain + $5,
        lease_owner = $6, lease_until = $7
    WHERE id = $1 AND state = 'leased' AND lease_owner = $2";

const PUT_BACK: &str = "UPDATE outbox
    SET state = 'planned', attempts = attempts - 1, not_before = $3, lease_owner = $4,
        lease_until = $5
    WHERE id = $1 AND state = 'leased' AND lease_owner = $2";

/// Puts a leased row back that was not tried after all.
pub async fn put_back(
    conn: &mut Conn,
    id: &str,
    owner: &str,
    not_before: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(PUT_BACK)
        .bind(id)
        .bind(owner)
        .bind(not_before.as_millisecond())
        .bind(None::<String>)
        .bind(None::<i64>)
        .execute(conn)
        .await?;
    Ok(())
}

const LET_GO: &str = "UPDATE outbox SET lease_until = $2
    WHERE state IN ('planned', 'leased') AND state = 'leased' AND lease_owner = $1";

/// Ends all leases of a worker that stops: others may take what it had at once. Says how many.
pub async fn let_go(conn: &mut Conn, owner: &str, now: Timestamp) -> Result<u64, StoreError> {
    let query = sqlx::query(LET_GO).bind(owner).bind(now.as_millisecond());
    Ok(query.execute(conn).await?.rows_affected())
}

/// Notes that all of `ids` were sent, in one statement. Leaves out those whose lease was lost.
pub fn sent(batch: &mut Batch, ids: &[&str], owner: &str, now: Timestamp) {
    if ids.is_empty() {
        return;
    }
    let places: Vec<String> = (5..5 + ids.len()).map(|place| format!("${place}")).collect();
    let statement = batch
        .push(format!(
            "UPDATE outbox SET state = 'sent', settled_at = $2, lease_owner = $3, lease_until = $4
            WHERE state = 'leased' AND lease_owner = $1 AND id IN ({})",
            places.join(", ")
        ))
        .bind(owner)
        .bind(now.as_millisecond())
        .bind(None::<String>)
        .bind(None::<i64>);
    ids.iter().fold(statement, |statement, id| statement.bind(*id));
}

/// Notes how an attempt ended. Does nothing when the lease was lost in between.
pub async fn settle(
    conn: &mut Conn,
    id: &str,
    owner: &str,
    settlement: &Settlement,
    now: Timestamp,
) -> Result<(), StoreError> {
    let query = match settlement {
        Settlement::Ended { state, reason } => sqlx::query(END)
            .bind(id)
            .bind(owner)
            .bind(state.name())
            .bind(reason)
            .bind(now.as_millisecond()),
        Settlement::Again { uncertain, not_before, reason } => sqlx::query(AGAIN)
            .bind(id)
            .bind(owner)
            .bind(reason)
            .bind(not_before.as_millisecond())
            .bind(i64::from(*uncertain)),
    };
    query.bind(None::<String>).bind(None::<i64>).execute(conn).await?;
    Ok(())
}

impl TryFrom<Row> for Outgoing {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Outgoing, StoreError> {
        Ok(Outgoing {
            id: row.id,
            key: EmployeeKey::new(row.tenant_id, row.employee_id.unwrap_or_default()),
            idempotency_key: row.idempotency_key,
            purpose: Purpose::read(&row.purpose)?,
            to: ConversationReference {
                conversation_id: row.conversation_id,
                service_url: row.service_url,
            },
            activity_id: row.activity_id,
            activity: serde_json::from_str(&row.activity)
                .map_err(|error| unreadable("activity", error))?,
            nonce: row.nonce,
            campaign: row.campaign,
            attempts: row.attempts,
            uncertain: row.uncertain,
            not_before: time("not_before", row.not_before)?,
            lapses_at: maybe_time("lapses_at", row.lapses_at)?,
        })
    }
}
