//! Turns: each delivery is handled once; a second copy finds the first one's answer.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Conn, StoreError, unreadable};
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

const BEGIN: &str = "INSERT INTO turns (conversation_id, activity_id, kind, received_at)
    VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

/// Notes a delivery. `false` when it was noted before.
pub async fn begin(conn: &mut Conn, key: &TurnKey, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(BEGIN)
        .bind(&key.conversation_id)
        .bind(&key.activity_id)
        .bind(&key.kind)
        .bind(now.as_millisecond())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

const ANSWER: &str = "UPDATE turns SET answer = $4
    WHERE conversation_id = $1 AND activity_id = $2 AND kind = $3";

/// Keeps the answer that an invoke got.
pub async fn keep_answer(
    conn: &mut Conn,
    key: &TurnKey,
    answer: &InvokeResponse,
) -> Result<(), StoreError> {
    let answer = serde_json::to_string(answer).map_err(|error| unreadable("answer", error))?;
    sqlx::query(ANSWER)
        .bind(&key.conversation_id)
        .bind(&key.activity_id)
        .bind(&key.kind)
        .bind(answer)
        .execute(conn)
        .await?;
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
