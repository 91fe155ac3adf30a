//! Everything about one person: to show, to count and to erase.

use jiff::Timestamp;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column, Row};

use super::{Conn, EmployeeKey, StoreError, employees, roster};

/// A table that holds something about people, and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub table: &'static str,
    /// What stands in it, in Dutch.
    pub what: &'static str,
    /// Why, in Dutch.
    pub why: &'static str,
    /// How long.
    pub term: Term,
}

/// How long something about a person is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// As long as the person uses the bot.
    WhileUsing,
    /// As long as answers are.
    Answers,
    /// As long as the delivery log is.
    Deliveries,
    /// As long as the organisation keeps the person on its list.
    OnTheList,
}

/// Every table with rows about one person. A test holds it against the migrations.
pub const KEPT: &[Kept] = &[
    Kept {
        table: "employees",
        what: "Entra-object-id en tenant, het adres van de chat, taal, tijdzone, gekozen dagen en vrije dagen, tijd en aantal kaartjes per week, pauze of stop, wanneer het laatste kaartje kwam, welk gesprekspunt iemand als leidinggevende kreeg, en hoeveel er onbeantwoord bleven",
        why: "iemand bereiken op het moment dat diegene zelf koos, en ophouden als iemand dat wil",
        term: Term::WhileUsing,
    },
    Kept {
        table: "paths",
        what: "wat iemand naar eigen zeggen of volgens de antwoorden al kan per onderwerp, welke tips er waren en wat iemand daarvan vond",
        why: "het volgende kaartje kiezen: makkelijker, moeilijker of over iets anders",
        term: Term::WhileUsing,
    },
    Kept {
        table: "events",
        what: "elk getoond kaartje en elk antwoord, met het tijdstip",
        why: "iemand zijn eigen overzicht laten zien; daarna alleen aantallen zonder personen",
        term: Term::Answers,
    },
    Kept {
        table: "cards",
        what: "welke kaartjes er in de chat staan en waarmee ze vervangen zijn",
        why: "een druk op een knop herkennen, en een kaartje maar één keer laten tellen",
        term: Term::Answers,
    },
    Kept {
        table: "outbox",
        what: "wat er verstuurd is of nog moet, en of dat lukte",
        why: "niets kwijtraken en niets twee keer sturen, en storingen vinden",
        term: Term::Deliveries,
    },
    Kept {
        table: "skips",
        what: "op welke dag er geen kaartje kwam, en waarom niet",
        why: "iemand kunnen vertellen waarom er niets kwam",
        term: Term::Deliveries,
    },
    Kept {
        table: "roster",
        what: "afdeling, functie, of iemand leiding geeft en in welke groepen van het plan iemand zit, zoals de organisatie dat opgaf",
        why: "tips richten op een afdeling, en cijfers tonen over groepen",
        term: Term::OnTheList,
    },
];

/// How many rows about somebody there are, by table.
pub type Held = Vec<(&'static str, u64)>;

/// How many rows about this person there are.
pub async fn held(conn: &mut Conn, key: &EmployeeKey) -> Result<Held, StoreError> {
    let mut held = Vec::new();
    for kept in KEPT {
        let sql = format!(
            "SELECT COUNT(*) FROM {} WHERE tenant_id = $1 AND employee_id = $2",
            kept.table
        );
        // Only names from the list above were put into the text.
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&key.tenant_id).bind(&key.employee_id);
        let number: i64 = query.fetch_one(&mut *conn).await?.try_get(0)?;
        held.push((kept.table, number.unsigned_abs()));
    }
    Ok(held)
}

/// The number of rows of all tables together.
pub fn total(held: &Held) -> u64 {
    held.iter().map(|(_, number)| number).sum()
}

/// Everything about this person, by table; times in words of ISO 8601.
pub async fn export(conn: &mut Conn, key: &EmployeeKey) -> Result<Value, StoreError> {
    let mut all = Map::new();
    for kept in KEPT {
        let sql = format!("SELECT * FROM {} WHERE tenant_id = $1 AND employee_id = $2", kept.table);
        // Only names from the list above were put into the text.
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&key.tenant_id).bind(&key.employee_id);
        let rows = query.fetch_all(&mut *conn).await?;
        all.insert(kept.table.to_owned(), rows.iter().map(row).collect());
    }
    Ok(Value::Object(all))
}

/// Erases everything about this person. Returns how many rows there were; none are left.
pub async fn erase(conn: &mut Conn, key: &EmployeeKey) -> Result<Held, StoreError> {
    let before = held(&mut *conn, key).await?;
    // Path, events, cards and outbox go with the employee.
    employees::delete(&mut *conn, key).await?;
    roster::remove(&mut *conn, key).await?;
    let left = total(&held(&mut *conn, key).await?);
    if left > 0 {
        return Err(StoreError::NotErased(left));
    }
    Ok(before)
}

fn row(row: &AnyRow) -> Value {
    let mut object = Map::new();
    for column in row.columns() {
        let name = column.name();
        object.insert(name.to_owned(), value(row, column.ordinal(), name));
    }
    Value::Object(object)
}

/// A value for people: times in words, documents as documents.
fn value(row: &AnyRow, at: usize, name: &str) -> Value {
    if let Ok(number) = row.try_get::<Option<i64>, _>(at) {
        let is_time = name == "at" || name.ends_with("_at") || name.ends_with("_until");
        let is_time = is_time || name == "not_before";
        return match number {
            Some(ms) if is_time => {
                Timestamp::from_millisecond(ms).map_or(Value::Null, |time| time.to_string().into())
            }
            number => number.into(),
        };
    }
    if let Ok(number) = row.try_get::<Option<f64>, _>(at) {
        return number.into();
    }
    let Ok(Some(text)) = row.try_get::<Option<String>, _>(at) else { return Value::Null };
    if text.starts_with(['{', '[']) {
        return serde_json::from_str(&text).unwrap_or(Value::String(text));
    }
    text.into()
}
