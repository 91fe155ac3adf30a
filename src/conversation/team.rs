//! What happens in teams: the bot is added, renamed along with one, taken away, or asked something
//! where everybody reads along. Nothing of the people there is kept.

use jiff::{SignedDuration, Timestamp};

use super::cards::{self, Dressed, Speaker};
use super::turn::{Answer, Ground, Taken, TurnError};
use super::words::Edition;
use crate::bot_framework::activity::{Change, Installation, Scope, View};
use crate::bot_framework::auth::Verified;
use crate::bot_framework::{Activity, ConversationReference};
use crate::store::outbox::{Outgoing, Purpose};
use crate::store::teams::Team;
use crate::store::{EmployeeKey, outbox, teams};

/// An answer in a channel is of no use a day later.
const ANSWER_LAPSES: SignedDuration = SignedDuration::from_hours(24);

/// What an activity in a team means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// The bot was added.
    Added,
    /// It is there; the name may be another.
    Here,
    /// It was taken away, or the team is gone.
    Gone,
    /// Somebody mentioned it.
    Asked,
}

/// What an activity in a team means to us; `None` for what is not about a team, or not for us.
pub(super) fn news(activity: &Activity) -> Option<News> {
    if activity.scope() != Scope::Team || activity.team_id().is_none() {
        return None;
    }
    match activity.view() {
        View::ConversationUpdate { added, .. }
            if added.iter().any(|account| activity.is_recipient(account)) =>
        {
            Some(News::Added)
        }
        View::ConversationUpdate { removed, .. }
            if removed.iter().any(|account| activity.is_recipient(account)) =>
        {
            Some(News::Gone)
        }
        View::ConversationUpdate { change, .. } => match change {
            Change::TeamRenamed | Change::TeamRestored => Some(News::Here),
            Change::TeamDeleted | Change::TeamHardDeleted => Some(News::Gone),
            _ => None,
        },
        View::InstallationUpdate(Installation::Added) => Some(News::Here),
        View::InstallationUpdate(Installation::Removed) => Some(News::Gone),
        View::Message => Some(News::Asked),
        _ => None,
    }
}

/// Keeps the news, and answers where an answer is due: once, however often the news comes.
pub(super) async fn take(
    ground: Ground<'_>,
    verified: &Verified,
    activity: &Activity,
    news: News,
    now: Timestamp,
) -> Result<Taken, TurnError> {
    let team = team(verified, activity, now);
    let mut tx = ground.store.write().await?;
    match news {
        News::Added | News::Here => teams::put(&mut tx, &team).await?,
        News::Gone => teams::remove(&mut tx, &team.tenant_id, &team.team_id).await?,
        News::Asked => {}
    }
    let answer = answer(ground.edition, activity, &team, news);
    let waiting = answer.is_some();
    if let Some(dressed) = answer {
        let outgoing = outgoing(ground, activity, &team, &dressed, now);
        outbox::add_nudges(&mut tx, &[&outgoing], now).await?;
    }
    tx.commit().await?;
    Ok(Taken { answer: Answer::Received, leased: Vec::new(), waiting })
}

fn team(verified: &Verified, activity: &Activity, now: Timestamp) -> Team {
    let data = activity.channel_data.as_ref().and_then(|data| data.team.as_ref());
    let named = |name: Option<&String>| name.cloned().filter(|name| !name.is_empty());
    Team {
        tenant_id: verified.tenant_id.clone(),
        team_id: activity.team_id().unwrap_or_default().to_owned(),
        name: named(data.and_then(|team| team.name.as_ref())).unwrap_or_default(),
        group_id: named(data.and_then(|team| team.aad_group_id.as_ref())),
        service_url: verified.service_url.to_string(),
        added_at: now,
    }
}

fn answer(edition: &Edition, activity: &Activity, team: &Team, news: News) -> Option<Dressed> {
    let speaker = Speaker::new(edition, activity.locale().unwrap_or_default());
    match news {
        News::Added => {
            let is_for = |post: &crate::content::Post| {
                post.is_for(&team.team_id, &team.name, team.group_id.as_deref())
            };
            let posts = edition.catalog.plan.posts.iter().any(is_for);
            Some(cards::team_hello(speaker, posts))
        }
        News::Asked => Some(cards::not_here(speaker)),
        News::Here | News::Gone => None,
    }
}

/// The same activity makes the same answer, which comes once. It goes where the activity came
/// from: into the thread, if there is one.
fn outgoing(
    ground: Ground<'_>,
    activity: &Activity,
    team: &Team,
    dressed: &Dressed,
    now: Timestamp,
) -> Outgoing {
    let conversation = activity.conversation_id();
    let id = activity.id.as_deref().unwrap_or_default();
    let to = ConversationReference {
        conversation_id: conversation.to_owned(),
        service_url: team.service_url.clone(),
    };
    let card = Activity::card(dressed.card.json(), &dressed.summary, false);
    let (fresh, nobody) = (ground.chance.id(now), EmployeeKey::new(&team.tenant_id, ""));
    Outgoing {
        idempotency_key: format!("team/{conversation}/{id}"),
        lapses_at: now.saturating_add(ANSWER_LAPSES).ok(),
        ..Outgoing::untried(fresh, nobody, Purpose::Post, to, card, now)
    }
}
