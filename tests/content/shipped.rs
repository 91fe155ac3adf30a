//! The content that the project ships.

use stapje::content::{Severity, Source, Tip, load};
use stapje::conversation::Edition;
use stapje::learning::Level;

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

/// What the library promises: every topic of Microsoft 365 at every level, in both languages, with
/// three or four options and a page where the facts come from.
#[test]
fn every_topic_has_three_tips_or_more_at_every_level() {
    let catalog = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap();
    let topics: Vec<_> = catalog.plan.topics.iter().map(|topic| topic.id.as_str()).collect();
    assert_eq!(topics[0], "stapje", "the first track teaches the chat itself");
    assert_eq!(topics.len(), 14, "thirteen, and Stapje");
    for topic in &topics {
        for level in Level::ALL {
            let of = |tip: &&Tip| tip.topic == *topic && tip.level == level;
            let count = catalog.tips.values().filter(of).count();
            let least = if *topic == "stapje" { 1 } else { 3 };
            assert!(count >= least, "{topic} {level:?}: {count}");
        }
    }
    assert!(catalog.tips.len() >= 150);
    for (id, tip) in &catalog.tips {
        for language in ["nl", "en"] {
            let text = &tip.texts[language];
            assert!((3..=4).contains(&text.question.choices.len()), "{language} {id}");
            assert!(text.source.starts_with("https://"), "{language} {id}");
        }
    }
}

#[test]
fn a_new_employee_meets_the_chat_first_and_security_in_the_first_three_months() {
    let plan = load(&Source::BuiltIn.files().unwrap()).catalog.unwrap().plan;
    let campaign = |id: &str| plan.campaigns.iter().find(|it| it.id == id).expect("a track");
    let (chat, security) = (campaign("first-steps"), campaign("safe-start"));
    assert_eq!(chat.all_behaviours(&plan), ["use-stapje"]);
    assert!(chat.in_order && chat.priority > security.priority);
    assert_eq!(security.topics, ["security"]);
    for track in [chat, security] {
        let audience = plan.audiences.iter().find(|it| it.id == track.audience).unwrap();
        assert_eq!(audience.within_days, Some(90));
    }
}
