//! Published content: every version as it was, numbered, never changed.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Conn, StoreError, time};

/// A published version, without its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its number, from 1.
    pub version: i64,
    /// When it was published.
    pub at: Timestamp,
    /// What the publisher said about it.
    pub note: String,
    /// How many tips it has.
    pub tips: i64,
}

/// A version to publish.
#[derive(Debug, Clone, Copy)]
pub struct NewEdition<'a> {
    /// What the publisher says about it.
    pub note: &'a str,
    /// How many tips it has.
    pub tips: i64,
    /// Its files, as text.
    pub body: &'a str,
    /// Now.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    version: i64,
    published_at: i64,
    note: String,
    tips: i64,
}

#[derive(FromRow)]
struct Body {
    body: String,
}

const NEWEST: &str = "SELECT version, published_at, note, tips FROM editions
    ORDER BY version DESC LIMIT 1";

/// The newest version: the one that is live.
pub async fn newest(conn: &mut Conn) -> Result<Option<Published>, StoreError> {
    let row: Option<Row> = sqlx::query_as(NEWEST).fetch_optional(conn).await?;
    row.map(Published::try_from).transpose()
}

const ALL: &str = "SELECT version, published_at, note, tips FROM editions ORDER BY version DESC";

/// All versions, the newest first.
pub async fn all(conn: &mut Conn) -> Result<Vec<Published>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(ALL).fetch_all(conn).await?;
    rows.into_iter().map(Published::try_from).collect()
}

const BODY: &str = "SELECT body FROM editions WHERE version = $1";

/// The files of a version, as text.
pub async fn body(conn: &mut Conn, version: i64) -> Result<Option<String>, StoreError> {
    let row: Option<Body> = sqlx::query_as(BODY).bind(version).fetch_optional(conn).await?;
    Ok(row.map(|row| row.body))
}

const ADD: &str = "INSERT INTO editions (version, published_at, note, tips, body)
    VALUES ($1, $2, $3, $4, $5)";

/// Adds a version after the newest, and gives its number. Of two that publish at once the second
/// is refused by the key, and nothing of it is kept.
pub async fn add(conn: &mut Conn, edition: NewEdition<'_>) -> Result<i64, StoreError> {
    let version = newest(conn).await?.map_or(1, |newest| newest.version + 1);
    sqlx::query(ADD)
        .bind(version)
        .bind(edition.at.as_millisecond())
        .bind(edition.note)
        .bind(edition.tips)
        .bind(edition.body)
        .execute(conn)
        .await?;
    Ok(version)
}

impl TryFrom<Row> for Published {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Published, StoreError> {
        Ok(Published {
            version: row.version,
            at: time("published_at", row.published_at)?,
            note: row.note,
            tips: row.tips,
        })
    }
}
