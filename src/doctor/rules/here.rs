//! What can be seen without leaving the machine: settings, database, content.

use crate::doctor::rule::{Check, Rule};

pub(in crate::doctor) const COMPLETE: Rule =
    Rule::green(Check::Settings, "complete", "The settings are complete");
pub(in crate::doctor) const OWN_CLOUD: Rule = Rule::yellow(
    Check::Settings,
    "own-cloud",
    "The settings are complete, with a cloud of your own: tokens of Microsoft are refused",
    "before people use it, take the table [cloud] out of SETTINGS",
);
pub(in crate::doctor) const UNUSABLE: Rule = Rule::red(
    Check::Settings,
    "unusable",
    "The settings cannot be used",
    "stapje config check --config SETTINGS (a new file with every key explained: stapje config init)",
);
pub(in crate::doctor) const WAITS: Rule =
    Rule::off(Check::Settings, "waits", "Not looked at: the line `settings` comes first", "");

pub(in crate::doctor) const ALLOWED: Rule =
    Rule::green(Check::Tenants, "allowed", "The tenants that may use it are named");
pub(in crate::doctor) const HOME_LEFT_OUT: Rule = Rule::yellow(
    Check::Tenants,
    "home-left-out",
    "People of the tenant in which the bot is registered are not let in",
    "if they should be, add TENANT-ID to tenants in SETTINGS",
);
pub(in crate::doctor) const SHARED: Rule = Rule::yellow(
    Check::Tenants,
    "shared",
    "Several tenants share one registration: a bot of the single-tenant type is refused with 401 when it answers people of another tenant",
    "register a bot in each tenant and run a Stapje for each (docs/INSTALL.md)",
);
pub(in crate::doctor) const MULTI_TENANT: Rule = Rule::yellow(
    Check::Tenants,
    "multi-tenant",
    "The token comes from the Bot Framework's own tenant. Only bots of the multi-tenant type can use it, and those cannot be made since August 2025",
    "az bot show --name BOT --resource-group GROUP --query properties.msaAppType; for SingleTenant write the tenant's id in home_tenant",
);

pub(in crate::doctor) const WRITABLE: Rule =
    Rule::green(Check::Database, "writable", "The database is there and can be written");
pub(in crate::doctor) const NOT_YET: Rule = Rule::yellow(
    Check::Database,
    "not-yet",
    "The database is not there yet; its folder can be written",
    "stapje serve --config SETTINGS makes it at the first start",
);
pub(in crate::doctor) const NOT_WAL: Rule = Rule::yellow(
    Check::Database,
    "not-wal",
    "The database can be written, but is not in WAL mode: readers and writers wait for each other",
    "stapje serve --config SETTINGS switches it on at the start",
);
pub(in crate::doctor) const READ_ONLY: Rule = Rule::red(
    Check::Database,
    "read-only",
    "The database cannot be written",
    "give the account that runs Stapje the right to write the file and its folder",
);
pub(in crate::doctor) const CLOSED: Rule = Rule::red(
    Check::Database,
    "closed",
    "The database cannot be opened",
    "check `database` in SETTINGS, and that this account may use it",
);

pub(in crate::doctor) const CURRENT: Rule =
    Rule::green(Check::Migrations, "current", "The database has the form of this version");
pub(in crate::doctor) const FIRST_START: Rule = Rule::off(
    Check::Migrations,
    "first-start",
    "The database gets its form at the first start",
    "",
);
pub(in crate::doctor) const BEHIND: Rule = Rule::yellow(
    Check::Migrations,
    "behind",
    "The database is of an older version, and is brought up to date at the next start",
    "stapje backup FILE --config SETTINGS, then stapje serve --config SETTINGS",
);
pub(in crate::doctor) const AHEAD: Rule = Rule::red(
    Check::Migrations,
    "ahead",
    "The database was made by a newer version",
    "run that version or a newer one, or stapje restore a backup of before the upgrade",
);
pub(in crate::doctor) const UNSEEN: Rule =
    Rule::off(Check::Migrations, "unseen", "Not looked at: the line `database` comes first", "");

pub(in crate::doctor) const ROOM: Rule = Rule::green(Check::Disk, "room", "There is room");
pub(in crate::doctor) const LITTLE_ROOM: Rule = Rule::yellow(
    Check::Disk,
    "little-room",
    "The disk of the database is nearly full",
    "make room on it: a full disk stops the bot",
);
pub(in crate::doctor) const NO_ROOM: Rule = Rule::red(
    Check::Disk,
    "no-room",
    "The disk of the database is as good as full",
    "make room on it now: a full disk stops the bot",
);
pub(in crate::doctor) const ROOM_UNSEEN: Rule = Rule::off(
    Check::Disk,
    "unseen",
    "The room cannot be seen from here: look at it on the database's own machine",
    "",
);

pub(in crate::doctor) const READY_TO_GO: Rule =
    Rule::green(Check::Content, "right", "The content is right");
pub(in crate::doctor) const WARNINGS: Rule = Rule::yellow(
    Check::Content,
    "warnings",
    "The content can be live, and somebody should look at it",
    "stapje content check FOLDER",
);
pub(in crate::doctor) const BROKEN: Rule = Rule::red(
    Check::Content,
    "broken",
    "The content has mistakes and cannot go live",
    "stapje content check FOLDER",
);
pub(in crate::doctor) const UNREADABLE: Rule = Rule::red(
    Check::Content,
    "unreadable",
    "The content cannot be read",
    "check `content` in SETTINGS, and that this account may read it",
);

pub(in crate::doctor) const ALL_WORDS: Rule =
    Rule::green(Check::Languages, "complete", "Every language has all words");
pub(in crate::doctor) const WORDS_MISSING: Rule = Rule::red(
    Check::Languages,
    "words-missing",
    "A language lacks words",
    "stapje content check FOLDER",
);
pub(in crate::doctor) const NO_CONTENT: Rule =
    Rule::off(Check::Languages, "unseen", "Not looked at: the line `content` comes first", "");

pub(in crate::doctor) const ALL: &[&Rule] = &[
    &COMPLETE,
    &OWN_CLOUD,
    &UNUSABLE,
    &WAITS,
    &ALLOWED,
    &HOME_LEFT_OUT,
    &SHARED,
    &MULTI_TENANT,
    &WRITABLE,
    &NOT_YET,
    &NOT_WAL,
    &READ_ONLY,
    &CLOSED,
    &CURRENT,
    &FIRST_START,
    &BEHIND,
    &AHEAD,
    &UNSEEN,
    &ROOM,
    &LITTLE_ROOM,
    &NO_ROOM,
    &ROOM_UNSEEN,
    &READY_TO_GO,
    &WARNINGS,
    &BROKEN,
    &UNREADABLE,
    &ALL_WORDS,
    &WORDS_MISSING,
    &NO_CONTENT,
];
