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
    /// "Vrij", with a day.
    DayOff(Date),
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
    /// "Mijn gegevens".
    MyData,
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
    DayOff,
    Resume,
    Stop,
    Language,
    Why,
    WhoAreYou,
    MyData,
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
    ("mijn gegevens", Command::MyData),
    ("wis mijn gegevens", Command::MyData),
    ("verwijder mijn gegevens", Command::MyData),
    ("wis alles", Command::MyData),
    ("wat weet je van mij", Command::MyData),
    ("wat weet je over mij", Command::MyData),
    ("wat bewaar je van mij", Command::MyData),
    ("wat bewaar je over mij", Command::MyData),
    ("my data", Command::MyData),
    ("erase my data", Command::MyData),
    ("delete my data", Command::MyData),
    ("delete everything", Command::MyData),
    ("what do you know about me", Command::MyData),
    ("what do you know of me", Command::MyData),
    ("what do you keep of me", Command::MyData),
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
    ("niets meer", Command::Stop),
    ("niet meer", Command::Stop),
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
    ("vrij", Command::DayOff),
    ("off", Command::DayOff),
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
    ("thx", Command::Thanks),
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
    "staat",
    "starts",
    "shoppen",
    "volgen",
    "volgorde",
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
    "geven",
    "hoef",
    "weer",
    "wat",
    "what",
    "is",
    "stel",
    "mag",
    "may",
    "another",
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
    "stuur",
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

/// What people say round "waarom" when they mean the card that they got.
const ROUND_WHY: &[&str] = &[
    "krijg", "kreeg", "gekregen", "heb", "dit", "tip", "tips", "kaart", "kaartje", "bericht",
    "geen", "niets", "niks", "niet", "vandaag", "deze", "week", "do", "did", "didn", "don", "t",
    "get", "got", "no", "not", "any", "nothing", "card", "message", "today", "doen", "we", "are",
    "doing",
];

/// What people say round "pauze" when they mean a pause of ours.
const ROUND_PAUSE: &[&str] = &[
    "ga", "op", "ben", "heb", "neem", "nemen", "take", "on", "am", "going", "have", "break", "m",
    "dag", "dagen", "day", "days", "week", "weken", "weeks", "maand", "maanden", "month", "months",
];

/// What people say round "instellingen" and "taal" when they mean ours.
const ROUND_SETTINGS: &[&str] = &[
    "wijzig",
    "wijzigen",
    "verander",
    "veranderen",
    "aanpassen",
    "kies",
    "kiezen",
    "open",
    "change",
    "choose",
    "switch",
    "zet",
    "naar",
    "in",
    "op",
    "engels",
    "english",
    "nederlands",
    "dutch",
    "taal",
    "language",
    "spreek",
    "praat",
    "speak",
];

/// Little words that may stand in the middle of a phrase: "hou nou op".
const INTERJECTIONS: &[&str] = &["nou", "eens", "toch", "maar", "even", "just"];

/// Reads what somebody typed. `today` is the day on their own calendar.
pub fn read(text: &str, today: Date) -> Intent {
    let words = normalise(text);
    if words.is_empty() {
        return Intent::Help;
    }
    let joined = words.join(" ");
    // Beside the phrase itself only small words may stand; more than that is a question.
    let calm: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !INTERJECTIONS.contains(word)).collect();
    let said = calm.join(" ");
    let phrase = PHRASES.iter().find(|(phrase, command)| is_phrase(&calm, &said, phrase, *command));
    if let Some((_, command)) = phrase {
        return with_rest(*command, &[], &joined, today);
    }
    let found = || {
        words.iter().enumerate().filter_map(|(at, word)| command(word).map(|command| (at, command)))
    };
    // "Hoi, geef me een tip" is about the tip.
    let first = found().find(|(_, command)| *command != Command::Hello).or_else(|| found().next());
    let Some((at, command)) = first else { return Intent::Search(joined) };
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(other, word)| *other != at && !FILLERS.contains(&word.as_str()))
        // "Volgende tip" says the same thing twice.
        .filter(|(_, word)| WORDS.iter().all(|(known, same)| known != word || *same != command))
        .filter(|(_, word)| !WORDS.contains(&(word.as_str(), Command::Hello)))
        .map(|(_, word)| word.as_str())
        .collect();
    with_rest(command, &rest, &joined, today)
}

