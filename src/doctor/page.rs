//! The page of documentation, written from the rules.

use super::rule::{CHECKS, all_rules};

const HEAD: &str = "# `stapje doctor`

Looks at everything that has to be right before people get cards, and names the next step for what is
not. It changes nothing, shows no secret, and one line that fails stops no other. Run it on the machine
on which Stapje runs, with the same settings and as the same account:

```sh
stapje doctor --config stapje.toml
stapje doctor --config stapje.toml --user OBJECT-ID    # and one person's installation
stapje doctor --config stapje.toml --only token --only endpoint
stapje doctor --config stapje.toml --json              # for monitoring
stapje doctor --list                                   # the names of all lines
```

| Word | Exit code | It means |
|---|---|---|
| `OK` | 0 | as it should be |
| `-` | 0 | not switched on, or not looked at |
| `LOOK` | 1 | it works, or cannot be seen from here; somebody should look at it |
| `WRONG` | 2 | it does not work |

The exit code is that of the worst line. In JSON each line has `check`, `state` (a name that stays the
same), `light` (`off`, `green`, `yellow`, `red`), `means`, and where there is something `saw` and `next`.

While the settings cannot be used, lines that need them say `waits`. Every line and every state of it
follows. This page is written from the rules of the program by a test
(`tests/doctor`), so it says what the program says. Words in capitals such as `APP-ID` are filled in from
your settings.
";

/// `docs/DOCTOR.md`.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    let rules = all_rules();
    for check in CHECKS {
        page += &format!("\n## {check}\n\n{}\n\n", check.about());
        page += "| Word | State | It means | Next |\n|---|---|---|---|\n";
        for rule in rules.iter().filter(|rule| rule.check == *check) {
            let next = if rule.next.is_empty() { "–".to_owned() } else { cell(rule.next) };
            let word = rule.light.word();
            page += &format!("| {word} | `{}` | {} | {next} |\n", rule.name, cell(rule.means));
        }
    }
    page
}

/// Text as it may stand in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
