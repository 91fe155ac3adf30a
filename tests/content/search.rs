//! Finding tips by words, as colleagues would type them.

use proptest::prelude::*;

use crate::house::trials;
use crate::world::edition;

/// Typed words and the tip that must be among the first three.
const DUTCH: &[(&str, &str)] = &[
    ("bijlage", "sharing-copy-link"),
    ("link in plaats van bijlage", "sharing-copy-link"),
    ("vorige versie terugzetten", "versions-restore"),
    ("eerdere versie", "versions-restore"),
    ("handje opsteken", "meetings-raise-hand"),
    ("notities maken", "meetings-notes-together"),
    ("vlag bij mail", "tasks-flag-mail"),
    ("planner bord", "tasks-team-tasks"),
    ("gevoelig stuk delen", "sharing-named-people"),
    ("overleg plannen agenda", "calendar-send-invitation"),
    ("document in onedrive", "files-start-in-onedrive"),
    ("toegang opruimen", "sharing-clean-up-access"),
    ("stuk verplaatsen", "files-move-to-team"),
    ("map delen", "sharing-one-folder"),
    ("reacties", "versions-feedback-in-one-file"),
];

const ENGLISH: &[(&str, &str)] = &[
    ("attachment", "sharing-copy-link"),
    ("earlier version", "versions-restore"),
    ("restore versions", "versions-restore"),
    ("raise hand", "meetings-raise-hand"),
    ("taking notes", "meetings-notes-together"),
    ("flag email", "tasks-flag-mail"),
    ("planner board", "tasks-team-tasks"),
    ("sensitive document", "sharing-named-people"),
    ("plan a meeting", "calendar-send-invitation"),
    ("tidy up access", "sharing-clean-up-access"),
    ("move document to team", "files-move-to-team"),
    ("share folder", "sharing-one-folder"),
    ("comments", "versions-feedback-in-one-file"),
];

#[test]
fn tips_are_found_by_the_words_of_both_languages() {
    let edition = edition();
    let mut missed = Vec::new();
    for (language, table) in [("nl", DUTCH), ("en", ENGLISH)] {
        let (language, _) = edition.language(language);
        for (words, tip) in table {
            let found = language.search.find(words, 3);
            if !found.contains(&(*tip).to_owned()) {
                missed.push(format!("{words}: not {tip} but {found:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn words_of_something_else_find_nothing() {
    let edition = edition();
    for (language, words) in [
        ("nl", "kinderopvang"),
        ("nl", "xyzzy"),
        ("nl", "de het een"),
        ("nl", "🙂"),
        ("nl", ""),
        ("en", "kindergarten"),
        ("en", "the of and"),
    ] {
        let found = edition.language(language).0.search.find(words, 3);
        assert_eq!(found, Vec::<String>::new(), "{words}");
    }
}

#[test]
fn no_more_is_found_than_asked_for() {
    let edition = edition();
    let search = &edition.language("nl").0.search;
    for most in 0..5 {
        assert!(search.find("stuk delen met een collega", most).len() <= most);
    }
}

#[test]
fn slips_capitals_and_accents_are_forgiven() {
    let edition = edition();
    for (language, meant, typed) in [
        ("nl", "bijlage", &["BIJLAGE", "bijlaeg", "bijlge", "bijlaage", "bíjlage"][..]),
        ("nl", "gevoelig", &["gevolig", "gevoeilg", "gevoellig"]),
        ("nl", "notities", &["notitis", "notites", "nottities"]),
        ("en", "attachment", &["atachment", "attachement", "attachmnet"]),
        ("en", "meeting", &["meetign", "meetting"]),
    ] {
        let search = &edition.language(language).0.search;
        let expected = search.find(meant, 1);
        assert!(!expected.is_empty(), "{meant}");
        for slip in typed {
            // A slip may be as near to another form of the word, so others may come before it.
            let found = search.find(slip, 3);
            assert!(found.contains(&expected[0]), "{slip}: {found:?}");
        }
    }
}

#[test]
fn the_word_that_is_being_typed_is_completed() {
    let edition = edition();
    let search = &edition.language("nl").0.search;
    let whole = search.suggest("bijlage");
    for beginning in ["bij", "bijl", "bijla", "Bijlag"] {
        let found = search.suggest(beginning);
        assert!(found.contains(&whole[0]), "{beginning}: {found:?}");
    }
    assert_eq!(search.suggest("bi"), Vec::<String>::new(), "too short to say anything");
}

proptest! {
    #![proptest_config(trials(200))]

    #[test]
    fn any_text_is_looked_for_and_found_the_same_each_time(text in "(?s).{0,80}") {
        let edition = shared();
        let search = &edition.language("nl").0.search;
        let all = search.suggest(&text);
        prop_assert_eq!(&search.suggest(&text), &all);
        let mut once = all.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), all.len(), "no tip stands in it twice");
        prop_assert!(search.find(&text, 3).len() <= 3);
    }
}

/// Reading all content for every trial would take long.
fn shared() -> &'static stapje::conversation::Edition {
    static EDITION: std::sync::OnceLock<stapje::conversation::Edition> = std::sync::OnceLock::new();
    EDITION.get_or_init(edition)
}
