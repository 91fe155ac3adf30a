//! Lines of the log that say who did what: action, object, result, origin and actor, beside the time
//! that every line has. These are the fields that BIO2 (8.15.01) asks for.
//!
//! None of them holds a person's id, name or words; tenants and roles are enough to find out more
//! where that is allowed.

/// One thing that was done.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    /// What was done, such as `erase`.
    pub action: &'a str,
    /// To what, such as `employee`.
    pub object: &'a str,
    /// How it ended: `done`, `refused` or `failed`.
    pub result: &'a str,
    /// From where it came, such as `chat`, `command line` or `clock`.
    pub origin: &'a str,
    /// In which role, or as which account of this machine: never an employee's id.
    pub actor: &'a str,
    /// How many rows, files or people it was about.
    pub count: u64,
}

/// Writes it to the log.
pub fn note(deed: Deed) {
    let Deed { action, object, result, origin, actor, count } = deed;
    tracing::info!(target: "stapje::audit", action, object, result, origin, actor, count);
}
