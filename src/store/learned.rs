//! What all people of a tenant teach together, as sums. No row belongs to a person, so erasing
//! somebody leaves them as they are.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::{Batch, Conn, StoreError, unreadable};
use crate::learning::{Gathered, Learned, Levels};

const ADD_ITEM: &str = "INSERT INTO learned_items
        (tenant_id, item, answers, precision_added, weighted_added)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant_id, item) DO UPDATE SET
        answers = learned_items.answers + excluded.answers,
        precision_added = learned_items.precision_added + excluded.precision_added,
        weighted_added = learned_items.weighted_added + excluded.weighted_added";

const ADD_RECALLS: &str = "INSERT INTO learned_recalls (tenant_id, bin, answers, right_answers)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant_id, bin) DO UPDATE SET
        answers = learned_recalls.answers + excluded.answers,
        right_answers = learned_recalls.right_answers + excluded.right_answers";

const ADD_LEVELS: &str = "INSERT INTO learned_levels (tenant_id, answers, people, level_sum)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant_id) DO UPDATE SET
        answers = learned_levels.answers + excluded.answers,
        people = learned_levels.people + excluded.people,
        level_sum = learned_levels.level_sum + excluded.level_sum";

/// Adds to what this tenant's people have taught. Everybody adds in the same order, so nobody waits
/// in a circle.
pub fn add(batch: &mut Batch, tenant_id: &str, more: &Learned) {
    for (item, sum) in &more.items {
        batch
            .push(ADD_ITEM)
            .bind(tenant_id)
            .bind(item)
            .bind(i64::from(sum.answers))
            .bind(sum.precision)
            .bind(sum.weighted);
    }
    for (bin, answers, right) in more.recalls.bins() {
        batch
            .push(ADD_RECALLS)
            .bind(tenant_id)
            .bind(i64::try_from(bin).unwrap_or(i64::MAX))
            .bind(i64::from(answers))
            .bind(i64::from(right));
    }
    let Levels { answers, people, sum } = more.levels;
    if answers > 0 {
        batch
            .push(ADD_LEVELS)
            .bind(tenant_id)
            .bind(i64::from(answers))
            .bind(i64::from(people))
            .bind(sum);
    }
}

#[derive(FromRow)]
struct ItemRow {
    tenant_id: String,
    item: String,
    answers: i64,
    precision_added: f64,
    weighted_added: f64,
}

#[derive(FromRow)]
struct RecallsRow {
    tenant_id: String,
    bin: i64,
    answers: i64,
    right_answers: i64,
}

#[derive(FromRow)]
struct LevelsRow {
    tenant_id: String,
    answers: i64,
    people: i64,
    level_sum: f64,
}

const ITEMS: &str = "SELECT tenant_id, item, answers, precision_added, weighted_added
    FROM learned_items ORDER BY tenant_id, item";
const RECALLS: &str = "SELECT tenant_id, bin, answers, right_answers
    FROM learned_recalls ORDER BY tenant_id, bin";
const LEVELS: &str = "SELECT tenant_id, answers, people, level_sum
    FROM learned_levels ORDER BY tenant_id";

/// What all have taught, by tenant.
pub async fn all(conn: &mut Conn) -> Result<BTreeMap<String, Learned>, StoreError> {
    let mut all: BTreeMap<String, Learned> = BTreeMap::new();
    let items: Vec<ItemRow> = sqlx::query_as(ITEMS).fetch_all(&mut *conn).await?;
    for row in items {
        let sum = Gathered {
            answers: count(row.answers)?,
            precision: row.precision_added,
            weighted: row.weighted_added,
        };
        all.entry(row.tenant_id).or_default().items.insert(row.item, sum);
    }
    let recalls: Vec<RecallsRow> = sqlx::query_as(RECALLS).fetch_all(&mut *conn).await?;
    for row in recalls {
        let bin = usize::try_from(row.bin).map_err(|error| unreadable("bin", error))?;
        let (answers, right) = (count(row.answers)?, count(row.right_answers)?);
        all.entry(row.tenant_id).or_default().recalls.add_to(bin, answers, right);
    }
    let levels: Vec<LevelsRow> = sqlx::query_as(LEVELS).fetch_all(conn).await?;
    for row in levels {
        let (answers, people) = (count(row.answers)?, count(row.people)?);
        all.entry(row.tenant_id).or_default().levels =
            Levels { answers, people, sum: row.level_sum };
    }
    Ok(all)
}

fn count(number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|error| unreadable("count", error))
}
