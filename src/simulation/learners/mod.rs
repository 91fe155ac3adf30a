//! How well the estimate of ability predicts the answers of real learners, beside simple baselines.
//!
//! The data are a file of the reader's; none come with Stapje. People are divided in five folds. What is
//! known of items comes from the people of the other folds; everybody of the fold starts cold, and each
//! of their answers is predicted before it is heard. So nobody is predicted from their own future.

mod models;
mod read;

use std::fmt::Write as _;

use super::chance::{Dice, number};
use super::measure::Spread;

pub use read::{Learners, ReadError};

/// Folds, and with them values to take the spread of.
const FOLDS: usize = 5;
/// In a small organisation so many answers of each person are known of items.
const MOST_ANSWERS: usize = 60;
/// A person's first answers, judged apart: we never have more than a few.
const FIRST: usize = 5;

/// One answer that somebody gave, in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) item: usize,
    pub(super) skill: usize,
    pub(super) right: bool,
}

/// Predictions with what came true.
#[derive(Debug, Default)]
struct Judged(Vec<(f64, bool)>);

/// Everything that was judged of one model: per fold all answers, and everybody's first ones.
#[derive(Debug, Default)]
struct Score {
    all: Vec<Judged>,
    first: Vec<Judged>,
}

impl Learners {
    /// The comparison as Markdown tables: with everybody of the other folds to learn items from, and
    /// with as many as a small organisation has.
    pub fn table(&self, seed: u64) -> String {
        let mut text = format!(
            "{} people, {} answers to {} items; mean ± standard deviation over {FOLDS} folds, seed {seed}.\n\n",
            self.people.len(),
            self.people.iter().map(Vec::len).sum::<usize>(),
            self.items,
        );
        for few in [None, Some(200), Some(50)] {
            let known = few.map_or_else(
                || "everybody of the other folds".to_owned(),
                |few| format!("{few} people of the other folds, {MOST_ANSWERS} answers each"),
            );
            // Writing into a text cannot fail.
            let _ = write!(
                text,
                "| items known from {known} | AUC | log loss | AUC, first {FIRST} answers | log loss, first {FIRST} |\n|---|---|---|---|---|\n"
            );
            for kind in models::ALL {
                let score = self.judge(kind, few, seed);
                let cell = |judged: &[Judged], of: &dyn Fn(&Judged) -> f64| {
                    let spread = Spread::of(&judged.iter().map(of).collect::<Vec<_>>());
                    format!("{:.3} ± {:.3}", spread.mean, spread.sd)
                };
                let _ = writeln!(
                    text,
                    "| {} | {} | {} | {} | {} |",
                    kind.name(),
                    cell(&score.all, &Judged::auc),
                    cell(&score.all, &Judged::log_loss),
                    cell(&score.first, &Judged::auc),
                    cell(&score.first, &Judged::log_loss),
                );
            }
            text.push('\n');
        }
        text
    }

    fn judge(&self, kind: models::Kind, few: Option<usize>, seed: u64) -> Score {
        let order = shuffled(self.people.len(), &mut Dice::new(seed, 0xf01d));
        let mut score = Score::default();
        for fold in 0..FOLDS {
            let in_fold = |place: usize| place % FOLDS == fold;
            let (mut test, mut train) = (Vec::new(), Vec::new());
            for (place, person) in order.iter().enumerate() {
                if in_fold(place) { &mut test } else { &mut train }.push(&self.people[*person]);
            }
            let most = few.map_or(usize::MAX, |_| MOST_ANSWERS);
            train.truncate(few.unwrap_or(usize::MAX));
            let mut model = kind.begin(self.items, self.skills, share_right(&train, most));
            for _ in 0..kind.passes() {
                for person in &train {
                    model.newcomer();
                    person.iter().take(most).for_each(|given| model.hear(given, true));
                }
            }
            let (mut all, mut first) = (Judged::default(), Judged::default());
            for person in test {
                model.newcomer();
                for (at, given) in person.iter().enumerate() {
                    let judged = (model.predict(given), given.right);
                    all.0.push(judged);
                    if at < FIRST {
                        first.0.push(judged);
                    }
                    model.hear(given, false);
                }
            }
            score.all.push(all);
            score.first.push(first);
        }
        score
    }
}

fn share_right(people: &[&Vec<Given>], most: usize) -> f64 {
    let answers = people.iter().flat_map(|person| person.iter().take(most));
    let (right, all) =
        answers.fold((0, 0), |(right, all), given| (right + usize::from(given.right), all + 1));
    (number(right) + 1.0) / (number(all) + 2.0)
}

fn shuffled(count: usize, dice: &mut Dice) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        order.swap(at, dice.below(at + 1));
    }
    order
}

impl Judged {
    fn log_loss(&self) -> f64 {
        let one = |(chance, right): &(f64, bool)| {
            let chance = chance.clamp(1e-6, 1.0 - 1e-6);
            -(if *right { chance } else { 1.0 - chance }).ln()
        };
        self.0.iter().map(one).sum::<f64>() / number(self.0.len())
    }

    /// The chance that of a right and a wrong answer the right one was held likelier: by the sum of
    /// ranks (Mann and Whitney), equal predictions sharing theirs.
    fn auc(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut ranks, mut seen) = (0.0, 0);
        for equal in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let rank = number(seen) + f64::midpoint(number(equal.len()), 1.0);
            ranks += rank * number(equal.iter().filter(|(_, right)| *right).count());
            seen += equal.len();
        }
        let right = number(sorted.iter().filter(|(_, right)| *right).count());
        let wrong = number(sorted.len()) - right;
        (ranks - right * (right + 1.0) / 2.0) / (right * wrong)
    }
}
