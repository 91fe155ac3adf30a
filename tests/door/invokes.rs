//! Invokes at the door: the right body for each, in time.

use serde_json::{Map, Value, json};
use stapje::store::turns::{self, TurnKey};

use crate::world::{Someone, on_each_database};

const SORRY: &str = "Dit ging mis bij mij. Probeer het zo nog eens.";

/// Each kind of invoke that we answer, and the body in which it says sorry.
fn kinds(someone: &Someone<'_>) -> Vec<(Map<String, Value>, Value)> {
    let person = &someone.cast.person;
    let task = json!({ "task": { "type": "message", "value": SORRY } });
    vec![
        (
            person.invoke("adaptiveCard/action", &json!({ "action": { "data": {} } })),
            json!({
                "statusCode": 200,
                "type": "application/vnd.microsoft.activity.message",
                "value": SORRY,
            }),
        ),
        (person.invoke("task/fetch", &json!({ "data": {} })), task.clone()),
        (person.invoke("task/submit", &json!({ "data": {} })), task),
    ]
}

#[tokio::test]
async fn a_slow_store_is_excused_within_five_seconds_in_the_body_of_each_invoke() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let store = world.demo.service.store();
        // Somebody else writes, and does not finish: also not with these deliveries.
        let mut other = store.write().await.expect("a transaction");
        let kinds = kinds(&sanne);
        for (invoke, _) in &kinds {
            let key = TurnKey {
                conversation_id: sanne.cast.person.conversation_id(),
                activity_id: invoke["id"].as_str().expect("an id").to_owned(),
                kind: "invoke".to_owned(),
            };
            turns::note(&mut other, &key, world.demo.service.now()).await.expect("it begins");
        }
        let asked = tokio::time::Instant::now();
        let mut posts = tokio::task::JoinSet::new();
        for (invoke, body) in kinds.clone() {
            let person = sanne.cast.person.clone();
            posts.spawn(async move { (person.asks(invoke).await.expect("an answer"), body) });
        }
        for (answer, body) in posts.join_all().await {
            assert_eq!((answer.status, answer.body), (200, Some(body)));
        }
        assert!(asked.elapsed().as_secs_f64() < 5.0, "{:?}", asked.elapsed());
        drop(other);
        // Nothing of it was taken: when the store is free, the same invoke is answered.
        let (invoke, sorry) = kinds.into_iter().nth(1).expect("a kind");
        let answer = sanne.cast.person.asks(invoke).await.expect("an answer");
        assert_ne!(answer.body, Some(sorry));
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_while_somebody_else_writes() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let other = world.demo.service.store().write().await.expect("a transaction");
        let invoke = sanne.cast.person.search(("q", "bijlage"), 0, 5);
        let answer = sanne.cast.person.asks(invoke).await.expect("an answer");
        assert_eq!(answer.body.expect("a body")["composeExtension"]["type"], "result");
        drop(other);
    })
    .await;
}

#[tokio::test]
async fn a_search_says_sorry_in_its_own_body_when_the_store_is_out_of_reach() {
    on_each_database(async |world| {
        let store = world.demo.service.store();
        // All connections are taken.
        let mut taken = Vec::new();
        let patience = std::time::Duration::from_millis(200);
        while let Ok(Ok(conn)) = tokio::time::timeout(patience, store.read()).await {
            taken.push(conn);
        }
        let sanne = world.sanne();
        let invoke = sanne.cast.person.search(("q", "bijlage"), 0, 5);
        let answer = sanne.cast.person.asks(invoke).await.expect("an answer");
        let sorry = json!({ "composeExtension": { "type": "message", "text": SORRY } });
        assert_eq!((answer.status, answer.body), (200, Some(sorry)));
        drop(taken);
    })
    .await;
}

#[tokio::test]
async fn feedback_is_taken_and_other_invokes_are_not_implemented() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        let person = &sanne.cast.person;
        let value = json!({ "actionName": "feedback", "actionValue": { "reaction": "like" } });
        let feedback = person.invoke("message/submitAction", &value);
        let answer = person.asks(feedback).await.expect("an answer");
        assert_eq!((answer.status, answer.body), (200, Some(json!({}))));
        for name in [
            "composeExtension/queryLink",
            "composeExtension/fetchTask",
            "composeExtension/submitAction",
            "composeExtension/selectItem",
            "signin/verifyState",
            "signin/tokenExchange",
            "message/fetchTask",
            "config/fetch",
            "tab/fetch",
            "application/search",
            "suggestedActions/submit",
            "",
        ] {
            let answer = person.asks(person.invoke(name, &json!({}))).await.expect("an answer");
            assert_eq!((answer.status, answer.body), (501, None), "{name}");
        }
        world.settles().await;
        assert_eq!(sanne.messages().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_group_gets_the_body_of_what_it_asked() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        for (mut invoke, body) in kinds(&sanne) {
            let place = json!({ "id": "19:group@thread.v2", "conversationType": "groupChat" });
            invoke.insert("conversation".to_owned(), place);
            let answer = sanne.cast.person.asks(invoke).await.expect("an answer");
            let (got, expected) = (answer.body.expect("a body"), body);
            assert_eq!(got["type"], expected["type"]);
            assert_eq!(got["task"]["type"], expected["task"]["type"]);
        }
        world.settles().await;
        assert_eq!(sanne.messages().len(), 0);
    })
    .await;
}
