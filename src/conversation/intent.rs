//! What somebody means by what they type, in either language, misspellings included.

use jiff::civil::Date;
use strsim::osa_distance;

use super::dates;

/// What somebody means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// "Hoi".
    Hello,
    /// "Help".
    Help,
    /// "Tip".
    Tip,
    /// "Vraag".
    Question,
    /// "Voortgang".
    Progress,
    /// "Instellingen".
    Settings,
    /// "Pauze", perhaps with a day.
    Pause(Until),
    /// "Verder".
    Resume,
    /// "Stop".
    Stop,
    /// "Taal".
    Language,
    /// "Waarom".
    Why,
    /// "Wie ben je".
    WhoAreYou,
    /// "Bedankt".
    Thanks,
    /// "Check": the opening questions again.
    LevelCheck,
    /// Anything else: words to look for.
    Search(String),
}

/// Until when somebody wants a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// They did not say.
    Unsaid,
    /// Until this day.
    Day(Date),
}

/// A command without what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Hello,
    Help,
    Tip,
    Question,
    Progress,
    Settings,
    Pause,
    Resume,
    Stop,
    Language,
    Why,
    WhoAreYou,
    Thanks,
    LevelCheck,
}

/// Whole phrases. They are looked for before single words.
const PHRASES: &[(&str, Command)] = &[
    ("wie ben je", Command::WhoAreYou),
    ("wie ben jij", Command::WhoAreYou),
    ("wat ben je", Command::WhoAreYou),
    ("wat ben jij", Command::WhoAreYou),
    ("who are you", Command::WhoAreYou),
    ("what are you", Command::WhoAreYou),
    ("wat kun je", Command::Help),
    ("wat kan je", Command::Help),
    ("what can you do", Command::Help),
    ("dank je", Command::Thanks),
    ("dank u", Command::Thanks),
    ("thank you", Command::Thanks),
    ("goede morgen", Command::Hello),
    ("goede middag", Command::Hello),
    ("good morning", Command::Hello),
    ("good afternoon", Command::Hello),
    ("nog eentje", Command::Tip),
    ("nog een", Command::Tip),
    ("one more", Command::Tip),
    ("ga door", Command::Resume),
    ("go on", Command::Resume),
    ("hou op", Command::Stop),
    ("houd op", Command::Stop),
    ("laat me met rust", Command::Stop),
    ("leave me alone", Command::Stop),
    ("geen tips", Command::Stop),
    ("geen berichten", Command::Stop),
    ("no more tips", Command::Stop),
    ("no more messages", Command::Stop),
];

/// Single words.
const WORDS: &[(&str, Command)] = &[
    ("hoi", Command::Hello),
    ("hallo", Command::Hello),
    ("hey", Command::Hello),
    ("hé", Command::Hello),
    ("hi", Command::Hello),
    ("hello", Command::Hello),
    ("dag", Command::Hello),
    ("goedemorgen", Command::Hello),
    ("goedemiddag", Command::Hello),
    ("help", Command::Help),
    ("hulp", Command::Help),
    ("commands", Command::Help),
    ("menu", Command::Help),
    ("tip", Command::Tip),
    ("tips", Command::Tip),
    ("volgende", Command::Tip),
    ("next", Command::Tip),
    ("vraag", Command::Question),
    ("vragen", Command::Question),
    ("question", Command::Question),
    ("quiz", Command::Question),
    ("voortgang", Command::Progress),
    ("progress", Command::Progress),
    ("overzicht", Command::Progress),
    ("instellingen", Command::Settings),
    ("instelling", Command::Settings),
    ("settings", Command::Settings),
    ("pauze", Command::Pause),
    ("pauzeer", Command::Pause),
    ("pauzeren", Command::Pause),
    ("pause", Command::Pause),
    ("vakantie", Command::Pause),
    ("holiday", Command::Pause),
    ("verder", Command::Resume),
    ("doorgaan", Command::Resume),
    ("hervat", Command::Resume),
    ("resume", Command::Resume),
    ("continue", Command::Resume),
    ("start", Command::Resume),
    ("stop", Command::Stop),
    ("stoppen", Command::Stop),
    ("afmelden", Command::Stop),
    ("unsubscribe", Command::Stop),
    ("taal", Command::Language),
    ("language", Command::Language),
    ("english", Command::Language),
    ("engels", Command::Language),
    ("nederlands", Command::Language),
    ("dutch", Command::Language),
    ("waarom", Command::Why),
    ("why", Command::Why),
    ("bedankt", Command::Thanks),
    ("dankjewel", Command::Thanks),
    ("dank", Command::Thanks),
    ("thanks", Command::Thanks),
    ("check", Command::LevelCheck),
    ("startvragen", Command::LevelCheck),
    ("nulmeting", Command::LevelCheck),
];

