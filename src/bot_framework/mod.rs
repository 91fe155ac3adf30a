//! The Bot Framework protocol and Teams' dialect of it.
//!
//! Knows nothing of training, and nothing of this crate's other rooms: it could be a crate of
//! its own. Time is an argument everywhere; nothing here reads a clock.
//!
//! Inbound, [`auth::Verifier`] proves who sent an [`Activity`]. Outbound, [`Connector`] sends
//! one, with a token from [`TokenSource`], and names what came of it: an [`Outcome`].
//! What people see is a [`card::Card`].
//!
//! # A bot that answers
//!
//! What is needed of a web server is the `Authorization` headers, the body, and the status that goes
//! back. A real one sets a limit to the body and sends each reply once: see this crate's `web` and
//! `nudges` for how.
//!
//! ```no_run
//! use jiff::Timestamp;
//! use stapje::bot_framework::activity::{Activity, View};
//! use stapje::bot_framework::auth::{Verifier, VerifierSettings};
//! use stapje::bot_framework::invoke::InvokeResponse;
//! use stapje::bot_framework::{
//!     Cloud, Connector, ConversationReference, Credentials, Outcome, TokenSource, http_client,
//! };
//!
//! fn ready(app_id: &str, tenant: &str, secret: &str) -> (Verifier, Connector) {
//!     let (http, cloud) = (http_client("my-bot/1.0").unwrap(), Cloud::public());
//!     let credentials = Credentials::with_secret(app_id, tenant, secret.into());
//!     let tokens = TokenSource::new(http.clone(), &cloud, credentials);
//!     let settings =
//!         VerifierSettings { app_id: app_id.to_owned(), tenants: vec![tenant.to_owned()] };
//!     (Verifier::new(http.clone(), &cloud, settings), Connector::new(http, &cloud, tokens))
//! }
//!
//! /// Answers a request with a status; a reply goes its own way.
//! async fn receive(
//!     (verifier, connector): &(Verifier, Connector),
//!     authorization: &[&str],
//!     body: &[u8],
//!     now: Timestamp,
//! ) -> u16 {
//!     // The token first, the body only after it; the caller learns a status and nothing else.
//!     let proof = match verifier.prove(authorization, now).await {
//!         Ok(proof) => proof,
//!         Err(refusal) => return refusal.status(),
//!     };
//!     let Ok(activity) = Activity::parse(body) else { return 400 };
//!     let verified = match verifier.admit(&proof, &activity) {
//!         Ok(verified) => verified,
//!         Err(refusal) => return refusal.status(),
//!     };
//!     match activity.view() {
//!         View::Message => {
//!             let to = ConversationReference {
//!                 conversation_id: activity.conversation_id().to_owned(),
//!                 service_url: verified.service_url.to_string(),
//!             };
//!             let echo = Activity {
//!                 kind: "message".to_owned(),
//!                 text: Some(format!("You said: {}", activity.spoken())),
//!                 ..Activity::default()
//!             };
//!             let asked = activity.id.as_deref().unwrap_or_default();
//!             match connector.reply(&to, asked, &echo, now).await {
//!                 Outcome::Delivered { .. } => {}
//!                 other => eprintln!("not delivered: {other:?}"),
//!             }
//!             200
//!         }
//!         View::Invoke(_) => InvokeResponse::not_implemented().status,
//!         // Whatever Teams tells besides is taken in silence.
//!         _ => 200,
//!     }
//! }
//! ```

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
