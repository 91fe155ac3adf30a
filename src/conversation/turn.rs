//! One turn, from an activity to stored changes: everything in one transaction.

use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::cards::Dressed;
use super::decide::{Decided, InDialog, Known, decide};
use super::extension;
use super::hear::{Heard, hear};
use super::words::Edition;
use crate::bot_framework::activity::View;
use crate::bot_framework::auth::Verified;
use crate::bot_framework::invoke::{Dialog, Invoke, InvokeResponse};
use crate::bot_framework::{Activity, ConversationReference};
use crate::clock::Chance;
use crate::learning::Rule;
use crate::learning::rhythm::{Days, History, Window};
use crate::store::cards::ShownCard;
use crate::store::employees::{Employee, Language, Reach};
use crate::store::outbox::{Added, Lease, Outgoing, Purpose};
use crate::store::turns::TurnKey;
use crate::store::{
    EmployeeKey, Store, StoreError, WriteTx, cards, employees, events, outbox, paths, turns,
};

/// An answer to what somebody did is worth sending for this long.
const REPLY_LAPSES: SignedDuration = SignedDuration::from_hours(24);

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

/// Takes a turn: notes the delivery, decides, stores changes and replies, and says what goes
/// back. A second copy of a delivery gets the first one's answer and changes nothing.
pub async fn take_turn(
    ground: Ground<'_>,
    verified: &Verified,
    activity: &Activity,
    now: Timestamp,
) -> Result<Taken, TurnError> {
    let Ground { store, edition, rule, chance, lease } = ground;
    let heard = hear(activity);
    match &heard {
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
    let mut tx = store.write().await?;
    let turn_key = turn_key(activity);
    if let Some(key) = &turn_key
        && !turns::begin(&mut tx, key, now).await?
    {
        let answer = turns::answer(&mut tx, key).await?;
        return Ok(Taken::only(answer.map_or(Answer::Received, Answer::Invoke)));
    }
    let key = EmployeeKey::new(&verified.tenant_id, sender);
    let employee = meet(&mut tx, edition, verified, activity, key, &heard, now).await?;
    let Some(employee) = employee else {
        tx.commit().await?;
        return Ok(Taken::only(Answer::Received));
    };
    let known = recall(&mut tx, edition, rule, employee, &heard).await?;
    let pressed = known.pressed.as_ref().map(|card| card.nonce.clone());
    let mut decided = decide(known, &heard, now, chance);
    let message = decided.message.take().or_else(|| activity.reply_to_id.clone());
    let reply_to = message.as_deref();
    let mut scribe = Scribe { now, chance, reply_to, lease, leased: Vec::new(), waiting: false };
    scribe.store(&mut tx, &mut decided, pressed.as_deref()).await?;
    let answer = answer(edition, &decided, activity);
    if let (Some(key), Answer::Invoke(response)) = (&turn_key, &answer) {
        turns::keep_answer(&mut tx, key, response).await?;
    }
    let Scribe { leased, waiting, .. } = scribe;
    tx.commit().await?;
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

/// The employee, with what this activity says of where and how to reach them; somebody new is
/// stored. `None` for an uninstall of somebody whom we do not know.
async fn meet(
    tx: &mut WriteTx,
    edition: &Edition,
    verified: &Verified,
    activity: &Activity,
    key: EmployeeKey,
    heard: &Heard,
    now: Timestamp,
) -> Result<Option<Employee>, StoreError> {
    let found = match employees::find(tx, &key).await? {
        Some(employee) => employee,
        None if *heard == Heard::Uninstalled => return Ok(None),
        None => {
            let newcomer = newcomer(edition, key, now);
            employees::insert(tx, &newcomer).await?;
            newcomer
        }
    };
    let mut employee = found;
    employee.conversation = ConversationReference {
        conversation_id: activity.conversation_id().to_owned(),
        service_url: verified.service_url.to_string(),
    };
    if let Some(from) = &activity.from {
        employee.channel_user_id.clone_from(&from.id);
    }
    if let Some(locale) = activity.locale()
        && !employee.language.chosen
    {
        locale.clone_into(&mut employee.language.tag);
    }
    if let Some(zone) = activity.time_zone()
        && jiff::tz::TimeZone::get(zone).is_ok()
    {
        zone.clone_into(&mut employee.time_zone);
    }
    Ok(Some(employee))
}

fn newcomer(edition: &Edition, key: EmployeeKey, now: Timestamp) -> Employee {
    let plan = &edition.catalog.plan;
    let days = plan.rhythm.day_positions();
    let days = days.iter().fold(0_u8, |bits, day| bits | (1 << day));
    let (from, to) = plan.rhythm.window().unwrap_or_else(|| {
        let nine = jiff::civil::time(9, 30, 0, 0);
        (nine, jiff::civil::time(11, 30, 0, 0))
    });
    let days = match Days::from_bits(days) {
        none if none.is_empty() => {
            Days::of(&[Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday])
        }
        some => some,
    };
    Employee {
        key,
        channel_user_id: String::new(),
        conversation: ConversationReference {
            conversation_id: String::new(),
            service_url: String::new(),
        },
        reach: Reach::Reachable,
        language: Language { tag: String::new(), chosen: false },
        time_zone: plan.time_zone.clone(),
        days,
        window: Window { from, to },
        per_week: plan.rhythm.nudges_per_week,
        paused_until: None,
        stopped_at: None,
        welcomed_at: None,
        history: History::default(),
        moment: None,
        next_nudge_at: None,
        heard_at: None,
        created_at: now,
        version: 0,
    }
}

async fn recall<'a>(
    tx: &mut WriteTx,
    edition: &'a Edition,
    rule: Rule,
    employee: Employee,
    heard: &Heard,
) -> Result<Known<'a>, StoreError> {
    let path = paths::find(tx, &employee.key).await?;
    let (pressed, newest) = match heard {
        Heard::Pressed(press) | Heard::Opened { press, .. } | Heard::Submitted(press) => {
            (cards::find(tx, &employee.key, &press.nonce).await?, Vec::new())
        }
        Heard::Said(_) => (None, cards::newest(tx, &employee.key, false).await?),
        _ => (None, Vec::new()),
    };
    Ok(Known { edition, rule, employee, path, pressed, newest })
}

