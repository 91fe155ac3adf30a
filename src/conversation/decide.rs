//! What changes and what is answered. Pure: everything known is passed in.

use jiff::Timestamp;
use jiff::civil::Date;

use super::cards::{self, Dressed, Speaker};
use super::hear::Heard;
use super::schedule;
use super::subject::Subject;
use super::words::Edition;
use super::{press, settings, speech};
use crate::bot_framework::Activity;
use crate::bot_framework::card::Card;
use crate::clock::Chance;
use crate::learning::{
    Decision, Event, Form, Learned, Library, Observed, Path, Policy, Reason, Wish, choose, go_on,
    observe,
};
use crate::store::cards::ShownCard;
use crate::store::employees::{Employee, Reach};
use crate::store::outbox::LastNudge;
use crate::store::skips::Skip;

/// A returning person is not welcomed again within this many seconds.
const WELCOME_AGAIN_AFTER: i64 = 24 * 60 * 60;

/// So many single days off are kept.
const MOST_DAYS_OFF: usize = 60;

/// What is known when something was heard.
#[derive(Debug)]
pub struct Known<'a> {
    /// What is live.
    pub edition: &'a Edition,
    /// How choices are made for this person.
    pub policy: Policy<'a>,
    /// The person.
    pub employee: Employee,
    /// Their path.
    pub path: Path,
    /// The card that was pressed, if it is one of theirs.
    pub pressed: Option<ShownCard>,
    /// Their newest cards, newest first.
    pub newest: Vec<ShownCard>,
    /// Their newest slot that passed without a nudge, when they ask why.
    pub skip: Option<Skip>,
    /// What became of their newest nudge, when they ask why.
    pub nudge: Option<LastNudge>,
    /// Everything that happened on their path, oldest first, where they asked to see it.
    pub events: Vec<(Timestamp, Event)>,
    /// Everything that is kept of them, where they asked for it as a file.
    pub raw: Option<serde_json::Value>,
    /// How many rows about them there are, where they asked to erase them.
    pub held: u64,
}

/// What changes, and what is answered.
#[derive(Debug)]
pub struct Decided {
    /// The person, changed.
    pub employee: Employee,
    /// Their path, changed.
    pub path: Path,
    /// What happened on the path.
    pub events: Vec<Event>,
    /// What it taught of people and items in general.
    pub learned: Learned,
    /// New cards to send.
    pub replies: Vec<Reply>,
    /// New messages about files, to send after the cards.
    pub files: Vec<Activity>,
    /// What replaces the pressed card.
    pub replacement: Option<Dressed>,
    /// The key of a passing message, where the pressed card stays as it is.
    pub passing: Option<&'static str>,
    /// Was the pressed card answered for good?
    pub answered: bool,
    /// Why waiting nudges are withdrawn, if they are.
    pub withdraw: Option<&'static str>,
    /// What a dialog shows now.
    pub dialog: Option<InDialog>,
    /// Is everything about this person to be erased?
    pub erase: bool,
    /// The message that the replacement goes to, where that is not the one that was pressed.
    pub message: Option<String>,
}

/// What a dialog shows.
#[derive(Debug)]
pub enum InDialog {
    /// A card, to fill in.
    Card(Box<Dressed>),
    /// A last line; then it closes.
    Line(String),
}

/// A card to send.
pub type Reply = Dressed;

/// One turn while it is decided.
pub(super) struct Turn<'a> {
    pub(super) edition: &'a Edition,
    policy: Policy<'a>,
    pub(super) employee: Employee,
    pub(super) path: Path,
    newest: Vec<ShownCard>,
    pub(super) skip: Option<Skip>,
    pub(super) nudge: Option<LastNudge>,
    pub(super) events_before: Vec<(Timestamp, Event)>,
    pub(super) raw: Option<serde_json::Value>,
    pub(super) held: u64,
    pub(super) files: Vec<Activity>,
    erase: bool,
    pub(super) now: Timestamp,
    chance: &'a Chance,
    events: Vec<Event>,
    learned: Learned,
    replies: Vec<Reply>,
    replacement: Option<Dressed>,
    passing: Option<&'static str>,
    answered: bool,
    withdraw: Option<&'static str>,
    pub(super) dialog: Option<InDialog>,
    pub(super) message: Option<String>,
}

/// Decides a turn.
pub fn decide(known: Known, heard: &Heard, now: Timestamp, chance: &Chance) -> Decided {
    let (mut turn, pressed) = Turn::new(known, now, chance);
    turn.hear(heard, pressed);
    turn.finish()
}

impl<'a> Turn<'a> {
    /// A turn in which nothing was heard yet, and the card that was pressed.
    pub(super) fn new(
        known: Known<'a>,
        now: Timestamp,
        chance: &'a Chance,
    ) -> (Turn<'a>, Option<ShownCard>) {
        let Known {
            edition,
            policy,
            employee,
            path,
            pressed,
            newest,
            events,
            held,
            skip,
            nudge,
            raw,
        } = known;
        let turn = Turn {
            edition,
            policy,
            employee,
            path,
            newest,
            skip,
            nudge,
            events_before: events,
            raw,
            held,
            files: Vec::new(),
            erase: false,
            now,
            chance,
            events: Vec::new(),
            learned: Learned::default(),
            replies: Vec::new(),
            replacement: None,
            passing: None,
            answered: false,
            withdraw: None,
            dialog: None,
            message: None,
        };
        (turn, pressed)
    }

