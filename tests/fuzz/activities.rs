//! The activity parser, and everything that looks at an activity.

use rand::RngExt;
use serde_json::Value;
use stapje::bot_framework::Activity;
use stapje::conversation::hear;

use super::{like, odd_inside, run};
use crate::house::files;
use crate::protocol::look;

#[test]
fn whatever_comes_is_read_or_refused() {
    let texts = files("tests/protocol/activities", ".json");
    let examples: Vec<Vec<u8>> = texts.iter().map(|file| file.text.clone().into_bytes()).collect();
    let values: Vec<Value> =
        texts.iter().map(|file| serde_json::from_str(&file.text).expect("JSON")).collect();
    run("activities", |chance| {
        let body = if chance.random() {
            like(&examples, chance)
        } else {
            let mut value = values[chance.random_range(0..values.len())].clone();
            for _ in 0..chance.random_range(1..4) {
                odd_inside(&mut value, chance);
            }
            value.to_string().into_bytes()
        };
        let Ok(activity) = Activity::parse(&body) else { return false };
        look(&activity);
        let _ = hear(&activity);
        // What was read can be written, and comes back as it was.
        let written = serde_json::to_vec(&activity).expect("it can be written");
        assert_eq!(Activity::parse(&written).expect("it can be read"), activity);
        true
    });
}
