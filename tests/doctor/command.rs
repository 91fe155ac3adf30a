//! `stapje doctor` as an admin meets it: text, JSON, exit codes.

use serde_json::json;

use super::fake::{Fake, SECRET, TOKEN};
use crate::command::{run, stapje};

/// The exit code, what was printed, and what went to standard error.
async fn doctor(fake: &Fake, arguments: &[&str]) -> (i32, String, String) {
    let mut command = stapje(&["doctor"]);
    command.args(arguments).arg("--config").arg(fake.config());
    command.current_dir(fake.folder.path()).env("STAPJE_APP_SECRET", SECRET);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, errors) = (text(output.stdout), text(output.stderr));
    assert!(!out.contains(SECRET) && !errors.contains(SECRET), "a secret is shown: {out}{errors}");
    (output.status.code().unwrap(), out, errors)
}

#[tokio::test]
async fn the_exit_code_is_that_of_the_worst_line() {
    let fake = Fake::start().await;
    let (code, out, errors) = doctor(&fake, &["--only", "token", "--only", "clock"]).await;
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    assert!(out.ends_with("\nAll is well.\n") && out.lines().count() == 4, "{out}");
    let (code, out, _) = doctor(&fake, &["--only", "settings"]).await;
    assert!(code == 1 && out.contains("Nothing is wrong; 1 to look at."), "{out}");
    fake.says(TOKEN, 401, &json!({ "error": "invalid_client", "error_codes": [7_000_222] }));
    let (code, out, errors) = doctor(&fake, &[]).await;
    assert_eq!((code, errors.as_str()), (2, ""), "{out}");
    let line = "WRONG  token        The client secret has expired: invalid_client AADSTS7000222.\n";
    assert!(out.contains(line), "{out}");
    assert!(out.contains("next: az ad app credential reset --id 11111111-2222-"), "{out}");
}

#[tokio::test]
async fn programs_read_it_as_json() {
    let fake = Fake::start().await;
    let (code, out, _) = doctor(&fake, &["--json"]).await;
    let said: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (code, &said["light"], &said["version"]),
        (1, &json!("yellow"), &json!(stapje::VERSION))
    );
    let lines = said["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), stapje::doctor::CHECKS.len());
    assert_eq!((&lines[0]["check"], &lines[0]["state"]), (&json!("settings"), &json!("own-cloud")));
}

#[tokio::test]
async fn without_settings_it_says_how_to_begin() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut command = stapje(&["doctor"]);
    let output = command.current_dir(folder.path()).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{out}");
    assert!(out.contains("WRONG  settings") && out.contains("stapje config init"), "{out}");
    assert!(out.contains("missing: app_id (STAPJE_APP_ID)"), "{out}");
}

#[test]
fn a_line_that_there_is_not_is_told_with_those_there_are() {
    let ran = run(&["doctor", "--only", "tokens"]);
    assert!(!ran.ok && ran.errors.contains("settings, tenants, database"), "{ran:?}");
    let list = run(&["doctor", "--list"]);
    assert!(list.ok && list.out.lines().count() == stapje::doctor::CHECKS.len(), "{list:?}");
}
