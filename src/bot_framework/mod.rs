//! The Bot Framework protocol and Teams' dialect of it.
//!
//! Knows nothing of training, and nothing of this crate's other rooms: it could be a crate of
//! its own. Time is an argument everywhere; nothing here reads a clock.
//!
//! Inbound, [`auth::Verifier`] proves who sent an [`Activity`]. Outbound, [`Connector`] sends
//! one, with a token from [`TokenSource`], and names what came of it: an [`Outcome`].
//! What people see is a [`card::Card`].

pub mod activity;
pub mod auth;
pub mod card;
mod cloud;
mod connector;
mod credentials;
mod file;
mod http;
pub mod invoke;
mod outcome;
mod rejection;
mod seldom;
mod service_url;
pub mod throttle;
mod token;

pub use activity::Activity;
pub use cloud::{Cloud, CloudError, CustomCloud, EntraIssuer};
pub use connector::{Connector, ConversationReference, Member, MemberPage};
pub use credentials::{
    Authority, Certificate, CertificateError, Credential, Credentials, FederatedToken,
    IdentityError, ManagedIdentity, certificate_expires,
};
pub use file::{FileError, FileOffer, UploadInfo};
pub use http::{
    Answer, ClientError, TimeLimits, client_builder, exchange, http_client,
    http_client_for_looking, read_up_to,
};
pub use outcome::{Outcome, classify};
pub use rejection::{Rejection, Rejections};
pub use service_url::{ServiceUrl, ServiceUrlError};
pub use token::{Target, TokenError, TokenSource};
