//! What came of it, in numbers.

use jiff::Timestamp;
use serde::Serialize;

use super::chance::number;
use super::company::Company;
use super::life::NUDGES_END;
use super::people::Person;
use crate::learning::{Area, Encounter, Lesson, Path, Recall};

/// Days on which we look at what is known.
pub(super) const CHECKPOINTS: [usize; 9] = [30, 60, 90, 120, 150, 180, 210, 240, 270];
/// Which of [`CHECKPOINTS`] are reported in tables.
pub(super) const REPORTED: [usize; 4] = [0, 2, 5, 8];
/// The place of day 180 in [`CHECKPOINTS`].
pub(super) const DAY_180: usize = 5;
/// People in quarters by their true skill, the least skilled first.
pub const QUARTERS: usize = 4;
/// After so many answers we look at how well skill is known.
const SKILL_AFTER: [u32; 6] = [1, 5, 10, 15, 20, 30];
/// Bins of the expected calibration error, of predictions from 0 to 1.
const ECE_BINS: usize = 20;

/// One person's life in numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Trace {
    pub(super) stopped_on: Option<usize>,
    pub(super) gained: [f64; CHECKPOINTS.len()],
    pub(super) minutes: f64,
    pub(super) nudges: u32,
    pub(super) answered: u32,
    pub(super) items: u32,
    pub(super) skill_answers: u32,
    /// Questions before anything was taught.
    pub(super) first: Answers,
    /// Questions about what was put before them before.
    pub(super) reviews: Answers,
    /// Tips that were shown to somebody who knew them.
    pub(super) known: u32,
}

/// Answers to knowledge questions: "weet ik niet" is one too.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Answers {
    all: u32,
    right: u32,
}

impl Answers {
    pub(super) fn add(&mut self, right: bool) {
        self.all += 1;
        self.right += u32::from(right);
    }
}

/// What came of one job: means over its people.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// Facts known beyond those known without anything, on days 30, 60 and so on to 270.
    pub gained: [f64; CHECKPOINTS.len()],
    /// The same by quarter of true skill, the least skilled first.
    pub gained_by_quarter: [[f64; CHECKPOINTS.len()]; QUARTERS],
    /// Minutes that a person spent.
    pub minutes: f64,
    /// Nudges that a person got.
    pub nudges: f64,
    /// How many of those were answered.
    pub answered: f64,
    /// Items that were read or answered.
    pub items: f64,
    /// Of the items, the share that the person knew.
    pub known: f64,
    /// The share of questions that were answered right.
    pub right: f64,
    /// The same of first questions: those that came before their tip.
    pub right_first: f64,
    /// The same of reviews.
    pub right_reviews: f64,
    /// Of first questions and of reviews by quarter of true skill, the least skilled first.
    pub right_by_quarter: [[f64; 2]; QUARTERS],
    /// The share of people who stopped for good within the half year.
    pub stopped: f64,
    /// How well predicted recall fits.
    pub calibration: Calibration,
    /// How well skill is known, after 1, 5, 10, 15, 20 and 30 answers.
    pub skill: Vec<SkillFit>,
}

/// How well predicted recall fits, judged on the second half of the answers. The two numbers are those
/// that the organisation had on the day of each answer, fitted on all answers before it.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Calibration {
    /// Answers that were judged.
    pub answers: u32,
    /// Log loss of the share of right answers in the first half, for everything.
    pub constant_loss: f64,
    /// Log loss of memory as it is.
    pub raw_loss: f64,
    /// Memory as it is, by the chance that it predicted.
    pub raw: Bins,
    /// Log loss after recalibration.
    pub fitted_loss: f64,
    /// Recalibrated memory, by the chance that it predicted.
    pub fitted: Bins,
    /// The two numbers in the end.
    pub shift: f64,
    /// The two numbers in the end.
    pub slope: f64,
}

/// Answers by the chance that was predicted: how many, the sum of the chances, how many were right.
/// Bins of several companies add up: of one company there are too few answers to tell an error from
/// chance.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Bins([(f64, f64, f64); ECE_BINS]);

/// A review that was answered.
struct Review {
    /// Recall as memory predicts it.
    predicted: f64,
    /// How it was read on that day.
    recall: Recall,
    right: bool,
}

