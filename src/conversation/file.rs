//! Everything that is kept of somebody, as a file for themselves.

use jiff::Timestamp;

use super::decide::{Known, Turn};
use super::my_data;
use super::turn::{Ground, TurnError};
use crate::bot_framework::Activity;
use crate::bot_framework::auth::Verified;
use crate::learning::Policy;
use crate::store::{EmployeeKey, employees, events, paths, privacy};

/// The text of the file for whoever sent this; `None` for somebody of whom nothing is kept.
///
/// It is made when Teams says where it goes, and never stored here.
pub async fn file_of(
    ground: Ground<'_>,
    verified: &Verified,
    activity: &Activity,
    now: Timestamp,
) -> Result<Option<String>, TurnError> {
    let Some(sender) = activity.sender().filter(|_| activity.is_personal()) else {
        return Ok(None);
    };
    let key = EmployeeKey::new(&verified.tenant_id, sender);
    let mut conn = ground.store.read().await?;
    let Some(employee) = employees::find(&mut conn, &key).await? else { return Ok(None) };
    let known = Known {
        edition: ground.edition,
        policy: Policy::of(ground.rule),
        employee,
        path: paths::find(&mut conn, &key).await?,
        pressed: None,
        newest: Vec::new(),
        skip: None,
        nudge: None,
        events: events::of_employee(&mut conn, &key).await?,
        raw: Some(privacy::export(&mut conn, &key).await?),
        held: 0,
    };
    Ok(Some(my_data::file(&Turn::new(known, now, ground.chance).0)))
}
