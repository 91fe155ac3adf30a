//! A tour along every kind of card in both languages. The JSON that Teams gets is kept as a
//! snapshot per kind; with `STAPJE_CARDS` naming a folder, every card of the tour is written
//! there for validators to read.

mod library;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use stapje::bot_framework::card::Card;

use crate::world::{Someone, World, title};

/// Words and buttons of the tour, in one language.
struct Guide {
    person: &'static str,
    language: &'static str,
    check: &'static str,
    can: [&'static str; 4],
    tip_answers: [&'static str; 5],
    typed: &'static [&'static str],
    look: &'static str,
    dont_know: &'static str,
    did: [&'static str; 4],
    tip: &'static str,
    question: &'static str,
    settings: [&'static str; 3],
    search: &'static str,
}

const DUTCH: Guide = Guide {
    person: "sanne",
    language: "nl",
    check: "Stel de vragen",
    can: ["Lukt me", "Met hulp", "Nog niet", "Ken ik niet"],
    tip_answers: ["Gedaan", "Later", "Te makkelijk", "Te moeilijk", "Niet voor mij"],
    typed: &[
        "help",
        "waarom",
        "voortgang",
        "instellingen",
        "pauze",
        "verder",
        "taal",
        "wie ben je",
        "hoi",
        "bedankt",
        "bestand delen",
        "qwxyz",
        "stop",
        "verder",
    ],
    look: "Kijk na",
    dont_know: "Weet ik niet",
    did: ["Ja", "Nog niet", "Lukt niet", "Niet voor mij"],
    tip: "tip",
    question: "vraag",
    settings: ["instellingen", "In een venster", "Bewaar"],
    search: "bijlage",
};

const ENGLISH: Guide = Guide {
    person: "amy",
    language: "en",
    check: "Ask me",
    can: ["I can", "With help", "Not yet", "New to me"],
    tip_answers: ["Done", "Later", "Too easy", "Too hard", "Not for me"],
    typed: &[
        "help",
        "why",
        "progress",
        "settings",
        "pause",
        "resume",
        "language",
        "who are you",
        "hi",
        "thanks",
        "share a file",
        "qwxyz",
        "stop",
        "resume",
    ],
    look: "Check",
    dont_know: "I don’t know",
    did: ["Yes", "Not yet", "It does not work", "Not for me"],
    tip: "tip",
    question: "question",
    settings: ["settings", "In a window", "Save"],
    search: "attachment",
};

/// What the tour must come across, beside tips: title and number of buttons.
const KINDS: &[&str] = &[
    "nl-hoi--ik-ben-stapje-2",
    "nl-wat-lukt-jou-al--5",
    "nl-dank-je-1",
    "nl-even-kijken-2",
    "nl-hoe-gaat-het-hiermee--4",
    "nl-goed-dat-je-het-zegt-1",
    "nl-bedoel-je-dit--3",
    "nl-dit-kun-je-typen-0",
    "nl-waarom-je-dit-krijgt-0",
    "nl-jouw-stappen-0",
    "nl-instellingen-4",
    "nl-tot-wanneer-wil-je-pauze--4",
    "nl-taal-2",
    "nl-over-stapje-0",
    "nl-hoi-0",
    "nl-gestopt-0",
    "nl-graag-gedaan-0",
    "nl-we-gaan-verder-0",
    "nl-daarom-doen-we-dit-1",
    "nl-zal-ik-het-anders-doen--4",
    "en-hi--i-am-stapje-2",
    "en-what-can-you-do-already--5",
    "en-thank-you-1",
    "en-just-checking-2",
    "en-how-is-this-going--4",
    "en-good-that-you-say-so-1",
    "en-is-this-what-you-mean--3",
    "en-what-you-can-type-0",
    "en-why-you-get-this-0",
    "en-your-steps-0",
    "en-settings-4",
    "en-until-when-do-you-want-a-pause--4",
    "en-language-2",
    "en-about-stapje-0",
    "en-hi-0",
    "en-stopped-0",
    "en-you-are-welcome-0",
    "en-we-go-on-0",
    "en-this-is-why-we-do-it-1",
    "en-shall-i-do-this-differently--4",
];

/// Cards by language and kind.
type Cards = BTreeMap<String, Value>;

fn collect(guide: &Guide, someone: &Someone<'_>, cards: &mut Cards) {
    for message in someone.messages() {
        let Some(card) = &message.card else { continue };
        let slug: String = title(&message)
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        // The same title with other buttons is another card: a tip and its result.
        let read = Card::read(card).expect("a card of ours");
        let buttons = read.all_actions().len();
        cards.entry(format!("{}-{slug}-{buttons}", guide.language)).or_insert(card.clone());
    }
}

async fn tour(world: &World, guide: &Guide) -> Cards {
    let mut cards = Cards::new();
    let someone = world.someone(guide.person);
    someone.installs().await;
    collect(guide, &someone, &mut cards);
    someone.taps(guide.check).await;
    for answer in guide.can.iter().cycle() {
        collect(guide, &someone, &mut cards);
        if someone.tries(answer, &[]).await.is_err() {
            break;
        }
    }
    for answer in guide.tip_answers {
        someone.says(guide.tip).await;
        collect(guide, &someone, &mut cards);
        someone.taps(answer).await;
        collect(guide, &someone, &mut cards);
    }
    for typed in guide.typed {
        someone.says(typed).await;
        collect(guide, &someone, &mut cards);
    }
    for button in [guide.dont_know, guide.look] {
        someone.says(guide.question).await;
        collect(guide, &someone, &mut cards);
        someone.taps_with(button, &[("choice", "0")]).await;
        collect(guide, &someone, &mut cards);
    }
    outside_the_chat(guide, &someone, &mut cards).await;
    // Months go by: doing questions, what comes back, the organisation's moments, and at last
    // the question after a long silence.
    someone.says(guide.tip).await;
    let mut did = guide.did.iter().cycle();
    for round in 0..90 {
        if round < 50 && round % 4 == 0 {
            someone.says(guide.tip).await;
        }
        world.days_pass(3).await;
        collect(guide, &someone, &mut cards);
        if newest_has(&someone, guide.did[2]) {
            someone.taps(did.next().expect("a cycle")).await;
            collect(guide, &someone, &mut cards);
        }
    }
    cards
}

/// Cards that stand in a dialog, or in a chat with others.
async fn outside_the_chat(guide: &Guide, someone: &Someone<'_>, cards: &mut Cards) {
    let person = &someone.cast.person;
    let [typed, open, save] = guide.settings;
    someone.says(typed).await;
    let opened = person.asks(person.dialog_opener(open).expect("a button")).await;
    let body = opened.expect("an answer").body.expect("a body");
    let form = body["task"]["value"]["card"]["content"].clone();
    let wrong = person.dialog_submitter(&form, save, &[("days", "")]).expect("a button");
    let again = person.asks(wrong).await.expect("an answer").body.expect("a body");
    let again = again["task"]["value"]["card"]["content"].clone();
    let found = person.asks(person.search(("q", guide.search), 0, 3)).await;
    let found = found.expect("an answer").body.expect("a body");
    let shared = found["composeExtension"]["attachments"][0]["content"].clone();
    for (name, card) in [("dialog", form), ("dialog-again", again), ("shared", shared)] {
        cards.insert(format!("{}-{name}", guide.language), card);
    }
}

fn newest_has(someone: &Someone<'_>, button: &str) -> bool {
    let card = someone.messages().pop().and_then(|message| Card::read(&message.card?).ok());
    card.is_some_and(|card| card.all_actions().iter().any(|action| action.title() == button))
}

#[tokio::test]
async fn every_kind_of_card_is_as_it_was() {
    let mut all = Cards::new();
    for guide in [&DUTCH, &ENGLISH] {
        let world = World::on_sqlite().await;
        all.extend(tour(&world, guide).await);
        assert_eq!(world.demo.channel.complaints(), Vec::<String>::new());
    }
    if let Ok(folder) = std::env::var("STAPJE_CARDS") {
        write(Path::new(&folder), &all);
    }
    for kind in KINDS {
        assert!(all.contains_key(*kind), "the tour missed {kind}: {:?}", all.keys());
    }
    for (name, card) in &all {
        check(name, card);
    }
    for name in ["nl-hoi--ik-ben-stapje-2", "nl-instellingen-4", "nl-dialog", "en-shared"] {
        insta::assert_json_snapshot!(name, without_nonces(all[name].clone()));
    }
}

/// What holds for every card.
fn check(name: &str, card: &Value) {
    assert_eq!(card["version"], "1.5", "{name}");
    assert!(!card["lang"].as_str().unwrap_or_default().is_empty(), "{name}: no language");
    let text = card.to_string();
    assert!(text.len() < 28 * 1024, "{name}: {} bytes", text.len());
    assert!(!text.contains("{ $"), "{name}: a blank was not filled in");
    assert!(!text.contains("??"), "{name}: a word is missing");
    let read = Card::read(card).expect(name);
    assert_eq!(&read.json(), card, "{name}: reading and writing changes nothing");
}

/// Nonces differ in each run.
fn without_nonces(mut card: Value) -> Value {
    match &mut card {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                *value = match key.as_str() {
                    "nonce" => Value::from("nonce"),
                    _ => without_nonces(value.take()),
                };
            }
        }
        Value::Array(list) => {
            for value in list {
                *value = without_nonces(value.take());
            }
        }
        _ => {}
    }
    card
}

fn write(folder: &Path, cards: &Cards) {
    std::fs::create_dir_all(folder).expect("a folder for the cards");
    for (name, card) in cards {
        let text = serde_json::to_string_pretty(card).expect("JSON");
        std::fs::write(folder.join(format!("{name}.json")), text).expect("a card on disk");
    }
}
