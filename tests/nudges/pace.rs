//! The pace of sending: as fast as the limits allow, whatever the channel says and however many
//! wait. All on a clock that is moved by hand.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use stapje::bot_framework::Cloud;
use stapje::clock::{Chance, Clock, ManualClock, pause};
use stapje::conversation::Edition;
use stapje::learning::Rule;
use stapje::local_channel::{Call, Fault, LocalChannel, Person};
use stapje::nudges::{Delivered, Worker, plan};
use stapje::store::campaigns::{Halt, halt, run};
use stapje::store::employees::Employee;
use stapje::store::outbox::Lease;
use stapje::store::{Store, employees};
use tempfile::TempDir;

use super::crash::{TENANT, channel, connector, copies, evening, few_tips, member, states, worker};
use super::{database, take};

/// A channel, a database and a worker between them.
struct Line {
    clock: ManualClock,
    channel: LocalChannel,
    store: Store,
    worker: Worker,
    edition: Arc<Edition>,
    people: Vec<Person>,
    _folder: TempDir,
}

impl Line {
    async fn open() -> Line {
        let clock = ManualClock::new(evening());
        let channel = channel(Clock::Manual(clock.clone())).await;
        let (store, folder) = database().await;
        let base = channel.service_url().trim_end_matches("/connector/").to_owned();
        let worker = worker(&base, Clock::Manual(clock.clone()));
        let (edition, people) = (Arc::new(few_tips()), Vec::new());
        Line { clock, channel, store, worker, edition, people, _folder: folder }
    }

    /// The same, and the connector may also go by another name, at which it says that a conversation
    /// of the community cloud lives.
    async fn open_with_two_names() -> Line {
        let mut line = Line::open().await;
        let base = line.channel.service_url().trim_end_matches("/connector/").to_owned();
        let connector = connector(&base, |cloud| {
            let host = base.trim_start_matches("http://").replace("127.0.0.1", "localhost");
            let gcc_service = format!("http://{host}/connector/");
            Cloud { gcc_service, ..cloud }.and_hosts(&[host]).expect("a host")
        });
        line.worker = Worker::new(connector, Chance::system(), Clock::Manual(line.clock.clone()));
        line
    }

    /// So many more people of this tenant, each with a nudge that waits.
    async fn wait(&mut self, tenant: &str, number: usize) {
        self.wait_as(tenant, number, |_| ()).await;
    }

    /// The same, and what is known of them is a little different.
    async fn wait_as(&mut self, tenant: &str, number: usize, different: impl Fn(&mut Employee)) {
        let mut tx = self.store.write().await.expect("a transaction");
        for _ in 0..number {
            let (person, mut employee) =
                member(&self.channel, self.people.len(), self.clock.now()).await;
            tenant.clone_into(&mut employee.key.tenant_id);
            different(&mut employee);
            employees::insert(&mut tx, &employee).await.expect("a row");
            self.people.push(person);
        }
        tx.commit().await.expect("committed");
        let (now, chance) = (self.clock.now(), Chance::seeded(self.people.len() as u64));
        let planned = plan(&self.store, &self.edition, Rule::default(), now, &chance).await;
        assert_eq!(planned.expect("planned").nudges, number);
    }

    async fn deliver(&self) -> Delivered {
        self.worker.deliver(&self.store, || self.edition.clone()).await.expect("delivered")
    }

    /// How many of these people have so many copies.
    fn with(&self, people: std::ops::Range<usize>, number: usize) -> usize {
        self.people[people].iter().filter(|person| copies(person) == number).count()
    }
}

impl Line {
    /// How many addresses of people, and of what waits for them, have this in it.
    async fn with_address(&self, part: &str) -> i64 {
        let mut conn = self.store.read().await.expect("a connection");
        let like = format!("%{part}%");
        let number = sqlx::query_scalar(
            "SELECT COUNT(*) FROM (
                SELECT service_url, conversation_id FROM employees
                UNION ALL
                SELECT service_url, conversation_id FROM outbox WHERE state = 'planned') AS known
            WHERE service_url LIKE $1 OR conversation_id LIKE $1",
        );
        number.bind(like).fetch_one(&mut *conn).await.expect("a number")
    }
}

fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at + SignedDuration::from_secs(seconds)
}

#[tokio::test]
async fn a_long_queue_goes_at_the_pace_of_its_limit_and_nothing_is_taken_in_vain() {
    let mut line = Line::open().await;
    line.wait("one", 60).await;
    for expected in [25, 25, 10] {
        let (begun, delivered) = (line.clock.now(), line.deliver().await);
        assert_eq!(delivered.attempts, expected);
        let more = expected == 25;
        assert_eq!(delivered.again_at, more.then(|| after(begun, 1)));
        assert_eq!(line.deliver().await.attempts, 0, "not one more in this second");
        line.clock.set(after(begun, 1));
    }
    assert_eq!(line.worker.limiter_waits(), 0, "nothing was taken and put back");
    assert_eq!(line.with(0..60, 1), 60);
}

