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
pub(in crate::doctor) const NOT_INSTALLED: Rule = Rule::yellow(
    Check::User,
    "not-installed",
    "Graph says that the app is not installed for this person",
    "stapje graph install --group OBJECT-ID, or wait for the setup policy: it takes hours, and installs when the person starts Teams",
);
pub(in crate::doctor) const NOT_HEARD: Rule = Rule::red(
    Check::User,
    "not-heard",
    "Teams has the app installed for this person, and no install event reached Stapje",
    "is the bot's messaging endpoint PUBLIC-URL/api/messages, and the Teams channel on? az bot show --name BOT --resource-group GROUP --query properties.endpoint; see the lines `endpoint` and `issuer`; then let the person write to the bot",
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

pub(in crate::doctor) const GRAPH_READY: Rule = Rule::green(
    Check::Graph,
    "ready",
    "Graph has the permissions for what is switched on, and no more",
);
pub(in crate::doctor) const GRAPH_MORE: Rule = Rule::yellow(
    Check::Graph,
    "more",
    "The bot has permissions in Graph that it does not need",
    "Entra admin center > App registrations > the app > API permissions: take them away, or use another registration for what needs them",
);
pub(in crate::doctor) const GRAPH_MISSING: Rule = Rule::red(
    Check::Graph,
    "missing",
    "Permissions in Graph are missing",
    "az ad app permission add --id APP-ID --api 00000003-0000-0000-c000-000000000000 --api-permissions ROLES; az ad app permission admin-consent --id APP-ID; then wait a few minutes",
);
pub(in crate::doctor) const GRAPH_NO_TOKEN: Rule = Rule::red(
    Check::Graph,
    "no-token",
    "There is no token for Graph",
    "see the line `token`; for people of another tenant the app must be known there: az ad sp create --id APP-ID",
);
pub(in crate::doctor) const GRAPH_FAILED: Rule = Rule::red(
    Check::Graph,
    "failed",
    "Graph could not be asked",
    "mend what it says; docs/GRAPH.md has the permissions for each part",
);
pub(in crate::doctor) const NOT_IN_CATALOG: Rule = Rule::red(
    Check::Graph,
    "not-in-catalog",
    "The app is not in the organisation's catalog, or has another id there",
    "Teams admin center > Teams apps > Manage apps > Upload new app: PACKAGE. If its id is not the bot's, name it as teams_app_id in [graph]",
);
pub(in crate::doctor) const OTHER_VERSION: Rule = Rule::yellow(
    Check::Graph,
    "other-version",
    "The catalog has another version of the app package than the one here",
    "upload PACKAGE on the app's page in the Teams admin center, if it is the newer one",
);

pub(in crate::doctor) const ALL: &[&Rule] = &[
    &UNASKED,
    &NOT_AN_ID,
    &NO_DATABASE,
    &FAILED,
    &NOT_MET,
    &NOT_INSTALLED,
    &NOT_HEARD,
    &INSTALLED,
    &NO_CONVERSATION,
    &FOREIGN_HOST,
    &UNINSTALLED,
    &BLOCKED,
    &DISABLED,
    &GRAPH_OFF,
    &GRAPH_READY,
    &GRAPH_MORE,
    &GRAPH_MISSING,
    &GRAPH_NO_TOKEN,
    &GRAPH_FAILED,
    &NOT_IN_CATALOG,
    &OTHER_VERSION,
];
