//! Employees: who they are to us, how to reach them, when they want to hear from us.

mod due;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use sqlx::FromRow;

use super::batch::Statement;
use super::{Batch, Conn, Done, EmployeeKey, StoreError, maybe_time, paths, time, unreadable};
use crate::bot_framework::ConversationReference;
use crate::learning::Path;
use crate::learning::rhythm::{Days, History, Lately, Window};

pub use due::{Due, Looked, due, looked_at, put_aside, rewound};

/// A person that the bot talks to.
#[derive(Debug, Clone, PartialEq)]
pub struct Employee {
    /// Who.
    pub key: EmployeeKey,
    /// The channel's id of this person.
    pub channel_user_id: String,
    /// Where to reach them.
    pub conversation: ConversationReference,
    /// Whether they can be reached.
    pub reach: Reach,
    /// The language that we speak with them: their own choice, else their client's.
    pub language: Language,
    /// The zone of their clock, as an IANA name.
    pub time_zone: String,
    /// The weekdays on which they want nudges.
    pub days: Days,
    /// The window in which they want nudges.
    pub window: Window,
    /// At most this many nudges a week.
    pub per_week: u8,
    /// No nudges before this day.
    pub paused_until: Option<Date>,
    /// Single days on which they want none.
    pub days_off: Vec<Date>,
    /// When they said "stop".
    pub stopped_at: Option<Timestamp>,
    /// When they were last welcomed.
    pub welcomed_at: Option<Timestamp>,
    /// The nudges that they got.
    pub history: History,
    /// The last organisation-wide moment that they got.
    pub moment: Option<String>,
    /// The last talking point that they got, as a manager.
    pub talk: Option<String>,
    /// When the planner looks at them next.
    pub next_nudge_at: Option<Timestamp>,
    /// When they last wrote to us.
    pub heard_at: Option<Timestamp>,
    /// When we first met.
    pub created_at: Timestamp,
    /// Rises with every change.
    pub version: i64,
}

/// A language tag and whether the person chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Such as `nl` or `nl-NL`.
    pub tag: String,
    /// Did they choose it?
    pub chosen: bool,
}

/// Whether somebody can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// As far as we know.
    Reachable,
    /// The app is not installed for them.
    Uninstalled,
    /// They blocked the bot.
    Blocked,
    /// An admin blocked the app.
    DisabledByAdmin,
}

impl Reach {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Reach::Reachable => "reachable",
            Reach::Uninstalled => "uninstalled",
            Reach::Blocked => "blocked",
            Reach::DisabledByAdmin => "disabled_by_admin",
        }
    }

    fn read(name: &str) -> Result<Reach, StoreError> {
        [Reach::Reachable, Reach::Uninstalled, Reach::Blocked, Reach::DisabledByAdmin]
            .into_iter()
            .find(|reach| reach.name() == name)
            .ok_or_else(|| unreadable("reach", name))
    }
}

#[derive(FromRow)]
struct Row {
    tenant_id: String,
    employee_id: String,
    channel_user_id: String,
    conversation_id: String,
    service_url: String,
    reach: String,
    language: String,
    language_chosen: i64,
    time_zone: String,
    days: i64,
    window_from: i64,
    window_to: i64,
    per_week: i64,
    paused_until: Option<String>,
    days_off: String,
    stopped_at: Option<i64>,
    welcomed_at: Option<i64>,
    last_nudge_at: Option<i64>,
    nudges_in_week: i64,
    seconds_in_week: i64,
    ignored: i64,
    lately: i64,
    moment: Option<String>,
    talk: Option<String>,
    next_nudge_at: Option<i64>,
    heard_at: Option<i64>,
    created_at: i64,
    version: i64,
}

const FIND: &str = "SELECT * FROM employees WHERE tenant_id = $1 AND employee_id = $2";

/// The employee with this key.
pub async fn find(conn: &mut Conn, key: &EmployeeKey) -> Result<Option<Employee>, StoreError> {
    let row: Option<Row> = sqlx::query_as(FIND)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .fetch_optional(conn)
        .await?;
    row.map(Employee::try_from).transpose()
}

