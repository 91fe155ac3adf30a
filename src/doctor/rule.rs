//! What the doctor can say: every line that it looks at, and every state that it knows of it.

use std::fmt;

use serde::Serialize;

use super::rules;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Not switched on or not looked at, and no reason to worry.
    Off,
    /// As it should be.
    Green,
    /// It works, or cannot be seen from here. Somebody should look at it.
    Yellow,
    /// It does not work.
    Red,
}

impl Light {
    /// A word of five letters at most: a colour alone tells nothing to some.
    pub fn word(self) -> &'static str {
        match self {
            Light::Off => "-",
            Light::Green => "OK",
            Light::Yellow => "LOOK",
            Light::Red => "WRONG",
        }
    }
}

/// One line of the doctor's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The settings.
    Settings,
    /// Whose people may use it.
    Tenants,
    /// How long the bot's credential lasts.
    Expiry,
    /// A token for the bot.
    Token,
    /// The metadata of who signs inbound tokens.
    Issuer,
    /// The keys that they are signed with.
    Keys,
    /// This machine's clock.
    Clock,
    /// Stapje on this machine.
    Server,
    /// The address that Teams uses.
    Endpoint,
    /// The certificate of that address.
    Certificate,
    /// The app package.
    Package,
    /// The database.
    Database,
    /// Its form.
    Migrations,
    /// The disk that it is on.
    Disk,
    /// Tips and texts.
    Content,
    /// Their languages.
    Languages,
    /// One person's installation.
    User,
    /// Microsoft Graph.
    Graph,
}

/// Every line, in the order in which it is shown.
pub const CHECKS: &[Check] = &[
    Check::Settings,
    Check::Tenants,
    Check::Database,
    Check::Migrations,
    Check::Disk,
    Check::Content,
    Check::Languages,
    Check::Expiry,
    Check::Token,
    Check::Issuer,
    Check::Keys,
    Check::Clock,
    Check::Server,
    Check::Endpoint,
    Check::Certificate,
    Check::Package,
    Check::User,
    Check::Graph,
];

impl Check {
    /// Its name, as shown and as `--only` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Check::Settings => "settings",
            Check::Tenants => "tenants",
            Check::Expiry => "expiry",
            Check::Token => "token",
            Check::Issuer => "issuer",
            Check::Keys => "keys",
            Check::Clock => "clock",
            Check::Server => "server",
            Check::Endpoint => "endpoint",
            Check::Certificate => "certificate",
            Check::Package => "package",
            Check::Database => "database",
            Check::Migrations => "migrations",
            Check::Disk => "disk",
            Check::Content => "content",
            Check::Languages => "languages",
            Check::User => "user",
            Check::Graph => "graph",
        }
    }

    /// The line with this name.
    pub fn named(name: &str) -> Option<Check> {
        CHECKS.iter().copied().find(|check| check.name() == name)
    }

    /// What is looked at, and how.
    pub fn about(self) -> &'static str {
        match self {
            Check::Settings => {
                "The settings file and the environment above it are read as `stapje serve` reads them."
            }
            Check::Tenants => "The list of tenants whose people may use the bot.",
            Check::Expiry => {
                "The days that the bot's certificate or client secret still lasts. A certificate says so itself; of a secret only the settings can say it (`app_secret_expires`)."
            }
            Check::Token => {
                "The login service is asked for the token with which the bot answers in Teams, with the bot's own credential. The token is thrown away and never shown."
            }
            Check::Issuer => {
                "The OpenID metadata of whoever signs the tokens that Teams sends along, and that of every tenant in `entra_issuers`."
            }
            Check::Keys => {
                "The signing keys that the metadata names. They must lie on the host of the metadata."
            }
            Check::Clock => {
                "This machine's clock, held against the time in the answer of the issuer. Beyond five minutes tokens are refused in both directions."
            }
            Check::Server => {
                "`/ready` on the address in `bind`, on this machine. Run the doctor where Stapje runs."
            }
            Check::Endpoint => {
                "`public_url` with `/api/messages` behind it is called as a stranger would call it: a POST without a token. Only 401 without a body is right."
            }
            Check::Certificate => "The certificate that is shown at `public_url`, and its chain.",
            Check::Package => {
                "The app package (`stapje.zip`, or the one after `--package`) is held against the settings, against every rule of Teams, and against the package that this version would make."
            }
            Check::Database => {
                "The database is opened and the right to write is tried. Nothing is written."
            }
            Check::Migrations => "Whether the form of the database is the one of this version.",
            Check::Disk => "The room that is left on the disk of an SQLite database.",
            Check::Content => {
                "The content that would be live: that of the settings, else what was published last, else what is built in."
            }
            Check::Languages => "Whether every language has all words.",
            Check::User => {
                "What the bot knows of the installation for one person, named with `--user OBJECT-ID`. Nothing of what that person does with it is shown."
            }
            Check::Graph => "Microsoft Graph, where `[graph]` switches it on.",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Check {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// One state of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The line.
    pub check: Check,
    /// A name that stays the same, for monitoring.
    pub name: &'static str,
    /// How it is.
    pub light: Light,
    /// What it means, as a sentence without its full stop.
    pub means: &'static str,
    /// What to do or type next; empty where there is nothing to do. Words in capitals such as
    /// `APP-ID` are filled in from the settings.
    pub next: &'static str,
}

impl Rule {
    pub(super) const fn green(check: Check, name: &'static str, means: &'static str) -> Rule {
        Rule { check, name, light: Light::Green, means, next: "" }
    }

    pub(super) const fn off(
        check: Check,
        name: &'static str,
        means: &'static str,
        next: &'static str,
    ) -> Rule {
        Rule { check, name, light: Light::Off, means, next }
    }

    pub(super) const fn yellow(
        check: Check,
        name: &'static str,
        means: &'static str,
        next: &'static str,
    ) -> Rule {
        Rule { check, name, light: Light::Yellow, means, next }
    }

    pub(super) const fn red(
        check: Check,
        name: &'static str,
        means: &'static str,
        next: &'static str,
    ) -> Rule {
        Rule { check, name, light: Light::Red, means, next }
    }
}

/// Every state of every line, in the order of the lines.
pub fn all_rules() -> Vec<&'static Rule> {
    let all = [rules::here::ALL, rules::login::ALL, rules::way_in::ALL, rules::people::ALL];
    let all: Vec<&Rule> = all.into_iter().flatten().copied().collect();
    let aadsts = rules::aadsts::ALL.iter().map(|(_, rule)| rule);
    let mut all: Vec<&Rule> = all.into_iter().chain(aadsts).collect();
    let place = |check| CHECKS.iter().position(|known| *known == check);
    all.sort_by_key(|rule| place(rule.check));
    all
}
