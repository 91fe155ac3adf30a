//! The outbox: what is waiting to be sent, with lease and attempts, and what came of it.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Conn, EmployeeKey, StoreError, maybe_time, unreadable};
use crate::bot_framework::{Activity, ConversationReference};

/// Something to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Its id; sorts by time.
    pub id: String,
    /// To whom.
    pub key: EmployeeKey,
    /// The same thing twice has the same key, and is sent once.
    pub idempotency_key: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Where to.
    pub to: ConversationReference,
    /// The activity that it replaces, for an update.
    pub activity_id: Option<String>,
    /// What to send.
    pub activity: Activity,
    /// The nonce of the card in it, for a nudge.
    pub nonce: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// Not before.
    pub not_before: Timestamp,
    /// From then on it is not sent any more.
    pub lapses_at: Option<Timestamp>,
}

/// What something to send is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An answer to something the person did. Goes first.
    Reply,
    /// A new face for a card that was sent before.
    Update,
    /// A card that nobody asked for.
    Nudge,
}

/// How something to send ended, or how it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waiting.
    Planned,
    /// Taken by a worker until its lease ends.
    Leased,
    /// Delivered.
    Sent,
    /// Its moment passed.
    Lapsed,
    /// The person blocked the bot.
    Blocked,
    /// The app is not installed for the person.
    Uninstalled,
    /// An admin blocked the app.
    DisabledByAdmin,
    /// We made a mistake; sending it again would repeat it.
    Failed,
    /// It may or may not have been delivered.
    Ambiguous,
}

/// How an attempt to send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// For good.
    Ended {
        /// How.
        state: State,
        /// Why, for the log.
        reason: Option<String>,
    },
    /// Try again.
    Again {
        /// Not before.
        not_before: Timestamp,
        /// Why.
        reason: String,
    },
}

impl Purpose {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Reply => "reply",
            Purpose::Update => "update",
            Purpose::Nudge => "nudge",
        }
    }

    /// Replies before updates before nudges.
    fn urgency(self) -> i64 {
        match self {
            Purpose::Reply => 0,
            Purpose::Update => 1,
            Purpose::Nudge => 2,
        }
    }

    fn read(name: &str) -> Result<Purpose, StoreError> {
        [Purpose::Reply, Purpose::Update, Purpose::Nudge]
            .into_iter()
            .find(|purpose| purpose.name() == name)
            .ok_or_else(|| unreadable("purpose", name))
    }
}

impl State {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Leased => "leased",
            State::Sent => "sent",
            State::Lapsed => "lapsed",
            State::Blocked => "blocked",
            State::Uninstalled => "uninstalled",
            State::DisabledByAdmin => "disabled_by_admin",
            State::Failed => "failed",
            State::Ambiguous => "ambiguous",
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: String,
    tenant_id: String,
    employee_id: String,
    idempotency_key: String,
    purpose: String,
    conversation_id: String,
    service_url: String,
    activity_id: Option<String>,
    activity: String,
    nonce: Option<String>,
    attempts: i64,
    not_before: i64,
    lapses_at: Option<i64>,
}

const ADD: &str = "INSERT INTO outbox (
        id, tenant_id, employee_id, idempotency_key, purpose, urgency, conversation_id,
        service_url, activity_id, activity, nonce, state, attempts, not_before, lapses_at,
        created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'planned', 0, $12, $13,
        $14)
    ON CONFLICT (idempotency_key) DO NOTHING";

