//! Why a nudge came or did not, for the person who asks.

use crate::world::on_each_database;

#[tokio::test]
async fn whoever_asks_hears_why_nothing_comes_and_when_the_next_one_does() {
    on_each_database(async |world| {
        let (sanne, amy) = (world.sanne(), world.amy());
        sanne.starts().await;
        sanne.says("waarom kreeg ik geen tip?").await;
        let seen = sanne.sees();
        assert!(seen.contains("Dit is niet een van jouw dagen."), "{seen}");
        assert!(seen.contains("Je volgende kaartje komt woensdag 4 november."), "{seen}");
        sanne.says("stop").await;
        sanne.says("waarom").await;
        let seen = sanne.sees();
        assert!(seen.contains("Je zei dat ik moest stoppen."), "{seen}");
        assert!(seen.contains("Er staat geen kaartje klaar."), "{seen}");
        amy.starts().await;
        world.bot_sleeps(jiff::SignedDuration::from_hours(24 * 2 + 6)).await;
        amy.says("why didn't I get a tip").await;
        let seen = amy.sees();
        assert!(seen.contains("Why nothing came on Wednesday 4 November"), "{seen}");
        assert!(seen.contains("The time that you chose is over."), "{seen}");
    })
    .await;
}
