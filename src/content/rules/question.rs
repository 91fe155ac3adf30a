//! Rules for the check-in question.

use super::super::finding::{Finding, Place, Rule};
use super::super::read::TipFile;
use super::super::tip::Choice;

/// The right option gives itself away when it is so many times as long as each of the others…
const GIVEN_AWAY: f64 = 1.5;
/// …and longer by at least so many characters.
const GIVEN_AWAY_BY: usize = 20;

pub(super) fn check(tip: &TipFile, findings: &mut Vec<Finding>) {
    let Some(question) = &tip.body.question else { return };
    let place = Place::at(&tip.path, &tip.text, tip.body.question_at);
    let mut wrong = |rule, what: String, help: &str| {
        findings.push(Finding::error(place.clone(), rule, what, help));
    };
    let options = question.choices.len();
    if !(2..=4).contains(&options) {
        let what = format!("the question has {options} options");
        let help = "Give three or four: lines that start with `- [ ]`, and one with `- [x]`.";
        wrong(Rule::Options, what, help);
    }
    let right = question.choices.iter().filter(|choice| choice.right).count();
    if options > 0 && right != 1 {
        let what = format!("{right} options are ticked as right");
        wrong(Rule::RightOption, what, "Tick exactly one option: `- [x]`.");
    }
    for choice in question.choices.iter().filter(|choice| choice.feedback.is_empty()) {
        let what = format!("the option “{}” has no feedback", choice.text);
        let help = "Write it on the next line, with two spaces before it.";
        wrong(Rule::Feedback, what, help);
    }
    if options == 2 {
        findings.push(Finding::warning(
            place.clone(),
            Rule::FewOptions,
            "the question has only two options",
            "Add a third one: something that a sensible colleague might do.",
        ));
    }
    if let Some(choice) = given_away(&question.choices) {
        findings.push(Finding::warning(
            place,
            Rule::GivenAway,
            format!("the right option is by far the longest: “{}”", choice.text),
            "Make it shorter and move the reason to its feedback, or make the others as precise.",
        ));
    }
}

/// The right option, when its length gives it away.
fn given_away(choices: &[Choice]) -> Option<&Choice> {
    let length = |choice: &Choice| choice.text.chars().count();
    let right = choices.iter().find(|choice| choice.right)?;
    let longest = choices.iter().filter(|choice| !choice.right).map(length).max()?;
    #[expect(clippy::cast_precision_loss, reason = "lengths of a line")]
    let is_long = length(right) as f64 >= longest as f64 * GIVEN_AWAY;
    (is_long && length(right) >= longest + GIVEN_AWAY_BY).then_some(right)
}
