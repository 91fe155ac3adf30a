//! Finding a tip from any chat, to share it there.

use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};
use stapje::bot_framework::card::Card;
use stapje::store::employees;

use crate::world::{Someone, World, on_each_database};

async fn looks(someone: &Someone<'_>, words: &str, skip: usize, count: usize) -> Value {
    let invoke = someone.cast.person.search(("q", words), skip, count);
    someone.cast.person.asks(invoke).await.expect("an answer").body.expect("a body")
}

fn titles(body: &Value) -> Vec<String> {
    let results = body["composeExtension"]["attachments"].as_array().expect("results").iter();
    results
        .map(|result| result["preview"]["content"]["title"].as_str().expect("a title").to_owned())
        .collect()
}

async fn everybody(world: &World) -> u64 {
    let mut conn = world.demo.service.store().read().await.expect("a connection");
    let count: (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM employees").fetch_one(&mut *conn).await.expect("it");
    u64::try_from(count.0).expect("a count")
}

#[tokio::test]
async fn a_tip_is_found_and_shared_without_meeting_the_bot() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        let found = looks(&sanne, "bijlage", 0, 25).await;
        let first = &found["composeExtension"]["attachments"][0];
        assert_json_snapshot!("shared_tip", first);
        let card = Card::read(&first["content"]).expect("a card");
        assert_snapshot!("shared_tip_text", card.text());
        world.settles().await;
        assert_eq!(sanne.messages().len(), 0, "nothing is sent");
        assert_eq!(everybody(world).await, 0, "nothing is stored");
    })
    .await;
}

#[tokio::test]
async fn capitals_accents_slips_and_beginnings_are_forgiven() {
    let world = World::on_sqlite().await;
    let sanne = world.sanne();
    let expected = titles(&looks(&sanne, "bijlage", 0, 25).await);
    assert!(!expected.is_empty());
    for typed in ["BIJLAGE", "bíjlagé", "bijlaeg", "bijlaage", "  bijlage ", "bijla"] {
        let found = titles(&looks(&sanne, typed, 0, 25).await);
        assert_eq!(found.first(), expected.first(), "{typed}");
    }
    for topic in ["agenda", "veilig delen", "overleggen", "bestanden"] {
        assert!(titles(&looks(&sanne, topic, 0, 25).await).len() > 1, "{topic}");
    }
}

#[tokio::test]
async fn results_come_in_pages_that_do_not_overlap() {
    let world = World::on_sqlite().await;
    let amy = world.amy();
    let most = 25;
    let mut all = titles(&looks(&amy, "share document", 0, most).await);
    assert_eq!(all.len(), most, "a full page, and there are more: {all:?}");
    loop {
        let page = titles(&looks(&amy, "share document", all.len(), most).await);
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    let mut paged = Vec::new();
    for skip in (0..all.len() + 2).step_by(2) {
        paged.extend(titles(&looks(&amy, "share document", skip, 2).await));
    }
    assert_eq!(paged, all);
    let beyond = looks(&amy, "share document", 999, 25).await;
    assert_eq!(beyond["composeExtension"]["type"], "result", "an empty page ends the list");
    assert_eq!(titles(&beyond).len(), 0);
    assert!(titles(&looks(&amy, "share document", 0, usize::MAX).await).len() <= 25);
}

#[tokio::test]
async fn before_anything_is_typed_there_is_something_to_choose() {
    let world = World::on_sqlite().await;
    let (sanne, amy) = (world.sanne(), world.amy());
    let mut seen = String::new();
    for someone in [&sanne, &amy] {
        for parameter in [("initialRun", "true"), ("q", "")] {
            let invoke = someone.cast.person.search(parameter, 0, 25);
            let body = someone.cast.person.asks(invoke).await.unwrap().body.unwrap();
            seen += &format!("{parameter:?}: {}\n", titles(&body).join(" | "));
        }
    }
    assert_snapshot!("first_suggestions", seen);
}

#[tokio::test]
async fn what_is_not_there_gets_a_friendly_line() {
    let world = World::on_sqlite().await;
    let mut seen = Vec::new();
    for someone in [world.sanne(), world.amy()] {
        seen.push(looks(&someone, "kinderopvang xyzzy", 0, 25).await);
    }
    assert_json_snapshot!("nothing_found", seen);
    for odd in ["<script>", "🙂", "\u{202e}", "%' OR 1=1 --"] {
        let body = looks(&world.sanne(), odd, 0, 25).await;
        assert!(body["composeExtension"].is_object(), "{odd}: {body}");
    }
    looks(&world.sanne(), &"woord ".repeat(5000), 0, 25).await;
}

#[tokio::test]
async fn a_chosen_language_counts_in_other_chats_too() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        let before = everybody(world).await;
        sanne.says("taal").await;
        sanne.taps("English").await;
        let body = looks(&sanne, "attachment", 0, 1).await;
        assert_eq!(body["composeExtension"]["attachments"][0]["content"]["lang"], "en");
        let mut conn = world.demo.service.store().read().await.expect("a connection");
        let tenant = sanne.cast.person.search(("q", ""), 0, 1)["conversation"]["tenantId"].clone();
        let tenant = tenant.as_str().expect("a tenant");
        let key = stapje::store::EmployeeKey::new(tenant, sanne.cast.person.object_id());
        let known = employees::find(&mut conn, &key).await.expect("it").expect("Sanne");
        assert_eq!(known.conversation.conversation_id, sanne.cast.person.conversation_id());
        assert_eq!(everybody(world).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_guest_without_an_account_can_look_as_well() {
    let world = World::on_sqlite().await;
    let mut invoke = world.sanne().cast.person.search(("q", "bijlage"), 0, 1);
    invoke.insert("from".to_owned(), json!({ "id": "29:guest" }));
    let answer = world.sanne().cast.person.asks(invoke).await.expect("an answer");
    assert_eq!(titles(&answer.body.expect("a body")).len(), 1);
}
