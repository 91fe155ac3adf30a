//! Turns: each delivery is handled once; a second copy finds the first one's answer.

use jiff::Timestamp;
use sqlx::FromRow;

use super::employees::{self, OnPath};
use super::{Batch, Conn, EmployeeKey, Store, StoreError, WriteTx, unreadable};
use crate::bot_framework::invoke::InvokeResponse;

/// What makes a delivery the same as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnKey {
    /// The conversation's id.
    pub conversation_id: String,
    /// The activity's id.
    pub activity_id: String,
    /// The activity's type.
    pub kind: String,
}

#[derive(FromRow)]
struct Row {
    answer: Option<String>,
}

const NOTE: &str = "INSERT INTO turns (conversation_id, activity_id, kind, received_at)
    VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

/// Notes a delivery. `false` when it was noted before.
pub async fn note(conn: &mut Conn, key: &TurnKey, now: Timestamp) -> Result<bool, StoreError> {
    let mut batch = Batch::default();
    put(&mut batch, key, now);
    Ok(batch.carry_out(conn).await?.changed(0) == 1)
}

fn put(batch: &mut Batch, key: &TurnKey, now: Timestamp) {
    batch
        .push(NOTE)
        .bind(&key.conversation_id)
        .bind(&key.activity_id)
        .bind(&key.kind)
        .bind(now.as_millisecond());
}

/// A turn that has begun.
#[derive(Debug)]
pub struct Begun {
    /// Everything of the turn goes in here.
    pub tx: WriteTx,
    /// Was the delivery noted before? Then it is a copy.
    pub again: bool,
    /// Who is speaking, if we know them.
    pub known: Option<OnPath>,
}

/// Begins a turn: notes the delivery, if it can be told from others, and finds who is speaking.
pub async fn begin(
    store: &Store,
    key: Option<&TurnKey>,
    speaking: &EmployeeKey,
    now: Timestamp,
) -> Result<Begun, StoreError> {
    let mut batch = Batch::default();
    if let Some(key) = key {
        put(&mut batch, key, now);
    }
    let found = batch.next();
    employees::find_on_path(&mut batch, speaking, now);
    let (tx, done) = store.write_with(batch).await?;
    let again = key.is_some() && done.changed(0) == 0;
    Ok(Begun { tx, again, known: employees::found_on_path(&done, found)? })
}

const ANSWER: &str = "UPDATE turns SET answer = $4
    WHERE conversation_id = $1 AND activity_id = $2 AND kind = $3";

/// Keeps the answer that an invoke got.
pub fn keep_answer(
    batch: &mut Batch,
    key: &TurnKey,
    answer: &InvokeResponse,
) -> Result<(), StoreError> {
    let answer = serde_json::to_string(answer).map_err(|error| unreadable("answer", error))?;
    batch
        .push(ANSWER)
        .bind(&key.conversation_id)
        .bind(&key.activity_id)
        .bind(&key.kind)
        .bind(answer);
    Ok(())
}

const FIND: &str = "SELECT answer FROM turns
    WHERE conversation_id = $1 AND activity_id = $2 AND kind = $3";

/// The answer that an earlier copy of this delivery got, if it was one that has an answer.
pub async fn answer(conn: &mut Conn, key: &TurnKey) -> Result<Option<InvokeResponse>, StoreError> {
    let row: Option<Row> = sqlx::query_as(FIND)
        .bind(&key.conversation_id)
        .bind(&key.activity_id)
        .bind(&key.kind)
        .fetch_optional(conn)
        .await?;
    row.and_then(|row| row.answer)
        .map(|answer| serde_json::from_str(&answer).map_err(|e| unreadable("answer", e)))
        .transpose()
}

const FORGET: &str = "DELETE FROM turns WHERE received_at < $1";

/// Forgets deliveries from before `before`: no copy of them comes any more.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(FORGET).bind(before.as_millisecond()).execute(conn).await?;
    Ok(done.rows_affected())
}

const FORGET_OF: &str = "DELETE FROM turns WHERE received_at < $3 AND conversation_id =
    (SELECT conversation_id FROM employees WHERE tenant_id = $1 AND employee_id = $2)";

/// Forgets what came from one person before `before`, with the answers.
pub async fn forget_of(
    conn: &mut Conn,
    key: &EmployeeKey,
    before: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(FORGET_OF)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(before.as_millisecond())
        .execute(conn)
        .await?;
    Ok(())
}
