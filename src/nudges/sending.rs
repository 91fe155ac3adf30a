//! One attempt to send something: one call, and perhaps those that follow from its answer.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tracing::Instrument;

use crate::bot_framework::throttle::{Limiter, Operation};
use crate::bot_framework::{Connector, ConversationReference, Outcome};
use crate::clock::{Clock, pause};
use crate::store::outbox::{Outgoing, Purpose};

/// An attempt begins no other call when it has lasted so long: its lease has to outlast it.
const BEGINS_WITHIN: SignedDuration = SignedDuration::from_secs(20);

/// Something that was tried, and what came of it.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) outgoing: Outgoing,
    pub(super) outcome: Outcome,
    /// The conversation in which it arrived, where that is another than we knew.
    pub(super) moved_to: Option<ConversationReference>,
}

impl Tried {
    /// What may have arrived before and may not be sent once more.
    pub(super) fn interrupted(outgoing: Outgoing) -> Tried {
        Tried { outgoing, outcome: Outcome::interrupted(), moved_to: None }
    }
}

/// Sends, and asks the limiter before every call but the first of an attempt: whoever chose what to
/// send has asked for that one.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    pub(super) connector: Arc<Connector>,
    pub(super) limiter: Arc<Mutex<Limiter>>,
    pub(super) clock: Clock,
}

impl Sender {
    /// Sends something.
    pub(super) async fn attempt(&self, outgoing: Outgoing, now: Timestamp) -> Tried {
        let span = tracing::debug_span!("send", purpose = outgoing.purpose.name());
        let latest = now.saturating_add(BEGINS_WITHIN).unwrap_or(now);
        let to = outgoing.to.clone();
        let mut attempt = Attempt { sender: self, outgoing: &outgoing, to, latest };
        let outcome = attempt.carry_out(now).instrument(span).await;
        let moved = attempt.to != outgoing.to && !matches!(outcome, Outcome::OurBug { .. });
        let moved_to = moved.then_some(attempt.to);
        Tried { outgoing, outcome, moved_to }
    }
}

struct Attempt<'a> {
    sender: &'a Sender,
    outgoing: &'a Outgoing,
    /// Where it goes, as far as is known by now.
    to: ConversationReference,
    latest: Timestamp,
}

impl Attempt<'_> {
    /// What an answer asks for is done once, in this order. What is still left then is settled as
    /// any other outcome, and done in the next attempt.
    async fn carry_out(&mut self, now: Timestamp) -> Outcome {
        let mut outcome = self.send(now).await;
        if outcome == Outcome::TokenRenewed {
            outcome = self.send_again().await;
        }
        if let Outcome::Elsewhere { service_url } = outcome {
            self.to.service_url = service_url;
            outcome = self.send_again().await;
        }
        if outcome == Outcome::Gone && self.outgoing.purpose == Purpose::Nudge {
            outcome = match self.find().await {
                Ok(()) => self.send_again().await,
                Err(outcome) => outcome,
            };
        }
        outcome
    }

    async fn send_again(&self) -> Outcome {
        match self.turn_comes(Operation::Send(&self.to.conversation_id)).await {
            Ok(now) => self.send(now).await,
            Err(later) => later,
        }
    }

    async fn send(&self, now: Timestamp) -> Outcome {
        let (connector, activity) = (&self.sender.connector, &self.outgoing.activity);
        match &self.outgoing.activity_id {
            Some(id) => connector.update(&self.to, id, activity, now).await,
            None => connector.send(&self.to, activity, now).await,
        }
    }

    /// The channel does not know a nudge's conversation any more. It is asked once for the one that
    /// it has with this person, by their Entra object id; asking makes one where there is none.
    async fn find(&mut self) -> Result<(), Outcome> {
        let key = &self.outgoing.key;
        let now = self.turn_comes(Operation::Create(&key.employee_id)).await?;
        let url = &self.to.service_url;
        let connector = &self.sender.connector;
        match connector.create_conversation(url, &key.tenant_id, &key.employee_id, now).await {
            Ok(to) if to != self.to => {
                self.to = to;
                Ok(())
            }
            // Nothing was sent: what cannot be known of the question says nothing of the nudge.
            Ok(_) | Err(Outcome::Ambiguous { .. }) => Err(Outcome::Gone),
            Err(outcome) => Err(outcome),
        }
    }

    /// Waits until the limits allow another call; not for ever.
    async fn turn_comes(&self, operation: Operation<'_>) -> Result<Timestamp, Outcome> {
        let Sender { limiter, clock, .. } = self.sender;
        let (tenant_id, now) = (&self.outgoing.key.tenant_id, clock.now());
        let limiter = || limiter.lock().unwrap_or_else(PoisonError::into_inner);
        let later =
            |at: Timestamp| Outcome::Later { after: Some(at.duration_since(now)), why: "limit" };
        let reserved = limiter().reserve(tenant_id, operation, now, self.latest);
        let at = reserved.map_err(later)?;
        pause(at.duration_since(now).unsigned_abs()).await;
        let now = clock.now().max(at);
        // The channel may have asked for patience meanwhile.
        let paused = limiter().paused(tenant_id, operation, now);
        paused.map_or(Ok(now), |until| Err(later(until)))
    }
}
