//! When nudges come, and when they do not.

use jiff::SignedDuration;
use stapje::local_channel::{Call, Fault};

use crate::world::on_each_database;

#[tokio::test]
async fn at_most_two_a_week_and_only_in_the_window() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        for _ in 0..6 {
            let before = sanne.messages().len();
            world.days_pass(7).await;
            assert!(sanne.messages().len() - before <= 2, "{}", sanne.sees());
        }
        for message in sanne.messages().iter().skip(1) {
            let hour = jiff::tz::TimeZone::get("Europe/Amsterdam")
                .expect("a zone")
                .to_datetime(message.at)
                .hour();
            assert!((8..18).contains(&hour), "a nudge at {}", message.at);
        }
    })
    .await;
}

#[tokio::test]
async fn a_missed_nudge_lapses() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        // From Monday nine o'clock to Sunday: every window of this week has passed.
        world.bot_sleeps(SignedDuration::from_hours(24 * 6)).await;
        assert_eq!(sanne.sees(), "");
        world.days_pass(7).await;
        assert_ne!(sanne.sees(), "", "the next week is as usual");
    })
    .await;
}

#[tokio::test]
async fn whoever_never_reacts_is_asked_once_and_then_left_alone() {
    on_each_database(async |world| {
        let karel = world.someone("karel");
        karel.installs().await;
        world.days_pass(180).await;
        let titles = karel.titles();
        let asked = titles.iter().filter(|title| title.contains("Zal ik")).count();
        assert!(titles.len() < 20, "{} cards in half a year: {titles:?}", titles.len());
        assert!(asked <= 1, "{titles:?}");
    })
    .await;
}

#[tokio::test]
async fn a_throttled_send_waits_as_long_as_it_was_told() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        world.demo.channel.break_next(Call::Send, [Fault::throttled(Some(90))]);
        sanne.says("tip").await;
        assert_eq!(sanne.sees(), "", "throttled");
        world.demo.clock.advance(SignedDuration::from_secs(89));
        world.demo.service.deliver().await.expect("nothing to deliver yet");
        assert_eq!(sanne.sees(), "", "not before 90 seconds");
        world.time_passes(SignedDuration::from_secs(60)).await;
        assert_ne!(sanne.sees(), "");
    })
    .await;
}

#[tokio::test]
async fn one_throttled_conversation_delays_nobody_else() {
    on_each_database(async |world| {
        let (sanne, iris) = (world.sanne(), world.iris());
        sanne.starts().await;
        iris.starts().await;
        world.demo.channel.break_next(Call::Send, [Fault::throttled(Some(600))]);
        sanne.says("tip").await;
        sanne.says("hoi").await;
        iris.says("tip").await;
        assert_eq!(sanne.sees(), "", "both wait");
        assert_ne!(iris.sees(), "", "nobody waits with them");
        world.time_passes(SignedDuration::from_mins(13)).await;
        assert_eq!(sanne.messages().len(), 4, "{:?}", sanne.titles());
    })
    .await;
}

#[tokio::test]
async fn an_unclear_nudge_is_never_sent_twice() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        world.demo.channel.break_next(Call::Send, [Fault::TakenThen(502)]);
        world.days_pass(2).await;
        assert_eq!(sanne.messages().len(), 2, "{:?}", sanne.titles());
    })
    .await;
}

#[tokio::test]
async fn a_blocked_bot_keeps_silent_until_spoken_to() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let blocked = Fault::error(403, "MessageWritesBlocked");
        world.demo.channel.break_next(Call::Send, [blocked]);
        world.days_pass(21).await;
        assert_eq!(sanne.sees(), "", "blocked at the first nudge, then silent");
        sanne.says("tip").await;
        assert_ne!(sanne.sees(), "");
    })
    .await;
}

#[tokio::test]
async fn a_refused_token_is_fetched_once_more() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let before = world.demo.channel.tokens_issued();
        world.demo.channel.break_next(Call::Send, [Fault::error(401, "Unauthorized")]);
        sanne.says("tip").await;
        assert_ne!(sanne.sees(), "");
        assert_eq!(world.demo.channel.tokens_issued(), before + 1);
    })
    .await;
}
