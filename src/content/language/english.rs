//! What makes English harder or colder than it need be.

use super::sentence::{Sentence, Word};
use super::{Remark, about};
use crate::content::finding::{Rule, Severity};

/// First words of a title that are no verb.
pub(super) const NEVER_A_VERB: &[&str] = &[
    "the", "a", "an", "this", "that", "these", "those", "you", "your", "we", "our", "i", "my",
    "if", "when", "why", "how", "what", "who", "where", "with", "in", "on", "of", "for", "at",
    "to", "about", "without", "no", "all", "more", "new", "handy", "tips", "tip", "there",
];

const BE: &[&str] = &["is", "are", "was", "were", "be", "been"];
/// Common participles that do not end in -ed.
const IRREGULAR: &[&str] = &[
    "made",
    "given",
    "sent",
    "seen",
    "shown",
    "taken",
    "kept",
    "held",
    "found",
    "told",
    "written",
    "chosen",
    "put",
    "brought",
    "built",
    "cut",
    "drawn",
    "known",
    "paid",
    "read",
    "sold",
    "set",
    "spent",
    "thrown",
    "understood",
];
/// Words in -ed that are no verb, or describe how somebody is.
const NO_PARTICIPLES: &[&str] = &[
    "need",
    "indeed",
    "speed",
    "used",
    "red",
    "bed",
    "shared",
    "finished",
    "interested",
    "allowed",
    "supposed",
    "tired",
    "worried",
    "pleased",
    "excited",
    "based",
    "logged",
    "signed",
    "called",
    "closed",
    "needed",
    "locked",
];

pub(super) fn check(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    check_passive(sentence, remarks);
    check_phrases(sentence, remarks);
    for at in &sentence.shouts {
        let help = "End with a point: calm words are kinder.";
        let what = "an exclamation mark";
        remarks.push(about(*at..*at + 1, Severity::Warning, Rule::Tone, what, help));
    }
}

/// A form of *be*, at most one word, and a past participle.
fn check_passive(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    for (at, word) in sentence.words.iter().enumerate() {
        if !BE.contains(&word.lower.as_str()) {
            continue;
        }
        let next = sentence.words[at + 1..].iter().take(2).collect::<Vec<_>>();
        let found = match next.as_slice() {
            [first, ..] if is_participle(first) => Some(*first),
            [first, second] if first.lower.ends_with("ly") && is_participle(second) => {
                Some(*second)
            }
            _ => None,
        };
        if let Some(participle) = found {
            let what = format!("“{} {}” is passive", word.text, participle.text);
            let help = "Say who does it: “your colleague sees it” and not “it is seen”.";
            remarks.push(about(word.at.clone(), Severity::Hint, Rule::Passive, what, help));
        }
    }
}

fn is_participle(word: &Word) -> bool {
    let lower = word.lower.as_str();
    let is_regular = lower.len() > 4 && lower.ends_with("ed");
    !word.is_name && !NO_PARTICIPLES.contains(&lower) && (is_regular || IRREGULAR.contains(&lower))
}

/// Phrases with the rule that they break.
const PHRASES: [(&[&str], Severity, Rule, &str); 18] = [
    (&["shall"], Severity::Hint, Rule::HelperVerb, "Use the verb itself, or “will”."),
    (&["will", "be", "able", "to"], Severity::Hint, Rule::HelperVerb, "Say “can”."),
    (&["is", "able", "to"], Severity::Hint, Rule::HelperVerb, "Say “can”."),
    (&["are", "able", "to"], Severity::Hint, Rule::HelperVerb, "Say “can”."),
    (&["the", "user"], Severity::Warning, Rule::SecondPerson, "Say “you”."),
    (&["users", "should"], Severity::Warning, Rule::SecondPerson, "Say “you”."),
    (&["users", "can"], Severity::Warning, Rule::SecondPerson, "Say “you”."),
    (&["users", "must"], Severity::Warning, Rule::SecondPerson, "Say “you”."),
    (&["one", "should"], Severity::Warning, Rule::SecondPerson, "Say “you”."),
    (&["employees", "should"], Severity::Warning, Rule::SecondPerson, "Say “you”."),
    (&["employees", "must"], Severity::Warning, Rule::SecondPerson, "Say “you”."),
    (&["simply"], Severity::Warning, Rule::Tone, "Leave it out: it may not be simple."),
    (&["obviously"], Severity::Warning, Rule::Tone, "Leave it out: it may not be obvious."),
    (&["as", "you", "know"], Severity::Warning, Rule::Tone, "Leave it out."),
    (&["still", "not"], Severity::Warning, Rule::Tone, "Say what to do now."),
    (&["still", "haven't"], Severity::Warning, Rule::Tone, "Say what to do now."),
    (&["still", "haven’t"], Severity::Warning, Rule::Tone, "Say what to do now."),
    (&["just", "click"], Severity::Warning, Rule::Tone, "Leave “just” out."),
];

fn check_phrases(sentence: &Sentence, remarks: &mut Vec<Remark>) {
    for (words, severity, rule, help) in PHRASES {
        for found in sentence.words.windows(words.len()) {
            if found.iter().zip(words).all(|(word, cold)| word.lower == *cold && !word.is_name) {
                let at = found[0].at.start..found[found.len() - 1].at.end;
                let what = format!("“{}” can be plainer or kinder", words.join(" "));
                remarks.push(about(at, severity, rule, what, help));
            }
        }
    }
}
