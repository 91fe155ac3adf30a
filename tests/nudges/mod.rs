//! Nudges from the planner to the channel: at the right moment, and delivered whatever happens.

mod campaigns;
mod crash;
mod decade;
mod faults;
mod figures;
mod pace;
mod planning;
mod posts;
mod random_weeks;
mod several;
mod talks;
mod trouble;
mod why;

use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};
use stapje::bot_framework::ConversationReference;
use stapje::bot_framework::card::Card;
use stapje::conversation::Edition;
use stapje::learning::rhythm::{Days, History, Window};
use stapje::store::employees::{self, Employee, Language, Reach};
use stapje::store::outbox::{self, Lease, Outgoing, Settlement, State};
use stapje::store::{Conn, EmployeeKey, Store, cards};

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
        talk: None,
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

/// Leases up to `most` things from the front of all queues, as a worker does.
pub(crate) async fn take(
    conn: &mut Conn,
    lease: &Lease,
    most: usize,
    now: Timestamp,
) -> Vec<Outgoing> {
    let mut ids = outbox::expired(conn, most, now).await.expect("ids");
    for (queue, _) in outbox::queues(conn).await.expect("queues") {
        ids.extend(outbox::choose(conn, &queue, most - ids.len(), now).await.expect("ids"));
    }
    outbox::lease(conn, &ids, lease, now).await.expect("rows")
}

/// Takes what may go out now, and lets it arrive. How much lapsed?
pub(crate) async fn deliver(store: &Store, now: Timestamp) -> (Vec<Outgoing>, u64) {
    let lease = Lease { owner: "test".to_owned(), until: now + SignedDuration::from_secs(60) };
    let lapsed = outbox::lapse(store, now).await.unwrap();
    let mut tx = store.write().await.unwrap();
    let taken = take(&mut tx, &lease, 100, now).await;
    for nudge in &taken {
        let sent = Settlement::Ended { state: State::Sent, reason: None };
        outbox::settle(&mut tx, &nudge.id, "test", &sent, now).await.unwrap();
        cards::delivered(&mut tx, nudge.nonce.as_ref().unwrap(), now).await.unwrap();
    }
    tx.commit().await.unwrap();
    (taken, lapsed)
}

/// How long reading a nudge takes, as it is promised.
pub(crate) fn seconds_of(nudge: &Outgoing) -> u32 {
    let card = nudge.activity.attachments[0].content.as_ref().expect("a card");
    let words = Card::read(card).expect("a card").text().split_whitespace().count();
    u32::try_from((words * 60).div_ceil(175).next_multiple_of(5)).unwrap()
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
