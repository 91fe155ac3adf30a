//! Activities that come in: once, whatever they are, and never a crash.

use serde_json::{Value, json};

use crate::world::on_each_database;

#[tokio::test]
async fn a_delivery_that_is_repeated_is_handled_once() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let mut activity = sanne.cast.person.activity("message");
        activity.insert("text".to_owned(), json!("hoi"));
        for _ in 0..3 {
            sanne.cast.person.post(activity.clone()).await.expect("an answer");
        }
        world.settles().await;
        assert_eq!(sanne.titles().iter().filter(|title| *title == "Hoi").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn deliveries_at_the_same_time_are_handled_once() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let mut activity = sanne.cast.person.activity("message");
        activity.insert("text".to_owned(), json!("hoi"));
        let mut posts = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (person, activity) = (sanne.cast.person.clone(), activity.clone());
            posts.spawn(async move { person.post(activity).await.map(|answer| answer.status) });
        }
        for status in posts.join_all().await {
            assert_eq!(status.expect("an answer"), 200);
        }
        world.settles().await;
        assert_eq!(sanne.titles().iter().filter(|title| *title == "Hoi").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_one_person_sends_at_the_same_time_is_all_handled() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let mut posts = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let person = sanne.cast.person.clone();
            posts.spawn(async move {
                let mut activity = person.activity("message");
                activity.insert("text".to_owned(), json!("hoi"));
                person.post(activity).await.map(|answer| answer.status)
            });
        }
        for status in posts.join_all().await {
            assert_eq!(status.expect("an answer"), 200, "nobody is told to come back");
        }
        world.settles().await;
        assert_eq!(sanne.titles().iter().filter(|title| *title == "Hoi").count(), 4);
    })
    .await;
}

#[tokio::test]
async fn either_activity_of_an_installation_makes_the_welcome() {
    on_each_database(async |world| {
        for (id, kind) in [("sanne", "installationUpdate"), ("mehmet", "conversationUpdate")] {
            let someone = world.someone(id);
            someone.installs_by(kind).await;
            assert_eq!(someone.titles(), ["Hoi, ik ben Stapje"], "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn unknown_kinds_are_taken_and_unknown_invokes_are_not_implemented() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        for kind in ["typing", "messageReaction", "event", "somethingNew", "endOfConversation"] {
            let answer = sanne.cast.person.post(sanne.cast.person.activity(kind)).await.unwrap();
            assert_eq!(answer.status, 200, "{kind}");
        }
        for name in ["task/unknown", "", "handoff/action"] {
            let mut invoke = sanne.cast.person.activity("invoke");
            invoke.insert("name".to_owned(), json!(name));
            let answer = sanne.cast.person.post(invoke).await.unwrap();
            assert_eq!(answer.status, 501, "{name}");
        }
        world.settles().await;
        assert_eq!(sanne.sees(), "");
    })
    .await;
}

#[tokio::test]
async fn values_that_no_card_of_ours_produces_change_nothing() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        sanne.sees();
        let nonce = nonce_of(&sanne.messages().pop().and_then(|m| m.card).expect("a card"));
        let stranger = |act: Value| json!({ "stapje": { "v": 1, "nonce": nonce, "act": act } });
        let values = [
            json!(null),
            json!("text"),
            json!([1, 2]),
            json!({ "action": null }),
            json!({ "action": { "type": "Action.Execute", "verb": "x", "data": {} } }),
            json!({ "action": { "data": { "stapje": { "nonce": "guessed", "act": "done" } } } }),
            json!({ "action": { "data": stranger(json!("no-such-act")) } }),
            json!({ "action": { "data": stranger(json!("save-settings")) } }),
            json!({ "action": { "data": stranger(json!({ "speak": "xx" })) } }),
            json!({ "action": { "data": stranger(json!({ "show-tip": "../../etc/passwd" })) } }),
            json!({ "action": { "data": stranger(json!({ "pause-days": 65535 })) } }),
        ];
        for value in values {
            let mut invoke = sanne.cast.person.activity("invoke");
            invoke.insert("name".to_owned(), json!("adaptiveCard/action"));
            invoke.insert("value".to_owned(), value.clone());
            let answer = sanne.cast.person.post(invoke).await;
            let answer = answer.unwrap_or_else(|error| panic!("{error}: {value}"));
            assert_eq!(answer.status, 200, "{value}");
            let mut message = sanne.cast.person.activity("message");
            message.insert("value".to_owned(), value.clone());
            let answer = sanne.cast.person.post(message).await;
            assert!(answer.is_ok(), "{value}");
        }
        sanne.says("voortgang").await;
        let seen = sanne.sees();
        assert!(seen.contains("Zelf gedaan: 0"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn nobody_presses_on_somebody_elses_card() {
    on_each_database(async |world| {
        let (sanne, iris) = (world.sanne(), world.iris());
        sanne.starts().await;
        iris.starts().await;
        sanne.says("tip").await;
        let message = sanne.messages().pop().expect("a tip");
        let press = sanne.cast.person.invoke_for(&message.id, 1, &[]).expect("a button");
        let mut stolen = iris.cast.person.activity("invoke");
        stolen.insert("name".to_owned(), json!("adaptiveCard/action"));
        stolen.insert("value".to_owned(), press["value"].clone());
        iris.cast.person.post(stolen).await.expect("an answer");
        world.settles().await;
        for someone in [&sanne, &iris] {
            someone.sees();
            someone.says("voortgang").await;
            let seen = someone.sees();
            assert!(!seen.contains("Zelf gedaan: 1"), "{seen}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_press_that_is_repeated_gets_the_same_answer() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        let message = sanne.messages().pop().expect("a tip");
        let press = sanne.cast.person.invoke_for(&message.id, 1, &[]).expect("a button");
        let first = sanne.cast.person.post(press.clone()).await.expect("an answer");
        let second = sanne.cast.person.post(press).await.expect("an answer");
        assert_eq!((first.status, &first.body), (second.status, &second.body));
    })
    .await;
}

#[tokio::test]
async fn an_old_client_that_submits_instead_of_executing_is_served_too() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        sanne.sees();
        let message = sanne.messages().pop().expect("a tip");
        let press = sanne.cast.person.invoke_for(&message.id, 1, &[]).expect("a button");
        let mut submit = sanne.cast.person.activity("message");
        submit.insert("replyToId".to_owned(), json!(message.id));
        submit.insert("value".to_owned(), press["value"]["action"]["data"].clone());
        sanne.cast.person.post(submit).await.expect("an answer");
        world.settles().await;
        let seen = sanne.sees();
        assert!(seen.contains(", changed]"), "the card is replaced by an update: {seen}");
        assert!(seen.contains("Mooi"), "{seen}");
    })
    .await;
}

fn nonce_of(card: &Value) -> String {
    fn find(value: &Value) -> Option<&str> {
        match value {
            Value::Object(map) => {
                map.get("nonce").and_then(Value::as_str).or_else(|| map.values().find_map(find))
            }
            Value::Array(list) => list.iter().find_map(find),
            _ => None,
        }
    }
    find(card).expect("a nonce").to_owned()
}