/// How well skill in an area is known.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct SkillFit {
    /// After so many answers.
    pub answers: u32,
    /// People who gave so many.
    pub people: usize,
    /// Correlation of believed and true skill.
    pub correlation: f64,
    /// Root of the mean squared error, in logits.
    pub error: f64,
}

/// Mean and standard deviation over seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
}

impl Spread {
    /// Of these values.
    pub fn of(values: &[f64]) -> Spread {
        let n = number(values.len().max(1));
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let sd = if values.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 };
        Spread { mean, sd }
    }
}

/// What is noted on the way.
pub(super) struct Notes {
    quarter_of: Vec<usize>,
    /// Reviews, in order of time.
    reviews: Vec<Review>,
    skill: Vec<Vec<(f64, f64)>>,
    /// What is still to be added to what all have taught.
    pub(super) lessons: Vec<(String, Lesson)>,
}

impl Notes {
    pub(super) fn new(company: &Company) -> Notes {
        let mut order: Vec<usize> = (0..company.people.len()).collect();
        order.sort_by(|a, b| {
            company.people[*a].mean_skill().total_cmp(&company.people[*b].mean_skill())
        });
        let mut quarter_of = vec![0; order.len()];
        for (rank, person) in order.iter().enumerate() {
            quarter_of[*person] = rank * QUARTERS / order.len().max(1);
        }
        Notes {
            quarter_of,
            reviews: Vec::new(),
            skill: vec![Vec::new(); SKILL_AFTER.len()],
            lessons: Vec::new(),
        }
    }

    /// A review was answered.
    pub(super) fn review(&mut self, seen: &Encounter, recall: Recall, right: bool, now: Timestamp) {
        let predicted = seen.memory.retrievability(seen.days_since(now));
        self.reviews.push(Review { predicted, recall, right });
    }

    /// Somebody gave their n-th answer that says something of skill.
    pub(super) fn skill(&mut self, answers: u32, path: &Path, person: &Person) {
        if let Some(at) = SKILL_AFTER.iter().position(|after| *after == answers) {
            for area in Area::ALL {
                let believed = path.ability.in_area(area).0;
                self.skill[at].push((believed, person.skill[area.index()]));
            }
        }
    }

    pub(super) fn outcome(self, traces: &[Trace]) -> Outcome {
        let n = number(traces.len().max(1));
        let mean = |of: &dyn Fn(&Trace) -> f64| traces.iter().map(of).sum::<f64>() / n;
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let of_quarter = |quarter: usize| {
            let all = traces.iter().zip(&self.quarter_of).filter(move |(_, of)| **of == quarter);
            all.map(|(trace, _)| trace).collect::<Vec<_>>()
        };
        let everybody: Vec<&Trace> = traces.iter().collect();
        let mut by_quarter = [[0.0; CHECKPOINTS.len()]; QUARTERS];
        let mut sizes = [0.0; QUARTERS];
        for (trace, quarter) in traces.iter().zip(&self.quarter_of) {
            sizes[*quarter] += 1.0;
            for (sum, gained) in by_quarter[*quarter].iter_mut().zip(trace.gained) {
                *sum += gained;
            }
        }
        for (quarter, size) in by_quarter.iter_mut().zip(sizes) {
            for sum in quarter {
                *sum /= f64::max(size, 1.0);
            }
        }
        let stopped = |trace: &Trace| trace.stopped_on.is_some_and(|day| day < NUDGES_END);
        let items = mean(&|trace| f64::from(trace.items));
        Outcome {
            gained: std::array::from_fn(|at| mean(&|trace| trace.gained[at])),
            gained_by_quarter: by_quarter,
            minutes: mean(&|trace| trace.minutes),
            nudges: mean(&|trace| f64::from(trace.nudges)),
            answered: mean(&|trace| f64::from(trace.answered)),
            items,
            known: share(mean(&|trace| f64::from(trace.known)), items),
            right: right(&everybody, &|trace| vec![trace.first, trace.reviews]),
            right_first: right(&everybody, &|trace| vec![trace.first]),
            right_reviews: right(&everybody, &|trace| vec![trace.reviews]),
            right_by_quarter: std::array::from_fn(|quarter| {
                let people = of_quarter(quarter);
                let first = right(&people, &|trace| vec![trace.first]);
                [first, right(&people, &|trace| vec![trace.reviews])]
            }),
            stopped: mean(&|trace| if stopped(trace) { 1.0 } else { 0.0 }),
            calibration: Calibration::of(&self.reviews),
            skill: self
                .skill
                .iter()
                .zip(SKILL_AFTER)
                .map(|(all, n)| SkillFit::of(all, n))
                .collect(),
        }
    }
}

