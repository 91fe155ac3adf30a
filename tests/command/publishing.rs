//! Publishing: numbered versions, from a folder to a running service.

use std::fs;

use stapje::cli::edition::published;
use stapje::content::{Source, pack, unpack};
use stapje::store::Store;
use tempfile::TempDir;

use super::content::{change, copy};
use super::{Ran, stapje};

const TIP: &str = "nl/tips/sharing/sharing-copy-link.md";

struct Desk {
    folder: TempDir,
    content: TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: TempDir::new().unwrap(), content: copy() }
    }

    fn database(&self) -> String {
        format!("sqlite:{}/stapje.db", self.folder.path().display())
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = stapje(arguments);
        command.env("STAPJE_DATABASE", self.database());
        Ran::from(command.output().expect("the program starts"))
    }

    fn publishes(&self, note: &str) -> Ran {
        let root = self.content.path().to_str().unwrap();
        self.run(&["content", "publish", root, "--note", note])
    }
}

#[tokio::test]
async fn versions_are_numbered_never_change_and_a_running_service_finds_the_newest() {
    let desk = Desk::new();
    let ran = desk.publishes("the first");
    assert!(ran.ok && ran.out.contains("Published version 1"), "{ran:?}");
    assert!(desk.publishes("again").out.contains("nothing has changed"));
    let store = Store::open(&desk.database()).await.unwrap();
    let (version, first) = published(&store, None).await.unwrap().expect("a version");
    assert_eq!(version, 1);
    assert!(published(&store, Some(1)).await.unwrap().is_none(), "nothing newer");

    change(&desk.content.path().join(TIP), "\n# ", "\n# Stap voor stap: ");
    let root = desk.content.path().to_str().unwrap();
    let ran = desk.run(&["content", "diff", root]);
    assert!(ran.out.contains("1 files differ") && ran.out.contains(TIP), "{ran:?}");
    assert!(desk.publishes("a longer title").ok);
    let (version, second) = published(&store, Some(1)).await.unwrap().expect("a newer one");
    assert_eq!(version, 2);
    assert_ne!(second.catalog.tips, first.catalog.tips);

    assert!(desk.run(&["content", "rollback", "1"]).out.contains("Published version 3"));
    let (_, third) = published(&store, Some(2)).await.unwrap().expect("a newer one");
    assert_eq!(third.catalog.tips, first.catalog.tips);
    let history = desk.run(&["content", "history"]).out;
    let notes: Vec<_> = ["back to version 1", "a longer title", "the first"].into();
    let lines: Vec<_> = history.lines().collect();
    assert_eq!(lines.len(), 3, "{history}");
    for (line, note) in lines.iter().zip(notes) {
        assert!(line.ends_with(note), "{history}");
    }
    assert!(desk.run(&["content", "rollback", "9"]).errors.contains("there is no version 9"));
}

#[tokio::test]
async fn with_a_mistake_nothing_is_published() {
    let desk = Desk::new();
    assert!(desk.publishes("good").ok);
    change(&desk.content.path().join(TIP), "level: starter", "level: beginner");
    let ran = desk.publishes("bad");
    assert!(
        !ran.ok && ran.out.contains("Nothing was published") && ran.out.contains(TIP),
        "{ran:?}"
    );
    let store = Store::open(&desk.database()).await.unwrap();
    assert_eq!(published(&store, None).await.unwrap().expect("a version").0, 1);
}

#[test]
fn a_pack_is_the_same_as_its_folder_and_layers_go_above_each_other() {
    let desk = Desk::new();
    let zip = desk.folder.path().join("pack.zip");
    let (root, zip) = (desk.content.path().to_str().unwrap(), zip.to_str().unwrap());
    assert!(desk.run(&["content", "export", zip, root]).ok);
    let folder = Source::of([root.into()]).files().unwrap();
    assert_eq!(Source::of([zip.into()]).files().unwrap(), folder);
    assert_eq!(unpack(&pack(&folder).unwrap()).unwrap(), folder);
    assert!(unpack(b"no zip").is_err());
    let ran = desk.run(&["content", "check", zip]);
    assert!(ran.ok, "{ran:?}");

    // A tip goes above the one with the same id, wherever its file lies.
    let own = TempDir::new().unwrap();
    fs::create_dir_all(own.path().join("nl/tips/ours")).unwrap();
    let text = fs::read_to_string(desk.content.path().join(TIP)).unwrap();
    let place = own.path().join("nl/tips/ours/sharing-copy-link.md");
    fs::write(&place, text.replace("\n# ", "\n# Bij ons: ")).unwrap();
    let layers = Source::of(["library".into(), own.path().to_owned()]);
    let paths: Vec<_> = layers.files().unwrap().into_iter().map(|file| file.path).collect();
    assert!(paths.contains(&"nl/tips/ours/sharing-copy-link.md".to_owned()));
    assert!(!paths.contains(&TIP.to_owned()));
    assert_eq!(paths.len(), folder.len());
}
