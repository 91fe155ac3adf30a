//! The planner: whose time has come, and what should they get?

use jiff::Timestamp;

use super::moments::{self, Occurrence};
use crate::bot_framework::Activity;
use crate::clock::Chance;
use crate::conversation::{
    Dressed, Edition, dress_moment, dress_step, dress_still_there, next_slot_of, schedule_next,
};
use crate::learning::rhythm::{ASK_AFTER, Slot};
use crate::learning::{Policy, Rule, Wish, choose};
use crate::store::cards::ShownCard;
use crate::store::employees::Employee;
use crate::store::outbox::{Added, Outgoing, Purpose};
use crate::store::{Store, StoreError, WriteTx, cards, employees, outbox, paths};

/// How many people are looked at in one transaction.
const PAGE: i64 = 200;

/// What a round of planning came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Planned {
    /// Nudges put in the outbox.
    pub nudges: usize,
    /// People who were due and got none: their moment had passed, or there was nothing for them.
    pub passed: usize,
}

/// Plans everybody whose time has come.
pub async fn plan(
    store: &Store,
    edition: &Edition,
    rule: Rule,
    now: Timestamp,
    chance: &Chance,
) -> Result<Planned, StoreError> {
    let plan = &edition.catalog.plan;
    let zone = jiff::tz::TimeZone::get(&plan.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let moment = moments::latest(&plan.moments, &zone, now);
    let planner = Planner { edition, rule, now, chance, moment };
    let mut came_to = Planned::default();
    loop {
        let mut tx = store.write().await?;
        let due = employees::due(&mut tx, now, PAGE).await?;
        if due.is_empty() {
            return Ok(came_to);
        }
        for employee in due {
            if planner.plan_one(&mut tx, employee).await? {
                came_to.nudges += 1;
            } else {
                came_to.passed += 1;
            }
        }
        tx.commit().await?;
    }
}

struct Planner<'a> {
    edition: &'a Edition,
    rule: Rule,
    now: Timestamp,
    chance: &'a Chance,
    moment: Option<Occurrence>,
}

impl Planner<'_> {
    /// Plans one person and sets when to look at them next. Was there a nudge?
    async fn plan_one(&self, tx: &mut WriteTx, mut employee: Employee) -> Result<bool, StoreError> {
        let slot = next_slot_of(self.edition, &employee, self.now);
        let Some(slot) = slot.filter(|slot| slot.at <= self.now) else {
            // The moment passed, or their rhythm changed: a later one is looked for.
            schedule_next(self.edition, &mut employee, self.now);
            employees::update(tx, &employee).await?;
            return Ok(false);
        };
        employee.history.ignored = self.ignored(tx, &employee).await?;
        if employee.history.ignored > ASK_AFTER {
            // They were asked, and that was ignored as well: silence until they write.
            schedule_next(self.edition, &mut employee, self.now);
            employees::update(tx, &employee).await?;
            return Ok(false);
        }
        let nudge = self.nudge_for(tx, &mut employee).await?;
        let planned = match &nudge {
            Some(dressed) => self.put(tx, &employee, &slot, dressed).await?,
            None => false,
        };
        if planned {
            count(&mut employee, &slot);
            schedule_next(self.edition, &mut employee, self.now);
        } else {
            // Nothing for them today: not before this window is over.
            schedule_next(self.edition, &mut employee, slot.lapses_at);
        }
        employees::update(tx, &employee).await?;
        Ok(planned)
    }

    /// How many nudges in a row were ignored: one more when the last one arrived and the person
    /// neither answered it nor wrote to us since.
    async fn ignored(&self, tx: &mut WriteTx, employee: &Employee) -> Result<u32, StoreError> {
        let newest = cards::newest(tx, &employee.key, true).await?;
        let ignored = newest.first().is_some_and(|card| {
            card.delivered_at.is_some()
                && card.answered_at.is_none()
                && employee.heard_at.is_none_or(|heard| heard < card.shown_at)
        });
        Ok(employee.history.ignored + u32::from(ignored))
    }

    async fn nudge_for(
        &self,
        tx: &mut WriteTx,
        employee: &mut Employee,
    ) -> Result<Option<Dressed>, StoreError> {
        let tag = &employee.language.tag;
        if employee.history.ignored >= ASK_AFTER {
            return Ok(Some(dress_still_there(self.edition, tag, self.chance.nonce())));
        }
        if let Some(moment) = &self.moment
            && employee.moment.as_ref() != Some(&moment.key)
            && moment.at > employee.created_at
            && let Some(dressed) =
                dress_moment(self.edition, tag, &moment.moment, self.chance.nonce())
        {
            employee.moment = Some(moment.key.clone());
            return Ok(Some(dressed));
        }
        let path = paths::find(tx, &employee.key).await?;
        let library = &self.edition.catalog.library;
        let decision = choose(library, &path, &Policy::of(self.rule), Wish::Next, self.now);
        Ok(decision
            .and_then(|decision| dress_step(self.edition, tag, &decision, self.chance.nonce())))
    }

    /// Puts a nudge in the outbox. `false` when this slot has one already.
    async fn put(
        &self,
        tx: &mut WriteTx,
        employee: &Employee,
        slot: &Slot,
        dressed: &Dressed,
    ) -> Result<bool, StoreError> {
        let key = &employee.key;
        let outgoing = Outgoing {
            id: self.chance.id(self.now),
            key: key.clone(),
            idempotency_key: format!("nudge/{}/{}/{}", key.tenant_id, key.employee_id, slot.day),
            purpose: Purpose::Nudge,
            to: employee.conversation.clone(),
            activity_id: None,
            activity: Activity::card(dressed.card.json(), &dressed.summary, true),
            nonce: Some(dressed.nonce.clone()),
            attempts: 0,
            not_before: slot.at,
            lapses_at: Some(slot.lapses_at),
        };
        if outbox::add(tx, &outgoing, None, self.now).await? == Added::Known {
            return Ok(false);
        }
        let card = ShownCard {
            nonce: dressed.nonce.clone(),
            key: key.clone(),
            subject: serde_json::to_string(&dressed.subject).unwrap_or_default(),
            shown_at: self.now,
            nudge: true,
            delivered_at: None,
            answered_at: None,
            result: None,
        };
        cards::add(tx, &card).await?;
        Ok(true)
    }
}

/// Counts a nudge in the person's history.
fn count(employee: &mut Employee, slot: &Slot) {
    let history = &mut employee.history;
    let zone = jiff::tz::TimeZone::get(&employee.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let week = slot.day.iso_week_date();
    let same_week = history.last.is_some_and(|last| {
        let last = zone.to_datetime(last).date().iso_week_date();
        (last.year(), last.week()) == (week.year(), week.week())
    });
    history.in_week = if same_week { history.in_week.saturating_add(1) } else { 1 };
    history.last = Some(slot.at);
}
