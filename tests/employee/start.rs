//! Installing, the level check, stopping, removing.

use insta::assert_snapshot;

use crate::world::on_each_database;

#[tokio::test]
async fn the_welcome_says_who_why_how_often_and_how_to_stop() {
    on_each_database(async |world| {
        let (sanne, amy) = (world.sanne(), world.amy());
        sanne.installs().await;
        assert_snapshot!("welcome_nl", sanne.sees());
        amy.installs().await;
        assert_snapshot!("welcome_en", amy.sees());
    })
    .await;
}

#[tokio::test]
async fn two_activities_for_one_installation_make_one_welcome() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.installs().await;
        assert_eq!(sanne.messages().len(), 1);
        sanne.installs().await;
        assert_eq!(sanne.messages().len(), 1, "installed twice: {:?}", sanne.titles());
    })
    .await;
}

#[tokio::test]
async fn the_level_check_is_short_and_never_shows_a_score() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.installs().await;
        sanne.taps("Stel de vragen").await;
        let mut asked = 0;
        while sanne.sees_button("Nog niet") {
            sanne.taps("Nog niet").await;
            asked += 1;
        }
        assert!((6..=8).contains(&asked), "{asked} questions");
        assert_snapshot!(
            "level_check_done",
            sanne.messages().pop().map(|m| { crate::world::title(&m) }).unwrap_or_default()
        );
        let all = sanne.sees();
        assert!(!all.contains('%') && !all.to_lowercase().contains("score"), "{all}");
    })
    .await;
}

#[tokio::test]
async fn the_level_check_may_be_skipped_and_stopped() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.installs().await;
        sanne.taps("Sla over").await;
        assert_snapshot!("level_check_skipped", sanne.sees());
        let iris = world.iris();
        iris.installs().await;
        iris.taps("Stel de vragen").await;
        iris.taps("Lukt me").await;
        iris.taps("Stop met vragen").await;
        assert!(iris.sees().contains("we stoppen met de vragen"));
        assert!(!iris.sees_button("Lukt me"));
    })
    .await;
}

#[tokio::test]
async fn stop_works_at_once_and_survives_a_new_installation() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("stop").await;
        assert!(sanne.sees().contains("Ik stuur je niets meer"));
        sanne.uninstalls().await;
        sanne.installs().await;
        world.days_pass(30).await;
        assert_eq!(sanne.sees(), "", "silence after stop");
        sanne.says("verder").await;
        world.days_pass(7).await;
        assert!(sanne.titles().len() > 3, "{:?}", sanne.titles());
    })
    .await;
}

#[tokio::test]
async fn nothing_is_sent_to_whoever_removed_the_app() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.uninstalls().await;
        let calls = world.demo.channel.accepted();
        world.days_pass(30).await;
        assert_eq!(world.demo.channel.accepted(), calls);
        sanne.installs().await;
        assert!(sanne.sees().contains("Welkom terug"));
        world.days_pass(7).await;
        assert_ne!(sanne.sees(), "");
    })
    .await;
}
