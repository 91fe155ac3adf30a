//! Paths within a manifest: `bots[].commandLists[].commands[].title` stands for every title.

use serde_json::Value;

/// The places that a path leads to, each with what is there; `None` where only the last key is
/// missing from an object that is there. The empty path leads to the root.
pub(super) fn find<'a>(root: &'a Value, path: &str) -> Vec<(String, Option<&'a Value>)> {
    let mut found = vec![(String::new(), Some(root))];
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (key, each) = match step.strip_suffix("[]") {
            Some(key) => (key, true),
            None => (step, false),
        };
        let mut next = Vec::new();
        for (place, value) in found {
            let Some(value) = value else { continue };
            let place = if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
            match (value.get(key), each) {
                (Some(Value::Array(all)), true) => {
                    let all = all.iter().enumerate();
                    next.extend(all.map(|(at, one)| (format!("{place}[{at}]"), Some(one))));
                }
                (_, true) => {}
                (value, false) => next.push((place, value)),
            }
        }
        found = next;
    }
    found
}

/// Every text in a value, with its place.
pub(super) fn strings<'a>(place: &str, value: &'a Value, found: &mut Vec<(String, &'a str)>) {
    match value {
        Value::String(text) => found.push((place.to_owned(), text)),
        Value::Array(all) => {
            for (at, one) in all.iter().enumerate() {
                strings(&format!("{place}[{at}]"), one, found);
            }
        }
        Value::Object(all) => {
            for (key, one) in all {
                let within = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                strings(&within, one, found);
            }
        }
        _ => {}
    }
}
