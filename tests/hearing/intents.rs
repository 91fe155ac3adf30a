//! Commands in two languages, with the slips of ordinary keyboards; and sentences that only
//! look like a command.

use jiff::civil::date;
use stapje::conversation::{Intent, Until};

use super::read;

const PAUSE: Intent = Intent::Pause(Until::Unsaid);

/// What colleagues type, and what they mean.
const MEANT: &[(&str, Intent)] = &[
    // Tips.
    ("tip", Intent::Tip),
    ("Tip!", Intent::Tip),
    ("TIPS", Intent::Tip),
    ("tpi", Intent::Tip),
    ("tipp", Intent::Tip),
    ("geef me een tip", Intent::Tip),
    ("Mag ik een tip?", Intent::Tip),
    ("tip graag", Intent::Tip),
    ("volgende", Intent::Tip),
    ("volgende tip", Intent::Tip),
    ("vogende", Intent::Tip),
    ("nog eentje", Intent::Tip),
    ("nog een tip", Intent::Tip),
    ("next", Intent::Tip),
    ("give me a tip please", Intent::Tip),
    ("one more please", Intent::Tip),
    ("another tip", Intent::Tip),
    ("ik wil graag een tip", Intent::Tip),
    ("Hoi, ik wil graag een tip", Intent::Tip),
    ("kun je me nog een tip geven?", Intent::Tip),
    // Questions.
    ("vraag", Intent::Question),
    ("vrag", Intent::Question),
    ("varag", Intent::Question),
    ("stel me een vraag", Intent::Question),
    ("question", Intent::Question),
    ("quiz", Intent::Question),
    ("nog een vraag graag", Intent::Question),
    // Why.
    ("waarom kreeg ik geen tip?", Intent::Why),
    ("Waarom kreeg ik vandaag geen kaartje", Intent::Why),
    ("why didn't I get a tip", Intent::Why),
    // Days off.
    ("vrij op 24 december", Intent::DayOff(date(2026, 12, 24))),
    ("ik ben vrij op 24-12", Intent::DayOff(date(2026, 12, 24))),
    ("off on December 24", Intent::DayOff(date(2026, 12, 24))),
    ("vrij tot 24 december", Intent::Pause(Until::Day(date(2026, 12, 24)))),
    // Stop.
    ("stop", Intent::Stop),
    ("STOP!!!", Intent::Stop),
    ("sotp", Intent::Stop),
    ("stopp", Intent::Stop),
    ("stoppen", Intent::Stop),
    ("stop maar", Intent::Stop),
    ("ik wil stoppen", Intent::Stop),
    ("ik stop ermee", Intent::Stop),
    ("stop met tips", Intent::Stop),
    ("stop met berichten sturen", Intent::Stop),
    ("kun je stoppen met deze berichten", Intent::Stop),
    ("hou op", Intent::Stop),
    ("hou nou op", Intent::Stop),
    ("laat me met rust", Intent::Stop),
    ("geen tips meer", Intent::Stop),
    ("ik wil geen tips meer", Intent::Stop),
    ("stuur me geen berichten meer", Intent::Stop),
    ("stuur mij niets meer", Intent::Stop),
    ("ik wil dit niet meer", Intent::Stop),
    ("afmelden", Intent::Stop),
    ("please stop", Intent::Stop),
    ("stop sending me messages", Intent::Stop),
    ("no more tips", Intent::Stop),
    ("unsubscribe", Intent::Stop),
    ("unsubscibe", Intent::Stop),
    ("leave me alone", Intent::Stop),
    // Pause and on.
    ("pauze", PAUSE),
    ("pauuze", PAUSE),
    ("ik wil even pauze", PAUSE),
    ("pause", PAUSE),
    ("ik ga op vakantie", PAUSE),
    ("verder", Intent::Resume),
    ("verdre", Intent::Resume),
    ("ga door", Intent::Resume),
    ("ga maar verder", Intent::Resume),
    ("resume", Intent::Resume),
    ("continue please", Intent::Resume),
    ("start", Intent::Resume),
    // About us and them.
    ("help", Intent::Help),
    ("hepl", Intent::Help),
    ("hulp", Intent::Help),
    ("wat kun je?", Intent::Help),
    ("what can you do?", Intent::Help),
    ("?", Intent::Help),
    ("", Intent::Help),
    ("wie ben je", Intent::WhoAreYou),
    ("Wie ben jij eigenlijk?", Intent::WhoAreYou),
    ("who are you?", Intent::WhoAreYou),
    ("waarom", Intent::Why),
    ("waarom?", Intent::Why),
    ("waarom krijg ik dit?", Intent::Why),
    ("waarom doen we dit", Intent::Why),
    ("why", Intent::Why),
    ("why do I get this?", Intent::Why),
    ("voortgang", Intent::Progress),
    ("voorgang", Intent::Progress),
    ("mijn voortgang", Intent::Progress),
    ("wat is mijn voortgang", Intent::Progress),
    ("progress", Intent::Progress),
    ("instellingen", Intent::Settings),
    ("instelingen", Intent::Settings),
    ("setings", Intent::Settings),
    ("taal", Intent::Language),
    ("english please", Intent::Language),
    ("speak english", Intent::Language),
    ("nederlands", Intent::Language),
    ("startvragen", Intent::LevelCheck),
    ("check", Intent::LevelCheck),
    // Manners.
    ("hoi", Intent::Hello),
    ("Hoi Stapje", Intent::Hello),
    ("halo", Intent::Hello),
    ("goedemorgen", Intent::Hello),
    ("Goede morgen!", Intent::Hello),
    ("hi there", Intent::Hello),
    ("bedankt", Intent::Thanks),
    ("bedank", Intent::Thanks),
    ("dank je wel", Intent::Thanks),
    ("thanks a lot", Intent::Thanks),
    ("thx", Intent::Thanks),
];

