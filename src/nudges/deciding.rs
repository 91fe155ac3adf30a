//! What one person should get whose time has come. Pure, apart from the chance in nonces.

use jiff::Timestamp;

use super::campaigns::{Campaigns, Place};
use super::moments::Occurrence;
use crate::bot_framework::Activity;
use crate::clock::Chance;
use crate::content::Managers;
use crate::conversation::{
    Dressed, Edition, dress_moment, dress_step, dress_still_there, dress_talk, next_slot_of,
    schedule_next, why_no_slot_on, zone,
};
use crate::learning::rhythm::{History, Next, Slot};
use crate::learning::{Focus, NoNudge, Path, Policy, Rule, Wish, choose};
use crate::store::cards::ShownCard;
use crate::store::employees::{Due, Employee, Looked};
use crate::store::outbox::{Outgoing, Purpose};
use crate::store::skips::Skip;

/// What deciding stands on.
pub(super) struct Decider<'a> {
    pub(super) edition: &'a Edition,
    pub(super) rule: Rule,
    pub(super) now: Timestamp,
    pub(super) chance: &'a Chance,
    pub(super) moment: Option<Occurrence>,
    /// The newest talking point's time.
    pub(super) talk: Option<Occurrence>,
    pub(super) campaigns: Campaigns<'a>,
}

/// What was decided for one person.
pub(super) struct Decided {
    /// The person, changed.
    pub(super) employee: Employee,
    pub(super) verdict: Verdict,
}

/// A nudge, or none.
pub(super) enum Verdict {
    Nudge(Box<Planned>),
    /// None; with the slot that passed, if one did.
    None(Option<Skip>),
}

/// A nudge, ready for the outbox.
pub(super) struct Planned {
    pub(super) outgoing: Outgoing,
    pub(super) card: ShownCard,
    pub(super) slot: Slot,
    /// The history without it.
    pub(super) before: History,
}

impl Decided {
    /// What is to be stored of the person.
    pub(super) fn looked(&self) -> Looked {
        let employee = &self.employee;
        Looked {
            key: employee.key.clone(),
            version: employee.version,
            history: employee.history,
            moment: employee.moment.clone(),
            talk: employee.talk.clone(),
            next_nudge_at: employee.next_nudge_at,
        }
    }
}