/// An employee with what a turn needs to know.
#[derive(Debug)]
pub struct OnPath {
    /// The employee.
    pub employee: Employee,
    /// Their path.
    pub path: Path,
    /// Is something in the outbox for their conversation, or did the channel ask to wait with it, or
    /// with the whole tenant?
    pub waits: bool,
}

#[derive(FromRow)]
struct OnPathRow {
    #[sqlx(flatten)]
    employee: Row,
    path: Option<String>,
    held: i64,
}

const FIND_ON_PATH: &str = "SELECT employees.*, paths.body AS path,
        CAST(CASE WHEN EXISTS (SELECT 1 FROM outbox
                WHERE outbox.conversation_id = employees.conversation_id
                  AND outbox.state IN ('planned', 'leased'))
            OR EXISTS (SELECT 1 FROM waits
                WHERE waits.tenant_id = employees.tenant_id AND waits.conversation_id = ''
                  AND waits.until > $3)
            OR EXISTS (SELECT 1 FROM waits
                WHERE waits.tenant_id = employees.tenant_id
                  AND waits.conversation_id = employees.conversation_id AND waits.until > $3)
            THEN 1 ELSE 0 END AS BIGINT) AS held
    FROM employees
    LEFT JOIN paths ON paths.tenant_id = employees.tenant_id
        AND paths.employee_id = employees.employee_id
    WHERE employees.tenant_id = $1 AND employees.employee_id = $2";

/// Asks for the employee with this key, their path, and whether something waits for them.
pub(super) fn find_on_path(batch: &mut Batch, key: &EmployeeKey, now: Timestamp) {
    let statement = batch.push(FIND_ON_PATH).bind(&key.tenant_id).bind(&key.employee_id);
    statement.bind(now.as_millisecond());
}

/// What was found.
pub(super) fn found_on_path(done: &Done, statement: usize) -> Result<Option<OnPath>, StoreError> {
    let Some(OnPathRow { employee, path, held }) = done.row(statement)? else { return Ok(None) };
    let path = path.map_or(Ok(Path::default()), |body| paths::read(&body))?;
    Ok(Some(OnPath { employee: employee.try_into()?, path, waits: held == 1 }))
}

#[derive(FromRow)]
struct Next {
    at: Option<i64>,
}

const NEXT: &str = "SELECT MIN(next_nudge_at) AS at FROM employees";

/// When the planner has somebody to look at next.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let next: Next = sqlx::query_as(NEXT).fetch_one(conn).await?;
    maybe_time("next_nudge_at", next.at)
}

const ALL: &str = "SELECT * FROM employees ORDER BY created_at, tenant_id, employee_id LIMIT $1";

/// Everybody, in the order in which we met them.
pub async fn all(conn: &mut Conn, at_most: i64) -> Result<Vec<Employee>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(ALL).bind(at_most).fetch_all(conn).await?;
    rows.into_iter().map(Employee::try_from).collect()
}

#[derive(FromRow)]
struct Count {
    reach: String,
    number: i64,
}

const COUNTS: &str =
    "SELECT reach, COUNT(*) AS number FROM employees GROUP BY reach ORDER BY reach";

/// How many people can be reached, and how many cannot, by the name of it.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    let rows: Vec<Count> = sqlx::query_as(COUNTS).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.reach, row.number)).collect())
}

const INSERT: &str = "INSERT INTO employees (
        tenant_id, employee_id, channel_user_id, conversation_id, service_url, language,
        language_chosen, time_zone, days, window_from, window_to, per_week, paused_until,
        stopped_at, welcomed_at, last_nudge_at, nudges_in_week, ignored, moment, heard_at,
        created_at, version, days_off, seconds_in_week, talk, lately, reach, next_nudge_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, $26, $27, $28)
    ON CONFLICT (tenant_id, employee_id) DO NOTHING";

