//! Campaigns of the plan that somebody paused or stopped; all others run.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Conn, StoreError, unreadable};

/// How a campaign was halted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// For a while: what waits goes on when the campaign does, if its moment has not passed.
    Paused,
    /// What waits lapses.
    Stopped,
}

impl Halt {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Halt::Paused => "paused",
            Halt::Stopped => "stopped",
        }
    }
}

#[derive(FromRow)]
struct Row {
    campaign_id: String,
    state: String,
}

const HALTED: &str = "SELECT campaign_id, state FROM campaigns ORDER BY campaign_id";

/// Campaigns that do not run now, by id.
pub async fn halted(conn: &mut Conn) -> Result<Vec<(String, Halt)>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(HALTED).fetch_all(conn).await?;
    let read = |row: Row| {
        let halt = [Halt::Paused, Halt::Stopped].into_iter().find(|halt| halt.name() == row.state);
        Ok((row.campaign_id, halt.ok_or_else(|| unreadable("state", row.state))?))
    };
    rows.into_iter().map(read).collect()
}

const HALT: &str = "INSERT INTO campaigns (campaign_id, state, changed_at) VALUES ($1, $2, $3)
    ON CONFLICT (campaign_id) DO UPDATE
    SET state = excluded.state, changed_at = excluded.changed_at";

/// Pauses or stops a campaign: from now on no process takes anything of it.
pub async fn halt(
    conn: &mut Conn,
    campaign: &str,
    halt: Halt,
    now: Timestamp,
) -> Result<(), StoreError> {
    let query = sqlx::query(HALT).bind(campaign).bind(halt.name()).bind(now.as_millisecond());
    query.execute(conn).await?;
    Ok(())
}

const RUN: &str = "DELETE FROM campaigns WHERE campaign_id = $1";

/// Lets a campaign run again. `false` when it ran already.
pub async fn run(conn: &mut Conn, campaign: &str) -> Result<bool, StoreError> {
    Ok(sqlx::query(RUN).bind(campaign).execute(conn).await?.rows_affected() == 1)
}