impl Decider<'_> {
    /// Decides for one person, and when to look at them next.
    pub(super) fn decide(&self, due: Due) -> Decided {
        let Due { mut employee, path, ignored, department, role, manager, groups } = due;
        let (department, role) = (department.as_deref(), role.as_deref());
        let place = Place { department, role, manager, groups: &groups };
        let due_at = employee.next_nudge_at.unwrap_or(self.now);
        employee.history = History { ignored, ..employee.history }.by(self.now);
        // The question whether to go on is ignored as well: silence until they write.
        let slot = next_slot_of(self.edition, &employee, self.now);
        let Some(slot) = slot.filter(|slot| slot.at <= self.now) else {
            // The moment passed, or their rhythm changed: a later one is looked for.
            let skip = self.passed(&employee, due_at);
            schedule_next(self.edition, &mut employee, self.now);
            return Decided { employee, verdict: Verdict::None(Some(skip)) };
        };
        match self.nudge_for(&mut employee, &path, place, &slot) {
            Ok((dressed, campaign)) => {
                let before = employee.history;
                let zone = zone(self.edition, &employee);
                employee.history = before.and(slot.at, dressed.seconds(), &zone);
                schedule_next(self.edition, &mut employee, self.now);
                let nudge = self.ready(&employee, &slot, (dressed, campaign), before);
                Decided { employee, verdict: Verdict::Nudge(Box::new(nudge)) }
            }
            Err(reason) => {
                // Nothing for them today: not before this window is over.
                schedule_next(self.edition, &mut employee, slot.lapses_at);
                let skip = Skip { key: employee.key.clone(), day: slot.day, reason };
                Decided { employee, verdict: Verdict::None(Some(skip)) }
            }
        }
    }

    /// The slot for which they were looked at, and why it passed.
    fn passed(&self, employee: &Employee, due_at: Timestamp) -> Skip {
        let day = zone(self.edition, employee).to_datetime(due_at).date();
        let why = why_no_slot_on(self.edition, employee, day, self.now);
        // A slot that is still ahead today: their window was moved.
        let reason = why.unwrap_or(NoNudge::WindowOver);
        Skip { key: employee.key.clone(), day, reason }
    }

    fn nudge_for(
        &self,
        employee: &mut Employee,
        path: &Path,
        place: Place,
        slot: &Slot,
    ) -> Result<(Dressed, Option<String>), NoNudge> {
        let tag = &employee.language.tag;
        if employee.history.next() != Next::Step {
            return Ok((dress_still_there(self.edition, tag, self.chance.nonce()), None));
        }
        if let Some(moment) = &self.moment
            && employee.moment.as_ref() != Some(&moment.key)
            && moment.at > employee.created_at
            && let Some(dressed) =
                dress_moment(self.edition, tag, &moment.moment, self.chance.nonce())
        {
            self.in_time(employee, slot, &dressed)?;
            employee.moment = Some(moment.key.clone());
            return Ok((dressed, Some(moment.moment.clone())));
        }
        if let Some((talk, dressed)) = self.talk_for(employee, place) {
            self.in_time(employee, slot, &dressed)?;
            employee.talk = Some(talk);
            return Ok((dressed, Some(Managers::TALK.to_owned())));
        }
        let library = self.edition.library(&employee.key.tenant_id);
        let focus = self.campaigns.focus(employee, path, place, slot.day);
        let policy = Policy { focus: &focus, ..Policy::of(self.rule) };
        let decision = choose(library, path, &policy, Wish::Next, self.now);
        let decision = decision.ok_or(NoNudge::NothingFits)?;
        let dressed = dress_step(self.edition, tag, &decision, self.chance.nonce());
        let dressed = dressed.ok_or(NoNudge::NothingFits)?;
        self.in_time(employee, slot, &dressed)?;
        let behaviour = library.get(&decision.item).map(|item| &item.behaviour);
        let of = |focus: &&Focus| behaviour.is_some_and(|id| focus.behaviours.contains(id));
        Ok((dressed, focus.iter().find(of).map(|focus| focus.id.clone())))
    }

    /// The talking point that a manager has not had yet, and what to remember of it: its id, and
    /// at which of the times it came. They come in the order of their names, and then again.
    fn talk_for(&self, employee: &Employee, place: Place) -> Option<(String, Dressed)> {
        let time = self.talk.as_ref().filter(|time| time.at > employee.created_at)?;
        let catalog = &self.edition.catalog;
        let managers = catalog.plan.managers.as_ref()?;
        if !managers.includes(&employee.key.employee_id, place.role, place.manager) {
            return None;
        }
        let last = employee.talk.as_deref().and_then(|talk| talk.split_once(' '));
        if last.is_some_and(|(_, key)| key == time.key) {
            return None;
        }
        let mut ids = catalog.talks.keys();
        let after = last.and_then(|(last, _)| ids.find(|id| id.as_str() > last));
        let id = after.or_else(|| catalog.talks.keys().next())?;
        let (tag, nonce) = (&employee.language.tag, self.chance.nonce());
        let dressed = dress_talk(self.edition, tag, id, nonce)?;
        Some((format!("{id} {}", time.key), dressed))
    }

    /// The organisation promised at most so many minutes a week.
    fn in_time(&self, employee: &Employee, slot: &Slot, dressed: &Dressed) -> Result<(), NoNudge> {
        let minutes = self.edition.catalog.plan.rhythm.minutes_per_week;
        let zone = zone(self.edition, employee);
        let keeps = employee.history.keeps_promise(slot.at, dressed.seconds(), minutes, &zone);
        if keeps { Ok(()) } else { Err(NoNudge::EnoughMinutes) }
    }

    fn ready(
        &self,
        employee: &Employee,
        slot: &Slot,
        (dressed, campaign): (Dressed, Option<String>),
        before: History,
    ) -> Planned {
        let key = &employee.key;
        let (id, to) = (self.chance.id(self.now), employee.conversation.clone());
        let activity = Activity::card(dressed.card.json(), &dressed.summary, true);
        let outgoing = Outgoing {
            idempotency_key: format!("nudge/{}/{}/{}", key.tenant_id, key.employee_id, slot.day),
            nonce: Some(dressed.nonce.clone()),
            campaign,
            not_before: slot.at,
            lapses_at: Some(slot.lapses_at),
            ..Outgoing::untried(id, key.clone(), Purpose::Nudge, to, activity, self.now)
        };
        let card = ShownCard {
            nonce: dressed.nonce,
            key: key.clone(),
            subject: serde_json::to_string(&dressed.subject).unwrap_or_default(),
            shown_at: self.now,
            nudge: true,
            delivered_at: None,
            answered_at: None,
            result: None,
        };
        Planned { outgoing, card, slot: *slot, before }
    }
}
