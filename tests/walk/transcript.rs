//! What was typed, what came of it, and how long it took.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use stapje::clock::Clock;

/// Letters a second of somebody who types with care.
const LETTERS_A_SECOND: usize = 3;

pub(super) struct Transcript {
    begun: Timestamp,
    /// What stands for places on this machine.
    names: Vec<(String, String)>,
    text: String,
    commands: usize,
    letters: usize,
    /// Commands, letters and seconds up to the first nudge.
    first_nudge: (usize, usize, i64),
    doctor: Vec<(String, BTreeMap<String, String>)>,
}

impl Transcript {
    pub(super) fn new(names: Vec<(String, String)>) -> Transcript {
        let (begun, text) = (Clock::System.now(), String::new());
        let first_nudge = (0, 0, 0);
        Transcript { begun, names, text, commands: 0, letters: 0, first_nudge, doctor: Vec::new() }
    }

    pub(super) fn step(&mut self, title: &str) {
        self.text += &format!("## {title}\n\n");
    }

    pub(super) fn says(&mut self, line: &str) {
        self.text += &format!("{line}\n\n");
    }

    /// The first nudge is there.
    pub(super) fn arrives(&mut self) {
        let waited = Clock::System.now().duration_since(self.begun).as_secs();
        self.first_nudge = (self.commands, self.letters, waited);
    }

    pub(super) fn types(&mut self, text: &str) {
        self.letters += self.named(text).chars().count();
    }

    pub(super) fn ran(&mut self, words: &[&str], output: &str, took: SignedDuration) {
        let quoted = words.iter().map(|word| {
            if word.contains(' ') { format!("\"{word}\"") } else { (*word).to_owned() }
        });
        let typed = format!("stapje {}", quoted.collect::<Vec<_>>().join(" "));
        self.types(&typed);
        self.commands += 1;
        let shown = self.named(&format!("$ {typed}\n{}", output.trim_end()));
        let seconds = took.as_millis() / 100;
        let took = format!("{}.{} s", seconds / 10, seconds % 10);
        self.text += &format!("```console\n{}\n```\n\n*{took}*\n\n", shown.trim_end());
    }

    pub(super) fn doctor(&mut self, stage: &str, lights: &BTreeMap<String, String>) {
        self.doctor.push((stage.to_owned(), lights.clone()));
    }

    fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }

    pub(super) fn page(&self) -> String {
        let (commands, letters, waited) = self.first_nudge;
        let typing = letters / LETTERS_A_SECOND / 60 + 1;
        format!(
            "# A walk through INSTALL.md\n\n\
             A test (`tests/walk`) follows [INSTALL.md](INSTALL.md) with the program itself, against \
             services on this machine\nthat stand where Microsoft's stand: tokens, signing keys, the \
             connector. Every check is on. It writes this page\nwith\n\n\
             ```sh\nSTAPJE_WALK=docs/WALK.md cargo test walk\n```\n\n\
             **{commands} commands and {letters} letters: {typing} minutes of typing at {LETTERS_A_SECOND} letters a \
             second, and {waited} seconds of waiting** with a\nbuild for development, up to the first \
             nudge. What is not in it is what only Microsoft can do: registering the\nbot (steps 2 and \
             3), and Teams' own time to hand out the app (step 8). The lines `settings` and `server` \
             stay\nat LOOK here, as the services are not Microsoft's, and `certificate` has none to \
             look at.\nAfter the nudge it goes on: a backup is put back after a kill, and each term of \
             retention runs out.\n\n{}{}",
            self.text,
            self.table()
        )
    }

    /// How each line of the doctor was at each stage.
    fn table(&self) -> String {
        let word = |light: Option<&String>| match light.map(String::as_str) {
            Some("green") => "OK",
            Some("yellow") => "LOOK",
            Some("red") => "**WRONG**",
            _ => "–",
        };
        let mut text = "## What the doctor said\n\n| Line |".to_owned();
        text.extend(self.doctor.iter().map(|(stage, _)| format!(" {stage} |")));
        text += "\n|---|";
        text.extend(self.doctor.iter().map(|_| "---|"));
        let last = self.doctor.last().map(|(_, lights)| lights.clone()).unwrap_or_default();
        for check in last.keys() {
            text += &format!("\n| `{check}` |");
            text.extend(
                self.doctor.iter().map(|(_, lights)| format!(" {} |", word(lights.get(check)))),
            );
        }
        text + "\n"
    }
}
