//! One person's installation, and Microsoft Graph.

use crate::doctor::rule::{Check, Rule};

pub(in crate::doctor) const UNASKED: Rule = Rule::off(
    Check::User,
    "unasked",
    "Nobody was named",
    "stapje doctor --user OBJECT-ID looks at the installation for one person",
);
pub(in crate::doctor) const NOT_AN_ID: Rule = Rule::red(
    Check::User,
    "not-an-id",
    "That is not an Entra object id; names and mail addresses are not used",
    "az ad user show --id MAIL --query id",
);
pub(in crate::doctor) const NO_DATABASE: Rule = Rule::yellow(
    Check::User,
    "no-database",
    "Nobody can be looked up before the database is there and of this version",
    "see the lines `database` and `migrations`",
);
pub(in crate::doctor) const FAILED: Rule = Rule::red(
    Check::User,
    "failed",
    "The person could not be looked up",
    "see the line `database`",
);
pub(in crate::doctor) const NOT_MET: Rule = Rule::yellow(
    Check::User,
    "not-met",
    "No install event came for this person. A setup policy takes hours, and installs when the person starts Teams",
    "Teams admin center > Teams apps > Manage apps > Stapje > Users and groups: is the person among them? Then Setup policies; then let the person start Teams",
);
pub(in crate::doctor) const INSTALLED: Rule = Rule::green(
    Check::User,
    "installed",
    "The app is installed and the conversation is known: cards can come",
);
pub(in crate::doctor) const NO_CONVERSATION: Rule = Rule::red(
    Check::User,
    "no-conversation",
    "The person is known, but not where to reach them",
    "let the person write something to the bot",
);
pub(in crate::doctor) const FOREIGN_HOST: Rule = Rule::red(
    Check::User,
    "foreign-host",
    "The person's conversation is on a host that is not trusted, so nothing is sent",
    "is `cloud` right in SETTINGS? Else add the host to service_hosts, if it is Microsoft's",
);
pub(in crate::doctor) const UNINSTALLED: Rule = Rule::red(
    Check::User,
    "uninstalled",
    "The app was removed for this person",
    "Teams admin center > Teams apps > Setup policies: is the person in the group?",
);
pub(in crate::doctor) const BLOCKED: Rule = Rule::yellow(
    Check::User,
    "blocked",
    "The person blocked the bot. That is their choice, and nothing is sent",
    "leave it so; the person can unblock it in the chat",
);
pub(in crate::doctor) const DISABLED: Rule = Rule::red(
    Check::User,
    "disabled",
    "An admin blocked the app for this person (BotDisabledByAdmin)",
    "Teams admin center > Teams apps > Manage apps > Stapje: Allow, and Users and groups",
);

pub(in crate::doctor) const GRAPH_OFF: Rule = Rule::off(
    Check::Graph,
    "off",
    "Not used, and not needed: the setup policy installs the app, and Stapje learns of people from the install event",
    "",
);

pub(in crate::doctor) const ALL: &[&Rule] = &[
    &UNASKED,
    &NOT_AN_ID,
    &NO_DATABASE,
    &FAILED,
    &NOT_MET,
    &INSTALLED,
    &NO_CONVERSATION,
    &FOREIGN_HOST,
    &UNINSTALLED,
    &BLOCKED,
    &DISABLED,
    &GRAPH_OFF,
];
