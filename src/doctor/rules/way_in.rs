//! The way in: the server on this machine, the address that Teams uses, the app package.

use crate::doctor::rule::{Check, Rule};

pub(in crate::doctor) const READY: Rule =
    Rule::green(Check::Server, "ready", "Stapje runs here and is ready");
pub(in crate::doctor) const READY_BUT: Rule = Rule::yellow(
    Check::Server,
    "warns",
    "Stapje runs here, and warns",
    "mend what it says; the other lines may name the step",
);
pub(in crate::doctor) const NOT_READY: Rule = Rule::red(
    Check::Server,
    "not-ready",
    "Stapje runs here and cannot do its work",
    "mend what it says; the other lines may name the step",
);
pub(in crate::doctor) const NOT_RUNNING: Rule = Rule::yellow(
    Check::Server,
    "not-running",
    "Stapje does not run here",
    "stapje serve --config SETTINGS",
);
pub(in crate::doctor) const STRANGER: Rule = Rule::red(
    Check::Server,
    "stranger",
    "Another program answers on the address in `bind`",
    "stop that program, or choose another `bind` in SETTINGS",
);

pub(in crate::doctor) const NOBODY_IN: Rule = Rule::green(
    Check::Endpoint,
    "closed-to-strangers",
    "The address answers, and lets nobody in without a token",
);
pub(in crate::doctor) const ADDRESS_UNKNOWN: Rule = Rule::yellow(
    Check::Endpoint,
    "unknown",
    "The address that Teams uses is not known here",
    "write public_url = \"https://YOUR-HOST\" in SETTINGS",
);
pub(in crate::doctor) const LETS_IN: Rule = Rule::red(
    Check::Endpoint,
    "lets-strangers-in",
    "The address takes a message without a token. That is not Stapje, or something in front of it answers in its place: dangerous",
    "point the proxy at `bind` and at nothing else, and take the messaging endpoint out of use until this line is right",
);
pub(in crate::doctor) const LOGIN_IN_FRONT: Rule = Rule::red(
    Check::Endpoint,
    "login-in-front",
    "Something in front of Stapje asks for a login of its own, so Teams cannot come in",
    "let POST /api/messages through the proxy or web application firewall without a login; Stapje checks the token itself",
);
pub(in crate::doctor) const MOVED: Rule = Rule::red(
    Check::Endpoint,
    "moved",
    "The address sends callers on to another one; Teams does not follow",
    "make public_url and the bot's messaging endpoint the address where it ends",
);
pub(in crate::doctor) const NOT_THERE: Rule = Rule::red(
    Check::Endpoint,
    "not-there",
    "The proxy answers and does not know the path",
    "let the proxy pass /api/messages on as it is",
);
pub(in crate::doctor) const NO_POST: Rule = Rule::red(
    Check::Endpoint,
    "no-post",
    "The proxy does not let a POST through",
    "let the proxy pass POST with a body of up to 256 KiB",
);
pub(in crate::doctor) const NOTHING_BEHIND: Rule = Rule::red(
    Check::Endpoint,
    "nothing-behind",
    "The proxy answers and does not reach Stapje",
    "stapje serve --config SETTINGS, and point the proxy at the address in `bind`",
);
pub(in crate::doctor) const ODD: Rule = Rule::red(
    Check::Endpoint,
    "odd",
    "The address answers in a way that Stapje never does",
    "look in the log of the proxy",
);
pub(in crate::doctor) const NO_NAME: Rule = Rule::red(
    Check::Endpoint,
    "no-name",
    "The host name of the address is not known in DNS",
    "make a DNS record for YOUR-HOST: nslookup YOUR-HOST",
);
pub(in crate::doctor) const NO_CONNECTION: Rule = Rule::red(
    Check::Endpoint,
    "no-connection",
    "Nothing answers at the address",
    "start the proxy and open port 443. A machine may be unable to reach its own public address: from elsewhere, curl -i -X POST PUBLIC-URL/api/messages must show 401",
);
pub(in crate::doctor) const NOT_TRUSTED: Rule = Rule::red(
    Check::Endpoint,
    "not-trusted",
    "Teams does not connect: the certificate is not good",
    "see the line `certificate`",
);

pub(in crate::doctor) const CERTIFIED: Rule =
    Rule::green(Check::Certificate, "good", "The certificate is good, and so is its chain");