#[tokio::test]
async fn a_tenant_that_is_full_or_throttled_delays_no_other() {
    let mut line = Line::open().await;
    line.wait("throttled", 3).await;
    line.channel.break_next(Call::Send, vec![Fault::throttled(Some(60)); 3]);
    assert_eq!(line.deliver().await.attempts, 3);
    line.wait("throttled", 3).await;
    line.wait("full", 40).await;
    line.wait("other", 5).await;
    line.deliver().await;
    assert_eq!(line.with(0..6, 0), 6, "the channel asked for a minute");
    assert_eq!(line.with(6..46, 1), 25, "what its limit allows");
    assert_eq!(line.with(46..51, 1), 5, "all, at once");
    line.clock.set(after(evening(), 59));
    line.deliver().await;
    assert_eq!((line.with(0..6, 0), line.with(6..46, 1)), (6, 40));
    line.clock.set(after(evening(), 75));
    line.deliver().await;
    assert_eq!(line.with(0..51, 1), 51);
}

#[tokio::test]
async fn storms_of_too_many_requests_are_sat_out_within_the_limits() {
    let mut line = Line::open().await;
    line.wait("one", 120).await;
    let mut attempts: Vec<(Timestamp, usize)> = Vec::new();
    for storm in 0..12 {
        let retry_after = (storm % 2 == 0).then_some(3);
        line.channel.break_next(Call::Send, vec![Fault::throttled(retry_after); 10]);
        let begun = line.clock.now();
        attempts.push((begun, line.deliver().await.attempts));
        if line.channel.faults_left() == 0 {
            // Ten conversations at once: the whole tenant waits as long as was said, or two seconds.
            let wait = i64::from(retry_after.unwrap_or(2));
            line.clock.set(after(begun, wait - 1));
            assert_eq!(line.deliver().await.attempts, 0, "storm {storm}");
        }
        line.channel.mend();
        line.clock.set(after(begun, 3));
    }
    for _ in 0..600 {
        attempts.push((line.clock.now(), line.deliver().await.attempts));
        line.clock.advance(SignedDuration::from_secs(1));
    }
    assert!(attempts.iter().all(|(_, number)| *number <= 25), "{attempts:?}");
    assert_eq!(line.with(0..120, 1), 120, "{:?}", states(&line.store).await);
}

#[tokio::test]
async fn a_paused_campaign_holds_up_nobody_and_goes_on_within_a_second() {
    let mut line = Line::open().await;
    line.wait("one", 30).await;
    let mut tx = line.store.write().await.expect("a transaction");
    let all_of_it = sqlx::query("UPDATE outbox SET campaign = 'paused'");
    all_of_it.execute(&mut *tx).await.expect("a campaign");
    halt(&mut tx, "paused", Halt::Paused, evening()).await.expect("paused");
    tx.commit().await.expect("committed");
    line.wait("one", 5).await;
    assert_eq!(line.deliver().await.attempts, 5, "those behind it in the same queue");
    assert_eq!(line.with(30..35, 1), 5);
    let mut tx = line.store.write().await.expect("a transaction");
    run(&mut tx, "paused").await.expect("resumed");
    tx.commit().await.expect("committed");
    line.clock.set(after(evening(), 1));
    assert_eq!(line.deliver().await.attempts, 25, "the limit of a second");
    assert_eq!(line.with(0..30, 1), 25);
}

#[tokio::test]
async fn whatever_has_lapsed_lapses_at_once_however_much_it_is() {
    let mut line = Line::open().await;
    line.wait("one", 1).await;
    let mut tx = line.store.write().await.expect("a transaction");
    let copies = sqlx::query(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)
        INSERT INTO outbox (id, tenant_id, idempotency_key, purpose, urgency, conversation_id,
            service_url, activity, not_before, lapses_at, created_at, state, attempts)
        SELECT 'copy-' || n, tenant_id, 'copy-' || n, purpose, urgency, 'a:' || n, service_url,
            activity, not_before, lapses_at, created_at, state, attempts
        FROM outbox, numbers",
    );
    copies.execute(&mut *tx).await.expect("more of them");
    tx.commit().await.expect("committed");
    line.clock.set(after(evening(), 86_400));
    let delivered = line.deliver().await;
    assert_eq!((delivered.attempts, delivered.lapsed), (0, 1201));
}

