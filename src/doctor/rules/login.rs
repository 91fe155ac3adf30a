//! Microsoft's side: the bot's credential, its token, and the keys that prove who Teams is.

use crate::doctor::rule::{Check, Rule};

pub(in crate::doctor) const LASTS: Rule =
    Rule::green(Check::Expiry, "lasts", "The credential lasts");
pub(in crate::doctor) const SECRET_SOON: Rule = Rule::yellow(
    Check::Expiry,
    "secret-soon",
    "The client secret expires soon",
    "az ad app credential reset --id APP-ID --append; put the new value in place of the old one, and its day in app_secret_expires. The two work side by side",
);
pub(in crate::doctor) const SECRET_OVER: Rule = Rule::red(
    Check::Expiry,
    "secret-over",
    "The client secret has expired, by the day in app_secret_expires",
    "az ad app credential reset --id APP-ID --append; put the new value in place of the old one, and its day in app_secret_expires",
);
pub(in crate::doctor) const SECRET_UNKNOWN: Rule = Rule::yellow(
    Check::Expiry,
    "secret-unknown",
    "When the client secret expires is not known here; Entra tells it to people, not to the bot",
    "az ad app credential list --id APP-ID --query \"[].endDateTime\", and write the day as app_secret_expires in SETTINGS",
);
pub(in crate::doctor) const CERTIFICATE_SOON: Rule = Rule::yellow(
    Check::Expiry,
    "certificate-soon",
    "The bot's certificate expires soon",
    "make a new key and certificate (docs/INSTALL.md, Credentials); az ad app credential reset --id APP-ID --cert @certificate.pem --append; then replace the file and restart",
);
pub(in crate::doctor) const CERTIFICATE_OVER: Rule = Rule::red(
    Check::Expiry,
    "certificate-over",
    "The bot's certificate has expired",
    "make a new key and certificate (docs/INSTALL.md, Credentials); az ad app credential reset --id APP-ID --cert @certificate.pem --append; then replace the file and restart",
);
pub(in crate::doctor) const CERTIFICATE_UNKNOWN: Rule = Rule::yellow(
    Check::Expiry,
    "certificate-unknown",
    "When the bot's certificate expires cannot be read from it",
    "openssl x509 -in certificate.pem -noout -enddate",
);
pub(in crate::doctor) const ENDLESS: Rule = Rule::off(
    Check::Expiry,
    "endless",
    "This kind of credential does not expire: there is no secret to renew",
    "",
);

pub(in crate::doctor) const GIVEN: Rule =
    Rule::green(Check::Token, "given", "The login service gives the bot a token");
pub(in crate::doctor) const LOGIN_AWAY: Rule = Rule::red(
    Check::Token,
    "login-away",
    "The login service cannot be reached",
    "open outbound HTTPS to LOGIN-HOST: curl -I https://LOGIN-HOST/",
);
pub(in crate::doctor) const LOGIN_BUSY: Rule = Rule::yellow(
    Check::Token,
    "login-busy",
    "The login service is in trouble or asks for patience",
    "wait a few minutes and run the doctor again",
);
pub(in crate::doctor) const IDENTITY_AWAY: Rule = Rule::red(
    Check::Token,
    "identity-away",
    "This machine gives out no tokens for a managed identity",
    "run Stapje on a machine in Azure, and give it the identity: az vm identity assign --name VM --resource-group GROUP --identities IDENTITY",
);
pub(in crate::doctor) const IDENTITY_REFUSED: Rule = Rule::red(
    Check::Token,
    "identity-refused",
    "This machine does not have the managed identity",
    "az vm identity assign --name VM --resource-group GROUP --identities IDENTITY; app_id must be the identity's client id",
);
pub(in crate::doctor) const FILE: Rule = Rule::red(
    Check::Token,
    "file",
    "The file with the federated token cannot be used",
    "look at who keeps the file up to date; in Kubernetes: is the pod labelled azure.workload.identity/use: \"true\"?",
);
pub(in crate::doctor) const REFUSED: Rule = Rule::red(
    Check::Token,
    "refused",
    "The login service refuses the bot, for a reason that is not in this list",
    "look the number up at https://login.microsoftonline.com/error, and check app_id, home_tenant and the credential",
);

