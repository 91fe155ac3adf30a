//! Things that go wrong on purpose.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// A kind of call to the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// A new activity.
    Send,
    /// A changed activity.
    Update,
    /// A deleted activity.
    Delete,
    /// A conversation with a person.
    Create,
    /// Who is in a conversation.
    Members,
    /// A token.
    Token,
    /// The OpenID metadata or the key set.
    Keys,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This status, with this `Retry-After` and body.
    Status {
        /// The status.
        status: u16,
        /// Seconds in `Retry-After`.
        retry_after: Option<u32>,
        /// The body.
        body: String,
    },
    /// The activity is taken, but the answer is this status.
    TakenThen(u16),
    /// No answer for this long, and then everything as usual.
    Hang(Duration),
    /// No answer, ever.
    NoAnswer {
        /// Is the activity taken all the same?
        taken: bool,
    },
    /// The activity is taken, and the connection breaks in the middle of the answer.
    BreaksOff,
}

impl Fault {
    /// An error as the connector words it.
    pub fn error(status: u16, code: &str) -> Fault {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"{code}"}}}}"#);
        Fault::Status { status, retry_after: None, body }
    }

    /// "Too many requests".
    pub fn throttled(retry_after: Option<u32>) -> Fault {
        let body = r#"{"error":{"code":"Throttled","message":"Throttled"}}"#.to_owned();
        Fault::Status { status: 429, retry_after, body }
    }
}

#[derive(Default)]
pub(super) struct Faults(HashMap<Call, VecDeque<Fault>>);

impl Faults {
    pub(super) fn plan(&mut self, call: Call, faults: impl IntoIterator<Item = Fault>) {
        self.0.entry(call).or_default().extend(faults);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn left(&self) -> usize {
        self.0.values().map(VecDeque::len).sum()
    }

    pub(super) fn next(&mut self, call: Call) -> Option<Fault> {
        self.0.get_mut(&call)?.pop_front()
    }
}
