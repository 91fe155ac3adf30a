//! Whatever a channel sends is read, and what is known of it comes out as it went in.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use stapje::bot_framework::Activity;
use stapje::bot_framework::activity::{Account, ChannelData, Conversation, Entity, View};

use super::{activity, body, names};
use crate::house::trials;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[a-zA-Z]{1,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Looks at everything there is to see.
pub(crate) fn look(activity: &Activity) {
    let _ = format!("{:?}", activity.view());
    let _ = (activity.spoken(), activity.scope(), activity.thread_root(), activity.tenant_id());
    let _ = (activity.sender(), activity.locale(), activity.time_zone(), activity.platform());
    let _ = (activity.team_id(), activity.team_channel_id(), activity.mentions_recipient());
}

/// The places in a JSON value, as pointers.
fn pointers(value: &Value, here: &str, found: &mut Vec<String>) {
    let mut into = |name: &str, inner: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        let there = format!("{here}/{name}");
        found.push(there.clone());
        pointers(inner, &there, found);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, inner)| into(name, inner)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, inner)| into(&at.to_string(), inner));
        }
        _ => {}
    }
}

/// Everything in `part` stands in `whole` as well.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(name, inner)| whole.get(name).is_some_and(|there| holds(there, inner))),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(a, b)| holds(a, b))
        }
        (whole, part) => whole == part,
    }
}

fn word() -> impl Strategy<Value = Option<String>> {
    prop::option::of(".{0,12}")
}

fn account() -> impl Strategy<Value = Account> {
    (".{0,12}", word(), word(), rest()).prop_map(|(id, name, aad_object_id, rest)| Account {
        id,
        name,
        aad_object_id,
        rest,
    })
}

fn entity() -> impl Strategy<Value = Entity> {
    ("[a-zA-Z]{1,10}", word(), prop::option::of(account()), word(), word(), rest()).prop_map(
        |(kind, text, mentioned, locale, timezone, rest)| Entity {
            kind,
            text,
            mentioned,
            locale,
            timezone,
            rest,
            ..Entity::default()
        },
    )
}

/// Fields that nobody knows yet.
fn rest() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::hash_map("new-[a-z]{1,6}", any_json(), 0..3)
        .prop_map(|fields| fields.into_iter().collect())
}

fn typed() -> impl Strategy<Value = Activity> {
    let said = ("[a-zA-Z]{1,12}", word(), word(), word(), word());
    let people = (prop::option::of(account()), prop::collection::vec(account(), 0..3));
    let place = (".{1,12}", word(), prop::option::of(any::<bool>()), word(), rest());
    let more = (prop::collection::vec(entity(), 0..3), word(), rest());
    (said, people, place, more).prop_map(|(said, people, place, more)| {
        let (id, conversation_type, is_group, tenant_id, place) = place;
        Activity {
            kind: said.0,
            id: said.1,
            name: said.2,
            text: said.3,
            locale: said.4,
            from: people.0,
            members_added: people.1,
            conversation: Some(Conversation {
                id,
                conversation_type,
                is_group,
                tenant_id,
                rest: place,
            }),
            entities: more.0,
            channel_data: Some(ChannelData { event_type: more.1, ..ChannelData::default() }),
            rest: more.2,
            ..Activity::default()
        }
    })
}

#[test]
fn every_example_comes_out_as_it_went_in() {
    for name in names() {
        let mut body: Value = serde_json::from_slice(&body(&name)).unwrap();
        // The one thing that is dropped on purpose.
        body.as_object_mut().unwrap().remove("callerId");
        let read = activity(&name);
        assert!(holds(&serde_json::to_value(&read).unwrap(), &body), "{name}: {read:?}");
    }
}

proptest! {
    #![proptest_config(trials(300))]

    #[test]
    fn any_object_with_a_type_and_a_conversation_is_read(
        kind in prop::sample::select(vec!["message", "invoke", "event", "conversationUpdate", "x"]),
        fields in prop::collection::hash_map("[a-zA-Z]{1,10}", any_json(), 0..6),
    ) {
        let mut body: Map<String, Value> = fields.into_iter().collect();
        body.insert("type".to_owned(), json!(kind));
        body.insert("conversation".to_owned(), json!({ "id": "a:1" }));
        body.remove("callerId");
        let read = Activity::parse(Value::Object(body.clone()).to_string().as_bytes()).unwrap();
        look(&read);
        let written = serde_json::to_value(&read).unwrap();
        prop_assert_eq!(&written["type"], kind);
        for (name, value) in &read.rest {
            prop_assert_eq!(&written[name], value);
        }
        prop_assert_eq!(Activity::parse(written.to_string().as_bytes()).unwrap(), read);
    }

    #[test]
    fn any_activity_is_the_same_after_writing_and_reading(activity in typed()) {
        let written = serde_json::to_vec(&activity).unwrap();
        prop_assert_eq!(Activity::parse(&written).unwrap(), activity);
    }

    #[test]
    fn no_field_of_any_shape_makes_reading_fail(
        name in prop::sample::select(names()),
        at in any::<prop::sample::Index>(),
        odd in any_json(),
        gone in any::<bool>(),
    ) {
        let mut body = serde_json::to_value(activity(&name)).unwrap();
        let mut places = Vec::new();
        pointers(&body, "", &mut places);
        let place = places[at.index(places.len())].clone();
        let (parent, key) = place.rsplit_once('/').unwrap();
        match body.pointer_mut(parent) {
            Some(Value::Object(map)) if gone => { map.remove(key); }
            _ => *body.pointer_mut(&place).unwrap() = odd,
        }
        if let Ok(read) = Activity::parse(body.to_string().as_bytes()) {
            look(&read);
            let again = Activity::parse(serde_json::to_string(&read).unwrap().as_bytes()).unwrap();
            prop_assert_eq!(again, read);
        } else {
            // Only these two are needed.
            prop_assert!(["/type", "/conversation", "/conversation/id"].contains(&place.as_str()));
        }
    }

    #[test]
    fn any_value_of_any_invoke_is_read(
        name in prop::sample::select(vec![
            "adaptiveCard/action", "task/fetch", "task/submit", "composeExtension/query",
            "composeExtension/fetchTask", "message/submitAction", "fileConsent/invoke", "", "x",
        ]),
        value in any_json(),
    ) {
        let mut invoke = activity("query");
        (invoke.name, invoke.value) = (Some(name.to_owned()), Some(value));
        prop_assert!(matches!(invoke.view(), View::Invoke(_)));
        look(&invoke);
    }
}
