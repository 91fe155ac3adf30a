//! What goes when its time has come: events shrink to counts, the delivery log and old cards go,
//! those who left are erased, and whoever is on the list only goes off it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sqlx::FromRow;

use super::privacy::{self, Held};
use super::{Conn, EmployeeKey, Store, StoreError, roster, skips, time};
use crate::clock::first_id_at;

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// What somebody answered and was shown, in months; then it becomes counts without people.
    pub answers_months: u32,
    /// What was delivered and how that went, in days.
    pub delivery_days: u32,
    /// Somebody for whom the app is gone, in days; then everything about them is erased. As long
    /// somebody whom the bot never met stays on the list after it was last said where they work.
    pub leavers_days: u32,
}

impl Default for Retention {
    fn default() -> Retention {
        Retention { answers_months: 12, delivery_days: 90, leavers_days: 30 }
    }
}

/// What went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gone {
    /// Events that became counts.
    pub events: u64,
    /// Cards.
    pub cards: u64,
    /// Lines of the delivery log.
    pub deliveries: u64,
    /// People who left.
    pub leavers: u64,
    /// People on the list whom the bot does not know.
    pub unmet: u64,
}

/// So many events become counts in one transaction, so that turns do not wait long.
const BATCH: i64 = 2_000;

impl Retention {
    /// Lets everything go whose time has come. A failure half-way leaves the rest for next time.
    pub async fn carry_out(&self, store: &Store, now: Timestamp) -> Result<Gone, StoreError> {
        let mut gone = Gone::default();
        let answers = ago(now, i64::from(self.answers_months) * 365 / 12);
        loop {
            let mut tx = store.write().await?;
            let counted = count_events(&mut tx, answers).await?;
            tx.commit().await?;
            gone.events += counted;
            if counted < BATCH.unsigned_abs() {
                break;
            }
        }
        let mut tx = store.write().await?;
        gone.cards = forget_cards(&mut tx, answers).await?;
        gone.deliveries =
            forget_deliveries(&mut tx, ago(now, i64::from(self.delivery_days))).await?;
        skips::forget(&mut tx, ago(now, i64::from(self.delivery_days))).await?;
        note_leavers(&mut tx, now).await?;
        let before = ago(now, i64::from(self.leavers_days));
        let left = leavers(&mut tx, before).await?;
        gone.unmet = roster::forget_unmet(&mut tx, before).await?;
        tx.commit().await?;
        for key in left {
            let mut tx = store.write().await?;
            let _: Held = privacy::erase(&mut tx, &key, now).await?;
            tx.commit().await?;
            gone.leavers += 1;
        }
        Ok(gone)
    }
}

fn ago(now: Timestamp, days: i64) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN)
}

#[derive(FromRow)]
struct Event {
    tenant_id: String,
    at: i64,
    body: String,
}

// Deleting and reading in one statement: of two processes only one counts a row.
const TAKE_EVENTS: &str = "DELETE FROM events
    WHERE id IN (SELECT id FROM events WHERE id < $1 ORDER BY id LIMIT $2)
    RETURNING tenant_id, at, body";

const COUNT_MORE: &str = "INSERT INTO event_counts (tenant_id, month, kind, item, number)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant_id, month, kind, item)
    DO UPDATE SET number = event_counts.number + excluded.number";

/// Turns a batch of events from before `before` into counts. Returns how many.
async fn count_events(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    let events: Vec<Event> = sqlx::query_as(TAKE_EVENTS)
        .bind(first_id_at(before))
        .bind(BATCH)
        .fetch_all(&mut *conn)
        .await?;
    let mut counts: BTreeMap<(String, String, String, String), i64> = BTreeMap::new();
    for event in &events {
        let month = time("at", event.at)?.strftime("%Y-%m").to_string();
        let (kind, item) = kind_and_item(&event.body);
        *counts.entry((event.tenant_id.clone(), month, kind, item)).or_default() += 1;
    }
    for ((tenant, month, kind, item), number) in counts {
        sqlx::query(COUNT_MORE)
            .bind(tenant)
            .bind(month)
            .bind(kind)
            .bind(item)
            .bind(number)
            .execute(&mut *conn)
            .await?;
    }
    Ok(events.len() as u64)
}

/// What kind of event it was, such as `did:not_yet`, and about which item.
fn kind_and_item(body: &str) -> (String, String) {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |name: &str| match &body[name] {
        Value::String(text) => Some(text.clone()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null if name == "right" && body.get(name).is_some() => Some("unknown".to_owned()),
        _ => None,
    };
    let event = text("event").unwrap_or_else(|| "unreadable".to_owned());
    let answer = ["did", "right", "can", "form"].into_iter().find_map(text);
    let kind = answer.map_or_else(|| event.clone(), |answer| format!("{event}:{answer}"));
    let item = text("item")
        .or_else(|| Some(format!("{}/{}", text("area")?, text("level").unwrap_or_default())));
    (kind, item.unwrap_or_default())
}

#[derive(FromRow)]
struct Count {
    month: String,
    kind: String,
    item: String,
    number: i64,
}

const COUNTS: &str = "SELECT month, kind, item, number FROM event_counts
    WHERE tenant_id = $1 ORDER BY month, kind, item";

/// What is left of a tenant's old events: month, kind, item, number.
pub async fn counts(
    conn: &mut Conn,
    tenant_id: &str,
) -> Result<Vec<(String, String, String, i64)>, StoreError> {
    let rows: Vec<Count> = sqlx::query_as(COUNTS).bind(tenant_id).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.month, row.kind, row.item, row.number)).collect())
}

const FORGET_CARDS: &str = "DELETE FROM cards WHERE shown_at < $1";

async fn forget_cards(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(FORGET_CARDS).bind(before.as_millisecond()).execute(conn).await?;
    Ok(done.rows_affected())
}

const FORGET_DELIVERIES: &str = "DELETE FROM outbox WHERE id < $1 AND settled_at IS NOT NULL";

async fn forget_deliveries(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(FORGET_DELIVERIES).bind(first_id_at(before)).execute(conn).await?;
    Ok(done.rows_affected())
}

const GONE: &str = "UPDATE employees SET gone_at = $1
    WHERE reach <> 'reachable' AND reach = 'uninstalled' AND gone_at IS NULL";
const BACK: &str = "UPDATE employees SET gone_at = $1
    WHERE gone_at IS NOT NULL AND reach <> 'uninstalled'";

/// Notes since when the app is gone for somebody, and who came back.
async fn note_leavers(conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(GONE).bind(now.as_millisecond()).execute(&mut *conn).await?;
    sqlx::query(BACK).bind(None::<i64>).execute(conn).await?;
    Ok(())
}

#[derive(FromRow)]
struct Leaver {
    tenant_id: String,
    employee_id: String,
}

const LEAVERS: &str = "SELECT tenant_id, employee_id FROM employees
    WHERE gone_at IS NOT NULL AND gone_at <= $1 ORDER BY gone_at LIMIT 1000";

async fn leavers(conn: &mut Conn, before: Timestamp) -> Result<Vec<EmployeeKey>, StoreError> {
    let rows: Vec<Leaver> =
        sqlx::query_as(LEAVERS).bind(before.as_millisecond()).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| EmployeeKey::new(row.tenant_id, row.employee_id)).collect())
}
