//! What people type: commands in either language, and anything else.

use insta::assert_snapshot;

use crate::world::on_each_database;

#[tokio::test]
async fn every_command_has_its_card_in_dutch() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let mut told = String::new();
        for typed in [
            "help",
            "tip",
            "vraag",
            "waarom",
            "voortgang",
            "instellingen",
            "wie ben je",
            "hoi",
            "bedankt",
            "taal",
            "pauze",
            "pauze tot 1 december",
            "verder",
            "stop",
            "verder",
        ] {
            sanne.says(typed).await;
            told += &format!("> {typed}\n{}", sanne.sees());
        }
        assert_snapshot!("commands_nl", told);
    })
    .await;
}

#[tokio::test]
async fn every_command_has_its_card_in_english() {
    on_each_database(async |world| {
        let amy = world.amy();
        amy.starts().await;
        let mut told = String::new();
        for typed in [
            "help",
            "tip",
            "question",
            "why",
            "progress",
            "settings",
            "who are you",
            "hi",
            "thanks",
            "language",
            "pause until 1 December",
            "resume",
            "stop",
        ] {
            amy.says(typed).await;
            told += &format!("> {typed}\n{}", amy.sees());
        }
        assert_snapshot!("commands_en", told);
    })
    .await;
}

#[tokio::test]
async fn anything_else_searches_the_tips_or_offers_help() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("hoe deel ik een bestand met een link").await;
        assert_snapshot!("search", sanne.sees());
        sanne.taps("Toon 1").await;
        assert_snapshot!("search_shown", sanne.sees());
        sanne.says("qwxyz").await;
        assert_snapshot!("search_nothing", sanne.sees());
        for odd in ["", "   ", "🙂", "<script>alert(1)</script>", "*_[](`", "\u{202e}tip"] {
            sanne.says(odd).await;
            assert_ne!(sanne.sees(), "", "silence after {odd:?}");
        }
        sanne.says(&"a".repeat(20_000)).await;
        assert_ne!(sanne.sees(), "");
    })
    .await;
}

#[tokio::test]
async fn the_language_is_the_employees_choice() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("taal").await;
        sanne.taps("English").await;
        sanne.sees();
        sanne.says("help").await;
        assert!(sanne.sees().contains("What you can type"), "{:?}", sanne.titles());
    })
    .await;
}

#[tokio::test]
async fn settings_are_kept_and_mistakes_are_told() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("instellingen").await;
        sanne.sees();
        sanne.taps_with("Bewaar", &[("days", "")]).await;
        assert_snapshot!("settings_without_days", sanne.sees());
        sanne.says("instellingen").await;
        sanne.taps_with("Bewaar", &[("days", "5"), ("per_week", "1")]).await;
        assert_snapshot!("settings_kept", sanne.sees());
        world.days_pass(28).await;
        let days = sanne.sees();
        assert!(days.contains("[Fri "), "{days}");
        assert!(
            ["[Mon ", "[Tue ", "[Wed ", "[Thu "].iter().all(|day| !days.contains(day)),
            "{days}"
        );
    })
    .await;
}