    fn hear(&mut self, heard: &Heard, pressed: Option<ShownCard>) {
        match heard {
            Heard::Installed => self.installed(),
            Heard::Uninstalled => {
                self.employee.reach = Reach::Uninstalled;
                self.withdraw = Some("uninstalled");
            }
            Heard::Said(text) => {
                self.here();
                speech::answer(self, text);
            }
            Heard::Pressed(press) => {
                self.here();
                press::answer(self, press, pressed);
            }
            Heard::PressedUnknown => {
                self.here();
                self.expired();
            }
            Heard::Opened { press, message } => {
                self.here();
                settings::open(self, press, pressed.as_ref(), message.clone());
            }
            Heard::Submitted(press) => {
                self.here();
                settings::submit(self, press, pressed);
            }
            Heard::DialogUnknown => {
                self.here();
                self.dialog_says("old-card");
            }
            Heard::FileSaved(file) => {
                self.here();
                let summary = self.speaker().words.say("data-file-saved");
                self.files.push(file.activity(&summary));
            }
            Heard::FileFailed => {
                self.here();
                self.say("data-file-failed-title", &["data-file-failed"]);
            }
            Heard::DeclinesFile => self.here(),
            Heard::LooksFor(_)
            | Heard::WantsFile(_)
            | Heard::Feedback
            | Heard::Refreshed
            | Heard::UnknownInvoke
            | Heard::Nothing => {}
        }
    }

    /// Whoever writes to us is there, can be reached, and ignores nothing.
    fn here(&mut self) {
        self.employee.reach = Reach::Reachable;
        self.employee.history.ignored = 0;
        self.employee.heard_at = Some(self.now);
        self.welcome_once();
    }

    fn installed(&mut self) {
        let returning = self.employee.reach != Reach::Reachable;
        self.employee.reach = Reach::Reachable;
        if self.employee.stopped_at.is_some() {
            // "Stop" survives a re-install, in silence.
            return;
        }
        let last = self.employee.welcomed_at;
        let long_ago =
            last.is_some_and(|at| self.now.as_second() - at.as_second() >= WELCOME_AGAIN_AFTER);
        if returning && long_ago {
            self.employee.welcomed_at = Some(self.now);
            self.say("welcome-back-title", &["welcome-back"]);
        } else {
            self.welcome_once();
        }
    }

    fn welcome_once(&mut self) {
        if self.employee.welcomed_at.is_some() {
            return;
        }
        self.employee.welcomed_at = Some(self.now);
        let welcome = cards::welcome(self.speaker(), self.per_week(), self.nonce());
        // The welcome is a card that nobody asked for: it counts like a nudge.
        let zone = schedule::zone(self.edition, &self.employee);
        let history = self.employee.history.by(self.now);
        self.employee.history = history.and(self.now, welcome.seconds(), &zone);
        self.reply(welcome);
    }

    fn finish(mut self) -> Decided {
        self.employee.history = self.employee.history.by(self.now);
        schedule::schedule_next(self.edition, &mut self.employee, self.now);
        Decided {
            employee: self.employee,
            path: self.path,
            events: self.events,
            learned: self.learned,
            replies: self.replies,
            files: self.files,
            replacement: self.replacement,
            passing: self.passing,
            answered: self.answered,
            withdraw: self.withdraw,
            dialog: self.dialog,
            erase: self.erase,
            message: self.message,
        }
    }

