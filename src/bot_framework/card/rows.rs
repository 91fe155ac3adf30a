//! Buttons in rows that fit a phone.
//!
//! Teams draws the actions at the foot of a card in one row and cuts off the words that do not
//! fit. On 320 pixels three short buttons fit; what is more goes to rows of its own.

use super::{Action, Card, Element};

/// The most buttons in a row.
const MOST: usize = 3;
/// The most characters in a row, when every button is as long as the longest: they are drawn
/// equally wide.
const MOST_CHARACTERS: usize = 36;

impl Card {
    /// The card as it is drawn: with its buttons in rows when they do not fit in one.
    pub(super) fn in_rows(&self) -> Card {
        let mut card = self.clone();
        if fits(&self.actions) {
            return card;
        }
        let actions = std::mem::take(&mut card.actions);
        card.body.extend(rows(&actions).into_iter().map(|actions| Element::ActionSet { actions }));
        card
    }
}

fn fits(row: &[Action]) -> bool {
    let longest = row.iter().map(|action| action.title().chars().count()).max().unwrap_or(0);
    row.len() <= 1 || (row.len() <= MOST && longest * row.len() <= MOST_CHARACTERS)
}

/// As few rows as fit, as even as can be, the longest first.
fn rows(actions: &[Action]) -> Vec<Vec<Action>> {
    let total = actions.len();
    let split = |count: usize| -> Vec<Vec<Action>> {
        let at = |row: usize| (row * total).div_ceil(count);
        (0..count).map(|row| actions[at(row)..at(row + 1)].to_vec()).collect()
    };
    let even = (1..total).map(split).find(|rows| rows.iter().all(|row| fits(row)));
    even.unwrap_or_else(|| actions.iter().map(|action| vec![action.clone()]).collect())
}