pub(in crate::doctor) const ANSWERS: Rule =
    Rule::green(Check::Issuer, "answers", "The issuer's metadata is there");
pub(in crate::doctor) const ISSUER_AWAY: Rule = Rule::red(
    Check::Issuer,
    "away",
    "The issuer's metadata cannot be reached: nobody from Teams can be let in",
    "open outbound HTTPS to ISSUER-HOST: curl -I https://ISSUER-HOST/",
);
pub(in crate::doctor) const ISSUER_STRANGE: Rule = Rule::red(
    Check::Issuer,
    "strange",
    "What answers is not the issuer's metadata; a proxy may stand in between",
    "let outbound HTTPS to ISSUER-HOST through as it is, and check `cloud` in SETTINGS",
);
pub(in crate::doctor) const ISSUER_OTHER: Rule = Rule::red(
    Check::Issuer,
    "other",
    "The metadata speaks for another issuer",
    "check `cloud` in SETTINGS: public, us-government or china",
);
pub(in crate::doctor) const KEYS_ELSEWHERE: Rule = Rule::red(
    Check::Issuer,
    "keys-elsewhere",
    "The metadata names keys on another host. Stapje does not follow it: whoever can change the metadata could let anybody in",
    "check `openid_metadata` in SETTINGS; with a cloud of Microsoft: find out who answers for ISSUER-HOST here",
);

pub(in crate::doctor) const ENOUGH_KEYS: Rule =
    Rule::green(Check::Keys, "there", "Signing keys are there");
pub(in crate::doctor) const KEYS_AWAY: Rule = Rule::red(
    Check::Keys,
    "away",
    "The signing keys cannot be fetched",
    "open outbound HTTPS to ISSUER-HOST, every path",
);
pub(in crate::doctor) const NO_KEYS: Rule = Rule::red(
    Check::Keys,
    "none",
    "There is no signing key that can be used",
    "let outbound HTTPS to ISSUER-HOST through as it is; else wait an hour: Microsoft replaces keys",
);
pub(in crate::doctor) const NOT_FOR_TEAMS: Rule = Rule::red(
    Check::Keys,
    "not-for-teams",
    "No signing key is endorsed for Teams, so every message is refused",
    "check `cloud` in SETTINGS; a channel of your own must give its keys \"endorsements\": [\"msteams\"]",
);
pub(in crate::doctor) const KEYS_UNSEEN: Rule =
    Rule::off(Check::Keys, "unseen", "Not looked at: the line `issuer` comes first", "");

pub(in crate::doctor) const ON_TIME: Rule =
    Rule::green(Check::Clock, "right", "This machine's clock is right");
pub(in crate::doctor) const A_LITTLE_OFF: Rule = Rule::yellow(
    Check::Clock,
    "a-little-off",
    "This machine's clock is not quite right",
    "timedatectl set-ntp true",
);
pub(in crate::doctor) const OFF: Rule = Rule::red(
    Check::Clock,
    "wrong",
    "This machine's clock is wrong: tokens are refused in both directions",
    "timedatectl set-ntp true, then restart Stapje",
);
pub(in crate::doctor) const TIMELESS: Rule =
    Rule::off(Check::Clock, "unseen", "The issuer showed no time to compare with", "");

pub(in crate::doctor) const ALL: &[&Rule] = &[
    &LASTS,
    &SECRET_SOON,
    &SECRET_OVER,
    &SECRET_UNKNOWN,
    &CERTIFICATE_SOON,
    &CERTIFICATE_OVER,
    &CERTIFICATE_UNKNOWN,
    &ENDLESS,
    &GIVEN,
    &LOGIN_AWAY,
    &LOGIN_BUSY,
    &IDENTITY_AWAY,
    &IDENTITY_REFUSED,
    &FILE,
    &REFUSED,
    &ANSWERS,
    &ISSUER_AWAY,
    &ISSUER_STRANGE,
    &ISSUER_OTHER,
    &KEYS_ELSEWHERE,
    &ENOUGH_KEYS,
    &KEYS_AWAY,
    &NO_KEYS,
    &NOT_FOR_TEAMS,
    &KEYS_UNSEEN,
    &ON_TIME,
    &A_LITTLE_OFF,
    &OFF,
    &TIMELESS,
];
