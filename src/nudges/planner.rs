//! The planner: whose time has come, and what should they get?
//!
//! People are read in pages, each with all that deciding needs; deciding is done with no
//! transaction open; a page is written in a few statements. Whoever changed in between is looked
//! at again.

use jiff::{SignedDuration, Timestamp};

use super::campaigns::Campaigns;
use super::deciding::{Decided, Decider, Planned as Nudge, Verdict};
use super::moments;
use crate::clock::Chance;
use crate::conversation::{Edition, schedule_next};
use crate::learning::{NoNudge, Rule};
use crate::store::employees::{Due, Looked};
use crate::store::outbox::Outgoing;
use crate::store::skips::Skip;
use crate::store::{
    EmployeeKey, Store, StoreError, WriteTx, campaigns, cards, employees, outbox, skips,
};

/// How many people are looked at in one page.
const PAGE: i64 = 200;
/// After so many pages in a row of which nothing could be kept, the next round goes on.
const MOST_IN_VAIN: u32 = 3;
/// Somebody whose row cannot be read is looked at again after this time.
const ASIDE: SignedDuration = SignedDuration::from_hours(24);

/// What a round of planning came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Planned {
    /// Nudges put in the outbox.
    pub nudges: usize,
    /// People who were due and got none: their moment had passed, or there was nothing for them.
    pub passed: usize,
    /// Posts for teams put in the outbox.
    pub posts: usize,
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
    let zone = plan.zone();
    let halted: Vec<String> = campaigns::halted(&mut *store.read().await?)
        .await?
        .into_iter()
        .map(|(campaign, _)| campaign)
        .collect();
    let moment = moments::latest(&plan.moments, &zone, now);
    let moment = moment.filter(|moment| !halted.contains(&moment.moment));
    let talk = moments::latest_talk(plan, &zone, now);
    let talk = talk.filter(|talk| !halted.contains(&talk.moment));
    let campaigns = Campaigns::new(edition, &halted);
    let decider = Decider { edition, rule, now, chance, moment, talk, campaigns };
    let mut came_to = Planned::default();
    let mut in_vain = 0;
    loop {
        let due = employees::due(&mut *store.read().await?, now, PAGE).await?;
        if due.is_empty() || in_vain == MOST_IN_VAIN {
            return Ok(came_to);
        }
        let page = Page::decide(&decider, due);
        let mut tx = store.write().await?;
        let (nudges, passed) = page.write(&mut tx, &decider).await?;
        tx.commit().await?;
        in_vain = if nudges + passed == 0 { in_vain + 1 } else { 0 };
        came_to.nudges += nudges;
        came_to.passed += passed;
    }
}

/// What was decided for one page of people.
#[derive(Default)]
struct Page {
    decided: Vec<Decided>,
    unreadable: Vec<EmployeeKey>,
}

impl Page {
    fn decide(decider: &Decider, due: Vec<(EmployeeKey, Result<Due, StoreError>)>) -> Page {
        let mut page = Page::default();
        for (key, due) in due {
            match due {
                Ok(due) => page.decided.push(decider.decide(due)),
                Err(error) => {
                    tracing::error!(%error, "somebody is passed over");
                    page.unreadable.push(key);
                }
            }
        }
        page
    }

    /// Writes the page. Says how many got a nudge, and how many none.
    async fn write(
        self,
        tx: &mut WriteTx,
        decider: &Decider<'_>,
    ) -> Result<(usize, usize), StoreError> {
        let looked: Vec<Looked> = self.decided.iter().map(Decided::looked).collect();
        let kept = employees::looked_at(tx, &looked).await?;
        let (mut nudges, mut passed) = (Vec::new(), Vec::new());
        let mut without = self.unreadable.len();
        for one in self.decided.into_iter().filter(|one| kept.contains(&one.employee.key)) {
            match one.verdict {
                Verdict::Nudge(nudge) => nudges.push(*nudge),
                Verdict::None(skip) => {
                    without += 1;
                    passed.extend(skip);
                }
            }
        }
        let planned = put(tx, decider, nudges).await?;
        for key in &self.unreadable {
            let until = decider.now.saturating_add(ASIDE).unwrap_or(Timestamp::MAX);
            employees::put_aside(tx, key, until).await?;
            let day = jiff::tz::TimeZone::UTC.to_datetime(decider.now).date();
            passed.push(Skip { key: key.clone(), day, reason: NoNudge::Failed });
        }
        skips::add(tx, &passed, decider.now).await?;
        Ok((planned.nudges, without + planned.passed))
    }
}

/// Puts nudges in the outbox. Where the same slot has one already, none is added and none counts.
async fn put(
    tx: &mut WriteTx,
    decider: &Decider<'_>,
    nudges: Vec<Nudge>,
) -> Result<Planned, StoreError> {
    let outgoing: Vec<&Outgoing> = nudges.iter().map(|nudge| &nudge.outgoing).collect();
    let added = outbox::add_nudges(tx, &outgoing, decider.now).await?;
    let (new, known): (Vec<_>, Vec<_>) =
        nudges.into_iter().partition(|nudge| added.contains(&nudge.outgoing.id));
    let cards: Vec<_> = new.iter().map(|nudge| &nudge.card).collect();
    cards::add_nudges(tx, &cards).await?;
    for nudge in &known {
        let Some(mut employee) = employees::find(tx, &nudge.outgoing.key).await? else { continue };
        employee.history = nudge.before;
        schedule_next(decider.edition, &mut employee, nudge.slot.lapses_at);
        employees::update(tx, &employee).await?;
    }
    Ok(Planned { nudges: new.len(), passed: known.len(), posts: 0 })
}
