//! What lies in `deploy/` speaks of settings and commands that there are.

use std::collections::BTreeSet;

use crate::command::run;
use crate::house::{ProjectFile, files};

/// Variables that are the deployment's own: of Caddy and compose, and of the build.
const NOT_SETTINGS: &[&str] = &["STAPJE_HOST", "STAPJE_BUILD"];

fn variables(text: &str) -> BTreeSet<String> {
    let starts = text.match_indices("STAPJE_");
    let name = |(at, _): (usize, &str)| {
        let is_part = |c: &char| c.is_ascii_uppercase() || *c == '_';
        text[at..].chars().take_while(is_part).collect()
    };
    starts.map(name).collect()
}

fn named(file: &str) -> ProjectFile {
    let mut all = files("deploy", "");
    let at = all.iter().position(|known| known.path.ends_with(file)).expect("a file in deploy/");
    all.swap_remove(at)
}

#[test]
fn every_variable_is_one_that_the_program_reads() {
    let known: BTreeSet<_> =
        files("src", "").iter().flat_map(|file| variables(&file.text)).collect();
    let mut seen = 0;
    for file in files("deploy", "") {
        for name in variables(&file.text) {
            let there = known.contains(&name) || NOT_SETTINGS.contains(&name.as_str());
            assert!(there, "{}: the program reads no {name}", file.path);
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} variables found");
}

/// Whoever installs by a file alone gets a server that starts: what it needs is named there.
#[test]
fn every_way_to_run_it_gives_what_it_does_not_start_without() {
    let missing = run(&["serve"]).errors;
    let needed: BTreeSet<_> =
        variables(&missing).into_iter().filter(|name| name != "STAPJE_APP_SECRET").collect();
    assert!(needed.len() > 2, "{missing}");
    for file in ["compose.yaml", "container-app.bicep"] {
        let given = variables(&named(file).text);
        assert!(needed.is_subset(&given), "{file}: {needed:?} are needed, {given:?} given");
        assert!(given.iter().any(|name| name.starts_with("STAPJE_APP_SECRET")), "{file}");
    }
    let unit = variables(&named("stapje.service").text);
    assert!(unit.contains("STAPJE_CONFIG") && unit.contains("STAPJE_APP_SECRET_FILE"), "{unit:?}");
}

#[test]
fn every_command_is_one_that_the_program_has() {
    let help = run(&["--help"]).out;
    let commands = |text: &str| -> Vec<String> {
        let after = text.match_indices("bin/stapje");
        let word = |(at, found): (usize, &str)| -> String {
            let rest = text[at + found.len()..].trim_start_matches(['"', ',', ' ']);
            rest.chars().take_while(char::is_ascii_lowercase).collect()
        };
        after.map(word).filter(|word| !word.is_empty()).collect()
    };
    let mut seen = 0;
    for file in ["Containerfile", "stapje.service"] {
        for command in commands(&named(file).text) {
            assert!(help.contains(&format!("\n  {command} ")), "{file}: there is no `{command}`");
            seen += 1;
        }
    }
    assert!(seen >= 3, "only {seen} commands found");
}

#[test]
fn the_unit_runs_without_privileges_and_the_container_without_root() {
    let unit = named("stapje.service").text;
    for line in [
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
    ] {
        assert!(unit.lines().any(|known| known == line), "{line}");
    }
    let container = named("Containerfile").text;
    let last = container.rsplit("\nFROM ").next().expect("a last stage");
    assert!(last.contains("\nUSER 65532:65532\n") && last.contains("HEALTHCHECK"), "{last}");
    let compose = named("compose.yaml").text;
    assert!(compose.contains("read_only: true") && compose.contains("cap_drop: [ALL]"));
}

/// Whoever looks for a setting finds it: the settings file and the guide have the same keys.
#[test]
fn the_guide_has_every_key_of_the_settings_file() {
    let guide = files("docs", "INSTALL.md").remove(0).text;
    let settings = files("src/config", "stapje.toml").remove(0).text;
    let mut seen = 0;
    let bare = settings.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    let mut table = String::new();
    for line in bare {
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut table);
            assert!(guide.contains(&format!("| `[{name}]` |")), "[{name}]");
        } else if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| is_name(key)) {
            let there = guide.contains(&format!("| `{key}` |"));
            assert!(there || !table.is_empty(), "{key}");
            seen += 1;
        }
    }
    assert!(seen > 15, "only {seen} keys found");
}
