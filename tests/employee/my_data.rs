//! "Mijn gegevens": see, correct, take along, erase.

use serde_json::json;
use stapje::store::{EmployeeKey, privacy};

use crate::world::{World, on_each_database};

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
async fn everything_is_put_in_their_own_onedrive_when_they_say_so() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts_saying("Lukt me").await;
        sanne.says("tip").await;
        sanne.taps("Gedaan").await;
        sanne.says("mijn gegevens").await;
        sanne.taps("Bewaar als bestand").await;
        assert_eq!(sanne.newest(), "stapje-mijn-gegevens.txt");
        let declined = sanne.taps("Weigeren").await;
        assert_eq!(declined.status, 200);
        assert!(world.demo.channel.files().is_empty(), "nothing goes anywhere without a yes");
        sanne.taps("Bewaar als bestand").await;
        sanne.taps("Toestaan").await;
        let files = world.demo.channel.files();
        let [(name, text)] = &*files else { panic!("{files:?}") };
        assert_eq!(name, "stapje-mijn-gegevens.txt");
        assert!(text.contains(": Gedaan\n") && text.contains("Sinds: "), "{text}");
        let (_, raw) = text.split_once("opgeslagen:\n\n").expect("the raw part");
        let raw: serde_json::Value = serde_json::from_str(raw).expect("JSON");
        assert_eq!(raw["employees"][0]["employee_id"], sanne.cast.person.object_id());
        for kept in privacy::KEPT {
            assert!(raw[kept.table].is_array(), "{}", kept.table);
        }
        let shows = sanne.messages().iter().any(|message| {
            message.file.as_ref().is_some_and(|file| file["contentUrl"].is_string())
        });
        assert!(shows, "the file is shown in the chat");
    })
    .await;
}

#[tokio::test]
async fn a_file_goes_to_no_other_host_than_microsofts_and_no_failure_is_silent() {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    sanne.starts().await;
    let nowhere = world.demo.channel.service_url().replace("connector/", "files/none");
    for address in ["https://example.org/take", "http://127.0.0.1:1/take", "ftp://x", &nowhere] {
        let value = json!({
            "type": "fileUpload",
            "action": "accept",
            "uploadInfo": { "name": "x.txt", "uploadUrl": address, "uniqueId": "x" },
        });
        let person = &sanne.cast.person;
        let answer = person.post(person.invoke("fileConsent/invoke", &value)).await.unwrap();
        assert_eq!(answer.status, 200, "{address}");
        world.settles().await;
        assert_eq!(sanne.newest(), "Dat lukte niet", "{address}");
        sanne.says("hulp").await;
    }
    assert!(world.demo.channel.files().is_empty());
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
