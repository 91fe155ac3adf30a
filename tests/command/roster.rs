//! `stapje roster`: a CSV file, a dry run, and then exactly that; and how many there are.

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
    let again = place.import(&csv, &[]);
    assert!(
        again.out.contains("Nothing to change.\nTo note that this list still holds"),
        "{again:?}"
    );
    let noted = place.import(&csv, &["--apply", &word(&again)]);
    assert!(noted.ok && noted.out.contains("for 30 days (leavers_days)"), "{noted:?}");
}

#[tokio::test]
async fn the_privacy_officer_sees_and_erases_a_line_of_somebody_who_never_had_the_bot() {
    let place = Place::new();
    let csv = format!("id,department\n{ANNE},Burgerzaken\n");
    place.import(csv.as_bytes(), &["--apply", &word(&place.import(csv.as_bytes(), &[]))]);
    let privacy = |arguments: &[&str]| {
        let mut command = stapje(&["privacy"]);
        command.args(arguments).env("STAPJE_DATABASE", place.database());
        Ran::from(command.env("STAPJE_TENANTS", TENANT).output().unwrap())
    };
    let export = privacy(&["export", ANNE]);
    assert!(export.ok && export.out.contains("\"department\": \"Burgerzaken\""), "{export:?}");
    let look = privacy(&["erase", ANNE]);
    assert!(look.ok && look.out.contains("     1  roster"), "{look:?}");
    assert_eq!(place.there().await.len(), 1, "nothing without --yes");
    let erased = privacy(&["erase", ANNE, "--yes"]);
    assert!(erased.ok && erased.out.contains("Erased 1 rows"), "{erased:?}");
    assert!(place.there().await.is_empty());
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
        (format!("id,afdeling,Afdeling\n{ANNE},a,b\n"), ":1: `afdeling` and `Afdeling` are both"),
        ("id,department\n".to_owned(), ":1: there is nobody in this file"),
        ("id,department\nanne@gemeente.nl,X\n".to_owned(), ":2: `anne@gemeente.nl` is not"),
        (format!("id,manager\n{ANNE},Bram Bos\n"), ":2: manager is `bram bos`"),
        (format!("id,rol\n{ANNE},a\n\n{ANNE},b\n"), ":4: this person stands on line 2 as well"),
        (format!("id,rol\n{ANNE},{}\n", "x".repeat(121)), ":2: role has more than 120"),
        (format!("id,team\n{ANNE},Zorg, welzijn\n"), ":2: there are 3 fields here and 2 in"),
        (format!("id,team\n{ANNE},\"Zorg\nen welzijn\"\n"), ":2: department goes on on the next"),
        (format!("id,team,x\n{ANNE},a,\"b\n{BRAM},c,d\n"), ":2: a quotation mark is opened"),
        (format!("sep=;\nid;team\n{ANNE};a\nanne;b\n"), ":4: `anne` is not"),
    ] {
        let ran = place.import(csv.as_bytes(), &[]);
        assert!(!ran.ok && ran.errors.contains(told), "{told}: {ran:?}");
    }
    let ran = place.import(b"PK\x03\x04rest", &[]);
    assert!(!ran.ok && ran.errors.contains(":1: this is a workbook, not CSV"), "{ran:?}");
    let ran = place.import(b"id,department\n\0\0\0", &[]);
    assert!(!ran.ok && ran.errors.contains(":1: this is not text"), "{ran:?}");
}

#[tokio::test]
async fn every_mistake_is_told_in_one_go_and_nothing_of_the_file_is_taken_over() {
    let place = Place::new();
    let csv = format!(
        "id,team,manager\nanne,A,misschien\n{ANNE},{},nee\n{BRAM},Burgerzaken,ja\n",
        "x".repeat(130)
    );
    let ran = place.import(csv.as_bytes(), &["--apply", "anything"]);
    let lines: Vec<_> =
        ran.errors.lines().filter_map(|line| line.split_once("people.csv:")).collect();
    let told: Vec<_> = lines.iter().map(|(_, rest)| rest.split(['`', 'h']).next()).collect();
    assert_eq!(lines.len(), 3, "{ran:?}");
    assert!(
        lines[0].1.starts_with("2: `anne`") && lines[1].1.starts_with("2: manager"),
        "{told:?}"
    );
    assert!(lines[2].1.starts_with("3: department"), "{told:?}");
    assert!(place.there().await.is_empty());
    let many: String = (0..60).map(|_| "nobody,A,nee\n").collect();
    let ran = place.import(format!("id,team,manager\n{many}").as_bytes(), &[]);
    assert!(ran.errors.trim_end().ends_with("and 10 more"), "{ran:?}");
}

/// The headings of Entra's own list of users, and what spreadsheets in Dutch make of a file.
#[tokio::test]
async fn files_of_directories_and_spreadsheets_are_taken_as_they_come() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let windows = |text: &str| -> Vec<u8> {
        text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
    };
    let entra = format!(
        "userPrincipalName,displayName,employeeId,id,jobTitle,department\n\
         anne@x.nl,Anne,1234,{ANNE},Balie,Cli\u{eb}nten\n"
    );
    let dutch = format!("Entra-ID;Afdeling;Functie;extra;\r\n{ANNE};Cli\u{eb}nten;Balie;;;\r\n");
    let separated = format!("sep=;\r\n{dutch}");
    let twice = format!(
        "id\tafdeling\tfunctie\n{{{ANNE}}}\tCli\u{eb}nten\tBalie\n{ANNE}\tCli\u{eb}nten\tBalie\n"
    );
    for bytes in [
        entra.clone().into_bytes(),
        utf16(&entra),
        windows(&dutch),
        [b"\xef\xbb\xbf", separated.as_bytes()].concat(),
        twice.into_bytes(),
    ] {
        let place = Place::new();
        let dry = place.import(&bytes, &[]);
        assert!(place.import(&bytes, &["--apply", &word(&dry)]).ok, "{dry:?}");
        let there = place.there().await;
        assert_eq!(there.len(), 1, "{there:?}");
        assert_eq!(there[0].key.employee_id, ANNE);
        assert_eq!(there[0].department.as_deref(), Some("Cli\u{eb}nten"), "{dry:?}");
        assert_eq!(there[0].role.as_deref(), Some("Balie"));
    }
    let guessed = Place::new().import(&windows(&dutch), &[]);
    assert!(guessed.out.contains("read as Windows-1252"), "{guessed:?}");
    assert!(guessed.out.contains("department: from the column `Afdeling`"), "{guessed:?}");
}

