//! `stapje config`: the settings file, from empty to right.

use tempfile::TempDir;

use super::{Ran, run, stapje};
use crate::house::project;

const ID: &str = "11111111-2222-4333-8444-555566667777";

/// The names of all settings, as the refusal of an unknown one lists them.
fn every_key() -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("stapje.toml");
    std::fs::write(&path, "no_such_key = 1\n").unwrap();
    let ran = run(&["config", "check", "--config", path.to_str().unwrap()]);
    let (_, list) = ran.errors.split_once("expected one of ").expect("a list of keys");
    let list = list.split('.').next().unwrap_or_default();
    list.split(", ").map(|key| key.trim_matches('`').to_owned()).collect()
}

#[test]
fn a_new_file_explains_every_key_there_is() {
    let template = run(&["config", "init", "-"]).out;
    let keys = every_key();
    assert!(keys.len() > 10, "{keys:?}");
    for key in keys {
        let line = |line: &str| {
            let line = line.trim_start_matches("# ");
            line.starts_with(&format!("{key} =")) || line == format!("[{key}]")
        };
        assert!(template.lines().any(line), "`{key}` is not explained in src/config/stapje.toml");
    }
}

/// A line such as `# bind = "…"` shows what counts without it. So it must be a line that may stand.
#[test]
fn every_example_in_a_new_file_may_be_switched_on() {
    let template = std::fs::read_to_string(project().join("src/config/stapje.toml")).unwrap();
    // These name files that are not here, or are one of several of which one may be there.
    let off = ["content", "app_secret_file", "app_certificate_file", "federated_token_file"];
    let stays_off = |line: &&str| {
        let key = line.split(" =").next().unwrap_or_default();
        off.contains(&key) || key == "federated_identity"
    };
    let on: Vec<&str> = template
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.contains(" = ") || rest.starts_with('[') => rest,
            _ => line,
        })
        .filter(|line| !stays_off(line))
        .collect();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("stapje.toml");
    std::fs::write(&path, on.join("\n")).unwrap();
    let mut command = stapje(&["config", "check", "--config", path.to_str().unwrap()]);
    command.env("STAPJE_APP_ID", ID).env("STAPJE_HOME_TENANT", ID).env("STAPJE_TENANTS", ID);
    command.env("STAPJE_APP_SECRET", "not-a-real-secret");
    let ran = Ran::from(command.output().unwrap());
    assert!(ran.ok, "{ran:?}");
}

#[test]
fn a_new_file_is_written_once_and_says_what_to_fill_in() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("stapje.toml");
    let file = path.to_str().unwrap();
    let wrote = run(&["config", "init", file]);
    assert!(wrote.ok && wrote.out.contains("app_id, home_tenant and tenants"), "{wrote:?}");
    let again = run(&["config", "init", file]);
    assert!(!again.ok && again.errors.contains("stays as it is"), "{again:?}");
    let empty = run(&["config", "check", "--config", file]);
    for name in ["STAPJE_APP_ID", "STAPJE_APP_SECRET", "STAPJE_HOME_TENANT", "STAPJE_TENANTS"] {
        assert!(empty.errors.contains(name), "{empty:?}");
    }
}

#[test]
fn a_check_shows_what_counts_and_no_secret() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("stapje.toml");
    let text = format!(
        "app_id = \"{ID}\"\nhome_tenant = \"{ID}\"\ntenants = [\"{ID}\"]\n\
         database = \"sqlite:data.db\"\n"
    );
    std::fs::write(&path, text).unwrap();
    let mut command = stapje(&["config", "check"]);
    command.env("STAPJE_CONFIG", &path).env("STAPJE_APP_SECRET", "not-a-real-secret");
    command.env("STAPJE_BIND", "127.0.0.1:9");
    let ran = Ran::from(command.output().unwrap());
    assert!(ran.ok && ran.out.contains("127.0.0.1:9"), "{ran:?}");
    let beside = folder.path().join("data.db").display().to_string();
    assert!(ran.out.contains(&beside), "a path in the file starts at the file: {}", ran.out);
    assert!(!ran.out.contains("not-a-real-secret") && !ran.errors.contains("not-a-real-secret"));
}

#[test]
fn a_slip_of_the_pen_is_told_with_line_and_column() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("stapje.toml");
    for (text, place) in [
        ("app_id = \"é\"\n  bnid = 1\n", ":2:3: unknown field `bnid`"),
        ("tenants = \"one\"\n", ":1:11: invalid type"),
        ("é = 1\n", ":1:1: "),
        ("bind = \"a\" \"b\"\n", ":1:12: "),
    ] {
        std::fs::write(&path, text).unwrap();
        let ran = run(&["config", "check", "--config", path.to_str().unwrap()]);
        assert!(!ran.ok && ran.errors.contains(place), "{place}: {}", ran.errors);
    }
}
