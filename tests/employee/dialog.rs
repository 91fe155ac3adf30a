//! The settings in a dialog: opened from the settings card, filled in, kept or said what is
//! wrong.

use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};
use stapje::bot_framework::card::Card;

use crate::world::{Someone, edition, on_each_database, plan_of};

/// Opens the settings in a dialog; the card in it.
async fn opens(someone: &Someone<'_>, typed: &str, button: &str) -> Value {
    someone.says(typed).await;
    someone.sees();
    let invoke = someone.cast.person.dialog_opener(button).expect("a button for a dialog");
    let answer = someone.cast.person.asks(invoke).await.expect("an answer");
    card(&answer.body.expect("a body"))
}

fn card(body: &Value) -> Value {
    assert_eq!(body["task"]["type"], "continue", "{body}");
    body["task"]["value"]["card"]["content"].clone()
}

async fn submits(someone: &Someone<'_>, card: &Value, inputs: &[(&str, &str)]) -> Value {
    let invoke = someone.cast.person.dialog_submitter(card, "Bewaar", inputs).expect("a button");
    let answer = someone.cast.person.asks(invoke).await.expect("an answer");
    answer.body.expect("a body")
}

fn text(card: &Value) -> String {
    Card::read(card).expect("a card").text()
}

/// What the inputs of a card hold.
fn filled_in(card: &Value) -> Vec<String> {
    let inputs = card["body"].as_array().expect("a body").iter();
    inputs
        .filter(|element| element["id"].is_string())
        .map(|input| format!("{}={}", input["id"], input["value"]))
        .collect()
}

#[tokio::test]
async fn the_dialog_shows_what_counts_now_in_both_languages() {
    on_each_database(async |world| {
        let (sanne, amy) = (world.sanne(), world.amy());
        sanne.starts().await;
        amy.starts().await;
        assert_snapshot!("dialog_nl", text(&opens(&sanne, "instellingen", "In een venster").await));
        assert_snapshot!("dialog_en", text(&opens(&amy, "settings", "In a window").await));
    })
    .await;
}

#[tokio::test]
async fn what_is_submitted_is_kept_and_the_card_in_the_chat_follows() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let form = opens(&sanne, "instellingen", "In een venster").await;
        let body = submits(
            &sanne,
            &form,
            &[("days", "5"), ("per_week", "1"), ("window", "13:00-14:30"), ("until", "2026-11-16")],
        )
        .await;
        assert_json_snapshot!("dialog_kept", body);
        world.settles().await;
        let seen = sanne.sees();
        assert!(seen.contains(", changed]") && seen.contains("# Bewaard"), "{seen}");
        let again = opens(&sanne, "instellingen", "In een venster").await;
        let expected = [
            "\"days\"=\"5\"",
            "\"window\"=\"13:00-14:30\"",
            "\"per_week\"=\"1\"",
            "\"language\"=\"nl\"",
            "\"until\"=\"2026-11-16\"",
        ];
        assert_eq!(filled_in(&again), expected);
        world.days_pass(28).await;
        let days = sanne.sees();
        assert!(days.contains("[Fri 20 Nov 13:") || days.contains("[Fri 20 Nov 14:"), "{days}");
        assert!(!days.contains("[Fri 13 Nov"), "nothing in the pause: {days}");
    })
    .await;
}

#[tokio::test]
async fn a_pause_that_is_cleared_is_over() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("pauze tot 1 december").await;
        let form = opens(&sanne, "instellingen", "In een venster").await;
        assert!(text(&form).contains("Je hebt pauze tot dinsdag 1 december"), "{form}");
        submits(&sanne, &form, &[("until", "")]).await;
        let again = opens(&sanne, "instellingen", "In een venster").await;
        assert!(!text(&again).contains("Je hebt pauze tot"), "{again}");
    })
    .await;
}

#[tokio::test]
async fn more_than_the_organisation_allows_is_not_offered_and_a_wish_for_it_is_kept() {
    on_each_database(async |world| {
        let publish = |most| {
            let mut edition = edition();
            plan_of(&mut edition).rhythm.most_nudges_per_week = most;
            world.demo.service.publish(edition);
        };
        let sanne = world.sanne();
        sanne.starts().await;
        let form = opens(&sanne, "instellingen", "In een venster").await;
        submits(&sanne, &form, &[("per_week", "3")]).await;
        publish(2);
        let form = opens(&sanne, "instellingen", "In een venster").await;
        assert!(filled_in(&form).contains(&"\"per_week\"=\"2\"".to_owned()), "{form}");
        let shown = text(&form);
        assert!(!shown.contains("Hooguit 3") && shown.contains("koos voor hooguit 2"), "{shown}");
        // A form from before, or one that was tampered with.
        let body = submits(&sanne, &form, &[("per_week", "3")]).await;
        let line = body["task"]["value"].as_str().expect("a line");
        assert!(line.contains("hooguit 2 kaartjes"), "{line}");
        sanne.says("mijn gegevens").await;
        assert!(sanne.sees().contains("hooguit 2 kaartjes per week"), "my data says so too");
        publish(3);
        let form = opens(&sanne, "instellingen", "In een venster").await;
        assert!(filled_in(&form).contains(&"\"per_week\"=\"3\"".to_owned()), "{form}");
    })
    .await;
}

