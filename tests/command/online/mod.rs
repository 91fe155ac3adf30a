//! `stapje content check --online`: every link is asked for, over real TLS, on this machine.

mod site;

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::content::change;
use super::{Ran, stapje};
use crate::content::good;
use site::{Page, Pages, Site};

const SHARE: &str = "https://support.microsoft.com/share";
const PICTURE: &str = "https://pictures.microsoft.com/a.png";

/// The small good example in a folder.
fn pack() -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in good() {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.bytes).unwrap();
    }
    folder
}

fn page(status: u16) -> Page {
    Page { status, location: "", body: Vec::new() }
}

fn sends_on(location: &'static str) -> Page {
    Page { status: 302, location, body: Vec::new() }
}

/// The pages of the good example, as they should be.
fn fine() -> Pages {
    Pages::from([
        ("* support.microsoft.com/share", sends_on("/nl-nl/share")),
        ("* support.microsoft.com/nl-nl/share", page(200)),
        (
            "* onedrive.cloud.microsoft/",
            sends_on("https://login.microsoftonline.com/common/oauth2/v2.0/authorize"),
        ),
    ])
}

fn check(site: &Site, folder: &Path, more: &[&str]) -> Ran {
    let mut arguments = vec!["content", "check", folder.to_str().unwrap(), "--online"];
    arguments.extend(more);
    let mut command = stapje(&arguments);
    for name in ["NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "https_proxy", "SSL_CERT_DIR"] {
        command.env_remove(name);
    }
    command.env("HTTPS_PROXY", &site.proxy).env("SSL_CERT_FILE", &site.authority);
    Ran::from(command.output().expect("the program starts"))
}

/// A picture of so many pixels, all of them black.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; (width * height) as usize]).unwrap();
    drop(writer);
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_are_right_are_asked_for_once_and_nothing_is_said() {
    let (site, folder) = (Site::start(fine()).await, pack());
    let ran = check(&site, folder.path(), &[]);
    assert!(ran.ok, "{ran:?}");
    let said = "Asked for 2 links.\n3 tips in 2 languages; 0 warnings. Ready to go live.\n";
    assert_eq!(ran.out, said, "{ran:?}");
    assert_eq!(ran.errors, "", "no bar where nobody looks");
    let mut asked = site.asked();
    asked.sort();
    let heads = [
        "HEAD onedrive.cloud.microsoft/",
        "HEAD support.microsoft.com/nl-nl/share",
        "HEAD support.microsoft.com/share",
    ];
    assert_eq!(asked, heads, "twelve uses, and each page is asked for once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_at_each_place_in_every_format() {
    let mut pages = fine();
    pages.insert("HEAD support.microsoft.com/gone", page(405));
    pages.insert("GET support.microsoft.com/gone", page(404));
    pages.insert("HEAD support.microsoft.com/shy", page(403));
    pages.insert("GET support.microsoft.com/shy", page(200));
    pages.insert("* support.microsoft.com/busy", page(503));
    pages.insert("* support.microsoft.com/old", sends_on("https://support.microsoft.com/home"));
    pages.insert("* support.microsoft.com/home", page(200));
    pages.insert("* pictures.microsoft.com/a.png", Page { body: picture(1200, 8), ..page(200) });
    let (site, folder) = (Site::start(pages).await, pack());
    let tip = |path: &str| folder.path().join(path);
    change(&tip("nl/tips/link-send.md"), SHARE, "https://support.microsoft.com/gone");
    change(&tip("en/tips/link-send.md"), SHARE, "https://support.microsoft.com/gone");
    change(&tip("nl/tips/link-answer.md"), SHARE, "https://support.microsoft.com/shy");
    change(&tip("en/tips/link-answer.md"), SHARE, "https://support.microsoft.com/busy");
    change(&tip("nl/tips/link-teach.md"), SHARE, "https://support.microsoft.com/old");
    change(&tip("en/tips/link-teach.md"), SHARE, "https://wrong.microsoft.com/name");
    let with_picture = format!("![Een pijl]({PICTURE})\n\nProbeer het");
    change(&tip("nl/tips/link-teach.md"), "Probeer het", &with_picture);
    let ran = check(&site, folder.path(), &["--format", "concise"]);
    assert!(!ran.ok, "a page that is gone is an error");
    let mut starts = vec![
        ("en/tips/link-answer.md:6:9: warning [silent-link]: ", "status 503"),
        ("en/tips/link-send.md:5:9: error [dead-link]: ", "status 404"),
        ("en/tips/link-teach.md:6:9: warning [silent-link]: ", "a certificate that is not trusted"),
        ("nl/tips/link-send.md:5:9: error [dead-link]: ", "support.microsoft.com/gone"),
        ("nl/tips/link-teach.md:6:9: warning [moved-link]: ", "support.microsoft.com/home"),
        ("nl/tips/link-teach.md:15:1: error [picture]: ", "1200 by 8 pixels"),
    ];
    for line in ran.out.lines() {
        let (start, part) = starts.remove(0);
        assert!(line.starts_with(start) && line.contains(part), "{line}");
    }
    assert_eq!(starts, [], "{}", ran.out);
    let gone = site.asked().iter().filter(|it| it.ends_with("/gone")).count();
    assert_eq!(gone, 2, "once with HEAD, once with GET, for two files");

    let json: Value =
        serde_json::from_str(&check(&site, folder.path(), &["--format", "json"]).out).unwrap();
    assert_eq!(json[1]["rule"], "dead-link");
    assert_eq!((&json[1]["line"], &json[1]["column"]), (&5.into(), &9.into()));
    let github = check(&site, folder.path(), &["--format", "github"]).out;
    assert!(github.contains("nl/tips/link-send.md,line=5,col=9,title=dead-link::"), "{github}");
    let human = check(&site, folder.path(), &[]).out;
    assert!(human.contains("    mend: Look for the page that took its place"), "{human}");
    assert!(human.contains("3 errors, 3 warnings: not ready to go live"), "{human}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_switch_nothing_is_asked_and_without_a_network_that_is_told() {
    let (site, folder) = (Site::start(fine()).await, pack());
    let root = folder.path().to_str().unwrap();
    let mut command = stapje(&["content", "check", root]);
    command.env("HTTPS_PROXY", &site.proxy);
    assert!(Ran::from(command.output().unwrap()).ok);
    assert_eq!(site.asked(), Vec::<String>::new());

    let mut command = stapje(&["content", "check", root, "--online"]);
    // Nobody listens there.
    let output = command.env("HTTPS_PROXY", "http://127.0.0.1:1").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "it could not be looked at");
    let ran = Ran::from(output);
    assert!(ran.errors.contains("no link answered at all"), "{ran:?}");
}
