//! `stapje content due`: the tips that somebody should look at again soon.

use std::process::ExitCode;

use clap::Args;
use jiff::ToSpan;

use super::{Failure, today};
use crate::content::load;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    pack: super::Pack,
    /// Look so many days ahead.
    #[arg(long, default_value_t = 60)]
    days: u16,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let loaded = load(&arguments.pack.source().files()?);
    let today = today();
    let until = today.saturating_add(i64::from(arguments.days).days());
    let due: Vec<_> = loaded.reviews.iter().filter(|review| review.by <= until).collect();
    for review in &due {
        let when = if review.by < today { "past " } else { "by   " };
        say!("{when} {}  {}  ({}, {})", review.by, review.tip, review.owner, review.place);
    }
    say!("{} of {} tips to look at by {until}.", due.len(), loaded.reviews.len());
    Ok(ExitCode::SUCCESS)
}
