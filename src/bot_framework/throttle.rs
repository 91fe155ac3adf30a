//! How fast we may send: a limiter without a clock of its own, asked before each call.
//!
//! Teams limits an app per conversation and per tenant ("Optimize your bot with rate limiting in
//! Teams", Microsoft Learn), and answers 429 with `Retry-After` beyond that. Asking first keeps us
//! below; what Teams says all the same is taken to heart. One slow conversation delays nobody
//! else, one slow tenant no other tenant.

use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

/// At most so many calls in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub calls: usize,
    /// In this time.
    pub within: SignedDuration,
}

const fn limit(calls: usize, seconds: i64) -> Limit {
    Limit { calls, within: SignedDuration::from_secs(seconds) }
}

/// Sending to one conversation, as published. The longest window stands last. Finding or making the
/// conversation with a person has the same limits, and counts by itself.
pub const CONVERSATION: [Limit; 4] = [limit(7, 1), limit(8, 2), limit(60, 30), limit(1800, 3600)];
/// Asking who is in one conversation, as published.
pub const MEMBERS: [Limit; 4] = [limit(14, 1), limit(16, 2), limit(120, 30), limit(3600, 3600)];
/// All calls within one tenant: half of the 50 a second that are published as an estimate.
pub const TENANT: [Limit; 1] = [limit(25, 1)];

/// A call that has limits of its own, and what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation<'a> {
    /// A new, changed or deleted activity in the conversation with this id.
    Send(&'a str),
    /// The conversation with the person who has this id.
    Create(&'a str),
    /// Who is in the conversation with this id.
    Members(&'a str),
}

/// A tenant is paused when so many of its conversations were throttled within [`TOGETHER`].
const MANY: usize = 3;
/// See [`MANY`].
const TOGETHER: SignedDuration = SignedDuration::from_secs(10);
/// The pause when Teams says "too many" and not how long.
const DEFAULT_PAUSE: SignedDuration = SignedDuration::from_secs(2);

/// What follows from "too many requests".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Until then nothing is sent to the conversation.
    pub until: Timestamp,
    /// Nor to any other of its tenant?
    pub whole_tenant: bool,
}

/// Remembers calls and says when the next one may be made. Plain data: `now` is an argument.
#[derive(Debug, Default)]
pub struct Limiter {
    lanes: HashMap<Key, Lane>,
    tenants: HashMap<String, Tenant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Send,
    Create,
    Members,
}

/// What has limits of its own within a tenant.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    tenant_id: String,
    kind: Kind,
    id: String,
}

#[derive(Debug, Default)]
struct Lane {
    /// When calls were made or are to be made, oldest first, in microseconds since 1970: an hour of
    /// them is kept for every conversation.
    calls: VecDeque<i64>,
    paused_until: Option<Timestamp>,
}

#[derive(Debug, Default)]
struct Tenant {
    lane: Lane,
    /// Conversations that were throttled lately.
    throttled: VecDeque<(Timestamp, String)>,
}

impl Limiter {
    /// May a call be made now? If so it is counted; if not, the answer says when to ask again.
    pub fn ask(
        &mut self,
        tenant_id: &str,
        operation: Operation<'_>,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        self.reserve(tenant_id, operation, now, now).map(drop)
    }

    /// Counts a call at the first moment at which it breaks no limit, and says when that is: whoever
    /// began something finishes it, however many others want to begin. After `latest` nothing is
    /// reserved; then the answer says when to ask again.
    pub fn reserve(
        &mut self,
        tenant_id: &str,
        operation: Operation<'_>,
        now: Timestamp,
        latest: Timestamp,
    ) -> Result<Timestamp, Timestamp> {
        let key = Key::of(tenant_id, operation);
        let limits = key.kind.limits();
        let lane = self.lanes.entry(key).or_default();
        let tenant = &mut self.tenants.entry(tenant_id.to_owned()).or_default().lane;
        let free = lane.free_at(limits, now).max(tenant.free_at(&TENANT, now));
        if free > latest {
            return Err(free);
        }
        lane.count(free);
        tenant.count(free);
        Ok(free)
    }

    /// Until when Teams asked for patience with this call, if it did.
    pub fn paused(
        &self,
        tenant_id: &str,
        operation: Operation<'_>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let lane = self.lanes.get(&Key::of(tenant_id, operation));
        let tenant = self.tenants.get(tenant_id).map(|tenant| &tenant.lane);
        let until = lane.into_iter().chain(tenant).filter_map(|lane| lane.paused_until).max();
        until.filter(|until| *until > now)
    }

