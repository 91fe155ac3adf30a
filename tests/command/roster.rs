//! `stapje roster import`: a CSV file, a dry run, and then exactly that.

use stapje::store::roster::of_tenant;
use stapje::store::{EmployeeKey, Store, roster};
use tempfile::TempDir;

use super::{Ran, stapje};

const TENANT: &str = "11111111-2222-4333-8444-555566667777";
const ANNE: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const BRAM: &str = "aaaaaaaa-0000-4000-8000-000000000002";

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Place {
        Place { folder: TempDir::new().unwrap() }
    }

    fn database(&self) -> String {
        format!("sqlite:{}/stapje.db", self.folder.path().display())
    }

    fn import(&self, csv: &[u8], more: &[&str]) -> Ran {
        let file = self.folder.path().join("people.csv");
        std::fs::write(&file, csv).unwrap();
        let mut command = stapje(&["roster", "import", file.to_str().unwrap()]);
        command.args(more).env("STAPJE_DATABASE", self.database()).env("STAPJE_TENANTS", TENANT);
        Ran::from(command.output().unwrap())
    }

    async fn there(&self) -> Vec<roster::Place> {
        let store = Store::open(&self.database()).await.unwrap();
        let there = of_tenant(&mut store.read().await.unwrap(), TENANT).await.unwrap();
        store.close().await;
        there
    }
}

/// The word that a dry run shows.
fn word(ran: &Ran) -> String {
    let (_, rest) = ran.out.split_once("--apply ").expect("a word to go on with");
    rest.trim().to_owned()
}

#[tokio::test]
async fn a_dry_run_changes_nothing_and_its_word_does_exactly_that() {
    let place = Place::new();
    let csv = format!(
        "id;Afdeling;Functie;Leidinggevende\r\n{ANNE};Burgerzaken;Balie;nee\r\n\r\n{};;Teamleider;ja\r\n",
        BRAM.to_uppercase()
    );
    let csv = [b"\xef\xbb\xbf", csv.as_bytes()].concat();
    let dry = place.import(&csv, &[]);
    assert!(dry.ok && dry.out.contains("2 new, 0 changed, 0 removed"), "{dry:?}");
    assert!(place.there().await.is_empty());
    let done = place.import(&csv, &["--apply", &word(&dry)]);
    assert!(done.ok && done.out.contains("Done."), "{done:?}");
    let there = place.there().await;
    assert_eq!(there.len(), 2);
    assert_eq!(there[0].department.as_deref(), Some("Burgerzaken"));
    assert!(there[1].manager && there[1].department.is_none(), "{:?}", there[1]);
    assert!(place.import(&csv, &[]).out.contains("Nothing to change."));
}

#[tokio::test]
async fn a_word_of_another_run_does_nothing() {
    let place = Place::new();
    let one = format!("id,department\n{ANNE},Burgerzaken\n");
    let other = format!("id,department\n{ANNE},Belastingen\n");
    let word = word(&place.import(one.as_bytes(), &[]));
    let refused = place.import(other.as_bytes(), &["--apply", &word]);
    assert!(!refused.ok && refused.errors.contains("nothing was done"), "{refused:?}");
    assert!(place.there().await.is_empty());
}

#[tokio::test]
async fn people_who_are_not_in_the_file_stay_unless_it_is_said_otherwise() {
    let place = Place::new();
    let both = format!("id,department\n{ANNE},Burgerzaken\n{BRAM},Belastingen\n");
    place.import(both.as_bytes(), &["--apply", &word(&place.import(both.as_bytes(), &[]))]);
    let one = format!("id,department\n{ANNE},Sociaal domein\n");
    let dry = place.import(one.as_bytes(), &[]);
    assert!(dry.out.contains("1 changed, 0 removed, 1 the same"), "{dry:?}");
    let dry = place.import(one.as_bytes(), &["--remove-missing"]);
    assert!(dry.out.contains(&format!("- {BRAM} Belastingen")), "{dry:?}");
    let word = word(&dry);
    assert!(place.import(one.as_bytes(), &["--remove-missing", "--apply", &word]).ok);
    let there = place.there().await;
    assert_eq!(there.len(), 1);
    assert_eq!(there[0].key, EmployeeKey::new(TENANT, ANNE));
    assert_eq!(there[0].department.as_deref(), Some("Sociaal domein"));
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_line() {
    let place = Place::new();
    for (csv, told) in [
        ("name,department\nAnne,Burgerzaken\n".to_owned(), ":1: there is no column `id`"),
        (format!("id,name\n{ANNE},Anne\n"), ":1: there is neither a column"),
        ("id,department\nanne@gemeente.nl,X\n".to_owned(), ":2: `anne@gemeente.nl` is not"),
        (format!("id,manager\n{ANNE},misschien\n"), ":2: manager is `misschien`"),
        (format!("id,rol\n{ANNE},a\n\n{ANNE},b\n"), "stands on line 2 as well"),
        (format!("id,rol\n{ANNE},{}\n", "x".repeat(121)), ":2: role has more than 120"),
    ] {
        let ran = place.import(csv.as_bytes(), &[]);
        assert!(!ran.ok && ran.errors.contains(told), "{told}: {ran:?}");
    }
    let ran = place.import(b"id,department\n\xff\xfe,X\n", &[]);
    assert!(!ran.ok && ran.errors.contains("Save the sheet as CSV in UTF-8"), "{ran:?}");
}

#[test]
fn it_asks_for_the_tenant_where_there_are_more() {
    let place = Place::new();
    let file = place.folder.path().join("people.csv");
    std::fs::write(&file, format!("id,department\n{ANNE},X\n")).unwrap();
    let mut command = stapje(&["roster", "import", file.to_str().unwrap()]);
    command.env("STAPJE_DATABASE", place.database());
    let ran = Ran::from(command.output().unwrap());
    assert!(!ran.ok && ran.errors.contains("--tenant"), "{ran:?}");
    command.args(["--tenant", TENANT]);
    assert!(Ran::from(command.output().unwrap()).ok);
}