/// Words to look for, for all that a command stands in them.
const ABOUT_SOMETHING_ELSE: &[&str] = &[
    "ik stop mijn auto",
    "hoe stop ik een opname in teams",
    "stop de opname",
    "stop recording",
    "how do I stop sharing my screen",
    "hoe pauzeer ik een opname",
    "hoe stel ik een pauze in tijdens een overleg",
    "how do I pause a recording",
    "instellingen van mijn camera wijzigen",
    "taal van word veranderen",
    "hoe zet ik de taal van word op engels",
    "hoe ga ik verder met een document van een collega",
    "waarom zie ik mijn bestanden niet",
    "why is my file read only",
    "vraag iemand om toegang",
    "tip over agenda",
    "tips voor overleg",
    "help met delen",
    "hulp bij onedrive",
    "hallo allemaal sturen in een teamschat",
    "volgende versie van een document",
    "ik ga geen tips geven aan mijn collega",
    "vakantie in mijn agenda zetten",
    "set out of office for my holiday",
    "starten met planner",
    "check in een lijst zetten",
    "stap voor stap",
    "top",
    "taken",
    "chat",
    "shop",
    "agenda",
    "bijlage",
    "hoe zit dat",
    "waar staat mijn bestand",
    "bestand opent niet meer",
    "mijn bestand opent niet meer",
    "nog een map maken",
    "graag",
    "smart",
    "hoe plan ik een overleg na mijn vakantie op maandag",
];

#[test]
fn commands_are_understood_in_two_languages_slips_included() {
    let mut wrong = Vec::new();
    for (typed, meant) in MEANT {
        let heard = read(typed);
        if heard != *meant {
            wrong.push(format!("“{typed}” was heard as {heard:?}, not {meant:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_command_word_in_a_sentence_about_something_else_is_no_command() {
    let mut wrong = Vec::new();
    for typed in ABOUT_SOMETHING_ELSE {
        let heard = read(typed);
        if !matches!(heard, Intent::Search(_)) {
            wrong.push(format!("“{typed}” was heard as {heard:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_looked_for_is_said_without_the_small_words() {
    for (typed, words) in [
        ("tip over agenda", "agenda"),
        ("geef me een tip over delen", "delen"),
        ("a tip about planner please", "planner"),
        ("hulp bij onedrive", "bij onedrive"),
        ("Bijlage?", "bijlage"),
    ] {
        assert_eq!(read(typed), Intent::Search(words.to_owned()), "{typed}");
    }
}

#[test]
fn ordinary_words_that_resemble_a_command_are_not_taken_for_it() {
    let mut wrong = Vec::new();
    for word in [
        "staat",
        "stort",
        "smart",
        "stoel",
        "stap",
        "stip",
        "kloppen",
        "shoppen",
        "melden",
        "graag",
        "kraag",
        "traag",
        "they",
        "then",
        "volgorde",
        "volgen",
        "text",
        "nest",
        "taak",
        "staal",
        "tik",
        "type",
        "trip",
        "held",
        "veld",
        "verdeel",
        "boven",
        "begin",
        "bedrag",
        "vrij",
        "vriend",
        "weten",
        "dacht",
        "checklist",
        "stof",
        "storten",
        "pauw",
    ] {
        let heard = read(word);
        if !matches!(heard, Intent::Search(_)) {
            wrong.push(format!("“{word}” was heard as {heard:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
