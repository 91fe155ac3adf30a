//! Languages: who gets which, and what a language must have.

use stapje::content::{Catalog, File, Source, load};
use stapje::conversation::Edition;

use super::{file, good, overlaid};

fn catalog(files: &[File]) -> Catalog {
    let loaded = load(files);
    assert_eq!(loaded.findings, Vec::new());
    loaded.catalog.expect("without findings there is a catalog")
}

fn text_of(path: &str) -> String {
    let file = good().into_iter().find(|file| file.path == path).expect("a file");
    String::from_utf8(file.bytes).expect("text")
}

#[test]
fn the_wanted_language_is_spoken_or_else_the_first_of_the_plan() {
    let catalog = catalog(&good());
    for (wanted, spoken) in [
        (Some("nl"), "nl"),
        (Some("en-GB"), "en"),
        (Some("EN_us"), "en"),
        (Some("nl-BE"), "nl"),
        (Some("de-DE"), "nl"),
        (Some("english"), "nl"),
        (Some(""), "nl"),
        (Some("-"), "nl"),
        (None, "nl"),
    ] {
        assert_eq!(catalog.language(wanted).code, spoken, "{wanted:?}");
    }
}

#[test]
fn a_language_that_is_being_translated_is_not_spoken_yet() {
    // Its folder is there; the plan does not name it.
    let texts = text_of("nl/texts.yaml").replace("Nederlands", "Frysk");
    let catalog = catalog(&overlaid(good(), vec![file("fy/texts.yaml", &texts)]));
    assert_eq!(catalog.language(Some("fy-NL")).code, "nl");
    let edition = Edition::new(catalog).expect("an edition");
    assert_eq!(edition.languages().map(|(code, _)| code).collect::<Vec<_>>(), ["nl", "en"]);
}

#[test]
fn a_word_that_a_language_lacks_is_told() {
    let all = Source::built_in_words("en").expect("English is built in");
    let words = all.replace("\nhello-title =", "\nhello-titel =");
    let refused = Edition::new(catalog(&overlaid(good(), vec![file("en/words.ftl", &words)])));
    let told = refused.map(drop).expect_err("a word is missing").to_string();
    assert!(told.starts_with("en/words.ftl: these names are missing: hello-title."), "{told}");
}

#[test]
fn words_that_cannot_be_read_are_told_with_their_line() {
    let words = file("en/words.ftl", "hello = Hi\nbye = { $name\nthanks = Thanks\n");
    let refused = Edition::new(catalog(&overlaid(good(), vec![words])));
    let told = refused.map(drop).expect_err("a bracket is open").to_string();
    assert!(told.starts_with("en/words.ftl: line "), "{told}");
}
