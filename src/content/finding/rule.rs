//! The rules by name, and why each is there.

/// A rule that content keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// `after-question`
    AfterQuestion,
    /// `alt-text`
    AltText,
    /// `audience`
    Audience,
    /// `button`
    Button,
    /// `campaign`
    Campaign,
    /// `card-size`
    CardSize,
    /// `cron`
    Cron,
    /// `cycle`
    Cycle,
    /// `days`
    Days,
    /// `dead-link`
    DeadLink,
    /// `difficult-word`
    DifficultWord,
    /// `duplicate`
    Duplicate,
    /// `duplicate-id`
    DuplicateId,
    /// `feedback`
    Feedback,
    /// `few-options`
    FewOptions,
    /// `given-away`
    GivenAway,
    /// `heading`
    Heading,
    /// `heads-differ`
    HeadsDiffer,
    /// `helper-verb`
    HelperVerb,
    /// `html`
    Html,
    /// `imperative`
    Imperative,
    /// `languages`
    Languages,
    /// `level-missing`
    LevelMissing,
    /// `level-unreachable`
    LevelUnreachable,
    /// `link`
    Link,
    /// `link-host`
    LinkHost,
    /// `long-word`
    LongWord,
    /// `measure`
    Measure,
    /// `missing-file`
    MissingFile,
    /// `missing-language`
    MissingLanguage,
    /// `missing-part`
    MissingPart,
    /// `missing-text`
    MissingText,
    /// `moved-link`
    MovedLink,
    /// `no-front-matter`
    NoFrontMatter,
    /// `not-on-a-card`
    NotOnACard,
    /// `not-utf-8`
    NotUtf8,
    /// `options`
    Options,
    /// `options-differ`
    OptionsDiffer,
    /// `passive`
    Passive,
    /// `picture`
    Picture,
    /// `post`
    Post,
    /// `reading-ease`
    ReadingEase,
    /// `review-date`
    ReviewDate,
    /// `rhythm`
    Rhythm,
    /// `right-option`
    RightOption,
    /// `second-list`
    SecondList,
    /// `second-person`
    SecondPerson,
    /// `sentence-length`
    SentenceLength,
    /// `silent-link`
    SilentLink,
    /// `source`
    Source,
    /// `time-zone`
    TimeZone,
    /// `tone`
    Tone,
    /// `too-long`
    TooLong,
    /// `too-many-links`
    TooManyLinks,
    /// `twice`
    Twice,
    /// `unknown-id`
    UnknownId,
    /// `unreachable`
    Unreachable,
    /// `unreadable`
    Unreadable,
    /// `unused-text`
    UnusedText,
    /// `window`
    Window,
    /// `wrong-topic`
    WrongTopic,
}

impl Rule {
    /// All rules, by name.
    pub const ALL: &[Rule] = &[
        Rule::AfterQuestion,
        Rule::AltText,
        Rule::Audience,
        Rule::Button,
        Rule::Campaign,
        Rule::CardSize,
        Rule::Cron,
        Rule::Cycle,
        Rule::Days,
        Rule::DeadLink,
        Rule::DifficultWord,
        Rule::Duplicate,
        Rule::DuplicateId,
        Rule::Feedback,
        Rule::FewOptions,
        Rule::GivenAway,
        Rule::Heading,
        Rule::HeadsDiffer,
        Rule::HelperVerb,
        Rule::Html,
        Rule::Imperative,
        Rule::Languages,
        Rule::LevelMissing,
        Rule::LevelUnreachable,
        Rule::Link,
        Rule::LinkHost,
        Rule::LongWord,
        Rule::Measure,
        Rule::MissingFile,
        Rule::MissingLanguage,
        Rule::MissingPart,
        Rule::MissingText,
        Rule::MovedLink,
        Rule::NoFrontMatter,
        Rule::NotOnACard,
        Rule::NotUtf8,
        Rule::Options,
        Rule::OptionsDiffer,
        Rule::Passive,
        Rule::Picture,
        Rule::Post,
        Rule::ReadingEase,
        Rule::ReviewDate,
        Rule::Rhythm,
        Rule::RightOption,
        Rule::SecondList,
        Rule::SecondPerson,
        Rule::SentenceLength,
        Rule::SilentLink,
        Rule::Source,
        Rule::TimeZone,
        Rule::Tone,
        Rule::TooLong,
        Rule::TooManyLinks,
        Rule::Twice,
        Rule::UnknownId,
        Rule::Unreachable,
        Rule::Unreadable,
        Rule::UnusedText,
        Rule::Window,
        Rule::WrongTopic,
    ];

