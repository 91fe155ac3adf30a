//! Cards that we showed. What a person presses counts only with the nonce of one of them.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

use super::bulk::{pieces, places};
use super::{Batch, Conn, EmployeeKey, StoreError, maybe_time, time};

/// A card that was shown to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCard {
    /// A text that only this card carries.
    pub nonce: String,
    /// To whom.
    pub key: EmployeeKey,
    /// What it is about, as the conversation wrote it down.
    pub subject: String,
    /// When.
    pub shown_at: Timestamp,
    /// Was it a nudge, or an answer to something the person did?
    pub nudge: bool,
    /// When the channel took it. Only kept for nudges.
    pub delivered_at: Option<Timestamp>,
    /// When it was first answered.
    pub answered_at: Option<Timestamp>,
    /// The card that replaced it, as JSON.
    pub result: Option<String>,
}

#[derive(FromRow)]
struct Row {
    nonce: String,
    tenant_id: String,
    employee_id: String,
    subject: String,
    shown_at: i64,
    nudge: i64,
    delivered_at: Option<i64>,
    answered_at: Option<i64>,
    result: Option<String>,
}

const ADD: &str = "INSERT INTO cards (nonce, tenant_id, employee_id, subject, shown_at, nudge)
    VALUES ($1, $2, $3, $4, $5, $6)";

/// Notes a card that is about to be shown.
pub fn add(batch: &mut Batch, card: &ShownCard) {
    batch
        .push(ADD)
        .bind(&card.nonce)
        .bind(&card.key.tenant_id)
        .bind(&card.key.employee_id)
        .bind(&card.subject)
        .bind(card.shown_at.as_millisecond())
        .bind(i64::from(card.nudge));
}

/// Notes nudges that are about to be shown.
pub async fn add_nudges(conn: &mut Conn, cards: &[&ShownCard]) -> Result<(), StoreError> {
    for piece in pieces(cards) {
        // Only places of values are put into the text.
        let sql = format!(
            "INSERT INTO cards (nonce, tenant_id, employee_id, subject, shown_at, nudge) VALUES {}",
            places(piece.len(), 6)
        );
        let query = piece.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, card| {
            query
                .bind(&card.nonce)
                .bind(&card.key.tenant_id)
                .bind(&card.key.employee_id)
                .bind(&card.subject)
                .bind(card.shown_at.as_millisecond())
                .bind(i64::from(card.nudge))
        });
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

const FIND: &str = "SELECT * FROM cards WHERE nonce = $1 AND tenant_id = $2 AND employee_id = $3";

/// The card with this nonce, if it was shown to this person.
pub async fn find(
    conn: &mut Conn,
    key: &EmployeeKey,
    nonce: &str,
) -> Result<Option<ShownCard>, StoreError> {
    let row: Option<Row> = sqlx::query_as(FIND)
        .bind(nonce)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .fetch_optional(conn)
        .await?;
    row.map(ShownCard::try_from).transpose()
}

const LAST: &str = "SELECT * FROM cards
    WHERE tenant_id = $1 AND employee_id = $2 AND nudge >= $3
    ORDER BY shown_at DESC, nonce DESC LIMIT 20";

/// The newest cards of this person, newest first; only nudges if `only_nudges`.
pub async fn newest(
    conn: &mut Conn,
    key: &EmployeeKey,
    only_nudges: bool,
) -> Result<Vec<ShownCard>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(LAST)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(i64::from(only_nudges))
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(ShownCard::try_from).collect()
}

const ANSWERED: &str = "UPDATE cards
    SET answered_at = COALESCE(answered_at, $2), result = $3 WHERE nonce = $1";

/// Notes that a card was answered, and what replaced it.
pub fn answered(batch: &mut Batch, nonce: &str, result: &str, at: Timestamp) {
    batch.push(ANSWERED).bind(nonce).bind(at.as_millisecond()).bind(result);
}

const DELIVERED: &str = "UPDATE cards SET delivered_at = $2 WHERE nonce = $1";

/// Notes that the channel took a card.
pub async fn delivered(conn: &mut Conn, nonce: &str, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(DELIVERED).bind(nonce).bind(at.as_millisecond()).execute(conn).await?;
    Ok(())
}

impl TryFrom<Row> for ShownCard {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<ShownCard, StoreError> {
        Ok(ShownCard {
            nonce: row.nonce,
            key: EmployeeKey::new(row.tenant_id, row.employee_id),
            subject: row.subject,
            shown_at: time("shown_at", row.shown_at)?,
            nudge: row.nudge == 1,
            delivered_at: maybe_time("delivered_at", row.delivered_at)?,
            answered_at: maybe_time("answered_at", row.answered_at)?,
            result: row.result,
        })
    }
}