/// Puts something in the outbox. `false` when the same thing is there already.
pub async fn add(conn: &mut Conn, outgoing: &Outgoing, now: Timestamp) -> Result<bool, StoreError> {
    let activity =
        serde_json::to_string(&outgoing.activity).map_err(|error| unreadable("activity", error))?;
    let done = sqlx::query(ADD)
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
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

// The condition stands inside and outside: PostgreSQL looks again only at the outer one when
// another worker took the row in between. Of one conversation one row is taken at a time, the
// most urgent and then the oldest, so that activities arrive in order and never collide.
const LEASE: &str = "UPDATE outbox
    SET state = 'leased', lease_owner = $1, lease_until = $2, attempts = attempts + 1
    WHERE (state = 'planned' OR (state = 'leased' AND lease_until <= $3))
      AND id IN (
        SELECT id FROM outbox AS mine
        WHERE state IN ('planned', 'leased')
          AND (state = 'planned' OR lease_until <= $3)
          AND not_before <= $3
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
        activity_id, activity, nonce, attempts, not_before, lapses_at";

/// Takes up to `at_most` things to send, for `owner`, until `until`.
pub async fn lease(
    conn: &mut Conn,
    owner: &str,
    until: Timestamp,
    at_most: i64,
    now: Timestamp,
) -> Result<Vec<Outgoing>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(LEASE)
        .bind(owner)
        .bind(until.as_millisecond())
        .bind(now.as_millisecond())
        .bind(at_most)
        .fetch_all(conn)
        .await?;
    let mut leased: Vec<_> = rows.into_iter().map(Outgoing::try_from).collect::<Result<_, _>>()?;
    leased.sort_by(|a, b| (a.purpose.urgency(), &a.id).cmp(&(b.purpose.urgency(), &b.id)));
    Ok(leased)
}

const END: &str = "UPDATE outbox
    SET state = $3, reason = $4, settled_at = $5, lease_owner = $6, lease_until = $7
    WHERE id = $1 AND state = 'leased' AND lease_owner = $2";

const AGAIN: &str = "UPDATE outbox
    SET state = 'planned', reason = $3, not_before = $4, lease_owner = $5, lease_until = $6
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
        Settlement::Again { not_before, reason } => {
            sqlx::query(AGAIN).bind(id).bind(owner).bind(reason).bind(not_before.as_millisecond())
        }
    };
    query.bind(None::<String>).bind(None::<i64>).execute(conn).await?;
    Ok(())
}

const LAPSE: &str =
    "UPDATE outbox SET state = 'lapsed', reason = 'its moment passed', settled_at = $1
    WHERE state IN ('planned', 'leased') AND state = 'planned' AND lapses_at <= $1";

/// Lets everything lapse whose moment passed.
pub async fn lapse(conn: &mut Conn, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(LAPSE).bind(now.as_millisecond()).execute(conn).await?;
    Ok(done.rows_affected())
}

const WITHDRAW: &str = "UPDATE outbox SET state = 'lapsed', reason = $3, settled_at = $4
    WHERE state IN ('planned', 'leased') AND state = 'planned'
      AND tenant_id = $1 AND employee_id = $2 AND purpose = 'nudge'";

/// Withdraws waiting nudges of somebody who stopped, paused or left.
pub async fn withdraw_nudges(
    conn: &mut Conn,
    key: &EmployeeKey,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(WITHDRAW)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(reason)
        .bind(now.as_millisecond())
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct Count {
    state: String,
    number: i64,
}

const COUNTS: &str = "SELECT state, COUNT(*) AS number FROM outbox GROUP BY state ORDER BY state";

/// How many are in each state, by the state's name.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    let rows: Vec<Count> = sqlx::query_as(COUNTS).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.state, row.number)).collect())
}

#[derive(FromRow)]
struct Next {
    at: Option<i64>,
}

const NEXT: &str =
    "SELECT MIN(CASE WHEN state = 'planned' THEN not_before ELSE lease_until END) AS at
    FROM outbox WHERE state IN ('planned', 'leased')";

/// When the next thing may be sent: one that waits, or one whose lease runs out.
pub async fn next_at(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let next: Next = sqlx::query_as(NEXT).fetch_one(conn).await?;
    maybe_time("not_before", next.at)
}

impl TryFrom<Row> for Outgoing {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Outgoing, StoreError> {
        Ok(Outgoing {
            id: row.id,
            key: EmployeeKey::new(row.tenant_id, row.employee_id),
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
            attempts: row.attempts,
            not_before: super::time("not_before", row.not_before)?,
            lapses_at: maybe_time("lapses_at", row.lapses_at)?,
        })
    }
}
