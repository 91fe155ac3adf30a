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
