//! What was seen, as plain data: asking fills it in, judging reads it.

use jiff::{SignedDuration, Timestamp};

use crate::bot_framework::TokenError;
use crate::graph::{CatalogApp, GraphError, Permission};
use crate::store::employees::Reach;
use crate::store::inspect::{Look, LookError};

/// Everything that was seen. What was not looked at is not there.
#[derive(Debug, Clone)]
pub struct Facts {
    /// When.
    pub now: Timestamp,
    /// The settings, or why they cannot be used.
    pub settings: Result<SettingsSeen, String>,
    /// Whose people may use it.
    pub tenants: Option<TenantsSeen>,
    /// The database.
    pub database: Option<Result<Look, LookError>>,
    /// Tips and texts.
    pub content: Option<ContentSeen>,
    /// Until when the credential is good.
    pub expiry: Option<ExpirySeen>,
    /// The bot's token.
    pub token: Option<TokenSeen>,
    /// Who signs inbound tokens.
    pub issuers: Option<Vec<IssuerSeen>>,
    /// How far this machine's clock is ahead of the issuer's.
    pub clock: Option<Option<SignedDuration>>,
    /// Stapje on this machine.
    pub server: Option<ServerSeen>,
    /// The address that Teams uses; nothing within when it is not known.
    pub endpoint: Option<Option<EndpointSeen>>,
    /// The app package.
    pub package: Option<PackageSeen>,
    /// One person's installation.
    pub user: Option<UserSeen>,
    /// Microsoft Graph in each tenant, by its id; empty where it is not switched on.
    pub graph: Option<Vec<(String, GraphSeen)>>,
}

impl Facts {
    /// Nothing was looked at but the settings.
    pub fn of(settings: Result<SettingsSeen, String>, now: Timestamp) -> Facts {
        Facts {
            now,
            settings,
            tenants: None,
            database: None,
            content: None,
            expiry: None,
            token: None,
            issuers: None,
            clock: None,
            server: None,
            endpoint: None,
            package: None,
            user: None,
            graph: None,
        }
    }
}

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsSeen {
    /// The name of the cloud.
    pub cloud: String,
    /// Is it one of one's own?
    pub own_cloud: bool,
    /// The kind of credential, in words.
    pub credential: &'static str,
}

/// Whose people may use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantsSeen {
    /// How many tenants.
    pub number: usize,
    /// Is the bot's own among them? Nothing for a bot that is of no single tenant.
    pub home: Option<bool>,
    /// Is the token asked from the Bot Framework's own tenant?
    pub multi_tenant: bool,
}

/// Why an exchange came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The host's name is not known.
    NoName,
    /// Nobody takes the connection.
    NoConnection(String),
    /// No answer in time.
    Slow,
    /// The certificate of the other side is not good.
    Certificate(CertificateTrouble),
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateTrouble {
    /// It has expired.
    Expired,
    /// Its time has not come.
    NotYet,
    /// It is of another host.
    OtherName,
    /// Nobody that we trust says that it is good.
    Unknown,
    /// Something else.
    Other(String),
}

/// Tips and texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentSeen {
    /// Where they come from, in words.
    pub from: String,
    /// What was found, or why nothing could be read.
    pub found: Result<Found, String>,
}

/// What was found in content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How many tips; none when it cannot go live.
    pub tips: Option<usize>,
    /// How many mistakes.
    pub errors: usize,
    /// How many things to look at.
    pub warnings: usize,
    /// The first mistake.
    pub first: Option<String>,
    /// The languages by name, or what is missing in one.
    pub languages: Option<Result<Vec<String>, String>>,
}

/// Until when the credential is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpirySeen {
    /// A client secret, until then, if the settings say so.
    Secret(Option<Timestamp>),
    /// A certificate, until then, if it can be read.
    Certificate(Option<Timestamp>),
    /// It does not expire.
    Endless,
}

/// How the bot proves that it is itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// With something that it holds.
    Own,
    /// With the machine's identity.
    Identity,
    /// With a token in a file.
    File,
}

/// The bot's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSeen {
    /// How it was asked for.
    pub proof: Proof,
    /// What came of it.
    pub got: Result<(), TokenError>,
    /// Why the login service cannot be reached, if so.
    pub login: Option<Trouble>,
}

/// Who signs inbound tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerSeen {
    /// Their name, as the settings expect it.
    pub name: String,
    /// The host of the metadata.
    pub host: String,
    /// Must keys be endorsed for Teams?
    pub endorsed: bool,
    /// What their metadata says.
    pub metadata: Result<MetadataSeen, Trouble>,
    /// Their keys, where they could be asked for.
    pub keys: Option<Result<KeysSeen, Trouble>>,
}

/// An issuer's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataSeen {
    /// The status of the answer.
    pub status: u16,
    /// Who it speaks for, if it can be read.
    pub issuer: Option<String>,
    /// The host of the keys, if it is another.
    pub keys_elsewhere: Option<String>,
}

/// An issuer's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeysSeen {
    /// The status of the answer.
    pub status: u16,
    /// How many can be used.
    pub usable: usize,
    /// How many of them are endorsed for Teams.
    pub for_teams: usize,
}

/// Stapje on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSeen {
    /// Where it was asked.
    pub address: String,
    /// What it said; nothing when nobody answers.
    pub said: Option<Said>,
}

/// What a server said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The status.
    pub status: u16,
    /// Its version, if it is Stapje.
    pub version: Option<String>,
    /// What stands in its way.
    pub reasons: Vec<String>,
    /// What it warns of.
    pub warnings: Vec<String>,
}

/// The address that Teams uses, called without a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointSeen {
    /// The address of the call.
    pub address: String,
    /// Is it plain HTTP?
    pub plain: bool,
    /// What came of it.
    pub answer: Result<AnswerSeen, Trouble>,
}

/// What a stranger gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerSeen {
    /// The status.
    pub status: u16,
    /// Was there no body?
    pub empty: bool,
    /// When the certificate expires.
    pub certificate_until: Option<Timestamp>,
}

/// The app package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackageSeen {
    /// There is none.
    None,
    /// It cannot be read.
    Unreadable(String),
    /// It was read.
    Read(PackageRead),
}

/// What stands in a package.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackageRead {
    /// Its version.
    pub version: String,
    /// What Teams would refuse.
    pub faults: Vec<String>,
    /// Where it names another bot.
    pub other_bot: Vec<String>,
    /// The host that it should name among others and does not.
    pub lacks_host: Option<String>,
    /// Was it made for developers?
    pub for_developers: bool,
    /// Would this version make another one from the same values?
    pub differs: bool,
}

/// One person's installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserSeen {
    /// Nobody was named.
    Unasked,
    /// What was named is no object id.
    NotAnId(String),
    /// There is no database to look into.
    NoDatabase,
    /// The database failed.
    Failed(String),
    /// The bot has not met this person.
    NotMet {
        /// Has Teams the app installed for them? Nothing where Graph cannot be asked.
        in_teams: Option<bool>,
    },
    /// They are known.
    Met {
        /// Whether they can be reached.
        reach: Reach,
        /// Is their conversation known?
        conversation: bool,
        /// Is it on a host that is trusted?
        trusted: bool,
    },
}

/// Microsoft Graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GraphSeen {
    /// It could not be asked.
    Failed(GraphError),
    /// It was asked.
    Asked {
        /// Permissions that are needed and not there.
        missing: Vec<Permission>,
        /// Permissions that are there and not needed.
        beyond: Vec<String>,
        /// The app in the catalog, where it was looked for.
        app: Option<Result<Option<CatalogApp>, GraphError>>,
    },
}
