//! Posts of the plan: a tip in a team's channel, once at each of its times.

use std::str::FromStr;

use cron::Schedule;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::moments::{Occurrence, instant, last_before, occurrences};
use crate::bot_framework::{Activity, ConversationReference};
use crate::clock::Chance;
use crate::content::{Catalog, Plan, Post};
use crate::conversation::{Edition, dress_post, is_holiday};
use crate::store::outbox::{Outgoing, Purpose};
use crate::store::teams::{Posted, Team};
use crate::store::{EmployeeKey, Store, StoreError, campaigns, outbox, teams};

/// A post that could not be put up for so long has missed its time.
const LASTS: SignedDuration = SignedDuration::from_hours(4);

/// Puts the posts in the outbox whose time has come. Says how many.
pub async fn plan_posts(
    store: &Store,
    edition: &Edition,
    now: Timestamp,
    chance: &Chance,
) -> Result<usize, StoreError> {
    let plan = &edition.catalog.plan;
    let due: Vec<_> =
        plan.posts.iter().filter_map(|post| Some((post, last(plan, post, now)?))).collect();
    if due.is_empty() {
        return Ok(0);
    }
    let (halted, teams) = {
        let mut conn = store.read().await?;
        (campaigns::halted(&mut conn).await?, teams::all(&mut conn).await?)
    };
    let mut number = 0;
    for (post, occurrence) in due {
        let is_halted = halted.iter().any(|(id, _)| *id == post.id);
        let for_it = |team: &&Team| {
            post.is_for(&team.team_id, &team.name, team.group_id.as_deref())
                && team.added_at <= occurrence.at
        };
        for team in teams.iter().filter(for_it).filter(|_| !is_halted) {
            number += put_up(store, edition, (post, &occurrence), team, now, chance).await?;
        }
    }
    Ok(number)
}

/// When a post's next time comes, after `now`.
pub fn next_post(plan: &Plan, now: Timestamp) -> Option<Timestamp> {
    let zone = plan.zone();
    let from = zone.to_datetime(now);
    let next = |post: &Post| {
        let schedule = Schedule::from_str(&post.when).ok()?;
        let times = occurrences(&schedule, from).take(3);
        times.filter_map(|time| instant(time, &zone)).find(|at| *at > now)
    };
    plan.posts.iter().filter_map(next).min()
}

/// The newest time of a post, unless it is missed or on a holiday.
fn last(plan: &Plan, post: &Post, now: Timestamp) -> Option<Occurrence> {
    let zone = plan.zone();
    let last = last_before(&post.id, &post.when, 1.day(), &zone, now)?;
    let in_time = now.duration_since(last.at) < LASTS;
    (in_time && !is_holiday(plan, zone.to_datetime(last.at).date())).then_some(last)
}

async fn put_up(
    store: &Store,
    edition: &Edition,
    (post, occurrence): (&Post, &Occurrence),
    team: &Team,
    now: Timestamp,
    chance: &Chance,
) -> Result<usize, StoreError> {
    let posted = teams::posted(&mut *store.read().await?, team, &post.id).await?;
    if posted.iter().any(|before| before.slot == occurrence.key) {
        return Ok(0);
    }
    let before: Vec<&str> = posted.iter().map(|before| before.tip.as_str()).collect();
    let tips = tips(&edition.catalog, post);
    let (Some(tip), Some(channel)) = (next_tip(&tips, &before), post.channel_in(&team.team_id))
    else {
        return Ok(0);
    };
    let tag = post.language.as_ref().or_else(|| edition.catalog.plan.languages.first());
    let Some(dressed) = dress_post(edition, tag.map_or("", String::as_str), tip) else {
        return Ok(0);
    };
    let to =
        ConversationReference { conversation_id: channel, service_url: team.service_url.clone() };
    let card = Activity::card(dressed.card.json(), &dressed.summary, false);
    let (id, nobody) = (chance.id(now), EmployeeKey::new(&team.tenant_id, ""));
    let outgoing = Outgoing {
        idempotency_key: format!("post/{}/{}/{}", team.tenant_id, team.team_id, occurrence.key),
        campaign: Some(post.id.clone()),
        lapses_at: occurrence.at.saturating_add(LASTS).ok(),
        ..Outgoing::untried(id, nobody, Purpose::Post, to, card, now)
    };
    let posted = Posted { slot: occurrence.key.clone(), tip: tip.to_owned() };
    let mut tx = store.write().await?;
    let is_new = teams::note(&mut tx, team, &post.id, &posted, now).await?;
    if is_new {
        outbox::add_nudges(&mut tx, &[&outgoing], now).await?;
    }
    tx.commit().await?;
    Ok(usize::from(is_new))
}

/// The tips that a post may bring, in their order.
fn tips<'a>(catalog: &'a Catalog, post: &'a Post) -> Vec<&'a str> {
    let behaviours = post.all_behaviours(&catalog.plan);
    let of = |behaviour: &'a str| {
        let tips = catalog.tips.values();
        tips.filter(move |tip| tip.behaviour == behaviour && post.levels.contains(&tip.level))
    };
    behaviours.into_iter().flat_map(of).map(|tip| tip.id.as_str()).collect()
}

/// The first tip that was not there yet; when all were, the one that was there longest ago.
fn next_tip<'a>(tips: &[&'a str], before: &[&str]) -> Option<&'a str> {
    let last_seen =
        |tip: &&&str| before.iter().rposition(|seen| seen == *tip).map_or(0, |at| at + 1);
    tips.iter().min_by_key(last_seen).copied()
}