const UPDATE: &str = "UPDATE employees SET
        channel_user_id = $3, conversation_id = $4, service_url = $5, language = $6,
        language_chosen = $7, time_zone = $8, days = $9, window_from = $10, window_to = $11,
        per_week = $12, paused_until = $13, stopped_at = $14, welcomed_at = $15,
        last_nudge_at = $16, nudges_in_week = $17, ignored = $18, moment = $19, heard_at = $20,
        created_at = $21, version = $22 + 1, days_off = $23, seconds_in_week = $24, talk = $25,
        lately = $26, reach = $27, next_nudge_at = $28
    WHERE tenant_id = $1 AND employee_id = $2 AND version = $22";

// As above without what stands in an index. SQLite writes the entry of an index anew for every
// column that a statement names, changed or not.
const UPDATE_REST: &str = "UPDATE employees SET
        channel_user_id = $3, conversation_id = $4, service_url = $5, language = $6,
        language_chosen = $7, time_zone = $8, days = $9, window_from = $10, window_to = $11,
        per_week = $12, paused_until = $13, stopped_at = $14, welcomed_at = $15,
        last_nudge_at = $16, nudges_in_week = $17, ignored = $18, moment = $19, heard_at = $20,
        created_at = $21, version = $22 + 1, days_off = $23, seconds_in_week = $24, talk = $25,
        lately = $26
    WHERE tenant_id = $1 AND employee_id = $2 AND version = $22";

/// What of somebody stands in an index.
pub type Listed = (Reach, Option<Timestamp>);

/// Stores somebody new. [`StoreError::Conflict`] when they are there already.
pub async fn insert(conn: &mut Conn, employee: &Employee) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    let statement = listed(rest(&mut batch, INSERT, employee), employee);
    statement.one_row();
    batch.carry_out(conn).await.map(|_| ())
}

/// Stores what changed. [`StoreError::Conflict`] when somebody else changed it since it was read.
pub async fn update(conn: &mut Conn, employee: &Employee) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    change(&mut batch, employee, None);
    batch.carry_out(conn).await.map(|_| ())
}

/// As [`update`], together with other statements. Less is written when it is known what was
/// [`listed`](Employee::listed) of them, and it is the same.
pub fn change(batch: &mut Batch, employee: &Employee, was: Option<Listed>) {
    let statement = if was == Some(employee.listed()) {
        rest(batch, UPDATE_REST, employee)
    } else {
        listed(rest(batch, UPDATE, employee), employee)
    };
    statement.one_row();
}

const SET_REACH: &str = "UPDATE employees SET reach = $3, next_nudge_at = $4, version = version + 1
    WHERE tenant_id = $1 AND employee_id = $2";

/// Notes that somebody cannot be reached: no nudge is planned until they come back.
pub async fn set_unreachable(
    conn: &mut Conn,
    key: &EmployeeKey,
    reach: Reach,
) -> Result<(), StoreError> {
    sqlx::query(SET_REACH)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(reach.name())
        .bind(None::<i64>)
        .execute(conn)
        .await?;
    Ok(())
}

const MOVED: &str = "UPDATE employees
    SET conversation_id = $4, service_url = $5, version = version + 1
    WHERE tenant_id = $1 AND employee_id = $2 AND conversation_id = $3";

/// Notes that somebody's one-to-one conversation is another than we knew, or lives elsewhere;
/// unless they have told us of another in between.
pub async fn moved(
    conn: &mut Conn,
    key: &EmployeeKey,
    from: &ConversationReference,
    to: &ConversationReference,
) -> Result<(), StoreError> {
    sqlx::query(MOVED)
        .bind(&key.tenant_id)
        .bind(&key.employee_id)
        .bind(&from.conversation_id)
        .bind(&to.conversation_id)
        .bind(&to.service_url)
        .execute(conn)
        .await?;
    Ok(())
}

const DELETE: &str = "DELETE FROM employees WHERE tenant_id = $1 AND employee_id = $2";

/// Erases somebody and, with them, their path, events, cards and outbox.
pub async fn delete(conn: &mut Conn, key: &EmployeeKey) -> Result<(), StoreError> {
    sqlx::query(DELETE).bind(&key.tenant_id).bind(&key.employee_id).execute(conn).await?;
    Ok(())
}

fn listed<'a>(statement: Statement<'a>, employee: &Employee) -> Statement<'a> {
    let (reach, next_nudge_at) = employee.listed();
    statement.bind(reach.name()).bind(next_nudge_at.map(Timestamp::as_millisecond))
}

