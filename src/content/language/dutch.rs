//! What makes Dutch harder or colder than it need be.

use super::sentence::{Sentence, Word};
use super::{Remark, about};
use crate::content::finding::{Rule, Severity};

/// First words of a title that are no verb.
pub(super) const NEVER_A_VERB: &[&str] = &[
    "de", "het", "een", "deze", "dit", "die", "dat", "je", "jij", "jouw", "u", "uw", "we", "wij",
    "ons", "onze", "ik", "mijn", "als", "wanneer", "waarom", "hoe", "wat", "wie", "waar", "met",
    "in", "op", "van", "voor", "bij", "naar", "over", "zonder", "via", "geen", "alle", "meer",
    "nieuwe", "handige", "snel", "veilig", "tips", "tip", "er", "soms", "vaak", "zo",
];

/// Forms of *worden*. "Word" is a program more often than a verb.
const WORDEN: &[&str] = &["wordt", "worden", "werd", "werden"];
/// Beginnings of a past participle.
const BEGINNINGS: &[&str] = &["ge", "be", "ver", "ont", "her", "er"];
/// Parts that come before "ge" in verbs that fall apart: "opgeslagen".
const PARTS: &[&str] = &[
    "aan", "achter", "af", "bij", "binnen", "door", "in", "klaar", "los", "mee", "na", "neer",
    "om", "onder", "op", "over", "samen", "terug", "toe", "uit", "vast", "vol", "voor", "weg",
];
/// Words that look like a participle and are none.
const NO_PARTICIPLES: &[&str] = &[
    "gesprekken",
    "gegevens",
    "gemeenten",
    "gebouwen",
    "gezinnen",
    "geheimen",
    "beelden",
    "bestanden",
    "berichten",
    "besluiten",
    "bewoners",
    "bedragen",
    "belangen",
    "begrippen",
    "bezoeken",
    "verhalen",
    "versies",
    "vergaderingen",
    "vergunningen",
    "verzoeken",
    "vertrouwen",
    "veranderingen",
    "eerst",
    "ernst",
    "geen",
    "gelden",
    "gedachten",
    "gevallen",
    "gebeden",
    "bezwaren",
    "beroepen",
    "verkeerd",
    "bekend",
    "verschillend",
    "gezond",
    "gebied",
    "bericht",
    "beeld",
    "gemeente",
];

pub(super) fn check(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    check_passive(sentence, remarks);
    check_verbs(sentence, remarks);
    check_person(sentence, remarks);
    check_tone(sentence, remarks);
}

/// A form of *worden* with a past participle. *Zijn* with one is as often a perfect tense, and
/// is left alone.
fn check_passive(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    let Some(worden) = sentence.words.iter().find(|word| WORDEN.contains(&word.lower.as_str()))
    else {
        return;
    };
    if let Some(participle) = sentence.words.iter().find(|word| is_participle(word)) {
        let what = format!("“{} … {}” is passive", worden.text, participle.text);
        let help = "Say who does it: “je collega ziet het” and not “het wordt gezien”.";
        remarks.push(about(worden.at.clone(), Severity::Hint, Rule::Passive, what, help));
    }
}

fn is_participle(word: &Word) -> bool {
    let lower = word.lower.as_str();
    if word.is_name || lower.chars().count() < 5 || NO_PARTICIPLES.contains(&lower) {
        return false;
    }
    let ends = ["d", "t", "en"].iter().any(|end| lower.ends_with(end));
    let begins = BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning));
    let parted = PARTS.iter().any(|part| {
        lower.strip_prefix(part).is_some_and(|rest| rest.starts_with("ge") && rest.len() > 4)
    });
    // A plural noun or an infinitive ends in "en" as well; of those with be-, ver- and the like
    // there are too many to tell apart.
    let is_strong = lower.ends_with("en") && !lower.starts_with("ge") && !parted;
    ends && (begins || parted) && !is_strong
}

/// "Je kunt nu zien wie er is" tells what follows, and asks for nothing rightly.
const FOLLOWS: &[&str] = &["nu", "dan", "ook", "niet", "er", "daar", "weer", "straks"];

