//! Everything about one person: to show, to count and to erase.

use jiff::Timestamp;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column, Row};

use super::{Conn, EmployeeKey, StoreError, employees, roster, turns};

/// A table that holds something about people, and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub table: &'static str,
    /// Its columns: a new one has to be told of in `what`.
    pub columns: &'static str,
    /// What stands in it, in Dutch.
    pub what: &'static str,
    /// Why, in Dutch.
    pub why: &'static str,
    /// How long.
    pub term: Term,
}

impl Kept {
    /// The names of its columns.
    pub fn column_names(&self) -> Vec<&'static str> {
        self.columns.split_whitespace().collect()
    }
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
    /// Another term, in Dutch.
    Other(&'static str),
}

/// Every table with rows about one person. A test holds it against the database.
pub const KEPT: &[Kept] = &[
    Kept {
        table: "employees",
        columns: "tenant_id employee_id channel_user_id conversation_id service_url reach language \
            language_chosen time_zone days days_off window_from window_to per_week paused_until \
            stopped_at welcomed_at last_nudge_at nudges_in_week seconds_in_week ignored moment talk \
            next_nudge_at heard_at created_at gone_at lately version",
        what: "de nummers van iemand in Entra en Teams, de tenant en het adres van de chat; of de app er nog staat of geblokkeerd is, en sinds wanneer de app weg is; taal, tijdzone, gekozen dagen en vrije dagen, tijd en aantal kaartjes per week, pauze of stop; sinds wanneer Stapje iemand kent, wanneer iemand welkom is geheten en voor het laatst iets liet weten; wanneer het laatste kaartje kwam en het volgende mag komen, hoeveel het er deze week waren met de leestijd, hoeveel er onbeantwoord bleven en welke van de laatste acht beantwoord zijn; welk bericht aan iedereen en welk gesprekspunt voor leidinggevenden iemand het laatst kreeg",
        why: "iemand bereiken op het moment dat diegene zelf koos, en ophouden als iemand dat wil",
        term: Term::WhileUsing,
    },
    Kept {
        table: "paths",
        columns: "tenant_id employee_id body",
        what: "een schatting van wat iemand per onderwerp al kan; per tip wanneer en hoe vaak die kwam, wat iemand ervan vond of antwoordde en hoe goed die waarschijnlijk is onthouden; wat iemand al doet of niet wil; of de laatste acht antwoorden goed waren; en of iemand is meegeteld in de sommen hieronder",
        why: "het volgende kaartje kiezen: makkelijker, moeilijker of over iets anders",
        term: Term::WhileUsing,
    },
    Kept {
        table: "events",
        columns: "id tenant_id employee_id at body",
        what: "elke getoonde tip of vraag en elk antwoord, met het tijdstip",
        why: "iemand zijn eigen overzicht laten zien; daarna alleen aantallen zonder personen",
        term: Term::Answers,
    },
    Kept {
        table: "cards",
        columns: "nonce tenant_id employee_id subject shown_at nudge delivered_at answered_at result",
        what: "welke kaartjes er in de chat staan, wanneer ze kwamen en beantwoord zijn, en waarmee ze vervangen zijn",
        why: "een druk op een knop herkennen, en een kaartje maar één keer laten tellen",
        term: Term::Answers,
    },
    Kept {
        table: "outbox",
        columns: "id tenant_id employee_id idempotency_key purpose urgency conversation_id \
            service_url activity_id activity nonce state reason attempts not_before lapses_at \
            lease_owner lease_until created_at settled_at campaign uncertain",
        what: "elk bericht dat verstuurd is of nog moet, met de tekst, de chat en de campagne, en of het aankwam",
        why: "niets kwijtraken en niets twee keer sturen, en storingen vinden",
        term: Term::Deliveries,
    },
    Kept {
        table: "skips",
        columns: "tenant_id employee_id day reason at",
        what: "op welke dag er geen kaartje kwam, en waarom niet",
        why: "iemand kunnen vertellen waarom er niets kwam",
        term: Term::Deliveries,
    },
    Kept {
        table: "roster",
        columns: "tenant_id employee_id department role manager origin updated_at entra_groups",
        what: "afdeling, functie, of iemand leiding geeft en in welke groepen van het plan iemand zit, zoals de organisatie dat opgaf; waar dat vandaan komt en van wanneer het is",
        why: "tips richten op een afdeling, functie of groep",
        term: Term::OnTheList,
    },
];

