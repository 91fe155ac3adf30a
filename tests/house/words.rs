//! The product's words: the same names and the same `{ }` in every language, and none missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{ProjectFile, files};

/// The names of a language's words, each with the values that are filled in.
type Words = BTreeMap<String, BTreeSet<String>>;

/// Texts in the conversation room that look like the name of a word and are something else.
const NOT_WORDS: &[&str] = &["remove-upgrade", "kebab-case"];

#[test]
fn every_language_has_the_same_words_with_the_same_values() {
    let languages: Vec<(String, Words)> = files("content", "words.ftl")
        .iter()
        .map(|file| (file.path.clone(), read(&file.text)))
        .collect();
    let (first, expected) = &languages[0];
    assert!(languages.len() > 1 && expected.len() > 100);
    for (other, words) in &languages[1..] {
        let names = |words: &Words| words.keys().cloned().collect::<BTreeSet<_>>();
        let (a, b) = (names(expected), names(words));
        let differ: Vec<_> = a.symmetric_difference(&b).collect();
        assert!(differ.is_empty(), "only in one of {first} and {other}: {differ:?}");
        for (name, values) in words {
            assert_eq!(values, &expected[name], "the values of `{name}` in {other} and {first}");
        }
    }
}

#[test]
fn every_word_that_the_conversation_names_is_there() {
    let words = any_language();
    let mut missing = Vec::new();
    for file in files("src/conversation", ".rs") {
        for (line, text) in literals(&file) {
            let is_name = text.contains('-')
                && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && !text.starts_with('-')
                && !text.ends_with('-');
            if is_name && !words.contains_key(&text) && !NOT_WORDS.contains(&text.as_str()) {
                missing.push(format!("{}:{line}: `{text}`", file.path));
            }
        }
        for call in calls(&file) {
            if !words.contains_key(&call.word) {
                missing.push(format!("{}:{}: `{}`", file.path, call.line, call.word));
            }
        }
    }
    assert!(missing.is_empty(), "no words.ftl has\n{}", missing.join("\n"));
}

#[test]
fn every_value_in_a_word_is_given_where_it_is_said() {
    let words = any_language();
    let mut seen = 0;
    for file in files("src/conversation", ".rs") {
        for call in calls(&file) {
            let wanted = words.get(&call.word).cloned().unwrap_or_default();
            // A list that is put together elsewhere is not visible here.
            if call.is_plain || !call.values.is_empty() {
                let place = format!("`{}` at {}:{}", call.word, file.path, call.line);
                assert_eq!(call.values, wanted, "the values given and wanted for {place}");
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "only {seen} places where a word is said were found");
}

#[test]
fn every_day_and_month_has_a_name() {
    let words = any_language();
    let days = (1..=7).map(|day| format!("weekday-{day}"));
    for name in days.chain((1..=12).map(|month| format!("month-{month}"))) {
        assert!(words.contains_key(&name), "{name}");
    }
}

fn any_language() -> Words {
    read(&files("content", "words.ftl")[0].text)
}

/// The words of a Fluent resource: a name at the start of a line, then its text.
fn read(ftl: &str) -> Words {
    let mut words = Words::new();
    let mut current = String::new();
    for line in ftl.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =")
            && name.starts_with(|c: char| c.is_ascii_lowercase())
        {
            name.clone_into(&mut current);
            assert!(words.insert(current.clone(), BTreeSet::new()).is_none(), "twice: {name}");
        }
        let values = line.split('$').skip(1).map(|rest| {
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
        });
        if let Some(known) = words.get_mut(&current) {
            known.extend(values.collect::<Vec<String>>());
        }
    }
    words
}

/// A place where a word is said by its name.
struct Call {
    line: usize,
    word: String,
    /// `say`, which fills nothing in.
    is_plain: bool,
    values: BTreeSet<String>,
}

fn calls(file: &ProjectFile) -> Vec<Call> {
    let mut calls = Vec::new();
    for (start, is_plain) in [(".say(", true), (".say_with(", false)] {
        for (at, _) in file.text.match_indices(start) {
            let inside = arguments(&file.text[at + start.len()..]);
            let Some(word) = inside.trim_start().strip_prefix('"') else { continue };
            let line = file.text[..at].matches('\n').count() + 1;
            let word = word.split('"').next().unwrap_or_default().to_owned();
            // `turn.say("title", &["line"])` names words, not values.
            let is_plain = is_plain && !inside.contains(',');
            let values = if start == ".say_with(" { value_names(inside) } else { BTreeSet::new() };
            calls.push(Call { line, word, is_plain, values });
        }
    }
    calls
}

/// What stands between the brackets of a call, given what follows the first.
fn arguments(rest: &str) -> &str {
    let mut depth = 0;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => return &rest[..at],
            ')' => depth -= 1,
            _ => {}
        }
    }
    rest
}

/// The names in `&[("when", …), ("topic", …)]`.
fn value_names(inside: &str) -> BTreeSet<String> {
    inside
        .split("(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .filter(|(_, after)| after.starts_with(','))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The texts between quotes, comments left out, with their lines.
fn literals(file: &ProjectFile) -> Vec<(usize, String)> {
    let code = file.text.lines().enumerate().filter(|(_, line)| !line.trim().starts_with("//"));
    code.flat_map(|(at, line)| {
        line.split('"').skip(1).step_by(2).map(move |text| (at + 1, text.to_owned()))
    })
    .collect()
}