/// *Zullen*, and "je kunt" where a plain order would do.
fn check_verbs(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    const ZULLEN: [&str; 5] = ["zal", "zult", "zullen", "zou", "zouden"];
    for word in sentence.words.iter().filter(|word| ZULLEN.contains(&word.lower.as_str())) {
        let what = format!("“{}” makes this longer and less certain", word.text);
        let help = "Use the verb itself: “je krijgt” and not “je zult krijgen”.";
        remarks.push(about(word.at.clone(), Severity::Hint, Rule::HelperVerb, what, help));
    }
    if let [first, second, third, ..] = sentence.words.as_slice()
        && first.lower == "je"
        && ["kunt", "kan"].contains(&second.lower.as_str())
        && !FOLLOWS.contains(&third.lower.as_str())
    {
        let at = first.at.start..second.at.end;
        let what = format!("“{} {}” asks for nothing", first.text, second.text);
        let help = "Say it as something to do: “Klik op …”.";
        remarks.push(about(at, Severity::Hint, Rule::HelperVerb, what, help));
    }
}

fn check_person(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    for word in &sentence.words {
        let is_cold = ["u", "uw", "men", "uzelf"].contains(&word.lower.as_str());
        if is_cold && !word.is_name {
            let what = format!("“{}” keeps the reader at a distance", word.text);
            let help = "Say “je” or “jouw”; for “men”, say who.";
            remarks.push(about(word.at.clone(), Severity::Warning, Rule::SecondPerson, what, help));
        }
    }
}

/// Words that blame or belittle.
const COLD: [(&[&str], &str); 12] = [
    (&["simpelweg"], "Leave it out: what is simple for you may not be for the reader."),
    (&["eenvoudigweg"], "Leave it out: what is simple for you may not be for the reader."),
    (&["makkelijk", "zat"], "Leave it out: what is easy for you may not be for the reader."),
    (&["doodsimpel"], "Leave it out: what is simple for you may not be for the reader."),
    (&["kinderspel"], "Leave it out: what is simple for you may not be for the reader."),
    (&["nog", "steeds", "niet"], "Say what to do now, not what was not done."),
    (&["nog", "altijd", "niet"], "Say what to do now, not what was not done."),
    (&["nog", "steeds", "geen"], "Say what to do now, not what was not done."),
    (&["zoals", "je", "weet"], "Leave it out: who does not know it feels left behind."),
    (&["uiteraard"], "Leave it out: who did not know it feels left behind."),
    (&["had", "moeten"], "Say what to do now, not what went wrong."),
    (&["eigen", "schuld"], "Say what to do now, not whose fault it is."),
];

fn check_tone(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    for at in &sentence.shouts {
        let help = "End with a point: calm words are kinder.";
        let what = "an exclamation mark";
        remarks.push(about(*at..*at + 1, Severity::Warning, Rule::Tone, what, help));
    }
    for (words, help) in COLD {
        for found in sentence.words.windows(words.len()) {
            if found.iter().zip(words).all(|(word, cold)| word.lower == *cold && !word.is_name) {
                let at = found[0].at.start..found[found.len() - 1].at.end;
                let what = format!("“{}” sounds unkind", words.join(" "));
                remarks.push(about(at, Severity::Warning, Rule::Tone, what, help));
            }
        }
    }
    for (at, word) in sentence.words.iter().enumerate() {
        // "Een gewoon bestand" is a plain adjective; "je klikt gewoon" belittles.
        let before = at.checked_sub(1).map_or("", |at| sentence.words[at].lower.as_str());
        let is_plain = ["een", "geen", "het", "is", "als", "dan", "zo"].contains(&before);
        if word.lower == "gewoon" && !is_plain {
            let help = "Leave it out: what is plain to you may not be to the reader.";
            let what = "“gewoon” sounds unkind";
            remarks.push(about(word.at.clone(), Severity::Warning, Rule::Tone, what, help));
        }
    }
}
