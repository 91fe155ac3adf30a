//! Planning: a tick for so many people, each size in a process of its own on one core.
//!
//! The reference copies the same rows: the same pages are read, and as many rows of the same size
//! are written, with nothing decided and nothing asked.

use std::fs;
use std::process::Command;

use sqlx::AssertSqlSafe;
use stapje::clock::Chance;
use stapje::learning::Rule;
use stapje::nudges::plan;
use stapje::store::Store;
use tempfile::TempDir;

use super::now;
use super::people::{Place, connect, edition, evening, settle, url};

/// The first argument of a child.
pub(crate) const CHILD: &str = "plan-in-a-process-of-its-own";
/// Of a hundred thousand people so many are due in the fullest tick: two of five get a nudge on a
/// day, spread over 360 ticks in two hours.
const PER_100_000: usize = 111;
/// Rows that the reference copies in one statement, as many as the planner has in a page.
const PAGE: usize = 200;

pub(crate) fn table() {
    println!("planning, on one core; the reference copies the same rows and decides nothing");
    println!("| people | due | seconds | rows/s | peak MiB | reference, seconds | ratio |");
    println!("|---|---|---|---|---|---|---|");
    for people in [1_000, 10_000, 100_000, 1_000_000] {
        for due in [people * PER_100_000 / 100_000 + 1, people] {
            measure(people, due);
        }
    }
}

fn measure(people: usize, due: usize) {
    let program = std::env::current_exe().expect("this program");
    let arguments = [CHILD.to_owned(), people.to_string(), due.to_string()];
    // One core, where the machine can be told so.
    let pinned = Command::new("taskset").args(["-c", "0"]).arg(&program).args(&arguments).status();
    if !pinned.is_ok_and(|status| status.success()) {
        let status = Command::new(&program).args(&arguments).status().expect("a process");
        assert!(status.success(), "planning for {people}");
    }
}

pub(crate) fn child(people: usize, due: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let folder = TempDir::new().expect("a folder");
        let place = Place { in_tenant: 20_000, service_url: "http://127.0.0.1:9/" };
        settle(folder.path(), people, due, &place).await;
        let edition = edition();
        let store = Store::open(&url(folder.path())).await.expect("a database");
        forget_peak();
        let before = now();
        let planned = plan(&store, &edition, Rule::default(), evening(), &Chance::seeded(1)).await;
        let seconds = before.elapsed().as_secs_f64();
        let peak = peak_mib();
        assert_eq!(planned.expect("planned").nudges, due, "everybody who is due");
        store.close().await;
        let reference = reference(&folder, due).await;
        println!(
            "| {people} | {due} | {seconds:.3} | {:.0} | {peak} | {reference:.3} | {:.1} |",
            f64::from(u32::try_from(due).expect("a number")) / seconds,
            seconds / reference,
        );
    });
}

/// Copies what the planner wrote, page by page, into a database beside it: as many rows read,
/// changed and written.
async fn reference(folder: &TempDir, due: usize) -> f64 {
    let other = TempDir::new().expect("a folder");
    Store::open(&url(other.path())).await.expect("a database").close().await;
    let mut conn = connect(other.path()).await;
    let from = folder.path().join("stapje.db");
    let attach = format!(
        "ATTACH '{}' AS old; PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL;
        INSERT INTO employees SELECT * FROM old.employees;
        CREATE TABLE page AS SELECT id, nonce, tenant_id, employee_id,
            row_number() OVER (ORDER BY id) AS place FROM old.outbox;
        CREATE UNIQUE INDEX page_place ON page (place);",
        from.display()
    );
    sqlx::raw_sql(AssertSqlSafe(attach)).execute(&mut conn).await.expect("attached");
    let before = now();
    for first in (0..due).step_by(PAGE) {
        let of = |what: &str| {
            format!("SELECT {what} FROM page WHERE place > {first} AND place <= {}", first + PAGE)
        };
        let copy = format!(
            "BEGIN IMMEDIATE;
            INSERT INTO outbox SELECT * FROM old.outbox WHERE id IN ({});
            INSERT INTO cards SELECT * FROM old.cards WHERE nonce IN ({});
            UPDATE employees SET next_nudge_at = next_nudge_at + 1, version = version + 1
                WHERE (tenant_id, employee_id) IN ({});
            COMMIT;",
            of("id"),
            of("nonce"),
            of("tenant_id, employee_id")
        );
        sqlx::raw_sql(AssertSqlSafe(copy)).execute(&mut conn).await.expect("copied");
    }
    before.elapsed().as_secs_f64()
}

/// The highest memory starts again from here. Linux only.
fn forget_peak() {
    // Where this cannot be said the peak includes what came before.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
