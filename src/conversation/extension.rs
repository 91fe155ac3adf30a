//! Finding a tip from any chat, to share it there.
//!
//! The chat is often one that the bot is not in, and whoever looks may never have met the bot. So
//! nothing is sent, nothing is stored, and nothing of anybody's path is shown: only the tips,
//! which are the same for everybody.

use super::cards;
use super::cards::Speaker;
use super::words::Edition;
use crate::bot_framework::Activity;
use crate::bot_framework::auth::Verified;
use crate::bot_framework::invoke::{InvokeResponse, Query, Suggestion};
use crate::content::Tip;
use crate::store::{EmployeeKey, Store, StoreError, employees};

/// The search field in the manifest.
const FIELD: &str = "q";
/// The most results in one answer, and as many as clients ask for.
const MOST: usize = 25;

/// Answers a search.
pub(super) async fn look(
    store: &Store,
    edition: &Edition,
    verified: &Verified,
    activity: &Activity,
    query: &Query,
) -> InvokeResponse {
    let chosen = chosen_language(store, verified, activity).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "a search does without the chosen language");
        None
    });
    let tag = chosen.as_deref().or_else(|| activity.locale()).unwrap_or_default();
    let speaker = Speaker::new(edition, tag);
    let words = query.parameter(FIELD);
    let found = if words.is_empty() || query.is_initial_run() {
        beginnings(edition)
    } else {
        speaker.language.search.suggest(words)
    };
    let skip = query.query_options.skip.unwrap_or(0);
    if found.is_empty() && skip == 0 {
        return InvokeResponse::extension_message(&speaker.words.say("share-none"));
    }
    let count = query.query_options.count.unwrap_or(MOST).clamp(1, MOST);
    let page = found.iter().filter_map(|tip| cards::share(speaker, tip)).skip(skip).take(count);
    InvokeResponse::suggestions(&page.collect::<Vec<Suggestion>>())
}

/// What to show before anything was typed: where each topic begins.
fn beginnings(edition: &Edition) -> Vec<String> {
    let catalog = &edition.catalog;
    let easiest = |tip: &&Tip| (tip.level, tip.prerequisites.len());
    let first =
        |topic: &str| catalog.tips.values().filter(|tip| tip.topic == topic).min_by_key(easiest);
    let topics = catalog.plan.topics.iter();
    topics.filter_map(|topic| first(&topic.id)).map(|tip| tip.id.clone()).collect()
}

/// The language that an employee chose; `None` for others.
async fn chosen_language(
    store: &Store,
    verified: &Verified,
    activity: &Activity,
) -> Result<Option<String>, StoreError> {
    let Some(sender) = activity.sender() else { return Ok(None) };
    let key = EmployeeKey::new(&verified.tenant_id, sender);
    let employee = employees::find(&mut *store.read().await?, &key).await?;
    Ok(employee.map(|known| known.language).filter(|known| known.chosen).map(|known| known.tag))
}
