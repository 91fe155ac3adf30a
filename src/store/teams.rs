//! Teams that added the bot, and which tips were put in their channels. Nothing about people.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Conn, StoreError, time};

/// A team that added the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// The Entra tenant.
    pub tenant_id: String,
    /// Its id, which is also that of its General channel.
    pub team_id: String,
    /// Its name, as Teams last said it.
    pub name: String,
    /// The Entra group behind it.
    pub group_id: Option<String>,
    /// The address of the channel's connector.
    pub service_url: String,
    /// Since when the bot is in it.
    pub added_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    tenant_id: String,
    team_id: String,
    name: String,
    group_id: Option<String>,
    service_url: String,
    added_at: i64,
}

const ALL: &str = "SELECT * FROM teams ORDER BY tenant_id, team_id";

/// All teams.
pub async fn all(conn: &mut Conn) -> Result<Vec<Team>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(ALL).fetch_all(conn).await?;
    rows.into_iter().map(Team::try_from).collect()
}

const OF_TENANT: &str = "SELECT * FROM teams WHERE tenant_id = $1 ORDER BY team_id";

/// The teams of one tenant.
pub async fn of_tenant(conn: &mut Conn, tenant_id: &str) -> Result<Vec<Team>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(OF_TENANT).bind(tenant_id).fetch_all(conn).await?;
    rows.into_iter().map(Team::try_from).collect()
}

// Not every activity says the name; what is known stays.
const PUT: &str = "INSERT INTO teams (tenant_id, team_id, name, group_id, service_url, added_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant_id, team_id) DO UPDATE SET
        name = CASE WHEN excluded.name = '' THEN teams.name ELSE excluded.name END,
        group_id = COALESCE(excluded.group_id, teams.group_id),
        service_url = excluded.service_url";

/// Notes that the bot is in a team, and what it is called now.
pub async fn put(conn: &mut Conn, team: &Team) -> Result<(), StoreError> {
    sqlx::query(PUT)
        .bind(&team.tenant_id)
        .bind(&team.team_id)
        .bind(&team.name)
        .bind(&team.group_id)
        .bind(&team.service_url)
        .bind(team.added_at.as_millisecond())
        .execute(conn)
        .await?;
    Ok(())
}

const REMOVE: &str = "DELETE FROM teams WHERE tenant_id = $1 AND team_id = $2";
const FORGET_POSTS: &str = "DELETE FROM posts WHERE tenant_id = $1 AND team_id = $2";

/// Forgets a team, and what was put in it.
pub async fn remove(conn: &mut Conn, tenant_id: &str, team_id: &str) -> Result<(), StoreError> {
    for sql in [REMOVE, FORGET_POSTS] {
        sqlx::query(sql).bind(tenant_id).bind(team_id).execute(&mut *conn).await?;
    }
    Ok(())
}

const MOVED: &str = "UPDATE teams SET service_url = $3 WHERE tenant_id = $1 AND service_url = $2";

/// Notes that a tenant's teams live at another address.
pub async fn moved(
    conn: &mut Conn,
    tenant_id: &str,
    from: &str,
    to: &str,
) -> Result<(), StoreError> {
    sqlx::query(MOVED).bind(tenant_id).bind(from).bind(to).execute(conn).await?;
    Ok(())
}

/// A tip that a post put in a team's channel.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Posted {
    /// At which of the post's times.
    pub slot: String,
    /// The tip.
    pub tip: String,
}

const POSTED: &str = "SELECT slot, tip FROM posts
    WHERE tenant_id = $1 AND team_id = $2 AND post_id = $3 ORDER BY at, slot";

/// What a post put in a team's channel, oldest first.
pub async fn posted(conn: &mut Conn, team: &Team, post: &str) -> Result<Vec<Posted>, StoreError> {
    let query = sqlx::query_as(POSTED).bind(&team.tenant_id).bind(&team.team_id).bind(post);
    Ok(query.fetch_all(conn).await?)
}

const NOTE: &str = "INSERT INTO posts (tenant_id, team_id, post_id, slot, tip, at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant_id, team_id, post_id, slot) DO NOTHING";

/// Notes a tip that a post puts in a team's channel. `false` when that time had its tip already.
pub async fn note(
    conn: &mut Conn,
    team: &Team,
    post: &str,
    posted: &Posted,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(NOTE)
        .bind(&team.tenant_id)
        .bind(&team.team_id)
        .bind(post)
        .bind(&posted.slot)
        .bind(&posted.tip)
        .bind(now.as_millisecond())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

impl TryFrom<Row> for Team {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Team, StoreError> {
        Ok(Team {
            tenant_id: row.tenant_id,
            team_id: row.team_id,
            name: row.name,
            group_id: row.group_id,
            service_url: row.service_url,
            added_at: time("added_at", row.added_at)?,
        })
    }
}
