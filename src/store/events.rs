//! Events: what happened on a path, for the person's own look back.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Batch, Conn, EmployeeKey, StoreError, time, unreadable};
use crate::learning::Event;

#[derive(FromRow)]
struct Row {
    at: i64,
    body: String,
}

const ADD: &str = "INSERT INTO events (id, tenant_id, employee_id, at, body)
    VALUES ($1, $2, $3, $4, $5)";

/// Adds an event.
pub fn add(
    batch: &mut Batch,
    id: &str,
    key: &EmployeeKey,
    event: &Event,
    at: Timestamp,
) -> Result<(), StoreError> {
    let body = serde_json::to_string(event).map_err(|error| unreadable("event", error))?;
    batch
        .push(ADD)
        .bind(id)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(at.as_millisecond())
        .bind(body);
    Ok(())
}

const OF_EMPLOYEE: &str = "SELECT at, body FROM events
    WHERE tenant_id = $1 AND employee_id = $2 ORDER BY at, id";

/// The events of one person, oldest first.
pub async fn of_employee(
    conn: &mut Conn,
    key: &EmployeeKey,
) -> Result<Vec<(Timestamp, Event)>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(OF_EMPLOYEE)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .fetch_all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let event =
                serde_json::from_str(&row.body).map_err(|error| unreadable("event", error))?;
            Ok((time("at", row.at)?, event))
        })
        .collect()
}
