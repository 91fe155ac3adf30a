//! What an organisation can do: the arms of the comparison.

use crate::learning::{GoOn, Policy, Rule, Spacing, Tuning};

/// What is done with a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    /// One hour of training on the first day.
    Hour,
    /// The hour, and a refresher hour on day 90.
    HourTwice,
    /// The hour on day 90 only.
    HourLate,
    /// A tip by e-mail every week, in fixed order.
    Weekly,
    /// Tips at random, as often as nudges may come.
    Random,
    /// Tips in fixed order, as often as nudges may come.
    Drip,
    /// The same, with a question 7 and 28 days after each tip.
    DripReviews,
    /// Stapje with its simple rule.
    Simple,
    /// Stapje.
    Stapje,
    /// The hour on the first day, then Stapje.
    HourThenStapje,
    /// Sees the truth, and takes what adds most to day 180; one item a message.
    OracleGreedy,
    /// Stapje's rule with the truth instead of what it believes.
    OracleRule,
    /// Stapje without one of its parts.
    Without(Ablation),
}

/// A part of Stapje that is left out, or done another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Ablation {
    /// No reviews.
    Reviews,
    /// Reviews after 7, 21 and 60 days instead of by memory.
    Memory,
    /// One item a message.
    GoingOn,
    /// The message goes on after known items only, not after right reviews.
    GoingOnAfterReviews,
    /// Nobody presses "nog eentje?".
    OneMore,
    /// The tip always before its question.
    AskingFirst,
    /// A question first already at a chance of 0.2 that it is known.
    Restraint,
    /// Questions first for strangers too, and for beginners as for others.
    Respect,
    /// No question about doing.
    Doing,
    /// No caution with people we know little of.
    Caution,
    /// Worth that forgets that the message goes on.
    OnwardWorth,
    /// No easier items for whoever gets most wrong.
    Guard,
    /// No care for variety.
    Variety,
    /// New items in an order that means nothing.
    Order,
    /// No longer gaps after ignored nudges.
    BackOff,
    /// No level check.
    LevelCheck,
    /// Nothing learned from all people together.
    Learned,
}

impl Ablation {
    /// All of them.
    pub fn all() -> &'static [Ablation] {
        use clap::ValueEnum;
        Ablation::value_variants()
    }

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Ablation::Reviews => "no reviews",
            Ablation::Memory => "7/21/60 days instead of memory",
            Ablation::GoingOn => "one item a message",
            Ablation::GoingOnAfterReviews => "goes on after known items only",
            Ablation::OneMore => "nobody presses \"nog eentje?\"",
            Ablation::AskingFirst => "tip always first",
            Ablation::Restraint => "question first from p = 0.2 on",
            Ablation::Respect => "questions first for strangers and beginners too",
            Ablation::Doing => "no doing questions",
            Ablation::Caution => "no caution",
            Ablation::OnwardWorth => "worth without going on",
            Ablation::Guard => "no guard",
            Ablation::Variety => "no variety",
            Ablation::Order => "new items in random order",
            Ablation::BackOff => "no back-off",
            Ablation::LevelCheck => "no level check",
            Ablation::Learned => "nothing learned from all together",
        }
    }

    fn tuning(self, tuning: &mut Tuning) {
        match self {
            Ablation::Reviews => tuning.spacing = Spacing::Never,
            Ablation::Memory => tuning.spacing = Spacing::Fixed,
            Ablation::GoingOn => tuning.go_on = GoOn::Never,
            Ablation::GoingOnAfterReviews => tuning.go_on = GoOn::Known,
            Ablation::AskingFirst => tuning.ask_first = 2.0,
            Ablation::Restraint => tuning.ask_first = 0.2,
            Ablation::Respect => tuning.ask_strangers = true,
            Ablation::Doing => tuning.ask_doing = false,
            Ablation::Caution => tuning.caution = 0.0,
            Ablation::OnwardWorth => tuning.onward_worth = 0.0,
            Ablation::Guard => tuning.guard = false,
            Ablation::Variety => tuning.same_topic = 1.0,
            Ablation::Order => tuning.shuffle = true,
            Ablation::OneMore | Ablation::BackOff | Ablation::LevelCheck | Ablation::Learned => {}
        }
    }
}

impl Arm {
    /// The arms of the comparison.
    pub const COMPARED: [Arm; 12] = [
        Arm::Hour,
        Arm::HourTwice,
        Arm::HourLate,
        Arm::Weekly,
        Arm::Random,
        Arm::Drip,
        Arm::DripReviews,
        Arm::Simple,
        Arm::Stapje,
        Arm::HourThenStapje,
        Arm::OracleGreedy,
        Arm::OracleRule,
    ];

    /// Its name in tables.
    pub fn name(self) -> String {
        match self {
            Arm::Hour => "one hour, day 0",
            Arm::HourTwice => "an hour on day 0 and day 90",
            Arm::HourLate => "one hour, day 90",
            Arm::Weekly => "weekly e-mail, fixed order",
            Arm::Random => "random tips",
            Arm::Drip => "fixed drip",
            Arm::DripReviews => "fixed drip, reviews after 7 and 28 days",
            Arm::Simple => "Stapje, simple rule",
            Arm::Stapje => "Stapje",
            Arm::HourThenStapje => "one hour, then Stapje",
            Arm::OracleGreedy => "oracle, greedy",
            Arm::OracleRule => "oracle, Stapje's rule",
            Arm::Without(part) => part.name(),
        }
        .to_owned()
    }

    /// Days on which there is an hour of training.
    pub(super) fn hours(self) -> &'static [usize] {
        match self {
            Arm::Hour | Arm::HourThenStapje => &[0],
            Arm::HourTwice => &[0, 90],
            Arm::HourLate => &[90],
            _ => &[],
        }
    }

    /// Do nudges come at all?
    pub(super) fn nudges(self) -> bool {
        !matches!(self, Arm::Hour | Arm::HourTwice | Arm::HourLate)
    }

    /// Is it Stapje, with its rhythm and its buttons?
    pub(super) fn is_stapje(self) -> bool {
        matches!(
            self,
            Arm::Simple | Arm::Stapje | Arm::HourThenStapje | Arm::OracleRule | Arm::Without(_)
        )
    }

    /// Is this part left out?
    pub(super) fn is_without(self, part: Ablation) -> bool {
        self == Arm::Without(part)
    }

    pub(super) fn policy(self) -> Policy<'static> {
        let mut policy = Policy::default();
        match self {
            Arm::Simple => policy.rule = Rule::Simple,
            Arm::Without(part) => part.tuning(&mut policy.tuning),
            _ => {}
        }
        policy
    }
}
