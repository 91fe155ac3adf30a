//! Whatever somebody saves in the content folder: it is told what is wrong, nothing falls over.

use proptest::prelude::*;
use stapje::content::{File, Severity, Source, load};
use stapje::conversation::Edition;

use super::{good, overlaid};
use crate::house::trials;

/// One slip while editing: something goes, comes or is doubled at some point of the text.
#[derive(Debug, Clone)]
enum Slip {
    Cut { length: usize },
    Insert { bytes: Vec<u8> },
    Repeat { length: usize },
}

fn slip() -> impl Strategy<Value = (prop::sample::Index, Slip)> {
    let pieces = prop::sample::select(vec![
        "---\n", "#", "##", "- [x] ", "  ", "\n\n", "\t", ":", "\"", "{ $", "}", "[", "](", "![",
        "<b>", "```", "| a |", "é", "🙂", "\u{feff}", "\r\n", "\0", "*", "&a", "*a", "!!int ",
        "- ", "> ",
    ]);
    let slip = prop_oneof![
        (1_usize..200).prop_map(|length| Slip::Cut { length }),
        pieces.prop_map(|text| Slip::Insert { bytes: text.as_bytes().to_vec() }),
        prop::collection::vec(any::<u8>(), 1..8).prop_map(|bytes| Slip::Insert { bytes }),
        (1_usize..200).prop_map(|length| Slip::Repeat { length }),
    ];
    (any::<prop::sample::Index>(), slip)
}

fn apply(bytes: &mut Vec<u8>, at: prop::sample::Index, slip: &Slip) {
    let at = at.index(bytes.len() + 1);
    let until = |length: usize| (at + length).min(bytes.len());
    match slip {
        Slip::Cut { length } => drop(bytes.drain(at..until(*length))),
        Slip::Insert { bytes: new } => drop(bytes.splice(at..at, new.iter().copied())),
        Slip::Repeat { length } => {
            let again = bytes[at..until(*length)].to_vec();
            drop(bytes.splice(at..at, again));
        }
    }
}

/// Loads files as a running program does; `true` when they may go live.
fn goes_live(files: &[File]) -> bool {
    let loaded = load(files);
    for finding in &loaded.findings {
        assert!(finding.place.line > 0 && finding.place.column > 0, "{finding}");
        assert!(!finding.what.is_empty() && !finding.help.is_empty(), "{finding}");
    }
    let broken = loaded.findings.iter().any(|found| found.severity == Severity::Error);
    assert_eq!(loaded.catalog.is_none(), broken, "no catalog, and nothing said about it");
    loaded.catalog.is_some_and(|catalog| Edition::new(catalog).is_ok())
}

/// The small good folder, with the product's words of the shipped content.
fn good_with_words() -> Vec<File> {
    let mut words = Source::BuiltIn.files().expect("the shipped content");
    words.retain(|file| file.path.ends_with("words.ftl"));
    overlaid(good(), words)
}

proptest! {
    #![proptest_config(trials(300))]

    #[test]
    fn slips_in_good_content_are_told_or_harmless(
        which in any::<prop::sample::Index>(),
        slips in prop::collection::vec(slip(), 1..4),
    ) {
        let mut files = good_with_words();
        let which = which.index(files.len());
        for (at, slip) in &slips {
            apply(&mut files[which].bytes, *at, slip);
        }
        goes_live(&files);
    }

    #[test]
    fn slips_in_shipped_files_are_told_or_harmless(
        which in any::<prop::sample::Index>(),
        slips in prop::collection::vec(slip(), 1..6),
    ) {
        let shipped = Source::BuiltIn.files().expect("the shipped content");
        let mut file = shipped[which.index(shipped.len())].clone();
        for (at, slip) in &slips {
            apply(&mut file.bytes, *at, slip);
        }
        let plan = shipped[..].iter().find(|file| file.path == "plan.yaml").cloned();
        goes_live(&overlaid(plan.into_iter().collect(), vec![file]));
    }

    #[test]
    fn arbitrary_bytes_are_told_or_harmless(
        path in prop::sample::select(vec![
            "plan.yaml", "nl/texts.yaml", "nl/words.ftl", "nl/tips/link-send.md", "nl/tips/.md",
            "tips/a.md", "nl/tips/a/b/c.md", "readme.md", "a/b.yaml",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        goes_live(&overlaid(good(), vec![File { path: path.to_owned(), bytes }]));
    }

    #[test]
    fn arbitrary_text_under_a_good_head_is_told_or_harmless(body in "(?s).{0,300}") {
        let mut file = good().into_iter().find(|file| file.path == "nl/tips/link-send.md").unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        let head = text.split_inclusive("---\n").take(2).collect::<String>();
        file.bytes = (head + &body).into_bytes();
        goes_live(&overlaid(good(), vec![file]));
    }
}

#[test]
fn a_folder_with_windows_line_ends_is_as_good() {
    let mut files = good();
    for file in &mut files {
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        file.bytes = text.replace('\n', "\r\n").into_bytes();
    }
    assert_eq!(load(&files).findings, Vec::new());
    for file in &mut files {
        file.bytes.splice(0..0, "\u{feff}".bytes());
    }
    assert_eq!(load(&files).findings, Vec::new());
}
