//! Writing down what was decided: the employee, the path, cards, and what is to be sent.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::cards::Dressed;
use super::decide::{Decided, InDialog};
use super::subject::Subject;
use crate::audit::{Deed, note};
use crate::bot_framework::Activity;
use crate::clock::Chance;
use crate::store::cards::ShownCard;
use crate::store::employees::Listed;
use crate::store::outbox::{Lease, Outgoing, Purpose};
use crate::store::{
    Batch, Done, EmployeeKey, StoreError, WriteTx, cards, employees, events, learned, outbox,
    paths, privacy,
};

/// An answer to what somebody did is worth sending for this long.
const REPLY_LAPSES: SignedDuration = SignedDuration::from_hours(24);

/// Writes down what was decided.
pub(super) struct Scribe<'a> {
    pub(super) now: Timestamp,
    pub(super) chance: &'a Chance,
    /// The activity that was pressed.
    pub(super) reply_to: Option<&'a str>,
    /// What was listed of the employee before.
    pub(super) listed: Listed,
    /// For what is sent first, if nothing else of the conversation goes before it.
    pub(super) lease: Option<&'a Lease>,
    /// What is to be sent, where in the batch it stands, and is it leased?
    pub(super) sending: Vec<(usize, Outgoing, bool)>,
}

impl Scribe<'_> {
    /// Puts everything in the batch. Only who is erased is so at once.
    pub(super) async fn store(
        &mut self,
        tx: &mut WriteTx,
        batch: &mut Batch,
        decided: &Decided,
        pressed: Option<&str>,
    ) -> Result<(), StoreError> {
        if !decided.erase {
            return self.write(batch, decided, pressed);
        }
        let rows = privacy::total(&privacy::erase(tx, &decided.employee.key, self.now).await?);
        note(Deed {
            action: "erase",
            object: "rows of an employee",
            result: "done",
            origin: "chat",
            actor: "the employee",
            count: rows,
        });
        Ok(())
    }

    /// What of it may be sent at once, and whether something has to wait.
    pub(super) fn leased(self, done: &Done) -> (Vec<Outgoing>, bool) {
        let (mut leased, mut waiting) = (Vec::new(), false);
        for (statement, outgoing, at_once) in self.sending {
            match (outbox::added(done, statement), at_once) {
                (true, true) => leased.push(Outgoing { attempts: 1, ..outgoing }),
                (true, false) => waiting = true,
                (false, _) => {}
            }
        }
        (leased, waiting)
    }

    fn write(
        &mut self,
        batch: &mut Batch,
        decided: &Decided,
        pressed: Option<&str>,
    ) -> Result<(), StoreError> {
        let key = &decided.employee.key;
        employees::change(batch, &decided.employee, Some(self.listed));
        if !decided.events.is_empty() {
            paths::change(batch, key, &decided.path)?;
        }
        for event in &decided.events {
            events::add(batch, &self.chance.id(self.now), key, event, self.now)?;
        }
        if let Some(reason) = decided.withdraw {
            outbox::withdraw_nudges(batch, key, reason, self.now);
        }
        if let Some(replacement) = &decided.replacement {
            self.note_card(batch, key, replacement, pressed);
            if let (true, Some(nonce)) = (decided.answered, pressed) {
                let quiet = result(replacement).to_string();
                cards::answered(batch, nonce, &quiet, self.now);
            }
            self.send(batch, decided, replacement, Purpose::Update)?;
        }
        if let Some(InDialog::Card(form)) = &decided.dialog {
            self.note_card(batch, key, form, pressed);
        }
        for reply in &decided.replies {
            self.note_card(batch, key, reply, pressed);
            self.send(batch, decided, reply, Purpose::Reply)?;
        }
        for file in &decided.files {
            self.put(batch, decided, file.clone(), Purpose::Reply)?;
        }
        // Last: colleagues who answer at the same moment add to the same rows, and wait for this.
        learned::add(batch, &key.tenant_id, &decided.learned);
        Ok(())
    }

    /// Remembers a card that has buttons. One that keeps its nonce is remembered already.
    fn note_card(
        &self,
        batch: &mut Batch,
        key: &EmployeeKey,
        dressed: &Dressed,
        pressed: Option<&str>,
    ) {
        let Some(subject) = dressed.subject.as_ref().filter(|_| pressed != Some(&dressed.nonce))
        else {
            return;
        };
        let subject = serde_json::to_string(subject).unwrap_or_default();
        let card = ShownCard {
            nonce: dressed.nonce.clone(),
            key: key.clone(),
            subject,
            shown_at: self.now,
            nudge: false,
            delivered_at: None,
            answered_at: None,
            result: None,
        };
        cards::add(batch, &card);
    }

    fn send(
        &mut self,
        batch: &mut Batch,
        decided: &Decided,
        dressed: &Dressed,
        purpose: Purpose,
    ) -> Result<(), StoreError> {
        let activity = Activity::card(dressed.card.json(), &dressed.summary, false);
        self.put(batch, decided, activity, purpose)
    }

    fn put(
        &mut self,
        batch: &mut Batch,
        decided: &Decided,
        activity: Activity,
        purpose: Purpose,
    ) -> Result<(), StoreError> {
        let activity_id = match (purpose, self.reply_to) {
            // Without the id of the pressed message there is nothing to update.
            (Purpose::Update, None) => return Ok(()),
            (Purpose::Update, Some(id)) => Some(id.to_owned()),
            _ => None,
        };
        let employee = &decided.employee;
        let (key, to) = (employee.key.clone(), employee.conversation.clone());
        let outgoing = Outgoing {
            activity_id,
            lapses_at: self.now.saturating_add(REPLY_LAPSES).ok(),
            ..Outgoing::untried(self.chance.id(self.now), key, purpose, to, activity, self.now)
        };
        let lease = self.lease.take();
        let statement = outbox::add(batch, &outgoing, lease, self.now)?;
        self.sending.push((statement, outgoing, lease.is_some()));
        Ok(())
    }
}

/// What a second press on an answered card shows: the result, with nothing left to press that
/// would act twice. A step that the message went on with keeps its buttons: it is answered once
/// by itself.
fn result(replacement: &Dressed) -> Value {
    let mut card = replacement.card.clone();
    if let Some(Subject::Tip { .. } | Subject::Question { .. } | Subject::Doing { .. }) =
        &replacement.subject
    {
        return card.json();
    }
    card.actions.retain(|action| matches!(action, crate::bot_framework::card::Action::OpenUrl(_)));
    card.json()
}
