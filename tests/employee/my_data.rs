//! "Mijn gegevens": see, correct, take along, erase.

use stapje::store::{EmployeeKey, privacy};

use crate::world::on_each_database;

#[tokio::test]
async fn somebody_sees_what_is_kept_and_takes_it_along() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts_saying("Lukt me").await;
        sanne.says("tip").await;
        sanne.taps("Gedaan").await;
        sanne.sees();
        sanne.says("wat weet je van mij?").await;
        insta::assert_snapshot!("my_data_nl", sanne.sees());
        sanne.taps("Laat alles zien").await;
        let all = sanne.sees();
        assert!(all.contains("Alles wat ik van je bewaar") && all.contains(": Gedaan"), "{all}");
        sanne.taps("Mijn niveau klopt niet").await;
        assert_eq!(sanne.newest(), "Wat lukt jou al?");
    })
    .await;
}

#[tokio::test]
async fn everything_is_erased_only_after_a_second_word_and_with_proof() {
    on_each_database(async |world| {
        let amy = world.amy();
        amy.starts().await;
        let key = EmployeeKey::new(world.demo.tenant_id(), amy.cast.person.object_id());
        let held = async || {
            let mut conn = world.demo.service.store().read().await.unwrap();
            privacy::total(&privacy::held(&mut conn, &key).await.unwrap())
        };
        amy.says("delete my data").await;
        amy.taps("Erase everything").await;
        amy.taps("No, keep it").await;
        assert!(held().await > 3);
        amy.taps("Erase everything").await;
        let before = held().await;
        amy.sees();
        let answer = amy.taps("Yes, erase everything").await;
        let shown = answer.body.expect("a card").to_string();
        assert!(shown.contains("Everything is erased"), "{shown}");
        assert!(shown.contains(&format!("were {before} lines")), "{before}: {shown}");
        assert_eq!(held().await, 0);
        amy.sees();
        world.days_pass(21).await;
        assert_eq!(amy.sees(), "", "nothing comes any more");
        amy.says("hi").await;
        assert!(amy.titles().iter().filter(|title| title.starts_with("Hi")).count() > 1);
    })
    .await;
}
