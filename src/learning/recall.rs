//! Two numbers that bring predicted recall in line with what people of one organisation recall.
//!
//! FSRS's default weights come from flashcards, which people choose and repeat every day. For a
//! tip that came by at work they promise too much. With `l` the logit of the predicted chance,
//! people recall with chance `logistic(shift + slope * l)`.
//!
//! Two numbers cannot turn one forgetting curve into another: where many answers lie beside that line,
//! it is moved towards them, bin by bin. What is asked, and of whom, changes as well: answers count
//! less as they grow old.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::quadrature::logistic;

/// How predicted recall is to be read. The default takes it as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recall {
    /// Added to the logit.
    pub shift: f64,
    /// What the logit is multiplied by.
    pub slope: f64,
    /// Added to the logit in each bin: how far answers lie beside the line.
    beside: [f64; BINS],
}

impl Default for Recall {
    fn default() -> Self {
        Recall { shift: 0.0, slope: 1.0, beside: [0.0; BINS] }
    }
}

impl Recall {
    /// The chance of recall, given what memory predicts.
    pub fn of(self, predicted: f64) -> f64 {
        if self == Recall::default() {
            return predicted;
        }
        let l = logit(predicted);
        logistic(self.shift + self.slope * l + self.beside[place(l)])
    }

    /// The chance that a review question is answered right, guesses included.
    pub fn answers_right(self, predicted: f64) -> f64 {
        GUESS + (1.0 - GUESS) * self.of(predicted)
    }
}

/// The logit of a chance, away from the far ends.
fn logit(chance: f64) -> f64 {
    let chance = chance.clamp(1e-6, 1.0 - 1e-6);
    (chance / (1.0 - chance)).ln()
}

/// Bins of predicted recall, by its logit: from -2 to 4, three to a unit.
const BINS: usize = 18;
/// The logit at which the first bin begins.
const FIRST: f64 = -2.0;
/// "Weet ik niet" is always there, so few guess: the chance to be right without knowing.
const GUESS: f64 = 0.10;
/// Prior variance of the shift, and of the slope around one.
const PRIOR: (f64, f64) = (1.0, 0.25);
/// The line counts in each bin as so many answers.
const LINE_ANSWERS: f64 = 10.0;
/// Answers are counted by periods of four weeks, in seconds; each counts half as much as the next.
const PERIOD: i64 = 28 * 86_400;
/// Steps in which the fit ends; it takes fewer than ten.
const STEPS: usize = 25;

/// How review questions were answered, as counts by period and predicted recall, under one number:
/// see [`number_of`]. Who answered is not in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recalls(BTreeMap<usize, (u32, u32)>);

/// Answers and right ones by predicted recall, what is old weighing less.
type Weighed = [(f64, f64); BINS];

impl Recalls {
    /// Adds an answer to a review whose recall was predicted so.
    pub fn add(&mut self, predicted: f64, right: bool, now: Timestamp) {
        self.add_to(number_of(predicted, now), 1, u32::from(right));
    }

    /// Adds answers to a bin, by its number.
    pub fn add_to(&mut self, bin: usize, answers: u32, right: u32) {
        let sum = self.0.entry(bin).or_default();
        *sum = (sum.0.saturating_add(answers), sum.1.saturating_add(right));
    }

    /// How many answers there are.
    pub fn count(&self) -> u32 {
        self.0.values().fold(0, |count, (answers, _)| count.saturating_add(*answers))
    }

    /// The bins with answers: number, answers, and how many of those were right.
    pub fn bins(&self) -> impl Iterator<Item = (usize, u32, u32)> {
        self.0.iter().map(|(bin, (answers, right))| (*bin, *answers, *right))
    }

    /// The reading that fits best, held near "as it is" while there are few answers.
    pub fn fit(&self) -> Recall {
        let weighed = self.weighed();
        let mut recall = line(&weighed);
        for (bin, (answers, right)) in (0_u8..).zip(weighed) {
            let on_line = recall.shift + recall.slope * middle(bin);
            let expected = GUESS + (1.0 - GUESS) * logistic(on_line);
            let share = (right + LINE_ANSWERS * expected) / (answers + LINE_ANSWERS);
            let known = (share - GUESS) / (1.0 - GUESS);
            recall.beside[usize::from(bin)] = logit(known.clamp(0.01, 0.99)) - on_line;
        }
        recall
    }

    fn weighed(&self) -> Weighed {
        let newest = self.0.keys().next_back().map_or(0, |bin| bin / BINS);
        let mut weighed = Weighed::default();
        for (bin, (answers, right)) in &self.0 {
            let periods = i32::try_from(newest - bin / BINS).unwrap_or(i32::MAX);
            let weight = 0.5_f64.powi(periods);
            let sum = &mut weighed[bin % BINS];
            *sum = (sum.0 + weight * f64::from(*answers), sum.1 + weight * f64::from(*right));
        }
        weighed
    }
}

/// The two numbers that fit best: the mode of the posterior, by Fisher scoring.
fn line(weighed: &Weighed) -> Recall {
    let mut recall = Recall::default();
    for _ in 0..STEPS {
        let mut gradient = (-recall.shift / PRIOR.0, (1.0 - recall.slope) / PRIOR.1);
        let mut information = (1.0 / PRIOR.0, 0.0, 1.0 / PRIOR.1);
        for (bin, (answers, right)) in (0_u8..).zip(weighed) {
            let l = middle(bin);
            let known = logistic(recall.shift + recall.slope * l);
            let chance = GUESS + (1.0 - GUESS) * known;
            let slope = (1.0 - GUESS) * known * (1.0 - known);
            let per = slope / (chance * (1.0 - chance));
            let score = (right - answers * chance) * per;
            gradient = (gradient.0 + score, gradient.1 + score * l);
            let weight = answers * slope * per;
            information.0 += weight;
            information.1 += weight * l;
            information.2 += weight * l * l;
        }
        let (a, b, c) = information;
        let determinant = a * c - b * b;
        recall.shift += (c * gradient.0 - b * gradient.1) / determinant;
        recall.slope += (a * gradient.1 - b * gradient.0) / determinant;
        // Memory that is better when it is predicted worse would be nonsense.
        recall.slope = recall.slope.clamp(0.05, 3.0);
        recall.shift = recall.shift.clamp(-5.0, 5.0);
    }
    recall
}

/// The logit in the middle of a bin.
fn middle(bin: u8) -> f64 {
    FIRST + (f64::from(bin) + 0.5) / 3.0
}

/// The place of a logit among the bins.
fn place(l: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 17")]
    let place = ((l - FIRST) * 3.0).clamp(0.0, 17.0) as usize;
    place
}

/// The number under which an answer is counted: periods of four weeks since 1970, times the number of
/// bins, and the bin of the predicted recall.
pub(super) fn number_of(predicted: f64, now: Timestamp) -> usize {
    let period = usize::try_from(now.as_second() / PERIOD).unwrap_or(0);
    period * BINS + place(logit(predicted))
}