/// Writes down what was decided.
struct Scribe<'a> {
    now: Timestamp,
    chance: &'a Chance,
    /// The activity that was pressed.
    reply_to: Option<&'a str>,
    lease: Option<&'a Lease>,
    /// What may be sent at once.
    leased: Vec<Outgoing>,
    /// Is there something that has to wait?
    waiting: bool,
}

impl Scribe<'_> {
    async fn store(
        &mut self,
        tx: &mut WriteTx,
        decided: &mut Decided,
        pressed: Option<&str>,
    ) -> Result<(), StoreError> {
        let key = decided.employee.key.clone();
        employees::update(tx, &decided.employee).await?;
        if !decided.events.is_empty() {
            paths::save(tx, &key, &decided.path).await?;
        }
        for event in &decided.events {
            events::add(tx, &self.chance.id(self.now), &key, event, self.now).await?;
        }
        if let Some(reason) = decided.withdraw {
            outbox::withdraw_nudges(tx, &key, reason, self.now).await?;
        }
        if let Some(replacement) = &decided.replacement {
            self.note_card(tx, &key, replacement, pressed).await?;
            if let (true, Some(nonce)) = (decided.answered, pressed) {
                let quiet = without_buttons(replacement).to_string();
                cards::answered(tx, nonce, &quiet, self.now).await?;
            }
            self.send(tx, decided, replacement, Purpose::Update).await?;
        }
        if let Some(InDialog::Card(form)) = &decided.dialog {
            self.note_card(tx, &key, form, pressed).await?;
        }
        for reply in &decided.replies {
            self.note_card(tx, &key, reply, pressed).await?;
            self.send(tx, decided, reply, Purpose::Reply).await?;
        }
        Ok(())
    }

    /// Remembers a card that has buttons. One that keeps its nonce is remembered already.
    async fn note_card(
        &self,
        tx: &mut WriteTx,
        key: &EmployeeKey,
        dressed: &Dressed,
        pressed: Option<&str>,
    ) -> Result<(), StoreError> {
        let Some(subject) = dressed.subject.as_ref().filter(|_| pressed != Some(&dressed.nonce))
        else {
            return Ok(());
        };
        let subject = serde_json::to_string(subject).unwrap_or_default();
        let card = ShownCard {
            nonce: dressed.nonce.clone(),
            key: key.clone(),
            subject,
            shown_at: self.now,
            nudge: false,
            delivered_at: None,
            answered_at: None,
            result: None,
        };
        cards::add(tx, &card).await
    }

    async fn send(
        &mut self,
        tx: &mut WriteTx,
        decided: &Decided,
        dressed: &Dressed,
        purpose: Purpose,
    ) -> Result<(), StoreError> {
        let activity_id = match (purpose, self.reply_to) {
            // Without the id of the pressed message there is nothing to update.
            (Purpose::Update, None) => return Ok(()),
            (Purpose::Update, Some(id)) => Some(id.to_owned()),
            _ => None,
        };
        let id = self.chance.id(self.now);
        let mut outgoing = Outgoing {
            idempotency_key: id.clone(),
            id,
            key: decided.employee.key.clone(),
            purpose,
            to: decided.employee.conversation.clone(),
            activity_id,
            activity: Activity::card(dressed.card.json(), &dressed.summary, false),
            nonce: None,
            attempts: 0,
            not_before: self.now,
            lapses_at: self.now.saturating_add(REPLY_LAPSES).ok(),
        };
        match outbox::add(tx, &outgoing, self.lease, self.now).await? {
            Added::Leased => {
                outgoing.attempts = 1;
                self.leased.push(outgoing);
            }
            Added::Waiting => self.waiting = true,
            Added::Known => {}
        }
        Ok(())
    }
}

/// What a second press on an answered card shows: the result, with nothing left to press that
/// would act twice.
fn without_buttons(replacement: &Dressed) -> Value {
    let mut card = replacement.card.clone();
    card.actions.retain(|action| matches!(action, crate::bot_framework::card::Action::OpenUrl(_)));
    card.json()
}

fn answer(edition: &Edition, decided: &Decided, activity: &Activity) -> Answer {
    let View::Invoke(asked) = activity.view() else { return Answer::Received };
    let (_, words) = edition.language(&decided.employee.language.tag);
    Answer::Invoke(match (&asked, &decided.dialog, &decided.replacement) {
        (_, Some(InDialog::Card(form)), _) => {
            InvokeResponse::dialog(&Dialog { title: form.summary.clone(), card: form.card.json() })
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
