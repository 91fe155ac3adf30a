//! A message that goes straight on.

use stapje::bot_framework::card::Card;

use crate::world::{Someone, World, on_each_database};

/// The options of the question that is to be seen, and which of them is right.
fn options(world: &World, asked: &str) -> (String, String) {
    let edition = world.demo.service.edition();
    let questions = edition.catalog.tips.values().flat_map(|tip| tip.texts.values());
    let question = questions
        .map(|text| &text.question)
        .find(|question| question.choices.iter().all(|choice| asked.contains(&choice.text)))
        .expect("a question of the catalog");
    let choice = |right| question.choices.iter().find(|choice| choice.right == right).unwrap();
    (choice(true).text.clone(), choice(false).text.clone())
}

async fn waits_for_a_first_question(world: &World, someone: &Someone<'_>) -> String {
    for _ in 0..28 {
        world.days_pass(1).await;
        let seen = someone.sees();
        let new = ["Misschien weet je dit al", "Je bent hier nieuw"];
        if seen.contains("[Kijk na]") && new.iter().any(|why| seen.contains(why)) {
            return seen;
        }
        // The first cards are about Stapje itself.
        if seen.contains("[Gedaan]") {
            someone.taps("Gedaan").await;
            someone.sees();
        }
    }
    panic!("no first question came: {:?}", someone.titles());
}

#[tokio::test]
async fn a_right_first_answer_goes_straight_on_three_times_and_no_further() {
    on_each_database(async |world| {
        let iris = world.iris();
        iris.starts_saying("Lukt me").await;
        let mut asked = waits_for_a_first_question(world, &iris).await;
        let messages = iris.messages().len();
        for step in 1..=4 {
            let (right, _) = options(world, &asked);
            iris.chooses(&right, "Kijk na").await;
            asked = iris.sees();
            assert_eq!(iris.messages().len(), messages, "the same message: {asked}");
            let went_on = !asked.contains("[Nog eentje?]");
            assert_eq!(went_on, step < 4, "step {step}: {asked}");
            assert_eq!(asked.matches("\n# ").count(), 1, "one heading a card: {asked}");
            if !asked.contains("[Kijk na]") {
                break;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_first_answer_brings_the_tip_and_ends_the_message() {
    on_each_database(async |world| {
        let iris = world.iris();
        iris.starts_saying("Lukt me").await;
        let asked = waits_for_a_first_question(world, &iris).await;
        let (_, wrong) = options(world, &asked);
        iris.chooses(&wrong, "Kijk na").await;
        let seen = iris.sees();
        assert!(seen.contains("De tip die hierbij hoort"), "{seen}");
        assert!(seen.contains("[Nog eentje?]"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn too_easy_goes_straight_on_and_pressing_twice_changes_nothing() {
    on_each_database(async |world| {
        let iris = world.iris();
        iris.starts_saying("Lukt me").await;
        let messages = iris.messages().len();
        iris.says("tip").await;
        iris.sees();
        let message = iris.messages().pop().expect("a message");
        let card = Card::read(message.card.as_ref().expect("a card")).expect("a card");
        let actions = card.all_actions();
        let at = actions.iter().position(|action| action.title() == "Te makkelijk");
        let at = at.expect("the button");
        // Two clicks in one go: the second leaves before the answer to the first is there.
        let second = iris.cast.person.invoke_for(&message.id, at, &[]).expect("a press");
        iris.taps("Te makkelijk").await;
        let first = iris.sees();
        assert!(first.contains("Waarom jij dit krijgt"), "{first}");
        assert!(!first.contains("[Nog eentje?]"), "it went on by itself: {first}");
        let again = iris.cast.person.post(second).await.expect("an answer").body.expect("a body");
        world.settles().await;
        let again = Card::read(&again["value"]).expect("a card").text();
        assert!(first.contains(again.trim()), "the same card, buttons and all: {again}");
        assert_eq!(iris.messages().len(), 1 + messages, "nothing new was sent");
    })
    .await;
}