#[tokio::test]
async fn who_stopped_reads_how_to_begin_again() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("stop").await;
        let form = opens(&sanne, "instellingen", "In een venster").await;
        assert!(text(&form).contains("Typ *verder* om weer te beginnen"), "{form}");
        let body = submits(&sanne, &form, &[("days", "1")]).await;
        let line = body["task"]["value"].as_str().expect("a line");
        assert!(line.ends_with("Je bent gestopt. Typ verder om weer te beginnen."), "{line}");
    })
    .await;
}

#[tokio::test]
async fn mistakes_are_told_in_the_dialog_and_nothing_filled_in_is_lost() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let form = opens(&sanne, "instellingen", "In een venster").await;
        for (inputs, problem) in [
            ([("days", ""), ("per_week", "3"), ("until", "")], "Typ stop in de chat"),
            ([("days", "1"), ("per_week", "3"), ("until", "2026-11-02")], "al geweest"),
            ([("days", "1"), ("per_week", "3"), ("until", "gisteren")], "al geweest"),
        ] {
            let again = card(&submits(&sanne, &form, &inputs).await);
            assert!(text(&again).contains(problem), "{again}");
            assert!(filled_in(&again).contains(&"\"per_week\"=\"3\"".to_owned()), "{again}");
        }
        let fresh = opens(&sanne, "instellingen", "In een venster").await;
        assert!(filled_in(&fresh).contains(&"\"per_week\"=\"2\"".to_owned()), "nothing was kept");
        // The same form can still be submitted as it should be.
        let body = submits(&sanne, &form, &[("days", "1")]).await;
        assert_eq!(body["task"]["type"], "message", "{body}");
    })
    .await;
}

#[tokio::test]
async fn the_card_in_the_chat_keeps_what_was_filled_in_too() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("instellingen").await;
        let inputs = [("days", ""), ("per_week", "3"), ("language", "en")];
        let answer = sanne.taps_with("Bewaar", &inputs).await.body.expect("a body");
        let fields = filled_in(&answer["value"]);
        assert!(fields.contains(&"\"per_week\"=\"3\"".to_owned()), "{fields:?}");
        assert!(fields.contains(&"\"language\"=\"en\"".to_owned()), "{fields:?}");
        sanne.says("hoi").await;
        assert_eq!(sanne.newest(), "Hoi", "a mistake keeps nothing, not even the language");
    })
    .await;
}

#[tokio::test]
async fn a_dialog_that_is_repeated_gets_the_same_answer_and_acts_once() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("instellingen").await;
        let person = &sanne.cast.person;
        let open = person.dialog_opener("In een venster").expect("a button");
        let first = person.asks(open.clone()).await.expect("an answer");
        assert_eq!(first, person.asks(open).await.expect("an answer"));
        let form = card(&first.body.expect("a body"));
        let submit = person.dialog_submitter(&form, "Bewaar", &[("days", "1")]).expect("a button");
        let kept = person.asks(submit.clone()).await.expect("an answer");
        assert_eq!(kept, person.asks(submit.clone()).await.expect("an answer"));
        // The client's own retry has a new id, and here even other values.
        let late = submits(&sanne, &form, &[("days", "1,2,3,4,5")]).await;
        assert_eq!(Some(late), kept.body);
        let again = opens(&sanne, "instellingen", "In een venster").await;
        assert!(filled_in(&again).contains(&"\"days\"=\"1\"".to_owned()), "{again}");
    })
    .await;
}

#[tokio::test]
async fn dialogs_that_are_not_theirs_or_not_ours_change_nothing() {
    on_each_database(async |world| {
        let (sanne, iris) = (world.sanne(), world.iris());
        sanne.starts().await;
        iris.starts().await;
        let form = opens(&sanne, "instellingen", "In een venster").await;
        let messages = sanne.messages().len();
        let stolen = iris.cast.person.dialog_submitter(&form, "Bewaar", &[("days", "1")]);
        let stolen = iris.cast.person.asks(stolen.expect("a button")).await.expect("an answer");
        let old = json!({ "task": { "type": "message", "value":
            "Deze kaart is niet meer geldig. Typ help om te zien wat je kunt doen." } });
        assert_eq!(stolen.body, Some(old.clone()));
        let ours = |act: Value| json!({ "data": { "stapje": { "nonce": "guessed", "act": act } } });
        for name in ["task/fetch", "task/submit"] {
            for value in [json!(null), json!({ "data": 7 }), ours(json!("done")), ours(json!(1))] {
                let invoke = sanne.cast.person.invoke(name, &value);
                let answer = sanne.cast.person.asks(invoke).await.expect("an answer");
                assert_eq!(answer.body.as_ref(), Some(&old), "{name} {value}");
            }
        }
        world.settles().await;
        assert_eq!(sanne.messages().len(), messages);
        let again = opens(&sanne, "instellingen", "In een venster").await;
        assert!(filled_in(&again).contains(&"\"days\"=\"2,3,4\"".to_owned()), "{again}");
    })
    .await;
}

#[tokio::test]
async fn an_old_client_without_dialogs_gets_the_card() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("instellingen").await;
        let open = sanne.cast.person.dialog_opener("In een venster").expect("a button");
        let mut submit = sanne.cast.person.activity("message");
        submit.insert("value".to_owned(), open["value"]["data"].clone());
        sanne.cast.person.post(submit).await.expect("an answer");
        world.settles().await;
        assert_eq!(sanne.titles().iter().filter(|title| *title == "Instellingen").count(), 2);
    })
    .await;
}