/// Do they ask why something came, or did not?
pub(super) fn asks_why(text: &str) -> bool {
    let names_it = || normalise(text).iter().any(|word| command(word) == Some(Command::Why));
    // Which day it is changes nothing about that.
    names_it() && read(text, Date::ZERO) == Intent::Why
}

/// Is this phrase what the words say, with nothing of weight beside it?
fn is_phrase(words: &[&str], said: &str, phrase: &str, command: Command) -> bool {
    if !words_contain(said, phrase) {
        return false;
    }
    let weighs = |word: &&&str| {
        !FILLERS.contains(word) && !OURS.contains(word) && !phrase.split(' ').any(|w| w == **word)
    };
    // "Bestand opent niet meer" is no reason to stop.
    let acts = matches!(command, Command::Stop | Command::Resume | Command::Tip | Command::MyData);
    let most = if acts { 0 } else { 2 };
    words.iter().filter(weighs).count() <= most
}

/// "Pauze", with a day or without; `None` when it is about a pause of something else.
fn pause(rest: &[&str], joined: &str, today: Date) -> Option<Intent> {
    let asks_how = joined.starts_with("hoe ") || joined.starts_with("how ");
    if asks_how && !rest.iter().all(|word| ROUND_PAUSE.contains(word)) {
        return None;
    }
    if let Some(day) = dates::read(joined, today) {
        return Some(Intent::Pause(Until::Day(day)));
    }
    // A day was meant that we do not understand: then we ask for it.
    let until = joined.split(' ').any(|word| ["tot", "until"].contains(&word))
        || rest.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let ours = rest.iter().all(|word| ROUND_PAUSE.contains(word));
    (until || ours).then_some(Intent::Pause(Until::Unsaid))
}

/// "Vrij", with a day: one day off, or a pause until then. About somebody's own days alone.
fn day_off(rest: &[&str], joined: &str, today: Date) -> Option<Intent> {
    let ours = |word: &&str| ROUND_PAUSE.contains(word) || dates::is_word(word);
    if !rest.iter().all(ours) {
        return None;
    }
    let day = dates::read(joined, today)?;
    let until = joined.split(' ').any(|word| ["tot", "until"].contains(&word));
    Some(if until { Intent::Pause(Until::Day(day)) } else { Intent::DayOff(day) })
}

fn with_rest(command: Command, rest: &[&str], joined: &str, today: Date) -> Intent {
    match command {
        Command::Pause => {
            pause(rest, joined, today).unwrap_or_else(|| Intent::Search(joined.to_owned()))
        }
        Command::DayOff => {
            day_off(rest, joined, today).unwrap_or_else(|| Intent::Search(joined.to_owned()))
        }
        Command::Why if rest.iter().all(|word| ROUND_WHY.contains(word)) => Intent::Why,
        Command::Settings | Command::Language
            if !rest.iter().all(|word| ROUND_SETTINGS.contains(word)) =>
        {
            Intent::Search(joined.to_owned())
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
        Command::MyData => Intent::MyData,
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
    if NOT_MISSPELT.contains(&word) || FILLERS.contains(&word) {
        return None;
    }
    WORDS.iter().find(|(known, _)| is_slip(word, known)).map(|(_, command)| *command)
}

/// Is `word` a slip of `known`? In short words only a swapped or extra letter counts, in longer
/// ones also a missing one: a replaced one makes another word ("stap", "stop"; "staat", "start").
fn is_slip(word: &str, known: &str) -> bool {
    let (typed, meant) = (word.chars().count(), known.chars().count());
    // Slips spare the first letter; another one makes another word ("graag", "vraag").
    if word.chars().next() != known.chars().next() && !is_swap(word, known) {
        return false;
    }
    let distance = osa_distance(word, known);
    match meant {
        0..=2 => false,
        3..=4 => distance == 1 && typed >= meant && (typed > meant || is_swap(word, known)),
        5..=6 => distance == 1 && (typed != meant || is_swap(word, known)),
        7 => distance == 1,
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

/// Does the phrase stand in a text of words with one space between them?
fn words_contain(text: &str, phrase: &str) -> bool {
    // Much of what is typed is shorter, and to prepare a search costs more than to ask.
    let fits = text.len() >= phrase.len();
    fits && text.match_indices(phrase).any(|(at, _)| {
        let after = &text[at + phrase.len()..];
        (at == 0 || text[..at].ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
    })
}
