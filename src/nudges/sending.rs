//! One attempt to send something.

use jiff::Timestamp;
use tracing::Instrument;

use crate::bot_framework::{Connector, ConversationReference, Outcome};
use crate::store::outbox::{Outgoing, Purpose};

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

/// Sends something.
pub(super) async fn attempt(connector: &Connector, outgoing: Outgoing, now: Timestamp) -> Tried {
    let span = tracing::debug_span!("send", purpose = outgoing.purpose.name());
    let sending = async {
        let outcome = send(connector, &outgoing, &outgoing.to, now).await;
        let nudge = outgoing.purpose == Purpose::Nudge;
        if outcome == Outcome::Gone && nudge {
            return elsewhere(connector, &outgoing, now).await;
        }
        (outcome, None)
    };
    let (outcome, moved_to) = sending.instrument(span).await;
    Tried { outgoing, outcome, moved_to }
}

/// The channel does not know a nudge's conversation any more. It is asked once for the one that it
/// has with this person, by their Entra object id; asking makes one where there is none.
async fn elsewhere(
    connector: &Connector,
    outgoing: &Outgoing,
    now: Timestamp,
) -> (Outcome, Option<ConversationReference>) {
    let (url, key) = (&outgoing.to.service_url, &outgoing.key);
    let found = connector.create_conversation(url, &key.tenant_id, &key.employee_id, now).await;
    match found {
        Ok(to) if to != outgoing.to => (send(connector, outgoing, &to, now).await, Some(to)),
        // Nothing was sent: what cannot be known of the question says nothing of the nudge.
        Ok(_) | Err(Outcome::Ambiguous { .. }) => (Outcome::Gone, None),
        Err(outcome) => (outcome, None),
    }
}

async fn send(
    connector: &Connector,
    outgoing: &Outgoing,
    to: &ConversationReference,
    now: Timestamp,
) -> Outcome {
    match &outgoing.activity_id {
        Some(id) => connector.update(to, id, &outgoing.activity, now).await,
        None => connector.send(to, &outgoing.activity, now).await,
    }
}