/// Ordinary words that look like a misspelt command and are not.
const NOT_MISSPELT: &[&str] = &[
    "stap",
    "stapje",
    "stappen",
    "step",
    "shop",
    "top",
    "tik",
    "taak",
    "taken",
    "task",
    "start",
    "vragenlijst",
    "tijd",
    "trip",
    "type",
    "hulplijn",
    "wie",
    "hier",
    "haal",
    "tekst",
    "chat",
];

/// Small words round a command that say nothing of their own.
const FILLERS: &[&str] = &[
    "ik",
    "wil",
    "graag",
    "een",
    "de",
    "het",
    "mij",
    "me",
    "mijn",
    "je",
    "jij",
    "aub",
    "alsjeblieft",
    "even",
    "nu",
    "maar",
    "met",
    "deze",
    "geef",
    "toon",
    "laat",
    "zien",
    "nog",
    "mee",
    "ermee",
    "over",
    "voor",
    "i",
    "want",
    "to",
    "a",
    "an",
    "the",
    "my",
    "please",
    "give",
    "show",
    "now",
    "about",
    "this",
    "for",
    "tot",
    "until",
    "of",
    "van",
    "kun",
    "kan",
    "can",
    "you",
    "stapje",
    "hoe",
    "how",
];

/// What somebody may want us to stop with. "Stop de opname" is about something else.
const OURS: &[&str] = &[
    "tip",
    "tips",
    "bericht",
    "berichten",
    "kaart",
    "kaarten",
    "kaartje",
    "kaartjes",
    "sturen",
    "hiermee",
    "dit",
    "meer",
    "message",
    "messages",
    "card",
    "cards",
    "sending",
    "us",
];

/// Reads what somebody typed. `today` is the day on their own calendar.
pub fn read(text: &str, today: Date) -> Intent {
    let words = normalise(text);
    if words.is_empty() {
        return Intent::Help;
    }
    let joined = words.join(" ");
    // Beside the phrase itself only small words may stand; more than that is a question.
    let phrase = PHRASES.iter().find(|(phrase, _)| {
        words_contain(&joined, phrase) && words.len() <= phrase.split(' ').count() + 2
    });
    if let Some((_, command)) = phrase {
        return with_rest(*command, &[], &joined, today);
    }
    let found =
        words.iter().enumerate().find_map(|(at, word)| command(word).map(|command| (at, command)));
    let Some((at, command)) = found else { return Intent::Search(joined) };
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(other, word)| *other != at && !FILLERS.contains(&word.as_str()))
        .map(|(_, word)| word.as_str())
        .collect();
    with_rest(command, &rest, &joined, today)
}

fn with_rest(command: Command, rest: &[&str], joined: &str, today: Date) -> Intent {
    match command {
        Command::Pause => {
            Intent::Pause(dates::read(joined, today).map_or(Until::Unsaid, Until::Day))
        }
        // "Tip over agenda" looks for a tip about the calendar.
        Command::Tip | Command::Question | Command::Help | Command::Why if !rest.is_empty() => {
            Intent::Search(rest.join(" "))
        }
        // A command word in a longer sentence is not a command.
        _ if rest.len() > 2 => Intent::Search(joined.to_owned()),
        Command::Stop if !rest.iter().all(|word| OURS.contains(word)) => {
            Intent::Search(joined.to_owned())
        }
        Command::Hello => Intent::Hello,
        Command::Help => Intent::Help,
        Command::Tip => Intent::Tip,
        Command::Question => Intent::Question,
        Command::Progress => Intent::Progress,
        Command::Settings => Intent::Settings,
        Command::Resume => Intent::Resume,
        Command::Stop => Intent::Stop,
        Command::Language => Intent::Language,
        Command::Why => Intent::Why,
        Command::WhoAreYou => Intent::WhoAreYou,
        Command::Thanks => Intent::Thanks,
        Command::LevelCheck => Intent::LevelCheck,
    }
}

/// The command that a word stands for: exactly, else as an ordinary slip of the keyboard.
fn command(word: &str) -> Option<Command> {
    let exact = WORDS.iter().find(|(known, _)| *known == word);
    if let Some((_, command)) = exact {
        return Some(*command);
    }
    if NOT_MISSPELT.contains(&word) {
        return None;
    }
    WORDS.iter().find(|(known, _)| is_slip(word, known)).map(|(_, command)| *command)
}

/// Is `word` a slip of `known`? In short words only a swapped or doubled letter counts: a
/// replaced one makes another word ("stap", "stop").
fn is_slip(word: &str, known: &str) -> bool {
    let (typed, meant) = (word.chars().count(), known.chars().count());
    let distance = osa_distance(word, known);
    match meant {
        0..=2 => false,
        3..=4 => distance == 1 && typed >= meant && (typed > meant || is_swap(word, known)),
        5..=6 => distance == 1,
        _ => distance <= 2,
    }
}

/// The same letters in another order.
fn is_swap(word: &str, known: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(word) == sorted(known)
}

fn normalise(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '/')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn words_contain(text: &str, phrase: &str) -> bool {
    format!(" {text} ").contains(&format!(" {phrase} "))
}
