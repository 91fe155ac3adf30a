//! Who is speaking: somebody whom we know, or somebody new.

use jiff::Timestamp;
use jiff::civil::Weekday;

use super::hear::Heard;
use super::words::Edition;
use crate::bot_framework::auth::Verified;
use crate::bot_framework::{Activity, ConversationReference};
use crate::learning::Path;
use crate::learning::rhythm::{Days, History, Window};
use crate::store::employees::{Employee, Language, OnPath, Reach};
use crate::store::{EmployeeKey, StoreError, WriteTx, employees};

/// The employee and their path, with what this activity says of where and how to reach them; somebody
/// new is stored. `None` for an uninstall of somebody whom we do not know.
pub(super) async fn meet(
    tx: &mut WriteTx,
    edition: &Edition,
    verified: &Verified,
    activity: &Activity,
    (key, known): (EmployeeKey, Option<OnPath>),
    heard: &Heard,
    now: Timestamp,
) -> Result<Option<(Employee, Path)>, StoreError> {
    let (mut employee, path) = match known {
        Some(OnPath { employee, path, .. }) => (employee, path),
        None if *heard == Heard::Uninstalled => return Ok(None),
        None => {
            let newcomer = newcomer(edition, key, now);
            employees::insert(tx, &newcomer).await?;
            (newcomer, Path::default())
        }
    };
    employee.conversation = ConversationReference {
        conversation_id: activity.conversation_id().to_owned(),
        service_url: verified.service_url.to_string(),
    };
    if let Some(from) = &activity.from {
        employee.channel_user_id.clone_from(&from.id);
    }
    if let Some(locale) = activity.locale()
        && !employee.language.chosen
    {
        locale.clone_into(&mut employee.language.tag);
    }
    if let Some(zone) = activity.time_zone()
        && jiff::tz::TimeZone::get(zone).is_ok()
    {
        zone.clone_into(&mut employee.time_zone);
    }
    Ok(Some((employee, path)))
}

fn newcomer(edition: &Edition, key: EmployeeKey, now: Timestamp) -> Employee {
    let plan = &edition.catalog.plan;
    let days = plan.rhythm.day_positions();
    let days = days.iter().fold(0_u8, |bits, day| bits | (1 << day));
    let (from, to) = plan.rhythm.window().unwrap_or_else(|| {
        let nine = jiff::civil::time(9, 30, 0, 0);
        (nine, jiff::civil::time(11, 30, 0, 0))
    });
    let days = match Days::from_bits(days) {
        none if none.is_empty() => {
            Days::of(&[Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday])
        }
        some => some,
    };
    Employee {
        key,
        channel_user_id: String::new(),
        conversation: ConversationReference {
            conversation_id: String::new(),
            service_url: String::new(),
        },
        reach: Reach::Reachable,
        language: Language { tag: String::new(), chosen: false },
        time_zone: plan.time_zone.clone(),
        days,
        window: Window { from, to },
        per_week: plan.rhythm.nudges_per_week,
        paused_until: None,
        days_off: Vec::new(),
        stopped_at: None,
        welcomed_at: None,
        history: History::default(),
        moment: None,
        talk: None,
        next_nudge_at: None,
        heard_at: None,
        created_at: now,
        version: 0,
    }
}