    /// How many calls may be made now within this tenant; when there is no room, the moment at
    /// which there is.
    pub fn room(&mut self, tenant_id: &str, now: Timestamp) -> Result<usize, Timestamp> {
        let mut unseen = Tenant::default();
        let lane = &mut self.tenants.get_mut(tenant_id).unwrap_or(&mut unseen).lane;
        let free = lane.free_at(&TENANT, now);
        if free > now { Err(free) } else { Ok(lane.room(&TENANT, now)) }
    }

    /// Teams said "too many requests" to this call.
    pub fn throttled(
        &mut self,
        tenant_id: &str,
        operation: Operation<'_>,
        retry_after: Option<SignedDuration>,
        now: Timestamp,
    ) -> Pause {
        let until = now.saturating_add(retry_after.unwrap_or(DEFAULT_PAUSE));
        let until = until.unwrap_or(Timestamp::MAX);
        let key = Key::of(tenant_id, operation);
        let tenant = self.tenants.entry(tenant_id.to_owned()).or_default();
        tenant
            .throttled
            .retain(|(at, other)| now.duration_since(*at) < TOGETHER && *other != key.id);
        tenant.throttled.push_back((now, key.id.clone()));
        self.lanes.entry(key).or_default().pause(until);
        let whole_tenant = tenant.throttled.len() >= MANY;
        if whole_tenant {
            tenant.lane.pause(until);
        }
        Pause { until, whole_tenant }
    }

    /// Nothing goes to this tenant before `until`, whatever the limits say.
    pub fn pause(&mut self, tenant_id: &str, until: Timestamp) {
        self.tenants.entry(tenant_id.to_owned()).or_default().lane.pause(until);
    }

    /// Forgets lanes and tenants that no limit says anything about any more.
    pub fn forget(&mut self, now: Timestamp) {
        self.lanes.retain(|key, lane| !lane.is_idle(key.kind.limits(), now));
        self.tenants.retain(|_, tenant| !tenant.lane.is_idle(&TENANT, now));
    }
}

impl Kind {
    fn limits(self) -> &'static [Limit] {
        match self {
            Kind::Send | Kind::Create => &CONVERSATION,
            Kind::Members => &MEMBERS,
        }
    }
}

impl Key {
    fn of(tenant_id: &str, operation: Operation<'_>) -> Key {
        let (kind, id) = match operation {
            Operation::Send(id) => (Kind::Send, id),
            Operation::Create(id) => (Kind::Create, id),
            Operation::Members(id) => (Kind::Members, id),
        };
        Key { tenant_id: tenant_id.to_owned(), kind, id: id.to_owned() }
    }
}

impl Lane {
    /// The first moment at or after `now` at which one more call breaks no limit.
    fn free_at(&mut self, limits: &[Limit], now: Timestamp) -> Timestamp {
        self.prune(limits, now);
        let after_calls = limits.iter().filter_map(|limit| {
            // One more call is fine when the call that many places back has left the window.
            let at = self.calls.len().checked_sub(limit.calls)?;
            Timestamp::from_microsecond(self.calls[at]).ok()?.saturating_add(limit.within).ok()
        });
        after_calls.chain(self.paused_until).fold(now, Timestamp::max)
    }

    /// How many more calls break no limit.
    fn room(&self, limits: &[Limit], now: Timestamp) -> usize {
        let rooms = limits.iter().map(|limit| {
            let within = |at: &&i64| is_within(limit.within, **at, now);
            limit.calls.saturating_sub(self.calls.iter().rev().take_while(within).count())
        });
        rooms.min().unwrap_or(usize::MAX)
    }

    /// Counts a call at a moment that is free. Others may be reserved for later already: those count
    /// in `free_at` as if they had been made, so no window gets too full on either side.
    fn count(&mut self, at: Timestamp) {
        let at = at.as_microsecond();
        let place = self.calls.partition_point(|other| *other <= at);
        self.calls.insert(place, at);
    }

    fn prune(&mut self, limits: &[Limit], now: Timestamp) {
        let longest = limits.iter().map(|limit| limit.within).max().unwrap_or_default();
        while self.calls.front().is_some_and(|at| !is_within(longest, *at, now)) {
            self.calls.pop_front();
        }
    }

    fn pause(&mut self, until: Timestamp) {
        self.paused_until = self.paused_until.max(Some(until));
    }

    fn is_idle(&mut self, limits: &[Limit], now: Timestamp) -> bool {
        self.prune(limits, now);
        self.calls.is_empty() && self.paused_until.is_none_or(|until| until <= now)
    }
}

/// Is a call at this microsecond less than so long ago?
fn is_within(time: SignedDuration, at: i64, now: Timestamp) -> bool {
    i128::from(now.as_microsecond()) - i128::from(at) < time.as_micros()
}