    /// The library as this person's colleagues have taught us to see it.
    fn library(&self) -> &'a Library {
        self.edition.library(&self.employee.key.tenant_id)
    }

    pub(super) fn speaker(&self) -> Speaker<'a> {
        Speaker::new(self.edition, &self.employee.language.tag)
    }

    /// The most nudges a week for this person.
    pub(super) fn per_week(&self) -> u8 {
        schedule::per_week(self.edition, &self.employee)
    }

    pub(super) fn nonce(&self) -> String {
        self.chance.nonce()
    }

    /// Today on this person's own calendar.
    pub(super) fn today(&self) -> Date {
        schedule::zone(self.edition, &self.employee).to_datetime(self.now).date()
    }

    /// The day of a moment on this person's own calendar.
    pub(super) fn date_of(&self, at: Timestamp) -> Date {
        schedule::zone(self.edition, &self.employee).to_datetime(at).date()
    }

    /// Erases everything about this person, once this turn is over.
    pub(super) fn erase(&mut self) {
        self.erase = true;
    }

    /// Sends a new card.
    pub(super) fn reply(&mut self, dressed: Dressed) {
        self.replies.push(dressed);
    }

    /// Sends a card without buttons.
    pub(super) fn reply_plain(&mut self, card: Card) {
        let dressed = self.plain(card);
        self.replies.push(dressed);
    }

    /// Sends a title and lines, by their keys.
    pub(super) fn say(&mut self, title: &str, lines: &[&str]) {
        let words = self.speaker().words;
        let lines: Vec<String> = lines.iter().map(|key| words.say(key)).collect();
        let card = cards::note(self.speaker(), title, &lines);
        self.reply_plain(card);
    }

    /// Replaces the pressed card for good.
    pub(super) fn replace(&mut self, dressed: Dressed) {
        self.replacement = Some(dressed);
        self.answered = true;
    }

    /// Replaces the pressed card with one without buttons.
    pub(super) fn replace_plain(&mut self, card: Card) {
        let dressed = self.plain(card);
        self.replace(dressed);
    }

    /// Shows the pressed card as it was; it can be pressed again.
    pub(super) fn keep(&mut self, dressed: Dressed) {
        self.replacement = Some(dressed);
    }

    /// Shows what became of a card that was answered before.
    pub(super) fn show_again(&mut self, card: Card) {
        self.replacement = Some(self.plain(card));
    }

    /// Leaves the pressed card as it is and says something in passing.
    pub(super) fn in_passing(&mut self, key: &'static str) {
        self.passing = Some(key);
    }

    /// A card that can no longer be used.
    pub(super) fn expired(&mut self) {
        let line = self.speaker().words.say("old-card");
        let card = cards::note(self.speaker(), "old-card-title", &[line]);
        self.replacement = Some(self.plain(card));
    }

    /// Closes the dialog with a line.
    pub(super) fn dialog_says(&mut self, key: &str) {
        self.dialog = Some(InDialog::Line(self.speaker().words.say(key)));
    }

    /// Takes note of something on the path.
    pub(super) fn observe(&mut self, event: Event) -> Observed {
        let library = self.library();
        let observed = observe(&mut self.path, library, &event, self.now);
        self.learned.add(event.item().unwrap_or_default(), &observed.lesson);
        self.events.push(event);
        observed
    }

    /// Chooses and shows the next step. `false` when there is none.
    pub(super) fn next_step(&mut self, wish: Wish) -> bool {
        let library = self.library();
        let decision = choose(library, &self.path, &self.policy, wish, self.now);
        decision.is_some_and(|decision| self.show(&decision))
    }

    /// The step with which the pressed message goes straight on, if it does: `quiet` is the result
    /// of the step before it, and `before` how many steps the message showed before that one.
    pub(super) fn goes_on(&mut self, observed: &Observed, quiet: &Card, before: u8) -> bool {
        let library = self.library();
        let next =
            go_on(library, &self.path, &self.policy, observed, before.saturating_add(1), self.now);
        let Some((decision, step)) = next.and_then(|decision| {
            let step = cards::step(self.speaker(), &decision, self.nonce())?;
            Some((decision, step))
        }) else {
            return false;
        };
        self.observe(Event::Shown { item: decision.item, form: decision.form });
        self.replace(cards::straight_on(quiet, step, before));
        true
    }

    /// Shows a tip that was asked for by name. `false` when it has gone.
    pub(super) fn show_tip(&mut self, tip: &str, reason: Reason) -> bool {
        self.show(&Decision { item: tip.to_owned(), form: Form::Tip, reason })
    }

    fn show(&mut self, decision: &Decision) -> bool {
        let Some(dressed) = cards::step(self.speaker(), decision, self.nonce()) else {
            return false;
        };
        let (item, form) = (decision.item.clone(), decision.form);
        self.observe(Event::Shown { item, form });
        self.reply(dressed);
        true
    }

    /// The sentence for the newest card that had a reason.
    pub(super) fn last_reason(&self) -> Option<String> {
        let reason = self.newest.iter().find_map(|card| {
            match serde_json::from_str(&card.subject).ok()? {
                Subject::Tip { reason, .. }
                | Subject::Question { reason, .. }
                | Subject::Doing { reason, .. } => Some(reason),
                _ => None,
            }
        })?;
        let speaker = self.speaker();
        Some(super::sentence(self.edition, speaker.language, speaker.words, &reason))
    }

    pub(super) fn pause_until(&mut self, until: Date) {
        self.employee.paused_until = Some(until);
        self.withdraw = Some("paused");
    }

    /// No nudges on this one day. Days that have gone by are forgotten.
    pub(super) fn day_off(&mut self, day: Date) {
        let today = self.today();
        let days = &mut self.employee.days_off;
        days.retain(|other| *other >= today && *other != day);
        days.push(day);
        days.sort_unstable();
        days.truncate(MOST_DAYS_OFF);
    }

    pub(super) fn stop(&mut self) {
        self.employee.stopped_at = Some(self.now);
        self.withdraw = Some("stopped");
    }

    pub(super) fn resume(&mut self) {
        self.employee.stopped_at = None;
        self.employee.paused_until = None;
    }

    /// When the next nudge is due, in words.
    pub(super) fn next_day(&self) -> Option<String> {
        let slot = schedule::next_slot_of(self.edition, &self.employee, self.now)?;
        Some(self.speaker().words.date(slot.day))
    }

    fn plain(&self, card: Card) -> Dressed {
        let summary = card.fallback_text.clone();
        Dressed { card, summary, subject: None, nonce: self.nonce() }
    }
}
