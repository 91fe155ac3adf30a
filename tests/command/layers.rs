//! Content in layers: the library, the municipality's own above it, a department's above that.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::content::{change, copy};
use super::{Ran, run, stapje};

const TIP: &str = "tips/sharing/sharing-copy-link.md";

/// A municipality and a department, above the library.
struct Layers {
    municipality: TempDir,
    department: TempDir,
}

impl Layers {
    fn new() -> Layers {
        let (municipality, department) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let library = copy();
        let add = |layer: &TempDir, from: &str, to: &str, changes: [&str; 2]| {
            let place = layer.path().join(to);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::copy(library.path().join(from), &place).unwrap();
            change(&place, changes[0], changes[1]);
        };
        for (language, from, ours, theirs) in [
            ("nl", "van Gemeente Voorbeeld", "van Gemeente Zilverdam", "Deel bij Burgerzaken"),
            ("en", "of Gemeente Voorbeeld", "of Gemeente Zilverdam", "At the counter, share"),
        ] {
            let (tip, texts) = (format!("{language}/{TIP}"), format!("{language}/texts.yaml"));
            add(&municipality, &texts, &texts, [from, ours]);
            add(&municipality, &tip, &tip, ["\n# ", "\n# Bij ons: "]);
            // The same tip, in a folder of the department's own.
            let own = format!("{language}/tips/burgerzaken/sharing-copy-link.md");
            add(&department, &tip, &own, ["\n# ", &format!("\n# {theirs}: ")]);
        }
        let goal =
            ["topic: files\n    measure: { goal: 60", "topic: files\n    measure: { goal: 75"];
        add(&municipality, "plan.yaml", "plan.yaml", goal);
        Layers { municipality, department }
    }

    fn paths(&self) -> [PathBuf; 3] {
        [
            PathBuf::from("library"),
            self.municipality.path().to_owned(),
            self.department.path().to_owned(),
        ]
    }
}

fn with(command: &[&str], layers: &[PathBuf]) -> Ran {
    let mut arguments = command.to_vec();
    arguments.extend(layers.iter().map(|path| path.to_str().unwrap()));
    run(&arguments)
}

/// What Sanne gets who looks for the tip.
fn asked_for(layers: &[PathBuf]) -> String {
    let folder = TempDir::new().unwrap();
    let script = folder.path().join("talk.txt");
    let talk = "sanne installs\nsanne taps Sla over\nsanne says stuur een link in plaats van een bijlage\nsanne taps Toon 1\n";
    fs::write(&script, talk).unwrap();
    let ran = with(&["demo", "--script", script.to_str().unwrap(), "--content"], layers);
    assert!(ran.ok, "{ran:?}");
    ran.out
}

#[test]
fn a_later_layer_goes_above_an_earlier_one_tip_by_tip() {
    let layers = Layers::new();
    let all = layers.paths();
    let checked = with(&["content", "check"], &all);
    assert!(
        checked.ok && checked.out.contains("156 tips in 2 languages; 0 warnings"),
        "{checked:?}"
    );
    assert!(asked_for(&all).contains("Deel bij Burgerzaken: "), "the department's words");
    let ours = asked_for(&all[..2]);
    assert!(ours.contains("Bij ons: ") && !ours.contains("Burgerzaken: "), "{ours}");
    assert!(ours.contains("Gemeente Zilverdam"), "{ours}");
    let alone = asked_for(&all[..1]);
    assert!(!alone.contains("Bij ons: ") && alone.contains("Gemeente Voorbeeld"), "{alone}");
}

#[test]
fn a_mistake_is_told_in_the_layer_that_has_it() {
    let layers = Layers::new();
    let tip = layers.department.path().join("nl/tips/burgerzaken/sharing-copy-link.md");
    change(&tip, "level: starter", "level: beginner");
    let ran = with(&["content", "check", "--format", "github"], &layers.paths());
    let place = format!("file={}/nl/tips/burgerzaken/", layers.department.path().display());
    assert!(!ran.ok && ran.out.contains(&place), "{ran:?}");
    for command in [&["plan", "check", "--json"][..], &["content", "map", "--svg", "/dev/null"]] {
        assert!(!with(command, &layers.paths()).ok, "{command:?}");
    }
}

#[test]
fn the_plan_of_the_uppermost_layer_is_the_one_that_is_checked() {
    let layers = Layers::new();
    let ran = with(&["plan", "check", "--json"], &layers.paths());
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["factors"].as_array().unwrap().len(), 12, "{ran:?}");
    // Without its own plan a layer alone is no plan.
    let ran = with(&["plan", "check", "--json"], &layers.paths()[2..]);
    assert!(!ran.ok && ran.errors.contains("the content has mistakes"), "{ran:?}");
}

#[test]
fn layers_are_shared_as_one_zip_and_a_zip_can_be_a_layer() {
    let layers = Layers::new();
    let folder = TempDir::new().unwrap();
    let zip = |name: &str, layers: &[PathBuf]| {
        let path = folder.path().join(name);
        let ran = with(&["content", "export", path.to_str().unwrap()], layers);
        assert!(ran.ok, "{ran:?}");
        path
    };
    let whole = zip("whole.zip", &layers.paths());
    assert!(asked_for(&[whole]).contains("Deel bij Burgerzaken: "));
    // A colleague's pack of one layer, zipped by hand with its folder round it.
    let department = zip("department.zip", &layers.paths()[2..]);
    let all = [PathBuf::from("library"), layers.municipality.path().to_owned(), department];
    assert!(asked_for(&all).contains("Deel bij Burgerzaken: "));
    assert!(with(&["content", "check"], &all).ok);
    no_zip(&folder.path().join("broken.zip"));
}

fn no_zip(path: &Path) {
    fs::write(path, "no zip").unwrap();
    let output = stapje(&["content", "check", "library", path.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let ran = Ran::from(output);
    assert!(ran.errors.contains("broken.zip: this is not a content pack"), "{ran:?}");
}