/// The share of right answers.
fn right(people: &[&Trace], of: &dyn Fn(&Trace) -> Vec<Answers>) -> f64 {
    let (mut all, mut right) = (0.0, 0.0);
    for answers in people.iter().flat_map(|trace| of(trace)) {
        all += f64::from(answers.all);
        right += f64::from(answers.right);
    }
    right / f64::max(all, 1.0)
}

impl Calibration {
    fn of(reviews: &[Review]) -> Calibration {
        let (first, second) = reviews.split_at(reviews.len() / 2);
        if second.len() < 50 {
            return Calibration::default();
        }
        let right = number(first.iter().filter(|review| review.right).count());
        let constant = right / number(first.len());
        let raw = |review: &Review| Recall::default().answers_right(review.predicted);
        let fitted = |review: &Review| review.recall.answers_right(review.predicted);
        let last = second.last().map(|review| review.recall).unwrap_or_default();
        Calibration {
            answers: u32::try_from(second.len()).unwrap_or(u32::MAX),
            constant_loss: loss(second, &|_| constant),
            raw_loss: loss(second, &raw),
            raw: Bins::of(second, &raw),
            fitted_loss: loss(second, &fitted),
            fitted: Bins::of(second, &fitted),
            shift: last.shift,
            slope: last.slope,
        }
    }
}

fn loss(reviews: &[Review], chance: &dyn Fn(&Review) -> f64) -> f64 {
    let one = |review: &Review| {
        let chance = chance(review).clamp(1e-6, 1.0 - 1e-6);
        -(if review.right { chance } else { 1.0 - chance }).ln()
    };
    reviews.iter().map(one).sum::<f64>() / number(reviews.len())
}

impl Bins {
    fn of(reviews: &[Review], chance: &dyn Fn(&Review) -> f64) -> Bins {
        let mut bins = Bins::default();
        for review in reviews {
            let chance = chance(review);
            let at = (0..ECE_BINS - 1).find(|at| chance < number(at + 1) / number(ECE_BINS));
            let bin = &mut bins.0[at.unwrap_or(ECE_BINS - 1)];
            bin.0 += 1.0;
            bin.1 += chance;
            bin.2 += if review.right { 1.0 } else { 0.0 };
        }
        bins
    }

    /// Expected calibration error over all of these together: how far the share of right answers is
    /// from the mean prediction, over the bins.
    pub fn error<'a>(all: impl Iterator<Item = &'a Bins>) -> f64 {
        let mut sum = Bins::default();
        for bins in all {
            for (to, from) in sum.0.iter_mut().zip(bins.0) {
                *to = (to.0 + from.0, to.1 + from.1, to.2 + from.2);
            }
        }
        let answers: f64 = sum.0.iter().map(|bin| bin.0).sum();
        sum.0.iter().map(|bin| (bin.1 - bin.2).abs()).sum::<f64>() / answers.max(1.0)
    }
}

impl SkillFit {
    fn of(pairs: &[(f64, f64)], answers: u32) -> SkillFit {
        let n = number(pairs.len().max(1));
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
        let (believed, truth) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
        let covariance = mean(&|pair| (pair.0 - believed) * (pair.1 - truth));
        let spread = |of: f64| of.max(1e-12).sqrt();
        let sds = spread(mean(&|pair| (pair.0 - believed).powi(2)))
            * spread(mean(&|pair| (pair.1 - truth).powi(2)));
        SkillFit {
            answers,
            people: pairs.len() / 5,
            correlation: covariance / sds,
            error: mean(&|pair| (pair.0 - pair.1).powi(2)).sqrt(),
        }
    }
}