/// What was leased late is counted when it goes, not when it was looked for.
#[tokio::test]
async fn a_database_that_is_slow_does_not_let_twice_as_much_go_in_a_second() {
    let mut line = Line::open().await;
    line.wait("one", 60).await;
    let busy = line.store.write().await.expect("the only writer");
    let slow = async {
        // Long enough to be waited for.
        pause(Duration::from_millis(100)).await;
        line.clock.set(after(evening(), 1));
        drop(busy);
    };
    let (delivered, ()) = tokio::join!(line.deliver(), slow);
    assert_eq!(delivered.attempts, 25);
    assert_eq!(line.deliver().await.attempts, 0, "not one more in this second");
}

#[tokio::test]
async fn what_a_crash_left_of_a_paused_campaign_holds_up_nobody_and_comes_to_its_end() {
    let mut line = Line::open().await;
    line.wait("one", 70).await;
    let crashed = Lease { owner: "crashed".to_owned(), until: after(evening(), 60) };
    let mut tx = line.store.write().await.expect("a transaction");
    assert_eq!(take(&mut tx, &crashed, 70, evening()).await.len(), 70);
    let all_of_it = sqlx::query("UPDATE outbox SET campaign = 'paused'");
    all_of_it.execute(&mut *tx).await.expect("a campaign");
    halt(&mut tx, "paused", Halt::Paused, evening()).await.expect("paused");
    tx.commit().await.expect("committed");
    line.wait("one", 5).await;
    line.clock.set(after(evening(), 120));
    assert_eq!(line.deliver().await.attempts, 5, "more than are sent at a time stand before them");
    assert_eq!((line.with(0..70, 0), line.with(70..75, 1)), (70, 5));
    line.clock.set(after(evening(), 86_400));
    line.deliver().await;
    assert_eq!(line.with(0..70, 0), 70, "their moment has passed");
    let states = states(&line.store).await;
    assert!(!states.contains_key("leased") && !states.contains_key("planned"), "{states:?}");
}

/// Three calls each: a send to the old one, the question, a send to the new one.
#[tokio::test]
async fn conversations_that_are_gone_are_found_within_the_limits() {
    let mut line = Line::open().await;
    line.wait_as(TENANT, 13, |employee| {
        employee.key.employee_id = format!("oid-{}", employee.key.employee_id);
        employee.conversation.conversation_id += "-of-long-ago";
    })
    .await;
    let begun = Clock::System.now();
    let delivered = line.deliver().await;
    assert_eq!((delivered.attempts, delivered.ended), (13, 13));
    assert_eq!(line.with(0..13, 1), 13);
    let took = Clock::System.now().duration_since(begun);
    assert!(
        took >= SignedDuration::from_millis(900),
        "39 calls, of which 25 go in a second: {took:?}"
    );
    assert_eq!(line.with_address("-of-long-ago").await, 0, "nobody is looked for twice");
}

#[tokio::test]
async fn an_address_at_which_a_conversation_does_not_live_is_used_once() {
    let mut line = Line::open_with_two_names().await;
    line.wait("one", 2).await;
    // The first of them has something else that waits.
    let mut tx = line.store.write().await.expect("a transaction");
    let copy = sqlx::query(
        "INSERT INTO outbox (id, tenant_id, employee_id, idempotency_key, purpose, urgency,
            conversation_id, service_url, activity, not_before, created_at, state, attempts)
        SELECT 'copy', tenant_id, employee_id, 'copy', 'reply', 3, conversation_id, service_url,
            activity, not_before + 60000, created_at, state, attempts
        FROM outbox ORDER BY id LIMIT 1",
    );
    copy.execute(&mut *tx).await.expect("another");
    tx.commit().await.expect("committed");
    line.channel.break_next(Call::Send, vec![Fault::error(403, "InvalidBotApiHost"); 2]);
    assert_eq!(line.deliver().await.ended, 2);
    assert_eq!(line.with(0..2, 1), 2);
    assert_eq!(line.with_address("localhost").await, 3, "two people, and what waits");
}

#[tokio::test]
async fn a_refused_token_gives_its_tenant_a_rest_in_which_no_attempt_is_lost() {
    let mut line = Line::open().await;
    line.wait("one", 60).await;
    line.channel.break_next(Call::Send, vec![Fault::error(401, "Unauthorized"); 1000]);
    assert_eq!(line.deliver().await.attempts, 25);
    let calls = 1000 - line.channel.faults_left();
    assert!(25 < calls && calls <= 50, "at most once more each, with a fresh token: {calls}");
    line.clock.set(after(evening(), 59));
    assert_eq!(line.deliver().await.attempts, 0);
    line.channel.mend();
    line.clock.set(after(evening(), 60));
    assert_eq!(line.deliver().await.ended, 25, "of those that waited");
    line.clock.set(after(evening(), 61));
    assert!(line.deliver().await.ended >= 10, "the rest of them");
    line.clock.set(after(evening(), 600));
    line.deliver().await;
    assert_eq!(line.with(0..60, 1), 60, "{:?}", states(&line.store).await);
}
