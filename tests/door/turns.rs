//! Turns in one conversation wait for each other; those in others do not.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use stapje::bot_framework::auth::Verified;
use stapje::bot_framework::{Activity, ServiceUrl};
use stapje::conversation::Answer;
use tokio::sync::Notify;

use super::issuer::{Door, Issuer, Page, SERVICE_URL, TENANT, activity};

const FILE: &str = "/file";

/// An activity of somebody, in their own chat.
fn of(who: &str, id: &str, fields: &Value) -> Activity {
    let mut sent = activity();
    sent["id"] = json!(id);
    sent["from"] = json!({ "id": format!("29:{who}"), "aadObjectId": who });
    sent["conversation"] =
        json!({ "id": format!("a:{who}"), "tenantId": TENANT, "conversationType": "personal" });
    for (name, value) in fields.as_object().expect("fields") {
        sent[name] = value.clone();
    }
    Activity::parse(sent.to_string().as_bytes()).expect("an activity")
}

/// Sanne wants a file in her OneDrive, which takes its time. What she says next waits for it;
/// Mehmet, who comes later, is answered over and over meanwhile.
#[tokio::test]
async fn what_comes_next_in_a_conversation_waits_and_everybody_else_goes_on() {
    let issuer = Issuer::start().await;
    let door = Door::open(&issuer, issuer.verifier()).await;
    let arrives = Arc::new(Notify::new());
    issuer.shows(FILE, Page::Held(arrives.clone(), json!({})));
    let service_url = ServiceUrl::parse(SERVICE_URL).expect("an address");
    let verified = Verified { tenant_id: TENANT.to_owned(), service_url };
    let turn = |activity: Activity| {
        let (service, verified) = (door.service.clone(), verified.clone());
        async move { service.turn(&verified, &activity).await.expect("a turn") }
    };
    for who in ["sanne", "mehmet"] {
        let installs = json!({ "type": "installationUpdate", "action": "add" });
        turn(of(who, "install", &installs)).await;
    }
    let upload = json!({ "name": "x.txt", "uploadUrl": issuer.url(FILE), "uniqueId": "x" });
    let wants = json!({
        "type": "invoke",
        "name": "fileConsent/invoke",
        "value": { "type": "fileUpload", "action": "accept", "uploadInfo": upload },
    });
    let first = tokio::spawn(turn(of("sanne", "1", &wants)));
    while issuer.asked(FILE) == 0 {
        tokio::task::yield_now().await;
    }
    let ended = Arc::<Mutex<Vec<&str>>>::default();
    let says = |id: &'static str| {
        let (said, ended) = (turn(of("sanne", id, &json!({ "text": "hoi" }))), ended.clone());
        tokio::spawn(async move {
            let answer = said.await;
            ended.lock().expect("nobody panicked").push(id);
            answer
        })
    };
    let (second, third) = (says("2"), says("3"));
    for number in 0..50 {
        let answer = turn(of("mehmet", &number.to_string(), &json!({ "text": "hoi" }))).await;
        assert_eq!(answer, Answer::Received);
    }
    assert!(!first.is_finished(), "the file is not there yet");
    assert!(!second.is_finished() && !third.is_finished(), "what she said next waits");
    arrives.notify_one();
    assert!(matches!(first.await.expect("it ends"), Answer::Invoke(_)));
    for later in [third, second] {
        assert_eq!(later.await.expect("it ends"), Answer::Received);
    }
    assert_eq!(*ended.lock().expect("nobody panicked"), ["2", "3"], "in the order of coming");
}