/// Every other table. None has rows that stand for a person, but the address of a chat is one
/// person's too. The same test holds it against the database.
pub const BESIDE: &[Kept] = &[
    Kept {
        table: "turns",
        columns: "conversation_id activity_id kind received_at answer",
        what: "van elk ontvangen bericht de chat, het nummer en de soort, en het kaartje dat meteen als antwoord terugging; niet wat iemand typte",
        why: "hetzelfde bericht niet twee keer verwerken",
        term: Term::Other(
            "72 uur, of tot iemand gewist wordt; van het bericht waarmee iemand zichzelf wist, blijft het nummer 72 uur staan",
        ),
    },
    Kept {
        table: "waits",
        columns: "tenant_id conversation_id until",
        what: "tot wanneer Microsoft vraagt te wachten met sturen, voor de hele organisatie of voor één chat",
        why: "niet sneller sturen dan Teams toelaat",
        term: Term::Other("tot die tijd voorbij is, en dan hooguit een uur"),
    },
    Kept {
        table: "teams",
        columns: "tenant_id team_id name group_id service_url added_at",
        what: "nummers en namen van teams die Stapje toevoegden",
        why: "een tip van de week plaatsen",
        term: Term::Other("tot het team Stapje weghaalt"),
    },
    Kept {
        table: "posts",
        columns: "tenant_id team_id post_id slot tip at",
        what: "welke tip wanneer in een team stond",
        why: "niet twee keer dezelfde tip plaatsen",
        term: Term::Other("tot het team Stapje weghaalt"),
    },
    Kept {
        table: "event_counts",
        columns: "tenant_id month kind item number",
        what: "aantallen getoonde tips en antwoorden per maand en per tip, zonder personen",
        why: "zien of tips werken",
        term: Term::Other("onbeperkt"),
    },
    Kept {
        table: "learned_items",
        columns: "tenant_id item answers precision_added weighted_added",
        what: "hoe moeilijk een tip blijkt: een som over iedereen samen, zonder personen",
        why: "tips kiezen die passen bij de organisatie; telt pas mee vanaf tien antwoorden",
        term: Term::Other("onbeperkt"),
    },
    Kept {
        table: "learned_recalls",
        columns: "tenant_id bin answers right_answers",
        what: "hoe goed tips blijven hangen: een som over iedereen samen, zonder personen",
        why: "vragen op het goede moment laten terugkomen; telt pas mee vanaf tien antwoorden",
        term: Term::Other("onbeperkt"),
    },
    Kept {
        table: "learned_levels",
        columns: "tenant_id answers people level_sum",
        what: "waar mensen samen staan: een som over iedereen, zonder personen",
        why: "een goed begin voor wie nieuw is; telt pas mee vanaf tien mensen",
        term: Term::Other("onbeperkt"),
    },
    Kept {
        table: "campaigns",
        columns: "campaign_id state changed_at",
        what: "welke campagne van het plan iemand stilzette, en wanneer",
        why: "haar stil laten tot iemand haar weer aanzet",
        term: Term::Other("tot ze weer loopt"),
    },
    Kept {
        table: "editions",
        columns: "version published_at note tips body",
        what: "de gepubliceerde tips en het plan, met de namen die de organisatie daar zelf in zet, zoals die van de werkgroep",
        why: "tips tonen, en terug kunnen naar een vorige versie",
        term: Term::Other("onbeperkt"),
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

/// Erases everything about this person. Returns how many rows there were; none are left. What was
/// received from them goes too, but not what comes in at `now`: that may be their very wish.
pub async fn erase(conn: &mut Conn, key: &EmployeeKey, now: Timestamp) -> Result<Held, StoreError> {
    let before = held(&mut *conn, key).await?;
    turns::forget_of(&mut *conn, key, now).await?;
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
