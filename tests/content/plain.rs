//! Help with plain language, on labelled sentences: how often is it right, and what does it see?

use std::collections::BTreeMap;
use std::fs;

use stapje::content::language::{
    DifficultWords, opening, read_words, reading_ease, remarks, sentences,
};
use stapje::content::{Rule, Source, TipText, load};

use crate::house::project;

/// The rules that the labels are about.
const RULES: [Rule; 6] = [
    Rule::DifficultWord,
    Rule::HelperVerb,
    Rule::LongWord,
    Rule::Passive,
    Rule::SecondPerson,
    Rule::Tone,
];
/// The page with the figures.
const PAGE: &str = "docs/LANGUAGE.md";

#[derive(Debug, Default, Clone, Copy)]
struct Score {
    right: usize,
    false_alarms: usize,
    missed: usize,
}

fn difficult(language: &str) -> DifficultWords {
    let path = format!("{language}/difficult-words.yaml");
    read_words(&path, &Source::built_in(&path).expect("a list")).expect("a good list")
}

/// The labelled sentences of a language.
fn labelled(language: &str) -> Vec<(Vec<String>, String)> {
    let path = project().join(format!("tests/content/language/{language}.txt"));
    let text = fs::read_to_string(path).expect("labelled sentences");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let split = lines.filter_map(|line| line.split_once('|'));
    split
        .map(|(labels, sentence)| {
            let labels = labels.split_whitespace().map(str::to_owned).collect();
            (labels, sentence.trim().to_owned())
        })
        .collect()
}

fn scores(language: &str) -> (BTreeMap<Rule, Score>, Vec<String>, usize) {
    let words = difficult(language);
    let mut scores: BTreeMap<Rule, Score> = BTreeMap::new();
    let mut told = Vec::new();
    let sentences = labelled(language);
    for (labels, sentence) in &sentences {
        let found = remarks(language, sentence, &words);
        for rule in RULES {
            let score = scores.entry(rule).or_default();
            let is_found = found.iter().any(|remark| remark.rule == rule);
            let is_there = labels.iter().any(|label| label == rule.name());
            match (is_found, is_there) {
                (true, true) => score.right += 1,
                (true, false) => {
                    score.false_alarms += 1;
                    told.push(format!("{language}: {} is a false alarm: {sentence}", rule.name()));
                }
                (false, true) => {
                    score.missed += 1;
                    told.push(format!("{language}: {} is missed: {sentence}", rule.name()));
                }
                (false, false) => {}
            }
        }
    }
    (scores, told, sentences.len())
}

/// The table for the page: of one hundred remarks so many are right, of one hundred places that
/// an editor marks so many are seen.
fn table() -> String {
    let mut table = String::from(
        "| Language | Rule | Right | False alarms | Missed | Precision | Recall |\n|---|---|---|---|---|---|---|\n",
    );
    for language in ["nl", "en"] {
        let (scores, _, _) = scores(language);
        for (rule, Score { right, false_alarms, missed }) in scores {
            let share = |of: usize| (right * 100).checked_div(of).unwrap_or(100);
            table += &format!(
                "| {language} | `{}` | {right} | {false_alarms} | {missed} | {} % | {} % |\n",
                rule.name(),
                share(right + false_alarms),
                share(right + missed),
            );
        }
    }
    table
}

#[test]
fn few_remarks_are_false_alarms() {
    let mut count = 0;
    for language in ["nl", "en"] {
        let (scores, told, sentences) = scores(language);
        count += sentences;
        for (rule, score) in scores {
            let found = score.right + score.false_alarms;
            let enough = score.right * 10 >= found * 9;
            assert!(enough, "{}: {score:?}\n{}", rule.name(), told.join("\n"));
        }
    }
    assert!(count >= 120, "only {count} labelled sentences");
}

#[test]
fn the_figures_in_the_documentation_are_true() {
    let missed: Vec<String> = ["nl", "en"].iter().flat_map(|it| scores(it).1).collect();
    let listed = format!("- {}\n", missed.join("\n- "));
    stands_in_the_page("figures", &format!("{}\nWhat went wrong:\n\n{listed}", table()));
}

