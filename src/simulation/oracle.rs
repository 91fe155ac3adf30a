//! Choosing with the truth in hand: what could be reached if we knew everything.

use super::company::{Company, chance};
use super::life::Life;
use super::memory::Encounter;
use super::people;
use super::world::World;
use crate::learning::Form;

/// The day on which the greedy oracle wants most to be known.
const HORIZON: f64 = 180.0;

/// What adds most to what is known on day 180, looking one step ahead: a tip for what is not
/// known, a question for what was taught.
pub(super) fn greedy(
    world: &World,
    company: &Company,
    life: &Life,
    day: f64,
) -> Option<(usize, Form)> {
    let mind = world.mind();
    let gain = |place: usize| {
        let known = &life.knowledge[place];
        let recall = known.recall(mind, day);
        let after = |how: Encounter| {
            let mut known = known.clone();
            known.meet(mind, how, day);
            known.recall(mind, HORIZON)
        };
        let lands = lands(world, company, life, place, day);
        let without = known.recall(mind, HORIZON);
        recall * (after(Encounter::Recalled) - without)
            + (1.0 - recall) * lands * (after(Encounter::Read) - without)
    };
    let rested = |place: &usize| life.last_shown[*place].is_none_or(|shown| day - shown >= 3.0);
    let best = (0..company.facts.len())
        .filter(rested)
        .map(|place| (gain(place), place))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    let form = if life.last_shown[best.1].is_some() { Form::Question } else { Form::Tip };
    Some((best.1, form))
}

/// Stapje's rule, with what people really know and what really comes across.
pub(super) fn by_rule(
    world: &World,
    company: &Company,
    life: &Life,
    day: f64,
) -> Option<(usize, Form)> {
    let mind = world.mind();
    let (mut review, mut new) = (None::<(f64, usize)>, None::<(f64, usize)>);
    for place in 0..company.facts.len() {
        let recall = life.knowledge[place].recall(mind, day);
        let (best, score) = match life.last_shown[place] {
            Some(shown) if day - shown >= 3.0 && recall < 0.85 => (&mut review, 0.85 - recall),
            Some(_) => continue,
            None => {
                let lands = lands(world, company, life, place, day);
                (&mut new, (1.0 - recall) * lands / (1.0 - 0.95 * recall))
            }
        };
        if best.is_none_or(|(top, _)| score > top) {
            *best = Some((score, place));
        }
    }
    let (_, place) = if life.path.review_share < 0.5 { review.or(new) } else { new.or(review) }?;
    let asked = life.last_shown[place].is_some() || life.knowledge[place].recall(mind, day) >= 0.2;
    Some((place, if asked { Form::Question } else { Form::Tip }))
}

fn lands(world: &World, company: &Company, life: &Life, place: usize, day: f64) -> f64 {
    let fact = &company.facts[place];
    let distance = life.person.skill[fact.area.index()] - fact.difficulty;
    let lands =
        people::LANDING_BEST * chance(people::LANDING_SLOPE * (distance + people::LANDING_REACH));
    let ready = fact.before.map_or(1.0, |before| life.knowledge[before].recall(world.mind(), day));
    lands * (ready + (1.0 - ready) * world.without_prerequisite())
}
