//! What is put right now and then: a clock that was set back.

use jiff::Timestamp;

use crate::conversation::{Edition, schedule_next};
use crate::learning::rhythm::AHEAD;
use crate::store::{Store, StoreError, employees, outbox};

/// How many people are put right in one transaction.
const PAGE: i64 = 200;

/// Puts right what a clock wrote that ran ahead and has been set back: nobody waits for a time
/// that is far off, and nobody gets more than their week allows.
pub async fn mend_clock(
    store: &Store,
    edition: &Edition,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let ahead = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    let mut mended = 0;
    loop {
        let page = employees::rewound(&mut *store.read().await?, ahead, PAGE).await?;
        let mut tx = store.write().await?;
        if page.is_empty() {
            outbox::rewind(&mut tx, now).await?;
            outbox::forget_waits(&mut tx, now).await?;
            tx.commit().await?;
            return Ok(mended);
        }
        for key in page.into_iter().map(|employee| employee.key) {
            let Some(mut employee) = employees::find(&mut tx, &key).await? else { continue };
            employee.history = employee.history.by(now);
            schedule_next(edition, &mut employee, now);
            employees::update(&mut tx, &employee).await?;
            mended += 1;
        }
        tx.commit().await?;
    }
}
