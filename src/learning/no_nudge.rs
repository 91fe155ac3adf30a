//! Why somebody gets no nudge on a day.

/// Why somebody gets no nudge on a day. The first group follows from the rhythm alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoNudge {
    /// They said "stop".
    Stopped,
    /// They chose no days.
    NoDays,
    /// They did not answer the question whether to go on.
    Silent,
    /// They have a pause.
    Paused,
    /// It is not one of their days.
    NotTheirDay,
    /// A holiday, or a day off.
    DayOff,
    /// The last nudge is too few days ago.
    TooSoon,
    /// They ignored some, so the days between two are more.
    BackedOff,
    /// The week has had its nudges.
    WeekIsFull,
    /// The window of this day is over, or the day has none.
    WindowOver,
    /// There was nothing that fitted them.
    NothingFits,
    /// One more would take longer than the minutes that were promised.
    EnoughMinutes,
    /// What is stored of them could not be read: our mistake.
    Failed,
}

impl NoNudge {
    /// All of them.
    pub const ALL: [NoNudge; 13] = [
        NoNudge::Stopped,
        NoNudge::NoDays,
        NoNudge::Silent,
        NoNudge::Paused,
        NoNudge::NotTheirDay,
        NoNudge::DayOff,
        NoNudge::TooSoon,
        NoNudge::BackedOff,
        NoNudge::WeekIsFull,
        NoNudge::WindowOver,
        NoNudge::NothingFits,
        NoNudge::EnoughMinutes,
        NoNudge::Failed,
    ];

    /// A stable code, as it is stored and counted.
    pub fn code(self) -> &'static str {
        match self {
            NoNudge::Stopped => "stopped",
            NoNudge::NoDays => "no_days",
            NoNudge::Silent => "silent",
            NoNudge::Paused => "paused",
            NoNudge::NotTheirDay => "not_their_day",
            NoNudge::DayOff => "day_off",
            NoNudge::TooSoon => "too_soon",
            NoNudge::BackedOff => "backed_off",
            NoNudge::WeekIsFull => "week_is_full",
            NoNudge::WindowOver => "window_over",
            NoNudge::NothingFits => "nothing_fits",
            NoNudge::EnoughMinutes => "enough_minutes",
            NoNudge::Failed => "failed",
        }
    }

    /// Reads a code.
    pub fn read(code: &str) -> Option<NoNudge> {
        NoNudge::ALL.into_iter().find(|reason| reason.code() == code)
    }
}
