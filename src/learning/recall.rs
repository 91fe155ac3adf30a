//! Two numbers that bring predicted recall in line with what people of one organisation recall.
//!
//! FSRS's default weights come from flashcards, which people choose and repeat every day. For a
//! tip that came by at work they promise too much. With `l` the logit of the predicted chance,
//! people recall with chance `logistic(shift + slope * l)`.

use super::quadrature::logistic;

/// How predicted recall is to be read. The default takes it as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recall {
    /// Added to the logit.
    pub shift: f64,
    /// What the logit is multiplied by.
    pub slope: f64,
}

impl Default for Recall {
    fn default() -> Self {
        Recall { shift: 0.0, slope: 1.0 }
    }
}

impl Recall {
    /// The chance of recall, given what memory predicts.
    pub fn of(self, predicted: f64) -> f64 {
        if self == Recall::default() {
            return predicted;
        }
        logistic(self.shift + self.slope * logit(predicted))
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
/// Steps in which the fit ends; it takes fewer than ten.
const STEPS: usize = 25;

/// How review questions were answered, as counts by predicted recall. Who answered is not in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recalls {
    answers: [u32; BINS],
    right: [u32; BINS],
}

impl Recalls {
    /// Adds an answer to a review whose recall was predicted so.
    pub fn add(&mut self, predicted: f64, right: bool) {
        self.add_to(bin(predicted), 1, u32::from(right));
    }

    /// Adds answers to a bin, by its number.
    pub fn add_to(&mut self, bin: usize, answers: u32, right: u32) {
        let bin = bin.min(BINS - 1);
        self.answers[bin] = self.answers[bin].saturating_add(answers);
        self.right[bin] = self.right[bin].saturating_add(right);
    }

    /// How many answers there are.
    pub fn count(&self) -> u32 {
        self.answers.iter().sum()
    }

    /// The bins with answers: number, answers, and how many of those were right.
    pub fn bins(&self) -> impl Iterator<Item = (usize, u32, u32)> {
        let bins = self.answers.iter().zip(&self.right).enumerate();
        bins.map(|(bin, (answers, right))| (bin, *answers, *right)).filter(|bin| bin.1 > 0)
    }

    /// The two numbers that fit best, held near "as it is" while there are few answers: the mode of
    /// the posterior, by Fisher scoring.
    pub fn fit(&self) -> Recall {
        let mut recall = Recall::default();
        for _ in 0..STEPS {
            let mut gradient = (-recall.shift / PRIOR.0, (1.0 - recall.slope) / PRIOR.1);
            let mut information = (1.0 / PRIOR.0, 0.0, 1.0 / PRIOR.1);
            for (bin, (answers, right)) in (0_u8..).zip(self.answers.iter().zip(self.right)) {
                let (answers, right) = (f64::from(*answers), f64::from(right));
                let l = FIRST + (f64::from(bin) + 0.5) / 3.0;
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
}

impl Recall {
    /// The chance that a review question is answered right, guesses included.
    pub fn answers_right(self, predicted: f64) -> f64 {
        GUESS + (1.0 - GUESS) * self.of(predicted)
    }
}

/// The bin of a predicted recall.
pub(super) fn bin(predicted: f64) -> usize {
    let at = ((logit(predicted) - FIRST) * 3.0).clamp(0.0, 17.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 17")]
    let bin = at as usize;
    bin
}
