//! The look behind one demo person's path: what is believed, what happened, what comes next.
//! There is no such page in the real bot: nobody sees this of anybody.

use askama::Template;
use jiff::Timestamp;

use crate::conversation::{Edition, per_week, sentence};
use crate::demo::{Cast, Demo};
use crate::learning::{
    BehaviourState, Form, Level, Mark, Path, Policy, Standing, Wish, candidates, choose,
};
use crate::store::employees::{Employee, Reach};
use crate::store::{EmployeeKey, StoreError, employees, paths};

/// How many candidates are shown.
const MOST_CANDIDATES: usize = 6;

#[derive(Template)]
#[template(path = "demo/page/panel.html")]
struct Panel {
    nl: bool,
    known: bool,
    state: &'static str,
    next: Option<String>,
    per_week: u8,
    ignored: u32,
    topics: Vec<TopicLine>,
    decision: Option<(String, &'static str, String)>,
    candidates: Vec<CandidateLine>,
    items: Vec<ItemLine>,
}

struct TopicLine {
    name: String,
    word: &'static str,
    /// Is there enough to draw a bar?
    known: bool,
    /// 0 to 100, for the bar.
    position: u8,
}

struct CandidateLine {
    title: String,
    level: &'static str,
    standing: String,
}

struct ItemLine {
    title: String,
    what: &'static str,
    when: String,
    recall: String,
}

/// The panel's HTML, and whether the bot knows this person.
pub(super) async fn panel(
    demo: &Demo,
    cast: &Cast,
    nl: bool,
) -> Result<(String, bool), StoreError> {
    let edition = demo.service.edition();
    let mut conn = demo.service.store().read().await?;
    let key = EmployeeKey::new(demo.tenant_id(), cast.person.object_id());
    let employee = employees::find(&mut conn, &key).await?;
    let path = paths::find(&mut conn, &key).await?;
    let now = demo.clock.now();
    let installed = employee.as_ref().is_some_and(|found| found.reach == Reach::Reachable);
    let view = View { edition: &edition, path: &path, now, nl, demo };
    let panel = Panel {
        nl,
        known: employee.is_some(),
        state: employee.as_ref().map_or("", |found| view.state(found)),
        next: employee.as_ref().and_then(|found| view.next(found)),
        per_week: employee.as_ref().map_or(0, |found| per_week(&edition, found)),
        ignored: employee.as_ref().map_or(0, |found| found.history.ignored),
        topics: view.topics(),
        decision: view.decision(),
        candidates: view.candidates(),
        items: view.items(),
    };
    // Writing into a text does not fail.
    Ok((panel.render().unwrap_or_default(), installed))
}

struct View<'a> {
    edition: &'a Edition,
    path: &'a Path,
    now: Timestamp,
    nl: bool,
    demo: &'a Demo,
}