pub(in crate::doctor) const RENEW_SOON: Rule = Rule::yellow(
    Check::Certificate,
    "soon",
    "The certificate expires soon; what should renew it did not",
    "renew it now, such as with certbot renew, and reload the proxy",
);
pub(in crate::doctor) const RENEW_NOW: Rule = Rule::red(
    Check::Certificate,
    "over",
    "The certificate has expired",
    "renew it, such as with certbot renew, and reload the proxy",
);
pub(in crate::doctor) const FROM_LATER: Rule = Rule::red(
    Check::Certificate,
    "from-later",
    "The certificate is not valid yet",
    "see the line `clock`; else wait until it is",
);
pub(in crate::doctor) const OTHER_NAME: Rule = Rule::red(
    Check::Certificate,
    "other-name",
    "The certificate is of another host",
    "get one for YOUR-HOST: openssl s_client -connect YOUR-HOST:443 -servername YOUR-HOST",
);
pub(in crate::doctor) const NO_CHAIN: Rule = Rule::red(
    Check::Certificate,
    "no-chain",
    "The certificate is self-signed, or the certificates between it and a public authority are not sent along",
    "let the proxy send the whole chain (fullchain.pem) of a public authority: openssl s_client -connect YOUR-HOST:443 -servername YOUR-HOST -showcerts",
);
pub(in crate::doctor) const BAD: Rule = Rule::red(
    Check::Certificate,
    "bad",
    "The certificate is refused",
    "openssl s_client -connect YOUR-HOST:443 -servername YOUR-HOST -showcerts",
);
pub(in crate::doctor) const PLAIN: Rule = Rule::off(
    Check::Certificate,
    "plain",
    "Plain HTTP on this machine: nothing to look at. Teams wants https",
    "",
);
pub(in crate::doctor) const NO_CERTIFICATE: Rule =
    Rule::off(Check::Certificate, "unseen", "Not looked at: the line `endpoint` comes first", "");

pub(in crate::doctor) const FITS: Rule =
    Rule::green(Check::Package, "fits", "The app package is for this bot");
pub(in crate::doctor) const NO_PACKAGE: Rule = Rule::off(
    Check::Package,
    "none",
    "There is no app package here to look at",
    "stapje manifest package --bot-id APP-ID … makes one; or name it with --package FILE",
);
pub(in crate::doctor) const NOT_A_PACKAGE: Rule = Rule::red(
    Check::Package,
    "unreadable",
    "The app package cannot be read",
    "stapje manifest package --bot-id APP-ID … makes a new one",
);
pub(in crate::doctor) const OTHER_BOT: Rule = Rule::red(
    Check::Package,
    "other-bot",
    "The app package is for another bot than app_id",
    "stapje manifest package --bot-id APP-ID … makes one for this bot",
);
pub(in crate::doctor) const FAULTS: Rule = Rule::red(
    Check::Package,
    "faults",
    "Teams would refuse the app package",
    "stapje manifest check PACKAGE shows all that is wrong",
);
pub(in crate::doctor) const OTHER_HOST: Rule = Rule::red(
    Check::Package,
    "other-host",
    "The app package has pages on other hosts, and does not name that of public_url",
    "add YOUR-HOST to validDomains and check it: stapje manifest check PACKAGE",
);
pub(in crate::doctor) const FOR_DEVELOPERS: Rule = Rule::yellow(
    Check::Package,
    "for-developers",
    "The app package was made for developers (--dev)",
    "stapje manifest package --bot-id APP-ID … without --dev",
);
pub(in crate::doctor) const DIFFERS: Rule = Rule::yellow(
    Check::Package,
    "differs",
    "This version of Stapje makes another package from the same values",
    "stapje manifest package --bot-id APP-ID … raises the version by itself; upload it on the app's page in the Teams admin center",
);

pub(in crate::doctor) const ALL: &[&Rule] = &[
    &READY,
    &READY_BUT,
    &NOT_READY,
    &NOT_RUNNING,
    &STRANGER,
    &NOBODY_IN,
    &ADDRESS_UNKNOWN,
    &LETS_IN,
    &LOGIN_IN_FRONT,
    &MOVED,
    &NOT_THERE,
    &NO_POST,
    &NOTHING_BEHIND,
    &ODD,
    &NO_NAME,
    &NO_CONNECTION,
    &NOT_TRUSTED,
    &CERTIFIED,
    &RENEW_SOON,
    &RENEW_NOW,
    &FROM_LATER,
    &OTHER_NAME,
    &NO_CHAIN,
    &BAD,
    &PLAIN,
    &NO_CERTIFICATE,
    &FITS,
    &NO_PACKAGE,
    &NOT_A_PACKAGE,
    &OTHER_BOT,
    &FAULTS,
    &OTHER_HOST,
    &FOR_DEVELOPERS,
    &DIFFERS,
];
