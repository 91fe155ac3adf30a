//! A tip that is taken out of the content keeps its place with whoever had it.

use stapje::content::{File, Source, load};
use stapje::conversation::Edition;

use crate::world::{World, edition, on_each_database};

/// The shipped content without one tip, and without what waits for it.
fn without(id: &str) -> Edition {
    let mut files = Source::BuiltIn.files().unwrap();
    let name = format!("/{id}.md");
    files.retain(|file| !file.path.ends_with(&name));
    for file in files.iter_mut().filter(|file| file.path.contains("/tips/")) {
        take_out(file, id);
    }
    Edition::new(load(&files).catalog.expect("good content")).unwrap()
}

fn take_out(file: &mut File, id: &str) {
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    let Some(line) = text.lines().find(|line| line.starts_with("prerequisites: [")) else { return };
    let ids = line.trim_start_matches("prerequisites: [").trim_end_matches(']');
    let left: Vec<&str> = ids.split(", ").filter(|other| *other != id).collect();
    let line_after = format!("prerequisites: [{}]", left.join(", "));
    file.bytes = text.replacen(line, &line_after, 1).into_bytes();
}

/// The id of the shipped tip with this title.
fn id_of(title: &str) -> String {
    let catalog = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap();
    let tip = catalog.tips.values().find(|tip| tip.texts["nl"].title == title);
    tip.expect("a tip of the library").id.clone()
}

fn count(world: &World, title: &str) -> usize {
    world.sanne().titles().iter().filter(|it| it.as_str() == title).count()
}

#[tokio::test]
async fn a_tip_that_was_taken_out_keeps_its_history() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        let title = sanne.newest();
        let id = id_of(&title);
        sanne.taps("Gedaan").await;
        sanne.sees();
        world.demo.service.publish(without(&id));
        assert!(!world.demo.service.edition().catalog.tips.contains_key(&id));

        sanne.says("voortgang").await;
        let progress = sanne.sees();
        assert!(progress.contains("Zelf gedaan: 1"), "{progress}");
        sanne.says("wat weet je van mij?").await;
        sanne.taps("Laat alles zien").await;
        let all = sanne.sees();
        assert!(all.contains(&format!("een tip die er niet meer is ({id})")), "{all}");
        assert!(all.contains(": Gedaan"), "{all}");

        // It does not come back by itself, and everything else goes on.
        let before = count(world, &title);
        let cards = sanne.messages().len();
        world.days_pass(60).await;
        assert!(sanne.messages().len() > cards, "other tips come");
        assert_eq!(count(world, &title), before, "what is gone is not asked about");

        // Published again, it is where it was.
        world.demo.service.publish(edition());
        sanne.sees();
        sanne.says("voortgang").await;
        let progress = sanne.sees();
        assert!(progress.contains("Zelf gedaan: 1"), "{progress}");
    })
    .await;
}

#[tokio::test]
async fn a_card_of_a_tip_that_was_taken_out_meanwhile_is_answered_with_its_own_words() {
    on_each_database(async |world| {
        let sanne = world.sanne();
        sanne.starts().await;
        sanne.says("tip").await;
        let id = id_of(&sanne.newest());
        sanne.taps("Gedaan").await;
        sanne.says("vraag").await;
        let asked = sanne.messages().pop().expect("a question");
        let edition = world.demo.service.edition();
        let text = &edition.catalog.tips[&id].texts["nl"];
        let right = text.question.choices.iter().find(|choice| choice.right).unwrap();
        let shown = asked.card.as_ref().expect("a card").to_string();
        assert!(shown.contains(&text.question.prompt), "{shown}");
        world.demo.service.publish(without(&id));
        sanne.sees();
        sanne.chooses(&right.text, "Kijk na").await;
        let seen = sanne.sees();
        assert!(seen.contains(&right.feedback), "{seen}");
        sanne.says("voortgang").await;
        let progress = sanne.sees();
        assert!(progress.contains("Tips gezien: 1"), "{progress}");
    })
    .await;
}
