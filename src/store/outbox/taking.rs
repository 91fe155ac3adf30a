//! Taking what waits, for a time, and noting how it ended.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

use super::{Lease, Outgoing, Purpose, Settlement};
use crate::bot_framework::ConversationReference;
use crate::store::batch::Statement;
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

/// So many are leased in one statement.
const AT_ONCE: usize = 100;

// Everything is looked at again that may have changed since the ids were read: another worker may
// have taken the row, something more urgent of the conversation may have come, the campaign may
// have been stopped. The condition stands inside and outside: PostgreSQL looks again only at the
// outer one when another worker took the row in between. A lease that ran out leaves an attempt
// that may have arrived.
fn lease_of(number: usize) -> String {
    let places: Vec<String> = (4..4 + number).map(|place| format!("${place}")).collect();
    format!(
        "UPDATE outbox
    SET state = 'leased', lease_owner = $1, lease_until = $2, attempts = attempts + 1,
        uncertain = uncertain + CASE WHEN state = 'leased' THEN 1 ELSE 0 END
    WHERE (state = 'planned' OR (state = 'leased' AND lease_until <= $3))
      AND id IN (
        SELECT id FROM outbox AS mine
        WHERE id IN ({})
          AND (state = 'planned' OR (state = 'leased' AND lease_until <= $3))
          AND ((state = 'leased' AND lapses_at <= $3)
               OR NOT EXISTS (SELECT 1 FROM campaigns WHERE campaign_id = mine.campaign))
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
                   OR (other.state = 'leased' AND other.lease_until > $3))))
    RETURNING id, tenant_id, employee_id, idempotency_key, purpose, conversation_id, service_url,
        activity_id, activity, nonce, campaign, attempts, uncertain, not_before, lapses_at",
        places.join(", ")
    )
}

/// Leases those of `ids` that may still be sent, as [`choose`](super::choose) and
/// [`expired`](super::expired) found them.
pub async fn lease(
    conn: &mut Conn,
    ids: &[String],
    lease: &Lease,
    now: Timestamp,
) -> Result<Vec<Outgoing>, StoreError> {
    let mut leased = Vec::with_capacity(ids.len());
    for piece in ids.chunks(AT_ONCE) {
        // Only places of values are put into the text.
        let query = sqlx::query_as(AssertSqlSafe(lease_of(piece.len())))
            .bind(&lease.owner)
            .bind(lease.until.as_millisecond())
            .bind(now.as_millisecond());
        let query = piece.iter().fold(query, sqlx::query::QueryAs::bind);
        let rows: Vec<Row> = query.fetch_all(&mut *conn).await?;
        for row in rows {
            leased.push(Outgoing::try_from(row)?);
        }
    }
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

const MOVED: &str = "UPDATE outbox SET conversation_id = $2, service_url = $3
    WHERE conversation_id = $1 AND state IN ('planned', 'leased')";

/// What is still to be sent to a conversation goes to another, or to the same at another address.
pub async fn moved(
    conn: &mut Conn,
    from: &ConversationReference,
    to: &ConversationReference,
) -> Result<(), StoreError> {
    let query = sqlx::query(MOVED).bind(&from.conversation_id);
    query.bind(&to.conversation_id).bind(&to.service_url).execute(conn).await?;
    Ok(())
}

const LET_GO: &str = "UPDATE outbox SET lease_until = $2
    WHERE state = 'leased' AND lease_owner = $1";

/// Ends all leases of a worker that stops: others may take what it had at once. Says how many.
pub async fn let_go(conn: &mut Conn, owner: &str, now: Timestamp) -> Result<u64, StoreError> {
    let query = sqlx::query(LET_GO).bind(owner).bind(now.as_millisecond());
    Ok(query.execute(conn).await?.rows_affected())
}

// A fixed number of places: every other text would be prepared and kept for itself.
const SENT: &str = "UPDATE outbox
    SET state = 'sent', settled_at = $2, lease_owner = $3, lease_until = $4
    WHERE state = 'leased' AND lease_owner = $1 AND id IN (
        $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
const SENT_AT_ONCE: usize = 16;

/// Notes that all of `ids` were sent. Leaves out those whose lease was lost.
pub fn sent(batch: &mut Batch, ids: &[&str], owner: &str, now: Timestamp) {
    for piece in ids.chunks(SENT_AT_ONCE) {
        let statement = batch
            .push(SENT)
            .bind(owner)
            .bind(now.as_millisecond())
            .bind(None::<String>)
            .bind(None::<i64>);
        let ids = piece.iter().map(|id| Some((*id).to_owned())).chain(std::iter::repeat(None));
        ids.take(SENT_AT_ONCE).fold(statement, Statement::bind);
    }
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
