//! Noting how attempts ended, and what follows from it for the person.

use jiff::{SignedDuration, Timestamp};

use super::retry::settle;
use super::sending::Tried;
use super::worker::Worker;
use crate::bot_framework::Outcome;
use crate::conversation::{Edition, Subject};
use crate::learning::{Event, Form, observe};
use crate::store::employees::Reach;
use crate::store::outbox::{Outgoing, Purpose, Settlement, State};
use crate::store::{Batch, Store, StoreError, WriteTx, cards, employees, events, outbox, paths};

impl Worker {
    /// Notes how attempts ended. Says how many are settled for good.
    pub(super) async fn settle(
        &self,
        store: &Store,
        edition: &Edition,
        tried: Vec<Tried>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        for Tried { outgoing, outcome, .. } in &tried {
            report(outgoing, outcome);
        }
        self.note(store, edition, tried, now).await
    }

    /// Notes what the database did not take before. Until it does nothing new is begun, so this
    /// stays small; forgotten, it would be sent again when its lease has run out.
    pub(super) async fn settle_left(
        &self,
        store: &Store,
        edition: &Edition,
    ) -> Result<usize, StoreError> {
        let left = std::mem::take(&mut *self.unsettled());
        if left.is_empty() { Ok(0) } else { self.note(store, edition, left, self.now()).await }
    }

    /// All in one transaction, most of them in one statement. One that cannot be noted must not
    /// leave the others to be sent again: then each is noted on its own.
    async fn note(
        &self,
        store: &Store,
        edition: &Edition,
        tried: Vec<Tried>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let error = match self.settle_together(store, edition, &tried, now).await {
            Ok(ended) => return Ok(ended),
            Err(error) => error,
        };
        if error.is_trouble() {
            self.unsettled().extend(tried);
            return Err(error);
        }
        if tried.len() == 1 {
            return Err(error);
        }
        tracing::error!(%error, "settling one by one");
        let mut ended = 0;
        for one in tried {
            match self.settle_together(store, edition, std::slice::from_ref(&one), now).await {
                Ok(settled) => ended += settled,
                Err(error) if error.is_trouble() => self.unsettled().push(one),
                Err(error) => tracing::error!(%error, row = one.outgoing.id, "not settled"),
            }
        }
        Ok(ended)
    }

    async fn settle_together(
        &self,
        store: &Store,
        edition: &Edition,
        tried: &[Tried],
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let (plain, rest): (Vec<_>, Vec<_>) = tried.iter().partition(|tried| is_plain(tried));
        let mut ended = plain.len();
        let ids: Vec<&str> = plain.iter().map(|tried| tried.outgoing.id.as_str()).collect();
        let mut batch = Batch::default();
        outbox::sent(&mut batch, &ids, self.name(), now);
        let (mut tx, _) = store.write_with(batch).await?;
        for Tried { outgoing, outcome, moved_to } in rest {
            if let Some(to) = moved_to {
                employees::set_conversation(&mut tx, &outgoing.key, to).await?;
            }
            if let Outcome::Later { after, why: "throttled" } = outcome {
                self.throttled(&mut tx, outgoing, *after, now).await?;
            }
            let before = (outgoing.attempts, outgoing.uncertain);
            let settlement = settle(outcome, outgoing.purpose, before, now, self.chance().share());
            outbox::settle(&mut tx, &outgoing.id, self.name(), &settlement, now).await?;
            if let Settlement::Ended { state, .. } = settlement {
                self.ended(&mut tx, edition, outgoing, state, now).await?;
                ended += 1;
            }
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// The channel asked for patience: this process heeds it, and all others.
    async fn throttled(
        &self,
        tx: &mut WriteTx,
        outgoing: &Outgoing,
        after: Option<SignedDuration>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (tenant, conversation) = (&outgoing.key.tenant_id, &outgoing.to.conversation_id);
        let pause = self.limiter().throttled(tenant, conversation, after, now);
        outbox::wait(tx, tenant, Some(conversation), pause.until).await?;
        if pause.whole_tenant {
            outbox::wait(tx, tenant, None, pause.until).await?;
        }
        Ok(())
    }

    async fn ended(
        &self,
        tx: &mut WriteTx,
        edition: &Edition,
        outgoing: &Outgoing,
        state: State,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if outgoing.purpose == Purpose::Post {
            return Ok(());
        }
        let reach = match state {
            State::Blocked => Reach::Blocked,
            State::Uninstalled => Reach::Uninstalled,
            State::DisabledByAdmin => Reach::DisabledByAdmin,
            State::Sent | State::Ambiguous if outgoing.purpose == Purpose::Nudge => {
                return self.arrived(tx, edition, outgoing, now).await;
            }
            _ => return Ok(()),
        };
        employees::set_unreachable(tx, &outgoing.key, reach).await
    }

    /// A nudge arrived (or may have): only now does it count as shown.
    async fn arrived(
        &self,
        tx: &mut WriteTx,
        edition: &Edition,
        outgoing: &Outgoing,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(nonce) = &outgoing.nonce else { return Ok(()) };
        cards::delivered(tx, nonce, now).await?;
        let Some(card) = cards::find(tx, &outgoing.key, nonce).await? else { return Ok(()) };
        // Whoever is quicker than our own book-keeping has said more than "shown" already.
        if card.answered_at.is_some() {
            return Ok(());
        }
        let Some(event) = shown(&card.subject) else { return Ok(()) };
        let mut path = paths::find(tx, &outgoing.key).await?;
        observe(&mut path, edition.library(&outgoing.key.tenant_id), &event, now);
        let mut batch = Batch::default();
        paths::change(&mut batch, &outgoing.key, &path)?;
        events::add(&mut batch, &self.chance().id(now), &outgoing.key, &event, now)?;
        batch.carry_out(tx).await.map(|_| ())
    }
}

/// Delivered, and nothing else follows from it.
fn is_plain(tried: &Tried) -> bool {
    let delivered = matches!(tried.outcome, Outcome::Delivered { .. });
    delivered && tried.outgoing.purpose != Purpose::Nudge
}

/// The event of a step that was shown; other cards leave no trace on the path.
fn shown(subject: &str) -> Option<Event> {
    let (item, form) = match serde_json::from_str(subject).ok()? {
        Subject::Tip { tip, .. } => (tip, Form::Tip),
        Subject::Question { tip, .. } => (tip, Form::Question),
        Subject::Doing { tip, .. } => (tip, Form::Doing),
        _ => return None,
    };
    Some(Event::Shown { item, form })
}

/// Logs what is not as it should be: ids of rows and names of outcomes, nothing personal.
fn report(outgoing: &Outgoing, outcome: &Outcome) {
    let (row, purpose, outcome_name) = (&outgoing.id, outgoing.purpose.name(), outcome.name());
    match outcome {
        Outcome::Delivered { .. } => tracing::debug!(row, purpose, "delivered"),
        Outcome::OurBug { detail } => {
            tracing::error!(row, purpose, detail, "the channel refuses what we sent");
        }
        Outcome::Unauthorised => {
            tracing::error!(row, purpose, "the channel refuses the bot's credentials");
        }
        Outcome::Ambiguous { detail } => {
            tracing::warn!(row, purpose, detail, "it is not known whether this arrived");
        }
        _ => tracing::info!(row, purpose, outcome = outcome_name, "not delivered"),
    }
}