#[tokio::test]
async fn what_a_file_has_no_column_for_stays() {
    let place = Place::new();
    let first = format!("id,department,manager\n{ANNE},Burgerzaken,ja\n");
    place.import(first.as_bytes(), &["--apply", &word(&place.import(first.as_bytes(), &[]))]);
    let second = format!("id,role\n{ANNE},Teamleider\n");
    let dry = place.import(second.as_bytes(), &[]);
    assert!(dry.out.contains("department: no column; what is known stays"), "{dry:?}");
    assert!(place.import(second.as_bytes(), &["--apply", &word(&dry)]).ok);
    let there = place.there().await;
    assert_eq!(there[0].department.as_deref(), Some("Burgerzaken"));
    assert_eq!(there[0].role.as_deref(), Some("Teamleider"));
    assert!(there[0].manager);
}

fn person(number: usize) -> String {
    format!("bbbbbbbb-0000-4000-8000-{number:012}")
}

/// So many people in each department, one line each.
fn people(departments: &[(&str, usize)]) -> String {
    let mut lines = vec!["id;afdeling".to_owned()];
    for (department, count) in departments {
        lines.extend((0..*count).map(|_| String::from(*department)));
    }
    let numbered = lines.iter().enumerate().map(|(at, line)| match at {
        0 => format!("{line}\n"),
        _ => format!("{};{line}\n", person(at)),
    });
    numbered.collect()
}

#[test]
fn departments_are_counted_from_ten_people_up_and_small_ones_cannot_be_computed() {
    let place = Place::new();
    let status = |more: &[&str]| {
        let mut command = stapje(&["roster", "status"]);
        command.args(more).env("STAPJE_DATABASE", place.database()).env("STAPJE_TENANTS", TENANT);
        Ran::from(command.output().unwrap())
    };
    assert!(status(&[]).out.contains("The roster is empty"), "{:?}", status(&[]));
    let load = |departments: &[(&str, usize)]| {
        let csv = people(departments);
        let word = word(&place.import(csv.as_bytes(), &["--remove-missing"]));
        let more = ["--remove-missing", "--apply", &word];
        assert!(place.import(csv.as_bytes(), &more).ok);
    };
    load(&[("Burgerzaken", 9), ("burgerzaken", 3), ("Griffie", 9)]);
    let few = status(&[]).out;
    assert!(few.contains("     12  Burgerzaken\n"), "{few}");
    assert!(few.contains("< 10  (smaller departments"), "{few}");
    assert!(!few.contains("Griffie") && !few.contains("21") && !few.contains(" 9"), "{few}");
    load(&[("Burgerzaken", 12), ("Griffie", 9), ("", 4)]);
    let many = status(&[]).out;
    assert!(
        many.contains("     13  (smaller departments") && many.contains("25  in all"),
        "{many}"
    );
    assert!(!many.contains("Griffie"), "{many}");
    let json: serde_json::Value = serde_json::from_str(&status(&["--json"]).out).unwrap();
    assert_eq!(json["roster"]["departments"]["Burgerzaken"], 12);
    assert_eq!(json["roster"]["others"]["many"], 13);
}

#[test]
fn names_of_the_plan_that_nobody_has_are_told_before_and_after() {
    let place = Place::new();
    let content = place.folder.path().join("content");
    copy(std::path::Path::new("content"), &content);
    let plan = std::fs::read_to_string("content/plan.yaml").unwrap();
    let ours =
        "audiences:\n  - id: desk\n    departments: [Burgerzaken, Griffie]\n    roles: [Balie]\n";
    let plan = plan.replacen("audiences:", ours, 1);
    std::fs::write(content.join("plan.yaml"), plan).unwrap();
    let with_content = |mut command: std::process::Command| {
        command.env("STAPJE_DATABASE", place.database()).env("STAPJE_TENANTS", TENANT);
        Ran::from(command.env("STAPJE_CONTENT", &content).output().unwrap())
    };
    let file = place.folder.path().join("people.csv");
    std::fs::write(&file, format!("id,team,rol\n{ANNE},Burgerzakne,Balie\n")).unwrap();
    let dry = with_content(stapje(&["roster", "import", file.to_str().unwrap()]));
    let told = "warning: the plan's audience `desk` names the department `Burgerzaken`, which nobody has. Is `Burgerzakne` meant?";
    assert!(dry.ok && dry.out.contains(told), "{dry:?}");
    assert!(dry.out.contains("the department `Griffie`, which nobody has.\n"), "{dry:?}");
    assert!(!dry.out.contains("the role"), "{dry:?}");
    let status = with_content(stapje(&["roster", "status"]));
    assert!(status.out.contains("names the role `Balie`, which nobody has."), "{status:?}");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
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
