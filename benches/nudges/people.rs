//! A database with people in it, made by the database itself.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use stapje::clock::Chance;
use stapje::content::{Source, load};
use stapje::conversation::Edition;
use stapje::learning::{Area, Can, Event, Level, Path as Way, Policy, Rule, Wish, choose, observe};
use stapje::nudges::plan;
use stapje::store::Store;

/// A Tuesday evening: everybody's moment in a window of a whole day has come.
pub(crate) fn evening() -> Timestamp {
    "2026-11-03T22:00:00Z".parse().expect("a moment")
}

pub(crate) fn edition() -> Edition {
    let loaded = load(&Source::BuiltIn.files().expect("built-in content"));
    Edition::new(loaded.catalog.expect("good content")).expect("all words")
}

pub(crate) fn url(folder: &Path) -> String {
    format!("sqlite:{}/stapje.db", folder.display())
}

pub(crate) async fn connect(folder: &Path) -> SqliteConnection {
    let file = folder.join("stapje.db");
    let mut conn = SqliteConnectOptions::new().filename(file).connect().await.expect("a database");
    run(&mut conn, "PRAGMA busy_timeout = 60000").await;
    conn
}

pub(crate) async fn run(conn: &mut SqliteConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(conn).await.expect("a statement");
}

/// The id of a tenant.
pub(crate) fn tenant(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// `number` people in tenants of `in_tenant`, with a path of some weeks, reached at
/// `service_url`. The first `due` of them are due at [`evening`].
pub(crate) async fn settle(folder: &Path, number: usize, due: usize, place: &Place<'_>) {
    Store::open(&url(folder)).await.expect("a database").close().await;
    let mut conn = connect(folder).await;
    let (now, in_tenant) = (evening().as_millisecond(), place.in_tenant);
    let url = place.service_url;
    run(
        &mut conn,
        &format!(
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {number})
            INSERT INTO employees (tenant_id, employee_id, channel_user_id, conversation_id,
                service_url, reach, language, language_chosen, time_zone, days, window_from,
                window_to, per_week, nudges_in_week, ignored, next_nudge_at, created_at, version,
                welcomed_at)
            SELECT printf('00000000-0000-4000-8000-%012d', i / {in_tenant}), printf('oid-%07d', i),
                '29:' || i, 'a:' || i, '{url}', 'reachable', 'nl', 0, 'UTC', 127, 0, 1439, 2, 0, 0,
                CASE WHEN i < {due} THEN {now} ELSE {now} + 86400000 END, {now}, 0, {now} FROM n;"
        ),
    )
    .await;
    let way = serde_json::to_string(&way(&edition())).expect("a path");
    sqlx::query(
        "INSERT INTO paths (tenant_id, employee_id, body)
        SELECT tenant_id, employee_id, $1 FROM employees",
    )
    .bind(way)
    .execute(&mut conn)
    .await
    .expect("paths");
    run(&mut conn, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    conn.close().await.expect("closed");
}

/// Where people are.
pub(crate) struct Place<'a> {
    pub(crate) in_tenant: usize,
    pub(crate) service_url: &'a str,
}

/// The path of somebody who has answered a dozen cards.
fn way(edition: &Edition) -> Way {
    let library = &edition.catalog.library;
    let (mut way, mut now) = (Way::default(), evening() - SignedDuration::from_hours(24 * 60));
    for area in Area::ALL {
        let event = Event::LevelCheck { area, level: Level::Basis, can: Can::WithHelp };
        observe(&mut way, library, &event, now);
    }
    for _ in 0..12 {
        let Some(next) = choose(library, &way, &Policy::default(), Wish::Next, now) else { break };
        now += SignedDuration::from_hours(48);
        let (item, form) = (next.item, next.form);
        observe(&mut way, library, &Event::Shown { item: item.clone(), form }, now);
        observe(&mut way, library, &Event::Tried { item }, now);
    }
    way
}

/// All that waits belongs to this campaign.
pub(crate) async fn all_in(folder: &Path, campaign: &str) {
    let mut conn = connect(folder).await;
    run(&mut conn, &format!("UPDATE outbox SET campaign = '{campaign}'")).await;
    conn.close().await.expect("closed");
}

/// A nudge waits for everybody, as the planner makes it, for an hour from the machine's own time.
pub(crate) async fn everybody_waits(folder: &Path, now: Timestamp) {
    let store = Store::open(&url(folder)).await.expect("a database");
    let planned = plan(&store, &edition(), Rule::default(), evening(), &Chance::seeded(1)).await;
    assert_eq!(planned.expect("planned").nudges, 1, "one to copy");
    store.close().await;
    let mut conn = connect(folder).await;
    let (now, later) = (now.as_millisecond(), now.as_millisecond() + 3_600_000);
    // Ids sort by time and then by person, so that all tenants are served alike.
    run(
        &mut conn,
        &format!(
            "UPDATE employees SET next_nudge_at = NULL;
            INSERT INTO cards (nonce, tenant_id, employee_id, subject, shown_at, nudge)
            SELECT 'nonce-' || e.employee_id, e.tenant_id, e.employee_id, c.subject, {now}, 1
            FROM employees AS e, (SELECT subject, nonce FROM cards LIMIT 1) AS c;
            INSERT INTO outbox (id, tenant_id, employee_id, idempotency_key, purpose, urgency,
                conversation_id, service_url, activity, nonce, not_before, lapses_at, created_at,
                state, attempts)
            SELECT printf('01AAAAAAAA%s-%s', substr(e.employee_id, -4), e.employee_id),
                e.tenant_id, e.employee_id, 'bench/' || e.employee_id, 'nudge', 2,
                e.conversation_id, e.service_url,
                replace(o.activity, o.nonce, 'nonce-' || e.employee_id),
                'nonce-' || e.employee_id, {now}, {later}, {now}, 'planned', 0
            FROM employees AS e, (SELECT activity, nonce FROM outbox LIMIT 1) AS o;
            DELETE FROM outbox WHERE idempotency_key NOT LIKE 'bench/%';
            DELETE FROM cards WHERE nonce NOT LIKE 'nonce-%';
            PRAGMA wal_checkpoint(TRUNCATE);"
        ),
    )
    .await;
    conn.close().await.expect("closed");
}
