//! Finding tips by words, as colleagues would type them.

use crate::world::edition;

/// Typed words and the tip that must be among the first three.
const DUTCH: &[(&str, &str)] = &[
    ("bijlage", "sharing-copy-link"),
    ("link in plaats van bijlage", "sharing-copy-link"),
    ("vorige versie terugzetten", "files-restore-version"),
    ("eerdere versie", "files-restore-version"),
    ("handje opsteken", "meetings-raise-hand"),
    ("notities maken", "meetings-notes-together"),
    ("vlag bij mail", "planning-flag-mail"),
    ("planner bord", "planning-team-tasks"),
    ("gevoelig stuk delen", "sharing-named-people"),
    ("overleg plannen agenda", "planning-send-invitation"),
    ("document in onedrive", "files-start-in-onedrive"),
    ("toegang opruimen", "sharing-clean-up-access"),
    ("stuk verplaatsen", "files-move-to-team"),
    ("map delen", "sharing-one-folder"),
    ("reacties", "files-feedback-in-one-file"),
];

const ENGLISH: &[(&str, &str)] = &[
    ("attachment", "sharing-copy-link"),
    ("earlier version", "files-restore-version"),
    ("restore versions", "files-restore-version"),
    ("raise hand", "meetings-raise-hand"),
    ("taking notes", "meetings-notes-together"),
    ("flag email", "planning-flag-mail"),
    ("planner board", "planning-team-tasks"),
    ("sensitive document", "sharing-named-people"),
    ("plan a meeting", "planning-send-invitation"),
    ("tidy up access", "sharing-clean-up-access"),
    ("move document to team", "files-move-to-team"),
    ("share folder", "sharing-one-folder"),
    ("comments", "files-feedback-in-one-file"),
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
        ("en", "parking permit"),
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
