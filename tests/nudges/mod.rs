//! Nudges from the planner to the channel: at the right moment, and delivered whatever happens.

mod campaigns;
mod crash;
mod decade;
mod faults;
mod figures;
mod planning;
mod several;
mod why;

use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};
use stapje::bot_framework::ConversationReference;
use stapje::conversation::Edition;
use stapje::learning::rhythm::{Days, History, Window};
use stapje::store::employees::{self, Employee, Language, Reach};
use stapje::store::{EmployeeKey, Store};

/// Somebody who works from Monday to Friday and is due now.
pub(crate) fn somebody(name: &str, now: Timestamp) -> Employee {
    Employee {
        key: EmployeeKey::new("tenant", name),
        channel_user_id: format!("29:{name}"),
        conversation: ConversationReference {
            conversation_id: format!("a:{name}"),
            service_url: "http://127.0.0.1:9/".to_owned(),
        },
        reach: Reach::Reachable,
        language: Language { tag: "nl".to_owned(), chosen: false },
        time_zone: "Europe/Amsterdam".to_owned(),
        days: Days::from_bits(0b001_1111),
        window: Window { from: time(9, 30, 0, 0), to: time(11, 30, 0, 0) },
        per_week: 3,
        paused_until: None,
        days_off: Vec::new(),
        stopped_at: None,
        welcomed_at: Some(now),
        history: History::default(),
        moment: None,
        next_nudge_at: Some(now),
        heard_at: None,
        created_at: now,
        version: 0,
    }
}

/// A database in a folder of its own.
pub(crate) async fn database() -> (Store, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let url = format!("sqlite:{}/stapje.db", folder.path().display());
    (Store::open(&url).await.expect("a database"), folder)
}

/// They write to us: nothing was ignored.
pub(crate) async fn answers(store: &Store, edition: &Edition, key: &EmployeeKey, now: Timestamp) {
    let mut tx = store.write().await.unwrap();
    let mut employee = employees::find(&mut tx, key).await.unwrap().unwrap();
    employee.heard_at = Some(now);
    employee.history.ignored = 0;
    stapje::conversation::schedule_next(edition, &mut employee, now);
    employees::update(&mut tx, &employee).await.unwrap();
    tx.commit().await.unwrap();
}

/// So many days of 24 hours.
pub(crate) fn days(number: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * number)
}

/// Where the tables are.
const PLACE: &str = "docs/DELIVERY.md";

/// The table between the marks of `name` in docs/DELIVERY.md is this one. `UPDATE_DOCS=1` writes it.
pub(crate) fn delivery_page(name: &str, table: &str) {
    let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PLACE);
    let page = std::fs::read_to_string(&place).expect("the page");
    let mark = format!("<!-- {name} -->\n");
    let (head, rest) = page.split_once(&mark).expect("a mark");
    let (old, tail) = rest.split_once(&mark).expect("a second mark");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&place, format!("{head}{mark}{table}{mark}{tail}")).expect("written");
    } else {
        assert!(old == table, "{PLACE}: {name} is not true any more; run with UPDATE_DOCS=1");
    }
}
