//! What a plan says by itself about each factor.

use jiff::civil::Date;

use super::{Answer, Factor};
use crate::content::catalog::Catalog;
use crate::learning::Level;

/// A group that carries something has at least so many members.
const FEWEST_MEMBERS: usize = 3;

/// The answer that follows from the plan; `None` where a plan cannot know.
pub(super) fn answer(factor: Factor, catalog: &Catalog, today: Date) -> Option<Answer> {
    let plan = &catalog.plan;
    Some(match factor {
        Factor::Why => why(catalog),
        Factor::Behaviour => two_steps(!plan.behaviours.is_empty(), !plan.campaigns.is_empty()),
        Factor::WorkingGroup => working_group(catalog),
        Factor::Managers => managers(catalog)?,
        // Whether anybody listens stands in no plan.
        Factor::Resistance => return None,
        Factor::Time => time(catalog),
        Factor::Levels => levels(catalog),
        Factor::Knowledge => knowledge(catalog),
        Factor::Ways => two_steps(!plan.ways.is_empty(), plan.ways.len() > 1),
        // Coming back after days and weeks is built in; people who come later are not.
        Factor::Retention => {
            let newcomers = |id: &str| {
                plan.audiences
                    .iter()
                    .any(|audience| audience.id == id && audience.within_days.is_some())
            };
            two_steps(true, plan.campaigns.iter().any(|it| newcomers(&it.audience)))
        }
        Factor::Measurement => measurement(catalog),
        Factor::Maintenance => maintenance(catalog, today),
    })
}

fn two_steps(some: bool, more: bool) -> Answer {
    match (some, more) {
        (true, true) => Answer::Yes,
        (true, false) => Answer::Partly,
        (false, _) => Answer::No,
    }
}

/// All, some or none of a number.
fn share(done: usize, of: usize) -> Answer {
    match done {
        0 => Answer::No,
        _ if done == of => Answer::Yes,
        _ => Answer::Partly,
    }
}

fn why(catalog: &Catalog) -> Answer {
    let texts = || catalog.languages.values().map(|language| &language.texts);
    let everywhere = texts().all(|texts| !texts.why.trim().is_empty());
    two_steps(everywhere, texts().any(|texts| !texts.audiences.is_empty()))
}

fn working_group(catalog: &Catalog) -> Answer {
    let Some(group) = &catalog.plan.working_group else { return Answer::No };
    two_steps(true, group.sponsor.is_some() && group.members.len() >= FEWEST_MEMBERS)
}

/// What is asked of them comes with the talking points; that they were heard first has a date.
fn managers(catalog: &Catalog) -> Option<Answer> {
    let managers = catalog.plan.managers.as_ref()?;
    let (told, heard) = (managers.talk.is_some(), managers.discussed_on.is_some());
    Some(if told == heard { two_steps(told, heard) } else { Answer::Partly })
}

fn time(catalog: &Catalog) -> Answer {
    let plan = &catalog.plan;
    let managers = plan.managers.as_ref().is_none_or(|it| it.minutes_per_month.is_some());
    let group = plan.working_group.as_ref().is_some_and(|group| group.hours_per_week.is_some());
    let champions = !plan.champions.is_empty()
        && plan.champions.iter().all(|champions| champions.hours_per_month.is_some());
    two_steps(plan.rhythm.minutes_per_week > 0, group && champions && managers)
}

fn levels(catalog: &Catalog) -> Answer {
    let behaviours = &catalog.plan.behaviours;
    let complete = behaviours.iter().filter(|behaviour| {
        Level::ALL.into_iter().all(|level| {
            catalog.tips.values().any(|tip| tip.behaviour == behaviour.id && tip.level == level)
        })
    });
    let answer = share(complete.count(), behaviours.len());
    if catalog.plan.level_check.is_empty() { answer.min(Answer::Partly) } else { answer }
}

fn knowledge(catalog: &Catalog) -> Answer {
    let behaviours = &catalog.plan.behaviours;
    let taught = behaviours
        .iter()
        .filter(|behaviour| catalog.tips.values().any(|tip| tip.behaviour == behaviour.id));
    share(taught.count(), behaviours.len())
}

/// Of the behaviours that campaigns are about, or of all without campaigns.
fn measurement(catalog: &Catalog) -> Answer {
    let plan = &catalog.plan;
    let named: Vec<&str> =
        plan.campaigns.iter().flat_map(|campaign| campaign.all_behaviours(plan)).collect();
    let counts = |id: &str| named.is_empty() || named.contains(&id);
    let behaviours: Vec<_> = plan.behaviours.iter().filter(|it| counts(&it.id)).collect();
    share(behaviours.iter().filter(|it| it.measure.is_some()).count(), behaviours.len())
}

fn maintenance(catalog: &Catalog, today: Date) -> Answer {
    let tips = &catalog.tips;
    let fresh = tips.values().filter(|tip| !tip.owner.trim().is_empty() && tip.review_by >= today);
    share(fresh.count(), tips.len())
}
