//! Entra's numbers, for what somebody meets who sets up a bot.
//!
//! Source: Microsoft Learn, "Microsoft Entra authentication and authorization error codes"; and for
//! 700016 with a single-tenant bot what admins reported of it (microsoft/botframework-sdk#6382).

use crate::doctor::rule::{Check, Rule};

const NEW_SECRET: &str = "az ad app credential reset --id APP-ID --append, and put the value that it shows in STAPJE_APP_SECRET or app_secret_file";
const NEW_CERTIFICATE: &str = "az ad app credential reset --id APP-ID --cert @certificate.pem --append, with the certificate of the file in app_certificate_file";
const FEDERATION: &str = "az ad app federated-credential list --id APP-ID; issuer, subject and audience must be those of the token, to the letter";

const fn red(name: &'static str, means: &'static str, next: &'static str) -> Rule {
    Rule::red(Check::Token, name, means, next)
}

/// Each number with what it means.
pub(in crate::doctor) const ALL: &[(u32, Rule)] = &[
    (
        700_016,
        red(
            "AADSTS700016",
            "The app is not known in this tenant: home_tenant is not the tenant in which the bot is registered, or app_id is another app's. A bot of the single-tenant type asks its own tenant, never the Bot Framework's",
            "az login --tenant TENANT-ID, then az ad app show --id APP-ID; mend app_id or home_tenant in SETTINGS",
        ),
    ),
    (
        7_000_215,
        red(
            "AADSTS7000215",
            "The client secret is wrong; often its id was copied and not its value",
            NEW_SECRET,
        ),
    ),
    (7_000_222, red("AADSTS7000222", "The client secret has expired", NEW_SECRET)),
    (7_000_218, red("AADSTS7000218", "The login service wants a secret and got none", NEW_SECRET)),
    (
        7_000_229,
        red(
            "AADSTS7000229",
            "The app has no service principal in this tenant",
            "az ad sp create --id APP-ID, signed in to TENANT-ID",
        ),
    ),
    (
        7_000_112,
        red(
            "AADSTS7000112",
            "Somebody switched the app off in this tenant",
            "Entra admin center > Enterprise applications > the app > Properties > Enabled for users to sign in: Yes",
        ),
    ),
    (
        700_027,
        red(
            "AADSTS700027",
            "The certificate that signs is not one of the app's, or it has expired",
            NEW_CERTIFICATE,
        ),
    ),
    (
        700_021,
        red(
            "AADSTS700021",
            "The signed assertion is of another app than app_id",
            "check app_id and the credential in SETTINGS: they must be of the same app",
        ),
    ),
    (
        700_024,
        red(
            "AADSTS700024",
            "The signed assertion is not valid at this time: this machine's clock is wrong, or the federated token is old",
            "timedatectl set-ntp true; see also the line `clock`",
        ),
    ),
    (
        700_211,
        red("AADSTS700211", "No federated credential of the app has this issuer", FEDERATION),
    ),
    (
        700_212,
        red("AADSTS700212", "No federated credential of the app has this audience", FEDERATION),
    ),
    (
        700_213,
        red("AADSTS700213", "No federated credential of the app has this subject", FEDERATION),
    ),
    (
        90_002,
        red(
            "AADSTS90002",
            "There is no such tenant: home_tenant is wrong, or of another cloud",
            "az account show --query tenantId, signed in to the tenant of the bot; check `cloud` too",
        ),
    ),
    (
        900_023,
        red(
            "AADSTS900023",
            "home_tenant is not the id of a tenant",
            "az account show --query tenantId, signed in to the tenant of the bot",
        ),
    ),
    (
        900_432,
        red(
            "AADSTS900432",
            "The tenant is of another cloud than the one in the settings",
            "check `cloud` in SETTINGS: public, us-government or china",
        ),
    ),
    (
        53_003,
        red(
            "AADSTS53003",
            "A Conditional Access policy for workload identities blocks this machine",
            "Entra admin center > Monitoring > Sign-in logs > Service principal sign-ins names the policy; let this machine's address through",
        ),
    ),
    (
        500_011,
        red(
            "AADSTS500011",
            "The tenant does not know what the token is for",
            "check `cloud` in SETTINGS: each cloud has a scope of its own",
        ),
    ),
    (
        1_002_012,
        red(
            "AADSTS1002012",
            "The scope is not one that an app can ask for",
            "end `scope` of your own cloud in SETTINGS with /.default",
        ),
    ),
    (
        501_051,
        red(
            "AADSTS501051",
            "The app must be assigned to what it asks a token for, and is not",
            "Entra admin center > Enterprise applications > the resource > Users and groups, or switch Assignment required off there",
        ),
    ),
];

/// What the number in `code` means, such as `invalid_client AADSTS7000215`, if it is known here.
pub(in crate::doctor) fn of(code: &str) -> Option<&'static Rule> {
    let number = code.split_whitespace().find_map(|word| word.strip_prefix("AADSTS"))?;
    let number: u32 = number.parse().ok()?;
    ALL.iter().find(|(known, _)| *known == number).map(|(_, rule)| rule)
}
