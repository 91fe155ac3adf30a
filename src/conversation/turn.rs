//! One turn, from an activity to stored changes: everything in one transaction.

use jiff::Timestamp;

use super::decide::{Decided, InDialog, Known, decide};
use super::extension;
use super::hear::Heard;
use super::intent;
use super::meet::meet;
use super::scribe::Scribe;
use super::subject::Act;
use super::team;
use super::words::Edition;
use crate::bot_framework::Activity;
use crate::bot_framework::activity::View;
use crate::bot_framework::auth::Verified;
use crate::bot_framework::invoke::{Dialog, Invoke, InvokeResponse};
use crate::clock::Chance;
use crate::learning::{Path, Policy, Rule};
use crate::store::employees::Employee;
use crate::store::outbox::{Lease, Outgoing};
use crate::store::turns::{Begun, TurnKey};
use crate::store::{
    Batch, EmployeeKey, Store, StoreError, WriteTx, cards, events, outbox, privacy, skips, turns,
};

/// What goes back in the HTTP response.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Received: 200 with an empty body. Replies come through the outbox.
    Received,
    /// The answer to an invoke.
    Invoke(InvokeResponse),
}

/// A turn could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a turn stands on.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The database.
    pub store: &'a Store,
    /// What is live.
    pub edition: &'a Edition,
    /// How new items are put in order.
    pub rule: Rule,
    /// Chance.
    pub chance: &'a Chance,
    /// For whom replies are leased at once, if anybody can take them.
    pub lease: Option<&'a Lease>,
}

/// What came of a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// What goes back in the HTTP response.
    pub answer: Answer,
    /// What is leased and may be sent now, in this order.
    pub leased: Vec<Outgoing>,
    /// Is there more in the outbox that waits for these?
    pub waiting: bool,
}

impl Taken {
    fn only(answer: Answer) -> Taken {
        Taken { answer, leased: Vec::new(), waiting: false }
    }
}

/// Takes a turn in which `heard` was heard: notes the delivery, decides, stores changes and
/// replies, and says what goes back. A second copy of a delivery gets the first one's answer and changes nothing.
pub async fn take_turn(
    ground: Ground<'_>,
    verified: &Verified,
    activity: &Activity,
    heard: &Heard,
    now: Timestamp,
) -> Result<Taken, TurnError> {
    let Ground { store, edition, rule, chance, lease } = ground;
    if let Some(news) = team::news(activity) {
        return team::take(ground, verified, activity, news, now).await;
    }
    match heard {
        Heard::UnknownInvoke => {
            tracing::info!("an invoke that we do not answer");
            return Ok(Taken::only(Answer::Invoke(InvokeResponse::not_implemented())));
        }
        Heard::Feedback => return Ok(Taken::only(Answer::Invoke(InvokeResponse::taken()))),
        Heard::LooksFor(query) => {
            let found = extension::look(store, edition, verified, activity, query).await;
            return Ok(Taken::only(Answer::Invoke(found)));
        }
        Heard::Nothing => {
            tracing::debug!(kind = activity.view().name(), "nothing that we act on");
            return Ok(Taken::only(Answer::Received));
        }
        _ => {}
    }
    // Only one-to-one chats are ours, and only people whom Entra knows.
    let Some(sender) = activity.sender().filter(|_| activity.is_personal()) else {
        return Ok(Taken::only(unheard(edition, activity)));
    };
    let turn_key = turn_key(activity);
    let key = EmployeeKey::new(&verified.tenant_id, sender);
    let Begun { mut tx, again, known } = turns::begin(store, turn_key.as_ref(), &key, now).await?;
    if let (true, Some(key)) = (again, &turn_key) {
        let answer = turns::answer(&mut tx, key).await?;
        return Ok(Taken::only(answer.map_or(Answer::Received, Answer::Invoke)));
    }
    // Only the first of a conversation is leased at once: activities arrive in order. For somebody
    // new it was not looked whether the channel asked to wait.
    let first = known.as_ref().is_some_and(|known| {
        !known.waits && known.employee.conversation.conversation_id == activity.conversation_id()
    });
    let met = meet(&mut tx, edition, verified, activity, (key, known), heard, now).await?;
    let Some(met) = met else {
        tx.commit().await?;
        return Ok(Taken::only(Answer::Received));
    };
    let listed = met.0.listed();
    let known = recall(&mut tx, edition, rule, met, heard).await?;
    let pressed = known.pressed.as_ref().map(|card| card.nonce.clone());
    let mut decided = decide(known, heard, now, chance);
    let message = decided.message.take().or_else(|| activity.reply_to_id.clone());
    let mut batch = Batch::default();
    let lease = lease.filter(|_| first);
    let reply_to = message.as_deref();
    let mut scribe = Scribe { now, chance, reply_to, listed, lease, sending: Vec::new() };
    scribe.store(&mut tx, &mut batch, &decided, pressed.as_deref()).await?;
    let answer = answer(edition, &decided, activity);
    if let (Some(key), Answer::Invoke(response)) = (&turn_key, &answer) {
        turns::keep_answer(&mut batch, key, response)?;
    }
    let done = tx.commit_with(batch).await?;
    let (leased, waiting) = scribe.leased(&done);
    Ok(Taken { answer, leased, waiting })
}