fn rest<'a>(batch: &'a mut Batch, sql: &'static str, employee: &Employee) -> Statement<'a> {
    batch
        .push(sql)
        .bind(&employee.key.tenant_id)
        .bind(&employee.key.employee_id)
        .bind(&employee.channel_user_id)
        .bind(&employee.conversation.conversation_id)
        .bind(&employee.conversation.service_url)
        .bind(&employee.language.tag)
        .bind(i64::from(employee.language.chosen))
        .bind(&employee.time_zone)
        .bind(i64::from(employee.days.bits()))
        .bind(minutes(employee.window.from))
        .bind(minutes(employee.window.to))
        .bind(i64::from(employee.per_week))
        .bind(employee.paused_until.map(|day| day.to_string()))
        .bind(employee.stopped_at.map(Timestamp::as_millisecond))
        .bind(employee.welcomed_at.map(Timestamp::as_millisecond))
        .bind(employee.history.last.map(Timestamp::as_millisecond))
        .bind(i64::from(employee.history.in_week))
        .bind(i64::from(employee.history.ignored))
        .bind(&employee.moment)
        .bind(employee.heard_at.map(Timestamp::as_millisecond))
        .bind(employee.created_at.as_millisecond())
        .bind(employee.version)
        .bind(days(&employee.days_off))
        .bind(i64::from(employee.history.seconds))
        .bind(&employee.talk)
        .bind(i64::from(employee.history.lately.number()))
}

impl Employee {
    /// What of them stands in an index: whether and when the planner looks at them.
    pub fn listed(&self) -> Listed {
        (self.reach, self.next_nudge_at)
    }
}

impl TryFrom<Row> for Employee {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Employee, StoreError> {
        let day = |text: String| text.parse::<Date>().map_err(|e| unreadable("day", e));
        Ok(Employee {
            key: EmployeeKey::new(row.tenant_id, row.employee_id),
            channel_user_id: row.channel_user_id,
            conversation: ConversationReference {
                conversation_id: row.conversation_id,
                service_url: row.service_url,
            },
            reach: Reach::read(&row.reach)?,
            language: Language { tag: row.language, chosen: row.language_chosen == 1 },
            time_zone: row.time_zone,
            days: Days::from_bits(small("days", row.days)?),
            window: Window { from: clock(row.window_from)?, to: clock(row.window_to)? },
            per_week: small("per_week", row.per_week)?,
            paused_until: row.paused_until.map(day).transpose()?,
            days_off: row
                .days_off
                .split_whitespace()
                .map(|one| day(one.to_owned()))
                .collect::<Result<_, _>>()?,
            stopped_at: maybe_time("stopped_at", row.stopped_at)?,
            welcomed_at: maybe_time("welcomed_at", row.welcomed_at)?,
            history: History {
                last: maybe_time("last_nudge_at", row.last_nudge_at)?,
                in_week: small("nudges_in_week", row.nudges_in_week)?,
                seconds: small("seconds_in_week", row.seconds_in_week)?,
                ignored: small("ignored", row.ignored)?,
                lately: Lately::from_number(small("lately", row.lately)?),
            },
            moment: row.moment,
            talk: row.talk,
            next_nudge_at: maybe_time("next_nudge_at", row.next_nudge_at)?,
            heard_at: maybe_time("heard_at", row.heard_at)?,
            created_at: time("created_at", row.created_at)?,
            version: row.version,
        })
    }
}

fn small<T: TryFrom<i64>>(what: &'static str, value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| unreadable(what, value))
}

/// Days as one text, with spaces between.
fn days(days: &[Date]) -> String {
    let days: Vec<String> = days.iter().map(Date::to_string).collect();
    days.join(" ")
}

/// Minutes since midnight.
fn minutes(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

fn clock(minutes: i64) -> Result<Time, StoreError> {
    let (hour, minute) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    let (hour, minute) = (small("window", hour)?, small("window", minute)?);
    Time::new(hour, minute, 0, 0).map_err(|error| unreadable("window", error))
}
