//! Tips, questions, and what answers lead to.

use insta::assert_snapshot;

use stapje::content::{Source, load};
use stapje::conversation::Edition;

use crate::world::{Someone, World, on_each_database};

/// Time passes until the newest card has this button.
async fn waits_for(world: &World, someone: &Someone<'_>, button: &str) {
    for _ in 0..40 {
        if someone.messages().last().is_some_and(|_| newest_has(someone, button)) {
            return;
        }
        world.days_pass(1).await;
    }
    panic!("no card with “{button}” came: {:?}", someone.titles());
}

fn newest_has(someone: &Someone<'_>, button: &str) -> bool {
    use stapje::bot_framework::card::Card;
    let card = someone.messages().pop().and_then(|message| Card::read(&message.card?).ok());
    card.is_some_and(|card| card.all_actions().iter().any(|action| action.title() == button))
}

#[tokio::test]
async fn starter_and_expert_get_different_steps() {
    on_each_database(async |world| {
        let (sanne, iris) = (world.sanne(), world.iris());
        sanne.starts_saying("Nog niet").await;
        iris.starts_saying("Lukt me").await;
        for _ in 0..4 {
            sanne.says("tip").await;
            iris.says("tip").await;
        }
        let tips = |mut titles: Vec<String>| titles.split_off(titles.len() - 4);
        let (starter, expert) = (tips(sanne.titles()), tips(iris.titles()));
        assert!(starter.iter().all(|tip| !expert.contains(tip)), "{starter:?} {expert:?}");
    })
    .await;
}

#[tokio::test]
async fn a_tip_is_asked_about_days_later() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        let tip = sanne.newest();
        assert_snapshot!("tip", sanne.sees());
        waits_for(world, &sanne, "Lukt niet").await;
        let seen = sanne.sees();
        assert!(seen.contains(&tip), "the doing question is about “{tip}”: {seen}");
        sanne.taps("Lukt niet").await;
        assert_snapshot!("doing_does_not_work", sanne.sees());
    })
    .await;
}

#[tokio::test]
async fn a_done_tip_comes_back_as_a_question() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        sanne.sees();
        sanne.taps("Gedaan").await;
        assert_snapshot!("tip_done", sanne.sees());
        assert!(!sanne.sees_button("Gedaan"), "an answered card has no more answers");
        world.days_pass(28).await;
        let seen = sanne.sees();
        assert!(seen.contains("Je hebt dit 8 dagen geleden gedaan"), "and it says why: {seen}");
    })
    .await;
}

#[tokio::test]
async fn a_question_that_was_passed_over_rests_for_two_weeks() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        sanne.taps("Gedaan").await;
        sanne.sees();
        let mut asked = String::new();
        for _ in 0..2 {
            world.days_pass(7).await;
            asked += &sanne.sees();
        }
        let times = asked.matches("Een alinea in de beleidsnota").count();
        assert!(times <= 1, "asked {times} times in two weeks: {asked}");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_asked_before_they_were_told() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        world.days_pass(9).await;
        let first_steps = sanne.sees();
        assert!(!first_steps.contains("[Kijk na]"), "{first_steps}");
    })
    .await;
}

#[tokio::test]
async fn a_question_gives_kind_feedback_at_once() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        sanne.taps("Gedaan").await;
        sanne.says("vraag").await;
        sanne.sees();
        let empty = sanne.taps("Kijk na").await;
        let told = empty.body.map(|body| body["value"].to_string()).unwrap_or_default();
        assert!(told.contains("Kies eerst een antwoord"), "an empty answer is no answer: {told}");
        sanne.taps("Weet ik niet").await;
        assert_snapshot!("question_dont_know", sanne.sees());
        assert!(sanne.sees_button("Nog eentje?"));
        sanne.taps("Nog eentje?").await;
        assert_ne!(sanne.sees(), "");
    })
    .await;
}

#[tokio::test]
async fn right_and_wrong_answers_are_both_explained() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        sanne.taps("Gedaan").await;
        let mut options = 1;
        let mut at = 0;
        while at < options {
            sanne.says("vraag").await;
            let asked = sanne.sees();
            let all: Vec<&str> =
                asked.lines().filter_map(|line| line.trim().strip_prefix("( ) ")).collect();
            options = all.len();
            sanne.chooses(all[at], "Kijk na").await;
            let seen = sanne.sees();
            assert!(seen.contains(all[at]), "{seen}");
            assert!(seen.contains("[Nog eentje?]") || seen.contains("\n# "), "it goes on: {seen}");
            assert!(!seen.to_lowercase().contains("fout"), "kind words only: {seen}");
            at += 1;
        }
        assert!(options > 1, "a question has options");
    })
    .await;
}

#[tokio::test]
async fn not_for_me_is_for_good() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        let tip = sanne.newest();
        sanne.taps("Niet voor mij").await;
        for _ in 0..12 {
            sanne.says("tip").await;
        }
        assert_eq!(sanne.titles().iter().filter(|title| **title == tip).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn every_button_of_a_tip_is_answered_in_its_place() {
    on_each_database(async |world| {
        let amy = world.amy();
        amy.starts().await;
        let mut answers = String::new();
        for button in ["Done", "Later", "Too easy", "Too hard", "Not for me"] {
            amy.says("tip").await;
            amy.sees();
            amy.taps(button).await;
            answers += &format!("{button}:\n{}", amy.sees());
        }
        assert_snapshot!("answers_en", answers);
    })
    .await;
}

#[tokio::test]
async fn an_old_card_that_is_pressed_again_changes_nothing() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        let message = sanne.messages().pop().expect("a tip");
        let press = sanne.cast.person.invoke_for(&message.id, 1, &[]).expect("a button");
        let first = sanne.cast.person.post(press.clone()).await.expect("an answer");
        let mut second = press;
        second.insert("id".to_owned(), serde_json::json!("f:another"));
        let again = sanne.cast.person.post(second).await.expect("an answer");
        world.settles().await;
        assert_eq!((first.status, again.status), (200, 200));
        sanne.sees();
        sanne.says("voortgang").await;
        assert!(sanne.sees().contains("Zelf gedaan: 1"), "counted once");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_in_the_middle_of_a_card_finishes_what_they_saw() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        sanne.taps("Gedaan").await;
        sanne.says("vraag").await;
        let asked = sanne.sees();
        let mut catalog = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap();
        for tip in catalog.tips.values_mut() {
            for text in tip.texts.values_mut() {
                text.question.prompt = "Iets heel anders?".to_owned();
                text.question.choices.truncate(1);
            }
        }
        world.demo.service.publish(Edition::new(catalog).unwrap());
        sanne.taps("Weet ik niet").await;
        let seen = sanne.sees();
        assert!(!seen.contains("Iets heel anders"), "{asked}\n{seen}");
        sanne.says("vraag").await;
        assert!(sanne.sees().contains("Iets heel anders"), "the next card is of today");
    })
    .await;
}
