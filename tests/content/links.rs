//! Links: which are asked for, and where a redirect may lead.

use stapje::content::links::{Hop, Link, LinkKind, Reply, verdict};
use stapje::content::load;
use url::Url;

use super::{file, good, overlaid};

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

/// The link with this address in the good example.
fn link(address: &str) -> Link {
    let all = load(&good()).links.all;
    all.into_iter().find(|link| link.url == url(address)).expect("the link")
}

#[test]
fn each_address_is_there_once_with_all_of_its_places() {
    let links = load(&good()).links.all;
    let told: Vec<_> = links.iter().map(|it| (it.url.as_str(), it.uses.len())).collect();
    let share = "https://support.microsoft.com/share";
    assert_eq!(told, [("https://onedrive.cloud.microsoft/", 6), (share, 6)]);
    let first = &link(share).uses[0];
    assert_eq!(first.kind, LinkKind::Source);
    assert_eq!(first.place.to_string(), "en/tips/link-answer.md:6:9");
}

#[test]
fn what_has_a_finding_already_is_not_asked_for() {
    let tip = good().into_iter().find(|it| it.path == "nl/tips/link-send.md").unwrap();
    let text = String::from_utf8(tip.bytes).unwrap();
    for address in ["http://support.microsoft.com/x", "https://127.0.0.1/x", "file:///etc/passwd"] {
        let changed = text.replace("https://support.microsoft.com/share", address);
        let loaded = load(&overlaid(good(), vec![file("nl/tips/link-send.md", &changed)]));
        assert!(loaded.links.all.iter().all(|link| link.url.as_str() != address), "{address}");
        assert_eq!(loaded.findings.len(), 1, "{address}");
    }
}

#[test]
fn a_redirect_is_followed_to_known_hosts_alone() {
    let links = load(&good()).links;
    let from = url("https://support.microsoft.com/share");
    let hop = |to: &str| links.hop(&from, to);
    assert_eq!(hop("/nl-nl/share"), Hop::On(url("https://support.microsoft.com/nl-nl/share")));
    assert_eq!(hop("https://www.office.com/a"), Hop::On(url("https://www.office.com/a")));
    assert_eq!(hop("https://login.microsoftonline.com/common/oauth2?x=1"), Hop::SignIn);
    for away in ["https://example.org/", "https://10.0.0.1/", "http://support.microsoft.com/"] {
        assert_eq!(hop(away), Hop::Away(away.to_owned()), "{away}");
    }
}

#[test]
fn another_language_or_title_is_the_same_page() {
    let number = "0c71b32b-c050-4930-a887-5afbe742b3d8";
    let mut link = link("https://support.microsoft.com/share");
    let mut is_told = |asked: &str, end: &str| {
        link.url = url(&format!("https://support.microsoft.com/{asked}"));
        let reply = Reply::Answered { status: 200, end: url(end), bytes: None };
        !verdict(&link, &reply).is_empty()
    };
    let home = "https://support.microsoft.com";
    assert!(!is_told("share", &format!("{home}/nl-NL/Share/?wt=1#top")));
    assert!(!is_told("en-us/share", "https://www.support.microsoft.com/nl-nl/share"));
    let renamed = format!("{home}/nl-nl/teams/chat-{number}");
    assert!(!is_told(&format!("nl-nl/office/start-a-chat-{number}"), &renamed));
    assert!(!is_told("", &format!("{home}/nl-nl/all")), "a front page");
    assert!(is_told("share", &format!("{home}/nl-nl/shares")));
    assert!(is_told("share", "https://learn.microsoft.com/share"));
    assert!(is_told(&format!("a-{number}"), &format!("{home}/a-{}", number.replace('0', "1"))));
}
