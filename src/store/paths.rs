//! Paths: what is known of a person's way through the library, as one document each.

use sqlx::FromRow;

use super::{Batch, Conn, EmployeeKey, StoreError, unreadable};
use crate::learning::Path;

#[derive(FromRow)]
struct Row {
    body: String,
}

const FIND: &str = "SELECT body FROM paths WHERE tenant_id = $1 AND employee_id = $2";

/// The path of this person; a new one for somebody without.
pub async fn find(conn: &mut Conn, key: &EmployeeKey) -> Result<Path, StoreError> {
    let row: Option<Row> = sqlx::query_as(FIND)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .fetch_optional(conn)
        .await?;
    row.map_or(Ok(Path::default()), |row| read(&row.body))
}

/// Reads a stored path.
pub(super) fn read(body: &str) -> Result<Path, StoreError> {
    serde_json::from_str(body).map_err(|error| unreadable("path", error))
}

const SAVE: &str = "INSERT INTO paths (tenant_id, employee_id, body) VALUES ($1, $2, $3)
    ON CONFLICT (tenant_id, employee_id) DO UPDATE SET body = excluded.body";

/// Stores the path of this person.
pub async fn save(conn: &mut Conn, key: &EmployeeKey, path: &Path) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    change(&mut batch, key, path)?;
    batch.carry_out(conn).await.map(|_| ())
}

/// As [`save`], together with other statements.
pub fn change(batch: &mut Batch, key: &EmployeeKey, path: &Path) -> Result<(), StoreError> {
    let body = serde_json::to_string(path).map_err(|error| unreadable("path", error))?;
    batch.push(SAVE).bind(&key.tenant_id).bind(&key.employee_id).bind(body);
    Ok(())
}
