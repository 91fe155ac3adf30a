//! The outbox: what is waiting to be sent, with lease and attempts, and what came of it.

mod figures;
mod lapsing;
mod queues;
mod taking;
mod waiting;
mod waits;

use jiff::Timestamp;

use super::{EmployeeKey, StoreError, unreadable};
use crate::bot_framework::{Activity, ConversationReference};

pub use figures::{Figure, LastNudge, figures, last_nudge, retry_failed};
pub use lapsing::{campaign_lapses, lapse};
pub use queues::{Queue, choose, expired, next_at, oldest, queues, waiting_tenants};
pub use taking::{lease, let_go, moved, put_back, sent, settle};
pub use waiting::{Lease, add, add_nudges, added, counts, rewind, withdraw_nudges};
pub use waits::{forget_waits, wait};

/// Something to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Its id; sorts by time.
    pub id: String,
    /// To whom. What goes to a team has an empty employee: it is for nobody in particular.
    pub key: EmployeeKey,
    /// The same thing twice has the same key, and is sent once.
    pub idempotency_key: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Where to.
    pub to: ConversationReference,
    /// The activity that it replaces, for an update.
    pub activity_id: Option<String>,
    /// What to send: by far the largest part, and handed on from one to the next.
    pub activity: Box<Activity>,
    /// The nonce of the card in it, for a nudge.
    pub nonce: Option<String>,
    /// The campaign or moment that it belongs to, for a nudge.
    pub campaign: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// How many of the attempts may have arrived without our knowing.
    pub uncertain: i64,
    /// Not before.
    pub not_before: Timestamp,
    /// From then on it is not sent any more.
    pub lapses_at: Option<Timestamp>,
}

impl Outgoing {
    /// Something that was not tried yet and may go at once, for as long as it takes. It is like
    /// nothing else: its id is its idempotency key.
    pub fn untried(
        id: String,
        key: EmployeeKey,
        purpose: Purpose,
        to: ConversationReference,
        activity: Activity,
        now: Timestamp,
    ) -> Outgoing {
        Outgoing {
            idempotency_key: id.clone(),
            id,
            key,
            purpose,
            to,
            activity_id: None,
            activity: Box::new(activity),
            nonce: None,
            campaign: None,
            attempts: 0,
            uncertain: 0,
            not_before: now,
            lapses_at: None,
        }
    }
}

/// What something to send is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An answer to something the person did. Goes first.
    Reply,
    /// A new face for a card that was sent before.
    Update,
    /// A card that nobody asked for.
    Nudge,
    /// Something in a team's channel.
    Post,
}

/// How something to send ended, or how it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waiting.
    Planned,
    /// Taken by a worker until its lease ends.
    Leased,
    /// Delivered.
    Sent,
    /// Its moment passed.
    Lapsed,
    /// The person blocked the bot.
    Blocked,
    /// The app is not installed for the person.
    Uninstalled,
    /// An admin blocked the app.
    DisabledByAdmin,
    /// We made a mistake; sending it again would repeat it.
    Failed,
    /// It may or may not have been delivered.
    Ambiguous,
}

/// How an attempt to send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// For good.
    Ended {
        /// How.
        state: State,
        /// Why, for the log.
        reason: Option<String>,
    },
    /// Try again.
    Again {
        /// May it have arrived all the same?
        uncertain: bool,
        /// Not before.
        not_before: Timestamp,
        /// Why.
        reason: String,
    },
}

impl Outgoing {
    /// The employee; none for what goes to a team.
    fn employee(&self) -> Option<&str> {
        Some(self.key.employee_id.as_str()).filter(|id| !id.is_empty())
    }
}

impl Purpose {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Reply => "reply",
            Purpose::Update => "update",
            Purpose::Nudge => "nudge",
            Purpose::Post => "post",
        }
    }

    /// Replies before updates before nudges.
    fn urgency(self) -> i64 {
        match self {
            Purpose::Reply => 0,
            Purpose::Update => 1,
            Purpose::Nudge | Purpose::Post => 2,
        }
    }

    fn read(name: &str) -> Result<Purpose, StoreError> {
        [Purpose::Reply, Purpose::Update, Purpose::Nudge, Purpose::Post]
            .into_iter()
            .find(|purpose| purpose.name() == name)
            .ok_or_else(|| unreadable("purpose", name))
    }
}

impl State {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Leased => "leased",
            State::Sent => "sent",
            State::Lapsed => "lapsed",
            State::Blocked => "blocked",
            State::Uninstalled => "uninstalled",
            State::DisabledByAdmin => "disabled_by_admin",
            State::Failed => "failed",
            State::Ambiguous => "ambiguous",
        }
    }
}
