//! Who gets what when: the planner, the outbox worker, organisation-wide moments, posts in teams.
//!
//! The planner turns due employees into outbox rows, unique per employee and slot. The worker
//! leases rows, sends, settles. No transaction is open while something is sent. Both are
//! functions of `now`: production calls them from a timer, the demo and tests by hand.

mod campaigns;
mod deciding;
pub mod figures;
mod housekeeping;
mod looking;
pub mod moments;
mod pace;
mod planner;
mod posts;
mod retry;
mod sending;
mod settling;
mod worker;

pub use housekeeping::mend_clock;
pub use planner::{Planned, plan};
pub use posts::{next_post, plan_posts};
pub use retry::{may_be_sent, settle};
pub use worker::{Delivered, LetGo, Sends, Worker};