/// The key of a delivery. One without an id cannot be told from another.
fn turn_key(activity: &Activity) -> Option<TurnKey> {
    Some(TurnKey {
        conversation_id: activity.conversation_id().to_owned(),
        activity_id: activity.id.clone().filter(|id| !id.is_empty())?,
        kind: activity.kind.clone(),
    })
}

/// An answer for somebody we do not talk to, such as a group or a guest.
fn unheard(edition: &Edition, activity: &Activity) -> Answer {
    let View::Invoke(asked) = activity.view() else { return Answer::Received };
    let (_, words) = edition.language(activity.locale().unwrap_or_default());
    Answer::Invoke(InvokeResponse::saying(&asked, &plain(&words.say("old-card"))))
}

async fn recall<'a>(
    tx: &mut WriteTx,
    edition: &'a Edition,
    rule: Rule,
    (employee, path): (Employee, Path),
    heard: &Heard,
) -> Result<Known<'a>, StoreError> {
    let asks_why = matches!(heard, Heard::Said(text) if intent::asks_why(text));
    let (pressed, newest) = match heard {
        Heard::Pressed(press) | Heard::Opened { press, .. } | Heard::Submitted(press) => {
            (cards::find(tx, &employee.key, &press.nonce).await?, Vec::new())
        }
        // Only "why?" looks back.
        _ if asks_why => (None, cards::newest(tx, &employee.key, false).await?),
        _ => (None, Vec::new()),
    };
    let act = match heard {
        Heard::Pressed(press) => Some(&press.act),
        _ => None,
    };
    let events = match act {
        Some(Act::ShowData | Act::SaveData) => events::of_employee(tx, &employee.key).await?,
        _ => Vec::new(),
    };
    let raw = match act {
        Some(Act::SaveData) => Some(privacy::export(tx, &employee.key).await?),
        _ => None,
    };
    let held = match act {
        Some(Act::EraseAll) => privacy::total(&privacy::held(tx, &employee.key).await?),
        _ => 0,
    };
    let policy = Policy::of(rule);
    let (skip, nudge) = if asks_why {
        let key = &employee.key;
        (skips::newest(tx, key).await?, outbox::last_nudge(tx, key).await?)
    } else {
        (None, None)
    };
    Ok(Known { edition, policy, employee, path, pressed, newest, skip, nudge, events, raw, held })
}

fn answer(edition: &Edition, decided: &Decided, activity: &Activity) -> Answer {
    let View::Invoke(asked) = activity.view() else { return Answer::Received };
    let (_, words) = edition.language(&decided.employee.language.tag);
    Answer::Invoke(match (&asked, &decided.dialog, &decided.replacement) {
        (_, Some(InDialog::Card(form)), _) => {
            InvokeResponse::dialog(&Dialog::card(&*form.summary, form.card.json()))
        }
        (_, Some(InDialog::Line(line)), _) => InvokeResponse::dialog_message(&plain(line)),
        (Invoke::CardAction(_), None, Some(replacement)) => {
            InvokeResponse::card(&replacement.card.json())
        }
        _ => {
            let line = words.say(decided.passing.unwrap_or("unread"));
            InvokeResponse::saying(&asked, &plain(&line))
        }
    })
}

/// A line without the stars of Markdown: toasts and dialogs show it as it is.
fn plain(line: &str) -> String {
    line.replace('*', "")
}