impl View<'_> {
    fn say(&self, nl: &'static str, en: &'static str) -> &'static str {
        if self.nl { nl } else { en }
    }

    fn code(&self) -> &'static str {
        self.say("nl", "en")
    }

    /// A share, as each language writes it.
    fn percent(&self, share: f64) -> String {
        format!("{:.0}{}", share * 100.0, self.say("\u{a0}%", "%"))
    }

    fn title(&self, tip: &str) -> String {
        let text = self.edition.catalog.tip_text(tip, self.code());
        text.map_or_else(|| tip.to_owned(), |text| text.title.clone())
    }

    fn day(&self, at: Timestamp) -> String {
        let words = self.edition.language(self.code()).1;
        let zone = jiff::tz::TimeZone::get(super::ZONE).unwrap_or(jiff::tz::TimeZone::UTC);
        words.date(zone.to_datetime(at).date())
    }

    fn state(&self, employee: &Employee) -> &'static str {
        match employee.reach {
            Reach::Uninstalled => self.say("app verwijderd", "app removed"),
            Reach::Blocked => self.say("geblokkeerd", "blocked"),
            Reach::DisabledByAdmin => self.say("uitgezet door beheer", "disabled by admin"),
            Reach::Reachable if employee.stopped_at.is_some() => self.say("gestopt", "stopped"),
            Reach::Reachable if employee.paused_until.is_some() => self.say("pauze", "paused"),
            Reach::Reachable => self.say("doet mee", "taking part"),
        }
    }

    fn next(&self, employee: &Employee) -> Option<String> {
        let at = employee.next_nudge_at?;
        let zone = jiff::tz::TimeZone::get(super::ZONE).unwrap_or(jiff::tz::TimeZone::UTC);
        Some(format!("{}, {}", self.day(at), zone.to_datetime(at).strftime("%H:%M")))
    }

    fn topics(&self) -> Vec<TopicLine> {
        let texts = &self.edition.language(self.code()).0.texts;
        let line = |topic: &crate::content::Topic| {
            let (mean, variance) = self.path.ability.in_area(topic.area);
            // From -2.5 (new to it) to 2.5 (far) logits.
            let share = ((mean + 2.5) / 5.0).clamp(0.0, 1.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of 100 fits"
            )]
            let position = (share * 100.0) as u8;
            let known = variance <= 1.2;
            let word = if !known {
                self.say("nog onbekend", "not known yet")
            } else if mean < -0.7 {
                self.say("aan het begin", "at the start")
            } else if mean < 0.5 {
                self.say("redt zich", "gets by")
            } else {
                self.say("ver", "far along")
            };
            let name = texts.topics.get(&topic.id).cloned().unwrap_or_default();
            TopicLine { name, word, known, position }
        };
        self.edition.catalog.plan.topics.iter().map(line).collect()
    }

    fn decision(&self) -> Option<(String, &'static str, String)> {
        let library = self.edition.library(self.demo.tenant_id());
        let decision = choose(library, self.path, &self.policy(), Wish::Next, self.now)?;
        let (language, words) = self.edition.language(self.code());
        let reason = sentence(self.edition, language, words, &decision.reason);
        Some((self.title(&decision.item), self.form(decision.form), reason))
    }

    fn policy(&self) -> Policy<'static> {
        Policy::of(self.demo.service.rule())
    }

    fn form(&self, form: Form) -> &'static str {
        match form {
            Form::Tip => self.say("tip", "tip"),
            Form::Question => self.say("vraag", "question"),
            Form::Doing => self.say("“heb je dit gedaan?”", "“did you do this?”"),
        }
    }

    fn candidates(&self) -> Vec<CandidateLine> {
        let library = self.edition.library(self.demo.tenant_id());
        let mut weighed = candidates(library, self.path, &self.policy(), self.now);
        weighed.retain(|c| matches!(c.standing, Standing::New { .. } | Standing::Due { .. }));
        weighed.sort_by(|a, b| score(b.standing).total_cmp(&score(a.standing)));
        let line = |candidate: &crate::learning::Candidate| CandidateLine {
            title: self.title(&candidate.item.id),
            level: match candidate.item.level {
                Level::Starter => "starter",
                Level::Basis => "basis",
                Level::Gevorderd => self.say("gevorderd", "advanced"),
            },
            standing: match candidate.standing {
                Standing::New { knows, worth, .. } => format!(
                    "{} {:.0} · {} {}",
                    self.say("waarde", "worth"),
                    worth * 100.0,
                    self.say("weet het al", "knows it"),
                    self.percent(knows)
                ),
                Standing::Due { retrievability } => format!(
                    "{} · {} {}",
                    self.say("aan de beurt", "due"),
                    self.say("onthouden", "remembered"),
                    self.percent(retrievability)
                ),
                _ => String::new(),
            },
        };
        weighed.iter().take(MOST_CANDIDATES).map(line).collect()
    }

    fn items(&self) -> Vec<ItemLine> {
        let mut met: Vec<_> = self.path.items.iter().collect();
        met.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.last_seen));
        let line = |(id, seen): (&String, &crate::learning::Encounter)| {
            let item = self.edition.catalog.library.get(id);
            let behaviour = item.and_then(|item| self.path.behaviours.get(&item.behaviour));
            let what = match (behaviour, seen.mark) {
                (Some(BehaviourState::NotForMe), _) => self.say("niet voor mij", "not for me"),
                (_, Mark::Shown) => self.say("gezien", "seen"),
                (_, Mark::Tried) => self.say("gedaan", "done"),
                (_, Mark::Later) => self.say("later", "later"),
                (_, Mark::Known) => self.say("wist ik al", "knew this"),
                (_, Mark::TooHard) => self.say("te moeilijk", "too hard"),
                (_, Mark::Right) => self.say("goed beantwoord", "answered right"),
                (_, Mark::Wrong) => self.say("nog lastig", "still difficult"),
            };
            let recall = seen.memory.retrievability(seen.days_since(self.now));
            ItemLine {
                title: self.title(id),
                what,
                when: self.day(seen.last_seen),
                recall: self.percent(recall),
            }
        };
        met.into_iter().map(line).collect()
    }
}

/// Due before new; within each, the better first.
fn score(standing: Standing) -> f64 {
    match standing {
        Standing::Due { retrievability } => 10.0 - retrievability,
        Standing::New { worth, .. } => worth,
        _ => -1.0,
    }
}
