//! Noting how attempts ended, and what follows from it for the person.

use jiff::{SignedDuration, Timestamp};

use super::retry::settle;
use super::sending::Tried;
use super::worker::Worker;
use crate::bot_framework::throttle::Operation;
use crate::bot_framework::{ConversationReference, Outcome};
use crate::conversation::{Edition, Subject};
use crate::learning::{Event, Form, observe};
use crate::store::employees::Reach;
use crate::store::outbox::{Outgoing, Purpose, Settlement, State};
use crate::store::{
    Batch, Store, StoreError, WriteTx, cards, employees, events, outbox, paths, teams,
};

/// So long nothing is sent to a tenant after our token was refused: then the next one is tried.
const REFUSED_REST: SignedDuration = SignedDuration::from_mins(1);

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
            self.count(outgoing.purpose, outcome);
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
                moved(&mut tx, outgoing, to).await?;
            }
            match outcome {
                Outcome::Later { after, why: "throttled" } => {
                    self.throttled(&mut tx, outgoing, *after, now).await?;
                }
                Outcome::Unauthorised => self.rest(&outgoing.key.tenant_id, now),
                _ => {}
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
        let operation = Operation::Send(conversation);
        let pause = self.limiter().throttled(tenant, operation, after, now);
        outbox::wait(tx, tenant, Some(conversation), pause.until).await?;
        if pause.whole_tenant {
            outbox::wait(tx, tenant, None, pause.until).await?;
        }
        Ok(())
    }

    /// Our token is refused, and each call would be: until another is worth a try this process
    /// sends nothing to the tenant. What waits loses no attempt meanwhile.
    fn rest(&self, tenant_id: &str, now: Timestamp) {
        let until = now.saturating_add(REFUSED_REST).unwrap_or(Timestamp::MAX);
        self.limiter().pause(tenant_id, until);
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
            return gone_from(tx, edition, outgoing, state).await;
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
    delivered && tried.outgoing.purpose != Purpose::Nudge && tried.moved_to.is_none()
}

/// A conversation is another than we knew, or lives elsewhere: what waits for it goes there too.
async fn moved(
    tx: &mut WriteTx,
    outgoing: &Outgoing,
    to: &ConversationReference,
) -> Result<(), StoreError> {
    outbox::moved(tx, &outgoing.to, to).await?;
    if outgoing.purpose == Purpose::Post {
        return teams::moved(
            tx,
            &outgoing.key.tenant_id,
            &outgoing.to.service_url,
            &to.service_url,
        )
        .await;
    }
    employees::moved(tx, &outgoing.key, &outgoing.to, to).await
}

/// A post did not arrive because the bot is not in the team any more. Nobody told us; the team is
/// forgotten as if somebody had, until it adds the bot anew.
async fn gone_from(
    tx: &mut WriteTx,
    edition: &Edition,
    outgoing: &Outgoing,
    state: State,
) -> Result<(), StoreError> {
    let posts = &edition.catalog.plan.posts;
    let post = posts.iter().find(|post| outgoing.campaign.as_deref() == Some(&*post.id));
    let (State::Uninstalled, Some(post)) = (state, post) else { return Ok(()) };
    let channel = Some(&outgoing.to.conversation_id);
    for team in teams::of_tenant(tx, &outgoing.key.tenant_id).await? {
        if post.channel_in(&team.team_id).as_ref() == channel {
            teams::remove(tx, &team.tenant_id, &team.team_id).await?;
            tracing::warn!(team = team.team_id, "the bot is not in this team any more");
        }
    }
    Ok(())
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
