//! The content that the project ships.

use stapje::content::{Severity, Source, load};
use stapje::conversation::Edition;

#[test]
fn the_shipped_content_has_nothing_to_mend() {
    let loaded = load(&Source::BuiltIn.files().unwrap());
    let mended = loaded.findings.iter().filter(|finding| finding.severity != Severity::Hint);
    let told: Vec<String> = mended.map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    Edition::new(loaded.catalog.unwrap()).unwrap();
}

#[test]
fn the_shipped_content_comes_from_a_folder_too() {
    let folder = Source::Folder(crate::house::project().join("content"));
    assert_eq!(folder.files().unwrap(), Source::BuiltIn.files().unwrap());
}

#[test]
fn every_shipped_tip_can_be_reached_from_nothing() {
    let catalog = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap();
    let mut reached: Vec<&str> = Vec::new();
    loop {
        let next = catalog.tips.values().find(|tip| {
            !reached.contains(&tip.id.as_str())
                && tip.prerequisites.iter().all(|id| reached.contains(&id.as_str()))
        });
        let Some(tip) = next else { break };
        reached.push(&tip.id);
    }
    assert_eq!(reached.len(), catalog.tips.len());
}

#[test]
fn a_tip_never_needs_one_of_a_higher_level() {
    let catalog = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap();
    for tip in catalog.tips.values() {
        for before in &tip.prerequisites {
            assert!(catalog.tips[before].level <= tip.level, "{} needs {before}", tip.id);
        }
    }
}

#[test]
fn every_shipped_behaviour_says_how_one_sees_it() {
    let plan = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap().plan;
    for behaviour in &plan.behaviours {
        let measure = behaviour.measure.as_ref().expect(&behaviour.id);
        assert!(measure.by.is_some(), "{}", behaviour.id);
    }
}
