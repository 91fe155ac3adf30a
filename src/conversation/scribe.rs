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
use crate::store::outbox::{Added, Lease, Outgoing, Purpose};
use crate::store::{
    EmployeeKey, StoreError, WriteTx, cards, employees, events, outbox, paths, privacy,
};

/// An answer to what somebody did is worth sending for this long.
const REPLY_LAPSES: SignedDuration = SignedDuration::from_hours(24);

/// Writes down what was decided.
pub(super) struct Scribe<'a> {
    pub(super) now: Timestamp,
    pub(super) chance: &'a Chance,
    /// The activity that was pressed.
    pub(super) reply_to: Option<&'a str>,
    pub(super) lease: Option<&'a Lease>,
    /// What may be sent at once.
    pub(super) leased: Vec<Outgoing>,
    /// Is there something that has to wait?
    pub(super) waiting: bool,
}

impl Scribe<'_> {
    /// Writes everything down.
    pub(super) async fn store(
        &mut self,
        tx: &mut WriteTx,
        decided: &mut Decided,
        pressed: Option<&str>,
    ) -> Result<(), StoreError> {
        let key = decided.employee.key.clone();
        if decided.erase {
            let rows = privacy::total(&privacy::erase(tx, &key).await?);
            note(Deed {
                action: "erase",
                object: "rows of an employee",
                result: "done",
                origin: "chat",
                actor: "the employee",
                count: rows,
            });
            return Ok(());
        }
        employees::update(tx, &decided.employee).await?;
        if !decided.events.is_empty() {
            paths::save(tx, &key, &decided.path).await?;
        }
        for event in &decided.events {
            events::add(tx, &self.chance.id(self.now), &key, event, self.now).await?;
        }
        if let Some(reason) = decided.withdraw {
            outbox::withdraw_nudges(tx, &key, reason, self.now).await?;
        }
        if let Some(replacement) = &decided.replacement {
            self.note_card(tx, &key, replacement, pressed).await?;
            if let (true, Some(nonce)) = (decided.answered, pressed) {
                let quiet = result(replacement).to_string();
                cards::answered(tx, nonce, &quiet, self.now).await?;
            }
            self.send(tx, decided, replacement, Purpose::Update).await?;
        }
        if let Some(InDialog::Card(form)) = &decided.dialog {
            self.note_card(tx, &key, form, pressed).await?;
        }
        for reply in &decided.replies {
            self.note_card(tx, &key, reply, pressed).await?;
            self.send(tx, decided, reply, Purpose::Reply).await?;
        }
        Ok(())
    }

    /// Remembers a card that has buttons. One that keeps its nonce is remembered already.
    async fn note_card(
        &self,
        tx: &mut WriteTx,
        key: &EmployeeKey,
        dressed: &Dressed,
        pressed: Option<&str>,
    ) -> Result<(), StoreError> {
        let Some(subject) = dressed.subject.as_ref().filter(|_| pressed != Some(&dressed.nonce))
        else {
            return Ok(());
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
        cards::add(tx, &card).await
    }

    async fn send(
        &mut self,
        tx: &mut WriteTx,
        decided: &Decided,
        dressed: &Dressed,
        purpose: Purpose,
    ) -> Result<(), StoreError> {
        let activity_id = match (purpose, self.reply_to) {
            // Without the id of the pressed message there is nothing to update.
            (Purpose::Update, None) => return Ok(()),
            (Purpose::Update, Some(id)) => Some(id.to_owned()),
            _ => None,
        };
        let id = self.chance.id(self.now);
        let mut outgoing = Outgoing {
            idempotency_key: id.clone(),
            id,
            key: decided.employee.key.clone(),
            purpose,
            to: decided.employee.conversation.clone(),
            activity_id,
            activity: Activity::card(dressed.card.json(), &dressed.summary, false),
            nonce: None,
            campaign: None,
            attempts: 0,
            uncertain: 0,
            not_before: self.now,
            lapses_at: self.now.saturating_add(REPLY_LAPSES).ok(),
        };
        match outbox::add(tx, &outgoing, self.lease, self.now).await? {
            Added::Leased => {
                outgoing.attempts = 1;
                self.leased.push(outgoing);
            }
            Added::Waiting => self.waiting = true,
            Added::Known => {}
        }
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