/// How the library reads: all tips of a topic as one text, which is what the formulas are for.
#[test]
fn how_the_library_reads_stands_in_the_documentation() {
    let catalog = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap();
    let mut table = String::from(
        "| Topic | Tips | nl: words a sentence | nl: Douma | en: words a sentence | en: Flesch |\n\
         |---|---|---|---|---|---|\n",
    );
    for topic in &catalog.plan.topics {
        let tips = catalog.tips.values().filter(|tip| tip.topic == topic.id);
        let of = |language: &str| {
            let texts = tips.clone().map(|tip| &tip.texts[language]);
            let body = |it: &TipText| {
                let try_it = it.try_it.as_ref().map_or("", |try_it| &try_it.text);
                format!("{}\n{try_it}\n", it.body.replace("**", ""))
            };
            let text: String = texts.map(body).collect();
            let found = sentences(&text);
            let words: usize = found.iter().map(|sentence| sentence.words.len()).sum();
            #[expect(clippy::cast_precision_loss, reason = "counts of a text")]
            let length = words as f64 / found.len() as f64;
            let ease = reading_ease(language, &text).expect("a long text");
            assert!(!ease.is_hard() && length <= 12.0, "{language} {}: {ease:?}", topic.id);
            format!("{length:.1} | {:.0}", ease.score)
        };
        let count = tips.clone().count();
        table += &format!("| {} | {count} | {} | {} |\n", topic.id, of("nl"), of("en"));
    }
    stands_in_the_page("library", &table);
}

/// Between two marks of the page stands this; `UPDATE_DOCS=1` writes it.
fn stands_in_the_page(name: &str, text: &str) {
    let path = project().join(PAGE);
    let page = fs::read_to_string(&path).expect("the page");
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = page.split_once(&start).expect("a place for it");
    let (old, after) = rest.split_once(&end).expect("an end of it");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{start}{text}{end}{after}")).expect("written");
    } else {
        assert!(old == text, "{PAGE} is not true any more; run the tests with UPDATE_DOCS=1");
    }
}

#[test]
fn a_title_says_what_to_do() {
    for (language, title) in [
        ("nl", "Het delen van een bestand"),
        ("nl", "Hoe deel je een link?"),
        ("en", "The versions of a file"),
        ("en", "About links"),
    ] {
        assert!(opening(language, title).is_some(), "{title}");
    }
    for (language, title) in [
        ("nl", "Stuur een link in plaats van een bijlage"),
        ("nl", "Plan een overleg vanuit je agenda"),
        ("en", "Send a link"),
        ("de", "Der Link"),
    ] {
        assert!(opening(language, title).is_none(), "{title}");
    }
}

#[test]
fn reading_ease_follows_the_published_formulas() {
    // Twenty words, four sentences, twenty syllables: 206.835 - 0.93 * 5 - 77 * 1.
    let text = "De kat zit op stoel. De hond ligt op bed. De man eet een ei. Ik zie de zon nu.";
    let ease = reading_ease("nl", text).expect("enough words");
    assert!((ease.score - (206.835 - 0.93 * 5.0 - 77.0)).abs() < 1e-9, "{ease:?}");
    assert!(!ease.is_hard());
    let hard = "Informatiebeveiliging vereist organisatorische verantwoordelijkheidsverdeling. ";
    assert!(reading_ease("nl", &hard.repeat(6)).expect("enough words").is_hard());
    assert!(reading_ease("nl", "Te kort.").is_none() && reading_ease("de", text).is_none());
}

#[test]
fn names_of_buttons_quotations_and_addresses_are_left_alone() {
    let words = difficult("nl");
    // What the file's passages hide is not judged; a word with a capital inside is a name.
    assert!(remarks("nl", "Kies SharePoint.", &words).is_empty());
    let hidden = "\u{1}\u{1}\u{1} relevant";
    assert_eq!(remarks("nl", hidden, &words).len(), 1);
}