    /// The name, as findings show it.
    pub fn name(self) -> &'static str {
        self.told().0
    }

    /// Why it matters, in one sentence.
    pub fn why(self) -> &'static str {
        self.told().1
    }

    #[expect(clippy::too_many_lines, reason = "a table, one line a rule")]
    fn told(self) -> (&'static str, &'static str) {
        match self {
            Rule::AfterQuestion => (
                "after-question",
                "A card shows the question and its options; text in between has no place on it.",
            ),
            Rule::AltText => ("alt-text", "Who cannot see the picture hears its description."),
            Rule::Audience => (
                "audience",
                "A campaign reaches nobody, or everybody by accident, when its audience is unclear.",
            ),
            Rule::Button => ("button", "A long text on a button is cut off on a phone."),
            Rule::Campaign => (
                "campaign",
                "A campaign that is about nothing, or never, changes nothing for anybody.",
            ),
            Rule::CardSize => {
                ("card-size", "Teams refuses a message that is too large, and nobody gets it.")
            }
            Rule::Cron => ("cron", "A time that cannot be read never comes."),
            Rule::Cycle => ("cycle", "Tips that wait for each other are never shown."),
            Rule::Days => ("days", "A day that cannot be read is a day without nudges."),
            Rule::DeadLink => {
                ("dead-link", "Whoever presses it gets an error instead of what they came for.")
            }
            Rule::DifficultWord => (
                "difficult-word",
                "A word that a reader has to look up, or skips, costs the whole sentence.",
            ),
            Rule::Duplicate => (
                "duplicate",
                "Two tips that say the same look like a mistake, and one of them teaches nothing.",
            ),
            Rule::DuplicateId => (
                "duplicate-id",
                "Progress is kept by the name of a tip; two with one name cannot be told apart.",
            ),
            Rule::Feedback => (
                "feedback",
                "Somebody who chose wrong learns from one kind line what happens then.",
            ),
            Rule::FewOptions => (
                "few-options",
                "With two options half of all guesses are right, and little is learned from an answer.",
            ),
            Rule::GivenAway => (
                "given-away",
                "Who spots the longest option without reading the question has learned nothing.",
            ),
            Rule::Heading => {
                ("heading", "A card has one title and one question; more headings make it a page.")
            }
            Rule::HeadsDiffer => {
                ("heads-differ", "A tip is one thing in every language; only its words differ.")
            }
            Rule::HelperVerb => (
                "helper-verb",
                "Zullen, worden and kunnen make a sentence longer and weaker; a plain verb says it.",
            ),
            Rule::Html => (
                "html",
                "HTML is shown as it stands, or dropped; on no card does it do what it says.",
            ),
            Rule::Imperative => (
                "imperative",
                "A tip is something to do; a first sentence that says what to do gets it done.",
            ),
            Rule::Languages => ("languages", "Without a language nobody can be spoken to."),
            Rule::LevelMissing => {
                ("level-missing", "Somebody at that level gets nothing for this behaviour.")
            }
            Rule::LevelUnreachable => (
                "level-unreachable",
                "Somebody at that level would first have to do something harder.",
            ),
            Rule::Link => {
                ("link", "Only a secure address opens without a warning, in Teams and on a phone.")
            }
            Rule::LinkHost => (
                "link-host",
                "People press what Stapje sends them; it should only lead to places that the organisation knows.",
            ),
            Rule::LongWord => ("long-word", "Long words slow every reader down, and stop some."),
            Rule::Measure => ("measure", "A goal that cannot be counted cannot be reached."),
            Rule::MissingFile => ("missing-file", "Without this file nothing can be shown."),
            Rule::MissingLanguage => (
                "missing-language",
                "Somebody who reads that language would get this tip in another one.",
            ),
            Rule::MissingPart => ("missing-part", "A card needs a title, a text and a question."),
            Rule::MissingText => {
                ("missing-text", "Without words there is nothing to show in that language.")
            }
            Rule::MovedLink => (
                "moved-link",
                "A page that moved often says something else now, and then the tip is wrong.",
            ),
            Rule::NoFrontMatter => {
                ("no-front-matter", "The head says where a tip belongs; without it nobody gets it.")
            }
            Rule::NotOnACard => (
                "not-on-a-card",
                "Teams shows paragraphs, lists and links on a card, and not more than that.",
            ),
            Rule::NotUtf8 => ("not-utf-8", "Letters with accents would turn into other signs."),
            Rule::Options => (
                "options",
                "People choose well between three or four options; with fewer they guess, with more they skip.",
            ),
            Rule::OptionsDiffer => (
                "options-differ",
                "Answers are counted by position; it must mean the same in every language.",
            ),
            Rule::Passive => {
                ("passive", "A passive sentence hides who does something, and is harder to read.")
            }
            Rule::Picture => ("picture", "Teams shows no other pictures; people would see a gap."),
            Rule::Post => ("post", "A post that goes nowhere is read by nobody."),
            Rule::ReadingEase => (
                "reading-ease",
                "A rough measure of how easy a text reads. On a short text it is very rough: a hint, no more.",
            ),
            Rule::ReviewDate => (
                "review-date",
                "Microsoft 365 changes every month; a tip that nobody looks at becomes wrong unnoticed.",
            ),
            Rule::Rhythm => ("rhythm", "More than three nudges a week makes people stop."),
            Rule::RightOption => {
                ("right-option", "Exactly one option can be right, or the feedback makes no sense.")
            }
            Rule::SecondList => (
                "second-list",
                "A question has one list of options; a second one cannot be chosen from.",
            ),
            Rule::SecondPerson => (
                "second-person",
                "Colleagues speak to each other with “je”; “u” and “men” keep people at a distance.",
            ),
            Rule::SentenceLength => (
                "sentence-length",
                "After twelve words or so a reader has to hold too much in mind at once.",
            ),
            Rule::SilentLink => (
                "silent-link",
                "A link that nobody could test may be dead; only a look in a browser tells.",
            ),
            Rule::Source => {
                ("source", "Whoever reviews the tip must be able to see where its facts come from.")
            }
            Rule::TimeZone => ("time-zone", "Nudges would come at the wrong hour."),
            Rule::Tone => ("tone", "Who feels blamed or rushed stops reading."),
            Rule::TooLong => (
                "too-long",
                "A tip takes less than a minute, and fits on a phone without scrolling.",
            ),
            Rule::TooManyLinks => {
                ("too-many-links", "One thing to try; with more, people try none.")
            }
            Rule::Twice => ("twice", "Only one of the two would count, and nobody knows which."),
            Rule::UnknownId => {
                ("unknown-id", "What it points at is not there, so this is never used.")
            }
            Rule::Unreachable => (
                "unreachable",
                "A tip that waits for something impossible is never shown to anybody.",
            ),
            Rule::Unreadable => ("unreadable", "What cannot be read cannot be used."),
            Rule::UnusedText => {
                ("unused-text", "Words that nothing uses are often an id with a slip in it.")
            }
            Rule::Window => ("window", "A window that cannot be read is a window without nudges."),
            Rule::WrongTopic => (
                "wrong-topic",
                "A tip would count for another topic than the one that it is about.",
            ),
        }
    }
}
