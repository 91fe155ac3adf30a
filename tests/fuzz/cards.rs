//! The values that a card sends back: anything, for a client writes them.

use rand::RngExt;
use serde_json::{Value, json};
use stapje::bot_framework::Activity;
use stapje::conversation::{Heard, Press, hear};

use super::{like, odd_inside, run};
use crate::protocol::activity;

#[test]
fn whatever_a_card_sends_is_a_press_or_nothing() {
    let acts = [
        json!("done"),
        json!("save-settings"),
        json!({ "can": "yes" }),
        json!({ "pause-days": 14 }),
        json!({ "show-tip": "files-own-or-team" }),
        json!({ "speak": "en" }),
        json!({ "did": "yes" }),
    ];
    let values: Vec<Value> = acts
        .into_iter()
        .map(|act| {
            json!({
                "stapje": { "v": 1, "nonce": "k3Yt9aBcDeFgHiJk", "act": act },
                "choice": "b", "days": "1,2,3", "until": "2026-12-01",
            })
        })
        .collect();
    let texts: Vec<Vec<u8>> = values.iter().map(|value| value.to_string().into_bytes()).collect();
    let (submit, execute) = (activity("card_submit"), activity("card_action"));
    run("card values", |chance| {
        let value = if chance.random() {
            match serde_json::from_slice(&like(&texts, chance)) {
                Ok(value) => value,
                Err(_) => return false,
            }
        } else {
            let mut value = values[chance.random_range(0..values.len())].clone();
            odd_inside(&mut value, chance);
            value
        };
        let press = Press::read(&value);
        // By either way that a card can take, the same is heard.
        let submitted = Activity { value: Some(value.clone()), ..submit.clone() };
        let mut executed = execute.clone();
        let invoke = executed.value.as_mut().expect("the example has a value");
        invoke["action"]["data"] = value;
        let expected = press.clone().map_or(Heard::PressedUnknown, Heard::Pressed);
        if submitted.value.as_ref().is_some_and(|value| !value.is_null()) {
            assert_eq!(hear(&submitted), expected);
        }
        assert_eq!(hear(&executed), expected);
        press.is_some()
    });
}
